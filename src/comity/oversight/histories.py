"""What became of a record: its versions, what of them was submitted, who approved or refused it, and what changed between two."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.oversight import records
from comity.oversight.approvals.rules import EMERGENCY
from comity.oversight.storage.tables import approval, authorisation, organisation, person, refusal, submission, version

if TYPE_CHECKING:
    from comity.oversight.desk import Look


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of one field: before and after, and of a text of several lines each line with its sign."""

    field: str
    before: Any
    after: Any
    lines: tuple[tuple[str, str], ...] = ()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Tell field by field what changed between two versions.

    Examples
    --------
    >>> [one.field for one in changes({"title": "A", "text": "1"}, {"title": "A", "text": "2", "label": "open"})]
    ['label', 'text']
    >>> changes({"text": "one\\ntwo"}, {"text": "one\\nthree"})[0].lines
    ((' ', 'one'), ('-', 'two'), ('+', 'three'))
    """
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old == new and (name in before) == (name in after):
            continue
        texts = isinstance(old, str | None) and isinstance(new, str | None) and "\n" in f"{old or ''}{new or ''}"
        lines = tuple((one[0], one[2:]) for one in difflib.ndiff((old or "").splitlines(), (new or "").splitlines()) if one[0] != "?") if texts else ()  # fmt: skip
        found.append(Change(name, old, new, lines))
    return found


def history(look: Look, which: str) -> list[dict[str, Any]]:
    """List the versions of a record that whoever looks may read, the latest first, each with what came of it.

    Names of people are given to whoever may see who is here; to others only their own.

    Raises
    ------
    UnknownName
        When there is no such record, or none that one may read.
    """
    latest = records.read(look, which)["latest"]
    facts = records.as_they_were(look, records.facts_of(look, which), latest)
    named = look.decide("readPeople").allowed
    me = look.seat.person if look.seat else ""

    def name(who: str, called: str | None) -> str | None:
        return called if named or who == me else None

    outcomes: dict[int, list[dict[str, Any]]] = {}
    wanted = (
        select(submission.c.digest, submission.c.version, submission.c.path, submission.c.at, submission.c.expires, submission.c.by, submission.c.payload, person.c.name)
        .join_from(submission, person, person.c.person == submission.c.by)
        .where(submission.c.record == which)
        .order_by(submission.c.at.desc())
    )  # fmt: skip
    of = {}
    for row in look.con.execute(wanted):
        of[row.digest] = {
            "digest": row.digest, "path": row.path, "at": row.at, "expires": row.expires, "by": name(row.by, row.name),
            "emergency": json.loads(row.payload)["content"].get("emergency") if row.path == EMERGENCY else None, "approvals": [], "refusal": None, "authorised": None, "void": row.version != latest,
        }  # fmt: skip
        outcomes.setdefault(row.version, []).append(of[row.digest])
    given = (
        select(approval.c.digest, approval.c.side, approval.c.person, approval.c.at, approval.c.delegation, person.c.name, organisation.c.name.label("organisation"))
        .join_from(approval, person, person.c.person == approval.c.person)
        .join(organisation, organisation.c.organisation == approval.c.organisation)
        .where(approval.c.digest.in_(of))
        .order_by(approval.c.at)
    )  # fmt: skip
    for one in look.con.execute(given):
        of[one.digest]["approvals"].append({"side": one.side, "organisation": one.organisation, "person": name(one.person, one.name), "at": one.at, "lent": one.delegation is not None})  # fmt: skip
    refused = select(refusal, person.c.name).join_from(refusal, person).where(refusal.c.digest.in_(of))
    for said in look.con.execute(refused):
        of[said.digest]["refusal"] = {"person": name(said.person, said.name), "at": said.at, "reason": said.reason}
    bound = (
        select(authorisation.c.digest, authorisation.c.at, authorisation.c.path, authorisation.c.review_until, authorisation.c.reviewer, authorisation.c.reviewed, authorisation.c.verdict, authorisation.c.review, person.c.name)
        .join_from(authorisation, person, person.c.person == authorisation.c.reviewer, isouter=True)
        .where(authorisation.c.digest.in_(of))
    )  # fmt: skip
    for done in look.con.execute(bound):
        of[done.digest]["authorised"] = {
            "at": done.at, "path": done.path, "review_until": done.review_until, "reviewer": name(done.reviewer, done.name) if done.reviewer else None,
            "reviewed": done.reviewed, "verdict": done.verdict, "reason": (done.review or {}).get("reason"),
        }  # fmt: skip
    written = select(version, person.c.name).join_from(version, person).where(version.c.record == which).order_by(version.c.version.desc())  # fmt: skip
    return [
        {"version": row.version, "author": row.author, "author_name": name(row.author, row.name), "at": row.at, "content": row.content, "outcomes": outcomes.get(row.version, [])}
        for row in look.con.execute(written)
        if row.version in facts and look.decide("readRecord", facts[row.version]).allowed
    ]  # fmt: skip


__all__ = ["Change", "changes", "history"]
