"""How a kind of record lies in sheets: one of its fields, one of each of its parts; and how a value stands in a cell.

A cell that names a record or a person has its name for people and its identity for the way back: ``Partner seminar [r_…]``. What may not
go out is withheld, in a word that keeps what is there when the file comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from comity.model.labels import labels
from comity.register.kinds import kinds
from comity.register.shape import Field, Kind, Part, Type

#: The columns before the fields, of records and of rows of parts; no field is called so.
RECORD, STATE, VERSION, ROW = "_record", "_state", "_version", "_row"
OWN = {RECORD: "Record", STATE: "State", VERSION: "Version", ROW: "Row"}
#: Of what is above the label up to which a file goes; and of what is too long for a cell of Excel.
WITHHELD, LONG = "(withheld)", "(too long for a sheet: it stays as it is)"
#: Signs by which a spreadsheet takes a text for a formula, also as East Asian keyboards write them.
FORMULA = "=+-@\t\r\n＝＋－＠"
GUARDED = re.compile(rf"'*[{re.escape(FORMULA)}]").match
IDENTITY = re.compile(r"\[([a-z]_[a-z0-9]{4,40})\]\s*$").search
REFERRING = (Type.RECORD, Type.RECORDS)
LISTS = (Type.SEVERAL, Type.RECORDS, Type.STATES)
NUMBERS = (Type.WHOLE, Type.NUMBER, Type.MONEY)
#: Excel's calendar counts a day that never was before this one.
EARLIEST = "1900-03-01"
#: So many signs, as UTF-16 counts them, a cell of Excel holds.
CELL = 32_767
NAMED = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: of a kind's fields, or of the rows of one of its parts."""

    kind: Kind
    part: Part | None

    @property
    def name(self) -> str:
        """As the sheet is called: Excel takes 31 signs."""
        return (f"{self.kind.name}.{self.part.name}" if self.part else self.kind.name)[:31]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that it has."""
        return self.part.fields if self.part else self.kind.fields

    @property
    def own(self) -> tuple[str, ...]:
        """The columns before the fields."""
        return (RECORD, ROW) if self.part else (RECORD, STATE, VERSION)

    @property
    def columns(self) -> tuple[str, ...]:
        """All of its columns by name."""
        return self.own + tuple(one.name for one in self.fields)

    def titles(self, tell: Callable[[str], str] = str) -> list[str]:
        """Give its columns as people read them."""
        return [*(tell(OWN[name]) for name in self.own), *(tell(one.title) for one in self.fields)]


@cache
def tables() -> Mapping[str, Table]:
    """Give every sheet by its name."""
    found = [Table(kind, part) for kind in kinds().values() for part in (None, *kind.parts)]
    return {one.name: one for one in found}


def choices(one: Field) -> tuple[str, ...]:
    """Give what may stand in a field's cell, where it is one of few."""
    if one.type == Type.CHOICE:
        return tuple(one.choices)
    if one.type == Type.LABEL:
        return tuple(labels())
    return ("yes", "no") if one.type == Type.FLAG else ()


def cell(one: Field, value: Any, names: Mapping[str, str]) -> str | int | float | Decimal | date | None:
    """Give a value as it stands in a cell.

    Parameters
    ----------
    names
        Of persons and records by identity, as people know them.
    """
    if value is None:
        return None
    if one.type in LISTS:
        return "\n".join(_named(part, names) if one.type == Type.RECORDS else str(part) for part in value)
    if one.type in (Type.PERSON, Type.RECORD):
        return _named(value, names)
    if one.type == Type.FLAG:
        return "yes" if value else "no"
    if one.type == Type.DAY:
        return date.fromisoformat(value)
    if one.type == Type.MONEY:
        return Decimal(value)
    if one.type == Type.PLACE:
        return " ".join(repr(part) for part in value)
    if one.type == Type.FILE:
        return f"{_short(str(value['name']))} [{value['attachment']}]"
    return value  # type: ignore[no-any-return]


def _named(which: str, names: Mapping[str, str]) -> str:
    name = _short(names.get(which, ""))
    return which if which == WITHHELD or not name else f"{name} [{which}]"


def _short(name: str) -> str:
    # A list has one name to a line, and is read at every semicolon.
    name = " ".join(name.replace(";", ",").split())
    return name if len(name) <= NAMED else name[: NAMED - 1] + "…"


def said(one: Field, raw: Any) -> Any:
    """Give what a cell says of a field, as it is fitted: the identity where one stands behind a name.

    Examples
    --------
    >>> said(Field("owner", "Owner", Type.PERSON), "Anna Example [p_abcd]")
    'p_abcd'
    """
    if not isinstance(raw, str):
        return raw
    if one.type in (Type.PERSON, Type.RECORD, Type.FILE):
        return _identity(raw)
    if one.type in LISTS:
        return [_identity(part) for part in re.split(r"[;\n]", raw) if part.strip()]
    return raw


def _identity(raw: str) -> str:
    found = IDENTITY(raw)
    return found.group(1) if found else raw.strip()


def guarded(text: str) -> str:
    """Give a text so that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("a=b")
    ("'=1+1", "''=1+1", 'a=b')
    """
    return f"'{text}" if GUARDED(text) else text


def unguarded(text: str) -> str:
    """Give back the text that was guarded.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'tis"), unguarded("=1+1")
    ('=1+1', "'tis", '=1+1')
    """
    return text[1:] if text.startswith("'") and GUARDED(text) else text


def letters(place: int) -> str:
    """Name a column, from 0, as a sheet does: A … Z, AA …"""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found
