"""A small invented source for the tests of the build: one CSV file per table of the record, read as it stands."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.catalogue.build import _insert_model, _insert_source, build
from comity.catalogue.facts import read_facts
from comity.catalogue.snapshot import held
from comity.model.errors import BadFile, ComityError
from comity.store.home import record_path
from comity.store.record import create_tables
from comity.store.schema import BY_NAME, TABLES

#: One good row per table. Whoever breaks one cell of it breaks one contract.
GOOD: dict[str, list[dict[str, str]]] = {
    "actor": [{"actor": "group:reds", "kind": "armed group", "name": "The Reds"}],
    "agreement": [
        {"agreement": "mine:1", "kind": "alliance", "name": "Pact", "signed": "1990-01-01", "start": "1990-02-01"}
    ],
    "agreement_party": [
        {"agreement": "mine:1", "actor": "cow:2", "start": "1990-02-01", "end": "1995-12-31"},
        {"agreement": "mine:1", "actor": "cow:2", "start": "1996-01-01"},
        {"agreement": "mine:1", "actor": "iso3:JPN", "start": "1990-02-01"},
    ],
    "obligation": [
        {"agreement": "mine:1", "actor": "cow:2", "toward": "cow:740", "duty": "defense", "start": "1990-02-01"}
    ],
    "agreement_figure": [
        {
            "agreement": "mine:1", "indicator": "depth", "start": "1990-02-01", "end": "1995-12-31", "value": "1.5",
            "low": "1", "high": "2", "unit": "level",
        }
    ],
    "activity": [
        {
            "activity": "mine:e", "kind": "exercise", "name": "Calm Sea", "start": "2001-05-01", "end": "2001-05-09",
            "lat": "10.5", "lon": "20.5", "domains": "sea|air", "purposes": "humanitarian", "personnel": "1200",
            "observers": "yes",
        }
    ],
    "activity_party": [
        {"activity": "mine:e", "actor": "name:Ghana", "role": "host", "personnel": "300", "start": "2001-05-01"},
        {"activity": "mine:e", "actor": "org:nato", "role": "participant", "start": "2001-05-01"},
    ],
    "tie": [
        {
            "layer": "embassy", "a": "cow:2", "b": "cow:200", "directed": "true", "start": "1990-01-01",
            "end": "1999-12-31", "value": "1", "unit": "missions",
        }
    ],
    "incident": [
        {
            "incident": "mine:w", "kind": "war", "name": "The War", "start": "1991-01-01", "end": "1992-01-01",
            "deaths_low": "10", "deaths": "20", "deaths_high": "30",
        }
    ],
    "incident_party": [
        {"incident": "mine:w", "actor": "group:reds", "side": "a", "role": "primary", "start": "1991-01-01"}
    ],
    "figure": [
        {
            "actor": "cow:2", "indicator": "cinc", "start": "1990-01-01", "end": "1990-12-31", "value": "0.1",
            "low": "0.05", "high": "0.2", "unit": "share",
        }
    ],
    "pair_figure": [
        {
            "a": "cow:2", "b": "cow:200", "indicator": "trade", "start": "1990-01-01", "end": "1990-12-31",
            "value": "5", "low": "4", "high": "6", "unit": "USD, current",
        }
    ],
    "leader": [{"leader": "mine:l", "state": "cow:2", "name": "Somebody", "start": "1990-01-01", "end": "1991-01-01"}],
    "resolution": [{"resolution": "mine:r", "date": "1990-01-01", "title": "On peace"}],
    "vote": [{"resolution": "mine:r", "actor": "cow:2", "vote": "yes"}],
    "place": [
        {"place": "mine:p", "kind": "base", "name": "Camp", "state": "cow:2", "lat": "1.5", "lon": "2.5", "start": "1990-01-01"}
    ],
    "mark": [{"checked": "opened", "citation": "A book, page 3"}],
}  # fmt: skip

PASS_ON = '''"""Every file as it stands."""
from comity.catalogue.raw import Part


def read(raw):
    for file in raw.source.files:
        table = file.name.partition(".")[0]
        day = ", date '1990-06-01' as on_date" if table in ("vote",) else ""
        yield Part(table, f"select * exclude (line){day} from {raw.table(file.name)}")
'''


def good() -> dict[str, list[dict[str, str]]]:
    """Give a copy of the good rows, to be broken."""
    return {table: [dict(row) for row in rows] for table, rows in GOOD.items()}


def as_csv(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Write rows as a CSV file; a cell that is not given is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def write_source(
    home: Path,
    files: Mapping[str, bytes],
    *,
    name: str = "mine",
    reader: str = PASS_ON,
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    more: str = "",
) -> Path:
    """Write an own source. ``facts`` are file → fields of its [[file]] that differ; ``more`` is further TOML."""
    folder = home / "sources" / name
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for file, data in files.items():
        (folder / file).write_bytes(data)
        columns = [column.name for column in BY_NAME[file.partition(".")[0]].columns]
        told = {"name": file, "columns": columns} | dict((facts or {}).get(file, {}))
        entries.append("[[file]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in told.items()))
    (folder / "source.toml").write_text(
        f"""title = "Invented"
publisher = "Nobody"
version = "1"
citation = "@misc{{mine, title = {{Invented}}}}"
scheme = "cow"
good_for = "tests"
[licence]
name = "CC0"
redistribute = true
{chr(10).join(entries)}
[[coverage]]
layer = "agreement.alliance"
start = 1990-01-01
end = 2000-12-31
scope = "all states"
{more}
""",
        encoding="utf-8",
    )
    (folder / "read.py").write_text(reader, encoding="utf-8")
    return folder


def write_tables(home: Path, tables: Mapping[str, list[dict[str, str]]], **more: Any) -> Path:
    """Write an own source of which every file is a table of the record."""
    files = {
        f"{table}.csv": as_csv([column.name for column in BY_NAME[table].columns], rows)
        for table, rows in tables.items()
    }
    return write_source(home, files, **more)


def digest(path: Path) -> str:
    """Give the sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build_mine(home: Path, *names: str) -> None:
    """Build the record from the own source alone."""
    build(names or ("mine",), home=home)


def refused(home: Path, kind: type[ComityError], *, change: Callable[[], object] | None = None) -> ComityError:
    """Build, make a change, build again: the second is refused, and the record is still the first, byte by byte."""
    if change is not None:
        build_mine(home)
        change()
    record = record_path(home)
    before = digest(record) if record.exists() else None
    with pytest.raises(kind) as caught:
        build_mine(home)
    assert type(caught.value) is kind
    assert (digest(record) if record.exists() else None) == before
    assert not list(home.glob(".record*")), "something of the failed build was left"
    return caught.value


def open_empty() -> duckdb.DuckDBPyConnection:
    """Give a record in memory with what comity itself knows and no source."""
    con = duckdb.connect()
    create_tables(con, "0")
    _insert_model(con)
    return con


def problems_of(con: duckdb.DuckDBPyConnection, home: Path, tables: Mapping[str, list[dict[str, str]]]) -> list[str]:
    """Give what the build says of a source; nothing of it must be in the record then."""
    source = read_facts(write_tables(home, tables), own=True)
    snapshot = held(home, source)
    assert snapshot is not None
    with pytest.raises(BadFile) as caught:
        _insert_source(con, source, snapshot, [])
    for table in TABLES:
        if table.lineage:
            assert con.execute(f'select count(*) from "{table.name}" where source = $1', [source.name]).fetchall() == [
                (0,)
            ]
    return list(caught.value.problems)


def needed(tables: Mapping[str, list[dict[str, str]]], table: str) -> dict[str, list[dict[str, str]]]:
    """Give a table and those to which it refers."""
    wanted = {table} | {target for _, target in BY_NAME[table].refers}
    return {name: rows for name, rows in tables.items() if name in wanted}


def content(record: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of all tables, in the order in which they stand."""
    with duckdb.connect(str(record), read_only=True) as con:
        return {table.name: con.execute(f'from "{table.name}"').fetchall() for table in TABLES}


def sha256_of(data: bytes) -> str:
    """Give the sha256 of these bytes."""
    return hashlib.sha256(data).hexdigest()
