"""What a coalition needs, and how much of it has been offered, pledged, confirmed and deployed.

A requirement holds for a span of days; what is counted is the least that is there on any day of it, so that a gap between two
rotations is seen. A contribution whose amount, unit or first day is not known counts as not known, never as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from comity.register.kinds.common import holds
from comity.register.kinds.contribution.stages import COUNTED, stage
from comity.register.shape import Case, Content, Known

MET, UNMET, UNKNOWN = "met", "unmet", "not known"


@dataclass(frozen=True, slots=True)
class Reached:
    """What is there of a requirement at a stage, or further.

    Attributes
    ----------
    amount
        The least on any day of its span, in the requirement's unit, of those contributions whose amount is known.
    unknown
        The contributions that may add to it: their amount or first day is not known, or they are counted in another unit.
    level
        ``met``, ``unmet`` or ``not known``.
    short
        The first day on which what is known does not suffice; None where it does, or where it is not known what is needed.
    """

    amount: int
    unknown: tuple[str, ...]
    level: str
    short: str | None


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement, and by stage what is there of it."""

    row: Mapping[str, Any]
    reached: Mapping[str, Reached]


def requirement(coalition: Content, said: str) -> Mapping[str, Any] | None:
    """Find a requirement of a coalition by its identity or by its capability's name; None of none, or of two by that name."""
    rows: Sequence[Mapping[str, Any]] = coalition.get("requirements") or ()
    by_id = [row for row in rows if row.get("id") == said]
    found = by_id or [row for row in rows if _same(row.get("capability"), said)]
    return found[0] if len(found) == 1 else None


def _same(one: object, other: object) -> bool:
    return " ".join(str(one).split()).casefold() == " ".join(str(other).split()).casefold()


def needs(case: Case) -> tuple[Need, ...]:
    """Tell of every requirement what is there of it, by stage.

    Parameters
    ----------
    case
        Of a coalition. Contributions that whoever asks may not read are not counted.
    """
    given = [one for one in case.naming("coalition") if one.kind == "contribution" and one.state != "refused"]
    return tuple(_need(case, row, given) for row in case.rows("requirements"))


def _need(case: Case, row: Mapping[str, Any], given: Sequence[Known]) -> Need:
    span = {name: row.get(name) or case.content.get(name) for name in ("start", "end")}
    mine = [one for one in given if (found := requirement(case.content, one.content.get("requirement", ""))) and found["id"] == row["id"]]  # fmt: skip
    reached = {}
    for number, name in enumerate(COUNTED):
        there = [one for one in mine if stage(one.entries) in COUNTED[number:]]
        reached[name] = reach(row.get("quantity"), row.get("unit"), span, [_amount(one) for one in there])
    return Need(row, reached)


def _amount(one: Known) -> dict[str, Any]:
    arrived = [entry.values["quantity"] for entry in one.entries if "quantity" in entry.values]
    said = {name: one.content.get(name) for name in ("quantity", "unit", "start", "end")}
    return said | {"record": one.record} | ({"quantity": arrived[-1]} if arrived else {})


def reach(
    needed: int | None, unit: str | None, span: Mapping[str, str | None], given: Sequence[Mapping[str, Any]]
) -> Reached:
    """Sum what is given toward a need.

    Parameters
    ----------
    needed, unit
        How much of what; `needed` is None where that is not known.
    span
        Its ``start`` and ``end``; open where one is None.
    given
        Each with ``record``, ``quantity``, ``unit``, ``start`` and ``end``; without ``end`` until further notice.

    Examples
    --------
    >>> rotation = {"record": "r_1", "quantity": 90, "unit": "persons", "start": "2027-01-01", "end": "2027-06-30"}
    >>> reach(80, "persons", {"start": "2027-01-01", "end": "2027-12-31"}, [rotation])
    Reached(amount=0, unknown=(), level='unmet', short='2027-07-01')
    """
    known = [one for one in given if one["quantity"] is not None and one["start"] and _same(one["unit"], unit)]
    unknown = tuple(sorted(one["record"] for one in given if one not in known and _meets(one, span)))
    days = sorted(_changes(known, span))
    sums = {day: sum(int(one["quantity"]) for one in known if holds(one, day)) for day in days}
    amount = min(sums.values(), default=0)
    if needed is None:
        return Reached(amount, unknown, UNKNOWN, None)
    short = next((day for day in days if sums[day] < needed), None if amount >= needed else span["start"])
    level = MET if amount >= needed else UNKNOWN if unknown else UNMET
    return Reached(amount, unknown, level, short)


def _meets(one: Mapping[str, Any], span: Mapping[str, str | None]) -> bool:
    return not (one["start"] and span["end"] and one["start"] > span["end"]) and not (
        one["end"] and span["start"] and one["end"] < span["start"]
    )


def _changes(known: Sequence[Mapping[str, Any]], span: Mapping[str, str | None]) -> set[str]:
    """Give the days within a span on which what is there can be least: its first, and each after which something ends."""
    begins = span["start"] or min((one["start"] for one in known), default=None)
    ends = [(date.fromisoformat(one["end"]) + timedelta(1)).isoformat() for one in known if one["end"]]
    within = {"start": begins, "end": span["end"]}
    return {day for day in (begins, *ends) if day and holds(within, day)}
