"""What measures say of each of some subjects, year by year."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from comity.dossier.draw.series import Series, draw_series
from comity.dossier.measured import titled
from comity.measures.answer import Computed, is_kept
from comity.measures.asking import about
from comity.measures.contract import Measure, find, ids
from comity.measures.estimates import Keyed
from comity.model.errors import BadRequest, UnknownName
from comity.web.asked import Asked
from comity.web.measured import measured, state
from comity.web.pages.compare.subjects import Compared
from comity.web.written import Written

#: Which measures speak of which subjects.
OF = {"state": "state", "pair": "pair", "group": "pact", "region": "region"}
#: What is compared until one chooses.
USUAL: Mapping[str, tuple[str, ...]] = {
    "state": (
        "capability.cinc", "economy.military_burden", "position.pacts_degree", "position.exercises_degree", "alignment.ideal_point", "situation.regime",
    ),
    "pair": ("ties.pact_depth", "ties.exercises", "ties.agreements", "alignment.ideal_point_distance", "interoperability.exercises"),
    "group": ("cohesion.mutual_defence", "cohesion.exercise_density", "cohesion.preference_spread", "cohesion.conflict_within"),
    "region": ("stability.dispute_rate", "stability.battle_deaths_per_head", "stability.regional"),
}  # fmt: skip
#: Fewer of the usual ones are no handful.
FEW = 2
#: So many measures are shown at once.
MOST = 12
#: What was never computed of this record is begun for so many seconds; what is left is offered.
PATIENCE = 2.0


#: A measure's estimates of one subject by year.
Course = Keyed[int]


@dataclass(frozen=True)
class Drawn:
    """A measure with the courses of all subjects, in their order.

    Attributes
    ----------
    state
        ``ready``, ``long`` (it is offered) or ``lacking``.
    year
        The last in which most of the subjects are known, or the one asked for.
    """

    name: str
    measure: Measure
    state: str
    courses: tuple[Course, ...] = ()
    year: int | None = None

    def years(self, since: int) -> list[int]:
        """Give every year between those, from one on, in which any subject is known, the last first."""
        known = [at for each in self.courses for at in each.value if at >= since]
        return list(range(max(known), min(known) - 1, -1)) if known else []


def topics(kind: str) -> dict[str, list[tuple[str, str]]]:
    """Give the measures that speak of a kind of subject, by topic: id and title."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in ids():
        measure = find(name)
        if measure.subject == OF[kind]:
            found.setdefault(name.partition(".")[0], []).append((name, titled(measure)))
    return found


def choose(ask: Asked, kind: str, topic: str, said: Sequence[str]) -> list[str]:
    """Give the measures that are shown: those named, else those of a topic, else the usual ones.

    Where the record lacks what most of the usual ones need, others that it can answer stand before them.

    Raises
    ------
    UnknownName, BadRequest
        When there is no such topic or measure, or it speaks of others.
    """
    known = topics(kind)
    if said:
        for name in said:
            if find(name).subject != OF[kind]:
                raise BadRequest(
                    "%(name)s is not of these subjects.",
                    remedy="Choose among the topics %(known)s.",
                    name=name,
                    known=", ".join(known),
                )
        return list(dict.fromkeys(said))[:MOST]
    if topic:
        if topic not in known:
            raise UnknownName(
                "There is no topic “%(topic)s” for these subjects.",
                remedy="Choose among %(known)s.",
                topic=topic,
                known=", ".join(known),
            )
        return [name for name, _title in known[topic]][:MOST]
    held = set(ask.evidence.sources)
    able = [
        name
        for name in dict.fromkeys((*USUAL[kind], *(name for topic in known.values() for name, _title in topic)))
        if not find(name).heavy and _answers(find(name), held)
    ]
    if sum(name in able for name in USUAL[kind]) >= FEW:
        return list(USUAL[kind])
    return [*able[: len(USUAL[kind])], *(name for name in USUAL[kind] if name not in able)]


def _answers(measure: Measure, held: set[str]) -> bool:
    there = [need.source in held for need in measure.needs]
    return any(there) and all(here or need.optional for here, need in zip(there, measure.needs, strict=True))


def gather(ask: Asked, names: Sequence[str], compared: Sequence[Compared], year: int | None) -> list[Drawn]:
    """Ask each measure of all subjects; one that takes long is not awaited."""
    found = []
    begun = time.monotonic()
    for name in names:
        how = state(ask, name)
        # Who asks for data waits for all of it: what is there must not depend on how busy the machine is.
        if (
            ask.form == "html"
            and how == "ready"
            and time.monotonic() - begun > PATIENCE
            and not is_kept(ask.con, ask.home, name)
        ):
            how = "long"
        if how != "ready":
            found.append(Drawn(name, find(name), how))
            continue
        made = measured(ask, name)
        courses = tuple(course(made, each) for each in compared)
        found.append(Drawn(name, made.measure, how, courses, year or best_year(courses)))
    return found


def course(made: Computed, each: Compared) -> Course:
    """Give a measure's estimates of a subject by year; of a state with two codes in one year the last in the list's order."""
    estimates = made.estimates
    try:
        rows = np.flatnonzero(about(made, each.subject, np.isfinite(estimates.value)) & np.isfinite(estimates.value))
    except BadRequest:
        # Nothing is known of such a group.
        return Course()
    years = np.take(made.axis.years, estimates.subjects.period[rows]).tolist()
    return estimates.keyed(rows, years)


def best_year(courses: Sequence[Course]) -> int | None:
    """Give the last year in which most of some courses are known.

    >>> best_year([Course({2010: 1.0, 2012: 1.0}), Course({2010: 2.0})])
    2010
    """
    number: dict[int, int] = {}
    for one in courses:
        for year in one.value:
            number[year] = number.get(year, 0) + 1
    return max(number, key=lambda year: (number[year], year), default=None)


def draw(one: Drawn, compared: Sequence[Compared], first: int | None, written: Written) -> str:
    """Draw all courses of a measure on one axis; nothing where none is known."""
    known = sorted({year for each in one.courses for year in each.value})
    if not known:
        return ""
    begin = max(known[0], first if first is not None and first <= known[-1] else known[0])
    series = [
        Series(each.name, written.scaled(it.value), written.scaled(it.low) or None, written.scaled(it.high) or None)
        for each, it in zip(compared, one.courses, strict=True)
    ]
    shown = [
        value
        for it in one.courses
        for part in (it.value, it.low, it.high)
        for year, value in part.items()
        if year >= begin
    ]
    return draw_series(
        series, first=begin, last=known[-1], title=titled(one.measure), unit=written.unit, from_zero=min(shown) >= 0, width=620, height=190,
    )  # fmt: skip


__all__ = ["MOST", "OF", "USUAL", "Course", "Drawn", "best_year", "choose", "course", "draw", "gather", "topics"]
