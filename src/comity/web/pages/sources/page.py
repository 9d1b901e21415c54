"""The catalogue: what is here, under which licence, whom to cite, how far each layer reaches, and what to beware of."""

from __future__ import annotations

from typing import Any

from comity.catalogue.facts import Source, discover
from comity.model.errors import UnknownName
from comity.store.home import own_sources_dir
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.sources.reach import Reach, draw_reach

PAGE = Page("sources", N_("Sources"), "/sources", 80, ("/sources", "/sources/almanac"))
router = page_router()


@router.get("/sources")
def catalogue(ask: Ask) -> View:
    """List every source of the catalogue, those first that the record was built from."""
    _ = ask.language.gettext
    here = ask.evidence.sources
    rows = []
    for source in known(ask):
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
    rows.sort(key=lambda row: (not row["here"], row["title"]))
    columns = {
        "source": _("source"), "title": _("title"), "publisher": _("publisher"), "version": _("version"),
        "licence": _("licence"), "rows": _("rows in the record"), "here": _("in the record"),
    }  # fmt: skip
    view = View(_("Sources"), "sources/page.html", [Table("sources", columns, rows), _layers(ask)])
    view.context = {"picture": draw_reach(_reaches(ask), _("How far each source reaches"), _("years"))}
    return view


@router.get("/sources/{name}")
def source(ask: Ask, name: str) -> View:
    """Show one source: what it is, its layers and their reach, its warnings, and what was set aside of it."""
    _ = ask.language.gettext
    found = {source.name: source for source in known(ask)}.get(name)
    if found is None:
        raise UnknownName("There is no source “%(name)s”.", remedy="/sources lists all.", name=name)
    held = ask.evidence.sources.get(name, {})
    facts = {
        "source": name, "title": found.title, "publisher": found.publisher, "version": held.get("version", found.version),
        "licence": found.licence.name, "url": found.url, "citation": found.citation, "digest": held.get("digest"),
        "rows": held.get("rows"), "taken": held.get("taken"), "warnings": {one.name: one.text for one in found.warnings},
    }  # fmt: skip
    aside = ask.rows(
        "select reason, count(*) as rows, min(file) as file, min(line) as line from rejected where source = $1 group by reason order by rows desc, reason",
        [name],
    )
    tables = [_layers(ask, name), Table("set-aside", {"reason": _("reason"), "rows": _("rows"), "file": _("file"), "line": _("first line")}, aside)]  # fmt: skip
    picture = draw_reach(
        [one for one in _reaches(ask, layers=True) if one.source == name], _("How far each layer reaches"), _("years")
    )
    return View(found.title, "sources/source.html", tables, facts, {"picture": picture})


def known(ask: Asked) -> list[Source]:
    """Give every source of the catalogue, the user's own among them."""
    return list(discover(own_sources_dir(ask.home)))


def _layers(ask: Asked, name: str | None = None) -> Table:
    _ = ask.language.gettext
    columns = {"source": _("source"), "layer": _("layer"), "start": _("from"), "end": _("to"), "scope": _("of whom")}
    rows: list[dict[str, Any]] = ask.rows(
        'select source, layer, min("start") as "start", max("end") as "end", scope from coverage '
        "where $1 is null or source = $1 group by all order by source, layer, scope",
        [name],
    )
    return Table("layers", columns, rows)


def _reaches(ask: Asked, layers: bool = False) -> list[Reach]:
    rows = ask.rows(
        'select source, layer, year("start") as first, year("end") as last from coverage where "start" is not null and "end" is not null'
    )
    return [Reach(row["source"], row["layer"] if layers else row["source"], row["first"], row["last"]) for row in rows]
