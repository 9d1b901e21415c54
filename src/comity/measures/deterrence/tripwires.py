"""Foreign troops on the target's soil, from states that could stand by it against the challenger.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: the troops stationed in the target in the year by
states that are not the challenger and do not owe it defence, among those of which the record knows the troops: at
present the United States alone. Where no such state is left, as against the United States itself, nothing is known.

Pitfalls
--------
Strength on one day of the year, of active-duty persons, guards of embassies included: a figure below a few hundred is no tripwire. Troops can be
in a place against its will, as at Guantánamo in Cuba, or for a war in it.
Troops of other states are not known, hence not none. Blankenship and Lin-Greenberg (2022) find that European experts see
tripwires as no more reassuring than able forces offshore; Musgrave and Ward (2023), in survey experiments, that attacks on troops
abroad move Americans toward war far less than is assumed. The publisher's years known to be wrong are unknown.

References
----------
Allen, M. A., M. E. Flynn and C. Martinez Machain (2022). US Global Military Deployments, 1950–2020. *Conflict Management and
Peace Science* 39(3), 351–370.
Blankenship, B., and E. Lin-Greenberg (2022). Trivial Tripwires? Military Capabilities and Alliance Reassurance. *Security
Studies* 31(1), 92–117.
Musgrave, P., and S. Ward (2023). The Tripwire Effect: Experimental Evidence Regarding U.S. Public Opinion. *Foreign Policy
Analysis* 19(4).

Examples
--------
State 0 keeps 900 in state 1, and owes state 2 defence: against 2 they are no tripwire.

>>> import numpy as np
>>> kept = np.full((4, 4), np.nan); kept[0, 1:] = [900, 0, 30]
>>> owes = np.zeros((4, 4)); owes[0, 2] = 1
>>> stationed(kept, owes)[1].tolist()
[nan, nan, nan, 900.0]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.deterrence._ledger import PACTS, Places, among, by_state, by_year, free, gather, pledges
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.reading import Reading

TROOPS = Need("us-troops", "tie.troops")


def stationed(kept: Floats, pledged: Floats) -> Floats:
    """Add up the troops in each target (first index) of those who can stand against each challenger (second).

    Parameters
    ----------
    kept
        Troops of the first index in the second, NaN where they are not known, shape (N, N).
    pledged
        1 where the first index owes the second defence, shape (N, N).
    """
    total, known, _ = gather(kept, pledged)
    found = np.where(known > 0, total, np.nan)
    np.fill_diagonal(found, np.nan)
    return found


def _kept(reading: Reading) -> Floats:
    look = reading.look("us-troops")
    entries = look.pairs(
        """select a, b, "start", "end", value from tie where source = 'us-troops' and layer = 'troops'""",
        layer=TROOPS.layer,
    )
    return reading.matrix(look.runs(entries, zero=False))


def compute(reading: Reading) -> Estimates:
    """Give the troops for all ordered pairs and years."""
    kept = _kept(reading)

    def at(period: int, here: Places) -> Floats:
        return among(kept[period], here)

    total, known, _ = by_year(reading, at)
    return Estimates(reading.pairs, np.where(known > 0, total, np.nan), inputs=np.where(known > 0, known, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give the troops of each state."""
    subjects = estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    kept, able = _kept(reading)[period][:, target], free(pledges(reading)[period])[:, challenger]
    amounts = {int(who): float(kept[who]) for who in np.flatnonzero(np.isfinite(kept) & (able == 1)) if who != target}
    return by_state(reading, estimates, row, amounts, (TROOPS,), "no foreign troops are known of")


MEASURE = Measure(
    title="Signal: foreign troops in the first, not the second's allies",
    unit="persons",
    subject="pair",
    directed=True,
    needs=(TROOPS, PACTS),
    compute=compute,
    direction="more troops in the target of states that are not bound to the challenger",
    method="sum of the known troops of states that are not the challenger and owe it no defence",
    reference="Allen, Flynn and Martinez Machain (2022)",
    explain=explain,
    bounds=(0.0, np.inf),
)
