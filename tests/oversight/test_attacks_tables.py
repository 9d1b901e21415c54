"""Attacks past the code: what the rules forbid, the tables refuse too, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from comity.oversight.identity import new_id
from comity.oversight.storage.tables import approval, authorisation, submission
from oversight.world import SYSTEM, World


def rows_of(office: World, emergency: str = "") -> tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Give a submission, and rows of a military and a civilian approval and of the authorisation that would be right."""
    digest = office.submit(office.write(), emergency=emergency)
    payload, now = office.payload(digest), office.clock.now
    made = []
    for side, login, of in (("military", "mike", "staff"), ("civilian", "carl", "ministry")):
        one = office.people[login]
        made.append({"approval": new_id("a"), "digest": digest, "side": side, "person": one.person, "organisation": office.organisations[of], "key": one.key, "delegation": None, "at": now, "signature": one.signs(payload)})  # fmt: skip
    binds: dict[str, Any] = {"digest": digest, "author": office.people["anna"].person, "at": now, "path": "two keys"}
    for one in made:
        side = one["side"]
        binds |= {side: one["approval"], f"{side}_side": side, f"{side}_person": one["person"], f"{side}_organisation": one["organisation"]}  # fmt: skip
    return digest, made[0], made[1], binds


def put(office: World, *rows: tuple[Any, dict[str, Any]]) -> None:
    with office.office.database.write(SYSTEM) as con:
        for table, values in rows:
            con.execute(insert(table).values(**values))


def test_the_tables_take_what_is_right(office_world: World) -> None:
    _, military, civilian, binds = rows_of(office_world)
    put(office_world, (approval, military), (approval, civilian), (authorisation, binds))


NOBODY = {f"civilian{part}": None for part in ("", "_side", "_person", "_organisation")}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m, c, b: ({}, {}, NOBODY),  # two keys, of which one is not there
        lambda m, c, b: ({}, {"side": "military"}, {}),  # one side twice
        lambda m, c, b: ({}, {"person": m["person"]}, {}),  # one person twice
        lambda m, c, b: ({}, {"organisation": m["organisation"]}, {}),  # one organisation twice
        lambda m, c, b: ({}, {"digest": "0" * 64}, {}),  # an approval of what was never submitted
        lambda m, c, b: ({}, {"side": "partner"}, {}),
        lambda m, c, b: ({}, {"key": "0" * 64}, {}),  # by a key that nobody has
        lambda m, c, b: ({"person": b["author"]}, {}, {"military_person": b["author"]}),  # the author's own
        lambda m, c, b: ({}, {}, {"author": m["person"]}),  # an author that the submission does not have
        lambda m, c, b: ({}, {}, {"path": "one key"}),  # a path that the submission does not have
        lambda m, c, b: ({}, {}, NOBODY | {"path": "emergency", "review_until": b["at"]}),
        lambda m, c, b: ({}, {}, {"civilian": m["approval"]}),  # one approval for both
        lambda m, c, b: ({}, {}, {"civilian_person": b["author"]}),  # a person that the approval does not have
        lambda m, c, b: ({}, {}, {"civilian_organisation": m["organisation"]}),
        lambda m, c, b: ({}, {}, {"civilian_side": "military"}),
        lambda m, c, b: ({}, {}, {"civilian_person": None}),
        lambda m, c, b: ({}, {}, {"review_until": b["at"]}),
        lambda m, c, b: ({}, {}, {"verdict": "confirmed"}),
    ],
)  # fmt: skip
def test_the_tables_refuse_what_the_rules_forbid(office_world: World, wrong: Callable[..., tuple[dict[str, Any], ...]]) -> None:  # fmt: skip
    _, military, civilian, binds = rows_of(office_world)
    changes = wrong(military, civilian, binds)
    with pytest.raises(IntegrityError):
        put(office_world, (approval, military | changes[0]), (approval, civilian | changes[1]), (authorisation, binds | changes[2]))  # fmt: skip
    with office_world.office.database.read(SYSTEM) as con:
        assert con.execute(select(authorisation)).first() is None


def test_an_approval_of_another_submission_does_not_bind_this_one(office_world: World) -> None:
    _, military, civilian, binds = rows_of(office_world)
    _, other, _, _ = rows_of(office_world)
    with pytest.raises(IntegrityError):
        put(office_world, (approval, military), (approval, civilian), (approval, other), (authorisation, binds | {"military": other["approval"]}))  # fmt: skip


def test_nobody_reviews_their_own_in_the_tables(office_world: World) -> None:
    digest = office_world.submit(office_world.write(), emergency="The ship arrives tonight.")
    office_world.approve("mike", digest)
    for who in (office_world.people["mike"].person, office_world.people["anna"].person):
        done = {"reviewer": who, "reviewed": office_world.clock.now, "verdict": "confirmed", "review": {}}
        with pytest.raises(IntegrityError), office_world.office.database.write(SYSTEM) as con:
            con.execute(update(authorisation).where(authorisation.c.digest == digest).values(**done))


def test_what_was_signed_is_never_changed_in_the_tables(office_world: World) -> None:
    digest = office_world.submit(office_world.write())
    office_world.approve("mike", digest)
    office_world.approve("carl", digest)
    for table, values in ((submission, {"payload": b"{}"}), (approval, {"person": office_world.people["carl"].person}), (authorisation, {"military_person": office_world.people["carl"].person})):  # fmt: skip
        with pytest.raises(IntegrityError), office_world.office.database.write(SYSTEM) as con:
            con.execute(update(table).where(table.c.digest == digest).values(**values))
        with pytest.raises(IntegrityError), office_world.office.database.write(SYSTEM) as con:
            con.execute(table.delete().where(table.c.digest == digest))
