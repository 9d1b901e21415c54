"""The two groups of disputes, cell by cell, against the publishers' own choice of one dispute a pair and year."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from comity.panel import dyads, stateyears
from comity.panel.disputes import RULES

CODINGS = [
    ("gml-mid", "gmlmid", "gml_mid_ddydisps.csv.gz", 2010, 9284),
    ("cow-mid", "cowmid", "cow_mid_ddydisps.csv.gz", 2014, 10234),
]
#: Column → the publisher's name, where they differ.
NAMES = {"dispfatality": "fatality", "disphostlev": "hostlev"}
#: In the year of a union the record has one state where the publisher has two codes.
UNIONS = {(code, 1990) for code in (255, 260, 678, 679)}


def published(mirror: Path, source: str, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / source / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def united(one: int, other: int, year: int) -> bool:
    return (one, year) in UNIONS or (other, year) in UNIONS


@pytest.mark.parametrize(("group", "prefix", "name", "last", "rows"), CODINGS)
def test_every_cell_is_the_publishers(
    mirror: Path, full_home: Path, group: str, prefix: str, name: str, last: int, rows: int
) -> None:
    table = dyads(1816, 2020, directed=True, home=full_home).add(group, keep="all").to_pandas()
    ongoing = f"{prefix}ongoing"
    assert table.loc[table["year"] > last, ongoing].isna().all(), "after the last year nothing is known"
    assert table.loc[table["year"] <= last, ongoing].notna().all()
    chosen = table[table[ongoing] == 1].set_index(["ccode1", "ccode2", "year"])
    given = {(int(row["ccode1"]), int(row["ccode2"]), int(row["year"])): row for row in published(mirror, group, name)}
    assert len(given) == rows
    extra = {key for key in chosen.index if key not in given and not united(*key)}
    missing = {key for key in given if key not in chosen.index}
    assert extra == set()
    # Pairs of which one had left the list, or not yet come, by the list's own days.
    listed = set(table.set_index(["ccode1", "ccode2", "year"]).index[table[ongoing].notna()])
    assert missing == {key for key in given if key not in listed}
    columns = [column for column in chosen if column not in (ongoing, "init1", "init2")]
    told = chosen[columns].to_dict("index")
    compared = 0
    for key, row in given.items():
        if key in missing or united(*key):
            continue
        for column in columns:
            value = told[key][column]
            if (group, row["dispnum"], column) == ("gml-mid", "1272", "stmon"):
                assert pd.isna(value), "a thirteenth month"
                continue
            assert (-9 if pd.isna(value) else int(value)) == int(row[str(NAMES.get(str(column), str(column)))]), (
                key,
                column,
            )
            compared += 1
        init = {side: row[f"sidea{side}"] == "1" and row[f"orig{side}"] == "1" for side in "12"}
        assert (chosen.at[key, "init1"], chosen.at[key, "init2"]) == (init["1"], init["2"])
    assert compared > 17 * 9000


@pytest.mark.parametrize(("group", "prefix", "name", "last", "rows"), CODINGS)
def test_a_pair_of_no_direction_is_in_a_dispute_as_both_are(
    full_home: Path, group: str, prefix: str, name: str, last: int, rows: int
) -> None:
    both = dyads(1900, 1950, directed=True, home=full_home).add(group, keep="all").to_pandas()
    one = dyads(1900, 1950, home=full_home).add(group, keep="all").to_pandas()
    keys = ["ccode1", "ccode2", "year"]
    forward = both[both["ccode1"] < both["ccode2"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        forward.sort_values(keys, ignore_index=True), one.sort_values(keys, ignore_index=True)
    )


def test_france_and_italy_in_1860(full_home: Path) -> None:
    """Three disputes began: 112, 113 and 306, the standard example of why one has to be chosen."""

    def number(whittle: str = ",".join(RULES)) -> Any:
        table = dyads(1860, 1860, home=full_home).add("gml-mid", keep="all", whittle=whittle).to_pandas()
        return table.set_index(["ccode1", "ccode2"]).at[(220, 325), "dispnum"]

    assert number() == 113, "the higher level of hostility"
    assert number(whittle="onset") == 112, "of equals the lowest number"
    assert number(whittle="start-month") == 112


@pytest.mark.parametrize(("init", "rule"), [
    ("sidea-orig", lambda side, role: side == "1" and role == "1"),
    ("sidea-with-joiners", lambda side, role: side == "1"),
    ("sidea-all-joiners", lambda side, role: side == "1" or role == "0"),
])  # fmt: skip
def test_states_in_disputes(mirror: Path, full_home: Path, init: str, rule: Any) -> None:
    expected: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for row in published(mirror, "gml-mid", "gml_part.csv.gz"):
        code, first, last = int(row["ccode"]), int(row["styear"]), int(row["endyear"])
        began = rule(row["sidea"], row["orig"])
        for year in range(first, last + 1):
            told = ["gmlmidongoing", *(["gmlmidonset"] if year == first else [])]
            for name in (*told, *(f"{name}_init" for name in told if began)):
                expected[name].add((code, year))
    table = stateyears(1816, 2020, home=full_home).add("gml-mid", init=init).to_pandas().set_index(["ccode", "year"])
    assert len(expected) == 4
    for name, known in expected.items():
        found = {key for key in table.index[(table[name] == 1).fillna(False)] if key not in UNIONS}
        assert found == {key for key in known if key in table.index and key not in UNIONS}, name
    assert table[table.index.get_level_values("year") > 2010].isna().all(axis=None)
    assert table.loc[(2, 1950), "gmlmidongoing"] == 1


def test_the_other_list_has_the_same_disputes(full_home: Path) -> None:
    cow = dyads(1950, 2010, directed=True, home=full_home).add("gml-mid").to_pandas()
    gw = dyads(1950, 2010, "gw", directed=True, home=full_home).add("gml-mid").to_pandas()
    usa_russia = [
        table[(table[f"{code}1"] == 2) & (table[f"{code}2"] == 365)].set_index("year")["gmlmidonset"].tolist()
        for table, code in ((cow, "ccode"), (gw, "gwcode"))
    ]
    assert usa_russia[0] == usa_russia[1]
    assert sum(usa_russia[0]) > 10
    vietnam = gw[(gw["gwcode1"] == 816) & (gw["gwcode2"] == 710) & (gw["year"] == 1979)]
    assert vietnam["gmlmidongoing"].tolist() == [1]
