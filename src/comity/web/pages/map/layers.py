"""Layers of lines between states: which there are, and who was linked in which years.

A line stands in every year on any day of which the record has the tie. What is open at its end goes on as far as its source has
looked, and no further.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from comity.model.errors import UnknownName
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.asked import Asked
from comity.web.contract import N_

T = TypeVar("T")
Pair = tuple[str, str]
#: Years from, to, and how much; None where the layer has no amounts.
Run = tuple[int, int, float | None]


@dataclass(frozen=True)
class Layer:
    """One kind of line.

    Attributes
    ----------
    rows
        SQL with columns a, b, "start", "end", value, source and layer, the last as in the record's coverage.
    directed
        From a to b: the line ends in a dot at b.
    combine
        What the amount of a year is of several rows: their number, the largest value, or none.
    unit
        Of the amounts.
    """

    id: str
    title: str
    group: str
    rows: str
    directed: bool = False
    combine: Literal["count", "largest", "no"] = "no"
    unit: str = ""


@dataclass(frozen=True)
class Look:
    """One source that looked at a layer, in these years."""

    source: str
    first: int
    last: int
    scope: str


@dataclass(frozen=True)
class Lines:
    """All lines of a layer, and who has looked for them."""

    layer: Layer
    runs: Mapping[Pair, tuple[Run, ...]]
    looks: tuple[Look, ...]

    @property
    def span(self) -> tuple[int, int]:
        """Give the first and the last year with a line."""
        years = [year for runs in self.runs.values() for first, last, _ in runs for year in (first, last)]
        return min(years, default=LAST_YEAR), max(years, default=LAST_YEAR)

    def of(self, year: int) -> dict[Pair, Run]:
        """Give the lines of a year, with the years through which each goes on."""
        return {pair: run for pair, runs in self.runs.items() for run in runs if run[0] <= year <= run[1]}

    def looked(self, year: int) -> list[Look]:
        """Give who has looked in a year."""
        return [look for look in self.looks if look.first <= year <= look.last]

    def whole(self, year: int) -> bool:
        """Say whether a source has looked at all states in a year, so that a line that is not there is known not to be."""
        return any(look.scope == "all states" for look in self.looked(year))


#: What was signed, and of which no entry into force is known, binds nobody here.
_PACT = """select o.actor as a, o.toward as b, coalesce(o."start", g."start") as "start", coalesce(o."end", g."end") as "end",
    null as value, o.source, 'agreement.' || g.kind as layer
    from one_obligation o join one_agreement g using (agreement)
    where o.duty = '{}' and coalesce(o."start", g."start") is not null"""
_AGREEMENT = """select x.actor as a, y.actor as b,
    greatest(coalesce(x."start", g."start"), coalesce(y."start", g."start")) as "start",
    least(coalesce(x."end", g."end"), coalesce(y."end", g."end")) as "end", null as value, g.source, 'agreement.' || g.kind as layer
    from one_agreement g join one_agreement_party x using (agreement) join one_agreement_party y using (agreement)
    where g.kind = '{}' and x.actor < y.actor
    and coalesce(x."start", g."start") is not null and coalesce(y."start", g."start") is not null"""
_EXERCISE = """with part as (select distinct p.activity, p.actor, x."start", x.source from one_activity x
    join one_activity_party p using (activity) where x.kind = 'exercise' and x."start" is not null and p.role <> 'observer')
    select x.actor as a, y.actor as b, x."start", x."start" as "end", 1.0 as value, x.source, 'activity.exercise' as layer
    from part x join part y using (activity) where x.actor < y.actor"""
_VISIT = """select distinct v.actor as a, h.actor as b, x."start", x."start" as "end", 1.0 as value, x.source, 'activity.visit' as layer,
    x.activity from one_activity x join one_activity_party v on v.activity = x.activity and v.role = 'visitor'
    join one_activity_party h on h.activity = x.activity and h.role = 'host' where x.kind = 'visit' and x."start" is not null"""
_TIE = """select a, b, "start", "end", value, source, 'tie.' || layer as layer from tie where layer = '{}'"""
_FIGURE = """select a, b, "start", "end", value, source, 'pair_figure.' || indicator as layer from pair_figure
    where indicator = '{}' and value > 0"""

_PACTS, _AGREEMENTS, _DOINGS, _PRESENCE, _ARMS, _DIPLOMACY, _RIVALRY = (
    N_("Pacts: who owes what to whom"), N_("Agreements"), N_("Activities"), N_("Forces abroad"), N_("Arms"), N_("Diplomacy"),
    N_("Rivalry and neighbourhood"),
)  # fmt: skip

DUTIES = {
    "defense": N_("Pacts: defence"), "offense": N_("Pacts: joint attack"), "neutrality": N_("Pacts: neutrality"),
    "nonaggression": N_("Pacts: non-aggression"), "consultation": N_("Pacts: consultation"),
    "basing": N_("Pacts: basing"), "status-of-forces": N_("Pacts: status of forces"), "logistics": N_("Pacts: logistics"),
    "training": N_("Pacts: training"), "intelligence-sharing": N_("Pacts: intelligence sharing"),
    "notification": N_("Pacts: notification"), "observation": N_("Pacts: observation"),
    "communication": N_("Pacts: hotlines and communication"), "restraint": N_("Pacts: restraint"),
}  # fmt: skip
KINDS = {
    "defence-cooperation": N_("Defence cooperation agreements"), "logistics": N_("Logistics agreements"),
    "status-of-forces": N_("Status-of-forces agreements"), "intelligence-sharing": N_("Intelligence-sharing agreements"),
    "basing": N_("Basing agreements"), "arms-control": N_("Arms control agreements"), "dialogue": N_("Dialogues"),
    "hotline": N_("Hotlines"), "incidents-at-sea": N_("Agreements on incidents at sea"),
    "notification": N_("Notification agreements"), "conduct": N_("Codes of conduct"),
}  # fmt: skip


def _layers() -> list[Layer]:
    found = [Layer(f"pact.{duty}", title, _PACTS, _PACT.format(duty)) for duty, title in DUTIES.items()]
    found += [Layer(f"agreement.{kind}", title, _AGREEMENTS, _AGREEMENT.format(kind)) for kind, title in KINDS.items()]
    found += [
        Layer("exercises", N_("Joint exercises begun in the year"), _DOINGS, _EXERCISE, combine="count", unit=N_("exercises")),
        Layer("visits", N_("Visits begun in the year, from visitor to host"), _DOINGS, _VISIT, True, "count", N_("visits")),
        Layer("troops", N_("Troops abroad, from sender to host"), _PRESENCE, _TIE.format("troops") + " and value > 0", True, "largest", N_("persons")),
        Layer("bases", N_("Foreign bases reported, from holder to host"), _PRESENCE, _TIE.format("base"), True),
        Layer("us-sites", N_("United States sites abroad, from holder to host"), _PRESENCE, _TIE.format("us-site"), True, "largest", N_("sites")),
        Layer("nuclear-hosting", N_("Nuclear weapons hosted, from owner to host"), _PRESENCE, _TIE.format("nuclear-hosting"), True),
        Layer("arms", N_("Major arms delivered, from supplier to recipient"), _ARMS, _FIGURE.format("sipri-tiv"), True, "largest", N_("million TIV")),
        Layer("arms-of-major-powers", N_("Major arms from major powers to others"), _ARMS, _FIGURE.format("signals-arms"), True, "largest", N_("million TIV")),
        Layer("representation", N_("Diplomats accredited, from sender to host"), _DIPLOMACY, _FIGURE.format("cow-diplomatic-representation"), True),
        Layer("embassies", N_("Embassies, from sender to host"), _DIPLOMACY, _TIE.format("embassy") + " and unit <> 'de facto embassy'", True),
        Layer("rivalries", N_("Strategic rivalries"), _RIVALRY, _TIE.format("rivalry-tss")),
        Layer("neighbours", N_("Common borders and up to 400 miles of water"), _RIVALRY, _TIE.format("contiguity")),
    ]  # fmt: skip
    return found


LAYERS = {layer.id: layer for layer in _layers()}


def layer_named(name: str) -> Layer:
    """Find a layer.

    Raises
    ------
    UnknownName
        When there is none.
    """
    if name not in LAYERS:
        raise UnknownName(f"There is no layer “{name}” of a map.", remedy=f"There are {', '.join(LAYERS)}.")
    return LAYERS[name]


_held: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_lock = threading.Lock()
#: So many things are held; what was not asked for the longest goes first.
_ROOM = 60


def held(ask: Asked, what: tuple[object, ...], make: Callable[[], T]) -> T:
    """Give what was made of this record before, or make it."""
    key = (*what, str(ask.home), ask.record.stamp)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            found: T = _held[key]
            return found
    made = make()
    with _lock:
        _held[key] = made
        while len(_held) > _ROOM:
            _held.popitem(last=False)
    return made


def here(ask: Asked) -> list[str]:
    """Give the layers of which the record has rows."""
    return held(ask, ("here",), lambda: _here(ask))


def _here(ask: Asked) -> list[str]:
    there = {f"pact.{one}" for (one,) in ask.con.execute("select distinct duty from obligation").fetchall()}
    there |= {f"agreement.{one}" for (one,) in ask.con.execute("select distinct kind from agreement").fetchall()}
    for layer in LAYERS.values():
        if layer.group not in (_PACTS, _AGREEMENTS) and ask.con.execute(f"from ({layer.rows}) limit 1").fetchall():
            there.add(layer.id)
    return [name for name in LAYERS if name in there]


def lines(ask: Asked, name: str) -> Lines:
    """Give all lines of a layer."""
    layer = layer_named(name)
    return held(ask, ("lines", name), lambda: _read(ask, layer))


def _read(ask: Asked, layer: Layer) -> Lines:
    rows = ask.con.execute(
        f"""select a, b, year("start"), year("end"), value, source, layer from ({layer.rows})
        where a <> b and a in (select state from state) and b in (select state from state)"""
    ).fetchall()
    reach: dict[tuple[str, str], list[Look]] = {
        (source, kind): _looks(ask, source, kind) for source, kind in {(row[5], row[6]) for row in rows}
    }
    years: dict[Pair, dict[int, float]] = {}
    for a, b, first, last, value, source, kind in rows:
        looks = reach[source, kind]
        first = first or min((look.first for look in looks), default=LAST_YEAR)
        last = last or max((look.last for look in looks), default=first)
        pair = (a, b) if layer.directed or a < b else (b, a)
        of = years.setdefault(pair, {})
        for year in range(max(first, FIRST_YEAR), min(last, LAST_YEAR) + 1):
            amount = 1.0 if layer.combine == "count" else (value or 0.0)
            of[year] = of.get(year, 0.0) + amount if layer.combine == "count" else max(of.get(year, 0.0), amount)
    runs = {pair: tuple(_runs(of, layer.combine != "no")) for pair, of in sorted(years.items()) if of}
    looks = sorted(
        {look for found in reach.values() for look in found}, key=lambda one: (one.source, one.first, one.last)
    )
    return Lines(layer, runs, tuple(looks))


def _looks(ask: Asked, source: str, kind: str) -> list[Look]:
    return [
        Look(one.source, one.start.year if one.start else FIRST_YEAR, one.end.year, one.scope)
        for one in ask.evidence.looked
        if one.source == source and (one.layer == kind or kind.startswith(f"{one.layer}."))
    ]


def _runs(years: Mapping[int, float], amounts: bool) -> Sequence[Run]:
    found: list[Run] = []
    for year in sorted(years):
        amount = years[year] if amounts else None
        if found and found[-1][1] == year - 1 and found[-1][2] == amount:
            found[-1] = (found[-1][0], year, amount)
        else:
            found.append((year, year, amount))
    return found


__all__ = ["LAYERS", "Layer", "Lines", "Look", "Pair", "Run", "held", "here", "layer_named", "lines"]
