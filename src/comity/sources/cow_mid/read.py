"""From the dispute and the directed dyad-year file of Militarized Interstate Disputes to the record.

Judgements, with the cases that forced them:

- **Days are bounds.** This reduction gives the month of a dispute's start, its least and greatest length in days, and the
  years in which each pair was in it; no days. A dispute begins on the first day of its month and ends on the last day
  that the end of that month and the greatest length allow, within the last of its years (Korea, 51: June 1950 and 1,130
  days give at the latest 2 August 1953, where the armistice was on 27 July). Both can be off by up to a month.
- **Where length and years disagree the years win**: eight disputes would last past their last year (2328: 969 days
  from March 1949, but only 1949) and two end before it. One begins after its only year (4005: June 1996 against 1995);
  the dispute file's month stands for it and its parties.
- **Sides are the side that took the first militarised action (a) and the other (b)**; that is this coding's, not a finding of
  who was to blame. Six states changed sides in the Second World War (258) and stand on both, with their years; in a year
  of change on both at once.
- **Originators are primary, those who joined are supporting.** A party's spell is a run of years, cut to the dispute's own
  first and last day; who left and came back has two.
- **Deaths are the published brackets**, for all sides together: 1 is 1 to 25, 2 to 100, 3 to 250, 4 to 500, 5 to 999, and 6 a
  thousand or more, without an upper end. -9 is unknown and stays so; 0 is none.
- **Intensity is the highest level of hostility**: 2 threat, 3 display, 4 use of force, 5 war.
- **Who faced whom is the directed dyad-year file, row by row**: a dispute of a pair in a year, seen from each side, with that
  side's highest action and hostility and its deaths, all three in the dispute as a whole, whoever it faced. The publisher's file of one dispute for each pair and year is a selection
  of these rows (1,156 fewer), with nothing of its own: a panel makes the selection by rules that its user can change.
- **The year is the whole year**, 1 January to 31 December, since the file has no days. ``onset`` is 1 in the year in which
  the dispute began for that pair, which can be later than the dispute (Thailand and China in Korea, 51: 1951). ``initiator`` stays empty:
  side and role say what this coding says.
- **What a dispute is chosen by** stands as its figures, as published: level of fatality, level of hostility, least and
  greatest days, whether the other side answered, and the month of the start. -9 is unknown and has no row; a level of
  action of 0 and of hostility of 1 mean that a side did nothing.
- **A side's deaths** are the precise number where the file has one (``fatalpre``, mostly for few deaths); its level stands
  beside. Both stand in each of its years and toward each opponent: they must not be added up over either.
- A name is made of the number and the originators on each side (of all on it, where none is an originator: 4344).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, name_on

_DISPUTES = "cow_mid_disps.csv.gz"
_PAIRS = "cow_mid_dirdisps.csv.gz"

#: Level of fatality → least and most deaths; None: no end published, and for -9 nothing known.
FATALITY: dict[str, tuple[int | None, int | None]] = {
    "-9": (None, None),
    "0": (0, 0),
    "1": (1, 25),
    "2": (26, 100),
    "3": (101, 250),
    "4": (251, 500),
    "5": (501, 999),
    "6": (1000, None),
}

#: Figure of a dispute → column of the dispute file, unit.
FIGURES = {
    "mid-fatality": ("fatality", "level 0-6"),
    "mid-hostility": ("hostlev", "level 1-5"),
    "mid-least-days": ("mindur", "days"),
    "mid-greatest-days": ("maxdur", "days"),
    "mid-reciprocated": ("recip", "yes/no"),
    "mid-start-month": ("stmon", "month 1-12"),
}


def read(raw: Raw) -> Iterator[Part]:
    """Give the disputes, who was in them, who faced whom year by year, and what a dispute is chosen by."""
    raw.connection.execute(_dated(raw))
    names = _names(raw)
    disputes = raw.connection.execute(
        'select dispnum, start, "end", fatality, hostlev, source_row from mid_dated order by line'
    ).fetchall()
    yield Part(
        "incident",
        rows=[
            {
                "incident": f"cow-mid:{number}",
                "kind": "militarised-dispute",
                "name": names[number],
                "start": start,
                "end": end,
                "intensity": hostility,
                "scale": "cow-hostility",
                "deaths_low": FATALITY[fatality][0],
                "deaths": 0 if fatality == "0" else None,
                "deaths_high": FATALITY[fatality][1],
                "source_row": source_row,
            }
            for number, start, end, fatality, hostility, source_row in disputes
        ],
    )
    yield Part("incident_party", sql=_parties(raw))
    yield Part("incident_pair", sql=_pairs(raw))
    for indicator, (column, unit) in FIGURES.items():
        yield Part(
            "incident_figure",
            sql=f"""select 'cow-mid:' || dispnum as incident, '{indicator}' as indicator, {column} as value,
            '{unit}' as unit, source_row from {raw.table(_DISPUTES)} where {column} <> '-9'""",
        )


def _dated(raw: Raw) -> str:
    return f"""
    create or replace temp table mid_dated as
    with years as (
        select dispnum, max(cast(year as integer)) as last_year from {raw.table(_PAIRS)} group by dispnum
    ), bounds as (
        select *, make_date(cast(styear as integer), cast(stmon as integer), 1) as start,
        last_day(make_date(cast(styear as integer), cast(stmon as integer), 1))
        + greatest(cast(maxdur as integer) - 1, 0) as latest
        from {raw.table(_DISPUTES)} join years using (dispnum)
    )
    select dispnum, start, fatality, hostlev, source_row, line,
    case when last_year < year(start) then latest when year(latest) < last_year then make_date(last_year, 12, 31)
    else least(latest, make_date(last_year, 12, 31)) end as "end"
    from bounds"""


def _names(raw: Raw) -> dict[str, str]:
    sides: dict[str, dict[str, list[str]]] = {}
    originators = raw.connection.execute(
        f"select dispnum, ccode1, sidea1, min(cast(year as integer)) from {raw.table(_PAIRS)} "
        "group by 1, 2, 3 qualify max(orig1) = max(max(orig1)) over (partition by dispnum, sidea1)"
    ).fetchall()
    for number, code, side, year in originators:
        key = actor_of("cow", code, date(year, 1, 1))
        sides.setdefault(number, {"1": [], "0": []})[side].append(
            name_on(key, date(year, 1, 1)) if key else f"COW {code}"
        )
    return {number: f"MID {number}: {_list(found['1'])} – {_list(found['0'])}" for number, found in sides.items()}


def _list(names: list[str]) -> str:
    first = ", ".join(sorted(names)[:2])
    return f"{first} and {len(names) - 2} more" if len(names) > 2 else first


def _parties(raw: Raw) -> str:
    return f"""
    with yearly as (
        select dispnum, ccode1, sidea1, max(orig1) as orig1, cast(year as integer) as year, min(line) as line,
        max(line) as to_line from {raw.table(_PAIRS)} group by dispnum, ccode1, sidea1, year
    ), run as (
        select *, year - row_number() over (partition by dispnum, ccode1, sidea1 order by year) as run from yearly
    ), spell as (
        select dispnum, ccode1, sidea1, max(orig1) as orig1, make_date(min(year), 1, 1) as first,
        make_date(max(year), 12, 31) as last, min(line) as line, max(to_line) as to_line
        from run group by dispnum, ccode1, sidea1, run
    )
    select 'cow-mid:' || dispnum as incident, 'cow:' || ccode1 as actor,
    case sidea1 when '1' then 'a' when '0' then 'b' end as side,
    case orig1 when '1' then 'primary' when '0' then 'supporting' end as role,
    case when last < start then start else greatest(start, first) end as start,
    case when last < start then "end" else least("end", last) end as "end",
    '{_PAIRS}:' || line || case when to_line > line then '-' || to_line else '' end as source_row
    from spell join (select dispnum, start, "end" from mid_dated) using (dispnum)"""


def _pairs(raw: Raw) -> str:
    return f"""
    select 'cow-mid:' || dispnum as incident, 'cow:' || ccode1 as a, 'cow:' || ccode2 as b,
    make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
    disponset = '1' as onset, case sidea1 when '1' then 'a' when '0' then 'b' end as side,
    case orig1 when '1' then 'primary' when '0' then 'supporting' end as role, nullif(hiact1, '-9') as action,
    nullif(hostlev1, '-9') as level, nullif(fatality1, '-9') as fatality, nullif(fatalpre1, '-9') as deaths, source_row
    from {raw.table(_PAIRS)}"""
