"""``comity borders``: a set is taken in, shown and taken away, and a wrong file is one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from invented_borders import invented_borders


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]
    def called(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(Path(sys.executable).with_name("comity")), "borders", *words],
            env={**os.environ, "COMITY_HOME": str(tmp_path / "home")}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return called


def test_a_set_is_taken_in_shown_and_taken_away(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "No set of borders is here" in run("show").stdout
    done = run("add", str(invented_borders(tmp_path)), "--title", "Invented", "--licence", "CC BY-NC-SA 4.0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Invented: five outlines of four states, 1950-01-01 to 2010-12-31." in done.stdout
    assert "Licence: CC BY-NC-SA 4.0." in done.stdout
    assert "Invented: five outlines" in run("show").stdout
    assert "borders of today again" in run("remove").stdout
    assert "No set of borders is here" in run("show").stdout


def test_a_wrong_file_is_one_sentence_and_leaves_what_was_there(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("add", str(invented_borders(tmp_path)))
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature"}]}', encoding="utf-8")
    done = run("add", str(wrong))
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("comity: ") and "Outline 1 (number 1): its geometry is missing" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("add", str(tmp_path / "none.geojson")).returncode == 2
    assert "invented: five outlines" in run("show").stdout
