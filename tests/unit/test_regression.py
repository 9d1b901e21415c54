"""The regressions, held against those of statsmodels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from comity.model.errors import BadRequest
from comity.statistics.regression import Fit, logit, ols, ppml


@pytest.fixture(scope="module")
def data() -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(3)
    # Columns of very different sizes, two of them closely related, as years and their cubes are.
    t = rng.integers(0, 150, 3000).astype(float)
    x = np.column_stack([np.ones(3000), rng.normal(size=3000), t, t**2, t**3, 1e-4 * rng.normal(size=3000)])
    eta = -1 + 0.8 * x[:, 1] - 0.03 * t + 2000 * x[:, 5]
    return x, eta, rng


def _agree(fit: Fit, theirs: Any, x: Any, y: Any, scale: float = 1.0) -> None:
    size = np.sqrt((x**2).sum(axis=0))
    assert np.allclose(fit.coefficients * size, theirs.params * size, rtol=1e-8, atol=1e-8)
    assert np.allclose(
        fit.bread * np.outer(size, size), theirs.cov_params() / scale * np.outer(size, size), rtol=1e-6, atol=1e-8
    )
    assert np.allclose(fit.scores, x * (y - fit.fitted)[:, None], rtol=1e-10, atol=1e-10)
    assert np.abs(fit.scores.sum(axis=0) / size).max() < 1e-6
    assert fit.log_likelihood == pytest.approx(theirs.llf, rel=1e-10)


def test_least_squares(data: tuple[Any, Any, Any]) -> None:
    x, eta, rng = data
    y = eta + rng.normal(size=len(eta))
    theirs = sm.OLS(y, x).fit(method="qr")
    _agree(ols(y, x), theirs, x, y, theirs.scale)


def test_a_logistic_regression(data: tuple[Any, Any, Any]) -> None:
    x, eta, rng = data
    y = (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype(float)
    _agree(logit(y, x), sm.GLM(y, x, family=sm.families.Binomial()).fit(tol=1e-13, maxiter=200), x, y)
    _agree(logit(y, x[:, :3]), sm.Logit(y, x[:, :3]).fit(disp=0, tol=1e-13), x[:, :3], y)


def test_a_weight_is_so_many_observations(data: tuple[Any, Any, Any]) -> None:
    x, eta, rng = data
    y = (rng.random(len(eta)) < 1 / (1 + np.exp(-eta))).astype(float)
    weights = rng.integers(0, 4, len(y))
    weighted, repeated = logit(y, x, weights), logit(np.repeat(y, weights), np.repeat(x, weights, axis=0))
    assert np.allclose(weighted.coefficients, repeated.coefficients, rtol=1e-8)
    assert np.allclose(weighted.bread, repeated.bread, rtol=1e-6)
    assert np.allclose(weighted.scores.T @ np.ones(len(y)), 0, atol=1e-3)


def test_a_poisson_regression(data: tuple[Any, Any, Any]) -> None:
    x, eta, rng = data
    y = rng.poisson(np.exp(eta)).astype(float)
    _agree(ppml(y, x), sm.GLM(y, x, family=sm.families.Poisson()).fit(tol=1e-13, maxiter=200), x, y)


def test_a_poisson_regression_of_what_is_no_count(data: tuple[Any, Any, Any]) -> None:
    x, eta, rng = data
    y = np.where(rng.random(len(eta)) < 0.4, 0.0, 1e6 * np.exp(eta + rng.normal(size=len(eta))))
    theirs = sm.GLM(y, x[:, :3], family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200)
    assert np.allclose(ppml(y, x[:, :3]).coefficients, theirs.params, rtol=1e-8)


def test_columns_that_cannot_be_told_apart_are_named() -> None:
    x = np.column_stack([np.ones(6), np.arange(6), 2 * np.arange(6) - 3])
    for fit in (ols, logit, ppml):
        with pytest.raises(BadRequest, match="“twice” can be made of the columns before"):
            fit([0, 1, 0, 1, 1, 0], x, names=("one", "n", "twice"))
    with pytest.raises(BadRequest, match="column 1 can be made"):
        ols([1.0, 2.0], [[1.0, 0.0], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("fit", "y", "column"),
    [
        (logit, [0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 5]),  # perfectly
        (logit, [0, 0, 1, 0, 1, 1], [0, 0, 0, 0, 1, 1]),  # some of the ones
        (logit, [1, 0, 1, 0, 1, 0], [0, 0, 0, 0, 0, 1e6]),  # one observation, in a large unit
        (ppml, [0, 0, 3, 0, 7, 2], [1, 1, 0, 0, 0, 0]),  # some of the zeros
    ],
)
def test_separation_is_said(fit: Any, y: list[float], column: list[float]) -> None:
    with pytest.raises(BadRequest, match="“x” growing without end"):
        fit(y, np.column_stack([np.ones(6), column]), names=("one", "x"))


def test_what_looks_like_separation_and_is_not() -> None:
    """A column that decides nearly all observations has large, but finite, coefficients."""
    column = np.linspace(-20, 20, 2001)
    y = (column > 0).astype(float)
    y[1005] = 0  # one zero among the ones
    fit = logit(y, np.column_stack([np.ones(2001), column]))
    assert 10 < fit.coefficients[1] < 100


@pytest.mark.parametrize(
    ("fit", "y", "told"),
    [
        (logit, [0, 1, np.nan], "1 of 3 observations lack a value"),
        (logit, [1, 1, 1], "All 3 observations are 1"),
        (logit, [0, 1, 2], "between 0 and 1"),
        (ppml, [0, 1, -2], "not negative"),
        (ppml, [0, 0, 0], "All 3 observations are 0"),
        (ols, [0, 1], r"the shape \(2,\) and x \(3, 1\)"),
    ],
)
def test_what_cannot_be_fitted_is_said(fit: Any, y: list[float], told: str) -> None:
    with pytest.raises(BadRequest, match=told):
        fit(y, [[1.0], [1.0], [1.0]])
