"""Similarity of two states' alliances beyond chance: Scott's π over valued alliance portfolios.

Formula
-------
x and y are what the two owe each of the n states of the system, themselves included, by pacts in force: 3 for defence or
offence, 2 for neutrality or consultation, 1 for nonaggression, 0 for nothing, the strongest counting; toward oneself 3::

    1 - sum (x - y)^2 / (sum x^2 + sum y^2 - (sum x + sum y)^2 / (2 n))

0 is what two portfolios as full as these would agree by chance. What each target adds is 1 / n less its share of the
distance.

Pitfalls
--------
It knows of treaties alone, and only of those that ATOP lists, to 2018. Two states that belong to one large pact agree on all
of its members: the Helsinki Final Act of 1975, a duty to consult, binds the United States, the Soviet Union and all of Europe
but Albania. Were every pact worth the same (the panel's ``kappaba``), κ of the United States and Russia would be 0.67 in
2018; valued it is 0.25, which is still no sign of friendship. States without pacts (Israel and most others toward the
United States) are near 0 or below it whatever they do. Unlike Cohen's κ it takes a difference in how many pacts the two have for disagreement.

References
----------
Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for Chance Agreement.
*Political Analysis* 19(3), 287–305.
Scott, W. A. (1955). Reliability of Content Analysis: The Case of Nominal Scale Coding. *Public Opinion Quarterly* 19(3),
321–325.

Examples
--------
Four states; the first is bound to itself and the second, the second to itself alone:

>>> round(float(shares([1, 1, 0, 0], [0, 1, 0, 0], "pi").sum()), 4)
0.4667
"""

from __future__ import annotations

from comity.measures.alignment._similarity import of_alliances, shares

MEASURE = of_alliances(
    "Similarity of alliances (Scott's pi)",
    "piva",
    "pi",
    direction="pacts with the same states, beyond chance",
    reference="Häge (2011)",
)

__all__ = ["MEASURE", "shares"]
