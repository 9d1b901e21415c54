"""Ideal points and agreement against the publisher's file and against what is known of the Assembly."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

_WITH = {
    "USA": ("USAgree", "2"), "RUS": ("RUSSAgree", "365"), "BRA": ("BrazilAgree", "140"), "CHN": ("ChinaAgree", "710"),
    "IND": ("IndiaAgree", "750"), "ISR": ("IsraelAgree", "666"),
}  # fmt: skip


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "unga-ideal-points" / "IdealpointestimatesAll_Jun2024.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_one_figure_a_row_with_the_published_interval(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    count, total, low, high = built.execute(
        "select count(*), sum(value), sum(low), sum(high) from figure where source = 'unga-ideal-points'"
    ).fetchone()
    assert count == len(rows) == 11_238
    assert total == pytest.approx(sum(float(row["IdealPointAll"]) for row in rows))
    assert low == pytest.approx(sum(float(row["Q5%All"]) for row in rows))
    assert high == pytest.approx(sum(float(row["Q95%All"]) for row in rows))
    assert built.execute("select count(*) from rejected where source = 'unga-ideal-points'").fetchone() == (0,)
    assert built.execute(
        "select count(*) from figure where source = 'unga-ideal-points' and not (low <= value and value <= high)"
    ).fetchone() == (0,)


def test_year_is_session_plus_1945_and_1964_is_missing(mirror: Path, built: Any) -> None:
    years = [row[0] for row in built.execute(
        "select distinct year(start) from figure where source = 'unga-ideal-points' order by 1"
    ).fetchall()]  # fmt: skip
    assert years == [year for year in range(1946, 2024) if year != 1964]
    assert years == sorted({int(row["session"]) + 1945 for row in _file(mirror)})


@pytest.mark.parametrize("key", _WITH)
def test_agreement_with_each_of_the_six(mirror: Path, built: Any, key: str) -> None:
    column, code = _WITH[key]
    values = [float(row[column]) for row in _file(mirror) if row[column] not in ("", "NA") and row["ccode"] != code]
    count, total, lowest, highest = built.execute(
        "select count(*), sum(value), min(value), max(value) from pair_figure where source = 'unga-ideal-points' and b = ?",
        [key],
    ).fetchone()
    assert (count, total) == (len(values), pytest.approx(sum(values)))
    assert lowest >= 0
    assert highest <= 1


def test_what_is_known(built: Any) -> None:
    point = dict(built.execute(
        "select actor, value from figure where source = 'unga-ideal-points' and year(start) = 2022"
    ).fetchall())  # fmt: skip
    ranked = sorted(point, key=lambda actor: -point[actor])
    assert {"USA", "ISR"} <= set(ranked[:3])
    assert point["RUS"] < 0 < point["DEU"]
    assert point["CHN"] < 0
    agree = dict(built.execute(
        "select a, value from pair_figure where source = 'unga-ideal-points' and b = 'USA' and year(start) = 2022"
    ).fetchall())  # fmt: skip
    assert agree["ISR"] == pytest.approx(0.8824, abs=0.001)
    assert max(agree, key=lambda actor: agree[actor]) == "ISR"


def test_yemens_are_kept_apart_although_the_file_calls_both_yar(built: Any) -> None:
    found = built.execute(
        """select actor, min(year(start)), max(year(start)), count(*) from figure where source = 'unga-ideal-points'
        and actor in ('YEM', 'YMD', 'TWN') group by 1 order by 1"""
    ).fetchall()
    assert found == [("TWN", 1946, 1971, 25), ("YEM", 1947, 2023, 76), ("YMD", 1967, 1989, 23)]
