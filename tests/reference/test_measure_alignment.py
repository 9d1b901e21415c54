"""Alignment over the whole mirror: against published numbers, against the publishers' files by another way, known cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from comity.measures.alignment._similarity import shares
from comity.measures.answer import Computed, compute
from comity.measures.explaining import contributions
from comity.panel.axis import Axis
from comity.statistics.trend import breaks, trend
from comity.store.home import record_path
from comity.store.record import open_record

COW = {"USA": 2, "CAN": 20, "CUB": 40, "GBR": 200, "DEU": 255, "POL": 290, "RUS": 365, "IRN": 630, "TUR": 640, "EGY": 651, "ISR": 666, "CHN": 710, "IND": 750}  # fmt: skip
ISO2 = {"US": "USA", "IL": "ISR", "RU": "RUS", "GB": "GBR", "CN": "CHN"}
BALLOT = {"yes": 1, "abstain": 2, "no": 3}


@pytest.fixture(scope="module")
def record(full_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the record of the whole mirror once for all tests here."""
    with open_record(record_path(full_home)) as con:
        yield con


def _row(made: Computed, year: int, one: str, other: str = "") -> int:
    codes = made.axis.codes.tolist()
    subjects = made.estimates.subjects
    mine = np.take(made.axis.years, subjects.period) == year
    if not other:
        return int(np.flatnonzero(mine & (subjects.a == codes.index(COW[one])))[0])
    a, b = sorted(codes.index(COW[state]) for state in (one, other))
    return int(np.flatnonzero(mine & (subjects.a == a) & (subjects.b == b))[0])


def _series(made: Computed, one: str, other: str) -> tuple[np.ndarray, np.ndarray]:
    codes = made.axis.codes.tolist()
    a, b = sorted(codes.index(COW[state]) for state in (one, other))
    subjects = made.estimates.subjects
    mine = np.flatnonzero((subjects.a == a) & (subjects.b == b))
    return np.take(made.axis.years, subjects.period[mine]), made.estimates.value[mine]


# -- votes


@pytest.fixture(scope="module")
def ballots(mirror: Path) -> pd.DataFrame:
    """Give contested roll calls × states, straight from the publisher's files, with date and session."""
    votes = pd.read_parquet(mirror / "unga-votes" / "un_votes.parquet")
    calls = pd.read_csv(mirror / "unga-votes" / "un_roll_calls.csv.gz", parse_dates=["date"]).set_index("rcid")
    wide = votes[votes["country_code"].notna()].assign(x=votes["vote"].map(BALLOT)).pivot_table(
        index="rcid", columns="country_code", values="x", aggfunc="first"
    )  # fmt: skip
    contested = votes.groupby("rcid")["vote"].nunique() > 1
    wide = wide[contested.reindex(wide.index)]
    return wide.join(calls[["date", "session"]])


def test_similarity_of_votes_of_session_70_as_published(reference: Path, ballots: pd.DataFrame) -> None:
    known = json.loads((reference / "fp_similarity" / "expected.json").read_text())
    session = ballots[ballots["session"] == 70]
    for pair, expected in known["unga_session70"].items():
        both = session[pair.split("-")].dropna()
        assert len(both) == expected["n"]
        x, y = both.to_numpy().T
        for kind, name in (("kappa", "kappa"), ("pi", "pi"), ("s", "S")):
            assert shares(x, y, kind, 2.0).sum() == pytest.approx(expected[name], abs=known["tol"])


@pytest.mark.parametrize(("name", "kind"), [("kappa_votes", "kappa"), ("pi_votes", "pi"), ("s_votes", "s")])
def test_similarity_of_votes_from_the_file(
    name: str, kind: Any, record: duckdb.DuckDBPyConnection, ballots: pd.DataFrame
) -> None:
    made = compute(record, f"alignment.{name}", 1970, 2020)
    for year in (1971, 1989, 2015, 2018):
        mine = ballots[ballots["date"].dt.year == year]
        for one, other in (("US", "RU"), ("US", "IL"), ("GB", "US"), ("RU", "IL")):
            both = mine[[one, other]].dropna()
            x, y = both.to_numpy().T
            row = _row(made, year, ISO2[one], ISO2[other])
            ssd, n = ((x - y) ** 2).sum(), len(x)
            below = {
                "kappa": (x**2).sum() + (y**2).sum() - 2 * x.sum() * y.sum() / n,
                "pi": (x**2).sum() + (y**2).sum() - (x.sum() + y.sum()) ** 2 / (2 * n),
                "s": n,
            }[kind]
            ssd = np.abs(x - y).sum() if kind == "s" else ssd
            assert made.estimates.value[row] == pytest.approx(1 - ssd / below, abs=1e-9)
            assert made.estimates.inputs is not None
            assert made.estimates.inputs[row] == n
    late = np.take(made.axis.years, made.estimates.subjects.period) == 2020
    assert late.any()
    assert np.isnan(made.estimates.value[late]).all()


def test_an_explanation_of_votes_names_issues_and_shows_every_ballot(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "alignment.kappa_votes", 2015, 2015)
    row = _row(made, 2015, "USA", "RUS")
    parts = contributions(record, made, row)
    assert sum(part.amount for part in parts) == pytest.approx(made.estimates.value[row], abs=1e-9)
    by_issue = {part.label: part for part in parts}
    assert by_issue["Human rights"].amount < 0 < by_issue["Nuclear weapons and nuclear material"].amount
    rows = {(entry.cells["resolution"], entry.cells["actor"]) for part in parts for entry in part.behind}
    assert made.estimates.inputs is not None
    assert len(rows) == 2 * made.estimates.inputs[row]


# -- alliances


def test_similarity_of_alliances_from_the_file(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    file = mirror / "atop" / "atop_alliance.parquet"
    owed = duckdb.sql(
        f"""select ccode1, ccode2, year,
        greatest(3 * atop_defense, 3 * atop_offense, 2 * atop_neutral, 2 * atop_consul, atop_nonagg) as value from '{file}'"""
    ).df()
    made = {name: compute(record, f"alignment.{name}", 1914, 2018).estimates for name in ("kappa", "pi", "s")}
    whole = compute(record, "alignment.kappa", 1914, 2018)
    for year, one, other in ((1914, "DEU", "RUS"), (1985, "USA", "RUS"), (1985, "USA", "GBR"), (2018, "CHN", "RUS")):
        axis = Axis("cow", "year", year, year)
        codes = [int(code) for code in axis.codes[axis.present[:, 0]]]
        mine = owed[owed["year"] == year].set_index(["ccode1", "ccode2"])["value"]
        x, y = (
            [3.0 if code == me else float(mine.get((me, code), 0)) for code in codes] for me in (COW[one], COW[other])
        )
        a, b, n = np.array(x), np.array(y), len(codes)
        ssd, squares = ((a - b) ** 2).sum(), (a**2).sum() + (b**2).sum()
        row = _row(whole, year, one, other)
        assert made["kappa"].value[row] == pytest.approx(1 - ssd / (squares - 2 * a.sum() * b.sum() / n))
        assert made["pi"].value[row] == pytest.approx(1 - ssd / (squares - (a.sum() + b.sum()) ** 2 / (2 * n)))
        assert made["s"].value[row] == pytest.approx(1 - 2 * np.abs(a - b).sum() / (3 * n))
        parts = contributions(record, whole, row)
        assert sum(part.amount for part in parts) == pytest.approx(whole.estimates.value[row], abs=1e-9)


def test_germany_and_russia_1914(reference: Path) -> None:
    """Similar says S, opposed says kappa: the case for which S is never shown alone."""
    table = pd.read_csv(reference / "fp_similarity" / "signorino_ritter_1999_table6.csv")
    known = json.loads((reference / "fp_similarity" / "expected.json").read_text())["table6"]
    x, y = (table[column].to_numpy(float) for column in table.columns[-2:])
    assert shares(x, y, "kappa").sum() == pytest.approx(known["kappa_sq"])
    assert shares(x, y, "pi").sum() == pytest.approx(known["pi_sq"])
    assert shares(x, y, "s", 3.0).sum() == pytest.approx(known["S_abs"])
    assert known["S_abs"] == pytest.approx(0.4)


def test_an_old_duty_to_consult_does_not_make_friends(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "alignment.kappa", 2018, 2018)
    value = made.estimates.value
    assert value[_row(made, 2018, "USA", "RUS")] < 0.3 < 0.4 < value[_row(made, 2018, "USA", "CAN")]


# -- published ideal points


def test_published_points_stand_as_published(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    file = pd.read_csv(mirror / "unga-ideal-points" / "IdealpointestimatesAll_Jun2024.csv.gz")
    made = compute(record, "alignment.ideal_point")
    estimates = made.estimates
    assert estimates.low is not None and estimates.high is not None
    for state, session in (("USA", 40), ("RUS", 47), ("ISR", 74), ("CHN", 30), ("IND", 1)):
        line = file[(file["ccode"] == COW[state]) & (file["session"] == session)].iloc[0]
        if state == "IND":  # not in the list of states before 1947
            continue
        row = _row(made, 1945 + session, state)
        held = (estimates.value[row], estimates.low[row], estimates.high[row])
        assert held == pytest.approx((line["IdealPointAll"], line["Q5%All"], line["Q95%All"]))
    years = np.take(made.axis.years, estimates.subjects.period)
    assert np.isnan(estimates.value[years == 1964]).all()


def test_distances_move_when_history_does(record: duckdb.DuckDBPyConnection) -> None:
    """The end of the Soviet Union, Cuba's and Iran's revolutions, Poland 1989, Turkey's turn after the letter of 1964."""
    made = compute(record, "alignment.ideal_point_distance")
    when = {other: breaks(*_series(made, "USA", other)) for other in ("RUS", "CUB", "IRN", "POL", "TUR", "GBR")}
    assert when["RUS"] == (1990,)
    assert when["CUB"] == (1960,)
    assert 1979 in when["IRN"]
    assert when["POL"] == (1990,)
    assert when["TUR"] == (1965,)
    whole = trend(*_series(made, "USA", "IRN"))
    assert whole is not None and whole.low > 0 and whole.p < 0.05, "ever further apart"
    assert when["GBR"] == ()
    years, values = _series(made, "USA", "EGY")
    seventies = trend(years[(years >= 1970) & (years <= 1980)], values[(years >= 1970) & (years <= 1980)])
    assert seventies is not None and seventies.slope < 0, "nearer after Egypt changed sides"
    low, high = made.estimates.low, made.estimates.high
    assert low is not None and high is not None
    assert low[_row(made, 2015, "USA", "ISR")] == 0.0


# -- ideal points of our own


@pytest.fixture(scope="module")
def own(record: duckdb.DuckDBPyConnection) -> Computed:
    return compute(record, "alignment.own_ideal_point")


@pytest.fixture(scope="module")
def beside(own: Computed, reference: Path) -> pd.DataFrame:
    """Give our points beside those of the published file of April 2020, by session."""
    published = pd.read_csv(reference / "unga_idealpoints" / "idealpoints_all_apr2020.csv.gz")
    estimates, subjects = own.estimates, own.estimates.subjects
    ours = pd.DataFrame(
        {
            "ccode": own.axis.codes[subjects.a],
            "session": np.take(own.axis.years, subjects.period) - 1945,
            "value": estimates.value,
            "low": estimates.low,
            "high": estimates.high,
        }
    )
    return ours.dropna().merge(published, on=["ccode", "session"])


def test_ranks_are_those_of_the_published_points(beside: pd.DataFrame, reference: Path) -> None:
    rank = beside.groupby("session")[["value", "IdealPoint"]].apply(
        lambda one: spearmanr(one["value"], one["IdealPoint"])[0]
    )
    assert len(rank) == 73
    assert rank.median() > 0.98
    assert rank.min() > 0.90
    assert set(rank[rank < 0.97].index) <= {1, 32, 72}
    baseline = json.loads((reference / "unga_idealpoints" / "expected.json").read_text())["svd_baseline"]
    assert all(rank[int(session)] > known["spearman"] for session, known in baseline.items())


def test_the_scale_is_nearly_that_of_the_published_points(beside: pd.DataFrame) -> None:
    assert len(beside) > 10_000
    assert np.corrcoef(beside["value"], beside["IdealPoint"])[0, 1] > 0.93
    held = []
    for _, one in beside.groupby("session"):
        slope, start = np.polyfit(one["value"], one["IdealPoint"], 1)
        assert slope > 0
        held.append(
            (one["IdealPoint"] >= start + slope * one["low"]) & (one["IdealPoint"] <= start + slope * one["high"])
        )
    assert pd.concat(held).mean() > 0.7


def test_known_turns_are_in_our_points(own: Computed) -> None:
    value, low = own.estimates.value, own.estimates.low
    assert low is not None
    assert value[_row(own, 1985, "RUS")] < -1.5 < 0.3 < value[_row(own, 1992, "RUS")]
    assert value[_row(own, 1958, "CUB")] > 0.5 > -1.5 > value[_row(own, 1962, "CUB")]
    assert (low[[_row(own, year, "USA") for year in (1946, 1962, 1985, 2003, 2019)]] > 0.5).all()
    order = [value[_row(own, 2019, state)] for state in ("ISR", "RUS", "IND", "CHN")]
    assert order[0] > 2 and order == sorted(order, reverse=True), "as in the published session 74"
    years = np.take(own.axis.years, own.estimates.subjects.period)
    assert np.isnan(value[np.isin(years, (1964, 2020))]).all()


def test_parts_of_a_point_tell_of_what_was_voted_on(own: Computed) -> None:
    row = _row(own, 2019, "ISR")
    parts = {label: part[row] for label, part in own.estimates.parts.items()}
    assert sum(parts.values()) == pytest.approx(own.estimates.value[row], abs=1e-9)
    assert parts["votes: Palestinian conflict"] > 0
    assert abs(parts["what keeps the points at deviation 1"]) < 0.1
