"""Everything that concerns a subject, in time: agreements, exercises, missions, visits and incidents, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.dossier.contents import Subject
from comity.dossier.draw.axis import Span
from comity.dossier.evidence import Evidence
from comity.dossier.sections.bonds import AGREEMENTS
from comity.dossier.sections.conflict import COUNTED_LAYERS, INCIDENTS
from comity.dossier.sections.exercises import joint_exercises, least
from comity.dossier.sections.missions import MISSIONS

#: What the axis has, in order, with the layers of coverage that say where sources looked at all states.
SORTS = {
    "agreement": ("agreement.alliance", "agreement.defence-cooperation"),
    "exercise": ("activity.exercise",),
    "mission": ("activity.peace-operation",),
    "visit": ("activity.visit",),
    "incident": COUNTED_LAYERS,
}

#: Visits to or by a state; of a pair or a group those among its members.
VISITS = """
    with ours as (
        select activity from one_activity_party where list_contains($states, actor)
        group by activity having count(distinct actor) >= $least
    )
    select v.activity as id, v.kind, v.name, v."start", v."end", v.source, v.source_row
    from one_activity v join ours using (activity)
    where v.kind = 'visit' and (v."start" is null or v."start" <= $on)
    order by v."start" desc nulls last, v.activity
"""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that concerns a subject.

    Attributes
    ----------
    sort
        Of ``SORTS``.
    kind
        As the record has it.
    start, end
        None where it is not known; of an agreement the days on which the subject was bound.
    ongoing
        Its source has looked by the day of the brief and saw it hold.
    seen
        Of one whose end is not known: when its source last saw it hold.
    """

    sort: str
    kind: str
    id: str
    name: str
    start: date | None
    end: date | None
    ongoing: bool
    seen: date | None
    source: str
    source_row: str


def list_things(evidence: Evidence, subject: Subject) -> list[Thing]:
    """List what concerns a subject up to its day, the latest first; what has no date comes last."""
    asked = {"states": list(subject.states), "on": subject.on, "least": least(subject)}
    found = [_agreement(row, subject.on) for row in evidence.rows(AGREEMENTS, asked | {"pair": False})]
    seen = {layer: evidence.seen("almanac", layer, subject.on) for layer in ("activity", "incident")}
    found += [_event("exercise", row, row["activity"], "exercise") for row in joint_exercises(evidence, subject)]
    for row in evidence.rows(MISSIONS, asked):
        row["start"] = row["start"] or row["since"]
        found.append(
            _event("mission", row, row["activity"], row["kind"], seen["activity"] if row["stays"] else None, subject.on)
        )
    found += [_event("visit", row, row["id"], "visit") for row in evidence.rows(VISITS, asked)]
    found += [
        _event("incident", row, row["incident"], row["kind"], seen["incident"], subject.on)
        for row in evidence.rows(INCIDENTS, asked)
    ]
    found.sort(key=lambda one: (one.start is not None, one.start or date.min, one.sort, one.id), reverse=True)
    return found


def covered(evidence: Evidence) -> dict[str, list[Span]]:
    """Give, of each sort, the stretches in which sources looked at all states for every one of its layers."""
    found = {}
    for sort, layers in SORTS.items():
        common: list[Span] = [(date.min, date.max)]
        for layer in layers:
            looks = [
                (look.start or date.min, look.end)
                for look in evidence.looked
                if look.scope == "all states" and _within(look.layer, layer)
            ]
            common = [(max(a, c), min(b, d)) for a, b in common for c, d in looks if max(a, c) <= min(b, d)]
        found[sort] = sorted(set(common))
    return found


def by_year(found: Sequence[Thing]) -> dict[str, dict[int, int]]:
    """Count the things of each sort by the year in which they began."""
    counts: dict[str, dict[int, int]] = {sort: {} for sort in SORTS}
    for one in found:
        if one.start:
            counts[one.sort][one.start.year] = counts[one.sort].get(one.start.year, 0) + 1
    return counts


def _within(looked: str, layer: str) -> bool:
    return looked == layer or layer.startswith(f"{looked}.")


def _agreement(row: dict[str, Any], on: date) -> Thing:
    last = row["last_bound"]
    end = row["end"] or (None if last == date(9999, 12, 31) else last)
    unseen = bool(row["seen"] and row["seen"] < on)
    return Thing(
        "agreement", row["kind"], row["agreement"], row["name"], row["since"], end,
        bool(row["in_force"]) and not unseen, row["seen"] if row["in_force"] and unseen else None, row["source"], row["source_row"],
    )  # fmt: skip


def _event(
    sort: str, row: dict[str, Any], name: str, kind: str, seen: date | None = None, on: date = date.max
) -> Thing:
    # Only the almanac leaves the end open of what goes on; with others it means that they do not say.
    lasts = seen if row["end"] is None and row["source"] == "almanac" else None
    ongoing = lasts is not None and lasts >= on
    return Thing(
        sort, kind, name, row["name"], row["start"], row["end"], ongoing, None if ongoing else lasts, row["source"], row["source_row"]
    )  # fmt: skip


__all__ = ["SORTS", "Thing", "by_year", "covered", "list_things"]
