"""Constraining provisions: how many large activities in a year, in three, and at one time."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comity.model.regimes import regime
from comity.register.planning.constraints import Constraint, check_constraints
from comity.register.planning.linking import Force

VIENNA = regime("vienna_document")


def force(record: str, troops: int | None, start: date, days: int = 5, state: str = "NOR", **more: object) -> Force:
    facts = {"tanks": 0, "acvs": 0, "artillery": 0, "states": (state,)} | more
    return Force(record, record, start, start + timedelta(days=days - 1), troops, **facts)  # type: ignore[arg-type]


def of(found: tuple[Constraint, ...], rule: str, state: str = "NOR") -> Constraint:
    return next(one for one in found if one.rule.key == rule and one.state == state)


def a_year(number: int, troops: int = 14_000) -> list[Force]:
    return [force(f"e{n}", troops, date(2027, 1, 4) + timedelta(days=40 * n)) for n in range(number)]


def test_six_a_year_and_not_seven() -> None:
    levels = [of(check_constraints(a_year(n), VIENNA), "constraint_13000").level for n in (1, 4, 5, 6, 7)]
    assert levels == ["below", "below", "alarm", "alarm", "reached"]
    seven = of(check_constraints(a_year(7), VIENNA), "constraint_13000")
    assert (seven.count, seven.limit, seven.advisory) == (7, 6, True)
    assert seven.text == "7 of 6 that are allowed from 2027-01-01 to 2027-12-31."
    assert check_constraints(a_year(7, 13_000), VIENNA) == ()  # more than 13,000


def test_only_three_of_them_larger_still() -> None:
    found = check_constraints(a_year(4, 26_000), VIENNA)
    assert of(found, "constraint_25000").level == "reached"
    assert of(found, "constraint_13000").level == "below"


def test_one_of_the_largest_in_three_calendar_years() -> None:
    one, next_, later = (force(str(year), 41_000, date(year, 6, 7)) for year in (2027, 2029, 2030))
    assert of(check_constraints([one], VIENNA), "constraint_40000").level == "alarm"  # no further one until 2030
    assert of(check_constraints([one, next_], VIENNA), "constraint_40000").level == "reached"
    found = [c for c in check_constraints([one, later], VIENNA) if c.rule.key == "constraint_40000"]
    assert [(c.first.year, c.last.year, c.count) for c in found] == [(2027, 2029, 1), (2030, 2032, 1)]


def test_not_more_than_three_at_one_time() -> None:
    day = date(2027, 6, 7)
    four = [force(str(n), 14_000, day + timedelta(days=n), days=5) for n in range(4)]
    found = of(check_constraints(four, VIENNA), "constraint_at_once")
    assert (found.count, found.level, found.first, found.last) == (4, "reached", date(2027, 6, 10), date(2027, 6, 11))
    apart = [force(str(n), 14_000, day + timedelta(days=5 * n), days=5) for n in range(4)]
    assert of(check_constraints(apart, VIENNA), "constraint_at_once").count == 1


def test_parts_of_one_count_once_and_only_together() -> None:
    day = date(2027, 6, 7)
    parts = [force("a", 7_000, day, command="C"), force("b", 7_000, day, 5, "SWE", command="C")]
    for state in ("NOR", "SWE"):
        found = of(check_constraints(parts, VIENNA), "constraint_13000", state)
        assert (found.count, found.activities) == (1, (("a", "b"),))
    large = [force("a", 14_000, day, command="C"), force("b", 14_000, day, command="C")]
    assert of(check_constraints(large, VIENNA), "constraint_13000").count == 2
    declared = [force("a", 14_000, day), force("b", 14_000, day, linked=("a",))]
    assert of(check_constraints(declared, VIENNA), "constraint_13000").count == 1


def test_what_is_not_known_to_be_large_is_not_counted_and_not_forgotten() -> None:
    forces = [*a_year(4), force("x", None, date(2027, 11, 1)), force("y", 100, date(2027, 12, 1), tanks=None)]
    found = of(check_constraints(forces, VIENNA), "constraint_13000")
    assert (found.count, found.maybe, found.level) == (4, 2, "not known")
    assert found.activities[-2:] == (("x",), ("y",))
    nobody = check_constraints([force("x", 14_000, date(2027, 1, 4), states=())], VIENNA)
    assert {one.state for one in nobody} == {""}
    assert check_constraints([force("x", 50_000, date(2027, 1, 4), in_zone=False)], VIENNA) == ()


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 40), st.sampled_from([5000, 14_000, 30_000])), max_size=12)
)
def test_counts_are_those_of_every_day(drawn: list[tuple[int, int, int]]) -> None:
    first = date(2027, 1, 1)
    forces = [force(str(n), t, first + timedelta(days=d), days) for n, (d, days, t) in enumerate(drawn)]
    large = [one for one in forces if (one.troops or 0) > 13_000]
    found = check_constraints(forces, VIENNA)
    by_year = {one.first.year: one.count for one in found if one.rule.key == "constraint_13000"}
    assert by_year == {year: sum(one.start.year == year for one in large) for year in {one.start.year for one in large}}
    most = max((sum(f.start <= first + timedelta(days=n) <= f.end for f in large) for n in range(960)), default=0)
    assert max((one.count for one in found if one.rule.key == "constraint_at_once"), default=0) == most
