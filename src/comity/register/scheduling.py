"""The plan of an activity on record: its milestones worked back, slipped, and taken into the activity as a further version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from comity.model.errors import BadRequest, told
from comity.register import writing
from comity.register.conflicting import told_conflicts
from comity.register.consequences import TELLING
from comity.register.planning.backplan import Slip, backplan, replan, slip
from comity.register.planning.own import Own, own
from comity.register.planning.plan import FixedDay, Milestone, Plan, warnings
from comity.register.planning.templates import ENDEX, STARTEX, template, templates
from comity.register.reading import Opened, opened
from comity.register.shape import Case, Content
from comity.register.thresholds import told_findings

if TYPE_CHECKING:
    from comity.oversight.desk import Act, Look

#: Types that are planned as a visit; exercises and all else have the cycle of an exercise.
VISITS = ("visit", "staff-talk", "port-call", "office-call", "virtual-meeting", "cultural-programme")
#: From so many troops on an exercise is planned by the whole cycle.
JOINT = 1000


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An activity with its plan.

    Attributes
    ----------
    plan
        None while it has no first and last day.
    taken
        Its template is the one that stands in the record, and not merely looked at.
    rows
        Its milestones by the template's event.
    other
        Its milestones that are none of the template's.
    """

    opened: Opened
    plan: Plan | None
    taken: bool
    rows: Mapping[str, Mapping[str, Any]]
    other: tuple[Mapping[str, Any], ...]
    own: Own

    @property
    def case(self) -> Case:
        """Give the activity."""
        return self.opened.case

    def whole(self) -> Plan:
        """Give the plan.

        Raises
        ------
        BadRequest
            When the activity has no days.
        """
        if self.plan is None:
            raise BadRequest("“%(title)s” has no first and last day.", remedy="Write them into the activity: all else is counted from them.", title=self.case.content.get("title", ""))  # fmt: skip
        return self.plan


def suggested(content: Content) -> str:
    """Give the key of the template that suits an activity."""
    if content.get("type") in VISITS:
        return "visit"
    return "joint_exercise" if (content.get("troops") or 0) >= JOINT or len(content.get("partners") or ()) > 2 else "small_exercise"  # fmt: skip


def scheduled(look: Look, which: str, key: str = "") -> Scheduled:
    """Read the plan of an activity; with `key` as it would be by that template.

    Raises
    ------
    UnknownName
        When there is no such activity that one may read, or no such template.
    """
    found = opened(look, which)
    if found.row["kind"] != "activity":
        from comity.oversight.records import gone

        raise gone()
    chosen = own(look.office.home)
    plan, taken = planned(found.case, chosen, key)
    events = {event.key for event in template(plan.template.key).events} if plan else set()
    rows = {str(row["event"]): row for row in found.case.rows("milestones") if row.get("event") in events}
    other = tuple(row for row in found.case.rows("milestones") if row.get("event") not in events)
    return Scheduled(found, plan, taken, rows, other, chosen)


def planned(case: Case, chosen: Own, key: str = "") -> tuple[Plan | None, bool]:
    """Work out the plan of an activity: where its record has a day for a milestone, that day; else that of the template."""
    content = case.content
    standing = str(content.get("template") or "")
    known = {one.key for one in templates()}
    used = key or (standing if standing in known else suggested(content))
    if not content.get("start"):
        return None, False
    start = date.fromisoformat(content["start"])
    end = date.fromisoformat(content.get("end") or content["start"])
    pattern = template(used)
    events = {event.key for event in pattern.events}
    rows = {row["event"]: row for row in case.rows("milestones") if row.get("event") in events}
    plan = backplan(
        pattern, start, end, leads=chosen.leads.get(used), holidays=chosen.holidays, weekend=chosen.weekend,
        fixed=_fixed(case, chosen), done=dict(_done(case, rows)),
    )  # fmt: skip
    if used == standing:
        plan = replace(plan, milestones=tuple(_on_record(one, rows) for one in plan.milestones))
    return plan, used == standing


def _on_record(one: Milestone, rows: Mapping[str, Mapping[str, Any]]) -> Milestone:
    return replace(one, due=date.fromisoformat(rows[one.key]["day"])) if one.key in rows else one


def _done(case: Case, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, date]]:
    for key, row in rows.items():
        if noted := case.noted("done", row["id"]):
            yield key, date.fromisoformat(noted[-1].values["day"])
    begun, held = case.noted("started"), case.noted("held")
    if begun or held:
        yield STARTEX, date.fromisoformat((begun or held)[-1].values["day"])
    if held:
        yield ENDEX, date.fromisoformat(held[-1].values["day"])


def _fixed(case: Case, chosen: Own) -> list[FixedDay]:
    """Give the days outside one's hands: the activity's, and those of the programme that pays."""
    programme = case.find(str(case.content.get("programme", "")))
    rows = [*case.rows("fixed"), *((programme.content.get("fixed") or ()) if programme else ())]
    found = {(row["what"], row["day"]): FixedDay(row["what"], date.fromisoformat(row["day"]), bool(row.get("limit")), chosen.around) for row in rows}  # fmt: skip
    return list(found.values())


def changed(one: Scheduled, event: str, day: date, today: date, *, with_start: bool = False) -> Slip:
    """Say what becomes of the plan when a milestone, or the first day, is on another day.

    Raises
    ------
    BadRequest
        When it cannot be on that day.
    """
    plan = one.whole()
    if event == STARTEX:
        return replan(plan, day, day + (plan.end - plan.start), today=today)
    if event == ENDEX:
        return replan(plan, plan.start, day, today=today)
    return slip(plan, event, day, today=today, with_start=with_start)


def taken(one: Scheduled, plan: Plan) -> dict[str, Any]:
    """Give the activity's content with a plan in it: rows that are there keep their identity, and with it what was noted of them."""
    rows = [dict(row) for row in one.other]
    for milestone in plan.milestones:
        if milestone.key in (STARTEX, ENDEX):
            continue
        row = dict(one.rows.get(milestone.key) or {"event": milestone.key, "title": milestone.event.title})
        if not milestone.done:
            row["day"] = milestone.due.isoformat()
        row.setdefault("day", milestone.day.isoformat())
        rows.append(row)
    rows.sort(key=lambda row: str(row["day"]))
    days = {"start": plan.start.isoformat(), "end": plan.end.isoformat()}
    return dict(one.case.content) | days | {"template": plan.template.key, "milestones": rows}


def take(act: Act, one: Scheduled, plan: Plan, saw: int) -> int:
    """Keep the activity with a plan, as a further version; what approved the one before is void then.

    Raises
    ------
    Busy
        When somebody else has edited it in between.
    """
    return writing.save(act, "activity", taken(one, plan), which=one.case.record, saw=saw, partners=one.opened.row["partners"])[1]  # fmt: skip


def _follows(look: Look, case: Case, before: Content | None) -> Iterator[str]:
    """Tell what an edit of an activity brings about: for its plan, for others who need the same, for thresholds."""
    chosen = own(look.office.home)
    if before and before.get("start") and case.content.get("start") and before["start"] != case.content["start"]:
        days = (date.fromisoformat(case.content["start"]) - date.fromisoformat(before["start"])).days
        kept = [row for row in case.rows("milestones") if row in (before.get("milestones") or ())]
        if kept:
            yield told("The first day moves by %(days)s days; %(count)s milestones stay where they are. Its planning page moves them with it.", days=days, count=len(kept))  # fmt: skip
    if case.stage() == "planned" and case.content.get("start"):
        plan, has = planned(case, chosen)
        was = _warned(replace_content(case, before), chosen, look) if before and before.get("start") else set()
        if plan and has:
            yield from (one.text for one in warnings(plan, look.now.date()) if one.text not in was)
    yield from told_conflicts(look, case, chosen)
    yield from told_findings(look, case, chosen)


def _warned(case: Case, chosen: Own, look: Look) -> set[str]:
    plan, has = planned(case, chosen)
    return {one.text for one in warnings(plan, look.now.date())} if plan and has else set()


def replace_content(case: Case, content: Content) -> Case:
    """Give a case with another content."""
    return replace(case, content=content)


def follows(look: Look, case: Case, before: Content | None) -> Iterable[str]:
    """Tell what an edit of an activity brings about; where its days or a template make no sense, that is told elsewhere."""
    try:
        return list(_follows(look, case, before))
    except BadRequest as error:
        return [error.what]


TELLING.setdefault("activity", []).append(follows)

__all__ = ["Scheduled", "changed", "follows", "planned", "scheduled", "suggested", "take", "taken"]
