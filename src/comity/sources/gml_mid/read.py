"""From the disputes, directed dyads and participants of the GML disputes to the record.

Judgements, with the cases that forced them:

- **The same disputes as MID 5.0.** Where both bear a number it is the same dispute coded anew, with other dates or other
  states where the authors found an error; ``same_as`` says so for 2,165 numbers. Nine are here alone (``ALONE``): MID 5.0 has
  dropped or merged them. For those that the almanac has too, the almanac's is what counts (``identities.csv``).
- **Days are the participants' own.** A dispute lasts from the first participant's start to the last one's end. -9 becomes
  the first of its month at a start and the last at an end. The file's other days (``dummy_stday``), shifted by a day here
  and there so that a leader can be told, are not used.
- **Where month and participants disagree the participants win**: dispute 611 begins in February 1964 with Soviet threats where
  the dispute file says May. Of 1272 the dispute file has a thirteenth month, which is the day: that cell is set aside.
- **Still going on at the end of 2010** (``ongo2010``, 18 disputes): no end is given, and none for those who were in them in
  that year; the file's days are those of the last known act.
- **Who faced whom is the directed file, row by row**, with the whole year as its time, as in MID 5.0: the publisher's file
  of one dispute for each pair and year is a selection of these rows (992 fewer). Dispute 3361 has participants to the end of
  1962, but no pair in that year.
- **Sides are the side that took the first militarised action (a) and the other (b)**; a state that changed sides (six
  in the Second World War and Germany in the Baltic, 2604) stands on both, with its days. The Soviet Union, China and the United
  States in 3361 stand as coded.
- **Deaths of a dispute** are its published number where there is one, in the published bracket; -9 is unknown and stays so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, name_on

_DISPUTES = "gml_mid_disps.csv.gz"
_PAIRS = "gml_dirdisp.csv.gz"
_PARTIES = "gml_part.csv.gz"

#: Numbers that MID 5.0 does not have.
ALONE = frozenset({"266", "1789", "2030", "2095", "2683", "3542", "3647", "3702", "3877"})

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
    yield Part("incident", rows=list(_disputes(raw)))
    yield Part("incident_party", sql=_parties())
    yield Part("incident_pair", sql=_pairs(raw))
    for (place,) in raw.connection.execute(
        f"select source_row from {raw.table(_DISPUTES)} where cast(stmon as integer) > 12 order by line"
    ).fetchall():
        raw.leave_out("thirteenth-month", place)
    for indicator, (column, unit) in FIGURES.items():
        most = " and cast(stmon as integer) <= 12" if column == "stmon" else ""
        yield Part(
            "incident_figure",
            sql=f"""select 'gml-mid:' || dispnum as incident, '{indicator}' as indicator, {column} as value,
            '{unit}' as unit, source_row from {raw.table(_DISPUTES)} where {column} <> '-9'{most}""",
        )
    yield Part("same_as", rows=list(_identities(raw)))


def _dated(raw: Raw) -> str:
    first = "make_date(cast(styear as integer), cast(stmon as integer), 1)"
    last = "make_date(cast(endyear as integer), cast(endmon as integer), 1)"
    return f"""
    create or replace temp table gml_party as
    with going_on as (select distinct dispnum from {raw.table(_PAIRS)} where ongo2010 = '1')
    select p.dispnum, ccode, sidea, orig, source_row, g.dispnum is not null as going_on,
    case stday when '-9' then {first} else {first} + (cast(stday as integer) - 1) end as start,
    case when g.dispnum is not null and endyear = '2010' then null
    when endday = '-9' then last_day({last}) else {last} + (cast(endday as integer) - 1) end as "end"
    from {raw.table(_PARTIES)} p left join going_on g on g.dispnum = p.dispnum"""


def _disputes(raw: Raw) -> Iterator[dict[str, object]]:
    names = _names(raw)
    found = raw.connection.execute(
        f"""with whole as (
            select dispnum, min(start) as start, case when not bool_or(going_on) then max("end") end as "end"
            from gml_party group by dispnum
        ), dead as (select dispnum, max(fatalpre) as deaths from {raw.table(_PAIRS)} group by dispnum)
        select dispnum, start, "end", fatality, nullif(deaths, '-9'), hostlev, source_row
        from {raw.table(_DISPUTES)} join whole using (dispnum) join dead using (dispnum) order by line"""
    ).fetchall()
    for number, start, end, fatality, deaths, hostility, source_row in found:
        least, most = FATALITY[fatality]
        yield {
            "incident": f"gml-mid:{number}",
            "kind": "militarised-dispute",
            "name": names[number],
            "start": start,
            "end": end,
            "intensity": hostility,
            "scale": "cow-hostility",
            "deaths_low": least,
            "deaths": deaths,
            "deaths_high": most,
            "source_row": source_row,
        }


def _names(raw: Raw) -> dict[str, str]:
    sides: dict[str, dict[str, list[str]]] = {}
    originators = raw.connection.execute(
        """select dispnum, ccode, sidea, min(start) from gml_party
        group by 1, 2, 3 qualify max(orig) = max(max(orig)) over (partition by dispnum, sidea) order by all"""
    ).fetchall()
    for number, code, side, start in originators:
        key = actor_of("cow", code, date(start.year, 1, 1))
        sides.setdefault(number, {"1": [], "0": []})[side].append(name_on(key, start) if key else f"COW {code}")
    return {number: f"GML-MID {number}: {_list(found['1'])} – {_list(found['0'])}" for number, found in sides.items()}


def _list(names: list[str]) -> str:
    first = ", ".join(sorted(names)[:2])
    return f"{first} and {len(names) - 2} more" if len(names) > 2 else first


def _parties() -> str:
    return """
    select 'gml-mid:' || dispnum as incident, 'cow:' || ccode as actor,
    case sidea when '1' then 'a' when '0' then 'b' end as side,
    case orig when '1' then 'primary' when '0' then 'supporting' end as role, start, "end", source_row
    from gml_party"""


def _pairs(raw: Raw) -> str:
    return f"""
    select 'gml-mid:' || dispnum as incident, 'cow:' || ccode1 as a, 'cow:' || ccode2 as b,
    make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
    midonset = '1' as onset, case sidea1 when '1' then 'a' when '0' then 'b' end as side,
    case orig1 when '1' then 'primary' when '0' then 'supporting' end as role, nullif(hiact1, '-9') as action,
    nullif(hostlev1, '-9') as level, nullif(fatality1, '-9') as fatality, nullif(fatalpre1, '-9') as deaths, source_row
    from {raw.table(_PAIRS)}"""


def _identities(raw: Raw) -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / "identities.csv").open(encoding="utf-8", newline="") as lines:
        in_the_almanac = {row["dispnum"]: row["canonical"] for row in csv.DictReader(lines)}
    numbers = raw.connection.execute(f"select dispnum from {raw.table(_DISPUTES)} order by line").fetchall()
    for (number,) in numbers:
        if number not in ALONE:
            yield {
                "kind": "incident",
                "id": f"gml-mid:{number}",
                "canonical": in_the_almanac.get(number, f"cow-mid:{number}"),
                "evidence": "the same number in both codings of the dispute",
            }
