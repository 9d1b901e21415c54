"""The store of snapshots: addressed by digest, never half there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue_world import add_source, sha256
from comity.catalogue import objects
from comity.catalogue import snapshot as snapshots
from comity.catalogue.facts import Source, read_facts
from comity.catalogue.snapshot import Kept, Manifest
from comity.model.errors import BadFile

DAY = date(2024, 5, 1)


def make(home: Path, name: str = "acts", **files: str | None) -> Source:
    facts = {f"{file}.csv": {} if digest is None else {"sha256": digest} for file, digest in files.items()}
    return read_facts(add_source(home, name, facts), own=True)


def put(home: Path, source: Source, version: str = "1.0", **files: bytes) -> Manifest:
    kept = {}
    for name, data in files.items():
        objects.add_object(home, sha256(data), [data])
        kept[f"{name}.csv"] = Kept(sha256(data), len(data), DAY, "a test")
    return snapshots.keep(home, source.name, version, kept)


def test_what_is_kept_is_held(tmp_path: Path) -> None:
    source = make(tmp_path, a=None, b=None)
    assert snapshots.held(tmp_path, source) is None
    put(tmp_path, source, a=b"one", b=b"two")
    held = snapshots.held(tmp_path, source)
    assert held is not None
    assert {name: path.read_bytes() for name, path in held.files.items()} == {"a.csv": b"one", "b.csv": b"two"}
    assert held.digests == {"a.csv": sha256(b"one"), "b.csv": sha256(b"two")}
    assert (held.version, held.taken) == ("1.0", DAY)
    snapshots.verify(held, source)


def test_the_digest_is_that_of_the_sorted_lines(tmp_path: Path) -> None:
    source = make(tmp_path, b=None, a=None)
    put(tmp_path, source, b=b"two", a=b"one")
    held = snapshots.held(tmp_path, source)
    lines = sorted([f"{sha256(b'two')}  b.csv\n", f"{sha256(b'one')}  a.csv\n"])
    assert held is not None
    assert held.digest == hashlib.sha256("".join(lines).encode()).hexdigest()


@given(st.dictionaries(st.text("abc", min_size=1), st.sampled_from(["0" * 64, "f" * 64]), min_size=1))
def test_the_digest_does_not_depend_on_the_order_but_on_all_else(files: dict[str, str]) -> None:
    digest = snapshots.digest_of(files)
    assert snapshots.digest_of(dict(reversed(files.items()))) == digest
    for name in files:
        assert snapshots.digest_of({**files, name: "1" * 64}) != digest
        assert snapshots.digest_of({key: value for key, value in files.items() if key != name}) != digest


def test_files_that_ship_are_the_snapshot_and_an_own_folder_too(tmp_path: Path) -> None:
    for ships in (True, False):
        home = tmp_path / str(ships)
        folder = add_source(home, "mine", {"a.csv": {}}, ships=ships)
        (folder / "a.csv").write_bytes(b"rows")
        held = snapshots.held(home, read_facts(folder, own=True))
        assert held is not None
        assert held.files == {"a.csv": folder / "a.csv"}
        assert held.taken is None
        assert held.digests == {"a.csv": sha256(b"rows")}


def test_an_own_source_whose_files_were_fetched_is_held_from_the_store(tmp_path: Path) -> None:
    source = make(tmp_path, a=None)
    put(tmp_path, source, a=b"one")
    held = snapshots.held(tmp_path, source)
    assert held is not None
    assert held.taken == DAY


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    source = make(tmp_path, a=None, b=None)
    put(tmp_path, source, a=b"one", b=b"two")
    held = snapshots.held(tmp_path, source)
    assert held is not None
    held.files["a.csv"].write_bytes(b"onE")
    with pytest.raises(BadFile, match=r"a\.csv has changed") as caught:
        snapshots.verify(held, source)
    assert "comity pull acts" in caught.value.remedy
    held.files["b.csv"].write_bytes(b"")
    with pytest.raises(BadFile) as caught:
        snapshots.verify(held, source)
    assert len(caught.value.problems) == 2


def test_a_file_of_another_version_than_the_facts_expect_is_found(tmp_path: Path) -> None:
    source = make(tmp_path, a=sha256(b"new"))
    put(tmp_path, source, a=b"old")
    held = snapshots.held(tmp_path, source)
    assert held is not None
    with pytest.raises(BadFile, match="not the one expected"):
        snapshots.verify(held, source)


def test_a_lost_object_is_not_held(tmp_path: Path) -> None:
    source = make(tmp_path, a=None, b=None)
    put(tmp_path, source, a=b"one", b=b"two")
    objects.object_path(tmp_path, sha256(b"one")).unlink()
    held = snapshots.held(tmp_path, source)
    assert held is not None
    assert set(held.files) == {"b.csv"}
    with pytest.raises(BadFile, match=r"a\.csv is not here"):
        snapshots.verify(held, source)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 2}', "\xff", '{"format": 1, "source": "acts"}'])
def test_a_damaged_manifest_is_told_and_can_be_replaced(text: str, tmp_path: Path) -> None:
    source = make(tmp_path, a=None)
    put(tmp_path, source, a=b"one")
    (tmp_path / "snapshots" / "acts.json").write_text(text, encoding="latin-1")
    with pytest.raises(BadFile, match="comity pull acts"):
        snapshots.held(tmp_path, source)
    put(tmp_path, source, a=b"one")
    assert snapshots.held(tmp_path, source) is not None


def test_earlier_snapshots_stay_listed_and_their_files_stay(tmp_path: Path) -> None:
    source = make(tmp_path, a=None)
    first = put(tmp_path, source, "1", a=b"one")
    second = put(tmp_path, source, "2", a=b"two")
    third = put(tmp_path, source, "3", a=b"three")
    assert [entry["version"] for entry in third.history] == ["2", "1"]
    assert [entry["digest"] for entry in third.history] == [second.digest, first.digest]
    for data in (b"one", b"two", b"three"):
        assert objects.has_object(tmp_path, sha256(data))
    again = put(tmp_path, source, "3", a=b"three")
    assert again.history == third.history
    back = put(tmp_path, source, "1", a=b"one")
    assert [entry["version"] for entry in back.history] == ["3", "2"], "no snapshot is listed as before itself"
    told = json.loads((tmp_path / "snapshots" / "acts.json").read_text())
    assert told["history"][0]["files"]["a.csv"]["sha256"] == sha256(b"three")


def test_an_object_of_another_digest_is_not_added(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        objects.add_object(tmp_path, sha256(b"one"), [b"two"])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def manifests(home: Path) -> list[Manifest]:
    made = []
    for name in ("acts", "bases"):
        data = f"new {name}".encode()
        objects.add_object(home, sha256(data), [data])
        made.append(Manifest(name, "2", {"a.csv": Kept(sha256(data), len(data), DAY)}))
    return made


def test_several_manifests_appear_at_once(tmp_path: Path) -> None:
    sources = [make(tmp_path, name, a=None) for name in ("acts", "bases")]
    for source in sources:
        put(tmp_path, source, a=b"old")
    snapshots.keep_all(tmp_path, manifests(tmp_path))
    # A kill at this point is what the next lines stand for: nothing is settled, and yet all of it counts.
    assert snapshots.committed(tmp_path)
    for source in sources:
        held = snapshots.held(tmp_path, source)
        assert held is not None and held.version == "2"
    shutil.copy(tmp_path / "snapshots" / "commit" / "acts.json", tmp_path / "snapshots" / "acts.json")
    (tmp_path / "snapshots" / "commit" / "acts.json").unlink()
    with snapshots.changing(tmp_path):
        assert not snapshots.committed(tmp_path)
    for source in sources:
        held = snapshots.held(tmp_path, source)
        assert held is not None and held.version == "2"


def test_a_failure_while_gathering_changes_nothing(tmp_path: Path) -> None:
    source = make(tmp_path, a=None)
    put(tmp_path, source, a=b"old")

    def fail(folder: Path) -> None:
        (folder / "mine").mkdir()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        snapshots.keep_all(tmp_path, manifests(tmp_path), fail)
    held = snapshots.held(tmp_path, source)
    assert held is not None and held.version == "1.0"
    assert not (tmp_path / "snapshots" / "gathering").exists()


def test_what_a_killed_one_left_is_swept(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    for left in (
        "gathering/acts.json",
        ".acts.json.0a.tmp",
        "objects/ab/.abc.0a.tmp",
        "partial/old.part",
        "partial/new.part",
    ):
        (folder / left).parent.mkdir(parents=True, exist_ok=True)
        (folder / left).write_text("left")
    os.utime(folder / "partial" / "old.part", (0, time.time() - 40 * 86400))
    with snapshots.changing(tmp_path):
        pass
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["new.part"]
