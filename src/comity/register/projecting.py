"""What is looked up of records: rows for lists, links, bookings, money and days, written anew with every act that touches a record.

Nothing stands here that versions and entries do not say; :func:`heal` makes again what is not as it must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from comity.model.labels import highest
from comity.model.names import normalise
from comity.oversight import desk
from comity.oversight.approvals.rules import EMERGENCY, TWO
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import authorisation, record, record_partner, submission, version
from comity.oversight.storage.working import booking, due, item, item_class, item_link, money
from comity.register.fitting import missing
from comity.register.kinds import kinds
from comity.register.listing import class_of, facts_in
from comity.register.reading import noted, system_case
from comity.register.shape import KEPT, SUBMITTED, Case, Field, Type, stage_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from comity.oversight.desk import Act, Office

REFERRING = {Type.PERSON, Type.RECORD, Type.RECORDS, Type.STATE, Type.STATES}
CHUNK = 400


@dataclass
class Rows:
    """The rows of some records, by table."""

    items: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    bookings: list[dict[str, Any]] = field(default_factory=list)
    monies: list[dict[str, Any]] = field(default_factory=list)
    dues: list[dict[str, Any]] = field(default_factory=list)
    classes: dict[str, dict[str, Any]] = field(default_factory=dict)


def follow(act: Act, touched: Sequence[str]) -> None:
    """Bring up to date what is looked up of records that an act touches."""
    for some in _batched(touched):
        project(act.con, some, act.now.date())


def _batched(which: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (which[start : start + CHUNK] for start in range(0, len(which), CHUNK))


def heal(office: Office) -> int:
    """Make again what does not follow from versions and states.

    Returns
    -------
    int
        How many records were brought up to date.
    """
    known = tuple(kinds())
    stale = (
        select(record.c.record).join(item, item.c.record == record.c.record, isouter=True)
        .where(record.c.kind.in_(known), (item.c.record.is_(None)) | (item.c.version != record.c.version) | (item.c.state != record.c.state))
    )  # fmt: skip
    with office.database.read(Scope.SYSTEM) as con:
        found = list(con.scalars(stale))
    for some in _batched(found):
        with office.database.write(Scope.SYSTEM) as con:
            office.database.lock_log(con)
            project(con, some, office.clock().date())
    return len(found)


def project(con: Connection, which: Sequence[str], today: date) -> None:
    """Write the rows of some records anew."""
    made = rows_of(con, which, today)
    for table in (item_link, booking, money, due, item):
        con.execute(delete(table).where(table.c.record.in_(which)))
    there = (
        set(con.scalars(select(item_class.c["class"]).where(item_class.c["class"].in_(made.classes))))
        if made.classes
        else set()
    )
    if new := [{"class": name, "facts": facts} for name, facts in made.classes.items() if name not in there]:
        con.execute(insert(item_class), new)
    for table, rows in (
        (item, made.items),
        (item_link, made.links),
        (booking, made.bookings),
        (money, made.monies),
        (due, made.dues),
    ):
        if rows:
            con.execute(insert(table), rows)


def rows_of(con: Connection, which: Sequence[str], today: date) -> Rows:
    """Give the rows that follow from versions, states and entries of some records."""
    made = Rows()
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    wanted = (
        select(record, version.c.at, version.c.content)
        .join_from(record, version, current)
        .where(record.c.record.in_(which), record.c.kind.in_(tuple(kinds())))
    )
    entries = noted(con, which)
    labels = _labels(con, which)
    unreviewed = _unreviewed(con, which)
    partners: dict[str, set[str]] = {}
    for one, named in con.execute(
        select(record_partner.c.record, record_partner.c.organisation).where(record_partner.c.record.in_(which))
    ):
        partners.setdefault(one, set()).add(named)
    for row in con.execute(wanted).all():
        content = row.content
        facts = RecordFacts(row.record, row.kind, row.state, row.organisation, row.author, row.post, frozenset(partners.get(row.record, ())), content.get("amount"), content.get("currency"), content.get("label"), unreviewed=row.record in unreviewed, type=content.get("type"))  # fmt: skip
        held = facts_in(facts)
        name = class_of(held)
        made.classes[name] = held
        case = system_case(con, row.kind, row.record, content, entries.get(row.record, ()), row.state, today)
        _item(made, row, case, name, labels.get(row.record))
        _rest(made, row, case, name)
    return made


def _item(made: Rows, row: Row[Any], case: Case, name: str, label: str | None) -> None:
    content, kind = row.content, case.kind
    texts = [str(content.get(one.name)) for one in kind.fields if one.type == Type.TEXT and one.name in content]
    needed = [one.needed for one in kind.fields] + [one.needed for one in kind.parts]
    asked = sum(one in (KEPT, SUBMITTED) for one in needed) or 1
    lacks = len({one.place.split("/")[0] for one in missing(kind, content, SUBMITTED)})
    place = content.get("place")
    made.items.append({
        "record": row.record, "kind": row.kind, "version": row.version, "organisation": row.organisation, "state": row.state, "post": row.post,
        "class": name, "title": str(content.get("title", "")), "words": normalise(" ".join(texts))[:2000], "stage": stage_of(kind, case.entries) or None,
        "type": content.get("type"), "owner": content.get("owner"), "programme": content.get("programme"), "start": content.get("start"), "end": content.get("end"),
        "place": place if isinstance(place, str) else None, "label": label, "changed": max([row.at, *_moments(case)]), "complete": max(0, round(100 * (asked - lacks) / asked)),
    })  # fmt: skip


def _moments(case: Case) -> Iterator[Any]:
    from datetime import datetime

    for one in case.entries[-1:]:
        yield datetime.fromisoformat(one.at)


def _rest(made: Rows, row: Row[Any], case: Case, name: str) -> None:
    whose = {
        "record": row.record,
        "organisation": row.organisation,
        "state": row.state,
        "post": row.post,
        "class": name,
    }
    links = dict.fromkeys(_links(case))
    made.links += [
        whose | {"number": number, "role": role, "other": other} for number, (role, other) in enumerate(links)
    ]
    booked = case.kind.booked(case) if case.kind.booked else ()
    made.bookings += [
        whose
        | {
            "number": number,
            "kind": one.kind,
            "resource": one.resource,
            "start": one.start,
            "end": one.end,
            "amount": one.amount,
        }
        for number, one in enumerate(booked)
    ]
    sums = case.kind.money(case) if case.kind.money else ()
    made.monies += [
        whose
        | {
            "number": number,
            "programme": one.programme or row.content.get("programme"),
            "line": one.line,
            "year": one.year,
            "stage": one.stage,
            "currency": one.currency,
            "cents": cents(one.amount),
        }
        for number, one in enumerate(sums)
    ]
    made.dues += [
        whose | {"number": number, "what": one.what, "about": one.about, "title": one.title, "day": one.day, "until": one.until, "person": one.person or row.content.get("owner"), "done": int(one.done), "fixed": int(one.fixed)}
        for number, one in enumerate((*_days(case), *(case.kind.dated(case) if case.kind.dated else ())))
    ]  # fmt: skip


def cents(amount: str) -> int:
    """Give an amount in hundredths.

    Examples
    --------
    >>> cents("9999.50")
    999950
    """
    return int(Decimal(amount).scaleb(2).to_integral_value())


def _links(case: Case) -> Iterator[tuple[str, str]]:
    for one, held in _fields(case):
        if one.type in REFERRING and (value := held.get(one.name)):
            for other in value if isinstance(value, list) else [value]:
                yield one.name, other


def _fields(case: Case) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    yield from ((one, case.content) for one in case.kind.fields)
    for part in case.kind.parts:
        yield from ((one, row) for row in case.rows(part.name) for one in part.fields)


def _days(case: Case) -> Iterable[Any]:
    """Give the days that fields declare as falling due."""
    from comity.register.shape import Dated

    title = str(case.content.get("title", ""))
    for one in case.kind.fields:
        if one.due and one.name in case.content:
            yield Dated(one.due, title, case.content[one.name], fixed=one.fixed)
    for part in case.kind.parts:
        for row in case.rows(part.name):
            for one in part.fields:
                if one.due and one.name in row:
                    yield Dated(
                        one.due,
                        str(row.get(part.key) or title),
                        row[one.name],
                        about=row["id"],
                        person=row.get("owner"),
                        fixed=one.fixed or bool(row.get("fixed")),
                    )


def _labels(con: Connection, which: Sequence[str]) -> dict[str, str | None]:
    """Give how far records may go: an edit alone lowers no label, both keys do."""
    approved: dict[str, int] = {}
    keyed = select(submission.c.record, submission.c.version).join_from(authorisation, submission, submission.c.digest == authorisation.c.digest).where(submission.c.record.in_(which), (authorisation.c.path == TWO) | ((authorisation.c.path == EMERGENCY) & (authorisation.c.verdict == "confirmed")))  # fmt: skip
    for one, number in con.execute(keyed):
        approved[one] = max(number, approved.get(one, 0))
    said: dict[str, list[str | None]] = {}
    for row in con.execute(
        select(version.c.record, version.c.version, version.c.content)
        .where(version.c.record.in_(which))
        .order_by(version.c.record, version.c.version)
    ):
        # A version without a label, as a draft may be, takes nothing off and adds nothing.
        if row.version >= approved.get(row.record, 0) and (label := row.content.get("label")):
            said.setdefault(row.record, []).append(label)
    return {one: highest(labels) for one, labels in said.items()}


def _unreviewed(con: Connection, which: Sequence[str]) -> set[str]:
    waiting = select(submission.c.record).join_from(authorisation, submission, submission.c.digest == authorisation.c.digest).where(submission.c.record.in_(which), authorisation.c.path == EMERGENCY, authorisation.c.reviewer.is_(None))  # fmt: skip
    return set(con.scalars(waiting))


desk.FOLLOWERS.append(follow)
