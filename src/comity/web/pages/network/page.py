"""The network of states, layer by layer and year by year, and how two of them are connected."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import numpy as np
from fastapi import Query

from comity.dossier.measured import titled
from comity.measures.answer import how_to_bring, lacking
from comity.measures.contract import find, measures
from comity.model.errors import BadRequest
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.measured import state
from comity.web.pages.network.choices import (
    COLOURS,
    LATER,
    Choices,
    choose,
    chosen_ties,
    read_layers,
    read_state,
    read_year,
)  # fmt: skip
from comity.web.pages.network.layers import LAYERS
from comity.web.pages.network.paths import shortest
from comity.web.pages.network.picture import draw_paths, draw_scene
from comity.web.pages.network.reach import draw_counts, layer_rows, not_known, offered
from comity.web.pages.network.scene import Scene, Sized, compact, make_scene, named, sizes, strongest
from comity.web.pages.network.ties import WHOLLY, Ties, behind, world
from comity.web.templates import link
from comity.web.written import Written

PAGE = Page(
    "network", N_("Network"), "/network", 30,
    (
        "/network", "/network?year=2005&layer=defence&colour=region", "/network?ego=JPN&depth=1&colour=layer",
        "/network/path?a=JPN&b=BRA", "/network/path", "/network/tie?a=JPN&b=USA&year=2015", "/network/ties?layer=defence",
    ),
)  # fmt: skip
router = page_router()

Layers = Annotated[list[str], Query()]


@router.get("/network")
def network(
    ask: Ask, layer: Layers = [], year: str = "", ego: str = "", depth: str = "", size: str = "", colour: str = "", most: str = "",  # noqa: B006
) -> View:  # fmt: skip
    """Show the multiplex of a year, of all states or of those around one."""
    _ = ask.language.gettext
    chosen = choose(ask, layer, year, ego, depth, size, colour, most)
    scene = make_scene(ask, chosen)
    how = state(ask, size) if size else ""
    sized = sizes(ask, size, chosen.year) if how == "ready" else None
    drawn, left_out = strongest(scene, chosen.most)
    names = ask.evidence.names
    who = names.get(chosen.ego, chosen.ego) if chosen.ego else ""
    title = (
        _("Network around %(state)s, %(year)s") % {"state": who, "year": chosen.year}
        if who
        else _("Network of states, %(year)s") % {"year": chosen.year}
    )
    number = ask.language.number
    said = [
        _(
            "Places are the same in all years from %(first)s to %(last)s: who is tied longest and in most of these layers is near."
        )
        % {"first": chosen.era[0], "last": chosen.era[1]}
    ]
    if left_out:
        said.insert(0, _("%(drawn)s of %(all)s ties are drawn: of each state the strongest, then the strongest of all; the table has all.") % {"drawn": number(len(drawn)), "all": number(len(drawn) + left_out)})  # fmt: skip
    picture = (
        draw_scene(ask, chosen, scene, drawn, sized, title, " ".join(said))
        if len(scene.seen) and ask.form == "html"
        else ""
    )
    facts = {
        "year": chosen.year, "layers": list(chosen.layers), "ego": chosen.ego, "depth": chosen.depth if chosen.ego else None,
        "size": size or None, "colour": chosen.colour, "states": len(scene.seen), "ties": len(drawn) + left_out, "drawn": len(drawn),
        "left_out": left_out, "alone": None if chosen.ego else scene.alone, "modularity": round(scene.communities.modularity, 4),
        "era": list(chosen.era), "not_known": not_known(scene.found, chosen.year),
    }  # fmt: skip
    context = {
        "picture": picture, "chosen": chosen, "who": who, "how": how, "layers": offered(ask), "measures": _measures(ask),
        "source": link("/network/ties", layer=chosen.layers, first=chosen.era[0], last=chosen.era[1], format="json"), "colours": COLOURS,
        "needs": how_to_bring(lacking(ask.con, size)) if how == "lacking" else "", "measure": titled(find(size)) if size else "", "written": Written(ask, find(size)) if size else None, "later": LATER, "span": (FIRST_YEAR, LAST_YEAR), "names": _names(ask),
    }  # fmt: skip
    tables = [_ties(ask, chosen, scene), _states(ask, chosen, scene, sized), layer_rows(ask, scene.found, chosen.year)]
    return View(title, "network/page.html", tables, facts, context)


@router.get("/network/ties")
def all_ties(ask: Ask, layer: Layers = [], first: str = "", last: str = "") -> View:  # noqa: B006
    """Say how many are tied in each layer and year, and where its sources have looked; JSON has every tie of all these years."""
    _ = ask.language.gettext
    layers = read_layers(layer) or tuple(LAYERS)
    begin, end = read_year(first) if first else LATER, read_year(last) if last else LAST_YEAR
    if end < begin:
        raise BadRequest(
            "The years %(begin)s to %(end)s are the wrong way round.",
            remedy="Say %(end)s to %(begin)s.",
            begin=begin,
            end=end,
        )
    found = chosen_ties(ask, layers)
    size = len(world(ask).keys)
    years = range(begin, end + 1)
    counts = {one.layer.name: {year: _count(one, year, size) for year in years} for one in found}
    columns = {"year": _("year")} | {one.layer.name: _(one.layer.title) for one in found}
    rows: list[dict[str, int | None]] = [
        {"year": year, **{name: count[year] for name, count in counts.items()}} for year in reversed(years)
    ]
    facts = compact(found, world(ask), begin, end) if layer else {"first": begin, "last": end}
    title = _("How many are tied, layer by layer")
    tables = [Table("counts", columns, rows), layer_rows(ask, found, end)]
    context = {"picture": draw_counts(ask, found, counts, (begin, end)), "chosen": layers}
    return View(title, "network/ties.html", tables, facts, context)


def _count(one: Ties, year: int, size: int) -> int | None:
    """Give how many pairs are tied; where only some were looked at none on record is not known."""
    number = int(((one.first <= year) & (one.last >= year)).sum())
    return number if number or one.knows(year) == WHOLLY else None


@router.get("/network/tie")
def tie(ask: Ask, a: str = "", b: str = "", year: str = "", layer: Layers = []) -> View:  # noqa: B006
    """Show what ties two states in a year: the rows of each layer, with their sources."""
    _ = ask.language.gettext
    layers = read_layers(layer) or tuple(LAYERS)
    when = read_year(year) if year.strip() else choose(ask, layers, "").year
    one, other = _two(ask, a, b, when)
    found = chosen_ties(ask, layers)
    places = sorted((world(ask).place(one), world(ask).place(other)))
    rows: list[dict[str, Any]] = []
    for each in found:
        since = _since(each, places[0], places[1], when)
        for row, who in _once(behind(ask, each.layer.name, one, other, when)) if since else []:
            page = each.layer.page
            what = row["label"] if row["thing"] else f"{row['label']}: {ask.language.number(row['value'])}"
            rows.append(
                {
                    "layer": _(each.layer.title), "what": what, "who": who if each.layer.directed else _("together"), "start": row["start"],
                    "end": row["end"], "tied": since, "source": row["source"], "source_row": row["source_row"],
                    "page": f"/{page}/{quote(row['thing'], safe='')}" if page and row["thing"] else "",
                    "evidence": link("/evidence/row", source=row["source"], row=row["source_row"]),
                }
            )  # fmt: skip
    columns = {
        "layer": _("layer"), "what": _("what"), "who": _("who toward whom"), "start": _("from"), "end": _("to"), "tied": _("on record without a break since"),
        "source": _("source"), "source_row": _("line"),
    }  # fmt: skip
    names = ask.evidence.names
    title = _("%(one)s and %(other)s, %(year)s") % {
        "one": names.get(one, one),
        "other": names.get(other, other),
        "year": when,
    }
    facts = {"a": one, "b": other, "year": when, "layers": list(layers), "not_known": not_known(found, when)}
    return View(title, "network/tie.html", [Table("rows", columns, rows), layer_rows(ask, found, when)], facts)


@router.get("/network/path")
def path(ask: Ask, a: str = "", b: str = "", year: str = "", layer: Layers = []) -> View:  # noqa: B006
    """Show by which steps two states are connected: all shortest ways over the chosen layers."""
    _ = ask.language.gettext
    chosen = choose(ask, layer, year)
    context: dict[str, Any] = {
        "chosen": chosen, "layers": offered(ask), "names": _names(ask), "picture": "", "ways": [], "a": a, "b": b,
        "span": (FIRST_YEAR, LAST_YEAR),
    }  # fmt: skip
    title = _("How are these two connected?")
    found = chosen_ties(ask, chosen.layers)
    facts: dict[str, Any] = {
        "year": chosen.year,
        "layers": list(chosen.layers),
        "not_known": not_known(found, chosen.year),
    }
    if not (a.strip() or b.strip()):
        return View(title, "network/path.html", [layer_rows(ask, found, chosen.year)], facts, context)
    one, other = _two(ask, a, b, chosen.year)
    scene = make_scene(ask, chosen)
    places = scene.world.place(one), scene.world.place(other)
    ways = shortest(scene.strength, *places)
    names = ask.evidence.names
    context |= {
        "a": names.get(one, one),
        "b": names.get(other, other),
        "ways": [[scene.world.keys[place] for place in way] for way in ways.told],
    }
    title = _("How are %(one)s and %(other)s connected in %(year)s?") % {
        "one": context["a"],
        "other": context["b"],
        "year": chosen.year,
    }
    rows = [
        _step(ask, chosen, scene, number, step, way[step - 1], way[step])
        for number, way in enumerate(ways.told, 1)
        for step in range(1, len(way))
    ]
    columns = {
        "way": _("way"), "step": _("step"), "from": _("from"), "to": _("to"), "layers": _("layers"), "since": _("tied since"),
    }  # fmt: skip
    facts |= {
        "a": one, "b": other, "steps": ways.steps, "number": ways.number, "told": len(ways.told), "reached": list(ways.reached),
        "listed": [bool(scene.world.there[place, chosen.year - FIRST_YEAR]) for place in places],
    }  # fmt: skip
    if ways.told:
        context["picture"] = draw_paths(ask, scene, ways.told, chosen, title)
    return View(
        title, "network/path.html", [Table("steps", columns, rows), layer_rows(ask, found, chosen.year)], facts, context
    )


def _once(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    """Join rows that say the same in both directions, and say who is bound, or present, toward whom."""
    ways: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("thing", "label", "start", "end", "source", "source_row"))
        ways.setdefault(key, []).append(row)
    return [(same[0], "; ".join(dict.fromkeys(f"{row['a']} → {row['b']}" for row in same))) for same in ways.values()]


def _step(ask: Asked, chosen: Choices, scene: Scene, way: int, step: int, one: int, other: int) -> dict[str, Any]:
    keys, names = scene.world.keys, ask.evidence.names
    here = [each for each, weight in zip(scene.found, scene.weights, strict=True) if weight[one, other] > 0]
    low, high = min(one, other), max(one, other)
    return {
        "way": way, "step": step, "from": names.get(keys[one], keys[one]), "to": names.get(keys[other], keys[other]),
        "layers": [ask.language.gettext(each.layer.title) for each in here],
        "since": [_since(each, low, high, chosen.year) for each in here],
        "evidence": link("/network/tie", a=keys[one], b=keys[other], year=chosen.year, layer=chosen.layers),
    }  # fmt: skip


def _since(found: Ties, low: int, high: int, year: int) -> int | None:
    """Give the first of the years, without a break up to this one, in which two are tied; None if they are not."""
    mine = np.flatnonzero((found.a == low) & (found.b == high) & (found.first <= year))
    begun: int | None = None
    at = year
    for run in mine[np.argsort(-found.first[mine])].tolist():
        if int(found.last[run]) < at:
            break
        begun, at = int(found.first[run]), int(found.first[run]) - 1
    return begun


def _two(ask: Asked, a: str, b: str, year: int) -> tuple[str, str]:
    if not a.strip() or not b.strip():
        raise BadRequest("Two states are needed.", remedy="Name both: /network/path?a=Japan&b=Brazil.")
    one, other = read_state(ask, a, year), read_state(ask, b, year)
    if one == other:
        raise BadRequest("“%(a)s” and “%(b)s” are one state.", remedy="Name two different states.", a=a, b=b)
    return one, other


def _ties(ask: Asked, chosen: Choices, scene: Scene) -> Table:
    """Give every tie of the year; a layer that has not been looked at everywhere says nothing where it has no row."""
    _ = ask.language.gettext
    names, keys = ask.evidence.names, scene.world.keys
    inside = np.zeros_like(scene.strength)
    inside[np.ix_(scene.seen, scene.seen)] = scene.strength[np.ix_(scene.seen, scene.seen)]
    one, other = np.nonzero(np.triu(inside))
    order = np.lexsort((other, one, -inside[one, other]))
    whole = [each.knows(chosen.year) == WHOLLY for each in scene.found]
    rows = []
    for a, b in zip(one[order].tolist(), other[order].tolist(), strict=True):
        row: dict[str, Any] = {
            "a": keys[a], "b": keys[b], "pair": f"{names.get(keys[a], keys[a])}–{names.get(keys[b], keys[b])}",
            "evidence": link("/network/tie", a=keys[a], b=keys[b], year=chosen.year, layer=chosen.layers),
            "address": link("/dossier", subject=f"{keys[a]}–{keys[b]}"),
        }  # fmt: skip
        for each, weight, sure in zip(scene.found, scene.weights, whole, strict=True):
            value = float(weight[a, b])
            row[each.layer.name] = (int(value) if value == int(value) else value) if value > 0 or sure else None
        rows.append(row)
    columns = {"a": _("key"), "b": _("key of the other"), "pair": _("pair")}
    columns |= {each.layer.name: f"{_(each.layer.title)} ({_(each.layer.unit)})" for each in scene.found}
    return Table("ties", columns, rows)


def _states(ask: Asked, chosen: Choices, scene: Scene, size: Sized | None) -> Table:
    _ = ask.language.gettext
    names, keys = ask.evidence.names, scene.world.keys
    called = named(scene, dict(names))
    rows = []
    for place in scene.seen.tolist():
        key, mine = keys[place], int(scene.communities.of[place])
        stable = float(scene.communities.stability[place])
        rows.append(
            {
                "state": key, "name": names.get(key, key), "partners": int((scene.strength[place, scene.seen] > 0).sum()),
                "community": mine + 1 if mine >= 0 else None, "around": called.get(mine), "stability": round(stable, 3) if stable == stable else None,
                "address": link("/dossier", subject=key),
            }
            | ({} if size is None else {"value": size.value.get(key), "low": size.low.get(key), "high": size.high.get(key),
                "evidence": link("/evidence/measure", measure=chosen.size, subject=key, year=chosen.year)})
        )  # fmt: skip
    rows.sort(key=lambda row: (-row["partners"], row["name"]))
    columns = {
        "state": _("key"), "name": _("state"), "partners": _("partners"), "community": _("community"), "around": _("around"),
        "stability": _("how stable"),
    }  # fmt: skip
    if size is not None:
        columns |= {"value": chosen.size, "low": _("low"), "high": _("high")}
    return Table("states", columns, rows)


def _measures(ask: Asked) -> list[tuple[str, str]]:
    """Give the measures of states for which the record has what they need."""
    held = set(ask.evidence.sources)
    return [
        (name, titled(measure))
        for name, measure in measures().items()
        if measure.subject == "state" and all(need.optional or need.source in held for need in measure.needs)
    ]


def _names(ask: Asked) -> list[str]:
    names = ask.evidence.names
    return sorted({names[key] for key in world(ask).keys if key in names})
