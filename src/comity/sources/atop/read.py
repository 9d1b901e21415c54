"""From ATOP's alliance, member, dyad-year and institution files, and the latent depth of treaties, to the record.

Judgements, with the cases that forced them:

- **Zero means still in force.** A year of exit or end of 0 (with ``ineffect`` 1) is an open end, not year 0: at the end
  of 2018, to which ATOP looks. Months are never missing; a missing day becomes the first of the month at a start and the
  last at an end, the widest spell that the file allows (36 of 2,510 memberships).
- **A membership is a row per phase.** A phase is a version of the treaty; the next often begins on the day on which the
  last ended (214 times), so phases that touch are one membership, and a duty ends on the day before its next phase
  begins. Who left and came back has two memberships (Egypt in the Arab League, 651 in alliance 3015, 1979 to 1989).
- **Parties owe each other only what they share a phase for.** From 1993 France's treaty with Czechoslovakia (4070) runs
  as phase 2 with one successor and phase 3 with the other: the two successors owe each other nothing by it.
- **Duties are per member and directed.** ``defense`` and its four fellows in the member file are what that member owes.
  It owes it to every party it shares the phase with, unless ``obvary`` says that its duties vary by partner (54 rows,
  such as Locarno, 2130, by which Britain guaranteed Germany's western neighbours and Germany, but not Italy). Then it
  owes it only to the partners toward whom ATOP's own directed dyad-year file shows the duty throughout the phase (its
  last year aside, which can be the next phase's); the member file alone would claim 421 dyad-years of duties too many.
  ``dyad_differences.csv`` lists every difference: 436 cells in all five duties, 213 of them of defence that varies by
  partner, and 15 in which a phase ended within a year.
- **Members outside the Correlates of War system** at the time (``cowsys`` 0: West Germany in NATO before 5 May 1955) are
  parties like any other. One member code is no state of either list and is set aside (8152).
- **States that changed their key.** COW 345 is Serbia, then Yugoslavia, then Serbia again: a spell is cut where its code
  passes to another key. 255 and 260 are one key, so Germany's spells are joined.
- **What ATOP calls an alliance is so called here only if it promises defence or offensive help.** The rest are neutrality,
  nonaggression and consultation pacts: of the 789, 495 promise less (Simla, 3705; Helsinki, 3740), and to call India
  and Pakistan allies by them misleads.
- **A name is made of the parties**, founders first: ATOP names no alliance. ``signed`` stays empty: ATOP's one date of
  beginning is the signature's for NATO and its accessions (4 April 1949; Montenegro 19 May 2016), but the files do not
  say so for each.
- **The dyad-year columns for panels are the dyad-year file's own**, compressed to runs of years. Its zeros are real zeros:
  it has a row for each pair that has any alliance that year. A row stands for the days of the year in which its codes
  meant their states: of 1990 each German and each Yemeni code keeps its own row (260 owes the Soviet Union less than 255),
  and the Serbia of 2006, not the Yugoslavia that ended in June, is the one that owes Montenegro.
- **Institutionalisation is of a phase.** ``atopidphase`` is a decimal number that went through a float (4100.2998 is phase 3
  of 4100). Phases in a row with one value are one figure; where none differs, it has the treaty's own days. Of the eleven
  treaties in which it differs the phases follow each other. ``formal``, how formal a treaty is, is not taken over.
- **Latent depth is here, and not a source of its own**, because it speaks of these treaties by their numbers, and of no
  others. Of its 184 columns the last three are Alley's; the rest repeats ATOP 4.01. It has the treaty's days of ATOP 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_eras, key_names, state_spells

_MEMBERS = "atop5_1m.csv.gz"
_DYADS = "atop_alliance.parquet"
_INSTITUTIONS = "atopinst5_1.csv.gz"
_DEPTH = "atop-milsup-latent-depth.csv.gz"
#: So many standard deviations to either side of its mean hold 90 % of a normal distribution.
_NINETY = 1.645
_OPEN = "date '9999-12-31'"

#: Codes of 1990 that are one key: the first day of the one and the last of the other.
_UNITED = {"255": "1990-10-03", "679": "1990-05-22"}
_APART = {"260": "1990-10-02", "678": "1990-05-21"}

#: Duty in the record → column of the member file, column of the dyad-year file, indicator, prefix of its conditions.
DUTIES = {
    "defense": ("defense", "atop_defense", "atop-defense", "defco"),
    "offense": ("offense", "atop_offense", "atop-offense", "offco"),
    "neutrality": ("neutral", "atop_neutral", "atop-neutrality", "neuco"),
    "nonaggression": ("nonagg", "atop_nonagg", "atop-nonaggression", ""),
    "consultation": ("consul", "atop_consul", "atop-consultation", "conco"),
}

#: What a flag of a condition says, by its ending, in our words.
_CONDITIONS = {
    "adv": "against named adversaries",
    "loc": "in named areas",
    "con": "in a named conflict",
    "num": "by the number of adversaries",
    "dem": "if named demands are not met",
    "npr": "if not provoked",
    "att": "if the partner is attacked",
    "req": "on request",
}
_FLAGS = {
    "defco": ("adv", "loc", "con", "num", "dem", "npr"),
    "offco": ("adv", "loc", "con", "num", "dem"),
    "neuco": ("adv", "loc", "con", "num", "dem", "npr", "att"),
    "conco": ("adv", "loc", "con", "req"),
}


def read(raw: Raw) -> Iterator[Part]:
    """Give agreements, parties, directed obligations, and the dyad-year columns as runs of years."""
    _make_eras(raw)
    _make_members(raw)
    _make_pairs(raw)
    yield Part("agreement", sql=_agreements(raw))
    yield Part("agreement_party", sql=_PARTIES)
    yield Part("obligation", sql=_obligations(raw))
    yield from _dyads(raw)
    yield Part("agreement_figure", sql=_institutions(raw))
    yield Part("agreement_figure", sql=_latent_depth(raw))


def _make_eras(raw: Raw) -> None:
    """Make the table of which key a COW code means from when to when, before and after its spells too."""
    names = key_names()
    eras = [era for borne in code_eras("cow").values() for era in borne]
    raw.make_table(
        "atop_eras_given",
        {
            "code": [era.code for era in eras],
            "key": [era.actor for era in eras],
            "name": [names[era.actor] for era in eras],
            "first": [era.start for era in eras],
            "last": [era.end for era in eras],
        },
    )
    spells = [spell for spell in state_spells() if spell.state in {era.actor for era in eras}]
    raw.make_table(
        "atop_called_given",
        {
            "actor": [f"state:{spell.state}" for spell in spells],
            "name": [spell.name for spell in spells],
            "first": [spell.start for spell in spells],
        },
    )
    raw.connection.execute(
        "create or replace temp table atop_called as select actor, name, cast(first as date) as first from atop_called_given"
    )
    raw.connection.execute(
        f"""create or replace temp table atop_era as select code, 'state:' || key as actor, name,
        coalesce(cast(first as date), date '0001-01-01') as first, coalesce(cast(last as date), {_OPEN}) as last
        from atop_eras_given"""
    )


def _make_members(raw: Raw) -> None:
    conditions = ", ".join(f"{_condition(prefix)} as {duty}_condition" for duty, (*_, prefix) in DUTIES.items())
    flags = ", ".join(f"cast({column} as integer) = 1 as {duty}" for duty, (column, *_) in DUTIES.items())
    raw.connection.execute(
        f"""create or replace temp table atop_member as select atopid, member as code, cast(phase as integer) as phase,
        cast(obvary as integer) = 1 as varies, {flags}, {conditions}, line, {_day("ent")} as start,
        case when cast(yrexit as integer) = 0 then {_OPEN} else {_day("exit", last=True)} end as "end"
        from {raw.table(_MEMBERS)}"""
    )


def _day(event: str, *, last: bool = False, year: str = "yr", month: str = "mo", day: str = "day") -> str:
    first = f"make_date(cast({year}{event} as integer), cast({month}{event} as integer), 1)"
    otherwise = f"last_day({first})" if last else first
    return f"coalesce({first} + (cast({day}{event} as integer) - 1), {otherwise})"


def _condition(prefix: str) -> str:
    if not prefix:
        return "cast(null as varchar)"
    said = (f"case when {prefix}{ending} = '1' then '{_CONDITIONS[ending]}' end" for ending in _FLAGS[prefix])
    return f"nullif(concat_ws('; ', {', '.join(said)}), '')"


def _make_pairs(raw: Raw) -> None:
    """Make the directed pairs of members that share a phase, with what the first owes the second."""
    owed = []
    for duty, (_, column, *_) in DUTIES.items():
        denied = (
            f"exists (select 1 from {raw.table(_DYADS)} d where cast(d.ccode1 as varchar) = a.code "
            f"and cast(d.ccode2 as varchar) = b.code and cast(d.{column} as integer) = 0 "
            "and cast(d.year as integer) between year(greatest(a.start, b.start)) "
            "and greatest(year(greatest(a.start, b.start)), year(least(a.end, b.end)) - 1))"
        )
        owed.append(f"a.{duty} and not (a.varies and {denied}) as {duty}, a.{duty}_condition")
    raw.connection.execute(
        f"""create or replace temp table atop_pair as
        select a.atopid, a.phase, x.actor, y.actor as toward, a.line, {", ".join(owed)},
        greatest(a.start, b.start, x.first, y.first) as start, least(a.end, b.end, x.last, y.last) as "end"
        from atop_member a join atop_member b on a.atopid = b.atopid and a.phase = b.phase and a.code <> b.code
        join atop_era x on x.code = a.code join atop_era y on y.code = b.code
        where x.actor <> y.actor
        and greatest(a.start, b.start, x.first, y.first) <= least(a.end, b.end, x.last, y.last)"""
    )


def _agreements(raw: Raw) -> str:
    end = _day("", last=True, year="endyr", month="endmo", day="endday")
    return f"""
    with founder as (
        select atopid, arg_min(coalesce(c.name, e.name), m.start) as name, min(m.start) as start from atop_member m
        join atop_era e on e.code = m.code and e.first <= m.start and m.start <= e.last
        asof left join atop_called c on c.actor = e.actor and c.first <= m.start group by atopid, e.actor
    ), ranked as (
        select *, row_number() over (partition by atopid order by start > first_start, name) as rank,
        count(*) over (partition by atopid) as parties
        from (select *, min(start) over (partition by atopid) as first_start from founder)
    ), named as (
        select atopid, string_agg(name, ', ' order by rank) filter (rank <= 3)
        || case when max(parties) > 3 then ' and ' || (max(parties) - 3) || ' more' else '' end as parties
        from ranked group by atopid
    )
    select 'atop:' || atopid as agreement, {_KIND} as kind, 'ATOP ' || atopid || ': ' || parties as name,
    {_day("", year="begyr", month="begmo", day="begday")} as start,
    case when cast(endyr as integer) <> 0 then {end} end as "end", source_row
    from {raw.table("atop5_1a.csv.gz")} join named using (atopid)"""


#: The strongest thing that the treaty promises says what it is.
_KIND = """case when '1' in (defense, offense) then 'alliance' when neutral = '1' then 'neutrality-pact'
    when nonagg = '1' then 'nonaggression-pact' else 'consultation-pact' end"""

_PARTIES = f"""
with spell as (
    select atopid, actor, line, greatest(start, first) as start, least("end", last) as "end"
    from atop_member m join atop_era e on e.code = m.code and e.first <= m.end and m.start <= e.last
), marked as (
    select *, coalesce(start > max("end") over earlier + 1, true) as fresh from spell
    window earlier as (partition by atopid, actor order by start, "end", line rows between unbounded preceding and 1 preceding)
), run as (
    select *, sum(fresh::integer) over (partition by atopid, actor order by start, "end", line) as run from marked
)
select 'atop:' || atopid as agreement, actor, min(start) as start,
nullif(max("end"), {_OPEN}) as "end", '{_MEMBERS}:' || min(line) || case when max(line) > min(line)
then '-' || max(line) else '' end as source_row
from run group by atopid, actor, run"""


def _obligations(raw: Raw) -> str:
    duties = " union all ".join(
        f"""select atopid, actor, toward, '{duty}' as duty, {duty}_condition as condition, line, start, "end"
        from whole where {duty}"""
        for duty in DUTIES
    )
    return f"""
    with whole as (
        select * replace (least("end", coalesce(lead(start) over pair - 1, "end")) as "end") from atop_pair
        window pair as (partition by atopid, actor, toward order by start, "end", phase)
    ), owed as ({duties}), marked as (
        select *, coalesce(start > lag("end") over duty + 1 or condition is distinct from lag(condition) over duty, true)
        as fresh from owed where start <= "end" window duty as (partition by atopid, actor, toward, duty order by start)
    ), run as (
        select *, sum(fresh::integer) over (partition by atopid, actor, toward, duty order by start) as run from marked
    )
    select 'atop:' || atopid as agreement, actor, toward, duty, any_value(condition) as condition, min(start) as start,
    nullif(max("end"), {_OPEN}) as "end", '{_MEMBERS}:' || min(line) || case when max(line) > min(line)
    then '-' || max(line) else '' end as source_row
    from run group by atopid, actor, toward, duty, run"""


def _dyads(raw: Raw) -> Iterator[Part]:
    """Compress the dyad-years twice: all five columns at once, then each on its own, which is much the quicker way."""
    columns = [column for _, column, *_ in DUTIES.values()]
    highest = ", ".join(f"max(cast({column} as integer)) as {column}" for column in columns)
    starts, ends = (
        ", ".join(f"{edge}_of({side}, d.year)" for side in ("d.ccode1", "d.ccode2")) for edge in ("first", "last")
    )
    for edge, of_union, otherwise in (("first", _UNITED, "01-01"), ("last", _APART, "12-31")):
        cases = " ".join(f"when '{code} 1990' then date '{day}'" for code, day in of_union.items())
        raw.connection.execute(
            f"""create or replace temp macro {edge}_of(code, year) as case code || ' ' || year {cases}
            else cast(year || '-{otherwise}' as date) end"""
        )
    raw.connection.execute(
        f"""create or replace temp table atop_run as
        with daily as (
            select x.actor as a, y.actor as b, d.line, {", ".join(f"d.{column}" for column in columns)},
            greatest({starts}, x.first, y.first) as start, least({ends}, x.last, y.last) as "end"
            from {raw.table(_DYADS)} d
            join atop_era x on x.code = cast(d.ccode1 as varchar)
            and year(x.first) <= cast(d.year as integer) and year(x.last) >= cast(d.year as integer)
            join atop_era y on y.code = cast(d.ccode2 as varchar)
            and year(y.first) <= cast(d.year as integer) and year(y.last) >= cast(d.year as integer)
            where x.actor <> y.actor
        ), stretch as (
            select a, b, start, "end", {highest}, min(line) as line from daily where start <= "end" group by a, b, start, "end"
        ), marked as (
            select *, coalesce(start > lag("end") over pair + 1 or row({", ".join(columns)}) <> lag(row({", ".join(columns)})) over pair, true) as fresh
            from stretch window pair as (partition by a, b order by start)
        )
        select a, b, {", ".join(columns)}, min(start) as first, max("end") as last, min(line) as line, max(line) as to_line
        from (select *, sum(fresh::integer) over (partition by a, b order by start) as run from marked)
        group by a, b, {", ".join(columns)}, run"""
    )
    for _, column, indicator, _ in DUTIES.values():
        yield Part(
            "pair_figure",
            sql=f"""
            with marked as (
                select *, coalesce(first > lag(last) over pair + 1 or {column} <> lag({column}) over pair, true) as fresh
                from atop_run window pair as (partition by a, b order by first)
            ), run as (
                select *, sum(fresh::integer) over (partition by a, b order by first) as run from marked
            )
            select a, b, '{indicator}' as indicator, min(first) as start, max(last) as "end", any_value({column}) as value, 'yes/no' as unit,
            '{_DYADS}:' || min(line) || '-' || max(to_line) as source_row
            from run group by a, b, run""",
        )


def _institutions(raw: Raw) -> str:
    start = _day("", year="begyr", month="begmo", day="begday")
    end = f"""case when cast(endyr as integer) <> 0 then {_day("", last=True, year="endyr", month="endmo", day="endday")} end"""
    return f"""
    with coded as (
        select atopid, cast(milinst as double) as value, line, cast(round(10 * (cast(atopidphase as double)
        - cast(atopid as double))) as integer) as phase from {raw.table(_INSTITUTIONS)}
    ), phase as (
        select atopid, phase, min(start) as start, max("end") as "end" from atop_member group by all
    ), marked as (
        select *, coalesce(value <> lag(value) over treaty, true) as fresh
        from coded join phase using (atopid, phase) window treaty as (partition by atopid order by start, phase)
    ), numbered as (
        select *, sum(fresh::integer) over (partition by atopid order by start, phase) as run from marked
    ), run as (
        select atopid, run, any_value(value) as value, min(start) as start, max("end") as "end", min(line) as line,
        max(line) as to_line from numbered group by atopid, run
    ), followed as (
        select *, lead(start) over treaty as next, count(*) over (partition by atopid) as runs from run
        window treaty as (partition by atopid order by run)
    )
    select 'atop:' || atopid as agreement, 'military-institutionalisation' as indicator,
    case when runs = 1 then {start} else start end as start,
    case when runs = 1 then {end} else nullif(coalesce(next - 1, "end"), {_OPEN}) end as "end", value,
    'level, 0 to 2' as unit, '{_INSTITUTIONS}:' || f.line || case when to_line > f.line then '-' || to_line else '' end as source_row
    from followed f join {raw.table("atop5_1a.csv.gz")} using (atopid)"""


def _latent_depth(raw: Raw) -> str:
    mean, error = (f'cast(d."latent.depth.{column}" as double)' for column in ("mean", "sd"))
    return f"""
    select 'atop:' || atopid as agreement, 'latent-depth' as indicator,
    {_day("", year="a.begyr", month="a.begmo", day="a.begday")} as start,
    case when cast(a.endyr as integer) <> 0 then {_day("", last=True, year="a.endyr", month="a.endmo", day="a.endday")} end as "end",
    {mean} as value, {mean} - {_NINETY} * {error} as low, {mean} + {_NINETY} * {error} as high, 'latent depth' as unit, d.source_row
    from {raw.table(_DEPTH)} d join {raw.table("atop5_1a.csv.gz")} a using (atopid)"""
