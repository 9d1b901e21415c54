"""The indicators of a region's stability, as the record has them: what is looked at, in which unit, from which layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from comity.measures.contract import Need
from comity.measures.reading import Reading
from comity.measures.stability._places import POPULATION, Pairs, Places, pairs, places, recently
from comity.panel.axis import Floats

#: Until 1988 deaths are coders' estimates (PRIO), from 1989 on counts of reported events (UCDP): two instruments.
BREAK = 1989
#: Years before a year against which its deaths are held; of them so many must be known, of the same instrument.
BASES, BASE, LEAST_BASE = (3, 5, 10), 5, 3

ATOP = tuple(
    Need("atop", f"pair_figure.atop-{duty}")
    for duty in ("defense", "offense", "neutrality", "nonaggression", "consultation")
)
DEATHS = tuple(Need("ucdp-brd", f"figure.battle-deaths-prio-ged{bound}") for bound in ("", "-low", "-high"))
CONFLICTS = Need("ucdp-acd", "incident.armed-conflict")
AGREEMENTS = Need("dcad", "agreement.defence-cooperation", optional=True)
EXERCISES = Need("mme-exercises", "activity.exercise", optional=True)
PEACEKEEPING = Need("ipi-peacekeeping", "figure.un-peacekeeping-troops", optional=True)
DISPUTES = Need("cow-mid", "incident.militarised-dispute", optional=True)
EVENTS = Need("mie", "incident.militarised-event", optional=True)
CRISES = Need("icb", "incident.crisis", optional=True)
SURVEYS = Need(
    "felt-security-surveys",
    "figure.felt-security",
    bring="No survey of felt security is in any source that comity can get: bring one as a source of your own "
    "(COMITY_HOME/sources/felt-security-surveys) with a figure “felt-security” per state and year, the share from 0 to 1 "
    "of those asked who say that they feel safe.",
    optional=True,
)


@dataclass(frozen=True)
class Raw:
    """One indicator in its own unit, shape (R, P); low and high where its source publishes them."""

    value: Floats
    low: Floats | None = None
    high: Floats | None = None


@dataclass
class Inputs:
    """What the indicators are made of, read once."""

    reading: Reading

    @cached_property
    def places(self) -> Places:
        """The regions."""
        return places(self.reading)

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs inside of them."""
        return pairs(self.reading, self.places)

    def either(self, group: str, name: str) -> Floats:
        """Give a column of pairs, of either direction the greater."""
        rows = self.reading.dyads
        return np.fmax(self.reading.pair(group, name, rows), self.reading.pair(group, name, rows, toward=False))

    def of_late(self, group: str, name: str, years: int) -> Floats:
        """Say of all pairs whether a column was above 0 in this year or shortly before it."""
        rows = self.reading.dyads
        one, other = rows.sides
        key = one.astype(np.int64) * self.reading.axis.states + other
        return recently(self.reading.pair(group, name, rows), key, rows.period, years)

    @cached_property
    def deaths(self) -> tuple[Floats, Floats, Floats]:
        """Battle deaths on a region's soil per million of its people: best, lowest and highest count, each (R, P)."""
        best, low, high = (self.reading.nan("deaths", name) for name in ("land_best", "land_low", "land_high"))
        # In eleven rows of the file a bound is on the wrong side of the best count.
        low, high = np.where(low > best, best, low), np.where(high < best, best, high)
        low, high = (np.where(np.isnan(bound) | np.isnan(best), best, bound) for bound in (low, high))
        per = self.places.population / 1e6
        with np.errstate(invalid="ignore"):
            return self.places.total(best) / per, self.places.total(low) / per, self.places.total(high) / per

    def base(self, deaths: Floats, years: int) -> Floats:
        """Give the mean of the years before each year that the same instrument measured."""
        axis = self.reading.axis
        early = axis.years < BREAK
        total, count = np.zeros_like(deaths), np.zeros_like(deaths)
        for back in range(1, years + 1):
            if back >= axis.periods:
                break
            earlier = deaths[:, :-back]
            usable = np.isfinite(earlier) & (early[back:] == early[:-back])
            total[:, back:] += np.where(usable, earlier, 0.0)
            count[:, back:] += usable
        return np.where(count >= LEAST_BASE, total / np.maximum(count, 1), np.nan)

    @cached_property
    def between(self) -> tuple[Floats, Floats]:
        """Deaths in militarised events between a region's states, per million of its people: the least and the most."""
        rows = self.reading.dyads
        found = []
        for name in ("mie_fatalmin", "mie_fatalmax"):
            both = self.reading.pair("mie", name, rows) + self.reading.pair("mie", name, rows, toward=False)
            found.append(self.pairs.total(both) / (self.places.population / 1e6))
        return found[0], found[1]


def _pacts(inputs: Inputs) -> Raw:
    return Raw(inputs.pairs.mean(inputs.either("atop", "atop_alliance")))


def _defence(inputs: Inputs) -> Raw:
    return Raw(inputs.pairs.mean(inputs.either("atop", "atop_defense")))


def _agreements(inputs: Inputs) -> Raw:
    return Raw(inputs.pairs.mean(inputs.of_late("dca", "dca", 5)))


def _exercises(inputs: Inputs) -> Raw:
    return Raw(inputs.pairs.mean(inputs.of_late("exercises", "mme", 3)))


def _peacekeeping(inputs: Inputs) -> Raw:
    troops = inputs.reading.nan("peacekeeping", "pko_troops")
    rows = inputs.reading.dyads
    one, other = (np.where(np.isfinite(troops), (troops > 0).astype(float), np.nan).ravel()[flat] for flat in rows.flat)
    return Raw(inputs.pairs.mean(one * other))


def _deaths(inputs: Inputs) -> Raw:
    best, low, high = inputs.deaths
    return Raw(np.log1p(best), np.log1p(low), np.log1p(high))


def against_base(inputs: Inputs, years: int = BASE) -> Raw:
    """Give how far deaths are above the mean of the years before: the difference of logarithms."""
    found = [np.log1p(deaths) - np.log1p(inputs.base(deaths, years)) for deaths in inputs.deaths]
    return Raw(*found)


def _conflicts(inputs: Inputs) -> Raw:
    """Count the conflicts in which a region's states are sides, per state."""
    look = inputs.reading.look(CONFLICTS.source, coded_in="gw")
    # The value tells the conflict itself, so that one with several sides in a region counts once.
    entries, _ = look.states(
        """select distinct actor, make_date(year("start"), 1, 1) as "start",
        case when "end" is not null then make_date(year("end"), 12, 31) end as "end",
        dense_rank() over (order by incident)::double as value
        from incident_party where source = 'ucdp-acd' and role = 'primary' and actor not like 'group:%'""",
        layer=CONFLICTS.layer,
    )
    axis = inputs.reading.axis
    place, period, _, incident = look.expand(entries)
    members = inputs.places.members
    found = np.zeros(inputs.places.ranked.shape)
    for region in range(len(members)):
        mine = members[region, place, period]
        # One number for a period and a conflict.
        both = np.unique(incident[mine].astype(np.int64) * axis.periods + period[mine])
        found[region] = np.bincount(both % axis.periods, minlength=axis.periods)
    seen = inputs.places.mean(np.where(look.covered(CONFLICTS.layer), 1.0, np.nan))
    return Raw(found / inputs.places.number * seen)


def disputes(inputs: Inputs) -> Floats:
    """Count the pairs inside a region between which a militarised dispute began in the year, (R, P)."""
    rows = inputs.reading.dyads
    return inputs.pairs.total(inputs.reading.pair("cow-mid", "cowmidonset", rows))


def _disputes(inputs: Inputs) -> Raw:
    return Raw(disputes(inputs) / inputs.places.number)


def _hostility(inputs: Inputs) -> Raw:
    """Average the highest hostility that each state showed, or met, inside its region; 0 none, 1 war."""
    level = inputs.either("mie", "mie_hostlev") / 5
    known = np.isfinite(level)
    mean = inputs.pairs.mean(np.where(known, 0.0, np.nan))
    within, where = inputs.pairs, inputs.places
    total = np.zeros(where.ranked.shape)
    one, other = inputs.reading.dyads.sides
    hot = np.flatnonzero(level[within.row] > 0)
    rows = within.row[hot]
    size = where.axis.states
    cell = (within.region[hot].astype(np.int64) * where.axis.periods + within.period[hot]) * size
    highest: dict[int, float] = {}
    for side in (one, other):
        for key, value in zip((cell + side[rows]).tolist(), level[rows].tolist(), strict=True):
            highest[key] = max(highest.get(key, 0.0), value)
    for key, value in highest.items():
        region, period = divmod(key // size, where.axis.periods)
        total[region, period] += value
    return Raw(total / where.number + mean)


def _between(inputs: Inputs) -> Raw:
    least, most = inputs.between
    return Raw(np.log1p((least + most) / 2), np.log1p(least), np.log1p(most))


def _crises(inputs: Inputs) -> Raw:
    """Average over a region's states how violent the worst crisis was in which each saw itself; 0 none, 1 war."""
    look = inputs.reading.look(CRISES.source, coded_in="gw")
    entries, _ = look.states(
        """select p.actor, coalesce(p."start", i."start") as "start", coalesce(p."end", i."end") as "end",
        coalesce(i.intensity, 1) / 4 as value from incident_party p join incident i using (incident)
        where i.source = 'icb' and i.kind = 'crisis' and coalesce(p."start", i."start") is not null""",
        layer=CRISES.layer,
    )
    grid = look.grid(entries, "greatest", rest=0.0, layer=CRISES.layer)
    return Raw(inputs.places.mean(np.where(grid.known & look.covered(CRISES.layer), np.minimum(grid.value, 1), np.nan)))


def _felt(inputs: Inputs) -> Raw:
    return Raw(felt_security(inputs))


def felt_security(inputs: Inputs) -> Floats:
    """Average felt security over a region's people, where at least half of them live in a state with a survey."""
    share = inputs.reading.figures(SURVEYS.source, "felt-security")["felt-security"]
    where = inputs.places
    people = np.where(np.isfinite(share) & np.isfinite(where.people), where.people, np.nan)
    weighted = where.total(np.where(np.isfinite(people), share * people, np.nan), 0.5)
    with np.errstate(invalid="ignore", divide="ignore"):
        return weighted / where.total(people, 0.5)


@dataclass(frozen=True)
class Indicator:
    """An indicator: of which pillar, which way is better, where it comes from.

    Attributes
    ----------
    core
        Without it its pillar is not known: it is there in every year of the series.
    unit
        Of the raw value, with ``{}`` for the number.
    """

    name: str
    label: str
    pillar: int
    direction: int
    needs: tuple[Need, ...]
    make: Callable[[Inputs], Raw]
    core: bool = False
    unit: str = "{:.2f}"


PILLARS = ("collaboration", "conflict", "perceived security")
INDICATORS = (
    Indicator("pacts", "pacts among its states", 0, 1, ATOP, _pacts, True, "{:.0%} of pairs bound by a pact"),
    Indicator("defence", "defence pacts among its states", 0, 1, ATOP, _defence, True, "{:.0%} of pairs pledged to defence"),
    Indicator("agreements", "defence agreements signed", 0, 1, (AGREEMENTS,), _agreements, False, "{:.0%} of pairs signed one in five years"),
    Indicator("exercises", "exercises together", 0, 1, (EXERCISES,), _exercises, False, "{:.0%} of pairs exercised together in three years"),
    Indicator("peacekeeping", "both in UN peacekeeping", 0, 1, (PEACEKEEPING,), _peacekeeping, False, "{:.0%} of pairs both had troops with the UN"),
    Indicator("deaths", "battle deaths per head", 1, -1, (*DEATHS, POPULATION), _deaths, True, "log(1 + deaths per million) {:.2f}"),
    Indicator("change", "battle deaths against five years before", 1, -1, (*DEATHS, POPULATION), against_base, False, "difference of logarithms {:+.2f}"),
    Indicator("conflicts", "armed conflicts of its states", 1, -1, (CONFLICTS,), _conflicts, True, "{:.2f} conflicts a state"),
    Indicator("disputes", "militarised disputes begun inside it", 1, -1, (DISPUTES,), _disputes, False, "{:.2f} pairs with a new dispute a state"),
    Indicator("hostility", "hostility of its states to each other", 1, -1, (EVENTS,), _hostility, False, "{:.2f} on a scale from 0 to 1, war"),
    Indicator("between", "deaths between its states", 1, -1, (EVENTS, POPULATION), _between, False, "log(1 + deaths per million) {:.2f}"),
    Indicator("crises", "international crises, by violence", 1, -1, (CRISES,), _crises, False, "{:.2f} on a scale from 0 to 1, war"),
    Indicator("felt", "felt security", 2, 1, (SURVEYS, POPULATION), _felt, True, "{:.0%} feel safe"),
)  # fmt: skip
NUMBER = len(INDICATORS)
PILLAR = np.array([one.pillar for one in INDICATORS])
CORE = np.array([one.core for one in INDICATORS])
DIRECTION = np.array([one.direction for one in INDICATORS])
#: Places of the indicators that the break of 1989 touches, and of those that have a lowest and a highest count.
BROKEN = tuple(place for place, one in enumerate(INDICATORS) if one.name in ("deaths", "change"))
COUNTED = tuple(place for place, one in enumerate(INDICATORS) if one.name in ("deaths", "change", "between"))
#: The only indicator of a pillar cannot be left out.
LEAVABLE = np.flatnonzero(np.bincount(PILLAR)[PILLAR] > 1)
CHANGE = next(place for place, one in enumerate(INDICATORS) if one.name == "change")
