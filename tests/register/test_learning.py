"""Lessons put before whoever plans a similar activity: each with its reasons, the same every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import BadRequest
from comity.register.learning import POINTS, STATES, Lesson, Occasion, lessons_for

WINTER = Occasion(
    activity_type="exercise",
    task="Resupply a battalion by helicopter",
    conditions="Deep snow, radios fail below −25 °C",
    domains=("land", "air"),
    partners=("NOR", "FIN"),
    regions=("Northern Europe",),
    place="Rena",
    climate="arctic",
    season="winter",
    purpose="Interoperability of logistics",
)


def lesson(record: str, of: Occasion, state: str = "validated", day: date = date(2025, 3, 1)) -> Lesson:
    return Lesson(record, f"Lesson {record}", day, state, of)


def test_each_reason_is_told_with_its_points() -> None:
    learnt = Occasion(
        "Exercise", "Resupplying battalions by helicopters", "snow", ("air",), ("FIN", "SWE"), place="RENA"
    )
    (found,) = lessons_for(WINTER, [lesson("l1", learnt)])
    assert [(one.what, one.points, one.text) for one in found.reasons] == [
        ("activity type", 3.0, "The same kind of activity: exercise."),
        ("task", 2.0, "A similar task: battalion, helicopter."),
        ("domain", 2.0, "The same domain: air."),
        ("place", 2.0, "The same place: Rena."),
        ("partner", 1.5, "The same partner: FIN."),
        ("conditions", 1.0, "Similar conditions: snow."),
    ]
    assert found.score == 11.5 and found.validated


def test_rejected_ones_never_and_unvalidated_ones_marked() -> None:
    found = lessons_for(WINTER, [lesson(state, WINTER, state) for state in STATES])
    assert {one.lesson.state: one.validated for one in found} == {
        "observed": False,
        "validated": True,
        "endorsed": True,
        "tasked": True,
        "implemented": True,
        "verified": True,
    }


def test_ties_go_by_date_and_then_by_record() -> None:
    old, new, same = lesson("b", WINTER), lesson("c", WINTER, day=date(2026, 1, 1)), lesson("a", WINTER)
    assert [one.lesson.record for one in lessons_for(WINTER, [old, same, new])] == ["c", "a", "b"]
    assert len(lessons_for(WINTER, [old, same, new], limit=1)) == 1


def test_what_is_not_known_is_no_similarity() -> None:
    assert lessons_for(Occasion(), [lesson("a", Occasion()), lesson("b", WINTER)], least=0.1) == []
    assert lessons_for(WINTER, [lesson("a", Occasion(purpose="the logistics for all"))]) == []
    assert lessons_for(WINTER, [lesson("a", Occasion(purpose="the logistics for all"))], least=0.5)


def test_accents_case_and_common_words_make_no_difference() -> None:
    one = replace(WINTER, place="Zürich", task="Évacuation des blessés")
    other = Occasion(place="ZURICH ", task="evacuation DES blesse")
    (found,) = lessons_for(one, [lesson("a", other)])
    assert {reason.what: reason.points for reason in found.reasons} == {"place": 2.0, "task": 2.0}


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(BadRequest, match="verified"):
        lesson("a", WINTER, "liked")
    with pytest.raises(BadRequest):
        lessons_for(WINTER, [], limit=-1)
    with pytest.raises(BadRequest):
        lessons_for(WINTER, [], least=0)


WORDS = st.lists(st.sampled_from(["snow", "radio", "radios", "port", "the", "Éclair"]), max_size=5).map(" ".join)
KEYS = st.lists(st.sampled_from(["NOR", "FIN", "air", ""]), max_size=3).map(tuple)
OCCASIONS = st.builds(
    Occasion,
    WORDS,
    WORDS,
    WORDS,
    KEYS,
    KEYS,
    KEYS,
    st.sampled_from(["", "Rena"]),
    WORDS,
    st.sampled_from(["", "winter"]),
    WORDS,
)
LESSONS = st.lists(st.builds(lesson, st.sampled_from("abcdefgh"), OCCASIONS, st.sampled_from(STATES)), max_size=6)


@given(OCCASIONS, LESSONS)
def test_a_score_is_the_sum_of_its_reasons_and_the_order_given_does_not_matter(
    planned: Occasion, given_: list[Lesson]
) -> None:
    given_ = list({one.record: one for one in given_}.values())
    found = lessons_for(planned, given_, least=0.5, limit=None)
    assert found == lessons_for(planned, list(reversed(given_)), least=0.5, limit=None)
    for one in found:
        assert one.score == sum(reason.points for reason in one.reasons) > 0
        assert one.lesson.state != "rejected" and {reason.what for reason in one.reasons} <= POINTS.keys()
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


@given(OCCASIONS, OCCASIONS)
def test_similarity_goes_both_ways(one: Occasion, other: Occasion) -> None:
    there = lessons_for(one, [lesson("a", other)], least=0.1)
    back = lessons_for(other, [lesson("a", one)], least=0.1)
    assert [found.score for found in there] == [found.score for found in back]
