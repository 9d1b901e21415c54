"""Ten thousand approvals and edits at once: nothing is lost, and what each costs beside a bare transaction of the same database.

Each of many threads takes the next thing to do: an edit of one of a few records, seen at the version that was read (whoever comes
second is told and tries again), or a key over a submission of its own. Afterwards every edit that was acknowledged is a version, every
approval stands once, and the log's tree is recomputed from its leaves. SQLite always; PostgreSQL where its programs are here.

``python benchmarks/bench_office_load.py [number] [threads]``
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from clock import ROOT
from sqlalchemy import func, select, text

sys.path.insert(0, str(ROOT / "tests"))

from comity.model.errors import Busy
from comity.oversight import approving, records
from comity.oversight.log.merkle import Peaks, leaf_hash
from comity.oversight.storage.engine import Scope, open_database
from comity.oversight.storage.tables import approval, log_entry, log_head, record, version
from oversight import postgres
from oversight.world import World, world

NUMBER, THREADS, RECORDS = 10_000, 64, 100


def main(number: int = NUMBER, threads: int = THREADS) -> None:
    with tempfile.TemporaryDirectory() as place, databases(Path(place)) as urls:
        for name, url in urls.items():
            home = Path(place) / name
            home.mkdir(mode=0o755)
            tell(name, load(world(url, home).found(), number, threads))


def load(here: World, number: int, threads: int) -> dict[str, float]:
    """Do it, hold what stands against what was acknowledged, and give counts and times."""
    edited = [here.write() for _ in range(RECORDS)]
    waiting = [here.submit(here.write()) for _ in range(number // 2)]
    payloads = {digest: here.payload(digest) for digest in waiting}
    mike = here.people["mike"]
    signed = {digest: mike.signs(payload) for digest, payload in payloads.items()}
    done: Counter[str] = Counter()

    def edit(which: str) -> None:
        while True:
            with here.look("anna") as look:
                saw = records.read(look, which)["version"]
            try:
                here.write(which=which, saw=saw)
            except Busy:
                done["told to try again"] += 1
            else:
                done[which] += 1
                return

    def turn(digest: str) -> None:
        with here.act("mike") as act:
            approving.approve(act, digest, "military", mike.key, signed[digest])
        done["approved"] += 1

    todo: list[Callable[[], None]] = []
    for place, digest in enumerate(waiting):
        todo += [lambda one=digest: turn(one), lambda one=edited[place % RECORDS]: edit(one)]  # type: ignore[misc]
    began = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for one in [pool.submit(one) for one in todo]:
            one.result()
    took = time.perf_counter() - began

    with here.office.database.read(Scope.SYSTEM) as con:
        for which in edited:
            latest = con.scalars(select(record.c.version).where(record.c.record == which)).one()
            stand = con.scalar(select(func.count()).select_from(version).where(version.c.record == which))
            assert latest == stand == done[which] + 1, (which, latest, stand, done[which])
        assert con.scalar(select(func.count()).select_from(approval)) == done["approved"] == len(waiting)
        peaks = Peaks.parse(0, b"")
        for leaf in con.scalars(select(log_entry.c.leaf).order_by(log_entry.c.seq)):
            peaks, _ = peaks.append(leaf_hash(leaf.encode()))
        head = con.execute(select(log_head)).one()
        assert (head.size, bytes(head.peaks)) == (peaks.size, peaks.serialise())
    bare = floor(here, 300)
    return {"acts": len(todo), "seconds": took, "each": took / len(todo), "bare": bare, "again": done["told to try again"], "leaves": head.size}  # fmt: skip


def floor(here: World, times: int) -> float:
    """Give the seconds of a bare transaction that writes one row of a like length."""
    database = here.office.database
    with database.write(Scope.SYSTEM) as con:
        con.execute(text("create table bare (id integer primary key, leaf text)"))
    began = time.perf_counter()
    for one in range(times):
        with database.write(Scope.SYSTEM) as con:
            con.execute(text("insert into bare values (:id, :leaf)"), {"id": one, "leaf": "x" * 400})
    return (time.perf_counter() - began) / times


def tell(name: str, found: dict[str, float]) -> None:
    print(f"{name}: {found['acts']:,.0f} acts in {found['seconds']:.1f} s, {found['each'] * 1000:.2f} ms each, {found['each'] / found['bare']:.1f} × a bare transaction ({found['bare'] * 1000:.2f} ms); {found['again']:,.0f} edits were told to try again; {found['leaves']:,.0f} entries; nothing lost", flush=True)  # fmt: skip


@contextmanager
def databases(place: Path) -> Iterator[dict[str, str]]:
    """Give an empty database of each kind that is here."""
    urls = {"sqlite": f"sqlite:///{place / 'office.db'}"}
    if postgres.programs() is None:
        print("NOT RUN: PostgreSQL is not here (Debian's package postgresql)")
        yield urls
        return
    place.chmod(0o755)
    server, used = postgres.shared(place)
    server.as_admin("create database office_load owner office")
    urls["postgresql"] = server.url("office_load")
    try:
        for url in urls.values():
            open_database(url, create=True).close()
        yield urls
    finally:
        used.close()


if __name__ == "__main__":
    main(*(int(said) for said in sys.argv[1:]))
