"""Military expenditure: what a state spent on its armed forces in a year, in US dollars of that year.

Formula
-------
The published figure of the National Material Capabilities, in current US dollars at market exchange rates. A zero beside
soldiers (36 state-years, among them Pakistan in 1947 and Taiwan in 1949) is taken for unknown::

    spending = milex, unless milex = 0 and milper > 0

Pitfalls
--------
It begins in 1914: until 1913 the same file is in pounds sterling, which is another series, and the two are never joined. It is
not deflated: growth over the years is inflation and exchange rates too, so compare states within a year. A market exchange
rate understates what an army of cheap soldiers buys. Definitions of military spending differ from state to state and from
NATO's; the file has no error for any of it, hence no interval and no rank. A zero that is left is of a state without armed
forces, or of one that spent less than was counted.

References
----------
Singer, J. D., S. Bremer and J. Stuckey (1972). Capability Distribution, Uncertainty, and Major Power War, 1820–1965. In
B. Russett (ed.), *Peace, War, and Numbers*, 19–48. Sage.
Singer, J. D. (1987). Reconstructing the Correlates of War Dataset on Material Capabilities of States, 1816–1985.
*International Interactions* 14(2), 115–132.

Examples
--------
>>> import numpy as np
>>> from comity.measures.capability._forces import without_false_zeros
>>> without_false_zeros(np.array([0.0, 7e9]), np.array([275_000.0, 150_000.0])).tolist()
[nan, 7000000000.0]
"""

from __future__ import annotations

import numpy as np

from comity.measures.capability._forces import SOLDIERS, SPENDING, spending_and_soldiers
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

LABEL = "military expenditure"


def compute(reading: Reading) -> Estimates:
    """Give the spending of all states and years."""
    value = reading.of_states(spending_and_soldiers(reading)[0])
    return Estimates(reading.states, value, inputs=np.isfinite(value).astype(np.int32), parts={LABEL: value})


MEASURE = Measure(
    title="Military expenditure",
    unit="USD, current",
    subject="state",
    needs=(SPENDING, SOLDIERS),
    compute=compute,
    direction="more money spent on armed forces",
    method="published figure, impossible zeros taken for unknown",
    reference="Singer, Bremer and Stuckey (1972); Singer (1987)",
    parts={LABEL: (SPENDING, SOLDIERS)},
    bounds=(0.0, np.inf),
    monotone={SPENDING.layer: 1},
)
