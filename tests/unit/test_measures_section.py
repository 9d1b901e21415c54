"""What a brief says of a group's members: of that group alone, in tables that fit a page."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from comity.dossier.contents import Subject
from comity.dossier.sections.measures import WIDEST, _batches, _one_group
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
