"""Every contract of the record, each with one row that breaks only it, through the real build."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from build_world import GOOD, build_mine, content, good, needed, open_empty, problems_of, refused, write_tables
from comity.model.errors import BadFile
from comity.store import contracts
from comity.store.home import record_path
from comity.store.record import create_tables
from comity.store.schema import BY_NAME, TABLES


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_empty() as con:
        yield con


def test_the_good_rows_are_good(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    found = content(record_path(own_home))
    for table, rows in GOOD.items():
        mine = [row for row in found[table] if "mine" in row]
        assert len(mine) == len(rows), table
    assert {row[1] for row in found["agreement_party"]} == {"USA", "JPN"}
    assert {row[1] for row in found["activity_party"]} == {"GHA", "nato"}
    assert found["tie"][0][:4] == ("embassy", "USA", "GBR", True)
    assert found["agreement"][0][-2:] == ("mine", "agreement.csv:2")


CASES: list[tuple[str, dict[str, str], str]] = [
    # table, cells that are put in the place of the first row's, what is said of it
    ("actor", {"kind": "tribe"}, "kind “tribe” is none of state, organisation, armed group"),
    ("agreement", {"kind": "friendship"}, "kind “friendship” is none of alliance, "),
    ("obligation", {"duty": "love"}, "duty “love” is none of "),
    ("activity", {"kind": "party"}, "kind “party” is none of "),
    ("activity", {"domains": "sea|moon"}, "domains “sea|moon” holds a word that is none of land, sea"),
    ("activity", {"purposes": "fun"}, "purposes “fun” holds a word that is none of "),
    ("activity", {"observers": "maybe"}, "observers “maybe” is none of yes, no"),
    ("activity_party", {"role": "guest"}, "role “guest” is none of "),
    ("incident", {"kind": "quarrel"}, "kind “quarrel” is none of "),
    ("incident_party", {"side": "c"}, "side “c” is none of a, b"),
    ("vote", {"vote": "perhaps"}, "vote “perhaps” is none of "),
    ("mark", {"checked": "somehow"}, "checked “somehow” is none of "),
    ("activity", {"lat": "90.1"}, "lat is 90.1, above 90"),
    ("activity", {"lat": "-90.1"}, "lat is -90.1, below -90"),
    ("activity", {"lon": "180.5"}, "lon is 180.5, above 180"),
    ("activity", {"lon": "-181"}, "lon is -181.0, below -180"),
    ("activity", {"personnel": "-9"}, "personnel is -9.0, below 0"),
    ("activity_party", {"personnel": "-1"}, "personnel is -1.0, below 0"),
    ("tie", {"value": "-1"}, "value is -1.0, below 0"),
    ("place", {"lat": "100"}, "lat is 100.0, above 90"),
    ("place", {"lon": "-200"}, "lon is -200.0, below -180"),
    ("incident", {"deaths_low": "-1"}, "deaths_low is -1.0, below 0"),
    ("figure", {"value": "nan", "low": "", "high": ""}, "value is not a finite number"),
    ("figure", {"value": "inf", "low": "", "high": ""}, "value is not a finite number"),
    ("figure", {"low": "0.11"}, "low (0.11) is above value (0.1)"),
    ("figure", {"high": "0.09"}, "value (0.1) is above high (0.09)"),
    ("pair_figure", {"low": "5.5"}, "low (5.5) is above value (5.0)"),
    ("pair_figure", {"high": "4.5"}, "value (5.0) is above high (4.5)"),
    ("agreement_figure", {"low": "1.75"}, "low (1.75) is above value (1.5)"),
    ("agreement_figure", {"high": "1.25"}, "value (1.5) is above high (1.25)"),
    ("incident", {"deaths_low": "21"}, "deaths_low (21.0) is above deaths (20.0)"),
    ("incident", {"deaths_high": "19"}, "deaths (20.0) is above deaths_high (19.0)"),
    ("incident", {"deaths": "", "deaths_low": "31"}, "deaths_low (31.0) is above deaths_high (30.0)"),
    ("obligation", {"toward": "cow:2"}, "pairs USA with itself; list it as an exception"),
    ("tie", {"b": "iso3:USA"}, "pairs USA with itself; list it as an exception"),
    ("pair_figure", {"b": "cow:2"}, "pairs USA with itself; list it as an exception"),
    ("agreement", {"agreement": "yours:1"}, "“yours:1” does not begin with mine:, as an id is to"),
    ("activity", {"activity": "e"}, "“e” does not begin with mine:, as an id is to"),
    ("incident", {"incident": "atop:1"}, "“atop:1” does not begin with mine:, as an id is to"),
    ("leader", {"leader": "l"}, "“l” does not begin with mine:, as an id is to"),
    ("resolution", {"resolution": "r"}, "“r” does not begin with mine:, as an id is to"),
    ("place", {"place": "p"}, "“p” does not begin with mine:, as an id is to"),
    ("agreement_party", {"agreement": "mine:2"}, "refers to agreement “mine:2”, which is not there"),
    ("obligation", {"agreement": "mine:2"}, "refers to agreement “mine:2”, which is not there"),
    ("agreement_figure", {"agreement": "mine:2"}, "refers to agreement “mine:2”, which is not there"),
    ("activity_party", {"activity": "mine:x"}, "refers to activity “mine:x”, which is not there"),
    ("incident_party", {"incident": "mine:x"}, "refers to incident “mine:x”, which is not there"),
    ("vote", {"resolution": "mine:x"}, "refers to resolution “mine:x”, which is not there"),
    ("incident_party", {"actor": "group:blues"}, "refers to actor “group:blues”, which is not there"),
    ("figure", {"actor": "cow:1999"}, "actor “1999” is no cow code or name of a state or organisation on 1990-01-01"),
    ("tie", {"a": "org:nobody"}, "a “nobody” is no org code or name"),
    ("tie", {"a": "state:XYZ"}, "a “XYZ” is no state code or name"),
    ("figure", {"value": "much", "low": "", "high": ""}, "value “much” is not a number"),
    ("tie", {"directed": "sometimes"}, "directed “sometimes” is not a yes or no"),
    ("agreement", {"signed": "1990-13-01"}, "signed “1990-13-01” is not a date"),
    ("figure", {"start": "1990"}, "start “1990” is not a date"),
    ("actor", {"actor": "DEU", "kind": "state"}, "“DEU” is in the record already; leave it out here"),
]  # fmt: skip
CASES += [
    (table, {"start": "2002-01-01", "end": "2001-12-31"}, "begins on 2002-01-01, after its end on 2001-12-31")
    for table in GOOD
    if {"start", "end"} <= {column.name for column in BY_NAME[table].columns} and table != "agreement_party"
]


@pytest.mark.parametrize(("table", "cells", "said"), CASES, ids=[f"{case[0]}-{case[2][:40]}" for case in CASES])
def test_one_row_breaks_one_contract(
    empty: duckdb.DuckDBPyConnection, own_home: Path, table: str, cells: dict[str, str], said: str
) -> None:
    tables = good()
    tables[table][0].update(cells)
    (problem,) = problems_of(empty, own_home, needed(tables, table))
    assert problem.startswith(f"{table}.csv, line 2: {table}: ")
    assert said in problem


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in TABLES
        if table.name in GOOD
        for column in table.columns
        if column.required
    ],
)
def test_a_missing_cell_is_named(empty: duckdb.DuckDBPyConnection, own_home: Path, table: str, column: str) -> None:
    tables = good()
    tables[table][0][column] = ""
    problems = problems_of(empty, own_home, needed(tables, table))
    assert problems == [f"{table}.csv, line 2: {table}: {column} is missing."]


@pytest.mark.parametrize("table", [table for table in GOOD if BY_NAME[table].key])
def test_the_same_row_twice(empty: duckdb.DuckDBPyConnection, own_home: Path, table: str) -> None:
    tables = good()
    tables[table].append(dict(tables[table][0]))
    (problem,) = problems_of(empty, own_home, needed(tables, table))
    assert problem.startswith(f"{table}.csv, line {len(tables[table]) + 1}: {table}: stands twice: ")


@pytest.mark.parametrize("table", [table for table in GOOD if BY_NAME[table].spell])
@pytest.mark.parametrize("end", ["", "2030-12-31"])
def test_spells_that_overlap(empty: duckdb.DuckDBPyConnection, own_home: Path, table: str, end: str) -> None:
    tables = good()
    first = tables[table][-1] | {"start": "2001-05-01", "end": end}
    tables[table][-1] = first
    tables[table].append(first | {"start": end or "2020-01-01", "end": "2031-01-01"})
    (problem,) = problems_of(empty, own_home, needed(tables, table))
    assert problem.startswith(f"{table}.csv, line {len(tables[table]) + 1}: {table}: overlaps an earlier period")


def test_a_spell_may_begin_the_day_after_another(own_home: Path) -> None:
    tables = good()
    tables["agreement_party"][-1]["end"] = "1999-12-31"
    tables["agreement_party"].append(tables["agreement_party"][-1] | {"start": "2000-01-01", "end": ""})
    write_tables(own_home, tables)
    build_mine(own_home)


def test_a_short_spell_within_a_long_one_hides_none_that_comes_later(own_home: Path) -> None:
    tables = good()
    row = tables["agreement_party"][-1]
    tables["agreement_party"] += [
        row | {"actor": "cow:200", "start": "1990-01-01", "end": "2010-01-01"},
        row | {"actor": "cow:200", "start": "1991-01-01", "end": "1991-06-01"},
        row | {"actor": "cow:200", "start": "2000-01-01", "end": "2001-01-01"},
    ]
    write_tables(own_home, tables)
    assert len(refused(own_home, BadFile).problems) == 2


def test_an_undirected_tie_stands_once(own_home: Path) -> None:
    tables = good()
    row = tables["tie"][0] | {"directed": "false"}
    tables["tie"] = [row, row | {"a": row["b"], "b": row["a"]}]
    write_tables(own_home, tables)
    (problem,) = refused(own_home, BadFile).problems
    assert "tie: USA and GBR stand both ways, though the tie is undirected." in problem
    for entry in tables["tie"]:
        entry["directed"] = "true"
    write_tables(own_home, tables)
    build_mine(own_home)


def test_every_problem_of_every_table_is_listed_at_once(own_home: Path) -> None:
    tables = good()
    tables["figure"][0]["value"] = "much"
    tables["tie"][0]["b"] = "cow:2"
    tables["place"][0]["lat"] = "91"
    tables["agreement_party"][2]["actor"] = "iso3:ZZZ"
    write_tables(own_home, tables)
    error = refused(own_home, BadFile)
    assert len(error.problems) == 4
    assert error.what.startswith("4 problems, the first: ")
    for said in ("figure.csv, line 2", "tie.csv, line 2", "place.csv, line 2", "agreement_party.csv, line 4"):
        assert any(said in problem for problem in error.problems), said


def test_a_territory_is_called_one(own_home: Path) -> None:
    tables = good()
    tables["figure"][0]["actor"] = "iso3:PRI"
    write_tables(own_home, tables)
    (problem,) = refused(own_home, BadFile).problems
    assert "a territory and no state of either list; list it as an exception" in problem


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (None, "source mine, place unknown: figure: source_row is missing."),
        ("nowhere", "nowhere: figure: source_row is not written as file:line."),
    ],
)
def test_a_row_without_a_place(place: str | None, said: str) -> None:
    con = duckdb.connect()
    create_tables(con, "0")
    con.execute("create temp table rows as from figure")
    con.execute(
        "insert into rows values ('USA', 'cinc', '1990-01-01', '1990-12-31', 1, null, null, 'share', 'mine', ?)",
        [place],
    )
    assert list(contracts.violations(con, BY_NAME["figure"], "rows")) == [said]


def test_every_check_is_tried_here() -> None:
    """A column that gets bounds or a vocabulary gets a case as well."""
    tried = {(table, column) for table, cells, _ in CASES for column in cells}
    bounded = {
        (table.name, column.name)
        for table in TABLES
        if table.name in GOOD
        for column in table.columns
        if column.among or column.low is not None or (table.name, column.name) in contracts.JOINED
    }
    assert bounded - tried <= {("incident", "deaths"), ("incident", "deaths_high")}
    assert {(table, "agreement") for table in ("agreement_party", "agreement_figure", "obligation")} <= tried
