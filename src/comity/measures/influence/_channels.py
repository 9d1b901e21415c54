"""What measures of influence share: components from 0 to 1, their open weights, and draws of every choice.

The structure is that of the Formal Bilateral Influence Capacity index (bandwidth times dependence in political, economic
and security channels); components and weights are comity's own, and stand in ``weights.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from comity.measures.arms import DELIVERIES, deliveries, received
from comity.measures.contract import Need
from comity.measures.estimates import Floats, Ints
from comity.measures.reading import Reading
from comity.measures.trade import EXPORTS, FLOWS, IMPORTS, PRODUCT, at, exchanged, product, totals
from comity.panel.rows import Rows

SHARED = Need("cow-igo-trade", "pair_figure.cow-shared-igos")
DUTIES = tuple(
    Need("atop", f"pair_figure.atop-{duty}")
    for duty in ("defense", "offense", "neutrality", "nonaggression", "consultation")
)
#: Component → the layers that it rests on.
NEEDS: Mapping[str, tuple[Need, ...]] = {
    "shared_igos": (SHARED,),
    "trade_volume": (FLOWS,),
    "alliance": DUTIES,
    "arms_volume": (DELIVERIES,),
    "trade_share": (FLOWS, IMPORTS, EXPORTS),
    "trade_to_product": (FLOWS, PRODUCT),
    "arms_share": (DELIVERIES,),
}
DRAWS = 200
#: By how much a weight is drawn up or down.
SPREAD = 0.25


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a channel, as ``weights.toml`` has it."""

    name: str
    side: str
    channel: str
    title: str
    weight: float
    channel_weight: float
    greatest: float
    other: float
    form: str
    enters: str
    reason: str


@cache
def components() -> tuple[Component, ...]:
    """Give all components that the structure asks for, in the order of the file."""
    text = files("comity.measures.influence").joinpath("weights.toml").read_text(encoding="utf-8")
    found = []
    for side, channels in tomllib.loads(text).items():
        for channel, told in channels.items():
            for name, entry in told.items():
                if isinstance(entry, dict):
                    found.append(_component(name, side, channel, float(told["weight"]), entry))
    return tuple(found)


def _component(name: str, side: str, channel: str, channel_weight: float, entry: dict[str, Any]) -> Component:
    greatest = float(entry["greatest"])
    return Component(
        name,
        side,
        channel,
        str(entry["title"]),
        float(entry["weight"]),
        channel_weight,
        greatest,
        float(entry.get("or", greatest)),
        str(entry["form"]),
        str(entry["enters"]),
        str(entry["reason"]),
    )


def entering(arms: bool) -> tuple[Component, ...]:
    """Give the components that enter a measure, with or without arms."""
    wanted = ("always", "with arms") if arms else ("always",)
    return tuple(one for one in components() if one.enters in wanted)


def share_asked(arms: bool) -> float:
    """Give the share of the components asked for by the structure that enter."""
    return len(entering(arms)) / len(components())


# -- from the record


def commitment(duties: Mapping[str, Floats]) -> Floats:
    """Give the highest duty: defence or offence 3, neutrality or consultation 2, nonaggression 1, none 0.

    Parameters
    ----------
    duties
        ``atop_defense`` … → 1 where one of the two owes it, NaN where it is not known.

    Examples
    --------
    >>> import numpy as np
    >>> owed = {name: np.array([0.0, 0.0]) for name in GRADES}
    >>> commitment(owed | {"atop_nonagg": np.array([1.0, 1.0]), "atop_defense": np.array([1.0, 0.0])}).tolist()
    [3.0, 1.0]
    """
    graded = [np.where(duties[name] > 0, grade, np.where(np.isnan(duties[name]), np.nan, 0.0)) for name, grade in GRADES.items()]  # fmt: skip
    return np.asarray(np.max(graded, axis=0), np.float64)


GRADES = {"atop_defense": 3.0, "atop_offense": 3.0, "atop_neutral": 2.0, "atop_consul": 2.0, "atop_nonagg": 1.0}


def raw(reading: Reading, rows: Rows, name: str) -> Floats:
    """Give a component of rows of pairs in its own unit, NaN where it is not known: what the first holds of the second."""
    if name == "shared_igos":
        return reading.pair("igo", "dyadigos", rows)
    if name == "trade_volume":
        return np.asarray(np.add(*exchanged(reading, rows)), np.float64)
    if name == "alliance":
        return commitment(
            {
                duty: np.maximum(reading.pair("atop", duty, rows), reading.pair("atop", duty, rows, toward=False))
                for duty in GRADES
            }
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        if name == "trade_share":
            imports, exports, _ = totals(reading)
            trade, whole = np.add(*exchanged(reading, rows)), at(rows, imports + exports, 1)
            return np.where((whole > 0) & (trade <= whole), trade / whole, np.nan)
        if name == "trade_to_product":
            return np.asarray(np.add(*exchanged(reading, rows)) / at(rows, product(reading), 1), np.float64)
        volumes = deliveries(reading)
        there = volumes[rows.sides[0], rows.sides[1], rows.period]
        if name == "arms_volume":
            return np.asarray(there + volumes[rows.sides[1], rows.sides[0], rows.period], np.float64)
        assert name == "arms_share"
        return arms_share(there, at(rows, received(volumes, reading.axis), 1))


def arms_share(sent: Floats, received: Floats) -> Floats:
    """Give a supplier's share; 0 of a state that received nothing from anybody.

    Examples
    --------
    >>> import numpy as np
    >>> arms_share(np.array([30.0, 0.0, 10.0]), np.array([40.0, 0.0, np.nan])).tolist()
    [0.75, 0.0, nan]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(received > 0, sent / received, np.where(received == 0, 0.0, np.nan))


# -- from 0 to 1, and their product


def placed(values: Floats, greatest: Floats | float, log: bool) -> Floats:
    """Put values between the goalposts 0 and ``greatest``; beyond it they stay at 1.

    Examples
    --------
    >>> import numpy as np
    >>> placed(np.array([0.0, 9.0, 99.0, 500.0]), 99.0, log=True).tolist()
    [0.0, 0.5, 1.0, 1.0]
    """
    found = np.log1p(values) / np.log1p(greatest) if log else values / greatest
    return np.asarray(np.minimum(found, 1.0), np.float64)


@dataclass(frozen=True)
class Known:
    """The components of the pairs of which all that enters is known.

    Attributes
    ----------
    rows
        Places of these pairs among all.
    values
        Component → in its own unit, shape (len(rows),).
    """

    rows: Ints
    values: Mapping[str, Floats]


def known_pairs(reading: Reading, rows: Rows, arms: bool) -> Known:
    """Read the components that enter, and keep the pairs of which none is unknown."""
    values = {one.name: raw(reading, rows, one.name) for one in entering(arms)}
    chosen = np.flatnonzero(np.logical_and.reduce([np.isfinite(array) for array in values.values()]))
    return Known(chosen.astype(np.int32), {name: array[chosen] for name, array in values.items()})


def nominal(values: Mapping[str, Floats], arms: bool) -> dict[str, Floats]:
    """Give the influence by channel of bandwidth, with the weights and goalposts as they stand; it adds up to the whole.

    Examples
    --------
    A pair with all that can be had of everything, and its like without an alliance:

    >>> import numpy as np
    >>> full = {one.name: np.array([one.greatest, one.greatest]) for one in entering(arms=False)}
    >>> full["alliance"][1] = 0
    >>> sum(nominal(full, arms=False).values()).round(3).tolist()
    [1.0, 0.667]
    """
    at_zero_to_one = {
        one.name: placed(values[one.name], one.greatest, one.form.startswith("log")) for one in entering(arms)
    }
    weights = {one.name: one.weight for one in components()}
    channels = {(one.side, one.channel): one.channel_weight for one in components()}
    return _product(at_zero_to_one, weights, channels, arms)


def _product(
    values: Mapping[str, Floats],
    weights: Mapping[str, float],
    channels: Mapping[tuple[str, str], float],
    arms: bool,
) -> dict[str, Floats]:
    by_channel: dict[tuple[str, str], list[Component]] = {}
    for one in entering(arms):
        by_channel.setdefault((one.side, one.channel), []).append(one)
    means = {}
    for channel, ones in by_channel.items():
        total = sum(weights[one.name] for one in ones)
        means[channel] = sum((weights[one.name] / total * values[one.name] for one in ones), np.zeros(()))
    sums = {side: sum(channels[side, channel] for at_, channel in means if at_ == side) for side, _ in means}
    dependence = sum(
        (
            channels[side, channel] / sums[side] * mean
            for (side, channel), mean in means.items()
            if side == "dependence"
        ),
        np.zeros(()),
    )
    return {
        channel: channels[side, channel] / sums[side] * mean * dependence
        for (side, channel), mean in means.items()
        if side == "bandwidth"
    }


@dataclass(frozen=True)
class Choice:
    """One way of measuring among those that could have been chosen: weights, goalposts, and volumes in logs or not."""

    weights: Mapping[str, float]
    channels: Mapping[tuple[str, str], float]
    greatest: Mapping[str, float]
    log: Mapping[str, bool]


def choices(reading: Reading) -> tuple[Choice, ...]:
    """Draw the named choices. A draw is of all pairs and years alike: another way of measuring, not another world."""
    found = []
    channels = {(one.side, one.channel): one.channel_weight for one in components()}
    rng = reading.rng("choices")
    for _ in range(DRAWS):
        found.append(
            Choice(
                {one.name: one.weight * rng.uniform(1 - SPREAD, 1 + SPREAD) for one in components()},
                {channel: weight * rng.uniform(1 - SPREAD, 1 + SPREAD) for channel, weight in channels.items()},
                {
                    one.name: rng.uniform(min(one.greatest, one.other), max(one.greatest, one.other))
                    for one in components()
                },
                {one.name: bool(rng.random() < {"log": 1, "linear": 0}.get(one.form, 0.5)) for one in components()},
            )
        )
    return tuple(found)


def under(choice: Choice, values: Mapping[str, Floats], arms: bool) -> Floats:
    """Give the influence under one choice."""
    found = {name: placed(array, choice.greatest[name], choice.log[name]) for name, array in values.items()}
    return np.asarray(sum(_product(found, choice.weights, choice.channels, arms).values()), np.float64)


def pair_needs(arms: bool) -> tuple[Need, ...]:
    """Give the layers of all components that enter, each once."""
    return tuple(dict.fromkeys(need for one in entering(arms) for need in NEEDS[one.name]))


__all__ = [
    "DRAWS",
    "DUTIES",
    "GRADES",
    "NEEDS",
    "SHARED",
    "Choice",
    "Component",
    "Known",
    "choices",
    "commitment",
    "components",
    "entering",
    "known_pairs",
    "nominal",
    "pair_needs",
    "placed",
    "raw",
    "share_asked",
    "under",
]
