"""Components and later joint participation of all pairs and years, and what was learnt from them by a given year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from comity.measures.contract import Measure, Validation
from comity.measures.estimates import Floats, Ints
from comity.measures.interoperability import (
    _exercises,
    exercises,
    joint_operations,
    language,
    shared_weapon_types,
)
from comity.measures.reading import Reading
from comity.measures.ties import agreements
from comity.panel.axis import Axis, Flags
from comity.store.once import see_once

#: So many years after a year joint participation is looked for.
AHEAD = 5
#: A model is fitted on no fewer pairs and years that took part, and that did not.
LEAST = 50


@dataclass(frozen=True)
class Panel:
    """Pairs and years.

    Attributes
    ----------
    a, b, year
        Places of the two states on the axis, and the year.
    x
        The five components as they enter the model, shape (rows, 5); NaN where not known.
    y
        Whether the pair begins a joint exercise within ``AHEAD`` years; NaN where not all of them are known.
    one, other
        The states' keys as numbers: West Germany and Germany are one.
    """

    a: Ints
    b: Ints
    year: Ints
    x: Floats
    y: Floats
    one: Ints
    other: Ints

    @property
    def known(self) -> Flags:
        """Of which rows all components are known."""
        return np.asarray(np.isfinite(self.x).all(axis=1))


@dataclass(frozen=True)
class Model:
    """A fitted model: constant and five coefficients, their variance, and on how many rows it was fitted."""

    coefficients: Floats
    variance: Floats
    observations: int


def panel(reading: Reading) -> Panel:
    """Read components and outcomes of all years into which the exercises' source has looked, whatever the reading's axis."""
    found = _exercises.joint(reading)
    axis = Axis(reading.axis.system, "year", found.first, found.last)
    sub = Reading(reading.con, axis, reading.measure, reading.name)
    pairs = sub.pairs
    history = exercises.compute(sub).value
    operations = joint_operations.compute(sub).value
    keys = {key: number for number, key in enumerate(sorted({spell.key for spell in axis.spells}))}
    place = _exercises.places(axis, keys)
    one, other = place[pairs.a, pairs.period], place[pairs.b, pairs.period]
    x = np.column_stack(
        [
            np.log1p(history),
            shared_weapon_types.compute(sub).value,
            np.log1p(agreements.counted(sub)),
            # Here an operation that nobody has listed counts as none.
            np.log1p(np.nan_to_num(operations)),
            _language(reading, keys)[one, other],
        ]
    )
    met = _exercises.places(axis, found.keys)
    here, there = met[pairs.a, pairs.period], met[pairs.b, pairs.period]
    year = axis.years[pairs.period].astype(np.int32)
    total = np.cumsum(found.counts.sum(axis=1), axis=0)
    at = np.minimum(year + AHEAD, found.last) - found.first
    begun = (total[at, here, there] - total[year - found.first, here, there]) > 1e-9
    y = np.where(year + AHEAD <= found.last, (begun & (here >= 0) & (there >= 0)).astype(np.float64), np.nan)
    return Panel(pairs.a, pairs.b, year, x, y, one, other)


def _language(reading: Reading, keys: dict[str, int]) -> Floats:
    """Give by keys whether two states have a common language; it is known of one year, and taken for all."""
    found = np.full((len(keys), len(keys)), np.nan)
    rows: dict[tuple[str, str], float] = {}
    for need in (language.OFFICIAL, language.SPOKEN):
        for a, b, value in reading.con.execute(
            """select a, b, max(value) from pair_figure where source = 'cepii-geodist' and indicator = $1 group by all""",
            [need.layer.partition(".")[2]],
        ).fetchall():
            rows[a, b] = max(rows.get((a, b), 0.0), float(value > 0))
    for (a, b), value in rows.items():
        if a in keys and b in keys:
            one, other = keys[a], keys[b]
            found[one, other] = found[other, one] = value
    return found


def fit(data: Panel, last: int) -> Model | None:
    """Fit on all rows to a year, inclusive; None where there is too little to learn from."""
    from comity.statistics.dyadic import variance
    from comity.statistics.regression import logit

    rows = np.flatnonzero((data.year <= last) & data.known & np.isfinite(data.y))
    happened = data.y[rows]
    if min(happened.sum(), len(rows) - happened.sum()) < LEAST:
        return None
    columns = np.column_stack([np.ones(len(rows)), data.x[rows]])
    # A component that never varies can have no coefficient.
    varies = np.append(True, np.ptp(data.x[rows], axis=0) > 0)
    found = logit(happened, columns[:, varies])
    coefficients, spread = np.zeros(columns.shape[1]), np.zeros((columns.shape[1],) * 2)
    coefficients[varies] = found.coefficients
    spread[np.ix_(varies, varies)] = variance(found, data.one[rows], data.other[rows]).variance
    return Model(coefficients, spread, len(rows))


def validate(con: duckdb.DuckDBPyConnection, measure: Measure, labels: Sequence[str]) -> Sequence[Validation]:
    """Fit on the earlier years, score on the later ones: the combination, and each component alone."""
    from comity.statistics.scoring import auc, calibration

    see_once(con)
    reading = Reading(con, Axis(measure.system, "year", 1990, 1990), measure, "interoperability.later_participation")
    data = panel(reading)
    last = int(data.year[np.isfinite(data.y)].max())
    learnt = last - 2 * AHEAD
    model = fit(data, learnt)
    assert model is not None
    scored = np.flatnonzero((data.year > learnt + AHEAD - 1) & data.known & np.isfinite(data.y))
    odds = model.coefficients[0] + data.x[scored] @ model.coefficients[1:]
    happened = data.y[scored]
    fresh = data.x[scored, 0] == 0
    together = _operated(data)[scored]
    lines: list[tuple[str | float | int | None, ...]] = []
    columns = {"the combination": odds} | {f"{label} alone": data.x[scored, at] for at, label in enumerate(labels)}
    found = {
        label: (auc(ordered, happened), auc(ordered[fresh], happened[fresh]), auc(ordered, together))
        for label, ordered in columns.items()
    }
    for label, areas in found.items():
        lines.append((label, *(round(area, 3) for area in areas)))
    chance = 1 / (1 + np.exp(-odds))
    combined, alone = (found[label] for label in list(columns)[:2])
    gain = combined[0] - alone[0]
    until = f"{learnt + AHEAD}–{last}"
    return (
        Validation(
            f"Joint exercises in the five years after {until}, by a model fitted on years to {learnt}",
            ("ordered by", "AUC, all pairs", "AUC, pairs without a history", "AUC, joint operations listed"),
            tuple(lines),
            f"Of {len(scored):,} pairs and years {int(happened.sum()):,} exercised together. The combination orders them "
            f"{'better' if gain > 0 else 'worse'} than history alone by {abs(gain):.3f} of AUC, and pairs without a history, of "
            f"which {int(happened[fresh].sum()):,} of {int(fresh.sum()):,} began one, by {combined[1] - alone[1]:.3f} better than "
            "chance.",
        ),
        Validation(
            f"Chances forecast for the five years after {until}, and what came",
            ("mean chance", "share that came", "pairs and years"),
            tuple((round(said, 3), round(came, 3), number) for said, came, number in calibration(chance, happened)),
            f"The mean chance was {chance.mean():.3f}, and {happened.mean():.3f} came: a model that learnt from the years to "
            f"{learnt} {'says too little' if chance.mean() < happened.mean() else 'says too much'} where exercises grow more, or "
            "less, common.",
        ),
    )


def _operated(data: Panel) -> Floats:
    """Say which pairs are listed in one operation in any of the next ``AHEAD`` years."""
    first, size = int(data.year.min()), int(max(data.a.max(), data.b.max())) + 1
    listed = np.zeros((int(data.year.max()) - first + 1 + AHEAD, size, size), bool)
    listed[data.year - first, data.a, data.b] = data.x[:, 3] > 0
    later = np.zeros(len(data.year), bool)
    for ahead in range(1, AHEAD + 1):
        later |= listed[data.year - first + ahead, data.a, data.b]
    return later.astype(np.float64)


__all__ = ["AHEAD", "LEAST", "Model", "Panel", "fit", "panel", "validate"]
