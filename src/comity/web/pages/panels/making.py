"""Make a panel in a process of its own: ``python -m comity.web.pages.panels.making`` reads from its standard input what.

A large panel would otherwise stand in the way of everybody else who asks this workbench.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from comity.model.errors import N_, ComityError
from comity.panel import Panel
from comity.web.languages import language
from comity.web.pages.panels.asking import Asking, plan
from comity.web.pages.panels.coverage import count

#: So many rows are in memory at once while they are counted.
AT_ONCE = 100_000


def make(order: dict[str, Any]) -> dict[str, Any]:
    """Write the file that is ordered; where none is, give the first rows, and count what is known if that is wanted."""
    said: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in order["asking"].items()
    }
    made, _ = plan(Asking(**said), Path(order["home"]))
    if order["file"]:
        made.write(order["file"])
        return {}
    return look(made, order["shown"], order["known"])


def look(made: Panel, shown: int, known: bool) -> dict[str, Any]:
    """Give the first rows of a panel, and, where it is wanted, how much of it is known."""
    head: list[dict[str, Any]] = []
    if not known:
        batches = made.batches(shown)
        head = next(batches).slice(0, shown).to_pylist()
        batches.close()  # type: ignore[attr-defined]
        return {"head": head, "known": None}

    def passing() -> Iterator[pa.Table]:
        for batch in made.batches(AT_ONCE):
            head.extend(batch.slice(0, shown - len(head)).to_pylist())
            yield batch

    counted = count(passing(), made.axis.first_year, made.axis.last_year)
    return {"head": head, "known": asdict(counted)}


def main() -> None:
    """Read what is ordered, do it, and tell what came of it as JSON."""
    with suppress(AttributeError, OSError):
        os.nice(5)
    ordered = json.load(sys.stdin)
    tell = language(ordered.get("language", "en"), "panels").tell
    try:
        told = make(ordered)
    except ComityError as error:
        told = {
            "what": tell(error.what),
            "remedy": tell(error.remedy),
            "problems": [tell(one) for one in error.problems],
        }
    except MemoryError:
        told = {"what": tell(N_("There is not enough memory for this panel.")), "remedy": "", "problems": []}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
