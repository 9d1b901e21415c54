"""The convention on borders that every map prints, and a node's own in its place.

comity's own: what is contested is hatched and no state's. A node, which may have to follow its government's maps, says otherwise in
``COMITY_HOME/map.toml``; its maps then say that they do::

    text = "Borders as this ministry draws them."    # in place of comity's sentence; may be left out

    [assign]                                         # contested area = the claimant with which it is drawn
    crimea = "UKR"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.dossier.draw.borders import Borders, kept_in, last_day
from comity.dossier.draw.geometry import areas, name_of
from comity.dossier.language import N_, _, spoken
from comity.model.errors import BadFile

CONVENTION = N_(
    "Today's borders, for every year shown. Hatched, or ringed where too small for it: contested; coloured as no state's, with "
    "hatching over the colour where the area has a key of its own here. Territories are coloured with the state that administers them. "
    "No line or name here is a judgement on anyone's claim."
)
#: In its place, where the map of a year has borders that the node has brought.
BROUGHT = N_(
    "Borders of %(day)s as in “%(title)s” (licence: %(licence)s), a set that this node brought and chose; comity vouches for none of it."
)
OVER = N_(
    "Hatched, or ringed where too small for it: contested today; coloured as no state's, with hatching over the colour where the area "
    "has a key of its own here. Territories are coloured with the state that administered them by that set. No line or name here is a "
    "judgement on anyone's claim."
)
#: The file of a node, in its home.
FILE = "map.toml"
#: A longer sentence would fill the map.
_LONGEST = 600


@dataclass(frozen=True)
class Convention:
    """What a map says of its borders, and which contested areas it draws with a state.

    Attributes
    ----------
    text
        The sentence that is printed.
    assigned
        Contested area (an id of contested.toml) → the key of the claimant with which it is drawn.
    own
        Whether it is a node's, and not comity's.
    """

    text: str = CONVENTION
    assigned: Mapping[str, str] = field(default_factory=dict)
    own: bool = False

    def said(self, borders: Borders | None = None, year: int = 0) -> str:
        """Give what every map prints; that a node has its own, or borders that it brought, cannot be left out.

        Parameters
        ----------
        borders, year
            The set from which the map of a year is drawn, where it is not drawn in the borders of today.
        """
        text = _(self.text)
        if borders:
            names = {
                "day": spoken().day(last_day(year)), "title": borders.title, "licence": borders.licence or _("not told")
            }  # fmt: skip
            chosen = _(BROUGHT) % names
            text = f"{chosen} {_(OVER) if self.text == CONVENTION else text}"
        if not self.own:
            return text
        named = {area.id: _(area.name) for area in areas()}
        given = "; ".join(
            _("%(area)s: with %(state)s") % {"area": named[area], "state": name_of(key)}
            for area, key in sorted(self.assigned.items())
        )
        return " ".join(
            filter(
                None,
                [
                    _("This node's own convention, not comity's."),
                    text,
                    _("Contested, and not hatched here: %(areas)s.") % {"areas": given} if given else "",
                ],
            )
        )


STANDARD = Convention()


def convention_of(home: Path) -> Convention:
    """Give the convention of a node: that of its ``map.toml``, or comity's where it has none.

    Raises
    ------
    BadFile
        When the file is wrong, with every problem.
    """
    path = home / FILE
    try:
        stamp = path.stat()
    except OSError:
        return STANDARD
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


def stamp_of(home: Path) -> tuple[int, ...]:
    """Give what changes when a node's convention does, or the borders that it brought."""
    told: list[int] = []
    for path in (home / FILE, kept_in(home)):
        try:
            found = path.stat()
            told += [found.st_mtime_ns, found.st_size, found.st_ino]
        except OSError:
            told.append(0)
    return tuple(told)


@lru_cache(maxsize=8)
def _read(path: Path, _when: int, _size: int) -> Convention:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(
            "the convention on borders cannot be read.", where=f"{path}: {error}", remedy="Mend it, or move it away."
        ) from None
    problems = _problems(told)
    if problems:
        raise BadFile(
            "the convention on borders is wrong; no map is drawn until it is mended.",
            where=str(path),
            remedy="Mend it, or move it away: comity's own convention then holds.",
            problems=problems,
        )
    assigned = {str(area): str(key) for area, key in told.get("assign", {}).items()}
    if not assigned and "text" not in told:
        return STANDARD
    return Convention(" ".join(str(told.get("text", CONVENTION)).split()), assigned, True)


def _problems(told: Mapping[str, Any]) -> list[str]:
    found = [
        f"“{name}” is not known here; there are text and [assign]." for name in told if name not in ("text", "assign")
    ]
    text = told.get("text", CONVENTION)
    if not isinstance(text, str) or not text.strip():
        found.append("text is not a sentence.")
    elif len(text) > _LONGEST:
        found.append(f"text has {len(text)} characters; a map has room for {_LONGEST}.")
    assign = told.get("assign", {})
    if not isinstance(assign, dict):
        return [*found, 'assign is not a table: write [assign] on a line, and below it lines such as crimea = "UKR".']
    known = {area.id: area for area in areas()}
    for area, key in assign.items():
        if area not in known:
            found.append(f"assign.{area}: no contested area is called so; there are {', '.join(sorted(known))}.")
        elif key not in known[area].claimants:
            claimants = ", ".join(known[area].claimants)
            told_claimants = f"its claimants are {claimants}" if claimants else "no state claims it"
            found.append(f"assign.{area}: {key!r} does not claim {known[area].name}; {told_claimants}.")
    return found


__all__ = ["BROUGHT", "CONVENTION", "FILE", "STANDARD", "Convention", "convention_of", "stamp_of"]
