"""Militarised disputes in panels: one dispute for each pair and year, chosen by rules that the user can change.

Two groups show them, one for each coding. Where a pair has several disputes in a year one is chosen: the rules are asked in
their order, each only where those before it leave a tie, and at the very end the lowest number counts, so that there is
always one and never another for another order of rows. Deaths that are not known rank above none and below some, as in the
publishers' own choice, since they are not coded as unknown where nobody can have died. Both directions of a pair are given the same dispute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Rule → the SQL by which disputes of a pair and year are put in order, the chosen one first.
RULES = {
    "onset": "onset desc",
    "fatality": "coalesce(dispfatality, 0.5) desc",
    "hostility": "disphostlev desc nulls last",
    "least-duration": "mindur desc nulls last",
    "greatest-duration": "maxdur desc nulls last",
    "reciprocation": "recip desc nulls last",
    "start-month": "stmon asc nulls last",
}

#: Whom the coding lets count as one that began → the SQL over side and role.
BEGAN = {
    "sidea-orig": "side = 'a' and role = 'primary'",
    "sidea-with-joiners": "side = 'a'",
    "sidea-all-joiners": "side = 'a' or role = 'supporting'",
}

#: Column of a dispute → figure of the record. The publisher calls level of deaths and hostility by one name for the dispute
#: and for each side; here the sides' bear it, as ``fatality1`` and ``hostlev1``.
FIGURES = {
    "dispfatality": "mid-fatality",
    "disphostlev": "mid-hostility",
    "mindur": "mid-least-days",
    "maxdur": "mid-greatest-days",
    "recip": "mid-reciprocated",
    "stmon": "mid-start-month",
}

_PAIR = "incident_pair.militarised-dispute"
_STATE = "incident.militarised-dispute"


def group(source: str, prefix: str, title: str, about: str) -> Group:
    """Make the column group of one coding.

    Parameters
    ----------
    source
        Public id of the source.
    prefix
        With what its columns begin: ``gmlmid`` or ``cowmid``.
    """
    return Group(
        title=title,
        sources=(source,),
        columns=_columns(prefix),
        load=_loader(source, prefix),
        options={"whittle": (",".join(RULES),), "init": tuple(BEGAN)},
        about=f"{about} One dispute stands for each pair and year, chosen by the rules of whittle in their order (then the "
        "lowest number): onsets before ongoing ones; the highest fatality (unknown between none and some), hostility, least and greatest duration; "
        "reciprocated ones; the earliest month. init is 1 for a state on side A that was in from the start (sidea-orig), for "
        "any on side A (sidea-with-joiners), or for these and all that joined (sidea-all-joiners, the default of "
        "peacesciencer); sides and roles are unknown where there is no dispute. Of two German or Yemeni codes of 1990 both "
        "show the disputes of that year.",
    )


def _columns(prefix: str) -> tuple[Column, ...]:
    def yes(name: str, label: str, of: str) -> Column:
        return Column(name, label, "alone" if of == "alone" else "pair", "int8", binary=True, zero=True)

    return (
        yes(f"{prefix}onset", "a militarised dispute of the two began in the year", "pair"),
        yes(f"{prefix}ongoing", "a militarised dispute of the two in the year", "pair"),
        Column("init", "it began the dispute, by side and role", "pair", "int8", sided=True, binary=True, zero=True),
        Column("sidea", "it was on side A", "pair", "int8", sided=True, binary=True),
        Column("orig", "it was in the dispute from its first day", "pair", "int8", sided=True, binary=True),
        Column("dispnum", "number of the dispute", "pair", "int32", keep=False),
        Column("dispfatality", "level of deaths of the dispute, 0 to 6", "pair", "int8", keep=False),
        Column("disphostlev", "highest hostility of the dispute, 1 to 5", "pair", "int8", keep=False),
        Column("mindur", "least length of the dispute, days", "pair", "int16", keep=False),
        Column("maxdur", "greatest length of the dispute, days", "pair", "int16", keep=False),
        Column("recip", "the other side answered", "pair", "int8", binary=True, keep=False),
        Column("stmon", "month in which the dispute began", "pair", "int8", keep=False),
        Column("hiact", "its highest action in the dispute, 0 to 21", "pair", "int8", sided=True, keep=False),
        Column("hostlev", "its highest hostility in the dispute, 1 to 5", "pair", "int8", sided=True, keep=False),
        Column("fatality", "level of its deaths in the dispute, 0 to 6", "pair", "int8", sided=True, keep=False),
        Column("fatalpre", "its deaths in the dispute, persons", "pair", "int32", sided=True, keep=False),
        yes(f"{prefix}ongoing", "it was in a militarised dispute", "alone"),
        yes(f"{prefix}onset", "it entered a militarised dispute in the year", "alone"),
        yes(f"{prefix}ongoing_init", "it was in a dispute that it began, by side and role", "alone"),
        yes(f"{prefix}onset_init", "it entered one that it began, by side and role", "alone"),
    )


def _loader(source: str, prefix: str) -> Callable[[Look, Mapping[str, str]], Mapping[tuple[str, str], Values]]:
    values = {
        f"{prefix}onset": "onset::integer",
        f"{prefix}ongoing": "1",
        "init": None,
        "sidea": "(side = 'a')::integer",
        "orig": "(role = 'primary')::integer",
        "dispnum": "number",
        **{name: name for name in FIGURES},
        "hiact": "action",
        "hostlev": "level",
        "fatality": "fatality",
        "fatalpre": "deaths",
    }

    def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
        """Give the chosen dispute's columns for pairs, and for states whether they were in any."""
        began = BEGAN[options["init"]]
        found: dict[tuple[str, str], Values] = {}
        if any(of == "pair" for of, _ in look.wanted):
            look.con.execute(_chosen(source, [rule for rule in options["whittle"].split(",") if rule]))
            for name, value in values.items():
                if ("pair", name) in look.wanted:
                    entries = look.pairs(
                        f'select a, b, "start", "end", ({value or f"({began})::integer"})::double as value from panel_dispute',
                        layer=_PAIR,
                    )
                    zero = name in (f"{prefix}onset", f"{prefix}ongoing", "init")
                    found["pair", name] = look.runs(entries, zero=zero, layer=_PAIR, combine="greatest")
        for name in (f"{prefix}ongoing", f"{prefix}onset", f"{prefix}ongoing_init", f"{prefix}onset_init"):
            if ("alone", name) in look.wanted:
                entries, _ = look.states(
                    _of_states(source, "onset" in name, began if name.endswith("_init") else "true"), layer=_STATE
                )
                found["alone", name] = look.grid(entries, "greatest", rest=0.0, layer=_STATE)
        return found

    return load


def _chosen(source: str, rules: list[str]) -> str:
    """Write the SQL that makes a table with one dispute for each ordered pair and year."""
    order = ", ".join([*(RULES[rule] for rule in rules), "number"])
    figures = ", ".join(
        f"max(value) filter (indicator = '{indicator}') as {name}" for name, indicator in FIGURES.items()
    )
    return f"""
    create or replace temp table panel_dispute as
    with told as (
        select incident, {figures} from incident_figure where source = '{source}' group by incident
    )
    select * from (
        select p.a, p.b, p."start", p."end", p.onset, p.side, p.role, p.action, p.level, p.fatality, p.deaths,
        t.* exclude (incident), cast(split_part(p.incident, ':', 2) as integer) as number
        from incident_pair p left join told t using (incident) where p.source = '{source}'
    ) qualify row_number() over (partition by a, b, "start" order by {order}) = 1"""


def _of_states(source: str, onset: bool, which: str) -> str:
    """Write the SQL that gives the years in which a state was in a dispute, or in which it entered one."""
    last = '"start"' if onset else '"end"'
    return f"""
    select actor, make_date(year("start"), 1, 1) as "start", make_date(year({last}), 12, 31) as "end", 1.0 as value
    from incident_party where source = '{source}' and ({which})"""
