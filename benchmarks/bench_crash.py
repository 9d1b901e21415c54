"""kill -9 at a hundred moments of a write load, on SQLite and on PostgreSQL: what is lost, and what a round takes.

Of the rounds on PostgreSQL a third kill the writer, a third the process of the server that serves it, and a third the whole server.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from clock import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from comity.oversight.founding import found
from oversight import postgres
from oversight.crash import Crashes

ROUNDS = 100


def run(name: str, url: str, home: Path, server: postgres.Server | None = None) -> None:
    """Kill a hundred times on one database; a loss ends with an error."""
    crashes = Crashes(found(url, home)[0], url, 6, server)
    begun = time.perf_counter()
    for turn in range(ROUNDS):
        crashes.round(("writer", "backend", "server")[turn % 3] if server else "writer")
    each = (time.perf_counter() - begun) / ROUNDS
    left = crashes.left
    print(
        f"{name}: {ROUNDS} killings in {each * ROUNDS:.0f} s ({each:.2f} s each); {left.acknowledged:,} acts acknowledged, none lost; "
        f"{left.unacknowledged} stood whole before they could be acknowledged; no half act; the log verifies"
    )


def main() -> None:
    """Kill on both kinds of database."""
    with tempfile.TemporaryDirectory() as folder:
        run("SQLite", str(Path(folder) / "office.db"), Path(folder))
    if postgres.programs() is None:
        print("PostgreSQL: not run, as it is not here (Debian's package postgresql)")
        return
    server = postgres.make(fsync=True)
    try:
        server.as_admin("create database office owner office")
        with tempfile.TemporaryDirectory() as folder:
            run("PostgreSQL", server.url("office"), Path(folder), server)
    finally:
        postgres.stop(server)


if __name__ == "__main__":
    main()
