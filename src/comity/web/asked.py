"""Who asks for what: the record, the language, the form of the answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import duckdb
from fastapi import Request

from comity.dossier.draw.convention import stamp_of
from comity.dossier.evidence import Evidence
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from comity.web.contract import WORKBENCH, House, Page, pages
from comity.web.languages import Language, language, wanted

#: The forms in which every page answers, by what ``format`` says and by what a client accepts.
FORMS = {"html": "text/html", "json": "application/json", "csv": "text/csv"}


class Record:
    """The record of a home, opened once for all threads and anew when it was built anew."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = threading.Lock()
        self._con: duckdb.DuckDBPyConnection | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._own = threading.local()

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Give what changes when the record is built anew: its place on disk, its size, its time."""
        try:
            found = record_path(self.home).stat()
        except OSError:
            return (0, 0, 0)
        return found.st_ino, found.st_size, found.st_mtime_ns

    @property
    def told(self) -> tuple[tuple[int, int, int], object]:
        """Give what changes when an answer may be another: the record, and the convention by which the node draws borders."""
        return self.stamp, stamp_of(self.home)

    def con(self) -> duckdb.DuckDBPyConnection:
        """Give this thread's connection, on which each thing stands once.

        Raises
        ------
        NoRecord, WrongRecord
            When there is none, or it was made by another version.
        """
        stamp = self.stamp
        if getattr(self._own, "stamp", None) != stamp:
            with self._lock:
                if self._con is None or self._stamp != stamp:
                    self._con, self._stamp = _attached(record_path(self.home)), stamp
                con = self._con.cursor()
            con.execute("use record")
            see_once(con)
            self._own.con, self._own.stamp, self._own.evidence = con, stamp, None
        found: duckdb.DuckDBPyConnection = self._own.con
        return found

    def evidence(self) -> Evidence:
        """Give this thread's view of the record, with today's names."""
        con = self.con()
        if self._own.evidence is None:
            self._own.evidence = Evidence(con)
        found: Evidence = self._own.evidence
        return found


def _attached(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a record beside nothing.

    Opened by its path it would be the one that DuckDB has open already, though another now has its name.
    """
    open_record(path).close()
    con = duckdb.connect(":memory:")
    quoted = str(path).replace("'", "''")
    con.execute(f"attach '{quoted}' as record (read_only)")
    return con


@dataclass
class Asked:
    """One request.

    ``told`` is the record's before any of it was read: what is made of it is kept under this one, even where another
    record takes its place meanwhile.
    """

    request: Request
    record: Record
    language: Language
    form: str
    house: House = WORKBENCH
    told: tuple[tuple[int, int, int], object] = field(init=False)

    def __post_init__(self) -> None:
        self.told = self.record.told

    @property
    def stamp(self) -> tuple[int, int, int]:
        """Give what stands for the record alone."""
        return self.told[0]

    @property
    def home(self) -> Path:
        """Give where comity's data lie."""
        return self.record.home

    @cached_property
    def con(self) -> duckdb.DuckDBPyConnection:
        """Give a connection to the record; each thing stands once (``one_agreement`` …)."""
        return self.record.con()

    @cached_property
    def evidence(self) -> Evidence:
        """Give names, marks, coverage and sources of the record."""
        return self.record.evidence()

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Run a query and give its rows as dictionaries."""
        cursor = self.con.execute(sql, parameters)
        names = [entry[0] for entry in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def address(self, **changes: Any) -> str:
        """Give this address with other choices; one that is None is left out."""
        return changed(self.request, changes)

    def shown(self) -> list[Page]:
        """Give the pages that the navigation has."""
        return [page for page in pages().values() if page.order is not None]


def changed(request: Request, changes: Mapping[str, Any]) -> str:
    """Give the address of a request with other choices; one that is None is left out."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    for name, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        query += [(name, str(one)) for one in values if one is not None]
    # Two strokes at the beginning would lead elsewhere.
    path = "/" + quote(request.scope["path"].lstrip("/\\"), safe="/:")
    return path + (f"?{urlencode(query)}" if query else "")


def asked(request: Request) -> Asked:
    """Read what a request asks for."""
    return Asked(
        request, request.app.state.record, language(wanted(request), page_of(request, WORKBENCH)), form(request)
    )


def page_of(request: Request, house: House) -> str:
    """Name the page that answers; nothing where none does."""
    module = getattr(request.scope.get("endpoint"), "__module__", "")
    return str(module.partition(f"{house.module}.pages.")[2].partition(".")[0])


def form(request: Request) -> str:
    """Say in which form an answer is wanted: by ``format``, else by what the client accepts."""
    said = request.query_params.get("format")
    if said in FORMS:
        return said
    accepts = request.headers.get("accept", "")
    first = min(
        ((place, name) for name, kind in FORMS.items() if (place := accepts.find(kind)) >= 0), default=(0, "html")
    )
    return first[1]


__all__ = ["FORMS", "Asked", "Record", "asked", "form"]
