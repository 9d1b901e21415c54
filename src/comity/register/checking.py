"""The register's tables held against the log: what was noted, attached and kept of people, and all that is looked up of records.

:mod:`comity.oversight.comparing` does this for records and their versions. Here is the rest: whoever has the database can change an
entry, a file or a sum and leave the log alone; each is told with its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from comity.model.errors import told
from comity.oversight.keys.statement import canonical
from comity.oversight.log.leaf import Leaf, read_leaf
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import log_entry, record
from comity.oversight.storage.working import (
    attachment,
    booking,
    contact,
    due,
    entry,
    item,
    item_class,
    item_link,
    money,
)
from comity.register.kinds import kinds
from comity.register.listing import class_of
from comity.register.projecting import CHUNK, rows_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from comity.oversight.desk import Office

#: What is personal of a contact, as the words of its leaf are a digest of.
PERSONAL = ("name", "function", "email", "phone", "purpose")


def differences(office: Office) -> list[str]:
    """Give everything of the register that stands otherwise than the log says, each with its place.

    Returns
    -------
    list of str
        Empty where all is as it must be.
    """
    with office.database.read(Scope.SYSTEM) as con:
        return [*_entries(con), *_attachments(con), *_contacts(con), *_looked_up(con, office.clock().date())]


def _leaves(con: Connection, act: str) -> Iterator[tuple[Leaf, Mapping[str, Any] | None]]:
    """Give the leaves of an act in their order, with what of their words has not been erased."""
    wanted = select(log_entry.c.leaf, log_entry.c.sealed).where(log_entry.c.act == act).order_by(log_entry.c.seq)
    for row in con.execution_options(yield_per=5000).execute(wanted):
        yield read_leaf(row.leaf), None if row.sealed is None else json.loads(row.sealed)


def _unknown(table: Table, which: str) -> str:
    return told("Table %(table)s has %(row)s, of which the log knows nothing.", table=table.name, row=which)


def _lacking(table: Table, which: str) -> str:
    return told("Table %(table)s lacks %(row)s, which the log tells of.", table=table.name, row=which)


def _otherwise(table: Table, which: str) -> str:
    return told("Table %(table)s has %(row)s otherwise than the log tells.", table=table.name, row=which)


def _entries(con: Connection) -> Iterator[str]:
    said = {}
    for leaf, words in _leaves(con, "register.noted"):
        one = leaf.open
        said[one["entry"]] = (leaf.on, one["kind"], one["about"], leaf.by, leaf.at, words["values"] if words else None)
    for row in con.execution_options(yield_per=500).execute(select(entry).order_by(entry.c.entry)):
        known = said.pop(row.entry, None)
        if known is None:
            yield _unknown(entry, row.entry)
            continue
        digest = known[5] and hashlib.sha256(canonical(row.values)).hexdigest()
        if (row.record, row.kind, row.about, row.person, row.at, digest) != known:
            yield _otherwise(entry, row.entry)
    yield from (_lacking(entry, one) for one in said)


def _attachments(con: Connection) -> Iterator[str]:
    said = {leaf.open["attachment"]: (leaf.on, leaf.by, leaf.open["digest"], leaf.open["size"]) for leaf, _ in _leaves(con, "register.attached")}  # fmt: skip
    # A file at a time: all of them may be more than the memory holds.
    for row in con.execution_options(yield_per=10).execute(select(attachment).order_by(attachment.c.attachment)):
        known = said.pop(row.attachment, None)
        if known is None:
            yield _unknown(attachment, row.attachment)
            continue
        held = bytes(row.bytes)
        found = (row.record, row.person, hashlib.sha256(held).hexdigest(), len(held))
        if found != known or (row.digest, row.size) != known[2:]:
            yield _otherwise(attachment, row.attachment)
    yield from (_lacking(attachment, one) for one in said)


def _contacts(con: Connection) -> Iterator[str]:
    said: dict[str, tuple[tuple[Any, ...], str | None]] = {}
    for leaf, words in _leaves(con, "contact.written"):
        one = leaf.open
        said[str(leaf.on)] = (
            (one["organisation"], one["post"], one["purpose"], one["until"]),
            words["fields"] if words else None,
        )
    erased = {leaf.on for leaf, _ in _leaves(con, "contact.erased")}
    for row in con.execute(select(contact).order_by(contact.c.contact)):
        known = said.pop(row.contact, None)
        if known is None:
            yield _unknown(contact, row.contact)
            continue
        held = row._mapping
        open_, digest = known
        now = (row.organisation, row.post, row.purpose.partition("\n")[0], row.until)
        gone = row.contact in erased
        of = hashlib.sha256(canonical({name: held[name] for name in PERSONAL})).hexdigest()
        if now != open_ or (row.erased is not None) != gone or (digest is not None and not gone and digest != of):
            yield _otherwise(contact, row.contact)
    yield from (_lacking(contact, one) for one in said)


def _looked_up(con: Connection, today: date) -> Iterator[str]:
    """Tell what does not follow from versions and entries: rows are made again and compared."""
    for row in con.execute(select(item_class).order_by(item_class.c["class"])):
        if class_of(row.facts) != row._mapping["class"]:
            yield told("Table %(table)s has %(row)s otherwise than versions and entries say.", table="item_class", row=row[0])  # fmt: skip
    every = list(con.scalars(select(record.c.record).where(record.c.kind.in_(tuple(kinds()))).order_by(record.c.record)))  # fmt: skip
    for start in range(0, len(every), CHUNK):
        some = every[start : start + CHUNK]
        made = rows_of(con, some, today)
        for table, rows in (
            (item, made.items),
            (item_link, made.links),
            (booking, made.bookings),
            (money, made.monies),
            (due, made.dues),
        ):
            expected = _by_record(table, rows)
            there = _by_record(table, (row._mapping for row in con.execute(select(table).where(table.c.record.in_(some)))))  # fmt: skip
            for which in some:
                if expected.get(which, set()) != there.get(which, set()):
                    yield told("Table %(table)s has %(row)s otherwise than versions and entries say.", table=table.name, row=which)  # fmt: skip
    for table in (item, item_link, booking, money, due):
        known = select(record.c.record).where(record.c.kind.in_(tuple(kinds())))
        for which in con.scalars(select(table.c.record).where(table.c.record.not_in(known)).distinct()):
            yield told("Table %(table)s has %(row)s, which is no record of the register.", table=table.name, row=which)


def _by_record(table: Table, rows: Any) -> dict[str, set[tuple[Any, ...]]]:
    columns = [column.name for column in table.columns]
    found: dict[str, set[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row["record"], set()).add(tuple(row[name] for name in columns))
    return found
