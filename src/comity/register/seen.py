"""What of the entries of a record a partner sees: their own, and the answers to them; of others not even that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from comity.oversight.storage.tables import person
from comity.register.shape import Noted

if TYPE_CHECKING:
    from comity.oversight.desk import Look
    from comity.register.reading import Opened

#: Fields of entries in which an answer names what it answers.
ANSWERS = ("nomination",)


def visible_entries(look: Look, opened: Opened) -> Sequence[Noted]:
    """Give what whoever looks may see of what was noted on a record that they may read.

    People of the office see everything, and so does the organisation whose record it is. Of a record of the office a partner sees what
    their own organisation noted, what answers it, and what moved the record on, which its stage tells anyway, without what is said of it.
    """
    entries = opened.case.entries
    seat = look.seat
    if seat is not None and (seat.side != "partner" or seat.organisation == opened.row["organisation"]):
        return entries
    if seat is None:
        return ()
    writers = {one.person for one in entries}
    own = set(look.con.scalars(select(person.c.person).where(person.c.person.in_(writers), person.c.organisation == seat.organisation)))  # fmt: skip
    mine = {one.entry for one in entries if one.person in own}
    found = []
    for one in entries:
        declared = opened.case.kind.entry(one.kind)
        if one.entry in mine or any(one.values.get(name) in mine for name in ANSWERS):
            found.append(one)
        elif declared is not None and declared.to:
            bare = {name: value for name, value in one.values.items() if name == "day"}
            found.append(Noted(one.entry, one.kind, one.about, one.person, one.at, bare))
    return tuple(found)
