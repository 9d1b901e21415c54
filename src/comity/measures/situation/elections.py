"""National elections held in a state in the year.

Formula
-------
::

    elections_it = number of national elections (of the executive, the legislature, a constituent assembly) in the year

Pitfalls
--------
No list of elections could be had and verified, so that nothing is known until you bring one. 0 is known only in the states and
years that your source says it has looked at. An election that was held says nothing about whether it was free: see
``situation.regime``. Elections that are due are not on record.

References
----------
Hyde, S. D., and N. Marinov (2012). Which Elections Can Be Lost? *Political Analysis* 20(2), 191–210.

Examples
--------
Of two states one voted twice, the other not at all:

>>> import numpy as np
>>> np.bincount(np.array([0, 0]), minlength=2).tolist()
[2, 0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.evidence import explained
from comity.measures.reading import Reading, filled

ELECTIONS = Need(
    "nelda",
    "figure.national-elections",
    bring="Bring the data set NELDA (nelda.co) as a source of your own, nelda, with a figure national-elections, the number "
    "held, for each state and year that it looked at (docs/how-to/own-source.md).",
)
_LABEL = "elections held"


def compute(reading: Reading) -> Estimates:
    """Give the number of elections of all states and years."""
    look = reading.look(ELECTIONS.source)
    entries, _ = look.states(
        f"""select actor, "start", "end", value from figure where source = '{ELECTIONS.source}'
        and indicator = 'national-elections'""",
        layer=ELECTIONS.layer,
    )
    value = reading.of_states(filled(look.grid(entries, "sum", rest=0.0, layer=ELECTIONS.layer)))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0))


MEASURE = Measure(
    title="National elections held in the year",
    unit="elections",
    subject="state",
    needs=(ELECTIONS,),
    compute=compute,
    direction="more national elections were held",
    method="count of the year",
    reference="Hyde and Marinov (2012)",
    explain=explained(_LABEL, (ELECTIONS,)),
    bounds=(0.0, float("inf")),
    monotone={ELECTIONS.layer: 1},
)
