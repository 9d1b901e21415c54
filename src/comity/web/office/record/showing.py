"""What a record holds, as a page shows it: groups of facts, and tables of its parts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from comity.register.shape import Content, Kind, Part, Type
from comity.web.office.record.wording import Said, Words


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as a table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[list[Said], ...], ...]


@dataclass
class Group:
    """Facts and tables under one heading: of a fact its title, its words, and whether it is prose."""

    title: str
    facts: list[tuple[str, list[Said], bool]] = field(default_factory=list)
    parts: list[Shown] = field(default_factory=list)


def shown(words: Words, kind: Kind, content: Content) -> list[Group]:
    """Give what a content holds, under the headings that the kind declares; what is not there is left out."""
    words.learn(kind, content)
    found: dict[str, Group] = {}
    _ = words.known.gettext
    for one in kind.fields:
        if one.name in content and one.name != "title":
            fact = (_(one.title), words.parts(one, content[one.name]), one.type == Type.PROSE)
            found.setdefault(one.group, Group(_(one.group) if one.group else "")).facts.append(fact)
    for part in kind.parts:
        if content.get(part.name):
            found.setdefault(part.group, Group(_(part.group) if part.group else "")).parts.append(
                _table(words, part, content)
            )
    known = {"title", *(one.name for one in kind.fields), *(one.name for one in kind.parts)}
    for name in sorted(content.keys() - known):
        # What was written before the kind declared its fields, or elsewhere, stands there under its own name.
        fact = (
            name,
            [Said(content[name] if isinstance(content[name], str) else json.dumps(content[name], ensure_ascii=False))],
            True,
        )
        found.setdefault("", Group("")).facts.append(fact)
    return list(found.values())


def _table(words: Words, part: Part, content: Content) -> Shown:
    rows = content[part.name]
    used = [one for one in part.fields if any(one.name in row for row in rows)]
    return Shown(
        words.known.gettext(part.title),
        tuple(words.known.gettext(one.title) for one in used),
        tuple(tuple(words.parts(one, row[one.name]) if one.name in row else [] for one in used) for row in rows),
    )


__all__ = ["Group", "Shown", "shown"]
