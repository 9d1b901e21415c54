"""The dyadic variance, held against its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model.errors import BadRequest
from comity.statistics.dyadic import clustered, variance
from comity.statistics.regression import Fit, logit, ols, ppml


def _by_definition(fit: Fit, one: Any, other: Any) -> Any:
    """The sum over all pairs of observations that share a unit, each pair of observations once."""
    n = len(fit.scores)
    meat = np.zeros((fit.scores.shape[1],) * 2)
    for i in range(n):
        for j in range(n):
            if {one[i], other[i]} & {one[j], other[j]}:
                meat += np.outer(fit.scores[i], fit.scores[j])
    return fit.bread @ meat @ fit.bread


def _some(seed: int, units: int, n: int) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    one = rng.integers(0, units, n)
    other = (one + rng.integers(1, units, n)) % units
    adds = rng.normal(size=units)
    x = np.column_stack([np.ones(n), rng.normal(size=n) + adds[one] + adds[other]])
    return one, other, x


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(8, 30), st.integers(30, 80))
def test_it_is_the_sum_over_observations_that_share_a_unit(seed: int, units: int, n: int) -> None:
    one, other, x = _some(seed, units, n)
    y = np.random.default_rng(seed + 1).random(n) < 0.5
    y[:2] = [True, False]
    fit = ols(y.astype(float), x)
    expected, found = _by_definition(fit, one, other), variance(fit, one, other)
    if not found.negative:
        assert np.allclose(found.variance, expected, rtol=1e-9, atol=1e-12)
    assert (np.linalg.eigvalsh(found.variance) >= -1e-12).all()
    assert found.negative <= 0
    assert bool(found.negative) == (np.linalg.eigvalsh(expected).min() < -1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("kind", [logit, ppml])
def test_it_takes_any_fit(kind: Any) -> None:
    one, other, x = _some(5, 20, 400)
    y = (np.random.default_rng(6).random(400) < 1 / (1 + np.exp(-x[:, 1]))).astype(float)
    fit = kind(y, x)
    assert np.allclose(variance(fit, one, other).variance, _by_definition(fit, one, other), rtol=1e-9)


def test_which_side_a_unit_is_on_and_what_it_is_called_make_no_difference() -> None:
    one, other, x = _some(7, 60, 500)
    fit = ols(x[:, 1] + np.random.default_rng(1).normal(size=500), x)
    plain = variance(fit, one, other)
    turned = variance(fit, np.where(one % 2, one, other), np.where(one % 2, other, one))
    names = np.array([f"state {unit}" for unit in range(60)])
    named = variance(fit, names[one], names[other])
    coded = variance(fit, one * 10**9 - 5, other * 10**9 - 5)
    for same in (turned, named, coded):
        assert np.allclose(same.variance, plain.variance, rtol=1e-12)
        assert (same.units, same.dyads, same.df, same.warning) == (60, plain.dyads, 59, "")


def test_a_column_in_another_unit_has_its_error_in_it() -> None:
    one, other, x = _some(8, 15, 200)
    y = x[:, 1] + np.random.default_rng(1).normal(size=200)
    plain, larger = variance(ols(y, x), one, other), variance(ols(y, x * [1, 1e-6]), one, other)
    assert np.allclose(larger.errors, plain.errors * [1, 1e6], rtol=1e-8)


def test_negative_eigenvalues_are_said_and_only_raise_the_errors() -> None:
    found = None
    for seed in range(200):
        one, other, x = _some(seed, 6, 24)
        x = np.column_stack([x, x[::-1, 1] ** 2, np.arange(24) % 5])
        fit = ols(np.random.default_rng(seed).normal(size=24), x)
        if np.linalg.eigvalsh(raw := _by_definition(fit, one, other)).min() < -1e-6:
            found = variance(fit, one, other)
            break
    assert found is not None
    assert found.negative < 0
    assert "eigenvalue below 0" in found.warning
    assert "6 units" in found.warning
    assert (np.diagonal(found.variance) >= np.diagonal(raw) - 1e-12).all()
    assert (np.linalg.eigvalsh(found.variance) >= -1e-12).all()


def test_the_correction_and_the_interval() -> None:
    one, other, x = _some(9, 30, 300)
    fit = ols(x[:, 1] + np.random.default_rng(1).normal(size=300), x)
    plain, corrected = variance(fit, one, other), variance(fit, one, other, correction="units")
    assert np.allclose(corrected.variance, plain.variance * 30 / 29 * 299 / 298)
    low, high = plain.interval(fit.coefficients)
    # Student's t with 29 degrees of freedom: 1.699 bounds 90 %.
    assert np.allclose(high - fit.coefficients, 1.69913 * plain.errors, rtol=1e-5)
    assert np.allclose(fit.coefficients - low, high - fit.coefficients)
    assert plain.p_values(low + plain.errors * 0).shape == (2,)
    at_bound = 1.69913 * plain.errors
    assert np.allclose(plain.p_values(at_bound), 0.1, atol=1e-4)


def test_clusters_of_dyads_allow_for_the_same_dyad_alone() -> None:
    one, other, x = _some(11, 12, 150)
    fit = ols(x[:, 1] + np.random.default_rng(1).normal(size=150), x)
    meat = np.zeros((2, 2))
    for i in range(150):
        for j in range(150):
            if {one[i], other[i]} == {one[j], other[j]}:
                meat += np.outer(fit.scores[i], fit.scores[j])
    assert np.allclose(clustered(fit, one, other), np.sqrt(np.diagonal(fit.bread @ meat @ fit.bread)), rtol=1e-10)


def test_what_makes_no_sense_is_said() -> None:
    fit = ols([1.0, 2.0, 4.0], [[1.0], [1.0], [1.0]])
    with pytest.raises(BadRequest, match="pairs 2 with itself"):
        variance(fit, [1, 2, 3], [2, 2, 1])
    with pytest.raises(BadRequest, match="3 observations, and units for 2"):
        variance(fit, [1, 2], [2, 3])
    with pytest.raises(BadRequest, match="2 units"):
        variance(fit, [1, 1, 2], [2, 2, 1])
