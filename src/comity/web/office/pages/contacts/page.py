"""Contacts: listed without a name, seen one by one by an act that the log has, changed, and erased.

To see one is an act: it is asked for by a form, never by an address, so that nothing that fetches pages ahead is noted as a reader.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from comity.model.errors import BadRequest, ComityError
from comity.oversight.policy.facts import RecordFacts
from comity.register import contacts
from comity.register.contacts import CONTACT, Contact
from comity.register.shape import Problem
from comity.register.writing import Unfitted
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask, Asked
from comity.web.office.contract import router as office_router
from comity.web.office.record.filling import Said, read, said_of, to_fit
from comity.web.office.record.inputs import Form
from comity.web.office.record.wording import Words
from comity.web.office.words import minutes, status_of, wrong

PAGE = Page("contacts", N_("Contacts"), "/contacts", 40, ("/contacts",), group="partners")
router = office_router()


async def _sent(request: Request) -> list[tuple[str, Any]]:
    return (await request.form()).multi_items()


Sent = Annotated[list[tuple[str, Any]], Depends(_sent)]


def _last(sent: Sequence[tuple[str, Any]], name: str) -> str:
    return next((str(value) for key, value in reversed(sent) if key == name), "")


@router.get("/contacts")
def listed(ask: Ask) -> View:
    """List what is kept and until when; who it is, each one's own page tells."""
    return _list(ask)


def _list(ask: Asked, found: Sequence[Contact] = (), words: str = "", *, sought: bool = False) -> View:
    _ = ask.language.gettext
    with ask.look() as look:
        kept = contacts.listed(look)
        named = Words(look, ask.language)
        rows = [
            {
                "contact": one.contact, "partner": named.record(one.partner).text if one.partner else None, "purpose": _(contacts.PURPOSES.get(one.purpose, one.purpose)),
                "until": one.until, "owner": named.person(one.owner), "post": one.post, "address": f"/contacts/{one.contact}",
            }
            for one in kept
        ]  # fmt: skip
        seat = look.seat
        writes = seat is not None and any(look.decide("writeRecord", RecordFacts("new", "contact", "draft", seat.organisation, seat.person, post)).allowed for post in (None, *sorted(seat.posts)))  # fmt: skip
    columns = {"contact": _("identity"), "partner": _("partner"), "purpose": _("purpose"), "until": _("kept until"), "owner": _("responsible"), "post": _("post")}  # fmt: skip
    return View(_("Contacts"), "contacts/page.html", [Table("contacts", columns, rows)], {}, {"writes": writes, "found": found, "words": words, "sought": sought}, keep=False)  # fmt: skip


@router.post("/contacts/find")
def find(ask: Ask, sent: Sent) -> View:
    """Search by name, function or address; each that is found is seen, and the log has it."""
    words = _last(sent, "words")
    with ask.act() as act:
        found = contacts.find(act, words)
    return _list(ask, found, words, sought=True)


@router.get("/contacts/new")
def begin(ask: Ask) -> View:
    """Show the form of a new contact."""
    return _form(ask, None, {})


@router.post("/contacts/new")
def add(ask: Ask, sent: Sent) -> Response | View:
    """Keep a contact."""
    said = read(CONTACT, sent)
    try:
        with ask.act() as act:
            which = contacts.add(act, to_fit(CONTACT, said))
    except ComityError as error:
        return _form(ask, None, said, error=error)
    return ask.go(f"/contacts/{which}")


@router.get("/contacts/{contact}")
def one(ask: Ask, contact: str) -> View:
    """Show what a contact is kept for and who has seen it, without saying who it is."""
    _ = ask.language.gettext
    with ask.look() as look:
        seen = contacts.seen_by(look, contact)
        kept = next((one for one in contacts.listed(look) if one.contact == contact), None)
        named = Words(look, ask.language)
        rows = [{"person": named.person(one.person), "at": minutes(one.at)} for one in seen]
        facts = {"contact": contact, "erased": kept is None}
        if kept is not None:
            facts |= {
                "partner": kept.partner,
                "purpose": kept.purpose,
                "until": kept.until,
                "owner": kept.owner,
                "post": kept.post,
            }
        shown = {"partner": named.record(kept.partner) if kept and kept.partner else None, "owner": named.person(kept.owner) if kept else "", "purpose": _(contacts.PURPOSES.get(kept.purpose, kept.purpose)) if kept else ""}  # fmt: skip
    return View(_("A contact"), "contacts/one.html", [Table("seen", {"person": _("who"), "at": _("when (UTC)")}, rows)], facts, {"shown": shown}, keep=False)  # fmt: skip


@router.post("/contacts/{contact}/see")
def see(ask: Ask, contact: str) -> View:
    """See who a contact is, with the form to change it: the log has it."""
    with ask.act() as act:
        found = contacts.read(act, contact)
    return _form(ask, found, None)


@router.post("/contacts/{contact}/change")
def change(ask: Ask, contact: str, sent: Sent) -> Response | View:
    """Change a contact."""
    said, saw = read(CONTACT, sent), _last(sent, "saw")
    try:
        with ask.act() as act:
            contacts.change(act, contact, to_fit(CONTACT, said), saw)
    except ComityError as error:
        with ask.act() as act:
            found = contacts.read(act, contact)
        return _form(ask, found, said, error=error, saw=saw)
    return ask.go(f"/contacts/{contact}")


@router.post("/contacts/{contact}/erase")
def erase(ask: Ask, contact: str, sent: Sent) -> Response | View:
    """Erase a contact for good."""
    if _last(sent, "sure") != "yes":
        with ask.act() as act:
            found = contacts.read(act, contact)
        return _form(ask, found, None, error=BadRequest("What is erased does not come back.", remedy="Say that you know it, and erase it then."))  # fmt: skip
    with ask.act() as act:
        contacts.erase(act, contact)
    return ask.go(f"/contacts/{contact}")


def _form(
    ask: Asked, found: Contact | None, said: Said | None, *, error: ComityError | None = None, saw: str = ""
) -> View:
    """Show the form, with who a contact is, or with what was typed."""
    _, tell = ask.language.gettext, ask.language.tell
    problems: Sequence[Problem] = error.found if isinstance(error, Unfitted) else ()
    with ask.look() as look:
        seat = look.seat
        words = Words(look, ask.language)
        if found is None and seat is not None and not any(look.decide("writeRecord", RecordFacts("new", "contact", "draft", seat.organisation, seat.person, post)).allowed for post in (None, *sorted(seat.posts))):  # fmt: skip
            look.require("writeRecord", RecordFacts("new", "contact", "draft", seat.organisation, seat.person))
        held: Mapping[str, Any] = {one.name: value for one in CONTACT.fields if found is not None and (value := getattr(found, one.name))}  # fmt: skip
        writes = found is None or (found.erased is None and look.decide("writeRecord", RecordFacts(found.contact, "contact", "draft", found.organisation, found.owner, found.post)).allowed)  # fmt: skip
        filled = said if said is not None else said_of(CONTACT, held, words.typed)
        made = Form(look, ask.language, problems)
        (group,) = made.groups(CONTACT, filled)
        facts = {"contact": found.contact if found else None, **({one.name: getattr(found, one.name) for one in CONTACT.fields} if found else {})}  # fmt: skip
        shown = [(_(one.title), words.parts(one, held[one.name])) for one in CONTACT.fields if one.name in held]
    told = [{"where": "", "what": tell(one.what), "remedy": tell(one.remedy), "anchor": made.anchors.get(one.place, "")} for one in problems]  # fmt: skip
    return View(
        (found.name if found and found.name else _("A contact")) if found else _("A new contact"), "contacts/form.html", [], facts,
        {
            "inputs": group.inputs, "offers": made.offers, "problems": told, "error": wrong(ask, error) if error else None, "saw": saw or (found.saw if found else ""), "shown": shown, "writes": writes,
            "help": _(CONTACT.help),
        },
        status=status_of(error) if error else 200, keep=False,
    )  # fmt: skip


__all__ = ["PAGE", "router"]
