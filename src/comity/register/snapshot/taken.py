"""Take a snapshot: read the items that may go, turn each into rows, and write them as a source's folder."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import UnknownName, any_of
from comity.model.labels import labels, within
from comity.oversight.storage.tables import organisation
from comity.oversight.storage.working import item
from comity.register.listing import may_read
from comity.register.reading import known
from comity.register.snapshot.rows import COLUMNS, Rows, activity_rows, agreement_rows, post_rows

if TYPE_CHECKING:
    from comity.oversight.desk import Act

KINDS = ("agreement", "activity", "post")
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source's folder, and what did not go into it.

    Attributes
    ----------
    name
        The folder's, as ``register_internal``.
    files
        By name, their bytes; the same register gives the same bytes.
    rows
        How many there are of each table.
    withheld
        Items that bear a closer label, or none.
    left_out
        Why items or parts of them are not in it, and how often.
    """

    name: str
    label: str
    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    withheld: int
    left_out: Mapping[str, int] = field(default_factory=dict)


def take_snapshot(act: Act, label: str, *, own: str | None = None) -> Snapshot:
    """Take what whoever acts may read, up to a label, as a source; the log keeps that it was taken, and its digest.

    Parameters
    ----------
    label
        A name of :func:`comity.model.labels.labels`.
    own
        The state for which the office's own organisations act, by its key; where it is None, that of the organisation itself, and of one that
        names none its part in agreements and activities is not known and left out.

    Raises
    ------
    UnknownName
        When there is no such label.
    NotAllowed
        When the policy does not let whoever acts take anything away.
    """
    if label not in labels():
        raise UnknownName("There is no label “%(label)s”.", remedy="Choose %(labels)s.", label=label, labels=any_of(labels()))  # fmt: skip
    decision = act.require("takeAway")
    wanted = may_read(act, select(item.c.record, item.c.kind, item.c.state, item.c.organisation, item.c.label).where(item.c.kind.in_(KINDS)).order_by(item.c.record), item.c.record)  # fmt: skip
    found = act.con.execute(wanted).all()
    going = [row for row in found if within(row.label, label)]
    sides = {
        row.organisation: own or row.actor
        for row in act.con.execute(select(organisation.c.organisation, organisation.c.actor))
    }
    rows, left = Rows(f"register-{label}"), Counter[str]()
    for start in range(0, len(going), CHUNK):
        some = going[start : start + CHUNK]
        held = {one.record: one for one in known(act.con, [row.record for row in some])}
        partners = _partners(act, held.values(), label)
        for row in some:
            one = held[row.record]
            make = {"agreement": agreement_rows, "activity": activity_rows, "post": post_rows}[row.kind]
            for why in make(rows, one, sides[row.organisation], partners):
                left[why] += 1
    made = _folder(rows, label, act.now.date())
    digest = hashlib.sha256(
        b"".join(name.encode() + hashlib.sha256(data).digest() for name, data in sorted(made.items()))
    ).hexdigest()
    counts = {table: len(rows.tables[table]) for table in COLUMNS if rows.tables[table]}
    act.log("register.exported", open={"as": "snapshot", "via": "command line", "label": label, "items": len(going), "withheld": len(found) - len(going), "digest": digest}, decision=decision)  # fmt: skip
    return Snapshot(f"register_{label}", label, made, counts, len(found) - len(going), dict(left))


def _partners(act: Act, held: Any, label: str) -> dict[str, Mapping[str, Any]]:
    """Give what is known of the partners that records name, those alone that may go as far."""
    named = {
        row.get("partner") for one in held for part in ("parties", "partners") for row in one.content.get(part) or ()
    }
    named |= {one.content.get("partner") for one in held}
    wanted = may_read(
        act,
        select(item.c.record, item.c.label).where(item.c.record.in_(sorted(one for one in named if one))),
        item.c.record,
    )
    going = [row.record for row in act.con.execute(wanted) if within(row.label, label)]
    return {one.record: one.content for one in known(act.con, going)}


def _folder(rows: Rows, label: str, day: date) -> dict[str, bytes]:
    tables = {table: found for table, found in rows.tables.items() if found}
    made = {f"{table}.csv": _csv(COLUMNS[table], found) for table, found in tables.items()}
    made["source.toml"] = _facts(tuple(made), label, rows, day).encode()
    made["read.py"] = (files("comity.register.snapshot") / "reader.txt").read_bytes()
    return made


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _facts(names: Sequence[str], label: str, rows: Rows, day: date) -> str:
    title = labels()[label].title
    told = [
        f'title = "The office’s register, up to the label {title}"', 'publisher = "the office itself"', f'version = "{day} {_version(rows)}"', 'scheme = "state"',
        'good_for = "What the office itself has agreed, done and posted; never more than it has written down."',
        f"citation = '''\n@misc{{register_{label},\n  title = {{The office’s register, up to the label {title}}},\n  note = {{Not public}}\n}}\n'''",
        f'\n[licence]\nname = "{label}"\nredistribute = false',
        f'\n[[warning]]\nname = "label"\ntext = "Whatever is made of this record may bear what the register has up to the label “{title}”, and goes no further than that."',
        '\n[[warning]]\nname = "own-record"\ntext = "One office’s own record: that something is not in it says nothing about whether it exists."',
    ]  # fmt: skip
    for name in names:
        columns = COLUMNS[name.removesuffix(".csv")]
        told.append(f"\n[[file]]\nname = {json.dumps(name)}\ncolumns = {json.dumps(list(columns))}")
    for layer in sorted(rows.layers):
        told.append(f'\n[[coverage]]\nlayer = "{layer}"\nend = {day}\nscope = "selected"')
    return "\n".join(told) + "\n"


def _version(rows: Rows) -> str:
    """Name the version by its content: the same register is the same version."""
    return hashlib.sha256(json.dumps(rows.tables, sort_keys=True, default=str).encode()).hexdigest()[:12]
