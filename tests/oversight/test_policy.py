"""Who may do what, held against a table written by hand, against plain ifs, and against what must never be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cedarpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.oversight.policy.engine import Policy
from comity.oversight.policy.facts import OfficeFacts, OrganisationFacts, PersonFacts, RecordFacts, entities
from policy_by_hand import KEY_OF, allowed

POLICY = Policy.load()
OFFICE = OfficeFacts("f_1")

STATES = {
    "d": "draft",
    "s": "submitted",
    "f": "in force",
    "r": "refused",
    "v": "void",
    "u": "under review",
    "l": "lapsed",
}
SIDES = ("military", "civilian", "partner")
ROLES = ("owner", "system", "author", "military-key", "civilian-key", "attache", "partner", "overseer")
BOUND = ("agreement", "activity", "commitment", "release", "appointment", "office-call", "visit", "note", "programme", "objective", "coalition", "contribution", "offer", "contact")  # fmt: skip
UNBOUND = ("partner", "post", "report", "decision", "lesson", "evaluation")
KINDS = (*BOUND, *UNBOUND)
APPROVE = ("approveMilitary", "approveCivilian", "approveAlone", "approveEmergency")
PLAIN = ("readRecord", "writeRecord", "submitRecord", "releaseRecord", "noteRecord", "answerRecord")
CONTENT = (*PLAIN, *APPROVE, "refuseRecord", "reviewEmergency")
ON_PEOPLE = ("ownSession", "endOthersSession", "erasePersonal", "readPeople", "managePeople")
ON_OFFICE = ("signIn", "takeAway", "readApprovals", "readLog", "exportLog", "runSystem", "readPeople", "managePeople")


def person(name: str, organisation: str, side: str, *roles: str, posts: tuple[str, ...] = ()) -> PersonFacts:
    return PersonFacts(name, organisation, side, frozenset(roles), frozenset(posts), 2)


PEOPLE = {
    "owner": person("p_owner", "o_civ", "civilian", "owner"),
    "system": person("p_system", "o_mil", "military", "system"),
    "author": person("p_author", "o_mil", "military", "author"),
    "author elsewhere": person("p_author2", "o_civ", "civilian", "author"),
    "military key": person("p_mil", "o_mil2", "military", "military-key"),
    "civilian key": person("p_civ", "o_civ", "civilian", "civilian-key"),
    "attaché in Tokyo": person("p_tokyo", "o_att", "military", "attache", posts=("Tokyo",)),
    "attaché in Oslo": person("p_oslo", "o_att", "military", "attache", posts=("Oslo",)),
    "partner": person("p_jpn", "o_jpn", "partner", "partner"),
    "another partner": person("p_nor", "o_nor", "partner", "partner"),
    "overseer": person("p_see", "o_see", "civilian", "overseer"),
    "nobody": person("p_no", "o_mil", "military"),
}
#: An activity of o_mil and its post in Tokyo that names o_jpn: in which of its states who may do what to it. All else is denied.
TABLE = {
    "author": {"readRecord": "dsfrvul", "writeRecord": "dsfrvl", "submitRecord": "drvl", "noteRecord": "dsfrvul"},
    "author elsewhere": {"readRecord": "sfrvul"},
    "military key": {"readRecord": "sfrvul", "approveMilitary": "s", "approveEmergency": "s", "refuseRecord": "s"},
    "civilian key": {
        "readRecord": "sfrvul",
        "approveCivilian": "s",
        "approveEmergency": "s",
        "refuseRecord": "s",
        "reviewEmergency": "ul",
    },
    "attaché in Tokyo": {
        "readRecord": "dsfrvul",
        "writeRecord": "dsfrvl",
        "submitRecord": "drvl",
        "noteRecord": "dsfrvul",
    },
    "partner": {"readRecord": "sf", "answerRecord": "f"},
}
#: Who beyond these reads the draft of a kind, and in which states they note on it.
DRAFTS = {kind: {"author elsewhere", "military key", "civilian key"} for kind in UNBOUND}
NOTES = dict.fromkeys(("lesson", "evaluation", "decision"), "dsfrvul") | {"offer": "sfrvul"}
ACTIVITY = RecordFacts("r_1", "activity", "draft", "o_mil", "p_else", "Tokyo", frozenset({"o_jpn"}))


@pytest.mark.parametrize("who", PEOPLE)
def test_the_table_of_records(who: str) -> None:
    found = {
        action: "".join(
            letter
            for letter, state in STATES.items()
            if POLICY.decide(PEOPLE[who], action, replace(ACTIVITY, state=state)).allowed
        )
        for action in CONTENT
    }
    assert {action: states for action, states in found.items() if states} == TABLE.get(who, {})


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_kinds(kind: str) -> None:
    """An activity is what the table has; of other kinds the office reads drafts, and notes on what others wrote."""
    for who, one in PEOPLE.items():
        office = who in ("author elsewhere", "military key", "civilian key")
        for letter, state in STATES.items():
            record = replace(ACTIVITY, kind=kind, state=state)
            reads = letter in TABLE.get(who, {}).get("readRecord", "") or who in DRAFTS.get(kind, ())
            assert POLICY.decide(one, "readRecord", record).allowed is reads, (who, state)
            notes = letter in TABLE.get(who, {}).get("noteRecord", "") or (office and letter in NOTES.get(kind, ""))
            assert POLICY.decide(one, "noteRecord", record).allowed is notes, (who, state)
            # Nobody notes on what they may not read.
            assert reads or not notes


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", "signIn readPeople managePeople"),
        ("system", "signIn runSystem"),
        ("author", "signIn takeAway readPeople"),
        ("military key", "signIn takeAway readPeople readLog readApprovals"),
        ("civilian key", "signIn takeAway readPeople readLog readApprovals"),
        ("attaché in Tokyo", "signIn takeAway readPeople"),
        ("partner", "signIn"),
        ("overseer", "signIn readPeople readLog readApprovals exportLog"),
        ("nobody", "signIn"),
    ],
)
def test_the_table_of_the_office(who: str, may: str) -> None:
    found = {action for action in ON_OFFICE if POLICY.decide(PEOPLE[who], action, OFFICE).allowed}
    assert found == set(may.split())
    alone = replace(PEOPLE[who], factors=1)
    assert [action for action in ON_OFFICE if POLICY.decide(alone, action, OFFICE).allowed] == ["signIn"]


@pytest.mark.parametrize(
    ("kind", "amount", "currency", "suffices"),
    [
        ("office-call", None, None, True),
        ("office-call", 0, None, False),
        ("office-call", 5, "EUR", False),
        ("activity/office-call", None, None, True),
        ("activity/office-call", 5, "EUR", False),
        ("activity/exercise", None, None, False),
        ("agreement/office-call", None, None, False),
        ("activity", None, None, False),
        ("commitment", 9_999, "EUR", True),
        ("commitment", 10_000, "EUR", False),
        ("commitment", 0, "EUR", True),
        ("commitment", -1, "EUR", False),
        ("commitment", None, "EUR", False),
        ("commitment", 5, None, False),
        ("commitment", None, None, False),
        ("commitment", 5, "USD", False),
        ("commitment", 2**63 - 1, "EUR", False),
        ("commitment", 2**63, "EUR", False),
        ("agreement", 5, "EUR", False),
        ("appointment", None, None, False),
    ],
)
def test_thresholds(kind: str, amount: int | None, currency: str | None, suffices: bool) -> None:
    kind, _, within = kind.partition("/")
    record = replace(ACTIVITY, kind=kind, amount=amount, currency=currency, state="submitted", type=within or None)
    assert POLICY.one_key(OFFICE, record).allowed is suffices
    for who in PEOPLE:
        may = suffices and who in ("military key", "civilian key")
        assert POLICY.decide(PEOPLE[who], "approveAlone", record).allowed is may, who


names = st.sampled_from(("p_1", "p_2", "p_3"))
organisations = st.sampled_from(("o_1", "o_2", "o_3"))
posts = st.sampled_from(("Tokyo", "Oslo"))
wild = st.builds(
    PersonFacts,
    person=names,
    organisation=organisations,
    side=st.sampled_from(SIDES),
    roles=st.frozensets(st.sampled_from(ROLES), max_size=3),
    posts=st.frozensets(posts),
    factors=st.integers(0, 2),
    delegated=st.frozensets(st.sampled_from(ROLES), max_size=1),
)


@st.composite
def likely(draw: st.DrawFn) -> PersonFacts:
    """Draw someone of one role on the side where it belongs, so that not all is denied many times over."""
    role = draw(st.sampled_from(ROLES))
    side = {"military-key": "military", "civilian-key": "civilian", "partner": "partner"}.get(role)
    delegated = {role} if draw(st.booleans()) else ()
    return replace(
        draw(wild),
        roles=frozenset({role}),
        side=side or draw(st.sampled_from(SIDES)),
        factors=2,
        delegated=frozenset(delegated),
    )


people = wild | likely() | likely()
records = st.builds(
    RecordFacts,
    record=st.just("r_1"),
    kind=st.sampled_from(KINDS),
    state=st.sampled_from(tuple(STATES.values())),
    organisation=organisations,
    author=names,
    post=st.none() | posts,
    partners=st.frozensets(organisations),
    amount=st.none() | st.integers(-(2**63), 2**63 - 1) | st.sampled_from((-1, 0, 9_999, 10_000)),
    currency=st.none() | st.sampled_from(("EUR", "USD", "eur", "")),
    label=st.none() | st.text(max_size=3),
    writers=st.frozensets(names, max_size=1),
    unreviewed=st.booleans(),
    type=st.none() | st.sampled_from(("office-call", "exercise")),
)
behalf = st.fixed_dictionaries({}, optional={"onBehalfOf": names})


@st.composite
def requests(draw: st.DrawFn) -> tuple[object, str, object, dict[str, object]]:
    """Draw any request that is well formed."""
    which = draw(st.sampled_from(("record", "record", "person", "role", "office", "threshold")))
    if which == "threshold":
        return OFFICE, "approveAlone", draw(records), {}
    who = draw(people)
    if which == "record":
        action = draw(st.sampled_from(CONTENT))
        return who, action, draw(records), draw(behalf) if action not in PLAIN else {}
    if which == "office":
        return who, draw(st.sampled_from(ON_OFFICE)), OFFICE, {}
    # One person is told of in one way.
    whom = draw(people.filter(lambda one: one.person != who.person) | st.just(who))
    if which == "person":
        return who, draw(st.sampled_from(ON_PEOPLE)), whom, {}
    action = draw(st.sampled_from(("grantRole", "delegateRole", "grantKeyRole", "vouchKey")))
    said: dict[str, object] = {} if action == "vouchKey" else {"role": draw(st.sampled_from(ROLES))}
    if action in ("grantKeyRole", "vouchKey"):
        said |= {"founding": draw(st.booleans()), "appointed": draw(st.booleans())}
    return who, action, whom, said


@given(requests())
def test_cedar_says_what_plain_ifs_say(request: tuple) -> None:  # type: ignore[type-arg]
    decision = POLICY.decide(*request)
    assert decision.errors == ()
    assert decision.allowed is allowed(*request)
    assert not decision.allowed or decision.policies
    told = POLICY.explain(*request)
    assert told.decision == decision
    assert len(told.sentences) >= 2


@given(people, st.sampled_from(("owner", "system")), st.sampled_from(CONTENT), records, behalf)
def test_an_administrator_gets_no_content_whatever_else_they_hold(
    who: PersonFacts, role: str, action: str, record: RecordFacts, said: dict[str, object]
) -> None:
    holder = replace(who, roles=who.roles | {role})
    assert not POLICY.decide(holder, action, record, said if action not in PLAIN else {}).allowed


@given(people, st.sampled_from((*APPROVE, "reviewEmergency")), records, names, st.booleans())
def test_nobody_approves_what_they_wrote(
    who: PersonFacts, action: str, record: RecordFacts, other: str, latest: bool
) -> None:
    wrote = {"author": who.person} if latest else {"writers": record.writers | {who.person}}
    assert not POLICY.decide(who, action, replace(record, **wrote)).allowed  # type: ignore[arg-type]
    theirs = replace(record, author=other)
    assert not POLICY.decide(who, action, theirs, {"onBehalfOf": other}).allowed


@given(people, records)
def test_no_side_turns_the_others_key(who: PersonFacts, record: RecordFacts) -> None:
    for side in KEY_OF:
        if who.side != side:
            assert not POLICY.decide(who, f"approve{side.capitalize()}", record).allowed


MIL, CIV, JPN = PEOPLE["military key"], PEOPLE["civilian key"], PEOPLE["partner"]
OWNER, AUTHOR, TOKYO = PEOPLE["owner"], PEOPLE["author"], PEOPLE["attaché in Tokyo"]
SENT = replace(ACTIVITY, state="submitted")
CALL = replace(SENT, kind="office-call")
APPOINTED = {"founding": False, "appointed": True}
FOUNDING = {"founding": True, "appointed": False}
#: Of each rule a request that it alone decides: without it, or with another meaning, the answer would be another.
ALONE = {
    "second-factor": (replace(MIL, factors=1), "approveMilitary", SENT, {}),
    "administrators-have-no-content": (replace(MIL, roles=MIL.roles | {"owner"}), "approveMilitary", SENT, {}),
    "nobody-approves-their-own": (MIL, "approveMilitary", replace(SENT, writers=frozenset({"p_mil"})), {}),
    "nobody-approves-for-the-author": (MIL, "approveMilitary", SENT, {"onBehalfOf": "p_else"}),
    "military-key-is-military": (replace(MIL, side="civilian"), "approveMilitary", SENT, {}),
    "civilian-key-is-civilian": (replace(CIV, side="partner"), "approveCivilian", SENT, {}),
    "a-key-of-ones-own-side": (replace(MIL, side="civilian"), "approveEmergency", SENT, {}),
    "only-what-is-submitted": (MIL, "approveMilitary", ACTIVITY, {}),
    "only-what-is-under-review": (CIV, "reviewEmergency", replace(SENT, state="in force"), {}),
    "nothing-is-edited-under-review": (AUTHOR, "writeRecord", replace(SENT, state="lapsed", unreviewed=True), {}),
    "submitted-once": (AUTHOR, "submitRecord", SENT, {}),
    "appointments-need-both-keys": (CIV, "approveEmergency", replace(SENT, kind="appointment"), {}),
    "unknown-is-below-no-threshold": (MIL, "approveAlone", replace(SENT, kind="commitment", currency="EUR"), {}),
    "partners-write-their-own": (replace(TOKYO, side="partner"), "writeRecord", ACTIVITY, {}),
    "partners-get-no-key": (CIV, "vouchKey", JPN, APPOINTED),
    "keys-go-to-their-side": (CIV, "grantKeyRole", AUTHOR, {"role": "civilian-key"} | APPOINTED),
    "keys-are-appointed": (OWNER, "grantRole", AUTHOR, {"role": "military-key"}),
    "nobody-promotes-themselves": (OWNER, "grantRole", OWNER, {"role": "system"}),
    "nobody-vouches-for-themselves": (MIL, "vouchKey", MIL, APPOINTED),
    "offices-are-not-delegated": (OWNER, "delegateRole", replace(OWNER, person="p_2"), {"role": "owner"}),
    "delegated-once": (
        replace(MIL, delegated=frozenset({"military-key"})),
        "delegateRole",
        replace(MIL, person="p_2"),
        {"role": "military-key"},
    ),
    "delegated-within-an-organisation": (MIL, "delegateRole", AUTHOR, {"role": "military-key"}),
    "authors-and-their-organisation": (AUTHOR, "readRecord", ACTIVITY, {}),
    "attaches-and-their-post": (TOKYO, "submitRecord", ACTIVITY, {}),
    "the-office-reads-what-is-no-draft": (CIV, "readRecord", SENT, {}),
    "the-office-reads-what-binds-nobody": (CIV, "readRecord", replace(ACTIVITY, kind="lesson"), {}),
    "authors-note-for-their-organisation": (AUTHOR, "noteRecord", ACTIVITY, {}),
    "attaches-note-for-their-post": (TOKYO, "noteRecord", ACTIVITY, {}),
    "the-office-notes-what-it-learns-and-decides": (CIV, "noteRecord", replace(SENT, kind="offer"), {}),
    "partners-answer-what-names-them": (JPN, "answerRecord", replace(ACTIVITY, state="in force"), {}),
    "one-takes-away-what-one-reads": (TOKYO, "takeAway", OFFICE, {}),
    "partners-read-what-names-them": (JPN, "readRecord", SENT, {}),
    "partners-read-their-own": (JPN, "readRecord", replace(ACTIVITY, organisation="o_jpn"), {}),
    "military-key-approves": (MIL, "approveMilitary", SENT, {}),
    "civilian-key-approves": (CIV, "reviewEmergency", replace(SENT, state="under review"), {}),
    "either-key-refuses-or-acts-in-an-emergency": (CIV, "refuseRecord", SENT, {}),
    "release-what-both-keys-approved": (AUTHOR, "releaseRecord", replace(SENT, kind="release", state="in force"), {}),
    "one-key-for-an-office-call": (MIL, "approveAlone", CALL, {"onBehalfOf": "p_chief"}),
    "one-key-below-10000-euro": (
        CIV,
        "approveAlone",
        replace(SENT, kind="commitment", amount=9_999, currency="EUR"),
        {},
    ),
    "everybody-signs-in": (replace(JPN, factors=1), "signIn", OFFICE, {}),
    "everybody-sees-themselves": (replace(JPN, factors=1), "ownSession", JPN, {}),
    "the-office-knows-its-people": (TOKYO, "readPeople", OrganisationFacts("o_jpn", "partner"), {}),
    "owners-manage-people": (OWNER, "erasePersonal", JPN, {}),
    "owners-grant-roles": (OWNER, "grantRole", JPN, {"role": "partner"}),
    "owners-found-the-office": (OWNER, "vouchKey", OWNER, FOUNDING),
    "appointments-are-carried-out": (CIV, "grantKeyRole", AUTHOR, {"role": "military-key"} | APPOINTED),
    "roles-are-delegated": (MIL, "delegateRole", replace(MIL, person="p_2"), {"role": "military-key"}),
    "overseers-and-key-holders-read-the-log": (MIL, "readLog", OFFICE, {}),
    "overseers-take-the-log-away": (PEOPLE["overseer"], "exportLog", OFFICE, {}),
    "the-system-is-run": (PEOPLE["system"], "runSystem", OFFICE, {}),
}


@pytest.mark.parametrize("name", POLICY.rules)
def test_each_rule_decides_something_that_no_other_does(name: str) -> None:
    decision = POLICY.decide(*ALONE[name])
    assert (decision.policies, decision.errors) == ((name,), ())
    assert decision.allowed is POLICY.rules[name].permits
    assert decision.says == (POLICY.rules[name].says,)


ANYTHING = '@id("all")\n@says("Everything.")\npermit (principal, action, resource);\n'


@given(requests())
def test_a_permit_added_beats_no_forbid(generous: Policy, request: tuple) -> None:  # type: ignore[type-arg]
    decision = POLICY.decide(*request)
    assert generous.decide(*request).allowed is (decision.allowed or not decision.policies)


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "more.cedar").write_text(ANYTHING)
    return Policy.load(folder)


@pytest.mark.parametrize(
    ("who", "what", "action", "said"),
    [
        (replace(PEOPLE["author"], roles=frozenset({"author", "Author"})), ACTIVITY, "readRecord", {}),
        (replace(PEOPLE["author"], side="Military"), ACTIVITY, "readRecord", {}),
        (PEOPLE["author"], replace(ACTIVITY, kind="treaty"), "readRecord", {}),
        (PEOPLE["author"], replace(ACTIVITY, state="approved"), "readRecord", {}),
        (PEOPLE["author"], ACTIVITY, "deleteRecord", {}),
        (PEOPLE["author"], ACTIVITY, "content", {}),
        (PEOPLE["author"], ACTIVITY, 'readRecord"', {}),
        (PEOPLE["author"], ACTIVITY, "", {}),
        (PEOPLE["author"], ACTIVITY, "read\ud800", {}),
        (PEOPLE["author"], replace(ACTIVITY, record="r_\ud800"), "readRecord", {}),
        (PEOPLE["author"], replace(ACTIVITY, post="\ud800"), "readRecord", {}),
        (PEOPLE["author"], replace(ACTIVITY, amount=1.5), "readRecord", {}),
        (PEOPLE["author"], replace(ACTIVITY, amount=True), "readRecord", {}),
        (PEOPLE["author"], OFFICE, "readRecord", {}),
        (OFFICE, ACTIVITY, "readRecord", {}),
        (PEOPLE["author"], ACTIVITY, "readRecord", {"really": True}),
        (PEOPLE["owner"], PEOPLE["author"], "grantKeyRole", {"role": "military-key", "founding": True}),
        (PEOPLE["owner"], PEOPLE["author"], "grantRole", {}),
        (PEOPLE["owner"], PEOPLE["author"], "grantRole", {"role": "king"}),
    ],
)
def test_what_the_schema_does_not_know_is_denied_and_told(
    generous: Policy, who: PersonFacts, what: RecordFacts, action: str, said: dict[str, object]
) -> None:
    decision = generous.decide(who, action, what, said)
    assert (decision.allowed, decision.policies) == (False, ())
    assert decision.errors
    assert "p_author" not in " ".join(decision.errors)
    assert len(generous.explain(who, action, what, said).sentences) >= 3


def test_an_error_in_a_policy_denies_even_where_another_permits(tmp_path: Path) -> None:
    (tmp_path / "more.cedar").write_text(
        '@id("more")\n@says("Twice the money is too much.")\n'
        'forbid (principal, action == Action::"readRecord", resource is Record)\n'
        "when { resource has amount && resource.amount * 2 > 10 };\n"
    )
    policy = Policy.load(tmp_path)
    assert policy.decide(PEOPLE["author"], "readRecord", replace(ACTIVITY, amount=5)).allowed
    # Cedar itself skips a forbid that overflows.
    decision = policy.decide(PEOPLE["author"], "readRecord", replace(ACTIVITY, amount=2**62))
    assert not decision.allowed
    assert decision.errors


@given(people, records)
def test_facts_conform_to_the_schema(who: PersonFacts, record: RecordFacts) -> None:
    known = entities(who, record, OrganisationFacts(who.organisation, who.side), OFFICE)
    assert len(cedarpy.Entities.from_json_str(json.dumps(known), POLICY.schema)) >= len(known)


def test_whoever_is_denied_reads_what_is_missing() -> None:
    record = replace(ACTIVITY, state="submitted")
    civilian = replace(PEOPLE["author elsewhere"])
    told = POLICY.explain(civilian, "approveCivilian", record, until={"author": "2027-03-01"})
    assert told.sentences == (
        "Not allowed.",
        "A holder of the civilian key approves what is submitted, and reviews what was done in an emergency. "
        "Missing here: the role civilian-key.",
        "Held: author (until 2027-03-01).",
    )
    assert "Nobody approves or reviews what they wrote or submitted." in str(
        POLICY.explain(PEOPLE["civilian key"], "approveCivilian", replace(record, author="p_civ"))
    )
    # Of several ways the nearest comes first.
    told = POLICY.explain(PEOPLE["attaché in Oslo"], "readRecord", record)
    assert told.sentences[1] == (
        "An attaché reads, writes and submits the records of their post. Missing here: a record of one’s own post."
    )
    assert POLICY.explain(PEOPLE["nobody"], "readRecord", record).sentences[-1] == "No role is held."


def test_every_rule_says_what_it_means_and_each_clause_of_a_permit_what_it_needs() -> None:
    for rule in POLICY.rules.values():
        assert rule.says.endswith("."), rule.name
        assert not rule.permits or rule.says not in rule.needs, rule.name


@pytest.mark.parametrize(
    ("scope", "clause", "asks"),
    [
        ("resource is Record", "resource has amount && resource.amount > 5", {"amount"}),
        ("resource is Record", "resource.author == principal", {"author"}),
        ("resource is Record", '[Record::"r_1"].contains(resource)', {"itself"}),
        ("resource is Record", 'resource == Record::"r_1"', {"itself"}),
        ('resource == Record::"r_1"', "true", {"itself"}),
        ('resource is Record in Record::"r_1"', "true", {"itself"}),
        ("resource is Record", "principal.factors > 1", set()),
    ],
)
def test_a_policy_tells_what_it_asks_of_a_record(tmp_path: Path, scope: str, clause: str, asks: set[str]) -> None:
    """Lists ask the policy once for all records alike in this: what it misses, lists would show to whoever may not see it."""
    known = {"organisation", "partners", "state", "kind", "post"}
    assert POLICY.asked("readRecord") == known
    for action in ('action == Action::"readRecord"', 'action in Action::"content"', "action"):
        (tmp_path / "more.cedar").write_text(
            f'@id("more")\n@says("More.")\nforbid (principal is Person, {action}, {scope})\nwhen {{ {clause} }};\n'
        )
        assert Policy.load(tmp_path).asked("readRecord") == known | asks
    (tmp_path / "more.cedar").write_text(
        f'@id("more")\n@says("More.")\nforbid (principal is Person, action == Action::"writeRecord", {scope})\nwhen {{ {clause} }};\n'
    )
    assert Policy.load(tmp_path).asked("readRecord") == known
