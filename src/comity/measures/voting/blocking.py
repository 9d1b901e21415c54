"""Blocking power: the share of winning coalitions that fail without a member (Coleman's power to prevent).

Formula
-------
Of all coalitions that win, the share that loses when i leaves::

    P_i = coalitions that i turns / winning coalitions

1 is a veto: nothing passes without i. It is counted exactly, in whole numbers, and made of the coalitions of 0, 1, 2 …
others. Coleman's power to initiate, the share of losing coalitions that win when i joins, is given beside it by
``comity.measures.voting.power``.

Pitfalls
--------
It is the power to stop by voting, by the rule alone; it says nothing of the price of stopping, and nothing of who waters a
proposal down before it is voted on. Where unanimity rules it is 1 for all by construction, which is true and tells nobody
apart. The values of a body do not add up to 1. Members and rule are those of 31 December, and people rounded, as for
``voting.shapley_shubik``; in the Security Council an abstention of a permanent member does not block.

References
----------
Coleman, J. S. (1971). Control of Collectivities and the Power of a Collectivity to Act. In B. Lieberman (ed.), *Social
Choice*, 269–300. Gordon and Breach.

Examples
--------
The Security Council: each permanent member has a veto, without an elected one a tenth of what passes would fail:

>>> from comity.statistics.games import Rule, members, power, veto
>>> council = power(Rule(15, ((members(15, 9), veto(15, range(5))),)))
>>> [round(float(sum(by_size(council, player))), 4) for player in (0, 14)]
[1.0, 0.0991]
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading
from comity.measures.voting._rules import estimates, explanation, named
from comity.statistics.games import Power


def by_size(counted: Power, player: int) -> Sequence[Fraction]:
    """Give a player's power to prevent by how many others agree."""
    return [Fraction(count, counted.winning) for count in counted.swings[player]]


def compute(reading: Reading) -> Estimates:
    """Give the power to prevent of every member."""
    return estimates(reading, by_size)


def explain(reading: Reading, made: Estimates, row: int) -> Sequence[Contribution]:
    """Give the power to prevent by how many others agree."""
    return explanation(reading, made, row, by_size)


MEASURE = Measure(
    title="Blocking power (Coleman's power to prevent)",
    unit="share of winning coalitions that fail without it",
    compute=compute,
    direction="more decisions that cannot be taken without it",
    method="Coleman's power of a member to prevent action, counted exactly",
    reference="Coleman (1971)",
    explain=explain,
    **named(),
)
