"""Number of nuclear-armed states that owe the target defence against the challenger.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: the number of states that possess nuclear weapons in
any part of the year, are obliged by a pact to defend the target, and are not obliged to defend the challenger too.

Pitfalls
--------
A pact with a nuclear state is not a promise to use nuclear weapons, and hardly any text makes one. Possession is the date of
the first test, or the year usually given where none is known (Israel, South Africa). The target's own weapons do not
count. Pacts are known to 2018. Fuhrmann and Sechser (2014) find that an alliance with a nuclear state goes with fewer
disputes against the ally, and that weapons stationed in it add nothing.

References
----------
Fuhrmann, M., and T. S. Sechser (2014). Signaling Alliance Commitments: Hand-Tying and Sunk Costs in Extended Nuclear
Deterrence. *American Journal of Political Science* 58(4), 919–935.

Examples
--------
States 2 and 3 owe state 0 defence; only 3 is armed, and it owes 1 defence too.

>>> import numpy as np
>>> owes = np.zeros((5, 5)); owes[[2, 3], 0] = 1; owes[3, 1] = 1
>>> umbrellas(owes, np.array([0.0, 0, 0, 1, 0])).astype(int).tolist()[0]
[0, 0, 1, 0, 1]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.deterrence._ledger import PACTS, Places, among, by_state, by_year, gather, pledges, protectors
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.reading import Reading, filled

ARMED = Need("almanac", "figure.nuclear-possession")


def umbrellas(pledged: Floats, armed: Floats) -> Floats:
    """Count for each target (first index) and challenger (second) the armed states that owe the one defence alone.

    Parameters
    ----------
    pledged
        1 where the first index owes the second defence, shape (N, N).
    armed
        1 for a state with nuclear weapons, shape (N,).
    """
    total, _, _ = gather(pledged * armed[:, None], pledged)
    np.fill_diagonal(total, 0)
    return total


def armed(reading: Reading) -> Floats:
    """Give 1 where a state has nuclear weapons in any part of the year and 0 where not, shape (N, P)."""
    look = reading.look("almanac")
    entries, _ = look.states(
        """select actor, "start", "end", (value > 0)::double as value from figure
        where source = 'almanac' and indicator = 'nuclear-possession'""",
        layer=ARMED.layer,
    )
    found = filled(look.grid(entries, "greatest", rest=0.0, layer=ARMED.layer))
    # Before the first weapon there was none, whether or not anybody looked.
    before = reading.axis.years < 1945
    found[:, before] = 0.0
    return found


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    pledged, weapons = pledges(reading), armed(reading)

    def at(period: int, here: Places) -> Floats:
        mine = among(pledged[period], here)
        return np.where(mine == 0, 0.0, mine * weapons[here, period][:, None])

    total, _, lacking = by_year(reading, at)
    value = np.where(lacking > 0, np.nan, total)
    return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), value, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give one for each armed state that is committed."""
    subjects = estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    weapons = armed(reading)[:, period]
    allies = [ally for ally in protectors(pledges(reading)[period], target, challenger) if weapons[ally] > 0]
    return by_state(
        reading, estimates, row, dict.fromkeys(allies, 1.0), (PACTS, ARMED), "no nuclear-armed state owes it defence"
    )


MEASURE = Measure(
    title="Nuclear powers committed to the first against the second",
    unit="states",
    subject="pair",
    directed=True,
    needs=(PACTS, ARMED),
    compute=compute,
    direction="more nuclear-armed states that owe the target defence and the challenger none",
    method="count of defence obligations of nuclear-armed states toward the target, those toward both left out",
    reference="Fuhrmann and Sechser (2014)",
    explain=explain,
    bounds=(0.0, np.inf),
)
