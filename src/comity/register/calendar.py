"""What stands in a calendar between two days: what takes place, and what falls due, as far as whoever looks may read it.

Both come from the tables that repeat what records say (``item``, ``due``), by their indexes on days, so that a year among a hundred
thousand activities is quick. A crowded calendar is counted first and read by the piece: :func:`tally` counts, :func:`agenda` reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from comity.model.errors import BadRequest
from comity.oversight import records
from comity.oversight.storage.working import due, item
from comity.register.listing import decided_by_class, visible

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from comity.oversight.desk import Look

#: Kinds whose start and end say that something takes place; of others they say how long they hold.
TAKES_PLACE = ("activity",)
#: What their beginning is called where it falls due.
BEGINS = {"activity": "activity begins"}
#: So many of each sort are read at most, unless more is asked for: whoever shows them says by a tally what is left out.
MOST = 1000
#: What falls due and lasts longer stands in the calendar of the year in which it begins: so far back the index is read.
LASTS = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar.

    Attributes
    ----------
    record, kind, state, stage, type, owner, programme, post, label, version, changed
        Of the record to which it belongs, as ``item`` has them; `label` is how far it may go.
    of
        The record's title.
    what
        What falls due, as the kind's declaration calls it; empty where the record itself takes place.
    about
        The row of the record that it is about.
    title
        Of the entry itself.
    start, end
        Days, both inclusive.
    person
        Who is to see to it.
    done
        It has been done; of what takes place that it was held, which its stage says.
    fixed
        The day is in nobody's hands here.
    """

    record: str
    kind: str
    state: str
    stage: str | None
    type: str | None
    owner: str | None
    programme: str | None
    post: str | None
    label: str | None
    version: int
    changed: Any
    of: str
    what: str
    about: str | None
    title: str
    start: str
    end: str
    person: str | None
    done: bool
    fixed: bool


def agenda(
    look: Look, since: date, until: date, *, programme: str | None = None, person: str | None = None, post: str | None = None,
    kinds: Sequence[str] = TAKES_PLACE, of: Sequence[str] = (), undone: bool = False, fixed: bool = False, once: bool = False, most: int = MOST,
) -> list[Entry]:  # fmt: skip
    """Read what stands in the calendar from a day to a day, both inclusive, the earliest first.

    Parameters
    ----------
    programme
        Only of this programme, its own days too.
    person
        Only what this person owns or is to see to.
    post
        Only of this post.
    kinds
        The kinds that are shown from their start to their end.
    of
        The kinds of which it is shown what falls due; of every one where none is said.
    undone
        Of what falls due only what has not been done.
    fixed
        Of what falls due only what is in nobody's hands here.
    once
        What takes place does not stand there a second time because its beginning falls due.
    most
        So many of what takes place, and so many of what falls due.

    Raises
    ------
    BadRequest
        When the days run backwards.
    """
    _check(since, until)
    found = [
        _span(row)
        for wanted in _spans(since, until, programme, person, post, kinds)
        for row in _read(look, wanted, most)
    ]
    found += [
        _fallen(row)
        for wanted in _dues(since, until, programme, person, post, undone, of, fixed, _begins(kinds) if once else ())
        for row in _read(look, wanted, most)
    ]
    return sorted(found, key=lambda one: (one.start, one.what != "", one.end, one.title, one.record, one.about or ""))


def taking_place(
    look: Look, since: date, until: date, *, programme: str | None = None, person: str | None = None, post: str | None = None,
    kinds: Sequence[str] = TAKES_PLACE, page: int = 1, size: int = 50,
) -> tuple[list[Entry], int]:  # fmt: skip
    """Read a page of what takes place from a day to a day: what goes on from before, then what begins, the earliest first.

    Returns
    -------
    list of Entry, int
        The page's, and how many there are in all; a page beyond the last is the last.
    """
    _check(since, until)
    before, within = _spans(since, until, programme, person, post, kinds)
    if not decided_by_class(look):
        every = [row for wanted in (before, within) for row in look.con.execute(wanted) if _may(look, row.record)]
        start = size * (max(1, min(page, -(-len(every) // size))) - 1)
        return [_span(row) for row in every[start : start + size]], len(every)
    counts = [
        look.con.scalar(
            one.where(visible(look)).with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
        )
        or 0
        for one in (before, within)
    ]
    start = size * (max(1, min(page, -(-sum(counts) // size))) - 1)
    rows = list(look.con.execute(_by_class(look, before).offset(start).limit(size))) if start < counts[0] else []
    if (left := size - len(rows)) > 0:
        rows += look.con.execute(_by_class(look, within).offset(max(0, start - counts[0])).limit(left))
    return [_span(row) for row in rows], sum(counts)


def falling_due(look: Look, which: Sequence[str], since: date, until: date, *, but: Sequence[str] = ()) -> list[Entry]:
    """Read what falls due of some records, which whoever looks may read, from a day to a day, the earliest first.

    Parameters
    ----------
    but
        Kinds whose beginning is not told: it is shown already.
    """
    wanted = _joined(select(item, *_due_columns())).where(
        due.c.record.in_(list(which)), due.c.day.between(since.isoformat(), until.isoformat()), *_but(_begins(but))
    )
    return [_fallen(row) for row in look.con.execute(wanted.order_by(due.c.day, due.c.record, due.c.number))]


def overdue(look: Look, *, person: str | None = None, programme: str | None = None, most: int = 200) -> list[Entry]:
    """Read what should have been done before today and is not, the longest overdue first."""
    (wanted,) = _dues(None, look.now.date(), programme, person, None, True)
    wanted = wanted.where(due.c.fixed == 0, func.coalesce(due.c.until, due.c.day) < look.now.date().isoformat())
    return [_fallen(row) for row in _read(look, wanted, most)]


def tally(
    look: Look, since: date, until: date, *, programme: str | None = None, person: str | None = None, post: str | None = None,
    kinds: Sequence[str] = TAKES_PLACE, of: Sequence[str] = (), once: bool = False, by: int = 10,
) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Count by the day on which it begins what begins, and what falls due, from a day to a day.

    Parameters
    ----------
    once
        As :func:`agenda` has it.
    by
        How many signs of a day are counted together: 10 counts by day, 7 by month, 4 by year.

    Returns
    -------
    dict
        By day, month or year (``"2027-03"``) how much begins and how much falls due; what is not there has none of either.
    """
    _check(since, until)
    first, last = since.isoformat(), until.isoformat()
    begun = _whose(
        select(item.c.record).where(item.c.kind.in_(kinds), item.c.start.between(first, last)),
        programme,
        person,
        post,
        item.c.owner,
    )
    fallen = _whose(
        _joined(select(due.c.record), bool(programme or post or of)).where(
            due.c.day.between(first, last), *_of(of), *_but(_begins(kinds) if once else ())
        ),
        programme,
        person,
        post,
        due.c.person,
    )
    counted: list[Counter[str]] = []
    for wanted, within, day in ((begun, item, item.c.start), (fallen, due, due.c.day)):
        # A whole day as it stands, so that an index already has it in order.
        part = day if by == 10 else func.substr(day, 1, by)
        if decided_by_class(look):
            seen = wanted.where(visible(look, within.c["class"]))
            rows = look.con.execute(seen.with_only_columns(part, func.count()).group_by(part))
            counted.append(Counter({row[0]: row[1] for row in rows}))
        else:
            counted.append(
                Counter(row[1] for row in look.con.execute(wanted.add_columns(part)) if _may(look, row.record))
            )
    return {one: (counted[0][one], counted[1][one]) for one in sorted({*counted[0], *counted[1]})}


def _check(since: date, until: date) -> None:
    if until < since:
        raise BadRequest("A calendar from %(since)s to %(until)s has no days.", remedy="Turn the days round.", since=since, until=until)  # fmt: skip


def _joined(wanted: Select[Any], needed: bool = True) -> Select[Any]:
    return wanted.select_from(due.join(item, item.c.record == due.c.record)) if needed else wanted


def _spans(since: date, until: date, programme: str | None, person: str | None, post: str | None, kinds: Sequence[str]) -> tuple[Select[Any], ...]:  # fmt: skip
    """Ask for what began before and goes on, and for what begins within: each is a range of an index."""
    first, last = since.isoformat(), until.isoformat()
    of = _whose(select(item).where(item.c.kind.in_(kinds)), programme, person, post, item.c.owner)
    return (
        of.where(item.c.end >= first, item.c.start < first).order_by(item.c.end, item.c.start),
        of.where(item.c.start.between(first, last)).order_by(item.c.start, item.c.record),
    )


def _due_columns() -> list[ColumnElement[Any]]:
    return [due.c[name].label(f"due_{name}") for name in ("number", "what", "about", "title", "day", "until", "person", "done", "fixed")]  # fmt: skip


def _of(kinds: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (item.c.kind.in_(kinds),) if kinds else ()


def _begins(kinds: Sequence[str]) -> tuple[str, ...]:
    return tuple(BEGINS[one] for one in kinds if one in BEGINS)


def _but(what: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return (due.c.what.not_in(what),) if what else ()


def _dues(since: date | None, until: date, programme: str | None, person: str | None, post: str | None, undone: bool, kinds: Sequence[str] = (), fixed: bool = False, but: Sequence[str] = ()) -> tuple[Select[Any], ...]:  # fmt: skip
    """Ask for what fell due before and goes on, and for what falls due within."""
    columns = _due_columns()
    of = _whose(_joined(select(item, *columns)), programme, person, post, due.c.person).where(*_of(kinds), *_but(but))
    if undone:
        of = of.where(due.c.done == 0)
    if fixed:
        of = of.where(due.c.fixed == 1)
    of = of.order_by(due.c.day, due.c.record)
    # A programme's or a post's records are few: they are sought first, whatever a database guesses of days.
    day = func.coalesce(due.c.day, "") if programme or post else due.c.day
    last = until.isoformat()
    if since is None:
        return (of.where(day <= last),)
    first = since.isoformat()
    return of.where(day >= (since - LASTS).isoformat(), day < first, due.c.until >= first), of.where(
        day.between(first, last)
    )


def _whose(wanted: Select[Any], programme: str | None, person: str | None, post: str | None, theirs: ColumnElement[Any]) -> Select[Any]:  # fmt: skip
    if programme:
        wanted = wanted.where(or_(item.c.programme == programme, item.c.record == programme))
    if person:
        wanted = wanted.where(theirs == person)
    return wanted.where(item.c.post == post) if post else wanted


def _by_class(look: Look, wanted: Select[Any]) -> Select[Any]:
    # The days choose the rows: the class, by which another index stands, only sifts them.
    return wanted.where(visible(look, func.coalesce(item.c["class"], "")))


def _read(look: Look, wanted: Select[Any], most: int) -> list[Any]:
    if decided_by_class(look):
        return list(look.con.execute(_by_class(look, wanted).limit(most)))
    found = []
    for row in look.con.execute(wanted):
        if _may(look, row.record):
            found.append(row)
            if len(found) == most:
                break
    return found


def _may(look: Look, which: str) -> bool:
    return look.decide("readRecord", records.facts_of(look, which)).allowed


def _span(row: Any) -> Entry:
    return _entry(row, "", None, row.title, row.start, row.end or row.start, row.owner, row.stage in ("held", "reported", "closed"), False)  # fmt: skip


def _fallen(row: Any) -> Entry:
    return _entry(row, row.due_what, row.due_about, row.due_title, row.due_day, row.due_until or row.due_day, row.due_person, bool(row.due_done), bool(row.due_fixed))  # fmt: skip


def _entry(row: Any, what: str, about: str | None, title: str, start: str, end: str, person: str | None, done: bool, fixed: bool) -> Entry:  # fmt: skip
    return Entry(
        row.record, row.kind, row.state, row.stage, row.type, row.owner, row.programme, row.post, row.label, row.version, row.changed,
        row.title, what, about, title, start, max(start, end), person, done, fixed,
    )  # fmt: skip


__all__ = ["MOST", "TAKES_PLACE", "Entry", "agenda", "falling_due", "overdue", "taking_place", "tally"]
