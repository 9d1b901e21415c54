"""Years in office of a state's leader, at the end of the year.

Formula
-------
::

    tenure_it = (31 December of t − day on which the leader of that day came into office) / 365.25

for whoever effectively led the state on that day, by Archigos.

Pitfalls
--------
Dates of an office and nothing else: no age, no trait, no disposition, and nothing is inferred from it about any person. It is
the present time in office: earlier ones are not added. Effective leaders need not be heads of state or government (Deng, not the
president). Where two led in turn on the last day, the later counts; where nobody is on record for it, it is not known. 1875 to
2015: the data end there, and who led afterwards is not on record. A long tenure is no measure of stability: it was 41
years in Libya in 2010.

References
----------
Goemans, H. E., K. S. Gleditsch and G. Chiozza (2009). Introducing Archigos: A Dataset of Political Leaders. *Journal of
Peace Research* 46(2), 269–283.

Examples
--------
Came into office on 22 November 2005; the end of 2010:

>>> from datetime import date
>>> round((date(2010, 12, 31) - date(2005, 11, 22)).days / 365.25, 2)
5.11
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates
from comity.measures.reading import Reading

LEADERS = Need("leaders", "leader.archigos")
_LABEL = "time in office to 31 December"


def compute(reading: Reading) -> Estimates:
    """Give the tenure of the leader of every state at the end of every year."""
    axis = reading.axis
    look = reading.look("leaders", coded_in="gw")
    # What an entry is worth is the day of taking office, also where the state came onto the list later.
    entries, _ = look.states(
        """select state as actor, "start", "end", ("start" - date '0001-01-01' + 1)::double as value
        from leader where source = 'leaders' and "start" is not null""",
        layer=LEADERS.layer,
    )
    length = entries.last - entries.first + 1
    which = np.repeat(np.arange(len(length)), length)
    place, period, _, came = look.expand(entries)
    on_the_day = entries.end[which] >= axis.last_days[period]
    latest = np.full(axis.present.shape, -np.inf)
    np.maximum.at(latest, (place[on_the_day], period[on_the_day]), came[on_the_day])
    value = reading.of_states(np.where(np.isfinite(latest), (axis.last_days - latest) / 365.25, np.nan))
    return Estimates(reading.states, value, inputs=np.where(np.isfinite(value), 1, 0), parts={_LABEL: value})


MEASURE = Measure(
    title="Years in office of the leader, at the year's end",
    unit="years",
    subject="state",
    needs=(LEADERS,),
    compute=compute,
    direction="whoever leads it has been in office for longer",
    method="days since taking office",
    reference="Goemans, Gleditsch and Chiozza (2009)",
    parts={_LABEL: (LEADERS,)},
    bounds=(0.0, float("inf")),
)
