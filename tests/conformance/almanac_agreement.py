"""Hold the almanac against the other sources of the record, value by value.

A *value* is the smallest thing that two sources can differ about: the day of signature of one agreement, the end of one
party's time, whether one state took part. What is comparable is a judgement for each source:

- Dates are compared as exactly as both know them: ``1951-09`` of the almanac agrees with every day of that month.
- ATOP dates an alliance by its signature, and its first parties by that or by their own accession before it was in
  force. Ours are bound from its entry into force on: that is no disagreement. Its end is the last day or the day after it. It ends in 2018, so who
  joined later is not compared.
- DCAD's end is an estimate of its publisher and not compared.
- MID knows the month of a start and the year of an end; COW's wars know years; Geo-PKO knows years with a deployment map.
- Where the almanac says that its participants are a part, those of the mirror that it lacks are no disagreement.
- Armed groups are not compared: the mirror's lists hold states.
"""

from __future__ import annotations

import calendar
import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

import comity.sources.almanac
from comity.model.states import actor_of

ALMANAC = Path(comity.sources.almanac.__file__).parent
PART = "listed are a part"
ATOP_DUTIES = ("defense", "offense", "neutrality", "nonaggression", "consultation")
ATOP_LOOKS_TO = "2018-12-31"

Row = dict[str, str]


class Value(NamedTuple):
    """One thing that both sources say, ours in our precision."""

    table: str
    id: str
    source: str
    field: str
    actor: str
    almanac: str
    mirror: str
    agrees: bool


def rows(name: str) -> list[Row]:
    """Read one of the almanac's files."""
    return list(csv.DictReader(io.StringIO((ALMANAC / f"{name}.csv").read_text(encoding="utf-8"))))


def period(text: str) -> tuple[date, date]:
    """Give the first and the last day that a date written as year, month or day allows."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    first, last = (parts[1], parts[1]) if len(parts) == 2 else (1, 12)
    return date(parts[0], first, 1), date(parts[0], last, calendar.monthrange(parts[0], last)[1])


def same_day(ours: str, theirs: date) -> bool:
    """Say whether a day lies in the period that ours allows."""
    first, last = period(ours)
    return first <= theirs <= last


def same_month(ours: str, theirs: date) -> bool:
    """Say whether two starts agree of which the mirror knows the month."""
    return ours[:7] == str(theirs)[: len(ours[:7])]


def same_year(ours: str, theirs: date) -> bool:
    """Say whether two dates agree of which the mirror knows the year."""
    return ours[:4] == str(theirs)[:4]


class Agreement:
    """The almanac beside a record of the whole mirror."""

    def __init__(self, record: duckdb.DuckDBPyConnection, mirror: Path) -> None:
        self.record = record
        self.mirror = mirror
        self.agreements = {row["id"]: row for row in rows("agreements")}
        self.activities = {row["id"]: row for row in rows("activities")}
        self.incidents = {row["id"]: row for row in rows("incidents")}
        self.parties = _grouped(rows("parties"), "agreement")
        self.participants = _grouped(rows("activity_parties"), "activity")
        self.sides = _grouped(rows("incident_parties"), "incident")
        self._kinds: dict[str, Callable[[str, str], Iterator[Value]]] = {
            "agreement": self.agreement,
            "activity": self.activity,
            "incident": self.incident,
        }

    def linked(self) -> Iterator[Value]:
        """Compare everything that ``same_as`` holds for one thing."""
        for row in rows("same_as"):
            yield from self._kinds[row["kind"]](row["canonical"].removeprefix("almanac:"), row["id"])

    def agreement(self, name: str, other: str) -> Iterator[Value]:
        """Compare an agreement, its parties and what they owe each other."""
        ours, source = self.agreements[name], other.partition(":")[0]
        signed, start, end = self._one(f"select signed, start, \"end\" from agreement where agreement = '{other}'")
        if source == "atop":
            signed = start
            yield self._end("agreements", name, other, "", ours["end"], end)
        elif ours["start"] and start:
            yield _dated("agreements", name, other, "start", "", ours["start"], start, same_day)
        if ours["signed"] and signed:
            yield _dated("agreements", name, other, "signed", "", ours["signed"], signed, same_day)
        mine = _spells(self.parties[name], "party")
        theirs: dict[str, list[tuple[date | None, date | None]]] = {}
        for actor, first, last in self._all(
            f"select actor, start, \"end\" from agreement_party where agreement = '{other}' order by actor, start"
        ):
            theirs.setdefault(actor, []).append((first, last))
        for actor in sorted(mine.keys() | theirs.keys()):
            if actor in theirs or source != "atop" or mine[actor][0][0] <= ATOP_LOOKS_TO:
                yield _listed("parties", name, other, actor, actor in mine, actor in theirs)
        if source != "atop":
            return
        for actor in sorted(mine.keys() & theirs.keys()):
            if len(mine[actor]) == len(theirs[actor]):
                pairs = list(zip(mine[actor], theirs[actor], strict=True))
            else:
                counts = str(len(mine[actor])), str(len(theirs[actor]))
                yield Value("parties", name, other, "spells", actor, *counts, False)
                pairs = [((mine[actor][0][0], mine[actor][-1][1]), (theirs[actor][0][0], theirs[actor][-1][1]))]
            for (entry, left), (joined, gone) in pairs:
                if entry and joined and not (entry == ours["start"] and joined <= period(entry)[1]):
                    yield _dated("parties", name, other, "start", actor, entry, joined, same_day)
                yield self._end("parties", name, other, actor, left, gone)
        yield from self._owed(name, other)

    def marked(self) -> Iterator[tuple[str, Row, list[Value]]]:
        """Give every row that is marked ``mirror``, with all values that such a mark vouches for.

        Of an agreement, an activity or an incident these are its dates and its list of parties; of a party its own.
        """
        isaf = self.isaf()
        for table, key, actor, kind in (
            ("agreements", "id", "", "agreement"),
            ("parties", "agreement", "party", "agreement"),
            ("obligations", "agreement", "actor", "agreement"),
            ("activities", "id", "", "activity"),
            ("activity_parties", "activity", "actor", "activity"),
            ("incidents", "id", "", "incident"),
            ("incident_parties", "incident", "actor", "incident"),
        ):
            for row in rows(table):
                if row["checked"] != "mirror":
                    continue
                if row["mirror"].startswith("isaf-coalition:"):
                    ours = row["actor"] in isaf
                    yield table, row, [_listed(table, row[key], row["mirror"], row["actor"], True, ours)]
                    continue
                found = list(self._kinds[kind](row[key], row["mirror"]))
                if not actor:
                    yield table, row, [value for value in found if value.table == table or value.field == "party"]
                else:
                    own = [value for value in found if value.table == table and row[actor] in ("*", value.actor)]
                    yield table, row, [value for value in own if _of(row, value)]

    def _end(self, table: str, name: str, other: str, actor: str, ours: str, theirs: date | None) -> Value:
        if theirs is None:
            agrees = not ours or period(ours)[1] > date.fromisoformat(ATOP_LOOKS_TO)
        else:
            agrees = bool(ours) and (same_day(ours, theirs) or same_day(ours, theirs - timedelta(days=1)))
        return Value(table, name, other, "end", actor, ours or "in force", str(theirs or "in force"), agrees)

    def _owed(self, name: str, other: str) -> Iterator[Value]:
        owed = {
            source: set(
                self._all(
                    f"select distinct actor, duty from obligation where agreement = '{agreement}' "
                    f"and duty in {ATOP_DUTIES}"
                )
            )
            for source, agreement in (("ours", f"almanac:{name}"), ("theirs", other))
        }
        both = {row["party"] for row in self.parties[name]} & {
            actor for (actor,) in self._all(f"select actor from agreement_party where agreement = '{other}'")
        }
        for actor, duty in sorted(owed["ours"] | owed["theirs"]):
            if actor in both:
                one, two = (actor, duty) in owed["ours"], (actor, duty) in owed["theirs"]
                yield Value("obligations", name, other, duty, actor, _said(one, "owed"), _said(two, "owed"), one == two)

    def activity(self, name: str, other: str) -> Iterator[Value]:
        """Compare the dates of an activity and who took part."""
        ours, mapped = self.activities[name], other.startswith("geo-pko:")
        start, end = self._one(f"select start, \"end\" from activity where activity = '{other}'")
        if mapped:
            yield Value(
                "activities", name, other, "start", "", ours["start"], str(start or "1994 or before"),
                same_year(ours["start"], start) if start else ours["start"][:4] <= "1994",
            )  # fmt: skip
            yield Value(
                "activities", name, other, "end", "", ours["end"] or "open", str(end or "2024 or later"),
                bool(ours["end"]) and same_year(ours["end"], end) if end else not ours["end"] or ours["end"] >= "2024",
            )  # fmt: skip
        else:
            for field, day in (("start", start), ("end", end)):
                if ours[field] and day:
                    yield _dated("activities", name, other, field, "", ours[field], day, same_day)
        mine = {row["actor"] for row in self.participants[name] if row["role"] != "observer"}
        mine = {actor for actor in mine if actor.isupper() or not mapped}
        theirs = {actor for (actor,) in self._all(f"select actor from activity_party where activity = '{other}'")}
        for actor in sorted(mine if mapped or PART in ours["note"] else mine | theirs):
            yield _listed("activity_parties", name, other, actor, actor in mine, actor in theirs)

    def incident(self, name: str, other: str) -> Iterator[Value]:
        """Compare the dates of an incident and who was on which side."""
        ours, source = self.incidents[name], other.partition(":")[0]
        start, end = self._one(f"select start, \"end\" from incident where incident = '{other}'")
        found = self._all(f"select actor, side from incident_party where incident = '{other}'")
        begins = {"cow-mid": same_month, "cow-wars": same_year}.get(source, same_day)
        finishes = {"cow-mid": same_year, "cow-wars": same_year}.get(source, same_day)
        yield _dated("incidents", name, other, "start", "", ours["start"], start, begins)
        if end is None:
            yield Value("incidents", name, other, "end", "", ours["end"] or "open", "open", not ours["end"])
        else:
            agrees = bool(ours["end"]) and finishes(ours["end"], end)
            yield Value("incidents", name, other, "end", "", ours["end"] or "open", str(end), agrees)
        mine = {row["actor"]: row["side"] for row in self.sides[name] if row["actor"].isupper()}
        theirs: dict[str, set[str | None]] = {}
        for actor, side in found:
            theirs.setdefault(actor, set()).add(side)
        for actor in sorted(mine.keys() | theirs.keys()):
            yield _listed("incident_parties", name, other, actor, actor in mine, actor in theirs)
        yield from _same_sides(name, other, mine, theirs)

    def isaf(self) -> set[str]:
        """Give the states to which NATO's own tables of 2007 to 2014 ascribe troops in ISAF.

        The other file of that data set has a row for every state and says nothing about who took part.
        """
        with gzip.open(self.mirror / "isaf-coalition" / "nato_placemats.csv.gz", "rt", encoding="utf-8") as text:
            named = {row["country"] for row in csv.DictReader(text) if row["count_total"] not in ("", "0")}
        return {actor_of("name", name, date(2010, 1, 1)) or "" for name in named}

    def _one(self, query: str) -> tuple[Any, ...]:
        found = self.record.execute(query).fetchone()
        assert found is not None, f"nothing in the record: {query}"
        return found

    def _all(self, query: str) -> list[tuple[Any, ...]]:
        return self.record.execute(query).fetchall()


def _of(row: Row, value: Value) -> bool:
    """Say whether a value of an actor is one of this row: its duty, or the start or end of its spell."""
    if "duty" in row:
        return value.field == row["duty"]
    if value.table == "parties" and value.field in ("start", "end"):
        return value.almanac == (row[value.field] or "in force")
    return True


def _grouped(entries: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in entries:
        found.setdefault(row[key], []).append(row)
    return found


def _spells(entries: Iterable[Row], key: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(entries, key=lambda row: row["start"]):
        found.setdefault(row[key], []).append((row["start"], row["end"]))
    return found


def _said(yes: bool, word: str) -> str:
    return word if yes else f"not {word}"


def _listed(table: str, name: str, other: str, actor: str, ours: bool, theirs: bool) -> Value:
    return Value(table, name, other, "party", actor, _said(ours, "listed"), _said(theirs, "listed"), ours == theirs)


def _dated(
    table: str, name: str, other: str, field: str, actor: str, ours: str, theirs: date | None,
    same: Callable[[str, date], bool],
) -> Value:  # fmt: skip
    assert theirs is not None, f"{other} has no {field}"
    return Value(table, name, other, field, actor, ours, str(theirs), same(ours, theirs))


def _same_sides(name: str, other: str, mine: dict[str, str], theirs: dict[str, set[str | None]]) -> Iterator[Value]:
    """Compare sides, whose letters are labels: those of the mirror are turned where that agrees with more."""
    both = [actor for actor in sorted(mine) if theirs.get(actor, {None}) != {None}]
    straight = sum(mine[actor] in theirs[actor] for actor in both)
    turned = straight * 2 < len(both)
    for actor in both:
        sides = {{"a": "b", "b": "a"}[side] if turned else side for side in theirs[actor] if side}
        yield Value(
            "incident_parties", name, other, "side", actor, mine[actor], "+".join(sorted(sides)), mine[actor] in sides
        )
