"""What a new build changed in the record, against the record that the workbench saw before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.pages.watch.chosen import Choices
from comity.web.pages.watch.events import address
from comity.web.seen import Change, Seen, differences, note

WHAT = {"added": N_("added"), "altered": N_("altered"), "removed": N_("removed")}
THING = {
    "agreement": N_("agreement"), "activity": N_("activity"), "incident": N_("incident"), "membership": N_("membership"),
}  # fmt: skip


@dataclass(frozen=True)
class Rebuilt:
    """What a build changed.

    Attributes
    ----------
    built, before
        When this record and the different one before it were built; ``before`` is None where no other was seen.
    trouble
        What stood in the way of keeping what this record holds.
    comparable
        Whether both records have the same form.
    """

    built: datetime
    before: datetime | None
    trouble: str
    comparable: bool
    things: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    sources: list[dict[str, Any]]


def rebuilt(ask: Asked, chosen: Choices) -> Rebuilt:
    """Compare the record with the one before it, for whom and what one watches."""
    now, before, trouble = note(ask.record)
    built = datetime.fromisoformat(now.built)
    if before is None:
        return Rebuilt(built, None, trouble, True, [], [], [])
    comparable = before.form == now.form
    found = [
        change
        for change in (differences(before, now) if comparable else [])
        if change.thing in chosen.things
        and (not chosen.watched or any(one.concerns(change.thing, change.id, change.parties) for one in chosen.watched))
    ]
    return Rebuilt(
        built,
        datetime.fromisoformat(before.built),
        trouble,
        comparable,
        _things(ask, found),
        _rows(before, now),
        _sources(before, now),
    )


def _things(ask: Asked, found: list[Change]) -> list[dict[str, Any]]:
    gettext, names = ask.language.gettext, ask.evidence.names
    kinds: dict[tuple[str, str], str] = {}
    for thing in ("agreement", "activity", "incident"):
        wanted = [change.id for change in found if change.thing == thing and change.what != "removed"]
        if wanted:
            for key, kind in ask.con.execute(
                f"select {thing}, kind from one_{thing} where list_contains($1, {thing})", [wanted]
            ).fetchall():
                kinds[thing, key] = kind
    rows = []
    for change in found:
        # What has no page of its own (it is told by another source under another id, or is gone) leads nowhere.
        kind = kinds.get((change.thing, change.id))
        rows.append(
            {
                "what": gettext(WHAT[change.what]), "change": change.what, "thing": gettext(THING[change.thing]), "of": change.thing,
                "id": change.id, "name": change.name, "address": address(change.thing, change.id, kind) if kind else None,
                "parties": sorted(names.get(actor, actor) for actor in change.parties),
            }
        )  # fmt: skip
    return rows


def _rows(before: Seen, now: Seen) -> list[dict[str, Any]]:
    found = []
    for table in sorted(before.rows.keys() | now.rows.keys()):
        old, new = before.rows.get(table, {}), now.rows.get(table, {})
        for source in sorted(old.keys() | new.keys()):
            if old.get(source, 0) != new.get(source, 0):
                found.append(
                    {"table": table, "source": source, "before": old.get(source, 0), "now": new.get(source, 0)}
                )
    return found


def _sources(before: Seen, now: Seen) -> list[dict[str, Any]]:
    found = []
    for source in sorted(before.sources.keys() | now.sources.keys()):
        old, new = before.sources.get(source), now.sources.get(source)
        if old != new:
            found.append(
                {
                    "source": source, "before": old[0] if old else "—", "now": new[0] if new else "—",
                    "files": bool(old and new and old[1] != new[1]) or old is None or new is None,
                    "address": f"/sources/{source}" if new else None,
                }
            )  # fmt: skip
    return found
