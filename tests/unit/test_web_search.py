"""The search: what one types, and what has to stand first."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from comity.dossier.evidence import Evidence
from comity.measures.subject import find_subject
from comity.web.asked import Record
from comity.web.findable import KINDS, Findable
from comity.web.search import Index, index

FOUND = [
    Findable("state", "JPN", "Japan", "/dossier?subject=Japan", ("JP", "Japon", "Nippon"), "", 1952, None, 900),
    Findable("state", "AUS", "Australia", "/dossier?subject=Australia", ("AU", "AUS"), "", 1901, None, 800),
    Findable("state", "AUT", "Austria", "/dossier?subject=Austria", ("AT",), "", 1919, None, 200),
    Findable("state", "USA", "United States", "/dossier?subject=United+States", ("US", "U.S.A."), "", 1816, None, 3000),
    Findable("state", "ARE", "United Arab Emirates", "/dossier?subject=United+Arab+Emirates", (), "", 1971, None, 90),
    Findable("state", "GNB", "Guinea-Bissau", "/dossier?subject=Guinea-Bissau", (), "", 1974, None, 20),
    Findable("state", "GIN", "Guinea", "/dossier?subject=Guinea", (), "", 1958, None, 40),
    Findable("state", "CIV", "Côte d'Ivoire", "/dossier?subject=CIV", ("Ivory Coast",), "", 1960, None, 30),
    Findable("state", "SAX", "Saxony", "/dossier?subject=Saxony", (), "", 1816, 1867, 3),
    Findable("organisation", "aukus", "AUKUS", "/dossier?subject=AUKUS", (), "", 2021, None, 3),
    Findable("measure", "capability.cinc", "Composite Index of National Capability", "/measures/capability.cinc", ("cinc",)),
    Findable("series", "Cobra Gold", "Cobra Gold", "/exercises?series=Cobra+Gold", (), "", 1982, 2025, 39),
    Findable("exercise", "x:1", "Cobra Gold 99", "/exercises/x%3A1", (), "Thailand", 1999, 1999),
    Findable("exercise", "x:2", "Cobra Gold 05", "/exercises/x%3A2", (), "Thailand", 2005, 2005),
    Findable("agreement", "x:3", "Treaty on Basic Relations", "/agreements/x%3A3", (), "alliance Japan Australia", 1976, None),
]  # fmt: skip
INDEX = Index(FOUND)


def first(text: str) -> tuple[str, str]:
    found = INDEX.search(text)[0].found
    return found.kind, found.title


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("japan", ("state", "Japan")),
        ("JAP", ("state", "Japan")),
        ("jpan", ("state", "Japan")),
        ("japna", ("state", "Japan")),
        ("nippon", ("state", "Japan")),
        ("austrlia", ("state", "Australia")),
        ("us", ("state", "United States")),
        ("u.s.a.", ("state", "United States")),
        ("untied states", ("state", "United States")),
        ("cote divoire", ("state", "Côte d'Ivoire")),
        ("ivory", ("state", "Côte d'Ivoire")),
        ("guinea-bissau", ("state", "Guinea-Bissau")),
        ("auk", ("organisation", "AUKUS")),
        ("cinc", ("measure", "Composite Index of National Capability")),
        ("composite capability", ("measure", "Composite Index of National Capability")),
        ("cobra gold", ("series", "Cobra Gold")),
        ("gold 99", ("exercise", "Cobra Gold 99")),
        ("jap aus", ("pair", "Australia–Japan")),
        ("aus jap", ("pair", "Australia–Japan")),
        ("Japan–Austria", ("pair", "Austria–Japan")),
        ("us vs japan", ("pair", "Japan–United States")),
        ("united states guinea bissau", ("pair", "Guinea-Bissau–United States")),
        ("jpan and autsralia", ("pair", "Australia–Japan")),
    ],
)
def test_what_one_means_stands_first(typed: str, expected: tuple[str, str]) -> None:
    assert first(typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", "—", "zzzzz", "japan zzzzz", "%", "'", "\U0001f600"])
def test_what_nothing_is_called_finds_nothing(typed: str) -> None:
    assert INDEX.search(typed) == []


def test_a_pair_leads_to_its_dossier_and_is_never_a_state_with_itself() -> None:
    pairs = INDEX.search("jap aus", "pair")
    assert pairs[0].found.address == "/dossier?subject=Australia%E2%80%93Japan"
    assert all(len(set(hit.found.key.split("-"))) == 2 for hit in pairs)
    assert INDEX.search("japan japan", "pair") == []


def test_states_that_share_no_year_stand_behind_those_that_do() -> None:
    titles = [hit.found.title for hit in INDEX.search("united sax", "pair") + INDEX.search("a s", "pair")]
    assert "Saxony–United States" in titles
    scores = {hit.found.title: hit.score for hit in INDEX.search("united sax", "pair")}
    assert scores["Saxony–United States"] > scores["Saxony–United Arab Emirates"]


def test_a_thing_is_found_by_its_parties_behind_those_that_are_called_so() -> None:
    hits = INDEX.search("japan")
    assert [hit.found.kind for hit in hits] == ["state", "agreement"]


def test_of_what_fits_as_well_the_latest_stands_first() -> None:
    assert [hit.found.title for hit in INDEX.search("cobra gold", "exercise")] == ["Cobra Gold 05", "Cobra Gold 99"]


def test_the_other_name_by_which_something_was_found_is_told() -> None:
    assert [hit.by for hit in INDEX.search("nippon")] == ["Nippon"]
    assert INDEX.search("japan")[0].by == ""


def test_whatever_the_record_holds_is_found_by_its_own_name(almanac_home: Path) -> None:
    made = index(Record(almanac_home))
    lost = []
    for one in made.found:
        hits = made.search(one.title, one.kind)
        if not any(hit.found.key == one.key for hit in hits):
            lost.append(one.title)
    assert made.found and not lost
    assert {one.kind for one in made.found} == set(KINDS) - {"pair"}


def test_every_subject_that_is_offered_has_a_dossier(almanac_home: Path) -> None:
    record = Record(almanac_home)
    made, con = index(record), record.con()
    reach = Evidence(con).reach
    for one in made.found:
        if one.kind == "state":
            (said,) = parse_qs(urlsplit(one.address).query)["subject"]
            if said.isalpha() and said == one.title:
                continue  # a single word is looked up as it stands
            found = find_subject(con, said, reach)
            assert (found.kind, found.states) == ("state", (one.key,)), said


def test_the_index_is_made_once(almanac_home: Path) -> None:
    assert index(Record(almanac_home)) is index(Record(almanac_home))


BESIDE = [
    Findable("state", "SOM", "Somalia", "/dossier?subject=Somalia", (), "", 1960, None, 50),
    Findable("agreement", "x:4", "Japan–United States Status of Forces Agreement", "/agreements/x%3A4", (), "status-of-forces 1960", 1960, None),
    Findable("incident", "x:5", "World War I", "/incidents/x%3A5", (), "war 1914", 1914, 1918),
    Findable("region", "Western Asia", "Western Asia", "/dossier?subject=Western+Asia"),
    Findable("group", "group:x", "Tigers of the North", "/incidents?party=group%3Ax", (), "", 1983, 2009, 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sofa japan", ("agreement", "Japan–United States Status of Forces Agreement")),
        ("ww1", ("incident", "World War I")),
        ("First World War", ("incident", "World War I")),
        ("war 1914", ("incident", "World War I")),
        ("middle east", ("region", "Western Asia")),
        ("Moyen-Orient", ("region", "Western Asia")),
        ("tigers north", ("group", "Tigers of the North")),
    ],
)
def test_what_one_calls_it_is_found(typed: str, expected: tuple[str, str]) -> None:
    """Words that stand in no name: abbreviations of the trade, a war by its number, a region by another name, a year."""
    best = Index([*FOUND, *BESIDE]).search(typed)[0].found
    assert (best.kind, best.title) == expected
