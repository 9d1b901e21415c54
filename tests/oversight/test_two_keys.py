"""What binds, and what does not, against the database."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert

from comity.model.errors import BadRequest, Busy, NotAllowed, UnknownName
from comity.oversight import approving, records
from comity.oversight.comparing import differences
from comity.oversight.policy.engine import Policy
from comity.oversight.storage.tables import record_partner
from oversight.world import SYSTEM, World


def test_two_people_of_two_organisations_approve_one_record(office_world: World) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    assert not office_world.approve("mike", digest)
    assert office_world.state(which) == "submitted"
    assert office_world.approve("carl", digest)
    assert office_world.state(which) == "in force"
    assert office_world.acts()[-4:] == ["record.submitted", "approval.given", "approval.given", "record.authorised"]


def test_an_edit_voids_what_was_approved(office_world: World) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    office_world.write(which=which, saw=1, content={"title": "Status of forces", "text": "Article 1, changed."})
    assert office_world.state(which) == "draft"
    with pytest.raises(NotAllowed):
        office_world.approve("carl", digest)
    again = office_world.submit(which, saw=2)
    assert again != digest
    with pytest.raises(NotAllowed, match=r"bytes|signature"), office_world.act("mike") as act:
        mike = office_world.people["mike"]
        approving.approve(act, again, "military", mike.key, mike.signs(office_world.payload(digest)))


def test_nobody_approves_what_they_wrote(office_world: World) -> None:
    with office_world.act("olga") as act:
        from comity.oversight.people import roles

        roles.grant(act, office_world.people["carl"].person, "author", act.now.replace(year=2027))
    which = office_world.write("carl")
    office_world.write("anna", which=which, saw=1, content={"title": "Status of forces", "text": "Anna's comma."})
    digest = office_world.submit(which, saw=2)
    with pytest.raises(NotAllowed, match="wrote"):
        office_world.approve("carl", digest)


def test_one_key_suffices_for_an_office_call(office_world: World) -> None:
    which = office_world.write(kind="office-call", content={"title": "The attaché calls"})
    assert office_world.approve("carl", office_world.submit(which))
    assert office_world.state(which) == "in force"


def test_a_submission_expires(office_world: World) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    office_world.clock.on(days=31)
    with pytest.raises(NotAllowed, match="expired"):
        office_world.approve("carl", digest)
    with office_world.office.system() as act:
        assert approving.lapse(act) == 1
    assert office_world.state(which) == "lapsed"
    again = office_world.submit(which)
    assert not office_world.approve("mike", again)
    assert office_world.approve("carl", again)


def test_a_refusal_has_a_reason(office_world: World) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    with pytest.raises(BadRequest, match="reason"), office_world.act("mike") as act:
        approving.refuse(act, digest, "  ")
    with office_world.act("mike") as act:
        approving.refuse(act, digest, "Article 1 names no court.")
    assert office_world.state(which) == "refused"
    with pytest.raises(NotAllowed):
        office_world.approve("mike", digest)


def test_the_emergency_path_forces_a_review(office_world: World) -> None:
    office_world.add("cora", "ministry", "author")
    which = office_world.write()
    digest = office_world.submit(which, emergency="The ship arrives tonight.")
    assert office_world.approve("mike", digest)
    assert office_world.state(which) == "under review"
    with pytest.raises(NotAllowed):
        office_world.review("mike", digest, "confirmed")
    office_world.review("carl", digest, "confirmed")
    assert office_world.state(which) == "in force"


def test_without_a_review_in_time_it_lapses_and_no_other_goes_by_that_path(office_world: World) -> None:
    which, other = office_world.write(), office_world.write()
    digest = office_world.submit(which, emergency="The ship arrives tonight.")
    office_world.approve("mike", digest)
    office_world.clock.on(hours=25)
    with office_world.office.system() as act:
        assert approving.lapse(act) == 1
    assert office_world.state(which) == "lapsed"
    with pytest.raises(NotAllowed, match="overdue"):
        office_world.submit(other, emergency="Another ship.")
    # An edit would make a draft of it, which nobody reviews any more.
    with pytest.raises(NotAllowed, match="before it was reviewed"):
        office_world.write(which=which, saw=1)
    office_world.review("carl", digest, "confirmed")
    assert office_world.state(which) == "lapsed"
    office_world.write(which=which, saw=1)
    office_world.submit(other, emergency="Another ship.")


@pytest.mark.parametrize(
    ("amount", "currency", "path"),
    [(9_999, "EUR", "one key"), (10_000, "EUR", "two keys"), (9_999, "USD", "two keys"), (None, None, "two keys")],
)
def test_below_the_threshold_of_the_policy_one_key_suffices(
    office_world: World, amount: int | None, currency: str | None, path: str
) -> None:
    money = {"amount": amount, "currency": currency} if currency else {}
    which = office_world.write(kind="commitment", content={"title": "Fuel", **money})
    digest = office_world.submit(which)
    assert office_world.approve("mike", digest) is (path == "one key")


def test_a_threshold_lowered_in_between_counts(office_world: World, tmp_path: Path) -> None:
    which = office_world.write(kind="commitment", content={"title": "Fuel", "amount": 9_999, "currency": "EUR"})
    digest = office_world.submit(which)
    (tmp_path / "lower.cedar").write_text(
        '@id("lower")\n@says("Below 500 only.")\nforbid (principal, action == Action::"approveAlone", resource is Record)\n'
        "when { resource has amount && resource.amount >= 500 };\n"
    )
    office_world.office.policy = Policy.load(tmp_path)
    with pytest.raises(NotAllowed, match="Below 500 only"):
        office_world.approve("mike", digest)


def test_whoever_is_denied_is_told_what_is_missing(office_world: World) -> None:
    which = office_world.write()
    with pytest.raises(UnknownName, match="no such record"):
        office_world.write("mike", which=which, saw=1)
    assert office_world.acts()[-1] == "act.denied"
    office_world.submit(which)
    with pytest.raises(NotAllowed, match=r"Missing here: the role author.*Held: military-key\.") as caught:
        office_world.write("mike", which=which, saw=1)
    assert caught.value.problems[-1] == "Held: military-key."


def test_of_two_edits_at_once_one_is_told(office_world: World) -> None:
    which = office_world.write()
    office_world.write(which=which, saw=1)
    with pytest.raises(Busy):
        office_world.write(which=which, saw=1)


def test_an_appointment_needs_both_keys_once_the_office_is_founded(office_world: World) -> None:
    cleo = office_world.add("cleo", "ministry")
    with pytest.raises(NotAllowed), office_world.act("olga") as act:
        from comity.oversight.people import roles

        roles.grant(act, cleo.person, "civilian-key", act.now.replace(year=2027))
    office_world.enrol("cleo")
    with office_world.look("anna") as look:
        until = int(look.now.timestamp() * 1000) + 86_400_000
    content = {"title": "Cleo Example holds the civilian key", "person": cleo.person, "role": "civilian-key", "end": until, "key": cleo.key}  # fmt: skip
    which = office_world.write(kind="appointment", content=content)
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    office_world.approve("carl", digest)
    record = office_world.write()
    digest = office_world.submit(record)
    office_world.approve("mike", digest)
    assert office_world.approve("cleo", digest)


def test_who_may_not_read_does_not_learn_that_it_is_there(office_world: World) -> None:
    which = office_world.write()
    with pytest.raises(UnknownName), office_world.look("olga") as look:
        records.read(look, which)


def test_an_owner_does_not_found_the_office_anew_by_suspending_the_key_holders(office_world: World) -> None:
    from comity.oversight.people import accounts, roles

    cleo = office_world.add("cleo", "ministry")
    with office_world.act("olga") as act:
        accounts.suspend(act, office_world.people["carl"].person)
        accounts.end_organisation(act, office_world.organisations["staff"])
    with pytest.raises(NotAllowed), office_world.act("olga") as act:
        roles.grant(act, cleo.person, "civilian-key", act.now.replace(year=2027))
    # When their terms are over nobody could ever appoint again: then, and not before, the office is founded anew.
    office_world.clock.on(days=366)
    with office_world.look(None) as look:
        assert approving.still_founding(look)


def test_whoever_submits_it_does_not_approve_it(office_world: World) -> None:
    with office_world.act("olga") as act:
        from comity.oversight.people import roles

        roles.grant(act, office_world.people["carl"].person, "author", act.now.replace(year=2027))
    digest = office_world.submit(office_world.write("anna"), "carl")
    with pytest.raises(NotAllowed, match="wrote"):
        office_world.approve("carl", digest)


def test_an_appointment_goes_by_no_shorter_path(office_world: World) -> None:
    content = {"title": "Anna holds a key", "person": office_world.people["anna"].person, "role": "author", "end": 1_800_000_000_000}  # fmt: skip
    which = office_world.write(kind="appointment", content=content)
    with pytest.raises(NotAllowed, match="both keys"):
        office_world.submit(which, emergency="It is urgent.")


def test_what_an_approval_rests_on_does_not_change_before_it_binds(office_world: World) -> None:
    """An edit that comes while the last key is being turned waits: what is in force is what was approved."""
    which = office_world.write()
    digest = office_world.submit(which)
    office_world.approve("mike", digest)
    carl, payload = office_world.people["carl"], office_world.payload(digest)
    edited: list[object] = []

    def edit() -> None:
        try:
            edited.append(office_world.write(which=which, saw=1, content={"title": "Another text"}))
        except Exception as error:
            edited.append(error)

    with office_world.act("carl") as act:
        other = threading.Thread(target=edit)
        other.start()
        other.join(0.5)
        assert not edited
        approving.approve(act, digest, "civilian", carl.key, carl.signs(payload))
    other.join()
    with office_world.look("anna") as look:
        found = records.read(look, which)
    assert (found["state"], found["latest"]) == ("draft", 2)
    assert office_world.acts()[-2:] == ["record.authorised", "record.written"]


def test_both_keys_sign_whom_it_concerns(office_world: World) -> None:
    japan = office_world.organisations["japan"]
    which = office_world.write(partners=[japan])
    digest = office_world.submit(which)
    said = json.loads(office_world.payload(digest))
    assert (said["partners"], said["post"]) == ([japan], None)
    # Who adds a partner past the office changes what nobody signed: the log tells.
    with office_world.office.database.write(SYSTEM) as con:
        con.execute(insert(record_partner).values(record=which, organisation=office_world.organisations["staff"]))
    assert [one for one in differences(office_world.office) if which in one]
