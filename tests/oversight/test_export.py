"""The file that leaves the office: written whole or not at all, and read with suspicion."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from comity.model.errors import BadFile, CannotWrite, NotHere
from comity.oversight.log import export as exports
from comity.oversight.log.export import LOG, MANIFEST, Entry, open_export, read_entry, write_entry, write_export
from comity.oversight.log.verify import verify
from small_log import OFFICE, VKEY, mended, pack, parts_of, small_log


def test_written_and_read_again(tmp_path: Path) -> None:
    log = small_log()
    path = log.write(tmp_path / "log.zip")
    with open_export(path) as export:
        assert [read_entry(line) for _, line in export.lines(LOG)] == log.entries
        assert [note for _, note in export.notes()] == log.notes
        assert export.manifest.office == OFFICE and export.manifest.size == 12 and export.manifest.payloads == 1


def test_a_whole_log_holds(tmp_path: Path) -> None:
    log = small_log()
    verdict = verify(log.write(tmp_path / "log.zip"), kept=log.notes, log_key=VKEY, replay=lambda leaves, payloads: ())
    assert verdict.holds and verdict.problems == () and verdict.more == 0
    assert (verdict.office, verdict.size, verdict.root) == (OFFICE, 12, log.peaks.root())
    assert (verdict.checkpoints, verdict.kept, verdict.erased, verdict.unchecked) == (3, 3, 1, 0)
    assert verdict.remarks == ("The sealed words of 1 entries were erased, as the log says.",)


def test_what_is_not_shown_is_said(tmp_path: Path) -> None:
    verdict = verify(small_log().write(tmp_path / "log.zip", payloads=False))
    assert verdict.holds and verdict.unchecked == 2
    said = " ".join(verdict.remarks)
    assert "No kept checkpoint" in said and VKEY in said
    assert "2 approvals: signatures not checked" in said and "not replayed" in said


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    log = small_log()
    assert log.write(tmp_path / "a.zip").read_bytes() == log.write(tmp_path / "b.zip").read_bytes()


def test_the_replay_sees_all_leaves_and_payloads_and_its_problems_count(tmp_path: Path) -> None:
    log, seen = small_log(), []

    def replay(leaves: Iterator[object], payloads: object) -> list[str]:
        seen.extend([len(list(leaves)), payloads])
        return ["Entry 5: nobody holds this key."]

    verdict = verify(log.write(tmp_path / "log.zip"), replay=replay)
    assert seen == [12, dict(log.payloads)]
    assert verdict.problems == ("Entry 5: nobody holds this key.",)


def test_a_replay_that_stops_early_stops_nothing_else(tmp_path: Path) -> None:
    def replay(leaves: Iterator[object], payloads: object) -> Iterator[str]:
        next(leaves)
        yield "told"

    verdict = verify(small_log().write(tmp_path / "log.zip"), replay=replay)
    assert verdict.size == 12 and verdict.problems == ("told",)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert stat.S_IMODE(small_log().write(tmp_path / "log.zip").stat().st_mode) == 0o600


def test_half_written_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "log.zip"
    path.write_bytes(b"before")

    def broken() -> Iterator[Entry]:
        yield from small_log().entries
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="went away"):
        write_export(path, broken(), [], None, office=OFFICE)
    assert path.read_bytes() == b"before" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(CannotWrite):
        write_export(tmp_path / "none" / "log.zip", [], [], None, office=OFFICE)


def test_no_room_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    def full() -> Iterator[Entry]:
        raise OSError(28, "No space left on device")
        yield

    with pytest.raises(CannotWrite, match="No space left"):
        write_export(tmp_path / "log.zip", full(), [], None, office=OFFICE)
    assert not list(tmp_path.iterdir())


# --- what is refused whole ---


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    return parts_of(small_log().write(tmp_path / "good.zip"))


def refused(path: Path, match: str) -> None:
    with pytest.raises(BadFile, match=match) as caught:
        verify(path)
    assert path.name in caught.value.where


def test_what_is_no_zip(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    refused(tmp_path / "x.zip", "no export")
    with pytest.raises(NotHere):
        verify(tmp_path / "none.zip")
    refused_folder = tmp_path / "folder"
    refused_folder.mkdir()
    refused(refused_folder, "no export")


@pytest.mark.parametrize("name", ["../log.jsonl", "/etc/passwd", "log.jsonl/", "LOG.JSONL", "extra.txt", "a" * 500])
def test_odd_names(tmp_path: Path, parts: dict[str, bytes], name: str) -> None:
    refused(pack(tmp_path / "x.zip", {**parts, name: b""}), "no place in an export")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = pack(tmp_path / "x.zip", parts)
    with ZipFile(path, "a") as archive:
        archive.writestr(LOG, parts[LOG])
    refused(path, "no place")


@pytest.mark.parametrize("name", ["log.jsonl", "checkpoints.txt", "manifest.json"])
def test_a_missing_part(tmp_path: Path, parts: dict[str, bytes], name: str) -> None:
    del parts[name]
    refused(pack(tmp_path / "x.zip", parts), f"“{name}” is missing")


def test_payloads_that_come_or_go_against_the_manifest(tmp_path: Path, parts: dict[str, bytes]) -> None:
    without = {name: data for name, data in parts.items() if name != "payloads.jsonl"}
    refused(pack(tmp_path / "x.zip", without), "other parts than its manifest")
    plain = parts_of(small_log().write(tmp_path / "plain.zip", payloads=False))
    refused(pack(tmp_path / "y.zip", {**plain, "payloads.jsonl": b""}), "other parts than its manifest")


def test_packed_otherwise(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = tmp_path / "x.zip"
    with ZipFile(path, "w", ZIP_BZIP2) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    refused(path, "packed in a way")


def test_a_bomb(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = tmp_path / "x.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data if name != LOG else b"\0" * (64 << 20))
    assert path.stat().st_size < 1 << 20
    refused(path, "unpacks to more")


def test_a_line_without_end(tmp_path: Path, parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LONGEST", 1 << 12)
    parts[LOG] += sha256(b"").hexdigest().encode() * 10_000
    verdict = verify(pack(tmp_path / "x.zip", mended(parts)))
    assert f"x.zip: {LOG}:13: The line is longer than any of an office." in verdict.problems


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}\n",
        b"[]\n",
        b"\xff\n",
        b"null\n",
        b'{"format":"comity/export/v2"}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_no_manifest(tmp_path: Path, parts: dict[str, bytes], said: bytes) -> None:
    refused(pack(tmp_path / "x.zip", {**parts, MANIFEST: said}), "manifest is not one")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"x",
        b"[]",
        b"null",
        b"\xff",
        b'{"leaf":"x","salt":null}',
        b'{"leaf":"x","salt":null,"sealed":null,"more":1}',
        b'{"leaf": "x","salt":null,"sealed":null}',
        b'{"leaf":1,"salt":null,"sealed":null}',
        b'{"leaf":"x","salt":null,"sealed":"x"}',
        b'{"leaf":"x","salt":"AAAA","sealed":null}',
        b'{"leaf":"x","salt":"AAA","sealed":"x"}',
        b'{"leaf":"x","salt":"AAB=","sealed":"x"}',
        b'{"leaf":"\\u0041","salt":null,"sealed":null}',
        b"[" * 100_000,
    ],
)
def test_no_entry(line: bytes) -> None:
    with pytest.raises(BadFile, match="no entry"):
        read_entry(line)


def test_an_entry_of_any_words_is_read_again() -> None:
    for words in ("{}", '{"a":"é\\n\\u0000\u2028😀"}'):
        entry = Entry('{"x":"ü"}', bytes(range(32)), words)
        assert read_entry(write_entry(entry).encode()) == entry
