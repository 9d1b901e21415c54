"""The layers of the network: what makes two states tied, which sources tell of it, and the rows that say so.

Each layer's query gives one row per tie and per row of the record behind it: ``a``, ``b``, ``start``, ``end`` (null: goes on),
``value``, ``thing`` (an id, where the tie is one of an agreement or an activity), ``label``, ``source``, ``source_row``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from comity.measures.networks import WINDOW
from comity.web.contract import N_


@dataclass(frozen=True)
class Layer:
    """A kind of tie between two states.

    Attributes
    ----------
    name
        As the address has it.
    unit
        Of the weight of a tie.
    looks
        Source and layer of the record's coverage, of all that tell of it.
    rows
        The query.
    weight
        What makes a tie strong: how many ``things`` stand behind it, the ``sum`` of their values, the ``greatest``, or how many
        ``directions`` it has (one or two).
    window
        A tie of any of so many years, the last included, is one.
    page
        Which page has its things, if any.
    directed
        Whether it says something that ``a`` is the first.
    since
        Its sources list only what was signed from this year on: what is older, and may still bind, is not known.
    """

    name: str
    title: str
    unit: str
    looks: tuple[tuple[str, str], ...]
    rows: str
    weight: Literal["things", "sum", "greatest", "directions"] = "things"
    window: int = 1
    page: str = ""
    directed: bool = False
    since: int = 0


def _pact(duty: str) -> str:
    return f"""select o.actor as a, o.toward as b, coalesce(o."start", g."start") as "start", least(o."end", g."end", case when o.said <> g.agreement then o.looked end) as "end",
        1.0 as value, g.agreement as thing, g.name as label, o.source, o.source_row
        from one_obligation o join one_agreement g using (agreement) where o.duty = '{duty}'"""


def _agreements(*kinds: str) -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""select x.actor as a, y.actor as b,
        greatest(coalesce(x."start", g."start"), coalesce(y."start", g."start")) as "start", least(x."end", y."end", g."end",
            case when x.said <> g.agreement then x.looked end, case when y.said <> g.agreement then y.looked end) as "end",
        1.0 as value, g.agreement as thing, g.name as label, g.source, g.source_row
        from one_agreement g join one_agreement_party x using (agreement) join one_agreement_party y using (agreement)
        where g.kind in ({listed}) and x.actor < y.actor and g."start" is not null"""


def _together(*kinds: str) -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""select x.actor as a, y.actor as b,
        greatest(coalesce(x."start", g."start"), coalesce(y."start", g."start")) as "start",
        least(coalesce(x."end", g."end"), coalesce(y."end", g."end")) as "end",
        1.0 as value, g.activity as thing, g.name as label, x.source, x.source_row
        from one_activity g join one_activity_party x using (activity) join one_activity_party y using (activity)
        where g.kind in ({listed}) and x.actor < y.actor and x.role <> 'observer' and y.role <> 'observer'"""


def _tie(*layers: str) -> str:
    listed = ", ".join(f"'{layer}'" for layer in layers)
    # The list of sites has no days of beginning; it was closed in 2018 and stands for that year alone.
    return f"""select a, b, case layer when 'us-site' then date '2018-01-01' else "start" end as "start", "end",
        coalesce(value, 1.0) as value, null as thing, coalesce(unit, layer) as label, source, source_row
        from tie where layer in ({listed}) and coalesce(value, 1.0) > 0"""


def _figure(where: str) -> str:
    return f"""select a, b, "start", "end", value, null as thing, indicator as label, source, source_row
        from pair_figure where value > 0 and {where}"""


_VISITS = f"""select v.actor as a, h.actor as b, coalesce(g."start", v."start") as "start",
    coalesce(g."end", v."end", g."start", v."start") as "end", 1.0 as value, g.activity as thing, g.name as label, v.source, v.source_row
    from one_activity g join one_activity_party v using (activity) join one_activity_party h using (activity)
    where g.kind = 'visit' and v.role = 'visitor' and h.role = 'host'
    union all {_figure("indicator in ('us-president-visited', 'us-secretary-of-state-visited')")}"""

_DUTIES = {
    "defence": ("defense", N_("Pacts: defence")),
    "offence": ("offense", N_("Pacts: offence")),
    "neutrality": ("neutrality", N_("Pacts: neutrality")),
    "nonaggression": ("nonaggression", N_("Pacts: nonaggression")),
    "consultation": ("consultation", N_("Pacts: consultation")),
}
_UN = ("geo-pko", "activity.peace-operation"), ("ipi-peacekeeping", "activity.peace-operation")

#: Every layer by name, in the order in which they are offered.
LAYERS: dict[str, Layer] = {
    layer.name: layer
    for layer in (
        *(
            Layer(
                name, title, N_("pacts"), (("atop", "agreement.alliance"), ("almanac", "agreement")), _pact(duty), page="agreements", directed=True,
            )
            for name, (duty, title) in _DUTIES.items()
        ),
        Layer(
            "cooperation", N_("Defence cooperation agreements"), N_("agreements"),
            (("dcad", "agreement.defence-cooperation"), ("almanac", "agreement")), _agreements("defence-cooperation"), page="agreements",
            since=1980,
        ),
        Layer(
            "enabling", N_("Basing, forces, logistics and intelligence agreements"), N_("agreements"), (("almanac", "agreement"),),
            _agreements("status-of-forces", "logistics", "intelligence-sharing", "basing"), page="agreements",
        ),
        Layer(
            "hotlines", N_("Hotlines and agreements on incidents at sea"), N_("agreements"), (("almanac", "agreement"),),
            _agreements("hotline", "incidents-at-sea"), page="agreements",
        ),
        Layer(
            "exercises", N_("Exercises together, in five years"), N_("exercises"),
            (("mme-exercises", "activity.exercise"), ("russia-exercises", "activity.exercise"), ("almanac", "activity")),
            _together("exercise"), window=WINDOW, page="exercises",
        ),
        Layer(
            "peacekeeping", N_("Peace operations together"), N_("operations"), (*_UN, ("almanac", "activity")),
            _together("peace-operation"), page="missions",
        ),
        Layer(
            "operations", N_("Coalitions and other operations together"), N_("operations"),
            (("isaf-coalition", "activity.stabilisation"), ("almanac", "activity")),
            _together("combat-coalition", "stabilisation", "maritime-operation", "training-mission"), page="missions",
        ),
        Layer(
            "arms", N_("Major arms delivered"), N_("million TIV"), (("sipri-arms-transfers", "pair_figure.sipri-tiv"),),
            _figure("indicator = 'sipri-tiv'"), "sum", directed=True,
        ),
        Layer("troops", N_("United States troops stationed"), N_("persons"), (("us-troops", "tie.troops"),), _tie("troops"), "sum", directed=True),
        Layer(
            "bases", N_("Bases and sites"), N_("directions"), (("almanac", "tie.base"), ("us-bases", "tie.us-site")),
            _tie("base", "us-site"), "directions", directed=True,
        ),
        Layer(
            "nuclear", N_("Nuclear weapons hosted"), N_("directions"), (("almanac", "tie.nuclear-hosting"),), _tie("nuclear-hosting"),
            "directions", directed=True,
        ),
        Layer(
            "embassies", N_("Embassies"), N_("directions"), (("embassies-wikidata", "tie.embassy"),), _tie("embassy"), "directions", directed=True
        ),
        Layer(
            "representation", N_("Diplomatic representation, by rank"), N_("highest rank, 1 to 3"),
            (("cow-diplomatic-exchange-part", "pair_figure.cow-diplomatic-representation"),),
            _figure("indicator = 'cow-diplomatic-representation' and value <= 3"), "greatest", directed=True,
        ),
        Layer(
            "visits", N_("Visits of leaders and ministers"), N_("visits in the year"),
            (
                ("us-dipl-core", "pair_figure.us-president-visited"), ("us-defence-visits", "activity.visit"),
                ("china-leader-travel", "activity.visit"), ("china-leader-visits-2025", "activity.visit"),
            ),
            _VISITS, directed=True,
        ),
    )
}  # fmt: skip

#: Shown until one chooses.
USUAL = ("defence", "cooperation", "exercises")

__all__ = ["LAYERS", "USUAL", "Layer"]
