"""Why may I not? What the policy and the rules of the two keys say of an act, for oneself or for others; and the policy itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from sqlalchemy import select

from comity.model.errors import BadRequest, ComityError
from comity.oversight import approving, records
from comity.oversight.approvals.rules import HOLDERS, ROLES
from comity.oversight.desk import Look
from comity.oversight.people import accounts, listing
from comity.oversight.people.seat import seat
from comity.oversight.policy.facts import Facts, OfficeFacts, PersonFacts, RecordFacts
from comity.oversight.storage.tables import submission
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked
from comity.web.office.contract import router as office_router
from comity.web.office.words import ROLES as CALLED
from comity.web.office.words import minutes, status_of, wrong

if TYPE_CHECKING:
    from comity.oversight.policy.engine import Explanation

PAGE = Page("why", N_("Why may I not?"), "/why", 80, ("/why", "/why?action=managePeople", "/why?action=readRecord", "/why/policy"))  # fmt: skip
router = office_router()
Maybe = Annotated[str, Query(max_length=200)]

#: Of each act what it is done to, and what it is called.
ON_RECORD = {
    "readRecord": N_("read a record"),
    "writeRecord": N_("write or edit a record"),
    "submitRecord": N_("submit a record for approval"),
    "approveMilitary": N_("turn the military key"),
    "approveCivilian": N_("turn the civilian key"),
    "approveAlone": N_("approve with one key alone"),
    "approveEmergency": N_("put into force in an emergency"),
    "refuseRecord": N_("refuse a record"),
    "reviewEmergency": N_("review what was done in an emergency"),
    "releaseRecord": N_("carry out a release"),
    "noteRecord": N_("note what happened on a record"),
    "answerRecord": N_("answer a record as a partner"),
}
ON_PERSON = {
    "readPeople": N_("see who is here"),
    "managePeople": N_("manage people and organisations"),
    "grantRole": N_("grant a role"),
    "grantKeyRole": N_("grant the role of owner or of a key"),
    "delegateRole": N_("lend a role"),
    "vouchKey": N_("vouch for a key"),
    "endOthersSession": N_("end somebody’s session"),
    "erasePersonal": N_("erase what is personal of somebody"),
}
ON_OFFICE = {
    "takeAway": N_("take away what one may read, as a spreadsheet or a calendar"),
    "readApprovals": N_("see the list of approvals"),
    "readLog": N_("read the log"),
    "exportLog": N_("take a copy of the log away"),
    "runSystem": N_("back up, restore and look after the machine"),
}
ACTIONS = ON_RECORD | ON_PERSON | ON_OFFICE
WITH_ROLE = ("grantRole", "grantKeyRole", "delegateRole")
#: The groups of actions that policies name.
GROUPS = {one: ("approve", "content") if one.startswith("approve") else ("content",) for one in ON_RECORD}


@dataclass(frozen=True)
class Answer:
    """What was asked, and what policy and rules say."""

    explained: Explanation
    rule: str | None


@router.get("/why")
def why(ask: Ask, action: Maybe = "", on: Maybe = "", who: Maybe = "", role: Maybe = "") -> View:
    """Explain a decision of the policy, and of the rules of approvals."""
    _ = ask.language.gettext
    error: ComityError | None = None
    answer: Answer | None = None
    with ask.look() as look:
        named = look.decide("readPeople").allowed
        people = listing.people(look) if named else []
        readable = records.listed(look)[:500]
        me = look.seat.person if look.seat else ""
        held = look.seat.held if look.seat else ()
        if action:
            try:
                answer = _answer(look, action, on, who if who and who != me else "", role)
            except ComityError as said:
                error = said
    tell = ask.language.tell
    policy = ask.office.policy
    allowed = answer is not None and answer.explained.decision.allowed and not answer.rule
    fired = [policy.rules[name] for name in answer.explained.decision.policies] if answer else []
    if action in ACTIONS and not fired:
        fired = [rule for rule in policy.rules.values() if any(f'Action::"{one}"' in rule.text for one in (action, *GROUPS.get(action, ())))]  # fmt: skip
    facts: dict[str, Any] = {"action": action, "on": on, "who": who or me, "role": role, "policy": policy.digest}
    if answer:
        facts |= {"allowed": allowed, "says": [tell(one) for one in answer.explained.sentences], "rule": tell(answer.rule) if answer.rule else None}  # fmt: skip
    return View(
        _("Why may I not?"),
        "why/page.html",
        [
            _table(ask, fired),
            Table("roles", {"role": _("role"), "post": _("post"), "end": _("until (UTC)"), "lent": _("lent by a colleague")}, [{"role": _(CALLED[one.role]), "post": one.post or "", "end": minutes(one.end), "lent": one.lender is not None} for one in held]),
        ],
        facts,
        {
            "actions": {_("records"): _words(ask, ON_RECORD), _("people"): _words(ask, ON_PERSON), _("the office"): _words(ask, ON_OFFICE)}, "called": _words(ask, ACTIONS), "people": people, "readable": readable,
            "roles": {name: _(CALLED[name]) for name in ROLES}, "with_role": action in WITH_ROLE, "error": wrong(ask, error) if error else None, "me": me, "answered": answer is not None,
            "decided": bool(answer and answer.explained.decision.policies), "thresholds": [tell(rule.says) for rule in policy.rules.values() if rule.permits and 'Action::"approveAlone"' in rule.text],
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


@router.get("/why/policy")
def policy(ask: Ask) -> View:
    """Show every policy in force, with its sentence and its text."""
    _ = ask.language.gettext
    rules = list(ask.office.policy.rules.values())
    own = sorted({rule.file for rule in rules} - {"office.cedar"})
    return View(
        _("The policy in force"),
        "why/policy.html",
        [_table(ask, rules)],
        {"policy": ask.office.policy.digest, "own": own},
        keep=False,
    )


def _words(ask: Asked, known: dict[str, str]) -> dict[str, str]:
    return {name: ask.language.gettext(text) for name, text in known.items()}


def _table(ask: Asked, rules: list[Any]) -> Table:
    _ = ask.language.gettext
    columns = {"policy": _("policy"), "effect": _("effect"), "says": _("what it says"), "file": _("file"), "text": _("text")}  # fmt: skip
    return Table("policies", columns, [{"policy": rule.name, "effect": _("permits") if rule.permits else _("forbids"), "says": ask.language.tell(rule.says), "file": rule.file, "text": rule.text.strip()} for rule in rules])  # fmt: skip


def _answer(look: Look, action: str, on: str, who: str, role: str) -> Answer:
    """Ask policy and rules: for oneself, or for somebody of whom one may know.

    Raises
    ------
    BadRequest
        When it makes no sense.
    UnknownName
        When there is no such record or person, or none that one may know of.
    """
    if action not in ACTIONS:
        raise BadRequest("There is no such act.", remedy="Choose one of the list.")
    resource = _resource(look, action, on)
    if isinstance(resource, RecordFacts) and resource.record != "new" and not look.sees(resource):
        raise records.gone()
    if isinstance(resource, PersonFacts) and not look.sees(resource):
        raise accounts.gone(on)
    if who:
        if not look.sees(accounts.facts_of(look, who)):
            raise accounts.gone(who)
        look = Look(look.office, look.con, look.now, seat(look.con, who, look.now, 2))
        if isinstance(resource, RecordFacts) and resource.record == "new":
            resource = _resource(look, action, on)
    said: dict[str, Any] = {}
    founding = approving.still_founding(look)
    if action in WITH_ROLE:
        if role not in ROLES:
            raise BadRequest("Which role?", remedy="Choose one of the list.")
        said["role"] = role
    if action in ("grantKeyRole", "vouchKey"):
        said |= {"founding": founding, "appointed": False}
    until = {one.role: minutes(one.end) for one in look.seat.held} if look.seat else {}
    explained = look.office.policy.explain(look.facts(), action, resource, said, until)
    rule = _rule(look, action, on) if explained.decision.allowed and isinstance(resource, RecordFacts) else None
    return Answer(explained, rule)


def _resource(look: Look, action: str, on: str) -> Facts:
    if action in ON_RECORD:
        if on.startswith("r_"):
            return records.facts_of(look, on)
        if action == "writeRecord" and not on and look.seat:
            return RecordFacts("new", "note", "draft", look.seat.organisation, look.seat.person)
        raise BadRequest("This is done to a record.", remedy="Choose one.")
    if action in ON_PERSON and on:
        return accounts.facts_of(look, on)
    if action in ("readPeople", "managePeople") or action in ON_OFFICE:
        return OfficeFacts(look.office.name)
    raise BadRequest("This is done to a person.", remedy="Choose one.")


def _rule(look: Look, action: str, on: str) -> str | None:
    """Give the rule of the two keys that forbids what the policy allows, if one does."""
    sides = {"approveMilitary": "military", "approveCivilian": "civilian"}
    if look.seat is not None and look.seat.side in HOLDERS:
        sides |= dict.fromkeys(("approveAlone", "approveEmergency"), look.seat.side)
    if action not in sides:
        return None
    digest = look.con.scalar(select(submission.c.digest).where(submission.c.record == on).order_by(submission.c.at.desc()).limit(1))  # fmt: skip
    return approving.why_not(look, digest, sides[action]) if digest else N_("nothing was submitted")


__all__ = ["PAGE", "router"]
