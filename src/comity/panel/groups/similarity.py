"""Similarity of foreign policy, by alliance portfolios and by votes in the United Nations General Assembly.

Judgements, with the cases that forced them:

- **A portfolio holds the whole system.** What a state owes each state of the list in that year, itself and the other of the
  pair included, as Signorino and Ritter (1999) and Häge (2011) have it; toward itself 3. The list is the panel's own, less
  states that ATOP does not know because the Correlates of War list does not have them then: such a state has no portfolio
  and is in none. A Gleditsch–Ward panel therefore has other values than a Correlates of War panel where the lists differ.
- **The strongest duty counts**: defence or offence 3, neutrality or consultation 2, nonaggression 1. The scale is declared:
  the distance from 0 to 3 is 3 in a year in which nobody owes 1 or 2.
- **Owed, not owed to.** Portfolios are rows of directed duties: what Germany owes, not what it is owed.
- **Weights** are those of the target. A target whose weight is not known is left out of weighted measures.
- **Votes**: yes 1, abstention 2, no 3; roll calls on which all who voted agreed tell nothing and are left out, and a roll
  call counts for a pair when both voted. By calendar year. Where two states always voted the same one way, kappa and pi are
  undefined; they are 0, as in Häge's data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.panel.group import Axis, Column, Computed, Filled, Flags, Floats, Group, Ints, Values
from comity.panel.look import Look
from comity.panel.rows import Rows
from comity.panel.similarity import Tables, tables

#: What a duty is worth in a portfolio.
WORTH = {
    "atop-defense": 3,
    "atop-offense": 3,
    "atop-neutrality": 2,
    "atop-consultation": 2,
    "atop-nonaggression": 1,
}
DUTIES = (0, 1, 2, 3)
BALLOTS = (1, 2, 3)

#: Option → indicator of the record.
WEIGHTS = {"cinc": "cinc", "milper": "military-personnel", "tpop": "total-population"}

Measure = Callable[[Tables], Floats]


def _defined(measure: Measure) -> Measure:
    """Make 0 of what is undefined though there are targets, as Häge's data do for votes."""

    def found(given: Tables) -> Floats:
        value = measure(given)
        return np.where(np.isnan(value) & (given.targets > 0), 0.0, value)

    return found


#: Column → measure, of the tables of: valued portfolios, whether there is a duty at all, both weighted, and votes.
VALUED: Mapping[str, Measure] = {
    "kappava": Tables.kappa,
    "piva": Tables.pi,
    "taub": Tables.tau_b,
    "srsvas": Tables.s_squared,
    "srsvaa": Tables.s_absolute,
}
BINARY: Mapping[str, Measure] = {
    "kappaba": Tables.kappa,
    "piba": Tables.pi,
    "taubba": Tables.tau_b,
    "srsba": Tables.s_squared,
}
WEIGHTED: Mapping[str, Measure] = {
    "kappawva": Tables.kappa,
    "piwva": Tables.pi,
    "taubwva": Tables.tau_b,
    "srswvas": Tables.s_squared,
    "srswvaa": Tables.s_absolute,
}
WEIGHTED_BINARY: Mapping[str, Measure] = {
    "kappawba": Tables.kappa,
    "piwba": Tables.pi,
    "taubwba": Tables.tau_b,
    "srswba": Tables.s_squared,
}
VOTES: Mapping[str, Measure] = {
    "kappavv": _defined(Tables.kappa),
    "pivv": _defined(Tables.pi),
    "srsvvs": Tables.s_squared,
    "srsvva": Tables.s_absolute,
    "agree": lambda given: (1 + given.s_absolute()) / 2,
    "unvotes": lambda given: given.targets,
}


@dataclass
class Pairs:
    """Where the pairs of each period stand in an array that holds all of them, period by period.

    Parameters
    ----------
    axis
        States and periods.
    inside
        Which states have a portfolio in which periods, shape (N, P).
    """

    axis: Axis
    inside: Flags
    _lock: Lock = field(default_factory=Lock, repr=False)
    #: Of the rows that were asked for last: the columns of one block are filled one after the other.
    _last: tuple[Rows, dict[tuple[int, int], tuple[Ints, Flags | None]]] | None = None

    def __post_init__(self) -> None:
        size = self.inside.sum(axis=0)
        #: Where the pairs of each period begin, and after the last one how many there are, shape (P + 1,).
        self.begin = np.concatenate([[0], np.cumsum(size * (size - 1) // 2)])
        rank = np.cumsum(self.inside, axis=0) - 1
        # The pair of the ranks r < s of n stands at r (2n - r - 1) / 2 + s - r - 1: a part of each of the two.
        lower = self.begin[:-1] + rank * (2 * size - rank - 1) // 2 - rank - 1
        outside = -(2**29)
        self._lower = np.where(self.inside, lower, outside).astype(np.int32)
        self._upper = np.where(self.inside, rank, outside).astype(np.int32)

    def find(self, rows: Rows, one: int, other: int) -> tuple[Ints, Flags | None]:
        """Give for each row the place of the pair of two sides and, unless all do, which of them both have a portfolio."""
        with self._lock:
            if self._last is None or self._last[0] is not rows:
                self._last = (rows, {})
            found = self._last[1]
            if (one, other) not in found:
                # Of two places in one period that of the lesser state is the lesser.
                near, far = rows.flat[one], rows.flat[other]
                place = np.take(self._lower.ravel(), np.minimum(near, far))
                place += np.take(self._upper.ravel(), np.maximum(near, far))
                known = place >= 0
                found[one, other] = (place, None if known.all() else known)
            return found[one, other]

    def column(self, value: Floats, kind: str) -> Computed:
        """Make a column of what is so of each pair; NaN is unknown."""
        gaps = bool(np.isnan(value).any())

        def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
            place, known = self.find(rows, one, other)
            if not len(value):
                return np.zeros(len(rows), kind), np.zeros(len(rows), bool)
            found = np.take(value, place, mode="clip")
            if gaps:
                defined = ~np.isnan(found)
                known = defined if known is None else known & defined
            if known is not None:
                found[~known] = 0
            return found.astype(kind, copy=False), known

        return Computed(make)

    def each(self, names: Iterable[str], measure: Callable[[int, Ints], Mapping[str, Floats]]) -> dict[str, Floats]:
        """Measure the pairs of each period, two periods at once: ``measure(period, places of the states)``."""
        found = {name: np.empty(self.begin[-1]) for name in names}

        def fill(period: int) -> None:
            states = np.flatnonzero(self.inside[:, period]).astype(np.int32)
            for name, value in measure(period, states).items():
                found[name][self.begin[period] : self.begin[period + 1]] = value

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(fill, [int(period) for period in np.flatnonzero(np.diff(self.begin))]))
        return found


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give those of the columns that are asked for."""
    wanted = {name for _, name in look.wanted}
    found: dict[tuple[str, str], Values] = {}
    for pairs, values in (_alliances(look, wanted, options["weights"]), _votes(look, wanted)):
        for name, value in values.items():
            found["pair", name] = pairs.column(value, _KINDS[name])
    return found


def _alliances(look: Look, wanted: set[str], weights: str) -> tuple[Pairs, dict[str, Floats]]:
    plain = {name: measure for name, measure in VALUED.items() if name in wanted}
    some = {name: measure for name, measure in BINARY.items() if name in wanted}
    weighted = {name: measure for name, measure in WEIGHTED.items() if name in wanted}
    some_weighted = {name: measure for name, measure in WEIGHTED_BINARY.items() if name in wanted}
    names = [*plain, *some, *weighted, *some_weighted]
    pairs = Pairs(look.axis, look.cover("pair_figure.atop-defense").every)
    if not names:
        return pairs, {}
    owed = portfolios(look)
    weight = capabilities(look, weights) if weighted or some_weighted else None

    def measure(period: int, states: Ints) -> dict[str, Floats]:
        mine = owed[period][np.ix_(states, states)]
        np.fill_diagonal(mine, max(DUTIES))
        found: dict[str, Floats] = {}
        if plain or some:
            found |= _measured(tables(mine, DUTIES), plain, some)
        if weight is not None:
            found |= _measured(tables(mine, DUTIES, weight[states, period]), weighted, some_weighted)
        return found

    return pairs, pairs.each(names, measure)


def _measured(given: Tables, valued: Mapping[str, Measure], binary: Mapping[str, Measure]) -> dict[str, Floats]:
    found = {name: measure(given) for name, measure in valued.items()}
    if binary:
        halved = given.binary()
        found |= {name: measure(halved) for name, measure in binary.items()}
    return found


def portfolios(look: Look) -> npt.NDArray[np.int8]:
    """Give what each state owes each in each period, shape (P, N, N), on the declared scale; toward oneself 0."""
    worth = " ".join(f"when '{indicator}' then {value}" for indicator, value in WORTH.items())
    listed = ", ".join(f"'{indicator}'" for indicator in WORTH)
    entries = look.pairs(
        f"""select a, b, "start", "end", case indicator {worth} end as value
        from pair_figure where source = 'atop' and indicator in ({listed}) and value > 0""",
        layer="pair_figure.atop-defense",
    )
    axis = look.axis
    owed = np.zeros(axis.periods * axis.states * axis.states, np.int8)
    one, period, _, value = look.expand(entries)
    other = np.repeat(entries.b, entries.last - entries.first + 1)
    flat = (period * axis.states + one) * axis.states + other
    for level in DUTIES[1:]:  # ascending, so that the strongest stays
        owed[flat[value == level]] = level
    return owed.reshape(axis.periods, axis.states, axis.states)


def capabilities(look: Look, weights: str) -> Floats:
    """Give each state's weight as a target in each period, shape (N, P); 0, which leaves it out, where it is unknown."""
    grid = look.figures("cow-nmc", [WEIGHTS[weights]])[WEIGHTS[weights]]
    return np.where(grid.known, grid.value, 0.0)


def _votes(look: Look, wanted: set[str]) -> tuple[Pairs, dict[str, Floats]]:
    measures = {name: measure for name, measure in VOTES.items() if name in wanted}
    axis = look.axis
    inside = np.zeros((axis.states, axis.periods), bool)
    if not measures:
        return Pairs(axis, inside), {}
    # The roll call and the vote travel as one number.
    entries, _ = look.states(
        f"""with ballot as (
            select resolution, actor, case vote when 'yes' then 0 when 'abstain' then 1 else 2 end as choice
            from vote where source = 'unga-votes'
        ), told as (
            select resolution, "date", row_number() over (order by resolution) as number
            from (select resolution from ballot group by all having count(distinct choice) > 1) join resolution r using (resolution)
            where r."date" between '{look.span[0]}' and '{look.span[1]}'
        )
        select actor, "date" as "start", "date" as "end", number * 4 + choice as value from ballot join told using (resolution)""",
        layer="resolution.roll-call",
    )
    # Of a year into which the source looks for a part only (January 2020) nothing is said.
    looked: Flags = np.any(look.covered("resolution.roll-call"), axis=0)
    period = entries.first
    inside[entries.a, period] = looked[period]
    call, choice = np.divmod(entries.value.astype(np.int64), 4)
    order = np.argsort(period, kind="stable")
    cut = np.searchsorted(period[order], np.arange(axis.periods + 1))
    pairs = Pairs(axis, inside)

    def measure(period: int, states: Ints) -> dict[str, Floats]:
        mine = order[cut[period] : cut[period + 1]]
        calls, column = np.unique(call[mine], return_inverse=True)
        ballots = np.full((len(states), len(calls)), -1, np.int8)
        ballots[np.searchsorted(states, entries.a[mine]), column] = choice[mine]
        return _measured(tables(ballots, BALLOTS), measures, {})

    return pairs, pairs.each(measures, measure)


def _column(name: str, label: str, keep: bool = True, kind: Any = "float64") -> Column:
    return Column(name, label, of="pair", type=kind, keep=keep)


COLUMNS = (
    _column("kappava", "Cohen's kappa, valued alliance portfolios"),
    _column("piva", "Scott's pi, valued alliance portfolios"),
    _column("kappaba", "Cohen's kappa, binary alliance portfolios"),
    _column("piba", "Scott's pi, binary alliance portfolios"),
    _column("taub", "Kendall's tau-b, valued alliance portfolios"),
    _column("srsvas", "S, squared distances, valued alliance portfolios"),
    _column("srsvaa", "S, absolute distances, valued alliance portfolios"),
    _column("srswvas", "S, squared distances, valued alliance portfolios, weighted"),
    _column("srswvaa", "S, absolute distances, valued alliance portfolios, weighted"),
    _column("kappavv", "Cohen's kappa, valued votes in the UN General Assembly"),
    _column("pivv", "Scott's pi, valued votes in the UN General Assembly"),
    _column("srsvvs", "S, squared distances, valued votes in the UN General Assembly"),
    _column("srsvva", "S, absolute distances, valued votes in the UN General Assembly"),
    _column("srsba", "S, binary alliance portfolios", keep=False),
    _column("srswba", "S, binary alliance portfolios, weighted", keep=False),
    _column("taubba", "Kendall's tau-b (phi), binary alliance portfolios", keep=False),
    _column("kappawva", "Cohen's kappa, valued alliance portfolios, weighted", keep=False),
    _column("piwva", "Scott's pi, valued alliance portfolios, weighted", keep=False),
    _column("taubwva", "Kendall's tau-b, valued alliance portfolios, weighted", keep=False),
    _column("kappawba", "Cohen's kappa, binary alliance portfolios, weighted", keep=False),
    _column("piwba", "Scott's pi, binary alliance portfolios, weighted", keep=False),
    _column("taubwba", "Kendall's tau-b (phi), binary alliance portfolios, weighted", keep=False),
    _column("agree", "agreement in the UN General Assembly, 0 to 1", keep=False),
    _column("unvotes", "contested roll calls in which both voted", keep=False, kind="int16"),
)

_KINDS = {column.name: column.type for column in COLUMNS}

GROUP = Group(
    title="Similarity of foreign policy",
    sources=("atop", "cow-nmc", "unga-votes"),
    columns=COLUMNS,
    load=load,
    resolution=None,
    options={"weights": tuple(WEIGHTS)},
    about="Take valued kappa (kappava) or pi rather than S alone: most states owe most others nothing, and S counts that "
    "as agreement. An alliance portfolio is what a state owes each state of the panel's list that is also in the Correlates "
    "of War list in that year, itself (3) and the other included: defence or offence 3, neutrality or consultation 2, "
    "nonaggression 1, nothing 0; after 2018 it is unknown. Weighted measures count each target by its share of "
    "capabilities (or personnel, or population: option weights), and leave out targets of which it is unknown. Votes: yes "
    "1, abstention 2, no 3, by calendar year, contested roll calls in which both voted; where both always voted the same "
    "one way kappa and pi are 0. Names as in Häge's data; taubba, kappawva and their like follow their pattern.",
    any_of=True,
)
