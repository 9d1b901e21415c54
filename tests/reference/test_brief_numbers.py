"""The numbers of the briefs, each computed anew from the publisher's file by plain Python and by no query of comity's.

Where a source of the mirror and the almanac tell of one thing, ``same_as.csv`` is read here too, and followed by hand.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from comity.dossier import brief
from comity.dossier.contents import Brief, Figure

ALMANAC = Path(__file__).parents[2] / "src" / "comity" / "sources" / "almanac"

#: NATO's 32 members by Correlates-of-War code and by ISO code, written down from the organisation's own list.
NATO = {
    339: "ALB", 211: "BEL", 355: "BGR", 20: "CAN", 344: "HRV", 316: "CZE", 390: "DNK", 366: "EST", 375: "FIN",
    220: "FRA", 255: "DEU", 350: "GRC", 310: "HUN", 395: "ISL", 325: "ITA", 367: "LVA", 368: "LTU", 212: "LUX",
    341: "MNE", 210: "NLD", 343: "MKD", 385: "NOR", 290: "POL", 235: "PRT", 360: "ROU", 317: "SVK", 349: "SVN",
    230: "ESP", 380: "SWE", 640: "TUR", 200: "GBR", 2: "USA",
}  # fmt: skip
IN_1985 = {211, 20, 390, 220, 260, 350, 395, 325, 212, 210, 385, 235, 230, 640, 200, 2}
IN_1950 = {211, 20, 390, 220, 395, 325, 212, 210, 385, 235, 200, 2}
ASEAN = {835, 811, 850, 812, 820, 775, 840, 830, 800, 860, 816}
#: What the exercise file names beside states, and a second name of one.
NO_STATES = {"-9", "Baltic States", "Hong Kong SAR China", "Bermuda", "Netherlands Antilles", "New Caledonia"}


@pytest.fixture(scope="module")
def made(full_home: Path) -> Callable[..., Brief]:
    """Give briefs on the record of the whole mirror, each made once."""

    @cache
    def make(subject: str, on: int | None = None) -> Brief:
        return brief(subject, on, home=full_home)

    return make


def _figure(made: Brief, name: str) -> Figure:
    (found,) = [figure for figure in made.figures if figure.id == name]
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _same(kind: str, mirror: Path) -> dict[str, str]:
    found = {row["id"]: row["canonical"] for row in _rows(ALMANAC / "same_as.csv") if row["kind"] == kind}
    if kind == "incident":  # both codings of the disputes number them alike
        numbers = {row["dispnum"] for row in _rows(mirror / "cow-mid" / "cow_mid_disps.csv.gz")}
        for row in _rows(mirror / "gml-mid" / "gml_mid_disps.csv.gz"):
            if row["dispnum"] in numbers:
                other = f"cow-mid:{row['dispnum']}"
                found[f"gml-mid:{row['dispnum']}"] = found.get(other, other)
        for row in _rows(ALMANAC.parent / "cow_wars" / "identities.csv"):
            found[row["dispute"]] = f"cow-wars:{row['warnum']}"
    for one, other in found.items():
        while other in found:
            found[one] = other = found[other]
    return found


# Capabilities: sums over states, and shares of the sum over all states that the file has in the year.


def _material(mirror: Path, column: str, year: int) -> dict[int, float]:
    return {
        int(row["ccode"]): float(row[column])
        for row in _rows(mirror / "cow-nmc" / "cow_nmc_v7.csv.gz")
        if int(row["year"]) == year and row[column] not in ("", "NA", "-9")
    }


@pytest.mark.parametrize(
    ("subject", "on", "year", "states"),
    [
        ("Japan", None, 2022, {740}),
        ("Israel", None, 2022, {666}),
        ("Russia", 1985, 1985, {365}),
        ("Japan", 1950, 1945, {740}),
        ("Australia–Indonesia", None, 2022, {900, 850}),
        ("India–Pakistan", None, 2022, {750, 770}),
        ("NATO", None, 2022, set(NATO)),
        ("NATO", 1985, 1985, IN_1985),
        ("NATO", 1950, 1950, IN_1950),
        ("ASEAN", None, 2022, ASEAN),
        ("AUKUS", None, 2022, {2, 200, 900}),
        ("Warsaw Pact", None, 1991, {355, 315, 310, 290, 360, 365}),
    ],
)
@pytest.mark.parametrize(
    ("indicator", "column", "scale"),
    [
        ("military-expenditure", "milex", 1000),
        ("military-personnel", "milper", 1000),
        ("total-population", "tpop", 1000),
        ("cinc", "cinc", 1),
    ],
)
def test_capabilities(
    mirror: Path,
    made: Callable[..., Brief],
    subject: str,
    on: int | None,
    year: int,
    states: set[int],
    indicator: str,
    column: str,
    scale: int,
) -> None:
    published = _material(mirror, column, year)
    ours = {code: published[code] for code in states if code in published}
    shown = made(subject, on)
    figure = _figure(shown, f"capability.{'cinc-published' if indicator == 'cinc' else indicator}")
    assert figure.period == str(year)
    assert isinstance(figure.value, float)
    assert figure.value == pytest.approx(scale * sum(ours.values()))
    assert len(figure.rows) == len(ours)
    if indicator != "cinc":
        share = (
            f"{100 * sum(ours.values()) / sum(published.values()):.3g} % of the sum over the {len(published)} states"
        )
        (section,) = [section for section in shown.sections if section.id == "capability"]
        assert any(share in sentence for sentence in section.sentences), share


@pytest.mark.parametrize(
    ("subject", "states"), [("Japan", {"JPN"}), ("France–Germany", {"FRA", "DEU"}), ("NATO", set(NATO.values()))]
)
def test_gross_domestic_product(mirror: Path, made: Callable[..., Brief], subject: str, states: set[str]) -> None:
    published = {
        row["Country Code"]: float(row["Value"])
        for row in _rows(mirror / "gdp-worldbank" / "gdp.csv.gz")
        if row["Year"] == "2023"
    }
    figure = _figure(made(subject), "capability.gdp-current")
    assert figure.period == "2023"
    assert figure.value == pytest.approx(sum(published[code] for code in states))


# Troops.


@pytest.mark.parametrize(
    ("subject", "on", "year", "hosts"),
    [
        ("Japan", None, 2024, {740}),
        ("Japan", 1950, 1950, {740}),
        ("Israel", None, 2024, {666}),
        ("NATO", None, 2024, set(NATO) - {2}),
        ("NATO", 1985, 1985, (IN_1985 - {2, 260}) | {255}),  # this file has the Federal Republic as 255 all along
        ("NATO", 1950, 1950, IN_1950 - {2}),
        ("ASEAN", None, 2024, ASEAN),
    ],
)
def test_troops(
    mirror: Path, made: Callable[..., Brief], subject: str, on: int | None, year: int, hosts: set[int]
) -> None:
    published = {
        int(row["ccode"]): int(row["troops_ad"])
        for row in _rows(mirror / "us-troops" / "troopdata-rebuild-country-year.csv.gz")
        if int(row["year"]) == year and row["ccode"] != "NA" and row["troops_ad"] != "NA"
    }
    figure = _figure(made(subject, on), "posts.troops")
    assert figure.period == str(year)
    assert figure.value == sum(published.get(code, 0) for code in hosts)


# Ideal points.


@pytest.mark.parametrize(
    ("subject", "code", "key"), [("Japan", 740, "jpn"), ("Russia", 365, "rus"), ("India–Pakistan", 770, "pak")]
)
def test_ideal_points(mirror: Path, made: Callable[..., Brief], subject: str, code: int, key: str) -> None:
    (row,) = [
        row
        for row in _rows(mirror / "unga-ideal-points" / "IdealpointestimatesAll_Jun2024.csv.gz")
        if row["ccode"] == str(code) and int(row["session"]) + 1945 == 2023
    ]
    point, low, high = (float(row[column]) for column in ("IdealPointAll", "Q5%All", "Q95%All"))
    assert _figure(made(subject), f"alignment.ideal-point-{key}").value == f"{point:.2f} [{low:.2f}, {high:.2f}]"


# Exercises: those of the published file and those of the almanac, what same_as joins counted once.


def _exercises(mirror: Path) -> dict[str, tuple[int, set[str]]]:
    """Give, for each exercise, its year and the names of those who took part, as the three sources have them together."""
    names = {row["name"]: row["state"] for row in _rows(ALMANAC.parents[1] / "model" / "data" / "names.csv")}
    names |= {"Germany": "DEU", "Turkey": "TUR", "Macedonia": "MKD", "Russia": "RUS", "Vietnam": "VNM"}
    same = _same("activity", mirror)
    same |= {row["id"]: row["canonical"] for row in _rows(ALMANAC.parent / "russia_exercises" / "same_as.csv")}
    found: dict[str, tuple[int, set[str]]] = {}
    joined: dict[str, set[str]] = defaultdict(set)
    for row in _rows(mirror / "russia-exercises" / "jme_russia_2009_2018.csv.gz"):
        one = f"russia-exercises:{row['id']}"
        if not row["yr"] or "Монарх-2011" in row["name"]:  # its row names all of NATO, whoever came
            continue
        keys = {names.get(row[f"part{place}"].strip(), row[f"part{place}"]) for place in range(1, 29)} - {""} | {"RUS"}
        if one in same:
            joined[same[one]] |= keys
        else:
            found[one] = (int(row["yr"]), keys)
    for number, row in enumerate(_rows(mirror / "mme-exercises" / "mme_v7.csv.gz")):
        took_part = {value for column, value in row.items() if column.startswith("State") and value} - NO_STATES
        keys = {names.get(name, name) for name in took_part}
        one = f"mme-exercises:{row['MMEID']}"
        if one in same:
            joined[same[one]] |= keys
        else:
            found[f"{one} {number}"] = (int(row["s.year"]), keys | joined.pop(one, set()))
    took: dict[str, set[str]] = defaultdict(set)
    for row in _rows(ALMANAC / "activity_parties.csv"):
        if row["role"] != "observer":
            took[row["activity"]].add(row["actor"])
    for row in _rows(ALMANAC / "activities.csv"):
        if row["kind"] == "exercise" and row["start"]:
            one = f"almanac:{row['id']}"
            found[one] = (int(row["start"][:4]), took[row["id"]] | joined.pop(one, set()))
    assert not joined
    return found


@pytest.mark.parametrize(
    ("subject", "on", "states"),
    [
        ("Australia–Indonesia", None, {"AUS", "IDN"}),
        ("India–Pakistan", None, {"IND", "PAK"}),
        ("AUKUS", None, {"AUS", "GBR", "USA"}),
        ("NATO", None, set(NATO.values())),
        ("Japan", None, {"JPN"}),
        ("Japan", 1985, {"JPN"}),
        ("Russia", None, {"RUS"}),
        ("Israel", None, {"ISR"}),
    ],
)
def test_exercises(mirror: Path, made: Callable[..., Brief], subject: str, on: int | None, states: set[str]) -> None:
    last = on or 2025
    least = 1 if len(states) == 1 else 2
    ours = [
        year
        for year, took_part in _exercises(mirror).values()
        if len(took_part & states) >= least and len(took_part) > 1 and year <= last
    ]
    shown = made(subject, on)
    assert _figure(shown, "exercises.recorded").value == len(ours)
    inside = [year for year in ours if 1980 <= year <= min(2010, last)]
    assert _figure(shown, "exercises.in-coverage").value == len(inside)


# Incidents: six sources, each read on its own, joined by same_as.


def _incidents(mirror: Path) -> dict[str, set[str]]:
    """Give, for each incident, the codes of those who were in it; the almanac's keys of these states as their codes."""
    codes = {"IND": "750", "PAK": "770", "JPN": "740", "ISR": "666", "FRA": "220", "DEU": "255"}
    same = _same("incident", mirror)
    found: dict[str, set[str]] = defaultdict(set)

    def add(one: str, actors: set[str]) -> None:
        found[same.get(one, one)] |= actors

    for row in _rows(mirror / "cow-mid" / "cow_mid_dirdisps.csv.gz"):
        add(f"cow-mid:{row['dispnum']}", {row["ccode1"], row["ccode2"]})
    for row in _rows(mirror / "gml-mid" / "gml_part.csv.gz"):
        add(f"gml-mid:{row['dispnum']}", {row["ccode"]})
    for row in _rows(mirror / "cow-wars" / "cow_war_inter.csv.gz"):
        add(f"cow-wars:{row['warnum']}", {row["ccode1"], row["ccode2"]})
    for row in _rows(mirror / "cow-wars" / "cow_war_intra.csv.gz"):
        add(f"cow-wars:{row['warnum']}", {row["ccodea"], row["ccodeb"]})
    for row in _rows(mirror / "icb" / "icb2v13.csv.gz"):
        add(f"icb:{row['crisno']}", {row["cracid"]})
    for row in _rows(mirror / "ucdp-acd" / "ucdp_acd.csv.gz"):
        sides = (row[column] for column in ("gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"))
        add(f"ucdp-acd:{row['conflict_id']}", {code.strip() for side in sides for code in side.split(",")} - {""})
    for row in _rows(ALMANAC / "incident_parties.csv"):
        add(f"almanac:{row['incident']}", {codes.get(row["actor"], row["actor"])})
    return found


@pytest.mark.parametrize(
    ("subject", "states"), [("India–Pakistan", {"750", "770"}), ("Japan", {"740"}), ("Israel", {"666"})]
)
def test_incidents(mirror: Path, made: Callable[..., Brief], subject: str, states: set[str]) -> None:
    ours = {one for one, actors in _incidents(mirror).items() if states <= actors}
    figure = _figure(made(subject), "conflict.recorded")
    assert {row.cells["incident"] for row in figure.rows} == ours
    assert figure.value == len(ours)


@pytest.mark.parametrize(
    ("subject", "one", "other"), [("India–Pakistan", "750", "770"), ("Japan–Russia", "740", "365")]
)
def test_disputes_on_opposite_sides(
    mirror: Path, made: Callable[..., Brief], subject: str, one: str, other: str
) -> None:
    # The directed file has a row for each two adversaries and none for allies.
    adverse = {
        f"cow-mid:{row['dispnum']}"
        for row in _rows(mirror / "cow-mid" / "cow_mid_dirdisps.csv.gz")
        if (row["ccode1"], row["ccode2"]) == (one, other)
    }
    same = _same("incident", mirror)
    opposed = {row.cells["incident"] for row in _figure(made(subject), "conflict.opposed").rows}
    recorded = {row.cells["incident"] for row in _figure(made(subject), "conflict.recorded").rows}
    assert {same.get(dispute, dispute) for dispute in adverse} <= opposed
    assert {one for one in opposed if one.startswith("cow-mid:")} == {
        one for one in adverse if one not in same
    } & recorded


def test_allies_of_a_war_are_not_on_opposite_sides(made: Callable[..., Brief]) -> None:
    # The almanac calls side a what the militarised disputes call side b: in Korea, Afghanistan and the Gulf War.
    for subject, on in (("NATO", None), ("NATO", 1950), ("AUKUS", None), ("Northern Europe", None)):
        opposed = {row.cells["name"] for row in _figure(made(subject, on), "conflict.opposed").rows}
        assert not opposed & {"Korean War", "Invasion of Afghanistan", "Gulf War", "Invasion of Iraq"}
    korea = {row.cells["name"] for row in _figure(made("East Asia", 1950), "conflict.opposed").rows}
    assert "Korean War" in korea


# Agreements in force when the source last looked.


@pytest.mark.parametrize(("subject", "code"), [("Japan", 740), ("Israel", 666), ("Russia", 365)])
def test_alliances_last_seen_in_force(mirror: Path, made: Callable[..., Brief], subject: str, code: int) -> None:
    same = _same("agreement", mirror)
    published = {
        f"atop:{row['atopid']}"
        for row in _rows(mirror / "atop" / "atop5_1m.csv.gz")
        if row["member"] == str(code) and row["yrexit"] == "0"
    }
    rows = _figure(made(subject), "bonds.in-force").rows
    assert {row.cells["agreement"] for row in rows if row.source == "atop"} == published - set(same)


@pytest.mark.parametrize(("subject", "one", "other"), [("Japan", "740", None), ("Australia–Indonesia", "850", "900")])
def test_defence_cooperation_last_seen_in_force(
    mirror: Path, made: Callable[..., Brief], subject: str, one: str, other: str | None
) -> None:
    same = _same("agreement", mirror)
    published = {
        f"dcad:{row['DCAid']}"
        for row in _rows(mirror / "dcad" / "DCAD-v1.0-main.csv.gz")
        if one in (ends := {row["ccode1"], row["ccode2"]})
        and (other is None or other in ends)
        and row["endYearEstimate"] == "2010"
        and row["terminated"] != "1"
    }
    rows = _figure(made(subject), "bonds.in-force").rows
    assert {row.cells["agreement"] for row in rows if row.source == "dcad"} == published - set(same)


def test_dispute_of_a_day_to_come_is_not_in_a_brief_on_the_past(mirror: Path, made: Callable[..., Brief]) -> None:
    begun = {
        f"cow-mid:{row['dispnum']}"
        for row in _rows(mirror / "cow-mid" / "cow_mid_disps.csv.gz")
        if int(row["styear"]) <= 1950
    }
    ours = {
        f"cow-mid:{row['dispnum']}"
        for row in _rows(mirror / "cow-mid" / "cow_mid_dirdisps.csv.gz")
        if row["ccode1"] == "740" and int(row["year"]) <= 1950
    }
    same = _same("incident", mirror)
    ours |= {
        same[f"gml-mid:{row['dispnum']}"]
        for row in _rows(mirror / "gml-mid" / "gml_part.csv.gz")
        if row["ccode"] == "740" and int(row["styear"]) <= 1950 and f"gml-mid:{row['dispnum']}" in same
    }
    rows = _figure(made("Japan", 1950), "conflict.recorded").rows
    found = {row.cells["incident"] for row in rows if row.source == "cow-mid"}
    assert found == {one for one in ours & begun if one not in same}


@pytest.mark.parametrize(
    ("subject", "on", "pairs"),
    [
        ("NATO", None, 32 * 31),
        ("NATO", 1985, 16 * 15),
        ("NATO", 1950, 12 * 11),
        ("Warsaw Pact", None, 6 * 5),
        # Nine of the ten are in NATO; Ireland and the other six in the European Union owe each other aid by Article 42(7).
        ("Northern Europe", None, 9 * 8 + 2 * 6),
        # The Philippines and Thailand, by the Manila Pact that outlived its organisation.
        ("ASEAN", None, 2),
    ],
)
def test_directed_pairs_of_defence(made: Callable[..., Brief], subject: str, on: int | None, pairs: int) -> None:
    assert _figure(made(subject, on), "bonds.defense").value == pairs


# What new users found untrue.


def _said(brief: Brief, section: str) -> str:
    return " ".join(next(entry.sentences for entry in brief.sections if entry.id == section))


@pytest.mark.parametrize(
    ("subject", "no_more", "last_seen"),
    [
        ("Armenia–Azerbaijan", "defence", "consultation, defence and non-aggression"),
        ("Russia–Ukraine", "consultation", "consultation"),
    ],
)
def test_a_duty_last_seen_in_2018_is_not_said_to_be_owed(
    made: Callable[..., Brief], subject: str, no_more: str, last_seen: str
) -> None:
    said = _said(made(subject), "bonds")
    owed = [sentence for sentence in said.split(". ") if " owes " in sentence]
    assert owed and all(no_more not in sentence for sentence in owed)
    assert f"further duties stood between them: {last_seen}" in said
    known = {row.source for row in _figure(made(subject), "bonds.obligations").rows}
    assert "atop" not in known
    assert {row.source for row in _figure(made(subject), "bonds.obligations-last-seen").rows} == {"atop"}


def test_who_left_before_the_other_came_was_not_in_it_together(made: Callable[..., Brief]) -> None:
    # Ukraine supported in Mali (14113) with the UN's mission from 2019 to 2021, Russia from 2024.
    names = {row.cells["incident"] for row in _figure(made("Russia–Ukraine"), "conflict.recorded").rows}
    assert "ucdp-acd:14113" not in names
    both = {row.cells["incident"] for row in _figure(made("Australia–Indonesia"), "conflict.recorded").rows}
    assert "ucdp-acd:14113" in both


def test_a_treaty_binds_from_the_day_on_which_both_are_party(made: Callable[..., Brief]) -> None:
    lines = next(
        listing
        for section in made("Australia–Indonesia").sections
        for listing in section.listings
        if listing.id == "bonds.agreements"
    ).lines
    when = {line[0]: line[2] for line in lines}
    assert when["Treaty of Amity and Cooperation in Southeast Asia"] == "since 2005"


def test_names_are_of_the_day(made: Callable[..., Brief]) -> None:
    assert made("Russia", 1980).subject.name == "Soviet Union"
    assert made("Russia", 2000).subject.name == "Russia"


def test_a_seat_of_government_that_is_contested_is_not_stated_flat(made: Callable[..., Brief]) -> None:
    assert "Jerusalem (its status is contested)" in _said(made("Israel"), "overview")
    assert "in neither list of states" in _said(made("Palestine"), "overview")
    assert "in the G-W list 1816–1885 and since 1948" in _said(made("Myanmar"), "overview")


def test_a_source_that_ends_later_does_not_move_the_day(built: Any, made: Callable[..., Brief]) -> None:
    (last,) = built.execute('select max("end") from coverage').fetchone()
    (bound,) = built.execute("""select max("end") from coverage where layer like 'agreement%'""").fetchone()
    assert bound < last  # the tracker of support for Ukraine goes on after the almanac
    assert made("Japan").subject.on == bound


def test_a_visit_known_by_its_year_is_no_change_of_a_day(built: Any, made: Callable[..., Brief]) -> None:
    (visits,) = built.execute(
        """select count(*) from activity where kind = 'visit' and start >= '2021-01-01'"""
    ).fetchone()
    assert visits > 5
    shown = _figure(made("USA–China"), "changes.recorded").rows
    assert shown
    assert "china-leader-visits-2025" not in {row.source for row in shown}
