"""From estimates to files: the table by the ending of its name, with what the measure is and whom to cite beside it."""

from __future__ import annotations

import inspect
import json
from importlib import import_module
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from comity.catalogue.facts import discover
from comity.measures.answer import reach
from comity.measures.contract import find
from comity.model.errors import BadRequest
from comity.panel.citing import LISTS, join_citations, own_version
from comity.panel.outputs import together
from comity.store.home import own_sources_dir

ENDINGS = (".csv", ".parquet", ".xlsx", ".dta", ".json")

#: What the columns of a table of estimates are.
LABELS = {
    "subject": "whom the estimate is of, by key",
    "name": "whom the estimate is of, by name",
    "a": "key of the first state",
    "b": "key of the second state",
    "group": "key of the pact, organisation or mission",
    "member": "key of the member",
    "code": "code of the state in the list by which it counts",
    "code_a": "code of the first state",
    "code_b": "code of the second state",
    "period": "year",
    "value": "the estimate; empty where it is not known",
    "low": "lower end of 90 percent; empty where no interval is claimed",
    "high": "upper end of 90 percent",
    "interval_kind": "where low and high come from",
    "inputs": "of how many figures of the record it was made",
    "coverage": "share of what it would want to know that was known",
    "rank": "rank in that year, 1 the greatest; none without an interval",
    "rank_low": "lower end of 90 percent of the rank",
    "rank_high": "upper end of 90 percent of the rank",
    "unit": "of value, low and high",
    "method": "by which method",
    "version": "version of the method",
}


def save(con: duckdb.DuckDBPyConnection, home: Path, name: str, table: pa.Table, path: Path) -> list[Path]:
    """Write a table of estimates, what its measure is, and BibTeX of all it rests on: all of them whole, or none.

    Beside ``x.csv`` stand ``x.csv.about.md`` and ``x.csv.bib``.

    Raises
    ------
    BadRequest
        When the ending is none of those that can be written.
    CannotWrite
        When there is no such folder, no room or no right; what was there before stays.
    """
    check_ending(path)
    beside = [path.with_name(path.name + ending) for ending in (".about.md", ".bib")]
    with together(path, *beside) as (data, described, cited):
        _write(table, name, path.suffix.lower(), data)
        described.write_text(about(con, home, name), encoding="utf-8", newline="\n")
        cited.write_text(cite(con, name), encoding="utf-8", newline="\n")
    return [path, *beside]


def check_ending(path: Path) -> None:
    """Refuse a name whose ending says nothing.

    Raises
    ------
    BadRequest
        When it is none of those that can be written.
    """
    if path.suffix.lower() not in ENDINGS:
        raise BadRequest(
            "“%(name)s” ends in none of %(endings)s.",
            remedy="Name the file so that its ending says what it is.",
            name=path.name,
            endings=", ".join(ENDINGS),
        )


def _write(table: pa.Table, name: str, ending: str, path: Path) -> None:
    if ending == ".parquet":
        pq.write_table(table.replace_schema_metadata({"comity": own_version(), "comity.measure": name}), path)
    elif ending == ".json":
        path.write_text(json.dumps(table.to_pylist(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif ending == ".csv":
        csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))
    elif ending == ".xlsx":
        from comity.panel.sheet import check_size, write_sheet

        check_size(len(table), len(table.column_names))
        listed = [("column", "what it is"), *((column, LABELS[column]) for column in table.column_names)]
        with path.open("wb") as stream:
            write_sheet(stream, table.column_names, [table], listed, "estimates")
    else:
        from comity.panel.stata import Variable, kind_of, write_stata

        kinds = {pa.int16(): "int16", pa.int64(): "int32", pa.float64(): "float64", pa.string(): "text"}
        table = table.cast(pa.schema([(entry.name, pa.int32() if entry.type == pa.int64() else entry.type) for entry in table.schema]))  # fmt: skip
        variables = [
            Variable(entry.name, LABELS[entry.name], {}, kind_of(kinds.get(entry.type, "int32"), key=False, binary=False, values={}))
            for entry in table.schema
        ]  # fmt: skip
        with path.open("wb") as stream:
            write_stata(stream, variables, [table], f"comity {own_version()}: {name}")


def about(con: duckdb.DuckDBPyConnection, home: Path, name: str) -> str:
    """Say what a measure is, what it rests on and how far that reaches, as Markdown."""
    measure = find(name)
    least, greatest = (f"{bound:g}" for bound in measure.bounds)
    lines = [
        f"# {measure.title} ({name})\n",
        f"Made by comity {own_version()}. Unit: {measure.unit}. Bounds: {least} to {greatest}. More means "
        f"{measure.direction}. Method: {measure.method} (version {measure.version}). Interval: {measure.interval}.\n",
        inspect.cleandoc(import_module(f"comity.measures.{name}").__doc__ or "") + "\n",
        "## What it rests on\n",
    ]
    held = reach(con, measure)
    for need in measure.needs:
        told = f"looked from {held[need][0]} to {held[need][1]}" if need in held else "not in this record"
        lines.append(f"- `{need.layer}` of {need.source}: {told}{' (optional)' if need.optional else ''}")
    warnings = {source.name: source.warnings for source in discover(own_sources_dir(home))}
    for source in sorted({need.source for need in measure.needs}):
        lines += [f"- {source}, {warning.name}: {warning.text}" for warning in warnings.get(source, ())]
    return "\n".join(lines) + "\n"


def cite(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """Give BibTeX of comity, of the list of states, and of every source of the record that a measure rests on."""
    measure = find(name)
    wanted = sorted({need.source for need in measure.needs} | {LISTS[measure.system]})
    rows = con.execute(
        "select citation from source where list_contains($1, source) order by source", [wanted]
    ).fetchall()
    return join_citations(text for (text,) in rows)


__all__ = ["ENDINGS", "LABELS", "about", "check_ending", "cite", "save"]
