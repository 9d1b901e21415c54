"""``comity office …`` as its owner and its overseer use it: each on a machine of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from comity.oversight import reading
from comity.oversight.desk import Office
from oversight.world import SYSTEM, Clock, World

Run = Callable[..., subprocess.CompletedProcess[str]]


class OfficeClock(Clock):
    """The machine's own: the commands go by it too."""

    def __call__(self):  # type: ignore[no-untyped-def]
        from comity.oversight.desk import system_clock

        return system_clock()


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str, str | None], Run]:
    def on(name: str, url: str | None = None) -> Run:
        env = {name: value for name, value in os.environ.items() if name != "COMITY_OFFICE_DB"}
        env |= {"COMITY_HOME": str(tmp_path / name)} | ({"COMITY_OFFICE_DB": url} if url else {})

        def called(*words: object) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [str(Path(sys.executable).with_name("comity")), "office", *map(str, words)],
                env=env, capture_output=True, text=True, check=False, timeout=120,
            )  # fmt: skip

        return called

    return on


def said(out: str, what: str) -> str:
    return next(line.split()[-1] for line in out.splitlines() if line.startswith(what))


@pytest.fixture
def begun(machine: Callable[..., Run], dialect: str, new_url: Callable[..., str], tmp_path: Path):  # type: ignore[no-untyped-def]
    """Give the office's machine, an office with one record in force, and the log's key as `init` printed it."""
    url = new_url(dialect, empty=True) if dialect == "postgresql" else None
    run = machine("office", url)
    done = run("init")
    assert (done.returncode, done.stderr) == (0, "")
    home = tmp_path / "office"
    made = Office.open(url or str(home / "office.db"), home)
    world = World(made, OfficeClock(), home, said(done.stdout, "One-time code")).found()
    digest = world.submit(world.write())
    world.approve("mike", digest)
    world.approve("carl", digest)
    yield run, world, said(done.stdout, "Key of the log")
    made.close()


def test_an_overseer_verifies_on_a_machine_of_their_own(begun, machine: Callable[..., Run], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run, world, key = begun
    assert "there is no code any more" in run("init").stdout
    kept, file, bare = tmp_path / "kept.txt", tmp_path / "log.zip", tmp_path / "bare.zip"
    assert run("checkpoint", "-o", kept).returncode == 0
    world.write()
    assert run("export", "-o", file).returncode == 0
    assert run("export", "-o", bare, "--without-content").returncode == 0
    overseer = machine("overseer")
    done = overseer("verify", file, "--kept", kept, "--key", key)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is wrong." in done.stdout and "1 kept by the overseer" in done.stdout
    assert "signatures not checked" in overseer("verify", bare, "--key", key).stdout
    assert "payloads.jsonl" in zipfile.ZipFile(file).namelist()
    assert "payloads.jsonl" not in zipfile.ZipFile(bare).namelist()
    proof = tmp_path / "proof.json"
    proof.write_text(reading.proof(world.office, 3) + "\n")
    assert "Entry 3 of f_" in overseer("verify", proof, "--key", key).stdout
    own = run("verify")
    assert (own.returncode, own.stderr) == (0, ""), own.stdout


def test_a_tampered_export_is_told_with_its_place(begun, machine: Callable[..., Run], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run, _, key = begun
    file, forged = tmp_path / "log.zip", tmp_path / "forged.zip"
    assert run("export", "-o", file).returncode == 0
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as other:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "log.jsonl":
                lines = data.splitlines(keepends=True)
                lines[5] = lines[5].replace(b'\\"seq\\":5', b'\\"seq\\":6')
                data = b"".join(lines)
            other.writestr(name, data)
    done = machine("overseer")("verify", forged, "--key", key)
    assert done.returncode == 2
    assert "WRONG: Entry 6 stands where entry 5 is due" in done.stdout
    assert "does not hold" in done.stderr


def test_a_row_that_the_administrator_changed_is_told(begun) -> None:  # type: ignore[no-untyped-def]
    run, world, _ = begun
    world.write()
    with world.office.database.write(SYSTEM) as con:
        con.execute(text("update record set state = 'in force' where state = 'draft'"))
    done = run("verify")
    assert done.returncode == 2
    assert "WRONG: Table record has r_" in done.stdout


def test_a_copy_is_brought_back_and_verified(begun, machine: Callable[..., Run], tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run, _, _ = begun
    copy, kept = tmp_path / "copy.zip", tmp_path / "kept.txt"
    assert run("backup", copy).returncode == 0
    assert run("checkpoint", "-o", kept).returncode == 0
    other = machine("other")
    done = other("restore", copy)
    assert done.returncode == 0 and "bring it back too" in done.stdout
    assert "office.key" in other("verify").stderr
    (tmp_path / "other" / "office.key").write_bytes((tmp_path / "office" / "office.key").read_bytes())
    done = other("verify", "--kept", kept)
    assert done.returncode == 0, done.stdout
    assert other("restore", copy).returncode == 2


def test_why_is_explained_and_no_content_shown(begun) -> None:  # type: ignore[no-untyped-def]
    run, world, _ = begun
    which = world.write("anna")
    world.submit(which)
    done = run("why", "carl", "approveCivilian", which)
    assert done.returncode == 0 and done.stdout.startswith("Allowed.")
    done = run("why", "anna", "approveCivilian", which)
    assert done.returncode == 2 and "Nobody approves" in done.stdout
    assert "Status of forces" not in done.stdout
    assert run("why", "nobody", "readLog").returncode == 2


def test_without_tls_it_is_served_on_localhost_alone(machine: Callable[..., Run]) -> None:
    run = machine("office")
    assert run("init").returncode == 0
    done = run("serve", "--host", "0.0.0.0")
    assert done.returncode == 2 and "--behind-proxy" in done.stderr
    assert run("serve", "--cert", "a.pem").returncode == 2


def test_where_there_is_no_office_one_sentence_says_so(machine: Callable[..., Run]) -> None:
    for words in (("verify",), ("checkpoint",), ("backup", "x.zip"), ("why", "anna", "readLog")):
        done = machine("nowhere")(*words)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "comity office init" in done.stderr
