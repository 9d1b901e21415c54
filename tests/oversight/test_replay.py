"""A log is held against the rules: a true one has nothing told of it, whatever else is made of it is told with its place."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from sqlalchemy import select, update

from comity.model.errors import NotAllowed
from comity.oversight import approving, reading
from comity.oversight.approvals.replay import History, replay
from comity.oversight.approvals.standing import DECIDED
from comity.oversight.comparing import differences
from comity.oversight.identity import new_id
from comity.oversight.keys import software
from comity.oversight.log.checkpoint import Checkpoint, make_checkpoint
from comity.oversight.log.export import Entry, write_export
from comity.oversight.log.leaf import Leaf, read_leaf, seal, written
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.log.verify import verify
from comity.oversight.people import accounts, factors, roles
from comity.oversight.storage.tables import log_entry, record, role
from oversight.world import SYSTEM, YEAR, World, world


def told(world: World) -> list[str]:
    with world.office.database.read(SYSTEM) as con:
        return list(replay(reading.history(con), dict(reading.payloads(con))))


def grant_of(world: World, login: str, one: str) -> str:
    with world.office.database.read(SYSTEM) as con:
        return str(
            con.scalars(
                select(role.c.grant).where(role.c.person == world.people[login].person, role.c.role == one)
            ).one()
        )


def appoint(world: World, login: str, one: str | None, end: timedelta = YEAR, key: str | None = None) -> str:
    who = world.people[login].person
    content: dict[str, Any] = {"title": "An appointment", "person": who}
    if one:
        content |= {"role": one, "end": int((world.clock.now + end).timestamp() * 1000)}
    if key:
        content["key"] = key
    which = world.write(kind="appointment", content=content)
    digest = world.submit(which)
    world.approve("mike", digest)
    assert world.approve("carl", digest)
    return digest


def whole(world: World) -> World:
    """Do everything that an office does."""
    which = world.write()
    digest = world.submit(which)
    world.clock.on(minutes=5)
    world.approve("mike", digest)
    world.write(which=which, saw=1, content={"title": "Status of forces", "text": "Changed."})
    digest = world.submit(which, saw=2)
    world.approve("mike", digest)
    world.approve("carl", digest)
    refused = world.submit(world.write())
    world.approve("carl", refused)
    with world.act("mike") as act:
        approving.refuse(act, refused, "Article 1 names no court.")
    world.approve("carl", world.submit(world.write(kind="office-call", content={"title": "The attaché calls"})))
    for verdict, hours in (("confirmed", 1), ("revoked", 2), ("confirmed", 25)):
        digest = world.submit(world.write(), emergency="The ship arrives tonight.")
        world.approve("mike", digest)
        world.clock.on(hours=hours)
        with world.office.system() as act:
            approving.lapse(act)
        world.review("carl", digest, verdict)
    late = world.submit(world.write())
    world.approve("mike", late)
    world.clock.on(days=31)
    with world.office.system() as act:
        approving.lapse(act)
    world.add("cleo", "ministry")
    world.enrol("cleo")
    appoint(world, "cleo", None, key=world.people["cleo"].key)
    with world.act("carl") as act:
        lent = roles.delegate(
            act,
            grant_of(world, "carl", "civilian-key"),
            world.people["cleo"].person,
            act.now,
            act.now + timedelta(days=9),
            "Leave.",
        )
    digest = world.submit(world.write())
    world.approve("cleo", digest)
    world.approve("mike", digest)
    with world.act("cleo") as act:
        roles.end_delegation(act, lent)
    world.add("cora", "ministry", "system")
    with world.act("olga") as act:
        accounts.suspend(act, world.people["cora"].person)
    with world.act("olga") as act:
        accounts.restore(act, world.people["cora"].person)
    with world.act("olga") as act:
        _, code = None, accounts.reissue(act, world.people["cora"].person)
    accounts.join(world.office, "cora", code, "a wholly new one, please")
    with world.act("olga") as act:
        accounts.erase(act, world.people["cora"].person)
    with pytest.raises(NotAllowed):
        world.write("olga")
    with world.act("cleo") as act:
        factors.revoke_key(act, world.people["cleo"].key)
    with world.act("anna") as act:
        roles.end_grant(act, grant_of(world, "anna", "author"))
    return world


@pytest.fixture
def whole_world(office_world: World) -> Iterator[World]:
    yield whole(office_world)


def test_all_that_an_office_does_is_allowed(whole_world: World) -> None:
    assert told(whole_world) == []
    assert differences(whole_world.office) == []


# --- Whoever has the database and the log's own key writes a log of their own: well formed, and well signed. ---


class Forger:
    """A log, rewritten consistently: places, tree and checkpoints are made anew."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.office.database.read(SYSTEM) as con:
            rows = con.execute(select(log_entry.c.leaf, log_entry.c.salt, log_entry.c.sealed).order_by(log_entry.c.seq))
            self.entries = [(read_leaf(row.leaf), row.salt, row.sealed) for row in rows]
            self.payloads = dict(reading.payloads(con))

    def add(self, act: str, by: str | None, on: str | None, sealed: object = None, *, at: datetime | None = None, **said: Any) -> int:  # fmt: skip
        """Add an act, and give its place."""
        office = self.world.office
        policy = office.policy.digest if act in DECIDED else None
        salt, committed = seal(sealed) if sealed is not None else (None, None)
        words = None if sealed is None else rfc8785.dumps(sealed).decode()
        seq = len(self.entries)
        self.entries.append((Leaf(office.name, seq, at or self.world.clock.now, act, by, on, policy, said, committed), salt, words))  # fmt: skip
        return seq

    def change(self, act: str, which: int = -1, **said: Any) -> int:
        """Change what the last such act says."""
        place = [place for place, (leaf, _, _) in enumerate(self.entries) if leaf.act == act][which]
        leaf, salt, words = self.entries[place]
        fields = {name: said.pop(name) for name in ("by", "at") if name in said}
        self.entries[place] = replace(leaf, **fields, open={**leaf.open, **said}), salt, words
        return place

    def problems(self, folder: Path) -> list[str]:
        """Have the forged log verified as an overseer does who kept nothing."""
        office, peaks, written = self.world.office, Peaks(), []
        for seq, (leaf, salt, words) in enumerate(self.entries):
            text = replace(leaf, seq=seq).text()
            peaks, _ = peaks.append(leaf_hash(text.encode()))
            written.append(Entry(text, salt, words))
        last = max(leaf.at for leaf, _, _ in self.entries)
        note = make_checkpoint(Checkpoint(office.origin, peaks.size, peaks.root(), last), office.key.log_key())
        file = folder / "forged.zip"
        write_export(file, written, [note], sorted(self.payloads.items()), office=office.name)
        return list(verify(file, log_key=office.key.vkey(office.origin), replay=replay).problems)

    def enrol(self, login: str) -> None:
        """Add a new software key of somebody, with which they then sign."""
        one = self.world.people[login]
        one.seed = secrets.token_bytes(32)
        public = software.public_of(one.seed)
        one.key = software.keyid(public)
        self.add("key.enrolled", one.person, one.person, key=one.key, kind="software", public=b64encode(public).decode(), credential=None)  # fmt: skip

    def approval(self, login: str, digest: str, side: str, **more: Any) -> int:
        """Add an approval as the office would log it, signed with that person's key."""
        one, world = self.world.people[login], self.world
        with world.look(login) as look:
            of = accounts.facts_of(look, one.person).organisation
        on, version = next((leaf.on, leaf.open["version"]) for leaf, _, _ in self.entries if leaf.act == "record.submitted" and leaf.open["digest"] == digest)  # fmt: skip
        said = {"approval": new_id("a"), "version": version, "digest": digest, "side": side, "organisation": of, "key": one.key, "delegation": None}  # fmt: skip
        at = more.pop("at", None)
        signature = more.pop("signature", None) or (one.signs(self.payloads[digest]) if one.seed else {})
        return self.add("approval.given", one.person, on, at=at, **(said | {"signature": signature} | more))


@pytest.fixture
def pending(new_url: Any, tmp_path: Path) -> Iterator[tuple[World, str]]:
    """Give an office in which the military key was turned, and the civilian one was not."""
    made = world(new_url("sqlite"), tmp_path / "office-home").found()
    digest = made.submit(made.write())
    made.approve("mike", digest)
    made.clock.on(minutes=1)
    yield made, digest
    made.office.close()


def wrong(problems: list[str], place: int, why: str) -> None:
    assert [one for one in problems if one.startswith(f"Entry {place} ") and why in one], problems


def test_what_was_not_forged_holds(pending: tuple[World, str], tmp_path: Path) -> None:
    assert Forger(pending[0]).problems(tmp_path) == []


def test_an_approval_by_a_key_that_nobody_vouched_for(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    forger.enrol("carl")
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "not vouched for")


def test_a_key_vouched_for_without_an_appointment(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger, carl = Forger(office), office.people["carl"]
    forger.enrol("carl")
    place = forger.add("key.vouched", office.people["olga"].person, carl.person, key=carl.key, digest=None, founding=True)  # fmt: skip
    by_digest = forger.add("key.vouched", office.people["olga"].person, carl.person, key=carl.key, digest=digest, founding=False)  # fmt: skip
    approval = forger.approval("carl", digest, "civilian")
    found = forger.problems(tmp_path)
    wrong(found, place, "the office was founded")
    wrong(found, by_digest, "no appointment")
    wrong(found, approval, "not vouched for")


def test_the_right_key_over_other_bytes(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    place = forger.approval("carl", digest, "civilian", signature=office.people["carl"].signs(b"other bytes"))
    wrong(forger.problems(tmp_path), place, "does not belong to this key and these bytes")


def test_bytes_that_say_something_else_than_was_written(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    said = json.loads(forger.payloads.pop(digest))
    said["content"]["text"] = "Article 2."
    payload = rfc8785.dumps(said)
    other = hashlib.sha256(payload).hexdigest()
    forger.payloads[other] = payload
    place = forger.change("record.submitted", digest=other)
    forger.entries = forger.entries[: place + 1]
    wrong(forger.problems(tmp_path), place, "another content than what was written")


def test_the_authors_own_approval(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    forger.change("record.submitted", by=office.people["carl"].person)
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "nobody approves what they wrote")


def test_both_keys_by_one_organisation_or_one_person(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    place = forger.approval("mike", digest, "civilian")
    authorised = forger.add("record.authorised", office.people["mike"].person, forger.entries[place][0].on, version=1, digest=digest, path="two keys", military="a_1", civilian="a_2", review_until=None)  # fmt: skip
    found = forger.problems(tmp_path)
    wrong(found, place, "the key belongs to the other side")
    wrong(found, authorised, "do not make it bind")


def test_approvals_out_of_time(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    late = office.clock.now + timedelta(days=31)
    forger = Forger(office)
    wrong_place = forger.approval("carl", digest, "civilian", at=late)
    wrong(forger.problems(tmp_path), wrong_place, "expired")
    forger = Forger(office)
    forger.add("key.revoked", office.people["carl"].person, office.people["carl"].person, key=office.people["carl"].key)
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "revoked")
    forger = Forger(office)
    forger.add("role.ended", office.people["olga"].person, office.people["carl"].person, grant=grant_of(office, "carl", "civilian-key"))  # fmt: skip
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "not held")
    forger = Forger(office)
    forger.add("person.suspended", office.people["olga"].person, office.people["carl"].person)
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "not active")


def test_a_clock_that_was_set_back(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    office.clock.on(days=31)
    office.write()
    forger = Forger(office)
    place = forger.approval("carl", digest, "civilian", at=office.clock.now - timedelta(days=30))
    assert [one for one in forger.problems(tmp_path) if one.startswith(f"Entry {place} ") and "time ran back" in one]


def test_a_delegation_beyond_what_is_lent(pending: tuple[World, str], tmp_path: Path) -> None:
    office, _ = pending
    cleo = office.add("cleo", "ministry")
    mara = office.add("mara", "staff")
    grant, carl = grant_of(office, "carl", "civilian-key"), office.people["carl"].person
    now = office.clock.now
    span = {"start": written(now), "end": written(now + timedelta(days=9))}
    for receiver, giver, of, more, why in (
        (cleo, carl, grant, {"end": written(now + 2 * YEAR)}, "within the role"),
        (mara, carl, grant, {}, "within one organisation"),
        (cleo, office.people["anna"].person, grant, {}, "only what one holds in person"),
        (cleo, office.people["olga"].person, grant_of(office, "olga", "owner"), {}, "not lent"),
    ):  # fmt: skip
        forger = Forger(office)
        place = forger.add("delegation.given", giver, giver, {"reason": "x"}, **({"delegation": "d_1", "receiver": receiver.person, "grant": of} | span | more))  # fmt: skip
        wrong(forger.problems(tmp_path), place, why)
    forger = Forger(office)
    forger.add("delegation.given", carl, carl, {"reason": "x"}, delegation="d_1", receiver=cleo.person, grant=grant, **span)  # fmt: skip
    onward = forger.add("delegation.given", cleo.person, cleo.person, {"reason": "x"}, delegation="d_2", receiver=office.people["anna"].person, grant=grant, **span)  # fmt: skip
    wrong(forger.problems(tmp_path), onward, "only what one holds in person")


@pytest.mark.parametrize("one", ["owner", "civilian-key"])
def test_a_key_role_granted_without_an_appointment(pending: tuple[World, str], tmp_path: Path, one: str) -> None:
    office, _ = pending
    office.add("cleo", "ministry")
    now, forger = office.clock.now, Forger(office)
    said = {"grant": "g_1", "role": one, "post": None, "start": written(now), "end": written(now + YEAR)}
    place = forger.add("role.granted", office.people["olga"].person, office.people["cleo"].person, **said, founding=True, digest=None)  # fmt: skip
    wrong(forger.problems(tmp_path), place, "the office was founded")


def test_an_appointment_that_says_something_else(pending: tuple[World, str], tmp_path: Path) -> None:
    office, _ = pending
    office.add("cleo", "ministry")
    office.add("cora", "ministry")
    appoint(office, "cleo", "civilian-key")
    forger = Forger(office)
    place = [place for place, (leaf, _, _) in enumerate(forger.entries) if leaf.act == "role.granted"][-1]
    leaf, salt, words = forger.entries[place]
    forger.entries[place] = replace(leaf, on=office.people["cora"].person), salt, words
    wrong(forger.problems(tmp_path), place, "says something else")
    # Carried out a second time, for whom it names.
    forger = Forger(office)
    again = forger.add("role.granted", leaf.by, leaf.on, **({**leaf.open, "grant": "g_2"}))
    wrong(forger.problems(tmp_path), again, "no appointment")


def test_what_binds_without_approvals(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    forger = Forger(office)
    on = forger.entries[-1][0].on
    military = forger.entries[-1][0].open["approval"]
    place = forger.add("record.authorised", office.people["mike"].person, on, version=1, digest=digest, path="two keys", military=military, civilian="a_x", review_until=None)  # fmt: skip
    wrong(forger.problems(tmp_path), place, "do not make it bind")
    forger = Forger(office)
    forger.change("record.submitted", path="one key")
    place = forger.add("record.authorised", office.people["mike"].person, on, version=1, digest=digest, path="one key", military=military, civilian=None, review_until=None)  # fmt: skip
    # One key sufficed, so it says: what was signed does not tell otherwise, but the policy that said so is in the log by its digest.
    leaf, salt, words = forger.entries[-2]
    forger.entries[-2] = replace(leaf, policy="0" * 64), salt, words
    wrong(forger.problems(tmp_path), place - 1, "no entry announced the policy")


def test_an_edit_after_both_approvals_that_the_log_leaves_out(pending: tuple[World, str], tmp_path: Path) -> None:
    office, digest = pending
    office.write(which=Forger(office).entries[-1][0].on, saw=1, content={"title": "Another text"})
    forger = Forger(office)
    place = forger.approval("carl", digest, "civilian")
    wrong(forger.problems(tmp_path), place, "edited after it was submitted")


def test_a_forged_review_of_an_emergency(pending: tuple[World, str], tmp_path: Path) -> None:
    office, _ = pending
    digest = office.submit(office.write(), emergency="The ship arrives tonight.")
    office.approve("mike", digest)
    office.review("carl", digest, "revoked", "It was not as told.")
    forger = Forger(office)
    place = forger.change("review.given", verdict="confirmed")
    wrong(forger.problems(tmp_path), place, "does not belong to this key and these bytes")


def test_what_cannot_be_read_is_told_and_stops_nothing(pending: tuple[World, str], tmp_path: Path) -> None:
    office, _ = pending
    places = {}
    for act in sorted(History({})._handlers):
        forger = Forger(office)
        places[act] = forger.add(act, office.people["carl"].person, forger.entries[-1][0].on)
        if act not in ("organisation.ended", "policy.changed"):
            assert any(one.startswith(f"Entry {places[act]} ") for one in forger.problems(tmp_path)), act


def test_a_row_that_was_changed_past_the_log_is_told(pending: tuple[World, str]) -> None:
    office, _ = pending
    with office.office.database.write(SYSTEM) as con:
        con.execute(update(record).values(state="in force"))
    found = differences(office.office)
    assert len(found) == 1 and "Table record has r_" in found[0]
