"""Two measures against each other: the same subjects, told with their number, and nothing dropped in silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import spearmanr
from starlette.testclient import TestClient

from comity.web.app import create_app


@pytest.fixture(scope="session")
def almanac(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="session")
def whole(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def told(client: TestClient, address: str, status: int = 200) -> Any:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status, answer.text[:500]
    return answer.json()


def test_points_are_the_figures_of_the_two_measures(almanac: TestClient) -> None:
    found = told(almanac, "/scatter?x=voting.banzhaf&y=voting.shapley_shubik&year=2020")
    rows = found["tables"]["points"]["rows"]
    sides = {
        side: {
            row["subject"]: row["value"]
            for row in told(almanac, f"/measures/{name}?year=2020")["tables"]["estimates"]["rows"]
        }
        for side, name in (("x", "voting.banzhaf"), ("y", "voting.shapley_shubik"))
    }
    assert rows and all(row[side] == sides[side][row["subject"]] for row in rows for side in "xy")
    both = {key for key, value in sides["x"].items() if value is not None and sides["y"].get(key) is not None}
    assert {row["subject"] for row in rows} == both
    assert found["n"] == found["rank_correlation"]["n"] == len(rows)
    expected = spearmanr([row["x"] for row in rows], [row["y"] for row in rows]).statistic
    assert found["rank_correlation"]["rho"] == pytest.approx(expected)
    assert found["rank_correlation"]["low"] < expected < found["rank_correlation"]["high"]


def test_measures_of_different_subjects_make_no_point(almanac: TestClient) -> None:
    answer = almanac.get("/scatter?x=voting.banzhaf&y=capability.cinc", headers={"accept": "text/html"})
    assert answer.status_code == 200 and "a point needs both of the same subject" in answer.text
    assert told(almanac, "/scatter?x=voting.banzhaf&y=capability.cinc")["tables"] == {}


def test_what_has_no_place_on_powers_of_ten_is_counted(almanac: TestClient) -> None:
    found = told(almanac, "/scatter?x=voting.blocking&y=voting.banzhaf&year=2020&logx=yes")
    zeros = sum(row["x"] <= 0 for row in found["tables"]["points"]["rows"])
    assert found["without_a_place"] == zeros
    text = almanac.get(
        "/scatter?x=voting.blocking&y=voting.banzhaf&year=2020&logx=yes", headers={"accept": "text/html"}
    )
    assert ("has no place" in text.text or "have a value of 0 or less" in text.text) == bool(zeros)


def test_pairs_with_and_without_a_direction_meet(whole: TestClient) -> None:
    found = told(whole, "/scatter?x=ties.us_troops&y=capability.cinc")
    assert found["tables"] == {} or found["n"] > 0
    pairs = told(whole, "/scatter?x=alignment.s&y=ties.pact_depth&year=2010&subject=Japan")
    rows = pairs["tables"]["points"]["rows"]
    assert 100 < len(rows) < 200 and all("JPN" in row["subject"] for row in rows)
    assert len({row["subject"] for row in rows}) == len(rows)


def test_a_year_that_one_of_them_lacks_is_refused(almanac: TestClient) -> None:
    answer = told(almanac, "/scatter?x=voting.banzhaf&y=voting.shapley_shubik&year=1066", 400)
    assert "Both are known from" in answer["remedy"]
    told(almanac, "/scatter?x=voting.tarot", 404)


def test_axes_are_marked_in_plain_numbers(whole: TestClient) -> None:
    address = "/scatter?x=capability.cinc&y=position.pacts_degree&year=2012&logx=yes"
    text = whole.get(address, headers={"accept": "text/html"}).text
    drawn = text[text.index("<svg") : text.index("</svg>")]
    marks = set(re.findall(r"<text[^>]*>([^<]+)</text>", drawn))
    assert {"0.0001", "0.001", "0.01", "0.1", "1", "10"} <= marks
    assert not re.search(r"\de-\d", drawn)
