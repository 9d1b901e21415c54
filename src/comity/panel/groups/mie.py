"""Militarised events of one state against another, counted in the period in which they began, to 2014."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Combine, Look

_PAIR = "incident_pair.militarised-event"
#: Column → value of an event, and what is made of several in a period.
VALUES: dict[str, tuple[str, Combine]] = {
    "mie_events": ("1", "sum"),
    "mie_hostlev": ("level", "greatest"),
    "mie_action": ("action", "greatest"),
    "mie_fatalmin": ("deaths_low", "sum"),
    "mie_fatalmax": ("deaths_high", "sum"),
}
#: An event stands in its whole period, also where one of the two entered the list later in it (Croatia in 1992, which was
#: recognised in the middle of its war); of 1990, when two codes are one state, on its day.
_EVENTS = """select p.a, p.b, case when year(p."start") = 1990 then p."start" else date_trunc('{step}', p."start")::date end
    as "start", case when year(p."start") = 1990 then p."start"
    else (date_trunc('{step}', p."start") + interval 1 {step} - interval 1 day)::date end as "end", ({value})::double as value
    from incident_pair p join incident i using (incident) where p.source = 'mie'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give counts, levels and deaths of events by who acted against whom, and counts by state."""
    found: dict[tuple[str, str], Values] = {}
    for name, (value, combine) in VALUES.items():
        if ("pair", name) in look.wanted:
            entries = look.pairs(_EVENTS.format(step=look.axis.step, value=value), layer=_PAIR)
            found["pair", name] = look.runs(entries, zero=name != "mie_action", layer=_PAIR, combine=combine)
    for name, who in (("mie_events", "a"), ("mie_received", "b")):
        if ("alone", name) in look.wanted:
            entries, _ = look.states(
                f'select {who} as actor, "start", "end", value from ({_EVENTS.format(step=look.axis.step, value="1")})',
                layer=_PAIR,
            )
            found["alone", name] = look.grid(entries, "sum", rest=0.0, layer=_PAIR)
    return found


GROUP = Group(
    title="Militarised events (MIE)",
    sources=("mie",),
    columns=(
        Column(
            "mie_events", "militarised events of it against the other, begun", "pair", "int16", sided=True, zero=True
        ),
        Column(
            "mie_hostlev", "its highest hostility: 2 threat to 5 war; 0 none", "pair", "int8", sided=True, zero=True
        ),
        Column("mie_fatalmin", "least deaths of both in its events, persons", "pair", "int32", sided=True, zero=True),
        Column("mie_fatalmax", "most deaths of both in its events, persons", "pair", "int32", sided=True, zero=True),
        Column("mie_action", "its highest action, 1 to 22", "pair", "int8", sided=True, keep=False),
        Column("mie_events", "militarised events of it against others, begun", "alone", "int16", zero=True),
        Column("mie_received", "militarised events of others against it, begun", "alone", "int16", zero=True),
    ),
    load=load,
    resolution="month",
    about="To 2014. An event counts in the period in which it began; one whose day is not known began on the first of its month. "
    "Deaths are those of both states in the events of the one that acted. Counts follow how well a war's history is known.",
)
