"""Trends and breaks against scipy, cases done by hand, and series made by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, norm, theilslopes

from comity.statistics.trend import _wandering, breaks, persistence, trend

YEARS = np.arange(1950, 1980)


def _independent(seed: int, slope: float = 0.0) -> np.ndarray:
    """Give independent values, of which neighbours do not correlate positively, so that nothing is corrected for."""
    rng = np.random.default_rng(seed)
    while True:
        values = rng.normal(size=len(YEARS)) + slope * (YEARS - YEARS[0])
        found = trend(YEARS, values)
        assert found is not None
        if persistence(YEARS, values - found.slope * YEARS) == 0:
            return values


@pytest.mark.parametrize("seed", range(6))
def test_the_slope_and_its_interval_are_those_of_scipy(seed: int) -> None:
    values = _independent(seed, 0.03 * seed)
    found = trend(YEARS, values)
    known = theilslopes(values, YEARS, 0.90)
    assert found is not None
    assert found.slope == pytest.approx(known.slope, rel=1e-12)
    assert (found.low, found.high) == pytest.approx((known.low_slope, known.high_slope), rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_test_is_that_of_kendall_with_time(seed: int) -> None:
    """Corrected for continuity it is a little less sure than scipy's asymptotic one, and by no more."""
    values = _independent(seed)
    found = trend(YEARS, values)
    assert found is not None
    plain = kendalltau(YEARS, values, method="asymptotic").pvalue
    assert plain - 1e-12 <= found.p <= plain + 0.02


def test_a_case_done_by_hand_with_ties() -> None:
    """Of 1 2 2 3 4 nine pairs rise and one is tied, so S = 9; the variance is (5·4·15 - 2·1·9) / 18 = 282 / 18."""
    found = trend([1, 2, 3, 4, 5], [1.0, 2.0, 2.0, 3.0, 4.0])
    assert found is not None
    # Slopes, sorted: 0 1/2 1/2 2/3 2/3 3/4 1 1 1 1.
    assert found.slope == pytest.approx((2 / 3 + 3 / 4) / 2)
    assert found.p == pytest.approx(2 * norm.sf(8 / np.sqrt(282 / 18)), rel=1e-9)


def test_an_outlier_does_not_move_it() -> None:
    values = 2.0 * np.arange(15)
    values[7] = 1000.0
    found = trend(np.arange(15), values)
    assert found is not None
    assert found.slope == pytest.approx(2.0)


def test_what_is_not_known_is_left_out() -> None:
    years = np.arange(2000, 2012)
    values = 0.5 * years + np.sin(years)
    values[[3, 7]] = np.nan
    keep = np.isfinite(values)
    assert trend(years, values) == trend(years[keep], values[keep])
    assert trend(years, values).n == 10  # type: ignore[union-attr]
    assert trend([2000, 2001, 2002, 2003], [1.0, 2.0, 3.0, 4.0]) is None
    assert trend(years, np.full(12, np.nan)) is None


def test_a_series_that_never_changes_has_no_trend() -> None:
    found = trend(range(10), [3.0] * 10)
    assert found is not None
    assert (found.slope, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)


def test_persistence_makes_it_less_sure_never_more() -> None:
    """Of wandering series without a trend the plain test finds one in half; this one in few."""
    rng = np.random.default_rng(4)
    plain = corrected = 0
    for _ in range(200):
        noise = rng.normal(size=90)
        values = np.zeros(90)
        for place in range(1, 90):
            values[place] = 0.7 * values[place - 1] + noise[place]
        values = values[50:]
        found = trend(np.arange(40), values)
        assert found is not None
        usual = kendalltau(np.arange(40), values).pvalue
        plain += usual < 0.1
        corrected += found.p < 0.1
        assert found.p >= usual - 0.02
    assert plain > 60
    assert corrected < 40


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-100, 100), min_size=5, max_size=30),
    st.floats(0.1, 10),
    st.floats(-50, 50),
    st.randoms(use_true_random=False),
)
def test_it_goes_with_scale_and_order_of_rows_makes_no_difference(values, scale, shift, random) -> None:  # type: ignore[no-untyped-def]
    values = np.round(values, 3)
    years = np.arange(len(values))
    found, moved = trend(years, values), trend(years, np.round(scale, 2) * values + np.round(shift, 2))
    assert found is not None and moved is not None
    assert moved.slope == pytest.approx(np.round(scale, 2) * found.slope, abs=1e-9)
    assert found.low <= found.slope + 1e-12 and found.slope <= found.high + 1e-12
    order = list(range(len(values)))
    random.shuffle(order)
    assert trend(years[order], values[order]) == found


def test_shifts_are_found_where_they_are() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=70) + np.repeat([0.0, 5.0, 1.0], [20, 30, 20])
    assert breaks(np.arange(1950, 2020), values) == (1970, 2000)
    assert breaks(np.arange(1950, 2020), -3 * values + 7) == (1970, 2000)


def test_the_partition_is_the_best_there_is() -> None:
    """Against all partitions of a short series into two or three stretches."""
    rng = np.random.default_rng(8)
    for _ in range(20):
        values = np.round(rng.normal(size=16) + np.repeat(rng.normal(scale=3, size=4), 4), 2)
        n = len(values)

        def cost(cuts: tuple[int, ...], values: np.ndarray = values) -> float:
            return sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(values, cuts))

        best: dict[tuple[int, ...], float] = {(): n * np.log(cost(()) / n)}
        for one in range(3, n - 2):
            best[(one,)] = n * np.log(cost((one,)) / n) + np.log(n)
            for other in range(one + 3, n - 2):
                best[one, other] = n * np.log(cost((one, other)) / n) + 2 * np.log(n)
        r = _wandering(np.arange(n, dtype=float), values)
        found = breaks(np.arange(n), values, shortest=3, most=2, penalty=(1 - r) / (1 + r))
        assert found == min(best, key=best.__getitem__)


def test_without_a_shift_none_is_found() -> None:
    rng = np.random.default_rng(3)
    assert sum(bool(breaks(np.arange(40), rng.normal(size=40))) for _ in range(200)) <= 8
    assert breaks(range(30), [1.0] * 30) == ()
    assert breaks(range(6), [0.0, 0, 0, 9, 9, 9]) == ()


def test_breaks_of_a_wandering_series_are_few() -> None:
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(200):
        values = np.zeros(60)
        for place in range(1, 60):
            values[place] = 0.6 * values[place - 1] + rng.normal()
        found += bool(breaks(np.arange(60), values))
    assert found <= 20


def test_gaps_are_gaps() -> None:
    years = np.concatenate([np.arange(1950, 1965), np.arange(1970, 1985)])
    values = np.where(years < 1970, 0.0, 4.0) + 0.1 * (np.arange(30) % 3)
    assert breaks(years, values) == (1970,)
