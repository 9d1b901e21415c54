"""Trade share of the second state in the first's trade with the world.

Formula
-------
::

    share_AB = (imports of A from B + exports of A to B) / (imports of A + exports of A)

Exports of A to B are what B reports to have imported from A. All by the Correlates of War project, current US dollars.

Pitfalls
--------
Goods only, 1870 to 2014. Flows and totals come from two files, and do not always fit: a total that its own known flows exceed
by more than a tenth is taken for unknown (the totals of Poland, Czechoslovakia, Romania and the Soviet Union around 1960
are such). Of the Federal Republic of Germany, 1960 to 1989, the file has only the flows with Belgium and Luxembourg. A
flow that is not known is not zero. Importers report imports by where goods come from, and so does this: goods that pass through
Rotterdam count as Dutch wherever the reporter says so.

References
----------
Barbieri, K. (1996). Economic Interdependence: A Path to Peace or a Source of Interstate Conflict? *Journal of Peace
Research* 33(1), 29–49.
Barbieri, K., O. M. G. Keshk and B. M. Pollins (2009). Trading Data: Evaluating our Assumptions and Coding Rules. *Conflict
Management and Peace Science* 26(5), 471–491.

Examples
--------
>>> import numpy as np
>>> share(np.array([79.0 + 130.0]), np.array([509.0]), np.array([569.0])).round(3).tolist()
[0.194]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.trade import EXPORTS, FLOWS, IMPORTS, at, exchanged, totals

_IMPORTS, _EXPORTS = "imports from the second", "exports to the second"


def share(flow: Floats, imports: Floats, exports: Floats) -> Floats:
    """Give a flow as a share of all trade; a flow above all trade is none of it, hence NaN."""
    total = imports + exports
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((total > 0) & (flow <= total), flow / total, np.nan)


def compute(reading: Reading) -> Estimates:
    """Give the share of every state in every other's trade."""
    rows = reading.dyads
    imported, exported = exchanged(reading, rows)
    imports, exports, _ = totals(reading)
    whole = at(rows, imports, 0), at(rows, exports, 0)
    value = share(imported + exported, *whole)
    known = np.isfinite(value)
    return Estimates(
        reading.pairs,
        value,
        inputs=np.where(known, 4, 0),
        parts={
            label: np.where(known, share(flow, *whole), np.nan)
            for label, flow in ((_IMPORTS, imported), (_EXPORTS, exported))
        },
    )


MEASURE = Measure(
    title="Share of another state in a state's trade",
    unit="share of all trade",
    subject="pair",
    directed=True,
    needs=(FLOWS, IMPORTS, EXPORTS),
    compute=compute,
    direction="the second takes a larger part in the first's trade",
    method="bilateral trade in goods over all trade in goods",
    reference="Barbieri (1996)",
    parts={_IMPORTS: (FLOWS, IMPORTS, EXPORTS), _EXPORTS: (FLOWS, IMPORTS, EXPORTS)},
    bounds=(0.0, 1.0),
)
