"""What a user types after ``comity measure``: groups by natural names, names of other times, years in other forms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from comity.cli import app
from comity.cli.measuring import read_years
from comity.measures import table
from comity.measures.answer import Computed
from comity.measures.asking import _called, _close
from comity.measures.contract import find
from comity.measures.estimates import Estimates, Subjects
from comity.model.errors import BadRequest, ComityError, UnknownName
from comity.panel.axis import Axis
from invented import LAST, make

CINC = "capability.cinc"
SHARE = "burden.mission_share"
MISSIONS = (
    ("isaf-coalition:isaf", "International Security Assistance Force"),
    ("un-peacekeeping", "United Nations peacekeeping"),
    ("ukraine-support", "Support for Ukraine (tracked donors)"),
    ("atop:3150", "ATOP 3150: Argentina, Bolivia, Brazil and 31 more"),
)


def _of(groups: tuple[tuple[str, str], ...]) -> Computed:
    nobody = np.zeros(0, np.int32)
    subjects = Subjects(Axis("cow", "year", 2000, 2000), nobody, nobody, nobody, groups)
    return Computed(SHARE, find(SHARE), Estimates(subjects, np.zeros(0)))


@pytest.fixture
def home(own_home: Path) -> Path:
    return make(own_home, find(CINC).needs)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("ISAF", 0),
        ("isaf-coalition:isaf", 0),
        ("international security assistance force", 0),
        ("UN peacekeeping", 1),
        ("U.N. Peacekeeping", 1),
        ("United Nations Peacekeeping", 1),
        ("Ukraine support", 2),
        ("Support for Ukraine", 2),
        ("ATOP 3150", 3),
    ],
)
def test_a_group_is_found_by_its_natural_name(said: str, place: int) -> None:
    assert _called(_of(MISSIONS), said) == [place]


@pytest.mark.parametrize("said", ["", "Ukraine", "peace", "Japan", "ATOP", "…"])
def test_what_only_sounds_like_a_group_is_none(said: str) -> None:
    assert _called(_of(MISSIONS), said) == []


def test_few_groups_are_all_named_and_of_many_those_that_come_close() -> None:
    assert "United Nations peacekeeping” (un-peacekeeping)" in _close(_of(MISSIONS), "KFOR")
    many = (*MISSIONS, *((f"x:{number}", f"Pact of {number}") for number in range(100, 150)))
    assert _close(_of(many), "peacekeeping") == "“United Nations peacekeeping” (un-peacekeeping)"
    assert "International Security Assistance Force" in _close(_of(many), "International Security Assistence Force")
    assert _close(_of(many), "Atlantis") == ""


def test_an_unknown_group_leads_to_those_that_come_close(own_home: Path) -> None:
    make(own_home, find(SHARE).needs)
    with pytest.raises(UnknownName) as caught:
        table(SHARE, "peacekeeping")
    assert caught.value.remedy == f"{SHARE} knows “United Nations peacekeeping” (un-peacekeeping)."
    assert {line["group"] for line in table(SHARE, "UN peacekeeping").to_pylist()} == {"un-peacekeeping"}


def test_a_name_of_other_years_is_found_in_them(home: Path) -> None:
    found = {line["subject"] for line in table(CINC, "USSR").to_pylist()}
    assert found == {"RUS"}
    years = [line["period"] for line in table(CINC, "USSR").to_pylist()]
    assert max(years) == 1991 and min(years) >= 1923
    assert {line["subject"] for line in table(CINC, "USSR–France", (1980, LAST)).to_pylist()} == {"RUS", "FRA"}
    with pytest.raises(UnknownName):
        table(CINC, "USSR", LAST)


def test_a_rank_of_one_is_among_all(home: Path) -> None:
    lines = [line for line in _told(CINC, "--rank", "--year", "2000", "--subject", "Chile") if " 2000 " in line]
    assert len(lines) == 1 and lines[0].startswith("Chile")


def test_who_was_not_there_is_told_of_years_not_of_a_day(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(app, ["measure", CINC, "--subject", "South Sudan", "--year", "1995"])
    assert isinstance(result.exception, ComityError)
    assert "--year" in str(result.exception) and "--on" not in str(result.exception)


@pytest.mark.parametrize("said", ["1990-2000", "1990–2000", "1990 — 2000", "1990:2000", "1990..2000", "1990 to 2000"])
def test_two_years_in_any_form(said: str) -> None:
    assert read_years(said) == (1990, 2000)


@pytest.mark.parametrize("said", ["", "90", "1990-06-30", "1990,2000", "-1990", "1990-"])
def test_what_is_no_year_is_refused(said: str) -> None:
    with pytest.raises(BadRequest, match="is no year"):
        read_years(said)


def _told(*words: str) -> list[str]:
    result = CliRunner().invoke(app, ["measure", *words])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_without_a_year_the_terminal_has_of_several_the_last_and_of_one_all(home: Path) -> None:
    several = [line for line in _told(CINC, "--subject", "Western Europe") if f" {LAST} " in line]
    told = [line.split(f" {LAST} ")[1].split()[0] for line in several]
    values = [float(value) for value in told if value != "not"]
    assert told[: len(values)] == [value for value in told if value != "not"], "what is not known comes last"
    assert len(values) > 1 and values == sorted(values, reverse=True)
    one = [line.split()[1] for line in _told(CINC, "--subject", "France") if line.startswith("France ")]
    assert len(one) > 1 and one[-1] == str(LAST)


@pytest.mark.parametrize("year", ["2010", (2010,), ("2010", "2011"), (2010, 2011, 2012), 2010.5, {2010}])
def test_what_is_no_year_in_python_is_refused_in_a_sentence(home: Path, year: object) -> None:
    with pytest.raises(BadRequest, match="is no year"):
        table(CINC, None, year)  # type: ignore[arg-type]
