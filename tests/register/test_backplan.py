"""Plans worked back from STARTEX: working days, what is late, and what a slip does and does not move."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadRequest, BadSource, Told, UnknownName
from comity.register.planning.backplan import backplan, mark_done, months_before, replan, slack, slip
from comity.register.planning.plan import FixedDay, Plan, warnings
from comity.register.planning.templates import ENDEX, STARTEX, Lead, read_lead, read_template, template, templates

TODAY = date(2026, 1, 5)
START, END = date(2027, 9, 11), date(2027, 9, 25)  # two Saturdays
BEFORE = ("cdc", "ipc", "msel", "mpc", "fpc")


def joint(**more: object) -> Plan:
    return backplan(template("joint_exercise"), START, END, **more)  # type: ignore[arg-type]


def kinds(found: object) -> set[tuple[str, str]]:
    return {(one.kind, one.event) for one in found}  # type: ignore[attr-defined]


def test_a_joint_exercise_worked_back_by_hand() -> None:
    plan = joint(holidays=[date(2027, 6, 25)])
    assert {one.key: one.due.isoformat() for one in plan.milestones} == {
        "cdc": "2026-06-11",  # Thursday
        "ipc": "2026-10-28",  # 11 November less two weeks, Wednesday
        "msel": "2027-01-11",  # Monday
        "mpc": "2027-03-26",  # 11 April less two weeks is Sunday the 28th: Friday
        "fpc": "2027-06-24",  # 11 July less two weeks is Sunday the 27th, Friday a holiday: Thursday
        "startex": "2027-09-11",
        "endex": "2027-09-25",
        "hotwash": "2027-09-25",  # on the last day, a Saturday: no day before ENDEX
        "first_impressions": "2027-10-08",  # Saturday the 9th: Friday
        "aar": "2027-10-25",
        "lessons": "2027-12-24",  # Saturday, the 25th: Friday
    }
    assert warnings(plan, TODAY) == ()


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-60, 200))
def test_months_are_counted_in_the_calendar(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year - found.year) * 12 + day.month - found.month == months
    assert found.day == min(day.day, calendar.monthrange(found.year, found.month)[1])


def test_what_should_be_past_is_told_and_nothing_is_compressed() -> None:
    late = warnings(joint(), date(2026, 11, 9))
    assert [one.text for one in late if one.event == "ipc"] == [
        "It is 12 days too late for “Initial planning conference”, due on 2026-10-28."
    ]
    assert joint()["ipc"].due == date(2026, 10, 28)
    done = mark_done(mark_done(joint(), "ipc", date(2026, 10, 30)), "cdc", date(2026, 6, 1))
    assert warnings(done, date(2026, 11, 9)) == ()


def test_an_offices_own_leads() -> None:
    plan = joint(leads={"ipc": "12 months", "aar": "45 days"})
    assert plan["ipc"].due == date(2026, 9, 11)
    assert plan["aar"].due == date(2027, 11, 9)
    for wrong in ("soon", "", "12", "-3 months", "1 month and 2 days", "9999 months", "٣ months"):
        with pytest.raises(BadRequest):
            joint(leads={"ipc": wrong})
    with pytest.raises(BadRequest, match="Main planning conference"):
        joint(leads={"mpc": "11 months"})
    with pytest.raises(BadRequest, match="counted"):
        joint(leads={"startex": "3 days"})
    with pytest.raises(BadRequest, match="ipx"):
        joint(leads={"ipx": "3 days"})
    assert read_lead("1 month 2 weeks 3 days") == Lead(1, 2, 3)


def test_a_slip_moves_what_depends_on_it_and_holds_the_start() -> None:
    found = slip(joint(), "mpc", date(2027, 6, 1), today=TODAY)
    assert [(move.key, move.days) for move in found.moves] == [("mpc", 67), ("fpc", 67)]
    assert found.after["startex"].due == START
    assert kinds(found.new) == {("gap", STARTEX)}
    assert found.new[0].text == (
        "Between “Final planning conference” and “Start of execution” lie 11 days; 30 are needed."
    )
    assert found.slack["mpc"] == -19


def test_a_conference_on_and_after_startex_is_told() -> None:
    plan = joint()
    on = slip(plan, "fpc", START, today=TODAY)
    assert ("on start", "fpc") in kinds(on.new) and ("no working day", "fpc") not in kinds(on.new)
    after = slip(plan, "msel", date(2027, 9, 20), today=TODAY)
    assert {("after start", key) for key in ("msel", "mpc", "fpc")} <= kinds(after.new)
    assert ("started", STARTEX) in kinds(warnings(plan, START))
    done = plan
    for key in BEFORE:
        done = mark_done(done, key, date(2026, 1, 2))
    assert ("started", STARTEX) not in kinds(warnings(done, START))


def test_with_the_start_all_moves() -> None:
    found = slip(joint(), "fpc", date(2027, 7, 26), today=TODAY, with_start=True)
    assert found.after.start == START + timedelta(days=31) and found.after.end == END + timedelta(days=31)
    assert {move.key for move in found.moves} == {
        "fpc",
        STARTEX,
        ENDEX,
        "hotwash",
        "first_impressions",
        "aar",
        "lessons",
    }
    assert kinds(found.new) == set()


def test_what_is_done_stays_and_days_outside_ones_hands_too() -> None:
    election = FixedDay("Election in Norland", date(2027, 5, 9), around=3)
    fund = FixedDay("Fund line expires", date(2027, 8, 1), limit=True)
    plan = mark_done(joint(fixed=[election, fund]), "fpc", date(2027, 1, 4))
    found = slip(plan, "mpc", date(2027, 6, 1), today=TODAY)
    assert [move.key for move in found.moves] == ["mpc"] and found.held == ("fpc",)
    assert found.after.fixed == (election, fund)
    assert ("crossed", "mpc") in kinds(found.new)
    assert ("limit", STARTEX) in kinds(found.warnings) and ("limit", STARTEX) not in kinds(found.new)
    assert ("fixed", "mpc") in kinds(slip(plan, "mpc", date(2027, 5, 11), today=TODAY).new)


def test_an_event_is_not_put_before_what_it_depends_on() -> None:
    with pytest.raises(BadRequest, match="Initial planning conference"):
        slip(joint(), "mpc", date(2026, 10, 1), today=TODAY)
    with pytest.raises(BadRequest, match="was done"):
        slip(mark_done(joint(), "ipc", TODAY), "ipc", START, today=TODAY)
    with pytest.raises(BadRequest, match="does not slip"):
        slip(joint(), STARTEX, END, today=TODAY)
    with pytest.raises(BadRequest, match="no event"):
        slip(joint(), "ipx", END, today=TODAY)


def test_an_event_brought_forward_moves_alone() -> None:
    found = slip(joint(), "mpc", date(2027, 3, 1), today=TODAY)
    assert [move.key for move in found.moves] == ["mpc"] and found.new == ()
    # What slips with it is the final conference, which has not moved: the main one can wait no longer than that.
    assert slack(found.after, "mpc") == 48


def test_another_start_plans_anew_what_is_not_done() -> None:
    plan = mark_done(joint(), "cdc", date(2026, 6, 1))
    found = replan(plan, date(2027, 11, 6), date(2027, 11, 20), today=TODAY)
    assert "cdc" not in {move.key for move in found.moves}
    assert found.after["ipc"].due == date(2026, 12, 23)
    assert found.after["cdc"].done == date(2026, 6, 1)
    assert found.after == mark_done(
        backplan(template("joint_exercise"), date(2027, 11, 6), date(2027, 11, 20)), "cdc", date(2026, 6, 1)
    )
    with pytest.raises(BadRequest, match="before it starts"):
        replan(plan, END, START, today=TODAY)


DAYS = st.dates(date(2027, 1, 1), date(2029, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    start = draw(DAYS)
    return backplan(
        draw(st.sampled_from(templates())),
        start,
        start + timedelta(days=draw(st.integers(0, 40))),
        holidays=draw(st.lists(DAYS, max_size=40)),
    )


@given(plans())
def test_no_day_of_a_plan_comes_before_what_it_depends_on_and_all_are_working_days(plan: Plan) -> None:
    for one in plan.milestones:
        for other in one.event.after:
            assert plan[other].due <= one.due
        if one.key not in (STARTEX, ENDEX):
            # Only where the day before would lie ahead of what it depends on does it stay on the free day.
            assert plan.works(one.due) or one.due == max(plan[other].due for other in one.event.after)
    assert plan[STARTEX].due == plan.start and plan[ENDEX].due == plan.end


@given(plans(), st.data())
def test_a_slip_never_puts_a_dependent_before_what_it_depends_on(plan: Plan, data: st.DataObject) -> None:
    done = data.draw(st.sets(st.sampled_from([one.key for one in plan.milestones if one.event.before])))
    for key in done - {STARTEX}:
        plan = mark_done(plan, key, plan[key].due)
    free = [one.key for one in plan.milestones if not one.done and one.key not in (STARTEX, ENDEX)]
    key = data.draw(st.sampled_from(free))
    new = plan[key].due + timedelta(days=data.draw(st.integers(-5, 400)))
    with_start = data.draw(st.booleans())
    try:
        found = slip(plan, key, new, today=TODAY, with_start=with_start)
    except BadRequest:
        assert any(plan[other].day > new for other in plan[key].event.after)
        return
    after = found.after
    assert after[key].due == new
    for one in after.milestones:
        if one.done:
            assert one == plan[one.key]
        elif with_start or one.key not in (STARTEX, ENDEX):
            for other in one.event.after:
                assert after[other].day <= one.due
        else:
            assert one == plan[one.key]
    kept = {one.key for one in after.milestones if after[one.key] == plan[one.key]}
    assert {move.key for move in found.moves} == {one.key for one in after.milestones} - kept
    # Whatever lies too late is told, however it came there.
    told = {one.event for one in found.warnings if one.kind in ("after start", "on start")}
    assert told == {
        one.key
        for one in after.milestones
        if one.event.before and one.key != STARTEX and not one.done and one.due >= after.start
    }


@given(plans(), st.data())
def test_gaps_that_were_kept_are_kept(plan: Plan, data: st.DataObject) -> None:
    free = [one.key for one in plan.milestones if one.event.before and one.key != STARTEX]
    key = data.draw(st.sampled_from(free))
    new = plan[key].due + timedelta(days=data.draw(st.integers(0, 400)))
    found = slip(plan, key, new, today=TODAY, with_start=True)
    for one in found.after.milestones:
        for other in one.event.after:
            if (plan[one.key].due - plan[other].due).days >= one.event.gap:
                assert (one.due - found.after[other].due).days >= one.event.gap


def test_a_wrong_template_is_refused() -> None:
    good = """
key = "t"
version = "1"
title = "T"
suits = "x"
source = "y"
[[event]]
key = "startex"
title = "S"
before = "0 days"
[[event]]
key = "endex"
title = "E"
later = "0 days"
after = ["startex"]
"""
    assert read_template(good, "t.toml").event(ENDEX).after == (STARTEX,)
    for old, new in (
        ('later = "0 days"', 'later = "soon"'),
        ('later = "0 days"', 'later = "1 day"'),
        ('later = "0 days"', 'later = "0 days"\nbefore = "1 day"'),
        ('later = "0 days"', ""),
        ('after = ["startex"]', 'after = ["ipc"]'),
        ('after = ["startex"]', "after = [1]"),
        ('after = ["startex"]', 'after = ["startex"]\ngap = -1'),
        ('after = ["startex"]', 'after = ["startex"]\ncolour = "red"'),
        ('key = "endex"', 'key = "startex"'),
        ('title = "T"', ""),
    ):
        with pytest.raises(BadSource, match=r"^t\.toml"):
            read_template(good.replace(old, new), "t.toml")
    with pytest.raises(UnknownName, match="joint_exercise"):
        template("none")
    with pytest.raises(UnknownName):
        template("visit").event("ipc")


def test_no_plan_without_a_working_day_or_with_its_end_first() -> None:
    with pytest.raises(BadRequest):
        joint(weekend=range(7))
    with pytest.raises(BadRequest):
        backplan(template("visit"), END, START)
    with pytest.raises(BadRequest):
        backplan(template("visit"), date(1, 1, 1), date(1, 1, 2))


def test_a_warning_is_told_whole_in_another_language() -> None:
    found = warnings(joint(), date(2026, 11, 9))[-1].text
    title = found.values["event"]
    assert isinstance(title, Told) and title.template == "Initial planning conference"
