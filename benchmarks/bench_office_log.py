"""The office's log against its promises: an act in it ≤ 2 ms, the proof of any of a million entries ≤ 20 ms.

::

    python benchmarks/bench_office_log.py

An act is one transaction with its leaf, on the disk when it is told as done. Its floor is one INSERT and commit by bare ``sqlite3``, in
the same modes (WAL, ``synchronous = full``) on the same disk. The million entries are put there at once; proofs are of random ones.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from comity.oversight import reading
from comity.oversight.desk import Office
from comity.oversight.founding import found
from comity.oversight.log.leaf import Leaf
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.log.proof import verify_proof
from comity.oversight.storage.kinds import milliseconds

ACTS, PROOFS = 1000, 500
APPEND, PROOF = 2.0, 20.0


def timed(what: Callable[[], object], times: int) -> list[float]:
    """Give how long each of several calls took, in milliseconds."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        took.append((time.perf_counter() - begun) * 1000)
    return sorted(took)


def act(office: Office) -> None:
    """Do the smallest act that there is."""
    with office.act() as one:
        one.log("session.closed", on="p_a", open={"factors": 2})


def floor(folder: Path) -> Callable[[], None]:
    """Give one INSERT and commit by bare sqlite3, of a row as long as an entry."""
    con = sqlite3.connect(folder / "floor.db", isolation_level=None)
    con.execute("pragma journal_mode = wal")
    con.execute("pragma synchronous = full")
    con.execute("create table entry (seq integer primary key, leaf text not null) strict")

    def insert() -> None:
        con.execute("begin immediate")
        con.execute("insert into entry (leaf) values (?)", ("x" * 250,))
        con.execute("commit")

    return insert


def fill(office: Office, entries: int) -> None:
    """Put entries into the log at once, as so many acts would have."""
    con = sqlite3.connect(office.database.place)
    size, stored = con.execute("select size, peaks from log_head").fetchone()
    peaks, at = Peaks.parse(size, stored), datetime.now(UTC).replace(microsecond=0)
    nodes: list[tuple[int, int, bytes]] = []

    def rows() -> Iterator[tuple[object, ...]]:
        nonlocal peaks
        for seq in range(size, entries):
            text = Leaf(office.name, seq, at, "session.opened", "p_a", "p_a", None, {"factors": 2}, None).text()
            peaks, made = peaks.append(leaf_hash(text.encode()))
            nodes.extend(made)
            yield seq, milliseconds(at), "session.opened", "p_a", "p_a", text

    con.executemany('insert into log_entry (seq, at, act, "by", "on", leaf) values (?, ?, ?, ?, ?, ?)', rows())
    con.executemany("insert into log_node (level, place, hash) values (?, ?, ?)", nodes)
    con.execute("update log_head set size = ?, at = ?, peaks = ?", (peaks.size, milliseconds(at), peaks.serialise()))
    con.commit()
    con.close()


def told(what: str, took: list[float], promised: float | None = None) -> None:
    """Print the median and the slowest of a hundred, and whether the promise is kept: a busy disk alone can break it."""
    median, late = statistics.median(took), took[int(len(took) * 0.99)]
    mark = "" if promised is None else f"   promised ≤ {promised:g} ms: {'kept' if median <= promised else 'NOT KEPT'}"
    print(f"{what:48} {median:7.3f} ms   99 % ≤ {late:7.3f} ms{mark}")


def main(entries: int = 1_000_000) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office, _ = found(str(folder / "office.db"), folder)
        bare = timed(floor(folder), ACTS)
        timed(lambda: act(office), 50)
        appended = timed(lambda: act(office), ACTS)
        told("an act with its leaf, on the disk", appended, APPEND)
        told("floor: INSERT and commit by bare sqlite3", bare)
        print(f"{'ratio to the floor':48} {statistics.median(appended) / statistics.median(bare):7.2f}")
        begun = time.perf_counter()
        fill(office, entries)
        print(f"{entries:,} entries put there in {time.perf_counter() - begun:.0f} s")
        told(f"an act with its leaf, behind {entries:,} entries", timed(lambda: act(office), ACTS), APPEND)
        reading.latest(office)
        chance = random.Random(1)
        proved = timed(lambda: reading.proof(office, chance.randrange(entries)), PROOFS)
        told(f"the proof of one of {entries:,} entries", proved, PROOF)
        one = folder / "proof.json"
        one.write_text(reading.proof(office, entries // 3) + "\n", encoding="utf-8")
        assert verify_proof(one, office.key.vkey(office.origin)).holds
        with office.database.read() as con:
            bare = timed(lambda: reading._row(con, chance.randrange(entries)), PROOFS)
        told("floor: one entry read, in an open transaction", bare)
        print(f"{'ratio to the floor':48} {statistics.median(proved) / statistics.median(bare):7.2f}")
        office.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
