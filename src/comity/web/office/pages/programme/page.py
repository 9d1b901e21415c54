"""A programme at a glance: how far it is, what its objectives have come to, where its money is, and what it lacks."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path, Query

from comity.oversight import records
from comity.register import money
from comity.register.kinds import kind_of
from comity.register.kinds.objective.standing import STANDINGS
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed, readable
from comity.register.objectives import counted, objectives
from comity.register.quality import missing_next
from comity.register.reading import Opened, known, noted, opened
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.pages.programme.chart import Account, draw_accounts, draw_indicator
from comity.web.office.record.wording import Words
from comity.web.office.words import STATES

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

PAGE = Page("programme", N_("Programme at a glance"), "/programme", None, ())
router = office_router()
Record = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Query(max_length=200)]
STAGES = {
    "ceiling": N_("ceiling"), "planned": N_("planned"), "asked": N_("waits for approval"), "committed": N_("committed"),
    "obligated": N_("obligated"), "spent": N_("spent"),
}  # fmt: skip
#: So many activities are listed here; the list of activities has all.
MOST = 100
STEPS = {"submit": N_("submit it for approval"), "approve": N_("both keys approve it"), "note": N_("note what happens")}


@router.get("/programme/{record}")
def programme(ask: Ask, record: Record) -> View:
    """Show a programme with its objectives, its money, its activities, its risks, and what is missing for the next step."""
    _, tell = ask.language.gettext, ask.language.tell
    with ask.look() as look:
        found = _opened(look, record)
        words = Words(look, ask.language).learn(found.case.kind, found.content)
        step = missing_next(found.case)
        aims, standings = _objectives(ask, look, record)
        accounts = money.accounts(look, record)
        # What is closed, or may not be written, offers nothing to be written.
        writes = found.case.stage() != "closed" and look.decide("writeRecord", records.facts_of(look, record)).allowed
        lines = [_account(ask, record, one) for one in accounts.accounts]
        activities = listed(look, Wanted(kinds=("activity",), programme=record, order="start", size=MOST))
        several = _several_years(look, record)
        risks = [{"what": row.get("description", ""), "kind": _(_choice("risks", "kind", row)), "likelihood": _(_choice("risks", "likelihood", row)), "impact": _(_choice("risks", "impact", row)), "owner": words.person(row.get("owner")), "trigger": row.get("trigger", ""), "answer": row.get("answer", "")} for row in found.case.rows("risks")]  # fmt: skip
    stages = kind_of("activity").stages
    done = [
        {"record": row["record"], "title": row["title"], "start": row["start"], "end": row["end"], "state": _(STATES[row["state"]]), "stage": _(stages.get(row["stage"] or "", "")), "address": f"/register/activity/{row['record']}"}
        for row in activities.rows
    ]  # fmt: skip
    rates = [{**asdict(one), "rate": str(one.rate)} for one in accounts.rates]
    tables = [
        Table("money", {name: _(title) for name, title in {"line": "fund line", "title": "what it is for", "year": "year", "currency": "currency", **STAGES, "left": "left", "expires": "expires"}.items()}, lines),
        Table("indicators", {name: name for name in ("objective", "indicator", "type", "unit", "baseline", "baseline_day", "target", "target_day", "value", "day", "level", "why")}, [row for aim in aims for row in aim["indicators"]]),
        Table("activities", {name: name for name in ("record", "title", "start", "end", "state", "stage")}, done),
        Table("rates", {"currency": _("from"), "to": _("to"), "rate": _("rate"), "day": _("booked on"), "source": _("source")}, rates),
        Table("several", {"title": _("commitment"), "record": _("record"), "currency": _("currency"), "state": _("state"), "years": _("by years")}, several),
        Table("risks", {name: name for name in ("what", "kind", "likelihood", "impact", "owner", "trigger", "answer")}, risks),
    ]  # fmt: skip
    lacks = [{"what": tell(one.what), "remedy": tell(one.remedy), "place": one.place} for one in step.lacks]
    facts = {
        "record": record, "title": str(found.content["title"]), "state": found.row["state"], "stage": found.case.stage(), "start": found.content.get("start"), "end": found.content.get("end"), "owner": words.person(found.content.get("owner")),
        "currency": accounts.currency, "unpriced": accounts.unpriced, "standings": standings, "step": step.step, "lacks": lacks, "activities_found": activities.found,
    }  # fmt: skip
    title = _("Money of each fund line and year, in its own currency")
    drawn = draw_accounts([_drawn(ask, one) for one in accounts.accounts], title, {name: _(text) for name, text in STAGES.items()} | {"unknown": _("not known")})  # fmt: skip
    context = {
        "state": _(STATES[found.row["state"]]), "stages": [(name, _(text)) for name, text in found.case.kind.stages.items()], "purpose": found.content.get("purpose", ""),
        "open": writes, "aims": aims, "levels": {name: _(text) for name, text in STANDINGS.items()}, "drawn": drawn if lines else "", "drawn_title": title, "money_columns": {name: _(text) for name, text in STAGES.items()},
        "years": [_year(ask, year, sums) for year, sums in accounts.years().items()] if accounts.currency else [], "step": _(STEPS[step.step]) if step.step else "", "entries": [_(one.title) for one in step.entries], "totals": {name: _(text) for name, text in STAGES.items()},
    }  # fmt: skip
    return View(str(found.content["title"]), "programme/page.html", tables, facts, context, keep=False)


@router.get("/programme/{record}/money")
def rows(ask: Ask, record: Record, line: Word, year: int, currency: Word, stage: Word = "planned") -> View:
    """Show the records of which a sum was made."""
    _ = ask.language.gettext
    with ask.look() as look:
        title = str(_opened(look, record).content["title"])
        found = money.behind(look, record, line, year, currency, stage)
    rows = [{**row, "amount": _cents(ask, row["cents"]), "address": f"/register/{row['kind']}/{row['record']}", "state": _(STATES[row["state"]])} for row in found]  # fmt: skip
    facts = {"record": record, "line": line, "year": year, "currency": currency, "stage": stage}
    context = {"programme": title, "stage": _(STAGES.get(stage, stage))}
    heads = {"title": _("record"), "kind": _("kind"), "record": _("identity"), "state": _("state"), "currency": _("currency"), "amount": _("amount")}  # fmt: skip
    return View(_("%(stage)s: %(line)s, %(year)s") % {"stage": _(STAGES.get(stage, stage)), "line": line, "year": year}, "programme/rows.html", [Table("rows", heads, rows)], facts, context, keep=False)  # fmt: skip


def _opened(look: Look, which: str) -> Opened:
    found = opened(look, which)
    if found.row["kind"] != "programme":
        raise records.gone()
    return found


def _objectives(ask: Asked, look: Look, which: str) -> tuple[list[dict[str, Any]], dict[str, int]]:
    _, tell = ask.language.gettext, ask.language.tell
    found = objectives(look, which)
    entries = noted(look.con, [one.record for one in found])
    kind = kind_of("objective")
    levels = _levels()
    aims = []
    for one in found:
        rows = []
        for indicator in one.indicators:
            row, stands = indicator.row, indicator.standing
            measured = sorted((entry.values["day"], entry.at, entry.values["value"]) for entry in entries.get(one.record, ()) if entry.kind == "measured" and entry.about == row["id"])  # fmt: skip
            series = list({day: Decimal(str(value)) for day, _at, value in measured}.items())
            rows.append({
                "objective": one.title, "indicator": row.get("name", ""), "type": _(levels.get(row.get("type", ""), "")), "unit": row.get("unit"), "baseline": row.get("baseline"), "baseline_day": row.get("baseline_day"), "target": row.get("target"), "target_day": row.get("target_day"),
                "value": _plain(stands.value), "day": stands.day, "level": _(STANDINGS[stands.level]), "why": tell(stands.why),
                "drawn": draw_indicator(row, series, look.now.date(), _("%(name)s: measured, and the way from baseline to target") % {"name": row.get("name", "")}, {"baseline": _("baseline"), "target": _("target"), "today": _("today"), "none": _("nothing measured")}),
            })  # fmt: skip
        aims.append({"record": one.record, "title": one.title, "state": _(STATES[one.state]), "stage": _(kind.stages.get(one.stage, one.stage)), "result": one.result, "milestones": one.milestones, "indicators": rows, "address": f"/register/objective/{one.record}"})  # fmt: skip
    return aims, dict(counted(found))


def _levels() -> dict[str, str]:
    part = kind_of("objective").part("indicators")
    assert part
    return dict(next(one for one in part.fields if one.name == "type").choices)


def _choice(part: str, name: str, row: Any) -> str:
    declared = kind_of("programme").part(part)
    assert declared
    return next(one for one in declared.fields if one.name == name).choices.get(row.get(name, ""), "")


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _account(ask: Asked, record: str, one: money.Account) -> dict[str, Any]:
    left = one.left("committed")
    return {
        "line": one.line, "title": one.title if one.declared else ask.language.gettext("not a line of this programme"), "year": one.year, "currency": one.currency, "expires": one.expires,
        **{stage: _cents(ask, one.sum(stage)) for stage in STAGES}, "left": _cents(ask, left), "over": left is not None and left < 0,
    }  # fmt: skip


def _drawn(ask: Asked, one: money.Account) -> Account:
    sums = {stage: one.sum(stage) for stage in STAGES}
    figures = {stage: _cents(ask, cents) or ask.language.gettext("not known") for stage, cents in sums.items()}
    return Account(f"{one.line}, {one.year}, {one.currency}", one.currency, sums, figures)


def _year(ask: Asked, year: int, sums: Any) -> dict[str, Any]:
    """Give the totals of a year in the programme's currency; what could not be converted is named."""
    lacking = sorted({one for total in sums.values() if total for one in total.lacking})
    used = {f"1 {one.currency} = {one.rate.rate} {one.rate.to} ({one.rate.day}, {one.rate.source})" for total in sums.values() if total for one in total.converted if one.rate}  # fmt: skip
    return {"year": year, "lacking": lacking, "used": sorted(used), **{stage: _cents(ask, total.cents) if total else None for stage, total in sums.items()}}  # fmt: skip


def _cents(ask: Asked, cents: int | None) -> str | None:
    """Write hundredths of a currency's unit; without them where there are none."""
    if cents is None:
        return None
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    return f"{sign}{ask.language.number(whole)}" + (ask.language.decimals(f".{rest:02d}") if rest else "")


def _several_years(look: Look, which: str) -> list[dict[str, Any]]:
    """Give the commitments over more than one year."""
    rows = listed(look, Wanted(kinds=("commitment",), programme=which, order="start", size=500)).rows
    seen = readable(look, [row["record"] for row in rows])
    return [
        {"record": one.record, "title": one.title, "currency": one.content.get("currency"), "state": one.state, "years": ", ".join(f"{row['year']}: {row['amount']}" for row in one.content["years"]), "address": f"/register/commitment/{one.record}"}
        for one in known(look.con, seen)
        if len(one.content.get("years") or ()) > 1
    ]  # fmt: skip


__all__ = ["PAGE", "router"]
