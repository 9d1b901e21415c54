"""Findings against the confidence-building regimes as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comity.model.errors import told
from comity.register.planning.thresholds import WORDS, Measured
from comity.register.thresholds import Checked, said
from comity.web.contract import N_, Table

if TYPE_CHECKING:
    from comity.model.regimes import Regime
    from comity.register.planning.thresholds import Finding
    from comity.web.office.asked import Asked

LEVELS = {"below": N_("below the alarm"), "not known": N_("not known"), "alarm": N_("alarm"), "reached": N_("reached")}
NOTICES = {"made": N_("notified in time"), "late": N_("notified late"), "overdue": N_("notification overdue"), "due": N_("to be notified")}  # fmt: skip
WHY = {"declared": N_("declared to belong together"), "command": N_("of one command"), "area": N_("near each other")}


def findings_of(ask: Asked, checked: Checked) -> Table:
    """Give findings as a table, the highest level first."""
    _ = ask.language.gettext
    columns = {
        "regime": _("regime"), "rule": _("rule"), "level": _("level"), "activities": _("activities"), "records": _("identities"), "start": _("from"), "end": _("to"), "said": _("finding"), "paragraph": _("paragraph"),
        "sum": _("sum"), "value": _("threshold"), "percent": _("per cent"), "advisory": _("to confirm"), "notify_by": _("notify by"), "notice": _("notification"),
    }  # fmt: skip
    return Table("findings", columns, [_finding(ask, checked, regime, one) for regime, one in checked.findings])


def _finding(ask: Asked, checked: Checked, regime: Regime, one: Finding) -> dict[str, Any]:
    _, tell = ask.language.gettext, ask.language.tell
    leading = one.leading
    return {
        "regime": regime.title, "rule": _(one.rule.title), "level": _(LEVELS[one.level]), "is": one.level, "activities": "; ".join(one.titles), "titles": list(one.titles), "records": list(one.records), "start": one.start.isoformat(), "end": one.end.isoformat(),
        "said": tell(said(one)), "paragraph": _paragraph(ask, leading), "sum": leading.sum, "value": leading.value.number, "percent": round(100 * leading.ratio, 1), "advisory": one.advisory,
        "notify_by": one.notify_by.isoformat() if one.notify_by else None, "notice": _(NOTICES[one.notice]) if one.notice else None, "overdue": one.notice in ("late", "overdue"),
        "follows": [tell(each) for each in one.follows], "links": [{"one": checked.titles.get(link.one, ""), "other": checked.titles.get(link.other, ""), "why": _(WHY[link.why]), "text": tell(link.text)} for link in one.links],
        "chained": one.chained, "measures": [_measure(ask, each) for each in one.measures], "source": leading.value.source,
    }  # fmt: skip


def _paragraph(ask: Asked, one: Measured) -> str:
    value = one.value
    values = {"chapter": value.chapter, "paragraph": value.paragraph}
    if value.paragraph_confirmed:
        return ask.language.gettext("chapter %(chapter)s, paragraph %(paragraph)s") % values
    return ask.language.gettext("chapter %(chapter)s, paragraph %(paragraph)s (to confirm)") % values


def _measure(ask: Asked, one: Measured) -> dict[str, Any]:
    return {
        "counts": ask.language.tell(told(WORDS[one.value.counts])), "sum": one.sum, "at_least": one.at_least, "at_once": one.at_once, "value": one.value.number, "percent": round(100 * one.ratio, 1),
        "level": ask.language.gettext(LEVELS[one.level]), "is": one.level, "paragraph": _paragraph(ask, one), "confirmed": one.value.confirmed, "note": one.value.note,
    }  # fmt: skip


def limits_of(ask: Asked, checked: Checked) -> Table:
    """Give the limits on activities of a state as a table."""
    _, tell = ask.language.gettext, ask.language.tell
    columns = {"regime": _("regime"), "rule": _("rule"), "state": _("state"), "level": _("level"), "first": _("from"), "last": _("to"), "count": _("activities"), "maybe": _("perhaps more"), "limit": _("allowed"), "advisory": _("to confirm"), "text": _("finding")}  # fmt: skip
    rows = [
        {"regime": regime.title, "rule": _(one.rule.title), "state": one.state or None, "level": _(LEVELS[one.level]), "is": one.level, "first": one.first.isoformat(), "last": one.last.isoformat(), "count": one.count, "maybe": one.maybe, "limit": one.limit, "advisory": one.advisory, "text": tell(one.text)}
        for regime, one in checked.constraints
    ]  # fmt: skip
    return Table("limits", columns, rows)


__all__ = ["findings_of", "limits_of"]
