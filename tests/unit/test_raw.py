"""Files that are not what their source says: one error each, with file, line and field, and nothing loaded."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from build_world import GOOD, as_csv, build_mine, content, digest, refused, sha256_of, write_source
from comity.catalogue.facts import read_facts
from comity.catalogue.raw import open_raw
from comity.model.errors import BadFile, BadSource, ComityError, NotHere
from comity.store.home import record_path
from comity.store.schema import BY_NAME

COLUMNS = [column.name for column in BY_NAME["agreement"].columns]
ROWS = [{"agreement": f"mine:{n}", "kind": "alliance", "name": f"Pact {n}", "start": "1990-01-01"} for n in range(40)]
TEXT = as_csv(COLUMNS, ROWS)


def lines(*changed: tuple[int, str]) -> bytes:
    """Give the good file with lines (counted from 1) changed."""
    found = TEXT.decode().splitlines()
    for line, text in changed:
        found[line - 1] = text
    return ("\n".join(found) + "\n").encode()


def refuse_file(
    home: Path,
    data: bytes,
    *,
    name: str = "agreement.csv",
    more: str = "",
    kind: type[ComityError] = BadFile,
    **told: Any,
) -> ComityError:
    """Build from the good file, then from this one: it is refused, and the record is as it was."""
    good = gzip.compress(TEXT) if name.endswith(".gz") else TEXT
    if name.endswith(".parquet"):
        good = parquet(home)
    told = {"format": "parquet"} | told if name.endswith(".parquet") else told
    first = {key: value for key, value in told.items() if key not in ("sha256", "rows", "columns")}
    if str(told.get("encoding", "")).startswith("utf-16"):
        first.pop("encoding")
    write_source(home, {name: good}, facts={name: first})
    return refused(
        home, kind, change=lambda: write_source(home, {name: data}, facts={name: told}, more=more)
    )  # fmt: skip


def parquet(home: Path, **more: list[Any]) -> bytes:
    table = pa.table({column: pa.array([row.get(column) for row in ROWS], pa.string()) for column in COLUMNS} | more)
    home.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, home / "made.parquet")
    return (home / "made.parquet").read_bytes()


@pytest.mark.parametrize("left", [30, 60, 100, -1, -8])
def test_a_gz_that_is_cut_short(own_home: Path, left: int) -> None:
    error = refuse_file(own_home, gzip.compress(TEXT)[:left], name="agreement.csv.gz")
    (problem,) = error.problems
    assert "agreement.csv.gz: is cut short or damaged: it does not unpack." in problem
    assert error.remedy


def test_a_gz_that_is_none(own_home: Path) -> None:
    error = refuse_file(own_home, TEXT, name="agreement.csv.gz")
    assert "agreement.csv.gz: is cut short or damaged" in str(error)


def test_a_csv_that_is_cut_within_a_row(own_home: Path) -> None:
    data = TEXT[: TEXT.index(b"Pact 38,")]
    (problem,) = refuse_file(own_home, data, rows=40).problems
    assert problem == "mine: agreement.csv, line 40: has 3 fields where the header has 6."


def test_a_csv_that_is_cut_between_rows(own_home: Path) -> None:
    data = TEXT[: TEXT.index(b"mine:38")]
    (problem,) = refuse_file(own_home, data, rows=40).problems
    assert problem == "mine: agreement.csv: has 38 rows where 40 are expected; it looks cut short."


def test_a_csv_that_is_cut_within_quotation_marks(own_home: Path) -> None:
    (problem,) = refuse_file(own_home, lines((41, 'mine:39,alliance,"Pact'))).problems
    assert problem.startswith("mine: agreement.csv, line 41: ")
    assert "cut short" in problem


def test_an_empty_file(own_home: Path) -> None:
    assert "agreement.csv: is empty." in str(refuse_file(own_home, b""))


def test_a_header_alone_is_no_rows(own_home: Path) -> None:
    write_source(own_home, {"agreement.csv": as_csv(COLUMNS, [])})
    build_mine(own_home)
    assert content(record_path(own_home))["agreement"] == []


def test_columns_that_are_missing_unknown_or_doubled_are_all_named(own_home: Path) -> None:
    header = "agreement,kind,kind,title,start,end"
    error = refuse_file(own_home, lines((1, header)))
    assert set(error.problems) == {
        "mine: agreement.csv, line 1: lacks the column “name”.",
        "mine: agreement.csv, line 1: lacks the column “signed”.",
        "mine: agreement.csv, line 1: has an unknown column “title”.",
        "mine: agreement.csv, line 1: has the column “kind” twice.",
    }


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("agreement,kind,name,signed,start", "lacks the column “end”"),
        ("agreement,kind,name,signed,start,end,more", "has an unknown column “more”"),
    ],
)
def test_one_column_wrong(own_home: Path, header: str, said: str) -> None:
    assert said in str(refuse_file(own_home, lines((1, header))))


def test_rows_of_the_wrong_length_are_all_named(own_home: Path) -> None:
    data = lines((3, "mine:1,alliance,Pact"), (7, "mine:5,alliance,Pact,,,,,,"))
    assert refuse_file(own_home, data).problems == (
        "mine: agreement.csv, line 3: has 3 fields where the header has 6.",
        "mine: agreement.csv, line 7: has 9 fields where the header has 6.",
    )


def test_lines_are_those_of_the_file(own_home: Path) -> None:
    """A cell of two lines and an empty line before a bad row do not shift its number."""
    data = lines((2, 'mine:0,alliance,"Pact\nof two lines",,1990-01-01,'), (5, ""), (9, "mine:7,alliance"))
    (problem,) = refuse_file(own_home, data).problems
    assert problem.startswith("mine: agreement.csv, line 10: ")
    data = lines((2, 'mine:0,alliance,"Pact\nof two lines",,1990-01-01,'), (5, ""), (9, "mine:7,alliance,P,,soon,"))
    (problem,) = refuse_file(own_home, data).problems
    assert (
        problem
        == "mine: agreement.csv, line 10: agreement: start “soon” is not a date; write YYYY-MM-DD, such as 2020-09-02."
    )


def test_a_wrong_digest(own_home: Path) -> None:
    changed = lines((2, "mine:0,alliance,Pakt 0,,1990-01-01,"))
    error = refuse_file(own_home, changed, sha256=sha256_of(TEXT))
    assert "agreement.csv" in str(error)
    assert sha256_of(TEXT) in str(error)
    assert sha256_of(changed) in str(error)
    assert error.remedy


def test_utf_8_with_a_byte_order_mark(own_home: Path) -> None:
    write_source(own_home, {"agreement.csv": b"\xef\xbb\xbf" + TEXT})
    build_mine(own_home)
    assert len(content(record_path(own_home))["agreement"]) == 40


@pytest.mark.parametrize("encoding", ["latin-1", "iso-8859-1", "cp1252"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_latin_1_with_and_without_a_byte_order_mark(own_home: Path, encoding: str, mark: bytes) -> None:
    data = mark + lines((2, "mine:0,alliance,Pacte d’été,,1990-01-01,".replace("’", "'"))).decode().encode("latin-1")
    write_source(own_home, {"agreement.csv": data}, facts={"agreement.csv": {"encoding": encoding}})
    build_mine(own_home)
    assert content(record_path(own_home))["agreement"][0][2] == "Pacte d'été"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_latin_1_where_utf_8_is_stated(own_home: Path, mark: bytes) -> None:
    data = mark + lines((17, "mine:15,alliance,été,,1990-01-01,")).decode().encode("latin-1")
    (problem,) = refuse_file(own_home, data).problems
    assert problem == (
        "mine: agreement.csv, line 17: holds a byte that is not utf-8; state the file's true encoding in source.toml, "
        'such as encoding = "cp1252" or "latin-1".'
    )


def test_a_bad_cell_is_named_by_the_publishers_column_when_the_reader_casts(own_home: Path) -> None:
    reader = """from comity.catalogue.raw import Part
def read(raw):
    yield Part("agreement", f"select agreement, kind, name, cast(start as date) as start, source_row from {raw.table('agreement.csv')}")
"""
    data = lines((9, "mine:7,alliance,soon,,soon,"), (12, "mine:10,alliance,P,,soon,"))
    write_source(own_home, {"agreement.csv": data}, reader=reader)
    problems = refused(own_home, BadFile).problems
    assert [problem.split(" does")[0] for problem in problems] == [
        "mine: agreement.csv, line 9: start “soon”",
        "mine: agreement.csv, line 12: start “soon”",
    ]


def test_a_cell_that_is_no_number_where_a_reader_computes(own_home: Path) -> None:
    reader = """from comity.catalogue.raw import Part
def read(raw):
    yield Part("agreement", f"select agreement, kind, name, make_date(cast(signed as integer), 1, 1) as start, source_row from {raw.table('agreement.csv')}")
"""
    write_source(own_home, {"agreement.csv": lines((5, "mine:3,alliance,P,c. 1990,,"))}, reader=reader)
    (problem,) = refused(own_home, BadFile).problems
    assert problem.startswith("mine: agreement.csv, line 5: signed “c. 1990” does not fit")


EXCEPTION = """
[[exception]]
id = "no-name"
file = "agreement.csv"
where = "name is null"
reason = "has no name"
rows = 2
"""


def test_listed_exceptions_are_set_aside_and_counted(own_home: Path) -> None:
    data = lines((4, "mine:2,alliance,,,1990-01-01,"), (8, "mine:6,alliance,,,1990-01-01,"))
    write_source(own_home, {"agreement.csv": data}, more=EXCEPTION)
    build_mine(own_home)
    found = content(record_path(own_home))
    assert len(found["agreement"]) == 38
    assert found["rejected"] == [
        ("mine", "agreement.csv", 4, "has no name"),
        ("mine", "agreement.csv", 8, "has no name"),
    ]


@pytest.mark.parametrize("names", [(4,), (4, 8, 9), ()])
def test_another_number_of_exceptions_is_refused(own_home: Path, names: tuple[int, ...]) -> None:
    data = lines(*((line, f"mine:{line - 2},alliance,,,1990-01-01,") for line in names))
    (problem,) = refuse_file(own_home, data, more=EXCEPTION).problems
    assert problem == (
        f"mine: agreement.csv: {len(names)} rows are exceptions of the kind “no-name” where 2 are listed (has no name)."
    )


def test_an_unlisted_exception_is_refused_and_the_remedy_says_where_to_list_it(own_home: Path) -> None:
    error = refuse_file(own_home, lines((4, "mine:2,alliance,,,1990-01-01,")))
    assert error.problems == ("mine: agreement.csv, line 4: agreement: name is missing.",)


def test_an_exception_whose_condition_is_no_sql(own_home: Path) -> None:
    error = refuse_file(own_home, TEXT, more=EXCEPTION.replace("name is null", "nom is null"), kind=BadSource)
    assert "[[exception]] no-name" in str(error)
    assert "nom" in str(error)


def test_parquet(own_home: Path) -> None:
    data = parquet(own_home)
    told = {"agreement.parquet": {"format": "parquet", "rows": 40}}
    write_source(own_home, {"agreement.parquet": data}, facts=told)
    build_mine(own_home)
    found = content(record_path(own_home))["agreement"]
    assert len(found) == 40
    assert found[0][-1] == "agreement.parquet:1"


@pytest.mark.parametrize("left", [10, 400, -1])
def test_parquet_that_is_cut_short(own_home: Path, left: int) -> None:
    error = refuse_file(own_home, parquet(own_home)[:left], name="agreement.parquet")
    assert "agreement.parquet: is cut short or damaged" in str(error)


def test_parquet_with_other_columns_or_rows(own_home: Path) -> None:
    more = parquet(own_home, extra=[1] * 40)
    assert "has an unknown column “extra”" in str(refuse_file(own_home, more, name="agreement.parquet"))
    error = refuse_file(own_home, parquet(own_home), name="agreement.parquet", rows=41)
    assert "has 40 rows where 41 are expected" in str(error)


def test_a_parquet_file_before_a_csv_file(own_home: Path) -> None:
    told = {"agreement.parquet": {"format": "parquet"}}
    files = {"agreement.parquet": parquet(own_home), "place.csv": as_csv(["place"], [])}
    files["place.csv"] = as_csv([column.name for column in BY_NAME["place"].columns], GOOD["place"])
    write_source(own_home, files, facts=told)
    build_mine(own_home)
    assert len(content(record_path(own_home))["place"]) == 1


def test_every_file_is_looked_at(own_home: Path) -> None:
    write_source(
        own_home,
        {
            "agreement.csv": lines((1, "agreement,kind,name,signed,start")),
            "place.csv": b"",
            "figure.csv.gz": b"\x1f\x8b\x08",
        },
    )
    problems = refused(own_home, BadFile).problems
    assert {problem.split(":")[1].split(",")[0].strip() for problem in problems} == {
        "agreement.csv",
        "place.csv",
        "figure.csv.gz",
    }


def test_half_a_snapshot_is_said_to_be_half(own_home: Path) -> None:
    folder = write_source(own_home, {"agreement.csv": TEXT})
    source = read_facts(folder, own=True)
    with pytest.raises(NotHere, match=r"lacks agreement\.csv"):
        open_raw(source, {}, duckdb.connect())


def test_a_walk_through_rows_outlasts_other_queries(own_home: Path) -> None:
    """A reader may query while it walks: it gets its own rows to the end, not those of the other query."""
    rows = [{"agreement": f"mine:{n}", "kind": "alliance", "name": "P"} for n in range(10_000)]
    source = read_facts(write_source(own_home, {"agreement.csv": as_csv(COLUMNS, rows)}), own=True)
    con = duckdb.connect()
    raw = open_raw(source, {"agreement.csv": source.folder / "agreement.csv"}, con)
    seen = []
    for row in raw.rows("agreement.csv", ["agreement"]):
        con.execute("select 'x', 'y' from range(20000)")
        seen.append((row["agreement"], row["source_row"]))
    assert seen == [(f"mine:{n}", f"agreement.csv:{n + 2}") for n in range(10_000)]


def test_the_digest_of_the_source_file_is_in_the_record(own_home: Path) -> None:
    folder = write_source(own_home, {"agreement.csv": TEXT})
    build_mine(own_home)
    row = next(row for row in content(record_path(own_home))["source"] if row[0] == "mine")
    assert row[8] == 40
    assert len(row[7]) == 64
    assert digest(folder / "agreement.csv") == sha256_of(TEXT)


@pytest.mark.parametrize(("between", "written"), [(";", '";"'), ("\t", '"\\t"'), ("|", '"|"')])
def test_another_delimiter_is_one_problem(own_home: Path, between: str, written: str) -> None:
    (problem,) = refuse_file(own_home, TEXT.replace(b",", between.encode())).problems
    assert f"state delimiter = {written} in source.toml" in problem
    write_source(
        own_home,
        {"agreement.csv": TEXT.replace(b",", between.encode())},
        facts={"agreement.csv": {"delimiter": between}},
    )
    build_mine(own_home)
    assert len(content(record_path(own_home))["agreement"]) == 40


def test_a_comma_where_a_semicolon_is_stated(own_home: Path) -> None:
    write_source(own_home, {"agreement.csv": TEXT}, facts={"agreement.csv": {"delimiter": ";"}})
    (problem,) = refused(own_home, BadFile).problems
    assert 'state delimiter = ","' in problem


def test_empty_rows_at_the_end_are_passed_over_and_others_are_not(own_home: Path) -> None:
    write_source(own_home, {"agreement.csv": TEXT + b",,,,,\n , ,,,,\n,,,\n"}, facts={"agreement.csv": {"rows": 40}})
    build_mine(own_home)
    assert len(content(record_path(own_home))["agreement"]) == 40
    problems = refuse_file(own_home, lines((5, ",,,,,"))).problems
    assert "mine: agreement.csv, line 5: agreement: agreement is missing." in problems


def test_utf_16_is_recognised_by_its_mark(own_home: Path) -> None:
    (problem,) = refuse_file(own_home, TEXT.decode().encode("utf-16")).problems
    assert 'such as encoding = "utf-16".' in problem


def test_a_workbook_under_the_name_of_a_csv(own_home: Path) -> None:
    (problem,) = refuse_file(own_home, b"PK\x03\x04" + bytes(200)).problems
    assert "agreement.csv: is a workbook or an archive, no text; save it as “CSV UTF-8”." in problem


@pytest.mark.parametrize("written", ["02.09.2020", "9/2/2020"])
def test_a_date_in_another_form_is_told_the_right_one(own_home: Path, written: str) -> None:
    (problem,) = refuse_file(own_home, lines((9, f"mine:7,alliance,P,,{written},"))).problems
    assert f"line 9: agreement: start “{written}” is not a date; write YYYY-MM-DD" in problem
