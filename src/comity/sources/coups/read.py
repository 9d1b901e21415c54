"""Coups as incidents of a day, by two projects, and Powell and Thyne's numbers a state and year.

Judgements
----------
- *Outcome is the intensity*, on a scale that names the project: 1 failed and 2 successful (``powell-thyne``); 0 conspiracy, 1
  attempted, 2 realised (``cline-coup``).
- *One event, once*: where both have exactly one attempt or coup of the same state on the same day they are the same
  (427 of them), even where they judge its success differently (12); conspiracies and near dates are left apart.
- *Country-years are figures*, zeros included, because they say which states were looked at: the numbers of coups that
  succeeded and that failed, of the four columns that hold up to four events a year. All 491 events of the event file are in
  them, and no other. The year 2024 is filler.
- *Codes*: Powell and Thyne's are Gleditsch and Ward's in the country-years (260 and 678 after 1990, 340 Serbia). Two of
  the Cline Center's codes are in no list, and the country beside them says what is meant: 393 is Russia (1993), 340 in
  1999 the Federal Republic of Yugoslavia.
- The one state of an incident is its only party; nobody's side is coded.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_EVENTS = "powell_thyne_coups_final_V2023.09.08.tsv.gz"
_YEARS = "powell_thyne_ccode_year_V2024.01.29.txt.gz"
_CLINE = "Coup_data_2.1.2.csv.gz"

_DAY = "make_date(cast(year as integer), cast(month as integer), cast(day as integer))"
_SHOWN = f"strftime({_DAY}, '%-d %B %Y')"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the events of both projects, where they are the same, and the country-years."""
    raw.connection.execute(
        f"""create or replace temp table coup_event as
        select 'coups:pt-' || ccode || '-' || strftime({_DAY}, '%Y-%m-%d') as incident, 'gw:' || ccode as actor,
            {_DAY} as start, cast(coup as integer) as intensity, 'powell-thyne' as scale,
            case coup when '1' then 'Failed' when '2' then 'Successful' end || ' coup in ' || country || ', ' || {_SHOWN}
            as name, ccode as code, source_row from {raw.table(_EVENTS)}
        union all
        select 'coups:cline-' || coup_id,
            'cow:' || case when cowcode = '393' then '365' when cowcode = '340' then '345' else cowcode end, {_DAY},
            case event_type when 'conspiracy' then 0 when 'attempted' then 1 when 'coup' then 2 end, 'cline-coup',
            case event_type when 'conspiracy' then 'Coup conspiracy' when 'attempted' then 'Attempted coup'
            when 'coup' then 'Realised coup' end || ' in ' || country || ', ' || {_SHOWN}, cowcode, source_row
        from {raw.table(_CLINE)}"""
    )
    yield Part(
        "incident",
        sql="""select incident, 'coup' as kind, name, start, start as "end", intensity, scale, source_row
        from coup_event""",
    )
    yield Part(
        "incident_party",
        sql="""select incident, actor, 'site' as role, start, start as "end", source_row from coup_event""",
    )
    yield Part(
        "same_as",
        sql="""
        with tried as (
            select *, count(*) over (partition by scale, code, start) as times from coup_event where intensity > 0
        )
        select 'incident' as kind, c.incident as id, p.incident as canonical,
            'both have one coup attempt in the same state on this day' as evidence
        from tried p join tried c on p.code = c.code and p.start = c.start
        where p.scale = 'powell-thyne' and c.scale = 'cline-coup' and p.times = 1 and c.times = 1""",
    )
    for outcome, indicator in (("2", "powell-thyne-coups"), ("1", "powell-thyne-failed-coups")):
        number = " + ".join(f"(coup{place} = '{outcome}')::integer" for place in range(1, 5))
        yield Part(
            "figure",
            sql=f"""
            select 'gw:' || ccode as actor, '{indicator}' as indicator, make_date(cast(year as integer), 1, 1) as start,
                make_date(cast(year as integer), 12, 31) as "end", make_date(cast(year as integer), 12, 31) as on_date,
                {number} as value, 'coups' as unit, source_row
            from {raw.table(_YEARS)}""",
        )
