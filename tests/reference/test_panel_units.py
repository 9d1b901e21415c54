"""Units of panels on the whole record: published counts, leader-years, spells of conflict, months."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from comity.model.errors import BadRequest, NotHere
from comity.model.states import code_spells
from comity.panel import dyads, kads, leaderyears, stateyears
from comity.panel.axis import System
from comity.panel.group import find, groups
from comity.store.home import record_path

GROUPS = ("atop", "majors", "contiguity", "capital-distance", "nmc", "democracy")


def spells_of(system: str) -> dict[str, list[tuple[int, date, date]]]:
    """Give for each key its codes and their days."""
    found: dict[str, list[tuple[int, date, date]]] = {}
    for spell in code_spells():
        if spell.scheme == system:
            found.setdefault(spell.actor, []).append((int(spell.code), spell.start, spell.end or date.max))
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_panel_of_35_columns(full_home: Path) -> None:
    found = dyads(1816, 2020, directed=True, home=full_home).add(*GROUPS).to_arrow()
    assert (found.num_rows, found.num_columns) == (2_063_610, 35)
    total = pc.sum(found["cinc1"]).as_py() + pc.sum(found["atop_defense"]).as_py()
    assert total == pytest.approx(152131.648579, abs=1e-6)


def test_politically_relevant_dyads_as_published(full_home: Path) -> None:
    plan = dyads(1816, 2010, home=full_home).add("prd", when="first-record").where("prd")
    assert plan.to_arrow().num_rows == 111_991
    assert len(dyads(1816, 2010, home=full_home).add("prd", when="first-record").to_arrow()) == 842_655


def test_blocks_are_the_whole(full_home: Path) -> None:
    plan = dyads(1985, 1995, home=full_home).add(*GROUPS)
    whole = plan.to_arrow()
    blocks = list(plan.batches(5_000))
    assert len(blocks) > 5 and sum(len(block) for block in blocks) == len(whole)
    at = 0
    for block in blocks:
        assert block.equals(whole.slice(at, len(block)))
        at += len(block)


def test_the_range_of_years_and_the_order_of_groups_change_nothing(full_home: Path) -> None:
    whole = dyads(1980, 1999, home=full_home).add("atop", "nmc", "spells:atop_alliance").to_arrow()
    part = dyads(1990, 1999, home=full_home).add("nmc", "atop", "spells:atop_alliance").to_arrow()
    later = whole.filter(pc.greater_equal(whole["year"], 1990))
    assert part.select(whole.column_names).equals(later)


# -- leaders


@pytest.mark.parametrize("system", ["gw", "cow"])
def test_leader_years_day_by_day(full_home: Path, mirror: Path, system: System) -> None:
    own, gw = spells_of(system), spells_of("gw")
    keys = {(code, key): (first, last) for key, spells in gw.items() for code, first, last in spells}
    expected = set()
    for row in rows_of(mirror / "leaders" / "archigos.csv.gz"):
        start, end = date.fromisoformat(row["startdate"]), date.fromisoformat(row["enddate"])
        # Whom the code means when the leader takes office; before the state's first day, its first bearer.
        bearers = sorted(
            (first, last, key) for (code, key), (first, last) in keys.items() if code == int(row["gwcode"])
        )
        key = next((key for first, last, key in bearers if last >= start), bearers[-1][2])
        for code, first, last in own.get(key, ()):
            for year in range(max(start.year, 1875), min(end.year, 2015) + 1):
                if max(start, first, date(year, 1, 1)) <= min(end, last, date(year, 12, 31)):
                    expected.add((row["obsid"], row["leader"], code, year))
    table = leaderyears(1875, 2015, system, home=full_home).to_arrow()
    assert table.column_names == ["obsid", "leader", "ccode" if system == "cow" else "gwcode", "year"]
    found = list(zip(*[column.to_pylist() for column in table.columns], strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert [row[2:] for row in found] == sorted(row[2:] for row in found)


def test_leaders_of_a_year_that_the_world_knows(full_home: Path) -> None:
    found = leaderyears(1945, 1963, home=full_home).add("nmc").to_arrow().to_pylist()
    held = {(row["gwcode"], row["year"]): [] for row in found}  # type: ignore[var-annotated]
    for row in found:
        held[row["gwcode"], row["year"]].append(row["leader"])
    assert held[2, 1945] == ["Roosevelt, F.", "Truman"]
    assert held[2, 1963] == ["Kennedy", "Johnson"]
    both = [row["cinc"] for row in found if (row["gwcode"], row["year"]) == (2, 1945)]
    assert both[0] == both[1] is not None


@pytest.mark.parametrize(("first", "last"), [(1816, 1900), (1874, 1900), (2000, 2016), (2017, 2020)])
def test_leaders_are_not_given_for_years_that_archigos_has_not(full_home: Path, first: int, last: int) -> None:
    with pytest.raises(BadRequest, match="from 1875 to 2015"):
        leaderyears(first, last, home=full_home).to_arrow()


# -- k-ads


def test_a_triad_shows_its_three_dyads(full_home: Path) -> None:
    found = kads(1950, 2015, 3, among=("USA", "GBR", "FRA", "RUS"), home=full_home).add("atop", "nmc", "capital-distance", "contiguity").to_arrow().to_pylist()  # fmt: skip
    pairs = dyads(1950, 2015, home=full_home).add("atop", "capital-distance", "contiguity").to_arrow().to_pylist()
    by_pair = {(row["ccode1"], row["ccode2"], row["year"]): row for row in pairs}
    states = {(row["ccode"], row["year"]): row for row in stateyears(1950, 2015, home=full_home).add("nmc").to_arrow().to_pylist()}  # fmt: skip
    assert len(found) == 4 * 66
    for row in found:
        for one, other in ((1, 2), (1, 3), (2, 3)):
            pair = by_pair[row[f"ccode{one}"], row[f"ccode{other}"], row["year"]]
            for name in ("atop_defense", "atop_consul", "capdist", "conttype"):
                assert row[f"{name}_{one}{other}"] == pair[name]
        for side in (1, 2, 3):
            assert row[f"cinc{side}"] == states[row[f"ccode{side}"], row["year"]]["cinc"]


# -- spells


def finger(history: list[tuple[int, int | None]]) -> dict[int, tuple[int, int, int | None]]:
    """Count one state's history: year → (since, in, since with null while it lasts)."""
    found = {}
    since = running = 0
    for year, event in sorted(history):
        if event is None:
            since = running = 0
            continue
        running = running + 1 if event else 0
        found[year] = (since, running, None if running > 1 else since)
        since = 0 if event else since + 1
    return found


@pytest.mark.parametrize("first", [1946, 1980])
def test_spells_of_armed_conflict_for_every_state(full_home: Path, first: int) -> None:
    """12,507 state-years since 1946, of which the R package counts 2,974 wrongly when ongoing conflicts are set aside."""
    plan = stateyears(first, 2024, "gw", home=full_home).add("ucdp")
    plan = plan.add("spells:ucdpongoing", "spells:ucdpongoing:in", "spells:ucdpongoing:onset")
    rows = plan.to_arrow().to_pylist()
    every = stateyears(1946, 2024, "gw", home=full_home).add("ucdp").to_arrow().to_pylist()
    assert len(every) == 12_507
    histories: dict[int, list[tuple[int, int | None]]] = {}
    for row in every:
        histories.setdefault(row["gwcode"], []).append((row["year"], row["ucdpongoing"]))
    expected = {code: finger(history) for code, history in histories.items()}
    assert rows and not [row for row in rows if row["ucdpongoing"] is None]
    for row in rows:
        shown = (row["ucdpspell"], row["ucdpduration"], row["ucdpspell_onset"])
        assert shown == expected[row["gwcode"]][row["year"]]
    peaceful = [code for code, history in histories.items() if len(history) == 79 and not any(e for _, e in history)]
    assert peaceful
    for code in peaceful:
        assert [row["ucdpspell_onset"] for row in rows if row["gwcode"] == code] == list(range(first - 1946, 79))


def test_spells_of_what_is_not_known_stay_null(full_home: Path) -> None:
    found = dyads(2015, 2020, home=full_home).add("atop", "spells:atop_alliance").to_arrow()
    null = pc.is_null(found["atop_alliance_spell"])
    assert null.equals(pc.greater(found["year"], 2018)) and pc.any(null).as_py()


# -- months


def test_contiguity_month_by_month(full_home: Path, mirror: Path) -> None:
    """Every pair and month of 1990 to 1993, from the publisher's file."""
    table = dyads(1990, 1993, directed=True, by="month", home=full_home).add("contiguity").to_arrow()
    code1, code2, year, month, kind = (column.to_numpy() for column in table.columns)
    # The publisher tells months. In a month in which a pair's type changes, the new one holds.
    records = [row for row in rows_of(mirror / "geography" / "cow_contdir.csv.gz") if row["conttype"] != "0"]
    begins = {(row["ccode1"], row["ccode2"], row["stdate"][:7]) for row in records}
    expected: dict[tuple[int, int, int], int] = {}
    for row in records:
        first, last = (int(row[name][:4]) * 12 + int(row[name][5:7]) - 1 for name in ("stdate", "enddate"))
        last -= (row["ccode1"], row["ccode2"], row["enddate"][:7]) in begins and last > first
        for at in range(max(first, 1990 * 12), min(last, 1993 * 12 + 11) + 1):
            one, other = int(row["ccode1"]), int(row["ccode2"])
            expected[one, other, at] = min(int(row["conttype"]), expected.get((one, other, at), 9))
            expected[other, one, at] = expected[one, other, at]
    wrong = []
    for key in zip(
        code1.tolist(), code2.tolist(), (year.astype(int) * 12 + month - 1).tolist(), kind.tolist(), strict=True
    ):
        if expected.get(key[:3], 0) != key[3]:
            wrong.append(key)
    assert wrong == []


@pytest.mark.parametrize("group", [name for name, group in groups().items() if group.resolution is not None])
@pytest.mark.parametrize("unit", ["state", "dyad"])
def test_months_agree_with_their_years(full_home: Path, group: str, unit: str) -> None:
    """Where a group tells years, every month of one has its value; where it tells months, a yes of the year is in one."""
    make: Any = {"state": stateyears, "dyad": dyads}[unit]
    try:
        yearly, monthly = (make(1988, 1992, by=by, home=full_home).add(group) for by in ("year", "month"))
    except BadRequest as refused:
        assert "has nothing to say of" in refused.what
        return
    try:
        year = yearly.to_arrow().to_pandas()
    except NotHere as missing:
        assert group == "arms", missing  # it is brought by the user
        return
    keys = ["ccode"] if unit == "state" else ["ccode1", "ccode2"]
    merged = monthly.to_arrow().to_pandas().merge(year, on=[*keys, "year"], suffixes=("", "_year"), how="left", validate="many_to_one", indicator=True)  # fmt: skip
    assert (merged["_merge"] == "both").all()
    # A code that came or went within the year may have had something else in a part of it. In their first months
    # Croatia and Slovenia were on the Correlates of War list alone: who codes by the other says nothing of them then.
    whole = merged[merged.groupby([*keys, "year"])["month"].transform("count") == 12]
    whole = whole[~(whole[keys].isin([344, 349]).any(axis=1) & (whole["year"] == 1992))]
    assert len(whole) > 0.9 * len(merged)
    resolution, compared = find(group).resolution, 0
    for entry in yearly.columns:
        if not entry.group or entry.column.type == "text":
            continue
        if resolution == "year":
            one, other = whole[entry.name], whole[f"{entry.name}_year"]
        elif entry.column.binary:
            by_year = whole.groupby([*keys, "year"])
            one, other = by_year[entry.name].max(), by_year[f"{entry.name}_year"].first()
        else:
            continue
        compared += 1
        np.testing.assert_array_equal(one.to_numpy(float), other.to_numpy(float), err_msg=entry.name)
    assert compared or resolution != "year"


@pytest.fixture(scope="module")
def shuffled_home(full_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the same record, the rows of every table in another order."""
    home = tmp_path_factory.mktemp("shuffled")
    with duckdb.connect(str(record_path(home))) as con:
        con.execute(f"attach '{record_path(full_home)}' as straight (read_only)")
        tables = con.execute("select table_name from duckdb_tables() where database_name = 'straight'").fetchall()
        for (table,) in tables:
            con.execute(f'create table "{table}" as from straight."{table}" t order by hash(t)')
        con.execute("detach straight")
    return home


@pytest.mark.parametrize("group", list(groups()))
def test_the_order_of_rows_in_the_record_changes_nothing(full_home: Path, shuffled_home: Path, group: str) -> None:
    for unit in (stateyears, dyads):
        plans = []
        for home in (full_home, shuffled_home):
            try:
                plans.append(unit(1986, 1996, home=home).add(group, keep="all"))
            except BadRequest as refused:
                assert "has nothing to say of" in refused.what
        if plans:
            try:
                straight = plans[0].to_arrow()
            except NotHere as missing:
                assert group == "arms", missing  # it is brought by the user
                continue
            shuffled = plans[1].to_arrow()
            for name in straight.column_names:
                one, other = (
                    table[name].cast(pa.string()) if pa.types.is_dictionary(table[name].type) else table[name]
                    for table in (straight, shuffled)
                )
                assert one.equals(other), name
