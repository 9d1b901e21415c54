"""The measures of influence, computed anew with pandas straight from the publishers' files, and known facts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute

STATES = {"USA": 2, "CAN": 20, "MEX": 70, "BRA": 140, "GBR": 200, "NLD": 210, "FRA": 220, "SWE": 380, "TUR": 640, "CHN": 710, "JPN": 740, "AUS": 900}  # fmt: skip
CODES = list(STATES.values())
YEARS = (1962, 1975, 1988, 1999, 2005, 2014)


def frame(made: Computed) -> pd.DataFrame:
    subjects, axis, estimates = made.estimates.subjects, made.axis, made.estimates
    found = {"one": axis.codes[subjects.a], "year": axis.years[subjects.period], "value": estimates.value}
    if len(subjects.b):
        found["other"] = axis.codes[subjects.b]
    for name in ("low", "high", "coverage"):
        if getattr(estimates, name) is not None:
            found[name] = getattr(estimates, name)
    return pd.DataFrame(found)


def at(table: pd.DataFrame, *key: int) -> float:
    chosen = table[(table.one == key[0]) & (table.year == key[-1])]
    if len(key) == 3:
        chosen = chosen[chosen.other == key[1]]
    (value,) = chosen.value
    return float(value)


def by_hand(mirror: Path) -> pd.DataFrame:
    """Make the index of some pairs and years by the formula of its documentation."""
    flows = pd.read_parquet(mirror / "cow-trade-dyadic" / "cow_trade_ddy.parquet")
    sums = flows.groupby(["ccode1", "year"])[["flow1", "flow2"]].sum().reset_index()
    totals = pd.read_csv(mirror / "cow-igo-trade" / "cow_trade_sy.csv.gz", na_values=["NA"])
    totals = totals.merge(sums, left_on=["ccode", "year"], right_on=["ccode1", "year"])
    totals = totals[(totals.flow1 <= 1.1 * totals.imports) & (totals.flow2 <= 1.1 * totals.exports)]
    totals["whole"] = totals.imports + totals.exports
    gdp = pd.read_csv(mirror / "gdp-worldbank" / "gdp.csv.gz").rename(columns={"Year": "year", "Value": "gdp"})
    gdp["ccode2"] = gdp["Country Code"].map(STATES)
    shared = pd.read_parquet(mirror / "cow-igo-trade" / "cow_igo_ndy.parquet")
    shared = pd.concat([shared, shared.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})])
    duties = pd.read_parquet(mirror / "atop" / "atop_alliance.parquet")
    duties["grade"] = np.select(
        [
            (duties.atop_defense == 1) | (duties.atop_offense == 1),
            (duties.atop_neutral == 1) | (duties.atop_consul == 1),
            duties.atop_nonagg == 1,
        ],
        [3, 2, 1],
    )
    turned = duties.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    grades = pd.concat([duties, turned]).groupby(["ccode1", "ccode2", "year"]).grade.max().reset_index()
    pairs = flows[flows.ccode1.isin(CODES) & flows.ccode2.isin(CODES) & flows.year.isin(YEARS)]
    pairs = pairs.merge(totals[["ccode", "year", "whole"]], left_on=["ccode2", "year"], right_on=["ccode", "year"])
    pairs = pairs.merge(gdp[["ccode2", "year", "gdp"]], on=["ccode2", "year"])
    pairs = pairs.merge(shared, on=["ccode1", "ccode2", "year"])
    pairs = pairs.merge(grades, on=["ccode1", "ccode2", "year"], how="left").fillna({"grade": 0})
    trade = pairs.flow1 + pairs.flow2
    bandwidth = ((pairs.dyadigos / 106).clip(upper=1) + (np.log1p(trade) / np.log1p(650_000)).clip(upper=1) + pairs.grade / 3) / 3  # fmt: skip
    dependence = (trade / pairs.whole + (trade * 1e6 / pairs.gdp).clip(upper=1)) / 2
    return pairs.assign(one=pairs.ccode1, other=pairs.ccode2, value=bandwidth * dependence)[["one", "other", "year", "value"]].dropna()  # fmt: skip


def test_the_index_of_pairs(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(built, "influence.bandwidth_times_dependence", 1960, 2016)
    found = frame(made)
    both = by_hand(mirror).merge(found, on=["one", "other", "year"])
    assert len(both) > 600
    assert np.allclose(both.value_x, both.value_y, rtol=1e-9)
    # The first on the second: who is larger holds more of who is smaller.
    for one, other in ((2, 70), (2, 20), (255, 210), (365, 370), (900, 910)):
        assert at(found, one, other, 2010) > 2 * at(found, other, one, 2010)
    assert at(found, 2, 70, 2010) == pytest.approx(0.411, abs=0.001)
    # Unknown is not zero: North Korea has no product on record, trade ends in 2014, and the Federal Republic's is not there.
    assert np.isnan([at(found, 710, 731, 2010), at(found, 2, 20, 2015), at(found, 2, 260, 1975)]).all()
    known = found[found.value.notna()]
    assert (known.low <= known.value).all() and (known.value <= known.high).all()
    assert known.coverage.eq(0.5).all()


def test_the_sums_are_those_of_the_pairs(built: duckdb.DuckDBPyConnection) -> None:
    pairs = frame(compute(built, "influence.bandwidth_times_dependence", 1989, 1991))
    # Both codes of Germany stand in 1990: as a partner it counts once, by the later.
    once = pairs[~((pairs.year == 1990) & pairs.other.isin([260, 678]))]
    made = compute(built, "influence.exerted", 1989, 1991)
    exerted = frame(made)
    for code, year in ((2, 1990), (220, 1990), (200, 1989), (710, 1991)):
        mine = once[(once.one == code) & (once.year == year)].value
        assert at(exerted, code, year) == pytest.approx(mine.sum())
        row = exerted[(exerted.one == code) & (exerted.year == year)].iloc[0]
        assert row.coverage == pytest.approx(mine.notna().mean())
        assert row.low <= row.value <= row.high
    received = frame(compute(built, "influence.received", 1989, 1991))
    sources = pairs[~((pairs.year == 1990) & pairs.one.isin([260, 678]))]
    assert at(received, 20, 1990) == pytest.approx(sources[(sources.other == 20) & (sources.year == 1990)].value.sum())
    assert made.estimates.ranks is not None
    first = exerted[(exerted.year == 1990)].value.idxmax()
    assert exerted.one[first] == 2
    assert made.estimates.ranks[first].tolist() == [1.0, 1.0, 1.0]


def test_a_state_of_which_little_is_known_has_no_sum(built: duckdb.DuckDBPyConnection) -> None:
    """Of the Federal Republic three targets are known in 1965: as a sum it would pass for a small power."""
    exerted = frame(compute(built, "influence.exerted", 1965, 1965))
    assert np.isnan(at(exerted, 260, 1965))
    assert at(exerted, 2, 1965) > at(exerted, 200, 1965) > at(exerted, 220, 1965) > at(exerted, 740, 1965)


def test_alliances_and_organisations(built: duckdb.DuckDBPyConnection) -> None:
    security = frame(compute(built, "influence.security_bandwidth", 2010, 2019))
    # Japan 1960, the consultation of the Charter with China of 2001 … and Israel, with which there is no treaty.
    assert at(security, 2, 740, 2014) == 1.0
    assert at(security, 2, 666, 2014) == 0.0
    assert np.isnan(at(security, 2, 740, 2019))
    political = frame(compute(built, "influence.political_bandwidth", 2010, 2015))
    assert at(political, 220, 255, 2010) == pytest.approx(96 / 106)
    assert np.isnan(at(political, 220, 255, 2015))


def test_representation_stands_with_the_sender(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    raw = pd.read_csv(mirror / "cow-diplomatic-exchange-part" / "diprep_nextSym.csv.gz", na_values=["NA"])
    raw = raw[(raw.year == 1985) & raw.ccode1.isin(CODES) & raw.ccode2.isin(CODES)]
    found = frame(compute(built, "influence.diplomatic_representation", 1985, 1986))
    assert len(raw) > 40
    for row in raw.itertuples():
        # DR_at_1 is the rank of the second's diplomats at the first.
        for host, sender, rank in ((row.ccode1, row.ccode2, row.DR_at_1), (row.ccode2, row.ccode1, row.DR_at_2)):
            value = at(found, sender, host, 1985)
            assert value == rank or (np.isnan(value) and (rank == 9 or np.isnan(rank)))
    assert found[found.year == 1986].value.isna().all()


def test_opinion_is_of_the_second_public_and_published_toplines(built: duckdb.DuckDBPyConnection) -> None:
    """Pew's toplines: favourable to the United States, Germany 2008: 31 %; Japan 2013: 69 %; China in Japan 2020: 9 %."""
    found = frame(compute(built, "influence.opinion"))
    for one, other, year, published in ((2, 255, 2008, 31), (2, 740, 2013, 69), (710, 740, 2020, 9), (2, 640, 2007, 9)):
        assert at(found, one, other, year) == pytest.approx(published, abs=1.0)
    known = found[found.value.notna()]
    assert ((known.high - known.low) < 8).all() and ((known.high - known.low) > 0.5).all()


def test_aid_and_peacekeepers(built: duckdb.DuckDBPyConnection) -> None:
    aid = frame(compute(built, "influence.aid"))
    # The year of Camp David; nobody but the United States is on record as a giver.
    assert at(aid, 2, 666, 1979) == pytest.approx(0.213, abs=0.005)
    assert set(aid[aid.value.notna()].one) == {2}
    keepers = frame(compute(built, "influence.peacekeepers"))
    # Published by the United Nations for December 2010: Bangladesh 10,402, India 8,691; here the means of the year.
    assert at(keepers, 771, 2010) == pytest.approx(10_600, rel=0.03)
    assert at(keepers, 750, 2010) == pytest.approx(8_800, rel=0.03)


def test_journeys(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    for name, file, column in (
        ("visits_received", "colt_top_received", "CountryVisited"),
        ("journeys_made", "colt_top_sent", "LeaderCountryOrIGO"),
    ):
        raw = pd.read_parquet(mirror / "colt-visits-agg" / f"{file}.parquet")
        found = frame(compute(built, f"influence.{name}"))
        for country, code in {"France": 220, "Japan": 740, "Brazil": 140}.items():
            for row in raw[raw[column] == country].itertuples():
                assert at(found, code, row.TripYear) == row.count
