"""The states held against published lists, panels and names: every difference stands in a reviewed list beside this file.

``crosswalk_differences.csv``  pairs of codes that only one of comity and the published panels has, by years
``capital_differences.csv``    seats of government that differ by more than 40 km on 1 July of a year
``names_not_states.csv``       names in the data files that mean no state: aggregates, organisations, areas, slips
"""

from __future__ import annotations

import csv
import gzip
import io
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from comity.model.listings import entities
from comity.model.states import actor_of, crosswalk, resolve, state_spells, stateyears, territory_of

HERE = Path(__file__).parent


def rows_of(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[dict[str, str]]:
    with gzip.open(path) as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding, newline=""), delimiter=delimiter))


def reviewed(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["why"] for row in rows)
    return rows


LISTS = (
    ("cow", "states-isard/cw_system.csv.gz", "ccode", "cw_name", "cw_abb", 243),
    ("gw", "states-isard/gw_system.csv.gz", "gwcode", "gw_name", "gw_abb", 239),
)


@pytest.mark.parametrize(("system", "file", "code", "name", "abb", "size"), LISTS)
def test_every_listed_name_resolves_to_its_own_code(
    mirror: Path, system: str, file: str, code: str, name: str, abb: str, size: int
) -> None:
    rows = rows_of(mirror / file)
    assert len(rows) == size
    wrong = [
        (row[name], row[day], said, found)
        for row in rows
        for day in ("start", "end")
        for said in (row[name], row[code], row[abb])
        if (found := getattr(resolve(said, system, row[day]), system)) != int(row[code])
    ]
    assert wrong == []


@pytest.mark.parametrize(("system", "file", "code", "name", "abb", "size"), LISTS)
def test_every_spell_begins_and_ends_on_its_day(
    mirror: Path, system: str, file: str, code: str, name: str, abb: str, size: int
) -> None:
    last = {"cow": "2016-12-31", "gw": "2020-12-31"}[system]
    published = {(int(r[code]), r["start"], None if r["end"] == last else r["end"]) for r in rows_of(mirror / file)}
    ours: dict[int, list[tuple[date, date | None]]] = {}
    spells = [(getattr(s, system), s.start, s.end) for s in state_spells() if getattr(s, system)]
    for number, start, end in sorted(spells, key=lambda s: (s[0], s[1])):
        known = ours.setdefault(number, [])
        if known and (before := known[-1][1]) and (start - before).days == 1:
            start = known.pop()[0]
        known.append((start, end))
    assert {(c, str(s), e and str(e)) for c, times in ours.items() for s, e in times} == published


def test_microstates_are_those_of_the_list(mirror: Path) -> None:
    listed = {resolve(r["gwcode"], "gw").key for r in rows_of(mirror / LISTS[1][1]) if r["microstate"] == "1"}
    assert {s.state for s in state_spells() if s.microstate} == listed | {"VAT"}


PANELS = (("cw_gw_panel", "ccode", "gwcode", "cow", "gw"), ("gw_cw_panel", "gwcode", "ccode", "gw", "cow"))


@pytest.mark.parametrize(("panel", "own", "other", "scheme_from", "scheme_to"), PANELS)
def test_crosswalk_panels(mirror: Path, panel: str, own: str, other: str, scheme_from: str, scheme_to: str) -> None:
    published = {(r[own], r[other], int(r["year"])) for r in rows_of(mirror / f"states-isard/{panel}.csv.gz")}
    years = range(1816, 2026)
    ours = {(a, b or "", year) for year in years for a, b in crosswalk(scheme_from, scheme_to, year)}
    explained: dict[str, set[tuple[str, str, int]]] = {"panel": set(), "comity": set()}
    for row in reviewed("crosswalk_differences.csv"):
        if row["panel"] == panel:
            span = range(int(row["first"]), int(row["last"]) + 1)
            explained[row["found_in"]] |= {(row["code_from"], row["code_to"], year) for year in span}
    assert published - ours == explained["panel"]
    assert ours - published == explained["comity"]


@pytest.mark.parametrize(("system", "column"), [("cow", "ccode"), ("gw", "gwcode")])
def test_state_years_are_those_of_the_panels(mirror: Path, system: str, column: str) -> None:
    panel = "cw_gw_panel" if system == "cow" else "gw_cw_panel"
    rows = rows_of(mirror / f"states-isard/{panel}.csv.gz")
    published = sorted({(int(r[column]), int(r["year"])) for r in rows if r[column]})
    assert stateyears(1816, 2025, system) == published  # type: ignore[arg-type]


def kilometres(a: float, b: float, c: float, d: float) -> float:
    a, b, c, d = (math.radians(x) for x in (a, b, c, d))
    return 12_742 * math.asin(
        math.sqrt(math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2)
    )


def capital_differences(mirror: Path) -> Iterator[tuple[tuple[str, str, str], int]]:
    for system, column in (("cow", "ccode"), ("gw", "gwcode")):
        published = rows_of(mirror / f"geography/{system}_capitals.csv.gz")
        for own in state_spells():
            theirs = [r for r in published if int(r[column]) == getattr(own, system)]
            for year in range(own.start.year, (own.end or date(2024, 12, 31)).year + 1):
                day = date(year, 7, 1)
                held = [r for r in theirs if r["stdate"] <= str(day) <= r["enddate"]]
                if not own.start <= day <= (own.end or day) or not (held or own.capital):
                    continue
                if not theirs:
                    continue
                seat = held[-1] if held else None
                if seat and own.lat is not None and own.lon is not None:
                    apart = kilometres(own.lat, own.lon, float(seat["lat"]), float(seat["lng"]))
                else:
                    apart = math.inf
                if apart > 40:
                    yield (own.state, own.capital or "", seat["capital"] if seat else ""), year


def test_seats_of_government(mirror: Path) -> None:
    found: dict[tuple[str, str, str], list[int]] = {}
    for what, year in capital_differences(mirror):
        found.setdefault(what, []).append(year)
    listed = {
        (r["state"], r["comity"], r["mirror"]): (int(r["first"]), int(r["last"]))
        for r in reviewed("capital_differences.csv")
    }
    assert {what: (min(years), max(years)) for what, years in found.items()} == listed


# Of CEPII's capitals (about 2011) those that lie more than 40 km from ours, looked at one by one.
OTHER_SEATS = {
    "BDI": "Bujumbura was the capital then",
    "COL": "the file's Bogotá lies a degree off",
    "GIN": "the file's Conakry lies two degrees off",
    "ISR": "the file has Tel Aviv",
    "MMR": "the file has Rangoon, the capital until 2005",
    "NZL": "the file's Wellington lies three degrees too far south",
    "WSM": "the file's Apia has the wrong sign of longitude",
}


def test_seats_of_today_against_a_second_file(mirror: Path) -> None:
    ours = {s.state: s for s in state_spells() if s.end is None}
    apart = {}
    for row in rows_of(mirror / "cepii-geodist/geo_cepii.csv.gz", "latin-1", ";"):
        spell = ours.get(actor_of("iso3", row["iso3"]) or "")
        if row["cap"] == "1" and spell and spell.lat is not None and spell.lon is not None:
            apart[spell.state] = kilometres(spell.lat, spell.lon, float(row["lat"]), float(row["lon"]))
    assert len(apart) == 189
    assert {key for key, distance in apart.items() if distance > 40} == set(OTHER_SEATS)


def test_iso_codes_and_regions(mirror: Path) -> None:
    compared = 0
    for row in rows_of(mirror / "country-codes/country-codes.csv.gz"):
        entity = entities().get(row["ISO3166-1-Alpha-3"])
        if entity is None:
            assert territory_of("iso3", row["ISO3166-1-Alpha-3"]), row["ISO3166-1-Alpha-3"]
            continue
        compared += 1
        ours = (entity.iso2, entity.iso_numeric, entity.subregion, entity.region)
        m49 = row["Intermediate Region Name"] or row["Sub-region Name"], row["Region Name"]
        assert ours == (row["ISO3166-1-Alpha-2"], int(row["ISO3166-1-numeric"]), *m49), entity.key
    assert compared == 196


def names_in(mirror: Path) -> Iterator[tuple[str, str]]:
    """Every name by which these files speak of an actor, with the file's folder."""
    for row in rows_of(mirror / "mme-exercises/mme-v7-long.csv.gz"):
        yield "mme-exercises", row["country"]
    for row in rows_of(mirror / "mme-exercises/mme_v7.csv.gz"):
        yield from (
            ("mme-exercises", cell) for name, cell in row.items() if name and re.fullmatch(r"State[A-Z]+", name)
        )
    for row in rows_of(mirror / "geo-pko/TCCMap_v.2.3.csv.gz"):
        for part in re.split(r",\s*(?![^()]*\))", row["year.overview"]):
            yield "geo-pko", re.sub(r"\s*\([^()]*\)\s*$", "", part)
    for row in rows_of(mirror / "embassies-wikidata/database_of_embassies.csv.gz", delimiter=";"):
        yield from (("embassies-wikidata", part) for name in ("operator", "country") for part in row[name].split("|"))
    for folder, file, column in (
        ("us-troops", "troopdata-rebuild-country-year", "countryname"),
        ("gdp-worldbank", "gdp", "Country Name"),
        ("ipi-peacekeeping", "ipi_contributor_month", "Contributor"),
        ("wgi", "wgidataset_2024_long", "countryname"),
        ("china-leader-visits-2025", "china_leader_visits_AllData", "Country"),
        ("isaf-coalition", "", "country"),
        ("ucdp-brd", "", "country_name"),
    ):
        for path in sorted((mirror / folder).glob(f"{file}*.csv.gz")):
            rows = rows_of(path)
            if rows and column in rows[0]:
                yield from ((folder, row[column]) for row in rows)


def test_every_name_in_the_data_files_is_known_or_listed(mirror: Path) -> None:
    names = {(folder, name.strip()) for folder, name in names_in(mirror) if name and name.strip()}
    assert len({name for _, name in names}) > 450
    unknown = {
        (folder, name)
        for folder, name in names
        if name not in ("Congo", "Korea")  # ambiguous without a date
        and not actor_of("name", name)
        and not territory_of("name", name)
    }
    listed = {(row["folder"], row["name"]) for row in reviewed("names_not_states.csv")}
    assert unknown - listed == set()
    assert listed - unknown == set()


CODED = (
    # folder/file, column of the code, its scheme, column of the year, column of the name
    ("us-troops/troopdata-rebuild-country-year.csv.gz", "ccode", "cow", "year", "countryname"),
    ("mme-exercises/mme-v7-long.csv.gz", "gwcode", "gw", "year", "country"),
)
# A file's own code beside a name that means another state of ours, looked at one by one.
SLIPS = {
    ("327", "PAP", "VAT"),  # the Holy See under the code of the Papal States
    ("345", "SRB", "YUG"),  # Yugoslavia as COW's name for Serbia after 2006
    ("340", "SRB", "YUG"),  # Serbia in 2000, a part of Yugoslavia in both lists
    ("817", "RVN", "VNM"),  # Vietnam today under the code of South Vietnam
}


@pytest.mark.parametrize(("file", "code", "scheme", "year", "name"), CODED)
def test_names_and_codes_of_a_file_mean_the_same_state(
    mirror: Path, file: str, code: str, scheme: str, year: str, name: str
) -> None:
    seen = {
        (r[code], r[year], r[name]) for r in rows_of(mirror / file) if r[code] not in ("", "NA") and r[name] != "NA"
    }
    compared = 0
    for number, group in groupby(sorted(seen), key=lambda t: t[0]):
        for _, when, called in group:
            on = date(int(float(when)), 7, 1)
            by_code, by_name = actor_of(scheme, str(int(float(number))), on), actor_of("name", called, on)
            if by_code and by_name:
                compared += 1
                slip = (str(int(float(number))), by_code, by_name)
                assert by_code == by_name or slip in SLIPS, (number, when, called, by_code, by_name)
    assert compared > 2_000
