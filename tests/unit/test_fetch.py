"""``pull`` against a server that misbehaves on order: nothing wrong is kept, nothing right is lost."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue_world import add_mirror, add_source, serving, sha256
from comity.catalogue import fetch
from comity.catalogue.facts import Source, find
from comity.catalogue.fetch import Pulled, pull
from comity.catalogue.mirror import open_mirror, write_index
from comity.catalogue.objects import object_path
from comity.catalogue.snapshot import held, read_manifest
from comity.catalogue.transfer import Pace, Web, shown
from comity.model.errors import BadFile, BadRequest, Busy, CannotWrite, FetchFailed, NotHere, UnknownName
from comity.store.home import lock

QUICK = Pace(first_wait=0.001, longest_wait=0.002, connect=2, silence=2)
DATA = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No built-in sources, no proxy, no default mirror."""
    monkeypatch.setattr("comity.catalogue.facts._built_in_folders", list)
    for name in ("COMITY_MIRROR", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def source(home: Path, name: str = "acts") -> Source:
    return find([name], home / "sources")[0]


def content(home: Path, name: str = "acts", file: str = "a.csv") -> bytes | None:
    snapshot = held(home, source(home, name))
    return None if snapshot is None else snapshot.files[file].read_bytes()


def test_from_a_folder(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}, "b.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one", "acts/b.csv": b"three"})
    assert pull(home=tmp_path, mirror=mirror) == [Pulled("acts", "fetched", 2, 8)]
    assert content(tmp_path) == b"one"
    manifest = read_manifest(tmp_path, "acts")
    assert manifest is not None
    assert manifest.files["a.csv"].origin == str(mirror / "acts" / "a.csv")
    assert pull(home=tmp_path, mirror=mirror) == [Pulled("acts", "already here")]
    assert not list((tmp_path / "snapshots" / "partial").iterdir())


def test_the_default_mirror_is_that_of_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    monkeypatch.setenv("COMITY_MIRROR", str(add_mirror(tmp_path / "m", {"acts/a.csv": b"one"})))
    assert pull(home=tmp_path)[0].state == "fetched"


@pytest.mark.parametrize("index", [True, False])
def test_a_folder_serves_with_an_index_and_without(index: bool, tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {"sha256": sha256(b"one")}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one"}, index=index)
    assert pull(["acts"], home=tmp_path, mirror=mirror)[0].state == "fetched"
    assert pull(["acts"], home=tmp_path, mirror=mirror)[0].state == "already here"


@pytest.mark.parametrize("index", [True, False])
def test_an_address_serves_with_an_index_and_without(index: bool, tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a b.csv": {"sha256": sha256(DATA)}})
    files = {"/m/acts/a%20b.csv": DATA}
    if index:
        files["/m/index.json"] = json.dumps(
            [{"dataset": "acts", "file": "a b.csv", "bytes": len(DATA), "sha256": sha256(DATA)}]
        ).encode()
    with serving(files) as server:
        assert pull(home=tmp_path, mirror=f"{server.url}/m/", pace=QUICK)[0].state == "fetched"
        assert content(tmp_path, file="a b.csv") == DATA
        asked = len(server.asked)
        assert pull(home=tmp_path, mirror=f"{server.url}/m", pace=QUICK)[0].state == "already here"
        assert len(server.asked) == asked + 1, "only the index is asked for again"


def test_the_mirror_of_the_project_serves(mirror: Path, tmp_path: Path) -> None:
    index = json.loads((mirror / "index.json").read_text())
    entry = next(entry for entry in index if entry["dataset"] == "dcad")
    add_source(tmp_path, "dcad", {entry["file"]: {"sha256": entry["sha256"]}})
    assert pull(["dcad"], home=tmp_path, mirror=mirror) == [Pulled("dcad", "fetched", 1, entry["bytes"])]


def test_what_a_mirror_lacks_is_said_and_an_error_only_when_it_was_asked_for(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    add_source(tmp_path, "bases", {"a.csv": {}, "b.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one", "bases/a.csv": b"half of it"})
    states = {result.source: result.state for result in pull(home=tmp_path, mirror=mirror)}
    assert states == {"acts": "fetched", "bases": "not in this mirror"}
    assert held(tmp_path, source(tmp_path, "bases")) is None
    with pytest.raises(NotHere, match=r"bases/b\.csv"):
        pull(["bases"], home=tmp_path, mirror=mirror)


def test_an_address_without_index_is_asked_for_each_file(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {"sha256": sha256(DATA)}})
    add_source(tmp_path, "bases", {"a.csv": {"sha256": sha256(b"bases")}})
    with serving({"/acts/a.csv": DATA}) as server:
        states = {result.source: result.state for result in pull(home=tmp_path, mirror=server.url, pace=QUICK)}
        assert states == {"acts": "fetched", "bases": "not in this mirror"}
        with pytest.raises(NotHere, match=r"bases/a\.csv is not there"):
            pull(["bases"], home=tmp_path, mirror=server.url, pace=QUICK)


def test_a_mirror_that_has_none_of_it_is_an_error(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    with pytest.raises(NotHere, match="none of the sources"):
        pull(home=tmp_path, mirror=add_mirror(tmp_path / "m", {"other/a.csv": b"one"}))
    with serving({"/x": b"x"}) as server, pytest.raises(NotHere, match="none of the sources"):
        pull(home=tmp_path, mirror=server.url, pace=QUICK)


def test_a_missing_mirror_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    add_source(tmp_path, "acts", {"a.csv": {}})
    for place, error in (("nowhere", NotHere), ("file", NotHere)):
        with pytest.raises(error, match="--mirror"):
            pull(home=tmp_path, mirror=tmp_path / place)
        assert not (tmp_path / "snapshots").exists()
    for place in ("ftp://a.example/x", "file:///etc"):
        with pytest.raises(BadRequest, match="http"):
            pull(home=tmp_path, mirror=place)
    with pytest.raises(FetchFailed, match="cannot be reached"):
        pull(home=tmp_path, mirror="http://127.0.0.1:9/", pace=QUICK)


@pytest.mark.parametrize(
    "index",
    [
        "",
        "{",
        "{}",
        "[1]",
        '[{"dataset": "acts"}]',
        '[{"dataset": "acts", "file": "a.csv", "sha256": "0"}]',
        "\xff",
        "[" * 9999,
    ],
)
def test_an_index_that_cannot_be_read_is_told(index: str, tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one"})
    (mirror / "index.json").write_text(index, encoding="latin-1")
    with pytest.raises(NotHere, match="index cannot be read"):
        pull(home=tmp_path, mirror=mirror)
    with (
        serving({"/index.json": index.encode("latin-1")}) as server,
        pytest.raises(NotHere, match="index cannot be read"),
    ):
        pull(home=tmp_path, mirror=server.url, pace=QUICK)


def test_the_index_that_is_written_is_one_that_serves(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    mirror = add_mirror(
        tmp_path / "m", {"acts/a.csv": b"one", "acts/.hidden": b"x", "loose.txt/x.csv": b"y"}, index=False
    )
    (mirror / "README").write_text("not a source's")
    entries = json.loads(write_index(mirror).read_text())
    assert entries == [
        {"dataset": "acts", "file": "a.csv", "bytes": 3, "sha256": sha256(b"one")},
        {"dataset": "loose.txt", "file": "x.csv", "bytes": 1, "sha256": sha256(b"y")},
    ]
    assert write_index(mirror).read_text() == json.dumps(entries, indent=1) + "\n", "a second time changes nothing"
    assert pull(["acts"], home=tmp_path, mirror=mirror)[0].state == "fetched"
    with pytest.raises(NotHere):
        write_index(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotHere):
        write_index(tmp_path / "empty")


def test_a_mirror_whose_file_is_not_that_of_its_index_is_refused(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one"})
    pull(home=tmp_path, mirror=mirror)
    index = (mirror / "index.json").read_text()
    (mirror / "index.json").write_text(index.replace(sha256(b"one"), sha256(b"two")))
    with pytest.raises(BadFile, match="not the one of its index"):
        pull(home=tmp_path, mirror=mirror)
    assert content(tmp_path) == b"one"
    assert not list((tmp_path / "snapshots" / "partial").iterdir())


def test_a_mirror_of_another_version_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {"sha256": sha256(b"one")}})
    for index in (True, False):
        mirror = add_mirror(tmp_path / f"m{index}", {"acts/a.csv": b"two"}, index=index)
        with pytest.raises(BadFile, match=r"another a\.csv than the one expected") as caught:
            pull(home=tmp_path, mirror=mirror)
        assert "COMITY_HOME/sources" in caught.value.remedy
    assert read_manifest(tmp_path, "acts") is None


def test_a_new_version_takes_the_place_of_the_old_which_stays_listed(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}}, version="1")
    pull(home=tmp_path, mirror=add_mirror(tmp_path / "m", {"acts/a.csv": b"one"}))
    add_source(tmp_path, "acts", {"a.csv": {}}, version="2")
    assert pull(home=tmp_path, mirror=add_mirror(tmp_path / "n", {"acts/a.csv": b"two"}))[0].state == "fetched"
    manifest = read_manifest(tmp_path, "acts")
    assert manifest is not None
    assert content(tmp_path) == b"two"
    assert (manifest.version, [entry["version"] for entry in manifest.history]) == ("2", ["1"])


def test_a_damaged_object_or_manifest_is_healed_by_another_pull(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one"})
    pull(home=tmp_path, mirror=mirror)
    object_path(tmp_path, sha256(b"one")).write_bytes(b"on")
    assert pull(home=tmp_path, mirror=mirror)[0].state == "fetched"
    assert content(tmp_path) == b"one"
    (tmp_path / "snapshots" / "acts.json").write_text("{")
    assert pull(home=tmp_path, mirror=mirror)[0].state == "already here"
    assert content(tmp_path) == b"one"


def official(home: Path, url: str, name: str = "acts", digest: bool = True, file: str = "a.csv") -> None:
    add_source(home, name, {file: {"url": f"{url}/{file}"} | ({"sha256": sha256(DATA)} if digest else {})})


def test_from_the_publisher(tmp_path: Path) -> None:
    add_source(tmp_path, "bases", {"a.csv": {}})
    with serving({"/a.csv": DATA}) as server:
        official(tmp_path, server.url)
        states = {result.source: result.state for result in pull(home=tmp_path, pace=QUICK)}
        assert states == {"acts": "fetched", "bases": "no official address"}
        assert content(tmp_path) == DATA
        assert pull(["acts"], home=tmp_path, pace=QUICK)[0].state == "already here"
        assert server.asked == [("/a.csv", None)]
        with pytest.raises(NotHere, match="no official address"):
            pull(["bases"], home=tmp_path, pace=QUICK)


def test_with_a_mirror_the_publisher_is_not_asked(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}) as server:
        official(tmp_path, server.url)
        with pytest.raises(NotHere):
            pull(["acts"], home=tmp_path, mirror=add_mirror(tmp_path / "m", {"x/y": b""}))
        assert server.asked == []


def test_what_lies_in_its_folder_is_not_fetched(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}) as server:
        official(tmp_path, server.url)
        (tmp_path / "sources" / "acts" / "a.csv").write_bytes(b"mine")
        assert pull(home=tmp_path, pace=QUICK) == [Pulled("acts", "in its folder")]
        assert server.asked == []


def test_a_file_that_the_publisher_has_no_more_is_an_error(tmp_path: Path) -> None:
    with serving({}) as server:
        official(tmp_path, server.url)
        with pytest.raises(NotHere, match="is not there"):
            pull(home=tmp_path, pace=QUICK)
        assert len(server.asked) == 1, "what is not there is not asked for again"


def test_an_unknown_name_is_told(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    with pytest.raises(UnknownName, match="Did you mean acts"):
        pull(["act"], home=tmp_path)


def test_a_broken_connection_is_gone_on_with(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}, "cut 3000", "cut 2000", "cut 1") as server:
        official(tmp_path, server.url)
        assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        assert content(tmp_path) == DATA
        assert server.asked == [("/a.csv", asked) for asked in (None, "bytes=3000-", "bytes=5000-", "bytes=5001-")]


def test_another_run_goes_on_where_the_first_broke_off(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}, "cut 3000", "404") as server:
        official(tmp_path, server.url)
        with pytest.raises(NotHere):
            pull(home=tmp_path, pace=QUICK)
        assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        assert server.asked[-1] == ("/a.csv", "bytes=3000-")
        assert content(tmp_path) == DATA


def test_nothing_is_gone_on_with_when_the_digest_is_unknown_and_the_server_gives_no_sign(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}, "cut 3000") as server:
        official(tmp_path, server.url, digest=False)
        assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        assert server.asked == [("/a.csv", None), ("/a.csv", None)]
        assert content(tmp_path) == DATA


def test_with_a_validator_it_is_gone_on_with_while_the_file_is_the_same(tmp_path: Path) -> None:
    other = b"another version" * 500
    with serving({"/a.csv": DATA}, "cut 3000", "cut 3000") as server:
        server.etag = '"one"'
        official(tmp_path, server.url, digest=False)
        pull(home=tmp_path, pace=QUICK)
        assert [asked for _, asked in server.asked] == [None, "bytes=3000-", "bytes=6000-"]
        assert content(tmp_path) == DATA

        def change(seconds: float) -> None:
            server.files["/a.csv"], server.etag = other, '"two"'

        server.script[:] = ["cut 3000"]
        with Web(QUICK, change) as web:
            assert web.fetch(f"{server.url}/a.csv", tmp_path / "a.part") == sha256(other)


def test_another_range_than_asked_for_is_not_pieced_together(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}, "cut 3000", "shifted") as server:
        server.etag = '"one"'
        official(tmp_path, server.url, digest=False)
        pull(home=tmp_path, pace=QUICK)
        assert content(tmp_path) == DATA


def test_a_file_that_is_here_under_another_name_is_not_fetched(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}) as server:
        for name in ("acts", "bases"):
            official(tmp_path, server.url, name)
        assert [result.state for result in pull(home=tmp_path, pace=QUICK)] == ["fetched", "already here"]
        assert len(server.asked) == 1
        assert content(tmp_path, "bases") == DATA


@pytest.mark.parametrize("trick", ["whole", "shifted", "cut 9", "503", "short 5"])
def test_a_server_that_does_not_know_ranges_does_no_harm(trick: str, tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}, "cut 3000", trick) as server:
        official(tmp_path, server.url)
        assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        assert content(tmp_path) == DATA


def test_the_beginning_of_another_file_is_thrown_away(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}) as server:
        official(tmp_path, server.url)
        for begun in (b"another beginning", bytes(len(DATA)), bytes(len(DATA) + 9)):
            partial = tmp_path / "snapshots" / "partial"
            partial.mkdir(parents=True, exist_ok=True)
            (partial / f"{sha256(DATA)}.part").write_bytes(begun)
            object_path(tmp_path, sha256(DATA)).unlink(missing_ok=True)
            assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
            assert content(tmp_path) == DATA


def test_wrong_bytes_are_refused_and_the_old_snapshot_stays(tmp_path: Path) -> None:
    with serving({"/a.csv": b"old"}) as server:
        add_source(tmp_path, "acts", {"a.csv": {"url": f"{server.url}/a.csv"}})
        pull(home=tmp_path, pace=QUICK)
    with serving({"/a.csv": DATA}, "wrong") as server:
        official(tmp_path, server.url)
        with pytest.raises(BadFile, match="not the file expected"):
            pull(home=tmp_path, pace=QUICK)
        assert content(tmp_path) == b"old"
        assert not list((tmp_path / "snapshots" / "partial").iterdir())
        assert len(server.asked) == 1
        assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        assert content(tmp_path) == DATA


def test_a_mirror_that_sends_more_than_its_index_says_is_cut_off(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    index = [{"dataset": "acts", "file": "a.csv", "bytes": 5, "sha256": sha256(b"right")}]
    files = {"/index.json": json.dumps(index).encode(), "/acts/a.csv": DATA}
    for script in (["ok"], ["ok", f"short {len(DATA)}"]):
        with serving(files, *script) as server, pytest.raises(BadFile):
            pull(home=tmp_path, mirror=server.url, pace=QUICK)
        assert not list((tmp_path / "snapshots" / "partial").iterdir())


def test_a_busy_server_is_asked_again_as_it_says(tmp_path: Path) -> None:
    waits: list[float] = []
    in_two = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 20))
    part = tmp_path / "a.part"
    with (
        serving({"/a.csv": DATA}, "503 7", "503", f"503 {in_two}", "503 nonsense") as server,
        Web(Pace(), waits.append) as web,
    ):
        assert web.fetch(f"{server.url}/a.csv", part, sha256=sha256(DATA)) == sha256(DATA)
    assert waits[0] == 7
    assert 1 <= waits[1] <= 3
    assert 18 <= waits[2] <= 20
    assert 4 <= waits[3] <= 12


def test_a_server_that_stays_busy_is_given_up_with_growing_waits(tmp_path: Path) -> None:
    waits: list[float] = []
    with serving({"/a.csv": DATA}, *["503"] * 20) as server, Web(Pace(longest_wait=6), waits.append) as web:
        with pytest.raises(FetchFailed, match="503") as caught:
            web.fetch(f"{server.url}/a.csv", tmp_path / "a.part")
        assert len(server.asked) == 6
    for wait, base in zip(waits, [1, 2, 4, 6, 6], strict=True):
        assert base * 0.5 <= wait <= base * 1.5
    assert "mirror" in caught.value.remedy


def test_a_server_that_asks_for_too_long_a_wait_is_left_alone(tmp_path: Path) -> None:
    with (
        serving({"/a.csv": DATA}, "503 3600") as server,
        Web(Pace(), pytest.fail) as web,
        pytest.raises(FetchFailed, match="come back in 60 minutes"),
    ):
        web.fetch(f"{server.url}/a.csv", tmp_path / "a.part")


def test_a_host_that_cannot_be_reached_is_tried_once_for_all_its_files(tmp_path: Path) -> None:
    for name in ("acts", "bases"):
        official(tmp_path, "http://127.0.0.1:9", name)
    waits: list[float] = []
    with Web(Pace(connect=1), waits.append) as web:
        for file in ("a", "b"):
            with pytest.raises(FetchFailed):
                web.fetch(f"http://127.0.0.1:9/{file}", tmp_path / "a.part")
    assert len(waits) == 2
    with pytest.raises(FetchFailed, match="2 of 2 sources") as caught:
        pull(home=tmp_path, pace=QUICK)
    assert len(caught.value.problems) == 2


def test_one_source_that_fails_does_not_keep_the_others_away(tmp_path: Path) -> None:
    with serving({"/a.csv": DATA}) as server:
        official(tmp_path, server.url, "bases")
        add_source(tmp_path, "acts", {"a.csv": {"url": f"{server.url}/gone.csv"}})
        with pytest.raises(NotHere, match=r"gone\.csv"):
            pull(home=tmp_path, pace=QUICK)
        assert content(tmp_path, "bases") == DATA


def test_redirects_of_a_publisher_are_followed_and_those_of_a_mirror_stay_at_home(tmp_path: Path) -> None:
    with serving({"/elsewhere": DATA}) as archive:
        with serving({"/a.csv": b"", "/acts/a.csv": b""}, *[f"to {archive.url}/elsewhere"] * 2) as server:
            official(tmp_path, server.url)
            assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
            assert content(tmp_path) == DATA
            object_path(tmp_path, sha256(DATA)).unlink()
            asked = len(archive.asked)
            with pytest.raises(FetchFailed, match="sends on to another place"):
                pull(home=tmp_path, mirror=server.url, pace=QUICK)
            assert len(archive.asked) == asked
        with serving({"/a.csv": b"", "/b.csv": DATA}, "to /b.csv") as server:
            official(tmp_path, server.url)
            assert pull(home=tmp_path, pace=QUICK)[0].state == "fetched"
        with serving({"/a.csv": b""}, *["to /a.csv"] * 20) as server:
            add_source(tmp_path, "acts", {"a.csv": {"url": f"{server.url}/a.csv"}})
            with pytest.raises(FetchFailed, match="on and on"):
                pull(home=tmp_path, pace=QUICK)
        with serving({"/a.csv": b""}, "to file:///etc/hostname") as server:
            add_source(tmp_path, "acts", {"a.csv": {"url": f"{server.url}/a.csv"}})
            with pytest.raises(FetchFailed, match="not safe"):
                pull(home=tmp_path, pace=QUICK)


def test_a_gz_file_stays_packed(tmp_path: Path) -> None:
    packed = gzip.compress(DATA, mtime=0)
    with serving({"/a.csv.gz": packed}) as server:
        add_source(tmp_path, "acts", {"a.csv.gz": {"url": f"{server.url}/a.csv.gz"}})
        pull(home=tmp_path, pace=QUICK)
        assert content(tmp_path, file="a.csv.gz") == packed


def test_addresses_are_shown_without_passwords() -> None:
    assert shown("https://user:secret@host.example/x@y") == "https://host.example/x@y"
    assert shown("http://host.example") == "http://host.example"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tricks=st.lists(
        st.one_of(
            st.sampled_from(["503", "503 0", "whole", "shifted", "ok"]),
            st.integers(0, 400).map(lambda at: f"cut {at}"),
            st.integers(0, 300).map(lambda at: f"short {at}"),
        ),
        max_size=5,
    ),
    size=st.integers(0, 400),
    begun=st.binary(max_size=500),
)
def test_whatever_a_server_does_the_file_is_right_or_not_there(
    tmp_path_factory: pytest.TempPathFactory, tricks: list[str], size: int, begun: bytes
) -> None:
    folder = tmp_path_factory.mktemp("web")
    data = DATA[:size]
    part = folder / "a.part"
    part.write_bytes(begun)
    with serving({"/a.csv": data}, *tricks) as server, Web(Pace(first_wait=0, tries=20)) as web:
        try:
            web.fetch(f"{server.url}/a.csv", part, sha256=sha256(data))
        except BadFile:
            assert any(trick.startswith("short") for trick in tricks), "only a length that is not told can deceive"
            assert not part.exists()
        else:
            assert part.read_bytes() == data


def test_two_at_once(tmp_path: Path) -> None:
    add_source(tmp_path, "acts", {"a.csv": {}})
    mirror = add_mirror(tmp_path / "m", {"acts/a.csv": b"one"})
    with lock(tmp_path, "snapshots"), pytest.raises(Busy):
        pull(home=tmp_path, mirror=mirror)
    assert pull(home=tmp_path, mirror=mirror)[0].state == "fetched"


KILLED = """
import sys, os
from pathlib import Path
import comity.catalogue.facts as facts
facts._built_in_folders = lambda: []
from comity.catalogue.fetch import pull
from comity.catalogue.transfer import Pace
class Report:
    def begin(self, *a): pass
    def advance(self, done): print('at', done, flush=True)
    def end(self): pass
    def done(self, pulled): print('done', pulled.source, flush=True)
pull(home=Path(sys.argv[1]), progress=Report(), pace=Pace(first_wait=60))
"""


def test_a_kill_in_the_middle_loses_nothing_that_was_told(tmp_path: Path) -> None:
    big = os.urandom(300_000)
    with serving({"/one.csv": DATA, "/two.csv": big}, "ok", "cut 200000") as server:
        add_source(tmp_path, "acts", {"one.csv": {"url": f"{server.url}/one.csv", "sha256": sha256(DATA)}})
        add_source(tmp_path, "bases", {"two.csv": {"url": f"{server.url}/two.csv", "sha256": sha256(big)}})
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("at ") and int(line.split()[1]) >= 190_000:
                    process.send_signal(signal.SIGKILL)
                    break
        assert process.returncode == -signal.SIGKILL
        assert content(tmp_path, "acts", "one.csv") == DATA
        assert held(tmp_path, source(tmp_path, "bases")) is None
        states = [(result.source, result.state) for result in pull(home=tmp_path, pace=QUICK)]
        assert states == [("acts", "already here"), ("bases", "fetched")]
        assert content(tmp_path, "bases", "two.csv") == big
        path, asked = server.asked[-1]
        assert path == "/two.csv"
        assert asked is not None and int(asked.removeprefix("bytes=").rstrip("-")) >= 100_000


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    """The folder in whose place a small disk is mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    return place


def mounted(place: Path, options: str) -> bool:
    return (
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True).returncode
        == 0
    )


def test_a_full_disk_leaves_what_was_there(tiny_disk: Path, tmp_path: Path) -> None:
    big = os.urandom(400_000)
    if not mounted(tiny_disk, "size=200k"):
        pytest.skip("not here: the right to mount a small disk")
    try:
        home = tiny_disk / "home"
        add_source(home, "acts", {"a.csv": {}})
        pull(home=home, mirror=add_mirror(tmp_path / "m", {"acts/a.csv": b"one"}))
        with pytest.raises(CannotWrite, match="no room left"):
            pull(home=home, mirror=add_mirror(tmp_path / "n", {"acts/a.csv": big}))
        with serving({"/a.csv": big}) as server:
            add_source(home, "acts", {"a.csv": {"url": f"{server.url}/a.csv"}})
            with pytest.raises(CannotWrite, match="no room left"):
                pull(home=home, pace=QUICK)
        assert content(home) == b"one"
        assert not list((home / "snapshots" / "partial").iterdir()), "the room is given back"
        subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
        with pytest.raises(CannotWrite, match="is read-only"):
            pull(home=home, mirror=tmp_path / "n")
        assert content(home) == b"one", "a read-only home can be read"
    finally:
        subprocess.run(["umount", str(tiny_disk)], check=True)


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[object] = []

    class Ear:
        def begin(self, source: str, file: str, size: int | None) -> None:
            heard.append((source, file, size))

        def advance(self, done: int) -> None:
            heard.append(done)

        def end(self) -> None:
            heard.append("end")

        def done(self, pulled: fetch.Pulled) -> None:
            heard.append(pulled.state)

    add_source(tmp_path, "acts", {"a.csv": {}})
    pull(home=tmp_path, mirror=add_mirror(tmp_path / "m", {"acts/a.csv": b"one"}), progress=Ear())
    assert heard == [("acts", "a.csv", 3), 3, "end", "fetched"]


def test_a_mirror_is_opened_by_its_kind(tmp_path: Path) -> None:
    with Web(QUICK) as web, serving({}) as server:
        assert open_mirror(tmp_path, web).listed
        named = open_mirror(server.url.replace("http://", "http://user:secret@"), web)
        assert not named.listed
        assert "secret" not in named.place + named.origin("acts", "a b.csv")
