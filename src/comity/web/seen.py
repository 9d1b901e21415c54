"""What the record held when the workbench last saw it: a compact digest, by which one sees what a new build changed.

A build puts a new record in the place of the old one and keeps nothing of it. So the workbench keeps, in
``COMITY_HOME/watch/seen.json.gz``, of the record that it sees and of the different one that it saw before: how many rows
each source has in each table, the version and digest of each source, and of each agreement, activity, incident and
membership its id, its name, its parties and a digest of its cells. Where a row stands in its publisher's file does not count as part
of it: lines move without anything being changed.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from comity.model.errors import Busy, CannotWrite
from comity.store.home import lock, record_path, replace, writable
from comity.store.schema import BY_NAME, TABLES
from comity.web.asked import Record

#: The form of what is kept; what another form kept is not compared.
FORM = 1
#: Thing → its table, the tables of those who take part, and of which kinds nothing but the number of rows is kept.
THINGS = {
    "agreement": ("agreement_party", ()),
    "activity": ("activity_party", ()),
    "incident": ("incident_party", ("militarised-event", "conflict-dyad", "conflict-between-groups")),
}
MEMBERSHIP = "membership"
_ORIGIN = ("source", "source_row")


#: Name, digest, parties.
Thing = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Seen:
    """What a record held.

    Attributes
    ----------
    built
        When it was built, as an ISO time.
    form
        The form of the record's tables: digests of different forms cannot be compared.
    rows
        Table → source → number of rows.
    sources
        Source → version, digest.
    things
        Kind of thing → id → name, digest of its cells, keys of its parties.
    """

    built: str
    form: int
    rows: Mapping[str, Mapping[str, int]]
    sources: Mapping[str, tuple[str, str]]
    things: Mapping[str, Mapping[str, Thing]]

    @property
    def content(self) -> tuple[Any, ...]:
        """Give what differs when the record differs, whenever it was built."""
        return self.form, self.rows, self.sources, self.things


@dataclass(frozen=True)
class Change:
    """One thing that a build added, altered or removed."""

    what: str
    thing: str
    id: str
    name: str
    parties: frozenset[str]


_held: dict[str, tuple[object, Seen | None, Seen | None, str]] = {}
_lock = threading.Lock()


def note(record: Record) -> tuple[Seen, Seen | None, str]:
    """Give what the record holds, what the different one before it held, and what stood in the way of keeping it.

    The digest is taken once for a record and kept; that of the one before takes second place. What was kept under
    another record of the same content (a build of the same files) stays as it is.

    Raises
    ------
    NoRecord, WrongRecord
        When there is no record, or it was made by another version.
    """
    stamp, home = record.stamp, record.home
    with _lock:
        found = _held.get(str(home))
        if found is None or found[0] != stamp or found[1] is None:
            record.con()  # says what is wrong where there is no record, or another version's
            with _opened(record_path(home)) as con:
                now, before, trouble = take(con, record_path(home)), None, ""
            try:
                with lock(home, "watch"):
                    now, before = _keep(home, now)
            except (Busy, CannotWrite) as error:
                before, trouble = _other(_read(home), now), error.what
            found = _held[str(home)] = (stamp, now, before, trouble)
    assert found[1] is not None
    return found[1], found[2], found[3]


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the record that lies there now.

    DuckDB gives a process that has a file open under this path the same file again, even where a build has put another in
    its place; a file that is attached to a database of its own is the one that is there.
    """
    with duckdb.connect(":memory:") as con:
        con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as record (read_only)")
        con.execute("use record")
        yield con


def kept_in(home: Path) -> Path:
    """Give the file in which it is kept."""
    return home / "watch" / "seen.json.gz"


def take(con: duckdb.DuckDBPyConnection, path: Path) -> Seen:
    """Take the digest of a record."""
    counted = [table.name for table in TABLES if table.lineage]
    sql = " union all ".join(f"select '{name}', source, count(*) from \"{name}\" group by source" for name in counted)
    rows: dict[str, dict[str, int]] = {name: {} for name in counted}
    for table, source, count in con.execute(f"from ({sql}) order by all").fetchall():
        rows[table][source] = count
    sources = con.execute(
        "select source, coalesce(version, ''), coalesce(digest, '') from source order by 1"
    ).fetchall()
    things = {name: _things(con, name, party, without) for name, (party, without) in THINGS.items()}
    things[MEMBERSHIP] = _memberships(con)
    form = con.execute("select schema_version from version").fetchall()[0][0]
    built = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    return Seen(built, form, rows, {name: (version, digest) for name, version, digest in sources}, things)


def _told(table: str) -> str:
    """Give an expression that writes all cells of a row but those that say where it is from."""
    cells = ", ".join(
        f"coalesce(\"{column.name}\"::varchar, '')"
        for column in BY_NAME[table].all_columns
        if column.name not in _ORIGIN
    )
    return f"concat_ws('\x1f', {cells})"


def _things(con: duckdb.DuckDBPyConnection, thing: str, party: str, without: tuple[str, ...]) -> dict[str, Thing]:
    # Who only looked on is part of what is compared, and no party.
    took_part = "role is distinct from 'observer'" if thing == "activity" else "true"
    rows = con.execute(
        f"""
        with told as (select {thing} as id, name, {_told(thing)} as cells from {thing} where not list_contains($1, kind)),
             party as (select {thing} as id, case when {took_part} then actor end as actor, {_told(party)} as cells from {party}),
             parties as (select id, list(distinct actor order by actor) filter (actor is not null) as actors, string_agg(cells, '\x1e' order by cells) as cells from party
                         where id in (select id from told) group by id)
        select told.id, name, left(md5(told.cells || '\x1d' || coalesce(parties.cells, '')), 12), actors
        from told left join parties on parties.id = told.id order by told.id
        """,
        [list(without)],
    ).fetchall()
    return {key: (name, digest, tuple(actors or ())) for key, name, digest, actors in rows}


def _memberships(con: duckdb.DuckDBPyConnection) -> dict[str, Thing]:
    """Give memberships: one that ended is one that was altered."""
    rows = con.execute(
        f"""
        with called as (select actor, min(name) as name from actor group by actor),
             told as (select actor, organisation, concat_ws(':', organisation, actor, "start", status) as id,
                      left(md5({_told("membership")}), 12) as digest from membership)
        select id, coalesce(a.name, told.actor) || ' – ' || coalesce(o.name, organisation), digest, told.actor, organisation
        from told left join called a on a.actor = told.actor left join called o on o.actor = organisation order by id
        """
    ).fetchall()
    return {key: (name, digest, (actor, organisation)) for key, name, digest, actor, organisation in rows}


def differences(before: Seen, now: Seen) -> list[Change]:
    """Give every thing that was added, altered or removed between two records."""
    found = []
    for thing in sorted(before.things.keys() | now.things.keys()):
        old, new = before.things.get(thing, {}), now.things.get(thing, {})
        for key in sorted(old.keys() | new.keys()):
            one, other = old.get(key), new.get(key)
            what = "added" if one is None else "removed" if other is None else "altered" if one[1] != other[1] else ""
            if what:
                name = other[0] if other else one[0] if one else key
                found.append(
                    Change(what, thing, key, name, frozenset((*(one or ("", "", ()))[2], *(other or ("", "", ()))[2])))
                )
    return found


def _keep(home: Path, now: Seen) -> tuple[Seen, Seen | None]:
    held = _read(home)
    if held and held[0].content == now.content:
        return now, held[1]
    before = held[0] if held else None
    place = kept_in(home)
    with writable(place):
        place.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"form": FORM, "now": _plain(now), "before": _plain(before)}, ensure_ascii=False)
    replace(place, gzip.compress(text.encode(), 6, mtime=0))
    return now, before


def _other(held: tuple[Seen, Seen | None] | None, now: Seen) -> Seen | None:
    if held is None:
        return None
    return held[1] if held[0].content == now.content else held[0]


def _read(home: Path) -> tuple[Seen, Seen | None] | None:
    """Read what is kept; nothing where there is nothing, or nothing that this can read."""
    try:
        told = json.loads(gzip.decompress(kept_in(home).read_bytes()))
        if told["form"] != FORM:
            return None
        return _seen(told["now"]), _seen(told["before"]) if told["before"] else None
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def _plain(seen: Seen | None) -> dict[str, Any] | None:
    return None if seen is None else dict(vars(seen))


def _seen(told: dict[str, Any]) -> Seen:
    return Seen(
        told["built"], told["form"], told["rows"],
        {name: (version, digest) for name, (version, digest) in told["sources"].items()},
        {thing: {key: (name, digest, tuple(parties)) for key, (name, digest, parties) in found.items()} for thing, found in told["things"].items()},
    )  # fmt: skip


__all__ = ["Change", "Seen", "differences", "kept_in", "note", "take"]
