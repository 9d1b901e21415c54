"""Voting power under a rule of one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import numpy as np

from comity.model.errors import BadFile, BadRequest
from comity.statistics import games

#: Weights that are not whole numbers are read to so many digits behind the point.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """What one player's vote is worth.

    Attributes
    ----------
    shapley_shubik
        The share of orders of agreeing in which this one's vote is the one that decides; all of them add up to 1.
    banzhaf, banzhaf_normalised
        The chance of deciding when all others toss a coin; and its share of everybody's.
    prevent, initiate
        Coleman's: the share of winning coalitions that fail without this one, and of losing ones that win with it.
    swings
        How many coalitions it turns; None where the indices are sampled.
    intervals
        Where they are sampled, the ends of the 90 % interval by index; else empty.
    """

    name: str
    shapley_shubik: float
    banzhaf: float
    banzhaf_normalised: float
    prevent: float
    initiate: float
    swings: int | None
    intervals: Mapping[str, tuple[float, float]]


def power(
    weights: Mapping[str, float] | Sequence[float],
    quota: float | str,
    *,
    needed: int | str | None = None,
    population: Mapping[str, float] | Sequence[float] | None = None,
    population_quota: float | str | None = None,
    vetoes: Sequence[str] = (),
    draws: int = 100_000,
    seed: int = 0,
) -> list[Voice]:
    """Give everybody's voting power under a rule of weights, and of numbers and populations where it asks for them too.

    Parameters
    ----------
    weights
        By name, or in order (then the names are "1", "2" …).
    quota
        How much of the weights a decision needs: an amount, or a share of the total such as "2/3" or "65 %".
    needed
        How many members it needs besides, or what share of them.
    population, population_quota
        A second set of weights with its own quota.
    vetoes
        Names of those without whom nothing is decided.
    draws, seed
        How it is sampled where there are too many players, or weights of too many digits, to be counted.

    Returns
    -------
    list of Voice
        In the order of `weights`; exact to 60 players and more.

    Raises
    ------
    BadRequest
        When the rule is none, with what is wrong.

    Examples
    --------
    >>> council = power({"FRA": 4, "DEU": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}, 12)
    >>> [(voice.name, round(voice.shapley_shubik, 4), voice.swings) for voice in council[-2:]]
    [('NLD', 0.15, 6), ('LUX', 0.0, 0)]
    """
    names = _names(weights)
    criteria: list[dict[str, Any]] = [{"weights": weights, "quota": quota}]
    if needed is not None:
        criteria.append({"each": 1, "quota": needed})
    if population is not None or population_quota is not None:
        if population is None or population_quota is None:
            raise BadRequest("A population needs a quota, and a quota a population.", remedy="Give both, or neither.")
        criteria.append({"weights": population, "quota": population_quota})
    return power_under(_rule(names, criteria, vetoes), names, draws=draws, seed=seed)


def power_under(rule: games.Rule, names: Sequence[str], *, draws: int = 100_000, seed: int = 0) -> list[Voice]:
    """Give everybody's voting power under a rule: exact where it can be counted, else sampled with intervals."""
    if games.countable(rule):
        exact = games.power(rule)
        return [
            Voice(
                name, float(exact.shapley_shubik[place]), float(exact.banzhaf[place]),
                float(exact.banzhaf_normalised[place]), float(exact.prevent[place]), float(exact.initiate[place]),
                exact.turned[place], {},
            )
            for place, name in enumerate(names)
        ]  # fmt: skip
    found = games.sampled_power(rule, np.random.default_rng(seed), draws)
    total = float(found.banzhaf[0].sum()) or 1.0
    indices = ("shapley_shubik", "banzhaf", "prevent", "initiate")
    return [
        Voice(
            name, float(found.shapley_shubik[0, place]), float(found.banzhaf[0, place]),
            float(found.banzhaf[0, place]) / total,
            float(found.prevent[0, place]), float(found.initiate[0, place]), None,
            {index: (float(getattr(found, index)[1, place]), float(getattr(found, index)[2, place])) for index in indices},
        )
        for place, name in enumerate(names)
    ]  # fmt: skip


def read_rule(path: Path | str) -> tuple[games.Rule, list[str]]:
    """Read a rule from a TOML file: the rule, and the players' names in order.

    Each ``[[criterion]]`` has a ``quota`` (an amount, or a share of the total in quotation marks) and either ``weights``,
    by name, or ``each = 1``, where everybody counts alike. ``players`` lists the names where no weights do; ``vetoes``
    names those without whom nothing is decided. Criteria must all be met; where some have ``way = 2``, a coalition wins
    that meets all of way 1 (which a criterion is of by default) or all of way 2.

    Raises
    ------
    BadFile
        When it cannot be read, or says no rule.

    Examples
    --------
    The European Union's double majority is, with everybody's population::

        [[criterion]]
        each = 1
        quota = "55 %"

        [[criterion]]
        weights = { Germany = 83.2, France = 67.8, … }
        quota = "65 %"

        [[criterion]]
        way = 2
        each = 1
        quota = 24
    """
    try:
        told = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile(
            "%(path)s cannot be read as a rule: %(error)s.", remedy="Give a TOML file.", path=path, error=error
        ) from error
    criteria = told.get("criterion")
    if not isinstance(criteria, list) or not criteria or not all(isinstance(one, dict) for one in criteria):
        raise BadFile("%(path)s has no [[criterion]].", remedy="Give at least one, with a quota.", path=path)
    names = [str(name) for name in told.get("players", ())] or _names(
        next((one["weights"] for one in criteria if "weights" in one), {})
    )
    try:
        return _rule(names, criteria, told.get("vetoes", ())), names
    except BadRequest as error:
        raise BadFile("%(path)s: %(error)s", remedy=error.remedy or "Mend the rule.", path=path, error=error) from error


def _names(weights: Mapping[str, float] | Sequence[float]) -> list[str]:
    if isinstance(weights, Mapping):
        return [str(name) for name in weights]
    return [str(place) for place in range(1, len(weights) + 1)]


def _rule(names: Sequence[str], criteria: Sequence[Mapping[str, Any]], vetoes: Sequence[str]) -> games.Rule:
    if not names or len(set(names)) < len(names):
        raise BadRequest("A rule needs players, each once.", remedy="Name each player once.")
    unknown = [name for name in vetoes if name not in names]
    if unknown:
        raise BadRequest(
            "%(unknown)s has a veto but no vote.", remedy="Use the same names for both.", unknown=", ".join(unknown)
        )
    ways: dict[int, list[games.Criterion]] = {}
    for criterion in criteria:
        ways.setdefault(int(criterion.get("way", 1)), []).append(_criterion(names, criterion))
    if vetoes:
        for way in ways.values():
            way.append(games.veto(len(names), [names.index(name) for name in vetoes]))
    try:
        return games.Rule(len(names), tuple(tuple(way) for _, way in sorted(ways.items())))
    except ValueError as error:
        raise BadRequest(
            "This is no decision rule: %(error)s.", remedy="Give weights from 0 up, and quotas above 0.", error=error
        ) from error


def _criterion(names: Sequence[str], told: Mapping[str, Any]) -> games.Criterion:
    given = told.get("weights")
    if given is None:
        exact = [Fraction(1)] * len(names)
    else:
        if set(_names(given)) != set(names) or len(given) != len(names):
            raise BadRequest("Every criterion needs a weight of every player.", remedy="Give 0 to those without any.")
        listed = [given[name] for name in names] if isinstance(given, Mapping) else list(given)
        exact = [_number(weight) for weight in listed]
    if "quota" not in told:
        raise BadRequest("A criterion has no quota.", remedy="Say how much a decision needs.")
    quota = told["quota"]
    need = _number(quota)
    if isinstance(quota, str):
        need *= sum(exact)
    digits = 0
    while digits < DIGITS and any(weight * 10**digits % 1 for weight in exact):
        digits += 1
    return games.weighted([floor(weight * 10**digits) for weight in exact], ceil(need * 10**digits))


def _number(told: Any) -> Fraction:
    """Read an amount, exactly as it is written: 12, 83.2, "2/3", "65 %"."""
    text = str(told).strip()
    try:
        return Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise BadRequest(
            "%(told)r is no amount and no share.", remedy='Write 12, 83.2, "2/3" or "65 %%".', told=told
        ) from None


__all__ = ["Voice", "power", "power_under", "read_rule"]
