"""Dispute rate of a region: of a hundred pairs of its states, between how many a militarised dispute began in the year.

Formula
-------
::

    100 * pairs of states of the region with a dispute that began / pairs of states of the region

Pitfalls
--------
A pair counts once a year, however many disputes began. Disputes with states of other regions are not in it. It ends with
2014. States that never had 250,000 people are not counted. The data are a census of what the project found: no interval is
claimed, though disputes of states of which little is written are surely missed.

References
----------
Palmer, G., et al. (2022). The MID5 Dataset, 2011–2014. *Conflict Management and Peace Science* 39(4), 470–482.

Examples
--------
Of four states one pair in six had a dispute:

>>> round(rate(1, 4), 2)
16.67
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading
from comity.measures.stability._answers import day
from comity.measures.stability._indicators import DISPUTES, Inputs
from comity.measures.stability._places import POPULATION

NEED = Need(DISPUTES.source, DISPUTES.layer)


def rate(pairs: float, states: float) -> float:
    """Give the rate of pairs among all that so many states make."""
    return 100 * pairs / (states * (states - 1) / 2)


def compute(reading: Reading) -> Estimates:
    """Give the rate of all regions and years."""
    inputs = Inputs(reading)
    where = inputs.places
    began = inputs.reading.pair("cow-mid", "cowmidonset", reading.dyads)
    share = inputs.pairs.mean(np.where(np.isfinite(began), (began > 0).astype(float), np.nan))
    kept = np.isfinite(where.number)
    count = np.nan_to_num(where.number * (where.number - 1) / 2)[kept]
    return Estimates(where.subjects, where.of(100 * share), inputs=count.astype(np.int64))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each pair with a dispute adds, or say that there was none."""
    inputs = Inputs(reading)
    region, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis, within = reading.axis, inputs.pairs
    began = reading.pair("cow-mid", "cowmidonset", reading.dyads)[within.row]
    here = (within.region == region) & (within.period == period)
    each = 100 / max(int((here & np.isfinite(began)).sum()), 1)
    one, other = reading.dyads.sides
    found = []
    for place in within.row[here & (began > 0)]:
        keys = [key_of(axis, int(side[place]), period) for side in (one, other)]
        behind = rows_behind(reading.con, (NEED,), keys, day(axis.first_days[period]), day(axis.last_days[period]))
        found.append(Contribution("–".join(keys), each, tuple(behind), "a dispute of the two began"))
    return found or [Contribution("no dispute began", 0.0)]


MEASURE = Measure(
    title="Militarised disputes begun among a region's states",
    unit="pairs in a hundred",
    subject="region",
    needs=(NEED, POPULATION),
    compute=compute,
    direction="more pairs of the region's states entering disputes",
    method="share of pairs with a dispute that began in the year",
    reference="Palmer et al. (2022)",
    explain=explain,
    bounds=(0.0, 100.0),
    whole=True,
)
