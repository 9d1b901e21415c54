"""Evidence: the rows behind a figure, the contributions behind an estimate, the line of a source behind a row."""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response

from comity.measures.contract import ids
from comity.model.errors import BadRequest, all_of
from comity.web.contract import N_, Ask, Page, View
from comity.web.contract import router as page_router
from comity.web.pages.evidence.citing import address
from comity.web.pages.evidence.estimate import estimate_view
from comity.web.pages.evidence.figure import figure_view
from comity.web.pages.evidence.line import line_view

PAGE = Page(
    "evidence", N_("Evidence"), "/evidence/row", None,
    (
        "/evidence/figure?subject=Japan&figure=bonds.in-force", "/evidence/figure?subject=NATO&figure=overview.members&on=1990",
        "/evidence/measure?measure=ties.bases&subject=Japan-USA", "/evidence/measure?measure=capability.cinc&subject=Japan&year=2010",
        "/evidence/measure?measure=voting.banzhaf&subject=NATO", "/evidence/row?source=almanac&row=agreements.csv:10",
        "/evidence/row?source=comity-model&row=memberships.csv:2",
    ),
)  # fmt: skip
router = page_router()


@router.get("/evidence/figure")
def figure(ask: Ask, subject: str = "", figure: str = "", on: str = "", page: str = "1") -> View | Response:
    """Show what stands behind a figure of a brief: its rule, and every row with the line of its source."""
    _given(subject=subject, figure=figure)
    measure, _, way = figure.strip().partition(".")[2].partition(".")
    name = f"{figure.strip().partition('.')[0]}.{measure}"
    if name in ids():
        # The figures of a brief's measures bear the measure's name; of a directed pair the way after it.
        return RedirectResponse(address("/evidence/measure", measure=name, subject=_turned(subject, way)), 303)
    return figure_view(ask, subject.strip(), figure.strip(), on.strip(), page)


@router.get("/evidence/measure")
def measure(ask: Ask, measure: str = "", subject: str = "", year: str = "", page: str = "1") -> View:
    """Show what an estimate is made of: contributions that add up, its interval, and the rows behind each."""
    _given(measure=measure, subject=subject)
    return estimate_view(ask, measure.strip(), subject.strip(), year.strip(), page)


@router.get("/evidence/row")
def row(ask: Ask, source: str = "", row: str = "") -> View:
    """Show what the record has of one line of a source's file, in whatever table, and what was set aside near it."""
    _given(source=source, row=row)
    return line_view(ask, source.strip(), row.strip())


def _given(**wanted: str) -> None:
    missing = [name for name, value in wanted.items() if not value.strip()]
    if missing:
        raise BadRequest(
            "The address does not say which %(missing)s.", remedy="Follow a figure of a dossier, or a row of a table.", missing=all_of(missing)
        )  # fmt: skip


def _turned(subject: str, way: str) -> str:
    """Give the pair as the way has it: ``aus-idn`` is AUS toward IDN."""
    return "–".join(way.upper().split("-")) if "-" in way else subject
