"""Estimates of measures in words: value, interval, rank and trend of one subject, in one plain sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.dossier.words import number, read_unit, sentence, unit_of
from comity.measures.contract import Measure
from comity.statistics.trend import Trend, trend

#: A trend is told of so many years, to the last known one.
YEARS = 15
#: Units after which a number is not read with them: a score has none.
BARE = ("", "score", "index", "logits", "0–1")


@dataclass(frozen=True, slots=True)
class Told:
    """The last known estimate of a subject, and how its series went.

    Attributes
    ----------
    line
        The estimate, as a line of the table of estimates.
    of
        Among how many it is ranked.
    trend
        Of the years to it; None where too few are known.
    """

    measure: Measure
    line: Mapping[str, Any]
    of: int
    trend: Trend | None


def series_trend(years: Any, values: Any) -> Trend | None:
    """Give the trend of the last years of a series, to its last known one."""
    years, values = np.asarray(years), np.asarray(values, np.float64)
    known = np.isfinite(values)
    if not known.any():
        return None
    recent = known & (years > years[known].max() - YEARS)
    return trend(years[recent], values[recent])


def amount(value: float | None, measure: Measure) -> str:
    """Write a value with its unit, a share in per cent."""
    if value is None:
        return "not known"
    if measure.unit.startswith("share"):
        return f"{digits(100 * value)} %{measure.unit.removeprefix('share')}"
    return digits(value) if measure.unit in BARE else f"{digits(value)} {unit_of(value, measure.unit)}"


def bare(value: float | None, measure: Measure) -> str:
    """Write a value without its unit, which stands in a heading: a share in per cent."""
    return digits(value * 100 if value is not None and measure.unit.startswith("share") else value)


def unit(measure: Measure) -> str:
    """Write the unit as a heading has it."""
    return f"%{measure.unit.removeprefix('share')}" if measure.unit.startswith("share") else read_unit(measure.unit)


def interval(told: Told) -> str:
    """Write the interval, or that none is claimed."""
    low, high = told.line["low"], told.line["high"]
    if low is None or high is None:
        return "none claimed"
    scale = 100 if told.measure.unit.startswith("share") else 1
    return f"{digits(low * scale)} to {digits(high * scale)}{' %' if scale == 100 else ''}"


def rank(told: Told) -> str:
    """Write the rank with its interval; nothing without one."""
    if told.line["rank_low"] is None:
        return ""
    best, worst = told.line["rank_low"], told.line["rank_high"]
    return f"{best}–{worst} of {told.of}" if best != worst else f"{best} of {told.of}"


def course(told: Told) -> str:
    """Write how the series went: a change a year, or that none can be told from chance."""
    found = told.trend
    if found is None:
        return ""
    if found.low <= 0 <= found.high:
        return "trend unclear"
    scale = 100 if told.measure.unit.startswith("share") else 1
    word = "rising" if found.slope > 0 else "falling"
    unit = " points" if scale == 100 else ""
    return f"{word} by {digits(abs(found.slope) * scale)}{unit} a year ({found.n} years)"


def in_words(told: Told) -> str:
    """Write one plain sentence of the figures.

    Of an estimate that is not known it says so.
    """
    line, measure = told.line, told.measure
    if line["value"] is None:
        return sentence(f"{measure.title}, {line['name']}, {line['period']}: not known")
    parts = [f"{measure.title}, {line['name']}, {line['period']}: {amount(line['value'], measure)}"]
    if line["low"] is not None:
        parts.append(f"90 % between {interval(told).replace(' to ', ' and ')} ({line['interval_kind']})")
    if told_rank := rank(told):
        parts.append(f"rank {told_rank}")
    if line["coverage"] is not None and line["coverage"] < 0.995:
        parts.append(f"{100 * line['coverage']:.0f} % of what it would want to know was known")
    if went := course(told):
        parts.append(went)
    return sentence("; ".join(parts))


def digits(value: float | None) -> str:
    """Write an estimate with three digits that count, large ones in words; what is not known as such.

    >>> digits(0.024714), digits(-1.5), digits(12345.0), digits(18.0), digits(None)
    ('0.0247', '-1.50', '12,345', '18', 'not known')
    """
    if value is None:
        return "not known"
    size = abs(value)
    if size >= 1000 or value == int(value):
        return number(value)
    return f"{value:.{max(0, 2 - math.floor(math.log10(size)))}f}" if size >= 1e-6 else f"{value:.2g}"


__all__ = ["Told", "amount", "bare", "course", "digits", "in_words", "interval", "rank", "series_trend", "unit"]
