"""The page of the network over the record: what is tied, what is known of it, and how two are connected."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from comity.web.app import create_app


@pytest.fixture(scope="module")
def almanac(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def full(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


@pytest.fixture(scope="module")
def con(full_home: Path) -> duckdb.DuckDBPyConnection:
    found = open_record(record_path(full_home))
    see_once(found)
    return found


def told(client: TestClient, address: str) -> dict:  # type: ignore[type-arg]
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}format=json")
    assert answer.status_code == 200, answer.text[:500]
    return dict(json.loads(answer.text))


def pairs(found: dict) -> dict[tuple[str, str], dict]:  # type: ignore[type-arg]
    return {(row["a"], row["b"]): row for row in found["tables"]["ties"]["rows"]}


def test_exercises_together_are_those_of_five_years(full: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    found = pairs(told(full, "/network?layer=exercises&year=2010"))
    by_hand = con.execute(
        """select count(distinct x.activity) from one_activity x join one_activity_party p using (activity)
        join one_activity_party q using (activity) where x.kind = 'exercise' and p.actor = 'GBR' and q.actor = 'USA'
        and p.role <> 'observer' and q.role <> 'observer' and year(x."start") between 2006 and 2010"""
    ).fetchall()[0][0]
    assert by_hand > 50
    assert found["GBR", "USA"]["exercises"] == by_hand


def test_troops_are_the_publishers_number(full: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    found = pairs(told(full, "/network?layer=troops&year=2018"))
    by_hand = con.execute(
        "select value from tie where layer = 'troops' and b = 'JPN' and year(\"start\") = 2018"
    ).fetchall()
    assert [found["JPN", "USA"]["troops"]] == [value for (value,) in by_hand]


def test_beyond_the_source_nothing_is_known_and_nothing_is_zero(full: TestClient) -> None:
    at_the_end = told(full, "/network?layer=defence&layer=cooperation&year=2010")
    assert at_the_end["not_known"] == {"nobody looked": [], "in part": ["cooperation"]}
    assert {row["defence"] for row in at_the_end["tables"]["ties"]["rows"]} >= {0}
    later = told(full, "/network?layer=defence&layer=cooperation&layer=embassies&year=2024")
    assert later["not_known"] == {"nobody looked": ["embassies"], "in part": ["defence", "cooperation"]}
    for row in later["tables"]["ties"]["rows"]:
        assert row["cooperation"] != 0 and row["defence"] != 0 and row["embassies"] is None
    page = full.get("/network?layer=defence&layer=embassies&year=2024", headers={"accept": "text/html"}).text
    assert "no source here has looked" in page


def test_of_a_selection_nothing_is_known_to_be_none(almanac: TestClient) -> None:
    found = told(almanac, "/network?year=2020")
    assert found["not_known"]["in part"] == ["defence", "cooperation", "exercises"]
    assert all(row["cooperation"] != 0 for row in found["tables"]["ties"]["rows"])
    assert [row["tied"] for row in told(almanac, "/network?layer=arms")["tables"]["layers"]["rows"]] == [None]


def places(client: TestClient, address: str) -> dict[str, tuple[str, str]]:
    import re

    text = client.get(address, headers={"accept": "text/html"}).text
    found = re.findall(r'data-key="(\w+)"[^>]*><circle class="[^"]*" cx="([\d.]+)" cy="([\d.]+)"', text)
    return {key: (x, y) for key, x, y in found}


def test_places_are_the_same_in_all_years(almanac: TestClient) -> None:
    early, late = (
        places(almanac, "/network?layer=defence&year=1960"),
        places(almanac, "/network?layer=defence&year=2024"),
    )
    assert len(early) > 50
    assert early == late


def test_an_ego_is_shown_with_those_within_so_many_steps(almanac: TestClient) -> None:
    one = told(almanac, "/network?layer=defence&year=2020&ego=Japan")
    keys = {row["state"] for row in one["tables"]["states"]["rows"]}
    partners = {
        b if a == "JPN" else a for a, b in pairs(told(almanac, "/network?layer=defence&year=2020")) if "JPN" in (a, b)
    }
    assert keys == partners | {"JPN"} and "USA" in partners
    two = told(almanac, "/network?layer=defence&year=2020&ego=JPN&depth=2")
    assert keys < {row["state"] for row in two["tables"]["states"]["rows"]}


def test_all_states_are_said_to_be_known_only_of_what_the_source_lists(full: TestClient) -> None:
    """DCAD lists what was signed since 1980: an older agreement may bind, and is not known not to."""
    found = told(full, "/network?layer=cooperation&year=2005")
    assert found["not_known"]["in part"] == ["cooperation"]
    (layer,) = found["tables"]["layers"]["rows"]
    assert layer["whole"] == "" and "if signed since 1980" in layer["known"]
    page = full.get("/network?layer=cooperation&year=2005", headers={"accept": "text/html"}).text
    assert "of all states 1980–2010, if signed since 1980" in page


def test_years_without_a_look_are_no_part_of_what_is_known(full: TestClient) -> None:
    (layer,) = told(full, "/network?layer=troops&year=1960")["tables"]["layers"]["rows"]
    assert layer["part"] == "1950, 1953–2007, 2009–2024"
    page = full.get("/network?layer=troops&year=1960", headers={"accept": "text/html"}).text
    assert "in part 1950, 1953–2007, 2009–2024" in page


def test_one_is_one(almanac: TestClient) -> None:
    page = almanac.get("/network?layer=defence&year=2020&ego=Japan", headers={"accept": "text/html"}).text
    assert "2 states, one pair tied." in " ".join(page.split()) and "1 partners" not in page


def test_who_speaks_for_no_row_vouches_for_no_layer(almanac: TestClient) -> None:
    """Of the almanac alone no layer is known of all states, nuclear possession apart."""
    for row in told(almanac, "/network/ties")["tables"]["layers"]["rows"]:
        assert row["whole"] == ""


def test_lines_left_out_are_counted_and_the_table_has_all(almanac: TestClient) -> None:
    found = told(almanac, "/network?layer=defence&year=2020&most=20")
    assert found["left_out"] > 0
    assert found["drawn"] + found["left_out"] == len(found["tables"]["ties"]["rows"]) == found["ties"]
    page = almanac.get("/network?layer=defence&year=2020&most=20", headers={"accept": "text/html"}).text
    assert f"{found['drawn']} of {found['ties']:,} ties are drawn: of each state the strongest" in page
    assert found["drawn"] == 20
    assert page.count("data-a=") == found["drawn"]


def test_what_scripts_fetch_is_what_the_page_shows(almanac: TestClient) -> None:
    runs = told(almanac, "/network/ties?layer=defence&first=1945&last=2025")
    layer = runs["layers"][0]
    rows = zip(layer["a"], layer["b"], layer["first"], layer["last"], layer["weight"], strict=True)
    mine = {(runs["keys"][a], runs["keys"][b]): weight for a, b, first, last, weight in rows if first <= 1999 <= last}
    shown = {pair: row["defence"] for pair, row in pairs(told(almanac, "/network?layer=defence&year=1999")).items()}
    assert mine == shown


def test_a_size_is_the_measures_value(full: TestClient) -> None:
    found = told(full, "/network?layer=defence&year=2010&size=capability.cinc")
    value = {row["state"]: row["value"] for row in found["tables"]["states"]["rows"]}
    assert max(value, key=lambda key: value[key] or 0) == "CHN"
    assert 0.2 < value["CHN"] < 0.22 or value["CHN"] > value["USA"]


def test_a_share_by_which_discs_are_sized_is_read_in_per_cent(full: TestClient) -> None:
    address = "/network?layer=defence&year=2010&size=capability.cinc"
    value = {row["state"]: row["value"] for row in told(full, address)["tables"]["states"]["rows"]}
    page = full.get(address, headers={"accept": "text/html"}).text
    assert 0.1 < value["USA"] < 0.2
    assert f">{100 * value['USA']:.1f}</a>" in page and f"{100 * value['USA']:.1f} % of the system" in page
    assert "share of the system" not in page


def test_a_size_that_the_record_lacks_is_said_to_be_not_known(almanac: TestClient) -> None:
    page = almanac.get("/network?size=capability.cinc", headers={"accept": "text/html"}).text
    assert "is not known here" in page and "comity pull" in page


def test_ways_are_told_with_layer_year_and_evidence(almanac: TestClient) -> None:
    found = told(almanac, "/network/path?a=Japan&b=Germany&layer=defence&year=2020")
    assert found["steps"] == 2
    ways = {row["to"] for row in found["tables"]["steps"]["rows"] if row["step"] == 1}
    assert ways == {"United States"}
    first = found["tables"]["steps"]["rows"][0]
    assert first["since"] == [1960]
    page = almanac.get("/network/path?a=Japan&b=Germany&layer=defence&year=2020", headers={"accept": "text/html"}).text
    assert "/network/tie?a=JPN&amp;b=USA&amp;year=2020&amp;layer=defence" in page


def test_those_who_are_not_connected_are_said_to_be_so_on_record(almanac: TestClient) -> None:
    page = almanac.get(
        "/network/path?a=Switzerland&b=Japan&layer=defence&year=2020", headers={"accept": "text/html"}
    ).text
    assert "They are not connected on record" in page and "no proof" in page


def test_a_tie_leads_to_its_rows(almanac: TestClient) -> None:
    found = told(almanac, "/network/tie?a=JPN&b=USA&year=2020&layer=defence")
    rows = found["tables"]["rows"]["rows"]
    assert {row["source"] for row in rows} == {"almanac"} and all(
        "obligations.csv:" in row["source_row"] for row in rows
    )
    assert {row["who"] for row in rows} == {"JPN → USA", "USA → JPN"}
    page = almanac.get("/network/tie?a=JPN&b=USA&year=2020&layer=defence", headers={"accept": "text/html"}).text
    assert "/evidence/row?source=almanac&amp;row=obligations.csv%3A" in page


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("/network?layer=nonsense", 404, "There is no layer"),
        ("/network?year=2500", 400, "out of range"),
        ("/network?year=abc", 400, "is no year"),
        ("/network?ego=Atlantis", 404, "Atlantis"),
        ("/network?ego=NATO", 400, "no single state"),
        ("/network?size=capability.nonsense", 404, "There is no measure"),
        ("/network?size=ties.exercises", 400, "not of states"),
        ("/network?colour=pink", 400, "no way to colour"),
        ("/network?most=0", 400, "Write a number"),
        ("/network?depth=9", 400, "Write a number"),
        ("/network/path?a=Japan", 400, "Two states are needed"),
        ("/network/path?a=Japan&b=JPN", 400, "are one state"),
        ("/network/tie", 400, "Two states are needed"),
        ("/network/ties?first=2000&last=1990", 400, "wrong way round"),
    ],
)
def test_what_is_said_wrongly_is_mendable(almanac: TestClient, address: str, status: int, word: str) -> None:
    answer = almanac.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert word in answer.text and "Traceback" not in answer.text


def test_before_1945_there_is_a_picture_of_its_own(full: TestClient) -> None:
    found = told(full, "/network?layer=defence&year=1913")
    keys = {row["state"] for row in found["tables"]["states"]["rows"]}
    assert {"AUH", "DEU"} <= keys or {"AUH", "GMY"} <= keys
    assert found["era"] == [1816, 1944]
