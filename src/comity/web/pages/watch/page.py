"""What changed: in the world since a day, and in the record since the build before; for chosen subjects, and as a feed."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urljoin

from fastapi import Query
from starlette.responses import Response

from comity.dossier.language import spoken
from comity.model.errors import AmbiguousName, BadRequest, ComityError, UnknownName
from comity.model.organisations import organisations
from comity.model.regions import region_names
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.watch.atom import Entry, feed
from comity.web.pages.watch.build import Rebuilt, rebuilt
from comity.web.pages.watch.chosen import MOST, THINGS, choices
from comity.web.pages.watch.events import events
from comity.web.templates import link

PAGE = Page(
    "watch",
    N_("Watch"),
    "/watch",
    90,
    ("/watch", "/watch?since=2015-01-01&subject=Japan&subject=Australia%E2%80%93Indonesia", "/watch?subject=NATO&what=membership&since=1999"),
)  # fmt: skip
router = page_router()

#: So many happenings on one page; in JSON, in CSV; in the feed.
ROWS, ALL, ENTRIES = 100, 5000, 200
THING_NAMES = {
    "agreement": N_("agreements"), "activity": N_("exercises, missions, visits"), "incident": N_("incidents"),
    "membership": N_("memberships"),
}  # fmt: skip
KIND_NAMES = {"state": N_("state"), "pair": N_("pair"), "group": N_("pact or organisation"), "region": N_("region")}

Many = Annotated[list[str], Query()]


@router.get("/watch")
def watch(ask: Ask, since: str = "", subject: Many = [], what: Many = [], page: int = 1) -> View:  # noqa: B006
    """Show what began and ended since a day, and what a new build changed in the record, for chosen subjects."""
    _ = ask.language.gettext
    try:
        chosen = choices(ask, since, subject, what)
    except (BadRequest, UnknownName, AmbiguousName) as error:
        if ask.form != "html":
            raise
        return _refused(ask, error, since, subject, what)
    whole = ask.form != "html"
    most = ALL if whole else ROWS
    found, rows = events(ask, chosen, most, 1 if whole else max(page, 1))
    made = rebuilt(ask, chosen)
    tables = [
        Table(
            "events",
            {"day": _("day"), "what": _("what"), "name": _("name"), "kind": _("kind"), "parties": _("parties"), "beware": _("beware"), "source": _("source")},
            [row | {"day": row["said"]} for row in rows],
        ),
        Table("changed", {"what": _("what"), "thing": _("thing"), "name": _("name"), "parties": _("parties"), "id": _("id")}, made.things[:ALL]),
        Table("sources", {"source": _("source"), "before": _("version before"), "now": _("version now"), "files": _("other files")}, made.sources),
        Table("rows", {"table": _("table"), "source": _("source"), "before": _("rows before"), "now": _("rows now")}, made.rows),
    ]  # fmt: skip
    facts = {
        "since": chosen.since, "subjects": [{"name": one.name, "kind": one.kind} for one in chosen.watched],
        "things": list(chosen.things), "found": found, "built": made.built, "built_before": made.before,
        "changed": {what: sum(row["change"] == what for row in made.things) for what in ("added", "altered", "removed")},
        "reach": ask.evidence.reach,
    }  # fmt: skip
    address = {
        "since": since or None,
        "subject": list(chosen.subjects) or None,
        "what": [one for one in what if one] or None,
    }
    context = {
        "chosen": chosen, "made": made, "at": max(page, 1), "of": -(-found // ROWS), "things": THING_NAMES, "kinds": KIND_NAMES,
        "every": THINGS, "shown": made.things[:ROWS], "offered": _offered(ask), "feed": link("/watch.atom", **address),
    }  # fmt: skip
    return View(_("Watch"), "watch/page.html", tables, facts, context, keep=not made.trouble)


@router.get("/watch.atom", include_in_schema=True)
def watch_feed(ask: Ask, since: str = "", subject: Many = [], what: Many = []) -> Response:  # noqa: B006
    """Give the same as a feed (Atom), the latest first."""
    _ = ask.language.gettext
    chosen = choices(ask, since, subject, what)
    _found, rows = events(ask, chosen, ENTRIES)
    made = rebuilt(ask, chosen)
    base = str(ask.request.base_url)
    own = urljoin(base, ask.address().lstrip("/"))
    page = urljoin(base, ask.address().lstrip("/").replace("watch.atom", "watch", 1))
    entries = _changes(ask, made, page, base) + [_happening(ask, row, base) for row in rows]
    named = ", ".join(one.name for one in chosen.watched) or _("all subjects")
    title = _("comity watch: %(subjects)s") % {"subjects": named}
    subtitle = _("What began and ended since %(day)s, as far as the record knows, and what its last build changed") % {
        "day": ask.language.day(chosen.since)
    }
    return Response(
        feed(title, subtitle, own, page, made.built, entries, ask.language.key),
        media_type="application/atom+xml",
        headers={"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"},
    )


def _refused(ask: Any, error: ComityError, since: str, subjects: list[str], what: list[str]) -> View:
    """Say what is wrong beside the choices, so that they can be mended where they were made."""
    tell = ask.language.tell
    facts = {"error": tell(error.what), "remedy": tell(error.remedy)}
    context = {
        "since": since, "subjects": [one for one in subjects if one.strip()][:MOST], "chosen": [one for one in what if one] or THINGS,
        "every": THINGS, "things": THING_NAMES, "offered": _offered(ask),
    }  # fmt: skip
    status = 400 if isinstance(error, BadRequest) else 404
    return View(
        ask.language.gettext("Watch"), "watch/refused.html", facts=facts, context=context, status=status, keep=False
    )


def _happening(ask: Any, row: dict[str, Any], base: str) -> Entry:
    parties = ", ".join(row["parties"])
    summary = "; ".join(filter(None, (row["written"], row["kind"], parties, row["beware"], row["source"])))
    # Whatever else is known to have happened with it: an entry keeps its id.
    happened = "signed" if row["happened"].startswith("signed") else row["happened"]
    told = " ".join(filter(None, (happened, row["id"], row["of"], str(row["day"]))))
    return Entry(told, f"{row['name']}: {row['what']}", urljoin(base, row["address"].lstrip("/")), row["day"], summary, row["thing"])  # fmt: skip


def _changes(ask: Any, made: Rebuilt, page: str, base: str) -> list[Entry]:
    _ = ask.language.gettext
    entries = []
    for row in made.things[:ENTRIES]:
        to = urljoin(base, row["address"].lstrip("/")) if row["address"] else page
        title = _("In the record, %(what)s: %(name)s") % {"what": row["what"], "name": row["name"]}
        told = f"build {made.built.isoformat()} {row['change']} {row['of']} {row['id']}"
        entries.append(Entry(told, title, to, made.built, "; ".join([row["thing"], *row["parties"][:8], row["id"]]), "record"))  # fmt: skip
    if len(made.things) > ENTRIES:
        title = _("In the record, %(number)s more things changed") % {
            "number": ask.language.number(len(made.things) - ENTRIES)
        }
        entries.append(Entry(f"build {made.built.isoformat()} more", title, page, made.built, title, "record"))
    return entries


def _offered(ask: Any) -> list[str]:
    """Give the names that the form offers: states, organisations, regions."""
    states = [name for key, name in ask.evidence.names.items() if key in ask.evidence.actors_with_shape]
    others = {*(one.short or one.name for one in organisations()), *region_names()}
    return sorted({*states, *map(spoken().name, others)}, key=spoken().place)


__all__ = ["PAGE", "router"]
