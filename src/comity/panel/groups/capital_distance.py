"""Distance between capitals: the great circle between the seats of government of the period.

Where a capital moved within the period, the seat that it had for longest counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.axis import Axis, Flags, Floats, Ints
from comity.panel.group import Column, Computed, Filled, Grid, Group, Values
from comity.panel.look import Look
from comity.panel.rows import Rows

#: Mean radius of the earth, km (IUGG).
RADIUS = 6371.0088


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the distance, by a table of all capitals there are."""
    seats = look.con.execute(
        """select place, lat, lon from place where source = 'geography' and kind = 'capital' and lat is not null order by place"""
    ).fetchall()
    number = {name: place for place, (name, _, _) in enumerate(seats)}
    entries, which = look.states(
        """select state as actor, coalesce("start", date '1816-01-01') as "start", "end", 1.0 as value, place as label
        from place where source = 'geography' and kind = 'capital' and lat is not null""",
        labels=list(number),
    )
    entries.value[:] = which
    seat = look.grid(entries)
    lat, lon = (np.radians(np.array([row[at] for row in seats], float)) for at in (1, 2))
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    table = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    place = seat.value.astype(np.int32)

    def make(rows: Rows, one: int = 0, other: int = 1) -> Filled:
        near, far = np.take(place.ravel(), rows.flat[one]), np.take(place.ravel(), rows.flat[other])
        known = np.take(seat.known.ravel(), rows.flat[one]) & np.take(seat.known.ravel(), rows.flat[other])
        return np.take(table.ravel(), near * np.int32(len(seats)) + far), known

    found: dict[tuple[str, str], Values] = {("pair", "capdist"): Computed(make)}
    if ("alone", "mincapdist") in look.wanted:
        found["alone", "mincapdist"] = _nearest(look.axis, place, seat.known, table)
    return found


def _nearest(axis: Axis, place: Ints, known: Flags, table: Floats) -> Grid:
    """Find for every state and period the nearest other capital, among states that it met on any day.

    The two Germanies and the Yemens of 1990 have one capital in the lists, and are no neighbours of themselves.
    """
    strangers: dict[int, list[tuple[int, int]]] = {}
    for one, other, period in axis.never_met:
        strangers.setdefault(period, []).append((one, other))
    nearest = np.full(place.shape, np.inf)
    for period in range(place.shape[1]):
        there = np.flatnonzero(known[:, period])
        seats = place[there, period]
        apart = table[np.ix_(seats, seats)]
        np.fill_diagonal(apart, np.inf)
        for pair in strangers.get(period, ()):
            if known[pair, period].all():
                apart[tuple(np.searchsorted(there, pair))] = np.inf
        nearest[there, period] = apart.min(axis=1, initial=np.inf)
    return Grid(nearest, known & np.isfinite(nearest))


GROUP = Group(
    title="Distance between capitals",
    sources=("geography",),
    columns=(
        Column("capdist", "great-circle distance between capitals, km", "pair"),
        Column("mincapdist", "great-circle distance to the nearest other capital, km", "alone"),
    ),
    load=load,
    resolution="day",
    coded_in="gw",
    about="Great circle on a sphere of radius 6371.0088 km, between the seats of government.",
)
