"""Ideal points of 74 sessions of the General Assembly, beside a naive component of each session's votes.

What is measured goes from the record on disk to all estimates with their errors and parts: reading, finding repeated
questions, the model, and the model of both halves of the questions three times. The floor is one singular value
decomposition per session in numpy, of votes already in memory: no bridges, no errors, no scale from one session to the next.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

# On a machine that has other things to do, threads of numpy's library wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from clock import mirror, race, report

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.measures.alignment._roll_calls import read
from comity.measures.answer import compute, span
from comity.measures.contract import find
from comity.measures.reading import Reading
from comity.panel.axis import Axis
from comity.statistics.ideal_points import Votes, estimate
from comity.store.home import record_path
from comity.store.record import open_record

NAME = "alignment.own_ideal_point"
SESSIONS = 73  # of 74: that of 1964 held no regular votes


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = ["geography", "states-cow-gw", "unga-ideal-points", "unga-votes"]
        pull(names, mirror=mirror(), home=home)
        build(names, home=home)
        with open_record(record_path(home)) as con:
            measure = find(NAME)
            axis = Axis(measure.system, "year", *span(con, measure))
            given = read(Reading(con, axis, measure, NAME)).given

            def own_ideal_points() -> None:
                made = compute(con, NAME)
                years = np.take(made.axis.years, made.estimates.subjects.period)
                assert len(np.unique(years[np.isfinite(made.estimates.value)])) == SESSIONS

            def a_decomposition_per_session() -> None:
                naive(given)

            best = race(2, own_ideal_points=own_ideal_points, a_decomposition_per_session=a_decomposition_per_session)
            report(f"ideal points of {SESSIONS} sessions, {len(given.voter):,} votes", best, "180 s")
            begun = time.perf_counter()
            found = estimate(given)
            print(f"the model alone: {time.perf_counter() - begun:.1f} s, {found.rounds} rounds")
            print(f"largest memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
            assert measure.validate is not None
            for told in measure.validate(con):
                print(told.sentence)


def naive(given: Votes) -> None:
    """Give the first component of each session's votes, absences at the mean."""
    for period in np.unique(given.period):
        mine = given.period == period
        _, row = np.unique(given.voter[mine], return_inverse=True)
        _, column = np.unique(given.item[mine], return_inverse=True)
        table = np.full((row.max() + 1, column.max() + 1), np.nan)
        table[row, column] = given.choice[mine]
        table -= np.nanmean(table, axis=0)
        np.linalg.svd(np.nan_to_num(table), full_matrices=False)


if __name__ == "__main__":
    main()
