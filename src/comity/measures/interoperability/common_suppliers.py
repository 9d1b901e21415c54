"""Common suppliers of two states: how far they get their major arms from the same states.

Formula
-------
::

    c_ij = sum over suppliers s of  min(share_is, share_js)

with ``share_is`` the share of supplier s in the volume of major arms (trend-indicator value) delivered to i in this and the nine
years before. 0: no supplier in common; 1: the same suppliers to the same shares. What a supplier adds is its minimum.

Pitfalls
--------
The register of the Stockholm International Peace Research Institute may not be passed on: export it and bring it
(``comity bring``). A state is known only if it is a recipient in your export, in all ten years, and received anything in them; what a
state makes itself is no delivery, so that the great producers have few suppliers or none. A volume measures what arms can do, not money.
A delivery without a value leaves its recipient's shares unknown for ten years; one of a supplier whom nobody knows is
left out. Ten years is a choice: major arms serve for
thirty, and the training and spare parts that come with them for about ten.

References
----------
Stockholm International Peace Research Institute. SIPRI Arms Transfers Database: Sources and methods. Renkonen, O. (1938).
Statistisch-ökologische Untersuchungen über die terrestrische Käferwelt der finnischen Bruchmoore. *Annales Zoologici Societatis
Vanamo* 6, 1–231 (for the sum of lesser shares).

Examples
--------
The one has 3/4 from the first supplier, the other 1/2, and the rest from others:

>>> import numpy as np
>>> lesser_shares(np.array([[3.0, 1.0, 0.0], [2.0, 0.0, 2.0]]))[0, 1].tolist()
0.5
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from comity.measures.answer import Computed
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats
from comity.measures.explaining import whom
from comity.measures.reading import Reading
from comity.model.states import key_names
from comity.panel.axis import FIRST_YEAR, Axis, Flags, bearers
from comity.panel.trace import Behind

#: Deliveries of so many years make a state's shares.
WINDOW = 10
DELIVERED = Need("sipri-arms-transfers", "pair_figure.sipri-tiv")
REGISTER = Need("sipri-arms-transfers", "tie.arms-delivery", optional=True)


def lesser_shares(received: Floats) -> Floats:
    """Give the sum over suppliers of the lesser of two recipients' shares.

    Parameters
    ----------
    received
        Shape (recipients, suppliers); a row of NaN, or of nothing, is not known.

    Returns
    -------
    ndarray
        Shape (recipients, recipients).
    """
    total = received.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, received / total, np.nan)
    found: Floats = np.minimum(share[:, None], share[None]).sum(axis=2)
    return found


def _received(reading: Reading, axis: Axis) -> tuple[Floats, list[str]]:
    """Give what each state received of each supplier, shape (N, P, suppliers), and the suppliers.

    NaN where the register was not looked at, or holds a delivery without a value.
    """
    rows = reading.con.execute(
        """select a, b, year("start"), sum(value) from pair_figure
        where source = 'sipri-arms-transfers' and indicator = 'sipri-tiv' group by all order by all"""
    ).fetchall()
    suppliers = sorted({row[0] for row in rows})
    number = {key: place for place, key in enumerate(suppliers)}
    found = np.zeros((axis.states, axis.periods, len(suppliers)))
    for supplier, recipient, year, value in rows:
        for place in _bearing(axis, recipient, year):
            found[place, year - axis.first_year, number[supplier]] += value
    for recipient, year in reading.con.execute(
        """select distinct b, year("start") from tie
        where source = 'sipri-arms-transfers' and layer = 'arms-delivery' and value is null"""
    ).fetchall():
        for place in _bearing(axis, recipient, year):
            found[place, year - axis.first_year] = np.nan
    found[~_looked(reading, axis)] = np.nan
    return found, suppliers


def _bearing(axis: Axis, key: str, year: int) -> list[int]:
    if not axis.first_year <= year <= axis.last_year:
        return []
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return [spell.place for spell in bearers(axis.system).get(key, ()) if spell.first <= last and spell.last >= first]


def _looked(reading: Reading, axis: Axis) -> Flags:
    other = Reading(reading.con, axis, reading.measure, reading.name)
    cover = other.look("sipri-arms-transfers", coded_in=None).cover(DELIVERED.layer)
    found: Flags = np.logical_or.reduce([cover.every, *(receivers for _, receivers in cover.toward)])
    return found


def _window(reading: Reading) -> tuple[Floats, list[str]]:
    """Give what was received within the window of each year, shape (N, P, suppliers), and the suppliers."""
    axis = reading.axis
    begin = max(axis.first_year - WINDOW + 1, FIRST_YEAR)
    received, suppliers = _received(reading, Axis(axis.system, "year", begin, axis.last_year))
    total = np.full_like(received, np.nan)
    for period in range(WINDOW - 1, received.shape[1]):
        total[:, period] = received[:, period - WINDOW + 1 : period + 1].sum(axis=1)
    return total[:, axis.first_year - begin :], suppliers


def compute(reading: Reading) -> Estimates:
    """Give the common suppliers of all pairs and years."""
    pairs = reading.pairs
    total, _ = _window(reading)
    value = np.full(len(pairs), np.nan)
    number = np.full(len(pairs), np.nan)
    order = np.argsort(pairs.period, kind="stable")
    bounds = np.searchsorted(pairs.period[order], np.arange(reading.axis.periods + 1))
    for period in np.flatnonzero(np.isfinite(total).any(axis=(0, 2))).tolist():
        mine = order[bounds[period] : bounds[period + 1]]
        known = np.flatnonzero(np.nan_to_num(total[:, period]).sum(axis=1) > 0)
        found = np.full((reading.axis.states, reading.axis.states), np.nan)
        found[np.ix_(known, known)] = lesser_shares(total[known, period])
        value[mine] = found[pairs.a[mine], pairs.b[mine]]
        counts = (np.nan_to_num(total[:, period]) > 0).sum(axis=1)
        number[mine] = counts[pairs.a[mine]] + counts[pairs.b[mine]]
    return Estimates(pairs, np.minimum(value, 1.0), inputs=np.nan_to_num(number))


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each supplier adds, with its deliveries to either in the ten years."""
    subjects = estimates.subjects
    states, _, until = whom(Computed(reading.name, reading.measure, estimates), row)
    total, suppliers = _window(reading)
    both = total[[int(subjects.a[row]), int(subjects.b[row])], int(subjects.period[row])]
    lesser = (both / both.sum(axis=1, keepdims=True)).min(axis=0)
    names, told = key_names(), []
    for place in np.flatnonzero(both.max(axis=0) > 0).tolist():
        cursor = reading.con.execute(
            """select * from pair_figure where source = 'sipri-arms-transfers' and indicator = 'sipri-tiv' and a = $1
            and list_contains($2, b) and "start" between $3 and $4 order by "start", b""",
            [suppliers[place], states, date(until.year - WINDOW + 1, 1, 1), until],
        )
        header = [entry[0] for entry in cursor.description or ()]
        behind = []
        for cells in cursor.fetchall():
            held = {name: value for name, value in zip(header, cells, strict=True) if value is not None}
            behind.append(Behind("pair_figure", held, str(held.pop("source")), str(held.pop("source_row"))))
        label = names.get(suppliers[place], suppliers[place])
        told.append(Contribution(label, float(lesser[place]), tuple(behind)))
    return sorted(told, key=lambda one: -one.amount)


MEASURE = Measure(
    title="Common suppliers of arms of two states",
    unit="points, 0 to 1",
    subject="pair",
    needs=(DELIVERED, REGISTER),
    compute=compute,
    explain=explain,
    direction="arms that come more from the same states",
    method="sum of lesser shares of suppliers in volumes delivered in ten years",
    reference="Renkonen (1938); SIPRI (2026)",
    bounds=(0.0, 1.0),
)
