"""The almanac's rows are sound by themselves: this needs no mirror and always runs."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from datetime import date

import pytest
from almanac_agreement import ALMANAC, Row, period, rows

from comity.model.organisations import organisations
from comity.model.states import key_names, state_spells
from comity.store.schema import (
    ACTIVITY_KINDS,
    ACTIVITY_ROLES,
    AGREEMENT_KINDS,
    DOMAINS,
    DUTIES,
    INCIDENT_KINDS,
    PURPOSES,
)

MARKED = (
    "agreements", "parties", "obligations", "series", "activities", "activity_parties", "incidents",
    "incident_parties", "armed_groups", "ties", "figures",
)  # fmt: skip
DATED = [name for name in MARKED if name not in ("series", "armed_groups")]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WRITTEN_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LAST_DAY = "2025-12-31"

#: What is known of the time after the almanac's, and why it stands all the same: (agreement, column, date).
LATER = {
    ("new-start", "end", "2026-02-05"),  # the end that the treaty itself sets, prolonged as far as it allows
    ("treaty-of-jakarta-2026", "signed", "2026-02-06"),  # signature only: no start, no duty
}

#: Agreements that are known to be in force though not from which day; of no other undated one a duty is entered.
IN_FORCE_DAY_UNKNOWN = {
    "france-senegal-defence-agreement-1974",
    "gcc-joint-defence",
    "greece-france-strategic-partnership",
    "regional-security-system-treaty",
    "russia-armenia-friendship-treaty-1997",
    "russia-iran-treaty-2001",
    "saudi-pakistan-strategic-mutual-defence",
    "us-bahrain-c-sipa",
    "us-bahrain-dca",
    "us-kuwait-dca",
    "us-qatar-dca",
    "us-uae-dca",
}

#: (agreement, day, parties), as its depositary or organisation counts them.
COUNTS = [
    ("north-atlantic-treaty", "1949-12-31", 12),
    ("north-atlantic-treaty", "1990-01-01", 16),
    ("north-atlantic-treaty", "2003-12-31", 19),
    ("north-atlantic-treaty", "2010-01-01", 28),
    ("north-atlantic-treaty", LAST_DAY, 32),
    ("eu-mutual-assistance-clause", "2019-12-31", 28),
    ("eu-mutual-assistance-clause", LAST_DAY, 27),
    ("brussels-treaty", "1950-01-01", 5),
    ("brussels-treaty", "2000-01-01", 10),
    ("warsaw-treaty", "1960-01-01", 8),
    ("warsaw-treaty", "1970-01-01", 7),
    ("collective-security-treaty", "1995-01-01", 9),
    ("collective-security-treaty", "2008-01-01", 7),
    ("collective-security-treaty", LAST_DAY, 6),
    ("anzus-treaty", LAST_DAY, 3),
    ("aukus", LAST_DAY, 3),
    ("five-power-defence-arrangements", LAST_DAY, 5),
    ("ukusa-agreement", LAST_DAY, 5),
    ("manila-pact", "1960-01-01", 8),
    ("baghdad-pact", "1956-01-01", 5),
    ("baghdad-pact", "1960-01-01", 4),
    ("rio-treaty", LAST_DAY, 17),
    ("gcc-joint-defence", LAST_DAY, 6),
    ("regional-security-system-treaty", LAST_DAY, 7),
    ("joint-expeditionary-force", LAST_DAY, 10),
    ("seanwfz-treaty", LAST_DAY, 10),
    ("admm-plus", LAST_DAY, 18),
    ("cues", LAST_DAY, 21),
    ("asean-regional-forum", LAST_DAY, 27),
    ("stockholm-document", "1988-01-01", 35),
    ("vienna-document-1999", "2005-01-01", 55),
    ("vienna-document-2011", LAST_DAY, 57),
    ("open-skies-treaty", "2019-12-31", 34),
    ("open-skies-treaty", LAST_DAY, 32),
    ("cfe-treaty", "2000-01-01", 30),
    ("start-i", "2000-01-01", 5),
]


@pytest.fixture(scope="module")
def ids() -> dict[str, set[str]]:
    """Give the ids of each file that has some."""
    files = ("agreements", "series", "activities", "incidents", "armed_groups")
    return {name: {row["id"] for row in rows(name)} for name in files}


@pytest.fixture(scope="module")
def actors(ids: dict[str, set[str]]) -> set[str]:
    """Give every actor that a row may name."""
    return set(key_names()) | {entry.key for entry in organisations()} | ids["armed_groups"]


@pytest.mark.parametrize("name", ["agreements", "series", "activities", "incidents", "armed_groups"])
def test_ids_are_slugs_and_stand_once(name: str) -> None:
    found = [row["id"] for row in rows(name)]
    assert not [key for key, count in Counter(found).items() if count > 1]
    assert not [key for key in found if not SLUG.fullmatch(key.removeprefix("group:"))]
    assert all(key.startswith("group:") is (name == "armed_groups") for key in found)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("parties", ("agreement", "party", "start")),
        ("obligations", ("agreement", "actor", "toward", "duty", "start")),
        ("activity_parties", ("activity", "actor", "role", "start")),
        ("incident_parties", ("incident", "actor")),
        ("ties", ("layer", "a", "b", "start")),
        ("figures", ("actor", "indicator", "start")),
        ("same_as", ("kind", "id")),
    ],
)
def test_nothing_stands_twice(name: str, key: tuple[str, ...]) -> None:
    found = Counter(tuple(row[column] for column in key) for row in rows(name))
    assert not [entry for entry, count in found.items() if count > 1]


def test_everything_referred_to_exists(ids: dict[str, set[str]], actors: set[str]) -> None:
    for name, column, target in (
        ("parties", "agreement", "agreements"),
        ("obligations", "agreement", "agreements"),
        ("activity_parties", "activity", "activities"),
        ("incident_parties", "incident", "incidents"),
    ):
        found = {row[column] for row in rows(name)}
        assert found <= ids[target], (name, sorted(found - ids[target]))
        if name != "obligations":
            assert not ids[target] - found, f"{target} without anybody in {name}: {sorted(ids[target] - found)}"
    series = {row["series"] for row in rows("activities")} - {""}
    assert series == ids["series"]
    for name, columns in (
        ("parties", ("party",)),
        ("activity_parties", ("actor",)),
        ("incident_parties", ("actor",)),
        ("ties", ("a", "b")),
        ("figures", ("actor",)),
        ("obligations", ("actor", "toward")),
    ):
        unknown = {row[column] for row in rows(name) for column in columns} - actors
        assert unknown <= ({"*"} if name == "obligations" else set()), (name, sorted(unknown))
    kinds = {"agreement": "agreements", "activity": "activities", "incident": "incidents"}
    for row in rows("same_as"):
        assert row["canonical"].removeprefix("almanac:") in ids[kinds[row["kind"]]], row
        assert ":" in row["id"], row
        assert row["evidence"], row
    treaties = {entry.treaty for entry in organisations()} - {None, ""}
    assert treaties <= ids["agreements"]


def test_words_are_of_the_vocabulary() -> None:
    for name, column, among in (
        ("agreements", "kind", AGREEMENT_KINDS),
        ("obligations", "duty", DUTIES),
        ("activities", "kind", ACTIVITY_KINDS),
        ("activities", "observers", ("", "yes", "no")),
        ("activity_parties", "role", ACTIVITY_ROLES),
        ("incidents", "kind", INCIDENT_KINDS),
        ("incidents", "scale", ("", "cow-hostility")),
        ("incident_parties", "side", ("a", "b")),
        ("incident_parties", "role", ("primary", "supporting")),
        ("ties", "layer", ("nuclear-hosting", "base", "attache")),
        ("ties", "directed", ("true", "false")),
    ):
        assert {row[column] for row in rows(name)} <= set(among), (name, column)
    for name in ("activities", "series"):
        for row in rows(name):
            assert set(row["domains"].split("|")) <= {*DOMAINS, ""}, row
            assert set(row["purposes"].split("|")) <= {*PURPOSES, ""}, row


@pytest.mark.parametrize("name", MARKED)
def test_every_row_says_how_far_it_was_checked(name: str) -> None:
    for row in rows(name):
        assert row["checked"] in ("mirror", "opened", "from knowledge"), row
        assert bool(row["citation"]) is (row["checked"] == "opened"), row
        assert not row["citation"] or re.fullmatch(r"https?://[\w.-]+\.\w{2,}(:\d+)?/\S*", row["citation"]), row
        assert row["checked"] != "mirror" or re.fullmatch(r"[a-z-]+:\S.*", row["mirror"]), row
        assert row["checked"] != "from knowledge" or not row["mirror"], row
        assert all(value == value.strip() for value in row.values()), row


@pytest.mark.parametrize("name", DATED)
def test_dates_are_dates_and_in_order(name: str) -> None:
    for row in rows(name):
        for column in ("signed", "start", "end", "announced", "notified"):
            written = row.get(column, "")
            assert not written or (WRITTEN_DATE.fullmatch(written) and period(written)), row
            if written and period(written)[0] > date.fromisoformat(LAST_DAY):
                assert (row.get("id") or row["agreement"], column, written) in LATER, row
        if row["start"] and row["end"]:
            assert period(row["start"])[0] <= period(row["end"])[1], row
        if row.get("signed") and row["start"]:
            assert period(row["signed"])[0] <= period(row["start"])[1], row
        if row.get("announced"):
            assert period(row["announced"])[0] <= period(row["start"])[1], row


@pytest.mark.parametrize(
    ("name", "column", "within"),
    [
        ("parties", "agreement", "agreements"),
        ("obligations", "agreement", "agreements"),
        ("activity_parties", "activity", "activities"),
        ("incident_parties", "incident", "incidents"),
    ],
)
def test_nobody_is_bound_before_the_beginning_or_after_the_end(name: str, column: str, within: str) -> None:
    wholes = {row["id"]: row for row in rows(within)}
    for row in rows(name):
        whole = wholes[row[column]]
        if row["start"] and whole["start"]:
            assert period(row["start"])[1] >= period(whole["start"])[0], row
        if row["end"] and whole["end"]:
            assert period(row["end"])[0] <= period(whole["end"])[1], row
        if name == "parties" and whole["end"]:
            assert row["end"], f"still a party of what has ended: {row}"


def test_spells_of_one_party_do_not_overlap() -> None:
    spells: dict[tuple[str, str], list[Row]] = {}
    for row in rows("parties"):
        spells.setdefault((row["agreement"], row["party"]), []).append(row)
    for found in spells.values():
        found.sort(key=lambda row: row["start"])
        for earlier, later in itertools.pairwise(found):
            assert earlier["end"] and period(earlier["end"])[1] < period(later["start"])[0], later


def test_states_are_parties_only_while_they_exist() -> None:
    """A party's first day lies in a time in which one of the two lists of states, or the list of microstates, has it."""
    lives: dict[str, list[tuple[date, date]]] = {}
    for spell in state_spells():
        lives.setdefault(spell.state, []).append((spell.start, spell.end or date.max))
    wrong = []
    for name, actor in (("parties", "party"), ("incident_parties", "actor")):
        for row in rows(name):
            if row["start"] and row[actor].isupper():
                first, last = period(row["start"])
                if not any(start <= last and first <= end for start, end in lives.get(row[actor], [])):
                    wrong.append((name, row))
    assert not wrong


def test_obligations_are_between_parties() -> None:
    parties: dict[str, set[str]] = {}
    for row in rows("parties"):
        parties.setdefault(row["agreement"], set()).add(row["party"])
    for row in rows("obligations"):
        for column in ("actor", "toward"):
            assert row[column] == "*" or row[column] in parties[row["agreement"]], row
        assert row["actor"] != row["toward"] or row["actor"] == "*", row


def test_no_duty_of_what_may_not_be_in_force() -> None:
    """A treaty signed and not known to be in force binds nobody yet: no duty that a brief would then show as owed."""
    started = {row["id"] for row in rows("agreements") if row["start"]}
    undated = {row["agreement"] for row in rows("obligations") if row["agreement"] not in started}
    assert undated == IN_FORCE_DAY_UNKNOWN


def test_both_sides_of_an_incident_have_somebody() -> None:
    sides: dict[str, set[str]] = {}
    for row in rows("incident_parties"):
        if row["role"] == "primary":
            sides.setdefault(row["incident"], set()).add(row["side"])
    assert all(sides[row["id"]] == {"a", "b"} for row in rows("incidents"))
    for row in rows("incidents"):
        known = [float(row[column]) for column in ("deaths_low", "deaths", "deaths_high") if row[column]]
        assert known == sorted(known), row
        assert bool(row["intensity"]) is bool(row["scale"]), row


def test_places_are_on_earth_and_near_their_host() -> None:
    """Of what takes place in the host's country: nearer to its seat of government than the country is wide."""
    seats = {spell.state: (spell.lat, spell.lon) for spell in state_spells() if spell.lat is not None}
    hosts: dict[str, list[str]] = {}
    for row in rows("activity_parties"):
        if row["role"] == "host" and row["actor"].isupper():
            hosts.setdefault(row["activity"], []).append(row["actor"])
    placed = 0
    for row in rows("activities"):
        assert bool(row["lat"]) is bool(row["lon"]), row
        if not row["lat"]:
            continue
        here = float(row["lat"]), float(row["lon"])
        assert -90 <= here[0] <= 90, row
        assert -180 <= here[1] <= 180, row
        assert row["place"], row
        if "Guam" in row["place"]:  # no part of the state has a seat of government farther away
            continue
        for host in hosts.get(row["id"], [])[:1]:
            seat = seats[host]
            assert seat[0] is not None and seat[1] is not None
            reach = {"USA": 8000, "RUS": 6600, "AUS": 3500, "CHN": 2500, "IND": 2500, "IDN": 2500}.get(host, 1500)
            assert _kilometres(here, (seat[0], seat[1])) < reach, row
            placed += 1
    assert placed > 100


@pytest.mark.parametrize(("agreement", "day", "count"), COUNTS)
def test_as_many_parties_as_published(agreement: str, day: str, count: int) -> None:
    when = date.fromisoformat(day)
    bound = {
        row["party"]
        for row in rows("parties")
        if row["agreement"] == agreement
        and (not row["start"] or period(row["start"])[0] <= when)
        and (not row["end"] or period(row["end"])[1] >= when)
    }
    assert len(bound) == count, sorted(bound)


def test_nuclear_possession_is_of_ten_states() -> None:
    """Nine states have nuclear weapons by every public count, and South Africa had them."""
    found = {row["actor"]: row["end"] for row in rows("figures") if row["indicator"] == "nuclear-possession"}
    assert {actor for actor, end in found.items() if not end} == {
        "USA", "RUS", "GBR", "FRA", "CHN", "IND", "PAK", "PRK", "ISR",
    }  # fmt: skip
    assert {actor for actor, end in found.items() if end} == {"ZAF"}


def test_who_stations_nuclear_weapons_abroad_possesses_some() -> None:
    first = {row["actor"]: row["start"] for row in rows("figures") if row["indicator"] == "nuclear-possession"}
    for row in rows("ties"):
        if row["layer"] == "nuclear-hosting":
            assert row["directed"] == "true", row
            assert period(row["start"])[1] >= period(first[row["a"]])[0], row


def test_coverage_is_selected_and_ends_with_the_almanac() -> None:
    """Absence in the almanac is never zero: only nuclear possession claims to be of all states."""
    from comity.catalogue.facts import find

    (source,) = find(["almanac"])
    scopes = {entry.layer: entry.scope for entry in source.coverage}
    assert {layer for layer, scope in scopes.items() if scope != "selected"} == {"figure.nuclear-possession"}
    layers = {f"tie.{row['layer']}" for row in rows("ties")}
    assert layers | {"agreement", "activity", "incident", "figure.nuclear-possession"} == set(scopes)
    assert all(str(entry.end) == LAST_DAY for entry in source.coverage)


def test_the_files_are_plain() -> None:
    for path in sorted(ALMANAC.glob("*.csv")):
        text = path.read_bytes()
        assert text.endswith(b"\n"), path
        assert b"\r" not in text, path
        assert not text.startswith(b"\xef\xbb\xbf"), path


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    (lat, lon), (to_lat, to_lon) = (tuple(map(math.radians, place)) for place in (one, other))
    across = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(across))
