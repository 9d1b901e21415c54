"""How often a pledge of defence was honoured, before 1945 and since: a prior for every pact with one, by the year's period.

Formula
-------
As ``reliability.defense``, but of the calls in the period of the year: 37 of 62 on pacts with a promise to defend in wars before
1945, and 5 of 40 since. Only types with at least twenty calls in either period have such a figure.

Pitfalls
--------
As of ``reliability.defense``: no score of the pact or its members, and of pledges that did not deter. What fell after 1945 may be
the will to honour, or what is called upon: nuclear weapons and the great alliances may have left only the weak pledges to be
tested. Which of the two figures is the better prior for a pledge of today the counts do not say; both are given. The abstract
says that 22 % of all calls since 1945 were honoured; the published file, by the period of the war, has 10 of 50.

References
----------
Berkemeier, M., and M. Fuhrmann (2018). Reassessing the fulfillment of alliance commitments in war. *Research & Politics* 5(2).

Examples
--------
>>> from comity.measures.honoured import COUNTS, posterior
>>> [round(bound, 3) for bound in posterior(*COUNTS["defense"]["1945–2003"])]
[0.134, 0.059, 0.23]
"""

from __future__ import annotations

from comity.measures import honoured

MEASURE = honoured.measure("Pledges of defence honoured, all pacts, by period", "defense", by_period=True)
