"""My work: what waits for whoever looks, each line with its day and where it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from comity.oversight import approving
from comity.register import unfinished
from comity.register.kinds import kinds
from comity.register.work import MOST, Work, my_work
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.record.wording import Words
from comity.web.office.words import STATES, minutes

if TYPE_CHECKING:
    from comity.web.office.asked import Asked

PAGE = Page("work", N_("My work"), "/work", 12, ("/work", "/work?days=90"))
router = office_router()
SPANS = (7, 30, 90)
KEYS = {"military": N_("military key"), "civilian": N_("civilian key")}
#: The lists in their order: what each is called, what is said where it is empty, and where all of it is.
LISTS = {
    "approve": (N_("Waits for my key"), N_("Nothing waits for a key of yours."), "/approvals"),
    "overdue": (N_("Overdue"), N_("Nothing of yours is overdue."), "/calendar?view=year&person=me"),
    "soon": (N_("Next"), N_("Nothing of yours falls due in these days."), "/calendar?person=me"),
    "lapsing": (N_("Lapses soon"), N_("No money, vetting or agreement of yours lapses in these days."), "/calendar?person=me"),
    "unapproved": (N_("I submitted, and it lapses without its keys"), N_("Nothing that you submitted lapses in these days."), "/approvals"),
    "responses": (N_("Recommendations that ask for my response"), N_("No evaluation asks for a response of yours."), "/register/evaluation"),
    "lessons": (N_("Lessons that I was tasked with"), N_("You were tasked with no lesson that is still to be implemented."), "/register/lesson"),
    "flash": (N_("Flash reports that nobody has read"), N_("Every report that was flagged has been read."), "/register/report?stage=new"),
    "typed": (N_("Typed and not saved"), N_("Nothing that you typed waits to be saved."), "/register"),
    "drafts": (N_("My drafts"), N_("No draft of yours waits to be submitted."), "/register"),
    "edited": (N_("Changed by others, of what I own"), N_("Nobody else has changed what you own in these days."), "/register"),
}  # fmt: skip


@router.get("/work")
def work(ask: Ask, days: int = 30) -> View:
    """Show what waits for whoever asks, is overdue, comes next and lapses, and what others changed of theirs."""
    _ = ask.language.gettext
    days = days if days in SPANS else 30
    with ask.office.system() as act:
        approving.lapse(act)
    with ask.look() as look:
        found = my_work(look, days)
        own = unfinished.unfinished(look, days)
        words = Words(look, ask.language)
        words.learn_people(row["author"] for row in own["edited"])
        rows = [row | {"list": name} for name in LISTS for row in _rows(ask, words, found, own, name)]
    more = found.more | {name for name, some in own.items() if len(some) >= MOST}
    lists = [
        {"name": name, "title": _(title), "none": _(none), "all": to, "rows": [row for row in rows if row["list"] == name], "more": name in more}
        for name, (title, none, to) in LISTS.items()
    ]  # fmt: skip
    heads = {"list": _("list"), "day": _("until"), "title": _("title"), "what": _("what"), "kind": _("kind"), "record": _("record"), "address": _("address")}  # fmt: skip
    numbers = {name: sum(row["list"] == name for row in rows) for name in LISTS}
    facts = {"days": days, "today": ask.office.clock().date().isoformat(), "numbers": numbers, "more": sorted(more)}
    return View(_("My work"), "work/page.html", [Table("work", heads, rows)], facts, {"lists": lists, "spans": SPANS}, keep=False)  # fmt: skip


def _rows(ask: Asked, words: Words, found: Work, own: Mapping[str, list[dict[str, Any]]], name: str) -> Iterator[dict[str, Any]]:  # fmt: skip
    _ = ask.language.gettext
    known = kinds()

    def titled(kind: str) -> str:
        return _(known[kind].title) if kind in known else kind

    if name == "approve":
        for one in found.approve:
            yield _row(minutes(one.until), one.title or titled(one.kind), f"{titled(one.kind)}, {_(KEYS[one.side])}", one.kind, one.record, f"/approvals/{one.digest}")  # fmt: skip
    elif name in ("overdue", "soon", "lapsing", "responses", "lessons"):
        for row in getattr(found, name):
            of = "" if row["title"] == row["title_of"] else f" ({row['title_of']})"
            at = "" if name == "lapsing" else "#noted"
            yield _row(row["day"], row["title"] + of, _(row["what"]), row["kind"], row["record"], f"/register/{row['kind']}/{row['record']}{at}")  # fmt: skip
    elif name == "unapproved":
        for row in found.unapproved:
            yield _row(minutes(row["expires"]), row["title"], titled(row["kind"]), row["kind"], row["record"], f"/approvals/{row['digest']}")  # fmt: skip
    elif name == "flash":
        for row in found.flash:
            yield _row(row["start"] or "", row["title"], row["post"] or "", row["kind"], row["record"], f"/register/report/{row['record']}#noted")  # fmt: skip
    elif name == "typed":
        for row in own["typed"]:
            yield _row(minutes(row["at"]), _where(ask, row["path"]), _("kept since, for seven days"), "", "", row["path"])  # fmt: skip
    elif name == "drafts":
        for row in own["drafts"]:
            told = _("%(kind)s, %(state)s; of what is asked for %(share)s%% is there") % {"kind": titled(row["kind"]), "state": _(STATES[row["state"]]), "share": row["complete"]}  # fmt: skip
            yield _row(minutes(row["changed"]), row["title"], told, row["kind"], row["record"], f"/register/{row['kind']}/{row['record']}")  # fmt: skip
    else:
        for row in own["edited"]:
            told = _("%(who)s saved version %(version)s") % {"who": words.person(row["author"]), "version": row["version"]}  # fmt: skip
            yield _row(minutes(row["at"]), row["title"], told, row["kind"], row["record"], f"/register/{row['kind']}/{row['record']}/versions/{row['version']}")  # fmt: skip


def _row(day: str, title: str, what: str, kind: str, record: str, address: str) -> dict[str, Any]:
    return {"day": day, "title": title, "what": what, "kind": kind, "record": record, "address": address}


def _where(ask: Asked, path: str) -> str:
    """Name the form into which something was typed."""
    _ = ask.language.gettext
    parts = path.strip("/").split("/")
    declared = kinds().get(parts[1]) if len(parts) > 1 else None
    if declared is None:
        return path
    return (_("New: %(kind)s") if parts[-1] == "new" else _("Edit: %(kind)s")) % {"kind": _(declared.title)}


__all__ = ["PAGE", "router"]
