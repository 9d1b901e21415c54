"""From snapshots to the record: deterministic in every table's content, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import duckdb
import pyarrow as pa

from comity.catalogue.corrections import Correction, apply_corrections, read_corrections
from comity.catalogue.facts import Source, discover, find
from comity.catalogue.raw import open_raw, refuse
from comity.catalogue.snapshot import Snapshot, changing, held, verify, version_of
from comity.catalogue.staging import NO_ROOM, Staged, stage
from comity.model import organisations, states
from comity.model.errors import BadFile, CannotWrite, ComityError, NotHere
from comity.store.contracts import dangling, violations
from comity.store.home import home as default_home
from comity.store.home import lock, own_sources_dir, record_path, writable
from comity.store.record import create_tables, interrupted
from comity.store.schema import BY_NAME, TABLES
from comity.store.texts import number_array, text_array

#: The source id under which the states and organisations that comity itself knows stand in the record.
MODEL = "comity-model"
#: So many steps an identity may take from one source to the next before it counts as a circle.
CHAIN = 10

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What one source gave to the record."""

    source: str
    rows: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made; ``hints`` say of own sources that are absent what they wait for."""

    record: Path
    sources: tuple[Built, ...]
    absent: tuple[str, ...]
    hints: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all sources together."""
        return sum(built.rows for built in self.sources)


def build(names: Sequence[str] = (), *, home: Path | None = None, progress: Progress | None = None) -> Build:
    """Build the record from the snapshots that are here.

    Parameters
    ----------
    names
        The sources to take; all that are here when empty.
    home
        Where the snapshots lie and the record goes; ``COMITY_HOME`` by default.
    progress
        Called with the name of each source as its turn comes.

    Returns
    -------
    Build
        Rows taken over and set aside, per source, and the sources of which no snapshot is here.

    Raises
    ------
    NotHere
        When a source that was named is not here, or nothing is.
    BadFile
        When a file or a row breaks a contract: every violation of every source is in ``problems``, and the record
        that was there before stays.
    Busy
        When another build is at work.
    CannotWrite
        When there is no room or no right to write.
    KeyboardInterrupt
        When it is stopped; the record that was there before stays.
    """
    home = home or default_home()
    record = record_path(home)
    with writable(home), lock(home, "build"):
        with changing(home):  # what a killed load of a bundle left half in its place is put right first
            pass
        for leftover in home.glob(f".{record.name}.*.building*"):
            _remove(leftover)
        target = home / f".{record.name}.{os.getpid()}.building"
        try:
            result = _build_into(target, names, home, progress or (lambda name: None))
            with target.open("rb+") as handle:
                os.fsync(handle.fileno())
            target.replace(record)
        except (duckdb.InterruptException, RuntimeError) as error:
            if interrupted(error):
                raise KeyboardInterrupt from error
            raise
        finally:
            for rest in home.glob(f"{target.name}*"):
                with contextlib.suppress(OSError):
                    _remove(rest)
    return replace(result, record=record)


def _remove(path: Path) -> None:
    if path.is_dir():  # what the build spilled to the disk
        shutil.rmtree(path)
    else:
        path.unlink()


def _build_into(target: Path, names: Sequence[str], home: Path, progress: Progress) -> Build:
    own = own_sources_dir(home)
    chosen: list[tuple[Source, Snapshot]] = []
    absent: list[Source] = []
    for source in find(list(names), own):
        snapshot = held(home, source)
        if snapshot is None:
            absent.append(source)
        else:
            chosen.append((source, snapshot))
    if not names:  # what the user may bring, or not, is not missing
        absent = [source for source in absent if not source.brought]
    _refuse_absence(names, absent, chosen)
    problems: list[str] = []
    built: list[Built] = []
    con = _open_new(target)
    try:
        con.execute("set threads = 2")
        con.execute("set memory_limit = '1GB'")
        con.execute("set checkpoint_threshold = '1TB'")
        con.execute("set preserve_insertion_order = true")
        con.execute(f"set temp_directory = '{str(target).replace(chr(39), chr(39) * 2)}.spill'")
        create_tables(con, version("comity"))
        _insert_model(con)
        corrections = read_corrections(own)
        for source, snapshot in chosen:
            progress(source.name)
            mine = [entry for entry in corrections if entry.source == source.name]
            try:
                built.append(_insert_source(con, source, snapshot, mine))
            except BadFile as error:
                problems.extend(f"{source.name}: {problem}" for problem in (error.problems or (str(error),)))
        known = {source.name for source in discover(own)} if corrections else set()
        problems.extend(
            f"{entry.place}: there is no source “{entry.source}” to correct."
            for entry in corrections
            if entry.source not in known
        )
        if problems:
            more = f"{len(problems)} problems, the first: " if len(problems) > 1 else ""
            raise BadFile(
                f"{more}{problems[0]}",
                remedy="No source was loaded and the record is as it was.",
                problems=problems,
            )
        _tidy_same_as(con)
        con.execute("checkpoint")
    except NO_ROOM as error:
        raise _no_room(home, error) from error
    finally:
        with contextlib.suppress(duckdb.Error):  # closing writes too; what it would say has been said
            con.close()
    return Build(target, tuple(built), tuple(source.name for source in absent), tuple(filter(None, map(_hint, absent))))


def _refuse_absence(names: Sequence[str], absent: Sequence[Source], chosen: Sequence[object]) -> None:
    """Refuse a build of what is not here: it would put a record with less in the place of the one that is there."""
    if (absent and names) or not chosen:
        listed = ", ".join(source.name for source in absent) or "Any source"
        raise NotHere(
            f"{listed} {'are' if len(absent) > 1 else 'is'} not here.",
            remedy=" ".join(
                filter(None, ["Nothing was built and the record is as it was.", *map(_hint, absent), _fetch(absent)])
            ),
        )


def _fetch(absent: Sequence[Source]) -> str:
    fetched = [source.name for source in absent if not _hint(source)]
    return f"Fetch what is missing first: comity pull {' '.join(fetched)}" if fetched else ""


def _hint(source: Source) -> str:
    """Say what an own source, or one whose file the user brings, waits for; of one that is fetched, nothing."""
    if source.brought and not source.own:
        return f"{source.name} is yours to bring: comity bring {source.name} FILE"
    if not source.own:
        return ""
    missing = [file.name for file in source.files if file.url is None and not (source.folder / file.name).is_file()]
    if not missing:
        return ""
    hint = f"{source.name}: {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} not in {source.folder}."
    for name in missing:
        for book in (Path(name).with_suffix(ending).name for ending in (".xlsx", ".xls", ".ods")):
            if (source.folder / book).is_file():
                hint += f" There is {book}: save it as “CSV UTF-8” under the name {name}."
    return hint


def _open_new(target: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(target))
    except duckdb.IOException as error:
        raise _no_room(target.parent, error) from error


def _no_room(home: Path, error: duckdb.Error) -> CannotWrite:
    return CannotWrite(
        f"{home} does not take the record ({str(error).splitlines()[0]}).",
        remedy="The record is as it was. Free some room, or set COMITY_HOME to a folder on a larger disk, and try again.",
    )


def _insert_model(con: duckdb.DuckDBPyConnection) -> None:
    """Write what comity itself knows: actors, states' spells, memberships."""
    spells = states.state_spells()
    kinds = [(key, "state", name) for key, name in states.key_names().items()]
    kinds += [(entry.key, "organisation", entry.name) for entry in organisations.organisations()]
    _insert_rows(con, "actor", [(*row, MODEL, f"actor:{place}") for place, row in enumerate(kinds, 1)])
    _insert_rows(
        con,
        "state",
        [
            (
                spell.state, spell.name, spell.cow, spell.gw, spell.iso3, spell.start, spell.end, spell.region,
                spell.subregion, spell.capital, spell.lat, spell.lon, spell.microstate, MODEL, f"state:{place}",
            )
            for place, spell in enumerate(spells, 1)
        ],
    )  # fmt: skip
    members = organisations.memberships()
    _insert_rows(
        con,
        "membership",
        [
            (entry.actor, entry.organisation, entry.status, entry.start, entry.end, MODEL, f"memberships.csv:{place}")
            for place, entry in enumerate(members, 2)
        ],
    )
    made = version("comity")
    con.execute(
        "insert into source values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            MODEL,
            "States and organisations through time, as comity knows them",
            "The comity developers",
            made,
            "Apache-2.0",
            f"@software{{comity, title = {{comity}}, author = {{{{The comity developers}}}}, version = {{{made}}}}}",
            None,
            f"comity {made}",
            len(kinds) + len(spells) + len(members),
            None,
        ],
    )
    for name in ("actor", "state", "membership"):
        faults = list(violations(con, BY_NAME[name], name))
        if faults:
            raise AssertionError("; ".join(faults[:5]))


def _insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    columns = BY_NAME[table].all_columns
    cells = {
        column.name: text_array(None if row[place] is None else str(row[place]) for row in rows)
        for place, column in enumerate(columns)
    }
    con.register("incoming", pa.table(cells))
    con.execute(f'insert into "{table}" select * from incoming')
    con.unregister("incoming")


def _insert_source(
    con: duckdb.DuckDBPyConnection, source: Source, snapshot: Snapshot, corrections: Sequence[Correction]
) -> Built:
    """Check one source's rows and, if every contract holds, add them to the record.

    Raises
    ------
    BadFile
        With every violation; nothing of the source has been added then.
    """
    verify(snapshot, source)
    raw = open_raw(source, snapshot.files, con)
    staged, problems = stage(raw, source.reader(raw))
    problems += apply_corrections(con, staged, corrections)
    told = {problem.partition(" “")[0] for problem in problems}
    # A cell that did not fit is null by now: that it is missing is no second problem.
    problems += [fault for fault in _broken(con, staged) if fault.removesuffix(" is missing.") not in told]
    if problems:
        raise refuse(source, problems)
    rows = 0
    stated = [entry for entry in source.coverage if all(made.table.name != "coverage" for made in staged)]
    for entry in staged:
        count = con.execute(f'insert into "{entry.table.name}" select * from {entry.name} order by all').fetchone()
        rows += int(count[0]) if count and entry.table.name != "coverage" else 0
        con.execute(f"drop table {entry.name}")
    for name in raw.names.values():
        con.execute(f'drop table "{name}"')
    if stated:  # else the reader has said for itself where its file looks
        con.executemany(
            "insert into coverage values (?, ?, ?, ?, ?)",
            [[source.name, entry.layer, entry.start, entry.end, entry.scope] for entry in stated],
        )
    if raw.set_aside:
        con.register(
            "incoming",
            pa.table(
                {
                    "file": text_array(entry.file for entry in raw.set_aside),
                    "line": number_array(entry.line for entry in raw.set_aside),
                    "reason": text_array(entry.reason for entry in raw.set_aside),
                }
            ),
        )
        con.execute(f"insert into rejected select '{source.name}', file, line, reason from incoming order by all")
        con.unregister("incoming")
    con.execute(
        "insert into source values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            source.name, source.title, source.publisher, version_of(source, snapshot), source.licence.name, source.citation,
            source.url, snapshot.digest, rows, snapshot.taken,
        ],
    )  # fmt: skip
    return Built(source.name, rows, len(raw.set_aside))


def _broken(con: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> list[str]:
    found: dict[str, str] = {entry.table.name: entry.name for entry in staged}
    problems: list[str] = []
    con.execute("create or replace temp view every_actor as select actor from main.actor")
    if "actor" in found:
        con.execute(
            f"create or replace temp view every_actor as select actor from main.actor "
            f"union all select actor from {found['actor']}"
        )
        problems = [
            f"{place}: actor: “{actor}” is in the record already; leave it out here."
            for place, actor in con.execute(
                f"select regexp_replace(source_row, ':(\\d+)(-\\d+)?$', ', line \\1'), actor from {found['actor']} "
                "where actor in (select actor from main.actor) order by all"
            ).fetchall()
        ]
    found["actor"] = "every_actor"
    for entry in staged:
        problems += violations(con, entry.table, entry.name)
        problems += dangling(con, entry.table, entry.name, found)
    con.execute("drop view every_actor")
    return problems


def _tidy_same_as(con: duckdb.DuckDBPyConnection) -> None:
    """Keep of the reviewed identities those of which both sides are in the record.

    Raises
    ------
    BadFile
        When one names an id that a source in the record does not have.
    """
    problems = []
    for kind in ("agreement", "activity", "incident"):
        for column in ("id", "canonical"):
            problems += [
                f"same_as: {kind} “{name}” is not in the record, though its source is."
                for (name,) in con.execute(
                    f"""select {column} from same_as where kind = '{kind}'
                    and split_part({column}, ':', 1) in (select source from source)
                    and {column} not in (select "{kind}" from "{kind}") order by 1"""
                ).fetchall()
            ]
    if problems:
        raise BadFile(
            f"{len(problems)} identities are wrong, the first: {problems[0]}",
            remedy="Correct same_as.csv.",
            problems=problems,
        )
    con.execute(
        """delete from same_as where split_part(id, ':', 1) not in (select source from source)
        or split_part(canonical, ':', 1) not in (select source from source)"""
    )
    # What is the same as something that is itself the same as another is the same as that.
    for _ in range(CHAIN):
        if not con.execute(
            """update same_as set canonical = further.canonical from same_as further
            where further.kind = same_as.kind and further.id = same_as.canonical returning 1"""
        ).fetchall():
            return
    raise BadFile("Identities go in a circle: A is B, and B is A.", remedy="Correct same_as.csv.")


def tables_of(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count the rows of every table of a record."""
    counts = {}
    for table in TABLES:
        row = con.execute(f'select count(*) from "{table.name}"').fetchone()
        counts[table.name] = int(row[0]) if row else 0
    return counts


__all__ = ["MODEL", "Build", "Built", "ComityError", "build", "tables_of"]
