"""From an estimate to what it is made of: contributions that add up, and the rows of the record behind each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.answer import Computed
from comity.measures.contract import Need
from comity.measures.estimates import Contribution
from comity.measures.reading import Reading
from comity.model.regions import region
from comity.panel.axis import Axis
from comity.panel.trace import Behind
from comity.store.schema import BY_NAME

#: The column of each table that a layer's second word is of.
_KIND = {"figure": "indicator", "pair_figure": "indicator", "tie": "layer"}
#: Tables in which a thing has parties.
_PARTIES = {"agreement": "agreement_party", "activity": "activity_party", "incident": "incident_party"}


@dataclass(frozen=True)
class Explanation:
    """One estimate with its contributions.

    Attributes
    ----------
    name, subject, year
        Which estimate.
    value, low, high
        NaN where it is not known, or no interval is claimed.
    contributions
        They add up to the value.
    """

    name: str
    subject: str
    year: int
    value: float
    low: float
    high: float
    contributions: tuple[Contribution, ...]


def contributions(con: duckdb.DuckDBPyConnection, made: Computed, row: int) -> tuple[Contribution, ...]:
    """Give the contributions to one estimate with the rows behind each."""
    measure, estimates = made.measure, made.estimates
    states, first, last = whom(made, row)
    if measure.subject in ("pact", "region"):
        states = in_group(con, made, row)
    together = 2 if measure.subject in ("pact", "region") else len(set(states))
    if measure.explain is not None:
        found = list(measure.explain(Reading(con, made.axis, measure, made.name), estimates, row))
        if found and not any(one.behind for one in found):
            # Where the measure does not part the rows among its contributions, all of them stand behind the first.
            found[0] = replace(found[0], behind=tuple(rows_behind(con, measure.needs, states, first, last, together)))
    else:
        found = []
        for label, needs in measure.parts.items():
            amount = float(estimates.parts[label][row])
            if amount == amount:
                rows = rows_behind(con, needs, states, first, last, together)
                found.append(Contribution(label, amount, tuple(rows)))
    if found and not any(one.behind for one in found):
        # A known zero has no rows: what it rests on is that the sources have looked.
        found[0] = replace(found[0], behind=looked(con, measure.needs, first, last))
    return tuple(found)


def looked(con: duckdb.DuckDBPyConnection, needs: Iterable[Need], first: date, last: date) -> tuple[Behind, ...]:
    """Give the rows of coverage by which it is known that the sources of some layers have looked at some days."""
    found = []
    for need in needs:
        rows = con.execute(
            """select layer, "start", "end", scope from coverage where source = $1 and "end" >= $2
            and ("start" is null or "start" <= $3)
            and (layer = $4 or starts_with($4, layer || '.') or starts_with(layer, $4 || '.')) order by all""",
            [need.source, first, last, need.layer],
        ).fetchall()
        for layer, start, end, scope in rows:
            cells = {"layer": layer, "start": start, "end": end, "scope": scope}
            found.append(Behind("coverage", cells, need.source, "coverage"))
    return tuple(found)


def whom(made: Computed, row: int) -> tuple[list[str], date, date]:
    """Give the keys of the states of an estimate (none of a pact or region), and the days of its year on which they were.

    Where two codes mean one state, as in the year of Germany's union, the days tell their rows apart.
    """
    subjects, axis = made.estimates.subjects, made.axis
    period = int(subjects.period[row])
    first, last = int(axis.first_days[period]), int(axis.last_days[period])
    sides = {"state": [subjects.a], "pair": [subjects.a, subjects.b], "member": [subjects.b]}.get(
        made.measure.subject, []
    )
    keys = []
    for side in sides:
        place = int(side[row])
        keys.append(key_of(made.axis, place, period))
        mine = [spell for spell in axis.spells if spell.place == place and spell.first <= last and spell.last >= first]
        first, last = max(first, min(spell.first for spell in mine)), min(last, max(spell.last for spell in mine))
    return keys, date.fromordinal(first), date.fromordinal(last)


def in_group(con: duckdb.DuckDBPyConnection, made: Computed, row: int) -> list[str]:
    """Give the keys of the states of a region, or of the members of a pact, an organisation or a mission, in a year."""
    subjects = made.estimates.subjects
    group, _ = subjects.groups[int(subjects.a[row])]
    if made.measure.subject == "region":
        return list(region(group).members)
    period = int(subjects.period[row])
    first, last = (date.fromordinal(int(days[period])) for days in (made.axis.first_days, made.axis.last_days))
    found = con.execute(
        """select distinct actor from (
            select actor, "start", "end" from membership where organisation = $1 and status in ('member', 'suspended')
            union all select actor, "start", "end" from agreement_party where agreement = $1
            union all select actor, "start", "end" from activity_party where activity = $1
        ) where ("start" is null or "start" <= $3) and ("end" is null or "end" >= $2) order by 1""",
        [group, first, last],
    ).fetchall()
    return [actor for (actor,) in found]


def key_of(axis: Axis, place: int, period: int) -> str:
    """Give the key of the state that bears a code in a period; of several the last."""
    return str(keys(axis)[place, period])


@lru_cache(maxsize=8)
def keys(axis: Axis) -> npt.NDArray[np.object_]:
    """Give the key of the state that bears each code in each period, shape (N, P): of several the last; "" of none."""
    found = np.full(axis.present.shape, "", object)
    for spell in axis.spells:
        mine = np.zeros(axis.present.shape[1], bool)[None, :]
        axis.mark(mine, 0, spell.first, spell.last)
        found[spell.place, mine[0]] = spell.key
    return found


def rows_behind(
    con: duckdb.DuckDBPyConnection,
    needs: Iterable[Need],
    states: Sequence[str],
    first: date,
    last: date,
    together: int = 0,
) -> list[Behind]:
    """Give the rows of some layers that tell of some states in some days.

    Of several states those in which both sides are of them, and of one state all rows in which it is.

    Parameters
    ----------
    together
        Of an agreement (or a figure of one), an activity or an incident: so many of the states must be its parties; all of them, if 0.
    """
    found: list[Behind] = []
    for need in needs:
        table, _, kind = need.layer.partition(".")
        if table in _PARTIES:
            found += _of_things(con, need.source, table, kind, states, first, last, together or len(set(states)))
        elif table == "agreement_figure":
            found += _of_figures(con, need.source, kind, states, first, last, together or len(set(states)))
        elif table == "resolution":
            found += _of_votes(con, need.source, states, first, last)
        elif table in BY_NAME:
            actors = [column.name for column in BY_NAME[table].columns if column.actor]
            asked: dict[str, Any] = {"who": list(states), "source": need.source, "first": first, "last": last}
            if len(states) > 1:
                who = " and ".join(f'list_contains($who, "{actor}")' for actor in actors)
            else:
                who = " or ".join(f'list_contains($who, "{actor}")' for actor in actors)
            of_kind = ""
            if kind and table in _KIND:
                of_kind, asked["kind"] = f'and "{_KIND[table]}" = $kind', kind
            found += _asked(
                con,
                table,
                f"""select * from "{table}" where source = $source and ({who}) {of_kind}
                and ("start" is null or "start" <= $last) and ("end" is null or "end" >= $first) order by all""",
                asked,
            )
    return found


def _of_things(
    con: duckdb.DuckDBPyConnection,
    source: str,
    table: str,
    kind: str,
    states: Sequence[str],
    first: date,
    last: date,
    together: int,
) -> list[Behind]:
    asked: dict[str, Any] = {
        "who": list(states),
        "source": source,
        "first": first,
        "last": last,
        "all": together,
    }
    of_kind = ""
    if kind:
        of_kind, asked["kind"] = "and t.kind = $kind", kind
    return _asked(
        con,
        table,
        f"""select t.* from "{table}" t join (
            select "{table}" from "{_PARTIES[table]}" p where list_contains($who, actor)
            and ("start" is null or "start" <= $last) and ("end" is null or "end" >= $first)
            group by all having count(distinct actor) >= $all
        ) using ("{table}") where t.source = $source {of_kind}
        and (t."start" is null or t."start" <= $last) and (t."end" is null or t."end" >= $first) order by all""",
        asked,
    )


def _of_figures(
    con: duckdb.DuckDBPyConnection,
    source: str,
    kind: str,
    states: Sequence[str],
    first: date,
    last: date,
    together: int,
) -> list[Behind]:
    return _asked(
        con,
        "agreement_figure",
        """select f.* from agreement_figure f join (
            select agreement from agreement_party where list_contains($who, actor)
            and ("start" is null or "start" <= $last) and ("end" is null or "end" >= $first)
            group by all having count(distinct actor) >= $all
        ) using (agreement) where f.source = $source and f.indicator = $kind
        and (f."start" is null or f."start" <= $last) and (f."end" is null or f."end" >= $first) order by all""",
        {
            "who": list(states),
            "source": source,
            "kind": kind,
            "first": first,
            "last": last,
            "all": together,
        },
    )


def _of_votes(
    con: duckdb.DuckDBPyConnection, source: str, states: Sequence[str], first: date, last: date
) -> list[Behind]:
    return _asked(
        con,
        "vote",
        """select v.*, r."date", r.title from vote v join resolution r using (resolution)
        where v.source = $source and list_contains($who, v.actor) and r."date" between $first and $last
        order by r."date", v.resolution, v.actor""",
        {"who": list(states), "source": source, "first": first, "last": last},
    )


def _asked(con: duckdb.DuckDBPyConnection, table: str, query: str, asked: dict[str, Any]) -> list[Behind]:
    cursor = con.execute(query, {name: value for name, value in asked.items() if f"${name}" in query})
    header = [entry[0] for entry in cursor.description or ()]
    found = []
    for row in cursor.fetchall():
        cells = {name: value for name, value in zip(header, row, strict=True) if value is not None}
        found.append(Behind(table, cells, str(cells.pop("source")), str(cells.pop("source_row"))))
    return found


__all__ = ["Explanation", "contributions", "key_of", "keys", "rows_behind", "whom"]
