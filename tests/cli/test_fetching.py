"""``comity pull`` and ``comity bundle`` as a user types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from catalogue_world import add_mirror, add_source, serving, sha256
from comity.cli import fetching
from comity.model.errors import BadFile, BadRequest, NotAllowed, NotHere


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home with two own sources, and no built-in ones."""
    monkeypatch.setattr("comity.catalogue.facts._built_in_folders", list)
    for name in ("COMITY_MIRROR", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    place = tmp_path / "home"
    monkeypatch.setenv("COMITY_HOME", str(place))
    add_source(place, "acts", {"a.csv": {}})
    add_source(place, "bases", {"b.csv": {}}, redistribute=False)
    return place


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return add_mirror(tmp_path / "stick", {"acts/a.csv": b"acts", "bases/b.csv": b"bases"})


def run(*words: object) -> Result:
    app = typer.Typer()
    fetching.register(app)
    return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "100", "TERM": "dumb"})


def fine(*words: object) -> str:
    result = run(*words)
    assert result.exit_code == 0, result.exception
    return result.output


def test_pull_says_what_became_of_each_source(stick: Path) -> None:
    out = fine("pull", "--mirror", stick)
    lines = out.splitlines()
    assert lines[0].split() == ["acts", "fetched", "1", "file,", "4", "bytes"]
    assert "2 fetched, 0 already here" in out
    assert "0 fetched, 2 already here" in fine("pull", "--mirror", stick)
    assert "acts" in (one := fine("pull", "acts", "--mirror", stick)) and "bases" not in one


def test_pull_without_a_mirror_says_what_it_needs(home: Path) -> None:
    with serving({"/a.csv": b"acts"}) as server:
        add_source(home, "acts", {"a.csv": {"url": f"{server.url}/a.csv"}})
        out = fine("pull")
    assert "1 fetched" in out
    assert "For bases name a mirror" in out


def test_pull_says_what_the_mirror_lacks(tmp_path: Path) -> None:
    out = fine("pull", "--mirror", add_mirror(tmp_path / "part", {"acts/a.csv": b"acts"}))
    assert "not in this mirror" in out
    assert "does not have bases/b.csv" in out


@pytest.mark.parametrize("words", [["pull", "--mirror", "/nowhere/at/all"], ["bundle", "verify", "nothing.zip"]])
def test_what_is_not_there_is_a_sentence_and_the_users_to_mend(words: list[str]) -> None:
    result = run(*words)
    assert isinstance(result.exception, NotHere)
    assert result.exception.exit_code == 2
    assert result.exception.remedy


def test_a_bundle_there_and_back(stick: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fine("pull", "--mirror", stick)
    path = tmp_path / "b.zip"
    out = fine("bundle", "create", path)
    assert "Left out, as they may not be passed on: bases" in out
    assert sha256(path.read_bytes()) in out.replace("\n", "")
    assert "NOT TO BE PASSED ON" not in out
    out = fine("bundle", "verify", path)
    assert "is whole" in out and "acts" in out and "bases" not in out
    there = tmp_path / "there"
    monkeypatch.setenv("COMITY_HOME", str(there))
    add_source(there, "acts", {"a.csv": {}})
    assert "acts                     loaded" in fine("bundle", "load", path)
    assert "acts                     already here" in fine("bundle", "load", path)


def test_what_may_not_be_passed_on_is_told_at_every_step(stick: Path, tmp_path: Path) -> None:
    fine("pull", "--mirror", stick)
    path = tmp_path / "b.zip"
    assert isinstance(run("bundle", "create", path, "bases").exception, NotAllowed)
    for words in (["create", path, "--include-restricted"], ["verify", path], ["load", path]):
        out = fine("bundle", *words)
        assert "NOT TO BE PASSED ON" in out
        assert "  bases: CC0" in out


def test_why_one_failed_stands_with_it(stick: Path) -> None:
    (stick / "bases" / "b.csv").write_bytes(b"bas")
    result = run("pull", "--mirror", stick)
    assert isinstance(result.exception, BadFile)
    (line,) = (line for line in result.output.splitlines() if line.startswith("bases"))
    assert "failed" in line
    assert "looks cut short: it has 3 of 5 bytes" in line


def test_a_file_of_another_length_without_an_index(stick: Path, home: Path) -> None:
    (stick / "index.json").unlink()
    add_source(home, "acts", {"a.csv": {"sha256": sha256(b"acts and more")}})
    error = run("pull", "acts", "--mirror", stick).exception
    assert isinstance(error, BadFile)
    assert "of another version, or was cut short or damaged when it was copied" in str(error)


@pytest.mark.parametrize("name", ["b.tar", "b", "b.zip.gz"])
def test_a_bundle_is_a_zip(stick: Path, tmp_path: Path, name: str) -> None:
    fine("pull", "--mirror", stick)
    error = run("bundle", "create", tmp_path / name).exception
    assert isinstance(error, BadRequest)
    assert "does not end in .zip" in error.what
    assert not (tmp_path / name).exists()


def test_a_bundle_in_the_place_of_another_is_said_to_be(stick: Path, tmp_path: Path) -> None:
    fine("pull", "--mirror", stick)
    assert "took the place" not in fine("bundle", "create", tmp_path / "b.zip")
    assert "It took the place of the b.zip that was there." in fine("bundle", "create", tmp_path / "b.zip")


def test_a_damaged_bundle_is_refused(stick: Path, tmp_path: Path) -> None:
    fine("pull", "--mirror", stick)
    path = tmp_path / "b.zip"
    fine("bundle", "create", path)
    path.write_bytes(path.read_bytes()[:-5])
    for word in ("verify", "load"):
        error = run("bundle", word, path).exception
        assert isinstance(error, BadFile)
        assert "Nothing was loaded" not in str(error)
        assert "Do not load it" in str(error)


def test_programmes_in_a_bundle_are_told(home: Path, tmp_path: Path) -> None:
    (home / "sources" / "acts" / "a.csv").write_bytes(b"acts")
    path = tmp_path / "b.zip"
    assert "own source with its programme" in fine("bundle", "create", path, "acts", "--own-sources")
    result = run("bundle", "load", path)
    assert isinstance(result.exception, BadRequest)
    assert "own source already here" in fine("bundle", "load", path, "--own-sources")


def test_a_folder_becomes_a_mirror(tmp_path: Path) -> None:
    folder = add_mirror(tmp_path / "f", {"acts/a.csv": b"acts"}, index=False)
    assert "index.json" in fine("bundle", "index", folder).replace("\n", "")
    assert "1 fetched" in fine("pull", "--mirror", folder)


def test_asking_for_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom comity.cli import fetching\n"
        "print([name for name in ('httpx2', 'duckdb', 'pyarrow', 'filelock', 'rich.progress') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True
    )
    assert done.stdout.strip() == "[]"
