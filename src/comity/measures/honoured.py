"""What is published of pledges that a war called upon: how many were honoured, by type and period, and the posterior of it.

The counts are Berkemeier and Fuhrmann's (2018), of the 146 calls on an alliance that they code as honoured or violated: each is a
pact in a war. A pact of several types counts under each. Those of 1945–2003 are of wars after the Second World War.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np

from comity.measures.contract import Measure, Need, Validation
from comity.measures.estimates import Contribution, Estimates, Subjects
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.trace import Behind

Duty = Literal["defense", "offense", "neutrality", "nonaggression", "consultation"]
Period = Literal["1816–2003", "1816–1944", "1945–2003"]

#: Duty ("all": of any) → period → how many calls on a pact with it were honoured, and how many there were.
COUNTS: dict[str, dict[Period, tuple[int, int]]] = {
    "all": {"1816–2003": (73, 146), "1816–1944": (63, 96), "1945–2003": (10, 50)},
    "defense": {"1816–2003": (42, 102), "1816–1944": (37, 62), "1945–2003": (5, 40)},
    "offense": {"1816–2003": (31, 42), "1816–1944": (29, 38), "1945–2003": (2, 4)},
    "neutrality": {"1816–2003": (35, 45), "1816–1944": (30, 40), "1945–2003": (5, 5)},
    "nonaggression": {"1816–2003": (18, 49), "1816–1944": (13, 21), "1945–2003": (5, 28)},
}
#: Jeffreys's prior of a share: beta with both parameters one half.
PRIOR = 0.5
NEEDS = (
    Need("atop", "agreement.alliance"),
    Need("atop", "agreement.nonaggression-pact", optional=True),
    Need("atop", "agreement.neutrality-pact", optional=True),
    Need("almanac", "agreement.alliance", optional=True),
)


def posterior(honoured: float, calls: float, prior: float = PRIOR) -> tuple[float, float, float]:
    """Give mean and 90 % interval of the share that is honoured, after so many of so many calls were.

    Parameters
    ----------
    prior
        Both parameters of the beta distribution before anything was seen.

    Examples
    --------
    >>> [round(bound, 3) for bound in posterior(42, 102)]
    [0.413, 0.334, 0.493]
    """
    from scipy.special import betaincinv

    a, b = honoured + prior, calls - honoured + prior
    low, high = betaincinv(a, b, np.array([0.05, 0.95])).tolist()
    return a / (a + b), low, high


def in_force(reading: Reading, duty: Duty) -> tuple[Subjects, Flags]:
    """Give the pacts by which anyone owes a duty, in the years in which it is owed, and of which years that is known.

    What was in force when its source last looked goes on, and is not known.
    """
    axis = reading.axis
    last_looks = dict(
        reading.con.execute(
            "select source, max(\"end\") from coverage where starts_with(layer, 'agreement') group by all"
        ).fetchall()
    )
    rows = reading.con.execute(
        """select a.agreement, a.name, o.source, coalesce(o."start", a."start"), coalesce(o."end", a."end")
        from one_agreement a join one_obligation o using (agreement)
        where o.duty = $1 and o.source in ('atop', 'almanac') and coalesce(o."start", a."start") is not null""",
        [duty],
    ).fetchall()
    names = {agreement: name for agreement, name, *_ in rows}
    place = {agreement: number for number, agreement in enumerate(sorted(names))}
    owed, known = (np.zeros((len(place), axis.periods), bool) for _ in range(2))
    for agreement, _, source, start, end in rows:
        begin, until = start.toordinal(), (end or date.max).toordinal()
        axis.mark(owed, place[agreement], begin, until)
        axis.mark(known, place[agreement], begin, min(until, last_looks.get(source, date.min).toordinal()))
    group, period = np.nonzero(owed)
    groups = [(agreement, names[agreement]) for agreement in sorted(names)]
    return Subjects(axis, period.astype(np.int32), group.astype(np.int32), groups=groups), known[group, period]


def compute(reading: Reading, duty: Duty, *, by_period: bool = False) -> Estimates:
    """Give every pact with a duty the posterior of its type, in all years or by the year's period."""
    subjects, known = in_force(reading, duty)
    after = np.take(reading.axis.years, subjects.period) >= 1945
    found = {name: posterior(*COUNTS[duty][name]) for name in COUNTS[duty]}
    rows = np.full((len(subjects), 3), np.nan)
    calls = np.zeros(len(subjects))
    for mask, name in ((after & known, "1945–2003"), (~after & known, "1816–1944")):
        chosen: Period = name if by_period else "1816–2003"  # type: ignore[assignment]
        rows[mask] = found[chosen]
        calls[mask] = COUNTS[duty][chosen][1]
    # All pacts of a type and period have one figure: an order of them would be of nothing.
    nowhere = np.full((len(subjects), 3), np.nan)
    return Estimates(subjects, rows[:, 0], rows[:, 1], rows[:, 2], inputs=calls, ranks=nowhere)


def explain(
    reading: Reading, estimates: Estimates, row: int, duty: Duty, *, by_period: bool = False
) -> Sequence[Contribution]:
    """Give what the calls that were honoured add, and what the prior does, with the pact's own rows."""
    subjects = estimates.subjects
    year = int(reading.axis.years[subjects.period[row]])
    period: Period = "1816–2003"
    if by_period:
        period = "1945–2003" if year >= 1945 else "1816–1944"
    honoured, calls = COUNTS[duty][period]
    cursor = reading.con.execute(
        """select * from one_obligation where agreement = $1 and duty = $2
        and ("start" is null or "start" <= $3) and ("end" is null or "end" >= $4) order by actor, toward, "start" limit 200""",
        [subjects.groups[int(subjects.a[row])][0], duty, date(year, 12, 31), date(year, 1, 1)],
    )
    header = [entry[0] for entry in cursor.description or ()]
    behind = []
    for cells in cursor.fetchall():
        held = {name: value for name, value in zip(header, cells, strict=True) if value is not None}
        behind.append(Behind("obligation", held, str(held.pop("source")), str(held.pop("source_row"))))
    return (
        Contribution(
            f"{honoured} of {calls} calls honoured, {period}",
            honoured / (calls + 2 * PRIOR),
            tuple(behind),
            "Berkemeier and Fuhrmann (2018); the rows are why the pact is of this type",
        ),
        Contribution("Jeffreys's prior", PRIOR / (calls + 2 * PRIOR)),
    )


def table_of_counts() -> Sequence[Validation]:
    """Show all counts with their posteriors, by type and period: what the figures rest on."""
    lines = []
    for duty, periods in COUNTS.items():
        for period, (honoured, calls) in periods.items():
            mean, low, high = posterior(honoured, calls)
            lines.append((duty, period, honoured, calls, round(honoured / calls, 3), round(mean, 3), round(low, 3), round(high, 3)))  # fmt: skip
    return (
        Validation(
            "Calls on pledges in wars of 1816–2003, by type and period (Berkemeier and Fuhrmann 2018)",
            ("type", "period", "honoured", "calls", "share", "posterior mean", "low", "high"),
            tuple(lines),
            "Half of 146 calls were honoured: two thirds before 1945, and one in five since; by type 41 % of defence, 74 % of "
            "offence, 78 % of neutrality and 37 % of nonaggression. Since 1945 offence and neutrality were called upon four and "
            "five times, too seldom for a figure of their own.",
        ),
    )


def measure(title: str, duty: Duty, *, by_period: bool = False) -> Measure:
    """Make the measure of one type."""

    def computed(reading: Reading) -> Estimates:
        return compute(reading, duty, by_period=by_period)

    def explained(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
        return explain(reading, estimates, row, duty, by_period=by_period)

    return Measure(
        title=title,
        unit="share of calls honoured",
        subject="pact",
        needs=NEEDS,
        compute=computed,
        explain=explained,
        direction="pledges of this type were honoured more often when a war called upon them",
        method="beta-binomial posterior with Jeffreys's prior, by type" + (" and period" if by_period else ""),
        reference="Berkemeier and Fuhrmann (2018)",
        bounds=(0.0, 1.0),
        interval="sampling",
        validate=lambda con: table_of_counts(),
    )


__all__ = ["COUNTS", "PRIOR", "Duty", "Period", "compute", "explain", "in_force", "measure", "posterior", "table_of_counts"]  # fmt: skip
