"""All cheap measures for all states and years 1950–2024, and an answer of ``comity measure`` from the cache.

Promised: 30 s for the measures of states, 1.5 s for the answer. Beside them: CINC by a bare numpy reading of the same
components, and ``comity --help``, which is what starting costs. Measures of pairs, members, groups and regions are timed
too, as they are computed for all of these at once.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import duckdb
import numpy as np
from clock import COMITY, mirror, race, report

from comity.catalogue.build import build
from comity.catalogue.fetch import pull
from comity.measures.answer import compute, computed
from comity.measures.contract import find, ids
from comity.model.errors import NotHere
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record

FIRST, LAST = 1950, 2024
CINC = "capability.cinc"


def main() -> None:
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        pull(mirror=place, home=home)
        build(home=home)
        with open_record(record_path(home)) as con:
            see_once(con)
            took = each(con)
            best = race(3, comity=lambda: compute(con, CINC, FIRST, LAST), numpy=lambda: bare(con))
            report(f"{CINC}, {FIRST}–{LAST}", best)
            computed(con, home, CINC)
        by_kind: dict[str, list[float]] = defaultdict(list)
        for name, seconds in took.items():
            by_kind[find(name).subject].append(seconds)
        for kind, every in sorted(by_kind.items()):
            promise = "; promised 30 s" if kind == "state" else ""
            print(f"{len(every)} cheap measures of {kind}s, all subjects, {FIRST}–{LAST}: {sum(every):.1f} s{promise}")
        slowest = sorted(took.items(), key=lambda one: -one[1])[:8]
        print("the slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slowest))
        answer(home)


def each(con: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Compute every measure that is not declared heavy and that this record allows, and give each one's seconds."""
    found = {}
    for name in [name for name in ids() if not find(name).heavy]:
        begun = time.perf_counter()
        try:
            compute(con, name, FIRST, LAST)
        except NotHere:
            continue
        found[name] = time.perf_counter() - begun
    return found


def bare(con: duckdb.DuckDBPyConnection) -> None:
    """Make CINC of the six components as one would in a script: no lists of states, no coverage, no contributions."""
    listed = "'military-expenditure', 'military-personnel', 'iron-steel-production', 'primary-energy-consumption', 'total-population', 'urban-population'"
    rows = con.execute(
        f"""select dense_rank() over (order by actor) as state, year("start") as year,
        list_position([{listed}], indicator) as component, value from figure
        where source = 'cow-nmc' and indicator in ({listed}) and year("start") between {FIRST} and {LAST}"""
    ).fetchnumpy()
    shape = (6, int(rows["state"].max()), LAST - FIRST + 1)
    held = np.full(shape, np.nan)
    held[rows["component"] - 1, rows["state"] - 1, rows["year"] - FIRST] = rows["value"]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = held / np.nansum(held, axis=1, keepdims=True)
        known = np.isfinite(shares)
        np.where(known, shares, 0).sum(axis=0) / known.sum(axis=0)


def answer(home: Path) -> None:
    """Time an answer from the cache as a user waits for it, beside what starting costs."""
    environment = os.environ | {"COMITY_HOME": str(home)}
    words = [str(COMITY), "measure", CINC, "--subject", "Japan", "--year", "2016"]
    best = race(
        5,
        answer=lambda: subprocess.run(words, env=environment, check=True, capture_output=True),
        help=lambda: subprocess.run([str(COMITY), "--help"], env=environment, check=True, capture_output=True),
    )
    report(f"comity measure {CINC} --subject Japan, from the cache", best, "1.5 s")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
