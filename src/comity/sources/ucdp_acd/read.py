"""From the UCDP/PRIO Armed Conflict Dataset, one row per pair of states and conflict-year, to the record.

Judgements, with the cases that forced them:

- **One incident per conflict, not per episode.** ``conflict_id`` is what the publisher and others name; a conflict can
  rest for years (338 has nine episodes since 1979), so the years of fighting are the spells of its parties, which run
  over consecutive active years. An incident's time from start to end includes the years of rest.
- **It starts with its first active episode** (``start_date2``), not with the first death (``start_date``), which can lie
  decades before (225 conflicts share the year, 78 do not), and **ends with the last one**, or not at all: 61 conflicts
  were active in 2024.
- **One row is one pair of a list.** The reduction multiplies the lists of primary and secondary states of both sides
  (conflict 14113 has 59 rows in 2018), so a party is a distinct state, side and role, whatever its rows.
- **Primary parties are the two sides; secondary ones sent troops in support** and are ``supporting``. Side b of a war within
  a state, or against a group abroad, is a group that this reduction does not name: its row is missing, not peaceful.
- **Intensity is the conflict's highest in any year**: 1 for 25 to 999 battle deaths, 2 for 1,000 or more.
- **The type is part of the name**, which this reduction lacks: a conflict can be of several (64 of 303 became
  internationalised, or ceased to be), and all are named.
- Codes are Gleditsch and Ward's. One, 751 for Hyderabad in 1947 and 1948 (conflicts 226 and 11884), is on neither list of
  states: it is named in the conflict's name and set aside as a party. And 345 stands for Serbia after 2006 too (in
  conflicts 416 and 15283), where Gleditsch and Ward have 340: it is read as 340 there, not as Yugoslavia.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, name_on

_FILE = "ucdp_acd.csv.gz"

#: Codes that are no state of either list, with the exception that sets them aside.
_NO_STATE = {"751": ("Hyderabad", "hyderabad")}

#: In the order in which a name lists them.
_TYPES = {
    "extrasystemic": "extrasystemic",
    "interstate": "interstate",
    "intrastate": "intrastate",
    "II": "internationalised intrastate",
}
_ISSUES = {"territory": "over territory", "government": "over government", "both": "over territory and government"}


def read(raw: Raw) -> Iterator[Part]:
    """Give the conflicts and the states in them."""
    sides = _primary_sides(raw)
    conflicts = raw.connection.execute(
        f"""select conflict_id, min(cast(start_date2 as date)) as start,
        case when bool_or(cast(year as integer) = last and ep_end = '1') then max(cast(ep_end_date as date)) end as "end",
        max(cast(intensity_level as integer)) as intensity, list(distinct type_of_conflict) as types,
        any_value(incompatibility) as issue, min(line) as line, max(line) as to_line
        from (select *, max(cast(year as integer)) over (partition by conflict_id) as last from {raw.table(_FILE)})
        group by conflict_id order by line"""
    ).fetchall()
    yield Part(
        "incident",
        rows=[
            {
                "incident": f"ucdp-acd:{number}",
                "kind": "armed-conflict",
                "name": f"UCDP {number}: {sides[number]} ({_describe(types, issue)})",
                "start": start,
                "end": end,
                "intensity": intensity,
                "scale": "ucdp-intensity",
                "source_row": f"{_FILE}:{line}" + (f"-{to_line}" if to_line > line else ""),
            }
            for number, start, end, intensity, types, issue, line, to_line in conflicts
        ],
    )
    for code, (_, exception) in _NO_STATE.items():
        for (row,) in raw.connection.execute(
            f"select source_row from {raw.table(_FILE)} where ? in (gwno_a, gwno_a_2nd, gwno_b, gwno_b_2nd)", [code]
        ).fetchall():
            raw.leave_out(exception, row)
    yield Part("incident_party", sql=_parties(raw))


def _describe(types: list[str], issue: str) -> str:
    listed = [spelled for coded, spelled in _TYPES.items() if coded in types]
    return f"{' and '.join(listed)}, {_ISSUES[issue]}"


def _primary_sides(raw: Raw) -> dict[str, str]:
    """Name the two sides of every conflict, by the states that were a side in its first year."""
    found: dict[str, dict[str, list[str]]] = {}
    listed = raw.connection.execute(
        f"""select distinct conflict_id, side, code, cast(year as integer) from (
            select conflict_id, 'a' as side, gwno_a as code, year from {raw.table(_FILE)}
            union all select conflict_id, 'b', gwno_b, year from {raw.table(_FILE)})
        qualify cast(year as integer) = min(cast(year as integer)) over (partition by conflict_id) order by all"""
    ).fetchall()
    for number, side, code, year in listed:
        named = found.setdefault(number, {"a": [], "b": []})[side]
        if code is not None:
            key = actor_of("gw", code, date(year, 7, 1))
            named.append(name_on(key, date(year, 7, 1)) if key else _NO_STATE.get(code, (f"G-W {code}", ""))[0])
    return {
        number: f"{_list(sides['a'])} – {_list(sides['b']) if sides['b'] else 'armed groups'}"
        for number, sides in found.items()
    }


def _list(names: list[str]) -> str:
    first = ", ".join(sorted(names)[:2])
    return f"{first} and {len(names) - 2} more" if len(names) > 2 else first


def _serbia(column: str) -> str:
    return f"case when {column} = '345' and cast(year as integer) > 2006 then '340' else {column} end"


def _parties(raw: Raw) -> str:
    roles = " union all ".join(
        f"""select conflict_id, {_serbia(column)} as code, '{side}' as side, '{role}' as role, cast(year as integer) as year,
        cast(start_date2 as date) as began, cast(ep_end_date as date) as ended, line from {raw.table(_FILE)}
        where {column} is not null and {column} not in ({", ".join(f"'{code}'" for code in _NO_STATE)})"""
        for column, side, role in (
            ("gwno_a", "a", "primary"),
            ("gwno_a_2nd", "a", "supporting"),
            ("gwno_b", "b", "primary"),
            ("gwno_b_2nd", "b", "supporting"),
        )
    )
    return f"""
    with yearly as (
        select conflict_id, code, side, role, year, min(began) as began, max(ended) as ended, min(line) as line,
        max(line) as to_line from ({roles}) group by conflict_id, code, side, role, year
    ), run as (
        select *, year - row_number() over (partition by conflict_id, code, side, role order by year) as run from yearly
    )
    select 'ucdp-acd:' || conflict_id as incident, 'gw:' || code as actor, side, role,
    greatest(make_date(min(year), 1, 1), min(began)) as start,
    case when max(ended) is not null then max(ended) when max(year) < (select max(cast(year as integer)) from
    {raw.table(_FILE)}) then make_date(max(year), 12, 31) end as "end",
    '{_FILE}:' || min(line) || case when max(to_line) > min(line) then '-' || max(to_line) else '' end as source_row
    from run group by conflict_id, code, side, role, run"""
