"""The plan of one activity: as it stands, as it would be, what stands against it, and what was learnt before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from comity.model.errors import BadRequest, ComityError
from comity.oversight import histories, records
from comity.register import scheduling, thresholds
from comity.register.conflicting import NEW, called, conflicts, funds
from comity.register.kinds import kind_of
from comity.register.kinds.activity import lessons
from comity.register.planning.backplan import Slip, slack
from comity.register.planning.plan import Plan, warnings
from comity.register.planning.templates import ENDEX, STARTEX, templates
from comity.register.scheduling import Scheduled
from comity.web.contract import Table, View
from comity.web.office.pages.planning.drawing import Mark, draw_plan
from comity.web.office.record.wording import Words
from comity.web.office.threshold import findings_of, limits_of
from comity.web.office.words import DAY, status_of, wrong

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked


@dataclass(frozen=True, slots=True)
class Tried:
    """What is tried with a plan: another template, or another day for one of its events."""

    template: str = ""
    event: str = ""
    day: str = ""
    with_start: bool = False

    def address(self) -> dict[str, str]:
        """Give it as an address or a form has it."""
        return {"template": self.template, "event": self.event, "day": self.day, "with_start": "1" if self.with_start else ""}  # fmt: skip


def tried_plan(found: Scheduled, tried: Tried, today: date) -> Plan:
    """Give the plan that is to be taken."""
    return _slip(found, tried, today).after if tried.event else found.whole()


def _slip(found: Scheduled, tried: Tried, today: date) -> Slip:
    try:
        day = date.fromisoformat(tried.day) if DAY.fullmatch(tried.day) else None
    except ValueError:
        day = None
    if day is None:
        raise BadRequest("“%(said)s” is no day.", remedy="Write it as 2027-03-31.", said=tried.day[:30])
    return scheduling.changed(found, tried.event, day, today, with_start=tried.with_start)


def shown(ask: Asked, which: str, tried: Tried, *, error: ComityError | None = None, said: Mapping[str, str] | None = None, at: str = "") -> View:  # fmt: skip
    """Show the plan of an activity.

    Parameters
    ----------
    error
        Why something was refused; `said` is what was typed, into the form `at`.
    """
    _, tell = ask.language.gettext, ask.language.tell
    with ask.look() as look:
        today = look.now.date()
        found = scheduling.scheduled(look, which, tried.template)
        content, facts = found.case.content, records.facts_of(look, which)
        writes, notes = look.decide("writeRecord", facts).allowed, look.decide("noteRecord", facts).allowed
        slip: Slip | None = None
        if tried.event and found.plan:
            try:
                slip = _slip(found, tried, today)
            except ComityError as refused:
                error = error or refused
        plan = slip.after if slip else found.plan
        words = Words(look, ask.language)
        taking = _taking(ask, look, found, plan, words) if plan and (slip or not found.taken) else None
        warned = [{"kind": one.kind, "event": one.event, "text": tell(one.text), "new": slip is not None and one in slip.new} for one in (slip.warnings if slip else warnings(plan, today) if plan else ())]  # fmt: skip
        case = found.case if slip is None or plan is None else scheduling.replace_content(found.case, scheduling.taken(found, plan))  # fmt: skip
        conflicting = _conflicts(ask, look, found, case)
        money = funds(look, case)
        checked = thresholds.of_activity(look, case, found.own)
        learnt = _lessons(ask, found, words)
        version = found.opened.row["latest"]
    title = str(content.get("title", ""))
    rows = _rows(ask, found, plan, slip, today) if plan else []
    events = [(one["key"], one["title"]) for one in rows if not one["done"]]
    marks = [Mark(one["short"] or one["title"], date.fromisoformat(one["done"] or one["day"]), "done" if one["done"] else "late" if one["late"] else "due", date.fromisoformat(one["was"]) if one["was"] else None) for one in rows if one["key"] not in (STARTEX, ENDEX)]  # fmt: skip
    drawing = draw_plan(marks, plan.start, plan.end, today, _("Plan of %(title)s") % {"title": title}, _("today")) if plan else ""  # fmt: skip
    return View(
        _("Plan of %(title)s") % {"title": title}, "planning/page.html",
        [
            Table("milestones", {"key": _("identity"), "title": _("milestone"), "day": _("day"), "was": _("before"), "done": _("done"), "lead": _("lead"), "slack": _("slack, days"), "late": _("days too late")}, rows),
            Table("warnings", {"kind": _("what"), "event": _("milestone"), "text": _("warning"), "new": _("new")}, warned),
            Table("conflicts", {"kind": _("what"), "resource": _("which"), "other": _("with"), "record": _("identity"), "start": _("from"), "end": _("to")}, conflicting["rows"]),
            findings_of(ask, checked), limits_of(ask, checked),
            Table("lessons", {"lesson": _("identity"), "title": _("lesson"), "stage": _("stage"), "score": _("points"), "reasons": _("why"), "answer": _("answer"), "reason": _("how, or why not")}, learnt),
        ],
        {
            "record": which, "title": title, "start": content.get("start"), "end": content.get("end"), "version": version, "template": plan.template.key if plan else None, "taken": found.taken,
            "tried": tried.address(), "would_change": taking["places"] if taking else None, "conflicts_hidden": conflicting["hidden"], "thresholds_hidden": checked.hidden, "lessons_unanswered": sum(not one["answer"] for one in learnt),
            "budget": {"line": money.budget.line, "year": money.budget.year, "currency": money.budget.currency, "level": money.budget.level, "needed": str(money.budget.needed), "ceiling": str(money.budget.ceiling) if money.budget.ceiling is not None else None} if money else None,
        },
        {
            "plan": plan, "slip": slip, "held": [plan[key].event.title for key in slip.held] if slip and plan else [], "templates": [(one.key, _(one.title), _(one.suits)) for one in templates()], "leads": {key: f"{lead.months}/{lead.weeks}/{lead.days}" for key, lead in plan.leads.items()} if plan else {},
            "events": events, "taking": taking, "conflicting": conflicting, "money": money, "checked": checked, "writes": writes, "notes": notes and found.case.stage() in ("planned", "started", "held", "reported"), "drawing": drawing, "today": today.isoformat(),
            "other": found.other, "error": wrong(ask, error) if error else None, "said": defaultdict(str, said or {}), "at": at, "stage": _(found.case.kind.stages[found.case.stage()]), "planned": found.case.stage() == "planned", "answers": {key: _(text) for key, text in lessons.ANSWERS.items()},
            "initial": plan is not None and any(one.key == lessons.INITIAL for one in plan.milestones), "tries": tried, "rows": rows, "source": _(plan.template.source) if plan else "",
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


def _rows(ask: Asked, found: Scheduled, plan: Plan, slip: Slip | None, today: date) -> list[dict[str, Any]]:
    """Give every event of a plan with its day, what is needed and what it yields."""
    _ = ask.language.gettext
    moved = {one.key: one for one in slip.moves} if slip else {}
    rows = []
    for one in plan.milestones:
        anchor = one.key in (STARTEX, ENDEX)
        lead = plan.leads.get(one.key, one.event.lead)
        row = found.rows.get(one.key)
        rows.append({
            "key": one.key, "title": _(one.event.title), "short": one.event.short, "day": one.due.isoformat(), "done": one.done.isoformat() if one.done else None, "was": moved[one.key].before.isoformat() if one.key in moved else None, "moved": moved[one.key].days if one.key in moved else None,
            "lead": "" if anchor else _lead(ask, lead, before=one.event.before), "own": one.key in plan.leads, "slack": slack(plan, one.key) if one.event.before and not one.done and not anchor else None,
            "late": (today - one.due).days if not one.done and not anchor and one.due < today else None, "entry": [_(text) for text in one.event.entry], "outputs": [_(text) for text in one.event.outputs],
            "row": row["id"] if row else None, "anchor": anchor,
        })  # fmt: skip
    return rows


def _lead(ask: Asked, lead: Any, *, before: bool) -> str:
    n = ask.language.ngettext
    said = [n(one, many, count) % {"num": count} for one, many, count in (("%(num)s month", "%(num)s months", lead.months), ("%(num)s week", "%(num)s weeks", lead.weeks), ("%(num)s day", "%(num)s days", lead.days)) if count]  # fmt: skip
    span = ", ".join(said)
    if not span:
        return ask.language.gettext("on the same day")
    return (ask.language.gettext("%(span)s before the start") if before else ask.language.gettext("%(span)s after the end")) % {"span": span}  # fmt: skip


def _taking(ask: Asked, look: Look, found: Scheduled, plan: Plan, words: Words) -> dict[str, Any]:
    """Say what taking a plan into the activity changes, and which approvals it voids."""
    _ = ask.language.gettext
    changes = words.changes(kind_of("activity"), found.case.content, _with_ids(scheduling.taken(found, plan)))
    current = histories.history(look, found.case.record)[0]
    many = sum(len(one["approvals"]) for one in current["outcomes"])
    voids = []
    if found.case.state in ("in force", "under review"):
        voids.append(_("It is in force: with this it is a draft, until it is approved anew."))
    elif found.case.state == "submitted":
        voids.append(_("It waits for approval: this takes it back, and it is submitted anew."))
    if many:
        voids.append(ask.language.ngettext("The approval of version %(version)s is void then.", "The %(num)s approvals of version %(version)s are void then.", many) % {"num": many, "version": current["version"]})  # fmt: skip
    return {"changes": changes, "voids": voids, "places": [one.place for one in changes]}


def _with_ids(content: dict[str, Any]) -> dict[str, Any]:
    rows = [{"id": f"new-{place}"} | row for place, row in enumerate(content["milestones"])]
    return content | {"milestones": rows}


def _conflicts(ask: Asked, look: Look, found: Scheduled, case: Any) -> dict[str, Any]:
    which = case.record or NEW
    seen = conflicts(look, case, found.own)
    kinds = {name: ask.language.gettext(text) for name, text in _booked().items()}
    rows = [
        {"kind": kinds.get(one.kind, one.kind), "resource": called(look, one.kind, one.resource), "other": seen.titles.get(other, ""), "record": other, "start": one.start.isoformat(), "end": one.end.isoformat()}
        for one in seen.overlaps for other in [one.other if one.one == which else one.one]
    ]  # fmt: skip
    crowded = [
        {"level": one.level, "resource": one.resource, "start": one.start, "end": one.end, "amount": one.amount, "at_least": one.at_least, "capacity": one.capacity, "with": [(record, seen.titles.get(record, "")) for record in one.records if record != which]}
        for one in seen.crowded
    ]  # fmt: skip
    return {"rows": rows, "crowded": crowded, "hidden": seen.hidden}


def _booked() -> Mapping[str, str]:
    from comity.register.kinds.activity.kind import BOOKED

    return BOOKED


def _lessons(ask: Asked, found: Scheduled, words: Words) -> list[dict[str, Any]]:
    """Give the lessons put before whoever plans, with why, how far each has come, and what was answered."""
    _, tell = ask.language.gettext, ask.language.tell
    given = lessons.answers(found.case.entries)
    put = lessons.put_before(found.case)
    words.learn_people(one.person for one in given.values())
    stages = kind_of("lesson").stages
    rows = []
    for one in put:
        answer = given.get(one.lesson.record)
        told = found.case.find(one.lesson.record)
        rows.append({
            "lesson": one.lesson.record, "title": one.lesson.title, "day": one.lesson.day.isoformat(), "stage": _(stages[one.lesson.state]), "validated": one.validated, "score": one.score, "reasons": [tell(why.text) for why in one.reasons],
            "observation": told.content.get("observation") if told else None, "recommendation": told.content.get("recommendation") if told else None,
            "answer": _(lessons.ANSWERS[answer.values["answer"]]) if answer else None, "reason": answer.values.get("reason") if answer else None, "person": words.person(answer.person) if answer else None, "at": answer.values["day"] if answer else None,
        })  # fmt: skip
    return sorted(rows, key=lambda row: row["answer"] is not None)


__all__ = ["Tried", "shown", "tried_plan"]
