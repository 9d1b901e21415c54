"""Ties of pairs against the publishers' own files, and what latent cooperation says of well-known pairs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from comity.measures.answer import Computed, compute
from comity.measures.explaining import contributions
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record

NATO_1950 = (2, 20, 200, 210, 211, 212, 220, 235, 325, 385, 390, 395)


@pytest.fixture(scope="module")
def con(full_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_record(record_path(full_home)) as opened:
        see_once(opened)
        yield opened


@pytest.fixture(scope="module")
def latent(con: duckdb.DuckDBPyConnection) -> Computed:
    return compute(con, "ties.latent_cooperation")


def by_pair(made: Computed, year: int) -> dict[tuple[int, int], float]:
    subjects, codes = made.estimates.subjects, made.axis.codes
    rows = np.flatnonzero((made.axis.years[subjects.period] == year) & np.isfinite(made.estimates.value))
    return {
        (int(codes[subjects.a[row]]), int(codes[subjects.b[row]])): float(made.estimates.value[row])
        for row in rows.tolist()
    }


def test_the_depth_of_pacts_is_that_of_the_file(con: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    file = pq.read_table(mirror / "atop" / "atop_alliance.parquet").to_pandas()
    made = compute(con, "ties.pact_depth")
    for year in (1816, 1914, 1949, 1991, 2018):
        told: dict[tuple[int, int], int] = {}
        for row in file[file["year"] == year].itertuples():
            depth = (
                3
                if row.atop_defense or row.atop_offense
                else 2
                if row.atop_neutral or row.atop_consul
                else row.atop_nonagg
            )
            key = (min(row.ccode1, row.ccode2), max(row.ccode1, row.ccode2))
            told[key] = max(told.get(key, 0), int(depth))
        found = by_pair(made, year)
        # The file also has German states before the list of states has them.
        told = {key: depth for key, depth in told.items() if depth and key in found}
        assert {key: value for key, value in found.items() if value} == told
        assert told
    assert by_pair(made, 2019) == {}


def test_nato_is_a_clique_of_defence(con: duckdb.DuckDBPyConnection) -> None:
    found = by_pair(compute(con, "ties.pact_depth", 1948, 1950), 1950)
    assert all(found[one, other] == 3 for one in NATO_1950 for other in NATO_1950 if one < other)
    before = by_pair(compute(con, "ties.pact_depth", 1948, 1950), 1948)
    assert before[2, 200] == before[2, 220] == 0


def test_exercises_are_those_of_the_file_decayed(con: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    file = pd.read_csv(mirror / "mme-exercises" / "mme_v7.csv.gz", encoding="latin-1", low_memory=False)
    names = [column for column in file.columns if column.startswith("State")]
    both = (file[names] == "United States").any(axis=1) & (file[names] == "Japan").any(axis=1)
    count = file[both].groupby("s.year").size()
    made = compute(con, "ties.exercises")
    for year in (1989, 2000, 2010):
        expected = sum(float(count.get(year - age, 0)) * 2 ** (-age / 4) for age in range(10))
        assert by_pair(made, year)[2, 740] == pytest.approx(expected)
    assert by_pair(made, 1988) == {} and by_pair(made, 2011) == {}


def test_troops_are_those_of_the_file(con: duckdb.DuckDBPyConnection) -> None:
    made = compute(con, "ties.us_troops")
    found = by_pair(made, 2018)
    assert found[2, 740] == 56_460 and found[2, 255] == 36_452
    assert all(2 in pair for pair in found), "of no others is anything known"
    assert by_pair(made, 2008) == {} and by_pair(made, 1951) == {}


def test_missions_together_are_those_of_the_file(con: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    file = pd.read_csv(mirror / "geo-pko" / "TCCMap_v.2.3.csv.gz", encoding="utf-8")
    year = file[file["year"] == 2010]

    def missions(name: str) -> set[str]:
        return set(year[year["year.overview"].astype(str).str.contains(rf"\b{name}\b")]["mission"])

    found = by_pair(compute(con, "ties.peacekeeping"), 2010)
    assert found[750, 770] == len(missions("India") & missions("Pakistan")) == 4
    assert found[750, 771] == len(missions("India") & missions("Bangladesh"))


def test_agreements_of_a_pair(con: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    found = by_pair(compute(con, "ties.agreements"), 2010)
    assert found[2, 200] == 5 and found[365, 710] == 1
    assert set(compute(con, "ties.agreements").axis.years.tolist()) == set(range(1980, 2011))


# -- latent cooperation


def test_contributions_of_layers_add_up(latent: Computed, con: duckdb.DuckDBPyConnection) -> None:
    parts: Any = latent.estimates.parts
    known = np.isfinite(latent.estimates.value)
    total = np.sum([parts[name][known] for name in parts], axis=0)
    assert np.abs(total - latent.estimates.value[known]).max() < 1e-9
    row = int(np.flatnonzero(known)[12345])
    told = contributions(con, latent, row)
    assert sum(one.amount for one in told) == pytest.approx(latent.estimates.value[row], abs=1e-9)


def test_well_known_pairs_stand_in_the_right_order(latent: Computed) -> None:
    found = by_pair(latent, 2010)
    assert found[2, 740] > 3.5 and found[2, 200] > 3.5
    assert found[2, 200] > found[200, 220] > found[2, 365] > found[2, 630]
    assert found[2, 630] > np.median(list(found.values())), "one exercise that both were named in"
    # The Sino-Soviet split.
    assert by_pair(latent, 1950)[365, 710] > 2 > 1 > by_pair(latent, 1985)[365, 710]


def test_where_fewer_layers_are_known_intervals_are_wider(latent: Computed) -> None:
    estimates = latent.estimates
    assert estimates.low is not None and estimates.high is not None and estimates.coverage is not None
    width = estimates.high - estimates.low
    years = latent.axis.years[estimates.subjects.period]
    untied = np.isfinite(width) & (estimates.value < -0.5)
    early, full = width[untied & (years == 1960)], width[untied & (years == 2000)]
    assert np.median(early) > np.median(full)
    assert np.isnan(estimates.value[(years > 2018) & (np.asarray(estimates.inputs) == 0)]).all()


def test_new_ties_of_the_five_years_after(con: duckdb.DuckDBPyConnection) -> None:
    """What is printed by --validate: latent cooperation is no better than counting the layers that a pair already has."""
    from comity.measures.ties._held_out import validate

    (told,) = validate(con)
    assert len(told.lines) == 12 and told.columns[4] == "latent cooperation"
    mean = [float(np.mean([float(str(line[place])) for line in told.lines])) for place in range(4, 8)]
    assert mean[0] == pytest.approx(0.678, abs=0.01)
    assert mean[1] == pytest.approx(0.682, abs=0.01)
    assert mean[2] == pytest.approx(0.535, abs=0.01)
    assert "not above" in told.sentence
