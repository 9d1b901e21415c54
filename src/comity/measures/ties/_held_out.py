"""Whether latent cooperation foretells new ties: fitted to the years before, held against those after."""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.contract import Validation, find
from comity.measures.estimates import Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags
from comity.statistics.scoring import auc

NAME = "ties.latent_cooperation"
#: The last years that the model sees: of the five after each all three layers are known.
ENDS = (1990, 1995, 2000, 2005)
AHEAD = 5
FIRST = 1946
#: Item → what a tie is called.
TIES = {"pacts": "a first pact", "agreements": "a first agreement", "exercises": "a first exercise in five years"}


def validate(con: duckdb.DuckDBPyConnection) -> list[Validation]:
    """Give for each last year and kind of tie how well it and simpler guesses rank the pairs without one."""
    from comity.measures.ties._graded import fit, likelihoods, smooth
    from comity.measures.ties.latent_cooperation import SIZES, TELLING, items

    measure = find(NAME)
    lines: list[tuple[str | float | int | None, ...]] = []
    for end in ENDS:
        past = items(Reading(con, Axis(measure.system, "year", FIRST, end), measure, NAME))
        model = fit(past.histories, SIZES, TELLING)
        latent = smooth(past.histories, model, likelihoods(model, SIZES), quantiles=False).mean
        axis = Axis(measure.system, "year", FIRST, end + AHEAD)
        whole = Reading(con, axis, measure, NAME)
        both = items(whole)
        one, other = whole.dyads.sides
        last, now = axis.periods - 1, axis.periods - 1 - AHEAD
        there = _square(both.pair, both.period, np.ones(len(both.pair)), axis.periods)
        lasting = np.isfinite(there[:, now]) & np.isfinite(there[:, last])
        ends = np.zeros((len(there), 2), np.intp)
        ends[both.pair] = np.column_stack([one, other])
        # The pairs of the past stand in the same order among those of all years.
        seen = np.flatnonzero(np.isfinite(there[:, : now + 1]).any(axis=1))
        theta = np.full(len(there), np.nan)
        theta[seen] = latent[:, -1]
        ties = {item: _square(both.pair, both.period, both.values[item], axis.periods) for item in TIES}
        count: Floats = np.sum([np.nan_to_num(tie[:, now]) > 0 for tie in ties.values()], axis=0).astype(np.float64)
        for item, told in TIES.items():
            tie = ties[item]
            some: Flags = lasting & (tie[:, now] == 0) & np.all(np.isfinite(tie[:, now + 1 :]), axis=1)
            came: Flags = np.any(np.nan_to_num(tie[:, now + 1 :]) > 0, axis=1)
            guesses = (theta, count, _recent(tie[:, : now + 1]), _attached(tie[:, now], ends, axis.states))
            lines.append(
                (
                    told,
                    end,
                    int(some.sum()),
                    int(came[some].sum()),
                    *(round(auc(guess[some], came[some]), 3) for guess in guesses),
                )
            )
    means = [float(np.mean([line[place] for line in lines])) for place in range(4, 8)]
    order = "above" if means[0] > max(means[1:]) else "not above"
    return [
        Validation(
            title=f"New ties in the {AHEAD} years after the last that the model saw, among pairs without one (AUC)",
            columns=(
                "tie",
                "last year seen",
                "pairs",
                "came",
                "latent cooperation",
                "layers with a tie",
                "had it before",
                "ties of the two, multiplied",
            ),
            lines=tuple(lines),
            sentence=f"In the mean over ties and years latent cooperation has an AUC of {means[0]:.3f}, {order} the best of the "
            f"simpler guesses: number of layers {means[1]:.3f}, having had the tie before {means[2]:.3f}, the product of both "
            f"states' numbers of ties {means[3]:.3f}.",
        )
    ]


def _square(pair: npt.NDArray[np.intp], period: npt.NDArray[np.int32], value: Floats, years: int) -> Floats:
    found: Floats = np.full((int(pair.max()) + 1, years), np.nan)
    found[pair, period] = value
    return found


def _recent(past: Floats) -> Floats:
    """Give one over the years since the tie was there last, 0 where it never was."""
    had = np.nan_to_num(past) > 0
    age = had[:, ::-1].argmax(axis=1)
    return np.where(had.any(axis=1), 1 / (1.0 + age), 0.0)


def _attached(now: Floats, ends: npt.NDArray[np.intp], states: int) -> Floats:
    """Give the product of one more than the two states' numbers of ties."""
    number = np.zeros(states)
    tied = np.nan_to_num(now) > 0
    for side in (0, 1):
        number += np.bincount(ends[tied, side], minlength=states)
    found: Floats = (number[ends[:, 0]] + 1) * (number[ends[:, 1]] + 1)
    return found
