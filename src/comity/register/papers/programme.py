"""The paper of a programme: its objectives and how they stand, money by line and stage, activities, risks, lessons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from comity.model.errors import N_, told
from comity.oversight.storage.working import money
from comity.register.kinds import kind_of
from comity.register.kinds.objective.standing import STANDINGS, standing
from comity.register.papers.drafting import amount
from comity.register.papers.paper import Paper, Section, Sheet

if TYPE_CHECKING:
    from comity.register.papers.drafting import Draft
    from comity.register.shape import Known

#: How far money has gone, the first first.
STAGES = {
    "ceiling": N_("Granted"), "planned": N_("Planned by activities"), "committed": N_("Committed"), "obligated": N_("Obligated"), "spent": N_("Spent"),
}  # fmt: skip


def programme_paper(draft: Draft, language: str = "en") -> Paper:
    """Write the paper of a programme."""
    return draft.paper("programme", N_("Programme"), _sections(draft), language)


def _sections(draft: Draft) -> Iterator[Section]:
    tell, case = draft.tell, draft.case
    stage = (tell(N_("Stage")), tell(draft.kind.stages[case.stage()]))
    yield Section(tell(N_("What it is")), facts=(stage, *draft.facts("purpose", "authority", "start", "end", "partners", "states", "region", "owner")))  # fmt: skip
    yield Section(
        tell(N_("How it is to work")),
        facts=draft.facts("problem", "assessed", "theory_of_change", "absorptive_capacity", "political_will", "sustainability"),
        sheets=(*draft.sheet("assumptions", "assumption", "signal"), *draft.sheet("fixed", "what", "day", "source")),
    )  # fmt: skip
    objectives = draft.naming("programme", "objective")
    yield Section(tell(N_("Objectives")), text=() if objectives else (tell(N_("No objective is on record.")),), sheets=objective_sheets(draft, objectives))  # fmt: skip
    commitments, activities = draft.naming("programme", "commitment"), draft.naming("programme", "activity")
    yield _money(draft, [*commitments, *activities])
    yield _activities(draft, activities)
    risks = draft.sheet("risks", "kind", "description", "likelihood", "impact", "owner", "trigger", "answer")
    yield Section(tell(N_("Risks")), text=() if risks else (tell(N_("No risk is on record: nobody has said that there is none.")),), sheets=risks)  # fmt: skip
    yield lessons(draft, "programme")
    yield Section(tell(N_("What has happened")), text=() if case.entries else (tell(N_("Nothing has been noted.")),), sheets=draft.noted())  # fmt: skip


def objective_sheets(draft: Draft, objectives: list[Known]) -> tuple[Sheet, ...]:
    """Give objectives with their results, and their indicators with how they stand."""
    tell, today = draft.tell, draft.case.today
    if not objectives:
        return ()
    results = kind_of("objective").entry("concluded")
    choices = next(one.choices for one in results.fields if one.name == "result") if results else {}
    rows, measured = [], []
    for one in objectives:
        concluded = [noted.values for noted in one.entries if noted.kind == "concluded"]
        result = tell(choices[concluded[-1]["result"]]) if concluded else tell(N_("not known: it is not concluded"))
        rows.append((one.title, str(one.content.get("specific") or draft.unknown()), str(one.content.get("end") or draft.unknown()), draft.state(one.state), result))  # fmt: skip
        for row in one.content.get("indicators") or ():
            how = standing(row, [noted for noted in one.entries if noted.kind == "measured" and noted.about == row["id"]], today)  # fmt: skip
            last = f"{how.value:f} ({how.day})" if how.value is not None else draft.unknown()
            measured.append((
                one.title, f"{row['name']}, {row.get('unit') or draft.unknown()}", _of(draft, row, "baseline"), last, _of(draft, row, "target"),
                tell(STANDINGS[how.level]), tell(how.why),
            ))  # fmt: skip
    heads = tuple(map(tell, (N_("Objective"), N_("Specific"), N_("To be reached by"), N_("Approval"), N_("Result"))))
    found = [Sheet(tell(N_("Objectives")), heads, tuple(rows))]
    if measured:
        heads = tuple(map(tell, (N_("Objective"), N_("Indicator, unit"), N_("Baseline"), N_("Last measured"), N_("Target"), N_("Standing"), N_("Why"))))  # fmt: skip
        note = tell(N_("An indicator without a baseline is never on track."))
        found.append(Sheet(tell(N_("Indicators")), heads, tuple(measured), note))
    return tuple(found)


def _of(draft: Draft, row: dict[str, object], name: str) -> str:
    value, day = row.get(name), row.get(f"{name}_day")
    return draft.unknown() if value is None else f"{value} ({day or draft.unknown()})"


def _money(draft: Draft, others: list[Known]) -> Section:
    """Sum the money of the programme, and of what the paper may have of others: by line, year and currency, exactly."""
    tell = draft.tell
    which = [draft.case.record, *(one.record for one in others)]
    rows = draft.look.con.execute(
        select(money.c.line, money.c.year, money.c.currency, money.c.stage, money.c.cents).where(money.c.record.in_(which), money.c.programme == draft.case.record)
    )  # fmt: skip
    sums: dict[tuple[str, int, str], dict[str, int]] = {}
    for row in rows:
        of = sums.setdefault((row.line, row.year, row.currency), {})
        of[row.stage] = of.get(row.stage, 0) + row.cents
    none = tell(N_("none on record"))
    lines = tuple(
        (line, str(year), currency, *(cents(of[stage]) if stage in of else none for stage in STAGES))
        for (line, year, currency), of in sorted(sums.items())
    )  # fmt: skip
    heads = tuple(map(tell, (N_("Fund line"), N_("Year"), N_("Currency"), *STAGES.values())))
    note = tell(N_("“None on record” is not zero: nobody has recorded any. What is withheld is in no sum; sums of different currencies are not added."))  # fmt: skip
    planned = draft.sheet("lines", "code", "title", "source", "year", "currency", "amount", "expires")
    text = () if lines else (tell(N_("No money is on record.")),)
    return Section(
        tell(N_("Money")),
        facts=draft.facts("currency"),
        text=text,
        sheets=(
            *planned,
            *((Sheet(tell(N_("How far money has gone")), heads, lines, note),) if lines else ()),
            *draft.sheet("rates", "currency", "to", "rate", "day", "source"),
        ),
    )


def cents(value: int) -> str:
    """Write hundredths as an amount.

    Examples
    --------
    >>> cents(999950)
    '9,999.50'
    """
    return amount(f"{value // 100}.{value % 100:02d}") if value >= 0 else f"-{cents(-value)}"


def _activities(draft: Draft, activities: list[Known]) -> Section:
    tell, kind = draft.tell, kind_of("activity")
    types = kind.field("type")
    rows = tuple(
        (one.title, draft.words(types, one.content.get("type")) if types else "", str(one.content.get("start") or draft.unknown()), str(one.content.get("end") or draft.unknown()), draft.stage(one), draft.state(one.state))
        for one in activities
    )  # fmt: skip
    heads = tuple(map(tell, (N_("Activity"), N_("Type"), N_("Start"), N_("End"), N_("Stage"), N_("Approval"))))
    text = () if rows else (tell(N_("No activity is on record.")),)
    return Section(tell(N_("Activities")), text=text, sheets=(Sheet(tell(N_("Activities")), heads, rows),) if rows else ())  # fmt: skip


def lessons(draft: Draft, role: str) -> Section:
    """Give the lessons that name this record: observation, discussion, conclusion, recommendation, and what was tasked."""
    tell = draft.tell
    found = draft.naming(role, "lesson")
    rows, tasks = [], []
    for one in found:
        four = (str(one.content.get(name) or draft.unknown()) for name in ("observation", "discussion", "conclusion", "recommendation"))  # fmt: skip
        rows.append((one.title, *four, draft.stage(one)))
        tasks += [
            (one.title, str(noted.values.get("body") or draft.unknown()), str(noted.values.get("due") or draft.unknown()), str(noted.values.get("plan") or draft.unknown()), draft.stage(one))
            for noted in one.entries
            if noted.kind == "tasked"
        ]  # fmt: skip
    title = tell(N_("Observations and lessons"))
    if not rows:
        return Section(title, text=(tell(N_("No lesson is on record: that is not known, not none.")),))
    heads = tuple(map(tell, (N_("Lesson"), N_("Observation"), N_("Discussion"), N_("Conclusion"), N_("Recommendation"), N_("Stage"))))  # fmt: skip
    sheets = [Sheet(title, heads, tuple(rows))]
    if tasks:
        heads = tuple(map(tell, (N_("Lesson"), N_("Body"), N_("Until"), N_("What is to be done"), N_("Stage"))))
        sheets.append(Sheet(tell(N_("Lessons tasked")), heads, tuple(tasks)))
    text = () if tasks else (tell(told("Of %(number)s lessons none is tasked.", number=len(rows))),)
    return Section(title, text=text, sheets=tuple(sheets))


__all__ = ["STAGES", "cents", "lessons", "objective_sheets", "programme_paper"]
