"""Training: how many persons of the second state's forces the first trained in a year.

Formula
-------
::

    training_AB = persons of B trained by A in the year

Pitfalls
--------
No file of it could be had and verified, so that nothing is known until you bring one: the reports of the United States
(Security Force Monitor has them by training) or your own lists. A pair
without a row is not known, and no zero. Persons are no measure of what was learned. It is an element of soft power for itself: there is no
score of which it would be a part.

References
----------
Martinez Machain, C. (2021). Exporting Influence: U.S. Military Training as Soft Power. *Journal of Conflict Resolution*
65(2–3), 313–341.

Examples
--------
Two courses of a year add up:

>>> import numpy as np
>>> float(np.array([12.0, 30.0]).sum())
42.0
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

TRAINED = Need(
    "us-foreign-military-training",
    "pair_figure.persons-trained",
    bring="Bring a list of training as a source of your own, us_foreign_military_training, with a pair_figure "
    "persons-trained from the trainer toward the trained for each year (docs/how-to/own-source.md).",
)
_LABEL = "persons trained"


def compute(reading: Reading) -> Estimates:
    """Give the persons that each state trained of every other's."""
    look = reading.look(TRAINED.source)
    trained = look.pairs(
        f"""select a, b, "start", "end", value from pair_figure where source = '{TRAINED.source}'
        and indicator = 'persons-trained'""",
        layer=TRAINED.layer,
    )
    runs = look.runs(trained, zero=False, layer=TRAINED.layer, combine="sum")
    value, known = reading.dyads.of_pair(runs, 0, 1, "float64", merge=False)
    value = value if known is None else np.where(known, value, np.nan)
    return Estimates(reading.pairs, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Persons trained of another state's forces",
    unit="persons a year",
    subject="pair",
    directed=True,
    needs=(TRAINED,),
    compute=compute,
    direction="the first trained more persons of the second's forces",
    method="sum of the year's training",
    reference="Martinez Machain (2021)",
    parts={_LABEL: (TRAINED,)},
    bounds=(0.0, float("inf")),
    monotone={TRAINED.layer: 1},
)
