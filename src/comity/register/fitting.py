"""From what was typed, or stands in a file, to what a record holds: every field is read by its type, and what does not fit is told.

What cannot be read is told and left out; the form has it still. Names of fields that the kind does not declare are told too: nothing is
taken that nobody declared.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from comity.model.errors import N_, told
from comity.register.shape import KEPT, SUBMITTED, Case, Field, Kind, Part, Problem
from comity.register.values import READ, Finder, Unfit

ROWS = 2_000
#: Content of every kind may have these besides.
ROW = "id"


@dataclass
class Fitted:
    """What could be read, and what could not."""

    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def fit(kind: Kind, said: Mapping[str, Any], find: Finder) -> Fitted:
    """Read all of a record.

    Parameters
    ----------
    said
        By name of field what was typed (strings, lists of strings) or what JSON has; of a part a list of such mappings.
    find
        Finds persons, records, states and files.
    """
    made = Fitted()
    known = {one.name for one in kind.fields} | {one.name for one in kind.parts}
    for name in said:
        if name not in known:
            made.problems.append(
                Problem(str(name)[:60], told("A record of this kind has no such field."), N_("Leave it out."))
            )
    for one in kind.fields:
        _take(made, one, said.get(one.name), one.name, made.content, find)
    for part in kind.parts:
        rows = said.get(part.name) or []
        if not isinstance(rows, list | tuple) or len(rows) > ROWS:
            made.problems.append(
                Problem(
                    part.name, told("These are no rows, or more than %(most)s.", most=ROWS), N_("Give a list of rows.")
                )
            )
            continue
        if found := [row for number, raw in enumerate(rows, 1) if (row := _row(made, part, raw, number, find))]:
            _name(found)
            made.content[part.name] = found
    return made


def _row(made: Fitted, part: Part, raw: Any, number: int, find: Finder) -> dict[str, Any]:
    """Read a row; nothing of one in which nothing was said."""
    place = f"{part.name}/{number}"
    if not isinstance(raw, Mapping):
        made.problems.append(Problem(place, told("This is no row."), N_("Give its fields by name.")))
        return {}
    known = {one.name for one in part.fields}
    for name in raw:
        if name != ROW and name not in known:
            made.problems.append(
                Problem(f"{place}/{str(name)[:60]}", told("A row of this part has no such field."), N_("Leave it out."))
            )
    row: dict[str, Any] = {}
    for one in part.fields:
        _take(made, one, raw.get(one.name), f"{place}/{one.name}", row, find)
    if not row:
        return {}
    which = raw.get(ROW)
    if isinstance(which, str) and re.fullmatch(r"[a-z0-9]{4,12}", which):
        row = {ROW: which} | row
    for one in part.fields:
        if one.needed == KEPT and one.name not in row:
            made.problems.append(
                Problem(
                    f"{place}/{one.name}",
                    told("%(title)s is missing.", title=told(one.title)),
                    one.help or N_("Fill it in."),
                )
            )
    return row


def _name(rows: list[dict[str, Any]]) -> None:
    """Give every row an identity of its own within the record, by which entries and spreadsheets know it."""
    taken: set[str] = set()
    for row in rows:
        while row.get(ROW) is None or row[ROW] in taken:
            row[ROW] = secrets.token_hex(3)
        taken.add(row[ROW])


def _take(made: Fitted, one: Field, raw: Any, place: str, into: dict[str, Any], find: Finder) -> None:
    if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return
    try:
        value = READ[one.type](one, raw, find)
    except Unfit as unfit:
        made.problems.append(Problem(place, unfit.what, unfit.remedy))
        return
    if value is not None and value != [] and value != "":
        into[one.name] = value


def missing(kind: Kind, content: Mapping[str, Any], level: str) -> list[Problem]:
    """Tell the fields and parts that are asked for at a level, and that are not there."""
    asked = (KEPT,) if level == KEPT else (KEPT, SUBMITTED)
    found = [
        Problem(one.name, told("%(title)s is missing.", title=told(one.title)), one.help or N_("Fill it in."))
        for one in kind.fields
        if one.needed in asked and one.name not in content
    ]
    for part in kind.parts:
        rows = content.get(part.name) or []
        if part.needed in asked and not rows:
            found.append(
                Problem(
                    part.name,
                    told("%(title)s: there is none yet.", title=told(part.title)),
                    part.help or N_("Add one at least."),
                )
            )
        for number, row in enumerate(rows, 1):
            found += [
                Problem(
                    f"{part.name}/{number}/{one.name}",
                    told("%(title)s is missing.", title=told(one.title)),
                    one.help or N_("Fill it in."),
                )
                for one in part.fields
                if one.needed in asked and one.name not in row
            ]
    return found


def problems(case: Case, level: str) -> list[Problem]:
    """Tell all that stands against keeping a record (``KEPT``), or against submitting it (``SUBMITTED``)."""
    found = missing(case.kind, case.content, level)
    found += _backwards(case)
    for rule in (*case.kind.rules, *(case.kind.before_submission if level == SUBMITTED else ())):
        found += rule(case)
    return found


def _backwards(case: Case) -> list[Problem]:
    """Tell the spans that end before they begin."""
    spans = [
        ("", case.content),
        *(
            (f"{part.name}/{number}/", row)
            for part in case.kind.parts
            for number, row in enumerate(case.rows(part.name), 1)
        ),
    ]
    return [
        Problem(
            f"{at}end",
            told("It ends (%(end)s) before it begins (%(start)s).", end=held["end"], start=held["start"]),
            N_("Mend one of the two days."),
        )
        for at, held in spans
        if str(held.get("start") or "") > str(held.get("end") or "9999")
    ]
