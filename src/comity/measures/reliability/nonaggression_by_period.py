"""How often a pledge of nonaggression was honoured, before 1945 and since: a prior for every pact with one, by the year's period.

Formula
-------
As ``reliability.nonaggression``, but of the calls in the period of the year: 13 of 21 on pacts with a promise not to attack in wars before
1945, and 5 of 28 since. Only types with at least twenty calls in either period have such a figure.

Pitfalls
--------
As of ``reliability.nonaggression``: no score of the pact or its members, and of pledges that did not deter. What fell after 1945 may be
the will to honour, or what is called upon: nuclear weapons and the great alliances may have left only the weak pledges to be
tested. Which of the two figures is the better prior for a pledge of today the counts do not say; both are given. The abstract
says that 22 % of all calls since 1945 were honoured; the published file, by the period of the war, has 10 of 50.

References
----------
Berkemeier, M., and M. Fuhrmann (2018). Reassessing the fulfillment of alliance commitments in war. *Research & Politics* 5(2).

Examples
--------
>>> from comity.measures.honoured import COUNTS, posterior
>>> [round(bound, 3) for bound in posterior(*COUNTS["nonaggression"]["1945–2003"])]
[0.19, 0.085, 0.319]
"""

from __future__ import annotations

from comity.measures import honoured

MEASURE = honoured.measure("Pledges of nonaggression honoured, all pacts, by period", "nonaggression", by_period=True)
