"""The transparency report for programs: JSON of all its values, CSV of the words of its tables."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from io import StringIO

from comity.register.papers import Paper
from comity.register.sheets.layout import guarded
from comity.register.transparency import Report

#: Of the JSON document: another number when what it means changes.
SCHEMA = 1


def as_json(made: Report) -> bytes:
    """Write every value of a report; amounts are in hundredths, and what is not known is null."""
    return (json.dumps({"comity_transparency": SCHEMA, **asdict(made)}, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(made: Paper) -> bytes:
    """Write every cell of a paper's tables as a line, in UTF-8: section, table, row from 1, column, value.

    Texts that a spreadsheet would take for a formula have an apostrophe before them.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(("section", "table", "row", "column", "value"))
    for section in made.sections:
        for sheet in section.sheets:
            for number, row in enumerate(sheet.rows, 1):
                for name, cell in zip(sheet.columns, row, strict=True):
                    writer.writerow((guarded(section.title), guarded(sheet.caption), number, guarded(name), guarded(cell)))  # fmt: skip
    return ("\ufeff" + stream.getvalue()).encode()


__all__ = ["as_csv", "as_json"]
