"""How much oftener a rival acts militarily in the months after a state's joint exercises than in its other months.

Formula
-------
Of the pair's first state, which exercises with others, and its second, a strategic rival of it that does not take part. Over
the ten years that end with the year asked for (as many of them as are known), months in which the two were rivals are split in those within three months
after the beginning of an exercise (its own month among them) and all others. With k of n months, and k' of n' others, in which
the rival began a militarised event against the first::

    rate ratio = (k / n) / (k' / n')

Months with any event are counted, and not events, which come in series. Low and high are exact: given k + k', k is binomial
(Clopper and Pearson), as of rates that are Poisson.

Pitfalls
--------
An association, not an effect: exercises are held when tension is high, and rivals act at the same times of the year. Event months
cluster in crises, so that the true interval is wider than the one given. States that exercise every month, as the United
States do, have no other months and are null; so are pairs with fewer than 5 months with events or fewer than 12 months of
either kind. Half of the rivals never qualify. Kuo and Blankenship (2022) find that exercises in general do not escalate;
Bernhardt and Sukin (2021) find that North Korea answers those of South Korea with the United States. Exercises are known from
1980 to 2010, found in news in English; events to 2014.

References
----------
Kuo, R., and B. D. Blankenship (2022). Deterrence and Restraint: Do Joint Military Exercises Escalate Conflict? *Journal of
Conflict Resolution* 66(1), 3–31.
Bernhardt, J., and L. Sukin (2021). Joint Military Exercises and Crisis Dynamics on the Korean Peninsula. *Journal of
Conflict Resolution* 65(5), 855–888.
Gibler, D. M., and S. V. Miller (2023). The Militarized Interstate Events (MIE) Dataset, 1816–2014. *Conflict Management
and Peace Science* 41(4), 463–481.

Examples
--------
Events in 6 of 30 months after exercises, and in 6 of 90 others:

>>> import numpy as np
>>> [round(float(figure[0]), 2) for figure in rate_ratio(*(np.array([n]) for n in (6, 30, 6, 90)))]
[3.0, 0.98, 9.23]
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.panel.axis import Axis, Flags, Ints

EXERCISES = Need("mme-exercises", "activity.exercise")
EVENTS = Need("mie", "incident.militarised-event")
RIVALRIES = Need("rivalries", "tie.rivalry-tss")

#: Months after the beginning of an exercise that count, its own among them.
AFTER = 3
#: Years over which is counted.
YEARS = 10
#: The least number of months with events, and of months of either kind.
LEAST_EVENTS, LEAST_MONTHS = 5, 12
ABOVE, BASE = "more (or less) after exercises", "the rival's own base rate"


def rate_ratio(
    k: npt.ArrayLike, n: npt.ArrayLike, base_k: npt.ArrayLike, base_n: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Give the ratio of two rates and its exact interval of 90 %.

    Parameters
    ----------
    k, n
        Months with events, of months after exercises.
    base_k, base_n
        The same of all other months.

    Returns
    -------
    ratio, low, high
        The ratio is NaN where the base has no event.
    """
    from scipy.special import betaincinv

    hit, months, base, others = (np.asarray(each, np.float64) for each in (k, n, base_k, base_n))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(base > 0, (hit / months) / (base / others), np.nan)
        low = np.where(hit > 0, betaincinv(np.maximum(hit, 1), base + 1, 0.05), 0.0)
        high = np.where(base > 0, betaincinv(hit + 1, np.maximum(base, 1), 0.95), 1.0)
        bounds = [np.where(np.isnan(ratio), np.nan, share / (1 - share) * others / months) for share in (low, high)]
    return ratio, bounds[0], bounds[1]


def exposed(began: Flags) -> Flags:
    """Say which months are within ``AFTER`` months of the beginning of an exercise, shape (pairs, months)."""
    found = began.copy()
    for later in range(1, AFTER):
        found[:, later:] |= began[:, :-later]
    return found


def _months(reading: Reading) -> tuple[npt.NDArray[np.int64], Flags, Flags, Flags]:
    """Give the ordered pairs of rivals (place × N + place), and by month: rivals, after an exercise, an event of the rival."""
    axis = Axis(reading.axis.system, "month", reading.axis.first_year, reading.axis.last_year)
    monthly = Reading(reading.con, axis, reading.measure, reading.name)
    look = monthly.look("rivalries")
    rivals = look.pairs(
        """select a, b, "start", "end", 1.0 as value from tie where source = 'rivalries' and layer = 'rivalry-tss'""",
        both_ways=True,
        layer=RIVALRIES.layer,
    )
    pairs, which = np.unique(rivals.a.astype(np.int64) * axis.states + rivals.b, return_inverse=True)
    rival = np.zeros((len(pairs), axis.periods), bool)
    for row, first, last in zip(which.tolist(), rivals.first.tolist(), rivals.last.tolist(), strict=True):
        rival[row, first : last + 1] = True
    look = monthly.look("mme-exercises", coded_in=None)
    parts = """select distinct p.activity as label, p.actor, x."start", x."start" as "end", 1.0 as value
        from activity x join activity_party p using (activity) where x.kind = 'exercise' and x."start" is not null
        and x.source = 'mme-exercises' and p.role <> 'observer'
        and x.activity in (select activity from activity_party where role <> 'observer' group by 1 having count(distinct actor) > 1)"""
    names = [name for (name,) in reading.con.execute(f"select distinct label from ({parts}) order by 1").fetchall()]
    entries, event = look.states(parts, labels=names, layer=EXERCISES.layer)
    took_part = np.zeros((len(names), axis.states), bool)
    month = np.zeros(len(names), np.int32)
    took_part[event, entries.a] = True
    month[event] = entries.first
    one, other = np.divmod(pairs, axis.states)
    began = np.zeros(rival.shape, bool)
    for row, (exerciser, watcher) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        began[row, month[took_part[:, exerciser] & ~took_part[:, watcher]]] = True
    acted = np.zeros(rival.shape, bool)
    events = monthly.look("mie").pairs(
        """select p.b as a, p.a as b, date_trunc('month', p."start")::date as "start",
        date_trunc('month', p."start")::date as "end", 1.0 as value from incident_pair p where p.source = 'mie'""",
        layer=EVENTS.layer,
    )
    key = events.a.astype(np.int64) * axis.states + events.b
    row = np.searchsorted(pairs, key)
    mine = (
        (row < len(pairs)) & (pairs[np.minimum(row, len(pairs) - 1)] == key) if len(pairs) else np.zeros(len(key), bool)
    )
    acted[row[mine], events.first[mine]] = True
    # Only months of which both sources tell, and whose months before are known to have had an exercise or none.
    covered: Flags = np.asarray(
        look.covered(EXERCISES.layer).any(axis=0) & monthly.look("mie").covered(EVENTS.layer).any(axis=0)
    )
    known = covered.copy()
    for earlier in range(1, AFTER):
        known[earlier:] &= covered[:-earlier]
        known[:earlier] = False
    return pairs, rival & known, exposed(began), acted


def _counts(reading: Reading) -> tuple[npt.NDArray[np.int64], list[Ints]]:
    """Give the pairs, and k, n, k' and n' of each over the ten years to each year, shape (pairs, P)."""
    pairs, watched, after, acted = _months(reading)
    years = reading.axis.periods
    found = []
    for chosen in (watched & after & acted, watched & after, watched & ~after & acted, watched & ~after):
        total = np.cumsum(chosen.reshape(len(pairs), years, 12).sum(axis=2), axis=1)
        total[:, YEARS:] -= total[:, :-YEARS].copy()
        found.append(total.astype(np.int32))
    # In the year itself they must have been rivals, in months that are known.
    now = watched.reshape(len(pairs), years, 12).any(axis=2)
    return pairs, [np.where(now, each, 0) for each in found]


def compute(reading: Reading) -> Estimates:
    """Give the ratio for all ordered pairs of rivals and years."""
    axis, subjects = reading.axis, reading.pairs
    pairs, (k, n, base_k, base_n) = _counts(reading)
    enough = (k + base_k >= LEAST_EVENTS) & (n >= LEAST_MONTHS) & (base_n >= LEAST_MONTHS)
    found = np.full((5, len(subjects)), np.nan)
    ratio, low, high = rate_ratio(k, np.maximum(n, 1), base_k, np.maximum(base_n, 1))
    tables = [np.where(enough & np.isfinite(ratio), each, np.nan) for each in (ratio, low, high, n + base_n)]
    if len(pairs):
        key = subjects.a.astype(np.int64) * axis.states + subjects.b
        row = np.minimum(np.searchsorted(pairs, key), len(pairs) - 1)
        mine = pairs[row] == key
        for place, table in enumerate(tables):
            found[place, mine] = table[row[mine], subjects.period[mine]]
    value = found[0]
    return Estimates(
        subjects,
        value,
        found[1],
        found[2],
        inputs=np.nan_to_num(found[3]),
        parts={BASE: 0 * value + 1, ABOVE: value - 1},
    )


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Add up all pairs of rivals, and the two Koreas, over the years in which exercises are known."""
    reading = Reading(con, Axis("cow", "year", 1980, 2010), MEASURE, "side_effects.exercise_escalation")
    _, watched, after, acted = _months(reading)
    both = (
        watched.any(axis=1)
        & (watched & after).any(axis=1)
        & (watched & ~after).any(axis=1)
        & (watched & acted).any(axis=1)
    )
    # Each pair against its own base: months with events after exercises, and as many as its base rate would give.
    lines = []
    for title, chosen in (
        ("all rivals with events and both kinds of months", both),
        ("the same, of months without an event in the three before", both),
    ):
        quiet = np.ones(acted.shape, bool)
        if "without" in title:
            for earlier in range(1, AFTER + 1):
                quiet[:, earlier:] &= ~acted[:, :-earlier]
        seen = (watched & quiet)[chosen]
        exposed_, event = after[chosen], acted[chosen]
        k, n = (seen & exposed_ & event).sum(axis=1), (seen & exposed_).sum(axis=1)
        base_k, base_n = (seen & ~exposed_ & event).sum(axis=1), (seen & ~exposed_).sum(axis=1)
        # Mantel–Haenszel: the ratio within pairs, so that a pair that exercises and fights much does not make it.
        whole = np.maximum(n + base_n, 1)
        ratio = float((k * base_n / whole).sum() / (base_k * n / whole).sum())
        lines.append((title, int(chosen.sum()), int(k.sum()), int(base_k.sum()), round(ratio, 2)))
    return (
        Validation(
            "Months with events of the rival after exercises and in all others, within pairs, 1980 to 2010",
            (
                "months",
                "ordered pairs",
                "with events, after exercises",
                "with events, others",
                "rate ratio (Mantel–Haenszel)",
            ),
            tuple(lines),
            f"Within pairs, rivals acted {lines[0][4]} times as often in the months after exercises as in others, and {lines[1][4]} "
            "times when months in the wake of earlier events are left out. It is an association.",
        ),
    )


MEASURE = Measure(
    title="Rival's military acts in the months after exercises",
    unit="rate ratio",
    subject="pair",
    directed=True,
    needs=(EXERCISES, EVENTS, RIVALRIES),
    compute=compute,
    direction="a rival that acts oftener after the first state's exercises than at other times",
    method="rate of months with events within three months of an exercise over that of other months, ten years",
    reference="Kuo and Blankenship (2022); Bernhardt and Sukin (2021)",
    parts={BASE: (EVENTS, RIVALRIES), ABOVE: (EVENTS, EXERCISES)},
    bounds=(0.0, np.inf),
    interval="sampling",
    whole=True,
    validate=validate,
)
