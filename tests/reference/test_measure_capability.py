"""Measures of capability against the publishers' own files, read by other means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.capability.modern_systems import CLASSES
from comity.measures.contract import find
from comity.store.once import see_once


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def values(made: Computed) -> Mapping[tuple[int, int], float]:
    """Give the known values by Correlates-of-War code and year."""
    subjects, axis = made.estimates.subjects, made.axis
    known = np.flatnonzero(np.isfinite(made.estimates.value))
    codes, years = axis.codes[subjects.a[known]], axis.years[subjects.period[known]]
    return dict(
        zip(zip(codes.tolist(), years.tolist(), strict=True), made.estimates.value[known].tolist(), strict=True)
    )


def by_key(frame: pd.DataFrame, column: str) -> dict[tuple[int, int], float]:
    """Give a column of a publisher's file by code and year, where it has a number."""
    held = frame[frame[column].notna()]
    return dict(zip(zip(held["ccode"].astype(int), held["year"].astype(int), strict=True), held[column], strict=True))


@pytest.fixture(scope="module")
def nmc(mirror: Path) -> pd.DataFrame:
    return pd.read_csv(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz")


@pytest.fixture(scope="module")
def rdmc(mirror: Path) -> pd.DataFrame:
    """Give counts by class from the publisher's long file, which comity does not use."""
    long = pd.read_parquet(mirror / "rdmc" / "rDMC_long_v1.parquet")
    return long.pivot_table(index=["ccode", "year"], columns="tek", values="unit_count", dropna=False).reset_index()


def test_cinc_is_the_published_one(record: duckdb.DuckDBPyConnection, nmc: pd.DataFrame, reference: Path) -> None:
    found = values(compute(record, "capability.cinc"))
    published = by_key(nmc, "cinc")
    expected = json.loads((reference / "cinc_nmc" / "expected.json").read_text())
    assert len(published) == expected["n"] == 17_121
    assert set(found) == set(published)
    assert max(abs(found[key] - value) for key, value in published.items()) <= expected["max_abs_err"] <= 2.5e-8
    for spot, value in expected["spot"].items():
        code, year = spot.split(",")
        assert found[int(code), int(year)] == pytest.approx(value, abs=2.5e-8)


def test_spending_is_in_dollars_from_1914_and_never_a_false_zero(
    record: duckdb.DuckDBPyConnection, nmc: pd.DataFrame
) -> None:
    found = values(compute(record, "capability.spending"))
    held = nmc[(nmc["year"] >= 1914) & nmc["milex"].notna()]
    false = held[(held["milex"] == 0) & (held["milper"] > 0)]
    assert len(false) == 36
    published = by_key(held.drop(false.index), "milex")
    assert set(found) == set(published)
    assert all(np.isclose(found[key], 1000 * value, rtol=1e-12) for key, value in published.items())
    assert min(year for _, year in found) == 1914
    assert found[2, 2022] == 838_814_000_000


def test_personnel_is_the_published_one(record: duckdb.DuckDBPyConnection, nmc: pd.DataFrame) -> None:
    found, published = values(compute(record, "capability.personnel")), by_key(nmc, "milper")
    assert set(found) == set(published)
    assert all(found[key] == pytest.approx(1000 * value) for key, value in published.items())


def test_spending_per_soldier(record: duckdb.DuckDBPyConnection, nmc: pd.DataFrame) -> None:
    made = compute(record, "capability.milex_per_soldier")
    found = values(made)
    held = nmc[(nmc["year"] >= 1914) & (nmc["milper"] > 0) & nmc["milex"].notna() & (nmc["milex"] > 0)]
    published = by_key(held.assign(ratio=held["milex"] / held["milper"]), "ratio")
    assert set(found) == set(published)
    assert all(np.isclose(found[key], value, rtol=1e-9) for key, value in published.items())
    # What all states spend per soldier, of 2016, by hand.
    common, _ = made.estimates.parts.values()
    year = nmc[(nmc["year"] == 2016) & nmc["milex"].notna() & nmc["milper"].notna()]
    year = year[~((year["milex"] == 0) & (year["milper"] > 0))]
    held_2016 = common[(made.axis.years[made.estimates.subjects.period] == 2016) & np.isfinite(common)]
    assert np.allclose(held_2016, 1e3 * year["milex"].sum() / (1e3 * year["milper"].sum()))


@pytest.mark.parametrize(
    ("name", "classes", "spots"),
    [
        # The Military Balance of 2014: Japan's 777 tanks and 68 fighting vehicles; 227 and 350 of the United Kingdom's.
        ("armour", ["armoured fighting vehicles_attack"], {(740, 2014): 845, (200, 2014): 577}),
        (
            "surface_combatants",
            [f"principal surface combatants_{kind}" for kind in ("cruisers", "destroyers", "frigates")],
            {(200, 2014): 19, (740, 2014): 45, (710, 2014): 69},
        ),
        ("submarines", ["submarines_attack", "submarines_coastal"], {(200, 2014): 7, (220, 2014): 6, (740, 2014): 18}),
    ],
)
def test_equipment_is_what_the_other_file_has(
    name: str,
    classes: list[str],
    spots: dict[tuple[int, int], int],
    record: duckdb.DuckDBPyConnection,
    rdmc: pd.DataFrame,
) -> None:
    found = dict(values(compute(record, f"capability.{name}")))
    total = rdmc[classes].sum(axis=1, skipna=False)
    published = by_key(rdmc.assign(total=total), "total")
    # In the year of union a figure of the Federal Republic is one of Germany, and of North Yemen one of Yemen.
    for united, before in ((255, 260), (679, 678)):
        if (united, 1990) in found:
            assert found.pop((united, 1990)) == found[before, 1990]
    # Contradicted cells, and codes of years in which the Correlates of War have no such state, are in the file alone.
    missing = set(published) - set(found)
    assert set(found) <= set(published)
    assert len(missing) < 0.04 * len(published)
    assert all(found[key] == pytest.approx(published[key]) for key in found)
    assert {key: found[key] for key in spots} == spots
    assert max(year for _, year in found) == 2014


def test_broken_cells_are_set_aside(record: duckdb.DuckDBPyConnection) -> None:
    armour, submarines = (values(compute(record, f"capability.{name}")) for name in ("armour", "submarines"))
    assert not {(365, year) for year in (1997, 1998, 1999)} & set(armour)
    assert (710, 2001) not in armour and armour[710, 2002] == 8520
    assert not {(220, 2005), (220, 2006)} & set(submarines)


def test_modern_systems_are_what_the_other_file_has(record: duckdb.DuckDBPyConnection, rdmc: pd.DataFrame) -> None:
    made = compute(record, "capability.modern_systems")
    found = values(made)
    plain = {"".join(c if c.isalnum() else "-" for c in column.lower()): column for column in rdmc.columns}
    named = [next(column for key, column in plain.items() if _tidy(key) == name) for name in CLASSES]
    year = rdmc[rdmc["year"] == 2014].set_index("ccode")[named]
    known = year.notna().sum(axis=1)
    share = ((year > 0).sum(axis=1) / known)[known >= 8]
    assert len(share) == 170
    assert all(found[int(code), 2014] == pytest.approx(value) for code, value in share.items())
    assert found[2, 2014] == 1.0
    # France: all but combat drones in that year.
    assert found[220, 2014] == pytest.approx(0.9)
    # No class is fielded by more than half of the states of 2014, as the measure says of them.
    assert ((year > 0).mean() < 0.5).all()


def _tidy(name: str) -> str:
    return "-".join(part for part in name.split("-") if part)


def test_equipment_share_is_natos(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    made = compute(record, "capability.equipment_share")
    frame = pd.read_csv(mirror / "nato-defexp" / "nato_defence_expenditure_2012_2019.csv.gz")
    assert np.isfinite(made.estimates.value).sum() == frame["Equipment expenditure (%)"].notna().sum()
    assert np.isclose(np.nansum(made.estimates.value), frame["Equipment expenditure (%)"].sum() * _scale(frame))
    assert values(made)[2, 2014] == pytest.approx(25.97, abs=0.01)


def _scale(frame: pd.DataFrame) -> float:
    return 100.0 if frame["Equipment expenditure (%)"].max() < 1 else 1.0


def test_no_count_of_combat_aircraft_is_made_up(record: duckdb.DuckDBPyConnection) -> None:
    from comity.model.errors import NotHere

    with pytest.raises(NotHere) as caught:
        compute(record, "capability.combat_aircraft")
    assert "Military Balance" in str(caught.value.remedy)


@pytest.mark.parametrize("name", ["armour", "surface_combatants", "submarines"])
def test_how_steady_counts_are_is_said(name: str, record: duckdb.DuckDBPyConnection) -> None:
    validate = find(f"capability.{name}").validate
    assert validate is not None
    (found,) = validate(record)
    for _, known, aside, changed in found.lines:
        assert isinstance(known, int) and isinstance(aside, int) and isinstance(changed, float)
        assert known > 6000 and aside < 0.01 * known and 0.05 < changed < 0.25
