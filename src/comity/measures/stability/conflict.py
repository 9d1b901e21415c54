"""Calm of a region: how few, and how light, the conflicts on its soil and among its states are.

Formula
-------
The mean of seven scores between goalposts that are the same for all years (the least and the greatest of all subregions
since 1946, after treatment of outliers), on a scale from 10 to 100, the fewest incidents being 100::

    log(1 + battle deaths on its soil per million people)
    the same minus log(1 + the mean of the five years before)
    armed conflicts in which its states are sides, per state
    pairs of its states between which a militarised dispute began, per state
    the mean over its states of the highest hostility in events with each other
    log(1 + deaths in those events per million people)
    the mean over its states of the violence of the worst international crisis that each was in

Deaths never count alone, since one battle decides them. They are estimates of coders to 1988 and counts of reported events
from 1989 on: each time has goalposts of its own, and no base reaches across; the change is known from the third year of a
time on. The pillar is known where deaths and armed conflicts are, to 2022. Disputes and events end in 2014 and crises in
2016: later what deaths and armed conflicts say of the region stands for them, as far off as they were when last known.

Low and high are the 5th and 95th percentile of 10,000 draws: the ways to fill what is not known and its error, the scales,
one set of goalposts for deaths or two, a base of 3, 5 or 10 years, weights up to a quarter off, any one indicator left out,
and deaths anywhere between the published lowest and highest count.

Pitfalls
--------
A war that a region's states fight elsewhere counts among their armed conflicts, not among the deaths; an attack from outside
among the deaths, not among the disputes. Violence without a state on either side is not in it, nor, by UCDP, a conflict that
never had 25 battle deaths in a year. The published lowest and highest counts are no interval of any stated probability. Events are told
in more detail of wars whose history is well known, which is why their hostility is taken and not their number.

References
----------
Davies, S., et al. (2024). Organized violence 1989–2023. *Journal of Peace Research* 61(4), 673–693.
Lacina, B., and N. P. Gleditsch (2005). Monitoring Trends in Global Combat. *European Journal of Population* 21, 145–166.
Palmer, G., et al. (2022). The MID5 Dataset, 2011–2014. *Conflict Management and Peace Science* 39(4), 470–482.
Gibler, D. M., and S. V. Miller (2024). The Militarized Interstate Events (MIE) dataset. *Conflict Management and Peace
Science*.
Brecher, M., and J. Wilkenfeld (2000). *A Study of Crisis*. University of Michigan Press.

Examples
--------
>>> from comity.statistics.composite import min_max
>>> min_max([0.0, 2.0, 8.0], 0.0, 8.0, -1, (10.0, 100.0)).tolist()
[100.0, 77.5, 10.0]
"""

from __future__ import annotations

from collections.abc import Sequence

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading
from comity.measures.stability._answers import of_pillar, of_pillar_row
from comity.measures.stability._indicators import INDICATORS, PILLARS
from comity.measures.stability._scores import LONG_SCALE

PLACE = PILLARS.index("conflict")


def compute(reading: Reading) -> Estimates:
    """Give the pillar of all regions and years."""
    return of_pillar(reading, PLACE)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each indicator adds."""
    return of_pillar_row(reading, estimates, row, PLACE)


MEASURE = Measure(
    title="Calm of a region: few and light conflicts",
    unit="points, 1 to 100",
    subject="region",
    needs=tuple(dict.fromkeys(need for one in INDICATORS if one.pillar == PLACE for need in one.needs)),
    compute=compute,
    direction="fewer and less deadly conflicts in the region",
    method="mean of scores of incidents between fixed goalposts, 10,000 draws over its choices and its inputs' errors",
    reference="OECD and JRC (2008)",
    explain=explain,
    bounds=LONG_SCALE,
    interval="Monte Carlo",
    heavy=True,
    whole=True,
)
