"""From a question to estimates: what the record lacks is said, what was computed before is read from the cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from comity.measures.contract import Measure, Need, find, ids
from comity.measures.estimates import Estimates, Subjects
from comity.measures.reading import Reading
from comity.model.errors import BadFile, CannotWrite, NotHere, several, told
from comity.panel.axis import FIRST_YEAR, LAST_YEAR, Axis
from comity.panel.choice import how_to_get
from comity.store.home import replace, writable
from comity.store.texts import array_of, numbers_of

#: Columns of a stored estimate that are not contributions.
_PLAIN = ("a", "b", "period", "value", "low", "high", "inputs", "coverage", "rank", "rank_low", "rank_high")


@dataclass(frozen=True)
class Computed:
    """The estimates of a measure for some years, with the axis on which they stand."""

    name: str
    measure: Measure
    estimates: Estimates

    @property
    def axis(self) -> Axis:
        """States and years."""
        return self.estimates.subjects.axis


def compute(con: duckdb.DuckDBPyConnection, name: str, first: int | None = None, last: int | None = None) -> Computed:
    """Compute a measure from the record, for all subjects and for some years.

    Parameters
    ----------
    first, last
        The years, inclusive; all that the sources have looked at by default, and always if a value depends on other years.

    Raises
    ------
    NotHere
        When the record lacks a layer that the measure cannot do without, with what to bring.
    """
    measure = find(name)
    check(con, name)
    begin, end = span(con, measure)
    if not measure.whole:
        begin, end = first or begin, last or end
    axis = Axis(measure.system, "year", begin, end)
    return Computed(name, measure, measure.compute(Reading(con, axis, measure, name)))


def check(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """See that the record has what a measure cannot do without.

    Raises
    ------
    NotHere
        With what to bring.
    """
    if absent := lacking(con, name):
        raise NotHere("%(name)s is not known here.", remedy=how_to_bring(absent), name=name)


def lacking(con: duckdb.DuckDBPyConnection, name: str, held: Collection[str] | None = None) -> list[Need]:
    """Give what a measure cannot do without and the record does not have; nothing, where it can be computed.

    Of a measure all of whose layers are optional one is enough.

    Parameters
    ----------
    held
        The record's sources, where they are known already.
    """
    if held is None:
        held = {source for (source,) in con.execute("select source from source").fetchall()}
    needs = find(name).needs
    absent = [need for need in needs if need.source not in held]
    required = [need for need in absent if not need.optional]
    return required or (absent if len(absent) == len(needs) else [])


def how_to_bring(needs: Sequence[Need]) -> str:
    """Say what to bring for some needs, and how."""
    fetched = list(dict.fromkeys(need.source for need in needs if not need.bring))
    steps: list[str] = [told("%(bring)s.", bring=how_to_get(fetched))] if fetched else []
    return several([*steps, *dict.fromkeys(need.bring for need in needs if need.bring)], " ")


def span(con: duckdb.DuckDBPyConnection, measure: Measure) -> tuple[int, int]:
    """Give the first and the last year into which the sources of a measure have looked, within the lists of states."""
    found = reach(con, measure)
    begin = min((start for start, _ in found.values()), default=FIRST_YEAR)
    end = max((end for _, end in found.values()), default=LAST_YEAR)
    begin, end = max(begin, FIRST_YEAR), min(end, LAST_YEAR)
    return (begin, end) if begin <= end else (FIRST_YEAR, LAST_YEAR)


Looked = Mapping[str, Sequence[tuple[str, date | None, date | None]]]
"""By source its layers, each with the first and the last day at which it has looked."""


def looked(con: duckdb.DuckDBPyConnection) -> Looked:
    """Give how far each layer of each source reaches."""
    found: dict[str, list[tuple[str, date | None, date | None]]] = {}
    for source, layer, start, end in con.execute(
        'select source, layer, min("start"), max("end") from coverage group by all order by all'
    ).fetchall():
        found.setdefault(source, []).append((layer, start, end))
    return found


def reach(con: duckdb.DuckDBPyConnection, measure: Measure, among: Looked | None = None) -> dict[Need, tuple[int, int]]:
    """Give for each need of a measure that the record has the first and the last year into which its source looked.

    Parameters
    ----------
    among
        What :func:`looked` gives, where it is at hand.
    """
    among = looked(con) if among is None else among
    found = {}
    for need in measure.needs:
        wanted = f"{need.layer}."
        spans = [
            (start, end)
            for layer, start, end in among.get(need.source, ())
            if layer == need.layer or wanted.startswith(f"{layer}.") or layer.startswith(wanted)
        ]
        start = min((start for start, _ in spans if start is not None), default=None)
        end = max((end for _, end in spans if end is not None), default=None)
        if need.layer == "membership":
            # comity's own table of who belongs to what: it has no coverage, as it is known from end to end.
            found[need] = (FIRST_YEAR, LAST_YEAR)
        elif end is not None:
            found[need] = ((start or date(FIRST_YEAR, 1, 1)).year, end.year)
    return found


def known_to(con: duckdb.DuckDBPyConnection, measure: Measure) -> int:
    """Give the last year in which a measure can be known: that of the layer, of those it cannot do without, that ends first."""
    found = reach(con, measure)
    ends = [end for need, (_, end) in found.items() if not need.optional] or [end for _, end in found.values()]
    return min([*ends, LAST_YEAR])


# -- the cache


def computed(
    con: duckdb.DuckDBPyConnection,
    home: Path,
    name: str,
    first: int | None = None,
    last: int | None = None,
    parts: bool = True,
) -> Computed:
    """Give what :func:`compute` gives, from the cache when it was computed before of the same record.

    The cache is a file per measure under ``COMITY_HOME/measures``. It is invalid when the record's sources, their
    versions or corrections, or comity's own code have changed. Where the folder cannot be written to there is none.

    Parameters
    ----------
    parts
        Whether contributions are wanted: they are most of what a measure of pairs keeps. Without, what was not computed
        before may bring them all the same.
    """
    measure = find(name)
    check(con, name)
    years = "" if measure.whole or (first is None and last is None) else f"-{first or ''}-{last or ''}"
    digest = record_digest(con)
    folder = home / "measures"
    for kept in dict.fromkeys((folder / f"{name}.{digest}.parquet", folder / f"{name}{years}.{digest}.parquet")):
        with suppress(OSError, pa.ArrowException, BadFile, KeyError, ValueError):
            return _load(kept, name, parts)
    made = compute(con, name, first, last)
    with suppress(CannotWrite):
        _store(folder / f"{name}{years}.{digest}.parquet", made)
    return made


def is_kept(con: duckdb.DuckDBPyConnection, home: Path, name: str) -> bool:
    """Say whether a measure has been computed for all years of this record."""
    return (home / "measures" / f"{name}.{record_digest(con)}.parquet").is_file()


def known_years(made: Computed) -> list[int]:
    """Give the years of which any estimate is known, in order: sources may reach further, and have gaps."""
    subjects = made.estimates.subjects
    known = np.unique(subjects.period[np.isfinite(made.estimates.value)])
    return [int(year) for year in np.take(made.axis.years, known)]


def years_kept(con: duckdb.DuckDBPyConnection, home: Path) -> dict[str, list[int]]:
    """Give :func:`known_years` of every measure that has been computed for all years of this record, by its id."""
    ending = f".{record_digest(con)}.parquet"
    found, every = {}, set(ids())
    for path in (home / "measures").glob(f"*{ending}"):
        name = path.name.removesuffix(ending)
        # Of some years alone it would say less than is known.
        if name in every:
            with suppress(OSError, pa.ArrowException, KeyError, ValueError):
                found[name] = list(json.loads(pq.read_schema(path).metadata[b"comity"])["known"])
    return found


def record_digest(con: duckdb.DuckDBPyConnection) -> str:
    """Give a digest of what a measure's values depend on: the record's sources and corrections, and comity's own code."""
    told = hashlib.sha256(_code_digest().encode())
    for query in (
        "from version",
        "select source, version, digest, rows from source order by all",
        "from correction order by all",
    ):
        told.update(repr(con.execute(query).fetchall()).encode())
    return told.hexdigest()[:16]


@cache
def _code_digest() -> str:
    told = hashlib.sha256()
    root = Path(__file__).parent.parent
    for room in ("measures", "statistics", "panel", "model"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".py", ".csv", ".toml"):
                told.update(path.read_bytes())
    return told.hexdigest()


def _store(path: Path, made: Computed) -> None:
    estimates, subjects = made.estimates, made.estimates.subjects
    rows = len(estimates)
    columns: dict[str, Any] = {"a": subjects.a, "period": subjects.period, "value": estimates.value}
    if len(subjects.b):
        columns["b"] = subjects.b
    for name in ("low", "high", "inputs", "coverage"):
        held = getattr(estimates, name)
        if held is not None:
            columns[name] = held
    if estimates.ranks is not None:
        for place, name in enumerate(("rank", "rank_low", "rank_high")):
            columns[name] = estimates.ranks[:, place]
    columns |= {f"part: {label}": part for label, part in estimates.parts.items()}
    assert all(len(column) == rows for column in columns.values()), made.name
    axis = subjects.axis
    told = {
        "system": axis.system, "first": axis.first_year, "last": axis.last_year, "groups": list(subjects.groups),
        "known": known_years(made),
    }  # fmt: skip
    table = pa.table({name: array_of(np.asarray(column)) for name, column in columns.items()})
    table = table.replace_schema_metadata({"comity": json.dumps(told)})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    with writable(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, sink.getvalue().to_pybytes())
    digest = path.name.removesuffix(".parquet").rpartition(".")[2]
    for other in path.parent.glob(f"{made.name}*.parquet"):
        # Of another record, or of another code: it would never be read again.
        if other.name.removesuffix(".parquet").rpartition(".")[2] != digest and other.name.startswith(
            (f"{made.name}.", f"{made.name}-")
        ):
            with suppress(OSError):
                other.unlink()


def _load(path: Path, name: str, parts: bool = True) -> Computed:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        table = file.read([column for column in names if parts or column in _PLAIN])
    told = json.loads(table.schema.metadata[b"comity"])
    axis = Axis(told["system"], "year", told["first"], told["last"])
    held = {column: numbers_of(table.column(column)) for column in table.column_names}
    subjects = Subjects(
        axis,
        held["period"],
        held["a"],
        held.get("b", np.zeros(0, np.int32)),
        tuple((key, title) for key, title in told["groups"]),
    )
    ranks = np.column_stack([held[column] for column in ("rank", "rank_low", "rank_high")]) if "rank" in held else None
    found = {column.removeprefix("part: "): array for column, array in held.items() if column not in _PLAIN}
    estimates = Estimates(
        subjects,
        held["value"],
        held.get("low"),
        held.get("high"),
        held.get("inputs"),
        held.get("coverage"),
        found,
        ranks,
    )
    return Computed(name, find(name), estimates)


__all__ = [
    "Computed",
    "Looked",
    "check",
    "compute",
    "computed",
    "how_to_bring",
    "is_kept",
    "known_to",
    "known_years",
    "lacking",
    "looked",
    "reach",
    "record_digest",
    "span",
    "years_kept",
]
