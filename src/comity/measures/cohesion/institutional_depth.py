"""How deep the military institutions are by which the treaties in force bind a group's members to each other.

Formula
-------
Of a group in a year, with m_ij the highest military institutionalisation of the treaties by which i owes j or j owes i anything
on any day of it (0 none; 1 moderate: contacts, organisations, training or aid; 2 high: integrated command, common policy or bases),
and 0 of two that no treaty binds where the source has looked::

    depth_gt = sum over pairs of members of m_ij / pairs of members of which m_ij is known

The treaties are all of ATOP's 789, neutrality, nonaggression and consultation pacts too, the group's own and any other
between its members. Contributions are those of treaties: a pair counts for the deepest that binds it, and of equals for the
first by number.

Pitfalls
--------
What is agreed in treaties is measured, not what armies do. Three levels are an order: 2 is more than 1, not twice as much.
A pair that is bound by one of the six treaties that are not coded is left out, unless another is at the highest level;
``coverage`` is the share of pairs that remain. From 1990 ATOP codes the Helsinki Final Act as 1, so that nearly all pairs in
Europe and North America have 1 at least. ATOP dates treaties from their signature. Nothing is known after 2018.

References
----------
Leeds, B. A., and S. Anac (2005). Alliance Institutionalization and Alliance Performance. *International Interactions* 31(3),
183–202.

Examples
--------
Of three pairs one is at the highest level, one is bound by no treaty, and one by a treaty that nobody has coded:

>>> import numpy as np
>>> mean, known = mean_of_known(np.array([2.0]), np.array([1]), np.array([3]))
>>> mean.tolist(), known.round(3).tolist()
([1.0], [0.667])
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from comity.measures.cohesion._pairs import Ties, looked_at, ties, within
from comity.measures.cohesion._treaties import behind, names_of
from comity.measures.contract import Measure, Need
from comity.measures.estimates import Contribution, Estimates, Floats, Ints
from comity.measures.evidence import evidence
from comity.measures.explaining import key_of
from comity.measures.groups import ALLIANCES, days_of, groups
from comity.measures.reading import Reading
from comity.panel.axis import Flags
from comity.panel.group import Runs
from comity.panel.look import Entries

NEED = Need("atop", "agreement_figure.military-institutionalisation")
PACTS = tuple(
    Need("atop", f"agreement.{kind}")
    for kind in ("alliance", "neutrality-pact", "nonaggression-pact", "consultation-pact")
)
HIGHEST = 2.0
#: Levels that a treaty may have; one more stands for not coded.
LEVELS = 4


def mean_of_known(total: Floats, unknown: Ints, pairs: Ints) -> tuple[Floats, Floats]:
    """Divide by the number of pairs that are known, and say which share of all they are.

    Parameters
    ----------
    total, unknown, pairs
        The sum over pairs, how many of them are not known, and how many there are, of any shape.

    Returns
    -------
    mean, known
        NaN where no pair is known.
    """
    left = pairs - unknown
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(left > 0, total / left, np.nan), np.where(left > 0, left / pairs, np.nan)


def _bonds(reading: Reading) -> tuple[Entries, Entries, list[str]]:
    """Give the pairs that a treaty binds and its level, those that a treaty without one binds, and the treaties.

    The value is the level and the treaty's place in the list in one number.
    """
    found = reading.con.execute("select agreement from agreement where source = 'atop' order by 1").fetchall()
    treaties = [name for (name,) in found]
    look = reading.look(NEED.source)
    reading.con.execute(
        f"""create or replace temp table cohesion_bond as
        with numbered as (select agreement, row_number() over (order by agreement) - 1 as number from agreement where source = 'atop'),
        pair as (
            select distinct number, agreement, actor as a, toward as b, start, "end" from obligation join numbered using (agreement)
        ), figure as (from agreement_figure where source = 'atop' and indicator = '{NEED.layer.partition(".")[2]}')
        select a, b, greatest(p.start, f.start) as start, least(p."end", f."end") as "end", {LEVELS} * number + coalesce(value, -1) + 1 as value
        from pair p left join figure f using (agreement)"""
    )
    # A row whose end lies before its start is of a phase in which the two owed each other nothing.
    entries = look.pairs(
        """select a, b, "start", "end", value from cohesion_bond where "end" is null or "start" <= "end" """,
        both_ways=True,
        layer=PACTS[0].layer,
    )
    coded = entries.value % LEVELS > 0
    return _chosen(entries, coded), _chosen(entries, ~coded), treaties


def _chosen(entries: Entries, which: Flags) -> Entries:
    return Entries(*(getattr(entries, name)[which] for name in ("a", "b", "first", "last", "begin", "end", "value")))


def _depth(reading: Reading) -> tuple[Runs, Ties, Ties]:
    """Give the highest level of each pair and year, and the pairs and years of which it is not known."""
    look = reading.look(NEED.source)
    coded, uncoded, _ = _bonds(reading)
    runs = look.runs(replace(coded, value=coded.value % LEVELS - 1), layer=PACTS[0].layer, combine="greatest")
    depth = ties(runs)
    blank = ties(look.runs(replace(uncoded, value=np.ones(len(uncoded.a))), layer=PACTS[0].layer, combine="greatest"))
    sure = _cells(reading, depth)[depth.value == HIGHEST]
    open_ = ~np.isin(_cells(reading, blank), sure)
    blank = Ties(blank.a[open_], blank.b[open_], blank.period[open_], blank.value[open_])
    kept = ~np.isin(_cells(reading, depth), _cells(reading, blank))
    return runs, Ties(depth.a[kept], depth.b[kept], depth.period[kept], depth.value[kept]), blank


def _cells(reading: Reading, found: Ties) -> Ints:
    axis = reading.axis
    cells: Ints = (found.a.astype(np.int64) * axis.states + found.b) * axis.periods + found.period
    return cells


def compute(reading: Reading) -> Estimates:
    """Give the depth of all groups and years."""
    found = groups(reading)
    runs, depth, blank = _depth(reading)
    pairs = found.size * (found.size - 1)
    unknown = within(found.there, blank).round().astype(np.int32)
    mean, known = mean_of_known(within(found.there, depth), unknown, pairs)
    looked = looked_at(found, runs.cover)
    value = found.of_pacts(np.where(looked, mean, np.nan))
    return Estimates(
        found.pacts,
        value,
        inputs=found.of_pacts(np.where(looked, (pairs - unknown) / 2.0, np.nan)),
        coverage=found.of_pacts(np.where(looked, known, np.nan)),
    )


def explain(reading: Reading, estimates: Estimates, row: int) -> list[Contribution]:
    """Give what each treaty adds: of each pair the deepest that binds it."""
    members, period = groups(reading).at(row)
    coded, _, treaties = _bonds(reading)
    _, _, blank = _depth(reading)
    left_out = blank.of(members, period)
    unknown = set(zip(left_out.a.tolist(), left_out.b.tolist(), strict=True))
    here = (coded.first <= period) & (coded.last >= period) & np.isin(coded.a, members) & np.isin(coded.b, members)
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for a, b, value in zip(coded.a[here].tolist(), coded.b[here].tolist(), coded.value[here].tolist(), strict=True):
        number, level = divmod(int(value), LEVELS)
        if (a, b) not in unknown and level > 1:
            best[a, b] = max(best.get((a, b), (0.0, 0)), (level - 1.0, -number))
    days = days_of(reading.axis, period)
    total = len(members) * (len(members) - 1) - len(unknown)
    chosen = sorted({-number for _, number in best.values()})
    names = names_of(reading.con, [treaties[number] for number in chosen])
    told = []
    for number in chosen:
        levels = [level for level, minus in best.values() if minus == -number]
        agreement = treaties[number]
        told.append(
            Contribution(
                names[agreement],
                sum(levels) / total,
                behind(reading.con, NEED, agreement, *days),
                f"the deepest of {len(levels) // 2} of {total // 2} pairs",
            )
        )
    if told:
        return sorted(told, key=lambda one: (-one.amount, one.label))
    keys = [key_of(reading.axis, place, period) for place in members.tolist()]
    return [Contribution("no treaty with military institutions", 0.0, evidence(reading.con, (NEED,), keys, *days))]


MEASURE = Measure(
    title="Institutional depth of a group's treaties",
    unit="publisher's scale, 0 to 2",
    subject="pact",
    needs=(NEED, *PACTS, *(need for need in ALLIANCES if need.source != "atop")),
    compute=compute,
    direction="deeper military institutions between the members",
    method="mean over pairs of members of the highest institutionalisation of their treaties",
    version=2,
    reference="Leeds and Anac (2005)",
    explain=explain,
    bounds=(0.0, HIGHEST),
)
