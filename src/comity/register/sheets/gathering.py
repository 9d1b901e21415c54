"""What goes out: the records that whoever asks may read, up to a label; an act that the log keeps before anything leaves."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import BadRequest, any_of
from comity.model.labels import labels, within
from comity.oversight.keys.statement import canonical
from comity.oversight.storage.tables import person, record, version
from comity.oversight.storage.working import item
from comity.register.kinds import kind_of, kinds
from comity.register.listing import Asked, conditions, may_read, readable
from comity.register.shape import Field, Kind, Type
from comity.register.sheets.layout import REFERRING, WITHHELD

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Act, Look, Office

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it goes out: what it refers to above the label is withheld."""

    record: str
    kind: Kind
    version: int
    state: str
    content: Mapping[str, Any]


@dataclass
class Gathered:
    """What goes out.

    Attributes
    ----------
    limit
        The label up to which it goes.
    names
        Of persons and records by identity.
    withheld
        How many records that were asked for are above the label.
    references
        How many references to such records were withheld.
    """

    office: str
    by: str
    at: datetime
    limit: str
    kinds: tuple[str, ...]
    records: list[Record] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    withheld: int = 0
    references: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return dict(Counter(one.kind.name for one in self.records))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all of it: the same whatever file it goes into, and whenever."""
        made = hashlib.sha256()
        for one in self.records:
            made.update(canonical({"record": one.record, "kind": one.kind.name, "version": one.version, "content": dict(one.content)}))  # fmt: skip
        return made.hexdigest()


class Going:
    """Which records may be named in what goes out up to a label."""

    def __init__(self, look: Look, limit: str) -> None:
        self.look, self.limit = look, limit
        self._titles: dict[str, str | None] = {}

    def learn(self, which: set[str]) -> None:
        """Look up records at once."""
        new = sorted(which - self._titles.keys())
        for start in range(0, len(new), CHUNK):
            some = new[start : start + CHUNK]
            there = readable(self.look, some)
            rows = self.look.con.execute(select(item.c.record, item.c.title, item.c.label).where(item.c.record.in_(there)))  # fmt: skip
            self._titles |= dict.fromkeys(some)
            self._titles |= {row.record: row.title for row in rows if within(row.label, self.limit)}

    def title(self, which: str) -> str | None:
        """Give the title of a record; None where it is withheld."""
        self.learn({which})
        return self._titles[which]


def gather(look: Look, asked: Asked | Sequence[str], limit: str) -> Gathered:
    """Gather what was asked for.

    Parameters
    ----------
    asked
        As a list is asked for, all pages of it; or records by their identity.
    limit
        The label up to which it goes.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever looks take anything away.
    BadRequest
        When there is no such label.
    """
    if limit not in labels():
        raise BadRequest("“%(said)s” is no label.", remedy="Choose %(choices)s.", said=limit, choices=any_of(labels()))
    look.require("takeAway")
    wanted = select(item.c.record, item.c.label).where(item.c.kind.in_(tuple(kinds())))
    if isinstance(asked, Asked):
        wanted = wanted.where(*conditions(replace(asked, programme="")))
        if asked.programme:
            # With a programme goes the programme itself.
            wanted = wanted.where((item.c.programme == asked.programme) | (item.c.record == asked.programme))
        chosen: tuple[str, ...] = tuple(kind_of(one).name for one in asked.kinds) or tuple(kinds())
    else:
        wanted, chosen = wanted.where(item.c.record.in_(list(asked))), ()
    found = look.con.execute(may_read(look, wanted, item.c.record).order_by(item.c.kind, item.c.record)).all()
    out = [row.record for row in found if within(row.label, limit)]
    made = Gathered(
        look.office.name, look.seat.person if look.seat else "", look.now, limit, chosen, withheld=len(found) - len(out)
    )
    _read(look, made, out)
    made.kinds = made.kinds or tuple(made.counts)
    return made


def _read(look: Look, made: Gathered, out: Sequence[str]) -> None:
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    going, persons = Going(look, made.limit), {made.by}
    for start in range(0, len(out), CHUNK):
        some = out[start : start + CHUNK]
        rows = {row.record: row for row in look.con.execute(select(record.c.record, record.c.kind, record.c.state, version.c.version, version.c.content).join_from(record, version, current).where(record.c.record.in_(some)))}  # fmt: skip
        named = {
            one: [other for held, other in _references(kind_of(row.kind), row.content)] for one, row in rows.items()
        }
        going.learn({other for others in named.values() for other in others})
        for one in some:
            row = rows[one]
            kind = kind_of(row.kind)
            persons |= set(_persons(kind, row.content))
            hidden = {other for other in named[one] if going.title(other) is None}
            made.references += sum(other in hidden for other in named[one])
            made.names |= {other: str(going.title(other)) for other in named[one] if other not in hidden}
            content = without(kind, row.content, hidden) if hidden else row.content
            made.records.append(Record(one, kind, row.version, row.state, content))
    # What anybody may read names nobody: the identity alone stays, by which the office knows them.
    if made.limit != next(iter(labels())):
        made.names |= _names(look.con, persons)


def _fields(kind: Kind, content: Mapping[str, Any]) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    yield from ((one, content) for one in kind.fields)
    for part in kind.parts:
        yield from ((one, row) for row in content.get(part.name) or () for one in part.fields)


def _references(kind: Kind, content: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    for one, held in _fields(kind, content):
        if one.type in REFERRING and (value := held.get(one.name)):
            yield from ((one, other) for other in (value if isinstance(value, list) else [value]))


def _persons(kind: Kind, content: Mapping[str, Any]) -> Iterator[str]:
    yield from (held[one.name] for one, held in _fields(kind, content) if one.type == Type.PERSON and one.name in held)


def without(kind: Kind, content: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """Give content with a word instead of some records that it refers to."""

    def veiled(fields: Sequence[Field], held: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(held)
        for one in fields:
            value = made.get(one.name)
            if one.type == Type.RECORD and value in hidden:
                made[one.name] = WITHHELD
            elif one.type == Type.RECORDS and value:
                made[one.name] = [WITHHELD if other in hidden else other for other in value]
        return made

    made = veiled(kind.fields, content)
    for part in kind.parts:
        if part.name in made:
            made[part.name] = [veiled(part.fields, row) for row in made[part.name]]
    return made


def _names(con: Connection, who: set[str]) -> dict[str, str]:
    rows = con.execute(select(person.c.person, person.c.name).where(person.c.person.in_(sorted(who))))
    return {row.person: row.name for row in rows if row.name}


def take_away(act: Act, made: Gathered, form: str, via: str = "") -> None:
    """Have the log keep what goes out, before it does."""
    decision = act.require("takeAway")
    said: dict[str, Any] = {"form": form, "limit": made.limit, "records": made.counts, "withheld": made.withheld, "references": made.references}  # fmt: skip
    act.log("register.exported", open=said | ({"via": via} if via else {}), sealed={"digest": made.digest}, decision=decision)  # fmt: skip


def export(
    office: Office, who: str, asked: Asked | Sequence[str], limit: str, form: str, *, factors: int = 2,
    session: str | None = None, via: str = "", tell: Callable[[str], str] = str,
) -> tuple[bytes, Gathered]:  # fmt: skip
    """Give a file of the register: gathered, written, and its leaf in the log.

    Parameters
    ----------
    form
        ``xlsx``, ``csv`` (a zip of one file a sheet) or ``json``.
    via
        By what other way than the pages it was asked for, as the log has it.
    tell
        Gives the titles of columns in a language.

    Raises
    ------
    NotAllowed
        When the policy does not let; that is in the log, too.
    """
    from comity.register.sheets.plain import as_csv, as_json
    from comity.register.sheets.workbook import as_workbook

    writers: Mapping[str, Callable[[Gathered], bytes]] = {"xlsx": lambda one: as_workbook(one, tell), "csv": as_csv, "json": as_json}  # fmt: skip
    if form not in writers:
        raise BadRequest("“%(said)s” is no form of a file.", remedy="Choose %(choices)s.", said=form, choices=any_of(writers))  # fmt: skip
    with office.act(who, factors=factors, session=session) as act:
        # Asked here first: what the policy forbids is then in the log.
        act.require("takeAway")
    with office.look(who, factors=factors, session=session) as look:
        made = gather(look, asked, limit)
    data = writers[form](made)
    with office.act(who, factors=factors, session=session) as act:
        take_away(act, made, form, via)
    return data, made
