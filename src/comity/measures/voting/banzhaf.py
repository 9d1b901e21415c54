"""Banzhaf's measure: the chance that a member's vote decides when all others vote by the toss of a coin.

Formula
-------
Of all coalitions of the others, the share that loses without i and wins with i (absolute Banzhaf index, Penrose's measure)::

    B_i = coalitions that i turns / 2^(n - 1)

It is counted exactly, in whole numbers, and made of the coalitions of 0, 1, 2 … others. Divided by its sum over all voters
it is the normalised Banzhaf index, which ``comity.measures.voting.power`` gives beside it.

Pitfalls
--------
Tossing coins is no description of how states vote; it is what one knows who knows the rule alone. Where unanimity rules the
chance is tiny, since it takes all others to agree, and says nothing of how strong a veto is: see ``voting.blocking``. The
values of a body do not add up to 1. Votes are yes or no, members and rule those of 31 December, and people rounded, as for
``voting.shapley_shubik``.

References
----------
Penrose, L. S. (1946). The Elementary Statistics of Majority Voting. *Journal of the Royal Statistical Society* 109(1), 53–57.
Banzhaf, J. F. (1965). Weighted Voting Doesn't Work: A Mathematical Analysis. *Rutgers Law Review* 19(2), 317–343.

Examples
--------
The Security Council: a permanent member turns 848 of 16,384 coalitions, an elected one 84:

>>> from comity.statistics.games import Rule, members, power, veto
>>> council = power(Rule(15, ((members(15, 9), veto(15, range(5))),)))
>>> council.turned[0], council.turned[14], round(float(sum(by_size(council, 0))), 7)
(848, 84, 0.0517578)
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
    """Give a player's chance by how many others agree."""
    return [Fraction(count, 2 ** (counted.players - 1)) for count in counted.swings[player]]


def compute(reading: Reading) -> Estimates:
    """Give the chance of every member."""
    return estimates(reading, by_size)


def explain(reading: Reading, made: Estimates, row: int) -> Sequence[Contribution]:
    """Give the chance by how many others agree."""
    return explanation(reading, made, row, by_size)


MEASURE = Measure(
    title="Voting power (Banzhaf, absolute)",
    unit="chance that its vote decides",
    compute=compute,
    direction="a greater chance to decide, by the rule alone",
    method="absolute Banzhaf index (Penrose), counted exactly",
    reference="Penrose (1946); Banzhaf (1965)",
    explain=explain,
    **named(),
)
