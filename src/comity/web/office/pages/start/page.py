"""Where one begins: who one is here, what waits, and while the office is being founded what is still to be done."""

from __future__ import annotations

from comity.oversight import approving
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router

PAGE = Page("start", N_("Start"), "/", 10, ("/",))
router = office_router()


@router.get("/")
def start(ask: Ask) -> View:
    """Show what waits for whoever has signed in, and their roles with the day each ends."""
    _ = ask.language.gettext
    with ask.office.system() as act:
        approving.lapse(act)
    with ask.look() as look:
        assert look.seat is not None
        waiting = approving.waiting(look)
        mine = [one for one in waiting if None in one["why_not"].values() or one["review_until"]]
        founding = approving.still_founding(look)
        told = ask.told(look)
        held = look.seat.held
    roles = Table(
        "roles",
        {"role": _("role"), "post": _("post"), "end": _("ends"), "lent": _("lent by a colleague")},
        [{"role": one.role, "post": one.post, "end": one.end.date(), "lent": one.lender is not None} for one in held],
    )
    facts = {**told, "waiting": len(mine), "founding": founding}
    return View(_("Start"), "start/page.html", [roles], facts, {}, keep=False)


__all__ = ["PAGE", "router"]
