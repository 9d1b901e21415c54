"""Lists of what one may read, quick among a hundred thousand.

The policy is asked once for each class of items, not once for each item: two items are of one class when all that a policy may ask of
them for reading is the same. Where a home's own policies ask more than a class holds (who wrote it, what it costs), every item is
decided alone: slower, and right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import ARRAY, Select, Text, bindparam, exists, func, select, true

from comity.model.names import normalise
from comity.oversight import records
from comity.oversight.keys.statement import canonical
from comity.oversight.policy.facts import PersonFacts, RecordFacts
from comity.oversight.storage.tables import log_head
from comity.oversight.storage.working import item, item_class, item_link

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from comity.oversight.desk import Look, Office

#: What a class holds of a record; of the rest the policy is not asked when it reads.
HELD = ("kind", "state", "organisation", "post", "partners", "currency", "label", "unreviewed", "type")
ORDERS = {
    "start": (item.c.start.desc(), item.c.record),
    "end": (item.c.end, item.c.record),
    "changed": (item.c.changed.desc(), item.c.record),
    "title": (item.c.title, item.c.record),
    "complete": (item.c.complete, item.c.record),
}


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes that there are, by whether whoever looks may read their items."""

    readable: tuple[str, ...]
    hidden: tuple[str, ...]


class _Known:
    """What an office's classes hold, and what was decided of them: a class never changes, further ones come."""

    def __init__(self) -> None:
        self.facts: dict[str, Mapping[str, Any]] = {}
        self.split: dict[tuple[str, PersonFacts], tuple[int, Classes]] = {}
        self.counts: dict[tuple[str, PersonFacts, Any], tuple[int, int]] = {}
        self.asked: dict[str, frozenset[str]] = {}


_known: WeakKeyDictionary[Office, _Known] = WeakKeyDictionary()
#: For so many people the answers are kept.
KEPT = 500
#: So many classes are asked for by name; of more all are read.
FEW = 500


def facts_in(one: RecordFacts) -> dict[str, Any]:
    """Give what a class holds of a record."""
    return {name: sorted(value) if isinstance(value := getattr(one, name), frozenset) else value for name in HELD}


def class_of(facts: Mapping[str, Any]) -> str:
    """Name a class by what it holds."""
    return hashlib.sha256(canonical(dict(facts))).hexdigest()[:32]


def _as_facts(held: Mapping[str, Any]) -> RecordFacts:
    said: dict[str, Any] = {name: frozenset(value) if name == "partners" else value for name, value in held.items()}
    return RecordFacts(record="r", author="", **said)


def split(look: Look) -> Classes:
    """Ask the policy of every class, once for all that are alike in what it asks for."""
    known = _known.setdefault(look.office, _Known())
    many = look.con.scalar(select(func.count()).select_from(item_class)) or 0
    who, digest = look.facts(), look.office.policy.digest
    at, found = known.split.get((digest, who), (-1, None))
    if found is not None and at == many:
        return found
    names = list(look.con.scalars(select(item_class.c["class"])))
    if new := [name for name in names if name not in known.facts]:
        rows = look.con.execute(select(item_class).where(item_class.c["class"].in_(new)) if len(new) < FEW else select(item_class))  # fmt: skip
        known.facts.update({row[0]: row.facts for row in rows})
    asked = sorted(asked_of(look))
    said: dict[bytes, bool] = {}
    allowed = {}
    for name in names:
        held = known.facts[name]
        alike = canonical({one: held[one] for one in asked})
        if alike not in said:
            said[alike] = look.decide("readRecord", _as_facts(held)).allowed
        allowed[name] = said[alike]
    found = Classes(tuple(one for one in names if allowed[one]), tuple(one for one in names if not allowed[one]))
    if len(known.split) >= KEPT:
        known.split.clear()
    known.split[digest, who] = many, found
    return found


def classes(look: Look) -> tuple[str, ...]:
    """Give the classes whose items whoever looks may read."""
    return split(look).readable


def visible(look: Look, column: ColumnElement[Any] = item.c["class"]) -> ColumnElement[bool]:
    """Give the condition that an item, by its class, is one that whoever looks may read."""
    found = split(look)
    if not found.hidden:
        return true()
    return _among(look, column, found.readable) if len(found.readable) < len(found.hidden) else ~_among(look, column, found.hidden)  # fmt: skip


def _among(look: Look, column: ColumnElement[Any], some: Sequence[str]) -> ColumnElement[bool]:
    """Say that a column is among some values: as one parameter, however many they are."""
    if look.con.dialect.name == "postgresql":
        return column == func.any(bindparam(None, list(some), ARRAY(Text), unique=True))
    return column.in_(select(func.json_each(bindparam(None, json.dumps(some), unique=True)).table_valued("value").c.value))  # fmt: skip


def asked_of(look: Look) -> frozenset[str]:
    """Give what the policies in force ask of a record that is to be read."""
    policy, known = look.office.policy, _known.setdefault(look.office, _Known())
    if policy.digest not in known.asked:
        known.asked[policy.digest] = policy.asked("readRecord")
    return known.asked[policy.digest]


def decided_by_class(look: Look) -> bool:
    """Say whether the policies in force ask for reading no more than a class holds."""
    return asked_of(look) <= set(HELD)


def readable(look: Look, which: Sequence[str]) -> list[str]:
    """Give those of some records that whoever looks may read, in their order."""
    if not which:
        return []
    wanted = select(item.c.record).where(item.c.record.in_(list(which)), visible(look))
    found = set(look.con.scalars(wanted)) if decided_by_class(look) else set(which)
    if not decided_by_class(look):
        found = {one for one in found if look.decide("readRecord", records.facts_of(look, one)).allowed}
    return [one for one in which if one in found]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for; empty words ask for nothing.

    Attributes
    ----------
    links
        By role, whom or what an item names, as ``{"objective": "r_…"}``.
    since, until
        Days between which it takes place at least in part.
    """

    kinds: tuple[str, ...] = ()
    state: str = ""
    stage: str = ""
    type: str = ""
    owner: str = ""
    organisation: str = ""
    programme: str = ""
    label: str = ""
    post: str = ""
    words: str = ""
    since: str = ""
    until: str = ""
    links: Mapping[str, str] = field(default_factory=dict, hash=False)
    order: str = "start"
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: its rows as ``item`` has them, how many there are in all, and how many pages."""

    rows: tuple[Mapping[str, Any], ...]
    found: int
    pages: int


def listed(look: Look, asked: Asked) -> Listed:
    """List what whoever looks may read."""
    where = conditions(asked)
    order = ORDERS.get(asked.order, ORDERS["start"])
    if decided_by_class(look):
        where.append(visible(look))
        found = _counted(look, asked, where)
        page = max(1, min(asked.page, -(-found // asked.size) or 1))
        rows = look.con.execute(
            select(item).where(*where).order_by(*order).limit(asked.size).offset((page - 1) * asked.size)
        )
        return Listed(tuple(dict(row._mapping) for row in rows), found, -(-found // asked.size) or 1)
    every = look.con.execute(select(item).where(*where).order_by(*order))
    seen = [
        dict(row._mapping) for row in every if look.decide("readRecord", records.facts_of(look, row.record)).allowed
    ]
    pages = -(-len(seen) // asked.size) or 1
    page = max(1, min(asked.page, pages))
    return Listed(tuple(seen[(page - 1) * asked.size : page * asked.size]), len(seen), pages)


def _counted(look: Look, asked: Asked, where: Sequence[ColumnElement[bool]]) -> int:
    """Count what a list has; nothing of it changes without an entry of the log, so that it is counted once for each size of that."""
    counts = _known.setdefault(look.office, _Known()).counts
    size = look.con.scalar(select(log_head.c.size)) or 0
    key = (
        look.office.policy.digest,
        look.facts(),
        (replace(asked, page=1, links={}), tuple(sorted(asked.links.items()))),
    )
    if key not in counts or counts[key][0] != size:
        if len(counts) >= KEPT:
            counts.clear()
        counts[key] = size, look.con.scalar(select(func.count()).select_from(item).where(*where)) or 0
    return counts[key][1]


def conditions(asked: Asked) -> list[ColumnElement[bool]]:
    """Give the conditions on ``item`` that a list asks for."""
    where: list[ColumnElement[bool]] = []
    if asked.kinds:
        where.append(item.c.kind.in_(asked.kinds))
    for name in ("state", "stage", "type", "owner", "organisation", "programme", "label", "post"):
        if value := getattr(asked, name):
            where.append(item.c[name] == value)
    for word in normalise(asked.words).split()[:8]:
        where.append(item.c.words.contains(word, autoescape=True))
    if asked.since:
        where.append(func.coalesce(item.c.end, item.c.start) >= asked.since)
    if asked.until:
        where.append(item.c.start <= asked.until)
    for role, other in asked.links.items():
        where.append(
            item.c.record.in_(select(item_link.c.record).where(item_link.c.role == role, item_link.c.other == other))
        )
    return where


def may_read(look: Look, wanted: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
    """Narrow a query over rows of items to those that whoever looks may read: `column` is the rows’ record."""
    if decided_by_class(look):
        if (own := _class_beside(column)) is not None:
            return wanted.where(visible(look, own))
        other = item.alias()
        return wanted.where(exists().where(other.c.record == column, visible(look, other.c["class"])))
    seen = [
        one
        for one in look.con.scalars(select(item.c.record))
        if look.decide("readRecord", records.facts_of(look, one)).allowed
    ]
    return wanted.where(column.in_(seen))


def _class_beside(column: ColumnElement[Any]) -> ColumnElement[Any] | None:
    """Give the class that stands in the same row as a record, if it does."""
    table = getattr(column, "table", None)
    return table.c["class"] if table is not None and "class" in table.c and column is table.c.record else None
