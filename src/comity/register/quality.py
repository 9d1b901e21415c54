"""How good the record is: what is missing, what is stale, what may be there twice, and what the next step asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, func, select

from comity.model.errors import N_, Told, told
from comity.model.names import normalise
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import due, item, item_link
from comity.register.fitting import problems
from comity.register.kinds import kinds
from comity.register.listing import may_read
from comity.register.shape import SUBMITTED, Case, Entry, Problem

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: What nobody has touched for so long is stale, unless it is over.
STALE = timedelta(days=90)
ENDED = ("refused", "void", "lapsed")
#: Two records that begin so near each other may be one.
NEAR = 14
#: So many records are compared with one, or with each other where they share a word.
MOST, BUCKET = 2_000, 150


def over() -> list[str]:
    """Give, as ``kind:stage``, where nothing more is to be done."""
    return [f"{one.name}:{stage}" for one in kinds().values() for stage in one.over]


@dataclass(frozen=True, slots=True)
class Quality:
    """What somebody answers for, and how good it is.

    Attributes
    ----------
    records, complete
        How many that are not over; how much of what is asked of them is there, in per cent on average.
    stale, oldest
        How many nobody has touched for :data:`STALE`; for how many days the one nobody has touched for longest.
    overdue
        So much is overdue on their records, or theirs to do.
    late
        On so many of their records something is overdue.
    """

    owner: str
    name: str
    records: int
    complete: float
    stale: int
    oldest: int
    overdue: int
    late: int

    @property
    def score(self) -> int:
        """Give 0 to 100: the mean of how complete, how fresh and how timely the records are."""
        fresh = 1 - self.stale / self.records
        timely = 1 - self.late / self.records
        return round((self.complete + 100 * fresh + 100 * timely) / 3)


def _alive() -> tuple[Any, ...]:
    return ((item.c.kind + ":" + func.coalesce(item.c.stage, "")).not_in(over()), item.c.state.not_in(ENDED))


def qualities(look: Look) -> tuple[Quality, ...]:
    """Give the quality of what each owner answers for, as far as whoever looks may read it, the worst first."""
    before = look.now - STALE
    wanted = (
        select(item.c.owner, person.c.name, func.count().label("records"), func.avg(item.c.complete).label("complete"), func.sum(case((item.c.changed < before, 1), else_=0)).label("stale"), func.min(item.c.changed).label("oldest"))
        .join_from(item, person, person.c.person == item.c.owner).where(*_alive()).group_by(item.c.owner, person.c.name)
    )  # fmt: skip
    rows = list(look.con.execute(may_read(look, wanted, item.c.record)))
    late = {row.owner: row for row in look.con.execute(_late(look))}
    found = [
        Quality(row.owner, row.name, row.records, float(row.complete), int(row.stale), (look.now - row.oldest).days, *((late[row.owner].overdue, late[row.owner].late) if row.owner in late else (0, 0)))
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.score, one.name)))


def _late(look: Look) -> Select[Any]:
    wanted = (
        select(item.c.owner, func.count().label("overdue"), func.count(due.c.record.distinct()).label("late"))
        .join_from(due, item, item.c.record == due.c.record)
        .where(due.c.day < look.now.date().isoformat(), due.c.done == 0, due.c.fixed == 0, *_alive()).group_by(item.c.owner)
    )  # fmt: skip
    return may_read(look, wanted, item.c.record)


def stale(look: Look, owner: str = "", limit: int = 100) -> tuple[Mapping[str, Any], ...]:
    """Give the rows of items that nobody has touched for :data:`STALE`, the oldest first."""
    wanted = select(item).where(item.c.changed < look.now - STALE, *_alive()).order_by(item.c.changed).limit(limit)
    if owner:
        wanted = wanted.where(item.c.owner == owner)
    return tuple(dict(row._mapping) for row in look.con.execute(may_read(look, wanted, item.c.record)))


@dataclass(frozen=True, slots=True)
class Twice:
    """Two records that may be one, and why: a sentence each; `likeness` from 0 to 1."""

    one: str
    other: str
    titles: tuple[str, str]
    likeness: float
    why: tuple[str, ...]


def duplicates_of(look: Look, kind: str, title: str, start: str = "", partners: Sequence[str] = (), which: str = "") -> tuple[Twice, ...]:  # fmt: skip
    """Find what may be there already, before it is written, or beside a record."""
    wanted = select(item.c.record, item.c.title, item.c.start).where(item.c.kind == kind, item.c.record != which, item.c.state.not_in(ENDED))  # fmt: skip
    if start:
        day = date.fromisoformat(start)
        first, last = ((day + timedelta(days=by)).isoformat() for by in (-NEAR, NEAR))
        wanted = wanted.where(item.c.start.is_(None) | item.c.start.between(first, last))
    rows = list(look.con.execute(may_read(look, wanted.order_by(item.c.changed.desc()).limit(MOST), item.c.record)))
    alike = [row for row in rows if _alike(title, row.title)]
    named = _partners(look, [row.record for row in alike])
    own = {"record": which, "title": title, "start": start or None}
    found = (_compare(own, dict(row._mapping), set(partners), named.get(row.record, set())) for row in alike)
    return tuple(sorted((one for one in found if one), key=lambda one: -one.likeness))


def duplicates(look: Look, owner: str = "", limit: int = 100) -> tuple[Twice, ...]:
    """Find pairs of records of one kind whose titles, days and partners are near each other, the likest first.

    Only those are compared that share a word which is not in hundreds of titles: a hundred thousand records have five thousand million pairs.
    """
    wanted = select(item.c.record, item.c.kind, item.c.title, item.c.start, item.c.owner).where(item.c.state.not_in(ENDED)).order_by(item.c.record)  # fmt: skip
    rows = [dict(row._mapping) for row in look.con.execute(may_read(look, wanted, item.c.record))]
    pairs = _near(rows, owner)
    likest = sorted(pair for pair in pairs if _alike(rows[pair[0]]["title"], rows[pair[1]]["title"]))
    named = _partners(look, sorted({rows[place]["record"] for pair in likest for place in pair}))
    found = (_compare(rows[a], rows[b], named.get(rows[a]["record"], set()), named.get(rows[b]["record"], set())) for a, b in likest)  # fmt: skip
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.likeness, one.one)))[:limit]


def _near(rows: Sequence[Mapping[str, Any]], owner: str) -> set[tuple[int, int]]:
    """Give the pairs of rows that share a word and begin near each other, or of which one does not say when it begins."""
    days = [date.fromisoformat(row["start"]).toordinal() if row["start"] else None for row in rows]
    buckets: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for word in set(_words(row["title"])[0]):
            buckets[row["kind"], word].append(place)
    pairs: set[tuple[int, int]] = set()
    for places in buckets.values():
        if not 1 < len(places) <= BUCKET:
            continue
        # Those without a day come first, and are near all; of the others each meets those that begin soon after it.
        ordered = sorted(places, key=lambda place: days[place] or 0)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if (days[one] or days[other] or 0) + NEAR < (days[other] or 0):
                    break
                if not owner or owner in (rows[one]["owner"], rows[other]["owner"]):
                    pairs.add((min(one, other), max(one, other)))
    return pairs


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> int | None:
    """Give how many days lie between two beginnings; None where one is not known."""
    if not one["start"] or not other["start"]:
        return None
    return abs((date.fromisoformat(one["start"]) - date.fromisoformat(other["start"])).days)


def likeness(one: str, other: str) -> float:
    """Say how like two titles are, from 0 to 1: their words in any order, misspelt ones in part; other numbers make them others.

    Examples
    --------
    >>> likeness("Northern Bridge 2026", "northern bridge, 2026"), likeness("Northern Bridge 2026", "Northern Bridge 2027")
    (1.0, 0.0)
    """
    (words, numbers), (others, their) = _words(one), _words(other)
    if words == others:
        return 1.0
    if (numbers and their and numbers != their) or 2 * len(set(words) & set(others)) < min(len(words), len(others)):
        return 0.0
    total, left = 0.0, list(others)
    for word in words:
        best = max(left, key=lambda said: _same(word, said), default="")
        if best and (same := _same(word, best)) >= MISSPELT:
            total += same
            left.remove(best)
    return 2 * total / (len(words) + len(others))


@lru_cache(maxsize=1 << 17)
def _words(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the words of a title in order, and which of them are numbers."""
    words = tuple(sorted(normalise(title).split()))
    return words, tuple(word for word in words if word.isdecimal())


def _same(word: str, other: str) -> float:
    return 1.0 if word == other else SequenceMatcher(None, word, other, autojunk=False).ratio()


#: From here on two words are one, misspelt; and two titles one, varied.
MISSPELT, LIKE = 0.8, 0.85


def _alike(one: str, other: str) -> bool:
    return likeness(one, other) >= LIKE


def _compare(one: Mapping[str, Any], other: Mapping[str, Any], partners: set[str], others: set[str]) -> Twice | None:
    like, days = likeness(one["title"], other["title"]), _apart(one, other)
    shared = partners & others
    if like < LIKE or (days is not None and days > NEAR) or (partners and others and not shared):
        return None
    why: list[Told] = [told(N_("The titles are the same.")) if like == 1 else told("The titles are alike (%(share)s per cent).", share=round(100 * like))]  # fmt: skip
    if days is not None:
        why.append(told("They begin on the same day.") if not days else told("They begin %(days)s days apart.", days=days))  # fmt: skip
    if shared:
        why.append(told("Partners in both: %(count)s.", count=len(shared)))
    return Twice(one["record"], other["record"], (one["title"], other["title"]), like, tuple(why))


def _partners(look: Look, which: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for start in range(0, len(which), 500):
        wanted = select(item_link.c.record, item_link.c.other).where(item_link.c.record.in_(which[start : start + 500]), item_link.c.role.in_(("partner", "partners", "party")))  # fmt: skip
        for row in look.con.execute(wanted):
            found[row.record].add(row.other)
    return found


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of a record: what it is, and what it still lacks.

    Attributes
    ----------
    step
        ``submit``, ``approve``, ``note``, or empty where there is none.
    entries
        What may be noted now that moves it on.
    lacks
        What stands against the step, or is to be looked at.
    """

    step: str
    entries: tuple[Entry, ...]
    lacks: tuple[Problem, ...]


def missing_next(one: Case) -> Next:
    """Say what is missing for the next step of a record.

    What binds is submitted first, when all that its kind asks for is there; then it is approved; then what happens is noted on it.
    """
    advice = tuple(_once(found for rule in one.kind.advice for found in rule(one)))
    stage = one.stage()
    moving = tuple(declared for declared in one.kind.entries if declared.to and declared.to != stage and (not declared.stages or stage in declared.stages))  # fmt: skip
    if one.kind.binds and one.state in ("draft", *ENDED):
        lacks = [*problems(one, SUBMITTED), *advice]
        return Next("submit", (), tuple(_once(lacks)))
    if one.kind.binds and one.state == "submitted":
        return Next("approve", (), advice)
    lacks = [] if one.kind.binds else problems(one, SUBMITTED)
    return Next("note" if moving else "", moving, tuple(_once([*lacks, *advice])))


def _once(found: Iterable[Problem]) -> Iterator[Problem]:
    return iter({(one.place, one.what): one for one in found}.values())
