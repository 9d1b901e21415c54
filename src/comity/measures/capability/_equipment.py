"""Counts of equipment of the rDMC data, which are read out of The Military Balance by a program, and end in 2014.

Judgements
----------
- *Of what is not counted nothing is said.* A state without a row was not in the book; an empty cell stands where the book has
  the class without a number. A total of several classes is known only where each of them is.
- *A cell that the years about it contradict is set aside.* Some cells are double or broken: Russia has 6,060 tanks and
  fighting vehicles in 1997 and 1998, and 5,330 in 1999, between 23,120 and 40,300. A count of more than twice, or less
  than half, both the median of the five years before and that of the five years after is unknown, where neither of those
  is more than twice the other and five pieces or more are at stake. Nothing is put in its place. Errors that stay, and
  those at either end, are not found by it; a loss that was soon made good (Kuwait in 1991) is set aside with them.
- *Numbers that cannot be right are not offered.* Multi-role fighters (FGA, strike, tactical) are in none of the 69 classes, so
  that there are no combat aircraft to be had here; artillery, attack helicopters, transport vehicles and missiles are
  double or a tenth for years on end (the United States have 125,830 guns in 1980, Russia 923 in 1995);
  ballistic-missile submarines of the United States and the United Kingdom stand twice, under the strategic command and
  under the navy; aircraft carriers count ships in reserve, and India's from 2009 to 2013 the aircraft on them. Whether a
  state has any of a class is more often right than how many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from comity.measures.contract import Need, Validation
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags

if TYPE_CHECKING:
    import duckdb

SOURCE = "rdmc"
#: Years before and after a count that are asked whether it can be right.
WINDOW = 5


def needs_of(classes: Sequence[str]) -> tuple[Need, ...]:
    """Give the needs for some classes, by their names in the record."""
    return tuple(Need(SOURCE, f"figure.rdmc-{name}") for name in classes)


def contradicted(counts: Floats) -> Flags:
    """Say which counts the years before and after contradict together.

    Parameters
    ----------
    counts
        Shape (N, P), the years in order, NaN where not known.

    Returns
    -------
    ndarray
        Shape (N, P).

    Examples
    --------
    >>> contradicted(np.array([[12.0, 2.0, 12.0, 11.0, 30.0]])).tolist()
    [[False, True, False, False, False]]
    """
    states, years = counts.shape
    padded = np.full((states, years + 2 * WINDOW), np.nan)
    padded[:, WINDOW:-WINDOW] = counts
    before = _median([padded[:, back : back + years] for back in range(WINDOW)])
    after = _median([padded[:, ahead : ahead + years] for ahead in range(WINDOW + 1, 2 * WINDOW + 1)])
    least, most = np.minimum(before, after), np.maximum(before, after)
    with np.errstate(invalid="ignore"):
        apart = (counts > 2 * most) | (counts < least / 2)
        stake = np.minimum(np.abs(counts - least), np.abs(counts - most)) >= 5
        found: Flags = apart & stake & (most <= 2 * least)
    return found


def _median(years: Sequence[Floats]) -> Floats:
    """Give the median of the years that are known, NaN where none is."""
    held = np.sort(np.stack(years), axis=0)
    number = np.isfinite(held).sum(axis=0)
    low, high = (np.maximum(number - 1, 0) // 2, number // 2)
    high = np.minimum(high, np.maximum(number - 1, 0))
    picked = [np.take_along_axis(held, place[None], axis=0)[0] for place in (low, high)]
    found: Floats = (picked[0] + picked[1]) / 2
    return found


def pieces(reading: Reading, classes: Sequence[str]) -> list[Floats]:
    """Give the counts of some classes, each (N, P), without those that their neighbours contradict."""
    found = reading.figures(SOURCE, *(f"rdmc-{name}" for name in classes))
    return [np.where(contradicted(counts), np.nan, counts) for counts in found.values()]


def total(reading: Reading, classes: Mapping[str, str]) -> Estimates:
    """Give the sum of some classes, known where each is, and each class as a part.

    Parameters
    ----------
    classes
        Name in the record → label.
    """
    counts = [reading.of_states(one) for one in pieces(reading, list(classes))]
    value = np.sum(counts, axis=0)
    known = np.isfinite(value)
    return Estimates(
        reading.states,
        value,
        inputs=known.astype(np.int32) * len(counts),
        parts={label: np.where(known, one, np.nan) for label, one in zip(classes.values(), counts, strict=True)},
    )


def steadiness(name: str, classes: Mapping[str, str]) -> Callable[[duckdb.DuckDBPyConnection], Sequence[Validation]]:
    """Give a validation that says how steady the counts of a measure are: stocks of ships and vehicles change slowly."""

    def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
        from comity.measures.answer import span
        from comity.measures.contract import find

        measure = find(name)
        first, last = span(con, measure)
        reading = Reading(con, Axis(measure.system, "year", first, last), measure, name)
        lines: list[tuple[str | float | int | None, ...]] = []
        for each, label in classes.items():
            counts = reading.figures(SOURCE, f"rdmc-{each}")[f"rdmc-{each}"]
            aside = contradicted(counts)
            kept = np.where(aside, np.nan, counts)
            before, after = kept[:, :-1], kept[:, 1:]
            both = np.isfinite(before) & np.isfinite(after) & (np.maximum(before, after) >= 5)
            with np.errstate(invalid="ignore", divide="ignore"):
                changed = np.abs(after - before) > 0.25 * np.maximum(before, after)
            share = float(changed[both].mean()) if both.any() else None
            lines.append((label, int(np.isfinite(counts).sum()), int(aside.sum()), share))
        worst = max((float(line[3]) for line in lines if isinstance(line[3], float)), default=0.0)
        return (
            Validation(
                title=f"How steady the counts are from one year to the next, {first}–{last}",
                columns=("class", "state-years", "set aside", "share of changes of more than a quarter"),
                lines=tuple(lines),
                sentence=f"Up to {worst:.1%} of the changes from year to year are of more than a quarter of the stock, which is "
                "more than states buy or scrap: much of it is counting.",
            ),
        )

    return validate


def parts_of(classes: Mapping[str, str]) -> dict[str, tuple[Need, ...]]:
    """Give the labels with what each rests on."""
    return {label: needs_of([name]) for name, label in classes.items()}


def share_fielded(counts: Floats, least: float) -> tuple[Floats, Floats]:
    """Give which part of the classes that are known a state fields.

    Parameters
    ----------
    counts
        Shape (classes, …), NaN where not known.
    least
        The part of all classes that must be known for anything to be said.

    Returns
    -------
    share, parts
        Shape (…) and (classes, …); the parts add up to the share, and are NaN of a class that is not known.

    Examples
    --------
    >>> share, parts = share_fielded(np.array([[3.0], [0.0], [np.nan], [1.0]]), 0.75)
    >>> share.round(3).tolist(), parts.ravel().round(3).tolist()
    ([0.667], [0.333, 0.0, nan, 0.333])
    """
    known = np.isfinite(counts)
    number = known.sum(axis=0)
    enough = number >= least * len(counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(known & enough, (counts > 0) / number, np.nan)
        share: Floats = np.where(enough, (counts > 0).sum(axis=0) / number, np.nan)
    return share, parts


def fielded(reading: Reading, classes: Sequence[str], least: float) -> tuple[Estimates, Floats]:
    """Give the part of some classes that each state fields, and the part of it that each class makes, (classes, rows)."""
    counts = np.stack([reading.of_states(one) for one in pieces(reading, classes)])
    share, parts = share_fielded(counts, least)
    number: Any = np.isfinite(counts).sum(axis=0)
    made = Estimates(reading.states, share, inputs=number.astype(np.int32), coverage=number / len(classes))
    return made, parts


__all__ = ["contradicted", "fielded", "needs_of", "parts_of", "pieces", "share_fielded", "steadiness", "total"]
