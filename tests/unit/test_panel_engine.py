"""The engine of panels against plain recounting: who existed with whom, what falls on which row, where zero is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_world import open_empty
from comity.model.states import code_spells
from comity.panel.axis import Axis, Step, System
from comity.panel.group import Column, Cover, Group, Runs
from comity.panel.look import Combine, Look, combined
from comity.panel.rows import Dyads, Rows
from comity.panel.units import dyad_rows, state_rows

GROUP = Group("Invented", ("mine",), (Column("x", "x"),), lambda look, options: {})


def spells_of(system: str) -> dict[int, list[tuple[str, date, date]]]:
    """Give for each code of a list whom it meant from when to when, straight from the states table."""
    found: dict[int, list[tuple[str, date, date]]] = {}
    for spell in code_spells():
        if spell.scheme == system:
            found.setdefault(int(spell.code), []).append((spell.actor, spell.start, spell.end or date.max))
    return found


def common(one: list[tuple[str, date, date]], other: list[tuple[str, date, date]], first: date, last: date) -> bool:
    """Say whether two codes had a common day in a period."""
    return any(
        max(a, c, first) <= min(b, d, last) for (_, a, b), (_, c, d) in product(one, other)
    )  # fmt: skip


def period_days(axis: Axis) -> list[tuple[date, date]]:
    return [
        (date.fromordinal(int(first)), date.fromordinal(int(last)))
        for first, last in zip(axis.first_days, axis.last_days, strict=True)
    ]


def as_rows(blocks: Iterator[Rows]) -> list[tuple[int, ...]]:
    """Give code 1, code 2, period of all rows of some blocks."""
    found: list[tuple[int, ...]] = []
    for rows in blocks:
        columns = [rows.axis.codes[side].tolist() for side in rows.sides]
        found += list(zip(*columns, rows.period.tolist(), strict=True))
    return found


# -- which rows there are


@pytest.mark.parametrize(
    ("system", "directed", "first", "last", "rows"),
    [
        ("cow", True, 1816, 2020, 2_063_610),
        ("cow", False, 1816, 2010, 842_655),
        ("gw", True, 1816, 2020, 2_445_018),
        ("cow", False, 1816, 2018, 993_975),
    ],
)
def test_as_many_dyads_as_published(system: System, directed: bool, first: int, last: int, rows: int) -> None:
    axis = Axis(system, "year", first, last)
    assert sum(len(block) for block in dyad_rows(axis, directed, 0)) == rows
    assert sum(len(block) for block in dyad_rows(axis, directed, 100_000)) == rows


@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize(
    ("step", "first", "last"),
    [("year", 1858, 1872), ("year", 1938, 1948), ("year", 1988, 1994), ("year", 2004, 2008), ("month", 1990, 1990), ("month", 1991, 1991)],
)  # fmt: skip
@pytest.mark.parametrize("directed", [True, False])
def test_dyads_are_those_with_a_common_day(system: System, step: Step, first: int, last: int, directed: bool) -> None:
    axis = Axis(system, step, first, last)
    spells = spells_of(system)
    inside = [
        code for code, own in sorted(spells.items()) if common(own, own, *(date(first, 1, 1), date(last, 12, 31)))
    ]
    expected = [
        (one, other, period)
        for one in inside
        for other in inside
        if (one != other if directed else one < other)
        for period, (begin, end) in enumerate(period_days(axis))
        if common(spells[one], spells[other], begin, end)
    ]
    assert as_rows(dyad_rows(axis, directed, 0)) == expected
    assert as_rows(dyad_rows(axis, directed, 1)) == expected
    assert as_rows(dyad_rows(axis, directed, 3_000)) == expected


@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize(("step", "first", "last"), [("year", 1816, 2025), ("month", 1988, 1993)])
def test_states_are_those_with_a_day(system: System, step: Step, first: int, last: int) -> None:
    axis = Axis(system, step, first, last)
    expected = [
        (code, period)
        for code, own in sorted(spells_of(system).items())
        for period, (begin, end) in enumerate(period_days(axis))
        if common(own, own, begin, end)
    ]
    assert as_rows(state_rows(axis)) == expected


def test_the_years_of_germany_and_yemen_overlap_but_their_halves_never_met() -> None:
    axis = Axis("cow", "year", 1990, 1990)
    dyads = {row[:2] for row in as_rows(dyad_rows(axis, True, 0))}
    codes = {row[0] for row in as_rows(state_rows(axis))}
    assert {255, 260, 265, 678, 679, 680} <= codes
    assert (260, 265) in dyads
    assert not {(255, 260), (255, 265), (678, 679), (679, 680)} & dyads
    assert {(2, 255), (2, 260), (2, 679), (2, 678)} <= dyads


# -- what falls on which row


def oracle(rows: Rows, runs: Runs, one: int, other: int, merge: bool) -> list[Any]:
    """Give for each row the value of the last run in it (with merge the greatest), 0 where covered, else None."""
    found = []
    for at in range(len(rows)):
        a, b, period = int(rows.sides[one][at]), int(rows.sides[other][at]), int(rows.period[at])
        pairs = {(a, b), (b, a)} if merge else {(a, b)}
        held = [
            float(runs.value[i])
            for i in range(len(runs.a))
            if (int(runs.a[i]), int(runs.b[i])) in pairs and runs.first[i] <= period <= runs.last[i]
        ]
        covered = runs.cover is not None and bool(
            (runs.cover.every[a, period] and runs.cover.every[b, period])
            or any(
                (left[a, period] and right[b, period]) or (right[a, period] and left[b, period])
                for left, right in runs.cover.anchors
            )
        )
        found.append((max(held) if merge else held[-1]) if held else 0.0 if covered else None)
    return found


def given_by(rows: Rows, runs: Runs, one: int, other: int, merge: bool) -> list[Any]:
    value, known = rows.of_pair(runs, one, other, "float64", merge=merge)
    return [v if known is None or known[i] else None for i, v in enumerate(value.tolist())]


FEW = ("USA", "DEU", "DDR", "FRA", "YEM")


@cache
def world_of_few(directed: bool) -> tuple[Axis, Dyads, Any, Rows]:
    """Give all dyads of some years, which of them are of a few states, and these alone."""
    axis = Axis("cow", "year", 1936, 1992)
    every = Dyads(axis, directed, range(axis.states))
    chosen = np.isin(every.sides[0], few(axis)) & np.isin(every.sides[1], few(axis))
    return axis, every, chosen, every.select(chosen)


def few(axis: Axis) -> list[int]:
    return sorted({spell.place for spell in axis.spells if spell.key in FEW})


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_runs_fall_on_the_rows_of_their_pair(data: st.DataObject) -> None:
    directed = data.draw(st.booleans())
    axis, every, chosen, plain = world_of_few(directed)
    places = few(axis)
    number = data.draw(st.integers(0, 8))
    ends = [sorted(data.draw(st.tuples(*[st.integers(0, axis.periods - 1)] * 2))) for _ in range(number)]
    pairs = [data.draw(st.permutations(places))[:2] for _ in range(number)]
    flags = np.isin(np.arange(axis.states), data.draw(st.lists(st.sampled_from(places))))[:, None]
    whole = np.ones((1, axis.periods), bool)
    cover = data.draw(
        st.sampled_from(
            [None, Cover(axis.present), Cover(flags & axis.present), Cover(np.zeros_like(axis.present), ((flags & whole, axis.present),))]
        )
    )  # fmt: skip
    runs = Runs(
        np.array([a for a, _ in pairs], np.int32),
        np.array([b for _, b in pairs], np.int32),
        np.array([first for first, _ in ends], np.int32),
        np.array([last for _, last in ends], np.int32),
        np.array(data.draw(st.lists(st.integers(1, 5), min_size=number, max_size=number)), float),
        cover,
    )
    assert type(plain) is Rows
    merge = not directed
    for one, other in ((0, 1), (1, 0)):
        expected = oracle(plain, runs, one, other, merge)
        assert given_by(plain, runs, one, other, merge) == expected
        value, known = every.of_pair(runs, one, other, "float64", merge=merge)
        shown = [None if known is not None and not known[i] else value[i] for i in np.flatnonzero(chosen)]
        assert shown == expected
        outside = value[~chosen] if known is None else value[~chosen & known]
        assert not outside.any()


@settings(max_examples=50, deadline=None)
@given(
    entries=st.lists(
        st.tuples(st.integers(0, 3), st.integers(1, 400), st.integers(1, 30), st.sampled_from([0.1, 0.2, 0.7, 3.0])),
        max_size=25,
    ),
    combine=st.sampled_from(["longest", "first", "last", "least", "greatest", "sum"]),
    seed=st.integers(0, 99),
)
def test_values_that_fall_on_one_cell(entries: list[tuple[int, int, int, float]], combine: Combine, seed: int) -> None:
    def run(order: Any) -> tuple[bytes, bytes, dict[int, float]]:
        rows = [entries[place] for place in order]
        columns = [np.array([row[at] for row in rows], np.int32) for at in range(3)]
        cell, value = combined(*columns, np.array([row[3] for row in rows], float), combine)
        return cell.tobytes(), value.tobytes(), dict(zip(cell.tolist(), value.tolist(), strict=True))

    expected = {}
    for cell in {row[0] for row in entries}:
        held = [row[1:] for row in entries if row[0] == cell]
        expected[cell] = {
            "longest": max(held, key=lambda h: (h[1], h[0], h[2]))[2],
            "first": min(held, key=lambda h: (h[0], h[2]))[2],
            "last": max(held, key=lambda h: (h[0], h[1], h[2]))[2],
            "least": min(h[2] for h in held),
            "greatest": max(h[2] for h in held),
            "sum": pytest.approx(sum(h[2] for h in held)),
        }[combine]
    straight = run(range(len(entries)))
    assert straight[2] == expected
    assert run(np.random.default_rng(seed).permutation(len(entries)))[:2] == straight[:2]


# -- reading the record


def record(coverage: list[tuple[str, date | None, date, str]]) -> duckdb.DuckDBPyConnection:
    """Make a record of what comity itself knows and of what an invented source has looked at."""
    con = open_empty()
    con.executemany(
        """insert into coverage (source, layer, "start", "end", scope) values ('mine', ?, ?, ?, ?)""", coverage
    )
    return con


def look(con: duckdb.DuckDBPyConnection, axis: Axis, coded_in: Any = None) -> Look:
    group = Group("Invented", ("mine",), GROUP.columns, GROUP.load, coded_in=coded_in)
    return Look(con, axis, group, frozenset())


def sql(day: date | None) -> str:
    """Write a day, or none, as SQL."""
    return "null::date" if day is None else f"date '{day}'"


def values(rows: list[tuple[str, date, date | None, float]]) -> str:
    """Write rows of states as a query."""
    told = ", ".join(f"('{key}', date '{start}', {sql(end)}, {value}::double)" for key, start, end, value in rows)
    return f"""select * from (values {told}) v(actor, "start", "end", value)"""


ALWAYS = [("figure.x", date(1816, 1, 1), date(2020, 12, 31), "all states")]
DAYS = st.dates(date(1985, 1, 1), date(1994, 12, 31))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(
        st.tuples(st.sampled_from(["DEU", "DDR", "YEM", "USA", "KOR"]), DAYS, st.none() | st.integers(0, 900), st.integers(1, 9)),
        min_size=1,
        max_size=12,
    ),
    combine=st.sampled_from(["longest", "first", "last", "least", "greatest", "sum"]),
    step=st.sampled_from(["year", "month"]),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_entries_of_states_fill_their_periods(
    entries: list[tuple[str, date, int | None, int]], combine: Combine, step: Step, seed: int, world: duckdb.DuckDBPyConnection
) -> None:  # fmt: skip
    axis = Axis("cow", step, 1986, 1992)
    rows = [
        (key, start, None if days is None else start + timedelta(days), float(v)) for key, start, days, v in entries
    ]

    def grid(order: Any) -> Any:
        held = look(world, axis)
        return held.grid(held.states(values([rows[place] for place in order]))[0], combine)

    found = grid(range(len(rows)))
    spells = spells_of("cow")
    periods = period_days(axis)
    for place, code in enumerate(axis.codes.tolist()):
        for period, (begin, end) in enumerate(periods):
            held = []
            for bearer, since, until in spells[code]:
                for key, start, stop, value in rows:
                    a, b = max(start, since), min(stop or date.max, until, date(2020, 12, 31))
                    if key == bearer and max(a, begin) <= min(b, end):
                        held.append((a.toordinal(), (min(b, end) - max(a, begin)).days, value))
            assert found.known[place, period] == bool(held)
            if held:
                expected = {
                    "longest": max(held, key=lambda h: (h[1], h[0], h[2]))[2],
                    "first": min(held, key=lambda h: (h[0], h[2]))[2],
                    "last": max(held, key=lambda h: (h[0], h[1], h[2]))[2],
                    "least": min(h[2] for h in held),
                    "greatest": max(h[2] for h in held),
                    "sum": sum(h[2] for h in held),
                }[combine]
                assert found.value[place, period] == expected
    again = grid(np.random.default_rng(seed).permutation(len(rows)))
    assert again.value.tobytes() == found.value.tobytes() and again.known.tobytes() == found.known.tobytes()


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    with record(ALWAYS) as con:
        yield con


PAIR_DAYS = st.dates(date(1985, 1, 1), date(1994, 12, 31))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=st.lists(
        st.tuples(
            st.permutations(["DEU", "DDR", "YEM", "USA"]), PAIR_DAYS, st.none() | st.integers(0, 900), st.integers(1, 9)
        ),
        min_size=1,
        max_size=12,
    ),
    combine=st.sampled_from(["longest", "first", "last", "least", "greatest", "sum"]),
    both=st.booleans(),
    seed=st.integers(0, 99),
)
def test_entries_of_pairs_fill_their_periods(
    entries: list[tuple[list[str], date, int | None, int]], combine: Combine, both: bool, seed: int, world: duckdb.DuckDBPyConnection
) -> None:  # fmt: skip
    axis = Axis("cow", "year", 1986, 1992)
    told = [
        (pair[0], pair[1], start, None if days is None else start + timedelta(days), float(value))
        for pair, start, days, value in entries
    ]

    def read(order: Any) -> dict[tuple[int, int, int], float]:
        listed = ", ".join(
            f"('{a}', '{b}', date '{start}', {sql(end)}, {value}::double)"
            for a, b, start, end, value in (told[place] for place in order)
        )
        held = look(world, axis)
        query = f"""select * from (values {listed}) v(a, b, "start", "end", value)"""
        runs = held.runs(held.pairs(query, both_ways=both), zero=False, combine=combine)
        found: dict[tuple[int, int, int], float] = {}
        for a, b, first, last, value in zip(runs.a, runs.b, runs.first, runs.last, runs.value, strict=True):
            for period in range(first, last + 1):
                key = (int(axis.codes[a]), int(axis.codes[b]), 1986 + period)
                assert key not in found, "two values for one pair and period"
                found[key] = float(value)
        return found

    spells = spells_of("cow")
    expected: dict[tuple[int, int, int], Any] = {}
    for one, other in product(axis.codes[few(axis)].tolist(), repeat=2):
        for year in range(1986, 1993) if one != other else ():
            held = []
            for (x, a, b), (y, c, d) in product(spells[one], spells[other]):
                for left, right, start, end, value in told:
                    if (x, y) == (left, right) or (both and (x, y) == (right, left)):
                        begin = max(start, a, c)
                        until = min(end or date.max, b, d, date(2020, 12, 31))
                        inside = (max(begin, date(year, 1, 1)), min(until, date(year, 12, 31)))
                        if inside[0] <= inside[1]:
                            held.append((begin.toordinal(), (inside[1] - inside[0]).days, value))
            if held:
                expected[one, other, year] = {
                    "longest": max(held, key=lambda h: (h[1], h[0], h[2]))[2],
                    "first": min(held, key=lambda h: (h[0], h[2]))[2],
                    "last": max(held, key=lambda h: (h[0], h[1], h[2]))[2],
                    "least": min(h[2] for h in held),
                    "greatest": max(h[2] for h in held),
                    "sum": sum(h[2] for h in held),
                }[combine]
    assert read(range(len(told))) == expected
    assert read(np.random.default_rng(seed).permutation(len(told))) == expected


def covered_years(
    coverage: list[tuple[str, date | None, date, str]], axis: Axis, one: int, other: int, layer: str = "", coded_in: Any = None
) -> set[int]:  # fmt: skip
    """Give the years in which an absent pair is known to be 0."""
    with record(coverage) as con:
        cover = look(con, axis, coded_in).cover(layer)
    rows = Dyads(axis, True, range(axis.states))
    runs = Runs(*[np.empty(0, np.int32)] * 4, np.empty(0), cover)
    _, known = rows.of_pair(runs, 0, 1, "int8", merge=False)
    mine = (axis.codes[rows.sides[0]] == one) & (axis.codes[rows.sides[1]] == other)
    return set(axis.years[rows.period[mine if known is None else mine & known]].tolist())


def test_absence_is_zero_only_where_the_source_has_looked() -> None:
    axis = Axis("cow", "year", 1985, 1995)

    def years(start: date | None, end: date, scope: str, one: int = 2, other: int = 220, **more: Any) -> set[int]:
        return covered_years([("tie.x", start, end, scope)], axis, one, other, **more)

    whole = set(range(1985, 1996))
    assert years(date(1985, 1, 1), date(1995, 12, 31), "all states") == whole
    assert years(None, date(2020, 12, 31), "all states") == whole
    # A year of which a part was looked at says nothing of absence.
    assert years(date(1986, 1, 2), date(1990, 12, 30), "all states") == {1987, 1988, 1989}
    # A source that ended before the panel, or began after it, says nothing at all.
    assert years(date(1816, 1, 1), date(1984, 12, 31), "all states") == set()
    assert years(date(1816, 1, 1), date(1984, 6, 30), "all states") == set()
    assert years(None, date(1970, 5, 5), "all states") == set()
    assert years(date(1996, 1, 1), date(2020, 12, 31), "all states") == set()
    assert years(date(1996, 7, 1), date(2020, 12, 31), "all states") == set()
    assert years(date(1985, 1, 1), date(1995, 12, 31), "selected") == set()
    assert years(date(1985, 1, 1), date(1995, 12, 31), "with USA") == whole
    assert years(date(1985, 1, 1), date(1995, 12, 31), "with CHN") == set()
    assert years(date(1985, 1, 1), date(1995, 12, 31), "among USA FRA") == whole
    assert years(date(1985, 1, 1), date(1995, 12, 31), "among USA FRA", 2, 200) == set()
    assert years(date(1985, 1, 1), date(1995, 12, 31), "among USA FRA", 220, 2) == whole
    assert years(date(1985, 1, 1), date(1995, 12, 31), "all states", layer="tie.other") == set()
    assert years(date(1985, 1, 1), date(1995, 12, 31), "all states", layer="tie.x.finer") == whole


def test_a_key_covers_only_the_time_in_which_a_code_bore_it() -> None:
    """Code 345 is Yugoslavia until 2006 and Serbia afterwards: who looks at Serbia has not looked at Yugoslavia."""
    axis = Axis("cow", "year", 1990, 2010)
    spells = spells_of("cow")[345]
    serbia = next(start for key, start, _ in spells if key == "SRB" and start.year > 1990)
    found = covered_years([("tie.x", date(1990, 1, 1), date(2010, 12, 31), "with SRB")], axis, 2, 345)
    assert found == set(range(serbia.year, 2011))


def test_a_list_knows_nothing_of_states_that_it_does_not_have() -> None:
    """Tibet is on Gleditsch and Ward's list alone: a source in Correlates of War codes cannot have looked at it."""
    axis = Axis("gw", "year", 1945, 1955)
    tibet = 711
    assert tibet in axis.codes and tibet not in Axis("cow", "year", 1945, 1955).codes
    told = [("tie.x", date(1945, 1, 1), date(1955, 12, 31), "all states")]
    assert covered_years(told, axis, 2, 200, coded_in="cow") == set(range(1945, 1956))
    assert covered_years(told, axis, 2, tibet, coded_in="cow") == set()
    assert covered_years(told, axis, 2, tibet, coded_in="gw") >= {1946}


def test_an_open_end_reaches_no_farther_than_the_source_looked() -> None:
    axis = Axis("cow", "year", 2015, 2020)
    told = [
        ("tie.x", date(1816, 1, 1), date(2016, 12, 31), "all states"),
        ("tie.y", date(1816, 1, 1), date(2018, 6, 30), "selected"),
    ]
    with record(told) as con:
        held = look(con, axis)
        query = values([("USA", date(2000, 1, 1), None, 5.0), ("FRA", date(2019, 1, 1), None, 5.0), ("GBR", date(2000, 1, 1), date(2030, 1, 1), 5.0)])  # fmt: skip

        def known(layer: str) -> dict[int, list[int]]:
            grid = held.grid(held.states(query, layer=layer)[0])
            return {code: axis.years[grid.known[place]].tolist() for place, code in enumerate(axis.codes.tolist())}

        assert known("tie.x")[2] == [2015, 2016]
        assert known("tie.y")[2] == [2015, 2016, 2017, 2018]
        assert known("")[2] == [2015, 2016, 2017, 2018]
        assert known("tie.unknown")[2] == [2015, 2016, 2017, 2018]
        assert known("")[220] == []
        assert known("")[200] == [2015, 2016, 2017, 2018]
        pairs = held.pairs("""select 'USA' as a, 'FRA' as b, date '2000-01-01' as "start", null::date as "end", 1.0::double as value""")  # fmt: skip
        for layer, last in (("tie.x", 2016), ("tie.y", 2018), ("", 2018)):
            runs = held.runs(pairs, zero=False, layer=layer)
            assert [axis.years[at] for at in runs.last] == [last]


# -- the two lists


@pytest.mark.parametrize(
    ("key", "year", "cow", "gw"),
    [
        ("DEU", 1980, {260}, {260}),
        ("DEU", 1990, {255, 260}, {260}),
        ("DEU", 1995, {255}, {260}),
        ("DDR", 1990, {265}, {265}),
        ("YEM", 1989, {678}, {678}),
        ("YEM", 1990, {678, 679}, {678}),
        ("YEM", 1995, {679}, {678}),
        ("SRB", 1916, {345}, set()),
        ("SRB", 1910, {345}, {340}),
        ("SRB", 2008, {345}, {340}),
        ("YUG", 1950, {345}, {345}),
        ("YUG", 1918, {345}, {345}),
        ("VNM", 1980, {816}, {816}),
        ("KOR", 1960, {732}, {732}),
        ("PAN", 1910, {95}, {95}),
    ],
)
def test_a_key_is_found_under_the_codes_of_its_time(key: str, year: int, cow: set[int], gw: set[int]) -> None:
    query = values([(key, date(year, 1, 1), date(year, 12, 31), 7.0)])
    with record(ALWAYS) as con:
        for system, expected in (("cow", cow), ("gw", gw)):
            axis = Axis(system, "year", year - 2, year + 2)
            held = look(con, axis)
            grid = held.grid(held.states(query)[0])
            where = {(int(axis.codes[place]), int(axis.years[at])) for place, at in np.argwhere(grid.known)}
            assert where == {(code, year) for code in expected}
