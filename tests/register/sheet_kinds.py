"""A kind of record for tests of sheets, with a field of every type and two parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from comity.register.kinds import kinds
from comity.register.shape import KEPT, Case, Field, Kind, Part, Problem, Type
from comity.register.sheets.layout import tables


def _a_total(case: Case) -> Iterator[Problem]:
    if case.content.get("whole") == 13:
        yield Problem("whole", "Thirteen is not had.", "Choose another.")


NOTE = Kind(
    "note", "Note", "Notes",
    fields=(
        Field("title", "Title", needed=KEPT),
        Field("label", "Label", Type.LABEL, KEPT),
        Field("owner", "Who is responsible", Type.PERSON, KEPT),
        Field("text", "Text", Type.PROSE),
        Field("start", "Begins", Type.DAY),
        Field("end", "Ends", Type.DAY),
        Field("whole", "Troops", Type.WHOLE),
        Field("number", "Share", Type.NUMBER),
        Field("money", "Cost", Type.MONEY),
        Field("currency", "Currency", Type.CURRENCY),
        Field("type", "Type", Type.CHOICE, choices={"exercise": "exercise", "staff-talk": "staff talk"}),
        Field("domains", "Domains", Type.SEVERAL, choices={"land": "land", "sea": "sea", "air": "air"}),
        Field("flag", "Announced", Type.FLAG),
        Field("partner", "Partner", Type.RECORD, of=("partner",)),
        Field("others", "Other notes", Type.RECORDS, of=("note",)),
        Field("state", "Host", Type.STATE),
        Field("states", "States", Type.STATES),
        Field("place", "Coordinates", Type.PLACE),
    ),
    parts=(
        Part("milestones", "Milestones", (Field("what", "What", needed=KEPT), Field("day", "Day", Type.DAY), Field("who", "Who", Type.PERSON), Field("with", "With", Type.RECORD, of=("partner",))), "what"),
        Part("costs", "Costs", (Field("line", "Line", needed=KEPT), Field("sum", "Sum", Type.MONEY), Field("start", "From", Type.DAY), Field("end", "Until", Type.DAY)), "line"),
    ),
    rules=(_a_total,),
)  # fmt: skip


@contextmanager
def with_notes() -> Iterator[Kind]:
    """Have the register know that kind for a while."""
    known: Any = kinds()
    known["note"] = NOTE
    tables.cache_clear()
    try:
        yield NOTE
    finally:
        del known["note"]
        tables.cache_clear()
