"""Direct contiguity (COW) and capitals.

Judgements
----------
- *Contiguity stands once.* The file has every spell in both directions; the one with the smaller code first is taken.
- *Type 0 is no contiguity.* The carrier of the file added it for pairs that were contiguous at some other time; a row of
  the record says that something is there, so these are set aside (and their spells overlap the true ones: Germany and
  Italy, "0" from 1816 to 2016, bordered each other from 1938 to 1945).
- *Months.* Only the month is known. A spell begins on the first day of its month and ends on the last, or on the day
  before the pair's next spell, where that begins in the same month (Sweden and Norway of 1905 would else be two things
  in one month). The end 2016-12 is the end of the data and is written as null.
- *Type is a name, not a rank*: 1 by land or river, 2 to 5 across up to 12, 24, 150 and 400 miles of water.
- *Each spell is cut to the days on which the COW list has both codes*, which the file, knowing months only, oversteps: the
  borders of the Federal Republic end on 1990-10-02 and those of united Germany begin the day after, and code 345 is
  Serbia, Yugoslavia and Serbia in turn.
- *Capitals* come from the Gleditsch–Ward file. It gives years where only a year is known, and it lets five capitals go on
  to 2024 after their state ended (Berlin for the Germany of 1816 to 1945, Belgrade for Yugoslavia, Aden), so each is cut
  to the time in which that list has the state. Nothing is left of Athens before 1828 and of a row that bears a COW code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_spells

_CONTIGUITY = "cow_contdir.csv.gz"
_CAPITALS = "gw_capitals.csv.gz"
_LAST_MONTH = "2016-12-01"
_OPEN = date(9999, 12, 31)
_LAST_DAY_OF_CAPITALS = date(2024, 12, 31)


def read(raw: Raw) -> Iterator[Part]:
    """Yield contiguity, then capitals."""
    members = [entry for entry in code_spells() if entry.scheme == "cow"]
    raw.make_table(
        "cow_members_given",
        {
            "code": [entry.code for entry in members],
            "key": [entry.actor for entry in members],
            "since": [entry.start for entry in members],
            "until": [entry.end or _OPEN for entry in members],
        },
    )
    raw.connection.execute(
        "create or replace temp table cow_members as select cast(code as integer) as code, key, "
        "cast(since as date) as since, cast(until as date) as until from cow_members_given"
    )
    yield Part(
        "tie",
        sql=f"""
        with once as (
            select cast(ccode1 as integer) as one, cast(ccode2 as integer) as two, conttype, cast(stdate as date) as start,
                case when enddate = '{_LAST_MONTH}' then date '{_OPEN}' else last_day(cast(enddate as date)) end as "end",
                source_row
            from {raw.table(_CONTIGUITY)} where cast(ccode1 as integer) < cast(ccode2 as integer)
        ), apart as (
            -- A record that a pair was not contiguous may span the times in which it was: those are kept apart.
            select * replace (coalesce(least("end", cast(lead(start) over following - interval 1 day as date)), "end")
                as "end")
            from once window following as (partition by one, two, conttype = '0' order by start)
        )
        select case conttype when '0' then 'contiguity-none' else 'contiguity' end as layer, 'state:' || m.key as a, 'state:' || n.key as b, false as directed,
            greatest(c.start, m.since, n.since) as start, nullif(least(c."end", m.until, n.until), date '{_OPEN}') as "end",
            cast(conttype as double) as value, 'COW contiguity type' as unit, source_row
        from apart c join cow_members m on m.code = c.one join cow_members n on n.code = c.two
        where greatest(c.start, m.since, n.since) <= least(c."end", m.until, n.until)""",
    )
    yield Part("place", rows=list(_capitals(raw)))


def _capitals(raw: Raw) -> Iterator[dict[str, object]]:
    spells: dict[str, list[tuple[str, date, date]]] = {}
    for entry in code_spells():
        if entry.scheme == "gw":
            spells.setdefault(entry.code, []).append((entry.actor, entry.start, entry.end or date.max))
    for row in raw.rows(_CAPITALS):
        start, end = date.fromisoformat(row["stdate"]), date.fromisoformat(row["enddate"])
        if end == _LAST_DAY_OF_CAPITALS:
            end = date.max
        held = [spell for spell in spells.get(row["gwcode"], []) if spell[1] <= end and start <= spell[2]]
        if not held:
            raw.leave_out("no-such-state-then", row["source_row"])
            continue
        start = max(start, min(spell[1] for spell in held))
        end = min(end, max(spell[2] for spell in held))
        yield {
            "place": f"geography:capital-{row['gwcode']}-{row['stdate']}",
            "kind": "capital",
            "name": row["capital"],
            "state": f"state:{held[-1][0]}",
            "lat": row["lat"],
            "lon": row["lng"],
            "start": start,
            "end": None if end == date.max else end,
            "source_row": row["source_row"],
        }
