"""Borders, capitals, major powers, relevant dyads, democracy and capabilities on small invented records."""

from __future__ import annotations

from math import acos, cos, radians, sin
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears

SYSTEMS = [("cow", "ccode"), ("gw", "gwcode")]
WASHINGTON, OTTAWA, TORONTO = (38.9, -77.04), (45.42, -75.7), (43.65, -79.38)
PARIS, BONN, BERLIN = (48.86, 2.35), (50.73, 7.1), (52.52, 13.4)


def _covers(first: int, last: int, *layers: str, scope: str = "all states") -> str:
    return "".join(
        f'[[coverage]]\nlayer = "{layer}"\nstart = {first}-01-01\nend = {last}-12-31\nscope = "{scope}"\n'
        for layer in layers
    )


def _border(a: str, b: str, value: int, start: str, end: str = "") -> dict[str, str]:
    return {
        "layer": "contiguity" if value else "contiguity-none", "a": a, "b": b, "directed": "false", "start": start,
        "end": end, "value": str(value), "unit": "type",
    }  # fmt: skip


def _seat(
    name: str, state: str, where: tuple[float, float], start: str = "1950-01-01", end: str = ""
) -> dict[str, str]:
    return {
        "place": f"geography:{name}", "kind": "capital", "name": name, "state": state, "lat": str(where[0]),
        "lon": str(where[1]), "start": start, "end": end,
    }  # fmt: skip


def _figure(actor: str, indicator: str, start: str, end: str, value: float) -> dict[str, str]:
    return {"actor": actor, "indicator": indicator, "start": start, "end": end, "value": str(value), "unit": "x"}


def _cells(table: Any, column: str, one: int, other: int = 0, code: str = "ccode") -> list[Any]:
    """Give a column of one state or pair, period by period."""
    keys = {f"{code}1": one, f"{code}2": other} if other else {code: one}
    for key, value in keys.items():
        table = table[table[key] == value]
    assert len(table), "there are such rows"
    return [None if pd.isna(cell) else cell for cell in table[column]]


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the great circle between two places by the law of cosines, km."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(radians, place)) for place in (one, other))
    return 6371.0088 * acos(sin(lat) * sin(to_lat) + cos(lat) * cos(to_lat) * cos(lon - to_lon))


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give borders of 1991 to 2000, capitals to 2002, and major powers of 1990 to 1998."""
    ties = [
        _border("cow:2", "cow:20", 1, "1985-01-01"),
        _border("cow:2", "cow:40", 4, "1991-01-01", "1995-06-30"), _border("cow:2", "cow:40", 5, "1995-07-01"),
        # A record of none that spans one of contiguity, and one that begins after it.
        _border("cow:710", "cow:740", 0, "1991-01-01", "1997-12-31"),
        _border("cow:710", "cow:740", 2, "1992-07-01", "1996-12-31"),
        _border("cow:732", "cow:740", 3, "1991-01-01"), _border("cow:732", "cow:740", 0, "1993-01-01", "1994-12-31"),
        _border("cow:200", "cow:220", 2, "1991-01-01", "1998-12-31"),
    ]  # fmt: skip
    seats = [
        _seat("Washington", "cow:2", WASHINGTON), _seat("Paris", "cow:220", PARIS),
        _seat("Ottawa", "cow:20", OTTAWA, end="1994-04-30"), _seat("Toronto", "cow:20", TORONTO, "1994-05-01"),
        _seat("Bonn", "state:DEU", BONN, end="1990-10-02"), _seat("Berlin", "state:DEU", BERLIN, "1990-10-03"),
        _seat("East Berlin", "state:DDR", BERLIN, end="1990-10-02"),
    ]  # fmt: skip
    covers = _covers(1991, 2000, "tie.contiguity") + _covers(1991, 2000, "tie.contiguity-none", scope="selected")
    covers += _covers(1985, 2002, "place.capital")
    write_tables(own_home, {"tie": ties, "place": seats}, name="geography", more=covers)
    powers = [
        _figure("cow:2", "cow-major-power", "1990-01-01", "", 1),
        _figure("cow:220", "cow-major-power", "1990-01-01", "1994-06-30", 1),
        _figure("cow:750", "maoz-regional-power", "1990-01-01", "2001-12-31", 1),
    ]
    covers = _covers(1990, 1998, "figure.cow-major-power") + _covers(1990, 2001, "figure.maoz-regional-power")
    write_tables(own_home, {"figure": powers}, name="states-cow-gw", more=covers)
    build(["geography", "states-cow-gw"], home=own_home)
    return own_home


# -- contiguity


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
@pytest.mark.parametrize("when", ["closest", "first-record"])
def test_types_of_contiguity(home: Path, system: Any, code: str, when: str) -> None:
    table = dyads(1990, 2001, system, directed=True, home=home).add("contiguity", when=when).to_pandas()
    closest = when == "closest"
    expected = {
        (2, 20): [*[1] * 11, None],  # known where it is told, before all were looked at too
        (2, 40): [None, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, None],
        (710, 740): [None, 0, *([2] * 5 if closest else [0] * 5), 0, 0, 0, 0, None],
        (732, 740): [None, *[3] * 10, None],
        (2, 200): [None, *[0] * 10, None],
    }
    for (one, other), cells in expected.items():
        assert _cells(table, "conttype", one, other, code) == cells, (one, other)
        assert _cells(table, "conttype", other, one, code) == cells, "a border has no direction"
    one_way = dyads(1990, 2001, system, home=home).add("contiguity", when=when).to_pandas()
    assert _cells(one_way, "conttype", 710, 740, code) == expected[710, 740]


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_borders_by_land_and_by_sea(home: Path, system: Any, code: str) -> None:
    table = stateyears(1990, 2001, system, home=home).add("contiguity").to_pandas()
    assert _cells(table, "land", 2, code=code) == [None, *[1] * 10, None]
    assert _cells(table, "sea", 2, code=code) == [None, *[1] * 10, None], "Cuba, once a year"
    assert _cells(table, "sea", 20, code=code) == [None, *[0] * 10, None]
    assert _cells(table, "sea", 740, code=code) == [None, 1, *[2] * 5, 1, 1, 1, 1, None]
    assert _cells(table, "land", 740, code=code) == [None, *[0] * 10, None]
    first = stateyears(1990, 2001, system, home=home).add("contiguity", when="first-record").to_pandas()
    assert _cells(first, "sea", 740, code=code) == [None, *[1] * 10, None], "records of none are no borders"


def test_months_have_the_type_of_their_days(home: Path) -> None:
    table = dyads(1995, 1995, by="month", home=home).add("contiguity").to_pandas()
    assert _cells(table, "conttype", 2, 40) == [4] * 6 + [5] * 6


def test_a_state_that_the_list_of_the_source_lacks_is_not_without_borders(home: Path) -> None:
    table = dyads(1991, 1994, "gw", home=home).add("contiguity").to_pandas()
    assert _cells(table, "conttype", 220, 232, "gwcode") == [None, None, 0, 0], "Andorra, COW's from July 1993"


# -- majors, prd


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_major_powers_end_with_their_own_list(home: Path, system: Any, code: str) -> None:
    table = stateyears(1989, 2001, system, home=home).add("majors").to_pandas()
    assert _cells(table, "cowmaj", 2, code=code) == [None, *[1] * 9, None, None, None]
    assert _cells(table, "cowmaj", 220, code=code) == [None, *[1] * 5, *[0] * 4, None, None, None]
    assert _cells(table, "cowmaj", 750, code=code) == [None, *[0] * 9, None, None, None], "a regional power is none"
    months = stateyears(1994, 1994, system, by="month", home=home).add("majors").to_pandas()
    assert _cells(months, "cowmaj", 220, code=code) == [1] * 6 + [0] * 6


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_a_dyad_is_relevant_by_either_cause_and_irrelevant_by_both(home: Path, system: Any, code: str) -> None:
    table = dyads(1989, 2001, system, directed=True, home=home).add("prd").to_pandas()
    expected = {
        # 1990: borders are not known; 1999 and 2000: powers are not known; 2001: neither.
        (2, 700): [None, *[1] * 9, None, None, None],
        (2, 20): [1, *[1] * 11, None],
        (220, 700): [None, *[1] * 5, *[0] * 4, None, None, None],
        (200, 220): [None, *[1] * 9, None, None, None],
        (710, 740): [None, None, 0, *[1] * 5, 0, 0, None, None, None],
        (732, 740): [None, None, *[1] * 10, None],
        (200, 700): [None, None, *[0] * 8, None, None, None],
    }
    one_way = dyads(1989, 2001, system, home=home).add("prd").to_pandas()
    for (one, other), cells in expected.items():
        assert _cells(table, "prd", one, other, code) == _cells(table, "prd", other, one, code) == cells, (one, other)
        assert _cells(one_way, "prd", one, other, code) == cells, (one, other)
    first = dyads(1989, 2001, system, home=home).add("prd", when="first-record").to_pandas()
    assert _cells(first, "prd", 710, 740, code) == [None, None, *[0] * 8, None, None, None]
    kept = dyads(1989, 2001, system, home=home).add("prd").where("prd").to_pandas()
    assert len(kept) == (one_way["prd"] == 1).sum()


# -- capital-distance


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_the_seat_that_was_there_for_longest(home: Path, system: Any, code: str) -> None:
    table = dyads(1992, 2003, system, directed=True, home=home).add("capital-distance").to_pandas()
    before, after = _apart(WASHINGTON, OTTAWA), _apart(WASHINGTON, TORONTO)
    for pair in ((2, 20), (20, 2)):
        found = _cells(table, "capdist", *pair, code=code)
        assert found == pytest.approx([before, before, *[after] * 9, None]), "in 1994 for eight months"
    assert _cells(table, "capdist", 2, 70, code) == [None] * 12
    months = dyads(1994, 1994, system, by="month", home=home).add("capital-distance").to_pandas()
    assert _cells(months, "capdist", 2, 20, code) == pytest.approx([before] * 4 + [after] * 8)


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_the_nearest_capital(home: Path, system: Any, code: str) -> None:
    table = stateyears(1993, 2003, system, home=home).add("capital-distance").to_pandas()
    before, after = _apart(WASHINGTON, OTTAWA), _apart(WASHINGTON, TORONTO)
    assert _cells(table, "mincapdist", 20, code=code) == pytest.approx([before, *[after] * 9, None])
    assert _cells(table, "mincapdist", 70, code=code) == [None] * 11
    moved = stateyears(1994, 1994, system, by="month", home=home).add("capital-distance").to_pandas()
    assert _cells(moved, "mincapdist", 20, code=code) == pytest.approx([before] * 4 + [after] * 8)


def test_no_state_is_its_own_nearest_neighbour(home: Path) -> None:
    """In 1990 COW has three Germanies: the united one met neither of the others."""
    table = stateyears(1989, 1991, home=home).add("capital-distance").to_pandas()
    assert _cells(table, "mincapdist", 260) == pytest.approx([_apart(BONN, PARIS)] * 2)
    assert _cells(table, "mincapdist", 265) == pytest.approx([_apart(BERLIN, BONN)] * 2)
    assert _cells(table, "mincapdist", 255) == pytest.approx([_apart(BERLIN, PARIS)] * 2), "not that of East Germany"


# -- democracy, nmc


def test_scores_are_those_of_the_list_of_the_panel(own_home: Path) -> None:
    figures = [
        _figure("cow:2", name, f"{year}-01-01", f"{year}-12-31", value)
        for year in (1990, 1991)
        for name, value in (("euds", 0.5), ("euds-gw", 0.25), ("aeuds", 1.5), ("aeuds-gw", 1.25), ("polity2", -10), ("polyarchy-v16", 0.0))
    ]  # fmt: skip
    layers = [f"figure.{name}" for name in ("euds", "euds-gw", "aeuds", "aeuds-gw", "polity2", "polyarchy-v16")]
    write_tables(
        own_home, {"figure": figures}, name="democracy-isard", more=_covers(1990, 1992, *layers, scope="selected")
    )
    build(["democracy-isard"], home=own_home)
    for system, code, euds, aeuds in (("cow", "ccode", 0.5, 1.5), ("gw", "gwcode", 0.25, 1.25)):
        table = dyads(1989, 1993, system, directed=True, home=own_home).add("democracy").to_pandas()  # type: ignore[arg-type]
        for column, cell in (("euds", euds), ("aeuds", aeuds), ("polity2", -10), ("v2x_polyarchy", 0)):
            told = [None, cell, cell, None, None]
            assert _cells(table, f"{column}1", 2, 20, code) == _cells(table, f"{column}2", 20, 2, code) == told
            assert _cells(table, f"{column}2", 2, 20, code) == [None] * 5


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_sterling_and_dollars_stand_in_one_column(own_home: Path, system: Any, code: str) -> None:
    given = [
        ("military-expenditure-sterling", 1912, 5_000_000), ("military-expenditure-sterling", 1913, 0),
        ("military-expenditure", 1914, 30_000_000), ("military-expenditure", 1916, 0), ("military-personnel", 1914, 98_000),
        ("iron-steel-production", 1914, 23_513_000), ("cinc", 1914, 0.25), ("total-population", 1914, 99_111_000),
    ]  # fmt: skip
    figures = [_figure("cow:2", name, f"{year}-01-01", f"{year}-12-31", value) for name, year, value in given]
    covers = _covers(1816, 1913, "figure.military-expenditure-sterling") + _covers(1914, 1916, "figure.military-expenditure", "figure.cinc")  # fmt: skip
    write_tables(own_home, {"figure": figures}, name="cow-nmc", more=covers)
    build(["cow-nmc"], home=own_home)
    table = stateyears(1911, 1918, system, home=own_home).add("nmc").to_pandas()
    assert _cells(table, "milex", 2, code=code) == [None, 5000, 0, 30_000, None, 0, None, None], "no row is no zero"
    in_1914 = {"milper": 98, "irst": 23_513, "cinc": 0.25, "tpop": 99_111, "pec": None, "upop": None}
    for column, value in in_1914.items():
        assert _cells(table, column, 2, code=code) == [None, None, None, value, *[None] * 4], column
    pairs = dyads(1912, 1914, system, home=own_home).add("nmc").to_pandas()
    assert _cells(pairs, "milex1", 2, 200, code) == [5000, 0, 30_000]
    assert _cells(pairs, "milex2", 2, 200, code) == [None] * 3
