"""Models of the onset of militarised disputes: what they explain it by, on the record's own axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from comity.measures.contract import Need
from comity.measures.deterrence._ledger import PACTS, pledges
from comity.measures.deterrence.commitment import compute as commitments
from comity.measures.estimates import Floats, Ints
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.group import Runs
from comity.panel.rows import Rows
from comity.statistics.dyadic import Robust, variance
from comity.statistics.regression import Fit, logit

OFFENCE = Need("atop", "pair_figure.atop-offense")
NEUTRALITY = Need("atop", "pair_figure.atop-neutrality")
CAPABILITY = Need("cow-nmc", "figure.cinc")
CONTIGUITY = Need("geography", "tie.contiguity")
CAPITALS = Need("geography", "place.capital")
MAJORS = Need("states-cow-gw", "figure.cow-major-power")
DEMOCRACY = Need("democracy-isard", "figure.aeuds")
DISPUTES = Need("gml-mid", "incident.militarised-dispute")
NEEDS = (PACTS, OFFENCE, NEUTRALITY, CAPABILITY, CONTIGUITY, CAPITALS, MAJORS, DEMOCRACY, DISPUTES)

PACT = "the target has outside defence pacts"


@dataclass(frozen=True)
class Model:
    """A fitted model of onsets, over some rows of a reading.

    Attributes
    ----------
    rows
        Places of the observations among the reading's rows.
    x
        Shape (n, k).
    one, other
        The states of each, by place.
    """

    rows: Ints
    x: Floats
    one: Ints
    other: Ints
    fit: Fit
    robust: Robust


def years_of_peace(same: Flags, dispute: Flags) -> Floats:
    """Count the years since a pair's last dispute, or since its first year; the year after a dispute has 0.

    Parameters
    ----------
    same
        Whether a row is of the same pair as the row before.
    dispute
        Whether the pair was in a dispute in that year.

    Examples
    --------
    >>> years_of_peace(np.array([0, 1, 1, 1, 0], bool), np.array([0, 0, 1, 0, 0], bool)).tolist()
    [0.0, 1.0, 2.0, 0.0, 0.0]
    """
    place = np.arange(len(same))
    begun = np.maximum.accumulate(np.where(same, 0, place))
    last = np.maximum.accumulate(np.where(dispute, place + 1, 0))
    since = np.concatenate([[0], last[:-1]]) if len(last) else last
    found: Floats = (place - np.maximum(begun, since)).astype(np.float64)
    return found


def disputes(reading: Reading, rows: Rows, source: str) -> tuple[Floats, Floats, Floats]:
    """Give whether the second of each row began a dispute with the first, whether any of both began, and was going on."""
    look = reading.look(source)
    query = """select a, b, "start", "end", {value}::double as value from incident_pair where source = '{source}' and {which}"""
    found = []
    for which, both in (("onset and side = 'a'", False), ("onset", True), ("true", True)):
        text = query.format(value="1", source=source, which=which)
        runs = look.runs(
            look.pairs(text, both_ways=both, layer=DISPUTES.layer), layer=DISPUTES.layer, combine="greatest"
        )
        value, known = rows.fill(runs, (1, 0), "float64")
        found.append(value if known is None else np.where(known, value, np.nan))
    return found[0], found[1], found[2]


def outside(reading: Reading, name: str) -> Floats:
    """Give for each row whether a state but the first owes the second an obligation (offence, neutrality)."""
    runs = reading.column("atop", name, "pair")
    assert isinstance(runs, Runs)
    owed = reading.matrix(runs)
    pairs = reading.pairs
    total = np.where(np.isnan(owed).all(axis=1), np.nan, np.nansum(owed, axis=1))
    every = total[pairs.period, pairs.b] - np.nan_to_num(owed[pairs.period, pairs.a, pairs.b])
    return np.where(np.isnan(every), np.nan, (every > 0) * 1.0)


def directed(reading: Reading, source: str = DISPUTES.source) -> tuple[Floats, Mapping[str, Floats]]:
    """Give for all rows whether the challenger (second) began a dispute with the target (first), and what may explain it."""
    rows = reading.dyads
    began, _, ongoing = disputes(reading, rows, source)
    capability = reading.nan("nmc", "cinc").ravel()
    target, challenger = np.take(capability, rows.flat[0]), np.take(capability, rows.flat[1])
    commitment = commitments(reading).value
    border = reading.pair("contiguity", "conttype", rows)
    score = reading.nan("democracy", "aeuds").ravel()
    power = reading.nan("majors", "cowmaj").ravel()
    same = np.zeros(len(rows), bool)
    same[1:] = (np.diff(rows.sides[0]) == 0) & (np.diff(rows.sides[1]) == 0)
    t = np.where(np.isnan(ongoing), np.nan, years_of_peace(same, ongoing == 1))
    relevant = reading.pair("prd", "prd", rows) == 1
    owed = pledges(reading)
    pairs = reading.pairs
    between = np.maximum(owed[pairs.period, pairs.a, pairs.b], owed[pairs.period, pairs.b, pairs.a])
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {
            "constant": np.ones(len(rows)),
            PACT: np.where(np.isnan(commitment), np.nan, (commitment > 0) * 1.0),
            "the challenger is promised help in an attack": outside(reading, "atop_offense"),
            "the challenger is promised neutrality": outside(reading, "atop_neutral"),
            "the two have a defence pact": between,
            "challenger's share of both capabilities": challenger / (target + challenger),
            "land border": np.where(np.isnan(border), np.nan, (border == 1) * 1.0),
            "log of the distance of capitals": np.log(
                np.maximum(reading.pair("capital-distance", "capdist", rows), 1.0)
            ),
            "a major power": np.fmax(np.take(power, rows.flat[0]), np.take(power, rows.flat[1])),
            "democracy (the lesser)": np.minimum(np.take(score, rows.flat[0]), np.take(score, rows.flat[1])),
            "years since the last dispute, t": t,
            "t²": t**2,
            "t³": t**3,
        }
    return np.where(relevant, began, np.nan), columns


def fit(reading: Reading, y: Floats, columns: Mapping[str, Floats]) -> Model:
    """Fit a logistic regression to the rows of which all is known; a column that is the same everywhere is left out."""
    known = np.isfinite(y) & np.logical_and.reduce([np.isfinite(column) for column in columns.values()])
    rows = np.flatnonzero(known).astype(np.int32)
    kept = {
        name: column[rows]
        for name, column in columns.items()
        if name == "constant" or (len(rows) and np.ptp(column[rows]) > 0)
    }
    x = np.column_stack(list(kept.values()))
    found = logit(y[rows], x, names=tuple(kept))
    one, other = (side[rows] for side in reading.dyads.sides)
    return Model(rows, x, one, other, found, variance(found, one, other))


def bremer(reading: Reading) -> tuple[Floats, Mapping[str, Floats]]:
    """Give the onset of disputes in pairs that are not directed, and what Bremer's model as extended by Miller explains it by.

    The politically relevant dyads, and the years of peace counted among them, are those of the published replication.
    """
    rows = reading.dyads
    _, onset, ongoing = disputes(reading, rows, DISPUTES.source)

    def sides(group: str, name: str) -> tuple[Floats, Floats]:
        value = reading.nan(group, name).ravel()
        return np.take(value, rows.flat[0]), np.take(value, rows.flat[1])

    capability = sides("nmc", "cinc")
    arms = [a / b for a, b in zip(sides("nmc", "milper"), sides("nmc", "tpop"), strict=True)]
    border = reading.pair("contiguity", "conttype", rows, when="first-record")
    pact = np.fmax(reading.pair("atop", "atop_defense", rows), reading.pair("atop", "atop_defense", rows, toward=False))
    relevant = np.flatnonzero(reading.pair("prd", "prd", rows, when="first-record") == 1)
    same = np.zeros(len(relevant), bool)
    same[1:] = np.logical_and(*(np.diff(side[relevant]) == 0 for side in rows.sides))
    t = np.full(len(rows), np.nan)
    t[relevant] = years_of_peace(same, ongoing[relevant] == 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {
            "constant": np.ones(len(rows)),
            "land border": np.where(np.isnan(border), np.nan, (border == 1) * 1.0),
            "balance of capabilities": np.minimum(*capability) / np.maximum(*capability),
            "a major power": np.fmax(*sides("majors", "cowmaj")),
            "the two have a defence pact": pact,
            "democracy (the lesser)": np.minimum(*sides("democracy", "aeuds")),
            "wealth (the lesser)": np.minimum(*sides("gdp", "mrgdppc")),
            "militarisation (the lesser)": np.minimum(*arms),
            "years since the last dispute, t": t,
            "t²": t**2,
            "t³": t**3,
        }
    return np.where(np.isfinite(t), onset, np.nan), columns


__all__ = ["NEEDS", "PACT", "Model", "bremer", "directed", "disputes", "fit", "outside", "years_of_peace"]
