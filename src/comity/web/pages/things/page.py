"""Agreements, exercises and their series, missions, incidents, visits: filterable lists, and a page for each thing."""

from __future__ import annotations

from starlette.responses import RedirectResponse

from comity.web.contract import N_, Ask, Page, View
from comity.web.contract import router as page_router
from comity.web.pages.things.lists import list_view
from comity.web.pages.things.one import thing_view
from comity.web.pages.things.series import series_list, series_view

PAGE = Page(
    "things",
    N_("Things"),
    "/agreements",
    50,
    (
        "/agreements", "/agreements?q=treaty&on=1990&sort=-parties", "/agreements?kind=alliance&party=USA&region=Europe",
        "/agreements/almanac:north-atlantic-treaty", "/agreements/almanac:aukus?months=24",
        "/exercises", "/exercises/almanac:cobra-gold-2000", "/exercises/series?q=gold", "/exercises/series/Cobra%20Gold", "/missions", "/missions/almanac:isaf", "/missions?region=Africa&decade=1990", "/incidents?decade=1980", "/incidents/almanac:falklands-war", "/visits",
    ),
)  # fmt: skip
router = page_router()


@router.get("/agreements")
def agreements(ask: Ask) -> View:
    """List agreements."""
    return list_view(ask, "agreements")


@router.get("/exercises")
def exercises(ask: Ask) -> View:
    """List joint exercises."""
    return list_view(ask, "exercises")


@router.get("/missions")
def missions(ask: Ask) -> View:
    """List peace operations, missions and coalitions."""
    return list_view(ask, "missions")


@router.get("/incidents")
def incidents(ask: Ask) -> View:
    """List wars, crises, disputes and armed conflicts."""
    return list_view(ask, "incidents")


@router.get("/visits")
def visits(ask: Ask) -> View:
    """List visits and journeys of office-holders."""
    return list_view(ask, "visits")


@router.get("/exercises/series")
def all_series(ask: Ask, q: str = "", sort: str = "-editions", page: int = 1) -> View:
    """List the series of exercises."""
    return series_list(ask, q.strip(), sort or "-editions", page)


@router.get("/exercises/series/{name:path}")
def series(ask: Ask, name: str) -> View:
    """Show a series of exercises."""
    return series_view(ask, name)


@router.get("/agreements/{thing:path}")
def agreement(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show an agreement."""
    return thing_view(ask, "agreements", thing, months)


@router.get("/exercises/{thing:path}")
def exercise(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show an exercise."""
    return thing_view(ask, "exercises", thing, months)


@router.get("/missions/{thing:path}")
def mission(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show a mission."""
    return thing_view(ask, "missions", thing, months)


@router.get("/incidents/{thing:path}")
def incident(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show an incident."""
    return thing_view(ask, "incidents", thing, months)


@router.get("/visits/{thing:path}")
def visit(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show a visit."""
    return thing_view(ask, "visits", thing, months)
