"""The almanac, from the CSV files beside this module.

Judgements
----------
- A date that is known to the year or the month alone is written so (``1951``, ``1951-09``). A start then becomes the
  first day, an end the last day of that period.
- An obligation may be written once for all parties (``*``). It then holds between every two parties over the time in
  which both are bound, so that a late member owes and is owed from its own accession on. The case that forced this:
  the North Atlantic Treaty, with 32 members that joined on eleven days.
- An actor that the obligation names, but that has no row among the parties, is bound as long as the obligation says.
- A participant is never made out of an organisation: an exercise of NATO has NATO as its party.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

#: The tables of which every row bears a mark.
MARKED = (
    "agreements", "parties", "obligations", "activities", "activity_parties", "incidents", "incident_parties",
    "armed_groups", "ties", "figures",
)  # fmt: skip


#: `end` is a word of SQL.
END = '"end"'


def first_day(column: str) -> str:
    """Write the SQL for the first day of a date that may be a year or a month."""
    return (
        f"cast(case length({column}) when 4 then {column} || '-01-01' when 7 then {column} || '-01' "
        f"else {column} end as date)"
    )


def last_day(column: str) -> str:
    """Write the SQL for the last day of a date that may be a year or a month."""
    return (
        f"case length({column}) when 4 then cast({column} || '-12-31' as date) "
        f"when 7 then last_day(cast({column} || '-01' as date)) else cast({column} as date) end"
    )


def actor(column: str) -> str:
    """Write the SQL that says of which sort an actor is: state keys are upper-case, organisations lower-case."""
    return (
        f"case when {column} like 'group:%' then {column} when {column} = upper({column}) then 'state:' || {column} "
        f"else 'org:' || {column} end"
    )


def read(raw: Raw) -> Iterator[Part]:
    """Yield the almanac's rows for the record."""
    period = f'{first_day("start")} as "start", {last_day(END)} as "end"'
    table = {name: raw.table(f"{name}.csv") for name in (*MARKED, "series", "same_as")}
    yield Part("actor", f"select id as actor, 'armed group' as kind, name, source_row from {table['armed_groups']}")
    yield Part(
        "agreement",
        f"select 'almanac:' || id as agreement, kind, name, {first_day('signed')} as signed, {period}, source_row "
        f"from {table['agreements']}",
    )
    yield Part(
        "agreement_party",
        f"select 'almanac:' || agreement as agreement, {actor('party')} as actor, {period}, source_row "
        f"from {table['parties']}",
    )
    yield Part("obligation", _obligations(table))
    yield Part(
        "activity",
        f"select 'almanac:' || a.id as activity, kind, a.name, s.name as series, {period}, place, lat, lon, "
        "coalesce(a.domains, s.domains) as domains, coalesce(a.purposes, s.purposes) as purposes, personnel, "
        f"{first_day('announced')} as announced, {first_day('notified')} as notified, observers, mandate, a.source_row "
        f"from {table['activities']} a left join {table['series']} s on s.id = a.series",
    )
    yield Part(
        "activity_party",
        f"select 'almanac:' || activity as activity, {actor('actor')} as actor, role, personnel, {period}, source_row, "
        f"coalesce({first_day('start')}, (select {first_day('x.start')} from {table['activities']} x "
        "where x.id = p.activity)) as on_date "
        f"from {table['activity_parties']} p",
    )
    yield Part(
        "incident",
        f"select 'almanac:' || id as incident, kind, name, {period}, intensity, scale, deaths_low, deaths, "
        f"deaths_high, source_row from {table['incidents']}",
    )
    yield Part(
        "incident_party",
        f"select 'almanac:' || incident as incident, {actor('actor')} as actor, side, role, {period}, source_row "
        f"from {table['incident_parties']}",
    )
    yield Part(
        "tie",
        f"select layer, {actor('a')} as a, {actor('b')} as b, directed, {period}, value, unit, source_row "
        f"from {table['ties']}",
    )
    yield Part(
        "figure",
        f"select {actor('actor')} as actor, indicator, {period}, value, low, high, unit, source_row "
        f"from {table['figures']}",
    )
    yield Part("same_as", f"select kind, id, canonical, evidence from {table['same_as']}")
    for name in MARKED:
        yield Part("mark", f"select checked, mirror, citation, note, source_row from {table[name]}")


def _obligations(table: dict[str, str]) -> str:
    """Spread obligations written for all parties (``*``) over every two parties while both are bound."""
    return f"""
    with bound as (
        select agreement, party, {first_day("start")} as "start", {last_day(END)} as "end"
        from {table["parties"]}
    ), owed as (
        select agreement, actor, toward, duty, condition, {first_day("start")} as "start",
            {last_day(END)} as "end", source_row
        from {table["obligations"]}
    ), spread as (
        select o.agreement, coalesce(one.party, o.actor) as actor, coalesce(other.party, o.toward) as toward, duty,
            condition, source_row,
            greatest(o."start", one."start", other."start") as "start", least(o."end", one."end", other."end") as "end"
        from owed o
        left join bound one on one.agreement = o.agreement and (o.actor = '*' or one.party = o.actor)
        left join bound other on other.agreement = o.agreement and (o.toward = '*' or other.party = o.toward)
    )
    select 'almanac:' || agreement as agreement, {actor("actor")} as actor, {actor("toward")} as toward, duty,
        condition, "start", "end", source_row
    from spread where actor <> toward and ("start" is null or "end" is null or "start" <= "end")
    """
