"""What a brief says of a group's members: of that group alone, in tables that fit a page."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from comity.dossier.contents import Subject
from comity.dossier.measured import series_trend
from comity.dossier.sections.measures import WIDEST, Found, _batches, _narrowed, _one_group, _told
from comity.measures.answer import Computed
from comity.measures.contract import find
from comity.measures.estimates import Estimates, Subjects
from comity.panel.axis import Axis

GROUPS = (("un-peacekeeping", "United Nations peacekeeping"), ("nato", "NATO"), ("almanac:treaty", "The treaty"))


def _estimates(*groups: int) -> Estimates:
    places = np.array(groups, np.int32)
    nothing = np.zeros(len(groups), np.int32)
    subjects = Subjects(Axis("cow", "year", 2000, 2000), nothing, places, nothing, GROUPS)
    return Estimates(subjects, np.ones(len(groups)))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((0, 1, 2), [False, True, False]),
        ((0, 2), [False, True]),
        ((0, 0), [False, False]),
    ],
)
def test_members_are_of_the_group_itself_first_as_an_organisation(held: tuple[int, ...], expected: list[bool]) -> None:
    subject = Subject("group", "NATO", ("USA",), date(2000, 12, 31), "nato", "almanac:treaty")
    found = _one_group(_estimates(*held), subject, np.zeros(len(held), bool))
    assert found.tolist() == expected


def test_tables_fit_a_page_and_keep_topics_apart() -> None:
    names = [f"burden.{place}" for place in range(WIDEST + 1)] + ["voting.one", "voting.two"]
    found = list(_batches(names))
    assert [name for batch in found for name in batch] == names
    assert all(len(batch) <= WIDEST and len({name.partition(".")[0] for name in batch}) == 1 for batch in found)
    assert [len(batch) for batch in found] == [4, 3, 2]
    assert list(_batches([])) == []


def test_of_a_measure_as_much_is_held_as_is_told_of_a_subject() -> None:
    """All of it for all measures of pairs took more than a gigabyte."""
    axis = Axis("cow", "year", 1990, 2009)
    states, periods = len(axis.codes), axis.periods
    value = np.random.default_rng(1).random(states * periods)
    subjects = Subjects(axis, np.tile(np.arange(periods, dtype=np.int32), states), np.repeat(np.arange(states, dtype=np.int32), periods))  # fmt: skip
    estimates = Estimates(subjects, value, value - 0.1, value + 0.1, np.ones(len(value)), None, {"all": value})
    made = Computed("capability.cinc", find("capability.cinc"), estimates)
    japan = int(np.flatnonzero(axis.codes == 740)[0])
    rows = np.flatnonzero((subjects.a == japan) & (subjects.period < periods - 1))
    subject = Subject("state", "Japan", ("JPN",), date(2008, 12, 31))
    fewer = _narrowed("capability.cinc", made, rows)
    assert len(fewer.made.estimates) == states + periods - 2
    assert fewer.made.estimates.value[fewer.rows].tolist() == value[rows].tolist()
    (told, row, way), (whole, _row, _way) = (
        next(_told(found, subject)) for found in (fewer, Found("capability.cinc", made.measure, made, rows))
    )
    assert told == whole and told.line["rank"] is not None and told.of == states
    assert fewer.made.estimates.value[row] == told.line["value"] and not way


def test_a_year_with_two_estimates_has_one_place_in_a_course() -> None:
    """Germany's measures of 1990 could not be shown: both Germanies stand in that year."""
    found = series_trend([1987, 1988, 1989, 1990, 1990, 1991, 1992], [1.0, 2.0, 3.0, 9.0, 4.0, 5.0, 6.0])
    assert found is not None
    assert found == series_trend([1987, 1988, 1989, 1990, 1991, 1992], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert found.n == 6 and found.slope == 1.0
