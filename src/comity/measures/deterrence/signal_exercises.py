"""Joint exercises of the target with states that could stand by it against the challenger.

Formula
-------
Of the pair's first state, the target, and its second, the challenger: the number of joint exercises begun in the year in
which the target took part, the challenger did not, and at least one other participant does not owe the challenger
defence. Observers do not count as taking part.

Pitfalls
--------
Exercises were found in news in English: those of the United States and NATO are more complete than others. An exercise of
2,000 and one of 40,000 soldiers count the same, and most have no message for this challenger at all. Kuo and Blankenship (2022)
find that exercises with allies go with less escalation, and that others do not escalate in general; Bernhardt and Sukin (2021)
find that North Korea answers those of South Korea and the United States with aggression. From 1980 to 2010 alone.

References
----------
D'Orazio, V., and K. Galambos (2021). *Multinational Military Exercises, 1980–2010*. Harvard Dataverse.
Kuo, R., and B. D. Blankenship (2022). Deterrence and Restraint: Do Joint Military Exercises Escalate Conflict? *Journal of
Conflict Resolution* 66(1), 3–31.
Bernhardt, J., and L. Sukin (2021). Joint Military Exercises and Crisis Dynamics on the Korean Peninsula. *Journal of
Conflict Resolution* 65(5), 855–888.

Examples
--------
Two exercises: of states 0 and 2, and of 0, 1 and 2. State 2 owes state 3 defence.

>>> import numpy as np
>>> took_part = np.array([[1, 0, 1, 0], [1, 1, 1, 0]], bool)
>>> owes = np.zeros((4, 4)); owes[2, 3] = 1
>>> exercised(took_part, owes).astype(int).tolist()[0]
[0, 1, 0, 1]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.deterrence._ledger import PACTS, free, pledges
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import key_of
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.look import Look
from comity.panel.trace import Behind

EXERCISES = Need("mme-exercises", "activity.exercise")


def exercised(took_part: Flags, pledged: Floats) -> Floats:
    """Count the exercises that stand behind each target (first index) against each challenger (second).

    Parameters
    ----------
    took_part
        Who took part in what, shape (exercises, N).
    pledged
        1 where the first index owes the second defence, shape (N, N).
    """
    part = took_part.astype(np.float64)
    able = free(pledged)
    # How many participants are free to stand against each challenger, the target itself included: shape (exercises, N).
    others = part @ able
    event, target = np.nonzero(took_part)
    counts = (others[event] - able[target] > 0.5) & ~took_part[event]
    found = np.zeros(pledged.shape)
    np.add.at(found, target, counts)
    np.fill_diagonal(found, 0)
    return found


def _taken_part(look: Look) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int64], list[str]]:
    """Give who took part in what and when: place, period, place in the list of exercises; and the list."""
    query = """select distinct p.activity as label, p.actor, x."start", x."start" as "end", 1.0 as value
        from activity x join activity_party p using (activity) where x.kind = 'exercise' and x."start" is not null
        and x.source = 'mme-exercises' and p.role <> 'observer'"""
    names = [name for (name,) in look.con.execute(f"select distinct label from ({query}) order by 1").fetchall()]
    entries, which = look.states(query, labels=names, layer=EXERCISES.layer)
    return entries.a, entries.first, which.astype(np.int64), names


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    axis, pairs = reading.axis, reading.pairs
    look = reading.look("mme-exercises", coded_in=None)
    place, period, which, _ = _taken_part(look)
    covered = look.covered(EXERCISES.layer)
    pledged = pledges(reading)
    found = np.full((axis.periods, axis.states, axis.states), np.nan, np.float32)
    for year in np.flatnonzero(covered.any(axis=0)):
        here = np.flatnonzero(axis.present[:, year])
        mine = period == year
        events, event = np.unique(which[mine], return_inverse=True)
        took_part = np.zeros((len(events), axis.states), bool)
        took_part[event, place[mine]] = True
        box = np.ix_(here, here)
        found[year][box] = exercised(took_part[:, here], pledged[year][box])
    value = found[pairs.period, pairs.a, pairs.b].astype(np.float64)
    return Estimates(pairs, value, inputs=np.where(np.isfinite(value), value, 0))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give one for each exercise, with its row."""
    axis, subjects = reading.axis, estimates.subjects
    period, target, challenger = (int(side[row]) for side in (subjects.period, subjects.a, subjects.b))
    place, when, which, names = _taken_part(reading.look("mme-exercises", coded_in=None))
    able = free(pledges(reading)[period])[:, challenger]
    mine = when == period
    found = []
    for event in np.unique(which[mine & (place == target)]).tolist():
        there = place[mine & (which == event)]
        if challenger in there or not any(able[who] == 1 for who in there.tolist() if who != target):
            continue
        rows = reading.con.execute("select * from activity where activity = ?", [names[event]])
        columns = [column[0] for column in rows.description]
        cells = dict(zip(columns, rows.fetchall()[0], strict=True))
        with_whom = ", ".join(sorted({key_of(axis, who, period) for who in there.tolist() if who != target}))
        source, source_row = str(cells.pop("source")), str(cells.pop("source_row"))
        told = {name: cell for name, cell in cells.items() if cell is not None}
        began = cells["start"]
        assert isinstance(began, date)
        label = f"{cells['name'] or names[event]} ({began.isoformat()})"
        found.append(Contribution(label, 1.0, (Behind("activity", told, source, source_row),), f"with {with_whom}"))
    return found or [Contribution("no such exercise", 0.0)]


MEASURE = Measure(
    title="Signal: exercises of the first, not with the second's allies",
    unit="exercises begun in the year",
    subject="pair",
    directed=True,
    needs=(EXERCISES, PACTS),
    compute=compute,
    direction="more exercises of the target with states that are not bound to the challenger",
    method="count of exercises without the challenger in which another took part that owes it no defence",
    reference="Kuo and Blankenship (2022); D'Orazio and Galambos (2021)",
    explain=explain,
    bounds=(0.0, np.inf),
)
