"""A brief as one HTML file that needs nothing else: no script, no request, readable in print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from comity.dossier.contents import Brief, Figure, Listing
from comity.dossier.draw.style import CSS
from comity.dossier.language import _, n_, spoken
from comity.dossier.words import day, listed, number, quantity, read_unit, whole

#: Rows of one figure that the page itself shows; `comity explain` shows all.
ROWS = 60
#: Columns whose cells are short and do not break.
SHORT = ("begun", "when", "day", "since", "rank, 90 %", "in force")


def render_html(made: Brief) -> str:
    """Write a brief as one self-contained HTML page."""
    environment = Environment(
        loader=PackageLoader("comity.dossier"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {"_": _, "n_": n_, "whole": whole, "day": day, "listed": listed, "language": spoken().key}
    environment.filters |= {
        "cell": _cell,
        "value": _value,
        "read_unit": read_unit,
        "svg": Markup,
        "address": _address,
        "numeric": _numeric,
    }
    template = environment.get_template("brief.html")
    evidence = _evidence(made)
    return template.render(
        brief=made,
        css=Markup(CSS),
        shown=ROWS,
        short=SHORT,
        evidence=evidence,
        known=_known(made),
        marks=", ".join(f"{_(mark)} {times}" for mark, times in made.marks.items()),
        command=Markup('<code>comity explain "{}" <i>{}</i></code>').format(made.subject.name, _("figure")),
        figures=", ".join(figure.id for figure, _columns, _lines in evidence),
    )


def _numeric(listing: Listing, place: int) -> bool:
    return any(isinstance(line[place], int | float) for line in listing.lines)


def _value(figure: Figure) -> str:
    if figure.unit == "share" and isinstance(figure.value, int | float):
        return quantity(figure.value, figure.unit)
    return _cell(figure.value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(entry) for entry in value)
    return str(value)


def _address(url: str | None) -> str:
    return url if url and url.startswith(("https://", "http://")) else ""


def _known(made: Brief) -> dict[str, str]:
    return {facts["source"]: facts["title"] for facts in made.sources}


def _evidence(made: Brief) -> list[tuple[Figure, tuple[str, ...], list[Mapping[str, Any]]]]:
    """Give, for every figure with rows, its columns and the first of its rows."""
    found = []
    for figure in made.figures:
        if figure.rows:
            shown = figure.rows[:ROWS]
            columns = tuple(dict.fromkeys(name for row in shown for name in row.cells))
            lines: list[Mapping[str, Any]] = [
                {"cells": row.cells, "source": row.source, "place": row.source_row, "mark": row.mark} for row in shown
            ]
            found.append((figure, columns, lines))
    return found
