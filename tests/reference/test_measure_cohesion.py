"""Cohesion against the publishers' files, computed again by other means."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from itertools import combinations, permutations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.explaining import contributions, rows_behind
from comity.store.once import see_once

#: NATO's members of 2010 by the code of the Correlates of War and their names in the exercise data.
NATO = {
    2: "United States", 20: "Canada", 200: "United Kingdom", 220: "France", 211: "Belgium", 210: "Netherlands",
    212: "Luxembourg", 325: "Italy", 385: "Norway", 390: "Denmark", 395: "Iceland", 235: "Portugal", 640: "Turkey",
    350: "Greece", 255: "Germany", 230: "Spain", 290: "Poland", 316: "Czechia", 310: "Hungary", 367: "Latvia",
    366: "Estonia", 368: "Lithuania", 317: "Slovakia", 349: "Slovenia", 360: "Romania", 355: "Bulgaria", 339: "Albania",
    344: "Croatia",
}  # fmt: skip
CODES = {
    2: "USA", 20: "CAN", 200: "GBR", 220: "FRA", 211: "BEL", 210: "NLD", 212: "LUX", 325: "ITA", 385: "NOR", 390: "DNK",
    395: "ISL", 235: "PRT", 640: "TUR", 350: "GRC", 255: "DEU", 230: "ESP", 290: "POL", 316: "CZE", 310: "HUN", 367: "LVA",
    366: "EST", 368: "LTU", 317: "SVK", 349: "SVN", 360: "ROU", 355: "BGR", 339: "ALB", 344: "HRV",
}  # fmt: skip
GCC = {670, 690, 692, 694, 696, 698}


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def _of(made: Computed, group: str, year: int) -> tuple[float, float, float]:
    """Give value, low and high of a group in a year; NaN where there is none."""
    estimates = made.estimates
    place = [key for key, _ in estimates.subjects.groups].index(group)
    row = np.flatnonzero((estimates.subjects.a == place) & (made.axis.years[estimates.subjects.period] == year))
    if not len(row):
        return (np.nan,) * 3
    low, high = (np.nan if held is None else float(held[row[0]]) for held in (estimates.low, estimates.high))
    return float(estimates.value[row[0]]), low, high


def test_preferences(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "unga-ideal-points" / "IdealpointestimatesAll_Jun2024.csv.gz")
    now = table[(table.session == 65) & table.ccode.isin(NATO)]
    assert len(now) == 28
    points = now.IdealPointAll.to_list()
    naive = np.mean([abs(a - b) for a, b in combinations(points, 2)])
    made = compute(record, "cohesion.preference_spread", 2009, 2010)
    value, low, high = _of(made, "nato", 2010)
    assert value == pytest.approx(naive, rel=1e-9)
    assert low < value < high and high - low < 0.12


def test_there_is_no_session_of_1964(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "cohesion.preference_spread", 1963, 1965)
    assert [bool(np.isfinite(_of(made, "oas", year)[0])) for year in (1963, 1964, 1965)] == [True, False, True]


def test_trade(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    flows = pq.read_table(
        mirror / "cow-trade-dyadic" / "cow_trade_ddy.parquet", filters=[("year", "=", 2010)]
    ).to_pandas()
    imports = {(row.ccode1, row.ccode2): (row.flow1, row.flow2) for row in flows.itertuples()}
    products = pd.read_csv(mirror / "gdp-worldbank" / "gdp.csv.gz")
    product = products[products.Year == 2010].set_index("Country Code").Value
    shares = [
        100e6 * sum(imports[one, other] if (one, other) in imports else imports[other, one]) / product[CODES[one]]
        for one, other in permutations(NATO, 2)
    ]
    value, _, _ = _of(compute(record, "cohesion.trade_interdependence", 2010, 2010), "nato", 2010)
    # The copy that the record holds has whole millions.
    assert value == pytest.approx(np.mean(shares), rel=1e-3)


def test_trade_is_not_known_while_germany_s_is_not(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "cohesion.trade_interdependence", 1980, 2015)
    assert np.isnan(_of(made, "nato", 1980)[0]) and np.isnan(_of(made, "eu", 1985)[0])
    assert np.isfinite(_of(made, "nato", 1995)[0]) and np.isnan(_of(made, "nato", 2015)[0])


def test_exercises(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "mme-exercises" / "mme_v7.csv.gz", dtype=str, encoding="latin1")
    states = [column for column in table.columns if column.startswith("State")]
    names = set(NATO.values())
    pairs = set()
    for _, row in table[table["s.year"] == "2010"].iterrows():
        there = sorted({name.strip() for name in row[states].dropna()} & names)
        pairs |= set(combinations(there, 2))
    value, _, _ = _of(compute(record, "cohesion.exercise_density", 2009, 2012), "nato", 2010)
    assert value == pytest.approx(len(pairs) / (28 * 27 / 2))
    assert np.isnan(_of(compute(record, "cohesion.exercise_density", 2009, 2012), "nato", 2011)[0])


def test_duties(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "cohesion.mutual_defence", 2005, 2020)
    assert _of(made, "nato", 2018)[0] == 1 and _of(made, "csto", 2005)[0] == 1
    assert np.isnan(_of(made, "nato", 2019)[0])
    table = pq.read_table(mirror / "atop" / "atop_alliance.parquet", filters=[("year", "=", 2018)]).to_pandas()
    # The eight members of the SCO in 2018: China, India, Kazakhstan, Kyrgyzstan, Pakistan, Russia, Tajikistan, Uzbekistan.
    sco = {710, 750, 705, 703, 770, 365, 702, 704}
    owed = table[table.ccode1.isin(sco) & table.ccode2.isin(sco) & (table.atop_defense == 1)]
    assert _of(made, "sco", 2018)[0] == pytest.approx(len(owed) / 56)


def test_disputes(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "cow-mid" / "cow_mid_ddydisps.csv.gz")
    now = table[(table.year == 2010) & (table.cowmidongoing == 1)]
    both = {frozenset(pair) for pair in zip(now.ccode1, now.ccode2, strict=True)}
    inside = [pair for pair in both if pair <= set(NATO)]
    made = compute(record, "cohesion.conflict_within", 2010, 2016)
    assert _of(made, "nato", 2010)[0] == pytest.approx(len(inside) / (28 * 27 / 2))
    assert np.isnan(_of(made, "nato", 2015)[0])
    held: dict[int, int] = {}
    for one, other in [*(tuple(pair) for pair in both), *(tuple(pair)[::-1] for pair in both)]:
        if one in GCC and other not in GCC:
            held[other] = held.get(other, 0) + 1
    assert held == {} and np.isnan(_of(compute(record, "cohesion.shared_adversaries", 2010, 2010), "gcc", 2010)[0])


def test_adversaries_of_nato_in_the_year_of_kosovo(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "cow-mid" / "cow_mid_ddydisps.csv.gz")
    now = table[(table.year == 1999) & (table.cowmidongoing == 1)]
    members = {2, 20, 200, 220, 211, 210, 212, 325, 385, 390, 395, 235, 640, 350, 255, 230, 290, 316, 310}
    held: dict[int, set[int]] = {}
    for one, other in zip(now.ccode1, now.ccode2, strict=True):
        for member, outsider in ((one, other), (other, one)):
            if member in members and outsider not in members:
                held.setdefault(outsider, set()).add(member)
    number = [len(found) for found in held.values()]
    told = sum(k * (k - 1) for k in number) / (18 * sum(number))
    assert len(held[345]) == 19
    assert _of(compute(record, "cohesion.shared_adversaries", 1999, 1999), "nato", 1999)[0] == pytest.approx(told)


def test_rivals_of_the_gulf(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "rivalries" / "tss_rivalries.csv.gz")
    now = table[(table.start <= 2003) & (table.end >= 2003)]
    held: dict[int, int] = {}
    for one, other in zip(now.ccode1, now.ccode2, strict=True):
        for member, outsider in ((one, other), (other, one)):
            if member in GCC and outsider not in GCC:
                held[outsider] = held.get(outsider, 0) + 1
    told = sum(k * (k - 1) for k in held.values()) / (5 * sum(held.values()))
    assert told > 0
    made = compute(record, "cohesion.shared_rivals", 2003, 2022)
    assert _of(made, "gcc", 2003)[0] == pytest.approx(told)
    assert np.isnan(_of(made, "gcc", 2021)[0])


def _by_hand(mirror: Path, codes: set[int], year: int) -> float:
    """Give the mean highest institutionalisation of pairs of states that share a phase of a treaty in a year."""
    levels, phases = {}, defaultdict(list)
    with gzip.open(mirror / "atop" / "atopinst5_1.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            phase = round(10 * (float(row["atopidphase"]) - float(row["atopid"])))
            levels[row["atopid"], str(phase)] = row["milinst"]
    with gzip.open(mirror / "atop" / "atop5_1m.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            if (
                int(row["member"]) in codes
                and int(row["yrent"]) <= year
                and int(row["yrexit"] or 0) in {0, *range(year, 2019)}
            ):
                phases[row["atopid"], row["phase"]].append(int(row["member"]))
    best = dict.fromkeys(combinations(sorted(codes), 2), 0)
    for treaty, parties in phases.items():
        for pair in combinations(sorted(set(parties)), 2):
            assert levels[treaty] != ""
            best[pair] = max(best[pair], int(levels[treaty]))
    return sum(best.values()) / len(best)


def test_institutions(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "cohesion.institutional_depth", 1948, 2020)
    assert _of(made, "nato", 1950)[0] == 1 and _of(made, "nato", 1952)[0] == 2 and _of(made, "nato", 2018)[0] == 2
    assert np.isnan(_of(made, "nato", 2019)[0])
    assert [_of(made, "warsaw-pact", year)[0] for year in (1956, 1990)] == [2, 2]
    # New Zealand and the United States owe each other nothing from 17 September 1986 on.
    assert _of(made, "anzus", 1986)[0] == 1 and _of(made, "anzus", 1987)[0] == pytest.approx(2 / 3)
    assert _of(made, "asean", 2018)[0] == 0
    sco = {710, 750, 705, 703, 770, 365, 702, 704}
    assert _of(made, "sco", 2018)[0] == pytest.approx(_by_hand(mirror, sco, 2018))
    assert _of(made, "nato", 2010)[0] == pytest.approx(_by_hand(mirror, set(NATO), 2010)) == 2
    oas = {row[0] for row in record.execute(
        """select distinct s.cow from membership m join state s on s.state = m.actor and s."end" is null
        where organisation = 'oas' and status in ('member', 'suspended') and '2018-07-01' between m.start and coalesce(m."end", '2018-12-31')"""
    ).fetchall()}  # fmt: skip
    assert _of(made, "oas", 2018)[0] == pytest.approx(_by_hand(mirror, oas, 2018))


def test_latent_depth(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "atop" / "atop-milsup-latent-depth.csv.gz").set_index("atopid")
    made = compute(record, "cohesion.latent_depth", 1948, 2020)
    own = {
        "nato": 3180,
        "warsaw-pact": 3285,
        "anzus": 3215,
        "oas": 3075,
        "csto": 4220,
        "almanac:rio-treaty": 3075,
        "atop:3150": 3150,
    }
    for group, number in own.items():
        row, year = table.loc[number], 1970 if group != "csto" else 2010
        mean, error = row["latent.depth.mean"], row["latent.depth.sd"]
        assert _of(made, group, year) == pytest.approx((mean, mean - 1.645 * error, mean + 1.645 * error)), group
    assert np.isnan(_of(made, "nato", 2019)[0])
    assert _of(made, "warsaw-pact", 1990)[0] > _of(made, "nato", 1990)[2], "far deeper on paper than NATO"
    # Its treaty promises no military support: shallow or deep is not asked.
    assert np.isnan(_of(made, "asean", 2010)[0])


def test_the_rows_behind_a_figure_of_treaties(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "cohesion.institutional_depth", 1986, 1987)
    subjects = made.estimates.subjects
    place = [key for key, _ in subjects.groups].index("anzus")
    (row,) = np.flatnonzero((subjects.a == place) & (made.axis.years[subjects.period] == 1987))
    told = contributions(record, made, int(row))
    assert sum(one.amount for one in told) == pytest.approx(2 / 3)
    assert {behind.cells["agreement"] for one in told for behind in one.behind} == {"atop:3215", "atop:2565"}
    assert rows_behind(record, [made.measure.needs[0]], ["NZL", "USA"], date(1950, 1, 1), date(1950, 12, 31)) == []
    found = rows_behind(record, [made.measure.needs[0]], ["NZL", "USA"], date(1960, 1, 1), date(1960, 12, 31))
    assert {behind.cells["agreement"] for behind in found} == {"atop:3215", "atop:3260"}
