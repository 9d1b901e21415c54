"""What a reader may yield, and what is said of a reader that yields something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_world import GOOD, as_csv, build_mine, content, refused, write_source
from comity.catalogue.raw import Part
from comity.catalogue.staging import resolve_pairs
from comity.model.errors import BadFile, BadSource
from comity.store.home import record_path
from comity.store.schema import BY_NAME

FILE = {"figure.csv": as_csv([column.name for column in BY_NAME["figure"].columns], GOOD["figure"])}
HEAD = "from comity.catalogue.raw import Part\ndef read(raw):\n    table = raw.table('figure.csv')\n"
ALL = "select * exclude (line) from {table}"


def reader(body: str) -> str:
    return HEAD + "".join(f"    {line}\n" for line in body.splitlines())


BAD = [
    ("yield Part('figures', 'select 1')", BadSource, "yields rows for “figures”, which is not a table"),
    (f"yield Part('figure', f'{ALL}'.replace(' from', ', 1 as colour from'))", BadSource, "yields a column “colour”"),
    ("yield Part('figure', f'select * exclude (line, source_row) from {table}')", BadSource, "without source_row"),
    ("yield Part('figure', rows=[{'actor': 'cow:2', 'source_row': 'figure.csv:2'}, {'colour': 1}])", BadSource, "“colour”"),
    ("yield Part('figure', f'selekt 1')", BadFile, "read.py: Parser Error"),
    ("yield Part('figure', f'select nothing from {table}')", BadFile, "nothing"),
    ("yield {}['key']", BadFile, "read.py, line 4: KeyError: 'key'"),
    ("yield Part('figure', rows=[{'actor': row['nation']} for row in raw.rows('figure.csv')])", BadFile,
     "read.py, line 4: KeyError: 'nation' (figure.csv, line 2 was the last row that it took)"),
    ("yield Part('figure', rows=[{'actor': row['low'].nothing, 'source_row': row['source_row']} for row in raw.rows('figure.csv')])", BadFile,
     "(figure.csv, line 2 was the last row that it took)"),
    ("list(raw.rows('figure.csv'))\nyield {}['other']", BadFile, "read.py, line 5: KeyError: 'other'."),
    ("yield Part('figure', rows=[{'value': int('x')}])", BadFile, "read.py, line 4: ValueError"),
    ("open('/nowhere/at/all')\nyield 1", BadFile, "read.py, line 4: FileNotFoundError"),
    ("raw.leave_out('unheard-of', 'figure.csv:2')\nyield 1", BadSource, "sets rows aside as “unheard-of”"),
    ("return None", BadFile, "read.py"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "said"), BAD, ids=[said for _, _, said in BAD])
def test_a_reader_that_errs_is_named(own_home: Path, body: str, kind: type[BadFile | BadSource], said: str) -> None:
    write_source(own_home, FILE, reader=reader(f"yield Part('figure', f'{ALL}')"))
    error = refused(own_home, kind, change=lambda: write_source(own_home, FILE, reader=reader(body)))
    assert said in str(error)
    assert "mine" in str(error)


def test_parts_of_one_table_are_put_together(own_home: Path) -> None:
    body = f"""yield Part('figure', f'{ALL}')
yield Part('figure', rows=[{{'actor': 'iso3:FRA', 'indicator': 'cinc', 'start': '1990-01-01', 'value': 0.2, 'unit': 'share', 'source_row': 'figure.csv:2'}}])
yield Part('figure', rows=[])"""
    write_source(own_home, FILE, reader=reader(body))
    build_mine(own_home)
    assert {(row[0], row[4]) for row in content(record_path(own_home))["figure"]} == {("USA", 0.1), ("FRA", 0.2)}


def test_a_query_left_half_read_does_no_harm(own_home: Path) -> None:
    body = f"""raw.connection.execute('select * from range(9)').fetchone()
yield Part('figure', rows=[{{**row, 'value': 0.3, 'high': None}} for row in raw.rows('figure.csv')])
raw.connection.execute('select * from range(9)').fetchone()
yield Part('figure', f'{ALL}'.replace(' from', " replace ('cow:200' as actor) from"))"""
    write_source(own_home, FILE, reader=reader(body))
    build_mine(own_home)
    assert {(row[0], row[4]) for row in content(record_path(own_home))["figure"]} == {("USA", 0.3), ("GBR", 0.1)}


def test_problems_of_one_source_are_not_laid_to_the_next(own_home: Path) -> None:
    """What is left of a source that was refused is not taken for rows of the one after it."""
    columns = [column.name for column in BY_NAME["figure"].columns]
    bad = as_csv(columns, [GOOD["figure"][0] | {"value": "much"}])
    body = f"yield Part('place', rows=[])\nyield Part('figure', f'{ALL}')"
    write_source(own_home, {"figure.csv": bad}, name="aaa", reader=reader(body))
    low = as_csv(columns, [GOOD["figure"][0], GOOD["figure"][0] | {"actor": "cow:20", "low": "9"}])
    write_source(own_home, {"figure.csv": low}, name="bbb", reader=reader(body))
    with pytest.raises(BadFile) as caught:
        build_mine(own_home, "aaa", "bbb")
    assert caught.value.problems == (
        "aaa: figure.csv, line 2: figure: value “much” is not a number.",
        "bbb: figure.csv, line 3: figure: low (9.0) is above value (0.1).",
    )


def test_pairs_of_one_code_on_two_days() -> None:
    from datetime import date

    pairs = [("cow:345", date(1980, 1, 1)), ("cow:345", date(2010, 1, 1)), ("state:DEU", None), ("group:x", None)]
    found = resolve_pairs([*pairs, ("org:nato", None), ("iso3:QQQ", None)])
    assert found["cow:345", date(1980, 1, 1)] == "YUG"
    assert found["cow:345", date(2010, 1, 1)] == "SRB"
    assert found["state:DEU", None] == "DEU"
    assert found["group:x", None] == "group:x"
    assert found["org:nato", None] == "nato"
    assert found["iso3:QQQ", None] is None


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("USA", "“USA” is to be written as scheme:code, with one of state, org, group, "),
        ("colour:2", "“colour:2” is to be written as scheme:code"),
        ("cow:", "“” is no cow code"),
        ("cow:two", "“two” is no cow code"),
        ("name:Korea", "“Korea” is ambiguous on 1990-01-01: "),
        ("name:Korea", "North Korea (PRK: "),
        ("name:Korea", "South Korea (KOR: "),
        ("name:Korea", "write state: and the key of the one meant."),
        ("name:Autsralia", "exception. Did you mean Australia"),
        ("cow:2000", "“2000” is no cow code or name of a state or organisation on 1990-01-01; correct it or list it"),
    ],
)
def test_what_is_no_actor(own_home: Path, said: str, what: str) -> None:
    data = as_csv([column.name for column in BY_NAME["figure"].columns], [GOOD["figure"][0] | {"actor": said}])
    write_source(own_home, {"figure.csv": data}, reader=reader(f"yield Part('figure', f'{ALL}')"))
    (problem,) = refused(own_home, BadFile).problems
    assert problem.startswith("mine: figure.csv, line 2: figure: actor ")
    assert what in problem


def test_a_part_is_what_it_says() -> None:
    part = Part("figure", rows=[{"actor": "cow:2"}])
    assert (part.table, part.sql, list(part.rows)) == ("figure", "", [{"actor": "cow:2"}])


def test_who_is_the_same_on_any_day_is_so_on_every_day() -> None:
    """Actors are resolved without a day where the day cannot matter: for every code and name that there is."""
    from datetime import date

    from comity.model import states
    from comity.model.codes import SCHEMES, code_index
    from comity.model.names import names_index

    days = [None, *(date(year, month, 1) for year in range(1816, 2026, 19) for month in (1, 7)), date(1990, 10, 3)]
    said = [(scheme, code) for scheme in SCHEMES if scheme != "name" for code in code_index(scheme)]
    said += [("name", rows[0].name) for rows in names_index().values()]
    decided = 0
    for scheme, code in said:
        key = states.timeless_actor_of(scheme, code)
        if key is None:
            decided += 1
        else:
            assert {states.actor_of(scheme, code, day) for day in days} == {key}, (scheme, code)
    assert states.timeless_actor_of("cow", "345") is None
    assert 10 < decided < len(said) / 5


def test_a_code_whose_bearer_the_day_decides(own_home: Path) -> None:
    rows = [
        GOOD["figure"][0] | {"actor": "cow:345", "start": f"{year}-06-01", "end": f"{year}-06-30"}
        for year in (1916, 1980, 2010)
    ]
    rows.append(GOOD["figure"][0])
    write_source(own_home, {"figure.csv": as_csv([column.name for column in BY_NAME["figure"].columns], rows)}, reader=reader(f"yield Part('figure', f'{ALL}')"))  # fmt: skip
    build_mine(own_home)
    found = {(row[2].year, row[0]) for row in content(record_path(own_home))["figure"]}
    assert found == {(1916, "SRB"), (1980, "YUG"), (2010, "SRB"), (1990, "USA")}
