"""Military collaboration inside a region: how many pairs of its states are tied by pacts, agreements and common practice.

Formula
-------
The mean of five scores, each the share of pairs of the region's states, between goalposts that are the same for all years
(the least and the greatest of all subregions since 1946, after treatment of outliers), on a scale from 10 to 100: pairs with
any obligation of an alliance; with one of defence; that signed a defence agreement in this year or the four before; that
began an exercise together in this year or the two before; that both had troops under the United Nations.

It is known where pacts are, to 2018. Agreements and exercises are known to 2010 and peacekeeping from 1991 to 2013; in other
years what pacts say of the region stands for them, as far off as they were when last (or first) known. Low and high are the
5th and 95th percentile of 10,000 draws over the ways to fill what is not known and its error, the scales, weights up to a
quarter off, and any one indicator left out.

Pitfalls
--------
The more states a region has, the more pairs there are to be tied. States that never had 250,000 people are not counted: of
most of them no agreement or exercise could be known. ATOP takes the Helsinki Final Act of 1975 for a pact, so that from then on
nearly all of Europe is bound. The exercise data follow the English-language press, and rise with it.
Both having troops with the United Nations need not mean in one mission: who served where is not known of most months. Of
agreements those signed count, since what is in force is known only of those since 1980.

References
----------
Leeds, B. A., et al. (2002). Alliance Treaty Obligations and Provisions, 1815–1944. *International Interactions* 28, 237–260.
Kinne, B. J. (2020). The Defense Cooperation Agreement Dataset (DCAD). *Journal of Conflict Resolution* 64(4), 729–755.
D'Orazio, V., and K. Galambos (2021). Multinational Military Exercises, 1980–2010. Harvard Dataverse.

Examples
--------
Of three pairs one had an exercise three years ago, which still counts, and one four, which does not:

>>> import numpy as np
>>> held = np.array([0.0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
>>> pair, year = np.repeat(np.arange(3), 4), np.tile(np.arange(4, dtype=np.int32), 3)
>>> recently(held, pair, year, 3).reshape(3, 4)[:, 3].tolist()
[1.0, 0.0, 0.0]
"""

from __future__ import annotations

from collections.abc import Sequence

from comity.measures.contract import Measure
from comity.measures.estimates import Contribution, Estimates
from comity.measures.reading import Reading
from comity.measures.stability._answers import of_pillar, of_pillar_row
from comity.measures.stability._indicators import INDICATORS, PILLARS
from comity.measures.stability._places import POPULATION, recently
from comity.measures.stability._scores import LONG_SCALE

PLACE = PILLARS.index("collaboration")


def compute(reading: Reading) -> Estimates:
    """Give the pillar of all regions and years."""
    return of_pillar(reading, PLACE)


def explain(reading: Reading, estimates: Estimates, row: int) -> Sequence[Contribution]:
    """Give what each indicator adds."""
    return of_pillar_row(reading, estimates, row, PLACE)


MEASURE = Measure(
    title="Military collaboration inside a region",
    unit="points, 1 to 100",
    subject="region",
    needs=tuple(
        dict.fromkeys([*(need for one in INDICATORS if one.pillar == PLACE for need in one.needs), POPULATION])
    ),
    compute=compute,
    direction="more pairs of the region's states tied to each other",
    method="mean of shares of pairs between fixed goalposts, 10,000 draws over its choices",
    reference="OECD and JRC (2008)",
    explain=explain,
    bounds=LONG_SCALE,
    interval="Monte Carlo",
    heavy=True,
    whole=True,
)

__all__ = ["MEASURE", "recently"]
