"""NATO's defence expenditure against the file, against its own arithmetic and against what is well known."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "nato-defexp" / "nato_defence_expenditure_2012_2019.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _figure(built: Any, actor: str, indicator: str, year: int) -> float:
    ((value,),) = built.execute(
        "select value from figure where actor = ? and indicator = ? and year(\"start\") = ? and source = 'nato-defexp'",
        [actor, f"nato-{indicator}", year],
    ).fetchall()
    return float(value)


def test_every_filled_cell_is_a_figure_and_no_other(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    cells = sum(bool(value) for row in rows for key, value in row.items() if key not in ("country_stanag", "year"))
    ((found,),) = built.execute("select count(*) from figure where source = 'nato-defexp'").fetchall()
    assert len(rows) == 232 == 29 * 8
    assert found == cells == 2_681


def test_share_is_expenditure_by_product_and_change_is_of_constant_prices(built: Any) -> None:
    for actor in ("POL", "GBR", "USA", "TUR", "BEL"):
        for year in (2013, 2015, 2018):
            share = _figure(built, actor, "defence-expenditure-constant", year) / _figure(
                built, actor, "gdp-constant", year
            )
            assert _figure(built, actor, "defence-expenditure-share", year) == pytest.approx(100 * share, rel=1e-9)
            before = _figure(built, actor, "defence-expenditure-constant", year - 1)
            change = 100 * (_figure(built, actor, "defence-expenditure-constant", year) / before - 1)
            assert _figure(built, actor, "defence-expenditure-real-change", year) == pytest.approx(change, abs=1e-6)


def test_iceland_without_forces_is_unknown_not_zero(built: Any) -> None:
    kinds = built.execute(
        "select distinct indicator from figure where source = 'nato-defexp' and actor = 'ISL' order by 1"
    ).fetchall()
    assert kinds == [("nato-gdp-constant",), ("nato-gdp-per-head",)]


def test_what_is_well_known(built: Any) -> None:
    assert _figure(built, "USA", "defence-expenditure-current", 2019) == pytest.approx(730e9, rel=0.01)
    above = {
        actor
        for actor, value in built.execute(
            "select actor, value from figure where indicator = 'nato-defence-expenditure-share' and year(\"start\") = 2014"
        ).fetchall()
        if value >= 2
    }
    assert above == {"USA", "GBR", "GRC"}  # three allies met the guideline when it was agreed at Wales
    assert _figure(built, "LUX", "military-personnel", 2015) < 1_000
