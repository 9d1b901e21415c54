"""A state's share of the force of a mission: ISAF, or United Nations peacekeeping as a whole.

Formula
-------
Of a contributor i to a mission m in a year t::

    share_imt = force_imt / sum over contributors j of force_jmt

For ISAF (2007 to 2014) the force is the mean number of soldiers on the year's placemats; the sum is over the contributors
whose number is known, and the share is told where these are at least nine in ten; the coverage says how many they are. For
United Nations peacekeeping (1991 to 2013) it is the mean of the twelve months' troops, police and military experts, which are
known of every state: there no part is a share of 0.

Pitfalls
--------
A share of soldiers is no share of the fighting, the dying or the cost: caveats, places and tasks differ. A placemat's zero
may stand for a unit outside the count, so that such contributors have no share rather than none. NATO published several
placemats a year of unknown dates, and a force that came or went within a year has a mean that it never had. ISAF before 2007
is not known. Contributors that are no members of NATO are in the denominator.

References
----------
Gannon, J. A., and D. Kent (2021). Keeping Your Friends Close, but Acquaintances Closer: Why Weakly Allied States Make Committed
Coalition Partners. *Journal of Conflict Resolution* 65(5), 889–918.
Perry, C., and A. C. Smith (2013). Trends in Uniformed Contributions to UN Peacekeeping: A New Dataset, 1991–2012. International
Peace Institute, Providing for Peacekeeping 3.

Examples
--------
Of the last of eleven contributors the number is not known:

>>> import numpy as np
>>> force = np.array([500.0, *[50.0] * 9, 50.0, np.nan])
>>> force_shares(np.zeros(12, np.int32), force)[0][[0, 1, 11]].tolist()
[0.5, 0.05, nan]
"""

from __future__ import annotations

import numpy as np

from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats, Subjects
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import days_of
from comity.measures.reading import Reading
from comity.panel.axis import Ints

#: The share of a mission's contributors whose number must be known.
LEAST_KNOWN = 0.9
UN = ("un-peacekeeping", "United Nations peacekeeping")
KINDS = {"troops": "pko_troops", "police": "pko_police", "military experts": "pko_experts"}
UN_NEEDS = {
    kind: Need("ipi-peacekeeping", f"figure.un-peacekeeping-{kind.split()[-1]}", optional=True) for kind in KINDS
}
ISAF = Need("isaf-coalition", "activity.stabilisation", optional=True)


def force_shares(cell: Ints, force: Floats) -> tuple[Floats, Floats, Floats]:
    """Give each contributor's share of its mission's force.

    Parameters
    ----------
    cell
        Of which mission and year each contributor is, as a number, shape (rows,).
    force
        NaN where it is not known.

    Returns
    -------
    value, coverage, inputs
        Coverage is the share of contributors whose force is known; value is NaN where it is below nine in ten.
    """
    known = np.isfinite(force)
    length = int(cell.max()) + 1 if len(cell) else 0
    number: Floats = np.bincount(cell, known, length).astype(np.float64)
    size = np.bincount(cell, minlength=length)
    total = np.bincount(cell, np.where(known, force, 0.0), length)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = np.where(size > 0, number / size, 0.0)
        told = known & (covered >= LEAST_KNOWN)[cell] & (total > 0)[cell]
        value = np.where(told, force / total[cell], np.nan)
    return value, covered[cell], number[cell]


def compute(reading: Reading) -> Estimates:
    """Give the share of every contributor in every mission and year."""
    axis = reading.axis
    names, group, state, period, force = _coalitions(reading)
    place, when = np.nonzero(axis.present)
    uniformed: Floats = np.sum([reading.nan("peacekeeping", column)[place, when] for column in KINDS.values()], axis=0)
    group = np.append(group, np.full(len(place), len(names))).astype(np.int32)
    period = np.append(period, when).astype(np.int32)
    value, covered, number = force_shares(group * np.int32(axis.periods) + period, np.append(force, uniformed))
    subjects = Subjects(axis, period, group, np.append(state, place).astype(np.int32), (*names, UN))
    return Estimates(subjects, value, inputs=number, coverage=covered)


def _coalitions(reading: Reading) -> tuple[list[tuple[str, str]], Ints, Ints, Ints, Floats]:
    """Give the coalitions' ids and names, and the mission, state, year and force of each contributor."""
    names: list[tuple[str, str]] = reading.con.execute(
        "select activity, name from activity where source = 'isaf-coalition' and kind = 'stabilisation' order by all"
    ).fetchall()
    look = reading.look("isaf-coalition")
    entries, which = look.states(
        """select p.actor, p."start", p."end", coalesce(p.personnel, 'nan'::double) as value, activity as label
        from activity_party p join activity a using (activity)
        where a.source = 'isaf-coalition' and a.kind = 'stabilisation' and p.role = 'contributor'""",
        labels=[key for key, _ in names],
        layer=ISAF.layer,
    )
    state, period, days, force = look.expand(entries)
    group = np.repeat(which, entries.last - entries.first + 1)
    # Of a contributor with several rows for a year it is the mean over the days.
    rows, place = np.unique(np.stack([group, state, period]), axis=1, return_inverse=True)
    mean = np.bincount(place.ravel(), force * days, rows.shape[1]) / np.bincount(place.ravel(), days, rows.shape[1])
    return names, rows[0].astype(np.int32), rows[1].astype(np.int32), rows[2].astype(np.int32), mean


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what is behind one share: the soldiers on the placemats; or troops, police and military experts."""
    subjects, value = estimates.subjects, float(estimates.value[row])
    place, period = int(subjects.b[row]), int(subjects.period[row])
    key, days = [key_of(reading.axis, place, period)], days_of(reading.axis, period)
    if subjects.groups[subjects.a[row]] != UN:
        behind = evidence(reading.con, (Need(ISAF.source, "activity_party"),), key, *days)
        return [Contribution("soldiers on the placemats", value, behind)]
    held = {kind: float(reading.nan("peacekeeping", column)[place, period]) for kind, column in KINDS.items()}
    total = sum(held.values()) or 1.0
    return [
        Contribution(
            kind,
            value * mean / total,
            evidence(reading.con, (UN_NEEDS[kind],), key, *days),
            f"{mean:.1f} a month",
        )
        for kind, mean in held.items()
    ]


MEASURE = Measure(
    title="Share of a mission's force",
    unit="share of the mission",
    subject="member",
    needs=(ISAF, *UN_NEEDS.values()),
    compute=compute,
    direction="a larger part of the mission's soldiers, police and observers",
    method="share of the contributors' total, of those known",
    reference="Gannon and Kent (2021); Perry and Smith (2013)",
    explain=explain,
    bounds=(0.0, 1.0),
)
