"""What an activity must have before it is submitted, and what must be there before it begins."""

from __future__ import annotations

from typing import Any

import pytest

from comity.oversight.storage.working import booking, due, money
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note, opened, places, refused, rows, tried

ALWAYS = ["owner", "authority", "objectives", "fund_line", "partners", "start", "end", "label", "theory_of_change", "assumptions", "absorptive_capacity", "risks", "programme", "cost"]  # fmt: skip


@pytest.fixture
def prepared(office_world: World) -> World:
    keep_until(office_world, "objective")
    return office_world


def test_an_exercise_goes_from_draft_to_closed_with_two_approvers(prepared: World) -> None:
    which = keep(prepared, "activity")
    into_force(prepared, which)
    note(prepared, which, "done", {"day": "2026-03-01", "outputs": "Minutes."}, about="ipc0")
    prepared.clock.on(days=190)
    day = {"day": "2026-09-01"}
    with refused("Harbour master of Norland has not been noted"):
        note(prepared, which, "started", day)
    note(prepared, which, "clearance", {"day": "2026-07-20", "result": "obtained", "reference": "P-7"}, about="port")
    note(prepared, which, "started", day)
    prepared.clock.on(days=20)
    note(prepared, which, "observed", {"day": "2026-09-05", "troops": "1450", "source": "Exercise control"})
    note(prepared, which, "held", {"day": "2026-09-14", "attended": "1450"})
    note(prepared, which, "hotwash", {"day": "2026-09-15", "text": "Radios failed by night."})
    note(prepared, which, "reported", {"day": "2026-09-20", "report": "Landed in 52 minutes; 40 were asked."})
    note(prepared, which, "closed", {"day": "2026-09-25"})
    found = opened(prepared, which)
    assert found.case.stage() == "closed" and found.row["state"] == "in force"
    assert {one["what"] for one in rows(prepared, due) if one["record"] == which and not one["done"]} == {"day outside one’s hands"}  # fmt: skip
    assert [(one["stage"], one["line"], one["year"], one["cents"]) for one in rows(prepared, money) if one["record"] == which] == [("planned", "1402-687", 2026, 12_000_000)]  # fmt: skip
    anna = prepared.people["anna"].person
    assert {(one["kind"], one["resource"], one["start"], one["end"]) for one in rows(prepared, booking)} == {("place", "Southern range", "2026-09-02", "2026-09-10"), ("person", anna, "2026-09-01", "2026-09-14")}  # fmt: skip


def test_nothing_is_submitted_without_what_every_activity_has(prepared: World) -> None:
    assert tried(prepared, "activity", example("activity")).problems == []
    for name in ALWAYS:
        assert name in places(tried(prepared, "activity", example("activity", **{name: None}))), name


def test_a_risk_of_each_kind_is_named_with_owner_and_trigger(prepared: World) -> None:
    said = example("activity")
    for kind in ("escalation", "dependence", "backlash-here", "backlash-there", "cost"):
        without = tried(prepared, "activity", said | {"risks": [one for one in said["risks"] if one["kind"] != kind]})
        assert places(without) == {"risks"}
    bare = [{name: one[name] for name in ("kind", "description")} for one in said["risks"]]
    assert places(tried(prepared, "activity", said | {"risks": bare})) == {f"risks/{number}/{name}" for number in range(1, 6) for name in ("owner", "trigger")}  # fmt: skip


def test_the_fund_line_is_one_of_the_programme_in_the_year_and_currency(prepared: World) -> None:
    for other, told in (
        ({"fund_line": "0815"}, "has no fund line"),
        ({"currency": "USD"}, "in USD"),
        ({"start": "2028-02-01", "end": "2028-02-02"}, "for 2028"),
        ({"fund_year": "2031"}, "for 2031"),
    ):
        found = [one for one in tried(prepared, "activity", example("activity", **other)).problems if one.place == "fund_line"]  # fmt: skip
        assert len(found) == 1 and told in found[0].what


def test_a_cost_without_a_currency_is_not_even_kept_and_an_office_call_needs_no_money(prepared: World) -> None:
    with refused("A cost is of a currency"):
        keep(prepared, "activity", example("activity", currency=None))
    call = example("activity", title="Call", type="office-call", cost=None, currency=None, fund_line=None, trains_unit=None, vetting=None)  # fmt: skip
    assert tried(prepared, "activity", call).problems == []
    assert "cost" in places(tried(prepared, "activity", call | {"fund_line": "1402-687"}))


#: Of the rows of a good vetting what is otherwise, and where that is told.
UNVETTED: list[tuple[list[dict[str, Any]], str]] = [
    ([], "vetting"),
    ([{"result": "pending"}], "vetting/1/result"),
    ([{"result": "not-cleared"}], "vetting/1/result"),
    ([{"expires": "2026-09-13"}], "vetting/1/expires"),
    ([{"expires": None}], "vetting/1/expires"),
    ([{"unit": "Fourth squadron"}], "vetting"),
    ([{}, {"day": "2026-02-20", "result": "not-cleared"}], "vetting/2/result"),
    ([{"result": "not-cleared"}, {}], "vetting/1/result"),
    ([{"day": "2026-05-01"}], "vetting/1/day"),
]


def test_no_unit_is_trained_without_valid_vetting(prepared: World) -> None:
    good = example("activity")["vetting"][0]
    for kind in ("exercise", "training-course", "equipment", "education-place", "exchange-officer"):
        for found, place in UNVETTED:
            said = example("activity", type=kind, vetting=[good | row for row in found])
            assert place in places(tried(prepared, "activity", said)), (kind, found)


def test_a_training_course_whose_unit_nobody_names_is_told_whatever_the_flag_says(prepared: World) -> None:
    said = example("activity", type="training-course", trains_unit="no", partners=[{"partner": "Navy of Norland", "role": "trainee"}])  # fmt: skip
    assert "partners" in places(tried(prepared, "activity", said))
    assert "trains_unit" in places(tried(prepared, "activity", example("activity", trains_unit=None)))


def test_nothing_begins_that_is_not_in_force_or_whose_vetting_was_withdrawn(prepared: World) -> None:
    which = keep(prepared, "activity", example("activity", clearances=None))
    prepared.clock.on(days=183)
    with refused("has not been approved"):
        note(prepared, which, "started", {"day": "2026-09-01"})
    into_force(prepared, which)
    worse = [*example("activity")["vetting"], {"unit": "third squadron", "authority": "Foreign ministry", "day": "2026-08-20", "result": "not-cleared", "expires": "2027-08-20"}]  # fmt: skip
    again(prepared, which, example("activity", clearances=None, vetting=worse))
    with refused("is not cleared"):
        note(prepared, which, "held", {"day": "2026-09-01"})
