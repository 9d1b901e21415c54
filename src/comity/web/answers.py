"""From a view to an answer: HTML, JSON or CSV; and what was answered before, as long as the record is the same."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fastapi import Request
from starlette.responses import Response

from comity.web.asked import FORMS, Asked, form
from comity.web.contract import Table, View
from comity.web.languages import wanted
from comity.web.templates import render

#: So many bytes of answers are kept.
ROOM = 96 * 2**20
#: Shorter bodies are not packed.
SMALL = 900


@dataclass(frozen=True)
class Answer:
    """A body in one form, plain and packed."""

    body: bytes
    packed: bytes
    kind: str
    tag: str
    file: str


class Kept:
    """Answers by what was asked; the longest unused go first."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._used = room, 0
        #: How often an answer was looked for, and how often it was there.
        self.asked = self.found = 0
        self._held: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[Any, ...]) -> Answer | None:
        """Give an answer, if it is there."""
        with self._lock:
            found = self._held.get(key)
            self.asked += 1
            if found is not None:
                self.found += 1
                self._held.move_to_end(key)
            return found

    def put(self, key: tuple[Any, ...], answer: Answer) -> None:
        """Keep an answer."""
        size = len(answer.body) + len(answer.packed)
        with self._lock:
            if key in self._held or size > self._room // 4:
                return
            self._held[key] = answer
            self._used += size
            while self._used > self._room:
                _, gone = self._held.popitem(last=False)
                self._used -= len(gone.body) + len(gone.packed)


def respond(ask: Asked, view: View) -> Response:
    """Write a view in the form that is asked for."""
    if ask.form == "json":
        text = as_json(view)
    elif ask.form == "csv":
        text = as_csv(view.tables[0]) if view.tables else "﻿"
    else:
        text = render(ask, view)
    body = text.encode()
    answer = Answer(
        body,
        gzip.compress(body, 5, mtime=0) if len(body) > SMALL else b"",
        f"{FORMS[ask.form]}; charset=utf-8",
        hashlib.sha256(body).hexdigest()[:24],
        f"{view.tables[0].name}.csv" if ask.form == "csv" and view.tables else "",
    )
    if view.keep and view.status == 200:
        ask.request.app.state.kept.put(_key(ask.request, ask.told), answer)
    return _send(ask.request, answer, view.status)


def kept(request: Request) -> Response | None:
    """Give what was answered to the same before."""
    if request.method not in ("GET", "HEAD"):
        return None
    found = request.app.state.kept.get(_key(request, request.app.state.record.told))
    return None if found is None else _send(request, found, 200)


def _key(request: Request, told: tuple[object, ...]) -> tuple[Any, ...]:
    # Of the same name the order counts: subjects stand side by side in it.
    query = tuple(sorted(request.query_params.multi_items(), key=lambda choice: choice[0]))
    return request.url.path, query, form(request), wanted(request), told


def _send(request: Request, answer: Answer, status: int) -> Response:
    tag = f'"{answer.tag}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding, Accept-Language, Cookie"}
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if answer.file:
        headers["Content-Disposition"] = f'attachment; filename="{answer.file}"'
    body = answer.body
    if answer.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = answer.packed
    headers["Content-Type"] = answer.kind
    return Response(body, status, headers)


def as_json(view: View) -> str:
    """Write title, facts and tables as JSON; what is not known is null."""
    told = {"title": view.title, **view.facts}
    tables = {
        table.name: {"columns": dict(table.columns), "rows": [{name: row.get(name) for name in table.columns} for row in table.rows]}
        for table in view.tables
    }  # fmt: skip
    return json.dumps({**told, "tables": tables}, ensure_ascii=False, default=_plain, allow_nan=False) + "\n"


def as_csv(table: Table) -> str:
    """Write a table as CSV that Excel opens: names of columns first, empty where nothing is known."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(row.get(name)) for name in table.columns])
    return "﻿" + buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        # A spreadsheet would take it for a formula.
        return f"'{value}"
    return _plain(value) if isinstance(value, date | Mapping) else value


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
        return None if isinstance(value, float) and math.isnan(value) else value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


__all__ = ["Kept", "as_csv", "as_json", "kept", "respond"]
