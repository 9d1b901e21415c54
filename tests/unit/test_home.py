"""Where data lives, and that nothing is half-written there."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadRequest, Busy, CannotWrite
from comity.store import home as homes
from full_disk import small_files


def test_home_is_where_the_variable_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "here"))
    assert homes.home() == tmp_path / "here"
    assert homes.record_path() == tmp_path / "here" / "record.duckdb"
    assert homes.own_sources_dir() == tmp_path / "here" / "sources"
    assert homes.snapshots_dir(tmp_path) == tmp_path / "snapshots"
    assert not (tmp_path / "here").exists(), "asking where it is makes nothing"


def test_home_without_the_variable_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COMITY_HOME", "  ")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert homes.home().is_relative_to(tmp_path)
    assert homes.home().name == "comity"


def test_home_takes_a_tilde_and_a_relative_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COMITY_HOME", "~/data")
    assert homes.home() == tmp_path / "data"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMITY_HOME", "data")
    assert homes.home() == tmp_path / "data"


def test_a_second_lock_at_once_is_refused_and_a_later_one_is_not(tmp_path: Path) -> None:
    with homes.lock(tmp_path, "snapshots"):
        with pytest.raises(Busy, match="at work on the snapshots") as caught, homes.lock(tmp_path, "snapshots"):
            raise AssertionError("two hold it at once")
        assert "wait" in caught.value.remedy
        with homes.lock(tmp_path, "build"):
            pass
    with homes.lock(tmp_path, "snapshots"):
        pass


def test_another_process_is_refused_too_and_a_killed_one_blocks_nobody(tmp_path: Path) -> None:
    holding = (
        "import sys, time, pathlib\nfrom comity.store.home import lock\n"
        "with lock(pathlib.Path(sys.argv[1]), 'build'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holding, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        with pytest.raises(Busy), homes.lock(tmp_path, "build"):
            raise AssertionError("two hold it at once")
        process.send_signal(signal.SIGKILL)
        process.wait()
        with homes.lock(tmp_path, "build"):
            pass


def test_the_lock_is_given_back_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), homes.lock(tmp_path, "build"):
        raise ZeroDivisionError
    with homes.lock(tmp_path, "build"):
        pass


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
def test_a_refusal_of_the_system_becomes_a_sentence(code: int, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as caught, homes.writable(tmp_path):
        raise OSError(code, os.strerror(code))
    assert str(tmp_path) in caught.value.what
    assert caught.value.remedy
    assert isinstance(caught.value.__cause__, OSError)


def test_other_errors_of_the_system_are_not_explained_away(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Too many open files"), homes.writable(tmp_path):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CannotWrite), homes.lock(place, "build"):
            raise AssertionError("a file served as a home")
    assert (tmp_path / "file").read_text() == "mine"


@given(
    before=st.none() | st.binary(max_size=50), chunks=st.lists(st.binary(max_size=50), max_size=4), fails=st.booleans()
)
def test_a_file_appears_whole_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, before: bytes | None, chunks: list[bytes], fails: bool
) -> None:
    path = tmp_path_factory.mktemp("atomic") / "out.bin"
    if before is not None:
        path.write_bytes(before)
    try:
        with homes.atomic_write(path) as stream:
            for chunk in chunks:
                stream.write(chunk)
            if fails:
                raise InterruptedError
    except InterruptedError:
        pass
    now = path.read_bytes() if path.exists() else None
    assert now == (before if fails else b"".join(chunks))
    assert [entry.name for entry in path.parent.iterdir()] == ([] if now is None else ["out.bin"])


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(CannotWrite, match="folder where a file"):
        homes.replace(tmp_path / "out", b"x")
    with pytest.raises(CannotWrite, match="its folder is not there"):
        homes.replace(tmp_path / "nowhere" / "out", b"x")


def test_a_home_in_the_place_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("COMITY_HOME", str(place))
        with pytest.raises(BadRequest, match=r"COMITY_HOME is .*/file is a file where a folder is needed"):
            homes.home()


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="not here: /proc")
def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """There the system says that there is no such folder, though it is there."""
    with pytest.raises(CannotWrite, match="/proc/x may not be written to"), homes.lock(Path("/proc/x"), "build"):
        raise AssertionError("something was made in /proc")
    with pytest.raises(CannotWrite, match=r"/proc/x\.html may not be written to"):
        homes.replace(Path("/proc/x.html"), b"x")


def test_a_file_that_does_not_fit_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    homes.replace(path, b"old")
    with pytest.raises(CannotWrite) as caught, small_files():
        homes.replace(path, bytes(10_000))
    assert caught.value.remedy
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_remedy_fits_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))
    for place, said in ((tmp_path / "home" / "x", "COMITY_HOME"), (tmp_path / "report.html", "larger disk")):
        with pytest.raises(CannotWrite) as refused, homes.writable(place):
            raise OSError(errno.ENOSPC, "No space left on device")
        assert said in str(refused.value)
        assert ("COMITY_HOME" in str(refused.value)) == (said == "COMITY_HOME")
