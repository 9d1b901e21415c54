"""What every page of evidence has: how far rows were checked, whom to cite, and the address of exactly this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from comity.model.errors import BadRequest
from comity.panel.citing import join_citations
from comity.web.asked import Asked
from comity.web.briefs import row_address, thing_address

#: Rows of one page.
ROWS = 50
#: How an id is written.
_ID = re.compile(r"[a-z0-9-]+:\S+")
#: Columns that hold the id of a thing, with its table.
THINGS = {"agreement": "agreement", "activity": "activity", "incident": "incident"}


def address(path: str, **choices: Any) -> str:
    """Give an address with choices; what is None or empty is left out."""
    return f"{path}?{urlencode({name: value for name, value in choices.items() if value not in (None, '')})}"


def cited(ask: Asked, sources: Iterable[str]) -> str:
    """Give BibTeX of comity and of some sources."""
    held = ask.evidence.sources
    return join_citations(held[name]["citation"] for name in sorted(set(sources)) if name in held)


def titles(ask: Asked, sources: Iterable[str]) -> list[dict[str, Any]]:
    """Give the facts of some sources, by name."""
    held = ask.evidence.sources
    return [held[name] for name in sorted(set(sources)) if name in held]


def paged(page: str, rows: Sequence[Any]) -> tuple[int, int]:
    """Read which page of rows is wanted, and give of how many.

    Raises
    ------
    BadRequest
        When it is no number.
    """
    if not re.fullmatch(r"[1-9]\d{0,5}", page.strip()):
        raise BadRequest("“%(page)s” is no page.", remedy="Pages are numbered from 1.", page=page)
    of = max(-(-len(rows) // ROWS), 1)
    return min(int(page), of), of


def written(ask: Asked, name: str, value: Any) -> str:
    """Write a cell as the record has it, to the last digit; a state with its name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        gettext = ask.language.gettext
        return gettext("yes") if value else gettext("no")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple):
        return ", ".join(written(ask, name, one) for one in value)
    text = str(value)
    named = ask.evidence.names.get(text)
    return f"{named} ({text})" if named and named != text else text


def leads(cells: Mapping[str, Any], name: str, section: str = "") -> str:
    """Give the page that a cell leads to: the id of an agreement, an activity or an incident; else empty."""
    table = THINGS.get(name)
    value = cells.get(name)
    # Some figures have the name of an agreement in its place.
    if not table or not isinstance(value, str) or not _ID.fullmatch(value):
        return ""
    kind = str(cells.get("kind") or {"exercises": "exercise", "missions": "peace-operation"}.get(section, ""))
    if table == "activity" and not kind:
        return ""
    if table == "incident" and not kind:
        kind = "war"
    return thing_address(table, kind, value) or ""


def line(ask: Asked, cells: Mapping[str, Any], source: str, source_row: str, section: str = "") -> dict[str, Any]:
    """Give a row as a table shows it: its cells written, where they lead, its source and line, how far it was checked."""
    return {
        "cells": {name: (written(ask, name, value), leads(cells, name, section)) for name, value in cells.items()},
        "source": source,
        "row": source_row,
        "address": row_address(source, source_row) if source_row != "coverage" else f"/sources/{source}",
        "checked": ask.evidence.mark(source, source_row),
    }


__all__ = ["ROWS", "address", "cited", "leads", "line", "paged", "titles", "written"]
