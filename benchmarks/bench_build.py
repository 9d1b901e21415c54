"""The whole mirror to the record, beside the floor (DuckDB reading the same files and doing nothing with them)."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import duckdb
from clock import COMITY, mirror, peak_memory, race, report

from comity.catalogue.facts import Source, discover

#: The sources for which the time is promised: those of the first release of the record.
FIRST = (
    "almanac", "atop", "cow-mid", "cow-nmc", "dcad", "embassies-wikidata", "gdp-worldbank", "geo-pko", "geography", "icb",
    "mme-exercises", "ucdp-acd", "unga-ideal-points", "us-troops", "vdem-simple",
)  # fmt: skip


def read_bare(source: Source, place: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Read a source's files as tables of text, and do nothing with them."""
    for number, file in enumerate(source.files):
        path = (source.folder if source.ships else place / source.name) / file.name
        if file.format == "parquet":
            con.execute(f"create or replace table t{number} as from read_parquet('{path}')")
        elif file.format == "csv":  # workbooks and GeoJSON DuckDB does not read by itself; they are small
            con.execute(
                f"""create or replace table t{number} as from read_csv('{path}', all_varchar = true, delim = '{file.delimiter}',
                encoding = '{file.encoding}', skip = {file.skip}, null_padding = true, ignore_errors = true, strict_mode = false, parallel = false)"""
            )


def main() -> None:
    place = mirror()
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"COMITY_HOME": folder, "COMITY_MIRROR": str(place)}
        subprocess.run([COMITY, "pull"], env=env, check=True, capture_output=True)

        held = [source for source in discover() if not source.brought]

        def build(*names: str) -> None:
            subprocess.run([COMITY, "build", *names], env=env, check=True, capture_output=True)

        def bare(*names: str) -> None:
            with duckdb.connect() as con:
                con.execute("set threads = 2")
                for source in held:
                    if not names or source.name in names:
                        read_bare(source, place, con)

        first = race(3, build=lambda: build(*FIRST), bare_duckdb=lambda: bare(*FIRST))
        report(f"the first {len(FIRST)} sources to the record", first, "15 s")
        report(f"the whole mirror, {len(held)} sources, to the record", race(2, build=build, bare_duckdb=bare))
        print(f"largest memory: {peak_memory():.2f} GiB; promised 1.5 GiB")
        record = Path(folder) / "record.duckdb"
        with duckdb.connect(str(record), read_only=True) as con:
            (rows,) = con.execute("select sum(rows) from source").fetchone() or (0,)
        print(f"the record: {rows:,} rows, {record.stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
