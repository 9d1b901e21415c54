"""Evaluations: who may write them, what they lock, and how they are answered."""

from __future__ import annotations

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.storage.working import due
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note, opened, refused, rows

FOUND = {
    "findings": "Days at sea doubled.",
    "questions": [{"id": "quest1", "question": "Do the boats sail more?", "answer": "Yes, in three of six."}],
    "recommendations": [{"id": "rec1", "recommendation": "Train a third crew."}, {"id": "rec2", "recommendation": "Sell a boat."}],
}  # fmt: skip
MEASURED = {"value": "40", "source": "Logs"}


@pytest.fixture
def prepared(office_world: World) -> World:
    office_world.add("eve", "ministry", "author")
    keep_until(office_world, "objective")
    return office_world


def mine(**other: object) -> dict[str, object]:
    return example("evaluation", evaluator="eve", **other)


def test_an_evaluation_is_refused_to_the_owner_and_to_whoever_carries_it_out(prepared: World) -> None:
    prepared.add("ian", "ministry", "author")
    keep(prepared, "activity", example("activity", implementer="ian"))
    with refused("You are its owner"):
        keep(prepared, "evaluation", mine())
    with refused("The evaluator of this is its owner"):
        keep(prepared, "evaluation", example("evaluation", evaluator="anna"), login="eve")
    with refused("The evaluator of this is who carries it out"):
        keep(prepared, "evaluation", mine(evaluates="Northern Bridge 2026") | {"evaluator": "ian"}, login="eve")
    with refused("You are who carries it out"):
        keep(prepared, "evaluation", mine(evaluates="Northern Bridge 2026"), login="ian")
    which = keep(prepared, "evaluation", mine(), login="eve")
    with refused("You are its owner"):
        again(prepared, which, mine(**FOUND))
    with refused("is written by the evaluator alone"):
        again(prepared, which, mine(**FOUND), login="ian")
    again(prepared, which, mine(**FOUND), login="eve")
    with refused("does not change any more"):
        again(prepared, which, example("evaluation", evaluator="carl", **FOUND), login="eve")


def test_a_closed_evaluation_locks_itself_and_the_figures_of_its_period(prepared: World) -> None:
    which = keep(prepared, "evaluation", mine(), login="eve")
    objective = str(opened(prepared, which, "eve").content["evaluates"])
    into_force(prepared, objective)
    note(prepared, objective, "measured", MEASURED | {"day": "2026-02-01"}, about="days")
    closing = {"day": "2026-03-02", "respond_by": "2026-04-30"}
    with refused("Nothing is written of what was found"):
        note(prepared, which, "closed", closing, login="eve")
    again(prepared, which, mine(**FOUND), login="eve")
    with refused("The evaluator alone closes"):
        note(prepared, which, "closed", closing)
    note(prepared, which, "closed", closing, login="eve")
    with refused("it stays as it is"):
        again(prepared, which, mine(**FOUND) | {"findings": "All is well."}, login="eve")
    with pytest.raises(NotAllowed):
        note(prepared, which, "closed", closing, login="eve")
    with refused("its data stay as they were"):
        note(prepared, objective, "measured", MEASURED | {"day": "2026-02-28"}, about="days")
    note(prepared, objective, "measured", MEASURED | {"day": "2026-03-01"}, about="days")
    changed = example("objective")
    changed["indicators"][0]["baseline"] = "39"
    with refused("rests on indicator 1"):
        again(prepared, objective, changed)
    again(prepared, objective, example("objective", specific="Said more clearly."))


def test_what_was_observed_of_an_evaluated_activity_is_locked_too(prepared: World) -> None:
    activity = keep(prepared, "activity", example("activity", start="2026-03-01", end="2026-03-02", clearances=None))
    into_force(prepared, activity)
    note(prepared, activity, "started", {"day": "2026-03-02"})
    seen = {"troops": "1300", "source": "Range control"}
    note(prepared, activity, "observed", seen | {"day": "2026-03-01"})
    which = keep(prepared, "evaluation", mine(**FOUND, evaluates=activity, start="2026-03-01", end="2026-03-02"), login="eve")  # fmt: skip
    note(prepared, which, "closed", {"day": "2026-03-02", "respond_by": "2026-04-30"}, login="eve")
    with refused("its data stay as they were"):
        note(prepared, activity, "observed", seen | {"day": "2026-03-02", "troops": "900"})


def test_a_programme_is_evaluated_with_the_objectives_whose_figures_count(prepared: World) -> None:
    said = mine(**FOUND, evaluates="Coast guard of Norland")
    which = keep(prepared, "evaluation", said, login="eve")
    closing = {"day": "2026-03-02", "respond_by": "2026-04-30"}
    with refused("on which objectives’ figures it rests"):
        note(prepared, which, "closed", closing, login="eve")
    again(prepared, which, said | {"objectives": ["Boats at sea"]}, login="eve")
    note(prepared, which, "closed", closing, login="eve")
    (objective,) = opened(prepared, which).content["objectives"]
    with refused("its data stay as they were"):
        note(prepared, objective, "measured", MEASURED | {"day": "2026-02-01"}, about="days")


def test_every_recommendation_is_answered_and_what_is_not_is_told(prepared: World) -> None:
    which = keep(prepared, "evaluation", mine(**FOUND), login="eve")
    note(prepared, which, "closed", {"day": "2026-03-02", "respond_by": "2026-04-30"}, login="eve")
    prepared.clock.on(days=70)
    owner = prepared.people["anna"].person
    waiting = {one["about"] for one in rows(prepared, due) if one["what"] == "response to a recommendation" and not one["done"] and one["person"] == owner}  # fmt: skip
    assert waiting == {"rec1", "rec2"}
    case = opened(prepared, which).case
    assert [one.place for rule in case.kind.advice for one in rule(case)] == ["recommendations/1", "recommendations/2"]
    day = {"day": "2026-05-01"}
    with refused("the management responds"):
        note(prepared, which, "responded", day | {"answer": "rejected", "why": "No."}, about="rec1", login="eve")
    with refused("with a reason"):
        note(prepared, which, "responded", day | {"answer": "rejected"}, about="rec2")
    with refused("what will be done"):
        note(prepared, which, "responded", day | {"answer": "accepted", "due": "2026-12-01", "responsible": "anna"}, about="rec1")  # fmt: skip
    with refused("has not been accepted"):
        note(prepared, which, "carried-out", day | {"how": "Done."}, about="rec1")
    note(prepared, which, "responded", day | {"answer": "rejected", "why": "It is needed."}, about="rec2")
    note(prepared, which, "responded", day | {"answer": "partly", "action": "A course", "due": "2026-05-05", "responsible": "anna"}, about="rec1")  # fmt: skip
    prepared.clock.on(days=30)
    case = opened(prepared, which).case
    assert [one.what for rule in case.kind.advice for one in rule(case)] == ["It was to be carried out by 2026-05-05."]
    note(prepared, which, "carried-out", {"day": "2026-06-01", "how": "Held."}, about="rec1")
    assert all(one["done"] for one in rows(prepared, due) if one["record"] == which and one["about"])
