"""``comity bring``: a file that only the user can have."""

from __future__ import annotations

import gzip
from pathlib import Path
from zipfile import ZipFile

import pytest

from build_world import content
from comity.catalogue import bundle
from comity.catalogue.bring import bring
from comity.catalogue.build import build
from comity.catalogue.facts import find
from comity.catalogue.fetch import pull
from comity.catalogue.snapshot import held, read_manifest
from comity.model.errors import BadFile, BadRequest, NotAllowed, NotHere
from comity.store.home import record_path

NAME = "sipri-arms-transfers"
EXPORT = find([NAME])[0].folder / "sample" / "trade_register.csv"


def test_one_command_and_the_build_takes_it(own_home: Path) -> None:
    brought = bring(NAME, EXPORT, home=own_home)
    assert (brought.source, brought.version) == (NAME, "3 Mar 2020")
    build([NAME], home=own_home)
    found = content(record_path(own_home))
    assert len(found["pair_figure"]) == 4
    assert next(row for row in found["source"] if row[0] == NAME)[3] == "3 Mar 2020"
    assert len(found["coverage"]) == 2


def test_a_packed_file_is_unpacked_and_a_newer_one_takes_its_place(own_home: Path, tmp_path: Path) -> None:
    packed = tmp_path / "export.csv.gz"
    packed.write_bytes(gzip.compress(EXPORT.read_bytes()))
    first = bring(NAME, packed, home=own_home)
    assert first.sha256 == bring(NAME, EXPORT, home=own_home).sha256
    (tmp_path / "new.csv").write_bytes(EXPORT.read_bytes().replace(b"3 Mar 2020", b"4 Apr 2021"))
    assert bring(NAME, tmp_path / "new.csv", home=own_home).version == "4 Apr 2021"
    manifest = read_manifest(own_home, NAME)
    assert manifest is not None
    assert [entry["version"] for entry in manifest.history] == ["3 Mar 2020"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (b"Data generated: 3 Mar 2020", b"Data", "does not say when it was made"),
        (b",Local production;", b";", "lacks the column “Local production”"),
        (b",No;\r\n9002", b",No\r\n9002", "does not end in “;”"),
        (b",2002,No,New,1,1,0.5", b",2002,No,New,1,1,half", "half"),
    ],
)
def test_what_is_no_export_is_refused_and_what_was_here_stays(
    own_home: Path, tmp_path: Path, was: bytes, now: bytes, said: str
) -> None:
    good = bring(NAME, EXPORT, home=own_home)
    assert was in EXPORT.read_bytes()
    (tmp_path / "bad.csv").write_bytes(EXPORT.read_bytes().replace(was, now, 1))
    with pytest.raises(BadFile) as caught:
        bring(NAME, tmp_path / "bad.csv", home=own_home)
    assert said in f"{caught.value} {caught.value.problems}"
    snapshot = held(own_home, find([NAME])[0])
    assert snapshot is not None
    assert list(snapshot.digests.values()) == [good.sha256]


def test_only_what_is_the_users_to_bring(own_home: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="comity pull atop"):
        bring("atop", EXPORT, home=own_home)
    with pytest.raises(NotHere, match="cannot be read"):
        bring(NAME, tmp_path / "nowhere.csv", home=own_home)
    with pytest.raises(NotHere, match="comity bring"):
        build([NAME], home=own_home)


def test_no_pull_fetches_it(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "stick" / NAME).mkdir(parents=True)
    (tmp_path / "stick" / NAME / "trade_register.csv").write_bytes(EXPORT.read_bytes())
    with pytest.raises(NotHere, match="has none of the sources"):
        pull(mirror=tmp_path / "stick", home=own_home)
    assert held(own_home, find([NAME])[0]) is None
    with pytest.raises(NotHere, match=f"comity bring {NAME} FILE"):
        pull([NAME], mirror=tmp_path / "stick", home=own_home)


def test_no_bundle_takes_it(own_home: Path, tmp_path: Path) -> None:
    bring(NAME, EXPORT, home=own_home)
    for restricted in (False, True):
        with pytest.raises(NotAllowed, match="never put into a bundle"):
            bundle.create(tmp_path / "b.zip", [NAME], include_restricted=restricted, home=own_home)
        with pytest.raises(NotHere, match="nothing here"):
            bundle.create(tmp_path / "b.zip", include_restricted=restricted, home=own_home)
    assert not (tmp_path / "b.zip").exists()
    made = _beside(own_home, tmp_path)
    assert not [name for name in made if NAME in name]


def _beside(home: Path, folder: Path) -> list[str]:
    """Bundle everything where there is something else too; give the members' names and the manifest."""
    from build_world import PASS_ON, write_source

    write_source(home, {"actor.csv": b"actor,kind,name\n"}, reader=PASS_ON)
    made = bundle.create(folder / "all.zip", include_restricted=True, own_sources=True, home=home)
    assert (made.never, made.left_out) == ((NAME,), ())
    with ZipFile(folder / "all.zip") as archive:
        return [*archive.namelist(), archive.read("manifest.json").decode()]
