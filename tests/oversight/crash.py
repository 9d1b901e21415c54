"""Kill an office while it writes, and look what is left: nothing that was acknowledged is missing, and nothing stands half.

The writer is a process of its own, forked ready-made. It acts as the office does: a record, its version and their leaf in the log in
one transaction, then one line that says so. It is killed at a moment drawn by lot, or the server that it writes to is.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, text

from comity.model.errors import Busy, NotHere
from comity.oversight.desk import Office
from comity.oversight.log.merkle import Peaks
from comity.oversight.storage.backup import verify_log
from comity.oversight.storage.engine import Database, Scope, open_database
from comity.oversight.storage.tables import log_entry, organisation, person, record, version
from oversight import postgres, rows

THREADS = 2
#: The latest moment of a killing after the writer was ready, in seconds.
LATEST = 0.2


@dataclass
class Left:
    """What all rounds until now showed."""

    rounds: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0


class Crashes:
    """Rounds of writing and killing on one database."""

    def __init__(self, office: Office, url: str, seed: int, server: postgres.Server | None = None) -> None:
        self.url, self.server, self.chance = url, server, random.Random(seed)
        self.policy, self.key = office.policy, office.key
        self.said: set[str] = set()
        self.left = Left()
        with office.system() as act:
            act.con.execute(
                insert(organisation), {"organisation": "o", "name": "o", "side": "military", "added": rows.T}
            )
            act.con.execute(insert(person), {"person": "p", "organisation": "o", "status": "active", "added": rows.T})
            act.log("organisation.added", on="o", open={"side": "military"})
        # No connection goes through a fork.
        office.database.close()

    def round(self, what: str = "writer") -> None:
        """Start a writer; kill it, the process of the server that serves it, or the whole server; then look."""
        number = self.left.rounds
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            # That its server is gone is what this is about.
            logging.disable()
            try:
                self._write(number, writing)
            finally:
                os._exit(0)
        os.close(writing)
        # Mostly while it writes, now and then while it opens.
        if self.chance.random() < 0.9:
            os.read(reading, 1)
        time.sleep(self.chance.random() * LATEST)
        if what == "writer":
            os.kill(child, signal.SIGKILL)
        else:
            assert self.server is not None
            kill_server(self.server, whole=what == "server", chance=self.chance)
            time.sleep(0.01)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as stream:
            # A line that was not written to its end acknowledges nothing.
            fresh = {line.decode().strip() for line in stream.readlines() if line.endswith(b"\n")} - {""}
        self.said |= fresh
        self.left.rounds += 1
        self.left.acknowledged += len(fresh)
        self.look()

    def _write(self, number: int, writing: int) -> None:
        office = Office(open_database(self.url), self.policy, self.key)
        os.write(writing, b"\n")

        def one(thread: int) -> None:
            with suppress(NotHere, Busy):
                for turn in range(10_000):
                    name = f"r_{number}_{thread}_{turn}"
                    with office.system() as act:
                        act.con.execute(insert(record), {"record": name, "kind": "k", "organisation": "o", "author": "p", "state": "draft", "version": 1, "made": act.now})  # fmt: skip
                        act.con.execute(insert(version), {"record": name, "version": 1, "author": "p", "at": act.now, "content": {"text": "x" * 2000}})  # fmt: skip
                        act.log("record.written", on=name, open={"version": 1}, sealed={"text": name})
                    os.write(writing, f"{name}\n".encode())

        threads = [threading.Thread(target=one, args=(thread,)) for thread in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def look(self) -> None:
        """Hold what is there against what was acknowledged."""
        with self._opened() as database, database.read(Scope.SYSTEM) as con:
            records = set(con.execute(select(record.c.record)).scalars())
            versions = set(con.execute(select(version.c.record)).scalars())
            logged = con.execute(select(log_entry.c.on).where(log_entry.c.act == "record.written")).scalars().all()
            assert self.said <= records, f"acknowledged, and lost: {sorted(self.said - records)[:5]}"
            assert records == versions == set(logged) and len(logged) == len(records), "half an act stands"
            # Each thread may have been killed between the end of an act and its saying so.
            assert len(records - self.said) <= THREADS * self.left.rounds
            head = con.execute(text("select size, peaks from log_head")).one()
            verify_log(con, head.size, Peaks.parse(head.size, head.peaks).root())
            if database.dialect == "sqlite":
                assert con.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            self.left.unacknowledged = len(records - self.said)

    def _opened(self) -> Database:
        for _ in range(200):
            with suppress(NotHere):
                return open_database(self.url)
            # The server starts anew by itself when one of its processes was killed.
            time.sleep(0.05)
        return open_database(self.url)


def kill_server(server: postgres.Server, *, whole: bool, chance: random.Random) -> None:
    """Kill one of the processes that serve the office, or all of the server, and in that case start it anew."""
    postmaster = server.process
    children = [int(found.name) for found in Path("/proc").glob("[0-9]*") if _parent(found) == postmaster]
    if not whole:
        serving = [child for child in children if b"office" in Path(f"/proc/{child}/cmdline").read_bytes()]
        if serving:
            os.kill(chance.choice(serving), signal.SIGKILL)
        return
    for process in (postmaster, *children):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(postmaster, 0)
    for attempt in range(20):
        try:
            postgres.start(server, fsync=True)
            return
        except RuntimeError:
            # The processes that were killed may hold its memory for a moment yet.
            if attempt == 19:
                raise
            time.sleep(0.1)


def _parent(process: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    return None
