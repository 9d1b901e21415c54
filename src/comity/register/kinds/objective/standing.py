"""How an indicator stands: on track, behind, reached, or not known, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.planned import exact
from comity.register.shape import Noted

ON_TRACK, BEHIND, REACHED, NOT_KNOWN = "on track", "behind", "reached", "not known"
#: How often something is measured, and in how many days at most.
DAYS = {"monthly": 31, "quarterly": 92, "half-yearly": 184, "yearly": 366}
STANDINGS = {ON_TRACK: N_("on track"), BEHIND: N_("behind"), REACHED: N_("reached"), NOT_KNOWN: N_("not known")}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands.

    Attributes
    ----------
    level
        One of :data:`STANDINGS`.
    why
        A sentence with the figures.
    value, day
        What was last measured, and when; None where nothing was.
    expected
        What would be on track on that day, in the indicator's unit; None where that cannot be said.
    share
        How far from baseline to target, 1 of the target; below 0 where it went the wrong way; None where it cannot be said.
    """

    level: str
    why: str
    value: Decimal | None = None
    day: str | None = None
    expected: Decimal | None = None
    share: float | None = None


def standing(indicator: Mapping[str, Any], measured: Sequence[Noted], today: date) -> Standing:
    """Say how an indicator stands, by the last that was measured of it.

    What is expected runs in a straight line by days from baseline to target, upwards or downwards as the target lies. After the target’s
    day the target itself is expected. What was last measured longer ago than twice as often as it should be says nothing of today.

    Parameters
    ----------
    indicator
        A row of an objective: `baseline` and `target` in its unit, `baseline_day`, `target_day`, `frequency`.
    measured
        What was noted of it: entries with `day` and `value`; those of later days than `today` do not count.
    today
        The office's day.
    """
    # Of one day the entry that was noted last counts: whoever mends a figure notes it again.
    known = sorted((one.values["day"], one.at, one) for one in measured if one.values["day"] <= today.isoformat())
    last = known[-1][2].values if known else None
    value, day = (exact(last["value"]), str(last["day"])) if last else (None, None)
    lacks = [name for name in ("baseline", "baseline_day", "target", "target_day") if indicator.get(name) is None]
    if lacks:
        why = {
            "baseline": N_("It has no baseline: nothing can be said of the way it has come."),
            "baseline_day": N_("Nobody has said of which day the baseline is."),
            "target": N_("It has no target."),
            "target_day": N_("Nobody has said until when the target is to be reached."),
        }[lacks[0]]
        return Standing(NOT_KNOWN, why, value, day)
    if value is None or day is None:
        return Standing(NOT_KNOWN, N_("Nothing has been measured yet."))
    baseline, target = exact(indicator["baseline"]), exact(indicator["target"])
    first, until = date.fromisoformat(indicator["baseline_day"]), date.fromisoformat(indicator["target_day"])
    way, span = target - baseline, (until - first).days
    if not way or span <= 0:
        return Standing(NOT_KNOWN, N_("Baseline and target do not differ, or the target’s day is not after the baseline’s."), value, day)  # fmt: skip
    at = date.fromisoformat(day)
    if at < first:
        return Standing(NOT_KNOWN, N_("Nothing has been measured since the baseline."), value, day)
    passed = min((at - first).days, span)
    share = (value - baseline) / way
    expected = baseline + way * passed / span
    figures = {"value": _plain(value), "day": day, "target": _plain(target), "until": indicator["target_day"]}
    if share >= 1:
        return Standing(REACHED, told("%(value)s was measured on %(day)s; the target is %(target)s.", **figures), value, day, expected, float(share))  # fmt: skip
    if today > until:
        return Standing(BEHIND, told("%(value)s was measured on %(day)s; %(target)s was to be reached by %(until)s.", **figures), value, day, target, float(share))  # fmt: skip
    # Without division, which rounds: a value that lies on the line is on track.
    sign = 1 if way > 0 else -1
    on_the_way = (value - baseline) * span * sign >= way * passed * sign
    if (often := DAYS.get(str(indicator.get("frequency")))) and (today - at).days > 2 * often:
        return Standing(NOT_KNOWN, told("It was last measured on %(day)s: too long ago to say how it stands.", day=day), value, day, expected, float(share))  # fmt: skip
    figures["expected"] = _plain(round(expected, 2))
    return Standing(ON_TRACK if on_the_way else BEHIND, told("%(value)s was measured on %(day)s; %(expected)s is expected of that day on the way to %(target)s by %(until)s.", **figures), value, day, expected, float(share))  # fmt: skip


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
