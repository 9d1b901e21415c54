"""Explanations of estimates for the terminal and for files: contributions that add up, and the rows behind each."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from comity.dossier.measured import digits
from comity.measures.contract import find
from comity.measures.explaining import Explanation

#: So many contributions, and rows behind each, are shown on the terminal; a file has all.
PARTS, ROWS = 30, 5


def print_explanations(found: Sequence[Explanation], out: Console) -> None:
    """Print contributions, the greatest first, and the first rows behind each."""
    for one in found:
        measure = find(one.name)
        out.print(f"\n[bold]{escape(measure.title)}[/bold], {escape(one.subject)}, {one.year}: {_value(one)}")
        if math.isnan(one.value):
            continue
        table = Table(box=None, pad_edge=False)
        table.add_column("contribution")
        table.add_column("amount", justify="right", no_wrap=True)
        table.add_column("rows", justify="right", no_wrap=True)
        ranked = sorted(one.contributions, key=lambda part: -abs(part.amount))
        for part in ranked[:PARTS]:
            told = f"{part.label} [dim]{escape(part.note)}[/dim]" if part.note else part.label
            table.add_row(told, f"{part.amount:+.4g}", f"{len(part.behind):,}" if part.behind else "")
        if len(ranked) > PARTS:
            rest = sum(part.amount for part in ranked[PARTS:])
            table.add_row(f"{len(ranked) - PARTS} more", f"{rest:+.4g}", "")
        table.add_row("together", f"{sum(part.amount for part in ranked):+.4g}", "")
        out.print(table)
        shown: set[tuple[str, str]] = set()
        for part in ranked:
            fresh = [row for row in part.behind if (row.source, row.source_row) not in shown]
            for row in fresh[:ROWS]:
                shown.add((row.source, row.source_row))
                cells = ", ".join(f"{name} {value}" for name, value in row.cells.items())
                out.print(f"[dim]{escape(row.source)} {escape(row.source_row)}[/dim] {escape(cells)}")
            if len(fresh) > ROWS:
                out.print(
                    f"[dim]and {len(fresh) - ROWS:,} more rows behind {escape(part.label)}: -o FILE writes all[/dim]"
                )


def _value(one: Explanation) -> str:
    if math.isnan(one.value):
        return "not known"
    interval = "" if math.isnan(one.low) else f" (90 % {digits(one.low)} to {digits(one.high)})"
    return f"{digits(one.value)}{interval}"


def as_json(found: Sequence[Explanation]) -> bytes:
    """Write explanations with all rows as JSON."""
    return (
        json.dumps([_plain(dataclasses.asdict(one)) for one in found], ensure_ascii=False, indent=1) + "\n"
    ).encode()


def as_csv(found: Sequence[Explanation]) -> bytes:
    """Write one line per contribution and row behind it, as CSV that Excel opens."""
    lines: list[dict[str, Any]] = []
    for one in found:
        for part in one.contributions:
            head = {"measure": one.name, "subject": one.subject, "year": one.year, "contribution": part.label, "amount": part.amount, "note": part.note}  # fmt: skip
            behind = [
                {"table": row.table, **row.cells, "source": row.source, "source_row": row.source_row}
                for row in part.behind
            ]
            lines += [head | row for row in behind] or [head]
    columns = list(dict.fromkeys(name for line in lines for name in line))
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return buffer.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value.isoformat() if isinstance(value, date) else value


__all__ = ["as_csv", "as_json", "print_explanations"]
