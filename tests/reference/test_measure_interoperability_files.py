"""Interoperability over the real record: the published division of labour, and counts from the publishers' own files."""

from __future__ import annotations

import gzip
import io
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.catalogue.bring import bring
from comity.catalogue.build import build
from comity.measures.answer import Computed, compute
from comity.measures.contract import find
from comity.statistics.division import divide
from comity.store.home import record_path
from comity.store.record import open_record

USA, GBR, NLD, BEL, DEU, FRG, RUS, JPN, NOR, POL, CHN, SAU = 2, 200, 210, 211, 255, 260, 365, 740, 385, 290, 710, 670


def of_pair(made: Computed, one: int, other: int) -> dict[int, float]:
    """Give the known values of a pair by year."""
    subjects, codes = made.estimates.subjects, made.axis.codes.tolist()
    a, b = sorted((codes.index(one), codes.index(other)))
    rows = np.flatnonzero((subjects.a == a) & (subjects.b == b) & np.isfinite(made.estimates.value))
    return {int(made.axis.years[subjects.period[row]]): float(made.estimates.value[row]) for row in rows}


def of_groups(made: Computed) -> dict[tuple[str, int], float]:
    """Give all values by group and year."""
    subjects = made.estimates.subjects
    return {
        (subjects.groups[group][0], int(made.axis.years[period])): value
        for group, period, value in zip(
            subjects.a.tolist(), subjects.period.tolist(), made.estimates.value.tolist(), strict=True
        )
    }


# -- the published division of labour


@pytest.fixture(scope="module")
def labour(reference: Path) -> Path:
    return reference / "dodl_division_of_labor"


@pytest.fixture(scope="module")
def holdings(labour: Path) -> pd.DataFrame:
    return (
        pd.read_csv(labour / "rDMC_wide_v1.csv.gz").set_index(["ccode", "year"]).drop(columns=["country", "stateabb"])
    )


@pytest.fixture(scope="module")
def published(labour: Path) -> pd.DataFrame:
    return pd.read_csv(labour / "01_DV.csv.gz")


def test_four_alliances_to_the_printed_digits(labour: Path, holdings: pd.DataFrame) -> None:
    expected = json.loads((labour / "expected.json").read_text())
    parties = pd.read_csv(labour / "atop_member_year.csv.gz")
    assert len(expected["checks"]) == 4
    for check in expected["checks"]:
        mine = parties[(parties.atopid == check["atopid"]) & (parties.year == check["year"])].ccode
        table = holdings.loc[[(code, check["year"]) for code in mine if (code, check["year"]) in holdings.index]]
        found = divide(table.to_numpy(float))
        assert [found.rows, found.columns] == check["shape"]
        assert round(found.linkage_density, 4) == check["linkdense"]
        assert round(found.connectance, 5) == check["connectance"]
        assert found.specialisation == pytest.approx(check["H2"], abs=expected["tol_H2"])


def test_all_alliance_years_of_the_published_file(
    labour: Path, holdings: pd.DataFrame, published: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    parties = pd.read_csv(labour / "atop_member_year.csv.gz").groupby(["atopid", "year"]).ccode
    members = {key: some.tolist() for key, some in parties}
    there = set(holdings.index)
    place = {key: number for number, key in enumerate(holdings.index)}
    table = holdings.to_numpy(float)
    off = []
    # Number 0 is no alliance.
    for row in published[published.atopid > 0].itertuples():
        mine = [
            place[code, row.year] for code in dict.fromkeys(members[row.atopid, row.year]) if (code, row.year) in there
        ]
        found = divide(table[mine])
        if not math.isnan(found.linkage_density):
            off.append(
                (
                    abs(found.linkage_density - row.dol_linkdense),
                    abs(found.connectance - row.dol_connectance),
                    abs(found.specialisation - row.dol_h2),
                )
            )
    density, connectance, special = np.array(off).T
    assert len(off) == 9983
    assert density.max() < 1e-9 and connectance.max() < 1e-9
    within = {limit: int((special <= limit).sum()) for limit in (0.002, 0.01, 0.05)}
    with capsys.disabled():
        print(
            f"\nH2' of {len(off):,} published alliance-years: {within[0.002]:,} within .002, {within[0.01]:,} within .01"
        )
    # The published H2max is of whole pieces; ours of shares. Where pieces are many it makes no difference.
    assert within[0.002] >= 0.82 * len(off) and within[0.01] >= 0.97 * len(off)


def test_the_record_holds_what_the_published_figures_were_made_of(mirror: Path, holdings: pd.DataFrame) -> None:
    (path,) = (mirror / "rdmc").glob("rDMC_wide_v1.csv.gz")
    ours = pd.read_csv(path).set_index(["ccode", "year"])[holdings.columns]
    assert set(ours.index) == set(holdings.index)
    both = ours.loc[holdings.index].to_numpy(float)
    assert np.array_equal(both, holdings.to_numpy(float), equal_nan=True)


def test_the_record_gives_the_published_figures(built: duckdb.DuckDBPyConnection, published: pd.DataFrame) -> None:
    made = of_groups(compute(built, "interoperability.linkage_density"))
    folded = {key for (key,) in built.execute("select id from same_as where kind = 'agreement'").fetchall()}
    off = {}
    for row in published[published.atopid > 0].itertuples():
        mine = made.get((f"atop:{row.atopid}", row.year), math.nan)
        # Of treaties that the almanac has too its parties count.
        if f"atop:{row.atopid}" not in folded and not math.isnan(mine):
            off[row.atopid, row.year] = abs(mine - row.dol_linkdense)
    assert len(off) == 8656
    # In 1990 ATOP's file has the two Germanies, whose union the record counts once.
    assert [key for key, size in off.items() if size > 1e-9] == [(4010, 1990)]
    assert made["nato", 2004] == pytest.approx(7.2315, abs=5e-5)
    assert made["nato", 1975] == pytest.approx(4.5326, abs=5e-5)
    assert made["warsaw-pact", 1980] == pytest.approx(3.4612, abs=5e-5)
    special = of_groups(compute(built, "interoperability.division_of_labour"))
    assert special["warsaw-pact", 1980] == pytest.approx(0.2926, abs=0.002)
    assert special["nato", 2004] == pytest.approx(0.2737, abs=0.002)
    assert math.isnan(special["nato", 2015])


# -- equipment


def test_shared_weapon_types_from_the_publisher_s_file(
    built: duckdb.DuckDBPyConnection, holdings: pd.DataFrame
) -> None:
    made = compute(built, "interoperability.shared_weapon_types")
    for one, other, year in ((USA, GBR, 2010), (RUS, CHN, 2014), (NLD, BEL, 1990), (USA, RUS, 1985)):
        small = large = 0.0
        for here, there in zip(holdings.loc[(one, year)], holdings.loc[(other, year)], strict=True):
            if not math.isnan(here) and not math.isnan(there):
                small += math.log(1 + min(here, there))
                large += math.log(1 + max(here, there))
        assert of_pair(made, one, other)[year] == pytest.approx(small / large)
    assert max(of_pair(made, USA, GBR)) == 2014
    by_group = of_groups(compute(built, "interoperability.group_shared_weapon_types"))
    assert by_group["warsaw-pact", 1985] > by_group["nato", 1985]


# -- exercises


@cache
def exercises(path: Path) -> list[tuple[int, frozenset[str]]]:
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    named = [column for column in rows.columns if column.startswith("State")]
    return [
        (int(row["s.year"]), frozenset(row[column].strip() for column in named) - {"", "-9"})
        for row in rows.to_dict("records")
    ]


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        (USA, GBR, ({"United States"}, {"United Kingdom"})),
        (USA, JPN, ({"United States"}, {"Japan"})),
        (RUS, CHN, ({"Russia", "Soviet Union", "USSR"}, {"China"})),
    ],
)
def test_histories_from_the_publisher_s_file(
    built: duckdb.DuckDBPyConnection, mirror: Path, one: int, other: int, names: tuple[set[str], set[str]]
) -> None:
    made = of_pair(compute(built, "interoperability.exercises"), one, other)
    assert (min(made), max(made)) == (1988, 2010)
    told = exercises(mirror / "mme-exercises" / "mme_v7.csv.gz")
    for year in (1988, 1999, 2010):
        mine = sum(
            math.exp(-(year - begun) / 5)
            for begun, some in told
            if begun <= year and some & names[0] and some & names[1]
        )
        assert made[year] == pytest.approx(mine, abs=1e-9)


def test_germany_keeps_the_history_of_west_germany(built: duckdb.DuckDBPyConnection) -> None:
    made = compute(built, "interoperability.exercises")
    before, after = of_pair(made, USA, FRG), of_pair(made, USA, DEU)
    assert before[1990] == after[1990] > 10
    assert after[1991] > before[1989] * math.exp(-2 / 5)


# -- what is known of in selections


def test_operations_and_agreements_are_counted_and_never_none(built: duckdb.DuckDBPyConnection) -> None:
    for name in ("joint_operations", "joint_un_missions", "enabling_agreements"):
        value = compute(built, f"interoperability.{name}").estimates.value
        assert np.nanmin(value) == 1
    # Status of forces 1960, ACSA 1996, GSOMIA 2007, and with Korea TISA 2014.
    made = of_pair(compute(built, "interoperability.enabling_agreements"), USA, JPN)
    assert [made[year] for year in (1970, 1997, 2008, 2015)] == [1, 2, 3, 4]
    operations = of_pair(compute(built, "interoperability.joint_operations"), GBR, DEU)
    assert operations[2010] >= 2  # in Afghanistan and in Kosovo
    assert of_pair(compute(built, "interoperability.language"), USA, GBR) == {2004: 1.0}
    assert of_pair(compute(built, "interoperability.language"), USA, JPN) == {2004: 0.0}


def test_agreements_on_defence_cooperation_from_the_publisher_s_file(
    built: duckdb.DuckDBPyConnection, mirror: Path
) -> None:
    made = of_pair(compute(built, "ties.agreements"), USA, POL)
    assert set(made) == set(range(1980, 2011))
    (path,) = (mirror / "dcad").glob("DCAD-v1.0-main.csv.gz")
    signed = pd.read_csv(path)
    mine = signed[((signed.ccode1 == USA) & (signed.ccode2 == POL)) | ((signed.ccode1 == POL) & (signed.ccode2 == USA))]
    assert len(mine) >= max(made.values()) > 0
    assert made[1980] == 0


# -- common suppliers, from the slice of the register


@pytest.fixture(scope="module")
def arms(
    mirror: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[duckdb.DuckDBPyConnection, pd.DataFrame]]:
    (path,) = (mirror / "sipri-arms-transfers").glob("*.csv.gz")
    home = tmp_path_factory.mktemp("arms")
    bring("sipri-arms-transfers", path, home=home)
    build(["sipri-arms-transfers"], home=home)
    text = gzip.decompress(path.read_bytes()).decode("latin-1")
    rows = pd.read_csv(io.StringIO("\n".join(line.rstrip("\r;") for line in text.split("\n")[11:])))
    with open_record(record_path(home)) as con:
        yield con, rows


def test_common_suppliers_from_the_register(arms: tuple[duckdb.DuckDBPyConnection, pd.DataFrame]) -> None:
    con, rows = arms
    made = compute(con, "interoperability.common_suppliers")
    rows = rows[~rows.Supplier.str.startswith("unknown")]
    for one, other, names in ((POL, NOR, ("Poland", "Norway")), (NOR, JPN, ("Norway", "Japan"))):
        values = of_pair(made, one, other)
        assert (min(values), max(values)) == (2004, 2025)
        for year in (2004, 2020):
            shares = []
            for name in names:
                mine = rows[
                    (rows.Recipient == name) & (rows["Delivery year"] > year - 10) & (rows["Delivery year"] <= year)
                ]
                total = mine.groupby("Supplier")["TIV delivery values"].sum()
                shares.append(total / total.sum())
            both = pd.concat(shares, axis=1).fillna(0.0).min(axis=1).sum()
            assert values[year] == pytest.approx(both, abs=1e-6)
    assert of_pair(made, USA, NOR) == {}


# -- what comes next


def test_later_participation_beats_each_component_alone(
    built: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    told = find("interoperability.later_participation").validate
    assert told is not None
    scores, calibration = told(built)
    with capsys.disabled():
        print(f"\n{scores.title}")
        for line in scores.lines:
            print("  ", *line)
        print(scores.sentence, calibration.sentence, sep="\n")
    by_name = {line[0]: line[1] for line in scores.lines}
    combined = by_name.pop("the combination")
    assert isinstance(combined, float) and all(isinstance(area, float) for area in by_name.values())
    assert combined == pytest.approx(0.834, abs=0.01)
    assert by_name["joint exercises alone"] == max(by_name.values()) == pytest.approx(0.783, abs=0.01)


def test_a_forecast_is_the_same_without_the_years_after_it(built: duckdb.DuckDBPyConnection) -> None:
    """Hold the value of 2000 against statsmodels' logit on rows whose outcome was known by then."""
    import statsmodels.api as sm

    from comity.measures.interoperability import _forecast
    from comity.measures.reading import Reading
    from comity.panel.axis import Axis

    name = "interoperability.later_participation"
    data = _forecast.panel(Reading(built, Axis("cow", "year", 2000, 2000), find(name), name))
    learnt = (data.year <= 1995) & data.known & np.isfinite(data.y)
    fitted = sm.Logit(data.y[learnt], sm.add_constant(data.x[learnt])).fit(disp=0)
    made = compute(built, name, 2000, 2000)
    codes = made.axis.codes.tolist()
    values = of_pair(made, USA, CHN), of_pair(made, GBR, SAU), of_pair(made, RUS, JPN)
    for value, (one, other) in zip(values, ((USA, CHN), (GBR, SAU), (RUS, JPN)), strict=True):
        a, b = sorted((codes.index(one), codes.index(other)))
        row = np.flatnonzero((data.year == 2000) & (data.a == a) & (data.b == b))
        mine = float(fitted.predict(np.concatenate([[1.0], data.x[row[0]]]))[0])
        assert value == {2000: pytest.approx(mine, abs=1e-6)}
