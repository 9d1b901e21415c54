"""Whatever is changed in a log, at any byte of its file, is found out or changes nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadFile
from comity.oversight.log.export import CHECKPOINTS, LOG, MANIFEST, PAYLOADS
from comity.oversight.log.verify import Verdict, verify
from small_log import mended, pack, parts_of, small_log


@cache
def whole() -> tuple[dict[str, bytes], bytes, Verdict]:
    with TemporaryDirectory() as folder:
        path = small_log().write(Path(folder) / "log.zip")
        return parts_of(path), path.read_bytes(), verify(path)


def outcome(path: Path) -> Verdict | None:
    try:
        verdict = verify(path)
    except BadFile:
        return None
    return verdict if verdict.holds else None


@given(st.sampled_from([LOG, CHECKPOINTS, PAYLOADS, MANIFEST]), st.data())
def test_any_changed_byte_of_any_part_is_detected(part: str, data: st.DataObject) -> None:
    parts = whole()[0]
    raw = bytearray(parts[part])
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    changed = {**parts, part: bytes(raw)}
    with TemporaryDirectory() as folder:
        path = pack(Path(folder) / "log.zip", changed if part == MANIFEST else mended(changed))
        assert outcome(path) is None


def test_any_changed_byte_of_the_file_is_detected_or_changes_nothing(tmp_path: Path) -> None:
    _, raw, expected = whole()
    path, silent = tmp_path / "log.zip", 0
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        found = outcome(path)
        silent += found is not None
        assert found in (None, expected), place
    # What is silent are times and other attributes of the ZIP's folder.
    assert silent < len(raw) // 5


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    raw = bytearray(whole()[1])
    start = raw.index(b"PK\x03\x04", raw.index(MANIFEST.encode()) - 31)
    raw[start + 7] |= 0x08
    raw[start + 30] = 0xFF
    path = tmp_path / "log.zip"
    path.write_bytes(raw)
    with pytest.raises(BadFile, match="damaged from here on"):
        verify(path)


@given(st.randoms(use_true_random=False))
def test_any_edits_of_the_file_are_detected_or_change_nothing(random: Random) -> None:
    _, whole_file, expected = whole()
    raw = bytearray(whole_file)
    for _ in range(random.randint(1, 3)):
        # Half of them where the ZIP keeps its own books.
        place = random.randrange(len(raw)) if random.random() < 0.5 else len(raw) - 1 - random.randrange(350)
        kind = random.choice(["flip", "insert", "delete"])
        if kind == "flip":
            raw[place] = random.randrange(256)
        elif kind == "insert":
            raw.insert(place, random.randrange(256))
        else:
            del raw[place]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.zip"
        path.write_bytes(raw)
        assert outcome(path) in (None, expected)


def test_any_cut_of_the_file_is_detected(tmp_path: Path) -> None:
    _, raw, _ = whole()
    path = tmp_path / "log.zip"
    for length in range(0, len(raw), 7):
        path.write_bytes(raw[:length])
        assert outcome(path) is None
