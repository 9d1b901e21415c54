"""A common language of two states: one that is official in both, or spoken by a tenth of the people in both.

Formula
-------
1 if a language is official in both, or is spoken by at least 9 % of the people in both; else 0. The part says which: a
language that is official in both, or one that is widely spoken in both without being so.

Pitfalls
--------
The publisher's file has no years; its codes are of about 2004, and so this is known of 2004 alone. Languages change slowly, but
whoever carries the value to other years decides so (``interoperability.later_participation`` does, and says it). That officers
of two states both speak English, as most staffs do, is not in it. States that came later (Montenegro, Kosovo, South Sudan) are
not in the file.

References
----------
Mayer, T., and S. Zignago (2011). Notes on CEPII's distances measures: The GeoDist database. CEPII Working Paper 2011-25.

Examples
--------
Official in both; spoken in both; neither; and of one nothing is known:

>>> import numpy as np
>>> common, official, spoken = one_of(np.array([1.0, 0.0, 0.0, np.nan]), np.array([1.0, 1.0, 0.0, 1.0]))
>>> common.tolist(), spoken.tolist()
([1.0, 1.0, 0.0, nan], [0.0, 1.0, 0.0, nan])
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading

OFFICIAL = Need("cepii-geodist", "pair_figure.cepii-common-official-language")
SPOKEN = Need("cepii-geodist", "pair_figure.cepii-common-spoken-language")


def one_of(official: Floats, spoken: Floats) -> tuple[Floats, Floats, Floats]:
    """Give whether there is a common language, and by which of two it is so; NaN where either is not known."""
    known = np.isfinite(official) & np.isfinite(spoken)
    first = np.where(known, official > 0, np.nan)
    second = np.where(known, (official <= 0) & (spoken > 0), np.nan)
    return first + second, first, second


def compute(reading: Reading) -> Estimates:
    """Give whether the pairs have a common language."""
    look = reading.look("cepii-geodist")
    found = []
    for need in (OFFICIAL, SPOKEN):
        rows = f"""select a, b, "start", "end", value from pair_figure
            where source = 'cepii-geodist' and indicator = '{need.layer.partition(".")[2]}'"""
        runs = look.runs(look.pairs(rows, both_ways=True, layer=need.layer), zero=False, combine="greatest")
        value, known = reading.dyads.of_pair(runs, 0, 1, "float64", merge=True)
        found.append(value if known is None else np.where(known, value, np.nan))
    common, official, spoken = one_of(*found)
    return Estimates(
        reading.pairs,
        common,
        inputs=np.isfinite(found).sum(axis=0),
        parts={"official in both": official, "spoken in both": spoken},
    )


MEASURE = Measure(
    title="Common language of two states",
    unit="(1 yes, 0 no)",
    subject="pair",
    needs=(OFFICIAL, SPOKEN),
    compute=compute,
    parts={"official in both": (OFFICIAL,), "spoken in both": (SPOKEN,)},
    direction="a language in common",
    method="a language that is official in both, or spoken by 9 % in both",
    reference="Mayer and Zignago (2011)",
    bounds=(0.0, 1.0),
)
