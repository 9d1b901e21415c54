"""All activities of a year against the confidence-building regimes, the worst first."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from comity.register import thresholds
from comity.register.planning.own import own
from comity.web.contract import N_, Page, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.threshold import findings_of, limits_of

PAGE = Page("thresholds", N_("Thresholds"), "/thresholds", 32, ("/thresholds", "/thresholds?year=2027"), group="plan")
router = office_router()
Year = Annotated[int, Query(ge=1990, le=2200)]


@router.get("/thresholds")
def year(ask: Ask, year: Year | None = None) -> View:
    """Check all activities of a year that one may read."""
    _ = ask.language.gettext
    with ask.look() as look:
        of = year or look.now.year
        chosen = own(look.office.home)
        checked = thresholds.of_year(look, of, chosen)
    findings, limits = findings_of(ask, checked), limits_of(ask, checked)
    return View(
        _("Thresholds of %(year)s") % {"year": of}, "thresholds/page.html", [findings, limits],
        {"year": of, "counted": checked.counted, "hidden": checked.hidden, "alarm_percent": chosen.alarm_percent, "regimes": [one.key for one in chosen.binding()]},
        {"regimes": [(one.title, one.document, one.zone) for one in chosen.binding()]}, keep=False,
    )  # fmt: skip


__all__ = ["PAGE", "router"]
