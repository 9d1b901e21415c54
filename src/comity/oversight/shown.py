"""What whoever is asked for a key is shown: the very bytes, what they say, how it stands with them, and what this person may do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import N_, told
from comity.oversight import records
from comity.oversight.approvals.rules import APPOINTMENT, EMERGENCY, HOLDERS, ONE
from comity.oversight.approving import ACTIONS, submitted_of, why_not, why_not_looked, why_not_refused
from comity.oversight.keys.fields import HIDDEN, fields, visible
from comity.oversight.keys.statement import RECORD, canonical, pae
from comity.oversight.people import factors
from comity.oversight.policy.facts import OfficeFacts, RecordFacts
from comity.oversight.storage.kinds import moment
from comity.oversight.storage.tables import (  # fmt: skip
    approval,
    authorisation,
    delegation,
    key,
    organisation,
    person,
    refusal,
    submission,
)

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: So short before its end one is warned.
SOON = timedelta(days=1)


def shown(look: Look, digest: str) -> dict[str, Any]:
    """Give all that there is to know of what was submitted under a digest, before one signs.

    Returns
    -------
    dict
        `payload` and what it says (`said`, `fields`, with `notes` on some of them), its digests, who wrote it, `changes` against the
        last version in force, the keys that were `turned`, a refusal, what came to bind, `warnings`; of whoever looks: their signing
        `keys`, their `side`, and why they may not turn it, refuse it, review it (`why_not`; None where they may).

    Raises
    ------
    UnknownName
        When nothing was submitted under it that one may read.
    """
    submitted, payload, row = submitted_of(look, digest)
    facts = records.facts_of(look, submitted.record)
    if not look.decide("readRecord", records.as_they_were(look, facts, row.current)[submitted.version]).allowed:
        raise records.gone()
    said = json.loads(payload)
    turned = _turned(look, digest)
    binds = look.con.execute(select(authorisation).where(authorisation.c.digest == digest)).first()
    names = names_of(look, {row.author, row.by, *submitted.authors, *([binds.reviewer] if binds and binds.reviewer else [])})  # fmt: skip
    before = _before(look, submitted.record, submitted.version)
    waits = row.current == submitted.version and row.state == "submitted"
    side = look.seat.side if look.seat else ""
    return {
        "digest": digest, "payload": payload, "type": RECORD, "pae": hashlib.sha256(pae(RECORD, payload)).hexdigest(),
        "said": said, "fields": _in_order(fields(payload)), "notes": _notes(look, said),
        "record": submitted.record, "version": submitted.version, "current": row.current, "kind": said["kind"],
        "title": visible(str(said["content"].get("title", ""))), "path": submitted.path, "at": row.at, "expires": submitted.expires,
        "state": row.state if row.current == submitted.version else "void", "waits": waits,
        "author": names[row.author], "by": names[row.by], "writers": [names[one] for one in sorted(submitted.authors)],
        "threshold": look.office.policy.one_key(OfficeFacts(look.office.name), facts).says if submitted.path == ONE else (),
        "turned": turned, "refused": _refused(look, digest),
        "binds": dict(binds._mapping) | {"reviewer": names.get(binds.reviewer)} if binds else None,
        "before": before[0] if before else None, "changes": changes(*map(_concern, (before[1], said))) if before else [],
        "warnings": _warnings(look, facts, submitted.path, said, waits=waits, expires=submitted.expires, side=side),
        "side": side, "keys": mine(look),
        "why_not": {
            "turn": why_not(look, digest, side) if side in ACTIONS else N_("nobody of a partner’s organisation turns a key"),
            "refuse": why_not_refused(look, digest), "review": why_not_looked(look, digest),
        },
    }  # fmt: skip


def _in_order(read: dict[str, str]) -> dict[str, str]:
    """Put first what people come to read: the title, the rest of the content, then what surrounds it."""
    return {place: read[place] for place in sorted(read, key=lambda one: (one != "/content/title", not one.startswith("/content/")))}  # fmt: skip


def mine(look: Look) -> list[dict[str, Any]]:
    """List the keys with which whoever looks may sign: vouched for, and not revoked."""
    found = factors.keys_of(look, look.seat.person) if look.seat else []
    return [one for one in found if one["vouched"] and not one["revoked"]]


def names_of(look: Look, who: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Tell who some people are; of whoever was erased the name is None."""
    wanted = select(person.c.person, person.c.name, organisation.c.name.label("organisation"), organisation.c.side).join_from(person, organisation).where(person.c.person.in_(set(who)))  # fmt: skip
    return {row.person: dict(row._mapping) for row in look.con.execute(wanted)}


def _turned(look: Look, digest: str) -> list[dict[str, Any]]:
    rows = look.con.execute(
        select(approval, key.c.name.label("key_name"), key.c.kind.label("key_kind"), delegation.c.giver)
        .join_from(approval, key, key.c.key == approval.c.key)
        .outerjoin(delegation, delegation.c.delegation == approval.c.delegation)
        .where(approval.c.digest == digest)
        .order_by(approval.c.at)
    ).all()  # fmt: skip
    names = names_of(look, {one for row in rows for one in (row.person, row.giver) if one})
    return [dict(row._mapping) | {"who": names[row.person], "lender": names.get(row.giver)} for row in rows]


def _refused(look: Look, digest: str) -> dict[str, Any] | None:
    row = look.con.execute(select(refusal).where(refusal.c.digest == digest)).first()
    return dict(row._mapping) | {"who": names_of(look, [row.person])[row.person]} if row else None


def _before(look: Look, which: str, number: int) -> tuple[int, dict[str, Any]] | None:
    """Give the last version that came into force before, and what was signed of it."""
    confirmed = (authorisation.c.verdict == "confirmed") & (authorisation.c.reviewed < authorisation.c.review_until)
    found = look.con.execute(
        select(submission.c.version, submission.c.payload)
        .join_from(submission, authorisation, authorisation.c.digest == submission.c.digest)
        .where(submission.c.record == which, submission.c.version < number, (authorisation.c.path != EMERGENCY) | confirmed)
        .order_by(submission.c.version.desc())
        .limit(1)
    ).first()  # fmt: skip
    return (found.version, json.loads(bytes(found.payload))) if found else None


def _concern(said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what of a payload an edit changes: its content, its post, its partners."""
    return {name: said[name] for name in ("content", "post", "partners")}


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, str | None]]:
    """Compare two contents field by field: what was, and what is to be; None where there was none.

    Examples
    --------
    >>> changes({"title": "Call", "days": 1}, {"title": "Call", "text": "Two days."})
    [{'field': '/days', 'before': '1', 'now': None}, {'field': '/text', 'before': None, 'now': 'Two days.'}]
    """
    was, will = fields(canonical(dict(before))), fields(canonical(dict(now)))
    return [
        {"field": one, "before": was.get(one), "now": will.get(one)}
        for one in sorted({*was, *will})
        if was.get(one) != will.get(one)
    ]


def _notes(look: Look, said: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what stands behind identities and numbers of a payload: a person, a key, a moment."""
    content = said["content"]
    people = {"/author": said["author"]} | ({"/content/person": content["person"]} if isinstance(content.get("person"), str) else {})  # fmt: skip
    names = names_of(look, people.values())
    notes: dict[str, Any] = {place: names[who] for place, who in people.items() if who in names}
    partners = dict(look.con.execute(select(organisation.c.organisation, organisation.c.name).where(organisation.c.organisation.in_(said["partners"]))).all())  # fmt: skip
    notes |= {f"/partners/{place}": {"name": partners[one]} for place, one in enumerate(said["partners"]) if one in partners}  # fmt: skip
    for name in ("start", "end"):
        value = content.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 47:
            notes[f"/content/{name}"] = moment(value)
    if isinstance(content.get("key"), str):
        found = look.con.execute(select(key.c.name, key.c.kind, key.c.person, key.c.enrolled).where(key.c.key == content["key"])).first()  # fmt: skip
        if found:
            notes["/content/key"] = dict(found._mapping) | {"who": names_of(look, [found.person]).get(found.person)}
    return notes


def _warnings(
    look: Look, facts: RecordFacts, path: str, said: Mapping[str, Any], *, waits: bool, expires: Any, side: str
) -> list[str]:
    """Tell what whoever signs should look at twice."""
    read = fields(canonical(_concern(said)))
    role = HOLDERS.get(side)
    lenders = look.seat.lent().get(role, frozenset()) if look.seat and role and role not in look.seat.own else frozenset()  # fmt: skip
    lent = ", ".join(sorted(str(one["name"]) for one in names_of(look, lenders).values()))
    found = (
        (path == EMERGENCY, N_("One key puts this into force at once. A civilian of another organisation must review it within 24 hours, else it lapses.")),
        (waits and look.now + SOON >= expires, N_("It expires within a day.")),
        (any(HIDDEN.search(place) or "⟨U+" in text for place, text in read.items()), N_("Its text holds characters that do not show, or turn the order of others. They are marked here as ⟨U+…⟩.")),
        (bool(facts.partners), N_("It names partners: once it is in force, they read it.")),
        (bool(lent), told("The key is lent: you turn it for %(who)s.", who=lent)),
        (said["kind"] == APPOINTMENT, N_("It gives a role or vouches for a key. Both happen the moment it binds.")),
    )  # fmt: skip
    return [text for holds, text in found if holds]


__all__ = ["changes", "mine", "names_of", "shown"]
