"""Which share of a group's pairs of members exercised together in a year.

Formula
-------
Of a group with n members in a year, with x_ij = 1 if a joint exercise with both i and j as participants began in it::

    density_gt = sum over ordered pairs of members of x_ij / (n * (n - 1))

The exercises are those of the one source that looks at all states, 1980 to 2010, so that a pair without one has 0 then.

Pitfalls
--------
The source is made from news in English: NATO's exercises are more complete than those of the CSTO or the SCO. In 208 exercises
a participant is not named (often “NATO nations”), which makes the density too low. A large exercise joins all its
participants' pairs at once, however little two of them had to do with each other in it. Nothing is known after 2010.

References
----------
D'Orazio, V., and K. Galambos (2021). Multinational Military Exercises, 1980–2010. Harvard Dataverse, doi 10.7910/DVN/KHFODX.

Examples
--------
Of three members two were in the one exercise of the year:

>>> import numpy as np
>>> there = np.ones((1, 3, 1), bool)
>>> found = together(np.array([7, 7]), np.array([0, 1]), np.array([0, 0]))
>>> (within(there, found) / 6).round(3).tolist()
[[0.333]]
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.measures.cohesion._pairs import Ties, share_of_pairs, within
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.axis import Ints

NEED = Need("mme-exercises", "activity.exercise")


def _exercised(reading: Reading) -> Ties:
    """Give the pairs that took part in one exercise, other than as observers, by the year in which it began."""
    look = reading.look(NEED.source, coded_in=None)
    parts, _ = look.states(
        f"""select distinct p.actor, x."start", x."start" as "end", dense_rank() over (order by activity)::double as value
        from activity x join activity_party p using (activity) where x.source = '{NEED.source}' and x.kind = 'exercise'
        and x."start" is not null and p.role <> 'observer'""",
        layer=NEED.layer,
    )
    return together(parts.value.astype(np.int64), parts.a, parts.first)


def together(exercise: npt.NDArray[np.int64], state: Ints, period: Ints) -> Ties:
    """Give every ordered pair of states of one exercise, once a year.

    Parameters
    ----------
    exercise, state, period
        Of each participation, shape (participations,).
    """
    order = np.argsort(exercise, kind="stable")
    exercise, state, period = exercise[order], state[order], period[order]
    _, begin, where, size = np.unique(exercise, return_index=True, return_inverse=True, return_counts=True)
    others = size[where]
    one = np.repeat(np.arange(len(state)), others)
    other = np.arange(len(one)) - np.repeat(np.cumsum(others) - others - begin[where], others)
    apart = state[one] != state[other]
    rows = np.unique(np.stack([state[one][apart], state[other][apart], period[one][apart]]), axis=1)
    return Ties(rows[0], rows[1], rows[2], np.ones(rows.shape[1]))


def compute(reading: Reading) -> Estimates:
    """Give the density of all groups and years."""
    found = groups(reading)
    total = within(found.there, _exercised(reading))
    cover = reading.look(NEED.source, coded_in=None).cover(NEED.layer)
    value = found.of_pacts(share_of_pairs(found, cover, total))
    return Estimates(found.pacts, value, inputs=found.of_pacts(total / 2.0))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each member's exercises with the others add."""
    members, period = groups(reading).at(row)
    mine = _exercised(reading).of(members, period)
    days, size = days_of(reading.axis, period), len(members)
    told = []
    for place in members.tolist():
        key, partners = key_of(reading.axis, place, period), int((mine.a == place).sum())
        behind = evidence(reading.con, (NEED,), [key], *days)
        told.append(Contribution(key, partners / (size * (size - 1)), behind, f"with {partners} of {size - 1} others"))
    return told


MEASURE = Measure(
    title="Pairs of members that exercised together",
    unit="share of pairs",
    subject="pact",
    needs=(NEED, *ALLIANCES),
    compute=compute,
    direction="that more of the members train with each other",
    method="pairs with a joint exercise begun in the year, over all pairs of members",
    reference="D'Orazio and Galambos (2021)",
    explain=explain,
    bounds=(0.0, 1.0),
)
