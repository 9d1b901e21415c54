"""SQL over the record, for reading: what there is to ask, one query at a time within limits, and its rows to take away."""

from __future__ import annotations

from typing import Any

import anyio.from_thread

from comity.model.errors import BadRequest, Count
from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.sql.running import AT_ONCE, runner
from comity.web.pages.sql.sandbox import MEMORY, ROOM, ROWS, SECONDS
from comity.web.pages.sql.tables import EXAMPLES, as_table, tables

PAGE = Page(
    "sql",
    N_("SQL"),
    "/sql",
    85,
    ("/sql", "/sql?q=select+name%2C+cow+from+state+where+cow+%3C+100+order+by+cow%2C+%22start%22"),
)
router = page_router()

#: A query may have so many characters: it stands in the address.
LONGEST = 4000
#: So many rows are on the page; JSON and CSV have all that are given.
SHOWN = 200


@router.get("/sql")
def sql(ask: Ask, q: str = "") -> View:
    """Run one query that reads, and give its rows; without a query, what there is to ask.

    Parameters
    ----------
    q
        One SELECT (or WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN) in DuckDB's SQL, at most 4,000 characters.
    """
    _ = ask.language.gettext
    text = q.strip()
    found = tables(ask)
    runs = runner(ask.home)
    view = View(_("SQL"), "sql/page.html", [as_table(ask, found)])
    view.facts = {
        "q": text,
        "limits": {"seconds": SECONDS, "memory": MEMORY, "rows": ROWS, "bytes": ROOM, "at_once": AT_ONCE, "characters": LONGEST},
    }  # fmt: skip
    view.context = {"schema": found, "examples": EXAMPLES, "shown": SHOWN, "result": None, "error": None}
    if not text:
        runs.prepare(ask.stamp)
        return view
    if len(text) > LONGEST:
        raise BadRequest(
            "The query has %(given)s characters; at most %(most)s are read.",
            remedy="Ask in fewer words, or on your own machine: comity.record() in Python opens the record for reading.",
            given=Count(len(text)),
            most=Count(LONGEST),
        )
    # The page says in full what is wrong with the record, if anything is.
    open_record(record_path(ask.home)).close()
    answer = runs.run(text, ask.stamp, gone=lambda: _gone(ask))
    return _shown(ask, view, answer)


def _gone(ask: Asked) -> bool:
    return anyio.from_thread.run(ask.request.is_disconnected)


def _shown(ask: Asked, view: View, answer: dict[str, Any]) -> View:
    _ = ask.language.gettext
    if "rows" in answer:
        columns = dict.fromkeys(answer["columns"])
        rows = [dict(zip(columns, row, strict=True)) for row in answer["rows"]]
        view.tables = [Table("result", {name: name for name in columns}, rows)]
        view.facts = {
            **view.facts, "more": answer["more"],
            "types": dict(zip(columns, answer["types"], strict=True)),
        }  # fmt: skip
        numbers = [name for name, kind in view.facts["types"].items() if kind.startswith(("BIGINT", "INTEGER", "DOUBLE", "DECIMAL", "HUGEINT", "FLOAT", "SMALLINT", "TINYINT", "U"))]  # fmt: skip
        view.context = {
            **view.context,
            "seconds": answer["seconds"],
            "result": view.tables[0],
            "numbers": numbers,
            "days": [name for name, kind in view.facts["types"].items() if kind == "DATE"],
            "cells": _cells(rows[:SHOWN]),
        }
        view.keep = not answer["changing"]
        return view
    error, remedy, view.status = _wrong(ask, answer)
    view.tables, view.keep = [], False
    view.facts = {**view.facts, "error": error, "remedy": remedy, "problems": []}
    view.context = {**view.context, "error": error}
    # In CSV an error would be taken for data.
    ask.form = "json" if ask.form == "csv" else ask.form
    return view


def _wrong(ask: Asked, answer: dict[str, Any]) -> tuple[str, str, int]:
    _ = ask.language.gettext
    number = ask.language.number
    elsewhere = _("On your own machine comity.record() in Python opens the record for reading, without these limits.")
    if "error" in answer:
        return answer["error"], "", 400
    if "refused" in answer:
        return answer["refused"], "", 400
    if answer.get("busy"):
        return _("%(many)s queries are running, and others wait.") % {"many": AT_ONCE}, _("Try again in a while."), 503
    if answer.get("memory"):
        return _("The query needs more than the %(many)s MB of memory that it may have.") % {"many": number(MEMORY // 2**20)}, elsewhere, 400  # fmt: skip
    if answer.get("late") or answer.get("gone"):
        return _("The query took longer than %(many)s seconds and was ended.") % {"many": SECONDS}, elsewhere, 400
    return _("The query ended without an answer: it went beyond what it may have."), elsewhere, 400


def _cells(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give rows as the page shows them: long texts cut, and what leads to its evidence."""
    from urllib.parse import urlencode

    shown = []
    for row in rows:
        told = {name: _short(value) for name, value in row.items()}
        if row.get("source") and row.get("source_row"):
            told[" evidence"] = f"/evidence/row?{urlencode({'source': row['source'], 'row': row['source_row']})}"
        shown.append(told)
    return shown


def _short(value: Any, most: int = 400) -> Any:
    if isinstance(value, dict | list):
        import json

        value = json.dumps(value, ensure_ascii=False)
    return f"{value[:most]}…" if isinstance(value, str) and len(value) > most else value
