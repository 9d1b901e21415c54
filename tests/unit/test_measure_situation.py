"""Pure functions of the situational factors."""

from __future__ import annotations

import numpy as np
import pytest

from comity.measures.contract import find, ids
from comity.measures.situation.deaths_nearby import nearby
from comity.measures.situation.past_coups import YEARS, window
from comity.measures.situation.political_stability import bounds
from comity.measures.situation.regional_tension import involved


def test_the_interval_is_the_published_error() -> None:
    low, high = bounds(np.array([0.4384]), np.array([0.2393]))
    assert (low[0], high[0]) == pytest.approx((0.0447, 0.8321), abs=1e-4)


def test_ten_years_are_needed_and_the_year_itself_is_one() -> None:
    yearly = np.zeros((2, 12))
    yearly[0, 0] = yearly[0, 11] = 2.0
    yearly[1, 3] = np.nan
    found = window(yearly)
    assert np.isnan(found[:, : YEARS - 1]).all()
    assert found[0, YEARS - 1 :].tolist() == [2.0, 0.0, 2.0]
    assert np.isnan(found[1]).all()
    assert np.isnan(window(np.ones((1, 5)))).all()


def graph(number: int, *edges: tuple[int, int]) -> np.ndarray:
    found = np.zeros((1, number, number))
    for a, b in edges:
        found[0, a, b] = found[0, b, a] = 1.0
    return found


def test_neighbours_count_when_they_quarrel_with_the_state_or_among_each_other() -> None:
    borders = graph(5, (0, 1), (0, 2), (0, 3), (3, 4))
    # 1 quarrels with the state itself, 2 with nobody, 3 with 4, which is no neighbour of 0.
    assert involved(borders, graph(5, (0, 1), (3, 4)))[0].sum(axis=1).tolist() == [1.0, 1.0, 0.0, 1.0, 1.0]
    # Two neighbours with each other: both count once.
    assert involved(borders, graph(5, (1, 2), (1, 3), (2, 3)))[0, 0].tolist() == [0.0, 1.0, 1.0, 1.0, 0.0]
    # 0 and 4 are no neighbours: their quarrel counts around 3 alone, which borders both.
    assert involved(borders, graph(5, (0, 4)))[0].sum(axis=1).tolist() == [0.0, 0.0, 0.0, 2.0, 0.0]
    # A quarrel with one that is far off counts around nobody.
    assert involved(borders, graph(5, (1, 4))).sum() == 0.0


def test_deaths_of_an_unknown_neighbour_are_not_zero() -> None:
    borders = graph(4, (0, 1), (0, 2), (1, 2))
    total, share = nearby(borders, np.array([[7.0, 100.0, np.nan, 5.0]]))
    assert total[0].tolist() == [100.0, 7.0, 107.0, 0.0]
    assert share[0].tolist() == [0.5, 0.5, 1.0, 1.0]
    total, share = nearby(borders, np.array([[np.nan, np.nan, np.nan, 5.0]]))
    assert np.isnan(total[0, :3]).all() and np.isnan(share[0, :3]).all()


def test_no_measure_scores_a_disposition() -> None:
    for name in ids():
        if name.startswith("situation."):
            measure = find(name)
            told = f"{name} {measure.title} {measure.direction}".lower()
            assert not any(word in told for word in ("willing", "hawk", "resolve", "risk of", "score")), name
