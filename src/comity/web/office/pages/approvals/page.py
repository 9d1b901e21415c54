"""Approvals: what waits for a key, exactly what is signed, turning a key, refusing, and the review of an emergency act.

What is signed is signed in the browser. The page shows the bytes field by field; its script makes the fields anew from the bytes,
and the digest from them, and signs nothing where either differs.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Form
from starlette.responses import Response

from comity.model.errors import ComityError
from comity.oversight import approving
from comity.oversight.keys.fields import fields, visible
from comity.oversight.keys.statement import REVIEW, coded, pae
from comity.oversight.shown import mine, names_of, shown
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, json_of
from comity.web.office.contract import router as office_router
from comity.web.office.words import KINDS, PATHS, ROLES, SIDES, minutes, status_of, wrong

PAGE = Page("approvals", N_("Approvals"), "/approvals", 20, ("/approvals",), "readApprovals")
router = office_router()

Text = Annotated[str, Form()]
VERDICTS = {"confirmed": N_("confirmed"), "revoked": N_("revoked")}
STATES = {
    "submitted": N_("It waits for its keys."),
    "in force": N_("It is in force."),
    "under review": N_("It is in force by one key, in an emergency, and waits for a civilian’s review."),
    "refused": N_("It was refused. Its author may change it and submit it again."),
    "lapsed": N_("It has lapsed: the time was over."),
    "void": N_("It is void: the record was edited after it was submitted, or the act was revoked. No key counts any more."),
    "draft": N_("It does not wait for approval."),
}  # fmt: skip
#: What is meant by the fields of a payload that every reader meets.
FIELDS = {
    "/_type": N_("form of the statement"), "/act": N_("what is approved"), "/office": N_("office"), "/record": N_("record"),
    "/version": N_("version"), "/kind": N_("kind"), "/author": N_("author"), "/nonce": N_("random number, so that no two are alike"),
    "/expires": N_("expires"), "/post": N_("post"), "/partners": N_("partners"), "/content/title": N_("title"), "/content/text": N_("text"), "/content/amount": N_("amount"),
    "/content/currency": N_("currency"), "/content/label": N_("marking"), "/content/emergency": N_("why it cannot wait"),
    "/content/person": N_("person"), "/content/role": N_("role"), "/content/post": N_("post"), "/content/start": N_("begins"),
    "/content/end": N_("ends"), "/content/key": N_("key"), "/digest": N_("digest of what was approved"), "/verdict": N_("verdict"),
    "/reason": N_("reason"),
}  # fmt: skip


@router.get("/approvals")
def waits(ask: Ask) -> View:
    """List what waits for a key or a review, the soonest to end first, with what whoever asks may do about it."""
    _ = ask.language.gettext
    _lapse(ask)
    with ask.look() as look:
        found = approving.waiting(look)
        side = look.seat.side if look.seat else ""
        rows = []
        for one in found:
            under_review = one["review_until"] is not None
            why = one["why_not"].get(
                "review" if under_review else side, N_("Nobody of a partner’s organisation turns a key.")
            )
            rows.append(
                {
                    "title": visible(str(shown_title(one))), "kind": one["kind"], "path": one["path"], "until": one["review_until"] or one["expires"],
                    "overdue": under_review and look.now >= one["review_until"], "author": one["author"], "review": under_review,
                    "turned": sorted(turned.side for turned in one["turned"]), "may": why is None,
                    "why_not": ask.language.tell(why) if why else None, "digest": one["digest"], "address": f"/approvals/{one['digest']}",
                }
            )  # fmt: skip
        names = names_of(look, {row["author"] for row in rows})
        known = {row["digest"] for row in rows}
        unseen = [one for one in approving.unreviewed(look) if one["digest"] not in known] if look.decide("readApprovals").allowed else []  # fmt: skip
    for row in rows:
        row["author_name"] = names[row["author"]]["name"]
    heads = {"title": _("title"), "kind": _("kind"), "path": _("path"), "until": _("ends"), "author_name": _("author"), "turned": _("turned"), "may": _("may I"), "why_not": _("why not"), "digest": _("digest"), "address": _("address")}  # fmt: skip
    reviews = {"digest": _("digest"), "at": _("in force since"), "review_until": _("review until"), "overdue": _("overdue")}  # fmt: skip
    tables = [Table("approvals", heads, rows), Table("unreviewed", reviews, unseen)]
    facts = {"for_me": sum(row["may"] for row in rows), "waiting": len(rows)}
    return View(_("Approvals"), "approvals/page.html", tables, facts, WORDS, keep=False)


def shown_title(one: dict[str, Any]) -> str:
    """Give the title of what waits, from the very bytes."""
    return fields(bytes(one["payload"])).get("/content/title", "")


@router.get("/approvals/{digest}")
def one(ask: Ask, digest: str) -> View:
    """Show exactly what is signed, how it stands, and what whoever asks may do."""
    _lapse(ask)
    return _one(ask, digest)


@router.post("/approvals/{digest}/approve")
def approve(ask: Ask, digest: str, side: Text = "", key: Text = "", signature: Text = "") -> View | Response:
    """Turn a key over it."""
    try:
        with ask.act() as act:
            approving.approve(act, digest, side, key, json_of(signature, "signature"))
    except ComityError as error:
        return _wrong(ask, digest, error)
    return ask.go(f"/approvals/{digest}#stands")


@router.post("/approvals/{digest}/refuse")
def refuse(ask: Ask, digest: str, reason: Text = "") -> View | Response:
    """Refuse it, with a reason."""
    try:
        with ask.act() as act:
            approving.refuse(act, digest, _typed(reason))
    except ComityError as error:
        return _wrong(ask, digest, error, reason=reason)
    return ask.go(f"/approvals/{digest}#stands")


@router.post("/approvals/{digest}/review")
def review(ask: Ask, digest: str, verdict: Text = "", reason: Text = "") -> View | Response:
    """Make the bytes of a review, and show them to be signed; nothing is done yet."""
    try:
        return _review(ask, digest, verdict, _typed(reason))
    except ComityError as error:
        return _wrong(ask, digest, error, verdict=verdict, why=reason)


@router.post("/approvals/{digest}/reviewed")
def reviewed(ask: Ask, digest: str, verdict: Text = "", reason: Text = "", key: Text = "", signature: Text = "") -> View | Response:  # fmt: skip
    """Take a review that was signed."""
    try:
        with ask.act() as act:
            approving.review(act, digest, verdict, _typed(reason), key, json_of(signature, "signature"))
    except ComityError as error:
        return _wrong(ask, digest, error, verdict=verdict, why=reason)
    return ask.go(f"/approvals/{digest}#stands")


@router.get("/approvals/{digest}/{act}")
def back(ask: Ask, digest: str, act: str) -> Response:
    """Lead back whoever asks for the address of a form, as by changing the language of its answer."""
    return ask.go(f"/approvals/{digest}" + ask.address().partition("?")[1] + ask.address().partition("?")[2])


def _typed(text: str) -> str:
    """Give a text as it was typed: browsers send each end of a line as two characters."""
    return text.replace("\r\n", "\n").strip()


def _lapse(ask: Ask) -> None:
    """Have what is over be over before anybody looks."""
    with ask.office.system() as act:
        approving.lapse(act)


def _one(ask: Ask, digest: str, **typed: Any) -> View:
    with ask.look() as look:
        found = shown(look, digest)
        rp = ask.office.settings["rp"]
    payload = found.pop("payload")
    tell = ask.language.tell
    tables = [
        _fields(ask, found["fields"]),
        Table("turned", {"side": ask.language.gettext("key"), "person": "id", "organisation": "id", "at": ask.language.gettext("at"), "key": "id", "delegation": "id", "signature": "DSSE"}, found["turned"]),
        Table("changes", {"field": ask.language.gettext("field"), "before": ask.language.gettext("before"), "now": ask.language.gettext("now")}, found["changes"]),
    ]  # fmt: skip
    why_not = {act: tell(why) if why else None for act, why in found["why_not"].items()}
    facts = {name: found[name] for name in ("digest", "type", "pae", "record", "version", "current", "kind", "path", "state", "at", "expires", "title")}  # fmt: skip
    facts |= {"payload": coded(payload), "why_not": why_not, "warnings": [tell(one) for one in found["warnings"]], "threshold": [tell(one) for one in found["threshold"]]}  # fmt: skip
    context = {
        **WORDS, "one": found, "raw": visible(payload.decode()), "changed": [_change(row) for row in found["changes"]], "rp": rp,
        "error": None, "typed": {"reason": "", "verdict": "", "why": ""} | typed,
    }  # fmt: skip
    return View(found["title"], "approvals/one.html", tables, facts, context, keep=False)


def _review(ask: Ask, digest: str, verdict: str, reason: str) -> View:
    with ask.look() as look:
        found = shown(look, digest)
        payload = approving.review_bytes(look, digest, verdict, reason)
        facts = {
            "digest": hashlib.sha256(payload).hexdigest(), "type": REVIEW, "payload": coded(payload), "pae": hashlib.sha256(pae(REVIEW, payload)).hexdigest(),
            "of": digest, "verdict": verdict, "reason": reason, "title": found["title"], "keys": [one["key"] for one in mine(look)],
        }  # fmt: skip
    read = fields(payload)
    context = {**WORDS, "one": found | {"fields": read, "notes": {}}, "raw": visible(payload.decode()), "rp": ask.office.settings["rp"], "error": None}  # fmt: skip
    return View(ask.language.gettext("Sign the review"), "approvals/review.html", [_fields(ask, read)], facts, context, keep=False)  # fmt: skip


def _fields(ask: Ask, read: dict[str, str]) -> Table:
    _ = ask.language.gettext
    return Table("fields", {"field": _("field"), "value": _("value")}, [{"field": place, "value": text} for place, text in read.items()])  # fmt: skip


def _wrong(ask: Ask, digest: str, error: ComityError, **typed: Any) -> View:
    """Show the page again, with what was wrong and what was typed; a program is told as everywhere."""
    if ask.form != "html":
        raise error
    view = _one(ask, digest, **typed)
    view.context = {**view.context, "error": wrong(ask, error)}
    view.status = status_of(error)
    return view


def _change(row: dict[str, str | None]) -> dict[str, Any]:
    """Mark what differs between two texts, word by word; of long ones only that they do."""
    import difflib
    import re

    before, now = ([] if row[one] is None else re.findall(r"\s+|[^\s]+", str(row[one])) for one in ("before", "now"))
    if row["before"] is None or row["now"] is None or len(before) * len(now) > 4_000_000:
        return {"field": row["field"], "parts": [("delete", row["before"] or ""), ("insert", row["now"] or "")]}
    parts = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(("equal", "".join(before[i:j])))
        else:
            parts += [("delete", "".join(before[i:j])), ("insert", "".join(now[k:m]))]
    return {"field": row["field"], "parts": parts}


WORDS = {
    "kinds": KINDS, "paths": PATHS, "sides": SIDES, "roles": ROLES, "verdicts": VERDICTS, "states": STATES, "named": FIELDS, "minutes": minutes,
}  # fmt: skip

__all__ = ["PAGE", "router"]
