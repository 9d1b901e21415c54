"""From a cell of a panel to the rows of the record behind it, each with its file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from comity.model.errors import BadRequest
from comity.panel.axis import Axis
from comity.panel.group import find
from comity.panel.look import OWN
from comity.panel.plan import Panel
from comity.store.home import home as default_home
from comity.store.home import record_path
from comity.store.record import open_record
from comity.store.schema import TABLES
from comity.store.table import Table


@dataclass(frozen=True, slots=True)
class Behind:
    """One row of the record: its table, its cells that are not null, and where it stands."""

    table: str
    cells: Mapping[str, Any]
    source: str
    source_row: str


def trace(panel: Panel, group: str, **keys: int) -> list[Behind]:
    """Give the rows of the record on which a group's columns rest in one row of a panel.

    Parameters
    ----------
    group
        Id of a column group that the panel has.
    keys
        The row's key columns, such as ``ccode1=2, ccode2=200, year=1950``.

    Returns
    -------
    list of Behind
        What the group's sources say of these states in that period: of pairs in both directions, and of each state
        alone. Where it is empty the cell rests on coverage alone: the source looked and found nothing, or did not look.

    Raises
    ------
    BadRequest
        When the group is not in the panel, or the keys are not those of one of its rows.
    """
    if group not in {pick.group for pick in panel.picks}:
        raise BadRequest("“%(group)s” is not in the panel.", remedy="Add it to the panel first.", group=group)
    axis = panel.axis
    places, first, last = _locate(panel, axis, keys)
    found: list[Behind] = []
    with open_record(record_path(panel.home or default_home())) as con:
        states, first, last = _bearers(axis, places, first, last)
        for table in TABLES:
            # What comity itself knows of states stands in their own table, under their keys.
            own = find(group).sources == (OWN,)
            actors = [column.name for column in table.columns if column.name == "state" or (column.actor and not own)]
            if table.lineage and actors and own == (table.name == "state"):
                found += _rows(con, table, actors, find(group).sources, states, first, last)
    return found


def _locate(panel: Panel, axis: Axis, keys: Mapping[str, int]) -> tuple[list[int], date, date]:
    name = "ccode" if axis.system == "cow" else "gwcode"
    sides = [name] if panel.sides == 1 else [f"{name}{side + 1}" for side in range(panel.sides)]
    wanted = [*sides, "year", *(["month"] if axis.step == "month" else [])]
    if set(keys) != set(wanted):
        raise BadRequest(
            "A row of this panel is told by %(wanted)s.", remedy="Give each of them once.", wanted=", ".join(wanted)
        )
    codes = axis.codes.tolist()
    for side in sides:
        if keys[side] not in codes:
            raise BadRequest(
                "%(code)s is no code of the %(system)s list.",
                remedy="comity.resolve finds one.",
                code=keys[side],
                system=axis.system,
            )
    if not axis.first_year <= keys["year"] <= axis.last_year:
        raise BadRequest("%(year)s is not among the panel's years.", remedy="They are %(first_year)s to %(last_year)s.", year=keys['year'], first_year=axis.first_year, last_year=axis.last_year)  # fmt: skip
    month = keys.get("month", 1)
    if not 1 <= month <= 12:
        raise BadRequest("There is no month %(month)s.", remedy="Months are 1 to 12.", month=month)
    start = date(keys["year"], month, 1)
    period = int(axis.period_of(axis.first_days[:1] * 0 + start.toordinal())[0])
    last = date.fromordinal(int(axis.last_days[period]))
    places = [codes.index(keys[side]) for side in sides]
    apart = {(one, other) for one, other, when in axis.never_met if when == period}
    if (
        len(set(places)) < len(places)
        or not axis.present[places, period].all()
        or any((one, other) in apart for one in places for other in places)
    ):
        said = ", ".join(f"{name} {keys[name]}" for name in wanted)
        raise BadRequest(
            "The panel has no row of %(said)s.",
            remedy="Name states that were in the list then, each of them once.",
            said=said,
        )
    return places, start, last


def _bearers(axis: Axis, places: Sequence[int], first: date, last: date) -> tuple[list[list[str]], date, date]:
    """Give whom each side's code means in a period, and the days of it on which all of them were there."""
    keys: list[list[str]] = []
    begin, end = first.toordinal(), last.toordinal()
    for place in places:
        mine = [spell for spell in axis.spells if spell.place == place and spell.first <= last.toordinal() and spell.last >= first.toordinal()]  # fmt: skip
        keys.append(sorted({spell.key for spell in mine}))
        begin = max(begin, min((spell.first for spell in mine), default=begin))
        end = min(end, max((spell.last for spell in mine), default=end))
    return keys, date.fromordinal(begin), date.fromordinal(end)


def _rows(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    actors: Sequence[str],
    sources: Sequence[str],
    states: Sequence[Sequence[str]],
    first: date,
    last: date,
) -> list[Behind]:
    named = {column.name for column in table.columns}
    everybody = [key for keys in states for key in keys]
    who = " and ".join(f'list_contains($who, "{actor}")' for actor in actors)
    when = '("start" is null or "start" <= $last) and ("end" is null or "end" >= $first)' if {"start", "end"} <= named else "true"  # fmt: skip
    values: dict[str, Any] = {"who": everybody, "sources": list(sources)}
    if when != "true":
        values |= {"first": first, "last": last}
    cursor = con.execute(
        f'select * from "{table.name}" where list_contains($sources, source) and {who} and {when} order by all', values
    )
    header = [entry[0] for entry in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        found.append(Behind(table.name, cells, str(cells.pop("source")), str(cells.pop("source_row"))))
    return _shared(found, table, states) if table.name.endswith("_party") else found


def _shared(found: list[Behind], table: Table, states: Sequence[Sequence[str]]) -> list[Behind]:
    """Keep what every side was party to: what one of them had with others is not behind what the two have."""
    thing = table.name.removesuffix("_party")
    parties: dict[str, set[str]] = {}
    for row in found:
        parties.setdefault(row.cells[thing], set()).add(row.cells["actor"])
    return [row for row in found if all(parties[row.cells[thing]] & set(keys) for keys in states)]
