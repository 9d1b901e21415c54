"""What the measures of communities share: many runs for every year, and what the partners add."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.networks import Layer, Networks, by_state
from comity.measures.reading import Reading
from comity.statistics.communities import louvain, order
from comity.statistics.graphs import Network
from comity.statistics.resampling import interval

#: How often communities are looked for, each time in another order.
RUNS = 20

#: Gives, for a network and its runs, what each other adds to each, in each run: shape (runs, n, n).
Added = Callable[[Network, npt.NDArray[np.intp]], Floats]


def runs(reading: Reading, network: Network, period: int) -> npt.NDArray[np.intp]:
    """Give the communities of a year in every run, shape (runs, n)."""
    rng = reading.rng("communities", int(reading.axis.years[period]))
    place = order(network.tied)
    found = np.zeros((RUNS, len(network)), np.intp)
    for run in found:
        run[place] = louvain(network.tied[np.ix_(place, place)], rng)
    return found


def over_runs(layer: Layer, added: Added) -> Callable[[Reading], Estimates]:
    """Make a measure's ``compute``: the mean over runs, low and high the 5th and 95th percentile of the runs."""

    def compute(reading: Reading) -> Estimates:
        networks = Networks(reading, layer)
        found = np.full((3, *reading.axis.present.shape), np.nan)
        for period, places, network in networks:
            each = added(network, runs(reading, network, period)).sum(axis=2)
            each[:, network.degree == 0] = np.nan
            low, high = interval(each)
            value = each.mean(axis=0)
            found[:, places, period] = value, np.fmin(low, value), np.fmax(high, value)
        value, low, high = (reading.of_states(part) for part in found)
        return Estimates(reading.states, value, low, high, inputs=np.nan_to_num(reading.of_states(networks.degrees)))

    return compute


def explain_runs(layer: Layer, added: Added, rest: str) -> Callable[[Reading, Estimates, int], Sequence[Contribution]]:
    """Make a measure's ``explain``: what each other state adds, in the mean of the runs."""

    def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        period = int(estimates.subjects.period[row])

        def told(network: Network, one: int) -> tuple[Floats, str]:
            return added(network, runs(reading, network, period)).mean(axis=0)[one], rest

        return by_state(layer, told)(reading, estimates, row)

    return explain
