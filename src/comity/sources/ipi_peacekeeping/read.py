"""Uniformed persons in United Nations missions: figures of the contributor by month, and the missions of one month.

Judgements
----------
- *Three figures a state and month*: troops, police, and experts on mission (observers and staff). A filled cell is a row; an
  empty one is a contribution of none, and coverage says so, since the contributors add up to the missions' totals in every
  one of the 281 months.
- *A month* is from its first to its last day, whatever day the file writes (28 February 2008); the count is of its end.
- *Names through time.* Czechoslovakia stands as the Czech Republic, Yugoslavia (to June 2006) as Serbia.
- *Missions* are taken where March 2014 says who was in them: 17, each with its first and last month in the file of
  missions (unknown at that file's own edges, November 1990 and March 2017) and its highest total. Places are left out:
  longitude and latitude are swapped, and they are of headquarters, which geo-pko has better.
- *One mission, once*: by their acronyms the missions are those of the almanac or of geo-pko.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_CONTRIBUTORS = "ipi_contributor_month.csv.gz"
_MISSIONS = "ipi_mission_month.csv.gz"
_MATRIX = "ipi_contributor_mission_2014_03.csv.gz"
#: Missions of the almanac, which calls them by the acronym in small letters, and missions of geo-pko that it has not.
_OF_ALMANAC = (
    "MINUSMA", "MINUSTAH", "MONUSCO", "UNAMID", "UNDOF", "UNFICYP", "UNIFIL", "UNISFA", "UNMIL", "UNMISS", "UNMOGIP", "UNOCI",
    "UNTSO",
)  # fmt: skip
_OF_GEO_PKO = ("MINURSO", "UNMIK")
_KINDS = {"Troops": "troops", "Police": "police", "Experts": "experts"}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures by kind of person, then the missions of March 2014 and who was in them."""
    for column, kind in _KINDS.items():
        yield Part(
            "figure",
            sql=f"""
            select {_actor("Date")} as actor, 'un-peacekeeping-{kind}' as indicator,
                date_trunc('month', cast("Date" as date)) as start, last_day(cast("Date" as date)) as "end",
                last_day(cast("Date" as date)) as on_date, cast("{column}" as double) as value, 'persons' as unit, source_row
            from {raw.table(_CONTRIBUTORS)} where "{column}" is not null""",
        )
    yield Part(
        "activity",
        sql=f"""
        select 'ipi-peacekeeping:' || "Mission" as activity, 'peace-operation' as kind, "Mission" as name,
            case when min("Date") > '1990-11-30' then date_trunc('month', cast(min("Date") as date)) end as start,
            case when max("Date") < '2017-03-31' then last_day(cast(max("Date") as date)) end as "end",
            max(cast("Total" as double)) as personnel, 'United Nations' as mandate,
            '{_MISSIONS}:' || min(line) || '-' || max(line) as source_row
        from {raw.table(_MISSIONS)} where "Mission" in (select "Mission" from {raw.table(_MATRIX)}) group by "Mission" """,
    )
    yield Part(
        "activity_party",
        sql=f"""
        select 'ipi-peacekeeping:' || "Mission" as activity, {_actor("Date")} as actor, 'contributor' as role,
            cast("Total" as double) as personnel, date_trunc('month', cast("Date" as date)) as start,
            last_day(cast("Date" as date)) as "end", source_row
        from {raw.table(_MATRIX)}""",
    )
    for canonical, missions in (
        ("'almanac:' || lower(\"Mission\")", _OF_ALMANAC),
        ("'geo-pko:' || \"Mission\"", _OF_GEO_PKO),
    ):
        listed = ", ".join(f"'{mission}'" for mission in missions)
        yield Part(
            "same_as",
            sql=f"""
            select distinct 'activity' as kind, 'ipi-peacekeeping:' || "Mission" as id, {canonical} as canonical,
                'the same mission, by its acronym' as evidence
            from {raw.table(_MATRIX)} where "Mission" in ({listed})""",
        )


def _actor(day: str) -> str:
    return f"""case when "Contributor" = 'Congo' then 'state:COG'
        when "Contributor" = 'Serbia' and "{day}" < '2006-06-05' then 'state:YUG'
        when "Contributor" = 'Czech Republic' and "{day}" < '1993-01-01' then 'state:CSK'
        else 'name:' || "Contributor" end"""
