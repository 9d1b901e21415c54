"""Panels: choose unit, years and columns; see the first rows, how much is known, the codebook; take the file or its code."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

import anyio.from_thread
from fastapi import Query
from starlette.responses import Response, StreamingResponse

from comity.catalogue.facts import discover
from comity.model.errors import BadRequest, Busy, ComityError, NoRecord, WrongRecord
from comity.panel import Panel
from comity.panel.axis import FIRST_YEAR, LAST_YEAR, SYSTEMS
from comity.panel.choice import given_for, how_to_get, missing
from comity.panel.codebook import count_rows, label
from comity.panel.group import find, groups
from comity.panel.plan import KEEP
from comity.panel.sheet import check_size
from comity.panel.trace import trace
from comity.panel.units import key_columns
from comity.store.home import own_sources_dir
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.panels.asking import Asked_, Asking, in_address, in_python, in_r, in_shell, plan
from comity.web.pages.panels.coverage import Known, draw_known
from comity.web.pages.panels.making import look
from comity.web.pages.panels.outgoing import file, order
from comity.web.pages.panels.topics import by_topic

PAGE = Page(
    "panels",
    N_("Panels"),
    "/panels",
    70,
    (
        "/panels",
        "/panels?unit=state-year&from=1990&to=2000&with=exercises",
        "/panels?unit=dyad-year&from=2000&to=2001&with=exercises&with=bases&directed=true",
    ),
)
router = page_router()

#: So many rows are shown.
SHOWN = 20
#: Up to so many cells are made and counted at once; beyond that a process of its own does, and counts if one asks for it.
COUNTED = 3_000_000
#: No more cells than these are made here, nor more rows of k-ads, which are drawn in memory: the command line has no such limit.
MOST_CELLS, MOST_KADS = 250_000_000, 1_000_000
#: What an address that says nothing shows: of these what the record has.
USUAL = ("names", "nmc", "democracy", "exercises")

FORMS = {
    "parquet": ("application/vnd.apache.parquet", N_("Parquet, for Python, R and DuckDB")),
    "csv": ("text/csv; charset=utf-8", N_("CSV")),
    "dta": ("application/x-stata", N_("Stata 14 and later")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", N_("Excel")),
    "zip": ("application/zip", N_("all in one: Parquet, codebook, citation, versions, command")),
}
BESIDE = {"md": ("text/markdown; charset=utf-8", N_("codebook")), "bib": ("text/x-bibtex; charset=utf-8", N_("citation"))}  # fmt: skip
UNIT_WORDS = {
    "state-year": N_("states by year"),
    "dyad-year": N_("pairs of states by year"),
    "leader-year": N_("leaders by year"),
    "state-month": N_("states by month"),
    "dyad-month": N_("pairs of states by month"),
    "k-ad-year": N_("sets of 3 to 5 states by year"),
}


@router.get("/panels")
def panels(
    ask: Ask,
    asking: Asked_,
    known: Annotated[bool, Query(description="Whether to count what is known of a large panel too.")] = False,
) -> View:
    """Plan a panel: its first rows, how much of each column is known, its codebook, and how to have it."""
    _ = ask.language.gettext
    held = frozenset(ask.evidence.sources)
    given = given_for(asking.unit)
    if not asking.said:
        usual = tuple(name for name in USUAL if name in given and not missing(given[name], held))
        asking = Asking(asking.unit, asking.first, asking.last, asking.system, given=usual)
    view = View(_("Panels"), "panels/page.html")
    view.context = {
        "asking": asking, "units": UNIT_WORDS, "systems": SYSTEMS, "topics": by_topic(given), "groups": groups(),
        "absent": {name: missing(group, held) for name, group in given.items()}, "how_to_get": how_to_get,
        "listed": {source.name for source in discover(own_sources_dir(ask.home))}, "bounds": (FIRST_YEAR, LAST_YEAR), "made": None, "options": [], "binary": [], "error": "",
    }  # fmt: skip
    try:
        made, left = plan(asking, ask.home)
        view.context = {**view.context, "made": made, "options": _options(made), "binary": _binary(made)}
        _fill(ask, view, asking, made, left, known)
    except (NoRecord, WrongRecord, Busy):
        raise
    except ComityError as error:
        # The choices stay on the page, so that one mends the one that was wrong.
        view.status, view.tables, view.keep = 400, [], False
        tell = ask.language.tell
        problems = [tell(one) for one in error.problems]
        view.facts = {"error": tell(error.what), "remedy": tell(error.remedy), "problems": problems}
        view.context = {**view.context, "error": tell(error.what)}
        ask.form = "json" if ask.form == "csv" else ask.form
    return view


def _fill(ask: Asked, view: View, asking: Asking, made: Panel, left: list[str], known: bool) -> None:
    """Put into the view what a plan gives."""
    _ = ask.language.gettext
    name = file_name(made)
    rows = count_rows(made)
    # How many are kept by a column only making them tells; there are no more than without it.
    cells = (count_rows(replace(made, only=())) or 0) * len(made.names)
    large = _too_large(ask, made)
    head, counted = ([], None) if large else _look(ask, asking, made, cells, known)
    picked = [pick.group for pick in made.picks]
    view.facts = {
        "unit": made.unit, "from": made.axis.first_year, "to": made.axis.last_year, "system": made.axis.system,
        "directed": made.directed, "with": picked, "left_out": left,
        "rows": counted.total if counted else rows, "columns": len(made.names),
        "python": in_python(made, f"{name}.parquet"), "shell": in_shell(made, f"{name}.parquet"),
        "r": in_r(made, f"{name}.parquet"), "too_large": large,
    }  # fmt: skip
    view.tables = [_preview(made, head), _codebook(ask, made, counted), *([_by_year(ask, counted)] if counted else [])]
    view.context = {
        **view.context, "downloads": [] if large else _downloads(ask, made, rows), "states": _states(ask, made, head),
        "behind": lambda row, group: _behind_link(made, row, group),
        "group_of": {entry.name: entry.group for entry in made.columns if entry.group in picked},
        "picture": _draw(ask, made, counted), "counted": counted,
        "beside": [(ending, _(words), _file_link(made, ending)) for ending, (__, words) in BESIDE.items()],
    }  # fmt: skip


@router.get("/panels/file", openapi_extra={"x-example": "/panels/file?unit=state-year&from=2000&to=2001&as=parquet"})
def download(
    ask: Ask,
    asking: Asked_,
    ending: Annotated[str, Query(alias="as", description=f"{', '.join([*FORMS, *BESIDE])}.")] = "parquet",
) -> Response:
    """Make a panel's file, as comity panel -o makes it, or its codebook or citation, and send it."""
    made, __ = plan(asking, ask.home)
    if ending not in {**FORMS, **BESIDE}:
        raise BadRequest(
            "No file ends in “%(ending)s”.",
            remedy="There are: %(forms)s.",
            ending=ending[:20],
            forms=", ".join([*FORMS, *BESIDE]),
        )
    name = f"{file_name(made)}.{ending}"
    if ending in BESIDE:
        text = made.codebook() if ending == "md" else made.cite()
        return Response(text, headers=_attached(name), media_type=BESIDE[ending][0])
    rows = count_rows(made)
    if refusal := _too_large(ask, made) or _no_form(ask, made, rows, ending):
        raise BadRequest(refusal, remedy=in_shell(made, name))
    size, portions = file(asking, ask.home, name, lambda: _gone(ask), ask.language.key)
    headers = {**_attached(name), "Content-Length": str(size)}
    return StreamingResponse(portions, headers=headers, media_type=FORMS[ending][0])


@router.get("/panels/behind", openapi_extra={"x-example": "/panels/behind?with=exercises&group=exercises&ccode=2&year=2000"})  # fmt: skip
def behind(
    ask: Ask, asking: Asked_, group: Annotated[str, Query(description="A column group of the panel.")] = ""
) -> View:
    """Show the rows of the record behind a group's columns in one row of a panel; the row is told by its key columns."""
    _ = ask.language.gettext
    made, __ = plan(asking, ask.home)
    said = ask.request.query_params
    keys = {name: int(said[name]) for name in _keys(made) if said.get(name, "").isdecimal() and len(said[name]) < 9}
    rows = [
        {
            "table": one.table,
            "cells": "; ".join(f"{name} {value}" for name, value in one.cells.items()),
            "source": one.source,
            "source_row": one.source_row,
            "evidence": f"/evidence/row?{urlencode({'source': one.source, 'row': one.source_row})}",
        }
        for one in trace(made, group, **keys)
    ]
    columns = {"table": _("table"), "cells": _("what it says"), "source": _("source"), "source_row": _("file and line")}
    facts = {"group": group, "keys": keys, "sources": list(find(group).sources), "about": find(group).title}
    return View(ask.language.gettext(find(group).title), "panels/behind.html", [Table("behind", columns, rows)], facts)


# -- what there is


def file_name(made: Panel) -> str:
    """Give the name, without its ending, under which a panel is taken away."""
    return f"{made.unit}-{made.axis.first_year}-{made.axis.last_year}"


def _look(
    ask: Asked, asking: Asking, made: Panel, cells: int, known: bool
) -> tuple[list[dict[str, Any]], Known | None]:
    if cells <= COUNTED:
        told = look(made, SHOWN, known=True)
    else:
        told = order(asking, ask.home, lambda: _gone(ask), shown=SHOWN, known=known, language=ask.language.key)
    return told["head"], Known(**told["known"]) if told["known"] else None


def _gone(ask: Asked) -> bool:
    return anyio.from_thread.run(ask.request.is_disconnected)


def _too_large(ask: Asked, made: Panel) -> str:
    _ = ask.language.gettext
    number = ask.language.number
    rows = count_rows(replace(made, only=())) or 0
    if rows * len(made.names) > MOST_CELLS or (made.unit == "k-ad-year" and rows > MOST_KADS):
        return _("This panel has %(rows)s rows and %(columns)s columns, more than is made here; the command line makes it.") % {"rows": number(rows), "columns": number(len(made.names))}  # fmt: skip
    return ""


def _no_form(ask: Asked, made: Panel, rows: int | None, ending: str) -> str:
    """Say why a panel cannot be a file of this form, if it cannot."""
    if ending == "xlsx":
        try:
            check_size(rows, len(made.names))
        except BadRequest as error:
            return ask.language.tell(error.what)
    return ""


def _downloads(ask: Asked, made: Panel, rows: int | None) -> list[dict[str, Any]]:
    _ = ask.language.gettext
    return [
        {"ending": ending, "words": _(words), "address": _file_link(made, ending), "refusal": _no_form(ask, made, rows, ending)}
        for ending, (__, words) in FORMS.items()
    ]  # fmt: skip


def _file_link(made: Panel, ending: str) -> str:
    return f"/panels/file?{urlencode([*in_address(made), ('as', ending)])}"


def _keys(made: Panel) -> list[str]:
    """Give the key columns by which a row is told; who led is told by state and year."""
    return [entry.name for entry in key_columns(made) if entry.column.type != "text"]


def _counted(made: Panel) -> set[str]:
    """Give the columns that are counted from others."""
    keys = {entry.name for entry in key_columns(made)}
    return {entry.name for entry in made.columns if not entry.group and entry.name not in keys}


def _binary(made: Panel) -> list[str]:
    return [entry.name for entry in made.columns if entry.group and entry.column.binary]


def _behind_link(made: Panel, row: dict[str, Any], group: str) -> str:
    return f"/panels/behind?{urlencode([*in_address(made), ('group', group), *((name, row[name]) for name in _keys(made))])}"


def _options(made: Panel) -> list[dict[str, Any]]:
    """Give what can be chosen for each group that was picked."""
    found = []
    for pick in made.picks:
        group = find(pick.group)
        choices = {option: values for option, values in group.options.items() if len(values) > 1}
        if any(not column.keep for column in group.columns):
            choices["keep"] = KEEP
        can_assume = any(column.zero for column in group.columns)
        if choices or can_assume:
            found.append({"group": pick.group, "title": group.title, "choices": choices, "said": pick.options, "assume": can_assume})  # fmt: skip
    return found


def _states(ask: Asked, made: Panel, head: list[dict[str, Any]]) -> dict[int, str]:
    """Name the states whose codes are shown."""
    axis = made.axis
    codes = {row[name] for row in head for name in row if name.startswith(("ccode", "gwcode"))}
    names = ask.evidence.names
    found = {}
    for spell in axis.spells:
        code = int(axis.codes[spell.place])
        if code in codes:
            found[code] = names.get(spell.key, spell.key)
    return found


# -- tables and picture


def _preview(made: Panel, head: list[dict[str, Any]]) -> Table:
    return Table("preview", {name: name for name in made.names}, head)


def _codebook(ask: Asked, made: Panel, counted: Known | None) -> Table:
    _ = ask.language.gettext
    columns = {
        "column": _("column"), "what": _("what it is"), "type": _("type"), "values": _("values"), "group": _("group"),
        "known": _("share known"), "first": _("known from"), "last": _("known to"),
    }  # fmt: skip
    spells = _counted(made)
    rows = []
    for entry in made.columns:
        values = "; ".join(f"{code} {text}" for code, text in sorted(entry.column.values.items()))
        first, last = counted.years(entry.name) if counted else (None, None)
        rows.append(
            {
                "column": entry.name, "what": label(made, entry), "type": entry.column.type,
                "values": values or (_("0 no; 1 yes") if entry.column.binary else ""),
                "group": "spells" if entry.name in spells else entry.group,
                "known": counted.share(entry.name) if counted else None, "first": first, "last": last,
            }
        )  # fmt: skip
    return Table("codebook", columns, rows)


def _by_year(ask: Asked, counted: Known) -> Table:
    _ = ask.language.gettext
    columns = {"column": _("column"), "year": _("year"), "known": _("cells known"), "rows": _("rows")}
    rows = [
        {"column": name, "year": counted.first + place, "known": cells, "rows": counted.rows[place]}
        for name, years in counted.cells.items()
        for place, cells in enumerate(years)
    ]
    return Table("known", columns, rows)


def _draw(ask: Asked, made: Panel, counted: Known | None) -> str:
    if counted is None:
        return ""
    _ = ask.language.gettext
    columns = [entry.name for entry in made.columns if entry.group or entry.name in _counted(made)]
    legend = {"none": _("nothing known"), "some": _("more than %(low)s to %(high)s %%"), "most": _("more than %(low)s %% or all")}  # fmt: skip
    return draw_known(counted, columns, _("How much of each column is known, year by year"), legend)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
