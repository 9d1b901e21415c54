"""How much of a panel is known: of each column, in each year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from comity.dossier.draw.axis import ticks
from comity.dossier.draw.legend import Entry, draw_legend, patterns
from comity.dossier.draw.svg import drawing, element, mark_of, shorten, words
from comity.store.texts import known_of, numbers_of

ROW, LEFT, WIDTH, STEPS = 15.0, 210.0, 1100.0, 5


@dataclass
class Known:
    """Rows and known cells by year."""

    first: int
    last: int
    rows: list[int] = field(default_factory=list)
    cells: dict[str, list[int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Give how many rows there are."""
        return sum(self.rows)

    def share(self, column: str) -> float | None:
        """Give which share of a column is known; None where there are no rows."""
        return sum(self.cells[column]) / self.total if self.total else None

    def years(self, column: str) -> tuple[int | None, int | None]:
        """Give the first and the last year of which anything is known."""
        found = [self.first + place for place, count in enumerate(self.cells[column]) if count]
        return (found[0], found[-1]) if found else (None, None)


def count(batches: Iterable[pa.Table], first: int, last: int) -> Known:
    """Count rows and known cells by year while batches go by."""
    span = last - first + 1
    rows = np.zeros(span, np.int64)
    cells: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    for batch in batches:
        place = numbers_of(batch.column("year")) - first
        here = np.bincount(place, minlength=span)
        rows += here
        for name in batch.column_names:
            column = batch.column(name)
            held = cells.setdefault(name, np.zeros(span, np.int64))
            if column.null_count == 0:
                held += here
            elif column.null_count < len(column):
                held += np.bincount(place[known_of(column)], minlength=span)
    return Known(first, last, rows.tolist(), {name: held.tolist() for name, held in cells.items()})


def draw_known(known: Known, columns: Sequence[str], title: str, legend: Mapping[str, str]) -> str:
    """Draw the heat map: a line for each column, a cell for each year.

    Parameters
    ----------
    legend
        The words for ``none`` (nothing is known), ``some`` (a share, with two numbers), ``all`` and ``norows``.
    """
    if not columns:
        return ""
    span = known.last - known.first + 1
    across = (WIDTH - LEFT - 10) / span
    bounds = [round(100 * step / STEPS) for step in range(STEPS + 1)]
    entries = [Entry("unknown", legend["none"])]
    entries += [Entry(f"v{step + 1}", legend["some"] % {"low": bounds[step], "high": bounds[step + 1]}) for step in range(STEPS - 1)]  # fmt: skip
    entries += [Entry("v5", legend["most"] % {"low": bounds[STEPS - 1]})]
    mark = mark_of(title, *columns)
    swatches, below = draw_legend(entries, 4, WIDTH - 10, mark)
    top = below + 26
    inside = [patterns(mark), swatches]
    for line, column in enumerate(columns):
        y = top + line * ROW
        inside.append(words(LEFT - 8, y + 11, shorten(column, 11, LEFT - 14), "small end"))
        steps = [_step(cells, rows) for cells, rows in zip(known.cells[column], known.rows, strict=True)]
        begun = 0
        for place in range(1, span + 1):
            if place == span or steps[place] != steps[begun]:
                if steps[begun] is not None:
                    inside.append(_cell(known, column, begun, place, y, across, steps[begun] or 0, mark, legend))
                begun = place
    bottom = top + len(columns) * ROW
    for year in ticks(known.first, known.last):
        x = LEFT + (year - known.first + 0.5) * across
        inside.append(words(x, top - 6, str(year), "note middle"))
    return drawing("known", WIDTH, bottom + 6, title, title, *inside)


def _step(cells: int, rows: int) -> int | None:
    """Give None without rows, 0 where nothing is known, else the fifth in which the share lies."""
    if not rows:
        return None
    return min(int(STEPS * cells / rows) + 1, STEPS) if cells else 0


def _cell(known: Known, column: str, begun: int, ended: int, y: float, across: float, step: int, mark: str, legend: Mapping[str, str]) -> str:  # fmt: skip
    rows, cells = sum(known.rows[begun:ended]), sum(known.cells[column][begun:ended])
    years = f"{known.first + begun}" if ended == begun + 1 else f"{known.first + begun}–{known.first + ended - 1}"
    share = cells / rows
    told = legend["none"] if not cells else "100 %" if cells == rows else f"{min(max(100 * share, 0.1), 99.9):.1f} %"
    box: dict[str, str | float | None] = {"x": LEFT + begun * across, "y": y + 1, "width": (ended - begun) * across, "height": ROW - 2}  # fmt: skip
    box |= {"class": f"v{step}"} if step else {"fill": f"url(#{mark}-unknown)"}
    return element("rect", box, element("title", {}, f"{column}, {years}: {told}"))


__all__ = ["Known", "count", "draw_known"]
