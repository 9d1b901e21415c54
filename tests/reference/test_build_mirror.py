"""The whole mirror in one record: how many rows of each source, what was set aside and why, and where each row stands."""

from __future__ import annotations

import csv
import gzip
import random
import re
from pathlib import Path

import duckdb
import pytest

import comity.sources.almanac
from comity.catalogue.facts import Source, discover
from comity.model import organisations, states
from comity.store.schema import BY_NAME, TABLES

#: source → rows in the record, rows set aside. Reviewed: whoever changes a reader looks at these numbers again.
with (Path(__file__).parent / "rows.csv").open(encoding="utf-8", newline="") as _handle:
    EXPECTED = {row["source"]: (int(row["rows"]), int(row["set_aside"])) for row in csv.DictReader(_handle)}
#: Tables that no source of today fills.
EMPTY = {"correction"}
#: What stands in the record beside them: it changes with what is reviewed by hand, so only its bounds are held.
BY_HAND = {"almanac": (30_000, 80_000), "comity-model": (1_200, 3_000)}
SAMPLE = 200
LINEAGE = [table.name for table in TABLES if table.lineage and table.name not in EMPTY]


@pytest.fixture(scope="module")
def known() -> dict[str, Source]:
    return {source.name: source for source in discover()}


class Files:
    """Opens the publishers' files, each once, and tells which lines hold a row."""

    def __init__(self, mirror: Path, known: dict[str, Source]) -> None:
        self.mirror, self.known = mirror, known
        self.seen: dict[tuple[str, str], set[int]] = {}

    def lines(self, source: str, file: str) -> set[int]:
        if (source, file) not in self.seen:
            self.seen[source, file] = self._read(source, file)
        return self.seen[source, file]

    def _read(self, source: str, file: str) -> set[int]:
        if source == "comity-model":
            if file == "memberships.csv":
                return set(range(2, len(organisations.memberships()) + 2))
            count = {
                "actor": len(states.key_names()) + len(organisations.organisations()),
                "state": len(states.state_spells()),
            }[file]
            return set(range(1, count + 1))
        facts = self.known[source]
        (stated,) = [entry for entry in facts.files if entry.name == file]
        path = facts.folder / file if facts.ships else self.mirror / source / file
        if stated.format in ("xls", "xlsx", "geojson"):
            return set(range(1, (stated.rows or 0) + 2))
        if stated.format == "parquet":
            ((count,),) = duckdb.execute("select count(*) from read_parquet($1)", [str(path)]).fetchall()
            return set(range(1, count + 1))
        data = gzip.decompress(path.read_bytes()) if file.endswith(".gz") else path.read_bytes()
        text = data.decode(stated.encoding)
        found, before = set(), 0
        reader = csv.reader(text.splitlines(keepends=True), delimiter=stated.delimiter)
        for row in reader:
            if row and before:
                found.add(before + 1)
            before = reader.line_num
        return found


@pytest.fixture(scope="module")
def files(mirror: Path, known: dict[str, Source]) -> Files:
    return Files(mirror, known)


def test_rows_of_every_source(built: duckdb.DuckDBPyConnection, known: dict[str, Source]) -> None:
    told = {
        name: (rows, aside)
        for name, rows, aside in built.execute(
            "select source, rows, (select count(*) from rejected r where r.source = s.source) from source s"
        ).fetchall()
    }
    assert {name: told[name] for name in told if name not in BY_HAND} == EXPECTED
    assert set(EXPECTED) | {"almanac"} == {name for name, source in known.items() if not source.brought}
    for name, (low, high) in BY_HAND.items():
        rows, aside = told[name]
        assert low <= rows <= high
        assert aside == 0


def test_the_table_of_sources_counts_what_is_there(built: duckdb.DuckDBPyConnection) -> None:
    counted: dict[str, int] = {}
    for table in TABLES:
        if table.lineage:
            for source, rows in built.execute(f'select source, count(*) from "{table.name}" group by 1').fetchall():
                counted[source] = counted.get(source, 0) + rows
    # An identity has no source of its own: what the almanac's list does not have is of the source whose thing it is.
    with (Path(comity.sources.almanac.__path__[0]) / "same_as.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["id"] for row in csv.DictReader(lines)}
    for (name,) in built.execute("select id from same_as").fetchall():
        if name not in listed:
            # A dispute of MID that is a war is so by the list beside the wars.
            counted[name.partition(":")[0].replace("cow-mid", "cow-wars")] += 1
    ((same,),) = built.execute("select count(*) from same_as").fetchall()
    told = dict(built.execute("select source, rows from source").fetchall())
    assert {name: rows for name, rows in told.items() if name != "almanac"} == {
        name: rows for name, rows in counted.items() if name != "almanac"
    }
    assert counted["almanac"] <= told["almanac"] <= counted["almanac"] + same + 200  # identities with what is not here


def test_what_is_set_aside_has_a_listed_reason(built: duckdb.DuckDBPyConnection, known: dict[str, Source]) -> None:
    found = built.execute("select source, file, reason, count(*) from rejected group by all").fetchall()
    listed = {
        (name, entry.reason) for name, source in known.items() if not source.brought for entry in source.exceptions
    }
    assert {(source, reason) for source, _, reason, _ in found} == listed
    files_of = {(name, entry.name) for name, source in known.items() for entry in source.files}
    assert {(source, file) for source, file, _, _ in found} <= files_of


def test_as_many_as_listed_are_set_aside(built: duckdb.DuckDBPyConnection, known: dict[str, Source]) -> None:
    found = {
        (source, reason): count
        for source, reason, count in built.execute(
            "select source, reason, count(*) from rejected group by all"
        ).fetchall()
    }
    told: dict[tuple[str, str], int] = {}
    for name, source in known.items():
        for entry in source.exceptions:
            if entry.rows is not None and entry.where is not None:
                told[name, entry.reason] = told.get((name, entry.reason), 0) + entry.rows
    assert len(told) > 10
    assert {key: found.get(key) for key in told} == told


def test_set_aside_lines_exist(built: duckdb.DuckDBPyConnection, files: Files) -> None:
    for source, file, line in built.execute("select distinct source, file, line from rejected").fetchall():
        assert line in files.lines(source, file), (source, file, line)


@pytest.mark.parametrize("table", LINEAGE)
def test_every_row_stands_where_it_says(built: duckdb.DuckDBPyConnection, files: Files, table: str) -> None:
    places = built.execute(f'select distinct source, source_row from "{table}" order by all').fetchall()
    assert places
    chosen = random.Random(20).sample(places, min(SAMPLE, len(places)))
    for source, place in chosen:
        match = re.fullmatch(r"(.+):(\d+)(?:-(\d+))?", place)
        assert match, place
        lines = files.lines(source, match[1])
        assert int(match[2]) in lines, (source, place)
        assert int(match[3] or match[2]) in lines, (source, place)
        assert int(match[2]) <= int(match[3] or match[2])


def test_every_actor_resolves(built: duckdb.DuckDBPyConnection) -> None:
    keys = {key for (key,) in built.execute("select actor from actor").fetchall()}
    kinds = dict(built.execute("select kind, count(*) from actor group by 1").fetchall())
    assert kinds["state"] == len(states.key_names())
    for table in TABLES:
        for column in table.columns:
            if column.actor:
                used = {
                    key for (key,) in built.execute(f'select distinct "{column.name}" from "{table.name}"').fetchall()
                }
                assert used - {None} <= keys, (table.name, column.name)


def test_references_hold_over_the_whole_record(built: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        for column, target in table.refers:
            key = "actor" if target == "actor" else column
            lost = built.execute(
                f'select count(*) from "{table.name}" where "{column}" not in (select "{key}" from "{target}")'
            ).fetchall()
            assert lost == [(0,)], (table.name, column)


def test_no_table_is_empty_that_should_not_be(built: duckdb.DuckDBPyConnection) -> None:
    empty = {
        table.name for table in TABLES if built.execute(f'select count(*) from "{table.name}"').fetchall() == [(0,)]
    }
    assert empty == EMPTY


def test_keys_are_unique_over_all_sources(built: duckdb.DuckDBPyConnection) -> None:
    for name in ("actor", "agreement", "activity", "incident", "place"):
        assert BY_NAME[name].key == (name,)
        twice = built.execute(f'select "{name}" from "{name}" group by 1 having count(*) > 1').fetchall()
        assert twice == []


def test_every_source_that_gave_rows_says_where_it_has_looked(built: duckdb.DuckDBPyConnection) -> None:
    silent = built.execute(
        "select source from source where source <> 'comity-model' and source not in (select source from coverage)"
    ).fetchall()
    assert silent == []
