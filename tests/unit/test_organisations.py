"""Organisations and dated memberships, against published counts and against the General Assembly's own record."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from comity.model import states
from comity.model.errors import UnknownName
from comity.model.organisations import STATUSES, Membership, memberships, organisation, organisations

TODAY = date(2025, 12, 31)


def members(name: str, on: date) -> set[str]:
    return {spell.actor for spell in memberships(name, on) if spell.status in ("member", "suspended")}


@pytest.mark.parametrize(
    ("name", "on", "count"),
    [
        ("NATO", date(1949, 12, 31), 12),
        ("NATO", date(1952, 12, 31), 14),
        ("NATO", date(1989, 12, 31), 16),
        ("NATO", date(1999, 12, 31), 19),
        ("NATO", date(2009, 12, 31), 28),
        ("NATO", TODAY, 32),
        ("UN", date(1945, 12, 31), 51),
        ("UN", date(1955, 12, 31), 76),
        ("UN", date(1960, 12, 31), 99),
        ("UN", date(1970, 12, 31), 127),
        ("UN", date(1980, 12, 31), 154),
        ("UN", date(1990, 12, 31), 159),
        ("UN", date(2000, 12, 31), 189),
        ("UN", TODAY, 193),
        ("EU", date(1958, 1, 1), 6),
        ("EU", date(1995, 1, 1), 15),
        ("EU", date(2004, 5, 1), 25),
        ("EU", date(2015, 6, 30), 28),
        ("EU", date(2020, 1, 31), 28),
        ("EU", date(2020, 2, 1), 27),
        ("OAU", date(1963, 11, 30), 32),
        ("OAU", date(2002, 7, 8), 52),
        # The African Union counts one more: the Sahrawi Arab Democratic Republic has no key in the states table.
        ("AU", date(2002, 7, 9), 52),
        ("AU", TODAY, 54),
        ("ASEAN", date(1999, 12, 31), 10),
        ("ASEAN", TODAY, 11),
        ("SCO", TODAY, 10),
        ("OSCE", date(1975, 8, 1), 35),
        ("OSCE", TODAY, 57),
        ("Arab League", TODAY, 22),
        # Four more of its eighteen are in neither list of states.
        ("Pacific Islands Forum", date(2022, 6, 30), 14),
        ("Pacific Islands Forum", date(2022, 12, 31), 13),
        ("Pacific Islands Forum", TODAY, 14),
        ("GCC", TODAY, 6),
        ("ECOWAS", date(1999, 12, 31), 16),
        ("ECOWAS", TODAY, 12),
        ("CSTO", date(1994, 12, 31), 9),
        ("CSTO", date(2010, 12, 31), 7),
        ("CSTO", TODAY, 6),
        ("Warsaw Pact", date(1960, 1, 1), 8),
        ("Warsaw Pact", date(1970, 1, 1), 7),
        ("Council of Europe", date(2022, 1, 1), 47),
        ("Council of Europe", TODAY, 46),
        ("SADC", TODAY, 16),
        ("WEU", date(2000, 1, 1), 10),
        ("SEATO", date(1960, 1, 1), 8),
    ],
)
def test_membership_has_the_published_size(name: str, on: date, count: int) -> None:
    assert len(members(name, on)) == count


def test_notable_comings_and_goings() -> None:
    assert "MAR" in members("OAU", date(1984, 1, 1))
    assert "MAR" not in members("OAU", date(1985, 1, 1))
    assert "MAR" in members("AU", date(2017, 6, 1))
    assert "TLS" not in members("ASEAN", date(2025, 10, 25))
    assert "TLS" in members("ASEAN", date(2025, 10, 26))
    assert "MLI" not in members("ECOWAS", date(2025, 1, 29))
    assert {"TWN"} == members("UN", date(1960, 1, 1)) & {"CHN", "TWN"}
    assert {"CHN"} == members("UN", date(1972, 1, 1)) & {"CHN", "TWN"}
    assert {"DEU", "DDR"} <= members("UN", date(1980, 1, 1))
    assert "DDR" not in members("UN", date(1990, 10, 3))
    assert "SYR" not in members("UN", date(1960, 1, 1))
    assert {"UZB"} == members("CSTO", date(2008, 1, 1)) - members("CSTO", TODAY)


def test_suspension_is_told_apart_from_membership() -> None:
    status = {spell.actor: spell.status for spell in memberships("Arab League", date(1985, 1, 1))}
    assert status["EGY"] == "suspended"
    assert status["SYR"] == "member"


def test_spells_of_one_actor_never_overlap() -> None:
    spells: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    for spell in memberships():
        spells[spell.organisation, spell.actor].append(spell)
    wrong = [
        (earlier, later)
        for many in spells.values()
        for earlier, later in pairwise(many)
        if earlier.end is None or earlier.end >= later.start
    ]
    assert wrong == []


def test_every_spell_is_well_formed() -> None:
    known = {one.key: one for one in organisations()}
    for spell in memberships():
        assert spell.status in STATUSES, spell
        assert spell.end is None or spell.start <= spell.end, spell
        home = known[spell.organisation]
        assert home.founded is None or home.founded <= spell.start, spell
        assert home.ended is None or (spell.end is not None and spell.end <= home.ended), spell


def test_every_actor_is_a_known_state() -> None:
    keys = set(states.key_names())
    assert sorted({spell.actor for spell in memberships()} - keys) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("NATO", "nato"),
        ("nato", "nato"),
        ("North Atlantic Treaty Organization", "nato"),
        ("the League of Arab States", "arab-league"),
        ("arab league", "arab-league"),
        ("Arab-League", "arab-league"),
        ("CSCE", "osce"),
        ("Organisation for Security and Cooperation in Europe", "osce"),
        ("EEC", "eu"),
        ("Alliance des Etats du Sahel", "aes"),
        ("Warsaw Pact", "warsaw-pact"),
        ("Five Eyes", "five-eyes"),
    ],
)
def test_an_organisation_is_found_by_any_of_its_names(name: str, key: str) -> None:
    assert organisation(name).key == key


def test_every_name_in_the_table_finds_its_own_row() -> None:
    for one in organisations():
        for name in (one.key, one.short, one.name, *one.aliases):
            assert organisation(name) is one


def test_a_misspelt_name_is_answered_with_the_closest() -> None:
    with pytest.raises(UnknownName, match=r"Did you mean Association of Southeast Asian Nations\?"):
        organisation("ASEEAN")


def test_an_unknown_name_is_refused_everywhere() -> None:
    with pytest.raises(UnknownName, match="'Hogwarts'"):
        organisation("Hogwarts")
    with pytest.raises(UnknownName):
        memberships("Hogwarts")


def test_who_has_an_assembly_record_was_a_member(mirror: Path) -> None:
    """An independent record of who sat in the General Assembly, session by session, agrees with the admissions."""
    # The file keeps 345 for Serbia, and codes the seat of China before December 1949 as Taiwan's.
    own_code = {"340": "YUG", "345": "YUG", "255": "DEU", "260": "DEU", "678": "YEM", "679": "YEM", "680": "YMD"}
    sessions: dict[str, set[int]] = defaultdict(set)
    with gzip.open(mirror / "unga-ideal-points" / "IdealpointestimatesAll_Jun2024.csv.gz", "rt") as text:
        for row in csv.DictReader(text):
            sessions[own_code.get(row["ccode"], row["iso3c"])].add(1945 + int(row["session"]))
    spells: dict[str, list[Membership]] = defaultdict(list)
    for spell in memberships("un"):
        if spell.status != "observer":
            spells["YUG" if spell.actor == "SRB" else spell.actor].append(spell)
    strangers = {
        (actor, year)
        for actor, years in sessions.items()
        for year in years
        # A session opens in September and may be resumed until the next one.
        if not any(
            spell.start < date(year + 1, 9, 1) and (spell.end or date.max) >= date(year, 9, 1)
            for spell in spells[actor]
        )
    }
    assert strangers == {("TWN", 1946), ("TWN", 1947), ("TWN", 1948)}
    assert set(spells) - set(sessions) == {"ZAN"}, "Zanzibar sat for four months only"


def test_atop_signatories_of_the_warsaw_pact_are_its_members(mirror: Path) -> None:
    """Alliance 3285 has the same members, to the day but for the German Democratic Republic's last ten days."""
    with gzip.open(mirror / "atop" / "atop5_1m.csv.gz", "rt", encoding="latin-1") as text:
        rows = [row for row in csv.DictReader(text) if row["atopid"] == "3285"]
    theirs = {
        states.resolve(int(row["member"]), scheme="cow", on=1960).key: (
            date(int(row["yrent"]), int(row["moent"]), int(row["dayent"])),
            date(int(row["yrexit"]), int(row["moexit"]), int(row["dayexit"])),
        )
        for row in rows
    }
    ours = {spell.actor: (spell.start, spell.end) for spell in memberships("Warsaw Pact")}
    assert set(ours) == set(theirs)
    assert {actor for actor in ours if ours[actor] != theirs[actor]} == {"DDR"}
    assert ours["DDR"][1] == theirs["DDR"][1] - timedelta(days=9)
