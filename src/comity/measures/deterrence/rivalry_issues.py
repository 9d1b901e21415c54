"""What a challenger and a target are rivals about: the interests at stake between them.

Formula
-------
Of two states that are strategic rivals, the number of kinds of issue that their rivalry is coded to be about: territory
(spatial), rank and influence (positional), political beliefs (ideological), intervention in each other's affairs
(interventionary). 0 where they are no rivals. It is the same in both directions.

Pitfalls
--------
A count of kinds, and no strength of interest: one border that matters can weigh more than all four. It says what they compete over
and not what either would pay. Rivalry is a judgement of historians on how the two see each other. To 2020.

References
----------
Thompson, W. R., K. Sakuwa and P. H. Suhas (2021). *Analyzing Strategic Rivalries in World Politics*. Springer.

Examples
--------
Rivals over territory and rank, and two states that are no rivals:

>>> import numpy as np
>>> issues([np.array([1.0, 0.0]), np.array([1.0, 0.0]), np.array([0.0, 0.0]), np.array([0.0, 0.0])]).tolist()
[2.0, 0.0]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

#: Column of the panel's group → label, and layer.
KINDS = {
    "spatial": ("territory", Need("rivalries", "tie.rivalry-tss-spatial")),
    "positional": ("rank and influence", Need("rivalries", "tie.rivalry-tss-positional")),
    "ideological": ("political beliefs", Need("rivalries", "tie.rivalry-tss-ideological")),
    "interventionary": ("intervention", Need("rivalries", "tie.rivalry-tss-interventionary")),
}


def issues(kinds: Sequence[Floats]) -> Floats:
    """Count the kinds of issue, NaN where any is not known."""
    found: Floats = np.stack(kinds).sum(axis=0)
    return found


def compute(reading: Reading) -> Estimates:
    """Give the number for all ordered pairs and years."""
    dyads = reading.dyads
    kinds = {label: reading.pair("rivalries", name, dyads) for name, (label, _) in KINDS.items()}
    value = issues(list(kinds.values()))
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(np.isfinite(value), len(KINDS), 0),
        parts={label: np.where(np.isfinite(value), array, np.nan) for label, array in kinds.items()},
    )


MEASURE = Measure(
    title="Interests: what the two are rivals about",
    unit="kinds of issue, of four",
    subject="pair",
    directed=True,
    symmetric=True,
    needs=tuple(need for _, need in KINDS.values()),
    compute=compute,
    direction="a rivalry about more kinds of issue",
    method="count of the kinds of issue of a strategic rivalry",
    reference="Thompson, Sakuwa and Suhas (2021)",
    parts={label: (need,) for label, need in KINDS.values()},
    bounds=(0.0, 4.0),
)
