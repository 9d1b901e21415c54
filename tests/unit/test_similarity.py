"""Similarity of portfolios: published numbers, an independent computation pair by pair, and what must always hold."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from comity.panel.similarity import Tables, places, tables

MEASURES: Mapping[str, Callable[[Tables], npt.NDArray[np.float64]]] = {
    "kappa": Tables.kappa,
    "pi": Tables.pi,
    "tau_b": Tables.tau_b,
    "s_squared": Tables.s_squared,
    "s_absolute": Tables.s_absolute,
}
DUTIES = (0.0, 1.0, 2.0, 3.0)


def one_by_one(name: str, x: list[float], y: list[float], weights: list[float], span: float) -> float:
    """Compute a measure of one pair from its definition, target by target."""
    n = sum(weights)
    total = lambda term: sum(w * term(a, b) for a, b, w in zip(x, y, weights, strict=True))  # noqa: E731
    if n == 0:
        return math.nan
    if name == "s_squared":
        return 1 - 2 * total(lambda a, b: (a - b) ** 2) / (span**2 * n)
    if name == "s_absolute":
        return 1 - 2 * total(lambda a, b: abs(a - b)) / (span * n)
    if name == "tau_b":
        concordant = untied_x = untied_y = 0.0
        for one in range(len(x)):
            for other in range(len(x)):
                weight = weights[one] * weights[other]
                signs = np.sign(x[one] - x[other]), np.sign(y[one] - y[other])
                concordant += weight * signs[0] * signs[1]
                untied_x += weight * signs[0] ** 2
                untied_y += weight * signs[1] ** 2
        return concordant / math.sqrt(untied_x * untied_y) if untied_x and untied_y else math.nan
    s1, s2 = total(lambda a, b: a), total(lambda a, b: b)
    squares = total(lambda a, b: a * a) + total(lambda a, b: b * b)
    expected = squares - (2 * s1 * s2 / n if name == "kappa" else (s1 + s2) ** 2 / (2 * n))
    return math.nan if abs(expected) < 1e-9 * n else 1 - total(lambda a, b: (a - b) ** 2) / expected


def some(seed: int, states: int = 9, targets: int = 14, size: int = 4, gaps: bool = False) -> npt.NDArray[np.int8]:
    """Invent portfolios, most of which is the least value, as in real ones."""
    rng = np.random.default_rng(seed)
    found = np.where(rng.random((states, targets)) < 0.6, 0, rng.integers(0, size, (states, targets)))
    if gaps:
        found[rng.random(found.shape) < 0.2] = -1
    return found.astype(np.int8)


@pytest.fixture
def germany_russia(reference: Path) -> Tables:
    """Give the portfolios of Signorino and Ritter's Table 6: Germany and Russia, 1914, twenty European states."""
    with (reference / "fp_similarity" / "signorino_ritter_1999_table6.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    return tables(np.array([[int(row[name]) for row in rows] for name in ("germany", "russia")]), DUTIES)


def test_germany_and_russia_1914(germany_russia: Tables) -> None:
    valued, binary = germany_russia, germany_russia.binary()
    assert valued.s_absolute()[0] == pytest.approx(0.40, abs=1e-12)
    assert valued.s_squared()[0] == pytest.approx(4 / 9, abs=1e-12)
    assert valued.kappa()[0] == pytest.approx(-0.0776, abs=5e-5)
    assert valued.pi()[0] == pytest.approx(-0.0870, abs=5e-5)
    assert valued.tau_b()[0] == pytest.approx(0.0303, abs=5e-5)
    assert binary.s_squared()[0] == binary.s_absolute()[0] == pytest.approx(0.40, abs=1e-12)
    assert binary.kappa()[0] == pytest.approx(0.0625, abs=1e-12)
    assert binary.pi()[0] == pytest.approx(0.0625, abs=1e-12)


def test_germany_and_russia_1914_as_expected(germany_russia: Tables, reference: Path) -> None:
    expected = json.loads((reference / "fp_similarity" / "expected.json").read_text(encoding="utf-8"))
    table, within = expected["table6"], expected["tol"]
    binary = germany_russia.binary()
    assert germany_russia.tau_b()[0] == pytest.approx(table["tau_b"], abs=within)
    assert germany_russia.s_absolute()[0] == pytest.approx(table["S_abs"], abs=within)
    assert germany_russia.s_squared()[0] == pytest.approx(table["S_sq"], abs=within)
    assert germany_russia.kappa()[0] == pytest.approx(table["kappa_sq"], abs=within)
    assert germany_russia.pi()[0] == pytest.approx(table["pi_sq"], abs=within)
    assert binary.s_squared()[0] == pytest.approx(table["binary"]["S"], abs=within)
    assert binary.kappa()[0] == pytest.approx(table["binary"]["kappa"], abs=within)
    assert binary.pi()[0] == pytest.approx(table["binary"]["pi"], abs=within)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("gaps", [False, True])
@pytest.mark.parametrize("scale", [DUTIES, (1.0, 2.0, 3.0), (0.0, 1.0)])
def test_equals_the_computation_pair_by_pair(name: str, weighted: bool, gaps: bool, scale: tuple[float, ...]) -> None:
    portfolios = some(7, size=len(scale), gaps=gaps)
    weights = np.random.default_rng(1).random(portfolios.shape[1]) if weighted else None
    found = MEASURES[name](tables(portfolios, scale, weights))
    for value, first, second in zip(found, *places(len(portfolios)), strict=True):
        both = (portfolios[first] >= 0) & (portfolios[second] >= 0)
        x, y = ([scale[place] for place in portfolios[state][both]] for state in (first, second))
        counted = [1.0] * len(x) if weights is None else [float(weight) for weight in weights[both]]
        assert value == pytest.approx(one_by_one(name, x, y, counted, scale[-1] - scale[0]), abs=1e-10, nan_ok=True)


@pytest.mark.parametrize("weighted", [False, True])
def test_binary_is_the_measure_of_whether_there_is_anything(weighted: bool) -> None:
    portfolios = some(3, gaps=True)
    weights = np.random.default_rng(2).random(portfolios.shape[1]) if weighted else None
    halved = tables(portfolios, DUTIES, weights).binary()
    plain = tables(np.minimum(portfolios, 1), (0, 1), weights)
    for measure in MEASURES.values():
        np.testing.assert_allclose(measure(halved), measure(plain), atol=1e-12)


@pytest.mark.parametrize("size", [2, 4])
def test_tau_b_is_that_of_scipy(size: int) -> None:
    portfolios = some(11, states=12, targets=30, size=size)
    found = tables(portfolios, range(size)).tau_b()
    for value, first, second in zip(found, *places(12), strict=True):
        assert value == pytest.approx(kendalltau(portfolios[first], portfolios[second]).statistic, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(2, 8),
    st.integers(1, 20),
    st.sampled_from([DUTIES, (1.0, 2.0, 3.0), (0.0, 1.0)]),
    st.booleans(),
    st.booleans(),
)
def test_what_always_holds(
    seed: int, states: int, targets: int, scale: tuple[float, ...], gaps: bool, weighted: bool
) -> None:
    rng = np.random.default_rng(seed)
    portfolios = some(seed, states, targets, len(scale), gaps)
    weights = rng.random(targets) if weighted else None
    given_tables = tables(portfolios, scale, weights)
    shuffled = rng.permutation(targets)
    other_order = tables(portfolios[:, shuffled], scale, None if weights is None else weights[shuffled])
    turned = tables(portfolios[::-1], scale, weights)
    back = [int(np.flatnonzero((places(states)[0] == states - 1 - j) & (places(states)[1] == states - 1 - i))[0]) for i, j in zip(*places(states), strict=True)]  # fmt: skip
    for name, measure in MEASURES.items():
        found = measure(given_tables)
        known = found[~np.isnan(found)]
        assert (known <= 1 + 1e-9).all(), name
        assert (known >= -1 - 1e-9).all(), name
        # The order of targets, and who is first in a pair, make no difference.
        np.testing.assert_allclose(measure(other_order), found, atol=1e-9)
        np.testing.assert_allclose(measure(turned)[back], found, atol=1e-9)
    if weights is None:
        same = tables(portfolios, scale, np.full(targets, 0.25))
        for measure in MEASURES.values():
            np.testing.assert_allclose(measure(same), measure(given_tables), atol=1e-9)


@pytest.mark.parametrize("weights", [None, np.array([0.31, 0.07, 0.11, 0.2, 0.13])])
def test_identical_portfolios_are_wholly_similar(weights: npt.NDArray[np.float64] | None) -> None:
    found = tables(np.array([[3, 0, 1, 0, 2]] * 3), DUTIES, weights)
    for measure in MEASURES.values():
        np.testing.assert_allclose(measure(found), 1.0, rtol=1e-15)


def test_opposite_portfolios_are_wholly_dissimilar() -> None:
    found = tables(np.array([[3, 0, 3, 0], [0, 3, 0, 3]]), DUTIES)
    for measure in MEASURES.values():
        assert measure(found)[0] == pytest.approx(-1.0)


def test_the_scale_is_declared_not_what_occurs() -> None:
    """Ranks of the values present would make of 0 and 3 the distance 1: kappa and S by them are other numbers."""
    portfolios = np.array([[3, 3, 1, 0, 0, 0], [3, 0, 0, 0, 0, 1]])
    ranks = np.array([[2, 2, 1, 0, 0, 0], [2, 0, 0, 0, 0, 1]])
    declared, ranked = tables(portfolios, DUTIES), tables(ranks, (0, 1, 2))
    assert declared.kappa()[0] == pytest.approx(one_by_one("kappa", [3, 3, 1, 0, 0, 0], [3, 0, 0, 0, 0, 1], [1] * 6, 3))
    assert abs(declared.kappa()[0] - ranked.kappa()[0]) > 0.01
    # Where no portfolio has a 1 or a 2 the distance stays 3.
    only = tables(np.array([[3, 0, 0, 0], [3, 0, 0, 3]]), DUTIES)
    assert only.s_absolute()[0] == pytest.approx(1 - 2 * 3 / (3 * 4))


@pytest.mark.parametrize("weights", [None, np.array([0.1, 0.7, 0.3])])
def test_what_cannot_be_divided_is_unknown(weights: npt.NDArray[np.float64] | None) -> None:
    found = tables(np.array([[2, 2, 2], [2, 2, 2], [0, 3, 0], [-1, -1, -1]]), DUTIES, weights)
    same, against, empty = 0, 1, 2
    assert np.isnan(found.kappa()[same])
    assert np.isnan(found.pi()[same])
    assert np.isnan(found.tau_b()[[same, against]]).all()
    assert found.s_squared()[same] == 1.0
    for measure in MEASURES.values():
        assert np.isnan(measure(found)[empty])


def test_a_target_without_weight_does_not_count() -> None:
    portfolios = some(5)
    weights = np.random.default_rng(4).random(portfolios.shape[1])
    weights[[2, 6]] = 0
    kept = weights > 0
    for measure in MEASURES.values():
        np.testing.assert_allclose(
            measure(tables(portfolios, DUTIES, weights)),
            measure(tables(portfolios[:, kept], DUTIES, weights[kept])),
            atol=1e-12,
        )


@pytest.mark.parametrize("states", [0, 1])
def test_who_is_alone_has_no_pair(states: int) -> None:
    found = tables(np.zeros((states, 3), np.int8), DUTIES)
    for measure in MEASURES.values():
        assert measure(found).shape == (0,)


def test_many_targets_are_counted_exactly() -> None:
    """Beyond 2^24 single precision would lose counts: such tables are made in double."""
    portfolios = np.zeros((2, 6000), np.int8)
    portfolios[0, :5999], portfolios[1, 1:] = 3, 3
    assert tables(portfolios, DUTIES).s_absolute()[0] == pytest.approx(1 - 2 * 2 / 6000, abs=1e-15)
    x = [3.0] * 5999 + [0.0]
    y = [0.0] + [3.0] * 5999
    assert tables(portfolios, DUTIES).kappa()[0] == pytest.approx(one_by_one("kappa", x, y, [1.0] * 6000, 3), abs=1e-12)
