"""Bundles: what may not be passed on stays out, what is altered is refused, and loading is whole or not at all."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_world import add_mirror, add_source, sha256
from comity.catalogue import bundle as bundles
from comity.catalogue.facts import find
from comity.catalogue.fetch import pull
from comity.catalogue.objects import object_path
from comity.catalogue.snapshot import held, read_manifest, verify
from comity.model.errors import BadFile, BadRequest, Busy, CannotWrite, NotAllowed, NotHere
from comity.store.home import lock

DAY = date(2026, 1, 2)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.catalogue.facts._built_in_folders", list)
    monkeypatch.delenv("COMITY_MIRROR", raising=False)


def furnish(home: Path, *, redistribute: bool = True, version: str = "1.0") -> None:
    """Give a home the sources acts, bases (never to be passed on) and courts."""
    add_source(home, "acts", {"a.csv": {}, "b.csv": {}}, version=version)
    add_source(home, "bases", {"a.csv": {}}, redistribute=False)
    add_source(home, "courts", {"c.csv": {}}, redistribute=redistribute)


@pytest.fixture
def sender(tmp_path: Path) -> Path:
    home = tmp_path / "sender"
    furnish(home)
    files = {"acts/a.csv": b"acts, a", "acts/b.csv": b"acts, b", "bases/a.csv": b"secret", "courts/c.csv": b"acts, a"}
    pull(home=home, mirror=add_mirror(tmp_path / "m", files))
    return home


@pytest.fixture
def receiver(tmp_path: Path) -> Path:
    home = tmp_path / "receiver"
    furnish(home)
    return home


def texts(home: Path, name: str) -> dict[str, bytes] | None:
    source = find([name], home / "sources")[0]
    snapshot = held(home, source)
    if snapshot is None:
        return None
    verify(snapshot, source)
    return {file: path.read_bytes() for file, path in snapshot.files.items()}


def everything(home: Path) -> dict[str, bytes]:
    """All that a home holds, but for locks and empty folders."""
    files = (path for path in home.rglob("*") if path.is_file() and path.parent.name != "locks")
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}


def test_there_and_back(sender: Path, receiver: Path, tmp_path: Path) -> None:
    made = bundles.create(tmp_path / "b.zip", home=sender)
    assert [source.name for source in made.contents.sources] == ["acts", "courts"]
    assert made.left_out == ("bases",)
    assert made.sha256 == sha256((tmp_path / "b.zip").read_bytes()) == bundles.verify(tmp_path / "b.zip").sha256
    loaded = bundles.load(tmp_path / "b.zip", home=receiver)
    assert [(result.source, result.state) for result in loaded.sources] == [("acts", "loaded"), ("courts", "loaded")]
    for name in ("acts", "courts"):
        assert texts(receiver, name) == texts(sender, name)
        ours, theirs = read_manifest(receiver, name), read_manifest(sender, name)
        assert ours is not None and theirs is not None
        assert ours.digest == theirs.digest
        assert {kept.taken for kept in ours.files.values()} == {kept.taken for kept in theirs.files.values()}
    assert texts(receiver, "bases") is None
    before = everything(receiver)
    again = bundles.load(tmp_path / "b.zip", home=receiver)
    assert {result.state for result in again.sources} == {"already here"}
    assert everything(receiver) == before


def test_the_same_content_gives_the_same_bytes(sender: Path, receiver: Path, tmp_path: Path) -> None:
    first = bundles.create(tmp_path / "1.zip", home=sender, created=DAY).path.read_bytes()
    bundles.load(tmp_path / "1.zip", home=receiver)
    second = bundles.create(tmp_path / "2.zip", home=receiver, created=DAY).path.read_bytes()
    assert first == second
    assert bundles.create(tmp_path / "3.zip", home=sender, created=date(2026, 1, 3)).path.read_bytes() != first
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        told = {(entry.create_system, entry.date_time, entry.external_attr) for entry in archive.infolist()}
    assert told == {(3, (1980, 1, 1, 0, 0, 0), 0o644 << 16)}, "nothing tells of the machine, the hour or the user"


def test_a_file_that_two_sources_have_is_in_it_once(sender: Path, tmp_path: Path) -> None:
    bundles.create(tmp_path / "b.zip", home=sender)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        objects = [name for name in archive.namelist() if name.startswith("objects/")]
    assert sorted(objects) == sorted(f"objects/{sha256(data)}" for data in (b"acts, a", b"acts, b"))


def test_a_licence_keeps_a_source_out(sender: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with pytest.raises(NotAllowed, match="--include-restricted"):
        bundles.create(path, ["acts", "bases"], home=sender)
    assert not path.exists()
    bundles.create(path, home=sender)
    assert b"secret" not in path.read_bytes()
    assert sha256(b"secret").encode() not in path.read_bytes()


def test_what_is_taken_against_its_licence_is_said_in_the_bundle(sender: Path, receiver: Path, tmp_path: Path) -> None:
    made = bundles.create(tmp_path / "b.zip", home=sender, include_restricted=True)
    assert made.contents.restricted == ("bases",)
    assert made.left_out == ()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        words = archive.read("READ-ME-FIRST.txt").decode()
        assert json.loads(archive.read("manifest.json"))["restricted"] == ["bases"]
    assert "MAY NOT BE PASSED ON" in words
    assert "  - bases\n" in words
    assert bundles.load(tmp_path / "b.zip", home=receiver).contents.restricted == ("bases",)
    assert texts(receiver, "bases") == {"a.csv": b"secret"}
    with pytest.raises(NotAllowed):
        bundles.create(tmp_path / "c.zip", ["bases"], home=receiver)


def test_a_bundle_that_hides_what_may_not_be_passed_on_is_refused(sender: Path, tmp_path: Path) -> None:
    bundles.create(tmp_path / "b.zip", home=sender, include_restricted=True)
    forge(tmp_path / "b.zip", manifest=lambda told: told.update(restricted=[]))
    with pytest.raises(BadFile, match="bases may not be passed on"):
        bundles.verify(tmp_path / "b.zip")


def test_when_nothing_may_be_passed_on_that_is_said(tmp_path: Path) -> None:
    add_source(tmp_path, "bases", {"a.csv": {}}, redistribute=False)
    with pytest.raises(NotHere, match="nothing here"):
        bundles.create(tmp_path / "b.zip", home=tmp_path)
    pull(home=tmp_path, mirror=add_mirror(tmp_path / "m", {"bases/a.csv": b"x"}))
    with pytest.raises(NotAllowed, match="Nothing that is here may be passed on"):
        bundles.create(tmp_path / "b.zip", home=tmp_path)
    assert not (tmp_path / "b.zip").exists()


def test_the_plain_words_name_licence_and_citation(sender: Path, tmp_path: Path) -> None:
    bundles.create(tmp_path / "b.zip", ["acts"], home=sender)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        words = archive.read("READ-ME-FIRST.txt").decode()
        told = json.loads(archive.read("manifest.json"))
    assert "CC0; may be passed on." in words
    assert "@misc{acts}" in words
    assert "MAY NOT" not in words
    assert str(tmp_path) not in words + json.dumps(told), "where it lay is nobody's business"
    (source,) = told["sources"]
    assert {"version", "licence", "citation", "digest", "taken"} <= source.keys()


def test_what_is_not_here_cannot_be_bundled(sender: Path, tmp_path: Path) -> None:
    (sender / "snapshots" / "acts.json").unlink()
    with pytest.raises(NotHere, match="comity pull acts"):
        bundles.create(tmp_path / "b.zip", ["acts"], home=sender)


def test_a_damaged_snapshot_is_not_passed_on_and_the_bundle_before_stays(sender: Path, tmp_path: Path) -> None:
    before = bundles.create(tmp_path / "b.zip", home=sender).path.read_bytes()
    object_path(sender, sha256(b"acts, b")).write_bytes(b"acts, B")
    with pytest.raises(BadFile, match="has changed"):
        bundles.create(tmp_path / "b.zip", home=sender)
    assert (tmp_path / "b.zip").read_bytes() == before
    object_path(sender, sha256(b"acts, b")).unlink()
    with pytest.raises(NotHere, match=r"lacks b\.csv"):
        bundles.create(tmp_path / "b.zip", home=sender)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "m", "sender"]


def test_no_room_and_no_place(sender: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="its folder is not there"):
        bundles.create(tmp_path / "nowhere" / "b.zip", home=sender)
    with pytest.raises(CannotWrite, match="folder where a file"):
        bundles.create(sender, home=sender)
    with pytest.raises(NotHere, match="cannot be read"):
        bundles.verify(tmp_path / "nothing.zip")


def test_two_at_once(sender: Path, receiver: Path, tmp_path: Path) -> None:
    bundles.create(tmp_path / "b.zip", home=sender)
    with lock(receiver, "snapshots"), pytest.raises(Busy):
        bundles.load(tmp_path / "b.zip", home=receiver)


def forge(
    path: Path,
    *,
    manifest: Callable[[dict[str, object]], object] | None = None,
    add: dict[str, bytes] | None = None,
    drop: str = "",
    swap: dict[str, bytes] | None = None,
    packed: bool = False,
) -> None:
    """Write a bundle anew with something changed, as an adversary would."""
    with zipfile.ZipFile(path) as archive:
        members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    if manifest is not None:
        told = json.loads(members["manifest.json"])
        manifest(told)
        members["manifest.json"] = json.dumps(told).encode()
    members.pop(drop, None)
    members |= {**(add or {}), **(swap or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def first_file(told: dict[str, object]) -> dict[str, object]:
    return told["sources"][0]["files"]["a.csv"]  # type: ignore[index, no-any-return]


A = f"objects/{sha256(b'acts, a')}"
FORGERIES: dict[str, tuple[dict[str, object], str]] = {
    "a file too many": ({"add": {"objects/more": b"x"}}, "not in its manifest"),
    "a path upwards": ({"add": {"../../evil": b"x"}}, "leads elsewhere"),
    "a path from the root": ({"add": {"/evil": b"x"}}, "leads elsewhere"),
    "a path of Windows": ({"add": {"c:\\evil": b"x"}}, "leads elsewhere"),
    "a hidden file": ({"add": {"own/x/.hidden": b"x"}}, "leads elsewhere"),
    "a file missing": ({"drop": A}, "is missing"),
    "no manifest": ({"drop": "manifest.json"}, "no bundle of comity"),
    "no plain words": ({"drop": "READ-ME-FIRST.txt"}, "is missing"),
    "other plain words": ({"swap": {"READ-ME-FIRST.txt": b"all is free"}}, "altered"),
    "another content": ({"swap": {A: b"acts, A"}}, "altered"),
    "a longer content": ({"swap": {A: b"acts, a!"}}, "8 bytes where 7 are stated"),
    "packed": ({"packed": True}, "packed"),
    "a digest changed": ({"manifest": lambda told: first_file(told).update(sha256="0" * 64)}, "digest of acts"),
    "no digest": ({"manifest": lambda told: first_file(told).update(sha256="../../x")}, "no sha256"),
    "a negative size": ({"manifest": lambda told: first_file(told).update(bytes=-1)}, "could hold"),
    "a source upwards": ({"manifest": lambda told: told["sources"][0].update(name="../x")}, "no name of a source"),
    "a field missing": ({"manifest": lambda told: told["sources"][0].pop("licence")}, "'licence' is missing"),
    "a terminal escape": ({"manifest": lambda told: told["sources"][0].update(title="\x1b]0;x\x07")}, "plain text"),
    "a later form": ({"manifest": lambda told: told.update(format="comity bundle 9")}, "does not know"),
    "twice the same": ({"manifest": lambda told: told["sources"].append(told["sources"][0])}, "stands in it twice"),
    "no list": ({"swap": {"manifest.json": b"[]"}}, "cannot be understood"),
    "deep": ({"swap": {"manifest.json": b"[" * 100_000}}, "cannot be understood"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_what_is_altered_is_refused_and_nothing_is_loaded(
    what: str, sender: Path, receiver: Path, tmp_path: Path
) -> None:
    change, message = FORGERIES[what]
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    forge(path, **change)  # type: ignore[arg-type]
    before = everything(receiver)
    with pytest.raises(BadFile, match=message):
        bundles.verify(path)
    with pytest.raises(BadFile, match=message):
        bundles.load(path, home=receiver)
    assert everything(receiver) == before
    assert not (tmp_path / "evil").exists()


def test_every_problem_is_listed(sender: Path, tmp_path: Path) -> None:
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    forge(path, swap={A: b"acts, A", f"objects/{sha256(b'acts, b')}": b"acts, B"})
    with pytest.raises(BadFile, match="2 problems") as caught:
        bundles.verify(path)
    assert len(caught.value.problems) == 2


def test_a_swelling_bundle_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(50_000_000))
    with pytest.raises(BadFile, match="packed"):
        bundles.verify(path)
    # Members that lie upon each other: each says that it is as large as the whole.
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", bytes(1000))
        for number in range(5):
            entry = zipfile.ZipInfo(f"objects/{number}")
            entry.file_size = entry.compress_size = 1000
            entry.header_offset = entry.CRC = 0
            archive.filelist.append(entry)
            archive.NameToInfo[entry.filename] = entry
    with pytest.raises(BadFile, match="larger than the bundle"):
        bundles.verify(path)


def test_a_bundle_cut_short_is_refused_wherever_it_was_cut(sender: Path, tmp_path: Path) -> None:
    data = bundles.create(tmp_path / "b.zip", home=sender).path.read_bytes()
    for length in range(0, len(data), 37):
        (tmp_path / "c.zip").write_bytes(data[:length])
        with pytest.raises(BadFile):
            bundles.verify(tmp_path / "c.zip")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), by=st.integers(1, 255))
def test_one_byte_changed_is_refused_or_of_no_account(sender: Path, tmp_path: Path, at: float, by: int) -> None:
    path = tmp_path / "b.zip"
    whole = bundles.create(path, home=sender, created=DAY).path.read_bytes()
    truth = bundles.verify(path).contents
    data = bytearray(whole)
    data[int(at * len(data))] ^= by
    (tmp_path / "c.zip").write_bytes(data)
    try:
        found = bundles.verify(tmp_path / "c.zip")
    except BadFile:
        return
    # A zip has fields, such as a member's time, that say nothing of the content.
    assert found.contents == truth
    assert found.sha256 != sha256(whole)


def test_a_bundle_of_other_files_than_this_comity_expects_is_refused_whole(sender: Path, tmp_path: Path) -> None:
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    home = tmp_path / "other"
    add_source(home, "acts", {"a.csv": {"sha256": sha256(b"newer")}, "b.csv": {}})
    add_source(home, "courts", {"c.csv": {}})
    with pytest.raises(BadFile, match="this comity expects") as caught:
        bundles.load(path, home=home)
    assert "same version" in caught.value.remedy
    assert texts(home, "courts") is None


def test_a_source_that_this_comity_does_not_know_is_kept_and_said(sender: Path, tmp_path: Path) -> None:
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    home = tmp_path / "other"
    add_source(home, "acts", {"a.csv": {}, "b.csv": {}})
    loaded = {result.source: result.state for result in bundles.load(path, home=home).sources}
    assert loaded == {"acts": "loaded", "courts": "unknown"}
    add_source(home, "courts", {"c.csv": {}})
    assert texts(home, "courts") == {"c.csv": b"acts, a"}


def test_another_snapshot_takes_the_place_of_the_one_before_which_stays_listed(
    sender: Path, receiver: Path, tmp_path: Path
) -> None:
    pull(["acts"], home=receiver, mirror=add_mirror(tmp_path / "n", {"acts/a.csv": b"old a", "acts/b.csv": b"old b"}))
    (result, _) = bundles.load(bundles.create(tmp_path / "b.zip", home=sender).path, home=receiver).sources
    assert result.state == "loaded" and "version 1.0" in result.note
    assert texts(receiver, "acts") == {"a.csv": b"acts, a", "b.csv": b"acts, b"}
    manifest = read_manifest(receiver, "acts")
    assert manifest is not None and len(manifest.history) == 1


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    sender: Path, receiver: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    before = everything(receiver)
    for place in ("add_object", "keep_all"):
        calls = 0
        true = getattr(bundles, place)

        def full(*args: object, true: Callable[..., object] = true, place: str = place) -> object:
            nonlocal calls
            calls += 1
            if place == "keep_all" or calls == 2:
                raise CannotWrite("full.")
            return true(*args)

        with monkeypatch.context() as patched:
            patched.setattr(bundles, place, full)
            with pytest.raises(CannotWrite):
                bundles.load(path, home=receiver)
        assert everything(receiver) == before
    assert {result.state for result in bundles.load(path, home=receiver).sources} == {"loaded"}


def test_an_interruption_after_the_step_that_counts_loses_nothing(
    sender: Path, receiver: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bundles.create(tmp_path / "b.zip", home=sender).path

    def interrupt(folder: Path) -> None:
        if (folder / "commit").exists():
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("comity.catalogue.snapshot.flush_folder", interrupt)
        with pytest.raises(KeyboardInterrupt):
            bundles.load(path, home=receiver)
    for name in ("acts", "courts"):
        assert texts(receiver, name) == texts(sender, name)


KILLED = """
import os, signal, sys
from pathlib import Path
import comity.catalogue.facts as facts
facts._built_in_folders = lambda: []
from comity.catalogue import bundle, snapshot
def kill(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)
point = sys.argv[3]
if point == 'second object':
    true, calls = bundle.add_object, []
    bundle.add_object = lambda *args: kill() if calls else (calls.append(1), true(*args))
elif point == 'in an object':
    from comity.store import home
    home.os.fsync = kill
elif point == 'gathering':
    true = snapshot.replace
    snapshot.replace = lambda path, data: (true(path, data), kill())
elif point == 'settling':
    bundle.settle = kill
elif point == 'half settled':
    true, calls = Path.replace, []
    def one(self, target):
        if self.parent.name == 'commit':
            true(self, target)
            kill()
        return true(self, target)
    Path.replace = one
bundle.load(Path(sys.argv[1]), home=Path(sys.argv[2]))
"""


@pytest.mark.parametrize("point", ["in an object", "second object", "gathering", "settling", "half settled"])
def test_a_kill_in_the_middle_leaves_all_or_nothing(point: str, sender: Path, receiver: Path, tmp_path: Path) -> None:
    pull(["acts"], home=receiver, mirror=add_mirror(tmp_path / "n", {"acts/a.csv": b"old a", "acts/b.csv": b"old b"}))
    path = bundles.create(tmp_path / "b.zip", home=sender).path
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(receiver), point], capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    if point in ("settling", "half settled"):
        assert texts(receiver, "acts") == {"a.csv": b"acts, a", "b.csv": b"acts, b"}
        assert texts(receiver, "courts") == {"c.csv": b"acts, a"}
    else:
        assert texts(receiver, "acts") == {"a.csv": b"old a", "b.csv": b"old b"}
        assert texts(receiver, "courts") is None
    bundles.load(path, home=receiver)
    assert texts(receiver, "acts") == texts(sender, "acts")
    assert texts(receiver, "courts") == texts(sender, "courts")
    left = [path.name for path in (receiver / "snapshots").rglob("*") if path.name.endswith(".tmp")]
    assert left == []
    assert not (receiver / "snapshots" / "commit").exists()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A home with an own source whose file lies in its folder."""
    home = tmp_path / "own"
    folder = add_source(home, "mine", {"a.csv": {}})
    (folder / "a.csv").write_bytes(b"rows")
    (folder / "corrections.csv").write_bytes(b"corrections")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "read.pyc").write_bytes(b"x")
    (folder / "link.csv").symlink_to("/etc/hostname")
    return home


def test_own_sources_enter_only_where_asked_for_and_are_loaded_only_where_trusted(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with pytest.raises(NotHere, match="nothing here"):
        bundles.create(path, home=own)
    with pytest.raises(BadRequest, match="--own-sources"):
        bundles.create(path, ["mine"], home=own)
    made = bundles.create(path, home=own, own_sources=True)
    assert set(made.contents.own["mine"]) == {"a.csv", "corrections.csv", "read.py", "source.toml"}
    with zipfile.ZipFile(path) as archive:
        assert "PROGRAMMES" in archive.read("READ-ME-FIRST.txt").decode()
    home = tmp_path / "there"
    with pytest.raises(BadRequest, match="brings programmes"):
        bundles.load(path, home=home)
    assert not home.exists() or not everything(home)
    (result,) = bundles.load(path, home=home, own_sources=True).sources
    assert (result.source, result.state) == ("mine", "own source")
    assert texts(home, "mine") == {"a.csv": b"rows"}
    assert (home / "sources" / "mine" / "corrections.csv").read_bytes() == b"corrections"
    (result,) = bundles.load(path, home=home, own_sources=True).sources
    assert result.state == "own source already here"


def test_another_own_source_of_that_name_is_left_alone(own: Path, tmp_path: Path) -> None:
    path = bundles.create(tmp_path / "b.zip", home=own, own_sources=True).path
    home = tmp_path / "there"
    add_source(home, "mine", {"a.csv": {}}, version="mine")
    before = everything(home)
    with pytest.raises(BadRequest, match="another own source"):
        bundles.load(path, home=home, own_sources=True)
    assert everything(home) == before


def test_an_own_source_that_may_not_be_passed_on_stays_out_too(tmp_path: Path) -> None:
    (add_source(tmp_path, "mine", {"a.csv": {}}, redistribute=False) / "a.csv").write_bytes(b"rows")
    with pytest.raises(NotAllowed):
        bundles.create(tmp_path / "b.zip", home=tmp_path, own_sources=True)
    made = bundles.create(tmp_path / "b.zip", home=tmp_path, own_sources=True, include_restricted=True)
    assert made.contents.restricted == ("mine",)


def test_no_zip_at_all(tmp_path: Path) -> None:
    for data in (b"", b"PK", b"hello", bytes(1000)):
        (tmp_path / "b.zip").write_bytes(data)
        with pytest.raises(BadFile, match="no bundle"):
            bundles.verify(tmp_path / "b.zip")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    (tmp_path / "b.zip").write_bytes(stream.getvalue())
    with pytest.raises(BadFile, match="no bundle of comity"):
        bundles.verify(tmp_path / "b.zip")
