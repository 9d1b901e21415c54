"""Positions against the publisher's own file, by plain pandas, and against what is known to have happened."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
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


@pytest.fixture(scope="module")
def con(full_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_record(record_path(full_home)) as opened:
        see_once(opened)
        yield opened


@pytest.fixture(scope="module")
def published(mirror: Path) -> Any:
    return pq.read_table(mirror / "atop" / "atop_alliance.parquet").to_pandas()


def by_code(made: Computed, year: int) -> dict[int, float]:
    """Give the estimates of a year by the states' codes."""
    subjects = made.estimates.subjects
    rows = np.flatnonzero((made.axis.years[subjects.period] == year) & np.isfinite(made.estimates.value))
    return {int(made.axis.codes[subjects.a[row]]): float(made.estimates.value[row]) for row in rows.tolist()}


def partners(published: Any, year: int, listed: Iterable[int], duty: str | None = None) -> dict[int, set[int]]:
    """Give who has a tie with whom, from the file, which also has German states before the list of states has them."""
    told = published[(published["year"] == year) & ((published[duty] == 1) if duty else True)]
    told = told[told["ccode1"].isin(set(listed)) & told["ccode2"].isin(set(listed))]
    found: dict[int, set[int]] = {}
    for one, other in zip(told["ccode1"], told["ccode2"], strict=True):
        found.setdefault(int(one), set()).add(int(other))
        found.setdefault(int(other), set()).add(int(one))
    return found


@pytest.mark.parametrize(("name", "duty"), [("pacts_degree", None), ("defence_degree", "atop_defense")])
def test_degrees_of_every_state_are_those_of_the_file(
    name: str, duty: str | None, con: duckdb.DuckDBPyConnection, published: Any
) -> None:
    made = compute(con, f"position.{name}")
    for year in (1816, 1870, 1914, 1938, 1949, 1991, 2018):
        found = by_code(made, year)
        told = partners(published, year, found, duty)
        assert {code: number for code, number in found.items() if number} == {
            code: len(others) for code, others in told.items()
        }
    assert by_code(made, 2019) == {}


def test_known_degrees(con: duckdb.DuckDBPyConnection) -> None:
    pacts, defence = compute(con, "position.pacts_degree"), compute(con, "position.defence_degree")
    assert by_code(pacts, 2018)[2] == 116
    # The Rio pact, then NATO's eleven others.
    assert (by_code(defence, 1948)[2], by_code(defence, 1949)[2]) == (20, 31)
    # Before 1949 neutral by tradition; Helsinki ties even Switzerland, but not in defence.
    assert by_code(defence, 1940)[2] == 0
    assert by_code(pacts, 1974)[225] == 1 and by_code(pacts, 1975)[225] > 30
    assert by_code(defence, 2018)[225] == 0
    # The Warsaw Pact ends in 1991.
    assert by_code(defence, 1990)[365] > by_code(defence, 1991)[365]


def test_betweenness_by_walking_the_files_paths(con: duckdb.DuckDBPyConnection, published: Any) -> None:
    year = 1914
    made = by_code(compute(con, "position.defence_betweenness", year, year), year)
    ties = partners(published, year, made, "atop_defense")
    number = len(made)
    through = dict.fromkeys(made, 0.0)
    for start in ties:
        far, paths, queue = {start: 0}, {start: [[start]]}, deque([start])
        while queue:
            here = queue.popleft()
            for there in sorted(ties[here]):
                if there not in far:
                    far[there], paths[there] = far[here] + 1, []
                    queue.append(there)
                if far[there] == far[here] + 1:
                    paths[there] += [[*path, there] for path in paths[here]]
        for some in paths.values():
            for path in some:
                for inner in path[1:-1]:
                    through[inner] += 1 / len(some) / ((number - 1) * (number - 2))
    assert made == pytest.approx(through, abs=1e-12)
    assert made[360] == max(made.values()), "Romania was bound to both camps' members"


def test_exercises_of_five_years_from_the_file(con: duckdb.DuckDBPyConnection, mirror: Path) -> None:
    """Of the United States: with how many states it is named in one exercise of 2006 to 2010."""
    file = pd.read_csv(mirror / "mme-exercises" / "mme_v7.csv.gz", encoding="latin-1", low_memory=False)
    names = [column for column in file.columns if column.startswith("State")]
    named = file[file["s.year"].between(2006, 2010)][names]
    with_it = named[(named == "United States").any(axis=1)]
    others = set(with_it.to_numpy().ravel()) - {"United States", np.nan}
    others = {name for name in others if isinstance(name, str) and name != "-9"}
    found = by_code(compute(con, "position.exercises_degree"), 2010)[2]
    # The file also names territories, groups and states under two names.
    assert len(others) - 8 <= found <= len(others)


def test_contributions_name_the_partners(con: duckdb.DuckDBPyConnection) -> None:
    made = compute(con, "position.defence_degree", 1914, 1914)
    place = int(np.flatnonzero(made.axis.codes == 220)[0])
    row = int(np.flatnonzero(made.estimates.subjects.a == place)[0])
    told = contributions(con, made, row)
    assert [(one.label, one.amount) for one in told] == [("Russia", 1.0)]
    assert any(behind.source == "atop" for one in told for behind in one.behind)


def test_against_chance_the_middle_of_two_blocs_stands_out_and_a_member_does_not(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = by_code(compute(con, "position.defence_betweenness_z", 1950, 1950), 1950)
    assert found[2] > 5 and found[200] > 5, "the United States and the United Kingdom, between NATO and others"
    made = compute(con, "position.pacts_brokerage_z", 2018, 2018)
    assert by_code(made, 2018)[255] < -5, "Germany's partners are tied to each other"
