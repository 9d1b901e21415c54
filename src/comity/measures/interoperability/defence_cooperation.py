"""Agreements on defence cooperation of two states: how many are in force in a year, by the publisher's estimate.

Formula
-------
The number of bilateral agreements on defence cooperation, signed since 1980, that were in force on any day of the year.

Pitfalls
--------
Known for 1980 to 2010, of all states: 0 is none of these that is supposed in force. Agreements signed before 1980 are not in the data, so that early years
are too low, and most ends are the publisher's supposition of six years where nothing of an agreement's life is known: France and
Germany have 0 in 2010, as theirs of 1988 is supposed to have ended in 1994. ``ties.agreements`` is the same count. The number
says nothing of what they hold: one may set up an exchange of cadets, another a common command. Defence pacts are no such
agreements.

References
----------
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.

Examples
--------
Two agreements of the first two states, one of which the third has joined:

>>> import numpy as np
>>> from comity.measures.interoperability._together import shared
>>> shared(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0]]))[0].tolist()
[2.0, 2.0, 1.0]
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from comity.measures.answer import Computed
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import looked, rows_behind, whom
from comity.measures.reading import Reading
from comity.panel.group import Runs

NEED = Need("dcad", "agreement.defence-cooperation")
_FORCE = """select x.actor as a, y.actor as b, greatest(x."start", y."start") as "start",
    least(coalesce(x."end", g."end"), coalesce(y."end", g."end")) as "end", 1.0 as value
    from agreement g join agreement_party x using (agreement) join agreement_party y using (agreement)
    where g.source = 'dcad' and x.actor < y.actor and greatest(x."start", y."start") is not null
    and greatest(x."start", y."start") <= coalesce(least(x."end", y."end"), date '9999-12-31')"""


def in_force(reading: Reading) -> Floats:
    """Give the number in force of all pairs and years, in the order of ``reading.pairs``."""
    look = reading.look("dcad")
    runs: Runs = look.runs(look.pairs(_FORCE, both_ways=True, layer=NEED.layer), layer=NEED.layer, combine="sum")
    value, known = reading.dyads.of_pair(runs, 0, 1, "float64", merge=True)
    return value if known is None else np.where(known, value, np.nan)


def compute(reading: Reading) -> Estimates:
    """Count the agreements in force of all pairs and years."""
    value = in_force(reading)
    return Estimates(reading.pairs, value, inputs=np.nan_to_num(value))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give the agreements in force, one each; of none, where the source has looked."""
    states, first, last = whom(Computed(reading.name, reading.measure, estimates), row)
    value = float(estimates.value[row])
    if not value:
        return [Contribution("agreements in force", 0.0, looked(reading.con, [NEED], first, last))]
    return [
        Contribution("agreements in force", value, tuple(rows_behind(reading.con, (NEED,), states, first, last, 2)))
    ]


MEASURE = Measure(
    title="Agreements on defence cooperation since 1980, in force",
    unit="agreements",
    subject="pair",
    needs=(NEED,),
    compute=compute,
    explain=explain,
    direction="more agreements on defence cooperation",
    method="count of agreements signed since 1980 and in force by the publisher's estimate",
    reference="Kinne (2020)",
    bounds=(0.0, math.inf),
)
