"""How often a pledge of offence was honoured when a war called upon it: a prior for every pact with one.

Formula
-------
With h of n calls on pacts with a promise to join in an attack honoured, the posterior of the share under Jeffreys's prior::

    (h + 1/2) / (n + 1),   interval: the 5th and 95th percentile of Beta(h + 1/2, n - h + 1/2)

with h = 31, n = 42 (74 %), in wars of 1816–2003. Every pact by which anyone owes this has the same value in every year in
which it is owed: it is a prior by type, before anything is known of the pact itself.

Pitfalls
--------
It is no score of the pact, of its members or of their word: 146 calls in two centuries cannot support one per state, and none is
made; members, treaty and record of the states are not used. Calls are of pledges that did *not* deter: a pledge that nobody
dares to test is not in the counts. A pact with several pledges counts under each, so that what was called upon may have been
another of them. All but four of the calls were before 1945: of pledges of today it says little. Calls are treated as independent, though
43 of the 146 are of the Second World War; the interval is too narrow for that. Later years than 2003 have the same prior, of the same calls.

References
----------
Berkemeier, M., and M. Fuhrmann (2018). Reassessing the fulfillment of alliance commitments in war. *Research & Politics* 5(2).
Leeds, B. A., A. G. Long and S. McLaughlin Mitchell (2000). Reevaluating Alliance Reliability. *Journal of Conflict Resolution*
44(5), 686–699.

Examples
--------
>>> from comity.measures.honoured import COUNTS, posterior
>>> [round(bound, 3) for bound in posterior(*COUNTS["offense"]["1816–2003"])]
[0.733, 0.617, 0.836]
"""

from __future__ import annotations

from comity.measures import honoured

MEASURE = honoured.measure("Pledges of offence honoured, all pacts", "offense")
