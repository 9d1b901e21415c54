"""The workbench under twenty clients at once, its start, its memory, its search, its first paint and its slider, beside datasette.

Of each address two figures are told: its first answer, when nothing of it is at hand, and what it takes at twenty clients
once it was answered, as a page is made once for a record. The floor is the same server giving a file as it is.
``COMITY_BENCH_HOME`` names a home with a record of the whole mirror; without it one is built, and its measures are computed
as pages ask for them. datasette (Apache-2.0, no part of comity) is fetched by uv and serves the same tables from SQLite;
first paint and slider need playwright and a chromium. What is not here is said and not measured.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from clock import COMITY, mirror
from load import CLIENTS, p95, under_load

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.contract import pages

SEARCHES = ("jap aus", "nato", "cobra gold", "cinc", "unit stat", "xyzzy")
#: The tables that the pages of things, states and sources read.
TABLES = ("state", "agreement", "agreement_party", "activity", "activity_party", "incident", "incident_party", "coverage", "source")  # fmt: skip
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(os.environ.get("COMITY_BENCH_HOME") or folder)
        if not record_path(home).exists():
            pull(mirror=mirror(), home=home)
            build(home=home)
        addresses = [address for page in pages().values() for address in page.examples]
        # The modules are compiled by a first start, wherever the interpreter is told not to keep them.
        compiled = Path(folder) / "compiled"
        with served([str(COMITY), "serve"], home, compiled) as (port, _started, _process):
            timed(port, "/lab")
        with served([str(COMITY), "serve"], home, compiled) as (port, started, process):
            print(f"start to first answer: {started:.2f} s (promised 1.5); {memory(process):.0f} MiB (promised 350)")
            first = {address: timed(port, address) for address in addresses}
            slow = sorted(first.items(), key=lambda one: -one[1])
            print(f"first answers of {len(first)} addresses: median {1000 * statistics.median(first.values()):.0f} ms, p95 {p95(sorted(first.values())):.0f} ms")  # fmt: skip
            print("  the slowest: " + "; ".join(f"{address} {1000 * took:.0f} ms" for address, took in slow[:6]))
            print(f"memory after all of them: {memory(process):.0f} MiB, at most {memory(process, 'VmHWM'):.0f} MiB")
            for address in addresses:
                timed(port, address, "application/json")
            floor = p95(under_load(port, [asset(port)], "text/css"))
            ours = {}
            for accept, what, promised in (("text/html", "pages", 120), ("application/json", "JSON", 60)):
                begun = time.process_time()
                took = under_load(port, addresses, accept)
                asking = 1e6 * (time.process_time() - begun) / len(took)
                ours[what] = p95(took)
                print(f"{what}, p95 at {CLIENTS} clients: {ours[what]:.1f} ms (promised {promised}), {ours[what] / floor:.1f} × the floor; asking itself took {asking:.0f} µs an answer")  # fmt: skip
            print(f"floor, a file as it is: {floor:.1f} ms")
            took = sorted(timed(port, f"/search?q={said.replace(' ', '+')}&n={number}", "application/json") for number in range(5) for said in SEARCHES)  # fmt: skip
            print(f"search: median {1000 * statistics.median(took):.1f} ms, the slowest {1000 * took[-1]:.1f} ms (promised 30)")  # fmt: skip
            in_a_browser(port, addresses)
            print(f"memory after all that: {memory(process):.0f} MiB, at most {memory(process, 'VmHWM'):.0f} MiB")
        beside_datasette(home, Path(folder), ours)


def in_a_browser(port: int, addresses: Sequence[str]) -> None:
    """Tell the first paint of each address, and what it takes from moving the map's slider to the map drawn anew."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if sync_playwright is None or CHROMIUM is None:
        print("first paint and slider: not measured, as playwright or chromium is not here")
        return
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser:  # fmt: skip
        page = browser.new_page()
        painted = {}
        for address in addresses:
            page.goto(f"http://localhost:{port}{address}")
            page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
            painted[address] = page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime")  # fmt: skip
        worst = max(painted, key=lambda address: painted[address])
        print(f"first paint: median {statistics.median(painted.values()):.0f} ms, the latest {painted[worst]:.0f} ms (promised 1500), {worst}")  # fmt: skip
        page.goto(f"http://localhost:{port}/map")
        page.wait_for_selector("input[type=range]")
        page.wait_for_load_state("networkidle")
        moved = [page.evaluate(MOVED, step) for step in (-1, -2, -3, -5, -8, -13, -2, -1)]
        print(f"slider to map drawn anew: median {statistics.median(moved):.0f} ms, the slowest {max(moved):.0f} ms (promised 150)")  # fmt: skip


#: Moves the slider by some years and waits for the first change within the drawing, and for the frame that shows it.
MOVED = """(step) => new Promise((done) => {
    const slider = document.querySelector("input[type=range]")
    const begun = performance.now()
    const watch = new MutationObserver(() => {
        watch.disconnect()
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0))
    })
    const attributes = { subtree: true, childList: true, attributes: true }
    for (const drawing of document.querySelectorAll("main svg")) watch.observe(drawing, attributes)
    slider.value = Number(slider.value) + step
    slider.dispatchEvent(new Event("input", { bubbles: true }))
    slider.dispatchEvent(new Event("change", { bubbles: true }))
})"""


def beside_datasette(home: Path, folder: Path, ours: dict[str, float]) -> None:
    """Tell what datasette takes for a page of each table and for its JSON, and the ratio of ours to it."""
    uv = shutil.which("uv")
    fetched = uv and subprocess.run([uv, "tool", "run", "--from", "datasette", "datasette", "--version"], capture_output=True, check=False)  # fmt: skip
    if not uv or not fetched or fetched.returncode:
        print("datasette: not measured, as uv cannot fetch it here")
        return
    database = folder / "record.db"
    as_sqlite(home, database)
    command = [uv, "tool", "run", "--from", "datasette", "datasette", "serve", str(database)]
    with served(command, home, folder / "compiled") as (port, started, _process):
        print(f"{fetched.stdout.decode().strip()}, tables {', '.join(TABLES)}: start {started:.2f} s")
        for ending, accept, what in (("", "text/html", "pages"), (".json?_shape=objects", "application/json", "JSON")):
            theirs = [f"/record/{table}{ending}" for table in TABLES]
            for address in theirs:
                timed(port, address)
            took = p95(under_load(port, theirs, accept, 10))
            print(f"datasette, {what}: p95 at {CLIENTS} clients {took:.0f} ms; comity {ours[what] / took:.3f} × that")


@contextmanager
def served(command: Sequence[str], home: Path, compiled: Path) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """Serve on a free port; give it, the seconds to the first answer, and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"COMITY_HOME": str(home), "PYTHONPYCACHEPREFIX": str(compiled)}
    begun = time.perf_counter()
    process = subprocess.Popen([*command, "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
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


def asset(port: int) -> str:
    """Give the address of a style."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/sources")
    text = connection.getresponse().read().decode()
    return text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]


def memory(process: subprocess.Popen[bytes], what: str = "VmRSS") -> float:
    """Give the memory that a process holds, or held at most (``VmHWM``), in MiB."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return float("nan")
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


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
