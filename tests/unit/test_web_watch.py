"""Watching: the day that one names, whom a thing concerns, and a feed that readers accept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree.ElementTree import fromstring

import pytest

from comity.model.errors import BadRequest
from comity.web.pages.watch.atom import Entry, feed, urn
from comity.web.pages.watch.chosen import Watched, read_since

REACH = date(2025, 12, 31)
NAMES = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", date(2025, 1, 1)),
        ("1990", date(1990, 1, 1)),
        (" 1990-06-30 ", date(1990, 6, 30)),
        ("1816", date(1816, 1, 1)),
    ],
)
def test_a_day_is_read(said: str, expected: date) -> None:
    assert read_since(said, REACH) == expected


@pytest.mark.parametrize("said", ["yesterday", "1990-13-01", "1815-12-31", "9999", "0", "1990-06-30T00:00", "٢٠٢٠"])
def test_what_is_no_day_of_the_record_is_refused(said: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read_since(said, REACH)
    assert refused.value.remedy


STATE = Watched("Japan", "state", frozenset({"JPN"}), 1)
PAIR = Watched("Australia–Japan", "pair", frozenset({"AUS", "JPN"}), 2)
NATO = Watched(
    "NATO", "group", frozenset({"USA", "GBR", "FRA"}), 2, frozenset({"nato"}), "almanac:north-atlantic-treaty"
)


@pytest.mark.parametrize(
    ("one", "thing", "key", "parties", "expected"),
    [
        (STATE, "agreement", "x", {"JPN", "USA"}, True),
        (STATE, "agreement", "x", {"USA"}, False),
        (STATE, "membership", "un:JPN", {"JPN", "un"}, True),
        (PAIR, "activity", "x", {"JPN", "USA"}, False),
        (PAIR, "activity", "x", {"JPN", "AUS", "USA"}, True),
        (PAIR, "membership", "un:JPN", {"JPN", "un"}, False),
        (NATO, "incident", "x", {"USA", "IRQ"}, False),
        (NATO, "incident", "x", {"USA", "GBR"}, True),
        (NATO, "agreement", "x", {"JPN", "nato"}, True),
        (NATO, "agreement", "almanac:north-atlantic-treaty", set(), True),
        (NATO, "membership", "nato:FIN", {"FIN", "nato"}, True),
        (NATO, "membership", "eu:FRA", {"FRA", "eu"}, False),
    ],
)
def test_whom_a_thing_concerns(one: Watched, thing: str, key: str, parties: set[str], expected: bool) -> None:
    assert one.concerns(thing, key, frozenset(parties)) is expected


def made(own: str = "http://localhost:1/watch.atom?subject=Japan") -> bytes:
    entries = [
        Entry("signed x 2020-01-01", "A & B <signed>\x00", "http://localhost:1/agreements/x", date(2020, 1, 1), "s", "agreement"),
        Entry("build y", "Added", "http://localhost:1/watch", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "s", "record"),
    ]  # fmt: skip
    return feed("T", "S", own, "http://localhost:1/watch", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), entries, "en")


def test_a_feed_has_what_the_standard_asks_for() -> None:
    root = fromstring(made())
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for holder in (root, *root.findall("a:entry", NAMES)):
        for name in ("id", "title", "updated"):
            assert len(holder.findall(f"a:{name}", NAMES)) == 1
        assert holder.find("a:id", NAMES).text.startswith("urn:uuid:")  # type: ignore[union-attr]
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", NAMES)}
    assert links == {"self": "http://localhost:1/watch.atom?subject=Japan", "alternate": "http://localhost:1/watch"}
    assert root.findtext("a:author/a:name", namespaces=NAMES) == "comity"
    updated = [entry.findtext("a:updated", namespaces=NAMES) for entry in root.findall("a:entry", NAMES)]
    assert updated == ["2020-01-01T00:00:00Z", "2026-01-02T03:04:05Z"]
    assert root.findtext("a:entry/a:title", namespaces=NAMES) == "A & B <signed>"


def test_ids_are_the_same_on_every_machine_and_differ_between_entries() -> None:
    assert urn("signed x") == urn("signed x") != urn("signed y")
    ids = [
        fromstring(made(own)).findtext("a:id", namespaces=NAMES)
        for own in ("http://a/watch.atom?q=1", "http://b:9/watch.atom?q=1")
    ]
    assert ids[0] == ids[1]
