"""A composite index of 12 regions over 70 years: 10,000 draws over its choices and errors, and Sobol's indices.

What is measured goes from indicators to intervals and rank intervals, and to first and total indices of eight choices (10,240
evaluations more). The loop takes one draw at a time, with numpy for all regions and years at once, does a sample and is
scaled to all; the floor does nothing but the logarithms and powers of two pillars and an index, and the ranks' comparisons.
"""

from __future__ import annotations

import os
import resource
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
import scipy.stats  # its import is no part of what is measured: it takes as long as all the rest
from clock import race, report

from comity.measures.stability._answers import estimates
from comity.measures.stability._draws import DRAWS, nominal, ranking, sizes, sobol
from comity.measures.stability._indicators import BASES, CHANGE, INDICATORS, PILLAR, Raw
from comity.measures.stability._places import Places
from comity.measures.stability._scores import Panel, of_raw
from comity.panel.axis import Axis
from comity.statistics.sensitivity import ranks

REGIONS, FIRST, LAST = 12, 1946, 2015
SAMPLE = 200


def main() -> None:
    made = invented()
    plain = nominal(made)

    def draws() -> None:
        estimates(made, plain.index, plain.index, ranking(made), lambda batch: batch.index, np.random.default_rng(1))

    def shares() -> None:
        found = sobol(made, np.random.default_rng(2))
        assert np.isfinite(found.total).all()

    def both() -> None:
        draws()
        shares()

    cells = (DRAWS, REGIONS, LAST - FIRST + 1)

    def floor() -> None:
        pillars = np.full((2, *cells), 50, np.float32)
        index = np.exp(0.5 * (np.log(pillars[0]) + np.log(pillars[1])))
        ranks(index, axis=1)

    assert scipy.stats.sobol_indices
    best = race(3, draws_and_sobol=both, floor_of_10_000_draws=floor)
    best["a_loop_over_draws"] = loop(made)
    report(f"{REGIONS} regions × {LAST - FIRST + 1} years, {DRAWS:,} draws and Sobol's indices", best, "10 s")
    report("the draws alone, with intervals and rank intervals", race(3, draws=draws))
    report("Sobol's indices alone, with their bootstrap", race(3, sobol=shares))
    print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


def invented() -> Panel:
    """Make a panel of indicators of regions that are nowhere; some of them end, as those of the record do."""
    rng = np.random.default_rng(0)
    axis = Axis("cow", "year", FIRST, LAST)
    members = np.zeros((REGIONS, axis.states, axis.periods), bool)
    for region in range(REGIONS):
        members[region, 5 * region : 5 * region + 5] = True
    names = tuple(f"Region {number}" for number in range(REGIONS))
    where = Places(axis, names, members, np.ones((REGIONS, axis.periods), bool), np.full(members.shape[1:], 1e6))
    raws = []
    for one in INDICATORS:
        value = np.clip(rng.random((REGIONS, 1)) + 0.2 * rng.normal(size=(REGIONS, axis.periods)), 0, None)
        if not one.core:
            value[:, axis.years > 2010] = np.nan
        if one.name == "felt":
            value[:] = np.nan
        raws.append(Raw(value, 0.8 * value, 1.3 * value) if one.name in ("deaths", "between") else Raw(value))
    return of_raw(where, raws, [raws[CHANGE]] * len(BASES))


def loop(made: Panel) -> float:
    """Take draws one by one; give the seconds that all of the draws and of the Sobol design would take."""
    rng = np.random.default_rng(0)
    begun = time.perf_counter()
    for _ in range(SAMPLE):
        scores = made.scores[tuple(int(rng.integers(size)) for size in (3, 2, 3, 3))]  # type: ignore[index]
        weight = 1 + 0.25 * (2 * rng.random(len(INDICATORS)) - 1)
        value = scores.value + scores.filled * (scores.error * rng.normal(size=len(weight)))[:, None, None]
        known = np.isfinite(value)
        means: list[npt.NDArray[np.float64]] = []
        for pillar in (0, 1):
            mine = pillar == PILLAR
            w = weight[mine][:, None, None] * known[mine]
            means.append((w * np.nan_to_num(value[mine])).sum(axis=0) / w.sum(axis=0))
        index = np.sqrt(np.clip(means[0], 1, 100) * np.clip(means[1], 1, 100))
        np.argsort(np.argsort(-index, axis=0), axis=0)
    evaluations = DRAWS + 1024 * (len(sizes(REGIONS)) + 2)
    return (time.perf_counter() - begun) / SAMPLE * evaluations


if __name__ == "__main__":
    main()
