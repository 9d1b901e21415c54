"""From the dyad-years of wars between states and the yearly rows of wars within states to the record.

Judgements, with the cases that forced them:

- **Numbers below 500 are wars between states, from 500 on within states**, as the project numbers them.
- **Years are whole years**, since the files have no days; a party's spells are runs of years on a side. The two wars within
  states that went on after 2007 (``ongo2007``: Colombia, 856; Sri Lanka, 940) have no end.
- **Sides 1 and 2, a and b, are the project's**: a is the initiator's side in most wars. Five states changed sides (four in
  the Second World War, 139, and Germany in Latvia's, 108) and stand on both.
- **Who faced whom between states is the file, row by row.** -9 battle deaths (Thailand in Laos, 170) are unknown. An outcome is
  the project's code for that state: 1 won, 2 lost, 3 tied, 4 became another kind of war, 6 stalemate, 8 changed sides. A second
  spell of fighting in one year (three wars) is set aside: one row per pair and year.
- **Within states** the file names a government and its opponent in one row of each year (``primary_state`` 1), and those who came to
  help on either side in further rows. Who helped the government faced its opponent; who helped the opponent faced the
  government. The opponent is an armed group, one for each war, under the project's name, which can be a list
  (*RCD, MLC, et al*). -8 means that there is nobody, -9 that it is not known.
- **An onset within states is the war's**: the file marks one row of the war's first year (in Guatemala, 770, that of the United
  States). Here all pairs of that year have it.
- **Deaths of a war** are the sum over all states and sides where each is known; where some are not, the sum of the known ones is
  the lower bound.
- The file of wars between states has no names: those that most wars are usually called by stand in ``names.csv``; of the others
  a name is made of number and sides.
- **Identities** with MID 5.0 (``identities.csv``) are reviewed: a war is the dispute of its states that reached war in its
  years. The war is the canonical one of the two: it is what the dispute came to. Wars of which the disputes make one (Laos, 170, and Cambodia, 176, within 611) or none stand alone. Those which
  the almanac has are in its own list.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, name_on

_INTER = "cow_war_inter.csv.gz"
_INTRA = "cow_war_intra.csv.gz"


def read(raw: Raw) -> Iterator[Part]:
    """Give wars, who was in them on which side, and who faced whom year by year."""
    raw.connection.execute(_taking_part(raw))
    yield Part(
        "actor",
        sql=f"""select 'group:cow-war-' || warnum || '-b' as actor, 'armed group' as kind, any_value(sideb) as name,
        '{_INTRA}:' || min(line) as source_row from {raw.table(_INTRA)} where primary_state = '1' group by warnum""",
    )
    yield Part("incident", rows=list(_between_states(raw)))
    yield Part("incident", sql=_within_states(raw))
    yield Part("incident_party", sql=_PARTIES)
    yield Part("incident_pair", sql=_pairs_between(raw))
    yield Part("incident_pair", sql=_PAIRS_WITHIN)
    yield Part("same_as", rows=list(_identities(raw)))


def _taking_part(raw: Raw) -> str:
    """Make the table of who took part in which war and year, on which side, with how many deaths."""
    within = raw.table(_INTRA)
    return f"""
    create or replace temp table war_year as
    with onset as (select warnum, year, bool_or(cowintraonset = '1') as onset from {within} group by all), given as (
        select warnum, 'cow:' || ccode1 as actor, case sidea1 when '1' then 'a' when '2' then 'b' end as side, null as role,
        year, bool_or(cowinteronset = '1') as onset, max(cast(batdeath1 as integer)) as deaths, cast(null as varchar) as outcome,
        '{_INTER}' as file, min(line) as line from {raw.table(_INTER)} group by warnum, ccode1, sidea1, year
        union all
        select warnum, 'cow:' || ccodea, 'a', case primary_state when '1' then 'primary' else 'supporting' end, year, null,
        cast(sideadeaths as integer), outcome, '{_INTRA}', line from {within} where ccodea <> '-8'
        union all
        select warnum, 'cow:' || ccodeb, 'b', 'supporting', year, null, cast(sidebdeaths as integer), outcome, '{_INTRA}', line
        from {within} where coalesce(ccodeb, '-8') <> '-8'
        union all
        select warnum, 'group:cow-war-' || warnum || '-b', 'b', 'primary', year, null, cast(sidebdeaths as integer), outcome,
        '{_INTRA}', line from {within} where primary_state = '1'
    )
    select warnum, actor, side, role, cast(given.year as integer) as year, coalesce(onset.onset, given.onset) as onset,
    case when deaths >= 0 then deaths end as deaths, deaths = -9 as deaths_unknown, outcome, file, line,
    warnum in (select warnum from {within} where ongo2007 = '1') as going_on
    from given left join onset using (warnum, year)"""


#: Sums over who took part: a spell of the same state on the same side counts once, whatever its years.
_DEATHS = """
    select warnum, sum(deaths) as known, bool_or(deaths_unknown) as some_unknown
    from (select distinct warnum, actor, side, deaths, deaths_unknown from war_year) group by warnum"""


def _between_states(raw: Raw) -> Iterator[dict[str, object]]:
    called = dict(_reviewed("names.csv", "name"))
    sides: dict[str, dict[str, list[str]]] = {}
    for number, actor, side, year in raw.connection.execute(
        f"select warnum, actor, side, min(year) from war_year where file = '{_INTER}' group by all order by all"
    ).fetchall():
        key = actor_of("cow", actor.removeprefix("cow:"), date(year, 1, 1))
        sides.setdefault(number, {"a": [], "b": []})[side].append(name_on(key, date(year, 1, 1)) if key else actor)
    for number, first, last, known, unknown, line, to_line in raw.connection.execute(
        f"""select warnum, min(year), max(year), any_value(known), any_value(some_unknown), min(line), max(line)
        from war_year join ({_DEATHS}) using (warnum) where file = '{_INTER}' group by warnum order by min(line)"""
    ).fetchall():
        yield {
            "incident": f"cow-wars:{number}",
            "kind": "war",
            "name": f"{called[number]} (COW war {number})"
            if number in called
            else f"COW war {number}: {_list(sides[number]['a'])} – {_list(sides[number]['b'])}",
            "start": date(first, 1, 1),
            "end": date(last, 12, 31),
            "deaths_low": known,
            "deaths": None if unknown else known,
            "source_row": f"{_INTER}:{line}-{to_line}",
        }


def _list(names: list[str]) -> str:
    first = ", ".join(sorted(names)[:2])
    return f"{first} and {len(names) - 2} more" if len(names) > 2 else first


def _within_states(raw: Raw) -> str:
    return f"""
    select 'cow-wars:' || warnum as incident, 'war' as kind, 'COW war ' || warnum || ': ' || any_value(warname) as name,
    make_date(min(cast(year as integer)), 1, 1) as start,
    case when not bool_or(coalesce(ongo2007, '0') = '1') then make_date(max(cast(year as integer)), 12, 31) end as "end",
    any_value(known) as deaths_low, case when not any_value(some_unknown) then any_value(known) end as deaths,
    '{_INTRA}:' || min(line) || case when max(line) > min(line) then '-' || max(line) else '' end as source_row
    from {raw.table(_INTRA)} join ({_DEATHS}) using (warnum) group by warnum"""


_PARTIES = """
    with yearly as (
        select warnum, actor, side, role, year, file, min(line) as line, bool_or(going_on) as going_on from war_year group by all
    ), run as (
        select *, year - row_number() over (partition by warnum, actor, side, role order by year) as run from yearly
    )
    select 'cow-wars:' || warnum as incident, actor, side, role, make_date(min(year), 1, 1) as start,
    case when not (any_value(going_on) and max(year) = 2007) then make_date(max(year), 12, 31) end as "end",
    any_value(file) || ':' || min(line) || case when max(line) > min(line) then '-' || max(line) else '' end as source_row
    from run group by warnum, actor, side, role, run"""


def _pairs_between(raw: Raw) -> str:
    return f"""
    select 'cow-wars:' || warnum as incident, 'cow:' || ccode1 as a, 'cow:' || ccode2 as b,
    make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
    cowinteronset = '1' as onset, case sidea1 when '1' then 'a' when '2' then 'b' end as side, initiator1 = '1' as initiator,
    nullif(batdeath1, '-9') as deaths, outcome1 as outcome, source_row from {raw.table(_INTER)}"""


#: Who helped a side faced the primary party of the other one.
_PAIRS_WITHIN = f"""
    with within as (from war_year where file = '{_INTRA}'), faced as (
        select distinct warnum, year, one.actor as a, other.actor as b, one.side, one.role, one.onset, one.deaths, one.outcome,
        greatest(one.line, other.line) as line
        from within one join within other using (warnum, year)
        where one.side <> other.side and 'primary' in (one.role, other.role)
    )
    select 'cow-wars:' || warnum as incident, a, b, make_date(year, 1, 1) as start, make_date(year, 12, 31) as "end",
    onset, side, role, deaths, outcome, '{_INTRA}:' || line as source_row from faced"""


def _identities(raw: Raw) -> Iterator[dict[str, str]]:
    here = {number for (number,) in raw.connection.execute("select distinct warnum from war_year").fetchall()}
    for number, dispute in _reviewed("identities.csv", "dispute"):
        if number in here:
            yield {
                "kind": "incident",
                "id": dispute,
                "canonical": f"cow-wars:{number}",
                "evidence": "the dispute of these states that reached war in these years",
            }


def _reviewed(file: str, column: str) -> Iterator[tuple[str, str]]:
    """Give what a reviewed list says of each war."""
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as lines:
        yield from ((row["warnum"], row[column]) for row in csv.DictReader(lines))
