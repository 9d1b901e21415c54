"""The counts of calls on pledges against the published replication files."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import compute
from comity.measures.honoured import COUNTS
from comity.measures.ranking import ranks
from comity.statistics.regression import logit

COLUMNS = {"defense": "defense", "offense": "offense", "neutrality": "neutral", "nonaggression": "nonagg"}


@pytest.fixture(scope="module")
def folder(reference: Path) -> Path:
    return reference / "alliance_reliability"


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((folder / "expected.json").read_text())
    return found


@pytest.fixture(scope="module")
def calls(folder: Path) -> pd.DataFrame:
    """Give the calls that are coded as honoured or violated, with the period of the war."""
    rows = pd.read_stata(folder / "BerkemeierFuhrmannRAP2018_0303.dta")
    rows = rows[(rows.honorLLM == 1) | (rows.violateLLM == 1)].copy()
    rows["honoured"] = rows.honorLLM == 1
    # Wars are numbered by their beginning: 142 is the Winter War of 1939; those without a number have their year by name.
    rows["since"] = np.where(rows.cowwarid.notna(), rows.cowwarid > 142, ~rows.warname.str.contains("1939"))
    return rows


def test_the_counts_are_those_of_the_file(calls: pd.DataFrame) -> None:
    for duty, periods in COUNTS.items():
        mine = calls if duty == "all" else calls[calls[COLUMNS[duty]] == 1]
        for period, counts in periods.items():
            some = mine if period == "1816–2003" else mine[mine.since == (period == "1945–2003")]
            assert (int(some.honoured.sum()), len(some)) == counts, (duty, period)


def test_the_shares_are_those_published(expected: dict[str, float]) -> None:
    assert COUNTS["all"]["1816–2003"] == (expected["rate_all"] * expected["n"], expected["n"])
    for duty, column in (
        ("defense", "defense"),
        ("offense", "offense"),
        ("neutrality", "neutral"),
        ("nonaggression", "nonagg"),
    ):
        honoured, number = COUNTS[duty]["1816–2003"]
        assert honoured / number == pytest.approx(expected[column], abs=1e-6)
    # The abstract's words: 66 % before 1945; 22 % since, of which the file has 20 %.
    assert pytest.approx(expected["published_periods"]["pre1945"], abs=0.005) == 63 / 96  # type: ignore[index]
    assert pytest.approx(expected["published_periods"]["1945_2003"], abs=0.025) == 10 / 50  # type: ignore[index]


def test_leeds_and_anac_s_logit(folder: Path, expected: dict[str, dict[str, float]]) -> None:
    wanted = expected["leeds_anac_honor3"]
    names = ["milinst", "formal", "chcap2d", "dinstch2", "origtar1"]
    rows = pd.read_stata(folder / "LeedsAnacIIrep.dta")
    rows = rows[rows.active == 1][["honor3", *names]].dropna()
    assert len(rows) == wanted["n"]
    found = logit(rows.honor3.to_numpy(float), np.column_stack([np.ones(len(rows)), rows[names].to_numpy(float)]))
    assert found.coefficients.round(4).tolist() == [wanted["const"], *(wanted[name] for name in names)]
    assert found.log_likelihood == pytest.approx(wanted["loglik"], abs=1e-8)


def test_every_pact_with_a_pledge_has_the_prior_of_its_type(built: duckdb.DuckDBPyConnection) -> None:
    made = compute(built, "reliability.defense")
    subjects, value = made.estimates.subjects, made.estimates.value
    place = [key for key, _ in subjects.groups].index("almanac:north-atlantic-treaty")
    years = made.axis.years[subjects.period[subjects.a == place]]
    assert (years.min(), years.max()) == (1949, 2025)
    assert np.unique(value[np.isfinite(value)]).tolist() == [pytest.approx(42.5 / 103)]
    # One figure for all makes no order among them.
    assert np.isnan(ranks(made.estimates, np.flatnonzero(np.isfinite(value)))).all()
    # ATOP looked to 2018; whether Portugal and Britain's pact of the fourteenth century is in force now it does not say.
    late = np.isfinite(value) & (np.take(made.axis.years, subjects.period) > 2018)
    assert {subjects.groups[group][0].partition(":")[0] for group in subjects.a[late].tolist()} == {"almanac"}
    recent = compute(built, "reliability.defense_by_period", 1940, 1950).estimates
    assert sorted(set(recent.value[np.isfinite(recent.value)].round(3).tolist())) == [0.134, 0.595]
