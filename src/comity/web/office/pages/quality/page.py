"""Quality of the record: who answers for how much, how complete, fresh and timely it is; what may be there twice; what the next step lacks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from comity.register.kinds import kinds
from comity.register.listing import Asked as Wanted
from comity.register.listing import listed
from comity.register.quality import NEAR, STALE, duplicates, missing_next, over, qualities, stale
from comity.register.reading import opened
from comity.web.contract import N_, Page, Table, View
from comity.web.office.asked import Ask
from comity.web.office.contract import router as office_router
from comity.web.office.record.wording import Words
from comity.web.office.words import minutes

PAGE = Page("quality", N_("Quality of the record"), "/quality", 52, ("/quality", "/quality?owner=me"), group="learn")
router = office_router()
Maybe = Annotated[str, Query(max_length=60)]
#: So many records of an owner are looked at for their next step, the least complete first.
NEXT = 25
STEPS = {
    "submit": N_("to be submitted"),
    "approve": N_("waits for approval"),
    "note": N_("to be noted on it"),
    "": N_("nothing"),
}


@router.get("/quality")
def shown(ask: Ask, owner: Maybe = "") -> View:
    """Show the quality of the record, of all owners or one."""
    _, tell = ask.language.gettext, ask.language.tell
    known = kinds()
    with ask.look() as look:
        me = look.seat.person if look.seat else ""
        of = me if owner == "me" else owner
        words = Words(look, ask.language)
        scores: list[dict[str, Any]] = [
            {"owner": one.owner, "name": words.person(one.owner), "score": one.score, "records": one.records, "complete": round(one.complete), "stale": one.stale, "oldest": one.oldest, "overdue": one.overdue}
            for one in qualities(look)
        ]  # fmt: skip
        old = [{"record": row["record"], "kind": row["kind"], "title": row["title"], "owner": words.person(row["owner"]), "changed": minutes(row["changed"])} for row in stale(look, of, 50)]  # fmt: skip
        twice = duplicates(look, of, 50)
        words.learn_records([which for one in twice for which in (one.one, one.other)])
        pairs = [{"one": one.one, "other": one.other, "titles": one.titles, "links": (words.record(one.one).href, words.record(one.other).href), "likeness": round(100 * one.likeness), "why": [tell(each) for each in one.why]} for one in twice]  # fmt: skip
        steps: list[dict[str, Any]] = []
        for row in listed(look, Wanted(owner=of or me, order="complete", size=4 * NEXT)).rows:
            if f"{row['kind']}:{row['stage']}" in over() or len(steps) >= NEXT:
                continue
            found = missing_next(opened(look, row["record"]).case)
            if found.step and (found.lacks or found.step == "note"):
                kind = known[row["kind"]]
                steps.append({
                    "record": row["record"], "kind": row["kind"], "title": row["title"], "complete": row["complete"], "step": _(STEPS[found.step]),
                    "moves": [_(one.title) for one in found.entries], "lacks": [{"what": tell(one.what), "remedy": tell(one.remedy), "where": _(kind.field(one.place).title) if kind.field(one.place) else ""} for one in found.lacks],  # type: ignore[union-attr]
                })  # fmt: skip
        whose = words.person(of or me)
    return View(
        _("Quality of the record"), "quality/page.html",
        [
            Table("owners", {"owner": _("identity"), "name": _("responsible"), "score": _("score, of 100"), "records": _("records"), "complete": _("complete, %"), "stale": _("stale"), "oldest": _("untouched for, days"), "overdue": _("overdue")}, scores),
            Table("stale", {"record": _("identity"), "kind": _("kind"), "title": _("title"), "owner": _("responsible"), "changed": _("changed (UTC)")}, old),
            Table("duplicates", {"one": _("identity"), "other": _("identity"), "titles": _("titles"), "likeness": _("alike, %"), "why": _("why")}, pairs),
            Table("next", {"record": _("identity"), "kind": _("kind"), "title": _("title"), "complete": _("complete, %"), "step": _("next step"), "lacks": _("what it lacks")}, steps),
        ],
        {"owner": of or None, "stale_after": STALE.days, "near": NEAR}, {"chosen": owner, "whose": whose}, keep=False,
    )  # fmt: skip


__all__ = ["PAGE", "router"]
