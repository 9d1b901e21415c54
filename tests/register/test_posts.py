"""Posts and what they report: accreditation, tours, and flags that nobody overlooks."""

from __future__ import annotations

from typing import Any

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.storage.working import due
from comity.register import reading, writing
from comity.register.kinds.post.kind import covered
from oversight.world import World
from register.registry import example, keep, note, opened, places, refused, rows, tried


@pytest.fixture
def post(office_world: World) -> str:
    keep(office_world, "partner")
    return keep(office_world, "post")


def advice(made: World, which: str) -> list[str]:
    case = opened(made, which).case
    return [f"{one.place}: {one.what}" for rule in case.kind.advice for one in rule(case)]


def fallen(made: World) -> set[tuple[str, str | None, str, int]]:
    return {(one["what"], one["about"], one["day"], one["done"]) for one in rows(made, due)}


def test_accreditation_and_tour_fall_due_are_renewed_and_end(office_world: World) -> None:
    made = office_world
    keep(made, "partner")
    said = example("post")
    said["accreditation"][0]["end"], said["accreditation"][1]["end"] = "2026-11-30", "2026-08-31"
    said["tours"][0]["end"] = "2027-02-28"
    post = keep(made, "post", said)
    assert fallen(made) == {
        ("end of accreditation", "japan", "2026-11-30", 0), ("end of accreditation", "korea", "2026-08-31", 0), ("end of tour", "first", "2027-02-28", 0),
    }  # fmt: skip
    assert advice(made, post) == []
    made.clock.on(days=100)
    assert advice(made, post) == ["accreditation/2/end: This accreditation ends on 2026-08-31."]
    with refused("ends on 2026-08-31 already"):
        note(made, post, "renewed", {"day": "2026-06-01", "end": "2026-08-31"}, about="korea")
    note(made, post, "renewed", {"day": "2026-06-01", "end": "2027-09-30"}, about="korea")
    assert advice(made, post) == []
    made.clock.on(days=100)
    assert advice(made, post) == ["accreditation/1/end: This accreditation ends on 2026-11-30.", "tours/1/successor: This tour ends on 2027-02-28, and no successor is named."]  # fmt: skip
    note(made, post, "extended", {"day": "2026-09-01", "end": "2027-09-30"}, about="first")
    assert advice(made, post) == ["accreditation/1/end: This accreditation ends on 2026-11-30."]
    made.clock.on(days=100)
    assert advice(made, post) == ["accreditation/1/end: This accreditation ended on 2026-11-30."]
    note(made, post, "ended", {"day": "2026-12-20"}, about="japan")
    note(made, post, "handed-over", {"day": "2026-12-20"}, about="first")
    assert {one for one in fallen(made) if not one[3]} == {("end of accreditation", "korea", "2027-09-30", 0)}
    made.clock.on(days=2)
    assert advice(made, post) == ["tours: Nobody holds the post today."]
    note(made, post, "closed", {"day": "2026-12-28", "reason": "The embassy moves."})
    assert {one for one in fallen(made) if not one[3]} == set() and advice(made, post) == []


def test_a_post_covers_whom_it_is_accredited_to_on_that_day(looked_at: Any) -> None:
    case = opened(looked_at.world, looked_at.kept["post"]).case
    assert [covered(case, day) for day in ("2024-07-31", "2024-08-01", "2024-10-01", "2026-10-01", "2027-08-01")] == [[], ["JPN"], ["JPN", "KOR"], ["JPN"], []]  # fmt: skip


def test_a_flag_says_what_and_whom_it_concerns(looked_at: Any) -> None:
    world = looked_at.world
    assert places(tried(world, "report", example("report", flash_of=None, states=None))) == {"flash_of", "states"}
    assert places(tried(world, "report", example("report", flash="no"))) == {"flash"}
    assert places(tried(world, "report", example("report", flash="no", flash_of=None, states=None))) == set()
    assert places(tried(world, "report", example("report", start="2026-03-03"))) == {"start"}
    assert places(tried(world, "report", example("report", post="Oslo"))) == {"post"}


def test_a_flagged_report_is_told_until_it_was_read_and_what_it_asks_until_answered(office_world: World, post: str) -> None:  # fmt: skip
    made = office_world
    which = keep(made, "report")
    carl = made.people["carl"].person
    assert ("action asked by a post", carl, 0) in [(one["what"], one["person"], one["done"]) for one in rows(made, due) if one["record"] == which]  # fmt: skip
    assert any("nobody has noted having read it" in one for one in advice(made, which))
    note(made, which, "read", {})
    assert advice(made, which) == []
    made.clock.on(days=8)
    assert any("was due on 2026-03-09" in one for one in advice(made, which))
    note(made, which, "acted", {"day": "2026-03-10", "answer": "The navy was told."})
    assert advice(made, which) == [] and {one["done"] for one in rows(made, due) if one["record"] == which} == {1}


def test_an_attache_writes_of_the_own_post_and_of_no_other(office_world: World, post: str) -> None:
    office_world.add("tomo", "staff", "attache", post="Tokyo")
    office_world.add("olaf", "staff", "attache", post="Oslo")
    said = example("report", station=None, partner=None, action_person=None, owner="tomo")
    which = keep(office_world, "report", said, "tomo")
    with pytest.raises(NotAllowed):
        keep(office_world, "report", said | {"post": "Oslo"}, "tomo")
    with pytest.raises(NotAllowed), office_world.act("tomo") as act:
        writing.save(act, "report", said | {"post": "Oslo"}, which=which, saw=1)
    with pytest.raises(Exception, match="There is no such record"), office_world.look("olaf") as look:
        reading.opened(look, which)
