"""The column group of arms transfers on an invented register: zero only toward whom the export covers, in its years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears

NAME = "sipri-arms-transfers"
#: Supplier, recipient, year, deal and value of deliveries; the sums of pairs and years are made of them.
DELIVERED: list[tuple[str, str, int, int, str]] = [
    ("cow:2", "cow:740", 1995, 1, "10"), ("cow:2", "cow:740", 1995, 2, "2.5"), ("cow:2", "cow:740", 1997, 1, "0"),
    ("cow:220", "cow:740", 1995, 3, "4"), ("cow:740", "cow:290", 1996, 4, "1.5"), ("cow:220", "cow:290", 1996, 5, ""),
    ("cow:2", "cow:290", 1996, 6, "8"), ("cow:2", "cow:290", 1997, 6, "3"), ("cow:2", "cow:290", 1997, 7, ""),
    ("group:reds", "cow:740", 1996, 8, "0.25"), ("cow:2", "cow:260", 1990, 9, "6"), ("cow:2", "cow:750", 1995, 10, "7"),
]  # fmt: skip


def _world(home: Path, scope: str) -> Path:
    """Build the record of a register of the years 1990 to 1997."""
    ties: list[dict[str, str]] = []
    sums: dict[tuple[str, str, int], dict[str, str]] = {}
    for a, b, year, deal, value in DELIVERED:
        about = {"a": a, "b": b, "start": f"{year}-01-01", "end": f"{year}-12-31"}
        ties.append(about | {"layer": "arms-delivery", "directed": "true", "value": value, "unit": f"million TIV, deal {deal}"})  # fmt: skip
        if value:
            total = float(value) + float(sums.get((a, b, year), {"value": "0"})["value"])
            sums[a, b, year] = about | {"indicator": "sipri-tiv", "value": str(total), "unit": "million TIV"}
    covers = "".join(
        f'[[coverage]]\nlayer = "{layer}"\nstart = 1990-01-01\nend = 1997-12-31\nscope = "{scope}"\n'
        for layer in ("pair_figure.sipri-tiv", "tie.arms-delivery")
    )
    group = {"actor": "group:reds", "kind": "armed group", "name": "The Reds"}
    write_tables(home, {"actor": [group], "tie": ties, "pair_figure": list(sums.values())}, name=NAME, more=covers)
    build([NAME], home=home)
    return home


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give a record in which Japan, Poland and Germany are covered, and India is not."""
    return _world(own_home, "to JPN POL DEU")


def _cells(table: Any, column: str, one: int, other: int = 0, code: str = "ccode") -> list[Any]:
    """Give a column of one state or pair, year by year."""
    keys = {f"{code}1": one, f"{code}2": other} if other else {code: one}
    for key, value in keys.items():
        table = table[table[key] == value]
    assert len(table)
    return [None if pd.isna(cell) else cell for cell in table.sort_values("year")[column]]


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_a_zero_stands_only_toward_whom_the_export_covers(home: Path, system: Any) -> None:
    code = "ccode" if system == "cow" else "gwcode"
    table = dyads(1989, 1999, system, directed=True, home=home).add("arms").to_pandas()
    to_japan = [None, 0, 0, 0, 0, 0, 12.5, 0, 0, None, None]
    assert _cells(table, "tiv1", 2, 740, code) == to_japan
    assert _cells(table, "tiv2", 740, 2, code) == to_japan, "the other side of the same pair"
    assert _cells(table, "tiv2", 2, 740, code) == [None] * 11, "of what the United States received nothing is known"
    assert _cells(table, "tiv1", 20, 740, code) == [None, *[0] * 8, None, None], "Canada delivered nothing"
    assert _cells(table, "tiv1", 2, 20, code) == [None] * 11
    assert _cells(table, "tiv1", 740, 290, code) == [None, *[0] * 6, 1.5, 0, None, None]
    assert _cells(table, "tiv1", 2, 750, code)[6] == 7, "what is told of one that is not covered is known"
    assert _cells(table, "tiv1", 2, 750, code)[5] is None


def test_non_directed_pairs_have_both_directions(home: Path) -> None:
    table = dyads(1995, 1996, home=home).add("arms").to_pandas()
    assert (table["ccode1"] < table["ccode2"]).all()
    assert _cells(table, "tiv1", 2, 740) == [12.5, 0]
    assert _cells(table, "tiv1", 290, 740) == [0, 0]
    assert _cells(table, "tiv2", 290, 740) == [0, 1.5]


def test_a_delivery_without_a_value_leaves_the_sum_unknown(home: Path) -> None:
    table = dyads(1995, 1997, home=home).add("arms").to_pandas()
    assert _cells(table, "tiv1", 220, 290) == [0, None, 0], "one without a value is not none"
    assert _cells(table, "tiv1", 2, 290) == [0, 8, None], "what is known of a year is not its sum"
    alone = stateyears(1995, 1997, home=home).add("arms").to_pandas()
    assert _cells(alone, "tiv_received", 290) == [0, None, None]


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_what_a_state_received(home: Path, system: Any) -> None:
    code = "ccode" if system == "cow" else "gwcode"
    table = stateyears(1989, 1999, system, home=home).add("arms").to_pandas()
    received = _cells(table, "tiv_received", 740, code=code)
    assert received == [None, 0, 0, 0, 0, 0, 16.5, 0.25, 0, None, None], "from an armed group too"
    assert _cells(table, "tiv_received", 750, code=code) == [None] * 11, (
        "others may have delivered, and were not asked for"
    )
    assert _cells(table, "tiv_received", 2, code=code) == [None] * 11


def test_one_key_under_two_codes(home: Path) -> None:
    table = dyads(1989, 1992, directed=True, home=home).add("arms").to_pandas()
    assert _cells(table, "tiv1", 2, 260) == [None, 6], "the Federal Republic, to 1990"
    assert _cells(table, "tiv1", 2, 255) == [6, 0, 0]
    gw = dyads(1989, 1992, "gw", directed=True, home=home).add("arms").to_pandas()
    assert _cells(gw, "tiv1", 2, 260, "gwcode") == [None, 6, 0, 0]


def test_of_selected_suppliers_no_absence_is_zero(own_home: Path) -> None:
    home = _world(own_home, "selected")
    table = dyads(1995, 1997, directed=True, home=home).add("arms").to_pandas()
    assert _cells(table, "tiv1", 2, 740) == [12.5, None, 0], "a zero that was written is one"
    assert table["tiv1"].notna().sum() == 6
    alone = stateyears(1995, 1997, home=home).add("arms").to_pandas()
    assert alone["tiv_received"].isna().all(), "what others delivered is not known"


def test_zero_may_be_assumed_aloud(home: Path) -> None:
    table = dyads(1995, 1995, directed=True, home=home).add("arms", assume_zero=True).to_pandas()
    assert _cells(table, "tiv1", 2, 740) == [12.5]
    assert _cells(table, "tiv1", 740, 2) == [0]
