"""What the pages of records show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from comity.model.errors import Busy, ComityError, NotAllowed, UnknownName
from comity.oversight import histories, records
from comity.oversight.approvals.rules import BINDING_ROLES, ROLES, VALID
from comity.oversight.people import listing
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.kinds import moment
from comity.register.kinds import kinds
from comity.web.contract import Table, View
from comity.web.office.outcomes import outcome
from comity.web.office.pages.records.fields import OF_KIND, said_of
from comity.web.office.words import KINDS, OWN_KINDS, PATHS, STATES, minutes, status_of, wrong
from comity.web.office.words import ROLES as CALLED

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.web.office.asked import Asked

MANY = 50
FIELDS = ("title", "text", "label", "amount", "exact", "currency", "person", "role", "post", "end", "key")


def listed(ask: Asked, *, kind: str, state: str, organisation: str, q: str, page: int) -> View:
    """Show the records that whoever looks may read."""
    _ = ask.language.gettext
    with ask.look() as look:
        found = records.listed(look, kind=kind or None, state=state or None)
        named = look.decide("readPeople").allowed
        me = look.seat.person if look.seat else ""
        writes = _writes(look)
    organisations = sorted({(one["organisation"], one["organisation_name"]) for one in found}, key=lambda one: one[1])
    sought = q.strip().casefold()
    found = [one for one in found if (not organisation or one["organisation"] == organisation) and (not sought or sought in one["content"]["title"].casefold())]  # fmt: skip
    rows = [
        {
            "record": one["record"], "title": one["content"]["title"], "kind": _(KINDS[one["kind"]]), "state": _(STATES[one["state"]]), "version": one["version"],
            "organisation": one["organisation_name"], "author": one["author_name"] if named or one["author"] == me else None, "post": one["post"] or "", "at": minutes(one["at"]), "address": f"/records/{one['record']}",
        }
        for one in found
    ]  # fmt: skip
    last = max(1, -(-len(rows) // MANY))
    page = min(max(page, 1), last)
    columns = {"title": _("title"), "kind": _("kind"), "state": _("state"), "version": _("version"), "organisation": _("organisation"), "author": _("written by"), "post": _("post"), "at": _("since (UTC)")}  # fmt: skip
    if not named:
        del columns["author"]
    return View(
        _("Records"), "records/page.html",
        [Table("records", {"record": _("identity"), **columns}, rows if ask.form == "csv" else rows[(page - 1) * MANY : page * MANY])],
        {"found": len(rows), "page": page, "pages": last},
        {
            "columns": columns, "writes": writes, "chosen": {"kind": kind, "state": state, "organisation": organisation, "q": q}, "kinds": _words(ask, KINDS), "states": _words(ask, STATES),
            "organisations": organisations,
        },
        keep=False,
    )  # fmt: skip


def _words(ask: Asked, known: Mapping[str, str]) -> dict[str, str]:
    return {name: ask.language.gettext(text) for name, text in known.items()}


def _writes(look: Look, kind: str = "note") -> bool:
    """Say whether whoever looks may write a new record, of their organisation or of one of their posts."""
    who = look.seat
    if who is None:
        return False
    return any(look.decide("writeRecord", RecordFacts("new", kind, "draft", who.organisation, who.person, post)).allowed for post in (None, *sorted(who.posts)))  # fmt: skip


def _fields(ask: Asked) -> dict[str, str]:
    _ = ask.language.gettext
    return {"title": _("Title"), "text": _("Text"), "label": _("Label"), "amount": _("Amount"), "person": _("Person"), "role": _("Role"), "post": _("Post held"), "end": _("Until (UTC)"), "key": _("Key to vouch for")}  # fmt: skip


def _shown(ask: Asked, look: Look, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give what a version holds field by field, in words."""
    _ = ask.language.gettext
    words = _fields(ask)
    found = []
    for name in (*(one for one in FIELDS if one in content), *sorted(content.keys() - set(FIELDS))):
        value = content[name]
        if name in ("exact", "currency", "title"):
            continue
        if name == "amount":
            value = f"{content.get('exact') or content['amount']} {content.get('currency', '')}"
        elif name == "end" and isinstance(value, int):
            value = minutes(moment(value))
        elif name == "role":
            value = _(CALLED.get(str(value), str(value)))
        elif name == "person":
            value = _name(look, str(value)) or _("somebody")
        found.append({"name": name, "called": words.get(name, name), "value": value})
    return found


def _name(look: Look, who: str) -> str | None:
    try:
        return listing.people(look, who)[0]["name"] if look.decide("readPeople").allowed else None
    except UnknownName:
        return None


def in_register(ask: Asked, which: str) -> str | None:
    """Give where the register has a record; None of a kind that it does not keep.

    Raises
    ------
    UnknownName
        When there is none that one may read.
    """
    with ask.look() as look:
        kind = records.read(look, which)["kind"]
    return f"/register/{kind}/{which}" if kind in kinds() else None


def elsewhere() -> NotAllowed:
    """Give what is said of a record that the register keeps: what it must have before it is kept or submitted is asked there."""
    return NotAllowed(
        "Records of this kind are written in the register.", remedy="Open it there: it asks for what they must have."
    )


def record(ask: Asked, which: str, *, error: ComityError | None = None, said: Mapping[str, str] | None = None) -> View:
    """Show a record as it stands, what may be done with it, and what became of every version."""
    _ = ask.language.gettext
    with ask.look() as look:
        found = records.read(look, which)
        facts = records.facts_of(look, which)
        told = histories.history(look, which)
        writes, submits = look.decide("writeRecord", facts).allowed, look.decide("submitRecord", facts).allowed
        path = records.path_of(look, facts)
        shown = _shown(ask, look, found["content"])
        names = {one["organisation"]: one["name"] for one in listing.organisations(look)}
        now = look.now
    current = next(one for one in told if one["version"] == found["latest"])
    counted = sum(len(one["approvals"]) for one in current["outcomes"])
    rows = [
        {"version": one["version"], "author": one["author_name"], "at": minutes(one["at"]), "submissions": [outcome(done) for done in one["outcomes"]]}
        for one in told
    ]  # fmt: skip
    facts_ = {
        "record": which, "title": found["content"]["title"], "kind": found["kind"], "state": found["state"], "version": found["latest"], "organisation": names.get(found["organisation"]),
        "post": found["post"], "partners": [names[one] for one in found["partners"] if one in names], "content": found["content"],
    }  # fmt: skip
    return View(
        found["content"]["title"], "records/record.html",
        [Table("versions", {"version": _("version"), "author": _("written by"), "at": _("when (UTC)"), "submissions": _("what came of it")}, rows)],
        facts_,
        {
            "shown": shown, "writes": writes, "submits": submits, "path": _(PATHS[path]), "path_": path, "expires": minutes(now + VALID), "counted": counted,
            "kind": _(KINDS[found["kind"]]), "state": _(STATES[found["state"]]), "paths": _words(ask, PATHS), "error": wrong(ask, error) if error else None, "said": defaultdict(str, said or {}),
            "waiting": next((one["digest"] for one in current["outcomes"]), None), "author": current["author_name"],
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


def version(ask: Asked, which: str, number: int, against: int | None) -> View:
    """Show a version, and what changed since the one before or another."""
    _ = ask.language.gettext
    with ask.look() as look:
        found = {one["version"]: one for one in histories.history(look, which)}
        if number not in found or (against is not None and against not in found):
            raise records.gone()
        shown = _shown(ask, look, found[number]["content"])
    earlier = [one for one in sorted(found) if one < number]
    other = against if against is not None else (earlier[-1] if earlier else None)
    changed = [] if other is None else histories.changes(found[other]["content"], found[number]["content"])
    called = _fields(ask)
    rows = [
        {
            "field": one.field,
            "called": called.get(one.field, one.field),
            "before": one.before,
            "after": one.after,
            "lines": one.lines,
        }
        for one in changed
    ]
    return View(
        _("%(title)s, version %(number)s") % {"title": found[number]["content"]["title"], "number": number},
        "records/version.html",
        [Table("changes", {"field": _("field"), "before": _("before"), "after": _("after")}, rows)],
        {"record": which, "version": number, "against": other, "versions": sorted(found), "at": minutes(found[number]["at"]), "author": found[number]["author_name"], "content": found[number]["content"]},
        {"shown": shown, "title": found[number]["content"]["title"]},
        keep=False,
    )  # fmt: skip


def form(
    ask: Asked, kind: str, said: Mapping[str, str], *, which: str | None = None, saw: int | None = None, partners: Sequence[str] = (), error: ComityError | None = None
) -> View:  # fmt: skip
    """Show the form: of a new record, or of one as it stands; after a refusal with what was typed.

    Of a stale edit both texts are shown, theirs and one's own, and the form goes on from theirs.
    """
    _ = ask.language.gettext
    theirs: list[dict[str, Any]] = []
    with ask.look() as look:
        voided, latest = 0, None
        if which is not None:
            found = records.read(look, which)
            facts = records.facts_of(look, which)
            look.require("writeRecord", facts, gone=records.gone())
            kind, latest = found["kind"], found["latest"]
            if error is None:
                said, partners = said_of(found["content"]) | {"post": found["post"] or ""}, found["partners"]
            elif isinstance(error, Busy) and saw != latest:
                theirs = _shown(ask, look, found["content"])
                theirs.insert(0, {"name": "title", "called": _("Title"), "value": found["content"]["title"]})
            current = histories.history(look, which)[0]
            voided = latest if any(one["approvals"] for one in current["outcomes"]) else 0
        elif not _writes(look, kind if kind in KINDS else "note") and error is None:
            who = look.seat
            look.require("writeRecord", RecordFacts("new", kind if kind in KINDS else "note", "draft", who.organisation if who else "", who.person if who else ""))  # fmt: skip
        everyone = listing.people(look) if kind == "appointment" and look.decide("readPeople").allowed else []
        organisations = [one for one in listing.organisations(look) if one["side"] == "partner" and (not one["ended"] or one["organisation"] in partners)]  # fmt: skip
        posts = sorted(look.seat.posts) if look.seat else []
        roles = look.seat.roles if look.seat else frozenset()
    said = defaultdict(str, said)
    if which is None and error is None and not said["post"] and "author" not in roles and len(posts) == 1:
        said["post"] = posts[0]
    waiting = [{"key": key["key"], "name": f"{one['name']}: {key['name']} ({key['key'][:16]})"} for one in everyone for key in one["keys"] if not key["vouched"] and not key["revoked"]]  # fmt: skip
    title = _("Edit: %(title)s") % {"title": found["content"]["title"]} if which else _("A new record")
    return View(
        title, "records/form.html", [], {"record": which, "kind": kind, "version": latest},
        {
            "said": said, "partners": set(partners), "error": wrong(ask, error) if error else None, "kinds": _words(ask, KINDS), "own": _words(ask, OWN_KINDS), "kind": kind if kind in KINDS else "", "fields": OF_KIND.get(kind, ()),
            "organisations": organisations, "people": [one for one in everyone if one["status"] in ("active", "invited") and one["side"] != "partner"], "waiting": waiting,
            "binding": {name: _(CALLED[name]) for name in ROLES if name in BINDING_ROLES}, "rest": {name: _(CALLED[name]) for name in ROLES if name not in BINDING_ROLES},
            "theirs": theirs, "saw": latest, "stale": bool(theirs), "voided": voided, "where": f"/records/{which}/edit" if which else "/records/new", "posts": posts,
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


__all__ = ["form", "listed", "record", "version"]
