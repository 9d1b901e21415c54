"""Pure functions of the economic measures: values by hand, and what must hold of all values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.measures.arms import over_window
from comity.measures.contract import find
from comity.measures.economy.arms_supplier_concentration import index
from comity.measures.economy.cost_of_break import GREATEST, LEAST, loss
from comity.measures.economy.lower_dependence import lower
from comity.measures.economy.military_burden import burden
from comity.measures.economy.supplier_concentration import concentration
from comity.measures.economy.trade_dependence import share_of_product
from comity.measures.economy.trade_share import share
from comity.measures.trade import fitting, once
from comity.panel.axis import Axis

SHARES = st.floats(0, 0.999)


def of(*values: float) -> np.ndarray:
    return np.array(values, float)


def test_a_burden_of_two_currencies_is_not_known() -> None:
    found = burden(of(80.7e9, 15.5e9, 12.9e9, np.nan, 1.0), of(940.2e9, 11.0e9, 0.4e9, 1e9, np.nan))
    assert found[:2] == pytest.approx([0.0858, 1.409], abs=1e-3)
    assert np.isnan(found[2:]).all()


def test_a_share_of_no_product_is_not_known() -> None:
    assert np.isnan(share_of_product(of(1.0, 1.0, np.nan), of(0.0, np.nan, 5.0))).all()


def test_a_flow_above_all_trade_is_no_share() -> None:
    found = share(of(31.0, 30.0, 0.0), of(10.0, 10.0, 0.0), of(20.0, 20.0, 0.0))
    assert np.isnan(found[[0, 2]]).all()
    assert found[1] == 1.0


def test_a_total_that_does_not_hold_its_flows_is_not_known() -> None:
    assert np.isnan(fitting(of(100.0, 0.0, np.nan), of(110.1, 0.0, 5.0))).all()
    assert fitting(of(100.0, 100.0), of(109.9, 0.0)).tolist() == [100.0, 100.0]


def test_the_lower_dependence_is_that_of_the_larger_economy() -> None:
    trade, one, other = of(10.0), of(100.0), of(400.0)
    assert lower(trade, one, other).tolist() == lower(trade, other, one).tolist() == [0.025]
    assert np.isnan(lower(trade, one, of(np.nan))).all()


@pytest.mark.parametrize(
    ("flows", "total", "expected"),
    [
        ([100.0], 100.0, 1.0),
        ([25.0] * 4, 100.0, 0.25),
        ([60.0, 30.0], 100.0, 0.45),  # a tenth of nobody knows whom adds nothing
        ([60.0, 29.0], 100.0, np.nan),
        ([52.0, 52.0], 100.0, 0.5),  # more than the published total: they themselves are the total
        ([], 100.0, np.nan),
    ],
)
def test_concentration_of_suppliers(flows: list[float], total: float, expected: float) -> None:
    found = concentration(of(sum(flow**2 for flow in flows)), of(sum(flows)), of(total))
    assert found == pytest.approx([expected], nan_ok=True)


@given(st.lists(st.floats(0.1, 1e6), min_size=1, max_size=40))
def test_concentration_lies_between_alike_and_one(flows: list[float]) -> None:
    value = float(index(np.array(flows)[:, None])[0])
    assert 1 / len(flows) - 1e-9 <= value <= 1 + 1e-9


def test_concentration_of_arms_is_not_known_where_a_supplier_is_not_or_nothing_came() -> None:
    assert np.isnan(index(np.array([[5.0, 0.0], [np.nan, 0.0]]))).all()


def test_five_years_need_five_years() -> None:
    assert np.isnan(over_window(np.ones((2, 4)))).all()
    found = over_window(np.array([[1.0, 2, 3, 4, 5, np.nan]]))
    assert found[0, 4] == 15.0
    assert np.isnan(found[0, 5])


def test_the_cost_of_a_break_by_hand() -> None:
    # A fifth of all spending at an elasticity of 5: 1 − 0.8^(1/5).
    assert loss(of(0.2, 0.0), 5.0) == pytest.approx([1 - 0.8**0.2, 0.0])
    assert np.isnan(loss(of(1.0, 1.5, -0.1, np.nan), 5.0)).all()


@given(SHARES, SHARES, st.floats(LEAST, GREATEST), st.floats(LEAST, GREATEST))
def test_a_break_costs_more_of_a_larger_share_and_at_a_lower_elasticity(
    one: float, other: float, low: float, high: float
) -> None:
    one, other, low, high = min(one, other), max(one, other), min(low, high), max(low, high)
    assert loss(of(one), low)[0] <= loss(of(other), low)[0] + 1e-12
    assert loss(of(other), high)[0] <= loss(of(other), low)[0] + 1e-12
    assert 0 <= loss(of(other), low)[0] < 1


def test_a_break_with_all_partners_costs_all_gains_from_trade() -> None:
    """Of Arkolakis, Costinot and Rodríguez-Clare: what is left of income is the state's own share to the power of 1/ε."""
    partners = [0.1, 0.15, 0.05]
    left, spent = 1.0, 1.0
    for partner in partners:
        left *= 1 - float(loss(of(partner / spent), 5.0)[0])
        spent -= partner
    assert left == pytest.approx(0.7 ** (1 / 5))


def test_a_state_with_two_codes_in_a_year_is_one_partner() -> None:
    axis = Axis("cow", "year", 1988, 1992)
    counts = once(axis)
    place = {code: int(np.flatnonzero(axis.codes == code)[0]) for code in (255, 260, 265, 678, 679, 2)}
    assert counts[place[260]].tolist() == [True, True, False, False, False]
    assert counts[place[255]].tolist() == [False, False, True, True, True]
    assert counts[place[679]].tolist()[2:] == [True, True, True]
    assert counts[place[265]].tolist() == axis.present[place[265]].tolist()
    assert counts[place[2]].all()


def test_what_cannot_be_had_says_what_to_bring() -> None:
    for name in ("economy.arms_supplier_concentration", "influence.security_dependence"):
        assert [need.source for need in find(name).needs] == ["sipri-arms-transfers"]
