"""The policy once more, as plain ifs: what tests hold Cedar's answers against, and the floor of its benchmark.

Written from what the office promises, not from the policy's text; it knows requests that are well formed only.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.oversight.policy.facts import OfficeFacts, OrganisationFacts, PersonFacts, RecordFacts

APPROVE = ("approveMilitary", "approveCivilian", "approveAlone", "approveEmergency")
KEY_OF = {"military": "military-key", "civilian": "civilian-key"}
#: Kinds that nobody approves; and those on which all of the office notes.
UNBOUND = ("partner", "post", "report", "decision", "lesson", "evaluation")
COMMON = ("lesson", "evaluation", "decision")


def one_key_suffices(record: RecordFacts) -> bool:
    if record.kind == "office-call" or (record.kind, record.type) == ("activity", "office-call"):
        return record.amount is None and record.currency is None
    return (
        record.kind == "commitment"
        and record.currency == "EUR"
        and record.amount is not None
        and 0 <= record.amount < 10_000
    )


def on_record(who: PersonFacts, action: str, record: RecordFacts, said: Mapping[str, object]) -> bool:
    roles, ours = who.roles, who.organisation == record.organisation
    if who.factors < 2 or "owner" in roles or "system" in roles:
        return False
    wrote = record.writers | {record.author}
    holder = KEY_OF.get(who.side) in roles
    if action in APPROVE or action == "reviewEmergency":
        if who.person in wrote or said.get("onBehalfOf") in wrote:
            return False
        if action == "reviewEmergency":
            return record.state in ("under review", "lapsed") and who.side == "civilian" and holder
        if record.state != "submitted" or not holder:
            return False
        if action == "approveAlone":
            return one_key_suffices(record)
        if action == "approveEmergency":
            return record.kind != "appointment"
        return action == f"approve{who.side.capitalize()}"
    if action == "refuseRecord":
        return record.state == "submitted" and holder
    staff = who.side != "partner" and bool(roles & {"author", "military-key", "civilian-key"})
    if action == "releaseRecord":
        return staff and record.kind == "release" and record.state == "in force"
    mine = ("author" in roles and ours) or ("attache" in roles and record.post is not None and record.post in who.posts)
    if action == "readRecord":
        named = "partner" in roles and (
            ours or (who.organisation in record.partners and record.state in ("submitted", "in force"))
        )
        return mine or named or (staff and (record.state != "draft" or record.kind in UNBOUND))
    if action == "answerRecord":
        return "partner" in roles and who.organisation in record.partners and record.state == "in force"
    if who.side == "partner" and not ours:
        return False
    if action == "noteRecord":
        offered = record.kind == "offer" and record.state != "draft"
        return mine or (staff and (record.kind in COMMON or offered))
    if not mine or record.state == "under review" or record.unreviewed:
        return False
    return action == "writeRecord" or record.state not in ("submitted", "in force")


def on_person(who: PersonFacts, action: str, whom: PersonFacts, said: Mapping[str, object]) -> bool:
    roles, oneself, role = who.roles, who.person == whom.person, said.get("role")
    if action == "ownSession":
        return oneself
    if who.factors < 2:
        return False
    if action == "readPeople":
        return oneself or on_office(who, action)
    if action in ("managePeople", "endOthersSession", "erasePersonal"):
        return "owner" in roles
    misplaced = any(role == KEY_OF[side] and whom.side != side for side in KEY_OF)
    if action == "grantRole":
        return "owner" in roles and not oneself and role not in ("owner", *KEY_OF.values())
    if action == "delegateRole":
        same = (who.organisation, who.side) == (whom.organisation, whom.side)
        own = role in roles and role not in who.delegated
        return own and same and not oneself and not misplaced and role not in ("owner", "system")
    # grantKeyRole and vouchKey
    if whom.side == "partner" or misplaced:
        return False
    if oneself and (action == "grantKeyRole" or not said["founding"]):
        return False
    appointed = said["appointed"] and roles & {"owner", *KEY_OF.values()}
    return bool(("owner" in roles and said["founding"]) or appointed)


def on_office(who: PersonFacts, action: str) -> bool:
    roles = who.roles
    if action == "signIn":
        return True
    if who.factors < 2:
        return False
    if action == "managePeople":
        return "owner" in roles
    if action == "readPeople":
        working = roles & {"owner", "author", "military-key", "civilian-key", "attache"}
        return "overseer" in roles or (bool(working) and who.side != "partner")
    if action == "takeAway":
        return bool(roles & {"author", "military-key", "civilian-key", "attache"})
    if action in ("readLog", "readApprovals"):
        return bool(roles & {"overseer", "military-key", "civilian-key"})
    return {"exportLog": "overseer", "runSystem": "system"}[action] in roles


def allowed(
    who: PersonFacts | OfficeFacts,
    action: str,
    what: RecordFacts | PersonFacts | OfficeFacts | OrganisationFacts,
    said: Mapping[str, object],
) -> bool:
    if isinstance(who, OfficeFacts):
        assert isinstance(what, RecordFacts)
        return one_key_suffices(what)
    if isinstance(what, RecordFacts):
        return on_record(who, action, what, said)
    if isinstance(what, PersonFacts):
        return on_person(who, action, what, said)
    return on_office(who, action)
