"""From a panel to files: whole or not at all, with codebook and citation beside them, and the same bytes each time."""

from __future__ import annotations

import errno
import glob
import importlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED

import filelock
import pyarrow as pa

from comity.model.errors import BadRequest, NotHere
from comity.panel.citing import cite, held, own_version, versions
from comity.panel.codebook import Tally, codebook, count_rows, label
from comity.panel.command import command
from comity.panel.plan import Panel
from comity.store.home import flush_folder, writable

if TYPE_CHECKING:
    import pandas as pd

#: So many rows are in memory at once.
AT_ONCE = 1_000_000
#: The file by whose lock one that is at work is told from what one that was killed left; so many seconds after its
#: beginning it has it.
LOCK, SETTLED = ".lock", 60

Batches = Iterable[pa.Table]


def to_pandas(table: pa.Table, **options: Any) -> pd.DataFrame:
    """Give a table as a DataFrame.

    Parameters
    ----------
    options
        Those of pyarrow's ``Table.to_pandas``. Unless ``types_mapper`` is among them, whole numbers with gaps become pandas'
        nullable integers; by itself pyarrow would make floats of them.

    Raises
    ------
    NotHere
        When pandas is not installed.
    """
    try:
        pandas = importlib.import_module("pandas")
    except ImportError as error:
        raise NotHere(
            "pandas is not installed, and a DataFrame is pandas'.",
            remedy="Install it: pip install 'comity[pandas]'; or take .to_arrow(), .duckdb() or .write().",
        ) from error
    if "types_mapper" in options:
        chosen: pd.DataFrame = table.to_pandas(**options)
        return chosen
    nullable = {
        pa.int8(): pandas.Int8Dtype(),
        pa.int16(): pandas.Int16Dtype(),
        pa.int32(): pandas.Int32Dtype(),
        pa.int64(): pandas.Int64Dtype(),
    }
    gaps = [entry.name for entry in table.schema if entry.type in nullable and table.column(entry.name).null_count]
    found: pd.DataFrame = table.drop_columns(gaps).to_pandas(**options)
    if gaps:
        broken = table.select(gaps).to_pandas(types_mapper=nullable.get, **options)
        found = pandas.concat([found, broken], axis=1)[table.column_names]
    return found


# -- files


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written: the files, the panel's first, and how many rows it has."""

    paths: list[Path]
    rows: int


def write(panel: Panel, path: Path) -> list[Path]:
    """Write a panel as :func:`save` does, and give the files."""
    return save(panel, path).paths


def save(panel: Panel, path: Path) -> Saved:
    """Write a panel by the ending of a file's name, its codebook and its citation beside it, or all in one ``.zip``.

    Beside ``x.dta`` stand ``x.dta.codebook.md`` and ``x.dta.bib``: two panels of one stem keep their own. In ``x.zip`` the
    panel is a parquet file, in ``x.csv.zip`` and the like what the name says.

    Raises
    ------
    BadRequest
        When the ending is unknown, or the panel is too large for it.
    CannotWrite
        When there is no such folder, no room or no right; what was there before stays.
    """
    check_ending(path)
    _check_room(panel, path)
    if path.suffix.lower() == ".zip":
        return _write_zip(panel, path)
    beside = [path.with_name(path.name + ending) for ending in (".codebook.md", ".bib")]
    with together(path, *beside) as (data, described, cited):
        tally = WRITERS[path.suffix.lower()](panel, data)
        found = held(panel)
        described.write_text(codebook(panel, tally, found), encoding="utf-8", newline="\n")
        cited.write_text(cite(panel, found), encoding="utf-8", newline="\n")
    return Saved([path, *beside], tally.rows)


def check_ending(path: Path) -> None:
    """Refuse a name whose ending says nothing.

    Raises
    ------
    BadRequest
        When it is none of those that can be written.
    """
    if path.suffix.lower() not in (*WRITERS, ".zip"):
        raise BadRequest(
            "“%(name)s” ends in none of %(writers)s and .zip.",
            remedy="Name the file so that its ending says what it is.",
            name=path.name,
            writers=", ".join(WRITERS),
        )


def inner_ending(path: Path) -> str:
    """Give the form of the panel in a zip: what stands before ``.zip``, else parquet."""
    before = Path(path.stem).suffix.lower()
    return before if before in WRITERS else ".parquet"


def _check_room(panel: Panel, path: Path) -> None:
    from comity.panel.sheet import check_size

    ending = path.suffix.lower() if path.suffix.lower() != ".zip" else inner_ending(path)
    if ending == ".xlsx":
        check_size(count_rows(panel), len(panel.columns))


@contextmanager
def together(*paths: Path) -> Iterator[list[Path]]:
    """Write several files of one folder so that all of them appear whole, or none.

    The block writes to names in a hidden folder beside them; when it has ended and everything is on the disk, they take
    their places. When it raises, that folder goes, and what was there before stays.

    Raises
    ------
    CannotWrite
        When there is no room or no right to write.
    """
    folder = paths[0].parent
    stem = f".{paths[0].name[:40]}."
    for path in paths:
        _check_place(path)
    with writable(paths[0]):
        _sweep(folder, stem)
        hidden = folder / f"{stem}{secrets.token_hex(6)}.tmp"
        hidden.mkdir()
        held = filelock.FileLock(hidden / LOCK, blocking=False)
        try:
            with suppress(OSError, NotImplementedError):  # some network disks have no locks
                held.acquire()
            made = [hidden / path.name for path in paths]
            yield made
            for one in made:
                with one.open("rb") as stream:
                    os.fsync(stream.fileno())
            # The panel last: where it is new, so is what is said of it.
            for one, path in reversed(list(zip(made, paths, strict=True))):
                one.replace(path)
        finally:
            held.release()
            shutil.rmtree(hidden, ignore_errors=True)
        flush_folder(folder)


def _check_place(path: Path) -> None:
    """Refuse a name under which no file can stand, and say which it is: of three files it may be the second."""
    with writable(path):
        try:
            taken = path.is_dir()
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            raise BadRequest(
                "The name “%(name)s” is too long.", remedy="Name the file shorter.", name=path.name
            ) from error
        if taken:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _sweep(folder: Path, stem: str) -> None:
    """Remove what was left behind for the same file by one that was killed: nobody holds its lock any more."""
    for left in folder.glob(f"{glob.escape(stem)}*.tmp"):
        with suppress(OSError, NotImplementedError, filelock.Timeout):
            # One that has just begun may not have its lock yet.
            if left.is_dir() and time.time() - left.stat().st_mtime > SETTLED:
                filelock.FileLock(left / LOCK, blocking=False).acquire().lock.release()
                shutil.rmtree(left, ignore_errors=True)


def _write_zip(panel: Panel, path: Path) -> Saved:
    from comity.panel.sheet import StillZip

    ending = inner_ending(path)
    with together(path) as (made,):
        data = made.with_name(f"panel{ending}")
        tally = WRITERS[ending](panel, data)
        found = held(panel)
        with StillZip(made, "w", ZIP_DEFLATED) as archive:
            # Parquet and Excel's files are packed already.
            packed = ZIP_STORED if ending in (".parquet", ".xlsx") else ZIP_DEFLATED
            archive.write(data, data.name, packed)
            archive.writestr("codebook.md", codebook(panel, tally, found))
            archive.writestr("citation.bib", cite(panel, found))
            archive.writestr("versions.json", json.dumps(versions(panel, found), indent=1, ensure_ascii=False) + "\n")
            archive.writestr("command.txt", f"{command(panel)} -o panel{ending}\n")
    return Saved([path], tally.rows)


# -- forms


def _write_parquet(panel: Panel, path: Path) -> Tally:
    import pyarrow.parquet as pq

    labels = {entry.name: label(panel, entry) for entry in panel.columns}
    about = {"comity": own_version(), "comity.command": command(panel)}
    tally = Tally()
    writer = None
    try:
        for batch in tally.over(panel.batches(AT_ONCE)):
            if writer is None:
                fields = [entry.with_metadata({"label": labels[entry.name]}) for entry in batch.schema]
                schema = pa.schema(fields, about)
                # Of what packs small zstd's quickest level is as quick as snappy, and a sixth smaller. Readers skip
                # rows by the key columns; least and greatest of all others would take a seventh of the time.
                keys = [entry.name for entry in panel.columns if not entry.group]
                writer = pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, write_statistics=keys)
            writer.write_table(batch.cast(schema), row_group_size=AT_ONCE)
    finally:
        if writer is not None:
            writer.close()
    return tally


def _write_csv(panel: Panel, path: Path) -> Tally:
    import pyarrow.csv as csv

    tally = Tally()
    with path.open("wb") as stream:
        stream.write((",".join(panel.names) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="needed")
        for batch in tally.over(panel.batches(AT_ONCE)):
            csv.write_csv(_plain(batch), stream, options)
    return tally


def _plain(batch: pa.Table) -> pa.Table:
    """Give texts as texts, not as places in a list of them."""
    fields = [
        pa.field(entry.name, pa.string()) if pa.types.is_dictionary(entry.type) else entry for entry in batch.schema
    ]
    return batch.cast(pa.schema(fields))


def _write_stata(panel: Panel, path: Path) -> Tally:
    from comity.panel.stata import Variable, kind_of, write_stata

    variables = []
    for entry in panel.columns:
        column = entry.column
        kind = kind_of(column.type, key=not entry.group, binary=column.binary, values=column.values)
        variables.append(Variable(entry.name, label(panel, entry), column.values, kind))
    axis, tally = panel.axis, Tally()
    title = f"comity {versions(panel)['comity']}: {panel.unit}, {axis.system}, {axis.first_year} to {axis.last_year}"
    with path.open("wb") as stream:
        write_stata(stream, variables, tally.over(panel.batches(AT_ONCE)), title)
    return tally


def _write_sheet(panel: Panel, path: Path) -> Tally:
    from comity.panel.sheet import write_sheet

    about = [("column", "what it is", "type", "group")]
    about += [(entry.name, label(panel, entry), entry.column.type, entry.group) for entry in panel.columns]
    tally = Tally()
    with path.open("wb") as stream:
        write_sheet(stream, panel.names, tally.over(panel.batches(AT_ONCE)), about)
    return tally


#: How each ending is written.
WRITERS: dict[str, Callable[[Panel, Path], Tally]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".dta": _write_stata,
    ".xlsx": _write_sheet,
}
