"""The rules of a brief's sections, each on a few invented rows that would come out otherwise if it were broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from build_world import build_mine, write_tables
from comity.dossier import brief, record
from comity.dossier.compose import SECTIONS, compose, meet
from comity.dossier.contents import Brief, Figure, Section
from comity.dossier.evidence import Looked
from comity.dossier.gaps import _hole
from comity.dossier.in_time import list_things
from comity.dossier.sections.conflict import _deaths

Make = Callable[..., Brief]

COVERED = """
[[coverage]]
layer = "activity.exercise"
start = 1990-01-01
end = 2000-12-31
scope = "all states"
[[coverage]]
layer = "tie.troops"
start = 1990-01-01
end = 2002-12-31
scope = "with USA"
[[coverage]]
layer = "tie.embassy"
start = 2004-05-01
end = 2004-05-01
scope = "selected"
[[coverage]]
layer = "figure.military-expenditure"
start = 1990-01-01
end = 2000-12-31
scope = "all states"
"""


def _party(agreement: str, state: str, start: str = "", end: str = "") -> dict[str, str]:
    return {"agreement": f"mine:{agreement}", "actor": f"iso3:{state}", "start": start, "end": end}


def _exercise(name: str, start: str) -> dict[str, str]:
    return {"activity": f"mine:{name}", "kind": "exercise", "name": name.title(), "start": start, "domains": "sea|air"}


def _took_part(name: str, state: str, role: str = "participant") -> dict[str, str]:
    return {"activity": f"mine:{name}", "actor": f"iso3:{state}", "role": role}


def _side(incident: str, state: str, side: str, start: str = "") -> dict[str, str]:
    return {"incident": f"mine:{incident}", "actor": f"iso3:{state}", "side": side, "role": "primary", "start": start}


def _spending(state: str, year: int, value: str) -> dict[str, str]:
    return {
        "actor": f"iso3:{state}", "indicator": "military-expenditure", "start": f"{year}-01-01",
        "end": f"{year}-12-31", "value": value, "unit": "USD, current",
    }  # fmt: skip


def _troops(host: str, year: int, value: str) -> dict[str, str]:
    return {
        "layer": "troops", "a": "iso3:USA", "b": f"iso3:{host}", "directed": "true", "start": f"{year}-01-01",
        "end": f"{year}-12-31", "value": value, "unit": "persons",
    }  # fmt: skip


ROWS: dict[str, list[dict[str, str]]] = {
    "agreement": [
        {"agreement": "mine:pact", "kind": "alliance", "name": "Pact", "signed": "1990-01-01", "start": "1990-02-01"},
        {"agreement": "mine:pact-again", "kind": "alliance", "name": "Pact, again", "start": "1990-02-01"},
        {"agreement": "mine:signed", "kind": "alliance", "name": "Only signed", "signed": "1991-01-01"},
        {"agreement": "mine:over", "kind": "alliance", "name": "Over", "start": "1990-01-01", "end": "1994-12-31"},
        {"agreement": "mine:wide", "kind": "alliance", "name": "Wide", "start": "1980-01-01"},
    ],
    "agreement_party": [
        _party("pact", "USA", "1990-02-01"),
        _party("pact", "JPN", "1990-02-01"),
        _party("pact-again", "USA", "1990-02-01"),
        _party("pact-again", "JPN", "1990-02-01"),
        _party("signed", "USA"),
        _party("signed", "JPN"),
        _party("over", "USA", "1990-01-01", "1994-12-31"),
        _party("over", "JPN", "1990-01-01", "1994-12-31"),
        _party("wide", "CAN", "1980-01-01"),
        _party("wide", "GBR", "1980-01-01", "1985-12-31"),
        _party("wide", "FRA", "1995-01-01"),
    ],
    "obligation": [
        {"agreement": "mine:pact", "actor": "iso3:USA", "toward": "iso3:JPN", "duty": "defense", "start": "1990-02-01"},
        {"agreement": "mine:pact", "actor": "iso3:JPN", "toward": "iso3:USA", "duty": "basing", "start": "1990-02-01"},
        {"agreement": "mine:over", "actor": "iso3:JPN", "toward": "iso3:USA", "duty": "defense"},
        {"agreement": "mine:signed", "actor": "iso3:JPN", "toward": "iso3:USA", "duty": "defense"},
    ],
    "activity": [
        _exercise("first", "1991-05-01"),
        _exercise("first-again", "1991-05-02"),
        _exercise("watched", "1992-05-01"),
        _exercise("later", "2003-05-01"),
        _exercise("alone", "1993-05-01"),
        {"activity": "mine:mission", "kind": "peace-operation", "name": "Mission", "start": "1992-01-01"},
    ],
    "activity_party": [
        _took_part("first", "USA"),
        _took_part("first", "JPN"),
        _took_part("first-again", "AUS"),
        _took_part("watched", "USA"),
        _took_part("watched", "AUS"),
        _took_part("watched", "JPN", "observer"),
        _took_part("later", "USA"),
        _took_part("later", "JPN"),
        _took_part("alone", "JPN"),
        _took_part("mission", "JPN", "contributor"),
        _took_part("mission", "KHM", "host"),
    ],
    "incident": [
        {"incident": "mine:war", "kind": "war", "name": "The War", "start": "1991-01-01", "end": "1996-01-01"},
        {"incident": "mine:mid", "kind": "militarised-dispute", "name": "MID", "start": "1991-01-01"},
    ],
    "incident_party": [
        _side("war", "USA", "a"),
        _side("war", "JPN", "a"),
        _side("war", "IRQ", "b"),
        _side("mid", "USA", "b"),
        _side("mid", "IRQ", "a"),
        _side("mid", "CAN", "b", "1995-01-01"),
    ],
    "tie": [
        {
            "layer": "embassy",
            "a": f"iso3:{a}",
            "b": f"iso3:{b}",
            "directed": "true",
            "start": "2004-05-01",
            "end": "2004-05-01",
            "value": "1",
            "unit": unit,
        }
        for a, b, unit in (("USA", "JPN", "embassy"), ("JPN", "TWN", "de facto embassy"))
    ]
    + [_troops("JPN", 2000, "5"), _troops("GBR", 2000, "7"), _troops("AUS", 2000, "0"), _troops("JPN", 2001, "")],
    "figure": [_spending("USA", 2000, "300"), _spending("GBR", 2000, "100"), _spending("FRA", 2000, "100")],
    "same_as": [
        {"kind": "agreement", "id": "mine:pact-again", "canonical": "mine:pact", "evidence": "invented"},
        {"kind": "activity", "id": "mine:first-again", "canonical": "mine:first", "evidence": "invented"},
        {"kind": "incident", "id": "mine:mid", "canonical": "mine:war", "evidence": "invented"},
    ],
}


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Give briefs on a record of the invented rows alone."""
    home = tmp_path_factory.mktemp("invented")
    write_tables(home, ROWS, more=COVERED)
    build_mine(home)
    return lambda subject, on: brief(subject, on, home=home)


def _figure(made: Brief, name: str) -> Figure:
    (found,) = [figure for figure in made.figures if figure.id == name]
    return found


def _section(made: Brief, name: str) -> Section:
    (found,) = [section for section in made.sections if section.id == name]
    return found


def _said(made: Brief, name: str) -> str:
    return " ".join(_section(made, name).sentences)


def _ids(figure: Figure, column: str) -> set[Any]:
    return {row.cells[column] for row in figure.rows}


# Agreements.


def test_one_agreement_of_two_sources_counts_once_and_what_is_not_in_force_does_not(make: Make) -> None:
    made = make("Japan–USA", 2000)
    assert _ids(_figure(made, "bonds.in-force"), "agreement") == {"mine:pact"}
    assert _figure(made, "bonds.in-force").value == 1
    assert "Signed, but whether in force is not known: Only signed." in _said(made, "bonds")
    assert "One earlier agreement binds no longer." in _said(made, "bonds")


def test_an_agreement_is_in_force_to_its_last_day(make: Make) -> None:
    assert _ids(_figure(make("Japan–USA", "1994-12-31"), "bonds.in-force"), "agreement") == {"mine:pact", "mine:over"}
    assert _ids(_figure(make("Japan–USA", "1995-01-01"), "bonds.in-force"), "agreement") == {"mine:pact"}
    assert _ids(_figure(make("Japan–USA", "1990-01-31"), "bonds.in-force"), "agreement") == {"mine:over"}


def test_past_the_last_look_it_is_said_when_it_was_last_seen(make: Make) -> None:
    seen = _section(make("Japan–USA", 2000), "bonds").listings[-1]
    after = _section(make("Japan–USA", 2005), "bonds").listings[-1]
    place = seen.columns.index("in force")
    assert next(line for line in seen.lines if line[0] == "Pact")[place] == "yes"
    assert next(line for line in after.lines if line[0] == "Pact")[place] == "when last seen, 2000"
    said = _said(make("Japan–USA", 2005), "bonds")
    assert "or when last looked at" in said
    assert "what became of it since is not known here" in said
    assert "last looked at" not in _said(make("Japan–USA", 2000), "bonds")
    assert (
        "When their source last looked, it owed defence to Japan too; whether that still holds is not known here."
        in _said(make("USA", 2005), "bonds")
    )


def test_states_that_were_never_party_together_have_nothing_in_force(make: Make) -> None:
    assert _figure(make("United Kingdom–France", 2000), "bonds.in-force").value == 0
    assert _figure(make("Canada–France", 2000), "bonds.in-force").value == 1


def test_a_party_to_come_is_not_yet_one(make: Make) -> None:
    assert not [listing for listing in _section(make("France", 1990), "bonds").listings if listing.lines]
    assert "No agreement is in the record" in _said(make("France", 1990), "bonds")


def test_a_duty_of_one_is_shown_in_one_direction(make: Make) -> None:
    made = make("Japan–USA", 2000)
    duties = {
        (row.cells["actor"], row.cells["toward"], row.cells["duty"]) for row in _figure(made, "bonds.obligations").rows
    }
    assert duties == {("USA", "JPN", "defense"), ("JPN", "USA", "basing")}
    assert "United States owes Japan defence." in _said(made, "bonds")
    assert "Japan owes United States basing." in _said(made, "bonds")
    lines = _section(made, "bonds").listings[0].lines
    assert {line[:3] for line in lines} == {("United States", "Japan", "defence"), ("Japan", "United States", "basing")}
    for subject, defends, defended in (("USA", 1, 0), ("Japan", 0, 1)):
        assert _figure(make(subject, 2000), "bonds.defends").value == defends
        assert _figure(make(subject, 2000), "bonds.defended-by").value == defended


def test_in_a_group_each_direction_counts(make: Make) -> None:
    figure = _figure(make("East Asia", 2000), "bonds.defense")
    assert (figure.value, figure.unit) == (0, "of 30")
    assert _figure(make("AUKUS", 2022), "bonds.defense").unit == "of 6"


# Exercises.


def test_who_watches_does_not_exercise_and_nobody_exercises_jointly_alone(make: Make) -> None:
    assert _ids(_figure(make("Japan", 2005), "exercises.recorded"), "activity") == {"mine:first", "mine:later"}
    assert _ids(_figure(make("Australia", 2005), "exercises.recorded"), "activity") == {"mine:first", "mine:watched"}


def test_parties_that_one_source_alone_names_took_part_in_the_one_exercise(make: Make) -> None:
    assert _ids(_figure(make("Australia–Japan", 2005), "exercises.recorded"), "activity") == {"mine:first"}


def test_nought_inside_coverage_and_unknown_outside(make: Make) -> None:
    inside = _figure(make("Canada–Japan", 2005), "exercises.in-coverage")
    assert (inside.value, inside.period) == (0, "1990–2000")
    assert "None is on record for 1990–2000, years in which a source looked at all states." in _said(
        make("Canada–Japan", 2005), "exercises"
    )
    before = _figure(make("Canada–Japan", 1985), "exercises.in-coverage")
    assert before.value is None
    assert "1990" in before.gap
    assert "No source here looks at all states before 1990." in _said(make("Canada–Japan", 1985), "exercises")


def test_what_lies_past_coverage_is_counted_apart(make: Make) -> None:
    made = make("Japan", 2005)
    assert _figure(made, "exercises.in-coverage").value == 1
    assert _figure(made, "exercises.recorded").value == 2
    assert "No source here looks at all states after 2000: one exercise after 2000 is known from a selection" in _said(
        made, "exercises"
    )
    assert _figure(make("Japan", 1999), "exercises.recorded").value == 1


def test_no_place_is_counted_before_anybody_looked(tmp_path: Path) -> None:
    rows = {
        "activity": [_exercise(f"e{year}", f"{year}-05-01") for year in range(1985, 1996)],
        "activity_party": [_took_part(f"e{year}", state) for year in range(1985, 1996) for state in ("USA", "JPN")]
        + [_took_part("e1994", "AUS"), _took_part("e1995", "CAN", "observer")],
    }
    write_tables(tmp_path, rows, more=COVERED)
    build_mine(tmp_path)
    figure = _figure(brief("Japan", 1995, home=tmp_path), "centrality.exercises")
    assert (figure.value, figure.period) == (6, "1990–1995")
    assert _ids(figure, "activity") == {f"mine:e{year}" for year in range(1990, 1996)}
    (places,) = _section(brief("Japan", 1995, home=tmp_path), "centrality").listings
    assert [line[:4] for line in places.lines] == [("United States", 6, "100 %", 1), ("Australia", 1, "17 %", 2)]
    assert "its place when exercises are drawn anew is 1 in nine of ten draws" in _said(
        brief("Japan", 1995, home=tmp_path), "centrality"
    )
    assert "centrality" not in {section.id for section in brief("Japan", 1989, home=tmp_path).sections}


def test_an_exercise_known_by_its_year_has_no_month(almanac_home: Path) -> None:
    (listing,) = _section(brief("Morocco–United States", 2010, home=almanac_home), "exercises").listings
    begun = {line[0]: line[1] for line in listing.lines}
    assert begun["African Lion 2007"] == "2007"
    (listing,) = _section(brief("Australia–Indonesia", 2010, home=almanac_home), "exercises").listings
    assert {line[0]: line[1] for line in listing.lines}["Cassowary 2010"] == "2010-05"


# Missions.


def test_a_host_is_no_contributor(make: Make) -> None:
    assert _figure(make("Japan", 2000), "missions.recorded").value == 1
    assert _figure(make("Cambodia", 2000), "missions.recorded").value == 0
    assert _figure(make("Japan", 1991), "missions.recorded").value == 0


# Conflict.


def test_sides_are_read_off_one_source(make: Make) -> None:
    for subject, opposed in (("USA–Japan", 0), ("USA–Iraq", 1), ("Japan–Iraq", 1)):
        made = make(subject, 2000)
        assert _ids(_figure(made, "conflict.recorded"), "incident") == {"mine:war"}
        assert _figure(made, "conflict.opposed").value == opposed


def test_who_enters_later_is_not_yet_party(make: Make) -> None:
    assert _figure(make("USA–Canada", 1994), "conflict.recorded").value == 0
    assert _figure(make("USA–Canada", 1995), "conflict.recorded").value == 1
    assert _figure(make("USA–Canada", 1995), "conflict.opposed").value == 0


# Troops and figures.


def test_a_de_facto_embassy_is_said_to_be_one(make: Make) -> None:
    made = make("Japan–Taiwan", 2005)
    assert (_figure(made, "posts.embassies").value, _figure(made, "posts.embassies").unit) == (1, "of 2")
    assert "the source is not complete; 1 of them a de facto embassy" in _said(made, "posts")
    assert "de facto" not in _said(make("Japan–USA", 2005), "posts")
    assert "posts.embassies" not in {figure.id for figure in make("Japan–USA", 2003).figures}


def test_the_last_year_with_a_number_is_the_last(make: Make) -> None:
    made = make("Japan", 2005)
    figure = _figure(made, "posts.troops")
    assert (figure.value, figure.period) == (5, "2000")
    assert "had 5 active-duty military persons in Japan in 2000" in _said(made, "posts")


def test_hosts_of_nobody_do_not_count_as_hosts(make: Make) -> None:
    made = make("AUKUS", 2022)
    assert _figure(made, "posts.troops").value == 7
    assert "in 1 of these states in 2000" in _said(made, "posts")
    (hosts,) = [listing for listing in _section(made, "posts").listings if listing.id == "posts.hosts"]
    assert [line[1:] for line in hosts.lines] == [(7, "2000"), (0, "2000")]


def test_a_sum_names_what_it_lacks(make: Make) -> None:
    made = make("AUKUS", 2022)
    figure = _figure(made, "capability.military-expenditure")
    assert (figure.value, figure.period, figure.gap) == (400, "2000", "not known for Australia")
    said = _said(made, "capability")
    assert "2000 (the latest on record): 400 current US dollars, 80 % of the sum over the 3 states" in said
    assert "United States has 75 % of what is known; not known for Australia." in said


def test_what_nobody_knows_is_no_figure(make: Make) -> None:
    made = make("Japan", 2005)
    figure = _figure(made, "capability.military-expenditure")
    assert figure.value is None
    assert figure.gap


# What is not known.


def test_gaps_before_the_first_look_and_after_the_last(make: Make) -> None:
    for on, why in (
        (1985, "mine looks from 1990-01-01 on"),
        (2005, "mine last looked on 2000-12-31"),
    ):
        assert {gap.layer: gap.why for gap in make("Japan", on).gaps}["activity.exercise"] == why
    assert "activity.exercise" not in {gap.layer for gap in make("Japan", 1995).gaps}
    assert {gap.layer: gap.bring for gap in make("Japan", 1995).gaps}["incident.crisis"] == "icb"


def test_changes_are_those_of_five_years(make: Make) -> None:
    days = _ids(_figure(make("Japan–USA", "1995-06-30"), "changes.recorded"), "day")
    assert {str(day) for day in days} == {"1991-01-01", "1994-12-31"}


def test_who_is_suspended_is_a_member(almanac_home: Path) -> None:
    made = brief("African Union", 2025, home=almanac_home)
    assert "Mali" in _said(made, "overview").split("Suspended, and counted among them:")[1]
    members = _figure(made, "overview.members")
    assert members.value == len(members.rows) == len(made.subject.states)


def test_who_is_suspended_has_not_left(almanac_home: Path) -> None:
    made = _figure(brief("African Union", 2025, home=almanac_home), "changes.recorded")
    said = {(str(row.cells["day"]), row.cells["what"]) for row in made.rows if row.cells["name"] == "African Union"}
    assert ("2025-10-15", "Madagascar suspended") in said
    assert ("2025-04-30", "suspension of Gabon lifted") in said
    assert not [what for _, what in said if what.endswith((" left", " joined"))]
    egypt = _figure(brief("Egypt", 1990, home=almanac_home), "changes.recorded")
    arab_league = {row.cells["what"] for row in egypt.rows if row.cells["name"] == "League of Arab States"}
    assert "suspension of Egypt lifted" in arab_league
    belarus = _figure(brief("Belarus", 2025, home=almanac_home), "changes.recorded")
    assert "Belarus joined" in {row.cells["what"] for row in belarus.rows}  # after years as an observer of the SCO


# What new users found untrue, where the rule is in the dossier.


def test_the_map_colours_only_what_is_known_to_be_in_force(full_home: Path) -> None:
    # The Ukraine of the map was most tightly bound to Russia, by agreements last seen in 2010 and 2018.
    made = brief("Ukraine", home=full_home)
    drawn = next(
        drawing.svg for section in made.sections for drawing in section.drawings if drawing.id == "overview.map"
    )
    assert "known to be in force" in drawn
    (tip,) = set(re.findall(r"<title>Russia: (\d+)", drawn))
    rows = next(figure.rows for figure in made.figures if figure.id == "bonds.obligations")
    known = {row.cells["agreement"] for row in rows if "RUS" in (row.cells["actor"], row.cells["toward"])}
    assert len(known) <= int(tip) < 8


def test_who_went_home_is_not_said_to_be_there(full_home: Path) -> None:
    # Japan's contingent left the Golan in 2013; the mission goes on.
    said = " ".join(
        next(section.sentences for section in brief("Japan", home=full_home).sections if section.id == "missions")
    )
    assert "Disengagement Observer Force" not in said
    assert "Combined Task Force 151" in said


@pytest.mark.parametrize(
    ("subject", "listing", "name"),
    [
        ("NATO", "bonds.agreements", "NATO Status of Forces Agreement"),
        ("NATO", "bonds.agreements", "Hague Code of Conduct against Ballistic Missile Proliferation"),
        ("Japan", "missions.latest", "Combined Task Force 151"),
    ],
)
def test_a_list_that_is_a_part_gives_a_lower_bound(full_home: Path, subject: str, listing: str, name: str) -> None:
    found = next(
        entry
        for section in brief(subject, home=full_home).sections
        for entry in section.listings
        if entry.id == listing
    )
    place = next(number for number, column in enumerate(found.columns) if column.endswith("on record"))
    (number,) = {line[place] for line in found.lines if line[0] == name}
    assert str(number).endswith(" or more")


def test_nuclear_weapons_are_told_with_what_is_known_of_them(full_home: Path) -> None:
    def said(subject: str, on: int | None = None) -> str:
        return " ".join(
            next(
                section.sentences
                for section in brief(subject, on, home=full_home).sections
                if section.id == "capability"
            )
        )

    assert "India (1974: first test, called peaceful" in said("India")
    assert "undeclared; neither confirmed nor denied" in said("Israel")
    assert "By public knowledge it has no nuclear weapons." in said("Japan")
    assert "nuclear" not in said("Japan", 1930)


def _without_measures(home: Path, subject: str, on: str | None = None) -> Brief:
    return compose(record(home), subject, on, home=home, sections=[name for name in SECTIONS if name != "measures"])


@pytest.mark.parametrize("subject", ["Japan", "Japan–Australia", "NATO", "Western Africa", "Türkiye"])
def test_past_the_last_look_nothing_is_told_as_of_the_day(almanac_home: Path, subject: str) -> None:
    """What the almanac and the tables of members tell ends with 2025: of a later day it is told when it was last seen."""
    at_the_end, later = (_without_measures(almanac_home, subject, day) for day in ("2025-12-31", "2026-11-22"))
    for made, past in ((at_the_end, False), (later, True)):
        for name in (
            "overview.organisations",
            "overview.members",
            "posts.base",
            "posts.nuclear-hosting",
            "capability.nuclear",
        ):
            for figure in made.figures:
                if figure.id == name and (subject != "Western Africa" or name != "overview.members"):
                    assert figure.period == "on 2025-12-31", figure.id
        said = [text for section in made.sections for text in section.sentences]
        for text in said:
            if any(
                word in text
                for word in ("member of", "keeps a base", "stations nuclear", "nuclear weapons", "begun and not ended")
            ):
                assert text.startswith("When last looked at, on 2025-12-31: ") is past, text
        assert any("what changed since is not known" in text for text in said) is past
    assert {figure.id for figure in at_the_end.figures} - {"bonds.obligations-last-seen"} <= {
        figure.id for figure in later.figures
    }


def test_of_a_selection_no_partner_is_not_none(almanac_home: Path) -> None:
    """Where no source has looked at the alliances of all states, a state without one on record may have some."""
    made = _without_measures(almanac_home, "Mongolia")
    for name in ("bonds.defends", "bonds.defended-by"):
        assert _figure(made, name).value is None and "none is on record" in _figure(made, name).gap
    assert _figure(_without_measures(almanac_home, "Western Africa"), "bonds.consultation").value is None


def test_what_goes_on_is_drawn_as_far_as_its_source_has_looked(almanac_home: Path) -> None:
    evidence, what = meet(record(almanac_home), "NATO", "2026-11-22")
    seen = [
        one for one in list_things(evidence, what) if one.sort in ("mission", "incident") and one.source == "almanac"
    ]
    assert not any(one.ongoing for one in seen)
    assert any(one.seen == date(2025, 12, 31) for one in seen)
    evidence, what = meet(record(almanac_home), "NATO", "2025-12-31")
    assert any(one.ongoing for one in list_things(evidence, what) if one.sort == "mission")


def test_a_day_between_two_looks_is_a_gap() -> None:
    """The list of troops lacks 1951 and 1952: of a day in them it has not looked, though it looked before and after."""
    looks = [
        Looked("us-troops", "tie.troops", date(1950, 1, 1), date(1950, 12, 31), "with USA"),
        Looked("us-troops", "tie.troops", date(1953, 1, 1), date(2007, 12, 31), "with USA"),
    ]
    assert _hole(looks, date(1951, 6, 1)) == "us-troops looked up to 1950-12-31 and again from 1953-01-01; what was between is not known"  # fmt: skip
    assert not any(_hole(looks, date(year, 6, 1)) for year in (1949, 1950, 1960, 2010))


@pytest.mark.parametrize(
    ("low", "best", "high", "said"),
    [
        # COW gives one number, and where it knows that of every party it is no bound: not "16,634,907 or more" too.
        (16634907.0, 16634907.0, None, "16,634,907"),
        (100.0, 120.0, None, "120 (100 or more)"),
        (100.0, None, None, "100 or more"),
        (100.0, 120.0, 150.0, "120 (100–150)"),
        (120.0, 120.0, 150.0, "120 (120–150)"),
        (120.0, 120.0, 120.0, "120"),
        (None, None, None, ""),
    ],
)
def test_deaths_are_bounded_only_by_bounds(
    low: float | None, best: float | None, high: float | None, said: str
) -> None:
    assert _deaths({"deaths_low": low, "deaths": best, "deaths_high": high}) == said


def test_the_last_look_is_named_by_who_looked(full_home: Path) -> None:
    """The almanac has the Arab League's treaty and looked in 2025; that the Emirates are party to it ATOP alone says, of 2018."""
    made = brief("United Arab Emirates", on="2026-01-01", home=full_home)
    said = " ".join(next(section.sentences for section in made.sections if section.id == "bonds"))
    assert "almanac (2025)" in said and "atop (2018)" in said
    assert "almanac (2018)" not in said
