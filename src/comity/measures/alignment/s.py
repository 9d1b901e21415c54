"""Similarity of two states' alliances, chance included: S over valued alliance portfolios; never to be used alone.

Formula
-------
x and y are what the two owe each of the n states of the system, themselves included, by pacts in force: 3 for defence or
offence, 2 for neutrality or consultation, 1 for nonaggression, 0 for nothing, the strongest counting; toward oneself 3::

    1 - 2 sum |x - y| / (3 n)

What each target adds is 1 / n less 2 |x - y| / (3 n).

Pitfalls
--------
Never read it alone. Most states owe most others nothing, and S counts that as agreement: of Germany and Russia in 1914,
then at war with each other, it says +0.40 (Table 6 of Signorino and Ritter 1999, of European states), where κ over the same
portfolios says −0.08. It is here because much published work rests on it.

It knows of treaties alone, and only of those that ATOP lists, to 2018. Two states that belong to one large pact agree on all
of its members: the Helsinki Final Act of 1975, a duty to consult, binds the United States, the Soviet Union and all of Europe
but Albania. Were every pact worth the same (the panel's ``kappaba``), κ of the United States and Russia would be 0.67 in
2018; valued it is 0.25, which is still no sign of friendship. States without pacts (Israel and most others toward the
United States) are near 0 or below it whatever they do.

References
----------
Signorino, C. S., and J. M. Ritter (1999). Tau-b or Not Tau-b: Measuring the Similarity of Foreign Policy Positions.
*International Studies Quarterly* 43(1), 115–144.
Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for Chance Agreement.
*Political Analysis* 19(3), 287–305.

Examples
--------
Two states with nothing in common but that neither is bound to sixteen others:

>>> round(float(shares([1, 1, 0, 0] + [0] * 16, [0, 0, 1, 1] + [0] * 16, "s").sum()), 2)
0.6
>>> round(float(shares([1, 1, 0, 0] + [0] * 16, [0, 0, 1, 1] + [0] * 16, "kappa").sum()), 2)
-0.11
"""

from __future__ import annotations

from comity.measures.alignment._similarity import of_alliances, shares

MEASURE = of_alliances(
    "Similarity of alliances (S, chance included)",
    "srsvaa",
    "s",
    direction="more of the same pacts, and more of the same lack of them",
    reference="Signorino and Ritter (1999)",
)

__all__ = ["MEASURE", "shares"]
