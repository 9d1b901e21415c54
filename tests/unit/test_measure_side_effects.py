"""The pure functions of side effects."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from comity.measures.side_effects.exercise_escalation import exposed, rate_ratio
from comity.measures.side_effects.opinion_backlash import difference, earlier
from comity.measures.side_effects.supplier_dependence import greatest_share


@pytest.mark.parametrize(
    ("k", "n", "base_k", "base_n"), [(6, 30, 6, 90), (0, 40, 5, 80), (12, 12, 1, 100), (1, 50, 9, 20)]
)
def test_a_ratio_of_rates_has_the_interval_of_the_binomial(k: int, n: int, base_k: int, base_n: int) -> None:
    ratio, low, high = (float(each[0]) for each in rate_ratio([k], [n], [base_k], [base_n]))
    assert ratio == pytest.approx(k / n / (base_k / base_n))
    # Given all months with events, those after exercises are binomial; the share makes the ratio.
    bounds = binomtest(k, k + base_k).proportion_ci(0.9, "exact")
    assert (low, high) == tuple(pytest.approx(p / (1 - p) * base_n / n) for p in (bounds.low, bounds.high))
    assert low <= ratio <= high


def test_without_a_base_there_is_no_ratio() -> None:
    assert all(np.isnan(each).all() for each in rate_ratio([4], [10], [0], [100]))


def test_three_months_follow_an_exercise_its_own_among_them() -> None:
    began = np.zeros((2, 8), bool)
    began[0, [1, 2, 7]] = True
    assert exposed(began)[0].astype(int).tolist() == [0, 1, 1, 1, 1, 0, 0, 1]
    assert not exposed(began)[1].any()
    assert began[0].sum() == 3, "what was given is left as it is"


def test_the_survey_before() -> None:
    known = np.array([[1, 1, 0, 0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 0, 0, 0]], bool)
    found = earlier(known)
    assert found[0].tolist() == [-1, 0, 1, 1, 1, 1, 1, 6]
    assert found[1].tolist() == [-1, -1, -1, -1, 3, 3, 3, 3]
    late = np.zeros((1, 8), bool)
    late[0, 0] = True
    assert earlier(late)[0].tolist() == [-1, 0, 0, 0, 0, 0, -1, -1], "at most five years back"


def test_the_error_of_a_difference_is_that_of_two_binomials() -> None:
    rng = np.random.default_rng(2)
    draws = 100 * (rng.binomial(800, 0.3, 100_000) / 800 - rng.binomial(1000, 0.45, 100_000) / 1000)
    change, low, high = (float(each[0]) for each in difference(*(np.array([n]) for n in (30.0, 800.0, 45.0, 1000.0))))
    assert change == pytest.approx(-15)
    assert (low, high) == tuple(pytest.approx(float(q), abs=0.15) for q in np.quantile(draws, (0.05, 0.95)))


def test_the_greatest_supplier() -> None:
    volumes = np.array([[[3.0, 0, np.nan]], [[1.0, 0, 2]], [[0.0, 0, 1]]])
    found = greatest_share(volumes)
    assert found[0, 0] == 0.75
    assert np.isnan(found[0, 1:]).all()
