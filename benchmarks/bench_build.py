"""The whole mirror to the record, beside the floor (DuckDB reading the same files and doing nothing with them)."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import duckdb
from clock import COMITY, mirror, peak_memory, race, report

from comity.catalogue.facts import discover


def main() -> None:
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"COMITY_HOME": folder, "COMITY_MIRROR": str(place)}
        subprocess.run([COMITY, "pull"], env=env, check=True, capture_output=True)

        def build() -> None:
            subprocess.run([COMITY, "build"], env=env, check=True, capture_output=True)

        def bare() -> None:
            with duckdb.connect() as con:
                con.execute("set threads = 2")
                for source in discover():
                    for number, file in enumerate(source.files):
                        path = (source.folder if source.ships else place / source.name) / file.name
                        read = (
                            f"read_parquet('{path}')"
                            if file.format == "parquet"
                            else f"read_csv('{path}', all_varchar = true, delim = '{file.delimiter}', encoding = '{file.encoding}', null_padding = true, ignore_errors = true)"
                        )
                        con.execute(f"create or replace table t{number} as from {read}")

        report("the whole mirror to the record", race(3, build=build, bare_duckdb=bare), "15 s")
        print(f"largest memory: {peak_memory():.2f} GiB; promised 1.5 GiB")
        record = Path(folder) / "record.duckdb"
        with duckdb.connect(str(record), read_only=True) as con:
            (rows,) = con.execute("select sum(rows) from source").fetchone() or (0,)
        print(f"the record: {rows:,} rows, {record.stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
