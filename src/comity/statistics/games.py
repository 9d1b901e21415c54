"""Power in games: how often a vote decides.

A *rule* says which coalitions win. Its indices are exact, in whole numbers and fractions, by counting how many sets of
outsiders a winning coalition can do without; beyond the reach of counting they are sampled, with intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations
from math import factorial, gcd, prod
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

#: Counts of coalitions of up to so many players fit into 64 bits; of more they are Python's own whole numbers.
MACHINE_PLAYERS = 62
#: Most cells of the table of counts: half a gigabyte of machine numbers, or as long a wait for Python's own.
MACHINE_CELLS, OWN_CELLS = 60_000_000, 300_000
#: Of so few players every single coalition can be looked at, whatever their weights.
FEW_PLAYERS = 20
#: Half the width of a 90 % interval of the normal distribution.
_Z = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Criterion:
    """A weight of each player, and how much of it a coalition must have."""

    weights: tuple[int, ...]
    quota: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule: a coalition wins if it meets all criteria of at least one of several ways.

    Parameters
    ----------
    players
        How many there are.
    ways
        Each a set of criteria that must be met together. One weighted quota is one way of one criterion; a double
        majority is one way of two; a veto is a criterion in which its holder alone has weight.
    """

    players: int
    ways: tuple[tuple[Criterion, ...], ...]

    def __post_init__(self) -> None:
        for way in self.ways:
            for criterion in way:
                if len(criterion.weights) != self.players or min(criterion.weights, default=0) < 0:
                    raise ValueError("every criterion needs one weight a player, none below 0")
        if self.players < 1 or not self.ways or self.wins_without_anybody:
            raise ValueError("a rule needs a player and a way, and nobody must not win")

    @property
    def wins_without_anybody(self) -> bool:
        """Whether a way asks for nothing."""
        return any(all(criterion.quota <= 0 for criterion in way) for way in self.ways)


def weighted(weights: Sequence[int], quota: int) -> Criterion:
    """Give the criterion that a coalition's weights reach a quota."""
    return Criterion(tuple(int(weight) for weight in weights), int(quota))


def members(players: int, needed: int) -> Criterion:
    """Give the criterion that a coalition has so many members."""
    return Criterion((1,) * players, int(needed))


def veto(players: int, holders: Sequence[int]) -> Criterion:
    """Give the criterion that all of these players, by place, are in the coalition."""
    held = frozenset(holders)
    return Criterion(tuple(int(place in held) for place in range(players)), len(held))


@dataclass(frozen=True)
class Power:
    """How often each player turns a coalition, by number: everything else follows from it.

    Attributes
    ----------
    swings
        Of each player, for 0, 1 … other members, how many losing coalitions of that size it turns into winning ones.
    winning
        How many coalitions win, of 2 to the number of players.
    """

    swings: tuple[tuple[int, ...], ...]
    winning: int

    @property
    def players(self) -> int:
        """How many players there are."""
        return len(self.swings)

    @cached_property
    def turned(self) -> tuple[int, ...]:
        """How many coalitions each player turns: Banzhaf's raw count."""
        return tuple(sum(counts) for counts in self.swings)

    @cached_property
    def shapley_shubik(self) -> tuple[Fraction, ...]:
        """The share of orders of joining in which each player is the one with whom the coalition begins to win."""
        alike = {counts: player for player, counts in enumerate(self.swings)}
        found = {counts: sum(self.shapley_by_size(player), Fraction(0)) for counts, player in alike.items()}
        return tuple(found[counts] for counts in self.swings)

    def shapley_by_size(self, player: int) -> tuple[Fraction, ...]:
        """Give a player's Shapley–Shubik index by how many others had joined before: it adds up to the index."""
        number = self.players
        return tuple(
            Fraction(count * factorial(size) * factorial(number - 1 - size), factorial(number))
            if count
            else Fraction(0)
            for size, count in enumerate(self.swings[player])
        )

    @cached_property
    def banzhaf(self) -> tuple[Fraction, ...]:
        """The chance that each player decides when all others vote by the toss of a coin (absolute; Penrose's measure)."""
        return tuple(Fraction(count, 2 ** (self.players - 1)) for count in self.turned)

    @cached_property
    def banzhaf_normalised(self) -> tuple[Fraction, ...]:
        """Each player's share of all turned coalitions: the Banzhaf index; 0 where nothing can be turned."""
        total = sum(self.turned)
        return tuple(Fraction(count, total) if total else Fraction(0) for count in self.turned)

    @cached_property
    def prevent(self) -> tuple[Fraction, ...]:
        """The share of winning coalitions that fail without each player: Coleman's power to prevent; 1 is a veto."""
        return tuple(Fraction(count, self.winning) if self.winning else Fraction(0) for count in self.turned)

    @cached_property
    def initiate(self) -> tuple[Fraction, ...]:
        """The share of losing coalitions that win with each player: Coleman's power to initiate; 1 is a dictator."""
        losing = 2**self.players - self.winning
        return tuple(Fraction(count, losing) for count in self.turned)

    @cached_property
    def act(self) -> Fraction:
        """The share of all coalitions that win: Coleman's power of the whole to act."""
        return Fraction(self.winning, 2**self.players)


def countable(rule: Rule) -> bool:
    """Say whether the exact indices are within reach: always to 20 players, to 60 and more if weights are not too long."""
    most = MACHINE_CELLS if rule.players <= MACHINE_PLAYERS else OWN_CELLS
    return rule.players <= FEW_PLAYERS or _cells(rule) <= most


def _cells(rule: Rule) -> int:
    return max((prod(shape) for _, shape, _ in _demands(rule)), default=0)


@lru_cache(maxsize=256)
def power(rule: Rule) -> Power:
    """Count, for every player and size, the coalitions that it turns.

    Of each set of outsiders that a winning coalition can do without only its size and its weights matter. How many sets
    there are of each size and weight is counted player by player (a truncated product of polynomials); of ways that can
    both be met the common part is taken off. That a player is among the outsiders is then divided out of the counts.

    Raises
    ------
    ValueError
        When there are more than 20 players and the table of counts would be too large: see :func:`countable`, and
        sample instead.

    Notes
    -----
    Time and memory grow with the product of what each criterion can spare (weights of all less quota), not with the
    number of coalitions. Brams and Affuso (1976) gave the generating functions; the rest is arithmetic.

    Examples
    --------
    The Council of the European Economic Community, 1958: Luxembourg could never turn a decision.

    >>> council = Rule(6, ((weighted([4, 4, 4, 2, 2, 1], 12),),))
    >>> [str(share) for share in power(council).shapley_shubik]
    ['7/30', '7/30', '7/30', '3/20', '3/20', '0']
    """
    if not countable(rule):
        raise ValueError("too many weights to be counted")
    number = rule.players
    if number <= FEW_PLAYERS and _cells(rule) > 2**number:
        return _one_by_one(rule)
    allowed = [0] * (number + 2)
    without = [[0] * (number + 1) for _ in range(number)]
    for sign, shape, weights in _demands(rule):
        table = _table(number, shape, weights)
        for size, count in enumerate(table.reshape(shape[0], -1)[:, -1].tolist()):
            allowed[size] += sign * count
        found: dict[tuple[int, ...], list[int]] = {}
        for player in range(number):
            mine = tuple(weight[player] for weight in weights)
            if mine not in found:
                found[mine] = _without(table, shape, mine)
            for size, count in enumerate(found[mine]):
                without[player][size] += sign * count
    # Sets of outsiders that do without a player, less those that could do without it too.
    swings = tuple(
        tuple(
            without[player][outside] - (allowed[outside + 1] - without[player][outside + 1])
            for outside in range(number - 1, -1, -1)
        )
        for player in range(number)
    )
    return Power(swings, sum(allowed))


def _one_by_one(rule: Rule) -> Power:
    """Look at every coalition: in place 0b101 is that of the first and third."""
    number = rule.players
    won = np.zeros(2**number, bool)
    for way in rule.ways:
        met = np.ones(2**number, bool)
        for criterion in way:
            # Python's own numbers where the machine's might not hold the sum.
            total = np.zeros(1, np.int64 if sum(criterion.weights) < 2**62 else object)
            for weight in criterion.weights:
                total = np.concatenate([total, total + weight])
            met &= (total >= min(criterion.quota, sum(criterion.weights) + 1)).astype(bool)
        won |= met
    size = np.zeros(1, np.int64)
    for _ in range(number - 1):
        size = np.concatenate([size, size + 1])
    swings = []
    for player in range(number):
        sides = won.reshape(-1, 2, 2**player)
        turned = (sides[:, 1] & ~sides[:, 0]).ravel()
        swings.append(tuple(np.bincount(size[turned], minlength=number).tolist()))
    return Power(tuple(swings), int(won.sum()))


def _demands(rule: Rule) -> Iterator[tuple[int, tuple[int, ...], tuple[tuple[int, ...], ...]]]:
    """Give, for each set of ways met together, its sign, how much can be spared (plus one), and the weights.

    The first that can be spared is of members; a criterion in which all weigh alike is one of members.
    """
    number = rule.players
    for many in range(1, len(rule.ways) + 1):
        for chosen in combinations(rule.ways, many):
            spared: dict[tuple[int, ...], int] = {}
            size, possible = number, True
            for criterion in (criterion for way in chosen for criterion in way):
                slack = sum(criterion.weights) - criterion.quota
                step = gcd(*criterion.weights)
                possible &= slack >= 0
                if not possible or step == 0:
                    continue
                weights, slack = tuple(weight // step for weight in criterion.weights), slack // step
                if set(weights) == {1}:
                    size = min(size, slack)
                else:
                    spared[weights] = min(spared.get(weights, slack), slack)
            # What all outsiders together may weigh anyway bounds nothing.
            spared = {weights: slack for weights, slack in spared.items() if slack < sum(weights)}
            if possible:
                yield (-1) ** (many + 1), (size + 1, *(slack + 1 for slack in spared.values())), tuple(spared)


def _table(number: int, shape: tuple[int, ...], weights: tuple[tuple[int, ...], ...]) -> npt.NDArray[Any]:
    """Count the sets of players by size and by weight of at most so much each."""
    table = np.zeros(shape, np.int64 if number <= MACHINE_PLAYERS else object)
    table[(0,) * len(shape)] = 1
    # No set of those counted so far weighs more than all of them: beyond that the table is still empty.
    reach = [0] * len(shape)
    for player in range(number):
        mine = (1, *(weight[player] for weight in weights))
        if all(step < length for step, length in zip(mine, shape, strict=True)):
            held = [min(far + 1, length - step) for far, step, length in zip(reach, mine, shape, strict=True)]
            out = tuple(slice(None, end) for end in held)
            into = tuple(slice(step, step + end) for step, end in zip(mine, held, strict=True))
            table[into] += table[out].copy()
            reach = [min(far + step, length - 1) for far, step, length in zip(reach, mine, shape, strict=True)]
    for axis in range(1, len(shape)):
        np.cumsum(table, axis=axis, out=table)
    return table


def _without(table: npt.NDArray[Any], shape: tuple[int, ...], mine: tuple[int, ...]) -> list[int]:
    """Give by size how many of the counted sets are without a player of these weights: those with it are divided out."""
    found = []
    for size in range(shape[0]):
        total = 0
        for times in range(size + 1):
            place = tuple(length - 1 - times * weight for length, weight in zip(shape[1:], mine, strict=True))
            if min(place, default=0) < 0:
                break
            total += (-1) ** times * int(table[(size - times, *place)])
        found.append(total)
    return found


# -- beyond counting


@dataclass(frozen=True)
class Sampled:
    """Indices estimated from draws: rows are the estimate and the ends of its 90 % interval, shape (3, players)."""

    shapley_shubik: Floats
    banzhaf: Floats
    prevent: Floats
    initiate: Floats
    draws: int


def sampled_power(rule: Rule, rng: np.random.Generator, draws: int = 100_000) -> Sampled:
    """Estimate the indices from random orders and random coalitions, with Wilson's intervals.

    Where no coalition that was drawn won, the power to prevent is NaN.
    """
    number = rule.players
    pivots = np.zeros(number)
    turned, won_turned = np.zeros(number), np.zeros(number)
    won = 0
    chunk = max(1, 4_000_000 // number)
    for start in range(0, draws, chunk):
        many = min(chunk, draws - start)
        order = rng.permuted(np.tile(np.arange(number), (many, 1)), axis=1)
        joined = np.zeros((many, number), bool)
        for way in rule.ways:
            met = np.ones((many, number), bool)
            for criterion in way:
                met &= np.cumsum(np.array(criterion.weights)[order], axis=1) >= criterion.quota
            joined |= met
        sure = joined[:, -1]
        first = joined.argmax(axis=1)
        pivots += np.bincount(order[np.arange(many), first][sure], minlength=number)
        inside = rng.random((many, number)) < 0.5
        critical = _wins(rule, inside, True) & ~_wins(rule, inside, False)
        wins = _wins(rule, inside, None)[:, 0]
        turned += critical.sum(axis=0)
        won_turned += critical[wins].sum(axis=0)
        won += int(wins.sum())
    return Sampled(
        wilson(pivots, draws), wilson(turned, draws), wilson(won_turned, won), wilson(turned - won_turned, draws - won), draws
    )  # fmt: skip


def _wins(rule: Rule, inside: Flags, own: bool | None) -> Flags:
    """Say which coalitions win, with each player put in (True), taken out (False) or left as it is (None)."""
    shape = (len(inside), 1) if own is None else inside.shape
    found = np.zeros(shape, bool)
    for way in rule.ways:
        met = np.ones(shape, bool)
        for criterion in way:
            weights = np.array(criterion.weights)
            total = (inside @ weights)[:, None]
            if own is True:
                total = total + weights * ~inside
            elif own is False:
                total = total - weights * inside
            met &= total >= criterion.quota
        found |= met
    return found


def wilson(hits: npt.ArrayLike, draws: int) -> Floats:
    """Give the share of hits and the ends of Wilson's 90 % interval, shape (3, …); NaN where nothing was drawn."""
    count = np.asarray(hits, np.float64)
    if draws == 0:
        return np.full((3, *count.shape), np.nan)
    share = count / draws
    middle = (share + _Z**2 / (2 * draws)) / (1 + _Z**2 / draws)
    half = _Z * np.sqrt(share * (1 - share) / draws + _Z**2 / (4 * draws**2)) / (1 + _Z**2 / draws)
    return np.stack([share, np.clip(middle - half, 0, share), np.clip(middle + half, share, 1)])


__all__ = [
    "Criterion",
    "Power",
    "Rule",
    "Sampled",
    "countable",
    "members",
    "power",
    "sampled_power",
    "veto",
    "weighted",
    "wilson",
]
