"""Layers of lines between states: which there are, and who was linked in which years.

A line stands in every year on any day of which the record has the tie. What is open at its end goes on as far as its source has
looked, and no further.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
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
    """One source that looked at a layer, in these years.

    Attributes
    ----------
    kind
        At what it looked, as in the record's coverage.
    since
        The year from which its list begins, where it has only what began since: of what is older it says nothing.
    """

    source: str
    first: int
    last: int
    scope: str
    kind: str = ""
    since: int | None = None

    @property
    def whole(self) -> bool:
        """Say whether what it does not have is known not to be."""
        return self.scope == "all states" and self.since is None


@dataclass(frozen=True)
class Lines:
    """All lines of a layer, and who has looked for them.

    Attributes
    ----------
    kinds
        Of what kinds the lines of each year are, as in the record's coverage.
    early
        Runs that begin on the first day of their source's list: they may have begun before.
    """

    layer: Layer
    runs: Mapping[Pair, tuple[Run, ...]]
    looks: tuple[Look, ...]
    kinds: Mapping[int, Collection[str]] = field(default_factory=dict)
    early: Collection[tuple[Pair, int]] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Give the first and the last year of the map with a line."""
        years = [
            year for runs in self.runs.values() for first, last, _ in runs for year in (max(first, FIRST_YEAR), last)
        ]
        return min(years, default=LAST_YEAR), max(years, default=LAST_YEAR)

    def of(self, year: int) -> dict[Pair, Run]:
        """Give the lines of a year, with the years through which each goes on."""
        return {pair: run for pair, runs in self.runs.items() for run in runs if run[0] <= year <= run[1]}

    def looked(self, year: int) -> list[Look]:
        """Give who has looked in a year."""
        return [look for look in self.looks if look.first <= year <= look.last]

    def whole(self, year: int) -> bool:
        """Say whether all states were looked at in a year, for all kinds that the lines are of: one that is not there is then known not to be."""
        full = {look.kind for look in self.looked(year) if look.whole}
        return bool(full) and full.issuperset(self.kinds.get(year, ()))


#: What was signed, and of which no entry into force is known, binds nobody here.
_PACT = """select o.actor as a, o.toward as b, coalesce(o."start", g."start") as "start",
    coalesce(o."end", g."end", case when o.said <> g.agreement then o.looked end) as "end", null as value, o.source,
    'agreement.' || g.kind as layer
    from one_obligation o join one_agreement g using (agreement)
    where o.duty = '{}' and coalesce(o."start", g."start") is not null"""
_AGREEMENT = """select x.actor as a, y.actor as b,
    greatest(coalesce(x."start", g."start"), coalesce(y."start", g."start")) as "start",
    least(coalesce(x."end", g."end"), coalesce(y."end", g."end"), case when x.said <> g.agreement then x.looked end,
        case when y.said <> g.agreement then y.looked end) as "end", null as value, g.source, 'agreement.' || g.kind as layer
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
        raise UnknownName(
            "There is no layer “%(name)s” of a map.",
            remedy="There are %(layers)s.",
            name=name,
            layers=", ".join(LAYERS),
        )
    return LAYERS[name]


_held: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_lock = threading.Lock()
#: So many things are held; what was not asked for the longest goes first.
_ROOM = 60


def held(ask: Asked, what: tuple[object, ...], make: Callable[[], T]) -> T:
    """Give what was made of this record before, or make it."""
    key = (*what, str(ask.home), ask.stamp)
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
        f"""select a, b, "start", year("end"), value, source, layer from ({layer.rows})
        where a <> b and a in (select state from state) and b in (select state from state)"""
    ).fetchall()
    begun: dict[tuple[str, str], date] = {}
    for _a, _b, start, _end, _value, source, kind in rows:
        begun[source, kind] = min(start or date.max, begun.get((source, kind), date.max))
    reach = {of: _looks(ask, *of, first) for of, first in begun.items()}
    years: dict[Pair, dict[int, float]] = {}
    kinds: dict[int, set[str]] = {}
    early = set()
    for a, b, start, last, value, source, kind in rows:
        looks, listed = reach[source, kind]
        first = start.year if start else min((look.first for look in looks), default=LAST_YEAR)
        last = min(last or max((look.last for look in looks), default=first), LAST_YEAR)
        pair = (a, b) if layer.directed or a < b else (b, a)
        if start == listed:
            early.add((pair, first))
        of = years.setdefault(pair, {})
        for year in range(first, last + 1):
            amount = 1.0 if layer.combine == "count" else (value or 0.0)
            of[year] = of.get(year, 0.0) + amount if layer.combine == "count" else max(of.get(year, 0.0), amount)
            kinds.setdefault(year, set()).add(kind)
    # What ended before the first list of states begins is on no map.
    runs = {pair: tuple(one for one in _runs(of, layer.combine != "no") if one[1] >= FIRST_YEAR) for pair, of in sorted(years.items())}  # fmt: skip
    looks = sorted({one for found, _ in reach.values() for one in found}, key=lambda one: (one.source, one.first, one.last, one.kind))  # fmt: skip
    return Lines(layer, {pair: of for pair, of in runs.items() if of}, tuple(looks), kinds, early)


def _looks(ask: Asked, source: str, kind: str, begun: date) -> tuple[list[Look], date | None]:
    """Give a source's looks at a kind, and the day on which its list begins where nothing in it is older."""
    its = [one for one in ask.evidence.looked if one.source == source]
    # An agreement that another source has under a kind of its own was found by a look at the kinds of this one.
    found = [one for one in its if one.layer == kind or kind.startswith(f"{one.layer}.")] or [
        one for one in its if kind.startswith("agreement.") and one.layer.startswith("agreement.")
    ]
    first = min((one.start for one in found if one.start), default=None)
    listed = first if first and first == begun else None
    # A list of agreements that begins after the states do has those of the time before only where a row is older.
    since = first.year if first and kind.startswith("agreement.") and first.year > FIRST_YEAR and begun >= first else None  # fmt: skip
    looks = [
        Look(one.source, one.start.year if one.start else FIRST_YEAR, one.end.year, one.scope, kind) for one in found
    ]
    return [replace(one, since=since) if one.scope == "all states" else one for one in looks], listed


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
