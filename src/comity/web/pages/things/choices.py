"""What the address of a list says, read and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.measures.subject import read_day
from comity.model.errors import AmbiguousName, BadRequest, ComityError, UnknownName
from comity.model.organisations import organisation
from comity.model.resolving import resolve
from comity.web.asked import Asked
from comity.web.listing import fold
from comity.web.pages.things.index import UNKNOWN, Index
from comity.web.pages.things.kinds import Sort

#: Facets of which several chosen values must hold at once.
TOGETHER = ("party",)


@dataclass(frozen=True)
class Choices:
    """What is asked of a list."""

    text: str
    facets: dict[str, list[str]]
    on: date | None
    column: str
    descending: bool
    page: int


def read_choices(ask: Asked, held: Index) -> Choices:
    """Read the address.

    Raises
    ------
    UnknownName
        When a party or a value of a facet is none; with what is close.
    BadRequest
        When a day, a column or a page is none.
    """
    query = ask.request.query_params
    facets = {
        name: [
            value for text in query.getlist(name) if text.strip() for value in _values(ask, held, name, text.strip())
        ]
        for name in held.sort.facets
    }
    on = query.get("on", "").strip()
    column, descending = _order(held.sort, query.get("sort", "").strip())
    page = query.get("page", "1").strip() or "1"
    if not re.fullmatch(r"[1-9]\d{0,6}", page):
        raise BadRequest("“%(page)s” is no page of a list.", remedy="Pages are numbered from 1.", page=page)
    return Choices(
        query.get("q", "").strip()[:200],
        {name: list(dict.fromkeys(values)) for name, values in facets.items()},
        read_day(on, ask.evidence.reach) if on else None,
        column,
        descending,
        int(page),
    )


def _order(sort: Sort, said: str) -> tuple[str, bool]:
    column = said.removeprefix("-")
    if not said:
        return "start", True
    among = ["name", "kind", "parties", *sort.columns]
    if column not in among:
        raise BadRequest(
            "The list has no column “%(column)s” to sort by.",
            remedy="There are: %(among)s.",
            column=column,
            among=", ".join(among),
        )
    return column, said.startswith("-")


def _values(ask: Asked, held: Index, name: str, text: str) -> list[str]:
    if name == "party":
        return [party(ask, part) for part in re.split(r"\s*[;–—]\s*", text) if part]
    known = held.facets.facets[name].values
    among = {fold(value): value for value in known}
    found = among.get(fold(text))
    if found is None and name == "decade" and re.fullmatch(r"\d{4}s?", text):
        found = text[:3] + "0"
    if found is None and name == "kind" and text in held.sort.kinds:
        found = text
    if found is None:
        near = difflib.get_close_matches(fold(text), among, 5, 0.5)
        listed = ", ".join(among[one] for one in near) or ", ".join(sorted(known)[:12])
        raise UnknownName(
            "Nothing in this list has “%(text)s” for its %(name)s.",
            remedy="Try: %(listed)s.",
            text=text,
            name=name,
            listed=listed or UNKNOWN,
        )
    return [found]


def party(ask: Asked, text: str) -> str:
    """Find the party that a key or a name means.

    Raises
    ------
    UnknownName, AmbiguousName
        When none is called that, or several are.
    """
    names = ask.evidence.names
    if text in names:
        return text
    if text.upper() in names:
        return text.upper()
    sought = fold(text)
    every = (names, ask.evidence.english)
    found = list(dict.fromkeys(key for known in every for key, name in known.items() if fold(name) == sought))
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise AmbiguousName(
            "“%(text)s” could mean several parties.",
            remedy="Say which, by its key: %(some)s.",
            text=text,
            some=_some(found),
        )
    try:
        return organisation(text).key
    except UnknownName:
        pass
    try:
        return resolve(text).key
    except AmbiguousName:
        raise
    except ComityError:
        by_name = {fold(name): name for name in names.values()}
        near = [by_name[one] for one in difflib.get_close_matches(sought, by_name, 5, 0.6)]
        near += [name for folded, name in by_name.items() if sought and sought in folded and name not in near]
        raise UnknownName(
            "No party in the record is called “%(text)s”.",
            remedy="Close to it: %(some)s."
            if near
            else "Write the name of a state, an organisation or an armed group.",
            text=text,
            some=_some(near),
        ) from None


def _some(texts: Sequence[str]) -> str:
    return "; ".join(texts[:6])


__all__ = ["TOGETHER", "Choices", "party", "read_choices"]
