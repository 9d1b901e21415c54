"""The situational factors, computed anew with pandas straight from the publishers' files, and known facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute
from comity.model.errors import NotHere


def frame(made: Computed) -> pd.DataFrame:
    subjects, axis, estimates = made.estimates.subjects, made.axis, made.estimates
    found = {"one": axis.codes[subjects.a], "year": axis.years[subjects.period], "value": estimates.value}
    for name in ("low", "high", "coverage"):
        if getattr(estimates, name) is not None:
            found[name] = getattr(estimates, name)
    return pd.DataFrame(found)


def at(table: pd.DataFrame, code: int, year: int) -> float:
    (value,) = table[(table.one == code) & (table.year == year)].value
    return float(value)


def test_political_stability_has_its_published_error(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    raw = pd.read_csv(mirror / "wgi" / "wgidataset_2024_long.csv.gz", na_values=[".."])
    found = frame(compute(built, "situation.political_stability")).set_index(["one", "year"])
    seen = 0
    for country, code in {"Netherlands": 210, "China": 710, "United States": 2, "Nigeria": 475, "Germany": 255}.items():
        for row in raw[(raw.countryname == country) & (raw.indicator == "pv")].itertuples():
            mine = found.loc[(code, row.year)]
            assert mine.value == pytest.approx(row.estimate, rel=1e-9)
            assert (mine.low, mine.high) == pytest.approx(
                (row.estimate - 1.645 * row.stddev, row.estimate + 1.645 * row.stddev)
            )
            seen += 1
    assert seen == 125
    assert np.isnan(found.loc[(210, 1997)].value)


def test_past_coups_add_up_ten_years(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    raw = pd.read_csv(mirror / "coups" / "powell_thyne_ccode_year_V2024.01.29.txt.gz", sep="\t")
    raw = raw[raw.year <= 2023]
    raw["tried"] = (raw[["coup1", "coup2", "coup3", "coup4"]] > 0).sum(axis=1)
    found = frame(compute(built, "situation.past_coups"))
    for code in (2, 800, 145, 640, 475, 652, 432):
        mine = raw[raw.ccode == code].set_index("year").tried
        for year in range(1959, 2024):
            # Syria is not in the list while it was part of the United Arab Republic.
            if mine.index.min() <= year - 9 and ((found.one == code) & (found.year == year)).any():
                assert at(found, code, year) == mine.loc[year - 9 : year].sum(), (code, year)
    # Thailand had successful coups in 2006 and 2014; in Bolivia eight were tried from 1971 to 1980.
    assert at(found, 800, 2014) == 2
    assert at(found, 145, 1980) == 8
    assert found[found.year < 1959].value.isna().all()


def test_tenure_is_the_time_in_office_on_the_last_day(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    raw = pd.read_csv(mirror / "leaders" / "archigos.csv.gz", na_values=["NA"])
    found = frame(compute(built, "situation.leader_tenure"))
    seen = 0
    for code in (2, 20, 40, 200, 210, 220, 620, 710, 740):
        mine = raw[raw.gwcode == code]
        start, end = pd.to_datetime(mine.startdate), pd.to_datetime(mine.enddate)
        for year in range(1960, 2016):
            day = pd.Timestamp(date(year, 12, 31))
            held = start[(start <= day) & (end >= day)]
            value = at(found, code, year)
            if held.empty:
                assert np.isnan(value)
            else:
                assert value == pytest.approx((day - held.max()).days / 365.25), (code, year)
                seen += 1
    assert seen > 480
    assert at(found, 620, 2010) == pytest.approx(41.33, abs=0.01)
    assert found.year.max() <= 2015 or found[found.year > 2015].value.isna().all()


def test_regional_tension_by_hand(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    quarrels = pd.read_csv(mirror / "cow-mid" / "cow_mid_ddydisps.csv.gz")
    borders = pd.read_csv(mirror / "geography" / "cow_contdir.csv.gz", parse_dates=["stdate", "enddate"])
    found = frame(compute(built, "situation.regional_tension"))
    seen = 0.0
    for year in (1905, 1938, 1962, 1979, 1999, 2012):
        # An open end is the last day on which borders were coded: month by month it is the first of December of 2016.
        day_one, day_last = pd.Timestamp(date(year, 1, 1)), pd.Timestamp(date(year, 12, 31))
        near = borders[(borders.conttype > 0) & (borders.stdate <= day_last) & (borders.enddate >= day_one)]
        pairs = {(row.ccode1, row.ccode2) for row in near.itertuples()}
        pairs |= {(b, a) for a, b in pairs}
        fights = quarrels[(quarrels.year == year) & (quarrels.cowmidongoing == 1)]
        disputes = {(row.ccode1, row.ccode2) for row in fights.itertuples()}
        disputes |= {(b, a) for a, b in disputes}
        for code in found[found.year == year].one:
            around = {b for a, b in pairs if a == code}
            involved = {j for j in around if any((j, k) in disputes for k in (around | {code}) - {j})}
            assert at(found, code, year) == len(involved), (code, year)
            seen += len(involved)
    assert seen > 300
    assert found[found.year > 2014].value.isna().all()


def test_deaths_nearby_are_the_neighbours(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    raw = pd.read_csv(mirror / "ucdp-brd" / "poldat_ucdpbrds.csv.gz")
    dead = {(int(row.gwcode), int(row.year)): row.best for row in raw.dropna(subset=["best"]).itertuples()}
    found = frame(compute(built, "situation.deaths_nearby")).set_index(["one", "year"])
    borders = pd.read_csv(mirror / "geography" / "cow_contdir.csv.gz", parse_dates=["stdate", "enddate"])
    held = borders[(borders.conttype > 0) & (borders.enddate >= "2014-01-01") & (borders.stdate <= "2014-12-31")]
    turkish = {row.ccode2 for row in held.itertuples() if row.ccode1 == 640} | {row.ccode1 for row in held.itertuples() if row.ccode2 == 640}  # fmt: skip
    assert {645, 652} < turkish
    assert found.loc[(640, 2014)].value == sum(dead.get((code, 2014), 0.0) for code in turkish)
    assert found.loc[(640, 2014)].coverage == pytest.approx(
        sum((code, 2014) in dead for code in turkish) / len(turkish)
    )
    assert found.loc[(640, 2014)].value > 75_000  # Syria, and Iraq


def test_published_values_stand_as_they_are(built: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    polity = pd.read_parquet(mirror / "regimes-misc" / "polity5.parquet")
    found = frame(compute(built, "situation.domestic_constraint"))
    for code in (2, 220, 200, 651):
        for row in polity[(polity.cown == code) & polity.year.between(1950, 2018)].itertuples():
            value = at(found, code, int(row.year))
            assert value == row.xconst if row.xconst and row.xconst > 0 else np.isnan(value)
    regime = frame(compute(built, "situation.regime"))
    raw = pd.read_csv(mirror / "democracy-isard" / "cw_democracy.csv.gz", na_values=["NA"])
    both = raw[["ccode", "year", "v2x_polyarchy"]].merge(regime, left_on=["ccode", "year"], right_on=["one", "year"])
    both = both[both.v2x_polyarchy.notna() & both.value.notna()]
    assert len(both) > 16_000
    assert np.allclose(both.v2x_polyarchy, both.value)
    military = frame(compute(built, "situation.military_dimension"))
    assert at(military, 775, 2005) > 0.8
    assert at(military, 2, 2005) < 0.05


def test_elections_are_to_be_brought(built: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotHere, match="is not known here") as caught:
        compute(built, "situation.elections")
    assert "NELDA" in str(caught.value.remedy)
    with pytest.raises(NotHere) as caught:
        compute(built, "influence.training")
    assert "training" in str(caught.value.remedy)
