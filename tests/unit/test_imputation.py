"""Rubin's rules, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from comity.model.errors import BadRequest
from comity.statistics.imputation import combine


def test_the_rules_by_hand() -> None:
    # Within: mean of .04 and .06 = .05; between: variance of 1 and 1.4 = .08; total .05 + 1.5 × .08 = .17.
    found = combine([[1.0], [1.4]], [[0.04], [0.06]])
    assert found.coefficients.tolist() == [1.2]
    assert found.variance[0, 0] == pytest.approx(0.17)
    assert found.errors[0] == pytest.approx(math.sqrt(0.17))
    assert found.missing[0] == pytest.approx(0.12 / 0.17)
    # Rubin's degrees of freedom: (m − 1)(1 + W / ((1 + 1/m) B))² = (1 + .05 / .12)².
    assert found.df[0] == pytest.approx((1 + 0.05 / 0.12) ** 2)


def test_degrees_of_freedom_never_exceed_those_of_complete_data() -> None:
    # Barnard and Rubin: 1/df = 1/df_m + 1/df_obs, df_obs = (ν + 1)/(ν + 3) · ν · (1 − λ).
    share = 0.12 / 0.17
    expected = 1 / (share**2 / 1 + 1 / (11 / 13 * 10 * (1 - share)))
    assert combine([[1.0], [1.4]], [[0.04], [0.06]], 10).df[0] == pytest.approx(expected)
    same = combine([[1.0], [1.0]], [[0.04], [0.04]], 10)
    assert same.df[0] == pytest.approx(11 / 13 * 10)
    assert combine([[1.0], [1.0]], [[0.04], [0.04]]).df[0] == math.inf


def test_matrices_and_intervals() -> None:
    within = np.array([[[1.0, 0.5], [0.5, 2.0]]] * 3)
    found = combine([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]], within)
    assert np.allclose(found.variance, [[1 + 4 / 3, 0.5 + 8 / 3], [0.5 + 8 / 3, 2 + 16 / 3]])
    low, high = found.interval()
    assert np.allclose((low + high) / 2, [1, 2])
    assert ((high - low) / 2 > 1.645 * found.errors).all()


def test_one_fit_is_not_several() -> None:
    with pytest.raises(BadRequest, match="two or more"):
        combine([[1.0]], [[1.0]])
    with pytest.raises(BadRequest, match="have the shape"):
        combine([[1.0], [2.0]], [[1.0]])
