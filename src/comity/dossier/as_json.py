"""A brief as JSON: every figure with its rows, so that nothing has to be read off a page."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from comity.dossier.contents import Brief, Figure


def render_json(made: Brief) -> str:
    """Write a brief as JSON text; drawings are left out, as they show what the figures say."""
    return json.dumps(as_mapping(made), ensure_ascii=False, indent=1, default=_plain) + "\n"


def as_mapping(made: Brief) -> dict[str, Any]:
    """Give a brief as plain mappings and lists."""
    return {
        "subject": dataclasses.asdict(made.subject),
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "sentences": section.sentences,
                "figures": [figure_mapping(figure) for figure in section.figures],
                "listings": [dataclasses.asdict(listing) for listing in section.listings],
            }
            for section in made.sections
        ],
        "not_known": [dataclasses.asdict(gap) for gap in made.gaps],
        "sources": list(made.sources),
        "checked": made.marks,
    }


def figure_mapping(figure: Figure) -> dict[str, Any]:
    """Give one figure with the rows behind it."""
    return {
        **{name: getattr(figure, name) for name in ("id", "label", "value", "unit", "period", "rule", "gap")},
        "rows": [
            {**row.cells, "source": row.source, "source_row": row.source_row}
            | ({"checked": row.mark} if row.mark else {})
            for row in figure.rows
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in a brief")
