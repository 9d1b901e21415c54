"""United States aid against the publisher's file: sums, fiscal years, former states and what is set aside."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "us-foreign-assistance" / "us_foreign_aid_country.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _aid(built: Any, recipient: str, end: date, kind: str = "obligations-current") -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = built.execute(
        'select value, "start" from pair_figure where a = \'USA\' and b = ? and "end" = ? and indicator = ?',
        [recipient, end, f"us-aid-{kind}"],
    ).fetchall()
    return found


def test_money_in_is_money_out_and_what_was_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    aside = {
        line for (line,) in built.execute("select line from rejected where source = 'us-foreign-assistance'").fetchall()
    }
    left: dict[str, float] = defaultdict(float)
    for line, row in enumerate(rows, 2):
        if line not in aside:
            left[row["transaction_type_name"].lower()] += float(row["current_amount"])
    assert len(rows) == 21_973
    assert len(aside) == 8_595
    assert set(left) == {"obligations", "disbursements"}
    for kind, total in left.items():
        ((found,),) = built.execute(
            "select sum(value) from pair_figure where indicator = ?", [f"us-aid-{kind}-current"]
        ).fetchall()
        assert found == pytest.approx(total, rel=1e-12)


def test_reasons_why_rows_are_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    reasons = dict(
        built.execute(
            "select reason, count(*) from rejected where source = 'us-foreign-assistance' group by 1"
        ).fetchall()
    )
    taken = [row for row in rows if row["transaction_type_name"] in ("Obligations", "Disbursements")]
    regions = [row for row in taken if row["country_name"].endswith(" Region") or row["country_name"] == "World"]
    assert reasons["A region, or the world: no state's."] == len(regions) == 1_755
    steps = "Appropriations, requests and allocations within the administration are steps before an obligation."
    assert reasons[steps] == len(rows) - len(taken) == 6_195


def test_fiscal_years_and_the_quarter_between(built: Any) -> None:
    assert [start for _, start in _aid(built, "ISR", date(1976, 6, 30))] == [date(1975, 7, 1)]
    assert _aid(built, "ISR", date(1976, 9, 30)) == [(278_600_000, date(1976, 7, 1))]
    assert [start for _, start in _aid(built, "ISR", date(1977, 9, 30))] == [date(1976, 10, 1)]
    assert built.execute(
        """select count(*) from pair_figure x join pair_figure y using (a, b, indicator) where x.source = 'us-foreign-assistance'
        and x."start" < y."start" and y."start" <= x."end" """
    ).fetchone() == (0,)


def test_what_is_well_known(built: Any) -> None:
    ((israel, _),) = _aid(built, "ISR", date(2019, 9, 30))
    assert israel == pytest.approx(3.3e9, rel=0.02)  # the memorandum of 2016: 3.3 billion a year, from 2019
    ((britain, _),) = _aid(built, "GBR", date(1949, 6, 30))
    assert britain > 1e9  # the Marshall Plan
    ((afghanistan, _),) = _aid(built, "AFG", date(2011, 9, 30))
    assert afghanistan > 10e9


def test_yugoslavia_is_the_sum_of_its_names(mirror: Path, built: Any) -> None:
    names = {"Yugoslavia (former)", "Serbia and Montenegro (former)", "Serbia", "Montenegro"}
    theirs = sum(
        float(row["current_amount"])
        for row in _file(mirror)
        if row["country_name"] in names - {"Yugoslavia (former)"}
        and row["fiscal_year"] == "2003"
        and row["transaction_type_name"] == "Obligations"
    )
    assert theirs > 1e8
    assert _aid(built, "YUG", date(2003, 9, 30)) == [(theirs, date(2002, 10, 1))]
    assert _aid(built, "SRB", date(2003, 9, 30)) == []
    assert _aid(built, "YUG", date(2018, 9, 30)) == []


def test_no_aid_to_a_state_that_was_none(built: Any) -> None:
    assert _aid(built, "DZA", date(1955, 6, 30)) == []
    assert _aid(built, "CSK", date(2001, 9, 30)) == []
    ((first,),) = built.execute(
        "select min(\"start\") from pair_figure where source = 'us-foreign-assistance' and b = 'SSD'"
    ).fetchall()
    assert first == date(2010, 10, 1)


def test_taking_back_is_negative(mirror: Path, built: Any) -> None:
    ((negative,),) = built.execute(
        "select count(*) from pair_figure where indicator = 'us-aid-obligations-current' and value < 0"
    ).fetchall()
    theirs = sum(
        row["current_amount"].startswith("-") and row["transaction_type_name"] == "Obligations" for row in _file(mirror)
    )
    assert 0 < negative <= theirs


def test_constant_dollars_are_those_of_2020(built: Any) -> None:
    assert built.execute(
        """select count(*) from pair_figure x join pair_figure y using (a, b, "start")
        where x.indicator = 'us-aid-obligations-current' and y.indicator = 'us-aid-obligations-constant'
        and x."end" = date '2020-09-30' and x.value <> y.value"""
    ).fetchone() == (0,)
