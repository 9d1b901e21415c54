"""The column groups of conflict on small invented records: every party counts, and zero only where it was looked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears

SYSTEMS = [("cow", "ccode"), ("gw", "gwcode")]
Spell = tuple[int, str, str, str, str, str]


def _covers(first: int, last: int, *layers: str, scope: str = "all states") -> str:
    return "".join(
        f'[[coverage]]\nlayer = "{layer}"\nstart = {first}-01-01\nend = {last}-12-31\nscope = "{scope}"\n'
        for layer in layers
    )


def _incidents(source: str, kind: str, numbers: Iterable[int]) -> list[dict[str, str]]:
    return [
        {"incident": f"{source}:{number}", "kind": kind, "name": f"Number {number}", "start": "1900-01-01"}
        for number in sorted(set(numbers))
    ]


def _parties(source: str, spells: Iterable[Spell]) -> list[dict[str, str]]:
    return [
        {"incident": f"{source}:{number}", "actor": actor, "side": side, "role": role, "start": start, "end": end}
        for number, actor, side, role, start, end in spells
    ]


def _reds(home: Path, name: str, tables: dict[str, list[dict[str, str]]], covers: str) -> Path:
    """Build the record of one source, in which there is also an armed group."""
    actors = [{"actor": "group:reds", "kind": "armed group", "name": "The Reds"}]
    write_tables(home, {"actor": actors} | tables, name=name, more=covers)
    build([name], home=home)
    return home


def _cells(table: Any, column: str, one: int, other: int = 0, code: str = "ccode") -> list[Any]:
    """Give a column of one state or pair, period by period."""
    keys = {f"{code}1": one, f"{code}2": other} if other else {code: one}
    for key, value in keys.items():
        table = table[table[key] == value]
    assert len(table), "there are such rows"
    return [None if pd.isna(cell) else cell for cell in table[column]]


# -- ucdp


@pytest.fixture
def ucdp(own_home: Path) -> Path:
    """Give conflicts of 1991 to 2000: 2 with 20 against 200 and 220, Japan against a group, two that change their part."""
    spells: list[Spell] = [
        (1, "gw:2", "a", "primary", "1991-04-01", "1993-12-31"), (1, "gw:20", "a", "supporting", "1992-05-01", "1993-12-31"),
        (1, "gw:200", "b", "primary", "1991-04-01", "1993-06-30"), (1, "gw:220", "b", "supporting", "1993-02-01", "1993-12-31"),
        (1, "gw:200", "b", "primary", "1996-01-01", ""), (1, "gw:2", "a", "primary", "1996-03-01", ""),
        (2, "gw:740", "a", "primary", "1994-01-01", "1994-12-31"), (2, "group:reds", "b", "primary", "1994-01-01", "1994-12-31"),
        (3, "gw:900", "a", "primary", "1991-01-01", "1996-12-31"),
        (3, "gw:920", "b", "supporting", "1991-01-01", "1992-12-31"), (3, "gw:920", "b", "primary", "1993-01-01", "1994-12-31"),
        (3, "gw:920", "a", "supporting", "1995-01-01", "1995-12-31"), (3, "gw:910", "b", "primary", "1995-01-01", "1996-12-31"),
    ]  # fmt: skip
    tables = {
        "incident": _incidents("ucdp-acd", "armed-conflict", (1, 2, 3)),
        "incident_party": _parties("ucdp-acd", spells),
    }
    return _reds(own_home, "ucdp-acd", tables, _covers(1990, 2000, "incident.armed-conflict"))


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_every_party_on_either_side_takes_part(ucdp: Path, system: Any, code: str) -> None:
    table = stateyears(1989, 2001, system, home=ucdp).add("ucdp").to_pandas()
    ongoing = {state: _cells(table, "ucdpongoing", state, code=code) for state in (2, 20, 200, 220, 740, 700)}
    assert ongoing[2] == ongoing[200] == [None, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, None]
    assert ongoing[20] == [None, 0, 0, 1, 1, *[0] * 7, None], "in support of side a"
    assert ongoing[220] == [None, 0, 0, 0, 1, *[0] * 7, None], "in support of side b"
    assert ongoing[740] == [None, *[0] * 4, 1, *[0] * 6, None], "against a group"
    assert ongoing[700] == [None, *[0] * 11, None]
    assert _cells(table, "ucdponset", 2, code=code) == [None, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, None], (
        "again after a rest"
    )
    assert _cells(table, "ucdponset", 20, code=code) == [None, 0, 0, 1, *[0] * 8, None]
    primary = stateyears(1990, 2000, system, home=ucdp).add("ucdp", parties="primary").to_pandas()
    assert _cells(primary, "ucdpongoing", 2, code=code) == ongoing[2][1:-1]
    assert set(_cells(primary, "ucdpongoing", 20, code=code)) == {0}


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_who_was_on_opposite_sides(ucdp: Path, system: Any, code: str) -> None:
    table = dyads(1989, 2001, system, directed=True, home=ucdp).add("ucdp").to_pandas()
    for one, other, years, onset in ((2, 200, {*range(1991, 1994), *range(1996, 2001)}, {1991, 1996}), (20, 220, {1993}, {1993}), (2, 220, {1993}, {1993}), (20, 200, {1992, 1993}, {1992}), (2, 20, set(), set()), (200, 220, set(), set())):  # fmt: skip
        for turned in ((one, other), (other, one)):
            inside = [int(year in years) for year in range(1990, 2001)]
            begun = [int(year in onset) for year in range(1990, 2001)]
            assert _cells(table, "ucdpongoing", *turned, code=code) == [None, *inside, None], turned
            assert _cells(table, "ucdponset", *turned, code=code) == [None, *begun, None], turned


def test_who_changes_its_part_has_not_begun_again(ucdp: Path) -> None:
    table = stateyears(1990, 1997, home=ucdp).add("ucdp").to_pandas()
    assert _cells(table, "ucdpongoing", 920) == [0, 1, 1, 1, 1, 1, 0, 0]
    assert _cells(table, "ucdponset", 920) == [0, 1, 0, 0, 0, 0, 0, 0], "neither another role nor another side"
    pairs = dyads(1990, 1997, home=ucdp).add("ucdp").to_pandas()
    assert _cells(pairs, "ucdponset", 900, 920) == [0, 1, 0, 0, 0, 0, 0, 0]
    assert _cells(pairs, "ucdpongoing", 900, 920) == [0, 1, 1, 1, 1, 0, 0, 0], "in 1995 both were on side a"
    assert _cells(pairs, "ucdponset", 910, 920) == [0, 0, 0, 0, 0, 1, 0, 0], "and against another"
    primary = stateyears(1990, 1997, home=ucdp).add("ucdp", parties="primary").to_pandas()
    assert _cells(primary, "ucdponset", 920) == [0, 0, 0, 1, 0, 0, 0, 0], "among the sides alone it begins in 1993"


# -- wars


@pytest.fixture
def wars(own_home: Path) -> Path:
    """Give wars to 1995: between 2 and 200 one that goes on beside two that begin, and one within 710 with help."""
    spells: list[Spell] = [
        (10, "cow:2", "a", "", "1990-01-01", "1992-12-31"), (10, "cow:200", "b", "", "1990-01-01", "1992-12-31"),
        (11, "cow:2", "b", "", "1991-01-01", "1991-12-31"), (11, "cow:200", "a", "", "1991-01-01", "1991-12-31"),
        (12, "cow:2", "a", "", "1991-01-01", "1991-12-31"), (12, "cow:200", "b", "", "1991-01-01", "1991-12-31"),
        (600, "cow:710", "a", "primary", "1993-01-01", ""), (600, "group:reds", "b", "primary", "1993-01-01", ""),
        (600, "cow:740", "a", "supporting", "1993-01-01", "1993-12-31"), (600, "cow:732", "b", "supporting", "1994-01-01", ""),
    ]  # fmt: skip
    faced: list[tuple[int, str, str, int, str, str, str, str, str]] = []
    for number, year, onset, deaths, others in ((10, 1990, "true", "90", "900"), (10, 1991, "false", "90", "900"), (10, 1992, "false", "90", "900"), (11, 1991, "true", "40", ""), (12, 1991, "true", "30", "20")):  # fmt: skip
        sides = ("b", "a") if number == 11 else ("a", "b")
        for a, b, side, dead, won in (("cow:2", "cow:200", sides[0], deaths, "1"), ("cow:200", "cow:2", sides[1], others, "2")):  # fmt: skip
            faced.append((number, a, b, year, onset, side, "", dead, won))
    for year, onset in ((1993, "true"), (1994, "false")):
        for a, b, side, role in (("cow:710", "group:reds", "a", "primary"), ("group:reds", "cow:710", "b", "primary"), ("cow:740", "group:reds", "a", "supporting"), ("cow:732", "cow:710", "b", "supporting")):  # fmt: skip
            if (a, year) not in (("cow:740", 1994), ("cow:732", 1993)):
                faced.append((600, a, b, year, onset, side, role, "", ""))
    pairs = [
        {
            "incident": f"cow-wars:{number}", "a": a, "b": b, "start": f"{year}-01-01", "end": f"{year}-12-31",
            "onset": onset, "side": side, "role": role, "initiator": str(side == "a").lower(), "deaths": dead,
            "outcome": outcome,
        }
        for number, a, b, year, onset, side, role, dead, outcome in faced
    ]  # fmt: skip
    tables = {
        "incident": _incidents("cow-wars", "war", (10, 11, 12, 600)),
        "incident_party": _parties("cow-wars", spells),
        "incident_pair": pairs,
    }
    return _reds(own_home, "cow-wars", tables, _covers(1989, 1995, "incident.war", "incident_pair.war"))


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_the_war_of_a_pair(wars: Path, system: Any, code: str) -> None:
    table = dyads(1988, 1996, system, directed=True, home=wars).add("wars", keep="all").to_pandas()
    for one, other in ((2, 200), (200, 2)):
        assert _cells(table, "cowinterongoing", one, other, code) == [None, 0, 1, 1, 1, 0, 0, 0, None]
        assert _cells(table, "cowinteronset", one, other, code) == [None, 0, 1, 1, 0, 0, 0, 0, None]
        assert _cells(table, "warnum", one, other, code) == [None, None, 10, 12, 10, *[None] * 4]
    assert _cells(table, "initiator1", 2, 200, code) == _cells(table, "initiator2", 200, 2, code) == [None, 0, 1, 1, 1, 0, 0, 0, None]  # fmt: skip
    assert _cells(table, "initiator2", 2, 200, code) == [None, *[0] * 7, None]
    assert _cells(table, "batdeath1", 2, 200, code) == [None, None, 90, 30, 90, *[None] * 4]
    assert _cells(table, "batdeath2", 2, 200, code) == [None, None, 900, 20, 900, *[None] * 4]
    assert _cells(table, "outcome2", 2, 200, code) == [None, None, 2, 2, 2, *[None] * 4]
    assert _cells(table, "cowinterongoing", 2, 20, code) == [None, *[0] * 7, None]
    assert _cells(table, "cowinterongoing", 710, 732, code) == [None, *[0] * 7, None], (
        "a war within a state is none of these"
    )


def test_wars_between_and_within_states(wars: Path) -> None:
    table = stateyears(1988, 1996, home=wars).add("wars").to_pandas()
    assert _cells(table, "cowinterongoing", 2) == _cells(table, "cowinterongoing", 200) == [None, 0, 1, 1, 1, 0, 0, 0, None]  # fmt: skip
    assert _cells(table, "cowinteronset", 200) == [None, 0, 1, 1, 0, 0, 0, 0, None]
    for state, ongoing, onset in ((710, [0, 0, 0, 0, 1, 1, 1], [0, 0, 0, 0, 1, 0, 0]), (740, [0, 0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 0, 0]), (732, [0, 0, 0, 0, 0, 1, 1], [0] * 7), (2, [0] * 7, [0] * 7)):  # fmt: skip
        assert _cells(table, "cowintraongoing", state) == [None, *ongoing, None], state
        assert _cells(table, "cowintraonset", state) == [None, *onset, None], state
    primary = stateyears(1993, 1994, home=wars).add("wars", intra="primary").to_pandas()
    assert [_cells(primary, "cowintraongoing", state) for state in (710, 740, 732)] == [[1, 1], [0, 0], [0, 0]]
    assert [_cells(primary, "cowintraonset", state) for state in (710, 740, 732)] == [[1, 0], [0, 0], [0, 0]]


def test_absence_says_nothing_of_a_state_that_the_source_does_not_list(wars: Path) -> None:
    table = stateyears(1991, 1994, "gw", home=wars).add("wars").to_pandas()
    assert _cells(table, "cowinterongoing", 232, code="gwcode") == [None, None, 0, 0], "Andorra, COW's from July 1993"
    pairs = dyads(1991, 1994, "gw", home=wars).add("wars").to_pandas()
    assert _cells(pairs, "cowinterongoing", 2, 232, "gwcode") == [None, None, 0, 0]


def test_both_directions_have_one_war_where_the_deaths_of_one_are_unknown(own_home: Path) -> None:
    pairs = [
        {
            "incident": f"cow-wars:{number}", "a": a, "b": b, "start": "1990-01-01", "end": "1990-12-31", "onset": "true",
            "side": side, "initiator": "false", "deaths": dead, "outcome": "6",
        }
        for number, a, b, side, dead in (
            (10, "cow:2", "cow:200", "a", "50"), (10, "cow:200", "cow:2", "b", ""),
            (11, "cow:2", "cow:200", "a", "20"), (11, "cow:200", "cow:2", "b", "10"),
        )
    ]  # fmt: skip
    tables = {"incident": _incidents("cow-wars", "war", (10, 11)), "incident_pair": pairs}
    home = _reds(own_home, "cow-wars", tables, _covers(1989, 1995, "incident_pair.war", "incident.war"))
    table = dyads(1990, 1990, directed=True, home=home).add("wars", keep="all").to_pandas()
    assert _cells(table, "warnum", 2, 200) == _cells(table, "warnum", 200, 2) == [10]
    assert (_cells(table, "batdeath1", 2, 200), _cells(table, "batdeath2", 2, 200)) == ([50], [None])


# -- rivalries


def _rivalry(layer: str, a: str, b: str, start: str, end: str = "") -> dict[str, str]:
    return {"layer": layer, "a": a, "b": b, "directed": "false", "start": start, "end": end}


@pytest.fixture
def rivalries(own_home: Path) -> Path:
    """Give rivalries of 740 with 710 and 732, one of Bulgaria with a state that takes another key, and a threat to 2."""
    ties = [
        _rivalry("rivalry-tss", "cow:740", "cow:710", "1912-01-01", "1916-12-31"),
        _rivalry("rivalry-tss-spatial", "cow:740", "cow:710", "1912-01-01", "1916-12-31"),
        _rivalry("rivalry-tss", "cow:740", "cow:365", "1915-01-01"),
        _rivalry("rivalry-tss-spatial", "cow:740", "cow:365", "1915-01-01"),
        _rivalry("rivalry-tss-positional", "cow:740", "cow:365", "1915-01-01"),
        _rivalry("arms-race-grh", "cow:740", "cow:365", "1915-01-01", "1915-12-31"),
    ]
    figures = [
        {
            "actor": "cow:2", "indicator": "latent-territorial-threat", "start": "1912-01-01", "end": "1912-12-31",
            "value": "-0.5", "low": "-1", "high": "0.25", "unit": "standard deviations",
        }
    ]  # fmt: skip
    kinds = ("", "-positional", "-spatial", "-ideological", "-interventionary", "-principal", "-asymmetric-principal")
    covers = _covers(1910, 1920, *(f"tie.rivalry-tss{kind}" for kind in kinds)) + _covers(1910, 1918, "tie.rivalry-td")
    covers += _covers(1910, 1918, "tie.arms-race-grh", "figure.latent-territorial-threat", scope="selected")
    return _reds(own_home, "rivalries", {"tie": ties, "figure": figures}, covers)


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_rivals(rivalries: Path, system: Any, code: str) -> None:
    table = dyads(1909, 1921, system, directed=True, home=rivalries).add("rivalries", keep="all").to_pandas()
    for pair in ((710, 740), (740, 710)):
        assert _cells(table, "ongoingrivalry", *pair, code=code) == [None, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, None]
        assert _cells(table, "spatial", *pair, code=code) == [None, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, None]
        assert _cells(table, "positional", *pair, code=code) == [None, *[0] * 11, None]
        assert _cells(table, "tdrivalry", *pair, code=code) == [None, *[0] * 9, None, None, None], "an older list"
    assert _cells(table, "armsrace", 365, 740, code) == [*[None] * 6, 1, *[None] * 6], "never 0"
    assert _cells(table, "lterrthreat1", 2, 740, code) == [None, None, None, -0.5, *[None] * 9]
    assert (_cells(table, "lwr2", 740, 2, code)[3], _cells(table, "upr2", 740, 2, code)[3]) == (-1, 0.25)
    alone = stateyears(1909, 1921, system, home=rivalries).add("rivalries").to_pandas()
    assert _cells(alone, "n_spatial", 740, code=code) == [None, 0, 0, 1, 1, 1, 2, 2, 1, 1, 1, 1, None]
    assert _cells(alone, "n_spatial", 365, code=code) == [None, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, None]
    assert _cells(alone, "n_ideological", 740, code=code) == [None, *[0] * 11, None]


def test_a_rivalry_under_two_keys_is_one(own_home: Path) -> None:
    """Serbia's code is Yugoslavia's from December 1918: the rivalry with Bulgaria is cut there, and is one."""
    layer = "rivalry-tss-spatial"
    cut = [("state:SRB", "1910-01-01", "1918-11-30"), ("state:YUG", "1918-12-01", "1920-12-31")]
    ties = [_rivalry(layer, key, "cow:355", start, end) for key, start, end in cut]
    reader = """from comity.catalogue.raw import Part


def read(raw):
    yield Part("tie", sql=f"select * exclude (line, source_row), 'tie.csv:2' as source_row from {raw.table('tie.csv')}")
"""
    write_tables(own_home, {"tie": ties}, name="rivalries", more=_covers(1910, 1920, f"tie.{layer}"), reader=reader)
    build(["rivalries"], home=own_home)
    table = stateyears(1917, 1919, home=own_home).add("rivalries").to_pandas()
    assert _cells(table, "n_spatial", 355) == _cells(table, "n_spatial", 345) == [1, 1, 1]
    pairs = dyads(1917, 1919, home=own_home).add("rivalries").to_pandas()
    assert _cells(pairs, "spatial", 345, 355) == [1, 1, 1]


# -- mie


@pytest.fixture
def mie(own_home: Path) -> Path:
    """Give three events of 2 against 20, of which one lasts into the next year, and one of 20 against 2."""
    events = [
        (1, "cow:2", "cow:20", "1990-03-20", "1990-04-02", "4", "16", "5", "9"),
        (2, "cow:2", "cow:20", "1990-03-01", "1990-03-31", "2", "1", "0", "0"),
        (3, "cow:2", "cow:20", "1991-12-31", "1992-02-02", "3", "7", "1", "1"),
        (4, "cow:20", "cow:2", "1990-06-01", "1990-06-01", "5", "22", "100", "300"),
    ]
    incidents, pairs = [], []
    for number, a, b, start, end, level, action, least, most in events:
        about = {"incident": f"mie:{number}", "start": start, "end": end}
        incidents.append(
            about | {"kind": "militarised-event", "name": "Event", "deaths_low": least, "deaths_high": most}
        )
        pairs.append(about | {"a": a, "b": b, "side": "a", "action": action, "level": level})
    layers = ("incident.militarised-event", "incident_pair.militarised-event")
    tables = {"incident": incidents, "incident_pair": pairs}
    return _reds(own_home, "mie", tables, _covers(1989, 1992, *layers))


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_events_of_one_against_the_other(mie: Path, system: Any, code: str) -> None:
    table = dyads(1988, 1993, system, directed=True, home=mie).add("mie", keep="all").to_pandas()
    expected: dict[str, tuple[list[Any], list[Any]]] = {
        "mie_events": ([None, 0, 2, 1, 0, None], [None, 0, 1, 0, 0, None]),
        "mie_hostlev": ([None, 0, 4, 3, 0, None], [None, 0, 5, 0, 0, None]),
        "mie_fatalmin": ([None, 0, 5, 1, 0, None], [None, 0, 100, 0, 0, None]),
        "mie_fatalmax": ([None, 0, 9, 1, 0, None], [None, 0, 300, 0, 0, None]),
        "mie_action": ([None, None, 16, 7, None, None], [None, None, 22, None, None, None]),
    }
    for column, (own, others) in expected.items():
        assert _cells(table, f"{column}1", 2, 20, code) == _cells(table, f"{column}2", 20, 2, code) == own, column
        assert _cells(table, f"{column}2", 2, 20, code) == _cells(table, f"{column}1", 20, 2, code) == others, column
    assert _cells(table, "mie_events1", 2, 200, code) == [None, 0, 0, 0, 0, None]
    one_way = dyads(1988, 1993, system, home=mie).add("mie", keep="all").to_pandas()
    assert _cells(one_way, "mie_events1", 2, 20, code) == [None, 0, 2, 1, 0, None]
    assert _cells(one_way, "mie_events2", 2, 20, code) == [None, 0, 1, 0, 0, None]
    alone = stateyears(1988, 1993, system, home=mie).add("mie").to_pandas()
    assert _cells(alone, "mie_events", 2, code=code) == _cells(alone, "mie_received", 20, code=code) == [None, 0, 2, 1, 0, None]  # fmt: skip
    assert _cells(alone, "mie_received", 2, code=code) == [None, 0, 1, 0, 0, None]
    assert _cells(alone, "mie_events", 200, code=code) == [None, 0, 0, 0, 0, None]


def test_an_event_counts_in_the_month_in_which_it_began(mie: Path) -> None:
    table = dyads(1990, 1990, by="month", home=mie).add("mie").to_pandas()
    assert _cells(table, "mie_events1", 2, 20) == [0, 0, 2, *[0] * 9]
    assert _cells(table, "mie_hostlev2", 2, 20) == [*[0] * 5, 5, *[0] * 6]


# -- events


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_counts_of_news_are_known_where_they_are_written(own_home: Path, system: Any, code: str) -> None:
    kinds = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")
    counted = [("cow:2", "cow:20", 2003, 2004, kinds[0], 7), ("cow:20", "cow:2", 2003, 2003, kinds[0], 0), ("cow:2", "cow:20", 2004, 2005, kinds[3], 2)]  # fmt: skip
    rows = [
        {
            "a": a, "b": b, "indicator": f"icews-{kind}", "start": f"{first}-01-01", "end": f"{last}-12-31",
            "value": str(value), "unit": "events a year",
        }
        for a, b, first, last, kind, value in counted
    ]  # fmt: skip
    covers = _covers(2002, 2005, *(f"pair_figure.icews-{kind}" for kind in kinds), scope="among USA CAN GBR")
    home = _reds(own_home, "icews-dyad-year", {"pair_figure": rows}, covers)
    table = dyads(2001, 2006, system, directed=True, home=home).add("events").to_pandas()
    for column, turned in (("verbCoop1", (2, 20)), ("verbCoop2", (20, 2))):
        assert _cells(table, column, *turned, code=code) == [None, None, 7, 7, None, None]
    assert _cells(table, "verbCoop2", 2, 20, code) == [None, None, 0, None, None, None], "a zero that was counted"
    assert _cells(table, "matlConf1", 2, 20, code) == [None, None, None, 2, 2, None]
    assert _cells(table, "matlCoop1", 2, 20, code) == [None] * 6
    assert _cells(table, "verbCoop1", 2, 200, code) == [None] * 6, "no absence is a zero here"


# -- deaths


@pytest.fixture
def deaths(own_home: Path) -> Path:
    """Give two conflicts of 2 with 630, one of which lacks its bounds in 2001, and one of 2 with a group, helped by 20."""
    name, dead, faced = "ucdp-brd", [], []
    for number, a, b, year, best, low, high in (
        (1, "gw:2", "gw:630", 2000, "100", "90", "200"), (2, "gw:2", "gw:630", 2000, "30", "25", "40"),
        (1, "gw:2", "gw:630", 2001, "60", "50", "70"), (2, "gw:2", "gw:630", 2001, "40", "", ""),
        (3, "gw:2", "group:reds", 2001, "1000", "900", "1100"),
    ):  # fmt: skip
        about = {"incident": f"{name}:{number}", "start": f"{year}-01-01", "end": f"{year}-12-31"}
        dead.append(about | {"indicator": "battle-deaths", "value": best, "low": low, "high": high, "unit": "persons"})
        faced += [about | {"a": a, "b": b, "side": "a", "role": "primary"}, about | {"a": b, "b": a, "side": "b", "role": "primary"}]  # fmt: skip
    land = [
        {
            "actor": "gw:630", "indicator": f"battle-deaths-prio-ged{bound}", "start": "2000-01-01", "end": "2000-12-31",
            "value": value, "unit": "persons",
        }
        for bound, value in (("", "5"), ("-low", "0"), ("-high", "8"))
    ]  # fmt: skip
    tables = {
        "incident": _incidents(name, "conflict-dyad", (1, 2, 3)),
        "incident_party": _parties(name, [(3, "gw:20", "a", "supporting", "2001-01-01", "2001-12-31")]),
        "incident_pair": faced,
        "incident_figure": dead,
        "figure": land,
    }
    covers = _covers(
        1999, 2002, "incident.conflict-dyad", "incident_pair.conflict-dyad", "incident_figure.battle-deaths"
    )
    covers += _covers(1999, 2001, *(f"figure.battle-deaths-prio-ged{bound}" for bound in ("", "-low", "-high")), scope="selected")  # fmt: skip
    return _reds(own_home, name, tables, covers)


@pytest.mark.parametrize(("system", "code"), SYSTEMS)
def test_deaths_of_all_conflicts_of_a_pair_and_of_a_state(deaths: Path, system: Any, code: str) -> None:
    table = dyads(1998, 2003, system, directed=True, home=deaths).add("deaths").to_pandas()
    for pair in ((2, 630), (630, 2)):
        assert _cells(table, "bd_best", *pair, code=code) == [None, 0, 130, 100, 0, None]
        assert _cells(table, "bd_low", *pair, code=code) == [None, None, 115, None, None, None], (
            "a bound that one lacks"
        )
        assert _cells(table, "bd_high", *pair, code=code) == [None, None, 240, None, None, None]
    assert _cells(table, "bd_best", 20, 630, code) == [None, 0, 0, 0, 0, None], "in support of none against it"
    assert _cells(table, "land_best2", 2, 630, code) == [None, None, 5, None, None, None]
    assert _cells(table, "land_best1", 2, 630, code) == [None] * 6
    alone = stateyears(1998, 2003, system, home=deaths).add("deaths").to_pandas()
    assert _cells(alone, "bd_best", 2, code=code) == [None, 0, 130, 1100, 0, None]
    assert _cells(alone, "bd_low", 2, code=code) == [None, None, 115, None, None, None]
    assert _cells(alone, "bd_best", 630, code=code) == [None, 0, 130, 100, 0, None]
    assert _cells(alone, "bd_best", 20, code=code) == [None, 0, 0, 0, 0, None], "supporters are aside"
    assert (_cells(alone, "land_low", 630, code=code)[2], _cells(alone, "land_high", 630, code=code)[2]) == (0, 8)
