"""Many records written in one act: what :func:`comity.oversight.records.write` does with one, in few statements.

The policy is asked for every record. Of two records that differ in their identity alone it says the same, and is asked once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from comity.model.errors import Busy, NotAllowed
from comity.oversight import records
from comity.oversight.approvals.rules import EMERGENCY
from comity.oversight.identity import new_id
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.tables import authorisation, record, record_partner, submission, version

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look
    from comity.oversight.policy.engine import Decision

CHUNK = 400


@dataclass(frozen=True, slots=True)
class Writing:
    """A record to be written.

    Attributes
    ----------
    which, saw
        The record, and the version that whoever edits saw; of a new one neither.
    """

    kind: str
    content: Mapping[str, Any]
    which: str | None = None
    saw: int | None = None
    post: str | None = None
    partners: frozenset[str] = frozenset()


@dataclass
class Asking:
    """Asks the policy once for all that it decides alike."""

    look: Look
    said: dict[tuple[str, RecordFacts], Decision] = field(default_factory=dict)

    def decide(self, action: str, facts: RecordFacts) -> Decision:
        """Ask the policy of a record."""
        key = (action, replace(facts, record="r"))
        if key not in self.said:
            self.said[key] = self.look.decide(action, facts)
        return self.said[key]

    def require(self, action: str, facts: RecordFacts) -> Decision:
        """Ask the policy, and refuse as :meth:`comity.oversight.desk.Look.require` does."""
        decision = self.decide(action, facts)
        return decision if decision.allowed else self.look.require(action, facts, gone=records.gone())


def new_facts(look: Look, one: Writing) -> RecordFacts:
    """Tell the policy of a record that whoever looks would write anew."""
    assert look.seat is not None
    who, of = look.seat.person, look.seat.organisation
    said = one.content
    return RecordFacts("new", one.kind, "draft", of, who, one.post, one.partners, said.get("amount"), said.get("currency"), said.get("label"), frozenset({who}), type=said.get("type"))  # fmt: skip


def facts_of_all(look: Look, which: Sequence[str]) -> dict[str, RecordFacts]:
    """Tell the policy of records as they stand; those that are not there are left out."""
    found: dict[str, RecordFacts] = {}
    for start in range(0, len(which), CHUNK):
        found |= _facts(look, which[start : start + CHUNK])
    return found


def _facts(look: Look, which: Sequence[str]) -> Iterator[tuple[str, RecordFacts]]:
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    partners: dict[str, set[str]] = {}
    for one, named in look.con.execute(select(record_partner).where(record_partner.c.record.in_(which))):
        partners.setdefault(one, set()).add(named)
    writers: dict[str, set[str]] = {}
    wrote = select(version.c.record, version.c.author).where(version.c.record.in_(which))
    submitted = select(submission.c.record, submission.c.by).where(submission.c.record.in_(which))
    for one, who in look.con.execute(wrote.union(submitted)):
        writers.setdefault(one, set()).add(who)
    waiting = select(submission.c.record).join_from(authorisation, submission, submission.c.digest == authorisation.c.digest).where(submission.c.record.in_(which), authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None))  # fmt: skip
    unreviewed = set(look.con.scalars(waiting))
    for row in look.con.execute(select(record, version.c.content).join_from(record, version, current).where(record.c.record.in_(which))):  # fmt: skip
        said = row.content
        yield row.record, RecordFacts(row.record, row.kind, row.state, row.organisation, row.author, row.post, frozenset(partners.get(row.record, ())), said.get("amount"), said.get("currency"), said.get("label"), frozenset(writers.get(row.record, ())), row.record in unreviewed, said.get("type"))  # fmt: skip


def as_it_would_be(before: RecordFacts, one: Writing) -> RecordFacts:
    """Tell the policy of what a record would become: else an attaché could send one into another's post."""
    said = one.content
    return replace(before, post=one.post, partners=one.partners, amount=said.get("amount"), currency=said.get("currency"), label=said.get("label"), type=said.get("type"))  # fmt: skip


def write_all(act: Act, writings: Sequence[Writing]) -> list[tuple[str, int]]:
    """Write many records in one act, each with its leaf.

    Returns
    -------
    list of (str, int)
        The record and its version of each, in their order.

    Raises
    ------
    Busy
        When somebody else has edited one of them in between.
    NotAllowed
        When the policy does not let whoever acts write one of them.
    """
    if act.seat is None:
        raise NotAllowed("Nobody writes nothing.", remedy="Sign in.")
    asking = Asking(act)
    there = facts_of_all(act, [one.which for one in writings if one.which])
    stands = _versions(act, list(there))
    made: list[tuple[str, int]] = []
    decisions, digests = [], []
    for one in writings:
        digests.append(hashlib.sha256(records.check(act, one.kind, one.content, one.partners)).hexdigest())
        if one.which is None:
            decisions.append(asking.require("writeRecord", new_facts(act, one)))
            made.append((new_id("r"), 1))
            continue
        before = there.get(one.which)
        if before is None or before.kind != one.kind:
            raise records.gone()
        decisions.append(asking.require("writeRecord", before))
        asking.require("writeRecord", as_it_would_be(before, one))
        if stands[one.which] != one.saw:
            raise Busy("Somebody else has edited this in between.", remedy="Look at their version, then write yours anew; nothing of either is lost.")  # fmt: skip
        made.append((one.which, one.saw + 1))
    if len({which for which, _ in made}) < len(made):
        raise Busy("A record is written twice in one act.", remedy="Write it once.")
    _rows(act, writings, made, there)
    for one, (which, number), decision, digest in zip(writings, made, decisions, digests, strict=True):
        act.log(
            "record.written", on=which,
            open={"version": number, "kind": one.kind, "organisation": act.seat.organisation, "post": one.post, "partners": sorted(one.partners)},
            sealed={"content": digest}, decision=decision,
        )  # fmt: skip
    return made


def _versions(act: Act, which: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(which), CHUNK):
        some = which[start : start + CHUNK]
        found |= {row.record: row.version for row in act.con.execute(select(record.c.record, record.c.version).where(record.c.record.in_(some)))}  # fmt: skip
    return found


def _rows(act: Act, writings: Sequence[Writing], made: Sequence[tuple[str, int]], there: Mapping[str, RecordFacts]) -> None:  # fmt: skip
    assert act.seat is not None
    who, of = act.seat.person, act.seat.organisation
    pairs = list(zip(writings, made, strict=True))
    if new := [{"record": which, "kind": one.kind, "organisation": of, "author": who, "post": one.post, "state": "draft", "version": 1, "made": act.now} for one, (which, _) in pairs if one.which is None]:  # fmt: skip
        act.con.execute(insert(record), new)
    if old := [{"at_record": which, "at_version": number - 1, "to": number, "to_post": one.post} for one, (which, number) in pairs if one.which]:  # fmt: skip
        # Nobody else writes meanwhile: an act holds the log from its beginning.
        act.con.execute(
            update(record)
            .where(record.c.record == bindparam("at_record"), record.c.version == bindparam("at_version"))
            .values(version=bindparam("to"), state="draft", post=bindparam("to_post"), author=who),
            old,
        )
    if pairs:
        act.con.execute(insert(version), [{"record": which, "version": number, "author": who, "at": act.now, "content": dict(one.content)} for one, (which, number) in pairs])  # fmt: skip
    for one, (which, _) in pairs:
        if one.partners != (there[which].partners if one.which else frozenset()):
            records.name_partners(act, which, sorted(one.partners))
