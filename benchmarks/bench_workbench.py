"""The workbench under twenty clients at once, its start, its memory and its search, beside datasette over the same tables.

Each address is asked for once before (told as "first"), as a page is computed once for a record; then twenty clients ask for all
of them in turn. The floor is the same server giving a file as it is. ``COMITY_BENCH_HOME`` names a home with a record of the
whole mirror; without it one is built. datasette, where it is installed, serves the agreements, parties and activities from SQLite.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from clock import COMITY, mirror

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.contract import pages

CLIENTS, ROUNDS = 20, 400
SEARCHES = ("jap aus", "nato", "cobra gold", "cinc", "unit stat", "xyzzy")
TABLES = ("agreement", "agreement_party", "activity")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(os.environ.get("COMITY_BENCH_HOME") or folder)
        if not record_path(home).exists():
            pull(mirror=mirror(), home=home)
            build(home=home)
        addresses = [address for page in pages().values() for address in page.examples]
        with served([str(COMITY), "serve"], home) as (port, started, process):
            print(f"start to first answer: {started:.2f} s (promised 1.5); {memory(process):.0f} MiB (promised 350)")
            first = {address: timed(port, address) for address in addresses}
            slow = sorted(first.items(), key=lambda one: -one[1])[:6]
            print("first time, the slowest: " + "; ".join(f"{address} {1000 * took:.0f} ms" for address, took in slow))
            for address in addresses:
                timed(port, address, "application/json")
            pages_95 = under_load(port, addresses, "text/html")
            json_95 = under_load(port, addresses, "application/json")
            floor = under_load(port, [asset(port)], "text/css")
            print(
                f"pages, p95 at {CLIENTS} clients: {pages_95:.1f} ms (promised 120), {pages_95 / floor:.1f} × the floor"
            )
            print(f"JSON, p95 at {CLIENTS} clients: {json_95:.1f} ms (promised 60), {json_95 / floor:.1f} × the floor")
            print(f"floor, a file as it is: {floor:.1f} ms")
            took = sorted(timed(port, f"/search?q={said.replace(' ', '+')}&n={number}", "application/json") for number in range(5) for said in SEARCHES)  # fmt: skip
            print(
                f"search: median {1000 * statistics.median(took):.1f} ms, the slowest {1000 * took[-1]:.1f} ms (promised 30)"
            )
            print(f"memory after all that: {memory(process):.0f} MiB")
        if importlib.util.find_spec("datasette") is None:
            print("datasette is not installed here")
            return
        database = Path(folder) / "record.db"
        as_sqlite(home, database)
        with served([sys.executable, "-m", "datasette", "serve", str(database)], home) as (port, started, process):
            theirs = [f"/record/{table}" for table in TABLES]
            for address in theirs:
                timed(port, address)
            print(f"datasette: start {started:.2f} s, {memory(process):.0f} MiB, p95 of a table's page {under_load(port, theirs, 'text/html', 40):.0f} ms")  # fmt: skip


@contextmanager
def served(command: Sequence[str], home: Path) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """Serve on a free port; give it, the seconds to the first answer, and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, "--port", str(port)], env={**os.environ, "COMITY_HOME": str(home)}, stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        while True:
            try:
                timed(port, "/")
                break
            except OSError:
                if process.poll() is not None:
                    raise
                time.sleep(0.02)
        yield port, time.perf_counter() - begun, process
    finally:
        process.terminate()
        process.wait()


def timed(port: int, address: str, accept: str = "text/html") -> float:
    """Give the seconds of one answer."""
    begun = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", address.replace(" ", "%20"), headers={"Accept": accept, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status >= 500:
        raise RuntimeError(f"{address}: {answer.status}")
    return time.perf_counter() - begun


def under_load(port: int, addresses: Sequence[str], accept: str, rounds: int = ROUNDS) -> float:
    """Give the 95th percentile, in ms, of what many clients at once wait; each keeps its connection."""
    took: list[float] = []

    def client(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for turn in range(rounds // CLIENTS * 4):
            address = addresses[(number * 7 + turn) % len(addresses)]
            begun = time.perf_counter()
            connection.request("GET", address, headers={"Accept": accept, "Accept-Encoding": "gzip"})
            connection.getresponse().read()
            took.append(time.perf_counter() - begun)
        connection.close()

    gc.disable()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.enable()
    return 1000 * statistics.quantiles(took, n=20)[-1]


def asset(port: int) -> str:
    """Give the address of a style."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/sources")
    text = connection.getresponse().read().decode()
    return text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]


def memory(process: subprocess.Popen[bytes]) -> float:
    """Give the memory that a process holds, in MiB."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def as_sqlite(home: Path, path: Path) -> None:
    """Write the tables that datasette serves."""
    with open_record(record_path(home)) as con, sqlite3.connect(path) as out:
        for table in TABLES:
            names = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
            out.execute(f"create table {table} ({', '.join(repr(name) for name in names)})")
            rows = con.execute(f"select {', '.join(f'{chr(34)}{name}{chr(34)}::varchar' for name in names)} from {table}").fetchall()  # fmt: skip
            out.executemany(f"insert into {table} values ({', '.join('?' * len(names))})", rows)


if __name__ == "__main__":
    main()
