"""Signals that the five major powers of McManus and Nieman's data sent to a target, 1950 to 2012 at most.

Only pairs of which the file tells are known. What a power that owes the challenger defence does for the target is no signal
against the challenger, and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Need
from comity.measures.deterrence._ledger import Places, among, by_state, by_year, free, pledges
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.group import Runs

SOURCE = "major-power-signals"


def _sent(reading: Reading, signal: str) -> Floats:
    """Give what each sent to each, by period, shape (P, N, N); NaN where the file does not tell."""
    runs = reading.column("signals", f"signal_{signal}", "pair")
    assert isinstance(runs, Runs)
    return reading.matrix(runs)


def compute(reading: Reading, signal: str) -> Estimates:
    """Add up what the powers of which it is known sent to each target, those bound to the challenger left out.

    The coverage is the share of powers of which it is known, among those of which the file tells in that year.
    """
    sent = _sent(reading, signal)
    tells: Flags = np.asarray(np.isfinite(sent).any(axis=2))

    def at(period: int, here: Places) -> Floats:
        return among(sent[period], here)

    def asked(period: int, here: Places) -> Floats:
        return np.where(tells[period][here][:, None], 1.0, np.nan) * np.ones(len(here))

    total, known, _ = by_year(reading, at)
    _, powers, _ = by_year(reading, asked)
    value = np.where(known > 0, total, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = np.where(known > 0, np.minimum(known / powers, 1.0), np.nan)
    return Estimates(reading.pairs, value, inputs=np.where(known > 0, known, 0), coverage=coverage)


def explain(
    reading: Reading, estimates: Estimates, row: int, signal: str, need: Need, nobody: str
) -> Sequence[Contribution]:
    """Give what each power adds."""
    subjects = estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    sent = _sent(reading, signal)[period][:, target]
    able = free(pledges(reading)[period])[:, challenger]
    amounts = {
        int(who): float(sent[who])
        for who in np.flatnonzero((sent != 0) & np.isfinite(sent) & (able == 1))
        if who != target
    }
    return by_state(reading, estimates, row, amounts, (need,), nobody)


__all__ = ["SOURCE", "compute", "explain"]
