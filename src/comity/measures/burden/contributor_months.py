"""Months of service that a state's uniformed persons gave to United Nations peacekeeping in a year.

Formula
-------
The sum over the months of a year of the strength on the last day of each month::

    person-months_it = sum over months m of t of (troops + police + experts)_im

It is known for the years of which every month is in the source (1991 to 2013), and then for every state: the United Nations
list all contributors each month, so that no row is none.

Pitfalls
--------
Only missions that the United Nations lead are in it; what a state does under NATO, the European Union, the African Union or
on its own is not, and no small number here means a small part in peacekeeping at large. A person-month of an infantryman and
of a helicopter pilot count alike. Strengths are of the last day of a month. Money is not in it: who pays the assessed
contributions and who sends soldiers are different states.

References
----------
Perry, C., and A. C. Smith (2013). Trends in Uniformed Contributions to UN Peacekeeping: A New Dataset, 1991–2012. International
Peace Institute, Providing for Peacekeeping 3.

Examples
--------
A hundred soldiers all year, in the mean, and half a policeman:

>>> import numpy as np
>>> {label: months.tolist() for label, months in person_months({"troops": np.array([100.0]), "police": np.array([0.5])}).items()}
{'troops': [1200.0], 'police': [6.0]}
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import days_of
from comity.measures.reading import Reading

KINDS = {"troops": "pko_troops", "police": "pko_police", "military experts": "pko_experts"}
NEEDS = {kind: Need("ipi-peacekeeping", f"figure.un-peacekeeping-{kind.split()[-1]}") for kind in KINDS}


def person_months(mean: Mapping[str, Floats]) -> dict[str, Floats]:
    """Make person-months of a year of the mean strength of its twelve months, of each kind."""
    return {kind: 12.0 * strength for kind, strength in mean.items()}


def _months(reading: Reading) -> dict[str, Floats]:
    return person_months({kind: reading.nan("peacekeeping", column) for kind, column in KINDS.items()})


def compute(reading: Reading) -> Estimates:
    """Give the person-months of all states and years."""
    value: Floats = np.sum(list(_months(reading).values()), axis=0)
    held = reading.of_states(value)
    return Estimates(reading.states, held, inputs=12.0 * len(KINDS) * np.isfinite(held))


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give the person-months of troops, police and military experts."""
    place, period = int(estimates.subjects.a[row]), int(estimates.subjects.period[row])
    key, days = [key_of(reading.axis, place, period)], days_of(reading.axis, period)
    return [
        Contribution(kind, float(months[place, period]), evidence(reading.con, (NEEDS[kind],), key, *days))
        for kind, months in _months(reading).items()
    ]


MEASURE = Measure(
    title="Person-months in United Nations peacekeeping",
    unit="person-months a year",
    subject="state",
    needs=tuple(NEEDS.values()),
    compute=compute,
    direction="more uniformed persons for longer in missions of the United Nations",
    method="sum of the strengths at the months' ends",
    reference="Perry and Smith (2013)",
    explain=explain,
    bounds=(0.0, np.inf),
    monotone={need.layer: 1 for need in NEEDS.values()},
)
