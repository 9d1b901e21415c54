"""Lessons: from what somebody saw to what a later event has shown, each step by whom it may be taken."""

from __future__ import annotations

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.storage.working import due
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note, opened, places, refused, rows, tried


@pytest.fixture
def prepared(office_world: World) -> World:
    office_world.add("eve", "ministry", "author")
    keep_until(office_world, "activity")
    return office_world


def at(made: World, **said: object) -> dict[str, object]:
    return {"day": made.clock.now.date().isoformat()} | said


def test_a_lesson_is_learnt_when_a_later_activity_has_shown_it(prepared: World) -> None:
    which = keep(prepared, "lesson")
    with refused("another person validates"):
        note(prepared, which, "validated", at(prepared, basis="I saw it."))
    with pytest.raises(NotAllowed):
        note(prepared, which, "endorsed", at(prepared), login="carl")
    note(prepared, which, "validated", at(prepared, basis="Two boats’ logs."), login="eve")
    with refused("does not endorse it"):
        note(prepared, which, "endorsed", at(prepared), login="eve")
    note(prepared, which, "endorsed", at(prepared), login="carl")
    with refused("was validated as it stands"):
        again(prepared, which, example("lesson", recommendation="Buy new radios."))
    task = at(prepared, body="Landing school", responsible="eve", due="2026-04-01", plan="New landing order.")
    note(prepared, which, "tasked", task)
    prepared.clock.on(days=60)
    waiting = [one for one in rows(prepared, due) if one["record"] == which]
    assert [(one["what"], one["person"], one["done"]) for one in waiting] == [("lesson to be implemented", prepared.people["eve"].person, 0)]  # fmt: skip
    case = opened(prepared, which).case
    assert [one.what for rule in case.kind.advice for one in rule(case)] == ["It was to be implemented by 2026-04-01."]
    note(prepared, which, "implemented", at(prepared, how="Order 7, in force."), login="eve")
    later = example("activity", title="Autumn Bridge", start="2026-10-01", end="2026-10-10", trains_unit="no", clearances=None, milestones=None)  # fmt: skip
    activity = keep(prepared, "activity", later)
    seen = {"activity": "Autumn Bridge", "how": "No radio failed."}
    with refused("has not been held yet"):
        note(prepared, which, "verified", at(prepared, **seen))
    with refused("of which the lesson was learnt"):
        note(prepared, which, "verified", at(prepared, **seen | {"activity": "Northern Bridge 2026"}))
    into_force(prepared, activity)
    early = keep(prepared, "activity", later | {"title": "Early", "start": "2026-03-10", "end": "2026-03-11"})
    into_force(prepared, early)
    note(prepared, early, "held", at(prepared))
    with refused("began on 2026-03-10"):
        note(prepared, which, "verified", at(prepared, **seen | {"activity": early}))
    prepared.clock.on(days=160)
    note(prepared, activity, "held", at(prepared))
    note(prepared, which, "verified", at(prepared, **seen))
    assert opened(prepared, which).case.stage() == "verified"
    note(prepared, which, "recurred", at(prepared, **seen | {"how": "One failed."}))
    assert opened(prepared, which).case.stage() == "endorsed"


def test_a_lesson_is_rejected_with_a_reason_and_looked_at_anew(prepared: World) -> None:
    which = keep(prepared, "lesson")
    with refused("Reason is missing"):
        note(prepared, which, "rejected", at(prepared), login="eve")
    note(prepared, which, "rejected", at(prepared, reason="One boat only."), login="eve")
    with pytest.raises(NotAllowed):
        note(prepared, which, "validated", at(prepared, basis="Still."), login="eve")
    note(prepared, which, "reopened", at(prepared, reason="It was seen again."))
    again(prepared, which, example("lesson", observation="All five radios lost the beach."))
    note(prepared, which, "validated", at(prepared, basis="Logs."), login="eve")
    assert opened(prepared, which).case.stage() == "validated"


def test_what_others_may_read_names_nobody(prepared: World) -> None:
    for said, place in (
        ({"released_title": "Radios of the navy of Norland"}, "released_title"),
        ({"released_observation": "In Northern Bridge 2026 radios failed."}, "released_observation"),
        ({"states": ["JPN"], "released_recommendation": "Japan puts spares first."}, "released_recommendation"),
        ({"states": ["USA"], "released_recommendation": "The USA puts spares first."}, "released_recommendation"),
    ):
        assert place in places(tried(prepared, "lesson", example("lesson", **said))), said
    assert tried(prepared, "lesson", example("lesson", states=["USA"], released_title="Let us warm radios")).problems == []  # fmt: skip
