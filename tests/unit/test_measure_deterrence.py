"""The pure functions of the ledger of deterrence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.measures.deterrence._ledger import free, gather, protectors
from comity.measures.deterrence._onsets import years_of_peace
from comity.measures.deterrence.allied_capability import brought, reliability
from comity.measures.deterrence.capability_ratio import ratio
from comity.measures.deterrence.onset_risk_change import change
from comity.measures.deterrence.signal_exercises import exercised


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 7))
def test_what_is_gathered_is_the_sum_over_those_who_are_free(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    pledged = (rng.random((n, n)) < 0.3).astype(float)
    offered = np.where(rng.random((n, n)) < 0.2, np.nan, rng.integers(0, 9, (n, n)).astype(float))
    total, known, lacking = gather(offered, pledged)
    for target in range(n):
        for challenger in range(n):
            if target == challenger:
                continue
            others = [j for j in range(n) if j not in (target, challenger) and not pledged[j, challenger]]
            held = [offered[j, target] for j in others if not np.isnan(offered[j, target])]
            assert total[target, challenger] == sum(held)
            assert (known[target, challenger], lacking[target, challenger]) == (len(held), len(others) - len(held))


def test_against_a_challenger_of_whose_protectors_nothing_is_known_nothing_is() -> None:
    pledged = np.zeros((3, 3))
    pledged[:, 2] = np.nan
    total, _, _ = gather(np.ones((3, 3)), pledged)
    assert np.isnan(total[:, 2]).all()
    assert total[0, 1] == 1
    assert np.isnan(free(pledged)[0, 2])


def test_who_owes_both_protects_neither() -> None:
    owes = np.zeros((4, 4))
    owes[2, [0, 1]] = owes[3, 0] = 1
    assert protectors(owes, 0, 1) == [3]
    assert protectors(owes, 1, 0) == []
    assert protectors(owes, 0, 3) == [2]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 6), st.integers(0, 5))
def test_exercises_are_counted_one_by_one(seed: int, n: int, events: int) -> None:
    rng = np.random.default_rng(seed)
    owes = (rng.random((n, n)) < 0.3).astype(float)
    np.fill_diagonal(owes, 0)
    took_part = rng.random((events, n)) < 0.5
    found = exercised(took_part, owes)
    for target in range(n):
        for challenger in range(n):
            count = 0
            for event in took_part:
                others = [j for j in range(n) if event[j] and j != target and not owes[j, challenger]]
                count += bool(event[target] and not event[challenger] and others)
            assert found[target, challenger] == (count if target != challenger else 0)


def test_the_share_of_capabilities() -> None:
    found = ratio(np.array([0.2, 0.0, np.nan, 0.0]), np.array([0.2, 0.1, 0.1, 0.0]))
    assert found[:2].tolist() == [0.5, 0.0]
    assert np.isnan(found[2:]).all()


def test_strength_is_lost_with_distance_and_less_so_later() -> None:
    far = np.array([0.0, 2_000.0, 5_000.0, 15_000.0])
    for year in (1900, 1930, 1990):
        left = brought(np.full(4, 0.1), far, year)
        assert left[0] == 0.1
        assert (np.diff(left) <= 0).all()
    assert brought(np.array([0.1]), far[2:3], 1900) < brought(np.array([0.1]), far[2:3], 1930)
    assert brought(np.array([0.1]), far[2:3], 1930) < brought(np.array([0.1]), far[2:3], 1990)
    # By hand: 5,000 km are 3,106.9 miles, 6.2137 days; log10(6.21371 + 7.28172) = 1.130187.
    assert brought(np.array([0.1]), far[2:3], 1990)[0] == pytest.approx(0.1**1.130187, rel=1e-5)


def test_the_rate_of_honour() -> None:
    mean, low, high = reliability()
    assert mean == pytest.approx(42.5 / 103)
    # The normal approximation is close with a hundred cases.
    error = np.sqrt(mean * (1 - mean) / 104)
    assert (low, high) == (
        pytest.approx(mean - 1.645 * error, abs=0.002),
        pytest.approx(mean + 1.645 * error, abs=0.002),
    )


def test_years_of_peace() -> None:
    same = np.array([0, 1, 1, 1, 1, 0, 1], bool)
    dispute = np.array([0, 0, 1, 1, 0, 0, 0], bool)
    assert years_of_peace(same, dispute).tolist() == [0, 1, 2, 0, 0, 0, 1]
    # A dispute in a pair's last year is no business of the next pair.
    assert years_of_peace(np.array([0, 1, 0, 1], bool), np.array([0, 1, 0, 0], bool)).tolist() == [0, 1, 0, 1]
    assert years_of_peace(np.zeros(0, bool), np.zeros(0, bool)).tolist() == []


def test_the_error_of_a_change_is_that_of_draws() -> None:
    rng = np.random.default_rng(1)
    b, v = np.array([-3.0, 0.4, -0.2]), np.array([[0.01, -0.004, 0], [-0.004, 0.02, 0.001], [0, 0.001, 0.005]])
    x = np.array([[1.0, 1.0, 2.0], [1.0, 1.0, -1.0]])
    is_, was, error = change(x, 1, b, v)
    draws = rng.multivariate_normal(b, v, 200_000)
    one, other = (1 / (1 + np.exp(-columns @ draws.T)) for columns in (x, x * [1, 0, 1]))
    assert np.allclose(error, (one - other).std(axis=1), rtol=0.08)
    assert np.allclose(is_ - was, (1 / (1 + np.exp(-x @ b))) - (1 / (1 + np.exp(-(x * [1, 0, 1]) @ b))))
