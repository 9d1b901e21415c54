"""Agreements, exercises and their series, missions, incidents, visits: filterable lists, and a page for each thing."""

from __future__ import annotations

from starlette.responses import RedirectResponse

from comity.web.contract import N_, Ask, Page, View
from comity.web.contract import router as page_router
from comity.web.pages.things.kinds import SORTS, Sort
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


@router.get("/exercises/series")
def all_series(ask: Ask, q: str = "", sort: str = "-editions", page: int = 1) -> View:
    """List the series of exercises."""
    return series_list(ask, q.strip(), sort or "-editions", page)


@router.get("/exercises/series/{name:path}")
def series(ask: Ask, name: str) -> View:
    """Show a series of exercises."""
    return series_view(ask, name)


def _serve(sort: Sort) -> None:
    """Add the list of a sort of thing, and the page of each."""

    def listed(ask: Ask) -> View:
        return list_view(ask, sort.path)

    def one(ask: Ask, thing: str, months: int = 12) -> View | RedirectResponse:
        return thing_view(ask, sort.path, thing, months)

    listed.__doc__ = f"List {sort.title.lower()}."
    one.__doc__ = f"Show one {sort.one}, with its parties and what happened before and after it."
    router.get(f"/{sort.path}", name=sort.path)(listed)
    router.get(f"/{sort.path}/{{thing:path}}", name=sort.one)(one)


for _sort in SORTS.values():
    _serve(_sort)
