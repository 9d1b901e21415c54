"""Similarity of two states' votes, chance included: S over valued votes in the General Assembly; never alone.

Formula
-------
Of each contested roll call of the calendar year in which both voted, x and y are 1 for yes, 2 for an abstention, 3 for no.
Over the n roll calls::

    1 - sum |x - y| / n

What each roll call adds is 1 / n less |x - y| / n: it is twice the share of agreement (an abstention half) less 1.

Pitfalls
--------
Never read it alone: most members say yes to most of what is voted on, and S counts that as similarity; for alliances the same
made Germany and Russia similar in 1914 (+0.40, where κ says −0.08: Signorino and Ritter 1999, Table 6). What is voted on in the General Assembly is not what matters most to states, and the agenda changes from year to year. To be
absent is not to abstain: such a roll call is left out. Of a year in which the source has not looked at every month (2020)
nothing is said.

References
----------
Signorino, C. S., and J. M. Ritter (1999). Tau-b or Not Tau-b: Measuring the Similarity of Foreign Policy Positions.
*International Studies Quarterly* 43(1), 115–144.
Häge, F. M. (2011). Choice or Circumstance? Adjusting Measures of Foreign Policy Similarity for Chance Agreement.
*Political Analysis* 19(3), 287–305.

Examples
--------
Three roll calls; yes and no, yes and yes, no and abstention:

>>> shares([1, 1, 3], [3, 1, 2], "s", 2.0).round(3).tolist()
[-0.333, 0.333, 0.0]
"""

from __future__ import annotations

from comity.measures.alignment._similarity import of_votes, shares

MEASURE = of_votes(
    "Similarity of votes in the UNGA (S, chance included)",
    "srsvva",
    "s",
    direction="votes cast alike in the General Assembly, chance included",
    reference="Signorino and Ritter (1999)",
)

__all__ = ["MEASURE", "shares"]
