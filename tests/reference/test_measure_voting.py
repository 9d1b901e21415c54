"""Voting power over the real record: fixtures, facts of membership, and the Union of 2022 counted in another way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.explaining import contributions, key_of
from comity.store.once import see_once


@pytest.fixture
def record(built: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    see_once(built)
    return built


def by_member(made: Computed) -> Mapping[tuple[str, str, int], float]:
    """Give the known values by body, member and year."""
    subjects, axis = made.estimates.subjects, made.axis
    found = {}
    for row in np.flatnonzero(np.isfinite(made.estimates.value)).tolist():
        period = int(subjects.period[row])
        key = (subjects.groups[subjects.a[row]][0], key_of(axis, int(subjects.b[row]), period), int(axis.years[period]))
        found[key] = float(made.estimates.value[row])
    return found


@pytest.fixture
def shapley(record: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str, int], float]:
    return by_member(compute(record, "voting.shapley_shubik"))


def test_the_security_council(
    shapley: Mapping[tuple[str, str, int], float], record: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    expected = json.loads((reference / "voting_power" / "expected.json").read_text())["unsc"]
    made = compute(record, "voting.banzhaf")
    banzhaf = by_member(made)
    for year in (1966, 1990, 2024):
        for key in ("USA", "GBR", "FRA", "RUS"):
            assert shapley["un-security-council", key, year] == pytest.approx(expected["ssi"][0], abs=1e-15)
            assert banzhaf["un-security-council", key, year] == expected["swings"][0] / 2**14
    # What an elected member has stands in the explanation of a permanent one.
    row = next(row for row in range(len(made.estimates)) if made.estimates.value[row] == expected["swings"][0] / 2**14)
    parts = contributions(record, made, row)
    assert sum(part.amount for part in parts) == pytest.approx(848 / 2**14)
    greatest = max(parts, key=lambda part: part.amount)
    assert f"{expected['swings'][1] / 2**14:.7g}" in greatest.note
    assert [one.table for one in greatest.behind] == ["membership"]


def test_who_sits_for_china(shapley: Mapping[tuple[str, str, int], float]) -> None:
    for year in range(1946, 2026):
        sitting = [key for key in ("CHN", "TWN") if ("un-security-council", key, year) in shapley]
        assert sitting == (["TWN"] if 1949 <= year <= 1970 else ["CHN"]), year


def test_the_economic_community_of_1958(shapley: Mapping[tuple[str, str, int], float], reference: Path) -> None:
    expected = json.loads((reference / "voting_power" / "expected.json").read_text())["eec1958"]
    for year in (1958, 1972):
        six = [shapley["eu", key, year] for key in ("FRA", "DEU", "ITA", "BEL", "NLD", "LUX")]
        assert six == pytest.approx(expected["ssi"], abs=1e-12)
    assert shapley["eu", "LUX", 1973] > 0


def test_everybodys_power_adds_up_to_one(shapley: Mapping[tuple[str, str, int], float]) -> None:
    frame = pd.DataFrame([(*key, value) for key, value in shapley.items()], columns=["body", "key", "year", "value"])
    total = frame.groupby(["body", "year"])["value"].sum()
    # In the Council the elected members have the rest; the Holy See (OSCE), Ukraine before 1991 and others are in no
    # list of states then, and vote all the same.
    for body in ("eu", "eu-foreign-policy", "asean", "sco", "csto", "gcc"):
        assert np.allclose(total[body], 1.0), body
    assert np.allclose(total["un-security-council"].loc[1966:], float(5 * Fraction(421, 2145)))
    assert np.allclose(total["au"], 1 - frame[frame["body"] == "au"].groupby("year")["value"].first())
    assert np.allclose(total["un-general-assembly"].loc[2012:], 1.0)
    assert shapley["un-general-assembly", "TUV", 2020] == pytest.approx(1 / 193)
    assert len(frame[(frame["body"] == "nato") & (frame["year"] == 2024)]) == 32
    assert set(frame["year"]) == set(range(1946, 2026))


def test_members_are_those_of_the_last_day_of_the_year(shapley: Mapping[tuple[str, str, int], float]) -> None:
    assert ("eu", "GBR", 2019) in shapley and ("eu", "GBR", 2020) not in shapley
    assert sum(key[0] == "eu" and key[2] == 1990 for key in shapley) == 12, "Germany once in the year of its union"
    assert ("nato", "SWE", 2023) not in shapley and ("nato", "SWE", 2024) in shapley


def test_the_union_knows_no_qualified_majority_without_people(shapley: Mapping[tuple[str, str, int], float]) -> None:
    years = {year for body, _, year in shapley if body == "eu"}
    assert years == set(range(1958, 2023))


def test_consensus_is_a_veto_for_all(record: duckdb.DuckDBPyConnection) -> None:
    blocking = by_member(compute(record, "voting.blocking"))
    assert {value for (body, _, _), value in blocking.items() if body in ("nato", "osce", "asean")} == {1.0}
    assert {value for (body, _, year), value in blocking.items() if body == "un-security-council"} == {1.0}
    assert blocking["eu", "DEU", 2022] > blocking["eu", "FRA", 2022] > 0.5 > blocking["eu", "POL", 2022]


def test_the_union_of_2022_counted_in_halves(record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    """Every coalition of 27, with people to the last thousand, by joining two halves sorted by how many people they have."""
    frame = pd.read_csv(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz")
    codes = [
        255, 220, 325, 230, 290, 210, 360, 211, 350, 316, 235, 310, 380, 305, 355, 390, 375, 317, 205, 344, 368, 349, 367,
        366, 352, 212, 338,
    ]  # fmt: skip
    people = frame[(frame["year"] == 2022)].set_index("ccode")["tpop"].loc[codes].to_numpy().round().astype(np.int64)
    quota = -(-people.sum() * 65 // 100)

    def won(places: list[int], already: int, seats: int) -> int:
        """Count the winning coalitions of these with some people and seats that are in already."""
        halves = []
        for part in (places[: len(places) // 2], places[len(places) // 2 :]):
            total, size = np.zeros(1, np.int64), np.zeros(1, np.int64)
            for place in part:
                total, size = np.concatenate([total, total + people[place]]), np.concatenate([size, size + 1])
            halves.append((total, size))
        (one, one_size), (other, other_size) = halves
        found = 0
        for size in range(one_size.max() + 1):
            mine = one[one_size == size]
            for with_size in range(other_size.max() + 1):
                theirs = np.sort(other[other_size == with_size])
                members = size + with_size + seats
                if members >= 24:
                    found += len(mine) * len(theirs)
                elif members >= 15:
                    found += int((len(theirs) - np.searchsorted(theirs, quota - already - mine)).sum())
        return found

    banzhaf, blocking = (by_member(compute(record, f"voting.{name}")) for name in ("banzhaf", "blocking"))
    everybody = list(range(27))
    winning = won(everybody, 0, 0)
    for key, place in (("DEU", 0), ("FRA", 1), ("POL", 4), ("MLT", 26)):
        others = [other for other in everybody if other != place]
        turned = won(others, int(people[place]), 1) - won(others, 0, 0)
        # The measure counts people to a hundredth of a percent of all.
        assert banzhaf["eu", key, 2022] == pytest.approx(turned / 2**26, rel=2e-3), key
        assert blocking["eu", key, 2022] == pytest.approx(turned / winning, rel=2e-3), key
