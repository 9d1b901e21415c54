"""Thresholds of confidence-building: what is counted together, how high it is, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.model.errors import BadRequest
from comity.model.regimes import regime
from comity.register.planning.linking import Area, Force, Linking
from comity.register.planning.thresholds import LEVELS, Finding, check_thresholds

VIENNA = regime("vienna_document")
TODAY = date(2027, 1, 4)
NONE = {"tanks": 0, "acvs": 0, "artillery": 0, "landing": 0, "sorties": 0}
DRAWSKO, USTKA, RENA = (53.4, 16.1), (54.6, 16.9), (61.1, 11.4)


def force(record: str, troops: int | None = 0, day: str = "2027-05-10", days: int = 10, **more: object) -> Force:
    start = date.fromisoformat(day)
    facts = {"end": start + timedelta(days=days - 1), "in_zone": True} | NONE | more
    return Force(record, f"Exercise {record}", start, troops=troops, **facts)  # type: ignore[arg-type]


def check(*forces: Force, today: date = TODAY, **more: object) -> tuple[Finding, ...]:
    return check_thresholds(forces, VIENNA, today=today, **more)  # type: ignore[arg-type]


def of(found: tuple[Finding, ...], rule: str = "notification") -> Finding:
    return next(one for one in found if one.rule.key == rule)


@pytest.mark.parametrize(("troops", "percent"), [(12_700, "97.7"), (12_800, "98.5")])
def test_exercises_that_were_declared_just_under_observation_give_an_alarm(troops: int, percent: str) -> None:
    found = check(force("zapad", troops))
    assert of(found).level == "reached" and not of(found).advisory
    observed = of(found, "observation")
    assert (observed.level, observed.advisory) == ("alarm", False)
    assert f"It is at {percent} per cent of the threshold; little more makes it reach it." in observed.follows
    assert observed.leading.value.paragraph and observed.leading.value.number == 13_000


@pytest.mark.parametrize(
    ("troops", "level"), [(7199, "below"), (7200, "alarm"), (8999, "alarm"), (9000, "reached"), (None, "not known")]
)
def test_levels_at_their_edges(troops: int | None, level: str) -> None:
    assert of(check(force("a", troops))).level == level


def test_two_of_six_thousand_are_one_of_twelve_thousand() -> None:
    one = force("a", 6000, area=Area((DRAWSKO,), 20))
    other = force("b", 6000, area=Area((DRAWSKO,), 20))
    found = of(check(one, other))
    assert (found.records, found.level, found.advisory) == (("a", "b"), "reached", False)
    assert (found.leading.sum, found.leading.at_once) == (12_000, 12_000)
    assert [link.why for link in found.links] == ["area"]
    assert "None of them comes to this alone; together they do." in found.follows
    assert of(check(one)).level == of(check(other)).level == "below"
    assert of(check(one, other), "observation").level == "alarm"


def test_a_split_by_some_days_is_still_seen_but_is_advice() -> None:
    one = force("a", 6000, command="1st Corps", days=5)
    other = force("b", 6000, "2027-05-18", command="1st corps")
    found = of(check(one, other))
    assert (found.level, found.advisory, found.leading.at_once) == ("reached", True, 6000)
    assert any("at most 6000 of 12000" in one for one in found.follows)
    later = replace(other, start=date(2027, 5, 22), end=date(2027, 5, 30))
    assert {one.records for one in check(one, later)} == {("a",), ("b",)}
    assert of(check(one, later, linking=Linking(gap_days=10))).records == ("a", "b")


def test_what_was_declared_one_exercise_is_counted_over_its_breaks() -> None:
    one = force("a", 5000)
    other = force("b", 5000, "2027-06-10", linked=("a",))
    assert of(check(one, other)).records == ("a", "b")
    assert of(check(one, other)).advisory
    far = force("b", 5000, "2027-08-10", linked=("a",))
    assert {found.records for found in check(one, far)} == {("a",), ("b",)}
    edge = force("b", 5000, "2027-06-19", linked=("a",))  # thirty free days between
    assert of(check(one, edge)).records == ("a", "b")
    assert of(check(one, replace(edge, start=date(2027, 6, 20), end=date(2027, 6, 21)))).records == ("a",)
    assert of(check(replace(one, linked=("b", "unknown")), replace(other, linked=()))).links[0].why == "declared"


def test_a_year_of_exercises_is_no_single_one() -> None:
    year = [
        force(str(n), 1000, (date(2027, 1, 4) + timedelta(days=9 * n)).isoformat(), command="1st Corps")
        for n in range(30)
    ]
    found = check(*year, linking=Linking(gap_days=0))
    assert max(len(one.records) for one in found) == 2
    assert {one.level for one in found} == {"below"}


def test_what_hangs_together_only_through_another_is_advice() -> None:
    chain = [
        force("a", 3500, area=Area((DRAWSKO,), 5)),
        force("b", 3500, area=Area((DRAWSKO,), 5), command="2nd Division"),
        force("c", 3500, area=Area((RENA,), 5), command="2nd Division"),
    ]
    found = of(check(*chain))
    assert found.chained and found.advisory and found.level == "reached"
    assert any("only through others" in one for one in found.follows)
    whole = [replace(one, command="2nd Division") for one in chain]
    assert not of(check(*whole)).chained and not of(check(*whole)).advisory


def test_areas_near_and_far() -> None:
    # Between the centres lie 143 km (1.2° of latitude, and 0.8° of longitude at 54° north), so 83 between the edges.
    one, other = force("a", 6000, area=Area((DRAWSKO,), 20)), force("b", 6000, area=Area((USTKA,), 40))
    assert of(check(one, other)).records == ("a",)
    found = of(check(one, other, linking=Linking(near_km=84)))
    assert found.records == ("a", "b")
    assert found.links[0].text == "The areas of “Exercise a” and “Exercise b” are 84 km apart."
    assert of(check(one, other, linking=Linking(near_km=82))).records == ("a",)
    overlap = of(check(replace(one, area=Area((DRAWSKO,), 110)), other))
    assert overlap.links[0].text == "The areas of “Exercise a” and “Exercise b” overlap."


def test_an_area_within_another_and_across_the_date_line() -> None:
    box = Area(((53.0, 15.0), (53.0, 18.0), (55.0, 18.0), (55.0, 15.0)))
    assert of(check(force("a", 6000, area=box), force("b", 6000, area=Area((DRAWSKO,))))).records == ("a", "b")
    east, west = Area(((65.0, 179.9),)), Area(((65.0, -179.9),))
    assert of(check(force("a", 6000, area=east), force("b", 6000, area=west))).records == ("a", "b")
    named = Area(name="Rena training area")
    assert of(check(force("a", 6000, area=named), force("b", 6000, area=named))).records == ("a", "b")
    for wrong in ({"points": ((91.0, 0.0),)}, {"radius_km": -1.0}, {"points": ((float("nan"), 0.0),)}):
        with pytest.raises(BadRequest):
            Area(**wrong)  # type: ignore[arg-type]


def test_an_unknown_number_is_never_zero() -> None:
    found = of(check(force("a", 5000, command="C"), force("b", None, command="C")))
    assert (found.level, found.leading.sum, found.leading.at_least) == ("not known", 5000, True)
    assert "How many troops take part is not known of “Exercise b”." in found.follows
    assert of(check(force("a", 8000, command="C"), force("b", None, command="C"))).level == "alarm"
    assert of(check(force("a", 5000, tanks=None))).level == "not known"
    # No more can land than there are.
    assert of(check(force("a", 200, landing=None)), "notification_landing").level == "below"
    assert of(check(force("a", 2900, landing=None)), "notification_landing").level == "not known"


def test_a_figure_to_confirm_makes_advice() -> None:
    tanks = of(check(force("a", 3000, tanks=260)))
    assert (tanks.level, tanks.advisory) == ("reached", True)
    assert any("250 battle tanks is still to be confirmed in FSC.DOC/1/11" in one for one in tanks.follows)
    assert not of(check(force("a", 9500, tanks=260))).advisory
    assert of(check(force("a", 3100, landing=3000)), "notification_landing").advisory


def test_when_it_is_to_be_notified() -> None:
    start = date(2027, 5, 10)
    due = start - timedelta(days=42)
    one = force("a", 9000)
    assert (of(check(one)).notify_by, of(check(one)).notice) == (due, "due")
    assert of(check(one, today=due)).notice == "due"
    assert of(check(one, today=due + timedelta(days=3))).notice == "overdue"
    assert "That day is 3 days past." in of(check(one, today=due + timedelta(days=3))).follows
    assert of(check(replace(one, notified=due))).notice == "made"
    assert of(check(replace(one, notified=due + timedelta(days=1)))).notice == "late"
    assert of(check(force("a", 8000))).notice == ""
    both = [force("a", 6000, linked=("b",), notified=due), force("b", 6000, calendar=False)]
    found = of(check(*both))
    assert found.notice == "due" and "What was notified does not yet tell of “Exercise b”." in found.follows
    assert "It is not, or not all of it, in the annual calendar." in found.follows


def test_without_notice_to_the_troops() -> None:
    drill = force("a", 14_000, days=3, no_notice=True)
    assert of(check(drill)).notify_by == drill.start
    assert any("need not be observed" in one for one in of(check(drill), "observation").follows)
    longer = replace(drill, end=drill.start + timedelta(days=3))
    assert "Invite observers of all participating states." in of(check(longer), "observation").follows


def test_outside_the_zone_nothing_is_counted() -> None:
    assert check(force("a", 20_000, in_zone=False)) == ()
    assert any("assumed" in one for one in of(check(force("a", 20_000, in_zone=None))).follows)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadRequest, match="twice"):
        check(force("a"), force("a"))
    with pytest.raises(BadRequest):
        force("a", -1)
    with pytest.raises(BadRequest):
        force("a", days=0)
    with pytest.raises(BadRequest):
        check(force("a"), alarm_percent=0)


NUMBERS = st.one_of(st.none(), st.sampled_from([0, 200, 1500, 3000, 4500, 6000, 9000, 13_000]))
PLACE_LARGE, PLACE_COAST = Area((DRAWSKO,), 90), Area((USTKA,), 40)  # their edges are 13 km apart
PLACES = st.sampled_from([None, Area((DRAWSKO,), 10), PLACE_LARGE, PLACE_COAST])


@st.composite
def activities(draw: st.DrawFn) -> list[Force]:
    count = draw(st.integers(1, 7))
    return [
        force(
            str(number),
            draw(NUMBERS),
            (date(2027, 1, 1) + timedelta(days=draw(st.integers(0, 45)))).isoformat(),
            draw(st.integers(1, 15)),
            tanks=draw(st.sampled_from([None, 0, 100, 200, 260])),
            landing=draw(st.sampled_from([None, 1000, 1700, 3200])),
            command=draw(st.sampled_from([None, None, "A", "B"])),
            area=draw(PLACES),
            linked=tuple(draw(st.lists(st.sampled_from("0123456"), max_size=1))),
        )
        for number in range(count)
    ]


LINKING = Linking(gap_days=4, declared_days=12, near_km=60)


def by_hand(forces: list[Force], counts: str) -> dict[str, int]:
    """Give, for each record, the largest sum of what hangs together with it on any day: day by day, without any sweep."""
    near = {
        frozenset((a.area, b.area))
        for a, b in combinations(forces, 2)
        if a.area and b.area and (a.area.points == b.area.points or {a.area, b.area} == {PLACE_LARGE, PLACE_COAST})
    }
    declared = {frozenset((a.record, b)) for a in forces for b in a.linked}

    def together(seeds: set[str], pairs: list[tuple[Force, Force]]) -> set[str]:
        while more := {
            x.record for a, b in pairs for x, y in ((a, b), (b, a)) if y.record in seeds and x.record not in seeds
        }:
            seeds |= more
        return seeds

    family: dict[str, list[Force]] = {}
    for one in forces:
        kin = together({one.record}, [p for p in combinations(forces, 2) if frozenset(q.record for q in p) in declared])
        run: list[Force] = []
        for other in sorted((f for f in forces if f.record in kin), key=lambda f: (f.start, f.record)):
            if run and (other.start - max(f.end for f in run)).days - 1 > LINKING.declared_days:
                if one in run:
                    break
                run = []
            run.append(other)
        family[one.record] = run
    best = dict.fromkeys(family, 0)
    for number in range(90):
        day = date(2027, 1, 1) + timedelta(days=number)
        live = [
            one
            for one in forces
            if min(f.start for f in family[one.record]) <= day
            and day <= max(f.end for f in family[one.record]) + timedelta(days=LINKING.gap_days)
        ]
        pairs = [
            (a, b)
            for a, b in combinations(live, 2)
            if (a.command and a.command == b.command) or frozenset((a.area, b.area)) in near or b in family[a.record]
        ]
        for one in live:
            group = together({one.record}, pairs)
            best[one.record] = max(best[one.record], sum(getattr(f, counts) or 0 for f in live if f.record in group))
    return best


@settings(max_examples=300)
@given(activities())
def test_sums_are_those_of_every_day_counted_by_hand(forces: list[Force]) -> None:
    found = check(*forces, linking=LINKING)
    for record, total in by_hand(forces, "landing").items():
        mine = [one for one in found if one.rule.key == "notification_landing" and record in one.records]
        assert max(one.leading.sum for one in mine) == total


@given(activities(), st.data())
def test_a_further_activity_never_lowers_a_level(forces: list[Force], data: st.DataObject) -> None:
    assume(len(forces) > 1)
    left = data.draw(st.sampled_from(forces))
    fewer = check(*(one for one in forces if one is not left), linking=LINKING)
    all_ = check(*forces, linking=LINKING)

    def levels(found: tuple[Finding, ...]) -> dict[tuple[str, str], int]:
        worst: dict[tuple[str, str], int] = {}
        for one in found:
            for record in one.records:
                key = (one.rule.key, record)
                worst[key] = max(worst.get(key, 0), LEVELS.index(one.level))
        return worst

    before, after = levels(fewer), levels(all_)
    assert all(after[key] >= level for key, level in before.items())


@given(activities())
def test_the_order_in_which_activities_are_given_makes_no_difference(forces: list[Force]) -> None:
    assert check(*forces) == check(*reversed(forces))


@given(activities(), st.sampled_from([("troops", "notification"), ("landing", "notification_landing")]))
def test_whoever_reaches_a_threshold_on_any_day_is_told(forces: list[Force], what: tuple[str, str]) -> None:
    counts, rule = what
    found = check(*forces, linking=LINKING)
    figure = next(value.number for value in VIENNA.rule(rule).thresholds if value.counts == counts)
    reached = {
        record
        for one in found
        for m in one.measures
        if one.rule.key == rule and m.value.counts == counts and m.sum >= figure
        for record in one.records
    }
    told = {record for one in found if one.rule.key == rule and one.level == "reached" for record in one.records}
    by_day = {record for record, total in by_hand(forces, counts).items() if total >= figure}
    assert reached <= by_day <= told
