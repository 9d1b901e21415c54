"""Nine similarity measures over all dyad-years 1816–2018, beside a loop over pairs and the bare matrix products.

What is measured goes from the record on disk to a finished Arrow table with keys. The loop takes the portfolios as given,
does a sample of pairs and is scaled to all of them; the products are those of the same portfolios and nothing else.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

# For the floor's sake: numpy's own products wake threads, which on a busy machine wait for each other (15 s, not 0.3).
# Those of comity never do, whatever is said here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt
from clock import mirror, race, report
from scipy.stats import kendalltau

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.panel import dyads
from comity.panel.axis import Axis
from comity.panel.group import find
from comity.panel.groups.similarity import capabilities, portfolios
from comity.panel.look import Look
from comity.store.home import record_path
from comity.store.record import open_record

FIRST, LAST, PAIRS = 1816, 2018, 993_975
#: Seconds that a published run in R took for ten measures.
PUBLISHED = 9_750
SAMPLE = 400

Year = tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]


def main() -> None:
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        alliances, votes = Path(folder) / "alliances", Path(folder) / "votes"
        names = ["atop", "cow-nmc", "geography", "states-cow-gw"]
        for home, wanted in ((alliances, names), (votes, [*names, "unga-votes"])):
            pull(wanted, mirror=place, home=home)
            build(wanted, home=home)
        years = by_year(alliances)

        def nine() -> None:
            table = dyads(FIRST, LAST, home=alliances).add("similarity").to_arrow()
            assert len(table) == PAIRS

        def thirteen() -> None:
            dyads(FIRST, LAST, home=votes).add("similarity").to_arrow()

        def all_columns() -> None:
            dyads(FIRST, LAST, home=votes).add("similarity", keep="all").to_arrow()

        def bare_products() -> None:
            for owed, weights in years:
                has = [owed == value for value in range(4)]
                for kind, weigh in ((np.float32, 1.0), (np.float64, weights)):
                    sides = [rows.astype(kind) for rows in has]
                    for one in range(4):
                        for other in range(one, 4):
                            (sides[one] * weigh).astype(kind) @ sides[other].T

        best = race(7, nine=nine, bare_products=bare_products)
        begun = time.process_time()
        nine()
        print(f"processor time of the nine: {time.process_time() - begun:.3f} s (both cores together)")
        print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
        best["a_loop_over_pairs"] = loop(years)
        best["a_published_run_in_R"] = PUBLISHED
        report(f"nine measures over {PAIRS:,} dyad-years", best, "1.5 s")
        report("the same and four over votes", race(5, thirteen=thirteen))
        report("all columns", race(3, all_columns=all_columns))
        for first in (1966, 1919, 1816):

            def stretch(first: int = first) -> None:
                dyads(first, LAST, home=alliances).add("similarity").to_arrow()

            rows = len(dyads(first, LAST, home=alliances).to_arrow())
            (seconds,) = race(5, stretch=stretch).values()
            print(f"{first}–{LAST}: {rows:,} rows, {seconds:.3f} s, {1e6 * seconds / rows:.2f} µs a row")


def by_year(home: Path) -> list[Year]:
    """Give the portfolios and the weights of each year."""
    axis = Axis("cow", "year", FIRST, LAST)
    with open_record(record_path(home)) as con:
        look = Look(con, axis, find("similarity"), frozenset())
        owed, weights = portfolios(look), capabilities(look, "cinc")
    found = []
    for period in range(axis.periods):
        states = np.flatnonzero(axis.present[:, period])
        mine = owed[period][np.ix_(states, states)]
        np.fill_diagonal(mine, 3)
        found.append((mine, weights[states, period]))
    return found


def loop(years: list[Year]) -> float:
    """Measure a sample of pairs one by one; give the seconds that all would take."""
    rng = np.random.default_rng(0)
    sizes = np.array([len(owed) * (len(owed) - 1) // 2 for owed, _ in years], float)
    chosen = rng.choice(len(years), SAMPLE, p=sizes / sizes.sum())
    begun = time.perf_counter()
    for year in chosen:
        owed, weights = years[year]
        x, y = owed[rng.choice(len(owed), 2, replace=False)].astype(float)
        measures(x, y, weights / weights.sum())
    return (time.perf_counter() - begun) / SAMPLE * PAIRS


def measures(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], share: npt.NDArray[np.float64]) -> list[float]:
    """Compute nine measures of one pair, from their definitions."""
    found = [float(kendalltau(x, y).statistic)]
    for a, b in ((x, y), (np.minimum(x, 1), np.minimum(y, 1))):
        apart, squares, n = ((a - b) ** 2).sum(), (a**2).sum() + (b**2).sum(), len(a)
        found.append(1 - apart / (squares - 2 * a.sum() * b.sum() / n))
        found.append(1 - apart / (squares - (a.sum() + b.sum()) ** 2 / (2 * n)))
    for weigh in (np.full(len(x), 1 / len(x)), share):
        found.append(1 - 2 * (weigh * (x - y) ** 2).sum() / 9)
        found.append(1 - 2 * (weigh * np.abs(x - y)).sum() / 3)
    return found


if __name__ == "__main__":
    main()
