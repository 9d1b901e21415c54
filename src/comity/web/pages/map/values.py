"""What colours a map: the figure of every state in every year, and what has to be said of each year."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np

from comity.dossier.draw.borders import Day
from comity.dossier.draw.geometry import atlas, seats
from comity.dossier.language import spoken
from comity.measures.answer import Computed
from comity.measures.explaining import keys
from comity.model.listings import entities
from comity.model.names import read_table
from comity.panel.axis import FIRST_YEAR, LAST_YEAR, Axis, System
from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.pages.map.layers import Lines, Look

#: How many states a sentence names before it only counts them.
_NAMED = 8


@dataclass(frozen=True)
class Figure:
    """One state in one year. A value that is None is not known."""

    value: float | None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None


UNKNOWN = Figure(None)


@dataclass(frozen=True)
class Values:
    """Year → state → figure, of all states that the list has in the year."""

    years: Mapping[int, Mapping[str, Figure]]
    known: tuple[int, int] | None
    bands: bool = False
    parts: bool = False

    def of(self, year: int) -> Mapping[str, Figure]:
        """Give the figures of a year."""
        return self.years.get(year, {})

    def all(self) -> list[float | None]:
        """Give every value of every year."""
        return [figure.value for of in self.years.values() for figure in of.values()]


@cache
def members(system: System) -> Mapping[int, tuple[str, ...]]:
    """Give the states that a list has in each year."""
    axis = Axis(system, "year", FIRST_YEAR, LAST_YEAR)
    grid = keys(axis)
    return {FIRST_YEAR + place: tuple(sorted({key for key in grid[:, place] if key})) for place in range(grid.shape[1])}


def of_measure(made: Computed) -> Values:
    """Give the estimates of a measure of states; of a state of its list without an estimate the figure is not known."""
    estimates, axis = made.estimates, made.axis
    whose = keys(axis)[estimates.subjects.a, estimates.subjects.period]
    when = np.take(axis.years, estimates.subjects.period)
    listed = members(made.measure.system)
    found = {year: dict.fromkeys(listed[year], UNKNOWN) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
    columns = [
        [None] * len(estimates) if held is None else np.asarray(held, float).tolist()
        for held in (estimates.value, estimates.low, estimates.high, estimates.coverage)
    ]
    known: set[int] = set()
    for key, year, value, low, high, share in zip(whose, when.tolist(), *columns, strict=True):
        if key and value is not None and not math.isnan(value):
            found[year][key] = Figure(value, _plain(low), _plain(high), _plain(share))
            known.add(year)
    return Values(
        found,
        (min(known), max(known)) if known else None,
        estimates.low is not None,
        estimates.coverage is not None,
    )


def of_partners(lines: Lines) -> Values:
    """Count the states with which each has a line; none only where somebody has looked at all of them."""
    listed = members("cow")
    found: dict[int, dict[str, Figure]] = {}
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        partners: dict[str, set[str]] = {}
        for a, b in lines.of(year):
            partners.setdefault(a, set()).add(b)
            partners.setdefault(b, set()).add(a)
        rest = Figure(0.0) if lines.whole(year) else UNKNOWN
        found[year] = dict.fromkeys(listed[year], rest) | {
            key: Figure(float(len(others))) for key, others in partners.items()
        }
    return Values(found, lines.span if lines.runs else None)


def nothing() -> Values:
    """Give no figure at all."""
    return Values({}, None)


def _plain(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


@dataclass(frozen=True)
class Said:
    """A sentence with what stands in it, for the page to translate."""

    text: str
    names: Mapping[str, str | int] = field(default_factory=dict)


def on_borders(year: int, names: Mapping[str, str], brought: Day | None = None) -> list[Said]:
    """Say in what the borders and the states of a year were others than those which the map draws: today's, or a set that was brought."""
    then, today = set(members("cow")[year]), set(members("cow")[LAST_YEAR])
    if brought:
        return _seated([key for key in then if not brought.draws(key)], names, *_BROUGHT)
    if then == today:
        return []
    drawn = atlas()
    seated = [key for key in then if not drawn.draws(key) and key not in seats()]
    later = len([key for key in today - then if drawn.draws(key)])
    larger = sorted(
        {
            row["predecessor"]
            for row in read_table("links.csv")
            if row["how"] in ("separated", "dissolved")
            and row["predecessor"] in then
            and drawn.draws(row["predecessor"])
            and date.fromisoformat(row["date"]).year > year
        }
    )
    found = [Said(N_("Borders are today's: in %(year)s they were others."), {"year": str(year)})]
    if later:
        found.append(Said(N_("%(number)s of today's states were not in the list of states."), {"number": later}))
    if larger:
        listed = ", ".join(names.get(key, key) for key in larger)
        found.append(
            Said(
                N_("Drawn in their outlines of today, though they were larger, among others: %(names)s."),
                {"names": listed},
            )
        )
    return found + _seated(seated, names, *_TODAY)


#: What is said of states without a shape: where all are named, and where some are only counted.
_TODAY = (
    N_("Without a shape of today, and dots at their capitals: %(names)s."),
    N_("Without a shape of today, and dots at their capitals: %(names)s, and %(more)s more."),
)
_BROUGHT = (
    N_("Without a shape in these borders, and dots at their capitals: %(names)s."),
    N_("Without a shape in these borders, and dots at their capitals: %(names)s, and %(more)s more."),
)


def _seated(seated: Sequence[str], names: Mapping[str, str], all_named: str, some_counted: str) -> list[Said]:
    if not seated:
        return []
    listed = ", ".join(sorted(names.get(key, entities()[key].name) for key in seated)[:_NAMED])
    more = len(seated) - _NAMED
    return [Said(some_counted, {"names": listed, "more": more}) if more > 0 else Said(all_named, {"names": listed})]


def on_lines(lines: Lines, year: int) -> list[Said]:
    """Say who has looked for the lines of a year, so that one that is not there is understood."""
    looked = lines.looked(year)
    who = ", ".join(
        dict.fromkeys(f"{one.source} ({one.scope})" if one.scope.startswith("with") else one.source for one in looked)
    )
    if not looked:
        if any(first <= year <= last for runs in lines.runs.values() for first, last, _ in runs):
            return [Said(N_("No source has looked for these lines in %(year)s: what is shown lasted through it."), {"year": str(year)})]  # fmt: skip
        return [Said(N_("No source has looked for these lines in %(year)s: nothing is known of them."), {"year": str(year)})]  # fmt: skip
    full, listed = (list(dict.fromkeys(one.source for one in looked if wanted(one))) for wanted in (_full, _listed))
    if lines.whole(year):
        return [Said(N_("Lines: all states were looked at (%(sources)s)."), {"sources": ", ".join(full)})]
    if full:
        return [Said(N_("Lines: all states were looked at for formal alliances and pacts (%(sources)s), and of other agreements a selection; where there is none, there may be one all the same."), {"sources": ", ".join(full)})]  # fmt: skip
    if listed:
        since = max(one.since or year for one in looked if _listed(one))
        return [Said(N_("Lines: all states were looked at for agreements of %(first)s and after (%(sources)s); of older ones a selection at most: where there is none, there may be one all the same."), {"first": str(since), "sources": ", ".join(listed)})]  # fmt: skip
    return [Said(N_("Lines: a selection (%(sources)s); where there is none, there may be one all the same."), {"sources": who})]  # fmt: skip


def _full(one: Look) -> bool:
    return one.whole


def _listed(one: Look) -> bool:
    return one.scope == "all states" and not one.whole


def on_partners(lines: Lines, year: int) -> list[Said]:
    """Say that a count of what is known in part may be too low."""
    if lines.whole(year):
        return []
    return [Said(N_("The partners counted are those that are known: there may be more."))]


def on_values(values: Values, year: int) -> list[Said]:
    """Say where a year lies outside what is known of the figures."""
    if values.known and not values.known[0] <= year <= values.known[1]:
        return [Said(N_("The figures are known from %(first)s to %(last)s: of %(year)s nothing is known."), {"first": str(values.known[0]), "last": str(values.known[1]), "year": str(year)})]  # fmt: skip
    return []


def spells(ask: Asked) -> dict[str, list[tuple[int, int, str]]]:
    """Give the names of every state with their years."""
    rows = ask.con.execute(
        """select state, name, year("start"), coalesce(year("end"), 9999) from state order by state, "start" """
    ).fetchall()
    found: dict[str, list[tuple[int, int, str]]] = {}
    for key, name, first, last in rows:
        of = found.setdefault(key, [])
        if of and of[-1][2] == name:
            of[-1] = (of[-1][0], last, name)
        else:
            of.append((first or FIRST_YEAR, last, name))
    return found


def names_in(year: int, today: Mapping[str, str], spelled: Mapping[str, list[tuple[int, int, str]]]) -> dict[str, str]:
    """Give the name that each state bore in a year, in the language that is spoken; today's of one that was not there."""
    found = dict(today)
    for key, of in spelled.items():
        for first, last, name in of:
            if first <= year <= last:
                found[key] = spoken().name(name)
    return found


def capitals(ask: Asked, draws: Callable[[str], bool] | None = None) -> dict[str, tuple[float, float]]:
    """Give longitude and latitude of the capital of each state without a shape: in the borders of today, or in others."""
    draws = draws or atlas().draws
    rows: Sequence[tuple[str, float, float]] = ask.con.execute(
        "select state, any_value(lon), any_value(lat) from state where lon is not null and lat is not null group by state"
    ).fetchall()
    return {key: (lon, lat) for key, lon, lat in rows if not draws(key)}


__all__ = [
    "UNKNOWN",
    "Figure",
    "Said",
    "Values",
    "capitals",
    "members",
    "names_in",
    "nothing",
    "of_measure",
    "of_partners",
    "on_borders",
    "on_lines",
    "on_partners",
    "on_values",
    "spells",
]
