"""Pew's favourability against the file of shares and against what Pew and others have published of it."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from statistics import correlation, mean
from typing import Any

import pytest

SHARES = {
    "favorable_wpct": "pew-favourable",
    "very_favorable_wpct": "pew-very-favourable",
    "somewhat_favorable_wpct": "pew-somewhat-favourable",
    "somewhat_unfavorable_wpct": "pew-somewhat-unfavourable",
    "very_unfavorable_wpct": "pew-very-unfavourable",
    "dk_wpct": "pew-dont-know",
    "refused_wpct": "pew-refused",
    "n": "pew-respondents",
}


@pytest.fixture
def rows(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "perception-pew-agg" / "pew_opinion_agg_DERIVED.csv.gz", "rt", newline="") as handle:
        return list(csv.DictReader(handle))


def _views(built: Any, indicator: str = "pew-favourable") -> dict[tuple[str, str, int], float]:
    return {(a, b, year): value for a, b, year, value in built.execute(
        "select a, b, year(start), value from pair_figure where source = 'perception-pew-agg' and indicator = ?",
        [indicator],
    ).fetchall()}  # fmt: skip


@pytest.mark.parametrize("column", SHARES)
def test_every_share_of_a_row_that_counts_is_there(rows: list[dict[str, str]], built: Any, column: str) -> None:
    expected = {
        (
            row["respondent_iso3"].replace("PLS", "PSE"),
            {"EU": "eu", "UN": "un"}.get(row["target"], row["target"]),
            int(row["year"]),
        ): float(row[column])
        for row in rows
        if row["respondent_iso3"] != row["target"] and (row["year"], row["target"]) != ("2013", "CHN")
    }
    assert _views(built, SHARES[column]) == expected
    assert len(expected) + 86 == len(rows) == 2_656


def test_what_is_set_aside(built: Any) -> None:
    reasons = built.execute(
        "select split_part(reason, ' ', 3), count(*) from rejected where source = 'perception-pew-agg' group by 1"
    ).fetchall()
    assert sorted(reasons) == [("as", 38), ("public", 48)]


def test_the_answers_add_up(built: Any) -> None:
    parts = [_views(built, name) for name in SHARES.values() if name not in ("pew-favourable", "pew-respondents")]
    whole = _views(built)
    for key, value in whole.items():
        assert sum(part[key] for part in parts) == pytest.approx(100, abs=0.01)
        assert parts[0][key] + parts[1][key] == pytest.approx(value, abs=0.001)
    assert min(_views(built, "pew-respondents").values()) == 499


def test_china_of_2013_is_the_answer_to_another_question(rows: list[dict[str, str]]) -> None:
    """The ground for setting it aside: the same publics a year later, and on the United States in the same survey."""
    views = {(row["respondent_iso3"], row["target"], row["year"]): float(row["favorable_wpct"]) for row in rows}
    told = {
        who: value for (who, whom, year), value in views.items() if (whom, year) == ("CHN", "2013") and who != "CHN"
    }

    def goes_with(target: str, year: str) -> float:
        both = [who for who in told if (who, target, year) in views and who != target]
        assert len(both) > 30
        return correlation([told[who] for who in both], [views[who, target, year] for who in both])

    assert goes_with("CHN", "2014") < 0.1
    assert goes_with("USA", "2013") > 0.95
    assert (round(told["JPN"]), round(told["PAK"])) == (73, 16), "Pew published 5 and 81"


def test_no_other_year_of_a_target_is_at_odds_with_those_beside_it(built: Any) -> None:
    """A question laid to the wrong target shows at once; this is how that of 2013 was found."""
    by_survey: dict[tuple[str, int], dict[str, float]] = {}
    for (who, whom, year), value in _views(built).items():
        by_survey.setdefault((whom, year), {})[who] = value
    compared = 0
    for (whom, year), told in by_survey.items():
        best = []
        for (other, when), said in by_survey.items():
            both = sorted(set(told) & set(said))
            if other == whom and 0 < abs(when - year) <= 5 and len(both) >= 7:
                best.append(correlation([told[who] for who in both], [said[who] for who in both]))
        if best:
            compared += 1
            assert max(best) > 0.65, (whom, year)
    assert compared > 75


def test_published_toplines(built: Any) -> None:
    """Favourable shares as Pew published them, to two percentage points."""
    views = _views(built)
    published = {
        ("FRA", "USA", 2003): 43, ("DEU", "USA", 2008): 31, ("POL", "RUS", 2022): 2, ("JPN", "CHN", 2014): 7,
        ("PAK", "CHN", 2014): 78, ("UKR", "RUS", 2011): 84, ("MEX", "USA", 2017): 30, ("TUR", "eu", 2004): 58,
        ("JPN", "USA", 2011): 85, ("IDN", "USA", 2003): 15, ("RUS", "USA", 2015): 15, ("KOR", "CHN", 2017): 34,
    }  # fmt: skip
    for key, share in published.items():
        assert views[key] == pytest.approx(share, abs=2), key


def test_it_agrees_with_the_other_edition_of_the_same_surveys(mirror: Path, built: Any) -> None:
    with gzip.open(mirror / "perception-us-pew538" / "TRUMPWORLD-us.csv.gz", "rt", newline="") as handle:
        other = {(name, int(row["year"])): float(cell) for row in csv.DictReader(handle) for name, cell in row.items()
                 if cell and name not in ("year", "avg")}  # fmt: skip
    keys = {
        "Germany": "DEU",
        "Japan": "JPN",
        "UK": "GBR",
        "Turkey": "TUR",
        "Russia": "RUS",
        "Kenya": "KEN",
        "Spain": "ESP",
    }
    views = _views(built)
    gaps = [
        abs(views[keys[name], "USA", year] - share)
        for (name, year), share in other.items()
        if name in keys and (keys[name], "USA", year) in views
    ]
    assert len(gaps) > 60
    assert mean(gaps) < 0.5
    assert max(gaps) < 1


def test_who_is_asked_and_about_whom(built: Any) -> None:
    views = _views(built)
    assert {whom for _, whom, _ in views if whom.islower()} == {"eu", "un"}
    assert ("PSE", "USA", 2014) in views
    assert ("PSE", "USA", 2013) in views
    assert min(views.items(), key=lambda entry: entry[1])[0] == ("PSE", "USA", 2003)
    assert not [key for key in views if key[1:] == ("CHN", 2013)]
