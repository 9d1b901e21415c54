"""Similarity of two states' votes beyond chance: Cohen's κ over valued votes in the General Assembly.

Formula
-------
Of each contested roll call of the calendar year in which both voted, x and y are 1 for yes, 2 for an abstention, 3 for no.
Over the n roll calls::

    1 - sum (x - y)^2 / (sum x^2 + sum y^2 - 2 sum x sum y / n)

0 is what two portfolios as full as these would agree by chance. What each target adds is 1 / n less its share of the
distance. Where both always voted the same one way it is undefined, and 0, as in Häge's data.

Pitfalls
--------
What is voted on in the General Assembly is not what matters most to states, and the agenda changes from year to year. To be
absent is not to abstain: such a roll call is left out. Of a year in which the source has not looked at every month (2020)
nothing is said.

References
----------
Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for Chance Agreement.
*Political Analysis* 19(3), 287–305.
Bailey, M. A., A. Strezhnev and E. Voeten (2017). Estimating Dynamic State Preferences from United Nations Voting Data.
*Journal of Conflict Resolution* 61(2), 430–456.

Examples
--------
Three roll calls; yes and no, yes and yes, no and abstention:

>>> shares([1, 1, 3], [3, 1, 2], "kappa").round(3).tolist()
[-0.467, 0.333, 0.133]
"""

from __future__ import annotations

from comity.measures.alignment._similarity import of_votes, shares

MEASURE = of_votes(
    "Similarity of votes in the UNGA (Cohen's kappa)",
    "kappavv",
    "kappa",
    direction="votes cast alike in the General Assembly, beyond chance",
    reference="Häge (2011)",
)

__all__ = ["MEASURE", "shares"]
