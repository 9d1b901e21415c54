"""Pure functions of the measures of influence, and the weights that they rest on."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from comity.measures.contract import find, ids
from comity.measures.influence._channels import (
    GRADES,
    Choice,
    arms_share,
    commitment,
    components,
    entering,
    nominal,
    placed,
    share_asked,
    under,
)
from comity.measures.influence._whole import parts
from comity.measures.influence.opinion import wilson


def of(*values: float) -> np.ndarray:
    return np.array(values, float)


def plain(log: bool = True) -> Choice:
    """Give the choice that is made where nothing is drawn."""
    return Choice(
        {one.name: one.weight for one in components()},
        {(one.side, one.channel): one.channel_weight for one in components()},
        {one.name: one.greatest for one in components()},
        {one.name: log and one.form.startswith("log") for one in components()},
    )


# -- the weights


def test_every_weight_and_channel_has_its_reason_and_all_are_equal() -> None:
    text = files("comity.measures.influence").joinpath("weights.toml").read_text(encoding="utf-8")
    for side, channels in tomllib.loads(text).items():
        for channel, told in channels.items():
            assert told["weight"] == 1.0 and len(told["reason"]) > 20, (side, channel)
    for one in components():
        assert one.weight == 1.0 and len(one.reason) > 20, one.name
        assert one.greatest > 0 and 0 < one.other <= one.greatest, one.name
        assert one.form in ("linear", "log", "log or linear") and one.enters in ("always", "with arms", "never")


def test_what_enters_covers_both_sides() -> None:
    for arms in (False, True):
        assert {one.side for one in entering(arms)} == {"bandwidth", "dependence"}
    assert {one.name for one in entering(True)} - {one.name for one in entering(False)} == {"arms_volume", "arms_share"}
    assert share_asked(False) == 0.5
    assert share_asked(True) == 0.7


def test_no_measure_adds_up_soft_power_and_none_bears_the_name_of_another_index() -> None:
    for name in ids():
        if name.startswith("influence."):
            measure = find(name)
            assert "soft" not in (name + measure.title).lower(), name
            assert "FBIC" not in measure.title.replace("FBIC-type", ""), name
    elements = {"visits_received", "journeys_made", "opinion", "aid", "peacekeepers", "training"}
    for element in elements:
        assert len(find(f"influence.{element}").needs) <= 3


# -- the product


def test_the_product_by_hand() -> None:
    values = {
        "shared_igos": of(53.0),
        "trade_volume": of(0.0),
        "alliance": of(3.0),
        "trade_share": of(0.2),
        "trade_to_product": of(0.4),
    }
    # Bandwidth (½ + 0 + 1) / 3 = ½, dependence (0.2 + 0.4) / 2 = 0.3.
    found = nominal(values, arms=False)
    assert list(found) == ["political", "economic", "security"]
    assert [float(amount[0]) for amount in found.values()] == pytest.approx([0.05, 0.0, 0.1])
    assert len(parts(arms=False)) == 3


def test_with_arms_by_hand() -> None:
    values = {
        "shared_igos": of(106.0),
        "trade_volume": of(650_000.0),
        "alliance": of(3.0),
        "arms_volume": of(0.0),
        "trade_share": of(0.5),
        "trade_to_product": of(0.5),
        "arms_share": of(0.0),
    }
    # Bandwidth (1 + 1 + ½) / 3, dependence (½ + 0) / 2.
    assert float(sum(nominal(values, arms=True).values())[0]) == pytest.approx(2.5 / 3 * 0.25)


def test_a_choice_that_draws_nothing_gives_the_value_itself() -> None:
    rng = np.random.default_rng(0)
    values = {one.name: rng.uniform(0, one.greatest, 50) for one in entering(False)}
    assert np.allclose(under(plain(), values, arms=False), sum(nominal(values, arms=False).values()))
    assert (under(plain(log=False), values, arms=False) <= under(plain(), values, arms=False)).all()


AMOUNTS = st.lists(st.floats(0, 1), min_size=5, max_size=5)


@given(AMOUNTS, AMOUNTS)
def test_it_lies_between_0_and_1_and_more_of_anything_never_lowers_it(one: list[float], other: list[float]) -> None:
    ones = entering(False)
    less = {part.name: of(min(a, b) * part.greatest) for part, a, b in zip(ones, one, other, strict=True)}
    more = {part.name: of(max(a, b) * part.greatest) for part, a, b in zip(ones, one, other, strict=True)}
    low, high = (float(sum(nominal(held, arms=False).values())[0]) for held in (less, more))
    assert 0 <= low <= high + 1e-12 <= 1 + 1e-9


def test_without_dependence_there_is_no_influence() -> None:
    values = {one.name: of(one.greatest if one.side == "bandwidth" else 0.0) for one in entering(False)}
    assert float(sum(nominal(values, arms=False).values())[0]) == 0.0


def test_beyond_the_goalpost_it_stays_at_one() -> None:
    assert placed(of(0.0, 5.0, 20.0), 10.0, log=False).tolist() == [0.0, 0.5, 1.0]
    assert placed(of(1e9), 10.0, log=True).tolist() == [1.0]
    assert np.isnan(placed(of(np.nan), 10.0, log=True)).all()


# -- its components


@pytest.mark.parametrize(("duty", "grade"), GRADES.items())
def test_each_duty_has_its_grade_and_the_highest_counts(duty: str, grade: float) -> None:
    owed = {name: of(0.0, 0.0) for name in GRADES}
    assert commitment(owed).tolist() == [0.0, 0.0]
    assert commitment(owed | {duty: of(1.0, 1.0)}).tolist() == [grade, grade]
    assert commitment(owed | {duty: of(1.0, 1.0), "atop_defense": of(1.0, 1.0)}).tolist() == [3.0, 3.0]


def test_an_unknown_duty_leaves_the_commitment_unknown() -> None:
    owed = {name: of(0.0) for name in GRADES}
    assert np.isnan(commitment(owed | {"atop_consul": of(np.nan)})).all()


def test_a_state_that_received_no_arms_depends_on_nobody_for_them() -> None:
    found = arms_share(of(0.0, 5.0, np.nan, 3.0), of(0.0, 20.0, 10.0, np.nan))
    assert found[:2].tolist() == [0.0, 0.25]
    assert np.isnan(found[2:]).all()


def test_wilson_is_that_of_scipy() -> None:
    for favourable, number in ((81, 263), (0, 500), (1000, 1000), (350, 1001)):
        low, high = wilson(of(100 * favourable / number), of(number))
        theirs = binomtest(favourable, number).proportion_ci(0.9, method="wilson")
        assert (low[0], high[0]) == pytest.approx((100 * theirs.low, 100 * theirs.high), abs=1e-9)


@given(st.floats(0, 100), st.integers(1, 5000))
def test_wilson_holds_the_share_and_stays_within_bounds(share: float, number: int) -> None:
    low, high = wilson(of(share), of(number))
    assert -1e-9 <= low[0] <= share + 1e-9
    assert share - 1e-9 <= high[0] <= 100 + 1e-9
