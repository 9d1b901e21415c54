"""Copies of an office: one file, the same from SQLite and from PostgreSQL, made while others write.

It is a ZIP file with one part for each table, a JSON list for each row, and ``manifest.json``: the tables' revision, the log's size and
root, and of each part its columns, rows and SHA-256. Bytes are ``{"base64": "…"}``. What lies beside the database is not in it: the
office's own keys are kept apart from copies of its data.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from comity.model.errors import BadFile, Busy, NotHere, WrongRecord
from comity.oversight.log.merkle import WIDTH, Peaks, leaf_hash
from comity.oversight.storage import migrations
from comity.oversight.storage.engine import Database, Scope, connect, parse, refusing
from comity.oversight.storage.kinds import written
from comity.oversight.storage.refusals import no_office, told_of
from comity.oversight.storage.tables import metadata

FORM = "comity/backup/v1"
_MANIFEST = "manifest.json"
#: No row is longer, in bytes.
_LONGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """What the manifest says of a table."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy is of."""

    form: str
    made: str
    office: str | None
    revision: str
    size: int
    root: str
    parts: dict[str, Part]


def backup(database: Database, to: Path, *, now: datetime | None = None) -> Manifest:
    """Write a copy of all that a database holds at one moment, while others go on writing.

    Parameters
    ----------
    to
        The file; it appears whole or not at all, and only its owner may read it.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write there.
    WrongRecord
        When the log's head does not fit its size.
    """
    with (
        _whole(to) as stream,
        ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive,
        database.read(Scope.SYSTEM) as con,
    ):
        parts = {table.name: _write(con, archive, table.name) for table in metadata.sorted_tables}
        peaks = _head(con)
        manifest = Manifest(
            form=FORM,
            made=written(now or datetime.now(UTC)),
            office=con.execute(text("select value from setting where name = 'office'")).scalar(),
            revision=migrations.revision(con) or "",
            size=peaks.size,
            root=peaks.root().hex(),
            parts=parts,
        )
        archive.writestr(_MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def restore(file: Path, url: str, *, replace: bool = False) -> Manifest:
    """Bring a copy back, in one transaction: all of it, or nothing.

    Its digests must hold, and its log must have the size and root that it says, node by node. Whether the office signed that log
    is another question, which its checkpoints answer.

    Parameters
    ----------
    url
        Where to, as :func:`comity.oversight.storage.engine.open_database` has it; made if it is a file that is not there.
    replace
        Whether what is there gives way.

    Raises
    ------
    NotHere
        When there is no such file.
    BadFile
        When the file is no copy of an office, or is damaged.
    WrongRecord
        When a newer comity made it, or what is there is no office.
    Busy
        When there is something already, and it is not to be replaced.
    """
    manifest = read_manifest(file)
    new = _file_to_be(url)
    database = connect(url, create=True)
    try:
        with refusing(database.place), migrations.unguarded(database) as con:
            _clear(con, database.place, replace)
            migrations.run(con, manifest.revision)
            with _reading(file) as archive:
                for name in _fitting(con, manifest, file):
                    _load(con, archive, name, manifest.parts[name], file)
            verify_log(con, manifest.size, bytes.fromhex(manifest.root))
            migrations.run(con)
        new = None
    except migrations.BrokenReference as error:
        raise _damaged(file, error.table) from None
    finally:
        database.close()
        if new:
            new.unlink(missing_ok=True)
    return manifest


def _file_to_be(url: str) -> Path | None:
    parsed = parse(url)
    file = Path(str(parsed.database))
    return file if parsed.get_backend_name() == "sqlite" and not file.exists() else None


def read_manifest(file: Path) -> Manifest:
    """Read what a copy says of itself.

    Raises
    ------
    NotHere
        When there is no such file.
    BadFile
        When it is no copy of an office.
    WrongRecord
        When a newer comity made it.
    """
    with _reading(file) as archive:
        try:
            said = json.loads(archive.read(_MANIFEST))
            if said.get("form") != FORM:
                raise ValueError
            manifest = Manifest(**{**said, "parts": {name: Part(**part) for name, part in said["parts"].items()}})
            bytes.fromhex(manifest.root)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise BadFile(
                "%(file)s is no copy of an office.", remedy="Name a file that `comity office backup` wrote.", file=file
            ) from None
    if manifest.revision not in migrations.known():
        raise WrongRecord(
            "%(place)s was written by a newer comity.",
            remedy="Bring this comity up to date; nothing was changed.",
            place=file,
        )
    return manifest


def verify_log(con: Connection, size: int, root: bytes) -> None:
    """Compute the log's tree from its leaves, and hold every stored node and the head against it.

    Raises
    ------
    WrongRecord
        When anything differs.
    """
    levels: list[bytearray] = []
    peaks = Peaks()
    for place, (seq, leaf) in enumerate(_stream(con, "select seq, leaf from log_entry order by seq")):
        if seq != place:
            raise _differs()
        peaks, completed = peaks.append(leaf_hash(leaf.encode()))
        for level, _, hashed in completed:
            if level == len(levels):
                levels.append(bytearray())
            levels[level] += hashed
    nodes = 0
    for level, place, hashed in _stream(con, "select level, place, hash from log_node"):
        at = place * WIDTH
        if not 0 <= level < len(levels) or at < 0 or levels[level][at : at + WIDTH] != hashed:
            raise _differs()
        nodes += 1
    whole = peaks.size == size and peaks.root() == root and nodes == sum(map(len, levels)) // WIDTH
    if not whole or _head(con) != peaks:
        raise _differs()


def _differs() -> WrongRecord:
    return WrongRecord(
        "The log is not what its head says: entries or hashes were altered, lost or added.",
        remedy="Take another copy, and compare both with the checkpoints that an overseer keeps.",
    )


def _head(con: Connection) -> Peaks:
    found = con.execute(text("select size, peaks from log_head")).one_or_none()
    return Peaks.parse(found.size, found.peaks) if found else Peaks()


def _stream(con: Connection, statement: str) -> Iterator[Any]:
    # From PostgreSQL, rows come in portions; all of a log may not fit into memory.
    return iter(con.exec_driver_sql(statement, execution_options={"stream_results": True, "yield_per": 5000}))


def _write(con: Connection, archive: ZipFile, name: str) -> Part:
    table = metadata.tables[name]
    columns = [column.name for column in table.columns]
    by = ", ".join(f'"{column.name}"' for column in table.primary_key)
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{name}.jsonl", "w", force_zip64=True) as part:
        for row in _stream(con, f'select {_listed(columns)} from "{name}" order by {by}'):
            line = json.dumps(tuple(row), ensure_ascii=False, separators=(",", ":"), default=_bytes).encode() + b"\n"
            digest.update(line)
            part.write(line)
            rows += 1
    return Part(columns, rows, digest.hexdigest())


def _bytes(value: Any) -> dict[str, str]:
    return {"base64": b64encode(value).decode()}


def _value(said: Any) -> Any:
    return b64decode(said["base64"], validate=True) if isinstance(said, dict) else said


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _clear(con: Connection, place: str, replace: bool) -> None:
    names = inspect(con).get_table_names()
    if names and "alembic_version" not in names:
        raise no_office(place)
    if not replace and any(
        con.exec_driver_sql(f'select 1 from "{name}" limit 1').first() for name in names if name != "alembic_version"
    ):
        raise Busy(
            "There is an office at %(place)s already.",
            remedy="Name another place, or say that it is to be replaced.",
            place=place,
        )
    for name in names:
        con.exec_driver_sql(f'drop table "{name}"' + (" cascade" if con.dialect.name == "postgresql" else ""))


def _fitting(con: Connection, manifest: Manifest, file: Path) -> list[str]:
    """Give the tables in the order in which rows go in; the manifest must name just these, with just their columns."""
    seen = inspect(con)
    names = [name for name, _ in seen.get_sorted_table_and_fkc_names() if name and name != "alembic_version"]
    if set(names) != set(manifest.parts) or any(
        {column["name"] for column in seen.get_columns(name)} != set(manifest.parts[name].columns) for name in names
    ):
        raise _damaged(file, _MANIFEST)
    return names


def _load(con: Connection, archive: ZipFile, name: str, part: Part, file: Path) -> None:
    digest = hashlib.sha256()
    count = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        with archive.open(f"{name}.jsonl") as stream:
            while line := stream.readline(_LONGEST):
                digest.update(line)
                count += 1
                row = [_value(value) for value in json.loads(line)]
                if len(row) != len(part.columns):
                    raise ValueError
                yield row

    try:
        _insert(con, name, part.columns, rows())
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, zlib.error, BadZipFile, EOFError):
        raise _damaged(file, name) from None
    except con.dialect.loaded_dbapi.Error as error:
        if isinstance(error, con.dialect.loaded_dbapi.OperationalError):
            raise DBAPIError.instance(None, None, error, con.dialect.loaded_dbapi.Error, dialect=con.dialect) from error
        # What the tables refuse was never in an office.
        raise _damaged(file, name) from error
    if digest.hexdigest() != part.sha256 or count != part.rows:
        raise _damaged(file, name)


def _insert(con: Connection, name: str, columns: list[str], rows: Iterator[list[Any]]) -> None:
    driver: Any = con.connection.driver_connection
    if con.dialect.name == "sqlite":
        driver.executemany(f'insert into "{name}" ({_listed(columns)}) values ({", ".join("?" * len(columns))})', rows)
        return
    # As one statement, so that rows of a table may refer to each other in any order.
    with driver.cursor() as cursor, cursor.copy(f'copy "{name}" ({_listed(columns)}) from stdin') as copy:
        for row in rows:
            copy.write_row(row)


def _damaged(file: Path, part: str) -> BadFile:
    return BadFile(
        "%(file)s is damaged, in %(part)s; nothing of it was taken.", remedy="Take another copy.", file=file, part=part
    )


@contextmanager
def _reading(file: Path) -> Iterator[ZipFile]:
    try:
        with ZipFile(file) as archive:
            yield archive
    except FileNotFoundError:
        raise NotHere(
            "There is no file %(file)s.", remedy="Name a file that `comity office backup` wrote.", file=file
        ) from None
    except (BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise BadFile(
            "%(file)s is no copy of an office.", remedy="Name a file that `comity office backup` wrote.", file=file
        ) from None


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that appears whole or not at all, for its owner alone."""
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise told_of(error, str(path)) or error from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
