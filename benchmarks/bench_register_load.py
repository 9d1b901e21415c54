"""The register with a hundred thousand activities: fifty people at once, on SQLite and on PostgreSQL.

A server in a process of its own answers fifty browsers that are signed in as people of the office. First one browser alone: what each
page costs the server's processor, beside the floor, which is the same rows asked of the database in one bare statement. Then all fifty
with one to three seconds between two pages, as people read; then all fifty without any pause. PostgreSQL where its programs are here.

``python benchmarks/bench_register_load.py [number of activities] [folder to keep the office in]``
"""

from __future__ import annotations

import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import register_many
from bench_office_load import databases
from clock import ROOT
from sqlalchemy import text

from comity.oversight.desk import Office
from comity.oversight.people import sessions
from comity.oversight.storage.backup import backup, restore
from comity.oversight.storage.engine import Scope, open_database
from comity.register import calendar, listing

NUMBER, USERS, TURNS = 100_000, 50, 6
P95, YEAR = 0.250, 0.150
TICKS = os.sysconf("SC_CLK_TCK")
CALENDAR = "select {columns} from item where kind = 'activity' and start between '2026-01-01' and '2026-12-31' order by start limit 1000"
LIST = "select * from item where kind = 'activity' order by start desc, record limit 50"
#: Each page with the statement that asks for the same rows.
PAGES = {
    "list": ("/register/activity", LIST),
    "list, page 900": ("/register/activity?page=900", LIST + " offset 44950"),
    "list by title": ("/register/activity?order=title", "select * from item where kind = 'activity' order by title, record limit 50"),
    "list of mine": ("/register/activity?owner=me", "select * from item where kind = 'activity' and owner = :me order by start desc, record limit 50"),
    "search": ("/register/activity?words=granite+lantern", "select * from item where kind = 'activity' and words like '%granite%' and words like '%lantern%' order by start desc, record limit 50"),
    "list as JSON": ("/register/activity?format=json", LIST),
    "record": ("/register/activity/{record}", "select * from version where record = :record"),
    "all kinds": ("/register", "select kind, count(*) from item group by kind"),
    "start": ("/", "select 1"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What one page took, in seconds."""

    page: str
    took: float
    status: int


def main(number: int = NUMBER, folder: str = "") -> None:
    with tempfile.TemporaryDirectory() as made, databases(Path(made)) as urls:
        place = Path(folder or made)
        home, copy, url = place / "home", place / "copy.zip", f"sqlite:///{place / 'office.db'}"
        if not copy.exists():
            open_database(url, create=True).close()
            began = time.perf_counter()
            office = register_many.office(url, home)
            register_many.fill(office, number)
            backup(office.office.database, copy)
            office.office.close()
            print(f"{number:,} activities put in, in {time.perf_counter() - began:.0f} s", flush=True)
        wrong = measure("sqlite", url, home)
        if "postgresql" in urls:
            began = time.perf_counter()
            restore(copy, urls["postgresql"], replace=True)
            with open_database(urls["postgresql"]) as there, there.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as con:  # fmt: skip
                con.exec_driver_sql("vacuum analyze")
            print(f"the same in PostgreSQL, in {time.perf_counter() - began:.0f} s", flush=True)
            wrong += measure("postgresql", urls["postgresql"], home)
    sys.exit("\n".join(wrong) if wrong else 0)


def measure(name: str, url: str, home: Path) -> list[str]:
    """Measure on one database, print it, and give the promises that do not hold."""
    office = Office.open(url, home)
    with closing(office):
        tokens, me, record = users(office)
        wrong = services(name, office, me)
        with server(url, home) as (process, port):
            alone(name, office, port, process, tokens[0], me, record)
            for said, least, most in (("1 to 3 s between two pages", 1.0, 3.0), ("without a pause", 0.0, 0.0)):
                found = at_once(port, tokens, record, least, most)
                worst = tell(f"{name}, {len(tokens)} at once, {said}", found)
                if least and worst > P95:
                    wrong.append(f"{name}: p95 is {worst * 1000:.0f} ms, not {P95 * 1000:.0f}")
    return wrong


def users(office: Office) -> tuple[list[str], str, str]:
    """Sign fifty people in, and give their sessions, the first one's identity, and a record that all of them read."""
    with office.database.read(Scope.SYSTEM) as con:
        people = dict(con.execute(text("select login, person from person where login is not null")).all())
        record = str(con.scalar(text("select record from item where kind = 'activity' and state = 'in force' order by record limit 1")))  # fmt: skip
    authors = [people[one] for one in sorted(people) if one.startswith("author")] + [people["anna"], people["carl"], people["mike"]]  # fmt: skip
    tokens = []
    for number in range(USERS):
        with office.act() as act:
            tokens.append(sessions.begin(act, authors[number % len(authors)], 2, None, None))
    return tokens, authors[0], record


def services(name: str, office: Office, me: str) -> list[str]:
    """Measure the calendar of a year, and lists, without any page."""
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    wrong = []
    with office.look(me, factors=2) as look:
        for said, ask, bare in (
            ("calendar of a year, counted by day", lambda: calendar.tally(look, since, until), "select start, count(*) from item where kind = 'activity' and start between '2026-01-01' and '2026-12-31' group by start"),
            ("calendar of a year, its first 1,000", lambda: calendar.agenda(look, since, until), CALENDAR.format(columns="*")),
            ("calendar of a month", lambda: calendar.agenda(look, date(2026, 5, 1), date(2026, 5, 31)), CALENDAR.format(columns="*").replace("2026-01-01", "2026-05-01").replace("2026-12-31", "2026-05-31")),
            ("fifty activities, and how many there are", lambda: listing.listed(look, listing.Asked(kinds=("activity",))), LIST),
        ):  # fmt: skip
            ask()
            took, floor = median(ask), median(lambda sql=bare: look.con.execute(text(sql)).all())  # type: ignore[misc]
            print(f"{name}: {said}: {took * 1000:.1f} ms, {took / floor:.1f} × bare SQL ({floor * 1000:.1f} ms)", flush=True)  # fmt: skip
            if "year" in said and took > YEAR:
                wrong.append(f"{name}: {said} takes {took * 1000:.0f} ms, not {YEAR * 1000:.0f}")
    return wrong


def median(ask: object, times: int = 7) -> float:
    """Give the seconds of the middle one of some runs."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        ask()  # type: ignore[operator]
        took.append(time.perf_counter() - began)
    return statistics.median(took)


SERVE = """
import sys
from pathlib import Path
import uvicorn
from comity.oversight.desk import Office
from comity.web.office import app
# All fifty browsers of the benchmark have one address.
app.BURST, app.STEADY = 10**9, 10.0**9
uvicorn.run(app.create_office_app(Office.open(sys.argv[1], Path(sys.argv[2]))), port=int(sys.argv[3]), log_level="warning", access_log=False, timeout_keep_alive=600)
"""


@contextmanager
def server(url: str, home: Path) -> Iterator[tuple[int, int]]:
    """Serve the office, and give the server's process and port."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, url, str(home), str(port)], cwd=ROOT)
    try:
        for _ in range(600):
            try:
                Browser(port, "").get("/signin")
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(30)


class Browser:
    """A connection that is kept open, with a session."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=120)
        self.headers = {"Cookie": f"comity-office={token}", "Accept": "text/html"}

    def get(self, address: str) -> int:
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


def spent(process: int) -> float:
    """Give the seconds that a process has had of the processor."""
    said = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(said[11]) + int(said[12])) / TICKS


def alone(name: str, office: Office, port: int, process: int, token: str, me: str, record: str) -> None:
    """Print what each page costs when nobody else asks."""
    browser = Browser(port, token)
    for page, (address, bare) in PAGES.items():
        asked = address.format(record=record)
        assert browser.get(asked) == 200, asked
        before, took = spent(process), []
        for _ in range(20):
            began = time.perf_counter()
            browser.get(asked)
            took.append(time.perf_counter() - began)
        cpu = (spent(process) - before) / 20
        with office.database.read(Scope.SYSTEM) as con:
            given = {word: value for word, value in (("me", me), ("record", record)) if f":{word}" in bare}
            floor = median(lambda sql=bare, given=given, con=con: con.execute(text(sql), given).all())  # type: ignore[misc]
        middle = statistics.median(took)
        print(f"{name}: {page}: {middle * 1000:.1f} ms, {cpu * 1000:.1f} ms of the server's processor; {middle / floor:.1f} × bare SQL ({floor * 1000:.1f} ms)", flush=True)  # fmt: skip


def at_once(port: int, tokens: Sequence[str], record: str, least: float, most: float) -> list[Asked]:
    """Let all ask for all pages in turn, each beginning elsewhere."""
    pages = [(page, address.format(record=record)) for page, (address, _) in PAGES.items()]
    found: list[Asked] = []

    def reads(number: int, token: str) -> None:
        chance, browser = random.Random(number), Browser(port, token)
        time.sleep(chance.uniform(0, most))
        for turn in range(TURNS):
            page, address = pages[(number * 5 + turn) % len(pages)]
            began = time.perf_counter()
            status = browser.get(address)
            found.append(Asked(page, time.perf_counter() - began, status))
            time.sleep(chance.uniform(least, most))

    threads = [threading.Thread(target=reads, args=one) for one in enumerate(tokens)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def tell(said: str, found: Sequence[Asked]) -> float:
    """Print the percentiles, and give the 95th."""
    assert all(one.status == 200 for one in found), {one.status for one in found}
    took = sorted(one.took for one in found)
    p95 = took[int(len(took) * 0.95)]
    print(f"{said}: {len(took)} pages, median {statistics.median(took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms", flush=True)  # fmt: skip
    for page in PAGES:
        of = sorted(one.took for one in found if one.page == page)
        if of:
            print(f"    {page}: median {statistics.median(of) * 1000:.0f} ms, longest {of[-1] * 1000:.0f} ms", flush=True)  # fmt: skip
    return p95


if __name__ == "__main__":
    main(*(int(said) for said in sys.argv[1:2]), *sys.argv[2:3])
