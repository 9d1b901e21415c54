"""The column groups of conflict, cell by cell against the publishers' files, read with plain Python."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.model.states import actor_of, state_spells
from comity.panel import dyads, stateyears

PAIR = ["ccode1", "ccode2", "year"]
#: Codes that are one state of the record in the year of a union.
UNIONS = {(code, 1990) for code in (255, 260, 678, 679)}


def published(mirror: Path, source: str, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / source / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def known(table: Any, keys: list[str], column: str, *, zero: bool = False) -> dict[Any, float]:
    """Give the cells of a column that are known, and not 0 unless zeros are asked for."""
    part = table.loc[table[column].notna(), [*keys, column]]
    cells = ((tuple(int(cell) for cell in row[:-1]), float(row[-1])) for row in part.itertuples(index=False))
    return {
        key: value
        for key, value in cells
        if (value or zero) and not any((code, key[-1]) in UNIONS for code in key[:-1])
    }


def listed(scheme: str, first: int, last: int) -> set[tuple[int, int]]:
    """Give the codes of a list with the years in which they were in it."""
    found = set()
    for spell in state_spells():
        code = spell.cow if scheme == "cow" else spell.gw
        for year in range(max(first, spell.start.year), min(last, spell.end.year if spell.end else last) + 1):
            if code:
                found.add((code, year))
    return found


def bearer(code: str, year: int, there: set[tuple[int, int]]) -> int:
    """Give the code under which a rival stands in the list: the lists of rivals have one for all Germanies and Yemens."""
    meant = 305 if code == "300" and year > 1918 else int(code)
    return {255: 260, 679: 678}.get(meant, meant) if (meant, year) not in there else meant


def test_rivalries_of_pairs(mirror: Path, full_home: Path) -> None:
    table = dyads(1816, 2025, home=full_home).add("rivalries", keep="all").to_pandas()
    there = listed("cow", 1816, 2020)
    rivals: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
    for row in published(mirror, "rivalries", "tss_rivalries.csv.gz"):
        for year in range(max(1816, int(row["start"])), int(row["end"]) + 1):
            one, other = (bearer(row[code], year, there) for code in ("ccode1", "ccode2"))
            if (one, year) in there and (other, year) in there:
                key = (min(one, other), max(one, other), year)
                rivals["ongoingrivalry"].add(key)
                for kind in ("ideological", "interventionary", "positional", "spatial", "principal", "aprin"):
                    if row[kind] == "1":
                        rivals[kind].add(key)
    for column, expected in rivals.items():
        found = set(known(table, PAIR, column))
        assert found - expected == set(), column
        # Both were in the list in that year, but not on one day.
        assert all(
            (table[PAIR] != key).any(axis=1).all()
            for key in sorted(expected - found)[:20]
            if not any((code, key[2]) in UNIONS for code in key[:2])
        ), column
    assert table.loc[table["year"] > 2020, "ongoingrivalry"].isna().all()
    assert table.loc[table["year"] <= 2020, "ongoingrivalry"].notna().all()
    assert table["armsrace"].dropna().eq(1).all()
    threat = {
        (row["ccode"], row["year"]): float(row["lterrthreat"])
        for row in published(mirror, "rivalries", "terrthreat.csv.gz")
    }
    usa = table[(table["ccode1"] == 2) & (table["ccode2"] == 20) & (table["year"] <= 2010)]
    assert {
        (str(2), str(year)): value for year, value in zip(usa["year"], usa["lterrthreat1"], strict=True)
    }.items() <= threat.items()


def test_rivalries_of_states_are_counted(mirror: Path, full_home: Path) -> None:
    table = stateyears(1950, 1960, home=full_home).add("rivalries").to_pandas()
    expected: Counter[tuple[int, int]] = Counter()
    both = listed("cow", 1950, 1960)
    for row in published(mirror, "rivalries", "tss_rivalries.csv.gz"):
        for year in range(1950, 1961):
            if row["spatial"] == "1" and int(row["start"]) <= year <= int(row["end"]):
                expected.update({(bearer(row[code], year, both), year): 1 for code in ("ccode1", "ccode2")})
    found = known(table, ["ccode", "year"], "n_spatial")
    assert {key: value for key, value in found.items() if expected[key] != value} == {}
    assert {key for key in expected if key in both} == set(found)


def test_conflicts_have_every_party_on_either_side(mirror: Path, full_home: Path) -> None:
    expected: set[tuple[int, int]] = set()
    for row in published(mirror, "ucdp-acd", "ucdp_acd.csv.gz"):
        for column in ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"):
            for code in row[column].replace(" ", "").split(","):
                if code and code not in ("NA", "751"):
                    year = int(row["year"])
                    expected.add((340 if code == "345" and year > 2006 else int(code), year))
    table = stateyears(1946, 2025, "gw", home=full_home).add("ucdp").to_pandas()
    found = known(table, ["gwcode", "year"], "ucdpongoing")
    there = listed("gw", 1946, 2025)
    assert set(found) - expected == set()
    lacking = {key for key in expected - set(found) if key in there and key not in UNIONS}
    assert lacking == set()
    cow = stateyears(1990, 2024, home=full_home).add("ucdp").to_pandas().set_index(["ccode", "year"])
    assert cow.at[(800, 2011), "ucdpongoing"] == 1, "Thailand"
    assert cow.at[(2, 2001), "ucdpongoing"] == 1, "the United States"
    assert table.loc[table["year"] == 2025, "ucdpongoing"].isna().all()
    primary = stateyears(2001, 2001, "gw", home=full_home).add("ucdp", parties="primary").to_pandas()
    assert primary["ucdpongoing"].sum() < table.loc[table["year"] == 2001, "ucdpongoing"].sum()


def test_wars_between_states(mirror: Path, full_home: Path) -> None:
    table = dyads(1816, 2012, directed=True, home=full_home).add("wars", keep="all").to_pandas()
    fought: dict[tuple[int, ...], list[dict[str, str]]] = defaultdict(list)
    for row in published(mirror, "cow-wars", "cow_war_inter.csv.gz"):
        fought[int(row["ccode1"]), int(row["ccode2"]), int(row["year"])].append(row)
    ongoing = known(table, PAIR, "cowinterongoing")
    there = listed("cow", 1816, 2012)
    assert set(ongoing) - set(fought) == set()
    assert {
        key for key in set(fought) - set(ongoing) if (key[0], key[2]) in there and (key[1], key[2]) in there
    } == set()
    onset, deaths, began = (
        known(table, PAIR, name, zero=True) for name in ("cowinteronset", "batdeath1", "initiator1")
    )
    for key in ongoing:
        rows = fought[key]
        assert onset[key] == any(row["cowinteronset"] == "1" for row in rows)
        if len({row["warnum"] for row in rows}) == 1:
            assert deaths.get(key, -9) == int(rows[0]["batdeath1"])
            assert began[key] == int(rows[0]["initiator1"])
    assert table.loc[table["year"] > 2007, "cowinterongoing"].isna().all()


def test_wars_within_states(mirror: Path, full_home: Path) -> None:
    government, every = set(), set()
    for row in published(mirror, "cow-wars", "cow_war_intra.csv.gz"):
        for code in (row["ccodea"], row["ccodeb"]):
            if code not in ("", "-8"):
                every.add((int(code), int(row["year"])))
        if row["primary_state"] == "1":
            government.add((int(row["ccodea"]), int(row["year"])))
    there = listed("cow", 1816, 2007)
    for intra, expected in (("all", every), ("primary", government)):
        table = stateyears(1816, 2010, home=full_home).add("wars", intra=intra).to_pandas()
        found = set(known(table, ["ccode", "year"], "cowintraongoing"))
        assert found == {key for key in expected if key in there and key not in UNIONS}
    usa = table[(table["ccode"] == 2)].set_index("year")["cowintraongoing"]
    assert usa[1863] == 1


def test_events_of_both_directions(mirror: Path, full_home: Path) -> None:
    table = dyads(2002, 2014, home=full_home).add("events").to_pandas()
    query = "select i_iso3c, j_iso3c, year, matlConf from read_parquet($1) where year in (2003, 2014)"
    path = str(mirror / "icews-dyad-year" / "icews_dyad_year_quad.parquet")
    codes = {(spell.state, year): spell.cow for spell in state_spells() for year in (2003, 2014)
             if spell.cow and spell.start.year <= year and (spell.end is None or spell.end.year >= year)}  # fmt: skip
    found = {side: known(table, PAIR, f"matlConf{side}", zero=True) for side in (1, 2)}
    compared = 0
    for one, other, year, value in duckdb.execute(query, [path]).fetchall():
        a, b = codes.get((one, year)), codes.get((other, year))
        if a and b:
            assert found[1 if a < b else 2][min(a, b), max(a, b), year] == value
            compared += 1
    assert compared > 40_000
    assert table.loc[(table["ccode1"] == 2) & (table["ccode2"] == 395), "matlConf1"].isna().all(), (
        "Iceland is not in it"
    )


def test_militarised_events_in_the_period_of_their_beginning(mirror: Path, full_home: Path) -> None:
    months: Counter[tuple[int, int, int, int]] = Counter()
    years: Counter[tuple[int, int, int]] = Counter()
    level: dict[tuple[int, int, int], int] = defaultdict(int)
    for row in published(mirror, "mie", "mie-1.0.csv.gz"):
        pair, year = (int(row["ccode1"]), int(row["ccode2"])), int(row["styear"])
        years[(*pair, year)] += 1
        level[(*pair, year)] = max(level[(*pair, year)], int(row["hostlev"]))
        if 1980 <= year <= 1985:
            months[(*pair, year, int(row["stmon"]))] += 1
    table = dyads(1950, 2020, directed=True, home=full_home).add("mie").to_pandas()
    # Croatia was recognised amid its war, Cambodia after the year's only clash: the events of the year are theirs all the same.
    war = table[(table["ccode1"] == 344) & (table["ccode2"] == 345) & (table["year"] == 1992)]
    assert (war["mie_events1"].item(), war["mie_hostlev1"].item()) == (years[344, 345, 1992], 5)
    gw = dyads(1992, 1992, "gw", directed=True, home=full_home).add("mie").to_pandas()
    assert gw.loc[(gw["gwcode1"] == 344) & (gw["gwcode2"] == 345), "mie_events1"].item() == years[344, 345, 1992]
    events, hostility = (known(table, PAIR, name) for name in ("mie_events1", "mie_hostlev1"))
    late = {key for key in years if key[2] >= 1950 and not any((code, key[2]) in UNIONS for code in key[:2])}
    assert {key: value for key, value in events.items() if years[key] != value} == {}
    assert late == set(events)
    assert all(level[key] == value for key, value in hostility.items())
    assert table.loc[table["year"] > 2014, "mie_events1"].isna().all()
    monthly = dyads(1980, 1985, directed=True, by="month", home=full_home).add("mie").to_pandas()
    found = known(monthly.rename(columns={"month": "m"}), ["ccode1", "ccode2", "year", "m"], "mie_events1")
    assert found == dict(months)


def test_battle_deaths(mirror: Path, full_home: Path) -> None:
    between: Counter[tuple[int, int, int]] = Counter()
    of_state: Counter[tuple[int, int]] = Counter()
    for row in published(mirror, "ucdp-brd", "BattleDeaths_v24_1.csv.gz"):
        year, best = int(row["year"]), int(row["bd_best"])
        sides = [{int(code) for code in row[f"gwno_{side}"].replace(" ", "").split(",") if code} for side in "ab"]
        sides = [{340 if code == 345 and year > 2006 else code for code in side} for side in sides]
        for code in sides[0] | sides[1]:
            of_state[code, year] += best
        for one in sides[0]:
            for other in sides[1]:
                between[min(one, other), max(one, other), year] += best
    pairs = dyads(1985, 2025, "gw", home=full_home).add("deaths").to_pandas()
    assert known(pairs, ["gwcode1", "gwcode2", "year"], "bd_best") == dict(between)
    alone = stateyears(1985, 2025, "gw", home=full_home).add("deaths").to_pandas()
    there = listed("gw", 1985, 2025)
    assert known(alone, ["gwcode", "year"], "bd_best") == {
        key: value for key, value in of_state.items() if key in there and key not in UNIONS
    }  # fmt: skip
    for table in (pairs, alone):
        assert table.loc[(table["year"] < 1989) | (table["year"] > 2023), "bd_best"].isna().all()
    land = known(alone, ["gwcode", "year"], "land_best", zero=True)
    compared = 0
    for row in published(mirror, "ucdp-brd", "poldat_ucdpbrds.csv.gz"):
        key = int(float(row["gwcode"])), int(float(row["year"]))
        if row["status"] == "independent" and key in land:
            assert land[key] == float(row["best"]), key
            compared += 1
    assert compared > 6000
    assert actor_of("gw", "369", date(2022, 1, 1)) == "UKR"


@pytest.mark.parametrize("group", ["ucdp", "wars", "rivalries", "mie", "events", "deaths"])
def test_both_orders_of_a_pair_agree(full_home: Path, group: str) -> None:
    both: Any = dyads(1995, 1996, directed=True, home=full_home).add(group, keep="all").to_pandas()
    names = [name for name in both if name not in PAIR]
    turned = both.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    swapped = {name: f"{name[:-1]}{3 - int(name[-1])}" for name in names if name[-1] in "12"}
    turned = turned.rename(columns=swapped)[list(both)].sort_values(PAIR, ignore_index=True)
    assert both.equals(turned)
