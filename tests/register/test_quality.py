"""The quality of the record, what may be there twice, what the next step asks for, and one's work."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.oversight.desk import Look
from comity.register import objectives, quality, work
from comity.register.kinds import kinds
from comity.register.quality import duplicates, duplicates_of, likeness, missing_next, qualities
from comity.register.reading import opened
from comity.register.work import my_work
from oversight.world import World
from register.registry import again, example, into_force, keep, keep_until, note


def of(look: Look, login: str, made: World) -> quality.Quality:
    return next(one for one in qualities(look) if one.owner == made.people[login].person)


def test_owners_are_told_how_good_their_record_is(office_world: World) -> None:
    made = office_world
    keep_until(made, "activity")
    keep(made, "activity", {"title": "Bare", "type": "visit", "owner": "anna", "label": "internal"})
    with made.look("anna") as look:
        fresh = of(look, "anna", made)
    assert (fresh.records, fresh.stale, fresh.overdue, fresh.oldest) == (5, 0, 0, 0)
    assert 50 < fresh.complete < 100
    made.clock.on(days=91)
    with made.look("anna") as look:
        later = of(look, "anna", made)
        assert len(quality.stale(look)) == 5 and quality.stale(look, owner="nobody") == ()
        assert qualities(look)[0].score == later.score < fresh.score
    # The conference was on 10 March, the indicator was to be measured in April.
    assert (later.stale, later.oldest, later.overdue, later.late) == (5, 91, 2, 2)
    with made.look("olga") as look:
        assert qualities(look) == () and duplicates(look) == ()


def test_what_may_be_there_twice_is_told_with_its_reasons(office_world: World) -> None:
    made = office_world
    kept = keep_until(made, "activity")
    again_ = keep(made, "activity", example("activity", title="northern bridge, 2026", start="2026-09-03"))
    keep(made, "activity", example("activity", title="Northern Bridge 2027"))
    keep(made, "activity", example("activity", title="Northern Bridge 2026", start="2026-12-03", end="2026-12-04"))
    other = keep(made, "partner", {"title": "Army of Norland", "type": "organisation", "owner": "anna", "label": "internal"})  # fmt: skip
    keep(made, "activity", example("activity", partners=[{"partner": other, "role": "host"}]))
    with made.look("anna") as look:
        found = duplicates(look)
        beside = duplicates_of(look, "activity", "Northern Bridge 2026", "2026-09-01", [kept["partner"]], kept["activity"])  # fmt: skip
        assert duplicates(look, owner="nobody") == ()
    assert [{one.one, one.other} for one in found] == [{kept["activity"], again_}]
    assert found[0].why == ("The titles are the same.", "They begin 2 days apart.", "Partners in both: 1.")
    assert [one.other for one in beside] == [again_]


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_the_same_both_ways_round_for_equal_titles(one: str, other: str) -> None:
    assert likeness(one, one) == 1
    assert 0 <= likeness(one, other) <= 1


def test_names_that_differ_in_what_matters_are_not_one() -> None:
    for one, other in (("Navy of Norland", "Army of Norland"), ("Staff talks, north", "Staff talks, south"), ("A 1", "A 2")):  # fmt: skip
        assert likeness(one, other) < quality.LIKE, one
    for one, other in (("Nothern Bridge", "Northern Bridge"), ("Staff talks Norland 2026", "Norland: staff talks")):
        assert likeness(one, other) >= quality.LIKE, one


def following(made: World, which: str) -> quality.Next:
    with made.look("anna") as look:
        return missing_next(opened(look, which).case)


def test_the_next_step_says_what_it_lacks(office_world: World) -> None:
    made = office_world
    keep_until(made, "objective")
    which = keep(made, "activity", example("activity", authority=None))
    step = following(made, which)
    assert step.step == "submit" and [one.place for one in step.lacks] == ["authority"]
    again(made, which, example("activity"))
    assert following(made, which).lacks == ()
    into_force(made, which)
    step = following(made, which)
    assert step.step == "note" and [one.name for one in step.entries] == ["started", "held", "cancelled"]
    made.clock.on(days=140)
    assert [one.place for one in following(made, which).lacks] == ["clearances/1"]


def test_my_work(office_world: World) -> None:
    made = office_world
    kept = keep_until(made, "activity")
    with made.look("anna") as look:
        mine = my_work(look)
    assert [(one["what"], one["title"], one["title_of"]) for one in mine.soon] == [("milestone", "Initial planning conference", "Northern Bridge 2026")]  # fmt: skip
    assert mine.overdue == mine.approve == ()
    into_force(made, kept["programme"])
    digest = made.submit(kept["objective"])
    with made.look("carl") as look:
        assert [(one.digest, one.side, one.title) for one in my_work(look).approve] == [(digest, "civilian", "Boats at sea")]  # fmt: skip
    made.approve("carl", digest)
    with made.look("carl") as look:
        assert my_work(look).approve == ()
    with made.look("mike") as look:
        assert [one.side for one in my_work(look).approve] == ["military"]
    report = {"title": "Boats stopped", "type": "incident", "post": "Tokyo", "start": "2026-03-01", "owner": "anna", "label": "internal", "text": "Two boats were stopped.", "flash": "yes", "flash_of": ["sea-air"], "states": ["JPN"]}  # fmt: skip
    flash = keep(made, "report", report)
    with made.look("mike") as look:
        assert [one["record"] for one in my_work(look).flash] == [flash]
    note(made, flash, "read", {})
    lesson = keep(made, "lesson", example("lesson", observer="olga"))
    note(made, lesson, "validated", {"day": "2026-03-02", "basis": "Logs."})
    note(made, lesson, "endorsed", {"day": "2026-03-02"}, login="carl")
    note(made, lesson, "tasked", {"day": "2026-03-02", "body": "School", "responsible": "anna", "due": "2026-09-01", "plan": "Order."})  # fmt: skip
    made.clock.on(days=20)
    with made.look("anna") as look:
        mine = my_work(look)
    assert mine.flash == () and [one["record"] for one in mine.lessons] == [lesson]
    assert [one["title"] for one in mine.overdue if one["what"] == "milestone"] == ["Initial planning conference"]
    assert [one["record"] for one in mine.unapproved] == [kept["objective"]]
    with made.look("olga") as look:
        assert my_work(look) == work.Work((), (), (), (), (), (), (), (), frozenset())
    with made.look(None) as look:
        assert my_work(look).soon == ()


def test_the_objectives_of_a_programme_stand_as_they_were_measured(office_world: World) -> None:
    made = office_world
    kept = keep_until(made, "objective")
    rows = example("objective")["indicators"]
    second = {**rows[0], "id": "other", "name": "Crews", "baseline": "", "baseline_day": ""}
    again(made, kept["objective"], example("objective", indicators=[*rows, second]))
    made.clock.now += timedelta(days=30)
    for about in ("days", "other"):
        note(made, kept["objective"], "measured", {"day": "2026-04-01", "value": "120", "source": "Logs"}, about=about)
    note(made, kept["objective"], "reached", {"day": "2026-04-01"}, about="crew1")
    with made.look("anna") as look:
        (found,) = objectives.objectives(look, kept["programme"])
    assert [one.standing.level for one in found.indicators] == ["reached", "not known"]
    assert found.milestones == (1, 1) and objectives.counted((found,))["on track"] == 0
    with made.look("olga") as look:
        assert objectives.objectives(look, kept["programme"]) == ()


def test_what_is_over_is_declared_by_its_kind() -> None:
    """An activity that was held still owes its report; an offer that was held owes nothing."""
    assert {"offer:held", "report:read", "decision:adopted"} <= {
        *quality.over()
    } and "activity:held" not in quality.over()
    for kind in kinds().values():
        assert {*kind.over} <= {*kind.stages}, kind.name
