"""Burden sharing against the publishers' files, computed again by other means, and against published counts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from comity.measures.answer import Computed, compute, known_to
from comity.measures.contract import find
from comity.measures.explaining import contributions, key_of
from comity.store.once import see_once

#: Members of NATO by the code of the Correlates of War and of the World Bank, in the order of their joining.
NATO = {
    2: "USA", 20: "CAN", 200: "GBR", 220: "FRA", 211: "BEL", 210: "NLD", 212: "LUX", 325: "ITA", 385: "NOR", 390: "DNK",
    395: "ISL", 235: "PRT", 640: "TUR", 350: "GRC", 260: "DEU", 230: "ESP", 290: "POL", 316: "CZE", 310: "HUN", 367: "LVA",
    366: "EST", 368: "LTU", 317: "SVK", 349: "SVN", 360: "ROU", 355: "BGR", 339: "ALB", 344: "HRV",
}  # fmt: skip


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def _of(made: Computed, group: str, year: int) -> dict[str, float]:
    """Give the value of every member of a group in a year, by key; of a pact under its own id."""
    subjects, value = made.estimates.subjects, made.estimates.value
    place = [key for key, _ in subjects.groups].index(group)
    period = year - made.axis.first_year
    rows = np.flatnonzero((subjects.a == place) & (subjects.period == period))
    if not len(subjects.b):
        return dict.fromkeys([group], float(value[rows[0]]))
    return {key_of(made.axis, int(subjects.b[row]), period): float(value[row]) for row in rows.tolist()}


def _nmc(mirror: Path, column: str, year: int) -> dict[str, float]:
    table = pd.read_csv(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz")
    table = table[table.year == year]
    found = dict(zip(table.ccode, table[column], strict=True))
    # From 1990 on Germany has the code 255.
    return {iso: found.get(255 if code == 260 and year > 1990 else code, np.nan) for code, iso in NATO.items()}


def _gdp(mirror: Path, year: int) -> dict[str, float]:
    table = pd.read_csv(mirror / "gdp-worldbank" / "gdp.csv.gz")
    table = table[table.Year == year]
    found = dict(zip(table["Country Code"], table.Value, strict=True))
    return {iso: found.get(iso, np.nan) for iso in NATO.values()}


@pytest.mark.parametrize(
    ("measure", "column"),
    [("spending_share", "milex"), ("population_share", "tpop"), ("personnel_share", "milper"), ("capability_share", "cinc")],
)  # fmt: skip
def test_shares_in_nato_of_2014(record: duckdb.DuckDBPyConnection, mirror: Path, measure: str, column: str) -> None:
    told = _nmc(mirror, column, 2014)
    total = np.nansum(list(told.values()))
    made = _of(compute(record, f"burden.{measure}", 2014, 2014), "nato", 2014)
    assert set(made) == set(NATO.values())
    for iso, value in told.items():
        assert made[iso] == pytest.approx(value / total, rel=1e-12, nan_ok=True), iso


def test_a_member_without_a_figure_is_counted_and_has_none(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "burden.spending_share", 2014, 2014)
    assert np.isnan(_of(made, "nato", 2014)["LVA"])
    subjects, covered = made.estimates.subjects, made.estimates.coverage
    assert covered is not None
    mine = subjects.a == [key for key, _ in subjects.groups].index("nato")
    assert covered[mine] == pytest.approx(np.full(28, 0.9978), abs=1e-4)


def test_shares_of_product(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    told = _gdp(mirror, 2014)
    total = sum(told.values())
    made = _of(compute(record, "burden.gdp_share", 2014, 2014), "nato", 2014)
    assert made == pytest.approx({iso: value / total for iso, value in told.items()}, rel=1e-12)
    # Who spends two thirds and produces less than half, and who the other way round.
    gap = _of(compute(record, "burden.spending_to_gdp_gap", 2014, 2014), "nato", 2014)
    assert gap["USA"] == pytest.approx(0.211, abs=0.001)
    assert min((value, iso) for iso, value in gap.items() if np.isfinite(value))[1] == "DEU"
    assert np.nansum(list(gap.values())) == pytest.approx(0, abs=1e-12)


def test_the_warsaw_pact_has_spending_and_no_product(record: duckdb.DuckDBPyConnection) -> None:
    spends = _of(compute(record, "burden.spending_share", 1980, 1980), "warsaw-pact", 1980)
    assert sum(spends.values()) == pytest.approx(1) and max(spends, key=spends.__getitem__) == "RUS"
    produces = _of(compute(record, "burden.gdp_share", 1980, 1980), "warsaw-pact", 1980)
    assert np.isnan(list(produces.values())).all()


def test_germany_counts_once_in_the_year_of_its_union(record: duckdb.DuckDBPyConnection) -> None:
    made = _of(compute(record, "burden.population_share", 1990, 1990), "nato", 1990)
    assert len(made) == 16 and sum(made.values()) == pytest.approx(1)
    assert made["DEU"] == pytest.approx(0.095, abs=0.005)


def test_who_is_a_member_when(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "burden.population_share", 2003, 2022)
    assert len(_of(made, "nato", 2003)) == 19 and len(_of(made, "nato", 2004)) == 26
    assert "GBR" in _of(made, "eu", 2019) and "GBR" not in _of(made, "eu", 2020)
    assert "almanac:north-atlantic-treaty" not in dict(made.estimates.subjects.groups)


def test_the_exploitation_test_of_1964_and_after(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "burden.exploitation")
    for year, size in ((1964, 15), (1990, 16), (2014, 27)):
        members = list(NATO.values())[: size if size < 20 else 28]
        spends, product = _nmc(mirror, "milex", year), _gdp(mirror, year)
        known = [iso for iso in members if np.isfinite(spends[iso]) and np.isfinite(product[iso])]
        assert len(known) == size
        burden = [spends[iso] / product[iso] for iso in known]
        assert _of(made, "nato", year)["nato"] == pytest.approx(
            spearmanr([product[iso] for iso in known], burden).statistic
        )
    # It was there in the 1960s and has gone since.
    estimates = made.estimates
    mine = estimates.subjects.a == [key for key, _ in estimates.subjects.groups].index("nato")
    assert estimates.low is not None and estimates.high is not None
    years = np.take(made.axis.years, estimates.subjects.period)
    assert estimates.low[mine & (years == 1964)][0] > 0
    last = mine & (years == 2022)
    assert estimates.low[last][0] < 0 < estimates.high[last][0]
    table = find("burden.exploitation").validate
    assert table is not None
    shown = table(record)[0]
    assert [line[0] for line in shown.lines] == [1960, 1964, 1970, 1980, 1990, 2000, 2010, 2020, 2022]
    assert {line[0]: line[7] for line in shown.lines}[2020] == "USA"


def test_who_met_two_per_cent_in_2019(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "nato-defexp" / "nato_defence_expenditure_2012_2019.csv.gz")
    now = table[table.year == 2019]
    met = set(now.country_stanag[now["Defense expenditure (% real GDP)"] >= 2])
    made = _of(compute(record, "burden.pledge_gap", 2019, 2019), "nato", 2019)
    assert {iso for iso, gap in made.items() if gap >= 0} == met == {"USA", "GRC", "EST", "GBR", "ROU", "POL", "LVA"}
    assert np.isnan(made["ISL"])
    check = find("burden.pledge_gap").validate
    assert check is not None
    # NATO's own count for 2014, the year of the pledge, is three.
    assert {line[0]: line[2] for line in check(record)[0].lines}[2014] == 3


def test_montenegro_is_bound_once_it_is_a_member(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "burden.pledge_gap", 2016, 2017)
    assert "MNE" not in _of(made, "nato", 2016) and "MNE" in _of(made, "nato", 2017)


def test_the_equipment_pledge(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "nato-defexp" / "nato_defence_expenditure_2012_2019.csv.gz")
    now = table[(table.year == 2018) & table["Equipment expenditure (%)"].notna()]
    told = dict(zip(now.country_stanag, now["Equipment expenditure (%)"] - 20, strict=True))
    made = _of(compute(record, "burden.equipment_pledge_gap", 2018, 2018), "nato", 2018)
    assert {iso: gap for iso, gap in made.items() if np.isfinite(gap)} == pytest.approx(told)


def test_isaf(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "isaf-coalition" / "nato_placemats.csv.gz", dtype=str)
    table = table[(table.year == "2010") & table.count_total.str.fullmatch("[0-9]+", na=False)]
    table = table[~((table.country == "United States") & (table.count_total.astype(int) < 1000))]
    # One state has a slip of the pen in its name, and is one contributor.
    table = table.assign(country=table.country.replace("United Arab Emrates", "United Arab Emirates"))
    mean = table.assign(count_total=table.count_total.astype(float)).groupby("country").count_total.mean()
    made = _of(compute(record, "burden.mission_share", 2010, 2010), "isaf-coalition:isaf", 2010)
    for name, iso in (("United States", "USA"), ("United Kingdom", "GBR"), ("Germany", "DEU"), ("Georgia", "GEO")):
        assert made[iso] == pytest.approx(mean[name] / mean.sum(), rel=1e-9)
    assert made["USA"] == pytest.approx(0.637, abs=0.001)


def test_peacekeeping(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "ipi-peacekeeping" / "ipi_contributor_month.csv.gz")
    table = table[table.Date.str.startswith("2010")]
    months = table.set_index("Contributor")[["Troops", "Police", "Experts"]].sum(axis=1).groupby(level=0).sum()
    made = compute(record, "burden.contributor_months", 2010, 2010)
    places = {key_of(made.axis, int(place), 0): row for row, place in enumerate(made.estimates.subjects.a.tolist())}
    for name, iso in (("Pakistan", "PAK"), ("Bangladesh", "BGD"), ("Uruguay", "URY")):
        assert made.estimates.value[places[iso]] == pytest.approx(months[name])
    # Who is not on the UN's list of contributors had nobody there.
    assert "Venezuela" not in months.index and made.estimates.value[places["VEN"]] == 0
    share = _of(compute(record, "burden.mission_share", 2010, 2010), "un-peacekeeping", 2010)
    assert share["PAK"] == pytest.approx(months["Pakistan"] / months.sum())
    parts = contributions(record, made, places["VEN"])
    assert {row.table for part in parts for row in part.behind} == {"coverage"}


def test_peacekeeping_is_not_known_of_years_seen_in_part(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "burden.contributor_months", 1990, 2015)
    years = np.take(made.axis.years, made.estimates.subjects.period)
    known = set(years[np.isfinite(made.estimates.value)].tolist())
    assert known == set(range(1991, 2014))


def test_missions_of_bangladesh(record: duckdb.DuckDBPyConnection) -> None:
    made = compute(record, "burden.missions_contributed", 2024, 2024)
    places = {key_of(made.axis, int(place), 0): row for row, place in enumerate(made.estimates.subjects.a.tolist())}
    told = record.execute(
        """select count(distinct activity) from activity_party where source = 'geo-pko' and actor = 'BGD'
        and year("start") <= 2024 and year("end") >= 2024"""
    ).fetchone()
    assert told is not None and made.estimates.value[places["BGD"]] == told[0] > 4
    assert not (made.estimates.value == 0).any()


def test_aid_to_ukraine(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    table = pd.read_csv(mirror / "ukraine-support-tracker" / "data_explorer.csv.gz")
    year = table[table.year == 2023].groupby("iso").total.sum()
    made = _of(compute(record, "burden.ukraine_aid_share", 2022, 2023), "ukraine-support", 2023)
    for iso in ("USA", "DEU", "DNK", "EST"):
        assert made[iso] == pytest.approx(year[iso] / year.sum(), rel=1e-6)
    # China is tracked and gave nothing; Iran is not tracked; Ukraine gives itself nothing.
    assert made["CHN"] == pytest.approx(0, abs=1e-4) and not {"IRN", "UKR"} & set(made)
    within = _of(compute(record, "burden.ukraine_aid_share", 2023, 2023), "nato", 2023)
    assert np.isnan(within["ALB"]) and np.nansum(list(within.values())) == pytest.approx(1)


def test_aid_to_ukraine_over_product(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    """Hold the currencies against the tracker's own: it has the product of 2021 in billions of euros."""
    from comity.measures.burden.ukraine_aid_to_gdp import dollars

    table = pd.read_csv(mirror / "ukraine-support-tracker" / "data_explorer.csv.gz")
    products = pd.read_csv(mirror / "gdp-worldbank" / "gdp.csv.gz")
    product = products[products.Year == 2021].set_index("Country Code").Value
    for iso in ("USA", "DEU", "POL", "JPN"):
        own = float(table[table.iso == iso].gdp.iloc[0])
        assert product[iso] / 1e9 / dollars()[2021] == pytest.approx(own, rel=0.05), iso
    made = compute(record, "burden.ukraine_aid_to_gdp", 2023, 2024)
    years = np.take(made.axis.years, made.estimates.subjects.period)
    assert np.isnan(made.estimates.value[years == 2024]).all()
    mine = {
        key_of(made.axis, int(place), 0): value
        for place, value in zip(
            made.estimates.subjects.a[years == 2023], made.estimates.value[years == 2023], strict=True
        )
    }
    year = table[table.year == 2023].groupby("iso").total.sum()
    now = products[products.Year == 2023].set_index("Country Code").Value
    for iso in ("USA", "DNK", "EST"):
        assert mine[iso] == pytest.approx(100 * year[iso] * 1e9 * dollars()[2023] / now[iso], rel=1e-5)


def test_the_figures_of_the_page_on_burden_sharing(record: duckdb.DuckDBPyConnection) -> None:
    """The figures of docs/why/burden-sharing.md."""
    page = (Path(__file__).parents[2] / "docs" / "why" / "burden-sharing.md").read_text(encoding="utf-8")
    of_usa = {
        measure: compute(record, f"burden.{measure}", 1960, 2022)
        for measure in ("spending_share", "gdp_share", "population_share", "personnel_share")
    }
    for year in (1960, 1980, 2000, 2014, 2022):
        told = " | ".join(f"{100 * _of(made, 'nato', year)['USA']:.0f} %" for made in of_usa.values())
        assert f"| {year} | {told} |" in page
    check = find("burden.exploitation").validate
    assert check is not None
    for year, members, *figures in check(record)[0].lines:
        if year in (1964, 1990, 2010, 2022):
            rho, low, high, without = (f"{float(figures[place] or 0):.2f}".replace("-", "−") for place in (0, 1, 2, 6))
            assert f"| {year} | {members} | {rho} | {low} to {high} | {without} (" in page
    force = compute(record, "burden.mission_share", 2007, 2013)
    assert "39 % in 2007 and 68 % in 2011" in page
    assert [round(100 * _of(force, "isaf-coalition:isaf", year)["USA"]) for year in (2007, 2011)] == [39, 68]
    last = _of(force, "un-peacekeeping", 2013)
    assert (max(last, key=last.__getitem__), round(100 * last["BGD"])) == ("BGD", 9)
    # A figure ends with its own source, not with that of the populations that weigh it.
    assert [known_to(record, find(name)) for name in ("burden.ukraine_aid_share", "burden.gdp_share")] == [2025, 2023]
    aid = compute(record, "burden.ukraine_aid_share", 2022, 2025)
    assert [round(100 * _of(aid, "ukraine-support", year)["USA"]) for year in (2023, 2025)] == [38, 1]
    gulf = _of(of_usa["spending_share"], "gcc", 2014)
    assert len(gulf) == 6 and np.isnan(list(gulf.values())).all()
