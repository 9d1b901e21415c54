"""Long work in processes of its own: it ends with the workbench, however that ends, and nothing unfinished is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def fresh(almanac_home: Path, tmp_path: Path) -> Path:
    """Give a home with a record, of which nothing has been computed."""
    (tmp_path / "record.duckdb").symlink_to(almanac_home / "record.duckdb")
    return tmp_path


def computing(home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "comity.web.computing", "voting.banzhaf"]
    return subprocess.Popen(command, env={**os.environ, "COMITY_HOME": str(home)}, stdin=subprocess.PIPE)


def test_what_is_computed_is_kept(fresh: Path) -> None:
    process = computing(fresh)
    assert process.wait() == 0
    assert [path.name.partition(".")[0] for path in (fresh / "measures").iterdir()] == ["voting"]
    assert process.stdin is not None
    process.stdin.close()


def test_when_the_workbench_is_gone_so_is_the_work(fresh: Path) -> None:
    process = computing(fresh)
    assert process.stdin is not None
    # So the system does where the workbench was killed.
    process.stdin.close()
    assert process.wait() == 1
    assert not (fresh / "measures").exists()
