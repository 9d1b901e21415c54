"""Defence cooperation agreements between two states: how many of 1980 or later are in force.

Formula
-------
The number of bilateral defence cooperation agreements signed in 1980 or later that are in force on any day of the year, by
the publisher's estimate::

    A_ijt = number of agreements of i and j with  start <= t <= end

Pitfalls
--------
Agreements of before 1980 are not in the data, so that counts of the first years are too low: until about 1986 a 0 says that
nothing was signed since 1980. Ends are mostly supposed (six years where nothing of an agreement's life is known). A framework
agreement and one on the exchange of maps count alike. After 2010 nothing is known. There is no published error.

References
----------
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.

Examples
--------
Two agreements of one pair, in force 1990–1995 and 1994–1996:

>>> in_force([1990, 1994], [1995, 1996], range(1989, 1998)).tolist()
[0, 1, 1, 1, 1, 2, 2, 1, 0]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts

NEED = Need("dcad", "agreement.defence-cooperation")
PART = "agreements in force"
_FORCE = """select x.actor as a, y.actor as b, greatest(x."start", y."start") as "start",
    least(x."end", y."end") as "end", 1.0 as value
    from agreement g join agreement_party x using (agreement) join agreement_party y using (agreement)
    where g.source = 'dcad' and x.actor < y.actor
    and greatest(x."start", y."start") <= coalesce(least(x."end", y."end"), date '9999-12-31')"""


def in_force(first: Sequence[int], last: Sequence[int], years: Sequence[int]) -> npt.NDArray[np.int64]:
    """Count agreements in force in each year, of their first and last years."""
    each = np.asarray(years)[:, None]
    found: npt.NDArray[np.int64] = ((np.asarray(first) <= each) & (each <= np.asarray(last))).sum(axis=1)
    return found


def counted(reading: Reading) -> Floats:
    """Count the agreements in force of every pair and year, shape (rows,), NaN where it is not known."""
    look = reading.look("dcad")
    runs = look.runs(look.pairs(_FORCE, both_ways=True, layer=NEED.layer), layer=NEED.layer, combine="sum")
    value, known = reading.dyads.fill(runs, (0, 1), "float64")
    return value if known is None else np.where(known, value, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the number of all pairs and years."""
    value = counted(reading)
    return of_parts(reading, {PART: value}, np.nan_to_num(value))


MEASURE = Measure(
    title="Defence cooperation agreements in force (since 1980)",
    unit="agreements",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    direction="more agreements in force",
    method="count of bilateral agreements in force, ends as estimated by the publisher",
    reference="Kinne (2020)",
    explain=explain_parts({PART: (NEED,)}),
    bounds=(0.0, np.inf),
)
