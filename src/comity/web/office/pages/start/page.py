"""Where one begins: who one is here, what waits, and while the office is being founded what is still to be done."""

from __future__ import annotations

from datetime import timedelta

from comity.oversight import approving
from comity.oversight.people import listing
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.words import ROLES

PAGE = Page("start", N_("Start"), "/", 10, ("/",))
router = office_router()
#: Of a role that ends so soon it is told.
SOON = timedelta(days=30)
#: What is to be done until the office is founded, and where.
STEPS = {
    "organisations": (N_("Add an organisation of the other side: one is military, one civilian."), "/people/organisations"),
    "people": (N_("Invite the people of both: somebody other than you holds each key."), "/people"),
    "roles": (N_("Grant the military key to one of the military side, the civilian key to one of the civilian side."), "/people"),
    "keys": (N_("Let both come in and enrol a key on the page “My account”."), "/people"),
    "vouched": (N_("Have each read the first signs of their key to you, and vouch for it."), "/people"),
}  # fmt: skip


@router.get("/")
def start(ask: Ask) -> View:
    """Show what waits for whoever has signed in, and their roles with the day each ends."""
    _ = ask.language.gettext
    with ask.office.system() as act:
        approving.lapse(act)
    with ask.look() as look:
        assert look.seat is not None
        waiting = approving.waiting(look)
        mine = [one for one in waiting if None in one["why_not"].values()]
        founding = approving.still_founding(look)
        told = ask.told(look)
        held, soon = look.seat.held, look.now + SOON
        steps = listing.founding_steps(look) if founding and "owner" in look.seat.own else {}
    roles = Table(
        "roles",
        {"role": _("role"), "post": _("post"), "end": _("ends"), "lent": _("lent by a colleague")},
        [
            {"role": _(ROLES[one.role]), "post": one.post or "", "end": one.end.date(), "lent": one.lender is not None}
            for one in held
        ],
    )
    ending = [{"role": one.role, "end": one.end.date()} for one in held if one.end <= soon]
    facts = {**told, "waiting": len(mine), "founding": founding, "steps": steps, "ending": ending}
    texts = {name: (_(text), to) for name, (text, to) in STEPS.items()}
    words = {name: _(text) for name, text in ROLES.items()}
    return View(_("Start"), "start/page.html", [roles], facts, {"texts": texts, "words": words}, keep=False)


__all__ = ["PAGE", "router"]
