"""A build: the same content whatever the order of work, and whole or not at all whatever happens."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from build_world import GOOD, build_mine, content, digest, write_source, write_tables
from comity.catalogue import build as building
from comity.catalogue.raw import Part, Raw
from comity.model.errors import BadFile, Busy, NoRecord, NotHere, WrongRecord
from comity.store.home import lock, record_path
from comity.store.record import open_record

COMITY = Path(sys.executable).with_name("comity")


def comity(*words: str, home: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMITY, *words],
        env=os.environ | {"COMITY_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **more,
    )


def assert_helps(result: subprocess.CompletedProcess[str], *said: str) -> str:
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("comity: ")
    assert len(result.stderr.splitlines()) <= 6
    for text in said:
        assert text in result.stderr
    return result.stderr


# --- the same content -------------------------------------------------------------------------------------------------


def shuffled(parts: Iterable[Part], seed: int) -> Iterator[Part]:
    for part in parts:
        if part.sql:
            yield replace(
                part,
                sql=f"select * from ({part.sql}) order by hash(source_row, {seed})"
                if part.table != "same_as"
                else part.sql,
            )
        else:
            rows = list(part.rows)
            random.Random(seed).shuffle(rows)
            yield replace(part, rows=rows)


def stir(monkeypatch: pytest.MonkeyPatch, seed: int, threads: int) -> None:
    """Let every raw table and everything that a reader yields come in another order, on other threads."""
    open_as_ever, stage_as_ever = building.open_raw, building.stage

    def open_raw(source: Any, files: Any, con: duckdb.DuckDBPyConnection) -> Raw:
        raw = open_as_ever(source, files, con)
        con.execute(f"set threads = {threads}")
        for name in set(raw.names.values()):
            con.execute(f'create or replace temp table "{name}" as select * from "{name}" order by hash(line, {seed})')
        return raw

    monkeypatch.setattr(building, "open_raw", open_raw)
    monkeypatch.setattr(building, "stage", lambda raw, parts: stage_as_ever(raw, shuffled(parts, seed)))


def assert_same(one: Path, other: Path) -> None:
    first, second = content(one), content(other)
    for table, rows in first.items():
        different = [(a, b) for a, b in zip(rows, second[table], strict=False) if a != b]
        assert len(rows) == len(second[table]), table
        assert not different, (table, different[:3])


def test_the_almanac_twice(almanac_home: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stir(monkeypatch, 7, 4)
    building.build(home=own_home)
    assert_same(record_path(almanac_home), record_path(own_home))


def test_the_mirror_twice(full_home: Path, own_home: Path, mirror: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.catalogue import fetch
    from comity.catalogue.snapshot import read_manifest

    # The record says on which day each file was taken: a suite that runs over midnight takes them on the first home's.
    manifest = read_manifest(full_home, "atop")
    assert manifest
    taken = max(kept.taken for kept in manifest.files.values())
    monkeypatch.setattr(fetch, "date", SimpleNamespace(today=lambda: taken))
    fetch.pull(mirror=str(mirror), home=own_home)
    stir(monkeypatch, 11, 1)
    building.build(home=own_home)
    assert_same(record_path(full_home), record_path(own_home))


def test_an_own_source_in_two_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in (tmp_path / "a", tmp_path / "b"):
        write_tables(home, GOOD)
    build_mine(tmp_path / "a")
    stir(monkeypatch, 3, 3)
    build_mine(tmp_path / "b")
    assert_same(record_path(tmp_path / "a"), record_path(tmp_path / "b"))


# --- whole or not at all ----------------------------------------------------------------------------------------------

SLOW = """import time
from comity.catalogue.raw import Part
def read(raw):
    yield Part("agreement", f"select * exclude (line) from {raw.table('agreement.csv')}")
    (raw.source.folder / "reached").touch()
    time.sleep(60)
"""


def wait_for(path: Path, process: subprocess.Popen[Any]) -> None:
    for _ in range(600):
        if path.exists():
            return
        assert process.poll() is None, "the build ended before it was killed"
        time.sleep(0.05)
    raise AssertionError("the build never came to its reader")


def test_a_killed_build_leaves_the_old_record_and_the_next_cleans_up(own_home: Path) -> None:
    folder = write_tables(own_home, GOOD)
    build_mine(own_home)
    before = digest(record_path(own_home))
    (folder / "read.py").write_text(SLOW, encoding="utf-8")
    process = subprocess.Popen([COMITY, "build", "mine"], env=os.environ | {"COMITY_HOME": str(own_home)})
    try:
        wait_for(folder / "reached", process)
        busy = comity("build", "mine", home=own_home)
        assert_helps(busy, "Another comity is at work on the build", "wait until the other has finished")
        with open_record(record_path(own_home)) as con:  # who reads is not disturbed
            assert con.execute("select count(*) from agreement").fetchall() == [(1,)]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert digest(record_path(own_home)) == before
    left = list(own_home.glob(".record.duckdb.*"))
    assert left, "nothing was left: the build was not killed in its middle"
    spilled = own_home / f".record.duckdb.{process.pid}.building.spill"
    spilled.mkdir(exist_ok=True)
    (spilled / "duckdb_temp_storage-0.tmp").touch()
    write_tables(own_home, GOOD)
    build_mine(own_home)
    assert not list(own_home.glob(".record.duckdb.*"))
    with open_record(record_path(own_home)) as con:
        assert con.execute("select count(*) from place").fetchall() == [(1,)]


BUSY_QUERY = """from comity.catalogue.raw import Part
def read(raw):
    yield Part("agreement", f"select * exclude (line) from {raw.table('agreement.csv')}")
    (raw.source.folder / "reached").touch()
    while True:  # DuckDB looks for signals at the end of a query
        raw.connection.execute("select sum(hash(range)) from range(50000000)").fetchall()
"""


@pytest.mark.parametrize("reader", [BUSY_QUERY, SLOW], ids=["within a query", "within Python"])
def test_a_stopped_build_says_so_and_leaves_the_old_record(own_home: Path, reader: str) -> None:
    folder = write_tables(own_home, GOOD)
    build_mine(own_home)
    before = digest(record_path(own_home))
    (folder / "read.py").write_text(reader, encoding="utf-8")
    process = subprocess.Popen(
        [COMITY, "build", "mine"],
        env=os.environ | {"COMITY_HOME": str(own_home)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        wait_for(folder / "reached", process)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert said == "Stopped; what was there before is as it was.\n"
    assert digest(record_path(own_home)) == before
    assert not list(own_home.glob(".record.duckdb.*"))


def test_two_builds_in_one_process(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    before = digest(record_path(own_home))
    with lock(own_home, "build"), pytest.raises(Busy):
        build_mine(own_home)
    assert digest(record_path(own_home)) == before
    build_mine(own_home)


@pytest.mark.parametrize("room", [200_000, 1_000_000, 3_000_000, 5_000_000])
def test_a_disk_that_is_full(own_home: Path, room: int) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    before = digest(record_path(own_home))
    result = comity(
        "build",
        "mine",
        "almanac",
        home=own_home,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert_helps(result, str(own_home))
    assert "Free some room" in result.stderr or "allow larger files" in result.stderr
    assert digest(record_path(own_home)) == before
    assert not list(own_home.glob(".record.duckdb.*"))


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        for words in (("build",), ("brief", "Japan"), ("explain", "NATO"), ("sources",), ("cite",), ("pull",)):
            said = assert_helps(comity(*words, home=home), str(home), "is a file where a folder is needed")
            assert len(said.splitlines()) == 1


#: Runs each command as nobody, once all modules are in memory: nobody may not even read where Python lives.
AS_NOBODY = """
import os, sys
from comity.cli import main

def run(*words):
    sys.argv = ["comity", *words]
    try:
        main()
    except SystemExit as ended:
        return ended.code or 0
    return 0

assert run("build", "almanac") == run("brief", "Japan") == run("cite") == 0
os.environ["COMITY_HOME"] = sys.argv_home
for words in (("build",), ("brief", "Japan"), ("cite",), ("sources",)):
    child = os.fork()
    if not child:
        os.setgid(65534)
        os.setuid(65534)
        os._exit(run(*words))
    print("CODE", words[0], os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=sys.stderr, flush=True)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="not here: the right to become another user")
@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_home_that_may_not_be_written(own_home: Path, mode: int) -> None:
    place = Path(tempfile.mkdtemp())  # the tests' own folder is closed to others
    place.chmod(0o755)
    home = place / "home"
    home.mkdir()
    home.chmod(mode)
    try:
        result = subprocess.run(
            [sys.executable, "-c", AS_NOBODY.replace("sys.argv_home", repr(str(home)))],
            env=os.environ | {"COMITY_HOME": str(own_home)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd="/",
        )
    finally:
        shutil.rmtree(place)
    assert "Traceback" not in result.stderr, result.stderr
    lines = result.stderr.splitlines()
    assert [line for line in lines if line.startswith("CODE")] == [
        "CODE build 2", "CODE brief 2", "CODE cite 2", f"CODE sources {0 if mode else 2}",
    ]  # fmt: skip
    said = [line for line in lines if line.startswith("comity: ")]
    assert len(said) == (3 if mode else 4)
    assert "may not be written to. Set COMITY_HOME" in said[0]
    assert all(str(home) in line for line in said)


# --- records that are none --------------------------------------------------------------------------------------------


def test_no_record_yet(own_home: Path) -> None:
    with pytest.raises(NoRecord, match=r"Build it: comity build \(comity pull first, "):
        open_record(record_path(own_home))
    assert_helps(comity("cite", home=own_home), "There is no record yet", "comity build")
    assert not own_home.exists(), "asking made something"


def test_a_record_of_another_version(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    with duckdb.connect(str(record_path(own_home))) as con:
        con.execute("update version set schema_version = 0, comity = '0.0.1'")
    with pytest.raises(WrongRecord, match=r"was made by comity 0\.0\.1, in form 0; this comity reads form"):
        open_record(record_path(own_home))
    assert_helps(comity("brief", "Japan", home=own_home), "Build it again: comity build")
    build_mine(own_home)
    open_record(record_path(own_home)).close()


@pytest.mark.parametrize("data", [b"", b"not a record", b"PK\x03\x04" * 5000])
def test_a_file_that_is_no_record(own_home: Path, data: bytes) -> None:
    own_home.mkdir(parents=True)
    record_path(own_home).write_bytes(data)
    with pytest.raises(WrongRecord, match="comity build"):
        open_record(record_path(own_home))
    assert_helps(comity("cite", home=own_home), "Build it again: comity build")
    write_tables(own_home, GOOD)
    build_mine(own_home)
    open_record(record_path(own_home)).close()


def test_a_record_that_is_cut_short(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    record = record_path(own_home)
    record.write_bytes(record.read_bytes()[: record.stat().st_size // 2])
    assert_helps(comity("cite", home=own_home), "Build it again: comity build")


def test_a_folder_in_the_place_of_the_record(own_home: Path) -> None:
    record_path(own_home).mkdir(parents=True)
    assert_helps(comity("cite", home=own_home), str(record_path(own_home)))
    assert_helps(comity("build", "almanac", home=own_home), "folder")


def test_a_database_of_something_else(own_home: Path) -> None:
    own_home.mkdir(parents=True)
    with duckdb.connect(str(record_path(own_home))) as con:
        con.execute("create table t as select 1 as a")
    assert_helps(comity("cite", home=own_home), "by something else", "comity build")


# --- what a build takes -----------------------------------------------------------------------------------------------


def test_one_bad_source_refuses_the_build_and_names_all(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    building.build(["mine", "almanac"], home=own_home)
    before = digest(record_path(own_home))
    bad = GOOD["place"][0] | {"lat": "91"}
    folder = write_tables(own_home, {"place": [bad]}, name="theirs", reader=THEIRS)
    with pytest.raises(BadFile) as caught:
        building.build(["mine", "almanac", "theirs"], home=own_home)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["theirs"] * 2
    assert digest(record_path(own_home)) == before
    result = comity("build", "theirs", home=own_home)
    assert result.returncode == 2
    assert result.stderr.count("place.csv, line 2") >= 2
    assert folder.exists()


THEIRS = """from comity.catalogue.raw import Part
def read(raw):
    yield Part("place", f"select * exclude (line) from {raw.table('place.csv')}")
"""


def test_sources_not_here_are_named_not_missed_silently(own_home: Path) -> None:
    result = building.build(home=own_home)
    assert [entry.source for entry in result.sources] == ["almanac"]
    assert "atop" in result.absent
    before = digest(record_path(own_home))
    for names in (["atop"], ["almanac", "atop"]):
        with pytest.raises(NotHere, match=r"^atop is not here\. .* as it was\. .*comity pull atop$"):
            building.build(names, home=own_home)
    assert digest(record_path(own_home)) == before
    assert_helps(comity("build", "atop", "dcad", home=own_home), "atop, dcad are not here", "comity pull atop dcad")


def test_a_build_of_nothing_is_refused(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tables(own_home, GOOD)
    build_mine(own_home)
    before = digest(record_path(own_home))
    monkeypatch.setattr("comity.catalogue.facts._built_in_folders", list)
    (own_home / "sources" / "mine" / "place.csv").unlink()
    for names in ([], ["mine"]):
        with pytest.raises(NotHere, match="mine is not here"):
            building.build(names, home=own_home)
    shutil.rmtree(own_home / "sources")
    with pytest.raises(NotHere, match="Any source is not here"):
        building.build(home=own_home)
    assert digest(record_path(own_home)) == before


def test_a_build_of_named_sources_says_that_it_is_all(own_home: Path) -> None:
    write_tables(own_home, GOOD)
    last = comity("build", "mine", home=own_home).stdout.splitlines()[-1]
    assert last.startswith("IT NOW HOLDS ONLY WHAT WAS NAMED: mine.")
    assert "ONLY" not in comity("build", home=own_home).stdout


def test_a_workbook_beside_the_file_that_is_awaited(own_home: Path) -> None:
    folder = write_tables(own_home, GOOD)
    (folder / "place.csv").rename(folder / "place.xlsx")
    hint = "There is place.xlsx: save it as “CSV UTF-8” under the name place.csv."
    assert "comity pull" not in assert_helps(comity("build", "mine", home=own_home), "place.csv is not in", hint)
    result = comity("build", home=own_home)
    assert result.returncode == 0
    assert hint in result.stdout


def test_a_refused_build_does_not_send_to_itself(own_home: Path) -> None:
    write_tables(own_home, {"place": [GOOD["place"][0] | {"lat": "91"}]})
    result = comity("build", "mine", home=own_home)
    assert result.returncode == 2
    assert "`comity build`" not in result.stderr


def test_half_a_download_is_no_snapshot(own_home: Path, tmp_path: Path) -> None:
    """Of two files one has come: the build says what to do, and does not build from half."""
    columns = list(GOOD["place"][0])
    text = (",".join(columns) + "\n").encode()
    folder = write_source(
        own_home,
        {"place.csv": text, "figure.csv": text},
        facts={n: {"columns": columns} for n in ("place.csv", "figure.csv")},
    )
    (folder / "figure.csv").unlink()
    result = comity("build", "mine", home=own_home)
    assert "mine" in result.stdout + result.stderr
    assert "not here" in result.stdout + result.stderr
