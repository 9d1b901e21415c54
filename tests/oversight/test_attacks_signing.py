"""Attacks on what is signed: replayed, substituted, raced, too late, by the wrong hand, and past the code into the tables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from comity.model.errors import BadRequest, ComityError, NotAllowed, UnknownName
from comity.oversight import approving, reading
from comity.oversight.approvals.replay import replay
from comity.oversight.keys.statement import KEY, RECORD, REVIEW, pae
from comity.oversight.people import accounts, factors, roles
from comity.oversight.storage.tables import role
from oversight.world import SYSTEM, World, world

Signature = dict[str, str]


def turn(office: World, login: str, digest: str, side: str, signature: Signature, key: str | None = None) -> bool:
    with office.act(login) as act:
        return approving.approve(act, digest, side, key or office.people[login].key, signature)


def given(office: World) -> int:
    return office.acts().count("approval.given")


def consistent(office: World) -> None:
    """The log replays: nothing in it that the rules did not allow, and no signature that does not hold."""
    with office.office.database.read(SYSTEM) as con:
        assert list(replay(reading.history(con), dict(reading.payloads(con)))) == []


# ---------------------------------------------------------------------------------------------- replay and substitution


def test_a_signature_serves_for_nothing_else(office_world: World) -> None:
    """For no other submission of the same version, no later version, no other record with the same words."""
    mike = office_world.people["mike"]
    first, second = office_world.write(), office_world.write()
    one, other = office_world.submit(first), office_world.submit(second)
    signed = mike.signs(office_world.payload(one))
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", other, "military", signed)
    with office_world.act("carl") as act:
        approving.refuse(act, one, "Once more, please.")
    again = office_world.submit(first)
    office_world.write(which=second, saw=1)
    later = office_world.submit(second, saw=2)
    for digest in (again, later):
        with pytest.raises(NotAllowed):
            turn(office_world, "mike", digest, "military", signed)
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", one, "military", signed)
    assert given(office_world) == 0
    consistent(office_world)


def test_what_was_refused_stays_refused_when_its_record_waits_again(office_world: World, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """An emergency is refused and submitted anew for both keys: the refused one must not be put into force by one."""
    which = office_world.write()
    refused = office_world.submit(which, emergency="The ship arrives tonight.")
    with office_world.act("carl") as act:
        approving.refuse(act, refused, "There is no ship.")
    again = office_world.submit(which)
    with office_world.look("mike") as look:
        assert [one["digest"] for one in approving.waiting(look)] == [again]
        assert approving.why_not(look, refused, "military")
    with pytest.raises(NotAllowed):
        office_world.approve("mike", refused)
    with pytest.raises(NotAllowed), office_world.act("mike") as act:
        approving.refuse(act, refused, "Once more.")
    assert office_world.state(which) == "submitted"
    consistent(office_world)
    # An office that asked no rule would have written it; whoever replays its log sees that.
    monkeypatch.setattr(approving, "why_not_turn", lambda *_, **__: None)
    office_world.approve("mike", refused)
    with office_world.office.database.read(SYSTEM) as con:
        assert "does not wait" in next(iter(replay(reading.history(con), dict(reading.payloads(con)))))


def test_a_signature_of_another_office_serves_not_here(office_world: World, new_url: Callable[..., str], tmp_path: Any) -> None:  # fmt: skip
    """The same person with the same key in two offices."""
    there = world(new_url("sqlite"), tmp_path / "other").found()
    digest, other = office_world.submit(office_world.write()), there.submit(there.write())
    signed = office_world.people["mike"].signs(there.payload(other))
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", digest, "military", signed)
    with pytest.raises(ComityError):
        turn(office_world, "mike", other, "military", signed)
    there.office.close()
    assert given(office_world) == 0


def test_bytes_that_were_swapped_are_not_what_was_signed(office_world: World) -> None:
    digest = office_world.submit(office_world.write())
    swapped = office_world.payload(digest).replace(b"Article 1.", b"Article 9.")
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", digest, "military", office_world.people["mike"].signs(swapped))


@pytest.mark.parametrize("kind", [REVIEW, KEY, "application/json", ""])
def test_the_right_key_under_another_type_signs_nothing(office_world: World, kind: str) -> None:
    digest = office_world.submit(office_world.write())
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", digest, "military", office_world.people["mike"].signs(office_world.payload(digest), kind))  # fmt: skip
    assert given(office_world) == 0


def test_nobody_signs_by_anothers_key(office_world: World) -> None:
    mia = office_world.add("mia", "staff")
    office_world.enrol("mia")
    digest = office_world.submit(office_world.write())
    payload = office_world.payload(digest)
    mike, carl = office_world.people["mike"], office_world.people["carl"]
    for login, key, signature in (
        ("mike", carl.key, carl.signs(payload)),  # carl's key and signature, under mike's name
        ("mike", mike.key, carl.signs(payload)),  # carl's signature under mike's key
        ("mike", mike.key, carl.signs(payload) | {"keyid": mike.key}),
        ("mike", mia.key, mia.signs(payload)),  # a colleague's key that nobody vouched for
        ("mia", mia.key, mia.signs(payload)),  # their own, not vouched for, and they hold no role
        ("mia", mike.key, mike.signs(payload)),  # mike's, stolen on the way, under mia's session
    ):
        with pytest.raises((NotAllowed, UnknownName)):
            turn(office_world, login, digest, "military", signature, key)
    for side in ("civilian", "partner", "", "military' or 1=1 --"):
        with pytest.raises((NotAllowed, BadRequest)):
            turn(office_world, "mike", digest, side, mike.signs(payload))
    assert given(office_world) == 0
    consistent(office_world)


def test_the_same_approval_twice_counts_once(office_world: World) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    signed = office_world.people["mike"].signs(office_world.payload(digest))
    assert not turn(office_world, "mike", digest, "military", signed)
    assert not turn(office_world, "mike", digest, "military", signed)
    # Whatever else comes under the same names is no repetition.
    with pytest.raises(NotAllowed):
        turn(office_world, "mike", digest, "military", signed | {"sig": signed["sig"][:-4] + "AAA="})
    with pytest.raises(NotAllowed):
        turn(office_world, "carl", digest, "military", signed, office_world.people["mike"].key)
    office_world.approve("carl", digest)
    assert turn(office_world, "mike", digest, "military", signed)
    assert given(office_world) == 2 and office_world.acts().count("record.authorised") == 1
    consistent(office_world)


# -------------------------------------------------------------------------------------------------------------------- races


def race(*turns: Callable[[], bool]) -> list[bool | ComityError]:
    """Do several things at the same moment, and give what came of each."""
    found: list[bool | ComityError] = []
    gate = threading.Barrier(len(turns))

    def one(do: Callable[[], bool]) -> None:
        gate.wait()
        try:
            found.append(do())
        except ComityError as error:
            found.append(error)

    threads = [threading.Thread(target=one, args=(do,)) for do in turns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(turns)
    return found


def team(office: World) -> None:
    """Let there be further key holders: mona beside mike, and cleo of another civilian organisation, as the founding allows."""
    with office.act("olga") as act:
        office.organisations["treasury"] = accounts.add_organisation(act, "Treasury", "civilian")
    for login, of, held in (("mona", "staff", "military-key"), ("cleo", "treasury", "civilian-key")):
        office.add(login, of)
        one = office.enrol(login)
        with office.office.system() as act:
            factors.mark_vouched(act, one.key, None)
            roles.give(act, one.person, held, None, act.now, act.now + timedelta(days=300), founding=True)


def test_two_sides_at_once_bind_once(office_world: World) -> None:
    for _ in range(5):
        before = office_world.acts()
        which = office_world.write()
        digest = office_world.submit(which)
        found = race(lambda d=digest: office_world.approve("mike", d), lambda d=digest: office_world.approve("carl", d))  # type: ignore[misc]
        assert sorted(map(repr, found)) == ["False", "True"]
        assert office_world.state(which) == "in force"
        assert office_world.acts()[len(before) + 2 :] == ["approval.given", "approval.given", "record.authorised"]
    consistent(office_world)


def test_of_one_side_or_one_organisation_one_counts(office_world: World) -> None:
    team(office_world)
    for one, other in (("mike", "mona"), ("carl", "cleo"), ("mike", "mike")):
        digest = office_world.submit(office_world.write())
        before = given(office_world)
        side = "military" if one == "mike" else "civilian"
        found = race(*(lambda d=digest, s=side, who=who: office_world.approve(who, d, s) for who in (one, other)))  # type: ignore[misc]
        # Ed25519 signs the same bytes the same: mike twice is mike once.
        assert found.count(False) == (2 if one == other else 1) and given(office_world) == before + 1, (one, other)


def test_two_emergency_keys_at_once_count_as_one(office_world: World) -> None:
    digest = office_world.submit(office_world.write(), emergency="The ship arrives tonight.")
    found = race(lambda: office_world.approve("mike", digest), lambda: office_world.approve("carl", digest))
    assert found.count(True) == 1 and given(office_world) == 1
    consistent(office_world)


def test_an_approval_and_an_edit_at_once_never_bind_the_edit(office_world: World) -> None:
    for _ in range(5):
        which = office_world.write()
        digest = office_world.submit(which)
        office_world.approve("mike", digest)

        def edit(which: str = which) -> bool:
            return bool(office_world.write(which=which, saw=1, content={"title": "Another", "text": "Another."}))

        race(lambda d=digest: office_world.approve("carl", d), edit)  # type: ignore[misc]
        # Either the edit came first and the key was refused, or the key and then an edit of what was in force.
        assert office_world.state(which) in ("draft", "in force")
    consistent(office_world)


# ------------------------------------------------------------------------------------------- too late, and by whom no longer


@pytest.mark.parametrize("what", ["expired", "suspended", "revoked", "role ended", "role over", "organisation ended", "one factor"])  # fmt: skip
def test_who_may_no_longer_does_not(office_world: World, what: str) -> None:
    digest = office_world.submit(office_world.write())
    mike = office_world.people["mike"]
    signed = mike.signs(office_world.payload(digest))
    with office_world.act("olga") as act:
        if what == "suspended":
            accounts.suspend(act, mike.person)
        elif what == "revoked":
            factors.revoke_key(act, mike.key)
        elif what == "role ended":
            roles.end_grant(act, act.con.scalars(select(role.c.grant).where(role.c.person == mike.person)).one())
        elif what == "organisation ended":
            accounts.end_organisation(act, office_world.organisations["staff"])
    if what == "expired":
        office_world.clock.on(days=30)
    elif what == "role over":
        digest = office_world.submit(office_world.write(), valid=timedelta(days=900))
        office_world.clock.on(days=366)
        signed = mike.signs(office_world.payload(digest))
    # PostgreSQL's own policies hide the record from whoever holds no role, before any rule is asked.
    with pytest.raises((NotAllowed, UnknownName)), office_world.act("mike", 1 if what == "one factor" else 2) as act:
        approving.approve(act, digest, "military", mike.key, signed)
    assert given(office_world) == 0
    consistent(office_world)


def test_what_was_approved_while_one_might_stays_approved(office_world: World) -> None:
    """Suspending whoever turned a key voids nothing by itself; the other key still decides."""
    which = office_world.write()
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["mike"].person)
    assert office_world.approve("carl", digest)
    consistent(office_world)


def test_an_emergency_is_turned_once_and_reviewed_once_by_another(office_world: World) -> None:
    team(office_world)
    which = office_world.write()
    digest = office_world.submit(which, emergency="The ship arrives tonight.")
    assert office_world.approve("carl", digest)
    for login, side in (("mike", "military"), ("cleo", "civilian"), ("carl", "civilian")):
        if login != "carl":
            with pytest.raises(NotAllowed):
                office_world.approve(login, digest, side)
    # Not by the approver, their organisation, the military, or the author.
    for login in ("carl", "mike", "mona", "anna"):
        with pytest.raises((NotAllowed, AttributeError, ValueError)):
            office_world.review(login, digest, "confirmed")
    cleo = office_world.people["cleo"]
    with office_world.look("cleo") as look:
        payload = approving.review_bytes(look, digest, "revoked", "No ship came.")
    # Not under the type of records, nor for the other verdict, nor with another reason.
    for verdict, reason, signature in (
        ("revoked", "No ship came.", cleo.signs(payload, RECORD)),
        ("confirmed", "No ship came.", cleo.signs(payload, REVIEW)),
        ("revoked", "A ship came.", cleo.signs(payload, REVIEW)),
    ):
        with pytest.raises(NotAllowed), office_world.act("cleo") as act:
            approving.review(act, digest, verdict, reason, cleo.key, signature)
    office_world.review("cleo", digest, "revoked", "No ship came.")
    assert office_world.state(which) == "void"
    with pytest.raises(NotAllowed):
        office_world.review("cleo", digest, "confirmed")


def test_a_clock_set_back_brings_nothing_to_life(office_world: World) -> None:
    digest = office_world.submit(office_world.write(), valid=timedelta(hours=1))
    office_world.clock.on(hours=2)
    office_world.write()
    office_world.clock.on(hours=-2)
    with pytest.raises(BadRequest, match="clock"):
        office_world.approve("mike", digest)
    # Less than the slack: the office's own time stands still rather than run back.
    office_world.clock.on(hours=2, seconds=-30)
    with pytest.raises(NotAllowed, match="expired"):
        office_world.approve("mike", digest)
    assert given(office_world) == 0
    consistent(office_world)


def test_what_is_signed_is_bound_to_its_type_and_length(office_world: World) -> None:
    """A payload that begins like another's encoding: DSSE writes lengths, so nothing moves between type and payload."""
    one, other = pae("a b", b"c"), pae("a", b"b 1 c")
    assert one != other and pae(RECORD, b"x") != pae(RECORD + " ", b"x")
