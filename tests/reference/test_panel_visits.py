"""The column groups of visits and of opinion, cell by cell against the publishers' files."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from comity.model.states import actor_of, state_spells
from comity.panel import dyads, stateyears


def _read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding=encoding, newline="") as handle:
        return list(csv.DictReader(handle))


def _known(table: Any, keys: list[str], column: str) -> dict[tuple[int, ...], float]:
    part = table.loc[table[column].notna(), [*keys, column]]
    return {tuple(int(cell) for cell in row[:-1]): float(row[-1]) for row in part.itertuples(index=False)}


@pytest.fixture(scope="module")
def pairs(full_home: Path) -> Any:
    return dyads(1945, 2025, home=full_home).add("visits", keep="all").add("opinion", keep="all").to_pandas()


@pytest.fixture(scope="module")
def alone(full_home: Path) -> Any:
    return stateyears(1945, 2025, home=full_home).add("visits", keep="all").add("opinion").to_pandas()


@pytest.mark.parametrize("column", ["bi_PRE", "bi_SOS", "bi_str_PRE", "bi_str_SOS"])
def test_whether_an_american_came_is_the_publishers_variable(mirror: Path, pairs: Any, alone: Any, column: str) -> None:
    rows = _read(mirror / "us-dipl-core" / "dipl_core.csv.gz")
    existed = {
        (spell.cow, year) for spell in state_spells() if spell.cow
        for year in range(1946, 2013) if spell.start.year <= year and (spell.end is None or year <= spell.end.year)
    }  # fmt: skip
    given = {
        (int(row["cowid"]), int(row["year"])): float(row[column])
        for row in rows
        if row["cowid"] and (int(row["cowid"]), int(row["year"])) in existed
    }
    assert {given[code, 1990] for code in (255, 260)} == {0, 1} or column.startswith("bi_str")
    of_dyads = {(two, year): value for (one, two, year), value in _known(
        pairs, ["ccode1", "ccode2", "year"], column).items() if one == 2}  # fmt: skip
    assert of_dyads == given
    assert _known(alone, ["ccode", "year"], column) == given


def test_chinas_leaders(mirror: Path, pairs: Any, alone: Any) -> None:
    path = mirror / "china-leader-travel" / "WHO-WHERE-WHEN-dataset-v.1.1.xlsx"
    _, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_name("Dataset").to_python()
    received = _known(alone, ["ccode", "year"], "ceias_visits")
    of_dyads = {(one if two == 710 else two, year): value for (one, two, year), value in _known(
        pairs, ["ccode1", "ccode2", "year"], "ceias_visits").items()}  # fmt: skip
    assert received == of_dyads
    years: Counter[int] = Counter()
    for (_, year), value in received.items():
        years[year] += int(value)
    given = Counter(int(row[0]) for row in rows) - Counter({2015: 4, 2018: 1})
    in_neither = {year: given[year] - years[year] for year in given if given[year] != years[year]}
    assert in_neither == {2000: 1}, "Jiang Zemin in Palestine, which is in neither list"
    assert {year for (_, year), value in received.items() if not value} == set(range(2014, 2021))
    assert (received[365, 2013], received[2, 1979], received[732, 2005]) == (2, 1, 1)
    assert (220, 2004) not in received, "Hu Jintao was there; the list does not have it, and absence means nothing"
    assert received[732, 2018] == 0
    for code, name in ((365, ("Russia", "Soviet Union")), (2, ("United States",)), (850, ("Indonesia",))):
        for year in (1954, 1979, 2011, 2013, 2015, 2019):
            assert received.get((code, year), 0) == sum(row[3] in name and int(row[0]) == year for row in rows)


def test_american_defence_officials(pairs: Any, alone: Any, built: Any) -> None:
    received = _known(alone, ["ccode", "year"], "usdef_visits")
    assert received == {
        (two, year): value
        for (one, two, year), value in _known(pairs, ["ccode1", "ccode2", "year"], "usdef_visits").items()
        if one == 2
    }
    (visits,) = built.execute("select count(*) from activity where source = 'us-defence-visits'").fetchone()
    assert sum(received.values()) == visits == 337
    assert min(received.values()) == 1


@pytest.mark.parametrize("column", ["government_visits", "military_visits"])
def test_aiddatas_visits(mirror: Path, pairs: Any, column: str) -> None:
    rows = _read(mirror / "china-public-diplomacy" / "ChinesePublicDiplomacy.csv.gz", "latin-1")
    given = {}
    for row in rows:
        key = actor_of("name", row["receiving_country"], date(int(row["year"]), 7, 1))
        spells = [spell for spell in state_spells() if spell.state == key and spell.cow and (
            spell.start.year <= int(row["year"]) and (spell.end is None or spell.end.year >= int(row["year"])))]  # fmt: skip
        if spells and row[column] != "N/A":
            given[spells[0].cow, int(row["year"])] = float(row[column])
    found = {(one if two == 710 else two, year): value for (one, two, year), value in _known(
        pairs, ["ccode1", "ccode2", "year"], column).items()}  # fmt: skip
    assert found == given
    assert len(found) > 500


def _pew(mirror: Path) -> Iterator[tuple[str, str, int, dict[str, str]]]:
    for row in _read(mirror / "perception-pew-agg" / "pew_opinion_agg_DERIVED.csv.gz"):
        if row["respondent_iso3"] != row["target"] and (row["year"], row["target"]) != ("2013", "CHN"):
            yield row["respondent_iso3"], row["target"], int(row["year"]), row


@pytest.mark.parametrize("column", ["favorable_wpct", "very_unfavorable_wpct", "dk_wpct", "pew_n"])
def test_opinion_of_each_side(mirror: Path, pairs: Any, column: str) -> None:
    codes = {spell.state: spell.cow for spell in state_spells() if spell.cow and spell.end is None}
    given = {
        (codes[who], codes[whom], year): float(row["n" if column == "pew_n" else column])
        for who, whom, year, row in _pew(mirror)
        if who in codes and whom in codes
    }
    keys = ["ccode1", "ccode2", "year"]
    found = _known(pairs, keys, f"{column}1")
    found |= {(two, one, year): value for (one, two, year), value in _known(pairs, keys, f"{column}2").items()}
    assert found == pytest.approx(given)
    assert len(found) == 1_926


def test_opinion_of_the_union_and_the_nations(mirror: Path, alone: Any) -> None:
    codes = {spell.state: spell.cow for spell in state_spells() if spell.cow and spell.end is None}
    for column, target in (("favorable_eu", "EU"), ("favorable_un", "UN"), ("favorable_chn", "CHN")):
        given = {(codes[who], year): float(row["favorable_wpct"]) for who, whom, year, row in _pew(mirror)
                 if whom == target and who in codes}  # fmt: skip
        assert _known(alone, ["ccode", "year"], column) == pytest.approx(given)


def test_views_of_the_president(alone: Any) -> None:
    trusted = _known(alone, ["ccode", "year"], "us538_pres")
    assert (trusted[255, 2009], trusted[255, 2017], trusted[220, 2008]) == (93, 11, 13)
    assert len(trusted) == 289


def test_both_lists_show_the_same(full_home: Path, alone: Any) -> None:
    other = stateyears(1945, 2025, "gw", home=full_home).add("visits", "opinion").to_pandas()
    for column in ("bi_PRE", "usdef_visits", "government_visits", "colt_received", "favorable_usa"):
        one, two = _known(alone, ["ccode", "year"], column), _known(other, ["gwcode", "year"], column)
        gap = abs(sum(one.values()) - sum(two.values()))
        assert gap <= 0.02 * sum(one.values()), column
        assert {key: one[key] for key in one.keys() & two.keys() if key[0] in (2, 220, 365, 640, 740)} == {
            key: two[key] for key in one.keys() & two.keys() if key[0] in (2, 220, 365, 640, 740)
        }
