"""The file that was sent, with what is wrong written as comments at its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO

from comity.register.sheets.reading import Trouble

CELL = re.compile(r"(.+)!([A-Z]{1,3}[1-9][0-9]{0,6})").fullmatch
MARKED = "FFF2C6C6"


def commented(data: bytes, troubles: Sequence[Trouble], tell: Callable[[str], str] = str) -> bytes:
    """Give a workbook back with a comment at every cell that is told of; one that has been read without harm.

    Parameters
    ----------
    tell
        Gives a sentence in a language.
    """
    import openpyxl  # type: ignore[import-untyped]
    from openpyxl.comments import Comment  # type: ignore[import-untyped]
    from openpyxl.styles import PatternFill  # type: ignore[import-untyped]

    book = openpyxl.load_workbook(BytesIO(data))
    said: dict[tuple[str, str], list[str]] = {}
    for one in troubles:
        place = CELL(one.place)
        if place and place[1] in book.sheetnames:
            said.setdefault((place[1], place[2]), []).append(f"{tell(one.what)} {tell(one.remedy)}".strip())
    for (sheet, cell), lines in said.items():
        at = book[sheet][cell]
        if hasattr(at, "fill") and type(at).__name__ == "Cell":
            at.comment = Comment("\n".join(lines)[:2000], "comity", width=320, height=140)
            at.fill = PatternFill("solid", fgColor=MARKED)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


__all__ = ["commented"]
