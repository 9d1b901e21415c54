"""Twenty thousand records brought in from Excel: read, reported and taken, beside what merely reads the file.

Each row is read by its type, held against the rules of its kind, decided by the policy, and written as a record with its leaf in the log.
The floor is the same file in pandas, read by openpyxl and by calamine, which checks nothing and writes nothing. SQLite always;
PostgreSQL where its programs are here.

``python benchmarks/bench_register_import.py [rows]``
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_office_load import databases
from clock import ROOT

sys.path.insert(0, str(ROOT / "tests"))

import pandas as pd
from sqlalchemy import func, select

from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import record
from comity.register import writing
from comity.register.kinds import kind_of
from comity.register.sheets.gathering import Gathered, Record
from comity.register.sheets.reading import read
from comity.register.sheets.report import report
from comity.register.sheets.taking import take
from comity.register.sheets.workbook import as_workbook
from oversight.world import World, world

ROWS, LIMIT = 20_000, 30.0


def main(rows: int = ROWS) -> None:
    with tempfile.TemporaryDirectory() as place, databases(Path(place)) as urls:
        for name, url in urls.items():
            home = Path(place) / name
            home.mkdir(mode=0o755)
            bring(name, world(url, home).found(), rows)


def bring(name: str, here: World, rows: int) -> None:
    data = workbook(here, rows)
    floors = {engine: timed(lambda engine=engine: pd.read_excel(io.BytesIO(data), sheet_name="activity", engine=engine))[1] for engine in ("openpyxl", "calamine")}  # fmt: skip
    file, reading = timed(lambda: read("activities.xlsx", data))
    told: list[int] = []
    with here.look("anna") as look:
        found, reporting = timed(lambda: report(look, file, lambda done, _: told.append(done)))
    assert found.counts["new"] == rows and not found.troubles, (found.counts, found.troubles[:3])
    began, busy = time.perf_counter(), time.process_time()
    with here.act("anna") as act:
        take(act, file, progress=lambda done, _: told.append(done))
    taking, busy = time.perf_counter() - began, time.process_time() - busy
    with here.office.database.read(Scope.SYSTEM) as con:
        assert con.scalar(select(func.count()).select_from(record).where(record.c.kind == "activity")) == rows
    whole = reading + taking
    floor = floors["openpyxl"]
    print(f"{name}: {rows:,} activities, {len(data) / 1e6:.1f} MB: read {reading:.1f} s, reported {reporting:.1f} s, taken {taking:.1f} s (of the processor {busy:.1f} s); read and taken {whole:.1f} s, promised {LIMIT:.0f} s; progress told {len(told):,} times", flush=True)  # fmt: skip
    print(f"  reading alone: pandas with openpyxl {floor:.1f} s, with calamine {floors['calamine']:.1f} s; the whole is {whole / floor:.1f} × the former, the reading {reading / floor:.2f} ×", flush=True)  # fmt: skip


def timed(what: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return what(), time.perf_counter() - began


def workbook(here: World, rows: int) -> bytes:
    """Make a workbook of new activities as an office keeps them: twenty fields, a programme and an owner each."""
    anna = here.people["anna"].person
    with here.act("anna") as act:
        partner, _ = writing.save(act, "partner", {"title": "Norland", "type": "industry", "label": "internal", "owner": anna})  # fmt: skip
    kind = kind_of("activity")
    made = Gathered("o_x", anna, datetime(2026, 3, 2, tzinfo=UTC), "internal", ("activity",), names={anna: "Anna Example", partner: "Norland"})  # fmt: skip
    for number in range(rows):
        said = {
            "title": f"Seminar {number} of the navies", "label": "internal", "type": "staff-talk", "owner": anna, "domains": ["sea"], "authority": "Defence cooperation act, section 12",
            "start": f"2027-{number % 12 + 1:02}-{number % 28 + 1:02}", "end": f"2027-{number % 12 + 1:02}-28", "currency": "EUR", "amount": 1200 + number, "location": f"Norport, hall {number % 40}",
            "place": [59.4, 24.7], "states": ["JPN", "NOR"], "theory_of_change": "Staffs that know each other report incidents to each other. " * 3, "absorptive_capacity": "Two officers a year.",
        }  # fmt: skip
        made.records.append(
            Record("", kind, 1, "draft", {one: value for one, value in said.items() if kind.field(one)})
        )
    return as_workbook(made)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
