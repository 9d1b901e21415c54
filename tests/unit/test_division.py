"""Division of labour: values computed by hand, and properties that hold for any table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from comity.statistics.division import divide, divide_groups, least_entropy

TABLES = arrays(np.float64, st.tuples(st.integers(2, 6), st.integers(2, 7)), elements=st.integers(0, 500).map(float))


def by_hand(table: list[list[float]]) -> tuple[float, float, float]:
    """H2, H2max and linkage density, cell by cell."""
    total = sum(map(sum, table))
    rows = [sum(row) for row in table]
    columns = [sum(row[k] for row in table) for k in range(len(table[0]))]
    h2 = -sum(x / total * math.log(x / total) for row in table for x in row if x)
    greatest = -sum(r * c / total**2 * math.log(r * c / total**2) for r in rows for c in columns if r and c)
    things = sum(
        r / total * math.exp(-sum(x / r * math.log(x / r) for x in row if x))
        for r, row in zip(rows, table, strict=True)
        if r
    )
    holders = sum(
        c / total * math.exp(-sum(row[k] / c * math.log(row[k] / c) for row in table if row[k]))
        for k, c in enumerate(columns)
        if c
    )
    return h2, greatest, (things + holders) / 2


def test_two_members_two_things() -> None:
    table = [[10.0, 10.0], [0.0, 10.0]]
    h2, greatest, density = by_hand(table)
    found = divide(table)
    assert found.h2 == pytest.approx(h2) == pytest.approx(math.log(3))
    assert found.greatest == pytest.approx(greatest)
    # The greatest margins, 20 and 20, are filled with each other; 10 and 10 remain.
    least = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))
    assert found.least == pytest.approx(least)
    assert found.specialisation == pytest.approx((greatest - h2) / (greatest - least))
    assert found.linkage_density == pytest.approx(density)
    assert found.connectance == pytest.approx(density / 4)


def test_what_nobody_has_and_who_has_nothing_make_no_difference() -> None:
    small = divide([[3.0, 1.0], [2.0, 7.0]])
    large = divide([[3.0, 0.0, 1.0], [0.0, 0.0, np.nan], [2.0, 0.0, 7.0]])
    assert large.specialisation == pytest.approx(small.specialisation)
    assert large.connectance == pytest.approx(small.connectance)
    assert (large.rows, large.columns) == (2, 2)
    assert large.by_row[1] == 0 and large.by_column[1] == 0


@pytest.mark.parametrize("table", [[[1.0, 2.0]], [[1.0], [2.0]], [[0.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [0.0, 0.0]]])
def test_without_two_members_and_two_things_nothing_is_divided(table: list[list[float]]) -> None:
    found = divide(table)
    assert math.isnan(found.specialisation) and math.isnan(found.linkage_density)


def test_least_entropy_is_that_of_the_greatest_margins_filled_first() -> None:
    # 6 and 5 meet: 5, and 1 remains of 6; then 4 meets 3: 3; then 1 and 1 meet 2 in turn.
    cells = [5, 3, 1, 1]
    assert least_entropy([6, 4], [5, 3, 2]) == pytest.approx(-sum(x / 10 * math.log(x / 10) for x in cells))


@given(TABLES)
@example(np.array([[1.0, 1.0], [2.0, 2.0]]))  # all do the same: the sum over cells is a rounding below 0
def test_any_table(table: np.ndarray) -> None:
    found = divide(table)
    if math.isnan(found.specialisation):
        return
    assert 0 <= found.specialisation <= 1 + 1e-9
    assert found.by_row.min() >= -1e-9
    assert found.by_row.sum() == pytest.approx(found.specialisation, abs=1e-12)
    assert found.by_column.sum() == pytest.approx(found.specialisation, abs=1e-12)
    together = found.density_by_row.sum() + found.density_by_column.sum()
    assert together == pytest.approx(found.linkage_density)
    h2, greatest, density = by_hand(table.tolist())
    assert (found.h2, found.greatest, found.linkage_density) == pytest.approx((h2, greatest, density))
    turned = divide(table.T)
    assert turned.specialisation == pytest.approx(found.specialisation, abs=1e-9)
    assert divide(table * 3).connectance == pytest.approx(found.connectance)


@given(TABLES, st.data())
def test_many_groups_at_once_are_as_each_by_itself(table: np.ndarray, data: st.DataObject) -> None:
    members = data.draw(arrays(bool, (3, len(table))))
    found = divide_groups(table, members)
    for place, some in enumerate(members):
        one = divide(table[some])
        many = (found.specialisation[place], found.linkage_density[place])
        assert many == pytest.approx((one.specialisation, one.linkage_density), nan_ok=True, abs=1e-9)
        if not math.isnan(one.linkage_density):
            assert found.connectance[place] == pytest.approx(one.connectance)
