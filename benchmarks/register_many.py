"""An office with a hundred thousand activities: what the register's benchmarks run on.

What activities name (partners, programmes, objectives) is kept through the register's own services. The activities themselves are put
in some hundreds to an act: records and versions as a save writes them, a leaf for each, and what is looked up of them by the code that
every act runs (`projecting`); only that each is fitted to its declaration and asked of the policy is left out, because it was typed
once. A part of them is set to be in force without keys. On PostgreSQL the same office is brought by a backup.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from clock import ROOT
from sqlalchemy import insert

sys.path.insert(0, str(ROOT / "tests"))

from comity.oversight.identity import new_id
from comity.oversight.storage.tables import record, record_partner, version
from comity.register import writing
from comity.register.kinds import kinds
from oversight.world import World, world
from register.examples import EXAMPLES

AT_ONCE = 500
PLACES = ("Coast", "Range", "Harbour", "Airfield", "Staff college", "Fleet command", "Barracks", "Hospital")
WORDS = (
    "Northern",
    "Bridge",
    "Shield",
    "Harbour",
    "Winter",
    "Sabre",
    "Compass",
    "Anchor",
    "Granite",
    "Beacon",
    "Lantern",
    "Falcon",
)
LABELS = ("public", "partners", "internal", "internal", "internal", "restricted")
STATES = ("draft", "draft", "in force", "in force", "in force", "submitted")
POSTS = (*[None] * 8, "Tokyo", "Oslo")


def office(url: str, home: Path) -> World:
    """Give an office with fifty people, in an empty database."""
    made = world(url, home).found()
    for number in range(30):
        made.add(f"author{number}", "ministry" if number % 3 else "staff", "author")
    made.add("toki", "ministry", "attache", post="Tokyo")
    made.add("jpn", "japan", "partner")
    return made


def fill(made: World, number: int) -> None:
    """Put so many activities into it, from ten years ago to five years from now."""
    chance = random.Random(7)
    named = _named(made)
    with made.look("anna") as look:
        typed = writing.fitted(look, "activity", EXAMPLES["activity"] | {"programme": named["programme"][0], "objectives": named["objective"][:1], "partners": [{"partner": named["partner"][0], "role": "participant"}]})[0]  # fmt: skip
    assert not typed.problems, typed.problems
    for start in range(0, number, AT_ONCE):
        login = "anna" if start // AT_ONCE % 3 else "author0"
        with made.act(login) as act:
            rows = [_one(chance, typed.content, named, made) for _ in range(min(AT_ONCE, number - start))]
            which = [new_id("r") for _ in rows]
            states = [chance.choice(STATES) for _ in rows]
            posts = [chance.choice(POSTS) for _ in rows]
            for row, post in zip(rows, posts, strict=True):
                row |= {"post": post} if post else {}
            whose = {"author": act.seat.person, "version": 1}
            act.con.execute(insert(record), [{"record": one, "kind": "activity", "organisation": act.seat.organisation, "post": post, "state": state, "made": act.now, **whose} for one, post, state in zip(which, posts, states, strict=True)])  # fmt: skip
            act.con.execute(insert(version), [{"record": one, "at": act.now, "content": row, **whose} for one, row in zip(which, rows, strict=True)])  # fmt: skip
            japan = [one for one in which if chance.random() < 0.1]
            act.con.execute(insert(record_partner), [{"record": one, "organisation": made.organisations["japan"]} for one in japan])  # fmt: skip
            for one, post in zip(which, posts, strict=True):
                act.log("record.written", on=one, open={"version": 1, "kind": "activity", "organisation": act.seat.organisation, "post": post, "partners": [made.organisations["japan"]] if one in japan else []})  # fmt: skip
        made.clock.on(seconds=10)


def _named(made: World) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"partner": [], "programme": [], "objective": []}
    for number in range(40):
        for kind in found:
            said = dict(EXAMPLES[kind]) | {
                "title": f"{EXAMPLES[kind]['title']} {number}",
                "owner": f"author{number % 30}",
            }
            if kind != "partner":
                said |= {"partners": found["partner"][-1:]} if kind == "programme" else {"programme": found["programme"][-1]}  # fmt: skip
            with made.act("anna") as act:
                found[kind].append(writing.save(act, kind, said)[0])
    return found


def _one(chance: random.Random, typed: Mapping[str, Any], named: Mapping[str, list[str]], made: World) -> dict[str, Any]:  # fmt: skip
    first = date(2016, 3, 1) + timedelta(chance.randrange(15 * 365))
    last = first + timedelta(chance.randrange(1, 20))
    types = list(kinds()["activity"].field("type").choices)  # type: ignore[union-attr]
    owner = made.people[f"author{chance.randrange(30)}"].person
    start, end = first.isoformat(), last.isoformat()
    return dict(typed) | {
        "title": f"{chance.choice(WORDS)} {chance.choice(WORDS)} {first.year} {chance.randrange(1000)}", "type": chance.choice(types), "owner": owner,
        "label": chance.choice(LABELS), "programme": chance.choice(named["programme"]), "objectives": [chance.choice(named["objective"])],
        "partners": [{"id": "p1", "partner": chance.choice(named["partner"]), "role": "participant"}], "start": start, "end": end, "location": chance.choice(PLACES),
        "cost": str(chance.randrange(1000, 200_000)), "milestones": [{"id": "m1", "event": "ipc", "title": "Initial planning conference", "day": (first - timedelta(90)).isoformat(), "owner": owner}],
        "bookings": [{"id": "b1", "kind": "place", "resource": chance.choice(PLACES), "start": start, "end": end}],
    }  # fmt: skip
