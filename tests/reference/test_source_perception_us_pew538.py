"""Views of the United States and of its president against FiveThirtyEight's two tables."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

FILES = {"us": "pew538-us-favourable", "pres": "pew538-us-president-confidence"}


def _cells(mirror: Path, file: str) -> list[float]:
    with gzip.open(mirror / "perception-us-pew538" / f"TRUMPWORLD-{file}.csv.gz", "rt", newline="") as handle:
        return [float(cell) for row in csv.reader(handle) if row[0] != "year" for cell in row[2:] if cell]


def _views(built: Any, indicator: str) -> dict[tuple[str, int], float]:
    return {(a, year): value for a, year, value in built.execute(
        """select a, year(start), value from pair_figure
        where source = 'perception-us-pew538' and b = 'USA' and indicator = ?""", [indicator]
    ).fetchall()}  # fmt: skip


@pytest.mark.parametrize(("file", "count"), [("us", 325), ("pres", 289)])
def test_every_cell_is_a_figure(mirror: Path, built: Any, file: str, count: int) -> None:
    views = _views(built, FILES[file])
    assert sorted(views.values()) == sorted(_cells(mirror, file))
    assert len(views) == count
    assert built.execute("select count(*) from rejected where source = 'perception-us-pew538'").fetchone() == (0,)


def test_the_publishers_average_is_that_of_the_figures(mirror: Path, built: Any) -> None:
    for file, indicator in FILES.items():
        views = _views(built, indicator)
        with gzip.open(mirror / "perception-us-pew538" / f"TRUMPWORLD-{file}.csv.gz", "rt", newline="") as handle:
            for row in csv.DictReader(handle):
                given = [value for (_, year), value in views.items() if year == int(row["year"])]
                assert sum(given) / len(given) == pytest.approx(float(row["avg"]), abs=1e-6), (file, row["year"])


def test_figures_that_are_known(built: Any) -> None:
    liked, trusted = (_views(built, indicator) for indicator in FILES.values())
    assert (trusted["DEU", 2009], trusted["DEU", 2017]) == (93, 11)
    assert (trusted["FRA", 2008], trusted["FRA", 2009]) == (13, 91)
    assert liked["JOR", 2003] == 1
    assert liked["KOR", 2003] == 46
    assert liked["GBR", 2000] == 83


def test_only_publics_that_were_asked(built: Any) -> None:
    liked = _views(built, "pew538-us-favourable")
    assert len({who for who, _ in liked}) == 37
    assert ("CHN", 2014) not in liked
    assert ("FRA", 2001) not in liked
    assert 2001 not in {year for _, year in liked}
