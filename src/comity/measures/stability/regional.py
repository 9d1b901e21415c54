"""Regional stability: military collaboration, conflict and, where surveys are brought, felt security, as one index.

Formula
-------
The geometric mean of its pillars, each the arithmetic mean of its indicators' scores, all weighing alike::

    S_rt = product over p of  C_prt ^ (1 / pillars),    C_prt = mean over k in p of  x_krt

    x_krt = 10 + 90 (v_krt - least_k) / (greatest_k - least_k),  turned round where more is worse

Collaboration: the shares of pairs of a region's states that have a pact, a pledge of defence, a defence agreement signed
within five years, an exercise together within three, and both troops under the United Nations. Conflict: battle deaths on
the region's soil per million people, the same against the mean of the five years before, armed conflicts of its states,
and among them militarised disputes begun, hostility, deaths, and international crises by their violence. Felt security:
surveys that the user brings; without them there are two pillars, and coverage is at most two thirds.

Goalposts are the same for all years, of the subregions of three states and more since 1946, after treatment of outliers
(the most extreme points, a twentieth at most, drawn in by the handbook's rule; else logarithms). Deaths before and after 1989, which are measured in two ways, have
goalposts each of their own, and no base reaches across.

The index is known where pacts, battle deaths and armed conflicts are: to 2018. An indicator whose source had not looked is
never 0: what the core of its pillar says of the region stands for it, as far off as the indicator was when it was last (or
first) known, so that a source that ends makes no step and no trend; coverage says how much was known.

Low and high are the 5th and 95th percentile of 10,000 draws in which all of this is chosen anew: the three ways to fill what
is not known, with their error; goalposts from 10 or from 1, or standard deviations; one set of goalposts for deaths or two;
a base of 3, 5 or 10 years; each weight up to a quarter off; any one indicator left out; geometric or arithmetic means; and
deaths anywhere between the published lowest and highest count (half of the draws below the best, evenly; those of a region
go together). Where the nominal value is outside of these percentiles they are widened to hold it. Ranks are of the same
draws, among subregions.

Pitfalls
--------
A region without military ties is low on it, however calm: that is what a geometric mean is for, and why Melanesia, most of
whose states have no forces, is at the bottom. Ties say nothing of why they were made: the Warsaw Pact counts as
collaboration. A war that a region's states fight elsewhere counts among its armed conflicts, not among its deaths; of
disputes and events only those among its own states count. Violence without a state on either side is not in it. ATOP takes
the Helsinki Final Act of 1975 for a pact: from then on nearly all of Europe is bound. States that never had 250,000 people are not counted. The
published lowest and highest counts of deaths are no interval of any stated probability. The exercise data follow the
English-language press. By the validation it does not foretell: the last year's count of deaths, or of disputes, orders the
regions by what comes next better than the index does. It describes. Ranks within a year are safer than a comparison of years far apart.

References
----------
OECD and JRC (2008). *Handbook on Constructing Composite Indicators: Methodology and User Guide*. OECD.
Saisana, M., A. Saltelli and S. Tarantola (2005). Uncertainty and sensitivity analysis techniques as tools for the quality
assessment of composite indicators. *Journal of the Royal Statistical Society A* 168(2), 307–323.
Paruolo, P., M. Saisana and A. Saltelli (2013). Ratings and rankings: voodoo or science? *Journal of the Royal Statistical
Society A* 176(3), 609–634.

Examples
--------
A calm region without ties, and one that has a little of both:

>>> import numpy as np
>>> stability(np.array([[10.0, 90.0], [50.0, 50.0]])).round(9).tolist()
[30.0, 50.0]
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np

from comity.measures.contract import Measure, Validation
from comity.measures.estimates import Estimates, Floats
from comity.measures.reading import Reading
from comity.measures.stability._answers import estimates, of_index
from comity.measures.stability._draws import nominal, ranking
from comity.measures.stability._indicators import INDICATORS, PILLAR, PILLARS, Inputs
from comity.measures.stability._scores import LONG_SCALE, Panel, panel


def stability(pillars: Floats) -> Floats:
    """Give the geometric mean of pillars, shape (regions, pillars); one that is NaN does not count."""
    known = np.isfinite(pillars)
    logs = np.log(np.where(known, pillars, 1.0)).sum(axis=-1)
    return np.asarray(np.exp(logs / known.sum(axis=-1)), np.float64)


def share_known(made: Panel) -> Floats:
    """Give how much of three full pillars is known, shape (R, P): a pillar that does not count has nothing known."""
    parts = [made.known[pillar == PILLAR].mean(axis=0) * made.counts[pillar] for pillar in range(len(PILLARS))]
    return np.asarray(np.mean(parts, axis=0), np.float64)


def compute(reading: Reading) -> Estimates:
    """Give the index of all regions and years."""
    made = panel(Inputs(reading))
    return estimates(
        made, nominal(made).index, share_known(made), ranking(made), lambda batch: batch.index, reading.rng("draws")
    )


def validate(con: duckdb.DuckDBPyConnection) -> Sequence[Validation]:
    """Say what its choices do, what moves it, and how it fared against what came next."""
    from comity.measures.stability._validation import validations

    return validations(con)


MEASURE = Measure(
    title="Regional stability",
    unit="points, 1 to 100",
    subject="region",
    needs=tuple(dict.fromkeys(need for one in INDICATORS for need in one.needs)),
    compute=compute,
    direction="a more stable region",
    method="geometric mean of pillars between fixed goalposts, 10,000 draws over its choices and its inputs' errors",
    reference="OECD and JRC (2008)",
    explain=of_index,
    bounds=LONG_SCALE,
    interval="Monte Carlo",
    heavy=True,
    whole=True,
    validate=validate,
)
