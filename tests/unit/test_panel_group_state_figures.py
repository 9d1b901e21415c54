"""The column groups of trade, representation, leaders, coups and votes on small invented records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears


def _covers(layer: str, first: int, last: int) -> str:
    return f'[[coverage]]\nlayer = "{layer}"\nstart = {first}-01-01\nend = {last}-12-31\nscope = "selected"\n'


def _pair(a: str, b: str, indicator: str, first: int, last: int, value: float) -> dict[str, str]:
    return {
        "a": a, "b": b, "indicator": indicator, "start": f"{first}-01-01", "end": f"{last}-12-31", "value": str(value),
        "unit": "x",
    }  # fmt: skip


def _figure(actor: str, indicator: str, year: int, value: float) -> dict[str, str]:
    return {
        "actor": actor, "indicator": indicator, "start": f"{year}-01-01", "end": f"{year}-12-31", "value": str(value),
        "unit": "x",
    }  # fmt: skip


def _cell(table: Any, column: str, **keys: int) -> Any:
    for key, value in keys.items():
        table = table[table[key] == value]
    (found,) = table[column]
    return None if pd.isna(found) else found


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give a record of Germany's and Japan's trade, diplomats, leaders, coups and votes in 1995 and 1996."""
    flows = [
        _pair("cow:740", "cow:255", "cow-trade-imports", 1995, 1996, 40),
        _pair("cow:255", "cow:740", "cow-trade-imports", 1995, 1995, 0),
    ]
    write_tables(
        own_home, {"pair_figure": flows}, name="cow-trade-dyadic",
        more=_covers("pair_figure.cow-trade-imports", 1995, 1996),
    )  # fmt: skip
    ranks = [
        _pair("cow:740", "cow:255", "cow-diplomatic-representation", 1995, 1995, 3),
        _pair("cow:255", "cow:740", "cow-diplomatic-representation", 1995, 1995, 0),
    ]
    write_tables(
        own_home, {"pair_figure": ranks}, name="cow-diplomatic-exchange-part",
        more=_covers("pair_figure.cow-diplomatic-representation", 1994, 1996),
    )  # fmt: skip
    spells = [
        {"leader": "leaders:A", "state": "cow:740", "name": "A", "start": "1990-01-01", "end": "1995-05-05"},
        {"leader": "leaders:B", "state": "cow:740", "name": "B", "start": "1995-05-05", "end": "1996-12-31"},
    ]
    counted = [_figure("cow:740", "archigos-leaders", year, 3 - year % 2) for year in (1995, 1996)]
    write_tables(
        own_home, {"leader": spells, "figure": counted}, name="leaders",
        more=_covers("leader.archigos", 1990, 1996) + _covers("figure.archigos-leaders", 1990, 1996),
    )  # fmt: skip
    tried = [
        _figure("cow:740", "powell-thyne-coups", 1995, 1), _figure("cow:740", "powell-thyne-failed-coups", 1995, 2),
        _figure("cow:255", "powell-thyne-coups", 1995, 0), _figure("cow:255", "powell-thyne-failed-coups", 1995, 0),
    ]  # fmt: skip
    write_tables(own_home, {"figure": tried}, name="coups", more=_covers("figure.powell-thyne-coups", 1995, 1995))
    points = [_figure("cow:740", "unga-ideal-point", 1995, 1.5), _figure("cow:255", "unga-ideal-point", 1995, 0.25)]
    write_tables(
        own_home, {"figure": points}, name="unga-ideal-points", more=_covers("figure.unga-ideal-point", 1995, 1996)
    )
    build(["cow-trade-dyadic", "cow-diplomatic-exchange-part", "leaders", "coups", "unga-ideal-points"], home=own_home)
    return own_home


def test_flow1_is_what_1_imports_from_2(home: Path) -> None:
    table = dyads(1994, 1997, home=home).add("trade").to_pandas()
    keys = {"ccode1": 255, "ccode2": 740}
    assert [_cell(table, "flow2", **keys, year=year) for year in range(1994, 1998)] == [None, 40, 40, None]
    assert [_cell(table, "flow1", **keys, year=year) for year in range(1994, 1998)] == [None, 0, None, None]


def test_the_rank_stands_at_the_host(home: Path) -> None:
    table = dyads(1994, 1996, directed=True, home=home).add("representation").to_pandas()
    keys = {"ccode1": 255, "ccode2": 740}
    assert (_cell(table, "DR_at_1", **keys, year=1995), _cell(table, "DR_at_2", **keys, year=1995)) == (3, 0)
    turned = {"ccode1": 740, "ccode2": 255}
    assert (_cell(table, "DR_at_1", **turned, year=1995), _cell(table, "DR_at_2", **turned, year=1995)) == (0, 3)
    assert _cell(table, "DR_at_1", **keys, year=1996) is None, "between rounds nothing is known"


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_states(home: Path, system: Any) -> None:
    code = "ccode" if system == "cow" else "gwcode"
    table = stateyears(1994, 1997, system, home=home).add("leaders", "coups", "unga").to_pandas()

    def japan(column: str) -> list[Any]:
        return [_cell(table, column, **{code: 740, "year": year}) for year in range(1994, 1998)]

    assert japan("jan1obsid") == [None, "A", "B", None]
    assert japan("dec31obsid") == [None, "B", "B", None]
    assert japan("n_leaders") == [None, 2, 3, None]
    assert japan("pt_attempt_num") == [None, 3, None, None]
    assert (japan("pt_coup"), japan("pt_failed_num")) == ([None, 1, None, None], [None, 2, None, None])
    germany = 255 if system == "cow" else 260
    assert _cell(table, "pt_attempt", **{code: germany, "year": 1995}) == 0
    assert _cell(table, "pt_attempt", **{code: 2, "year": 1995}) is None, "a state without a row is unknown"


def test_distance_of_ideal_points(home: Path) -> None:
    table = dyads(1995, 1996, home=home).add("unga").to_pandas()
    keys = {"ccode1": 255, "ccode2": 740}
    assert _cell(table, "IdealPointDistance", **keys, year=1995) == 1.25
    assert _cell(table, "IdealPointDistance", **keys, year=1996) is None
    assert _cell(table, "agree", **keys, year=1995) is None
