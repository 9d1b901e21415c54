"""Between a form and what a record holds: what was typed by field and row, and what the form has of content.

What was typed is kept as it was typed: :data:`Said` has of every field a text or a list of texts, of every part a list of rows with their
``id``. Fields of the form are called ``f.title``; those of a row ``p.parties.0.role``, by the row's number.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from comity.register.shape import Content, Field, Kind, Type

Said = dict[str, Any]
#: Fields that may be said several times.
MANY = {Type.SEVERAL, Type.RECORDS, Type.STATES}
#: Texts beside which the identity stands in brackets: several are called the same, or the name is not English.
NAMED = {Type.PERSON, Type.RECORD, Type.RECORDS, Type.STATE, Type.STATES}
IDENTITY = re.compile(r"\(([a-z]_[a-z2-7]{26}|[A-Z]{3,4})\)\s*$")
ROW = re.compile(r"p\.([\w-]{1,60})\.(\d{1,5})\.([\w-]{1,60})", re.ASCII).fullmatch
FIELD = re.compile(r"f\.([\w-]{1,60})", re.ASCII).fullmatch


def read(kind: Kind, items: Iterable[tuple[str, Any]]) -> Said:
    """Read what a form has sent, as it was typed.

    Rows in which nothing was said are left out, every other gets an identity. What the kind does not declare is kept under its name, so
    that whoever fits it can tell.
    """
    said: Said = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    many: set[tuple[str | None, str]] = {(None, one.name) for one in kind.fields if one.type in MANY}
    many |= {(part.name, one.name) for part in kind.parts for one in part.fields if one.type in MANY}
    for name, value in items:
        if not isinstance(value, str):
            continue
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        if found := FIELD(name):
            _put(said, found[1], text, (None, found[1]) in many)
        elif found := ROW(name):
            row = rows.setdefault(found[1], {}).setdefault(int(found[2]), {})
            _put(row, found[3], text, (found[1], found[3]) in many)
    for part, numbered in rows.items():
        said[part] = [
            _named(row) for _, row in sorted(numbered.items()) if any(row[name] for name in row if name != "id")
        ]
    return said


def _put(into: dict[str, Any], name: str, text: str, many: bool) -> None:
    if many:
        into.setdefault(name, [])
        into[name] += [text] if text.strip() else []
    else:
        into[name] = text if text.strip() else ""


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.get("id") or secrets.token_hex(3)} | {name: value for name, value in row.items() if name != "id"}


def to_fit(kind: Kind, said: Mapping[str, Any]) -> Said:
    """Give what was said as :func:`comity.register.fitting.fit` reads it: of a name with its identity in brackets, the identity."""
    made = {name: value for name, value in said.items() if kind.part(name) is None}
    made |= _identified(kind.fields, said)
    for part in kind.parts:
        if rows := said.get(part.name):
            made[part.name] = [dict(row) | _identified(part.fields, row) for row in rows]
    return made


def _identified(fields: Iterable[Field], said: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: _identity(said[one.name]) for one in fields if one.type in NAMED and one.name in said}


def _identity(value: Any) -> Any:
    if isinstance(value, list):
        return [_identity(one) for one in value]
    found = IDENTITY.search(value) if isinstance(value, str) else None
    return found[1] if found else value


def said_of(kind: Kind, content: Content, typed: Callable[[Field, Any], str]) -> Said:
    """Give what the form has of content.

    Parameters
    ----------
    typed
        Gives of a person, a record or a state what one types for it.
    """
    said: Said = {one.name: said_value(one, content[one.name], typed) for one in kind.fields if one.name in content}
    for part in kind.parts:
        if rows := content.get(part.name):
            said[part.name] = [
                {"id": row["id"]}
                | {one.name: said_value(one, row[one.name], typed) for one in part.fields if one.name in row}
                for row in rows
            ]
    return said


def said_value(one: Field, value: Any, typed: Callable[[Field, Any], str]) -> str | list[str]:
    """Give what one types for a value of a field."""
    if one.type in MANY:
        return [typed(one, each) if one.type in NAMED else str(each) for each in value]
    if one.type in NAMED:
        return typed(one, value)
    if one.type == Type.FLAG:
        return "yes" if value else "no"
    if one.type == Type.PLACE:
        return " ".join(str(each) for each in value)
    if one.type == Type.FILE:
        return str(value["attachment"])
    return str(value)


__all__ = ["MANY", "NAMED", "Said", "read", "said_of", "said_value", "to_fit"]
