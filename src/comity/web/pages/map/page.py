"""The map: any measure of states as colours, any layer as lines between them, in any year, with borders that take no side."""

from __future__ import annotations

from typing import Any

from comity.dossier.draw.convention import convention_of
from comity.dossier.draw.frame import Frame
from comity.dossier.draw.geometry import atlas
from comity.dossier.draw.map import Living, draw_map
from comity.dossier.draw.scale import spell
from comity.dossier.language import speaking
from comity.dossier.measured import titled
from comity.measures.contract import find
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.map.choice import BARE, PARTNERS, Choice, choose, layer_choices, measures, region_choices
from comity.web.pages.map.layers import Pair, held
from comity.web.pages.map.packed import packed
from comity.web.pages.map.picture import curves, draw_lines, view_of, widths
from comity.web.pages.map.values import capitals, members
from comity.web.templates import link

PAGE = Page(
    "map",
    N_("Map"),
    "/map",
    20,
    (
        "/map",
        "/map?measure=none&layer=pact.defense&year=1960",
        "/map?measure=partners&layer=bases&year=2020&region=Europe",
    ),
)
router = page_router()

#: What the script says.
_WORDS = {
    "play": N_("Play"), "pause": N_("Pause"), "year": N_("Year"), "in": N_("Closer"), "out": N_("Farther"), "whole": N_("Whole map"),
    "unknown": N_("not known"), "contested": N_("contested"), "absent": N_("not in the list of states in the year"),
    "administered": N_("administered by"), "dossier": N_("Dossier"), "evidence": N_("What the figure is made of"),
    "partners": N_("lines in the year"), "close": N_("Close"),
    "help": N_("Map of states. Arrow keys go from state to state, Enter chooses one, plus and minus change the distance, Escape closes what was chosen and then shows the whole."),
    "tools": N_("Year and distance"),
}  # fmt: skip
#: The width in pixels for which legend and convention are drawn a second time: that of a small telephone.
_NARROW = 320.0
#: So many lines stand in the table of a page; JSON has all.
_ROWS = 250


@router.get("/map")
def show(ask: Ask, measure: str = "", layer: str | None = None, year: str = "", region: str = "") -> View:
    """Draw the map of a year."""
    choice = choose(ask, measure, layer, year, region)
    _ = ask.language.gettext
    states, links = _states(choice), _links(choice)
    tables = [states, links] if choice.shown != BARE else [links, states]
    address = {"measure": choice.measure, "layer": choice.layer, "region": choice.place}
    facts = {
        "measure": choice.measure, "shown": choice.shown, "layer": choice.layer, "year": choice.year,
        "region": choice.place, "first": choice.span[0], "last": choice.span[1], "unit": choice.unit, "state": choice.state,
        "needs": choice.needs, "said": choice.said(choice.year), "convention": choice.convention(choice.year),
    }  # fmt: skip
    context = {
        "picture": draw(choice),
        "choice": choice,
        "measures": measures(ask),
        "layers": layer_choices(ask),
        "regions": region_choices(ask),
        "source": link(
            "/map/all", **address, year=None if choice.span == choice.known else choice.year, lang=ask.language.key
        ),
        "shown": _as_read(choice, states),
        "short": Table("lines", links.columns, links.rows[:_ROWS]),
        "rows": _ROWS,
        "measure_title": titled(find(choice.measure)) if choice.measure not in (PARTNERS, BARE) else "",
        "words": {name: _(text) for name, text in _WORDS.items()},
    }
    return View(f"{choice.title}, {choice.year}", "map/page.html", tables, facts, context)


@router.get("/map/all")
def every_year(ask: Ask, measure: str = "", layer: str | None = None, year: str = "", region: str = "") -> View:
    """Give the figures and lines of all years, of which the map's slider shows one at a time."""
    choice = choose(ask, measure, layer, year, region)
    _ = ask.language.gettext
    title = _("%(title)s, all years") % {"title": choice.title}
    if ask.form == "json":
        # What the page shows when the slider moves stands in the page's own language.
        with speaking(ask.language.key):
            found: dict[str, Any] = {}
            draw(choice, found)
            return View(title, "map/all.html", facts={**packed(choice), "paths": found.get("paths", [])})
    columns = {"state": _("state"), "year": _("year"), "value": _("value"), "low": _("low"), "high": _("high")}
    rows = [
        {"state": key, "year": when, "value": one.value, "low": one.low, "high": one.high}
        for when, of in choice.values.years.items()
        for key, one in of.items()
        if choice.inside(key)
    ]
    context = {"back": link("/map", measure=choice.measure, layer=choice.layer, region=choice.place)}
    return View(title, "map/all.html", [Table("figures", columns, rows)], {"rows": len(rows)}, context)


def draw(choice: Choice, found: dict[str, Any] | None = None) -> str:
    """Draw the map of the chosen year; what a page needs to draw other years is put into ``found``."""
    _ = choice.ask.language.gettext
    figures = choice.values.of(choice.year)
    limits = widths(max((amount or 0 for of in (choice.lines.runs.values() if choice.lines else ()) for *_years, amount in of), default=0))  # fmt: skip
    shown = {pair: amount for pair, (_first, _last, amount) in choice.links(choice.year).items()}

    ends = capitals(choice.ask)

    def over(frame: Frame, _place: Any) -> list[str]:
        # A line ends at the same place in every year, whatever the borders.
        def place(key: str) -> Any:
            return ends.get(key) or atlas().anchor(key)

        drawn: dict[Any, Any] = held(choice.ask, ("curves", choice.layer, choice.place), dict)
        drawn |= curves(
            frame, place, [pair for pair in (shown if found is None else choice.pairs) if pair not in drawn]
        )
        if found is not None:
            found["paths"] = [
                [one.drawn, None if one.end is None else [round(one.end[0], 1), round(one.end[1], 1)]]
                if (one := drawn.get(pair))
                else ["", None]
                for pair in choice.pairs
            ]
        return draw_lines(drawn, shown, limits, bool(choice.lines and choice.lines.layer.directed))

    ground = (choice.borders.of(choice.year) if choice.borders else None) or atlas()
    seats = capitals(choice.ask, ground.draws)
    gone = {key for of in choice.values.years.values() for key in of} | {key for pair in choice.pairs for key in pair}
    keyed = {*ground.homes, *(key for key in gone if key in seats or ground.draws(key))}
    fill = {key: choice.read(one.value) for key, one in figures.items()}
    names = choice.names(choice.year)
    inside = [key for key in fill or sorted(keyed) if choice.inside(key)]
    view, beyond = view_of(choice.members or frozenset())
    return draw_map(
        {key: value for key, value in fill.items() if key in keyed},
        view=view,
        title=f"{choice.title}, {choice.year}",
        legend=choice.legend,
        unit=choice.read_unit,
        names=names,
        label=inside if choice.place else (),
        places={key: seats[key] for key in keyed if key in seats},
        plain=_("not in the list of states in the year") if choice.shown != BARE else "",
        note=_note(choice, limits, [names.get(key, key) for key in beyond]),
        convention=convention_of(choice.ask.home),
        borders=choice.borders,
        year=choice.year,
        living=Living(
            keyed=keyed,
            hidden=[key for key in seats if key not in members("cow")[choice.year]],
            over=[choice.read(value) for value in choice.values.all()],
            described=_("Every figure and every line stands in the tables below the map."),
            lines=over if choice.lines else None,
            narrow=_NARROW,
        ),
    )


def _note(choice: Choice, limits: tuple[float, float], beyond: list[str]) -> str:
    """Say what the lines are, and that colours mean the same in every year."""
    _ = choice.ask.language.gettext
    told = []
    if choice.values.known:
        told.append(_("A colour stands for the same figures in every year."))
    if choice.lines:
        layer = choice.lines.layer
        told.append(_("Lines: %(layer)s, on any day of the year.") % {"layer": _(layer.title)})
        if layer.combine != "no":
            names = {"low": spell(limits[0]), "high": spell(limits[1]), "unit": _(layer.unit)}
            told.append(_("Thin up to %(low)s, thick above %(high)s %(unit)s.") % names)
        if layer.directed:
            told.append(_("The dot is at the end toward which a line goes."))
    if beyond:
        told.append(_("Of %(names)s the view has a part.") % {"names": ", ".join(beyond)})
    return " ".join(told)


def _states(choice: Choice) -> Table:
    """Make the table of figures of the year, the greatest first, what is not known last."""
    _ = choice.ask.language.gettext
    columns = {"name": _("state"), "key": _("key"), "value": choice.unit or _("value")}
    if choice.values.bands:
        columns |= {"low": _("low"), "high": _("high")}
    if choice.values.parts:
        columns["coverage"] = _("share of inputs known")
    names = choice.names(choice.year)
    rows = []
    for key, one in choice.values.of(choice.year).items():
        if not choice.inside(key):
            continue
        row: dict[str, Any] = {"name": names.get(key, key), "key": key, "value": one.value}
        row |= {"low": one.low, "high": one.high, "coverage": one.coverage}
        row["address"] = link("/dossier", subject=key, on=f"{choice.year}-12-31")
        if choice.shown not in (PARTNERS, BARE) and one.value is not None:
            row["evidence"] = link("/evidence/measure", measure=choice.measure, subject=key, year=choice.year)
        rows.append(row)
    rows.sort(key=lambda row: (row["value"] is None, -(row["value"] or 0), row["name"]))
    return Table("states", columns, rows)


def _as_read(choice: Choice, states: Table) -> Table:
    """Write the table of figures as one reads it: JSON and CSV have the plain numbers."""
    written, language = choice.written, choice.ask.language
    if written is None:
        return states
    rows = []
    for row in states.rows:
        share = row["coverage"]
        told = {name: written.value(row[name]) for name in ("value", "low", "high")}
        rows.append({**row, **told, "coverage": None if share is None else language.percent(share)})
    return Table(states.name, {**states.columns, "value": choice.read_unit or language.gettext("value")}, rows)


def _links(choice: Choice) -> Table:
    """Make the table of lines of the year."""
    _ = choice.ask.language.gettext
    directed = bool(choice.lines and choice.lines.layer.directed)
    columns = {"a": _("from") if directed else _("state"), "b": _("to") if directed else _("other state")}
    if choice.lines and choice.lines.layer.combine != "no":
        columns["amount"] = _(choice.lines.layer.unit)
    else:
        columns |= {"since": _("since"), "until": _("known until")}
    names = choice.names(choice.year)
    rows = [
        {
            "a": names.get(a, a), "b": names.get(b, b), "amount": amount, "since": _since(choice, (a, b), first), "until": str(last),
            "address": link("/dossier", subject=f"{a}–{b}", on=f"{choice.year}-12-31"),
        }
        for (a, b), (first, last, amount) in choice.links(choice.year).items()
    ]  # fmt: skip
    rows.sort(key=lambda row: (-float(row["amount"] or 0), str(row["a"]), str(row["b"])))
    return Table("lines", columns, rows)


def _since(choice: Choice, pair: Pair, first: int) -> str:
    """Give the year in which a line began; of one that is there when its source's list begins, that it may be older."""
    if choice.lines and (pair, first) in choice.lines.early:
        return choice.ask.language.gettext("%(year)s or before") % {"year": first}
    return str(first)


__all__ = ["PAGE", "draw", "every_year", "router", "show"]
