"""Side effects against the publishers' files, computed again with pandas."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.contract import find
from comity.store.once import see_once

USA, GRC, TUR, IND, PAK = 2, 350, 640, 750, 770


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def _row(made: Computed, one: int, other: int, year: int) -> int:
    axis, subjects = made.axis, made.estimates.subjects
    chosen = (axis.codes[subjects.a] == one) & (axis.codes[subjects.b] == other)
    (row,) = np.flatnonzero(chosen & (axis.years[subjects.period] == year))
    return int(row)


@pytest.mark.parametrize(
    ("state", "name", "rival", "other", "year"),
    [(GRC, "Greece", TUR, "Turkey", 1998), (TUR, "Turkey", GRC, "Greece", 1998), (IND, "India", PAK, "Pakistan", 2008)],
)
def test_months_are_counted_as_in_the_publishers_files(
    record: duckdb.DuckDBPyConnection, mirror: Path, state: int, name: str, rival: int, other: str, year: int
) -> None:
    exercises = pd.read_csv(mirror / "mme-exercises" / "mme_v7.csv.gz", dtype=str)
    columns = [column for column in exercises.columns if column.startswith("State")]
    months: set[int] = set()
    for _, exercise in exercises.iterrows():
        who = {str(part).strip() for part in exercise[columns].dropna()} - {"-9"}
        if name in who and other not in who and len(who) > 1:
            begun = 12 * int(exercise["s.year"]) + int(exercise["s.month"]) - 1
            months |= {begun, begun + 1, begun + 2}
    events = pd.read_csv(mirror / "mie" / "mie-1.0.csv.gz")
    events = events[
        ((events.ccode1 == rival) & (events.ccode2 == state) & (events.sidea1 == 1))
        | ((events.ccode1 == rival) & (events.ccode2 == state))
    ]
    acted = set(12 * events.styear + events.stmon - 1)
    window = [month for month in range(12 * (year - 9), 12 * (year + 1)) if month >= 12 * 1980 + 2]
    k, n = sum(m in acted and m in months for m in window), sum(m in months for m in window)
    base_k, base_n = sum(m in acted and m not in months for m in window), sum(m not in months for m in window)
    made = compute(record, "side_effects.exercise_escalation")
    row = _row(made, state, rival, year)
    assert made.estimates.inputs is not None
    assert made.estimates.inputs[row] == n + base_n == 120
    assert made.estimates.value[row] == pytest.approx((k / n) / (base_k / base_n))


def test_where_escalation_is_not_known(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "side_effects.exercise_escalation")
    value = made.estimates.value
    assert np.isnan(value[_row(made, USA, 731, 1995)]), "the United States exercise in every month"
    assert np.isnan(value[_row(made, GRC, TUR, 2011)]), "exercises are known to 2010"
    assert np.isnan(value[_row(made, 220, 255, 1998)]), "no rivals"
    (told,) = find("side_effects.exercise_escalation").validate(record)  # type: ignore[misc]
    assert told.lines[0][4] == pytest.approx(1.19, abs=0.01)


def test_opinion_against_the_publishers_file(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "side_effects.opinion_backlash")
    surveys = pd.read_csv(mirror / "perception-pew-agg" / "pew_opinion_agg_DERIVED.csv.gz")
    surveys = surveys[surveys.target == "USA"].set_index(["respondent_iso3", "year"])
    troops = pd.read_csv(mirror / "us-troops" / "troopdata-rebuild-country-year.csv.gz")
    troops = troops.dropna(subset=["iso3c"]).groupby(["iso3c", "year"]).troops_ad.sum()
    estimates, subjects = made.estimates, made.estimates.subjects
    known = np.flatnonzero(np.isfinite(estimates.value))
    assert len(known) == 24
    assert estimates.low is not None
    iso = {640: "TUR", 290: "POL", 732: "KOR", 690: "KWT", 740: "JPN", 663: "JOR", 230: "ESP", 325: "ITA", 368: "LTU"}
    seen = 0
    for row in known.tolist():
        host = iso.get(int(made.axis.codes[subjects.a[row]]))
        year = int(made.axis.years[subjects.period[row]])
        assert int(made.axis.codes[subjects.b[row]]) == USA
        if host is None:
            continue
        seen += 1
        before = max(
            y for who, y in surveys.index if who == host and y < year and (host, y) in troops.index and y != 2008
        )
        now, was = surveys.loc[(host, year)], surveys.loc[(host, before)]
        assert estimates.value[row] == pytest.approx(now.favorable_wpct - was.favorable_wpct)
        p, q = now.favorable_wpct, was.favorable_wpct
        error = np.sqrt(p * (100 - p) / now.n + q * (100 - q) / was.n)
        assert estimates.low[row] == pytest.approx(estimates.value[row] - 1.6449 * error, abs=1e-3)
        assert troops[host, year] >= 1.25 * troops[host, before]
        assert troops[host, year] - troops[host, before] >= 100
    assert seen >= 3
