"""From UCDP's battle-related deaths and a table of battle deaths by territory to the record.

Judgements, with the cases that forced them:

- **A pair of a conflict (``dyad_id``) is an incident of its own kind**, which briefs do not count: the conflict is UCDP's
  armed conflict. Its time is that of its rows: from the first year with 25 deaths to the last, or on where that is the
  file's last year.
- **Deaths are figures of the pair in each year**, with the publisher's lowest and highest count. In seven rows these are out
  of order (Kashmir 2004: 1,411 best, 1,295 highest): the best count stands alone there.
- **Lists in cells** are split: Afghanistan faced the United Kingdom and the United States in 2001 (``200, 2``), and
  dozens of states are in support of one side in others. Primary parties are the two sides, secondary ones supporting.
- **Side b without a code is an armed group**, known by UCDP's number of it (``group:ucdp-1163``), under UCDP's name; one that
  another of UCDP's sources has brought into the record already is not named again.
- **Who faced whom** is each primary party of one side and each of the other, in each year, both ways.
- **Where it was fought** are places, one for each state in whose territory it was, by ``gwno_battle``, with the
  publisher's words. A row with several is not divided between them.
- 345 stands for Serbia after 2006 too, where Gleditsch and Ward have 340: it is read as 340 there.
- **By territory**: only independent states' rows are taken; 1,896 rows of colonies, occupied areas and the like are set
  aside. Low and high are figures of their own names, as they are no 90 % interval, and in twelve rows out of order.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_PAIRS = "BattleDeaths_v24_1.csv.gz"
_LAND = "poldat_ucdpbrds.csv.gz"

#: Figure of a state → column of the table by territory.
FIGURES = {
    "battle-deaths-prio-ged": "best",
    "battle-deaths-prio-ged-low": "low",
    "battle-deaths-prio-ged-high": "high",
}


def read(raw: Raw) -> Iterator[Part]:
    """Give the pairs of conflicts with their deaths, parties and places, and deaths by territory."""
    raw.connection.execute(_sides(raw))
    for (place,) in raw.connection.execute(
        f"select source_row from {raw.table(_PAIRS)} where not ({_ORDERED}) order by line"
    ).fetchall():
        raw.leave_out("bounds-out-of-order", place)
    yield Part(
        "actor",
        sql=f"""select actor, 'armed group' as kind, any_value(name) as name, '{_PAIRS}:' || min(line) as source_row
        from brd_side where actor like 'group:%' and actor not in (select actor from main.actor) group by actor""",
    )
    yield Part(
        "incident",
        sql=f"""select 'ucdp-brd:' || dyad_id as incident, 'conflict-dyad' as kind, 'UCDP pair ' || dyad_id || ': '
        || any_value(side_a) || ' – ' || any_value(side_b) as name, make_date(min(cast(year as integer)), 1, 1) as start,
        case when max(year) < (select max(year) from {raw.table(_PAIRS)}) then make_date(max(cast(year as integer)), 12, 31)
        end as "end", {_rows(_PAIRS)} as source_row from {raw.table(_PAIRS)} group by dyad_id""",
    )
    yield Part("incident_party", sql=_PARTIES)
    yield Part("incident_pair", sql=_FACED)
    yield Part(
        "incident_figure",
        sql=f"""select 'ucdp-brd:' || dyad_id as incident, 'battle-deaths' as indicator, {_YEAR}, bd_best as value,
        case when {_ORDERED} then bd_low end as low, case when {_ORDERED} then bd_high end as high, 'persons' as unit, source_row
        from {raw.table(_PAIRS)}""",
    )
    yield Part(
        "place",
        sql=f"""select 'ucdp-brd:' || dyad_id || '-' || year || '-' || code as place, 'battle location' as kind,
        battle_location as name, 'gw:' || {_serbia("code")} as state, {_YEAR}, source_row
        from (select *, unnest(string_split(gwno_battle, ', ')) as code from {raw.table(_PAIRS)})""",
    )
    for indicator, column in FIGURES.items():
        yield Part(
            "figure",
            sql=f"""select 'gw:' || cast(cast(gwcode as double) as integer) as actor, '{indicator}' as indicator,
            make_date(cast(cast(year as double) as integer), 1, 1) as start,
            make_date(cast(cast(year as double) as integer), 12, 31) as "end", {column} as value, 'persons' as unit, source_row,
            make_date(cast(cast(year as double) as integer), 7, 1) as on_date from {raw.table(_LAND)}""",
        )


_YEAR = 'make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end"'
_ORDERED = (
    "cast(bd_low as integer) <= cast(bd_best as integer) and cast(bd_best as integer) <= cast(bd_high as integer)"
)


def _rows(file: str) -> str:
    return f"'{file}:' || min(line) || case when max(line) > min(line) then '-' || max(line) else '' end"


def _serbia(column: str) -> str:
    return f"case when {column} = '345' and cast(year as integer) > 2006 then '340' else {column} end"


def _sides(raw: Raw) -> str:
    """Make the table of who was on which side of a pair in which year."""
    states = " union all ".join(
        f"""select dyad_id, 'gw:' || {_serbia("code")} as actor, null as name, '{side}' as side, '{role}' as role, year, line
        from (select *, unnest(string_split({column}, ', ')) as code from {raw.table(_PAIRS)} where {column} is not null)"""
        for column, side, role in (
            ("gwno_a", "a", "primary"),
            ("gwno_a_2nd", "a", "supporting"),
            ("gwno_b", "b", "primary"),
            ("gwno_b_2nd", "b", "supporting"),
        )
    )
    return f"""
    create or replace temp table brd_side as {states} union all
    select dyad_id, 'group:ucdp-' || side_b_id, side_b, 'b', 'primary', year, line from {raw.table(_PAIRS)}
    where gwno_b is null"""


_PARTIES = f"""
    with yearly as (
        select dyad_id, actor, side, role, cast(year as integer) as year, min(line) as line from brd_side group by all
    ), run as (
        select *, year - row_number() over (partition by dyad_id, actor, side, role order by year) as run from yearly
    )
    select 'ucdp-brd:' || dyad_id as incident, actor, side, role, make_date(min(year), 1, 1) as start,
    case when max(year) < (select max(year) from yearly) then make_date(max(year), 12, 31) end as "end",
    {_rows(_PAIRS)} as source_row from run group by dyad_id, actor, side, role, run"""

_FACED = f"""
    select 'ucdp-brd:' || dyad_id as incident, one.actor as a, other.actor as b, {_YEAR}, one.side, one.role,
    '{_PAIRS}:' || one.line as source_row
    from brd_side one join brd_side other using (dyad_id, year)
    where one.side <> other.side and one.role = 'primary' and other.role = 'primary'"""
