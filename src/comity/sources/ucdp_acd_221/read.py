"""From UCDP's conflicts between groups without a state to the record.

Judgements, with the cases that forced them:

- **A pair of groups (``dyad_id``) is an incident of its own kind**, which briefs do not count: no state is a side of it. It
  begins with its first active episode (``start_date2``) and ends with its last, where that is over by the file.
- **Deaths are figures of the pair in each year**, with the publisher's lowest and highest count; in eight rows these are out
  of order, and the best count stands alone there.
- **A group bears UCDP's number** (``group:ucdp-234``), as in the battle deaths of the same publisher: one that another
  source has brought into the record already is not named again.
- **States in support** (``gwno_a_2nd`` and ``gwno_b_2nd``: the coalition against IS beside the Syrian Democratic Forces) are
  supporting parties; groups in support have names and no numbers and are left out.
- **Where it was fought** are places, one for each state in ``gwno_location``, with the publisher's words.
- 345 stands for Serbia after 2006 too in these data, where Gleditsch and Ward have 340: it would be read as 340 there.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "ucdp-nonstate-221.csv.gz"
_YEAR = 'make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end"'
_ORDERED = (
    "cast(low_fatality_estimate as integer) <= cast(best_fatality_estimate as integer) "
    "and cast(best_fatality_estimate as integer) <= cast(high_fatality_estimate as integer)"
)


def read(raw: Raw) -> Iterator[Part]:
    """Give the pairs of groups with their deaths, those who supported them, and where they fought."""
    file = raw.table(_FILE)
    raw.connection.execute(_sides(raw))
    for (place,) in raw.connection.execute(
        f"select source_row from {file} where not ({_ORDERED}) order by line"
    ).fetchall():
        raw.leave_out("bounds-out-of-order", place)
    yield Part(
        "actor",
        sql=f"""select actor, 'armed group' as kind, any_value(name) as name, '{_FILE}:' || min(line) as source_row
        from nonstate_side where name is not null and actor not in (select actor from main.actor) group by actor""",
    )
    yield Part(
        "incident",
        sql=f"""select 'ucdp-acd-221:' || dyad_id as incident, 'conflict-between-groups' as kind, 'UCDP ' || dyad_id || ': '
        || any_value(side_a_name) || ' – ' || any_value(side_b_name) as name, min(cast(start_date2 as date)) as start,
        case when max_by(ep_end, year) = '1' then max(cast(ep_end_date as date)) end as "end", {_rows()} as source_row
        from {file} group by dyad_id""",
    )
    yield Part(
        "incident_party",
        sql=f"""with run as (
            select *, year - row_number() over (partition by dyad_id, actor, side, role order by year) as run
            from (select dyad_id, actor, side, role, cast(year as integer) as year, min(line) as line from nonstate_side group by all)
        )
        select 'ucdp-acd-221:' || dyad_id as incident, actor, side, role, make_date(min(year), 1, 1) as start,
        make_date(max(year), 12, 31) as "end", {_rows()} as source_row from run group by dyad_id, actor, side, role, run""",
    )
    yield Part(
        "incident_figure",
        sql=f"""select 'ucdp-acd-221:' || dyad_id as incident, 'non-state-deaths' as indicator, {_YEAR},
        best_fatality_estimate as value, case when {_ORDERED} then low_fatality_estimate end as low,
        case when {_ORDERED} then high_fatality_estimate end as high, 'persons' as unit, source_row from {file}""",
    )
    yield Part(
        "place",
        sql=f"""select 'ucdp-acd-221:' || dyad_id || '-' || year || '-' || code as place, 'conflict location' as kind,
        location as name, {_state("code")} as state, {_YEAR}, source_row
        from (select *, unnest(string_split(gwno_location, ', ')) as code from {file})""",
    )


def _rows() -> str:
    return f"'{_FILE}:' || min(line) || case when max(line) > min(line) then '-' || max(line) else '' end"


def _state(column: str) -> str:
    return f"'gw:' || case when {column} = '345' and cast(year as integer) > 2006 then '340' else {column} end"


def _sides(raw: Raw) -> str:
    """Make the table of who was on which side of a pair in which year."""
    groups = " union all ".join(
        f"""select dyad_id, 'group:ucdp-' || side_{side}_id as actor, side_{side}_name as name, '{side}' as side,
        'primary' as role, year, line from {raw.table(_FILE)}"""
        for side in "ab"
    )
    states = " union all ".join(
        f"""select dyad_id, {_state("code")} as actor, null as name, '{side}' as side, 'supporting' as role, year, line
        from (select *, unnest(string_split(replace(gwno_{side}_2nd, ' ', ''), ',')) as code from {raw.table(_FILE)}
        where gwno_{side}_2nd is not null)"""
        for side in "ab"
    )
    return f"create or replace temp table nonstate_side as {groups} union all {states}"
