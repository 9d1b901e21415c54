"""Joint exercises of two states as a history in which the latest count most, by domain.

Formula
-------
::

    h_T = sum over exercises begun in a year t <= T, in which both took part, of  exp(-(T - t) / tau)

with tau = 5 years: an exercise of this year counts 1, one of five years ago .37. Each is shared out alike over those of land, sea
and air that it was of (an amphibious one is of land and sea); what was a command-post or another exercise, or is not told, is a
part of its own. Observers do not count. A state keeps its history when its code changes (West Germany's is Germany's).

Exercises are often weighted by ln(1 + size). The one source that looked at all states has the size of none of its 3,707
exercises, so none is weighted. The number of states named, as a stand-in for size, tells no more of what comes next (AUC .782
against .783, of exercises in the five years after 2000–2005).

Pitfalls
--------
Exercises were found in news in English: those of the United States and of NATO are more complete. The data begin in 1980, so that a
history is known only once at least four fifths of its weight lie within them: from 1988. They end in 2010, and nothing later is
known, though single exercises are. In 208 exercises a participant is not named ("NATO nations"). tau is a choice: from 1 to 20
years none tells more of what comes next than another (AUC .782 to .783).
``ties.exercises`` counts the same exercises with another decay: no second evidence.

References
----------
D'Orazio, V. (2012). War Games: North Korea's Reaction to US and South Korean Military Exercises. *Journal of East Asian Studies*
12(2), 275–294. D'Orazio, V., and K. Galambos (2021). Multinational Military Exercises, 1980–2010. Harvard Dataverse.

Examples
--------
One exercise two years ago, one this year, with tau so that a year halves:

>>> import numpy as np
>>> from comity.measures.interoperability._exercises import decayed
>>> decayed(np.array([[1.0], [0.0], [1.0]]), tau=1 / np.log(2))[-1].round(9).tolist()
[1.25]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.answer import Computed
from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.explaining import looked, whom
from comity.measures.interoperability import _exercises
from comity.measures.reading import Reading
from comity.panel.trace import Behind

#: After so many years an exercise counts 1/e.
TAU = 5.0
#: So much of the weight of a history must lie in years into which the source has looked.
ENOUGH = 0.8


def compute(reading: Reading) -> Estimates:
    """Give the histories of all pairs and years."""
    axis, pairs = reading.axis, reading.pairs
    found = _exercises.joint(reading)
    history = _exercises.decayed(found.counts, TAU)
    number = np.cumsum(found.counts.sum(axis=1), axis=0)
    place = _exercises.places(axis, found.keys)
    one, other = place[pairs.a, pairs.period], place[pairs.b, pairs.period]
    year = np.take(axis.years, pairs.period)
    share = _exercises.seen(np.maximum(year - found.first + 1, 0), TAU)
    known = (share >= ENOUGH) & (year <= found.last)
    met = known & (one >= 0) & (other >= 0)
    by_part = np.where(known, 0.0, np.nan) * np.ones((len(_exercises.PARTS), 1))
    inputs = np.zeros(len(pairs))
    at = year[met] - found.first
    by_part[:, met] = history[at, :, one[met], other[met]].T
    inputs[met] = np.round(number[at, one[met], other[met]])
    return Estimates(
        pairs,
        by_part.sum(axis=0),
        inputs=inputs,
        coverage=np.where(known, share, 0.0),
        parts=dict(zip(_exercises.PARTS, by_part, strict=True)),
    )


def history_of(reading: Reading, states: Sequence[str], until: date) -> list[tuple[Behind, str]]:
    """Give the rows of all joint exercises of two states begun by a day, each with its domains."""
    cursor = reading.con.execute(
        """select a.* from activity a where a.source = 'mme-exercises' and a.kind = 'exercise' and a."start" <= $1
        and 2 = (select count(distinct p.actor) from activity_party p where p.activity = a.activity
        and p.role <> 'observer' and list_contains($2, p.actor)) order by a."start", a.activity""",
        [until, list(states)],
    )
    header = [entry[0] for entry in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        one = Behind("activity", cells, str(cells.pop("source")), str(cells.pop("source_row")))
        found.append((one, str(cells.get("domains", ""))))
    return found


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each domain adds, with the exercises of the whole history."""
    states, first, until = whom(Computed(reading.name, reading.measure, estimates), row)
    behind: dict[str, list[Behind]] = {label: [] for label in _exercises.PARTS}
    for one, domains in history_of(reading, states, until):
        for label in np.array(_exercises.PARTS)[_exercises.split(domains) > 0].tolist():
            behind[label].append(one)
    none = () if any(behind.values()) else looked(reading.con, [_exercises.NEED], first, until)
    return [
        Contribution(
            label, float(part[row]), tuple(behind[label]) or none, "exercises of all years, the latest counting most"
        )
        for label, part in estimates.parts.items()
    ]


MEASURE = Measure(
    title="Joint exercises, the latest counting most",
    unit="exercises",
    subject="pair",
    needs=(_exercises.NEED,),
    compute=compute,
    explain=explain,
    direction="more, or more recent, joint exercises",
    method="sum of exp(-age / 5 years) over joint exercises",
    reference="D'Orazio (2012); D'Orazio and Galambos (2021)",
    bounds=(0.0, math.inf),
)
