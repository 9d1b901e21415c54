"""The map over HTTP: figures and lines are those of the record, and bad addresses help."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from comity.web.app import create_app

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def whole(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def test_what_ships_shows_its_pacts_and_says_what_is_lacking(client: TestClient) -> None:
    told = client.get("/map?format=json").json()
    assert (told["state"], told["shown"], told["layer"]) == ("lacking", "partners", "pact.defense")
    assert "comity pull cow-nmc" in told["needs"]
    page = client.get("/map", headers=HTML).text
    assert "is not known here" in page
    assert "No line or name here is a judgement" in re.sub(r"</text><text[^>]*>", " ", page)


def test_lines_are_the_obligations_of_the_year(client: TestClient, almanac_home: Path) -> None:
    rows = client.get("/map?measure=none&layer=pact.defense&year=1985&format=json").json()["tables"]["lines"]["rows"]
    assert client.get("/map?measure=none&layer=pact.defense&year=1985&format=csv").text.count("\r\n") == len(rows) + 1
    with open_record(record_path(almanac_home)) as con:
        see_once(con)
        (number,) = con.execute(
            """select count(distinct (least(o.actor, o.toward), greatest(o.actor, o.toward)))
            from one_obligation o join one_agreement g using (agreement)
            where duty = 'defense' and year(coalesce(o."start", g."start")) <= 1985
            and coalesce(year(coalesce(o."end", g."end")), 9999) >= 1985
            and o.actor in (select state from state) and o.toward in (select state from state)"""
        ).fetchall()[0]
    assert len(rows) == number > 200
    assert {"a": "Canada", "b": "United States"}.items() <= next(row for row in rows if row["a"] == "Canada" and row["b"] == "United States").items()  # fmt: skip


def test_what_is_open_goes_no_further_than_its_source_looked(whole: TestClient) -> None:
    told = whole.get("/map/all?measure=none&layer=pact.offense&format=json").json()
    assert max(run for _, _, runs in told["pairs"] for run in runs[1::3]) <= 2018
    told = whole.get("/map/all?measure=none&layer=neighbours&format=json").json()
    assert told["last"] == 2016
    assert told["said"][-1][1][0].startswith("Lines: all states were looked at (geography)")


def test_figures_are_those_of_the_measure(whole: TestClient, full_home: Path) -> None:
    rows = whole.get("/map?year=1900&format=json").json()["tables"]["states"]["rows"]
    with open_record(record_path(full_home)) as con:
        held = dict(
            con.execute(
                "select actor, value from figure where indicator = 'cinc' and year(\"start\") = 1900"
            ).fetchall()
        )
    assert {row["key"]: pytest.approx(row["value"]) for row in rows if row["value"] is not None} == held
    listed = list(csv.DictReader(io.StringIO(whole.get("/map?year=1900&format=csv").text.removeprefix("\ufeff"))))
    assert listed[0]["key"] == "USA" and len(listed) == len(rows)


def test_colours_mean_the_same_in_every_year(whole: TestClient) -> None:
    legends = set()
    for year in (1850, 1950, 2020):
        page = whole.get(f"/map?year={year}", headers=HTML).text
        legends.add(page.split('<g class="legend">')[1].split("</g>")[0].replace(str(year), ""))
    assert len({re.sub(r"#d\w+-", "#", one) for one in legends}) == 1


def test_outside_what_is_known_nothing_is_zero(whole: TestClient) -> None:
    told = whole.get("/map?year=2024&format=json").json()
    assert {row["value"] for row in told["tables"]["states"]["rows"]} == {None}
    assert any("of 2024 nothing is known" in one for one in told["said"])
    packed = whole.get("/map/all?year=2024&format=json").json()
    assert packed["last"] == 2024 and packed["figures"]["FRA"][-1][-1] is None


def test_a_state_that_is_gone_is_a_dot_at_its_capital(whole: TestClient) -> None:
    page = whole.get("/map?year=1985", headers=HTML).text
    assert re.search(r'<circle class="dot v\d"[^>]*data-key="YUG"', page)
    assert re.search(r'<circle class="dot absent"[^>]*data-key="AUH"', page)
    assert "Without a shape of today, and dots at their capitals: " in page
    assert "Soviet Union: 0." in page


def test_a_region_shows_its_states_and_the_lines_that_touch_them(whole: TestClient) -> None:
    told = whole.get("/map?layer=troops&region=Baltic states&year=2020&format=json").json()
    assert {row["key"] for row in told["tables"]["states"]["rows"]} == {"EST", "LVA", "LTU"}
    assert {row["b"] for row in told["tables"]["lines"]["rows"]} == {"Estonia", "Latvia", "Lithuania"}


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/map?measure=capability.sinc", 404, "capability.cinc"),
        ("/map?measure=alignment.s", 400, "a map colours states"),
        ("/map?layer=love", 404, "There is no layer"),
        ("/map?region=Atlantis", 404, "No region is called"),
        ("/map?year=1492", 400, "no year of the map"),
        ("/map?year=soon", 400, "no year of the map"),
        ("/map?measure=partners&layer=", 400, "Partners are counted by lines"),
    ],
)
def test_a_bad_address_helps(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == status
    assert said in answer.text


def test_a_node_with_a_wrong_convention_says_what_is_wrong(client: TestClient, almanac_home: Path) -> None:
    file = almanac_home / "map.toml"
    file.write_text("[assign]\ncrimea = 'FRA'\n", encoding="utf-8")
    try:
        answer = client.get("/map?year=1999", headers=HTML)
        assert answer.status_code == 400 and "RUS, UKR" in answer.text
        file.write_text("[assign]\ncrimea = 'UKR'\n", encoding="utf-8")
        told = client.get("/map?year=1998&format=json").json()
        assert told["convention"].startswith("This node's own convention")
    finally:
        file.unlink()


def test_all_years_in_french(client: TestClient) -> None:
    told = client.get("/map/all?measure=none&layer=bases&format=json&lang=fr").json()
    assert "une sélection" in told["said"][-1][1][0]
    assert len(told["paths"]) == len(told["pairs"]) > 20
