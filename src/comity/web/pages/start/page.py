"""The start: one search over everything, what the record holds, how far it reaches, and the latest things in it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from starlette.responses import RedirectResponse, Response

from comity.model.errors import ComityError, NoRecord, WrongRecord
from comity.model.organisations import organisation
from comity.web.asked import Asked, Record
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.findable import Findable
from comity.web.pages.start.holds import built, cards, holds, latest, reaches
from comity.web.pages.start.picture import draw_reach
from comity.web.search import Hit, by_kind, index, is_indexed
from comity.web.seen import note
from comity.web.templates import link

PAGE = Page("start", N_("Start"), "/", 10, ("/", "/search?q=jap+aus", "/search?q=nato&kind=agreement", "/search"))
router = page_router()

#: What one may try, in the words of one who does.
TRY = ("Japan", "jap aus", "NATO", "Northern Europe", "Cobra Gold", "AUKUS", "UNIFIL", "CINC", "Cuban missile crisis")
#: So many results of one kind stand on the page of all kinds, and on a page of one kind.
FEW, MANY = 8, 50
KIND_NAMES = {
    "state": N_("states"), "pair": N_("pairs"), "organisation": N_("organisations"), "region": N_("regions"),
    "measure": N_("measures"), "series": N_("series of exercises"), "agreement": N_("agreements"),
    "mission": N_("missions"), "exercise": N_("exercises"), "incident": N_("incidents"), "group": N_("armed groups"), "source": N_("sources"),
}  # fmt: skip
ONE_OF_KIND = {
    "state": N_("state"), "pair": N_("pair"), "organisation": N_("organisation"), "region": N_("region"),
    "measure": N_("measure"), "series": N_("series of exercises"), "agreement": N_("agreement"),
    "mission": N_("mission"), "exercise": N_("exercise"), "incident": N_("incident"), "group": N_("armed group"), "source": N_("source"),
}  # fmt: skip


@router.get("/")
def start(ask: Ask, q: str = "") -> View | Response:
    """Show the search, what the record holds, how far each layer reaches, and the latest things in it."""
    if q.strip():
        return RedirectResponse(link("/search", q=q), 303)
    _ = ask.language.gettext
    try:
        ask.record.con()
    except (NoRecord, WrongRecord) as error:
        tell = ask.language.tell
        what = tell(error.what) if isinstance(error, NoRecord) else f"{error.where} {tell(error.what)}"
        facts: dict[str, Any] = {"record": None, "error": what, "remedy": tell(error.remedy), "home": str(ask.home)}
        return View(_("Welcome to comity"), "start/none.html", facts=facts, keep=False)
    prepare(ask.record)
    layers = reaches(ask)
    tables = [
        Table("holds", {"what": _("what"), "rows": _("rows"), "sources": _("sources"), "table": _("table")}, holds(ask)),
        Table(
            "layers",
            {"layer": _("line"), "number": _("layers in it"), "first": _("from"), "last_all": _("all states in every layer, to"), "every": _("every layer, to"), "last": _("any layer, to"), "sources": _("sources")},
            layers,
        ),
        Table("latest", {"day": _("day"), "what": _("what"), "name": _("name"), "source": _("source")}, latest(ask)),
    ]  # fmt: skip
    made, counted = built(ask), cards(ask)
    facts = {"record": made, "counts": {card["key"]: card["count"] for card in counted}}
    context = {
        "cards": counted, "made": made, "try": [ask.language.name(one) for one in TRY],
        "picture": draw_reach(layers, _("How far each layer reaches"), (_("all states, in every layer of the line"), _("some layers, some states or a selection"))),
    }  # fmt: skip
    return View(_("Start"), "start/page.html", tables, facts, context)


@router.get("/search")
def search(ask: Ask, q: str = "", kind: str = "", page: int = 1, most: int = 0) -> View:
    """Search states, pairs, organisations, regions, measures, exercises, agreements, missions, incidents and sources."""
    _ = ask.language.gettext
    said = " ".join(q.split())[:200]
    chosen = kind if kind in KIND_NAMES else ""
    hits = index(ask.record).search(said, chosen or None)
    parted = by_kind(hits)
    counts = {name: len(found) for name, found in parted.items()}
    pages = max(1, -(-len(hits) // MANY)) if chosen else 1
    at = min(max(page, 1), pages)
    if most > 0:
        shown: Sequence[Hit] = hits[: min(most, MANY)]
    elif chosen:
        shown = hits[(at - 1) * MANY : at * MANY]
    else:
        shown = [hit for found in parted.values() for hit in found[:FEW]]
    columns = {"kind": _("kind"), "name": _("name"), "also": _("also known as"), "first": _("from"), "last": _("to"), "key": _("key"), "address": _("address")}  # fmt: skip
    table = Table("results", columns, [_row(ask, hit) for hit in shown])
    facts = {"q": said, "kind": chosen or None, "found": len(hits), "by_kind": counts}
    context = {
        "by_kind": [(name, KIND_NAMES[name], counts[name], [_row(ask, hit) for hit in shown if hit.found.kind == name]) for name in parted],
        "at": at, "of": pages, "chosen": chosen, "kind_names": KIND_NAMES, "try": [ask.language.name(one) for one in TRY],
    }  # fmt: skip
    title = _("Search: %(words)s") % {"words": said} if said else _("Search")
    return View(title, "start/search.html", [table], facts, context)


def prepare(record: Record) -> None:
    """Make the index of a record in a thread of its own, and note what the record holds."""
    key = str(record.home)
    with _lock:
        if is_indexed(record) or key in _preparing:
            return
        _preparing.add(key)
    threading.Thread(target=_prepare, args=[record, key], name="search index").start()


def _prepare(record: Record, key: str) -> None:
    # Whoever searches is told what is wrong; here nobody listens.
    try:
        with suppress(ComityError):
            index(record)
            note(record)
    finally:
        with _lock:
            _preparing.discard(key)


#: The homes of which a thread prepares the record: others that come meanwhile have nothing to do.
_preparing: set[str] = set()
_lock = threading.Lock()


def _title(ask: Asked, found: Findable) -> str:
    """Give what a thing is called in the language of who reads; what the record names is as the record has it."""
    # Also in JSON: the box offers it while one types.
    called = ask.language
    if found.kind == "organisation":
        one = organisation(found.key)
        short, name = called.name(one.short), called.name(one.name)
        return f"{short} ({name})" if short and short != name else name
    if found.kind == "measure":
        return called.gettext(found.title)
    return called.name(found.title) if found.kind in ("state", "pair", "region") else found.title


def _row(ask: Asked, hit: Hit) -> dict[str, Any]:
    found = hit.found
    return {
        "kind": ask.language.gettext(ONE_OF_KIND[found.kind]), "name": (title := _title(ask, found)), "also": hit.by if hit.by != title else None, "first": found.first,
        "last": found.last, "key": found.key, "address": found.address, "count": found.count if found.kind == "series" else None,
        "of": found.kind,
    }  # fmt: skip
