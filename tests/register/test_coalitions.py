"""Coalitions: what is needed and what is there of it, who may do what, who commands whom, under which mandate."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.oversight.storage.working import booking, due
from comity.register import reading
from comity.register.kinds.coalition.caveats import matrix
from comity.register.kinds.coalition.needs import Need, needs, reach
from comity.register.shape import SUBMITTED
from oversight.world import World
from register.registry import again, example, into_force, keep, note, opened, places, refused, rows, tried


@pytest.fixture
def watch(office_world: World) -> str:
    keep(office_world, "partner")
    keep(office_world, "agreement")
    return keep(office_world, "coalition")


def need(made: World, coalition: str, which: str) -> Need:
    with made.look("anna") as look:
        return {one.row["id"]: one for one in needs(reading.opened(look, coalition).case)}[which]


def levels(one: Need) -> dict[str, tuple[int, str]]:
    return {name: (found.amount, found.level) for name, found in one.reached.items()}


def advice(made: World, which: str) -> list[str]:
    with made.look("anna") as look:
        case = reading.opened(look, which).case
        return [one.what for rule in case.kind.advice for one in rule(case)]


def test_a_contribution_goes_step_by_step_and_is_never_forgotten(office_world: World, watch: str) -> None:
    made = office_world
    which = keep(made, "contribution", example("contribution", quantity="3", start="2026-04-01", end=None))
    assert levels(need(made, watch, "ships")) == {"offered": (3, "met"), "pledged": (0, "unmet"), "confirmed": (0, "unmet"), "deployed": (0, "unmet")}  # fmt: skip
    with pytest.raises(Exception, match="another stage"):
        note(made, which, "confirmed", {"day": "2026-03-02"})
    with refused("was not approved"):
        note(made, which, "pledged", {"day": "2026-03-02"})
    into_force(made, which)
    note(made, which, "pledged", {"day": "2026-03-01"})
    with refused("The step before it was on 2026-03-01"):
        note(made, which, "confirmed", {"day": "2026-02-01"})
    note(made, which, "confirmed", {"day": "2026-03-02"})
    assert levels(need(made, watch, "ships"))["confirmed"] == (3, "met")
    made.clock.on(days=40)
    note(made, which, "deployed", {"day": "2026-04-09", "quantity": "2"})
    # What arrived counts, not what was promised.
    assert levels(need(made, watch, "ships")) == dict.fromkeys(("offered", "pledged", "confirmed", "deployed"), (2, "unmet"))  # fmt: skip
    assert [(one["kind"], one["resource"], one["end"]) for one in rows(made, booking)] == [("unit", "Frigate 07 of Norland", "2200-12-31")]  # fmt: skip
    note(made, which, "withdrawn", {"day": "2026-04-10", "how": "national", "reason": "Parliament has voted."})
    found = opened(made, which)
    assert found.case.stage() == "withdrawn" and found.row["state"] == "in force"
    assert [one.kind for one in found.case.entries] == ["pledged", "confirmed", "deployed", "withdrawn"]
    assert levels(need(made, watch, "ships"))["offered"] == (0, "unmet") and rows(made, booking) == []
    with pytest.raises(Exception, match="another stage"):
        note(made, which, "deployed", {"day": "2026-04-11"})


def test_what_is_not_known_is_no_zero(office_world: World, watch: str) -> None:
    made = office_world
    assert levels(need(made, watch, "drones"))["offered"] == (0, "not known")
    keep(made, "contribution", example("contribution", title="Some", quantity=None, start="2026-04-01"))
    found = need(made, watch, "ships").reached["offered"]
    assert (found.amount, found.level, len(found.unknown)) == (0, "not known", 1)
    assert "How much is needed of “surveillance” is not known." in advice(made, watch)


def test_a_gap_between_rotations_is_seen(office_world: World, watch: str) -> None:
    made = office_world
    for title, start, end in (("First", "2026-04-01", "2026-09-30"), ("Second", "2026-10-15", None)):
        keep(made, "contribution", example("contribution", title=title, quantity="3", start=start, end=end))
    found = need(made, watch, "ships").reached["offered"]
    assert (found.amount, found.level, found.short) == (0, "unmet", "2026-10-01")


AMOUNTS = st.fixed_dictionaries({
    "quantity": st.none() | st.integers(0, 4), "unit": st.sampled_from(["ships", "Ships ", "men"]),
    "start": st.none() | st.integers(0, 30), "end": st.none() | st.integers(0, 40),
})  # fmt: skip


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 6), st.lists(AMOUNTS, max_size=5))
def test_the_least_of_any_day_is_what_counting_day_by_day_gives(first: int, length: int, needed: int, given_: list[dict[str, Any]]) -> None:  # fmt: skip
    def day(number: int) -> str:
        return (date(2026, 1, 1) + timedelta(number)).isoformat()

    given_ = [one | {"end": max(one["end"], one["start"] or 0)} if one["end"] is not None else one for one in given_]
    said = [{"record": f"r_{number}", "quantity": one["quantity"], "unit": one["unit"], **{name: None if one[name] is None else day(one[name]) for name in ("start", "end")}} for number, one in enumerate(given_)]  # fmt: skip
    found = reach(needed, "ships", {"start": day(first), "end": day(first + length)}, said)
    known = [one for one in given_ if one["quantity"] is not None and one["start"] is not None and one["unit"] != "men"]
    sums = [
        sum(one["quantity"] for one in known if one["start"] <= number <= (99 if one["end"] is None else one["end"]))
        for number in range(first, first + length + 1)
    ]
    assert found.amount == min(sums)
    short = next((day(first + number) for number, one in enumerate(sums) if one < needed), None)
    assert found.short == short
    assert (found.level == "met") == (short is None)
    assert found.level != "unmet" or found.unknown == ()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"contributor": "Westland"}, "contributor"),
        ({"requirement": "tankers"}, "requirement"),
        ({"unit": "persons"}, "unit"),
    ],
)
def test_a_contribution_fits_its_coalition(looked_at: Any, said: dict[str, Any], place: str) -> None:
    assert places(tried(looked_at.world, "contribution", example("contribution", **said))) == {place}
    assert places(tried(looked_at.world, "contribution", example("contribution", requirement="ships"))) == set()


def test_caveats_are_a_matrix_in_which_silence_is_no_leave(office_world: World, watch: str) -> None:
    said = example("coalition")
    said["caveats"] += [
        {"contributor": "Norland", "task": "boarding", "caveat": "barred", "area": "territorial waters", "source": "Letter"},
        {"contributor": "Norland", "task": "boarding", "caveat": "barred", "source": "Letter", "end": "2026-01-31"},
    ]  # fmt: skip
    again(office_world, watch, said)
    case = opened(office_world, watch).case
    found = {(party, task): (cell.caveat, cell.everywhere) for party, cells in matrix(case).items() for task, cell in cells.items()}  # fmt: skip
    assert found == {
        ("Estonia", "escort"): ("none", True), ("Estonia", "boarding"): ("none", True),
        ("Norland", "escort"): ("", False), ("Norland", "boarding"): ("barred", False),
    }  # fmt: skip
    assert matrix(case, "2026-01-15")["Norland"]["boarding"].everywhere
    assert "These have not told their caveats for every task: Norland." in advice(office_world, watch)


def two(**other: str) -> list[dict[str, str]]:
    return [
        {"force": "Frigate", "under": "North", "relation": "opcon", "start": "2026-01-01", "end": "2026-06-30"},
        {"force": "Frigate", "under": "South", "relation": "opcon", "start": "2026-06-30"} | other,
    ]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"caveats": [{"contributor": "Westland", "caveat": "none", "source": "x"}]}, "caveats/1/contributor"),
        ({"caveats": [{"contributor": "Norland", "task": "diving", "caveat": "none", "source": "x"}]}, "caveats/1/task"),
        ({"command": two()}, "command/2/under"),
        ({"command": two(under="Frigate")}, "command/2/under"),
        ({"command": two(start="2026-07-01")}, None),
        ({"command": two(relation="support")}, None),
        ({"requirements": [{"capability": "a", "unit": "x"}, {"capability": "A", "unit": "x"}]}, "requirements/2/capability"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(looked_at: Any, said: dict[str, Any], place: str | None) -> None:
    found = tried(looked_at.world, "coalition", example("coalition", **said), level=SUBMITTED)
    assert places(found) == ({place} if place else set())


def test_a_mandate_expires_until_the_next_goes_on_from_it(office_world: World, watch: str) -> None:
    made = office_world
    into_force(made, watch)
    note(made, watch, "constituted", {"day": "2026-03-02"})
    assert "No mandate covers today." in advice(made, watch)
    made.clock.on(days=300)
    assert "Its mandate expires on 2027-03-31." in advice(made, watch)
    said = example("coalition")
    next_ = said["mandates"][0] | {"id": "second", "title": "Resolution 0001 (2027)", "start": "2027-04-01", "end": "2028-03-31"}  # fmt: skip
    said["mandates"].append(next_)
    again(made, watch, said)
    assert not any("mandate" in one.lower() for one in advice(made, watch))
    assert [(one["what"], one["about"], one["done"], one["fixed"]) for one in rows(made, due) if one["record"] == watch] == [("mandate expiry", "first", 1, 1), ("mandate expiry", "second", 0, 1)]  # fmt: skip
