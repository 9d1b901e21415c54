"""Estimates of measures in words: value, interval, rank and trend of one subject, in one plain sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.dossier.language import N_, _, spoken
from comity.dossier.words import number, parted, percent, read_unit, with_unit, written
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
    # In the year in which one state followed another under the same name both may stand: the last is taken.
    once = dict(zip(np.asarray(years).tolist(), np.asarray(values, np.float64).tolist(), strict=True))
    years, values = np.array(list(once)), np.array(list(once.values()), np.float64)
    known = np.isfinite(values)
    if not known.any():
        return None
    recent = known & (years > years[known].max() - YEARS)
    return trend(years[recent], values[recent])


def amount(value: float | None, measure: Measure) -> str:
    """Write a value with its unit, a share in per cent."""
    if value is None:
        return _("not known")
    if measure.unit.startswith("share"):
        return f"{digits(100 * value)} {unit(measure)}"
    return digits(value) if measure.unit in BARE else with_unit(digits(value), value, measure.unit)


def bare(value: float | None, measure: Measure) -> str:
    """Write a value without its unit, which stands in a heading: a share in per cent."""
    return digits(value * 100 if value is not None and measure.unit.startswith("share") else value)


def titled(measure: Measure) -> str:
    """Give the title of a measure in the language that is spoken."""
    return _(measure.title)


def named(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give lines of a table of estimates with the names of their subjects in the language that is spoken."""
    name = spoken().name
    return [{**line, "name": name(line["name"])} for line in lines]


def unit(measure: Measure) -> str:
    """Write the unit as a heading has it."""
    return _(f"%{measure.unit.removeprefix('share')}") if measure.unit.startswith("share") else read_unit(measure.unit)


def interval(told: Told) -> str:
    """Write the interval, or that none is claimed."""
    low, high = told.line["low"], told.line["high"]
    if low is None or high is None:
        return _("none claimed")
    return _("%(low)s to %(high)s") % _bounds(told)


def _bounds(told: Told) -> dict[str, str]:
    share = told.measure.unit.startswith("share")
    low, high = (digits(told.line[end] * (100 if share else 1)) for end in ("low", "high"))
    return {"low": low, "high": _("%(number)s %%") % {"number": high} if share else high}


def rank(told: Told) -> str:
    """Write the rank with its interval; nothing without one."""
    if told.line["rank_low"] is None:
        return ""
    best, worst = told.line["rank_low"], told.line["rank_high"]
    return _("%(rank)s of %(all)s") % {"rank": f"{best}–{worst}" if best != worst else best, "all": told.of}


def course(told: Told) -> str:
    """Write how the series went: a change a year, or that none can be told from chance."""
    found = told.trend
    if found is None:
        return ""
    if found.low <= 0 <= found.high:
        return _("trend unclear")
    scale = 100 if told.measure.unit.startswith("share") else 1
    if scale == 100:
        text = (
            _("rising by %(amount)s points a year (%(years)s years)")
            if found.slope > 0
            else _("falling by %(amount)s points a year (%(years)s years)")
        )
    else:
        text = (
            _("rising by %(amount)s a year (%(years)s years)")
            if found.slope > 0
            else _("falling by %(amount)s a year (%(years)s years)")
        )
    return text % {"amount": digits(abs(found.slope) * scale), "years": found.n}


def estimate(told: Told) -> str:
    """Write an estimate that is known: value, interval, rank, how much was known, and how it went."""
    line = told.line
    parts = [amount(line["value"], told.measure)]
    if line["low"] is not None:
        kind = line["interval_kind"]
        bounds = _bounds(told) | {"kind": _(kind)}
        parts.append(_("90 %% between %(low)s and %(high)s (%(kind)s)") % bounds)
    if told_rank := rank(told):
        parts.append(_("rank %(rank)s") % {"rank": told_rank})
    if line["coverage"] is not None and line["coverage"] < 0.995:
        known = percent(f"{100 * line['coverage']:.0f}")
        parts.append(_("%(share)s of what it would want to know was known") % {"share": known})
    if went := course(told):
        parts.append(went)
    return parted(parts)


#: How an interval was made.
KINDS = (N_("published error"), N_("sampling"), N_("Monte Carlo"))


def digits(value: float | None) -> str:
    """Write an estimate with three digits that count, large ones in words; what is not known as such.

    >>> digits(0.024714), digits(-1.5), digits(12345.0), digits(18.0), digits(None)
    ('0.0247', '-1.50', '12,345', '18', 'not known')
    """
    if value is None:
        return _("not known")
    size = abs(value)
    if size >= 1000 or value == int(value):
        return number(value)
    return written(f"{value:.{max(0, 2 - math.floor(math.log10(size)))}f}" if size >= 1e-6 else f"{value:.2g}")


__all__ = [
    "Told",
    "amount",
    "bare",
    "course",
    "digits",
    "estimate",
    "interval",
    "rank",
    "series_trend",
    "unit",
]
