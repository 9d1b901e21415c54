"""The prior of a pledge: its posterior, and the counts that it rests on."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from comity.measures.contract import find, ids
from comity.measures.honoured import COUNTS, posterior


@pytest.mark.parametrize(("honoured", "calls"), [(0, 0), (0, 5), (5, 5), (42, 102), (73, 146)])
def test_the_posterior_is_that_of_a_beta_distribution(honoured: int, calls: int) -> None:
    mean, low, high = posterior(honoured, calls)
    held = beta(honoured + 0.5, calls - honoured + 0.5)
    assert (mean, low, high) == pytest.approx((held.mean(), held.ppf(0.05), held.ppf(0.95)))
    assert low < mean < high


def test_both_periods_make_the_whole() -> None:
    for periods in COUNTS.values():
        before, since, whole = (periods[name] for name in ("1816–1944", "1945–2003", "1816–2003"))
        assert (before[0] + since[0], before[1] + since[1]) == whole


def test_a_period_has_a_figure_of_its_own_only_with_twenty_calls() -> None:
    told = {name.partition(".")[2].removesuffix("_by_period") for name in ids() if name.startswith("reliability.") and name.endswith("_by_period")}  # fmt: skip
    enough = {duty for duty, periods in COUNTS.items() if min(calls for _, calls in periods.values()) >= 20}
    assert told == enough - {"all"}


def test_every_figure_says_where_its_counts_come_from() -> None:
    for name in ids():
        if name.startswith("reliability."):
            assert "2018" in find(name).reference
