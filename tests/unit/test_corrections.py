"""A user's own overrides: applied, told in the record, and refused when they no longer fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_world import GOOD, build_mine, content, refused, write_tables
from comity.catalogue import build as building
from comity.model.errors import BadFile
from comity.store.home import record_path

HEAD = "table,source_row,column,was,now,author,reason\n"


def correct(home: Path, text: str, *, source: str = "mine", head: str = HEAD) -> Path:
    path = home / "sources" / source / "corrections.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + text, encoding="utf-8")
    return path


def row_of(home: Path, table: str) -> tuple[object, ...]:
    return next(row for row in content(record_path(home))[table] if "mine" in row)


def test_an_override_works_and_is_told(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    correct(
        own_home,
        "agreement,agreement.csv:2,end,,1999-12-31,A. Analyst,denounced in 1999\n"
        'figure,figure.csv:2,value,0.1,0.15,A. Analyst,"a digit, misread\nin the table"\n'
        "tie,tie.csv:2,b,GBR,FRA,B. Other,the other embassy\n"
        "incident,incident.csv:2,deaths_low,10,,B. Other,not known\n",
    )
    build_mine(own_home)
    assert str(row_of(own_home, "agreement")[5]) == "1999-12-31"
    assert row_of(own_home, "figure")[4] == 0.15
    assert row_of(own_home, "tie")[2] == "FRA"
    assert row_of(own_home, "incident")[7] is None
    assert content(record_path(own_home))["correction"] == [
        ("mine", "agreement", "agreement.csv:2", "end", None, "1999-12-31", "A. Analyst", "denounced in 1999"),
        ("mine", "figure", "figure.csv:2", "value", "0.1", "0.15", "A. Analyst", "a digit, misread\nin the table"),
        ("mine", "tie", "tie.csv:2", "b", "GBR", "FRA", "B. Other", "the other embassy"),
        ("mine", "incident", "incident.csv:2", "deaths_low", "10", None, "B. Other", "not known"),
    ]


def test_a_built_in_source_can_be_corrected(own_home: Path) -> None:
    building.build(["almanac"], home=own_home)
    name, place = next(
        (row[2], row[-1]) for row in content(record_path(own_home))["agreement"] if row[0] == "almanac:nato"
    ) if any(row[0] == "almanac:nato" for row in content(record_path(own_home))["agreement"]) else next(
        (row[2], row[-1]) for row in content(record_path(own_home))["agreement"]
    )  # fmt: skip
    correct(own_home, f'agreement,{place},name,"{name}",Another name,A. Analyst,why not\n', source="almanac")
    building.build(["almanac"], home=own_home)
    assert any(row[2] == "Another name" for row in content(record_path(own_home))["agreement"])
    building.build([], home=own_home)


BAD = [
    ("agreement,agreement.csv:2,name,Pakt,X,A,why\n", "line 2: no row of agreement at agreement.csv:2 has name “Pakt”"),
    ("agreement,agreement.csv:9,name,Pact,X,A,why\n", "line 2: no row of agreement at agreement.csv:9 has name “Pact”"),
    ("agreement,agreement.csv:2,end,never,1999-12-31,A,why\n", "no row of agreement at agreement.csv:2 has end “never”"),
    ("pact,agreement.csv:2,name,Pact,X,A,why\n", "line 2: “pact” is not a table whose rows can be corrected"),
    ("source,agreement.csv:2,title,Pact,X,A,why\n", "“source” is not a table whose rows can be corrected"),
    ("agreement,agreement.csv:2,title,Pact,X,A,why\n", "line 2: agreement has no column “title”"),
    ("agreement,agreement.csv:2,source,mine,X,A,why\n", "agreement has no column “source”"),
    ("agreement,agreement.csv:2,name,Pact,X,,why\n", "line 2: author is empty"),
    ("agreement,agreement.csv:2,name,Pact,X,A, \n", "line 2: reason is empty"),
    ("agreement,,name,Pact,X,A,why\n", "line 2: source_row is empty"),
    ("agreement,agreement.csv:2,name,Pact,X,A\n", "line 2: has too few fields"),
    ("agreement,agreement.csv:2,name,Pact,X,A,why, and how\n", "line 2: has too many fields"),
    ('agreement,agreement.csv:2,name,Pact,X,A,"why\n', "corrections.csv, line "),
    ("figure,figure.csv:2,value,0.1,much,A,why\n", "line 2: “much” does not fit figure.value"),
    ("figure,figure.csv:2,value,0.1,,A,why\n", "figure.csv, line 2: figure: value is missing"),
    ("figure,figure.csv:2,low,0.05,0.12,A,why\n", "figure.csv, line 2: figure: low (0.12) is above value (0.1)"),
    ("tie,tie.csv:2,b,GBR,USA,A,why\n", "tie.csv, line 2: tie: pairs USA with itself"),
    ("tie,tie.csv:2,b,GBR,XYZ,A,why\n", "tie.csv, line 2: tie: refers to actor “XYZ”, which is not there"),
    ("agreement,agreement.csv:2,name,Pact,X,A,why\nagreement,agreement.csv:2,name,Pact,Y,B,no\n", "line 3: no row"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said for _, said in BAD])
def test_what_does_not_fit_is_listed(own_home: Path, text: str, said: str) -> None:
    write_tables(own_home, GOOD)
    error = refused(own_home, BadFile, change=lambda: correct(own_home, text))
    (problem,) = error.problems
    assert said in problem


def test_all_are_listed(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    correct(own_home, "pact,x:1,y,,,A,why\nagreement,agreement.csv:2,title,,,,\n")
    problems = refused(own_home, BadFile).problems
    assert [problem.partition(": ")[0] for problem in problems] == ["mine/corrections.csv, line 2"] + [
        "mine/corrections.csv, line 3"
    ] * 3


def test_other_columns(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    correct(own_home, "", head="table;source_row;column\n")
    assert "line 1: the columns are to be table,source_row" in str(refused(own_home, BadFile))
    correct(own_home, "", head="")
    assert "line 1: the columns are to be table,source_row" in str(refused(own_home, BadFile))


def test_latin_1_and_a_byte_order_mark(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    path = correct(own_home, "agreement,agreement.csv:2,name,Pact,Pacte d'été,A,why\n")
    text = path.read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("latin-1"))
    assert "corrections.csv: is not UTF-8; save it as “CSV UTF-8”" in str(refused(own_home, BadFile))
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    build_mine(own_home)
    assert row_of(own_home, "agreement")[2] == "Pacte d'été"


def test_a_source_that_is_not_there(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    error = refused(own_home, BadFile, change=lambda: correct(own_home, "tie,x:2,b,,,A,why\n", source="attop"))
    assert error.problems == ("attop/corrections.csv, line 2: there is no source “attop” to correct.",)


def test_a_source_that_is_not_built_this_time_may_have_corrections(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    correct(own_home, "tie,x:2,b,,,A,why\n", source="atop")
    build_mine(own_home)


def test_of_several_rows_of_one_line_one_is_named(own_home: Path) -> None:
    """Two figures from one line with the same value: a correction of the one leaves the other alone."""
    reader = """from comity.catalogue.raw import Part
def read(raw):
    table = raw.table('figure.csv')
    yield Part("figure", f"select * exclude (line) from {table} union all by name "
                         f"select * exclude (line) replace ('other' as indicator) from {table}")
"""
    write_tables(own_home, {"figure": GOOD["figure"]}, reader=reader)
    correct(own_home, "figure,figure.csv:2,value,0.1,0.15,A,why\n")
    (problem,) = refused(own_home, BadFile).problems
    assert "line 2: 2 rows of figure at figure.csv:2 have value “0.1”; say which in a column “only”" in problem
    head = HEAD.replace("\n", ",only\n")
    correct(own_home, "figure,figure.csv:2,value,0.1,0.15,A,why,indicator=cinc\n", head=head)
    build_mine(own_home)
    found = {row[1]: row[4] for row in content(record_path(own_home))["figure"]}
    assert found == {"cinc": 0.15, "other": 0.1}
    correct(own_home, "figure,figure.csv:2,value,0.1,0.15,A,why,colour=cinc\n", head=head)
    assert "only is to be written as a column of figure, = and its value" in str(refused(own_home, BadFile))
