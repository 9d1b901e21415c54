"""Records of the register as they stand: content, what was noted, and what a rule may ask of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import ComityError
from comity.model.names import normalise
from comity.model.resolving import resolve
from comity.oversight import records
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import person, record, version
from comity.oversight.storage.working import attachment, entry, item, item_link
from comity.register.kinds import kind_of
from comity.register.listing import may_read, readable
from comity.register.shape import Case, Content, Known, Noted

#: Fields of entries in which the office names what it answers.
ANSWERS = ("nomination",)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Look


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that whoever looks may read.

    Attributes
    ----------
    row
        What oversight has of it: `record`, `kind`, `state`, `organisation`, `post`, `partners`, `version`, `latest`, `author`, `at`.
    """

    row: Mapping[str, Any]
    case: Case

    @property
    def content(self) -> Content:
        """Give what it holds."""
        return self.case.content


def opened(look: Look, which: str, number: int | None = None) -> Opened:
    """Read a record, or an earlier version of it.

    Raises
    ------
    UnknownName
        When there is none that one may read.
    """
    row = records.read(look, which, number)
    return Opened(row, case_of(look, row["kind"], which, row["content"], state=row["state"]))


def told_of(look: Look, found: Opened) -> tuple[Noted, ...]:
    """Give what was noted on a record as far as whoever looks is told.

    A partner's people are told what their own organisation noted, the office's answers to it, and on which day the record moved on, which
    its stage tells anyway. What else the office notes is the office's, and of what another partner answers not even that it is there.
    """
    who = look.seat
    if who is None or who.side != "partner" or who.organisation == found.row["organisation"]:
        return found.case.entries
    entries = found.case.entries
    own = set(look.con.scalars(select(person.c.person).where(person.c.organisation == who.organisation)))
    mine = {one.entry for one in entries if one.person in own}
    told = []
    for one in entries:
        declared = found.case.kind.entry(one.kind)
        if one.entry in mine or mine & {one.values.get(name) for name in ANSWERS}:
            told.append(one)
        elif declared is not None and declared.to:
            told.append(replace(one, values={name: value for name, value in one.values.items() if name == "day"}))
    return tuple(told)


def case_of(
    look: Look, kind: str, which: str, content: Content, *, before: Content | None = None, state: str = "draft",
    entries: tuple[Noted, ...] | None = None,
) -> Case:  # fmt: skip
    """Give what the rules of a kind ask of a record, with others as far as whoever looks may read them.

    Its entries are read where they are not given.
    """
    con = look.con

    def find(other: str) -> Known | None:
        return next(iter(known(con, [other])), None) if other in readable(look, [other]) else None

    def naming(role: str) -> Sequence[Known]:
        named = list(
            con.scalars(select(item_link.c.record).where(item_link.c.other == which, item_link.c.role == role))
        )
        return known(con, readable(look, named))

    def every(other: str) -> Sequence[Known]:
        return known(con, con.scalars(may_read(look, select(item.c.record).where(item.c.kind == other), item.c.record)))

    return Case(
        kind_of(kind), which, content, noted(con, [which]).get(which, ()) if entries is None else entries, before, state,
        look.seat.person if look.seat else "", look.now.date(), find, naming, every,
    )  # fmt: skip


def noted(con: Connection, which: Sequence[str]) -> dict[str, tuple[Noted, ...]]:
    """Read what was noted of records, the first first."""
    found: dict[str, list[Noted]] = {}
    for row in con.execute(select(entry).where(entry.c.record.in_(which)).order_by(entry.c.at, entry.c.entry)):
        found.setdefault(row.record, []).append(
            Noted(row.entry, row.kind, row.about, row.person, written(row.at), row.values)
        )
    return {one: tuple(entries) for one, entries in found.items()}


def known(con: Connection, which: Iterable[str]) -> list[Known]:
    """Read records as rules may ask of them, whoever looks."""
    wanted = sorted(set(which))
    entries = noted(con, wanted)
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    rows = con.execute(
        select(record.c.record, record.c.kind, record.c.state, version.c.content)
        .join_from(record, version, current)
        .where(record.c.record.in_(wanted))
    )
    return [
        Known(
            row.record, row.kind, row.state, str(row.content.get("title", "")), row.content, entries.get(row.record, ())
        )
        for row in rows
    ]


def system_case(
    con: Connection, kind: str, which: str, content: Content, entries: tuple[Noted, ...], state: str, today: date
) -> Case:
    """Give the case of a record for what is looked up of it: the office itself sees every other."""

    def naming(role: str) -> Sequence[Known]:
        return known(
            con, con.scalars(select(item_link.c.record).where(item_link.c.other == which, item_link.c.role == role))
        )

    return Case(
        kind_of(kind),
        which,
        content,
        entries,
        None,
        state,
        "",
        today,
        lambda other: next(iter(known(con, [other])), None),
        naming,
    )


class Finding:
    """Finds what fields refer to, as far as whoever looks may know of it.

    Parameters
    ----------
    held
        Records that the version before names: whoever edits keeps them, even those that they may not read.
    """

    def __init__(self, look: Look, which: str | None = None, held: Collection[str] = ()) -> None:
        self.look, self.which, self.held = look, which, held
        self._seen: dict[tuple[str, str, tuple[str, ...]], str | None] = {}

    def _once(self, what: str, said: str, kinds: tuple[str, ...], found: Sequence[str]) -> str | None:
        self._seen[what, said, kinds] = found[0] if len(found) == 1 else None
        return self._seen[what, said, kinds]

    def person(self, said: str) -> str | None:
        """Find a person by identity, login or name."""
        key = ("person", said, ())
        if key in self._seen:
            return self._seen[key]
        found = self.look.con.scalars(
            select(person.c.person)
            .where((person.c.person == said) | (person.c.login == said) | (person.c.name == said))
            .limit(2)
        )
        return self._once(*key, list(found))

    def record(self, said: str, kinds: Sequence[str]) -> str | None:
        """Find a record of some kinds by identity or title."""
        key = ("record", said, tuple(kinds))
        if key in self._seen:
            return self._seen[key]
        if said in self.held:
            return self._once(*key, [said])
        wanted = select(item.c.record).where((item.c.record == said) | (item.c.title == said))
        if kinds:
            wanted = wanted.where(item.c.kind.in_(kinds))
        return self._once(*key, readable(self.look, list(self.look.con.scalars(wanted.limit(20)))))

    def state(self, said: str) -> str | None:
        """Find a state's key."""
        key = ("state", said, ())
        if key not in self._seen:
            try:
                self._seen[key] = resolve(said).key
            except ComityError:
                self._seen[key] = None
        return self._seen[key]

    def file(self, said: str) -> Mapping[str, Any] | None:
        """Find a file that is attached to the record."""
        row = self.look.con.execute(
            select(attachment.c.attachment, attachment.c.name, attachment.c.size, attachment.c.digest).where(
                attachment.c.attachment == said, attachment.c.record == (self.which or "")
            )
        ).first()
        return {"attachment": row.attachment, "name": row.name, "size": row.size, "sha256": row.digest} if row else None


def searched(text: str) -> str:
    """Give words as they are searched."""
    return normalise(text)
