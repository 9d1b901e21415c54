"""Depth of the pacts between two states: the most that either owes the other, from nothing to defence.

Formula
-------
The strongest obligation that either owes the other by an alliance in force in the year, on an ordered scale::

    0  nothing
    1  nonaggression
    2  consultation or neutrality
    3  defence or offence

The scale is that of the panel's alliance portfolios (group ``similarity``). It is a count of steps: each step reached is one
contribution.

Pitfalls
--------
The order is agreed, the distances are not: 3 is more than 2, not half as much again. What is promised is on paper; whether
promises are kept is another measure's. A promise of one side alone counts as one of both. Since 1975 the Helsinki Final
Act, to ATOP a nonaggression pact, makes 1 of nearly every pair of states in Europe and North America that has no more.
After 2018 nothing is known. There is no published error.

References
----------
Leeds, B. A., J. Ritter, S. M. Mitchell and A. Long (2002). Alliance Treaty Obligations and Provisions, 1815–1944.
*International Interactions* 28(3), 237–260.

Examples
--------
Of three pairs one has promised nonaggression, one consultation, one nothing:

>>> import numpy as np
>>> {label: step.tolist() for label, step in steps(np.array([1.0, 2.0, 0.0])).items()}
{'any promise': [1.0, 1.0, 0.0], 'more than nonaggression': [0.0, 1.0, 0.0], 'defence or offence': [0.0, 0.0, 0.0]}
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties._pairs import explain_parts, of_parts

#: Obligation → how deep it is.
DEPTH = {"nonaggression": 1, "consultation": 2, "neutrality": 2, "defense": 3, "offense": 3}
#: The steps of the scale.
STEPS = {"any promise": 1, "more than nonaggression": 2, "defence or offence": 3}
NEEDS = {duty: Need("atop", f"pair_figure.atop-{duty}") for duty in DEPTH}


def steps(depth: Floats) -> dict[str, Floats]:
    """Give for each step of the scale whether it is reached, 1 or 0; NaN where the depth is not known."""
    return {label: np.where(np.isnan(depth), np.nan, depth >= step) for label, step in STEPS.items()}


def deepest(reading: Reading) -> Floats:
    """Give the strongest obligation of every pair and year, shape (rows,), NaN where it is not known."""
    look, layer = reading.look("atop"), NEEDS["defense"].layer
    worth = " ".join(f"when 'atop-{duty}' then {depth}" for duty, depth in DEPTH.items())
    owed = look.pairs(
        f"""select least(a, b) as a, greatest(a, b) as b, "start", "end", max(case indicator {worth} end)::double as value
        from pair_figure where source = 'atop' and indicator in ({", ".join(f"'atop-{duty}'" for duty in DEPTH)})
        and value > 0 group by all""",
        both_ways=True,
        layer=layer,
    )
    value, known = reading.dyads.fill(look.runs(owed, layer=layer, combine="greatest"), (0, 1), "float64")
    return value if known is None else np.where(known, value, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the depth of all pairs and years."""
    depth = deepest(reading)
    return of_parts(reading, steps(depth), np.nan_to_num(depth > 0))


MEASURE = Measure(
    title="Depth of the pacts between two states",
    unit="steps, 0 to 3",
    subject="pair",
    needs=tuple(NEEDS.values()),
    compute=compute,
    direction="a stronger promise on paper",
    method="strongest obligation on an ordered scale: nonaggression, consultation or neutrality, defence or offence",
    reference="Leeds et al. (2002)",
    explain=explain_parts(
        {label: tuple(NEEDS[duty] for duty, depth in DEPTH.items() if depth >= step) for label, step in STEPS.items()}
    ),
    bounds=(0.0, 3.0),
)
