"""The dyadic-robust variance on 106,000 dyad-years of 216 states, beside a loop over states and the bare matrix products.

Scores and inverse information are those of a logistic regression with eleven columns. The loop does for each state what the
formula says: it finds the observations that hold the state and adds up their scores; then the same for each dyad. The
products are those of the sums, made beforehand, and nothing else.
"""

from __future__ import annotations

import os

# For the floor's sake: numpy's own products wake threads, which on a busy machine wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time

import numpy as np
import numpy.typing as npt
from clock import race, report

from comity.statistics.dyadic import variance
from comity.statistics.regression import Fit, logit

ROWS, STATES, COLUMNS = 106_000, 216, 11
#: Seconds that the published implementation in R took.
PUBLISHED = 10.6
#: Of how many states and dyads the loop is run; it is scaled to all.
SAMPLE = 40

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def main() -> None:
    one, other, y, x = invented()
    begun = time.perf_counter()
    fit = logit(y, x)
    print(f"the regression itself: {time.perf_counter() - begun:.3f} s, {fit.steps} steps")
    found = variance(fit, one, other)
    print(f"{found.observations:,} observations, {found.units} states, {found.dyads:,} dyads")
    units, dyads = sums(fit, one, other)

    def ours() -> None:
        variance(fit, one, other)

    def bare_products() -> None:
        units.T @ units
        dyads.T @ dyads

    best = race(7, ours=ours, bare_products=bare_products)
    expected = fit.bread @ (units.T @ units - dyads.T @ dyads) @ fit.bread
    assert found.negative or np.allclose(found.variance, expected, rtol=1e-9)
    best["a_loop_over_states_and_dyads"] = loop(fit, one, other, found.dyads)
    best["the_published_run_in_R"] = PUBLISHED
    report(f"dyadic-robust variance, {ROWS:,} dyad-years", best, "0.5 s")


def invented() -> tuple[Ints, Ints, Floats, Floats]:
    """Draw dyad-years of neighbours and of great powers: some states are in many."""
    rng = np.random.default_rng(0)
    weight = rng.pareto(1.5, STATES) + 0.2
    one = rng.choice(STATES, ROWS, p=weight / weight.sum())
    other = (one + 1 + rng.integers(0, 30, ROWS)) % STATES
    x = np.column_stack([np.ones(ROWS), rng.normal(size=(ROWS, COLUMNS - 1))])
    adds = rng.normal(0, 0.5, STATES)
    y = (rng.random(ROWS) < 1 / (1 + np.exp(4 - 0.5 * x[:, 1] - adds[one] - adds[other]))).astype(np.float64)
    return one.astype(np.int64), other.astype(np.int64), y, x


def sums(fit: Fit, one: Ints, other: Ints) -> tuple[Floats, Floats]:
    """Give the sums of scores by state and by dyad."""
    _, dyad = np.unique(np.minimum(one, other) * STATES + np.maximum(one, other), return_inverse=True)
    units, dyads = np.zeros((STATES, COLUMNS)), np.zeros((dyad.max() + 1, COLUMNS))
    np.add.at(units, one, fit.scores)
    np.add.at(units, other, fit.scores)
    np.add.at(dyads, dyad, fit.scores)
    return units, dyads


def loop(fit: Fit, one: Ints, other: Ints, dyads: int) -> float:
    """Do some states and dyads one by one; give the seconds that all would take."""
    meat = np.zeros((COLUMNS, COLUMNS))
    begun = time.perf_counter()
    for unit in range(SAMPLE):
        total = fit.scores[(one == unit) | (other == unit)].sum(axis=0)
        meat += np.outer(total, total)
    states = (time.perf_counter() - begun) / SAMPLE * STATES
    begun = time.perf_counter()
    for place in range(SAMPLE):
        same = ((one == one[place]) & (other == other[place])) | ((one == other[place]) & (other == one[place]))
        total = fit.scores[same].sum(axis=0)
        meat -= np.outer(total, total)
    return states + (time.perf_counter() - begun) / SAMPLE * dyads


if __name__ == "__main__":
    main()
