"""Lists of what one may read, quick among a hundred thousand.

The policy is asked once for each class of items, not once for each item: two items are of one class when all that a policy may ask of
them for reading is the same. Where a home's own policies ask more than a class holds (who wrote it, what it costs), every item is
decided alone: slower, and right.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from comity.model.names import normalise
from comity.oversight import records
from comity.oversight.keys.statement import canonical
from comity.oversight.policy.facts import PersonFacts, RecordFacts
from comity.oversight.storage.working import item, item_class, item_link

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from comity.oversight.desk import Look

#: What a class holds of a record; of the rest the policy is not asked when it reads.
HELD = ("kind", "state", "organisation", "post", "partners", "currency", "label", "unreviewed", "type")
#: So many answers of the policy are kept.
KEPT = 50_000
ORDERS = {
    "start": (item.c.start.desc(), item.c.record),
    "end": (item.c.end, item.c.record),
    "changed": (item.c.changed.desc(), item.c.record),
    "title": (item.c.title, item.c.record),
    "complete": (item.c.complete, item.c.record),
}

_said: OrderedDict[tuple[str, PersonFacts, str], bool] = OrderedDict()


def facts_in(one: RecordFacts) -> dict[str, Any]:
    """Give what a class holds of a record."""
    return {name: sorted(value) if isinstance(value := getattr(one, name), frozenset) else value for name in HELD}


def class_of(facts: Mapping[str, Any]) -> str:
    """Name a class by what it holds."""
    return hashlib.sha256(canonical(dict(facts))).hexdigest()[:32]


def _as_facts(held: Mapping[str, Any]) -> RecordFacts:
    said: dict[str, Any] = {name: frozenset(value) if name == "partners" else value for name, value in held.items()}
    return RecordFacts(record="r", author="", **said)


def classes(look: Look) -> tuple[str, ...]:
    """Give the classes whose items whoever looks may read."""
    who, digest = look.facts(), look.office.policy.digest
    found = []
    for name, held in look.con.execute(select(item_class.c["class"], item_class.c.facts)):
        key = (digest, who, name)
        if key not in _said:
            _said[key] = look.decide("readRecord", _as_facts(held)).allowed
            while len(_said) > KEPT:
                _said.popitem(last=False)
        if _said[key]:
            found.append(name)
    return tuple(found)


def decided_by_class(look: Look) -> bool:
    """Say whether the policies in force ask for reading no more than a class holds."""
    return look.office.policy.asked("readRecord") <= set(HELD)


def readable(look: Look, which: Sequence[str]) -> list[str]:
    """Give those of some records that whoever looks may read, in their order."""
    if not which:
        return []
    wanted = select(item.c.record).where(item.c.record.in_(list(which)), item.c["class"].in_(classes(look)))
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
    links: Mapping[str, str] = field(default_factory=dict)
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
        where.append(item.c["class"].in_(classes(look)))
        found = look.con.scalar(select(func.count()).select_from(item).where(*where)) or 0
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
        return wanted.where(column.in_(select(item.c.record).where(item.c["class"].in_(classes(look)))))
    seen = [
        one
        for one in look.con.scalars(select(item.c.record))
        if look.decide("readRecord", records.facts_of(look, one)).allowed
    ]
    return wanted.where(column.in_(seen))
