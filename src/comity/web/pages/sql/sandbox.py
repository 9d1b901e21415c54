"""One query, run where it can do no harm: ``python -m comity.web.pages.sql.sandbox RECORD SECONDS``.

It opens the record for reading, shuts every way to files, the network and settings, takes limits upon itself that the
system enforces, and only then reads the query from its standard input. Its answer is one JSON document.
"""

from __future__ import annotations

import json
import math
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from comity.store.once import see_once

#: A query has so many seconds and so much memory; an answer so many rows, and so many bytes.
SECONDS, MEMORY, ROWS, ROOM = 10, 512 * 2**20, 10_000, 6 * 2**20
#: What the process may have altogether: DuckDB's memory, its libraries, and the rows as they are handed over.
ADDRESSES = 4 * 2**30
#: Rows are taken in small portions, for each of them may be large.
AT_ONCE = 64
#: Whole numbers beyond this are not the same number in every reader of JSON.
SAFE = 2**53


#: How it ends when its time is over, where the system sends no signal.
LATE = 124


class Refused(Exception):
    """A query that is not run, or whose answer is not given."""


def open_shut(path: str) -> duckdb.DuckDBPyConnection:
    """Open the record so that nothing but it can be reached."""
    con = duckdb.connect(
        path,
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": f"{MEMORY // 2**20}MiB",
            "threads": "2",
            "temp_directory": "",
            "max_temp_directory_size": "0B",
        },
    )
    see_once(con)
    # Something small, so that whatever is made or loaded at the first query is there.
    con.execute("select count(*), max(name), min(date '2000-01-01') from state").fetchall()
    con.execute("set disabled_filesystems = 'LocalFileSystem'")
    con.execute("set lock_configuration = true")
    return con


def limit() -> None:
    """Give up what is not needed any more: new files, writing to files, more memory and time, cores on the disk."""
    with suppress(ImportError):
        import resource

        wanted = {
            "RLIMIT_AS": ADDRESSES,
            "RLIMIT_CPU": 2 * SECONDS + 2,
            "RLIMIT_FSIZE": 0,
            "RLIMIT_CORE": 0,
            "RLIMIT_NOFILE": 0,
        }
        for name, most in wanted.items():
            kind = getattr(resource, name, None)
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))  # type: ignore[arg-type]


def the_one(con: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """Give the one statement of a text, if it reads.

    Raises
    ------
    Refused
        When there is none, there are several, or it does anything but read.
    """
    found = con.extract_statements(text)
    if not found:
        raise Refused("There is no query.")
    if len(found) > 1:
        raise Refused(f"There are {len(found)} statements; one is run at a time.")
    kind = found[0].type
    if kind == duckdb.StatementType.SELECT:
        return found[0]
    if kind == duckdb.StatementType.EXPLAIN and not re.search(r"\banaly[sz]e\b", text, re.IGNORECASE):
        return found[0]
    name = kind.name.lower().replace("_", " ")
    raise Refused(
        f"Only a statement that reads is run (SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW, EXPLAIN), not {name}."
    )


def volatile(con: duckdb.DuckDBPyConnection, text: str) -> bool:
    """Say whether a query names something that may be another each time it is asked, such as ``random()`` or ``now()``."""
    named = "select distinct lower(function_name) from duckdb_functions() where stability <> 'CONSISTENT'"
    changing = {name for (name,) in con.execute(named).fetchall()}
    words = set(re.findall(r"\w+", text.lower()))
    return bool(words & (changing | {"sample", "tablesample", "current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}))  # fmt: skip


def names(found: list[str]) -> list[str]:
    """Tell columns of one name apart."""
    told: list[str] = []
    for name in found:
        fresh, number = name, 2
        while fresh in told:
            fresh, number = f"{name}_{number}", number + 1
        told.append(fresh)
    return told


def plain(value: Any) -> Any:
    """Give a value as JSON has it; what JSON has no form for, as text."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) <= SAFE else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        near = float(value)
        return near if Decimal(repr(near)) == value else str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value)


def run(con: duckdb.DuckDBPyConnection, text: str) -> dict[str, Any]:
    """Run a query and give its columns, its rows as far as they are given, and whether there are more."""
    statement = the_one(con, text)
    changing = volatile(con, text)
    cursor = con.execute(statement)
    described = cursor.description or []
    head = names([str(one[0]) for one in described])
    written: list[str] = []
    room, more = ROOM, False
    for row in _each(cursor.fetchmany):
        said = json.dumps([plain(value) for value in row], ensure_ascii=False, allow_nan=False)
        room -= len(said.encode(errors="surrogatepass")) + 2
        if len(written) == ROWS or room < 0:
            more = True
            break
        written.append(said)
    if more and not written:
        raise Refused(f"The first row alone is larger than the {ROOM // 2**20} MB that an answer may have.")
    return {"columns": head, "types": [str(one[1]) for one in described], "rows": written, "more": more, "changing": changing}  # fmt: skip


def _each(fetch: Callable[[int], list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    while portion := fetch(AT_ONCE):
        yield from portion


def answer(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """Answer a query, or say in DuckDB's words what is wrong with it, as JSON."""
    try:
        found = run(con, text)
    except Refused as error:
        return json.dumps({"refused": str(error)}, ensure_ascii=False)
    except (MemoryError, duckdb.OutOfMemoryException):
        return json.dumps({"memory": True})
    except (duckdb.Error, RuntimeError, ValueError, OverflowError) as error:
        return json.dumps({"error": str(error).strip()}, ensure_ascii=False)
    rows = ",".join(found.pop("rows"))
    return f'{json.dumps(found, ensure_ascii=False)[:-1]}, "rows": [{rows}]}}'


def end_in(seconds: float) -> None:
    """End this process then, whatever it does."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    else:
        timer = threading.Timer(seconds, os._exit, (LATE,))
        timer.daemon = True
        timer.start()


def main() -> None:
    """Open, shut, and answer what stands on the standard input."""
    con = open_shut(sys.argv[1])
    limit()
    text = sys.stdin.buffer.read().decode(errors="replace")
    if not text:
        return
    end_in(float(sys.argv[2]))
    begun = time.perf_counter()
    told = answer(con, text)
    sys.stdout.buffer.write(f'{{"seconds": {time.perf_counter() - begun:.4f}, {told[1:]}'.encode(errors="replace"))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
