"""Latent defence cooperation of two states: what pacts, agreements, exercises and troops together say, with its uncertainty.

Formula
-------
A graded-response model. Each pair has in each year a latent cooperation theta, and each layer k is an ordered item of it::

    P(item k of pair ij in year t is in category c or above) = 1 / (1 + exp(-a (theta_ijt - b_kc)))
    theta_ijt = rho theta_ij,t-1 + noise,   mean 0 and variance 1 over all pairs and years

The items are the depth of pacts (none, nonaggression, consultation or neutrality, defence), defence agreements in force (none,
some; from 1986), exercises in five years (none, 1 or 2, more; from 1984) and, of pairs with the United States alone, troops (under
100, under 1,000, more). The value is the posterior mean, low and high are the 5th and 95th percentile of the posterior, given all years of
the pair. A layer that is not known in a year says nothing in it: the interval is wider. It is known where any layer is.

All items tell equally sharply (a); a and where each category begins (b) are estimated from the cross-sections of 1986 to 2010,
in which pacts, agreements and exercises are all known; rho from all years.

The contributions divide the value among the layers: what knowing a layer, in all years, adds to the mean, averaged over all
orders of adding them (Shapley values). They add up, since of a pair of which no layer is known the mean is 0.

Pitfalls
--------
The unit is the standard deviation over all pairs of states since 1816, most of which have no tie at all: these stand together a
little below 0, and cannot be told apart. It says how much cooperation there is on record, not how willing anybody is. Years are taken
to tell of theta independently, so that a pact of thirty years counts as thirty observations: intervals are narrower
than what is really known. They do not hold the error of a, b and rho either. A promise of nonaggression between rivals is
cooperation here, so that India–Pakistan stands above a pair without any tie; and pairs with the United States have an item more
than others, by which they can stand higher. Before 1984 only pacts are known, and of most
pairs after 2010 again. Not among the items: peacekeeping together (the greatest contributors serve beside their
adversaries), representation, embassies, bases and visits (which are known only where there are some), arms (known of a few
recipients). Whether it foretells new ties is printed by ``comity measure ties.latent_cooperation --validate``.

References
----------
Samejima, F. (1969). *Estimation of Latent Ability Using a Response Pattern of Graded Scores*. Psychometrika Monograph 17.
Kinne, B. J. (2018). Defense cooperation agreements and the emergence of a global security network. *International
Organization* 72(4), 799–837.

Examples
--------
How exercises fall into categories:

>>> import numpy as np
>>> categories(np.array([0.0, 2.0, 7.0, np.nan]), (1, 3)).tolist()
[0.0, 1.0, 2.0, nan]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.ties import agreements, exercises, pact_depth
from comity.measures.ties._graded import ABSENT, Codes, decode, encode, fit, likelihoods, shapley, smooth
from comity.measures.ties._held_out import validate
from comity.measures.ties._pairs import both, explain_parts, total
from comity.panel.axis import Flags

#: Item → where its categories begin, and the layers that it rests on.
ITEMS: dict[str, tuple[tuple[float, ...], tuple[Need, ...]]] = {
    "pacts": ((1, 2, 3), tuple(pact_depth.NEEDS.values())),
    "agreements": ((1,), (agreements.NEED,)),
    "exercises": ((1, 3), (exercises.NEED,)),
    "troops of the United States": ((100, 1000), (Need("us-troops", "tie.troops", optional=True),)),
}
SIZES = tuple(len(begins) + 1 for begins, _ in ITEMS.values())
#: Cross-sections of pairs of which pacts, agreements and exercises are known tell how sharp an item is.
TELLING: Flags = np.all(decode(SIZES)[:, :3] >= 0, axis=1)
#: What is in force is known of agreements since 1980, which mostly last six years by the publisher's supposition.
AGREEMENTS_FROM = 1986
#: Exercises of so many years are one item.
WINDOW = 5


@dataclass(frozen=True)
class Items:
    """What is known of all pairs, year by year.

    Attributes
    ----------
    values
        Item → what it counts, shape (rows,), NaN where it is not known.
    histories
        Numbers of :func:`encode`, shape (pairs, years).
    pair, period
        Where each row stands in ``histories``.
    """

    values: dict[str, Floats]
    histories: Codes
    pair: npt.NDArray[Any]
    period: npt.NDArray[Any]


def categories(value: Floats, begins: tuple[float, ...]) -> Floats:
    """Give the category of each value, 0 and up; NaN where it is not known."""
    return np.where(np.isnan(value), np.nan, np.searchsorted(begins, np.nan_to_num(value), side="right"))


def items(reading: Reading) -> Items:
    """Read all items of all pairs and years."""
    rows = reading.dyads
    years = reading.axis.years[rows.period]
    values = {
        "pacts": pact_depth.deepest(reading),
        "agreements": np.where(years < AGREEMENTS_FROM, np.nan, agreements.counted(reading)),
        "exercises": np.sum(exercises.by_age(reading, WINDOW), axis=0),
        "troops of the United States": total(*both(reading, "troops", "us_troops")),
    }
    coded = encode([categories(values[item], begins) for item, (begins, _) in ITEMS.items()], SIZES)
    one, other = rows.sides
    _, pair = np.unique(one.astype(np.int64) * reading.axis.states + other, return_inverse=True)
    histories = np.full((int(pair.max(initial=-1)) + 1, reading.axis.periods), ABSENT, np.int16)
    histories[pair, rows.period] = coded
    return Items(values, histories, pair, rows.period)


def compute(reading: Reading) -> Estimates:
    """Give the posterior of all pairs and years of which any layer is known."""
    found = items(reading)
    known = np.isfinite(np.stack(list(found.values.values())))
    model = fit(found.histories, SIZES, TELLING)
    told = smooth(found.histories, model, likelihoods(model, SIZES))
    shares = shapley(found.histories, model, SIZES)

    def of(array: Floats) -> Floats:
        return np.where(known.any(axis=0), array[found.pair, found.period], np.nan)

    parts = {item: of(share) for item, share in zip(ITEMS, shares, strict=True)}
    value = of(np.sum(shares, axis=0))
    return Estimates(
        reading.pairs,
        value,
        np.fmin(of(told.low), value),
        np.fmax(of(told.high), value),
        inputs=known.sum(axis=0),
        coverage=known.mean(axis=0),
        parts=parts,
    )


NEEDS = (
    *pact_depth.NEEDS.values(),
    agreements.NEED,
    exercises.NEED,
    *ITEMS["troops of the United States"][1],
)

MEASURE = Measure(
    title="Latent defence cooperation of two states",
    unit="standard deviations over all pairs",
    subject="pair",
    needs=NEEDS,
    compute=compute,
    direction="more cooperation on record, over all layers",
    method="graded-response model with autoregressive latent trait, exact posterior on a grid",
    reference="Samejima (1969)",
    explain=explain_parts({item: needs for item, (_, needs) in ITEMS.items()}),
    interval="sampling",
    heavy=True,
    whole=True,
    validate=validate,
)
