"""ISAF's contributors against the placemats' file and against what is known of the operation."""

from __future__ import annotations

import csv
import gzip
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "isaf-coalition" / "nato_placemats.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _personnel(built: Any, actor: str, year: int) -> float | None:
    ((value,),) = built.execute(
        """select personnel from activity_party where activity = 'isaf-coalition:isaf' and actor = ?
        and year("start") = ? and role = 'contributor'""",
        [actor, year],
    ).fetchall()
    return None if value is None else float(value)


def test_one_row_a_state_and_year_and_twelve_counts_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    slips = {"United Arab Emrates": "United Arab Emirates", "United Arab Erimates": "United Arab Emirates"}
    pairs = {(slips.get(row["country"], row["country"]), row["year"]) for row in rows}
    ((parties,),) = built.execute(
        "select count(*) from activity_party where activity = 'isaf-coalition:isaf'"
    ).fetchall()
    ((aside,),) = built.execute("select count(*) from rejected where source = 'isaf-coalition'").fetchall()
    assert len(rows) == 3_191
    assert parties == len(pairs) == 371
    assert aside == 12


@pytest.mark.parametrize(("country", "key"), [("Germany", "DEU"), ("Hungary", "HUN"), ("Georgia", "GEO")])
def test_the_mean_of_the_years_placemats(mirror: Path, built: Any, country: str, key: str) -> None:
    counts: dict[int, list[int]] = defaultdict(list)
    for row in _file(mirror):
        if row["country"] == country:
            counts[int(row["year"])].append(int(row["count_total"]))
    for year, found in counts.items():
        expected = statistics.fmean(found) if any(found) else None
        assert _personnel(built, key, year) == (None if expected is None else pytest.approx(expected))


def test_the_lead_nation_without_the_placemats_in_thousands(built: Any) -> None:
    assert _personnel(built, "USA", 2011) == 90_000
    assert 70_000 < (_personnel(built, "USA", 2012) or 0) < 90_000
    assert 9_400 < (_personnel(built, "GBR", 2012) or 0) < 9_600
    assert 2_000 < (_personnel(built, "POL", 2012) or 0) < 2_500


def test_what_is_well_known(built: Any) -> None:
    assert 3_000 < (_personnel(built, "FRA", 2011) or 0) < 4_100
    assert 1_500 < (_personnel(built, "AUS", 2010) or 0) < 1_600
    assert (_personnel(built, "CAN", 2010) or 0) > 2_500 > (_personnel(built, "CAN", 2012) or 0)  # combat ended in 2011
    assert 20 < (_personnel(built, "MNE", 2012) or 0) < 50


def test_nothing_but_zeros_is_no_number(built: Any) -> None:
    assert _personnel(built, "JOR", 2012) is None
    assert _personnel(built, "BHR", 2013) is None


def test_it_is_the_almanacs_operation_and_counts_once(built: Any) -> None:
    assert built.execute("select canonical from same_as where id = 'isaf-coalition:isaf'").fetchall() == [
        ("almanac:isaf",)
    ]
