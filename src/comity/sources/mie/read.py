"""From the militarised interstate events to the record: one incident for each event, seen from the state that acted.

Judgements, with the cases that forced them:

- **An event is an incident of its own kind**, named by the numbers of its confrontation and itself (the mines in the Corfu
  Channel on 22 October 1946 are ``mie:4-6``). Briefs do not count it: it is a part of a dispute, not one more.
- **A confrontation's number is no identity.** MIC numbers go on from those of the disputes, and new ones begin at 9000; but
  confrontations were split, merged and moved in the re-coding, so an equal number is a hint and nothing is identified here.
- **Who acted is the first state, and only that direction stands**: what the other did is an event of its own.
- **Days**: -9 becomes the first of its month at a start and the last at an end (7 % of the starts).
- **Level and action are the project's**: 2 threat, 3 display, 4 use of force, 5 war; action 1 to 22.
- **Deaths have a least and a most, for each of the two**, never a best one. Those of the event are the sums; where least
  and most are the same that is the number. Each side's own stand as figures where anybody can have died; an event whose
  ``deaths_high`` is 0 has four zeros.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "mie-1.0.csv.gz"

#: Figure of an event → column of the file. Acting is the first state, facing the second.
FIGURES = {
    "mie-least-deaths-acting": "fatalmin1",
    "mie-most-deaths-acting": "fatalmax1",
    "mie-least-deaths-facing": "fatalmin2",
    "mie-most-deaths-facing": "fatalmax2",
}


def read(raw: Raw) -> Iterator[Part]:
    """Give the events, the two states of each, and who acted against whom."""
    raw.connection.execute(
        f"""create or replace temp table mie_event as
        select 'mie:' || micnum || '-' || eventnum as incident, 'cow:' || ccode1 as a, 'cow:' || ccode2 as b,
        case sidea1 when '1' then 'a' when '0' then 'b' end as side, {_month("st")}
        + case stday when '-9' then 0 else cast(stday as integer) - 1 end as start,
        case endday when '-9' then last_day({_month("end")}) else {_month("end")} + (cast(endday as integer) - 1) end as "end",
        cast(fatalmin1 as integer) + cast(fatalmin2 as integer) as least,
        cast(fatalmax1 as integer) + cast(fatalmax2 as integer) as most, * from {raw.table(_FILE)}"""
    )
    yield Part(
        "incident",
        sql="""select incident, 'militarised-event' as kind, 'MIC ' || micnum || ', event ' || eventnum as name, start, "end",
        hostlev as intensity, 'cow-hostility' as scale, least as deaths_low, case when least = most then most end as deaths,
        most as deaths_high, source_row from mie_event""",
    )
    for actor, side in (("a", "side"), ("b", "case side when 'a' then 'b' when 'b' then 'a' end")):
        yield Part(
            "incident_party",
            sql=f'select incident, {actor} as actor, {side} as side, start, "end", source_row from mie_event',
        )
    yield Part(
        "incident_pair",
        sql='select incident, a, b, start, "end", side, action, hostlev as level, source_row from mie_event',
    )
    for indicator, column in FIGURES.items():
        yield Part(
            "incident_figure",
            sql=f"""select incident, '{indicator}' as indicator, {column} as value, 'persons' as unit, source_row
            from mie_event where most > 0""",
        )


def _month(event: str) -> str:
    return f"make_date(cast({event}year as integer), cast({event}mon as integer), 1)"
