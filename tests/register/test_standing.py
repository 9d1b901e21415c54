"""How an indicator stands, against an independent computation with fractions."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.register.kinds.objective.standing import BEHIND, NOT_KNOWN, ON_TRACK, REACHED, standing
from comity.register.shape import Noted

FIRST = date(2026, 1, 1)
ROW = {"id": "a", "baseline": 20, "baseline_day": "2026-01-01", "target": 120, "target_day": "2026-04-11"}


def measured(value: Any, after: int, at: str = "2026-12-31T00:00:00.000Z") -> Noted:
    return Noted("e", "measured", "a", "p", at, {"value": value, "day": (FIRST + timedelta(after)).isoformat()})


def test_the_line_from_baseline_to_target_is_by_days() -> None:
    today = FIRST + timedelta(50)
    for value, level in ((69.99, BEHIND), (70, ON_TRACK), (119.99, ON_TRACK), (120, REACHED), (10, BEHIND)):
        assert standing(ROW, [measured(value, 50)], today).level == level, value
    falling = ROW | {"baseline": 120, "target": 20}
    for value, level in ((70.01, BEHIND), (70, ON_TRACK), (20, REACHED), (130, BEHIND)):
        assert standing(falling, [measured(value, 50)], today).level == level, value


@pytest.mark.parametrize("lacks", ["baseline", "baseline_day", "target", "target_day"])
def test_without_a_baseline_nothing_is_on_track(lacks: str) -> None:
    row = {name: value for name, value in ROW.items() if name != lacks}
    found = standing(row, [measured(10**6, 50)], FIRST + timedelta(50))
    assert found.level == NOT_KNOWN and found.share is None and found.why


def test_what_is_not_known_is_said() -> None:
    for noted, after in (([], 10), ([measured(70, -3)], 10), ([measured(70, 20)], 10)):
        assert standing(ROW, noted, FIRST + timedelta(after)).level == NOT_KNOWN
    assert standing(ROW | {"target": 20}, [measured(70, 1)], FIRST + timedelta(2)).level == NOT_KNOWN
    assert standing(ROW | {"target_day": "2026-01-01"}, [measured(70, 1)], FIRST + timedelta(2)).level == NOT_KNOWN


def test_after_its_day_the_target_is_expected_and_old_figures_say_nothing() -> None:
    assert standing(ROW, [measured(119, 100)], FIRST + timedelta(101)).level == BEHIND
    monthly = ROW | {"frequency": "monthly"}
    assert standing(monthly, [measured(30, 10)], FIRST + timedelta(72)).level == ON_TRACK
    assert standing(monthly, [measured(30, 10)], FIRST + timedelta(73)).level == NOT_KNOWN


def test_of_one_day_what_was_noted_last_counts() -> None:
    first, last = measured(10, 50, "2026-03-01T00:00:00.000Z"), measured(90, 50, "2026-03-02T00:00:00.000Z")
    assert standing(ROW, [last, first], FIRST + timedelta(50)).value == 90


NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.decimals(-1000, 1000, places=3).map(float))


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_standing_is_what_fractions_say(base: float, target: float, value: float, span: int, at: int, later: int) -> None:  # fmt: skip
    start, goal, seen = (Fraction(str(one)) for one in (base, target, value))
    assume(start != goal)
    row = {"id": "a", "baseline": base, "target": target, "baseline_day": FIRST.isoformat(), "target_day": (FIRST + timedelta(span)).isoformat()}  # fmt: skip
    found = standing(row, [measured(value, at)], FIRST + timedelta(at + later))
    way = (seen - start) / (goal - start)
    if way >= 1:
        assert found.level == REACHED
    elif at + later > span or way < Fraction(min(at, span), span):
        assert found.level == BEHIND
    else:
        assert found.level == ON_TRACK
