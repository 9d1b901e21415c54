"""Rivalries, arms races and territorial threat in the record against their files, and against what is known of some."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.model.states import actor_of


def published(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "rivalries" / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def key(code: str, year: int) -> str:
    """Give who bore a code at the end of a year; Austria-Hungary's is Austria's after 1918."""
    found = actor_of("cow", "305" if code == "300" and year > 1918 else code, date(year, 12, 31))
    assert found, (code, year)
    return found


Spells = dict[tuple[str, str, str], set[int]]


def held(built: duckdb.DuckDBPyConnection, layers: str, last: int) -> Spells:
    """Give the years at whose end a tie of a layer held between two states."""
    found: Spells = defaultdict(set)
    for layer, a, b, start, end in built.execute(
        f"select layer, a, b, start, \"end\" from tie where source = 'rivalries' and layer like '{layers}%'"
    ).fetchall():
        stop = last if end is None else end.year if (end.month, end.day) == (12, 31) else end.year - 1
        found[layer, a, b] |= {year for year in range(start.year, stop + 1) if year >= 1816}
    return {one: years for one, years in found.items() if years}


@pytest.mark.parametrize(
    ("name", "layer", "first", "last", "end"),
    [("tss_rivalries", "rivalry-tss", "start", 2020, "end"), ("td_rivalries", "rivalry-td", "styear", 2010, "endyear")],
)
def test_rivalries_and_their_types_in_every_year(
    mirror: Path, built: duckdb.DuckDBPyConnection, name: str, layer: str, first: str, last: int, end: str
) -> None:
    expected: Spells = defaultdict(set)
    for row in published(mirror, name):
        if "324" in (row["ccode1"], row["ccode2"]):
            continue
        types = {row.get(f"type{rank}") for rank in "123"} - {None, ""}
        types |= {
            type_
            for type_ in ("positional", "spatial", "ideological", "interventionary", "principal")
            if row.get(type_) == "1"
        }
        types |= {"asymmetric-principal"} if row.get("aprin") == "1" else set()
        for year in range(max(1816, int(row[first])), int(row[end]) + 1):
            a, b = sorted((key(row["ccode1"], year), key(row["ccode2"], year)))
            for told in (layer, *(f"{layer}-{type_}" for type_ in types)):
                expected[told, a, b].add(year)
    assert held(built, layer, last) == expected


def test_rivalries_of_the_lists_last_year_have_no_end(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    for name, layer, end, last in (
        ("tss_rivalries", "rivalry-tss", "end", "2020"), ("td_rivalries", "rivalry-td", "endyear", "2010"),
    ):  # fmt: skip
        still = sum(row[end] == last for row in published(mirror, name))
        assert built.execute(
            "select count(*) from tie where layer = ? and \"end\" is null", [layer]
        ).fetchone() == (still,)  # fmt: skip
        assert still > 40
    assert built.execute("select count(*) from rejected where source = 'rivalries'").fetchone() == (4,)


def test_arms_races(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        "select count(*), min(year(start)), max(year(\"end\")) from tie where layer = 'arms-race-grh'"
    )
    assert found.fetchone() == (len(published(mirror, "grh_arms_races")) + 1, 1854, 1984)
    # That of Italy and Serbia (1916 to 1921) is cut where Serbia becomes Yugoslavia.


def test_threat_and_its_bounds(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        (actor, start, indicator): told
        for actor, start, indicator, *told in built.execute(
            "select actor, start, indicator, value, low, high from figure where source = 'rivalries'"
        ).fetchall()
    }
    rows = published(mirror, "terrthreat")
    apart = []
    for row in rows:
        year = int(row["year"])
        # Two codes of one key in the year of a union: each has its own days.
        union = {("255", 1990): date(1990, 10, 3), ("679", 1990): date(1990, 5, 22)}
        start = union.get((row["ccode"], year), date(year, 1, 1))
        actor = actor_of("cow", row["ccode"], date(year, 12, 31) if row["ccode"] == "345" else start)
        assert actor
        for indicator, prefix in (("latent-territorial-threat", ""), ("latent-territorial-threat-by-distance", "m_")):
            if row[f"{prefix}lterrthreat"]:
                told = [float(row[f"{prefix}{column}"]) for column in ("lterrthreat", "lwr", "upr")]
                assert found.pop((actor, start, indicator)) == pytest.approx(told, abs=0)
                apart.append((told[2] - told[1]) / float(row[f"{prefix}sd"]))
    assert not found
    # 90 % of a normal distribution lie within 3.29 standard deviations: what makes these bounds low and high.
    assert sorted(apart)[len(apart) // 2] == pytest.approx(3.29, abs=0.05)


def test_known_rivals(built: duckdb.DuckDBPyConnection) -> None:
    def spells(a: str, b: str) -> list[tuple[int, int | None]]:
        return built.execute(
            "select year(start), year(\"end\") from tie where layer = 'rivalry-tss' and (a, b) = (?, ?) order by start",
            [a, b],
        ).fetchall()

    assert (1947, None) in spells("IND", "PAK")
    assert any(first <= 1950 and last and 1985 <= last <= 1991 for first, last in spells("RUS", "USA"))
    # Austria-Hungary's rivalry with Serbia went on as Austria's with Yugoslavia.
    assert spells("AUH", "SRB")[-1][1] == 1918
    assert spells("AUT", "YUG") == [(1919, 1920)]
    assert not spells("AUT", "RUS")
