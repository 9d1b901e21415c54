"""Concentration of a state's imports on few suppliers, as a Herfindahl–Hirschman index.

Formula
-------
::

    HHI_it = sum over j of (imports of i from j / imports of i)²

over the suppliers whose flow is known. Where the known flows come to more than the published total, by at most a tenth, they
themselves are the total. It is 1 where all comes from one state, and 1/n where n states supply alike.

Pitfalls
--------
What no known supplier holds of the published total adds nothing, although it comes from somewhere: the index is too low by at
most the square of that part. It is therefore given only where known suppliers hold at least nine tenths of the total, that
is of four states in five from 1990 on and of few before (the file lacks nearly all flows of the Federal Republic of Germany
from 1960 to 1989, and with it a first supplier of most of Europe). ``coverage`` says how much they hold. China is not known
in most years: flows from states come to four fifths of its published imports. Goods only, to 2014, all goods together: a
state may have many suppliers and only one of gas. No published error: no interval, no rank.

References
----------
Hirschman, A. O. (1945). *National Power and the Structure of Foreign Trade*. University of California Press.
Hirschman, A. O. (1964). The Paternity of an Index. *American Economic Review* 54(5), 761–762.

Examples
--------
Half from one supplier, 45 % from another, and 5 % from nobody knows whom:

>>> import numpy as np
>>> squares, held = np.array([50.0**2 + 45.0**2]), np.array([95.0])
>>> concentration(squares, held, np.array([100.0])).round(4).tolist()
[0.4525]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of, rows_behind
from comity.measures.reading import Reading
from comity.measures.trade import FLOWS, IMPORTS, flow_runs, once, over_partners, totals

#: What known suppliers must hold of the published total: then the index is too low by .01 at most.
LEAST = 0.9
#: So many suppliers are named in an explanation; the others are added up.
NAMED = 10


def concentration(squares: Floats, held: Floats, total: Floats) -> Floats:
    """Give the index of sums over suppliers: of squared flows, of flows, and the total that they belong to."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = squares / np.maximum(total, held) ** 2
        return np.where(held >= LEAST * total, found, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the index of all states and years."""
    runs = flow_runs(reading)
    imports, _, held = totals(reading)
    squares = over_partners(reading, runs, runs.value**2)
    number = over_partners(reading, runs, np.ones(len(runs.value)))
    value = reading.of_states(concentration(squares, held, imports))
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.minimum(held / imports, 1.0)
    known = np.isfinite(value)
    return Estimates(
        reading.states,
        value,
        inputs=np.where(known, reading.of_states(number) + 1, 0),
        coverage=np.where(known, reading.of_states(covered), np.nan),
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each supplier adds: the square of its share."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    axis, runs = reading.axis, flow_runs(reading)
    imports, _, held = totals(reading)
    total = max(float(imports[place, period]), float(held[place, period]))
    counts = once(axis)
    mine = np.flatnonzero((runs.a == place) & (runs.first <= period) & (runs.last >= period))
    mine = mine[counts[runs.b[mine], period]]
    mine = mine[np.lexsort((runs.b[mine], -runs.value[mine]))]
    year = int(axis.years[period])
    own = key_of(axis, place, period)
    found = []
    for run in mine[:NAMED].tolist():
        share = float(runs.value[run]) / total
        supplier = key_of(axis, int(runs.b[run]), period)
        behind = rows_behind(reading.con, (FLOWS,), [own, supplier], date(year, 1, 1), date(year, 12, 31))
        bought = tuple(line for line in behind if line.cells["a"] == own)
        found.append(Contribution(supplier, share**2, bought, f"{share:.1%} of the imports"))
    rest = float(((runs.value[mine[NAMED:]] / total) ** 2).sum())
    if len(mine) > NAMED:
        found.append(Contribution(f"{len(mine) - NAMED} other suppliers", rest))
    return found


MEASURE = Measure(
    title="Concentration of suppliers of imports",
    unit="points (Herfindahl–Hirschman), 0 to 1",
    subject="state",
    needs=(FLOWS, IMPORTS),
    compute=compute,
    direction="imports come from fewer states",
    method="sum of squared shares of known suppliers in all imports of goods",
    reference="Hirschman (1945)",
    explain=explain,
    bounds=(0.0, 1.0),
)
