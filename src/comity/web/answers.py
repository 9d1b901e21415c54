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

import anyio
from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comity.web.asked import FORMS, form
from comity.web.contract import Asking, Table, View
from comity.web.languages import wanted
from comity.web.measured import computed_stamp
from comity.web.templates import render

#: So many bytes of answers are kept.
ROOM = 48 * 2**20
#: Shorter bodies are not packed.
SMALL = 900
#: Where a request has the keys under which its answer will be kept.
BEGUN = "comity.begun"


@dataclass(frozen=True)
class Answer:
    """A body in one form, packed where that makes it shorter."""

    body: bytes
    packed: bool
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

    def get(self, *keys: tuple[Any, ...]) -> Answer | None:
        """Give the answer that is kept by one of some keys, if it is there."""
        with self._lock:
            self.asked += 1
            for key in keys:
                if key in self._held:
                    self.found += 1
                    self._held.move_to_end(key)
                    return self._held[key]
            return None

    def put(self, key: tuple[Any, ...], answer: Answer) -> None:
        """Keep an answer."""
        size = len(answer.body)
        with self._lock:
            if key in self._held or size > self._room // 4:
                return
            self._held[key] = answer
            self._used += size
            while self._used > self._room:
                _, gone = self._held.popitem(last=False)
                self._used -= len(gone.body)


def respond(ask: Asking, view: View) -> Response:
    """Write a view in the form that is asked for."""
    if ask.form == "json":
        text = as_json(view)
    elif ask.form == "csv":
        text = as_csv(view.tables[0]) if view.tables else "﻿"
    else:
        text = render(ask, view)
    body = text.encode()
    packed = len(body) > SMALL
    answer = Answer(
        gzip.compress(body, 5, mtime=0) if packed else body,
        packed,
        f"{FORMS[ask.form]}; charset=utf-8",
        hashlib.sha256(body).hexdigest()[:24],
        f"{view.tables[0].name}.csv" if ask.form == "csv" and view.tables else "",
    )
    if view.keep and view.status == 200 and (begun := ask.request.scope.get(BEGUN)):
        ask.request.app.state.kept.put(begun[view.computing], answer)
    return _send(ask.request, answer, view.status)


class Again:
    """Answers what was answered before, before a page is sought; what several ask for at once is made once.

    What is kept is known by how record and measures stood when its making began: what was made while they changed is not
    given for what they are now.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._making: dict[tuple[Any, ...], anyio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        keys = _keys(request)
        kept = request.app.state.kept
        found = kept.get(*keys)
        if found is None and keys[0] in self._making:
            await self._making[keys[0]].wait()
            found = kept.get(*_keys(request))
        if found is not None:
            await _send(request, found, 200)(scope, receive, send)
            return
        if keys[0] in self._making:
            # What is not kept is made for each, side by side.
            await self.app(scope, receive, send)
            return
        scope[BEGUN] = keys
        made = self._making[keys[0]] = anyio.Event()

        def done() -> None:
            if self._making.get(keys[0]) is made:
                del self._making[keys[0]]
            made.set()

        async def noticed(message: Message) -> None:
            done()
            await send(message)

        try:
            await self.app(scope, receive, noticed)
        finally:
            done()


def _keys(request: Request) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Give by what an answer is kept: the second of one that tells what has not been computed yet."""
    record = request.app.state.record
    # Of the same name the order counts: subjects stand side by side in it.
    query = tuple(sorted(request.query_params.multi_items(), key=lambda choice: choice[0]))
    key = (request.scope["path"], query, form(request), wanted(request), record.told)
    return key, (*key, computed_stamp(record.home))


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
    elif answer.packed:
        body = gzip.decompress(body)
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
        value = "; ".join("" if one is None else str(one) for one in value)
    if isinstance(value, Mapping):
        value = json.dumps(value, ensure_ascii=False, default=_plain)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        # A spreadsheet would take it for a formula.
        return f"'{value}"
    return _plain(value) if isinstance(value, date) else value


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


__all__ = ["Again", "Kept", "as_csv", "as_json", "respond"]
