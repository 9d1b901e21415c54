"""What the measures of a state's position share: the yearly networks, their null model, and what a value is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import looked
from comity.measures.reading import Reading
from comity.model.states import key_names
from comity.panel.axis import Axis, Flags
from comity.panel.group import Runs
from comity.panel.trace import Behind
from comity.statistics.graphs import Network, same_degrees

#: How many graphs stand for all with the same degrees. Means and deviations are pooled over the states of equal degree.
GRAPHS = 100
#: Of so many years one joint exercise is a tie.
WINDOW = 5
#: Where so large a share of the graphs give one and the same value, there is no distribution to be far from.
_USUAL = 0.95
#: Contributions are told one by one up to this number; the rest are one.
_TOLD = 15

#: Parts of a z-score.
HAS, CHANCE = "what the state has", "what its number of ties gives by lot"


@dataclass(frozen=True)
class Layer:
    """A kind of tie of which yearly networks are made.

    Attributes
    ----------
    needs
        The layers of the record.
    group, column
        The panel's column of pairs: a tie is where it is greater than 0.
    years
        A tie of any of so many years, the last included, is one; it is known when all of them are.
    """

    needs: tuple[Need, ...]
    group: str
    column: str
    years: int = 1


PACTS = Layer(
    tuple(
        Need("atop", f"pair_figure.atop-{duty}")
        for duty in ("defense", "offense", "neutrality", "nonaggression", "consultation")
    ),
    "atop",
    "atop_alliance",
)
AGREEMENTS = Layer((Need("dcad", "agreement.defence-cooperation"),), "dca", "dca_inforce")
DEFENCE = Layer((Need("atop", "pair_figure.atop-defense"),), "atop", "atop_defense")
EXERCISES = Layer((Need("mme-exercises", "activity.exercise"),), "exercises", "mme", WINDOW)


class Networks:
    """The networks of a layer, year by year.

    Attributes
    ----------
    tied
        Who has a tie with whom, shape (P, N, N), symmetric.
    known
        Of whom ties are known, shape (N, P).
    """

    def __init__(self, reading: Reading, layer: Layer) -> None:
        # A network of one year may rest on ties of years before the axis.
        axis = reading.axis
        early = max(axis.first_year - layer.years + 1, 1816)
        longer = Axis(axis.system, axis.step, early, axis.last_year)
        within = reading if early == axis.first_year else Reading(reading.con, longer, reading.measure, reading.name)
        runs = within.column(layer.group, layer.column, "pair")
        assert isinstance(runs, Runs) and runs.cover is not None
        each, known = _matrices(runs, longer), runs.cover.every
        tied = each.copy()
        looked: Flags = np.any(known, axis=0)
        for back in range(1, layer.years):
            tied[back:] |= each[:-back]
            looked[back:] &= np.any(known, axis=0)[:-back]
            looked[:back] = False
        skip = axis.first_year - early
        self.tied: Flags = tied[skip:]
        self.known: Flags = (known & looked & longer.present)[:, skip:]

    def __iter__(self) -> Iterator[tuple[int, npt.NDArray[np.intp], Network]]:
        """Give each known year's place on the axis, the places of its states, and their network."""
        for period in np.flatnonzero(self.known.any(axis=0)):
            yield int(period), *self.of(int(period))

    def of(self, period: int) -> tuple[npt.NDArray[np.intp], Network]:
        """Give the states of a year and their network."""
        places = np.flatnonzero(self.known[:, period])
        return places, Network(self.tied[period][np.ix_(places, places)])

    @cached_property
    def degrees(self) -> Floats:
        """How many ties each state has, shape (N, P), NaN where it is not known."""
        found = self.tied.sum(axis=2).T.astype(np.float64)
        return np.where(self.known, found, np.nan)


def _matrices(runs: Runs, axis: Axis) -> Flags:
    tied = np.zeros((axis.periods, axis.states, axis.states), bool)
    length = runs.last - runs.first + 1
    which = np.repeat(np.arange(len(runs.a)), length)
    period = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length - runs.first, length)
    here = runs.value[which] > 0
    tied[period[here], runs.a[which][here], runs.b[which][here]] = True
    present = axis.present.T
    return (tied | tied.transpose(0, 2, 1)) & present[:, :, None] & present[:, None, :]


# -- centralities


def centrality(layer: Layer, of: Callable[[Network], Floats]) -> Callable[[Reading], Estimates]:
    """Make a measure's ``compute`` of a centrality of the states of one network."""

    def compute(reading: Reading) -> Estimates:
        networks = Networks(reading, layer)
        value = np.full(reading.axis.present.shape, np.nan)
        for period, places, network in networks:
            value[places, period] = of(network)
        return _estimates(reading, networks, value)

    return compute


def _estimates(reading: Reading, networks: Networks, value: Floats, **parts: Floats) -> Estimates:
    return Estimates(
        reading.states,
        reading.of_states(value),
        inputs=np.nan_to_num(reading.of_states(networks.degrees)),
        parts={label: reading.of_states(part) for label, part in parts.items()},
    )


# -- against the null model


def against_chance(layer: Layer, of: Callable[[Network], Floats]) -> Callable[[Reading], Estimates]:
    """Make a measure's ``compute`` of how far a centrality is from that in graphs drawn by lot with the same degrees."""

    def compute(reading: Reading) -> Estimates:
        networks = Networks(reading, layer)
        shape = reading.axis.present.shape
        has, chance = np.full(shape, np.nan), np.full(shape, np.nan)
        drawn: dict[tuple[int, ...], tuple[Floats, Floats]] = {}
        for period, places, network in networks:
            ties = np.sort(network.degree.astype(int))[::-1]
            told = tuple(ties.tolist())
            if told not in drawn:
                drawn[told] = by_lot(ties, of, GRAPHS, reading.rng("graphs", " ".join(map(str, told))))
            mean, deviation = (found[network.degree.astype(int)] for found in drawn[told])
            has[places, period], chance[places, period] = of(network) / deviation, -mean / deviation
        return _estimates(reading, networks, has + chance, **{HAS: has, CHANCE: chance})

    return compute


def by_lot(
    ties: npt.NDArray[Any], of: Callable[[Network], Floats], times: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Give the mean and the deviation of a centrality in graphs drawn by lot from all with the same degrees, by degree.

    Parameters
    ----------
    ties
        Degrees of the states.

    Returns
    -------
    mean, deviation
        Shape (greatest degree + 1,): of those who have so many ties. The deviation is NaN where the centrality is the same
        in 95 % of the draws or more, so that it would rest on a few.
    """
    values = np.array([of(Network(graph)) for graph in same_degrees(ties, times, rng)]).reshape(times, len(ties))
    size = int(max(ties, default=0)) + 1
    mean, deviation = np.full(size, np.nan), np.full(size, np.nan)
    for number in np.unique(ties):
        mine = values[:, ties == number]
        mean[number] = mine.mean()
        usual = np.isclose(mine, np.median(mine), rtol=1e-9, atol=1e-12).mean()
        deviation[number] = mine.std() if usual < _USUAL else np.nan
    return mean, deviation


# -- what a value is made of


def by_state(
    layer: Layer, told: Callable[[Network, int], tuple[Floats, str]]
) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    """Make a measure's ``explain``: a contribution of each other state.

    Parameters
    ----------
    told
        Gives, for a network and a place in it, the contribution of each state, shape (n,), and what is said of those that
        are not told one by one.
    """

    def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
        period, place = int(estimates.subjects.period[row]), int(estimates.subjects.a[row])
        places, network = Networks(reading, layer).of(period)
        amounts, rest = told(network, int(np.searchsorted(places, place)))
        giving = np.flatnonzero(amounts)
        giving = giving[np.argsort(-np.abs(amounts[giving]), kind="stable")]
        found = [
            Contribution(state_name(reading.axis, int(places[one]), period), float(amounts[one]))
            for one in giving[:_TOLD]
        ]
        others = giving[_TOLD:]
        if len(others):
            found.append(Contribution(f"{len(others)} other {rest}", float(amounts[others].sum())))
        return found or [Contribution(f"no {rest}", 0.0, looked_in(reading, layer.needs, period))]

    return explain


def looked_in(reading: Reading, needs: Sequence[Need], period: int) -> tuple[Behind, ...]:
    """Give what says that there is none in a year: where and when the sources have looked."""
    axis = reading.axis
    first, last = (date.fromordinal(int(days[period])) for days in (axis.first_days, axis.last_days))
    return looked(reading.con, needs, first, last)


def state_name(axis: Axis, place: int, period: int) -> str:
    """Give the name of the state that bears a code in a period."""
    return key_names()[state_key(axis, place, period)]


def state_key(axis: Axis, place: int, period: int) -> str:
    """Give the key of the state that bears a code in a period; of several the last."""
    first, last = int(axis.first_days[period]), int(axis.last_days[period])
    return [one.key for one in axis.spells if one.place == place and one.first <= last and one.last >= first][-1]


def partners(network: Network, one: int) -> tuple[Floats, str]:
    """Say that every partner counts 1."""
    return network.tied[one].astype(np.float64), "partners"


def paths(network: Network, one: int) -> tuple[Floats, str]:
    """Give what the shortest paths of each state contribute to the betweenness of one."""
    return network.dependencies(one), "states whose shortest paths lead through it"


def nearness(network: Network, one: int) -> tuple[Floats, str]:
    """Give what each state contributes to the harmonic closeness of one."""
    with np.errstate(divide="ignore"):
        near = 1 / network.distances[one]
    near[one] = 0
    return near / max(len(network) - 1, 1), "states within reach"


def standing(network: Network, one: int) -> tuple[Floats, str]:
    """Give what each partner contributes to the eigenvector centrality of one: its own, over the greatest eigenvalue."""
    given = network.tied[one] * network.eigenvector
    total = given.sum()
    return given * (network.eigenvector[one] / total if total else 0.0), "partners"


def reach(network: Network, one: int) -> tuple[Floats, str]:
    """Give what each partner adds to the effective size: 1, less its ties to the others over the number of partners."""
    return network.tied[one] - network.shared[one] / max(network.degree[one], 1), "partners"
