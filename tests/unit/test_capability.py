"""Capability: what is set aside, what is divided, what is counted."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.measures.capability import _equipment, _forces
from comity.measures.capability._equipment import contradicted, share_fielded
from comity.measures.capability._forces import without_false_zeros
from comity.measures.capability.cinc import system_shares
from comity.measures.capability.equipment_share import against_pledge
from comity.measures.capability.milex_per_soldier import against_all
from comity.measures.contract import find

NAN = np.nan


def test_a_zero_beside_soldiers_is_not_known() -> None:
    spending = np.array([[0.0, 0.0, 0.0, NAN, 3.0]])
    soldiers = np.array([[1000.0, 0.0, NAN, 500.0, 0.0]])
    assert np.array_equal(without_false_zeros(spending, soldiers), [[NAN, 0.0, 0.0, NAN, 3.0]], equal_nan=True)


def test_spending_per_soldier_against_all() -> None:
    spending = np.array([[10.0, 10.0], [30.0, NAN], [NAN, 5.0], [7.0, 0.0]])
    soldiers = np.array([[5.0, 5.0], [15.0, 2.0], [1.0, 5.0], [0.0, 10.0]])
    common, difference = against_all(spending, soldiers)
    # First year: 10 + 30 + 7 over 5 + 15 + 0; second: 10 + 5 + 0 over 5 + 5 + 10.
    assert np.allclose(common[:2, 0], 47 / 20) and np.isnan(common[2:, 0]).all()
    assert np.allclose(common[[0, 2, 3], 1], 15 / 20) and np.isnan(common[1, 1])
    assert np.allclose((common + difference)[:2, 0], [2.0, 2.0])
    assert np.allclose((common + difference)[[0, 2, 3], 1], [2.0, 1.0, 0.0])


def test_no_soldiers_anywhere() -> None:
    common, difference = against_all(np.array([[1.0]]), np.array([[0.0]]))
    assert np.isnan(common).all() and np.isnan(difference).all()


def test_the_pledge() -> None:
    agreed, beyond = against_pledge(np.array([25.0, NAN]))
    assert np.array_equal(agreed, [20.0, NAN], equal_nan=True)
    assert np.array_equal(beyond, [5.0, NAN], equal_nan=True)


@pytest.mark.parametrize(
    ("series", "wrong"),
    [
        ([7760, 550, 8520], [1]),
        ([6, 6, 45, 45, 6, 6], [2, 3]),
        ([34870, 54130, 41880, 42020, 23120, 6060, 6060, 5330, 40300, 40599, 40599, 62469], [5, 6, 7]),
        ([12, 2, 12], [1]),
        # A stock that is scrapped, built up, or of which little is at stake, is no error.
        ([100, 100, 100, 40, 40, 40], []),
        ([10, 20, 40, 80, 160], []),
        ([2, 5, 2], []),
        ([0, 4, 0], []),
        ([0, 15, 0], [1]),
        # Both sides must be known, and agree.
        ([NAN, 550, 8520], []),
        ([7760, 550, NAN], []),
        ([100, 30, 400], []),
        # At either end there is nothing to hold a count against.
        ([900, 100, 100, 100, 100, 100, 900], []),
        ([7760, NAN, 550, NAN, 8520], [2]),
    ],
)
def test_what_the_years_about_it_contradict(series: list[float], wrong: list[int]) -> None:
    found = contradicted(np.array([series, [NAN] * len(series)], np.float64))
    assert np.flatnonzero(found[0]).tolist() == wrong
    assert not found[1].any()


@given(st.lists(st.one_of(st.just(NAN), st.integers(0, 50).map(float)), min_size=1, max_size=14))
@settings(deadline=None)
def test_it_is_the_same_backwards_and_in_any_company(series: list[float]) -> None:
    one = np.array([series])
    assert np.array_equal(contradicted(one[:, ::-1])[:, ::-1], contradicted(one))
    assert np.array_equal(contradicted(np.vstack([one, one * 3, one]))[0], contradicted(one)[0])


def test_a_share_of_what_is_known() -> None:
    counts = np.array([[1.0, NAN, NAN], [0.0, 5.0, NAN], [3.0, 2.0, 1.0]])
    share, parts = share_fielded(counts, 2 / 3)
    assert np.allclose(share[:2], [2 / 3, 1.0]) and np.isnan(share[2])
    assert np.allclose(np.nansum(parts, axis=0)[:2], share[:2])
    assert np.isnan(parts[0, 1]) and parts[1, 0] == 0 and np.isnan(parts[:, 2]).all()


def test_shares_of_the_system() -> None:
    first = np.array([[30.0], [10.0], [NAN]])
    none = np.zeros((3, 1))
    shares = system_shares([first, none])
    assert np.array_equal(shares[0], [[0.75], [0.25], [NAN]], equal_nan=True)
    assert np.isnan(shares[1]).all(), "of what nobody has there is no share"


@pytest.mark.parametrize("name", ["armour", "surface_combatants", "submarines", "modern_systems", "arsenal_breadth"])
def test_what_ends_in_2014_says_so(name: str) -> None:
    from importlib import import_module

    told = import_module(f"comity.measures.capability.{name}").__doc__ or ""
    assert "The data end in 2014: later years are not known" in " ".join(told.split())
    assert find(f"capability.{name}").whole, "a cell is held against the years about it"


def test_breadth_is_of_all_69_classes() -> None:
    from comity.measures.capability.arsenal_breadth import CLASSES

    assert len(CLASSES) == 69 and len(find("capability.arsenal_breadth").needs) == 69


@pytest.mark.parametrize("module", [_equipment, _forces], ids=lambda one: one.__name__)
def test_examples_run(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted and not found.failed
