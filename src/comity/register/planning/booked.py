"""Which records take up the same people, units and equipment on the same days, as far as whoever looks may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

from comity.oversight.storage.working import booking
from comity.register.listing import readable
from comity.register.planning.conflicts import Booking, Overlap, overlaps

if TYPE_CHECKING:
    from comity.oversight.desk import Look

#: So many people, units and places are asked for at once.
MOST = 500


def overlapping(look: Look, which: Sequence[str], since: date, until: date) -> list[Overlap]:
    """Find what some records need on the same days as any other record, between two days.

    Of what there is one of, that is a conflict; of a place it depends on what it holds, which `Overlap.known` tells apart.
    """
    same = [booking.c.kind, booking.c.resource]
    within = booking.c.start <= until.isoformat(), booking.c.end >= since.isoformat()
    wanted = select(*same).where(booking.c.record.in_(list(which)), *within).distinct().order_by(*same).limit(MOST)
    taken = [(row.kind, row.resource) for row in look.con.execute(wanted)]
    if not taken:
        return []
    rows = look.con.execute(select(booking).where(tuple_(*same).in_(taken), *within)).all()
    seen = set(readable(look, sorted({row.record for row in rows})))
    found = [
        Booking(
            row.record, row.kind, row.resource, date.fromisoformat(row.start), date.fromisoformat(row.end), row.amount
        )
        for row in rows
        if row.record in seen and row.start <= row.end
    ]
    mine = set(which)
    return [one for one in overlaps(found) if one.one in mine or one.other in mine]


__all__ = ["overlapping"]
