"""Copies: made while others write, whole or not at all, and brought back to either kind of database."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import text

from comity.model.errors import BadFile, Busy, CannotWrite, ComityError, NotHere, WrongRecord
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.storage import guards, migrations
from comity.oversight.storage.backup import backup, read_manifest, restore, verify_log
from comity.oversight.storage.engine import Database, Scope, open_database
from comity.oversight.storage.tables import metadata
from full_disk import small_files
from oversight import rows

SYSTEM = Scope.SYSTEM
KINDS = ("sqlite", "postgresql")


@pytest.fixture
def full(database: Database) -> Database:
    """Give a database with rows in every table."""
    with database.write(SYSTEM) as con:
        rows.fill(con, entries=300)
    return database


@pytest.fixture
def copy(full: Database, tmp_path: Path) -> Path:
    """Give a copy of it."""
    backup(full, tmp_path / "copy.zip")
    return tmp_path / "copy.zip"


def _all(url: str) -> dict[str, Any]:
    with open_database(url) as database, database.read(SYSTEM) as con:
        return rows.everything(con)


@pytest.mark.parametrize("target", KINDS)
def test_a_copy_comes_back_row_by_row_on_either(
    full: Database, copy: Path, target: str, new_url: Callable[..., str]
) -> None:
    url = new_url(target, empty=True)
    manifest = restore(copy, url)
    with full.read(SYSTEM) as con:
        assert _all(url) == rows.everything(con)
    assert (manifest.size, manifest.office, manifest.revision) == (300, "f_x", migrations.HEAD)
    assert copy.stat().st_mode & 0o777 == 0o600
    with open_database(url) as database, database.engine.connect() as con:
        assert guards.missing(con) == ()
    again = copy.with_name("again.zip")
    with open_database(url) as database:
        backup(database, again)
    # Not only do the rows say the same: they are the same bytes, in the same order.
    assert read_manifest(again).parts == read_manifest(copy).parts


def test_a_copy_goes_into_tables_that_are_there_and_empty(
    full: Database, copy: Path, new_url: Callable[..., str]
) -> None:
    url = new_url(full.dialect)
    restore(copy, url)
    with full.read(SYSTEM) as con:
        assert _all(url) == rows.everything(con)


def test_what_is_there_gives_way_only_when_told(copy: Path, dialect: str, new_url: Callable[..., str]) -> None:
    url = new_url(dialect)
    with open_database(url) as database:
        with database.write(SYSTEM) as con:
            con.execute(text("insert into setting(name, value) values ('office', 'f_other')"))
            before = rows.everything(con)
        with pytest.raises(Busy, match=r"There is an office at .* already"):
            restore(copy, url)
        assert _all(url) == before
        restore(copy, url, replace=True)
        # Those who had it open see the other office.
        with database.read(SYSTEM) as con:
            assert con.execute(text("select value from setting")).scalar() == "f_x"


def _append(database: Database, count: int) -> None:
    for _ in range(count):
        with database.write(SYSTEM) as con:
            database.lock_log(con)
            head = con.execute(text("select size, peaks from log_head")).one()
            leaf = rows.leaves(head.size + 1)[-1]
            peaks, nodes = Peaks.parse(head.size, head.peaks).append(leaf_hash(leaf.encode()))
            con.execute(
                metadata.tables["log_entry"].insert(), {"seq": head.size, "at": rows.T, "act": "a", "leaf": leaf}
            )
            con.execute(
                metadata.tables["log_node"].insert(),
                [dict(zip(("level", "place", "hash"), node, strict=True)) for node in nodes],
            )
            con.execute(metadata.tables["log_head"].update(), {"size": peaks.size, "peaks": peaks.serialise()})


def test_a_copy_under_a_load_is_of_one_moment(full: Database, tmp_path: Path, new_url: Callable[..., str]) -> None:
    stop = threading.Event()
    written = []

    def load() -> None:
        while not stop.is_set():
            _append(full, 1)
            written.append(1)

    writers = [threading.Thread(target=load) for _ in range(2)]
    for writer in writers:
        writer.start()
    sizes = []
    try:
        for turn in range(4):
            had = len(written)
            manifest = backup(full, tmp_path / f"{turn}.zip")
            url = new_url(full.dialect, empty=True)
            restore(tmp_path / f"{turn}.zip", url)
            sizes.append(manifest.size)
            # Whatever was acknowledged before the copy began is in it.
            assert manifest.size >= 300 + had
            assert len(_all(url)["log_entry"]) == manifest.size
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert sizes == sorted(sizes) and sizes[-1] > sizes[0]


def test_a_disk_without_room_leaves_no_half_copy(full: Database, tmp_path: Path) -> None:
    to = tmp_path / "there" / "copy.zip"
    to.parent.mkdir()
    to.write_bytes(b"what was there")
    with small_files(), pytest.raises(CannotWrite, match="has no room left"):
        backup(full, to)
    assert [path.name for path in to.parent.iterdir()] == ["copy.zip"] and to.read_bytes() == b"what was there"
    with pytest.raises(CannotWrite):
        backup(full, tmp_path / "nowhere" / "copy.zip")


def _altered(copy: Path, change: Callable[[str, bytes], bytes | None], honest: bool = False) -> Path:
    """Write the copy anew with other parts; with `honest` the manifest is made to fit, as whoever forges it would."""
    other = copy.with_name("altered.zip")
    with ZipFile(copy) as old, ZipFile(other, "w", ZIP_DEFLATED) as new:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
        if honest:
            manifest = json.loads(parts["manifest.json"] or b"")
            for name, part in manifest["parts"].items():
                data = parts[f"{name}.jsonl"] or b""
                part |= {"sha256": hashlib.sha256(data).hexdigest(), "rows": data.count(b"\n")}
            parts["manifest.json"] = json.dumps(manifest).encode()
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return other


def _lines(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    return b"".join(change(data.splitlines(keepends=True)))


DAMAGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "a letter": lambda name, data: data.replace(b"Anna", b"Anne"),
    "a row less": lambda name, data: _lines(data, lambda lines: lines[:-1]) if name == "version.jsonl" else data,
    "a row twice": lambda name, data: data * 2 if name == "throttle.jsonl" else data,
    "rows in another order": lambda name, data: _lines(data, lambda lines: lines[::-1]) if name == "person.jsonl" else data,
    "a part less": lambda name, data: None if name == "approval.jsonl" else data,
    "no JSON": lambda name, data: b"[1,\n" if name == "setting.jsonl" else data,
    "no list": lambda name, data: b"null\n" if name == "setting.jsonl" else data,
    "a value more": lambda name, data: data.replace(b"]", b",1]") if name == "setting.jsonl" else data,
    "a manifest without a table": lambda name, data: data.replace(b'"throttle"', b'"setting2"') if name == "manifest.json" else data,
    "a column of another name": lambda name, data: data.replace(b'"failures"', b'"f; drop"') if name == "manifest.json" else data,
    "no manifest": lambda name, data: None if name == "manifest.json" else data,
    "another form": lambda name, data: data.replace(b"backup/v1", b"backup/v9") if name == "manifest.json" else data,
}  # fmt: skip


def test_a_damaged_copy_is_refused(full: Database, copy: Path, new_url: Callable[..., str]) -> None:
    url = new_url(full.dialect)
    before = _all(url)
    for what, change in DAMAGES.items():
        with pytest.raises(BadFile, match=r"is damaged, in|is no copy of an office") as refused:
            restore(_altered(copy, change), url)
        assert refused.value.remedy, what
        assert _all(url) == before, what


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_every_flipped_byte_is_seen_or_says_nothing(full: Database, copy: Path, new_url: Callable[..., str]) -> None:
    """What comes back of a file with one byte altered is what was there, or nothing."""
    data = copy.read_bytes()
    with full.read(SYSTEM) as con:
        expected = rows.everything(con)
    url = new_url("sqlite")
    for at in range(0, len(data), max(1, len(data) // 60)):
        flipped = copy.with_name("flipped.zip")
        flipped.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        try:
            restore(flipped, url, replace=True)
        except ComityError:
            continue
        assert _all(url) == expected, at


FORGERIES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "an entry altered": lambda name, data: data.replace(b'\\"seq\\":7}', b'\\"seq\\":8}') if name == "log_entry.jsonl" else data,
    "the last entry dropped": lambda name, data: _lines(data, lambda lines: lines[:-1]) if name == "log_entry.jsonl" else data,
    "an entry dropped": lambda name, data: _lines(data, lambda lines: lines[:9] + lines[10:]) if name == "log_entry.jsonl" else data,
    "a node altered": lambda name, data: _lines(data, lambda lines: [b'[0,0,{"base64":"' + b"A" * 43 + b'="}]\n', *lines[1:]]) if name == "log_node.jsonl" else data,
    "a node dropped": lambda name, data: _lines(data, lambda lines: lines[:-1]) if name == "log_node.jsonl" else data,
    "the head shorter": lambda name, data: data.replace(b"[1,300,", b"[1,299,") if name == "log_head.jsonl" else data,
    "no head": lambda name, data: b"" if name == "log_head.jsonl" else data,
    "another root": lambda name, data: _other_root(data) if name == "manifest.json" else data,
}  # fmt: skip


def _other_root(data: bytes) -> bytes:
    return json.dumps(json.loads(data) | {"root": "00" * 32}).encode()


def test_a_log_that_was_altered_before_the_copy_does_not_come_back(
    full: Database, copy: Path, new_url: Callable[..., str]
) -> None:
    url = new_url(full.dialect)
    for what, change in FORGERIES.items():
        with pytest.raises((WrongRecord, BadFile)):
            restore(_altered(copy, change, honest=True), url)
        assert not _all(url)["setting"], what


def test_references_that_lead_nowhere_do_not_come_back(full: Database, copy: Path, new_url: Callable[..., str]) -> None:
    url = new_url(full.dialect)
    without = _altered(
        copy,
        lambda name, data: _lines(data, lambda lines: lines[1:]) if name == "organisation.jsonl" else data,
        honest=True,
    )
    with pytest.raises(BadFile, match="is damaged"):
        restore(without, url)
    assert not _all(url)["setting"]


def test_what_is_no_copy_is_told(tmp_path: Path, new_url: Callable[..., str]) -> None:
    url = new_url("sqlite")
    with pytest.raises(NotHere, match="There is no file"):
        restore(tmp_path / "nothing.zip", url)
    for data in (b"", b"SQLite format 3\0" + bytes(4096), b"PK\3\4" + bytes(99)):
        (tmp_path / "some").write_bytes(data)
        with pytest.raises(BadFile, match="is no copy of an office"):
            restore(tmp_path / "some", url)


def test_a_newer_copy_is_told(copy: Path, new_url: Callable[..., str]) -> None:
    newer = _altered(
        copy, lambda name, data: data.replace(f'"revision": "{migrations.HEAD}"'.encode(), b'"revision": "7777"')
    )
    with pytest.raises(WrongRecord, match="newer comity"):
        restore(newer, new_url("sqlite"))


def test_a_file_that_was_not_there_is_not_left_behind(copy: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "office.db"
    place.parent.mkdir()
    with pytest.raises(BadFile):
        restore(_altered(copy, DAMAGES["a letter"]), str(place))
    assert list(place.parent.iterdir()) == []


def test_the_log_of_an_empty_office_holds(database: Database) -> None:
    with database.read(SYSTEM) as con:
        verify_log(con, 0, Peaks().root())
