"""Shapley–Shubik index: the share of orders of agreeing in which a member's vote is the one that decides.

Formula
-------
Let the n voters agree to a proposal one after the other, in every order alike likely. Somebody's vote is the one with
which the proposal passes; i's index is the share of orders in which it is i's::

    SSI_i = sum over coalitions S without i of  |S|! (n - |S| - 1)! / n!   where S loses and S with i wins

It is counted exactly, in whole numbers. The indices of all voters add up to 1, those without a name included (the elected
members of the Security Council; ``comity explain`` says what each of them has). It is made of the orders in which 0, 1, 2 …
others have agreed before.

Pitfalls
--------
It is power by the rule alone: it knows nothing of who agrees with whom, of who writes the proposal, of lobbying or of
threats. Votes are yes or no; an abstention counts as no, but in the Security Council an abstention of a permanent member
does not block. Where unanimity rules all are equal by construction. A year's value is of the members and the rule of its
31 December: of 2020 there is none for the United Kingdom in the European Union. People are those of the National Material
Capabilities, to a hundredth of a percent, not Eurostat's by which the Council counts; they end in 2022, and so does what is
known of the Union's qualified majority.

References
----------
Shapley, L. S., and M. Shubik (1954). A Method for Evaluating the Distribution of Power in a Committee System. *American
Political Science Review* 48(3), 787–792.
Felsenthal, D. S., and M. Machover (1998). *The Measurement of Voting Power*. Edward Elgar.

Examples
--------
The Security Council: nine of fifteen, and all five permanent members:

>>> from comity.statistics.games import Rule, members, power, veto
>>> council = power(Rule(15, ((members(15, 9), veto(15, range(5))),)))
>>> str(council.shapley_shubik[0]), str(council.shapley_shubik[14])
('421/2145', '4/2145')
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
    """Give a player's index by how many others have agreed before."""
    return counted.shapley_by_size(player)


def compute(reading: Reading) -> Estimates:
    """Give the index of every member."""
    return estimates(reading, by_size)


def explain(reading: Reading, made: Estimates, row: int) -> Sequence[Contribution]:
    """Give the index by how many others have agreed before."""
    return explanation(reading, made, row, by_size)


MEASURE = Measure(
    title="Voting power (Shapley–Shubik)",
    unit="share of orders in which its vote decides",
    compute=compute,
    direction="a vote that decides more often, by the rule alone",
    method="Shapley–Shubik index, counted exactly",
    reference="Shapley and Shubik (1954)",
    explain=explain,
    **named(),
)
