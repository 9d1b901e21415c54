"""Briefs for pages: the last few that were shown are at hand, so that evidence of a figure need not be gathered again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from urllib.parse import quote, urlencode

from comity.dossier.compose import SECTIONS, compose
from comity.dossier.contents import Brief, Figure
from comity.dossier.language import spoken
from comity.model.errors import UnknownName
from comity.store.once import COUNTED
from comity.web.asked import Asked

#: So many are held: one on a large pact has thousands of rows.
MOST = 4
#: All but the measures, which take seconds the first time.
PLAIN = tuple(name for name in SECTIONS if name != "measures")

_held: OrderedDict[tuple[object, ...], Brief] = OrderedDict()
_lock = threading.Lock()


def briefed(ask: Asked, subject: str, on: str | None = None, sections: Collection[str] = PLAIN) -> Brief:
    """Give a brief, or some sections of it, in the language that is spoken.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        As :func:`comity.dossier.brief`.
    """
    key = (ask.told, str(ask.home), subject.strip(), on or None, tuple(sections), spoken().key)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
    made = compose(ask.con, subject, on or None, home=ask.home, sections=sections)
    with _lock:
        _held[key] = made
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made


def figured(ask: Asked, subject: str, figure: str, on: str | None = None) -> tuple[Brief, Figure]:
    """Give one figure of a brief with its rows; only its section is written, unless the brief is at hand.

    Raises
    ------
    UnknownName
        When the brief has no such figure, with those of the section.
    """
    section = figure.partition(".")[0]
    if section not in PLAIN:
        raise UnknownName(
            "There is no figure “%(figure)s”.", remedy="A figure is called bonds.in-force or the like; sections: %(plain)s.", figure=figure, plain=', '.join(PLAIN)
        )  # fmt: skip
    with _lock:
        whole = _held.get((ask.told, str(ask.home), subject.strip(), on or None, PLAIN, spoken().key))
    made = whole or briefed(ask, subject, on, (section,))
    for one in made.figures:
        if one.id == figure:
            return made, one
    known = ", ".join(one.id for one in made.figures if one.id.startswith(f"{section}."))
    raise UnknownName(
        "The brief on %(name)s has no figure “%(figure)s”.",
        remedy="It has: %(known)s." if known else "Look at the brief itself.",
        name=made.subject.name,
        figure=figure,
        known=known,
    )


def thing_address(table: str, kind: str, name: str) -> str | None:
    """Give the page of an agreement, an activity or an incident; None of what has no page of its own.

    >>> thing_address("agreement", "alliance", "almanac:nato"), thing_address("incident", "coup", "coups:1")
    ('/agreements/almanac%3Anato', None)
    """
    if table == "agreement":
        place = "agreements"
    elif table == "activity":
        place = {"exercise": "exercises", "visit": "visits"}.get(kind, "missions")
    elif table == "incident" and kind in COUNTED:
        place = "incidents"
    else:
        return None
    return f"/{place}/{quote(name, safe='')}"


def row_address(source: str, row: str) -> str:
    """Give the page of a row of the record."""
    return f"/evidence/row?{urlencode({'source': source, 'row': row})}"


__all__ = ["MOST", "PLAIN", "briefed", "figured", "row_address", "thing_address"]
