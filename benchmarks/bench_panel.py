"""Panels beside what one would run otherwise, each in a fresh process: seconds, and the largest memory of that process.

The same frame is made four times: by comity; by plain pandas merges of the publishers' files; by one hand-written DuckDB
query over those files; and by bare numpy gathers from comity's record, which keep no account of what is unknown beyond NaN:
that is the floor. Imports are not counted. All four must give the same sum, or nothing is printed but the difference.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import panel_others
import pyarrow as pa
import pyarrow.compute as pc
from clock import COMITY, mirror

from comity.panel import assemble, dyads
from comity.panel.group import groups

SOURCES = ("atop", "states-cow-gw", "geography", "cow-nmc", "democracy-isard", "gml-mid")
GROUPS = ("atop", "majors", "contiguity", "capital-distance", "nmc", "democracy")
PROMISED_SUM = 152131.648579
RUNS = 3


def comity_panel(home: Path, first: int = 1816, last: int = 2020, *more: str) -> pa.Table:
    return dyads(first, last, directed=True, home=home).add(*GROUPS, *more).to_arrow()


def written(home: Path) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder:
        dyads(1816, 2020, directed=True, home=home).add(*GROUPS).write(Path(folder) / "panel.parquet")
    return None


def months(home: Path) -> int:
    import pyarrow.parquet as pq

    plan = dyads(1816, 2020, directed=True, by="month", home=home).add("atop", "contiguity", "nmc", "democracy")
    rows = 0
    with tempfile.TemporaryDirectory() as folder:
        writer = None
        for table in plan.batches():
            writer = writer or pq.ParquetWriter(Path(folder) / "months.parquet", table.schema)
            writer.write_table(table)
            rows += len(table)
        if writer is not None:
            writer.close()
    return rows


#: Contender → how its frame is made. Those of the second line take the mirror instead of the home.
TASKS: dict[str, Callable[[Path, Path], Any]] = {
    "comity": lambda home, files: comity_panel(home),
    "numpy": lambda home, files: panel_others.by_numpy(home),
    "pandas": lambda home, files: panel_others.by_pandas(files),
    "duckdb": lambda home, files: panel_others.by_duckdb(files),
    "disputes": lambda home, files: comity_panel(home, 1816, 2010, "gml-mid", "spells"),
    "disputes by numpy": lambda home, files: panel_others.disputes_by_numpy(home),
    "disputes by pandas": lambda home, files: panel_others.disputes_by_pandas(files),
    "disputes by duckdb": lambda home, files: panel_others.disputes_by_duckdb(files),
    "written": lambda home, files: written(home),
    "to 1914": lambda home, files: comity_panel(home, 1816, 1914),
    "to 1970": lambda home, files: comity_panel(home, 1816, 1970),
    "months": lambda home, files: months(home),
}


def run(task: str, home: Path, files: Path) -> None:
    """Run one task in this process and print what it took."""
    groups()
    assert assemble.WORKERS and duckdb.__version__
    begun, worked = time.perf_counter(), time.process_time()
    made = TASKS[task](home, files)
    seconds, work = time.perf_counter() - begun, time.process_time() - worked
    told: dict[str, Any] = {
        "seconds": seconds,
        "work": work,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10,
    }
    if isinstance(made, int):
        told["rows"] = made
    elif isinstance(made, pa.Table):
        told |= {"rows": made.num_rows, "columns": made.num_columns}
        told["sum"] = sum(pc.sum(made[name]).as_py() for name in _summed(made.column_names))
    elif made is not None:
        told |= {"rows": len(made["ccode1"]), "columns": len(list(made))}
        told["sum"] = float(sum(np.nansum(made[name]) for name in _summed(list(made))))
    print(json.dumps(told))


def _summed(names: list[str]) -> list[str]:
    return ["gmlmidonset", "init1", "gmlmidspell"] if "gmlmidspell" in names else ["cinc1", "atop_defense"]


def race(tasks: list[str], home: Path, files: Path, runs: int = RUNS) -> dict[str, dict[str, Any]]:
    """Run tasks in turn, each in a process of its own; the quickest run of each counts, and its largest memory."""
    # The modules are compiled once, by the first run, wherever the interpreter is told not to keep them.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
    best: dict[str, dict[str, Any]] = {}
    for _ in range(runs):
        for task in tasks:
            done = subprocess.run(
                [sys.executable, __file__, task, str(home), str(files)], env=env, check=True, capture_output=True
            )
            told = json.loads(done.stdout)
            if task not in best or told["seconds"] < best[task]["seconds"]:
                best[task] = told
    return best


def show(task: str, told: dict[str, Any], beside: str = "") -> None:
    rows = f"{told['rows']:,} rows, " if "rows" in told else ""
    columns = f"{told['columns']} columns, " if "columns" in told else ""
    print(
        f"  {task:19}{told['seconds']:8.2f} s ({told['work']:6.2f} s of processors)  {told['peak']:7.0f} MB  {rows}{columns}{beside}"
    )


def main() -> None:
    files = mirror()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        env = os.environ | {"COMITY_HOME": folder, "COMITY_MIRROR": str(files)}
        for command in ("pull", "build"):
            subprocess.run([COMITY, command, *SOURCES], env=env, check=True, capture_output=True)
        best = race(["comity", "numpy", "duckdb", "pandas"], home, files)
        wrong = {task: told["sum"] for task, told in best.items() if abs(told["sum"] - PROMISED_SUM) > 1e-6}
        if wrong:
            sys.exit(f"sum(cinc1) + sum(atop_defense) should be {PROMISED_SUM}; it is {wrong}")
        floor = best["numpy"]["seconds"]
        print("directed dyad-years 1816–2020 (promised: 1.3 × numpy, 1,000 MB)")
        for task, told in best.items():
            show(task, told, f"{told['seconds'] / floor:.2f} × numpy, sum {told['sum']:.6f}")
        print("with disputes and spells, 1816–2010 (promised: 2 s)")
        contest = race(["disputes", "disputes by numpy", "disputes by duckdb", "disputes by pandas"], home, files)
        for task, told in contest.items():
            ratio = told["seconds"] / contest["disputes by numpy"]["seconds"]
            show(task, told, f"{ratio:.2f} × numpy, onsets, initiations and spells {told['sum']:,.0f}")
        more = race(["written", "to 1914", "to 1970"], home, files)
        print("written to parquet, beside in memory (promised: 1.5 s more)")
        show("written", more["written"], f"{more['written']['seconds'] - best['comity']['seconds']:.2f} s more")
        print("three sizes (promised: linear; reading the record costs the same whatever the size)")
        before = {"seconds": 0.0, "rows": 0}
        for task, told in (("to 1914", more["to 1914"]), ("to 1970", more["to 1970"]), ("to 2020", best["comity"])):
            slope = (told["seconds"] - before["seconds"]) / (told["rows"] - before["rows"]) * 1e6
            show(task, told, f"{slope:.2f} s for each further million rows" if before["rows"] else "")
            before = told
        print("dyad-months 1816–2020, streamed to parquet (promised: 2,000 MB)")
        show("comity", race(["months"], home, files, 1)["months"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
