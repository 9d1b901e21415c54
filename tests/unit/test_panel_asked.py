"""What one asks for in a notebook, wrongly or nearly right: it is answered, and never taken for something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.model.errors import BadRequest
from comity.panel import dyads, stateyears
from comity.panel.codebook import count_rows

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "panels.md"


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda any_: dyads(1950, 1960, by=any_("week")), "“week” is no length of time"),
        (lambda any_: stateyears(1950, 1960, by=any_("years")), "“years” is no length of time"),
        (lambda any_: dyads(any_(1950.5), 1960), "1950.5 is no year"),
        (lambda any_: dyads(1950, any_("1960")), "'1960' is no year"),
        (lambda any_: dyads(1950, 1960).add(any_(["atop", "nmc"])), r'Write \.add\("atop", "nmc"\)'),
        (lambda any_: dyads(1950, 1960).add("prd").where(any_(["prd"])), r'Write \.where\("prd"\)'),
        (lambda any_: dyads(1950, 1960).add("nmc", keep=any_(True)), 'keep="usual"'),
        (lambda any_: dyads(1950, 1960).add("gml-mid", whittle=any_(["onset"])), "is no text"),
    ],
)
def test_what_is_of_another_kind_is_refused(ask: Callable[[Callable[[Any], Any]], object], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        ask(lambda value: value)


def test_a_home_may_be_written_as_text(almanac_home: Path) -> None:
    as_text: Any = str(almanac_home)
    plan = stateyears(2000, 2000, home=as_text)
    assert plan.to_arrow().equals(stateyears(2000, 2000, home=almanac_home).to_arrow())


@pytest.mark.parametrize(
    "keys",
    [
        {"ccode1": 2, "ccode2": 2, "year": 1950},
        {"ccode1": 2, "ccode2": 255, "year": 1950},  # there was no united Germany
        {"ccode1": 679, "ccode2": 678, "year": 1990},  # the one Yemen began when the other had ended
    ],
)
def test_what_is_behind_a_row_that_is_not_there_is_not_asked(keys: dict[str, int]) -> None:
    plan = dyads(1945, 1995, directed=True).add("atop")
    with pytest.raises(BadRequest, match="The panel has no row of ccode1 "):
        plan.trace("atop", **keys)


def test_the_page_names_every_way_to_count_and_how_many_months_there_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert {"spells:COLUMN:in", "spells:COLUMN:onset"} <= set(re.findall(r"`(spells[^`]*)`", page))
    stated = re.search(r"in both orders, are (\d+) million rows", page)
    assert stated is not None
    rows = count_rows(dyads(1816, 2025, directed=True, by="month"))
    assert rows is not None
    assert int(stated[1]) == round(rows / 1e6)
