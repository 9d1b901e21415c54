"""Records: what the office writes, version after version, and submits for approval.

Every edit is a version of its own; whoever edits says which version they saw, so that of two edits at once one is told, not lost. What
is submitted is turned into canonical bytes once, and those are signed. What a kind of record holds, the rooms above know.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from comity.model.errors import BadRequest, Busy, NotAllowed, UnknownName
from comity.oversight.approvals.rules import APPOINTMENT, EMERGENCY, ONE, TWO, VALID
from comity.oversight.identity import new_id
from comity.oversight.keys.statement import NONCE_BYTES, canonical, record_payload
from comity.oversight.policy.facts import OfficeFacts, RecordFacts
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import (  # fmt: skip
    authorisation,
    log_entry,
    organisation,
    person,
    record,
    record_partner,
    submission,
    version,
)

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

LARGEST = 1_000_000


def write(
    act: Act, kind: str, content: Mapping[str, Any], *, which: str | None = None, saw: int | None = None, post: str | None = None,
    partners: Sequence[str] = (),
) -> tuple[str, int]:  # fmt: skip
    """Write a record, or a further version of one.

    Parameters
    ----------
    which, saw
        The record, and the version of it that whoever edits saw; of a new record neither.
    content
        JSON, with a ``title``; an ``amount`` in whole units with its ``currency`` where money is meant.

    Returns
    -------
    str, int
        The record and its version.

    Raises
    ------
    Busy
        When somebody else has edited it in between.
    NotAllowed
        When the policy does not let whoever acts.
    """
    if act.seat is None:
        raise NotAllowed("Nobody writes nothing.", remedy="Sign in.")
    held = check(act, kind, content, partners)
    facts = RecordFacts(
        which or "new", kind, "draft", act.seat.organisation, act.seat.person, post, frozenset(partners), content.get("amount"), content.get("currency"), content.get("label"), frozenset({act.seat.person}), type=content.get("type"),
    )  # fmt: skip
    if which is None:
        decision = act.require("writeRecord", facts)
        which, number = new_id("r"), 1
        act.con.execute(insert(record).values(record=which, kind=kind, organisation=act.seat.organisation, author=act.seat.person, post=post, state="draft", version=1, made=act.now))  # fmt: skip
    else:
        before = facts_of(act, which)
        decision = act.require("writeRecord", before, gone=gone())
        # What it would become must be allowed too: else an attaché could send a record into another's post.
        act.require("writeRecord", RecordFacts(which, before.kind, before.state, before.organisation, before.author, post, frozenset(partners), facts.amount, facts.currency, facts.label, before.writers, before.unreviewed, facts.type))  # fmt: skip
        if kind != before.kind:
            raise BadRequest("A record keeps its kind.", remedy="Write another of the other kind.")
        number = (saw or 0) + 1
        changed = act.con.execute(
            update(record)
            .where(record.c.record == which, record.c.version == saw)
            .values(version=number, state="draft", post=post, author=act.seat.person)
        )
        if not changed.rowcount:
            raise Busy("Somebody else has edited this in between.", remedy="Look at their version, then write yours anew; nothing of either is lost.")  # fmt: skip
    act.con.execute(insert(version).values(record=which, version=number, author=act.seat.person, at=act.now, content=dict(content)))  # fmt: skip
    name_partners(act, which, partners)
    act.log(
        "record.written", on=which,
        open={"version": number, "kind": kind, "organisation": act.seat.organisation, "post": post, "partners": sorted(set(partners))},
        sealed={"content": hashlib.sha256(held).hexdigest()}, decision=decision,
    )  # fmt: skip
    return which, number


def name_partners(act: Act, which: str, partners: Sequence[str]) -> None:
    """Have a record name its partners, and no others."""
    act.con.execute(delete(record_partner).where(record_partner.c.record == which))
    if partners:
        act.con.execute(insert(record_partner), [{"record": which, "organisation": one} for one in dict.fromkeys(partners)])  # fmt: skip


def check(act: Act, kind: str, content: Mapping[str, Any], partners: Iterable[str]) -> bytes:
    """Refuse what no record holds, whatever its kind; give what is held as canonical bytes.

    Raises
    ------
    BadRequest
        When it has no title or no kind, is too large, or its amount is no amount.
    UnknownName
        When a partner is no organisation here.
    """
    if not str(content.get("title") or "").strip():
        raise BadRequest("A record has a title.", remedy="Write it.")
    held = canonical(dict(content))
    if len(held) > LARGEST:
        raise BadRequest("A record has a million bytes at most.", remedy="Add what is long as an annex.")
    amount, currency = content.get("amount"), content.get("currency")
    if amount is not None and (
        isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount < 2**53 or not currency
    ):
        raise BadRequest("An amount is a whole number of a named currency.", remedy="Write it as 250000 and EUR.")
    if named := set(partners):
        named -= set(act.con.scalars(select(organisation.c.organisation).where(organisation.c.organisation.in_(named))))
    if named:
        raise UnknownName("A partner of it is not known here.", remedy="The page of people lists all organisations.")
    if not all(isinstance(content.get(name), str | None) for name in ("type", "label", "currency")):
        raise BadRequest("A type, a label and a currency are words.", remedy="Write them as text.")
    if "emergency" in content:
        raise BadRequest("The office itself writes “emergency” into what is signed.", remedy="Call it something else.")
    if not kind:
        raise BadRequest("A record has a kind.", remedy="Choose one.")
    return held


def submit(act: Act, which: str, saw: int, *, emergency: str = "", valid: timedelta = VALID) -> str:
    """Submit a version for approval: its bytes are made, and do not change any more.

    Parameters
    ----------
    emergency
        Why it cannot wait for both keys; empty where it can.

    Returns
    -------
    str
        The digest of what will be signed.

    Raises
    ------
    Busy
        When it was edited in between.
    NotAllowed
        When the policy does not let, or an emergency act before it was not reviewed in time.
    """
    facts = facts_of(act, which)
    decision = act.require("submitRecord", facts, gone=gone())
    if act.seat is None:
        raise NotAllowed("Nobody submits nothing.", remedy="Sign in.")
    found = act.con.execute(select(version.c.author, version.c.content, record.c.kind).join_from(record, version).where(record.c.record == which, version.c.version == saw, record.c.version == saw, record.c.state != "in force")).first()  # fmt: skip
    if found is None:
        raise Busy("Somebody else has edited this in between, or it is in force.", remedy="Look at it anew.")
    path = path_of(act, facts)
    if emergency.strip():
        path = EMERGENCY
        if found.kind == APPOINTMENT:
            raise NotAllowed("Appointments always need both keys.", remedy="Submit it for both.")
        overdue = act.con.scalar(select(authorisation.c.digest).where(authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None), authorisation.c.review_until <= act.now).limit(1))  # fmt: skip
        if overdue:
            raise NotAllowed("The review of an emergency act is overdue: until it is made there is no other.", remedy="A civilian key holder reviews it on the page of approvals.")  # fmt: skip
    expires = act.now + valid
    content = dict(found.content) | ({"emergency": emergency.strip()} if path == EMERGENCY else {})
    payload = record_payload(
        office=act.office.name, record=which, version=saw, kind=found.kind, act="emergency" if path == EMERGENCY else "approve",
        author=found.author, post=facts.post, partners=facts.partners, content=content, nonce=secrets.token_bytes(NONCE_BYTES), expires=expires,
    )  # fmt: skip
    digest = hashlib.sha256(payload).hexdigest()
    act.con.execute(insert(submission).values(digest=digest, record=which, version=saw, author=found.author, by=act.seat.person, at=act.now, expires=expires, payload=payload, path=path))  # fmt: skip
    act.con.execute(update(record).where(record.c.record == which).values(state="submitted"))
    act.log("record.submitted", on=which, open={"version": saw, "digest": digest, "path": path, "expires": written(expires)}, decision=decision)  # fmt: skip
    return digest


def path_of(look: Look, facts: RecordFacts) -> str:
    """Say how many keys the policy asks for a record as it stands."""
    one = facts.kind != APPOINTMENT and look.office.policy.one_key(OfficeFacts(look.office.name), facts).allowed
    return ONE if one else TWO


def gone() -> UnknownName:
    """Give what is said of a record that is not there, and to whoever may not know of one."""
    return UnknownName("There is no such record.", remedy="The list of records has all that concern you.")


def authors(look: Look, which: str, number: int) -> list[str]:
    """Give everyone who wrote or submitted a version of a record up to one: none of them approves it."""
    wrote = select(version.c.author).where(version.c.record == which, version.c.version <= number)
    submitted = select(submission.c.by).where(submission.c.record == which, submission.c.version <= number)
    return sorted(look.con.scalars(wrote.union(submitted)))


def facts_of(look: Look, which: str) -> RecordFacts:
    """Tell the policy of a record.

    Raises
    ------
    UnknownName
        When there is none, or it is none that one may know of.
    """
    found = look.con.execute(select(record, version.c.content).join_from(record, version, (version.c.record == record.c.record) & (version.c.version == record.c.version)).where(record.c.record == which)).first()  # fmt: skip
    if found is None:
        raise gone()
    partners = frozenset(look.con.scalars(select(record_partner.c.organisation).where(record_partner.c.record == which)))  # fmt: skip
    content = found.content
    return RecordFacts(which, found.kind, found.state, found.organisation, found.author, found.post, partners, content.get("amount"), content.get("currency"), content.get("label"), frozenset(authors(look, which, found.version)), _unreviewed(look, which), content.get("type"))  # fmt: skip


def _unreviewed(look: Look, which: str) -> bool:
    emergencies = select(authorisation.c.digest).join_from(authorisation, submission, submission.c.digest == authorisation.c.digest).where(submission.c.record == which, authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None))  # fmt: skip
    return look.con.execute(emergencies.limit(1)).first() is not None


def read(look: Look, which: str, number: int | None = None) -> dict[str, Any]:
    """Read a record, or an earlier version of it.

    Raises
    ------
    UnknownName
        When there is none that one may read: whoever may not, learns not even that it is there.
    """
    facts = facts_of(look, which)
    if not look.decide("readRecord", facts).allowed:
        raise gone()
    found = look.con.execute(
        select(record.c.record, record.c.kind, record.c.state, record.c.organisation, record.c.post, record.c.version.label("latest"), version.c.version, version.c.author, version.c.at, version.c.content)
        .join_from(record, version)
        .where(record.c.record == which, version.c.version == (number if number is not None else record.c.version))
    ).first()  # fmt: skip
    if found is None or not look.decide("readRecord", as_they_were(look, facts, found.latest)[found.version]).allowed:
        raise gone()
    return dict(found._mapping) | {"partners": sorted(facts.partners)}


def as_they_were(look: Look, facts: RecordFacts, latest: int) -> dict[int, RecordFacts]:
    """Tell the policy of every version: whom it named and of which post it was then, an earlier one a draft unless it was submitted.

    Else whoever may read what a record became would read its drafts.
    """
    leaves = look.con.scalars(select(log_entry.c.leaf).where(log_entry.c.on == facts.record, log_entry.c.act == "record.written"))  # fmt: skip
    submitted = set(look.con.scalars(select(submission.c.version).where(submission.c.record == facts.record)))
    found = {}
    for leaf in leaves:
        said = json.loads(leaf)["open"]
        state = "void" if said["version"] in submitted else "draft"
        found[said["version"]] = replace(facts, state=state, post=said["post"], partners=frozenset(said["partners"]))
    return found | {latest: facts}


def listed(look: Look, *, kind: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
    """List the records that whoever looks may read, the latest first."""
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    wanted = (
        select(record, version.c.at, version.c.content, organisation.c.name.label("organisation_name"), person.c.name.label("author_name"))
        .join_from(record, version, current)
        .join(organisation, organisation.c.organisation == record.c.organisation)
        .join(person, person.c.person == record.c.author)
        .order_by(version.c.at.desc(), record.c.record)
    )  # fmt: skip
    if kind:
        wanted = wanted.where(record.c.kind == kind)
    if state:
        wanted = wanted.where(record.c.state == state)
    named: dict[str, set[str]] = {}
    for which, one in look.con.execute(select(record_partner.c.record, record_partner.c.organisation)):
        named.setdefault(which, set()).add(one)
    wrote: dict[str, set[str]] = {}
    for which, one in look.con.execute(select(version.c.record, version.c.author).distinct()):
        wrote.setdefault(which, set()).add(one)
    emergencies = select(submission.c.record).join_from(authorisation, submission, submission.c.digest == authorisation.c.digest).where(authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None))  # fmt: skip
    unreviewed = set(look.con.scalars(emergencies))
    # Of two records that differ in their identity alone the policy says the same: it is asked once.
    said: dict[RecordFacts, bool] = {}
    found = []
    for row in look.con.execute(wanted):
        partners = frozenset(named.get(row.record, ()))
        facts = RecordFacts("r", row.kind, row.state, row.organisation, row.author, row.post, partners, row.content.get("amount"), row.content.get("currency"), row.content.get("label"), frozenset(wrote.get(row.record, ())), row.record in unreviewed, row.content.get("type"))  # fmt: skip
        if facts not in said:
            said[facts] = look.decide("readRecord", facts).allowed
        if said[facts]:
            found.append(dict(row._mapping) | {"partners": sorted(partners)})
    return found
