"""Approving: what waits for a key, turning it, refusing, the emergency path and its review."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, func, insert, select, update

from comity.model.errors import N_, BadRequest, NotAllowed, UnknownName, several, told
from comity.oversight import records
from comity.oversight.approvals.rules import (
    APPOINTMENT,
    EMERGENCY,
    HOLDERS,
    ONE,
    REVIEW,
    Signer,
    Submitted,
    Turned,
    binds,
    founding,
    why_not_review,
    why_not_turn,
)
from comity.oversight.identity import new_id
from comity.oversight.keys.check import Public, check
from comity.oversight.keys.statement import RECORD, review_payload
from comity.oversight.keys.statement import REVIEW as REVIEWED
from comity.oversight.people import factors, roles
from comity.oversight.people.seat import Held, holders, seat
from comity.oversight.storage.kinds import moment, written
from comity.oversight.storage.tables import approval, authorisation, key, record, refusal, submission

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

NO_MORE = N_("This does not wait for approval any more.")
ACTIONS = {"military": "approveMilitary", "civilian": "approveCivilian"}


def submitted_of(look: Look, digest: str) -> tuple[Submitted, bytes, Any]:
    """Read what was submitted under a digest, with its bytes and its record's row.

    Raises
    ------
    UnknownName
        When nothing was.
    """
    # What was refused stays so, also where the same version was submitted anew and its record waits again.
    state = case((refusal.c.digest.is_not(None), "refused"), else_=record.c.state).label("state")
    found = look.con.execute(select(submission, record.c.version.label("current"), state).join_from(submission, record, submission.c.record == record.c.record).outerjoin(refusal, refusal.c.digest == submission.c.digest).where(submission.c.digest == digest)).first()  # fmt: skip
    if found is None:
        raise UnknownName("Nothing was submitted under this digest.", remedy="The page of approvals lists what waits.")
    who = frozenset(records.authors(look, found.record, found.version))
    return Submitted(digest, found.record, found.version, who, found.path, found.expires), bytes(found.payload), found


def turned_of(look: Look, digest: str) -> list[Turned]:
    """Read the keys turned over what was submitted."""
    rows = look.con.execute(select(approval.c.side, approval.c.person, approval.c.organisation).where(approval.c.digest == digest))  # fmt: skip
    return [Turned(*row) for row in rows]


def signer_of(look: Look, one: str | None) -> Signer:
    """Tell the rules who would sign, with which key."""
    if look.seat is None:
        raise NotAllowed("Nobody signs nothing.", remedy="Sign in.")
    vouched = select(key.c.key).where(key.c.person == look.seat.person, key.c.vouched.is_not(None), key.c.revoked.is_(None))  # fmt: skip
    has = look.con.scalar((vouched.where(key.c.key == one) if one else vouched).limit(1)) is not None
    return Signer(look.seat.person, look.seat.organisation, look.seat.side, look.seat.own, look.seat.lent(), has)


def why_not(look: Look, digest: str, side: str, one: str | None = None) -> str | None:
    """Say why whoever looks may not turn a key over what was submitted, if so: by policy, or by the rules."""
    submitted, _payload, row = submitted_of(look, digest)
    forbidden = _forbidden(look, _action(submitted, side), submitted.record, onBehalfOf=_lender(look, side))
    return forbidden or why_not_turn(submitted, side, signer_of(look, one), turned_of(look, digest), look.now, current=row.current, state=row.state)  # fmt: skip


def why_not_refused(look: Look, digest: str) -> str | None:
    """Say why whoever looks may not refuse what was submitted, if so."""
    submitted, _payload, row = submitted_of(look, digest)
    forbidden = _forbidden(look, "refuseRecord", submitted.record)
    return forbidden or (None if _waits(submitted, row) else NO_MORE)


def why_not_looked(look: Look, digest: str) -> str | None:
    """Say why whoever looks may not review an emergency act, if so."""
    submitted, _payload, row = submitted_of(look, digest)
    forbidden = _forbidden(look, "reviewEmergency", submitted.record, onBehalfOf=_lender(look, "civilian"))
    return forbidden or why_not_review(submitted, signer_of(look, None), turned_of(look, digest), state=row.state)


def _forbidden(look: Look, action: str, which: str, **context: Any) -> str | None:
    """Say why the policy forbids, if so."""
    facts = records.facts_of(look, which)
    if look.decide(action, facts, **context).allowed:
        return None
    return several(look.explain(action, facts, **context).sentences[1:], " ")


def _waits(submitted: Submitted, row: Any) -> bool:
    return bool(row.state == "submitted" and row.current == submitted.version)


def _action(submitted: Submitted, side: str) -> str:
    if side not in ACTIONS:
        raise BadRequest("“%(side)s” is no key.", remedy="One of military and civilian.", side=side)
    # Thresholds are those of the policy now in force, not of the one when it was submitted.
    return {EMERGENCY: "approveEmergency", ONE: "approveAlone"}.get(submitted.path, ACTIONS[side])


def approve(act: Act, digest: str, side: str, one: str, signature: Mapping[str, Any]) -> bool:
    """Turn a key over what was submitted; the same approval sent twice counts once.

    Parameters
    ----------
    side
        Which of the two keys.
    one
        With which signing key of one's own.
    signature
        Over the payload's pre-authentication encoding, as :mod:`comity.oversight.keys` has it.

    Returns
    -------
    bool
        Whether the act binds now.

    Raises
    ------
    NotAllowed
        When the policy, a rule or the signature forbids it.
    """
    submitted, payload, row = submitted_of(act, digest)
    if _turned_already(act, digest, side, one, signature):
        return act.con.scalar(select(authorisation.c.digest).where(authorisation.c.digest == digest)) is not None
    decision = act.require(
        _action(submitted, side), records.facts_of(act, submitted.record), onBehalfOf=_lender(act, side)
    )
    before = turned_of(act, digest)
    signer = signer_of(act, one)
    why = why_not_turn(submitted, side, signer, before, act.now, current=row.current, state=row.state)
    if why:
        raise NotAllowed("This key is not turned: %(why)s.", why=told(why))
    _check(act, one, RECORD, payload, signature)
    made = new_id("a")
    lent = _lent(act, side)
    act.con.execute(insert(approval).values(approval=made, digest=digest, side=side, person=signer.person, organisation=signer.organisation, key=one, delegation=lent.delegation if lent else None, at=act.now, signature=dict(signature)))  # fmt: skip
    act.log(
        "approval.given", on=submitted.record, decision=decision,
        open={"approval": made, "version": submitted.version, "digest": digest, "side": side, "organisation": signer.organisation, "key": one, "delegation": lent.delegation if lent else None, "signature": dict(signature)},
    )  # fmt: skip
    turned = [*before, Turned(side, signer.person, signer.organisation)]
    if not binds(submitted, turned):
        return False
    _authorise(act, submitted, payload, row)
    return True


def _turned_already(act: Act, digest: str, side: str, one: str, signature: Mapping[str, Any]) -> bool:
    """Say whether the same person has sent this very approval before: sent twice it counts once."""
    mine = act.seat.person if act.seat else None
    found = select(approval.c.signature).where(approval.c.digest == digest, approval.c.side == side, approval.c.key == one, approval.c.person == mine)  # fmt: skip
    return bool(act.con.scalar(found) == dict(signature))


def _lent(look: Look, side: str) -> Held | None:
    """Give the delegation by which a key is held; None where it is held in person, or not at all."""
    held = [one for one in look.seat.held if one.role == HOLDERS[side]] if look.seat else []
    return None if any(one.delegation is None for one in held) else next(iter(held), None)


def _lender(look: Look, side: str) -> str | None:
    lent = _lent(look, side)
    return lent.lender if lent else None


def _check(act: Act, one: str, kind: str, payload: bytes, signature: Mapping[str, Any]) -> None:
    found = act.con.execute(select(key.c.kind, key.c.public).where(key.c.key == one)).one()
    check(Public(found.kind, bytes(found.public)), kind, payload, signature, rp=act.office.settings["rp"], origins=factors.origins(act.office))  # fmt: skip


def _authorise(act: Act, submitted: Submitted, payload: bytes, row: Any) -> None:
    """Have an act bind: its approvals are noted together, and what it makes happen happens."""
    given = {one.side: one for one in act.con.execute(select(approval).where(approval.c.digest == submitted.digest))}
    emergency = submitted.path == EMERGENCY
    until = act.now + REVIEW if emergency else None
    values: dict[str, Any] = {"digest": submitted.digest, "author": row.author, "at": act.now, "path": submitted.path, "review_until": until}  # fmt: skip
    for side, one in given.items():
        values |= {side: one.approval, f"{side}_side": side, f"{side}_person": one.person, f"{side}_organisation": one.organisation}  # fmt: skip
    act.con.execute(insert(authorisation).values(**values))
    act.con.execute(update(record).where(record.c.record == submitted.record).values(state="under review" if emergency else "in force"))  # fmt: skip
    act.log(
        "record.authorised", on=submitted.record,
        open={"version": submitted.version, "digest": submitted.digest, "path": submitted.path, "review_until": written(until) if until else None}
        | {side: given[side].approval if side in given else None for side in HOLDERS},
    )  # fmt: skip
    said = json.loads(payload)
    if said["kind"] == APPOINTMENT:
        _appoint(act, said["content"], submitted.digest)


def _appoint(act: Act, content: Mapping[str, Any], digest: str) -> None:
    """Do what an appointment says: grant the role, vouch for the key."""
    if content.get("role"):
        start = max(act.now, moment(content["start"])) if content.get("start") is not None else act.now
        roles.give(act, content["person"], content["role"], content.get("post"), start, moment(content["end"]), digest=digest)  # fmt: skip
    if content.get("key"):
        factors.mark_vouched(act, content["key"], digest)


def check_appointment(look: Look, content: Mapping[str, Any]) -> None:
    """Refuse an appointment that could not be carried out.

    Raises
    ------
    BadRequest, NotAllowed, UnknownName
        As the roles and the keys say.
    """
    if not content.get("role") and not content.get("key"):
        raise BadRequest("An appointment grants a role or vouches for a key.", remedy="Choose one.")
    seat(look.con, str(content.get("person")), look.now)
    if content.get("role"):
        start = moment(content["start"]) if content.get("start") is not None else look.now
        roles.why_not_hold(look, content["person"], content["role"], content.get("post"), start, moment(content["end"]))
    if content.get("key"):
        found = look.con.execute(select(key.c.person, key.c.vouched, key.c.revoked).where(key.c.key == content["key"])).first()  # fmt: skip
        if found is None or found.person != content["person"] or found.vouched or found.revoked:
            raise BadRequest("This key cannot be vouched for: it is not theirs, or was vouched for or revoked already.", remedy="Choose a key of theirs that waits.")  # fmt: skip


def refuse(act: Act, digest: str, reason: str) -> None:
    """Refuse what was submitted, with a reason; also whoever turned a key before may, as long as it does not bind.

    Raises
    ------
    BadRequest
        Without a reason.
    """
    submitted, _payload, row = submitted_of(act, digest)
    decision = act.require("refuseRecord", records.facts_of(act, submitted.record))
    if not reason.strip():
        raise BadRequest("A refusal has a reason.", remedy="Write what would have to change.")
    if not _waits(submitted, row):
        raise NotAllowed(NO_MORE, remedy="Look at it anew.")
    assert act.seat is not None
    act.con.execute(insert(refusal).values(digest=digest, person=act.seat.person, at=act.now, reason=reason.strip()))
    act.con.execute(update(record).where(record.c.record == submitted.record).values(state="refused"))
    act.log("approval.refused", on=submitted.record, open={"version": submitted.version, "digest": digest}, sealed={"reason": reason.strip()}, decision=decision)  # fmt: skip


def review_bytes(look: Look, digest: str, verdict: str, reason: str) -> bytes:
    """Give the bytes that a reviewer of an emergency act signs."""
    if verdict not in ("confirmed", "revoked"):
        raise BadRequest("A review confirms or revokes.", remedy="Choose one.")
    if not reason.strip():
        raise BadRequest("A review has a reason.", remedy="Write what was found.")
    submitted, _payload, _row = submitted_of(look, digest)
    return review_payload(office=look.office.name, record=submitted.record, version=submitted.version, digest=digest, verdict=verdict, reason=reason.strip())  # fmt: skip


def review(act: Act, digest: str, verdict: str, reason: str, one: str, signature: Mapping[str, Any]) -> None:
    """Review an emergency act: confirm or revoke it, with a reason and a signature.

    Raises
    ------
    NotAllowed
        When the policy, a rule or the signature forbids it.
    """
    payload = review_bytes(act, digest, verdict, reason)
    submitted, _payload, row = submitted_of(act, digest)
    decision = act.require(
        "reviewEmergency", records.facts_of(act, submitted.record), onBehalfOf=_lender(act, "civilian")
    )
    why = why_not_review(submitted, signer_of(act, one), turned_of(act, digest), state=row.state)
    if why:
        raise NotAllowed("The review is not taken: %(why)s.", why=told(why))
    _check(act, one, REVIEWED, payload, signature)
    assert act.seat is not None
    done = act.con.execute(update(authorisation).where(authorisation.c.digest == digest, authorisation.c.reviewer.is_(None)).values(reviewer=act.seat.person, reviewed=act.now, verdict=verdict, review={"key": one, "signature": dict(signature), "reason": reason.strip()}))  # fmt: skip
    if not done.rowcount:
        raise NotAllowed("This was reviewed already.", remedy="Look at it anew.")
    until = act.con.scalars(select(authorisation.c.review_until).where(authorisation.c.digest == digest)).one()
    in_time = until is not None and act.now < until
    if row.current == submitted.version:
        state = "in force" if verdict == "confirmed" and in_time else "void" if verdict == "revoked" else "lapsed"
        act.con.execute(update(record).where(record.c.record == submitted.record).values(state=state))
    act.log("review.given", on=submitted.record, open={"digest": digest, "verdict": verdict, "key": one, "signature": dict(signature)}, sealed={"reason": reason.strip()}, decision=decision)  # fmt: skip


def lapse(act: Act) -> int:
    """Note what lapsed: submissions that expired, and emergency acts whose review did not come in time.

    The office does so itself, whenever somebody looks at what waits.

    Returns
    -------
    int
        How many.
    """
    late = (record.c.state == "under review") & (authorisation.c.review_until <= act.now) & authorisation.c.reviewer.is_(None)  # fmt: skip
    rows = act.con.execute(_latest().where(late | ((record.c.state == "submitted") & (submission.c.expires <= act.now)))).all()  # fmt: skip
    for row in rows:
        act.con.execute(update(record).where(record.c.record == row.record).values(state="lapsed"))
        act.log("record.lapsed", on=row.record, open={"digest": row.digest})
    return len(rows)


def _latest() -> Select[Any]:
    """Select the submissions of records' latest versions, with what came of them."""
    newer = submission.alias("newer")
    return (
        select(submission, record.c.kind, record.c.state, authorisation.c.review_until, authorisation.c.reviewer)
        .join_from(submission, record, (record.c.record == submission.c.record) & (record.c.version == submission.c.version))
        .outerjoin(authorisation, authorisation.c.digest == submission.c.digest)
        .where(~select(refusal.c.digest).where(refusal.c.digest == submission.c.digest).exists())
        .where(~select(newer.c.digest).where(newer.c.record == submission.c.record, newer.c.version == submission.c.version, newer.c.at > submission.c.at).exists())
    )  # fmt: skip


def waiting(look: Look) -> list[dict[str, Any]]:
    """List what waits for a key or a review, with what whoever looks may do about it, the soonest to end first."""
    unreviewed = authorisation.c.review_until.is_not(None) & authorisation.c.reviewer.is_(None)
    until = func.coalesce(authorisation.c.review_until, submission.c.expires)
    rows = look.con.execute(_latest().where((record.c.state == "submitted") | unreviewed).order_by(until, submission.c.digest))  # fmt: skip
    found = []
    for row in rows.all():
        if not look.decide("readRecord", records.facts_of(look, row.record)).allowed:
            continue
        sides = {side: why_not(look, row.digest, side) for side in ACTIONS} if row.state == "submitted" else {"review": why_not_looked(look, row.digest)}  # fmt: skip
        found.append(dict(row._mapping) | {"turned": turned_of(look, row.digest), "why_not": sides})
    return found


def unreviewed(look: Look) -> list[dict[str, Any]]:
    """List the emergency acts that no civilian has reviewed yet, without their content: whoever sees the list of approvals sees them.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever looks see that list.
    """
    look.require("readApprovals")
    wanted = select(authorisation.c.digest, authorisation.c.at, authorisation.c.review_until).where(authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None)).order_by(authorisation.c.review_until)  # fmt: skip
    return [dict(row._mapping) | {"overdue": row.review_until <= look.now} for row in look.con.execute(wanted)]


def still_founding(look: Look) -> bool:
    """Say whether the office is still being founded."""
    return founding(holders(look.con, look.now))
