"""Aid to Ukraine against the publisher's files: every donor's month, the publisher's own totals, and the weapons."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "ukraine-support-tracker" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_row_gives_four_figures_and_every_weapon_two(mirror: Path, built: Any) -> None:
    months, weapons = _file(mirror, "data_explorer.csv.gz"), _file(mirror, "weapons.csv.gz")
    ((rows,),) = built.execute(
        "select count(*) from pair_figure where source = 'ukraine-support-tracker' and b = 'UKR'"
    ).fetchall()
    assert (len(months), len(weapons)) == (1_079, 61)
    assert rows == 4 * len(months) + 2 * len(weapons) == 4_438


@pytest.mark.parametrize("purpose", ["military", "financial", "humanitarian"])
def test_the_donors_of_a_month_add_up_to_the_publishers_total(mirror: Path, built: Any, purpose: str) -> None:
    totals = {
        (int(row["year"]), int(row["month"])): float(row[purpose]) for row in _file(mirror, "total_allocations.csv.gz")
    }
    found = {
        (start.year, start.month): value
        for start, value in built.execute(
            'select "start", sum(value) from pair_figure where indicator = ? group by 1', [f"ukraine-aid-{purpose}"]
        ).fetchall()
    }
    assert len(totals) == len(found) == 52
    for month, total in totals.items():
        assert found[month] == pytest.approx(total * 1e9, abs=50_000)  # the file has thousands, each rounded


def test_the_total_left_out_is_the_sum_of_the_three_purposes(mirror: Path) -> None:
    for row in _file(mirror, "data_explorer.csv.gz"):
        parts = sum(float(row[purpose]) for purpose in ("military", "financial", "humanitarian"))
        assert float(row["total"]) == pytest.approx(parts, abs=2e-6)


def test_the_union_is_an_organisation_and_no_states_figure_holds_its_money(mirror: Path, built: Any) -> None:
    theirs: dict[str, float] = defaultdict(float)
    for row in _file(mirror, "data_explorer.csv.gz"):
        theirs[row["iso"]] += float(row["financial"]) * 1e9
    ours = dict(
        built.execute(
            "select a, sum(value) from pair_figure where indicator = 'ukraine-aid-financial' group by 1"
        ).fetchall()
    )
    assert ours["eu"] == pytest.approx(theirs["EU"], rel=1e-6)
    assert ours["DEU"] == pytest.approx(theirs["DEU"], rel=1e-6)
    assert ours["eu"] > ours["DEU"]
    assert len(ours) == 42


@pytest.mark.parametrize(
    ("donor", "weapon", "pieces"),
    [
        ("GBR", "tanks", 14),  # the Challengers 2
        ("CAN", "tanks", 8),  # the Leopards 2A4
        ("POL", "tanks", 318),
        ("SWE", "infantry-fighting-vehicles", 70),  # the fifty CV90 and twenty bought with Denmark
    ],
)
def test_weapons_that_the_world_knows_of(built: Any, donor: str, weapon: str, pieces: int) -> None:
    assert built.execute(
        "select value from pair_figure where a = ? and indicator = ?", [donor, f"ukraine-aid-{weapon}"]
    ).fetchall() == [(pieces,)]


def test_the_first_donors_of_february_2022(built: Any) -> None:
    ((military,),) = built.execute(
        "select value from pair_figure where a = 'USA' and indicator = 'ukraine-aid-military' and \"start\" = date '2022-02-01'"
    ).fetchall()
    assert 200e6 < military < 500e6  # 350 million dollars were drawn down on 25 February
