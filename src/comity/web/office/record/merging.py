"""Two who edit at once: what the other has changed, what oneself has, and where both have changed the same.

All is compared as it was typed, so that what cannot be read yet is not lost either. A place is a field's name, ``part/row`` or
``part/row/field`` with the row's identity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.register.shape import Kind
from comity.web.office.record.filling import Said

THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """What the other has changed at a place.

    Attributes
    ----------
    base, theirs, mine
        As it stood when oneself began, as the other has it, as oneself has typed it; None where there is nothing.
    both
        Oneself has changed it, too, and otherwise.
    """

    place: str
    base: Any
    theirs: Any
    mine: Any
    both: bool


def places(kind: Kind, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was said by its place; of a row besides that it is there."""
    found = {one.name: _tidy(said[one.name]) for one in kind.fields if _tidy(said.get(one.name))}
    for part in kind.parts:
        for row in said.get(part.name) or ():
            at = f"{part.name}/{row['id']}"
            found[at] = True
            found |= {f"{at}/{one.name}": _tidy(row[one.name]) for one in part.fields if _tidy(row.get(one.name))}
    return found


def _tidy(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(one).strip() for one in value if str(one).strip()]
    return str(value).strip() if value is not None else None


def clashes(kind: Kind, base: Said, theirs: Said, mine: Said) -> list[Clash]:
    """Tell every place that the other has changed, and whether oneself has, too.

    A whole row that one of both has removed or added is told as one.
    """
    was, there, here = (places(kind, one) for one in (base, theirs, mine))
    found = []
    for place in dict.fromkeys([*was, *there]):
        row = "/".join(place.split("/")[:2])
        if row == place and "/" in place:
            found += _row(place, was, there, here)
        elif there.get(place) in (was.get(place), here.get(place)):
            continue
        elif row == place or (row in was and row in there and row in here):
            touched = here.get(place) != was.get(place)
            found.append(Clash(place, was.get(place), there.get(place), here.get(place), touched))
    return found


def _row(place: str, was: Mapping[str, Any], there: Mapping[str, Any], here: Mapping[str, Any]) -> list[Clash]:
    """Tell of a whole row: it came, it went, or the other has changed what oneself has removed."""

    def changed(now: Mapping[str, Any]) -> bool:
        return any(was.get(one) != now.get(one) for one in {*was, *now} if one.startswith(f"{place}/"))

    came = place not in was and place in there and place not in here
    went = place in was and place not in there and place in here
    crossed = place in was and place in there and place not in here and changed(there)
    if not (came or went or crossed):
        return []
    return [Clash(place, was.get(place), there.get(place), here.get(place), crossed or (went and changed(here)))]


def take(kind: Kind, theirs: Said, mine: Said, place: str) -> Said:
    """Give what oneself has typed with the other's at a place.

    A row comes at the end of its part, or goes.
    """
    part, _, rest = place.partition("/")
    if not rest:
        return (
            {**mine, part: theirs[part]}
            if part in theirs
            else {name: value for name, value in mine.items() if name != part}
        )
    row, _, name = rest.partition("/")
    rows = [dict(one) for one in mine.get(part) or ()]
    there = next((one for one in theirs.get(part) or () if one["id"] == row), None)
    if not name:
        rows = (
            [one for one in rows if one["id"] != row]
            if there is None
            else [*(one for one in rows if one["id"] != row), dict(there)]
        )
        return {**mine, part: rows}
    for one in rows:
        if one["id"] == row:
            one.pop(name, None)
            if there is not None and name in there:
                one[name] = there[name]
    return {**mine, part: rows}


def merged(kind: Kind, theirs: Said, mine: Said, found: list[Clash]) -> Said:
    """Give what oneself has typed with everything that the other alone has changed."""
    for one in found:
        if not one.both:
            mine = take(kind, theirs, mine, one.place)
    return mine


__all__ = ["THEIRS", "Clash", "clashes", "merged", "places", "take"]
