"""The column group of alliances, every cell against the publisher's directed dyad-year file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from comity.panel import dyads

COLUMNS = ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"]
KEYS = ["ccode1", "ccode2", "year"]


@pytest.fixture(scope="module")
def published(mirror: Path) -> Any:
    return pq.read_table(mirror / "atop" / "atop_alliance.parquet").to_pandas()


@pytest.fixture(scope="module")
def directed(full_home: Path) -> Any:
    return dyads(1816, 2020, directed=True, home=full_home).add("atop").to_pandas()


def test_every_cell_is_the_publishers_and_the_rest_is_zero_to_2018(published: Any, directed: Any) -> None:
    told = published[published["year"] >= 1816]
    both = directed.merge(told, on=KEYS, how="left", suffixes=("", "_told"), indicator=True)
    inside = both[both["year"] <= 2018]
    assert (inside["_merge"] == "both").sum() == 267_402
    assert (inside["atop_alliance"] == (inside["_merge"] == "both")).all()
    for column in COLUMNS:
        assert (inside[column] == inside[f"{column}_told"].fillna(0)).all(), column
    assert both.loc[both["year"] > 2018, ["atop_alliance", *COLUMNS]].isna().all(axis=None)


def test_of_a_union_each_code_has_its_own(directed: Any) -> None:
    cells = directed.set_index(KEYS)
    assert cells.loc[(255, 365, 1990), ["atop_neutral", "atop_consul"]].tolist() == [1, 1]
    assert cells.loc[(260, 365, 1990), ["atop_neutral", "atop_consul"]].tolist() == [0, 0]
    assert (cells.at[(678, 710, 1990), "atop_nonagg"], cells.at[(679, 710, 1990), "atop_nonagg"]) == (1, 0)


def test_a_state_that_takes_a_code_over_in_the_year_owes_what_the_code_owes(directed: Any, full_home: Path) -> None:
    cells = directed.set_index(KEYS)
    assert cells.at[(341, 345, 2006), "atop_nonagg"] == 1  # Montenegro and the Serbia that it left
    other = dyads(2005, 2007, "gw", directed=True, home=full_home).add("atop").to_pandas()
    of = {code: set(part["gwcode2"]) for code, part in _tied(other).groupby("gwcode1")}
    # Helsinki binds both the Serbia of that June (340) and the union before it (345).
    assert len(of[340]) == 54
    assert of[340] - {341} == of[345] - {341}


def _tied(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["year"] == 2006) & (table["atop_alliance"] == 1)]
