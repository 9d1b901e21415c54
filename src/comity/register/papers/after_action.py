"""The after-action report of an activity: planned against held, objectives, figures declared and observed, lessons, approvals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from comity.model.errors import N_, told
from comity.register.papers.paper import Paper, Section, Sheet
from comity.register.papers.programme import lessons, objective_sheets

if TYPE_CHECKING:
    from comity.register.papers.drafting import Draft
    from comity.register.shape import Noted

#: Forces that are declared before and observed after.
FIGURES = ("troops", "tanks", "acvs", "artillery", "landing_troops", "sorties")


def after_action_report(draft: Draft, language: str = "en") -> Paper:
    """Write the after-action report of an activity, as far as it has come."""
    return draft.paper("after-action", N_("After-action report"), _sections(draft), language)


def _sections(draft: Draft) -> Iterator[Section]:
    tell, case = draft.tell, draft.case
    stage = (tell(N_("Stage")), tell(draft.kind.stages[case.stage()]))
    partners = draft.sheet("partners", "partner", "role", "unit", "personnel")
    yield Section(
        tell(N_("What it was")),
        facts=(stage, *draft.facts("type", "domains", "purpose", "authority", "programme", "location", "states", "owner", "task", "conditions")),
        text=() if partners else (tell(N_("Partners are not known.")),),
        sheets=partners,
    )  # fmt: skip
    yield _held(draft)
    named = [one for which in case.content.get("objectives") or () if (one := draft.other(which))]
    served = objective_sheets(draft, named)
    yield Section(
        tell(N_("Objectives")),
        text=() if served else (tell(N_("The objectives that it serves are not known.")),),
        sheets=(*served, *draft.sheet("training_objectives", "task", "condition", "standard"), *_benchmarks(draft)),
    )  # fmt: skip
    yield _figures(draft)
    reports = tuple(str(one.values["report"]) for one in case.noted("reported"))
    yield Section(tell(N_("Report")), text=reports or (tell(N_("No report has been noted.")),), sheets=_said(draft))
    yield lessons(draft, "activity")
    yield Section(
        tell(N_("Assumptions and risks")),
        sheets=(*draft.sheet("assumptions", "assumption", "signal"), *draft.sheet("risks", "kind", "description", "owner", "trigger", "answer")),
    )  # fmt: skip


def _held(draft: Draft) -> Section:
    """Put what was planned beside what was held."""
    tell, case, unknown = draft.tell, draft.case, draft.unknown()
    began = max((str(one.values["day"]) for one in case.noted("started")), default=unknown)
    held = [one.values for one in case.noted("held")]
    came = str(held[-1]["attended"]) if held and "attended" in held[-1] else unknown
    sent = [row.get("personnel") for row in case.rows("partners")]
    planned = str(sum(one for one in sent if one is not None)) if sent and None not in sent else unknown
    rows = [
        (tell(N_("Start")), str(case.content.get("start") or unknown), began),
        (tell(N_("End")), str(case.content.get("end") or unknown), str(held[-1]["day"]) if held else unknown),
        (tell(N_("People whom partners send, and who came in all")), planned, came),
    ]
    for row in case.rows("milestones"):
        done = case.noted("done", row["id"])
        rows.append((str(row["title"]), str(row.get("day") or unknown), str(done[-1].values["day"]) if done else tell(N_("not noted as done"))))  # fmt: skip
    for row in case.rows("clearances"):
        answers = case.noted("clearance", row["id"])
        rows.append((tell(told("Clearance: %(authority)s", authority=row.get("authority", ""))), str(row.get("deadline") or unknown), _answer(draft, answers)))  # fmt: skip
    heads = tuple(map(tell, (N_("What"), N_("Planned"), N_("As it was noted"))))
    cancelled = [one.values for one in case.noted("cancelled")]
    text = (tell(told("It was cancelled on %(day)s: %(reason)s", day=cancelled[-1]["day"], reason=cancelled[-1]["reason"])),) if cancelled else ()  # fmt: skip
    return Section(tell(N_("Planned and held")), text=text, sheets=(Sheet(tell(N_("Planned and held")), heads, tuple(rows)),))  # fmt: skip


def _answer(draft: Draft, answers: list[Noted]) -> str:
    declared = draft.kind.entry("clearance")
    if not answers or declared is None:
        return draft.tell(N_("no answer is noted"))
    result = next(one for one in declared.fields if one.name == "result")
    return f"{draft.words(result, answers[-1].values['result'])} ({answers[-1].values['day']})"


def _figures(draft: Draft) -> Section:
    """Put what was declared beside every observation, so that neither overwrites the other."""
    tell, case, unknown = draft.tell, draft.case, draft.unknown()
    seen = [one.values for one in case.noted("observed")]
    rows = []
    for name in FIGURES:
        field = draft.kind.field(name)
        declared = case.content.get(name)
        if field is None or (declared is None and not any(name in one for one in seen)):
            continue
        rows.append((tell(field.title), unknown if declared is None else str(declared), *(str(one[name]) if name in one else unknown for one in seen)))  # fmt: skip
    title = tell(N_("Figures declared and observed"))
    if not rows:
        return Section(title, text=(tell(N_("No figures were declared or observed: they are not known.")),))
    heads = (tell(N_("What")), tell(N_("Declared")), *(tell(told("Observed on %(day)s by %(source)s", day=one["day"], source=one["source"])) for one in seen))  # fmt: skip
    text = () if seen else (tell(N_("Nobody has noted what was observed.")),)
    return Section(title, text=text, sheets=(Sheet(title, heads, tuple(rows)),))


def _benchmarks(draft: Draft) -> tuple[Sheet, ...]:
    tell, rows = draft.tell, []
    part = draft.kind.part("benchmarks")
    for row in draft.case.rows("benchmarks"):
        measured = draft.case.noted("benchmark", row["id"])
        last = f"{measured[-1].values['value']} ({measured[-1].values['day']})" if measured else draft.unknown()
        rows.append((str(row["indicator"]), *(str(row[name]) if row.get(name) is not None else draft.unknown() for name in ("unit", "baseline", "target", "due")), last))  # fmt: skip
    heads = tuple(map(tell, (N_("Benchmark"), N_("Unit"), N_("Baseline"), N_("Target"), N_("By"), N_("Last measured"))))
    return (Sheet(tell(part.title), heads, tuple(rows)),) if rows and part else ()


def _said(draft: Draft) -> tuple[Sheet, ...]:
    """Give hotwash and feedback, each as it was said."""
    tell = draft.tell
    rows = tuple(
        (str(one.values["day"]), tell(N_("Hotwash") if one.kind == "hotwash" else N_("Feedback")), draft.organisation(one.person), str(one.values["text"]), str(one.values.get("rating") or ""))
        for one in draft.case.entries
        if one.kind in ("hotwash", "feedback")
    )  # fmt: skip
    heads = tuple(map(tell, (N_("Day"), N_("What"), N_("By"), N_("What is said"), N_("Of use, from 1 to 5"))))
    return (Sheet(tell(N_("Hotwash and feedback")), heads, rows),) if rows else ()


__all__ = ["after_action_report"]
