"""The catalogue: what is here, under which licence, whom to cite, how far each layer reaches, and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence

from comity.catalogue.facts import Source, discover
from comity.dossier.evidence import Looked
from comity.model.errors import BadRequest, UnknownName
from comity.panel.look import OWN
from comity.store.home import own_sources_dir
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.sources.reach import Line, draw_reach, lines, within
from comity.web.templates import link

PAGE = Page(
    "sources", N_("Sources"), "/sources", 80, ("/sources", "/sources/almanac", "/sources?layer=agreement&year=1990")
)
router = page_router()


@router.get("/sources")
def catalogue(ask: Ask, layer: str = "", year: str = "") -> View:
    """List every source of the catalogue, those first that the record was built from; or those that looked for a layer.

    Parameters
    ----------
    layer
        A layer of the record, such as agreement.alliance or tie: who has looked for it.
    year
        Only who has looked for it in this year.
    """
    _ = ask.language.gettext
    on = _year(year)
    looks = _looks(ask, layer.strip(), on)
    looked = {one.source for one in looks}
    here = ask.evidence.sources
    catalogued = known(ask)
    rows = []
    for source in catalogued:
        if layer.strip() and source.name not in looked:
            continue
        held = here.get(source.name)
        rows.append(
            {
                "source": source.name,
                "title": source.title,
                "publisher": source.publisher,
                "version": held["version"] if held else source.version,
                "licence": source.licence.name,
                "rows": held["rows"] if held else None,
                "here": held is not None,
                "address": f"/sources/{source.name}",
            }
        )
    if not layer.strip():
        # What comity itself knows has no folder.
        rows += [
            {**here[name], "here": True, "address": f"/sources/{name}"}
            for name in here.keys() - {source.name for source in catalogued}
        ]
    rows.sort(key=lambda row: (not row["here"], row["title"]))
    columns = {
        "source": _("source"), "title": _("title"), "publisher": _("publisher"), "version": _("version"),
        "licence": _("licence"), "rows": _("rows in the record"), "here": _("in the record"),
    }  # fmt: skip
    found = lines(ask.evidence.looked, layer.strip())
    facts = {"layer": layer.strip() or None, "year": on}
    view = View(_("Sources"), "sources/page.html", [Table("sources", columns, rows), _by_layer(ask, found), _layers(ask, looks)], facts)  # fmt: skip
    view.context = {"picture": _picture(ask, found, _("Who has looked for each layer, year by year"))}
    return view


@router.get("/sources/{name}")
def source(ask: Ask, name: str) -> View:
    """Show one source: what it is, its layers and their reach, its warnings, and what was set aside of it."""
    _ = ask.language.gettext
    found = {source.name: source for source in known(ask)}.get(name)
    held = ask.evidence.sources.get(name, {})
    if found:
        facts = {
            "source": name, "title": found.title, "publisher": found.publisher, "version": held.get("version", found.version),
            "licence": found.licence.name, "url": found.url, "citation": found.citation, "digest": held.get("digest"),
            "rows": held.get("rows"), "taken": held.get("taken"), "warnings": {one.name: one.text for one in found.warnings},
        }  # fmt: skip
    elif held:
        facts = {**held, "warnings": {}}
    else:
        raise UnknownName("There is no source “%(name)s”.", remedy="/sources lists all.", name=name)
    aside = ask.rows(
        "select reason, count(*) as rows, min(file) as file, min(line) as line from rejected where source = $1 group by reason order by rows desc, reason",
        [name],
    )
    looks = [one for one in ask.evidence.looked if one.source == name]
    tables = [_layers(ask, looks, by_layer=True), Table("set-aside", {"reason": _("reason"), "rows": _("rows"), "file": _("file"), "line": _("first line")}, aside)]  # fmt: skip
    picture = _picture(ask, lines(looks, apart=True), _("Where it has looked, layer by year"), alone=True)
    return View(facts["title"], "sources/source.html", tables, facts, {"picture": picture, "own": name == OWN})


def known(ask: Asked) -> list[Source]:
    """Give every source of the catalogue, the user's own among them."""
    return list(discover(own_sources_dir(ask.home)))


def _year(said: str) -> int | None:
    if not said.strip():
        return None
    if not said.strip().isdecimal() or len(said.strip()) != 4:
        raise BadRequest("“%(text)s” is no year.", remedy="Write a year, such as 1985.", text=said.strip())
    return int(said)


def _looks(ask: Asked, layer: str, year: int | None) -> list[Looked]:
    """Give who has looked for a layer, in a year."""
    found = [one for one in ask.evidence.looked if not layer or within(one.layer, layer)]
    if layer and not found:
        raise UnknownName(
            "No source of this record has looked for a layer “%(layer)s”.", remedy="/sources shows all layers.", layer=layer
        )  # fmt: skip
    return [one for one in found if year is None or (one.start or one.end).year <= year <= one.end.year]


def _layers(ask: Asked, looks: Sequence[Looked], by_layer: bool = False) -> Table:
    _ = ask.language.gettext
    columns = {"source": _("source"), "layer": _("layer"), "start": _("from"), "end": _("to"), "scope": _("of whom")}
    rows = [
        {"source": one.source, "layer": one.layer, "start": one.start, "end": one.end, "scope": one.scope, "address": link("/sources", layer=one.layer) if by_layer else f"/sources/{one.source}"}
        for one in sorted(looks, key=lambda one: (one.source, one.layer, one.start or one.end, one.scope))
    ]  # fmt: skip
    return Table("layers", columns, rows)


def _by_layer(ask: Asked, found: Sequence[Line]) -> Table:
    """Say what the heat map shows, for who does not see it."""
    _ = ask.language.gettext
    columns = {
        "layer": _("layer"), "first": _("from"), "last": _("to"), "sources": _("sources"),
        "all_first": _("all states, from"), "all_last": _("all states, to"), "gaps": _("years between in which nobody looked"),
    }  # fmt: skip
    rows = []
    for line in found:
        full = line.all_states or (None, None)
        gaps = [str(one) if one == other else f"{one}–{other}" for one, other in line.gaps]
        rows.append(
            {
                "layer": line.layer, "first": min(line.years, default=None), "last": max(line.years, default=None),
                "sources": len({one.source for one in line.looks}), "all_first": full[0], "all_last": full[1],
                "gaps": ", ".join(gaps) or "—", "address": link("/sources", layer=line.layer),
            }
        )  # fmt: skip
    return Table("by-layer", columns, rows)


def _picture(ask: Asked, found: Sequence[Line], title: str, alone: bool = False) -> str:
    """Draw the heat map of all sources, or of one."""
    _, ngettext, number = ask.language.gettext, ask.language.ngettext, ask.language.number

    def step(count: int) -> str:
        return ngettext("%(sources)s source", "%(sources)s sources", count) % {"sources": number(count)}

    legend = (step, _("line beneath: one looked at all states"), _("empty: nobody has looked"))
    if alone:
        legend = (lambda count: _("it has looked"), _("line beneath: at all states"), _("empty: it has not looked"))
    return draw_reach(found, title, legend, lambda layer, year: link("/sources", layer=layer, year=year))
