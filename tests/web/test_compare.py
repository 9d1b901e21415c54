"""The page that sets subjects side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.dossier import brief
from comity.measures.asking import ask
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


def told(client: TestClient, address: str) -> dict:  # type: ignore[type-arg]
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}format=json")
    assert answer.status_code == 200, answer.text[:500]
    return dict(json.loads(answer.text))


def test_values_are_the_measures_own(full: TestClient, full_home: Path) -> None:
    found = told(full, "/compare?subject=Japan&subject=Germany&measure=alignment.ideal_point&year=2010")
    lines = {row["name"]: row for row in found["tables"]["measures"]["rows"]}
    with open_record(record_path(full_home)) as con:
        see_once(con)
        for name, line in lines.items():
            made, rows = ask(con, full_home, "alignment.ideal_point", name, 2010)
            estimates = made.estimates
            assert estimates.low is not None and estimates.high is not None
            assert line["value"] == pytest.approx(float(estimates.value[rows[0]]))
            assert line["low"] == pytest.approx(float(estimates.low[rows[0]]))
            assert line["high"] == pytest.approx(float(estimates.high[rows[0]]))
    assert set(lines) == {"Japan", "Germany"}


def test_a_line_stands_in_one_year_for_all(full: TestClient) -> None:
    found = told(full, "/compare?subject=Japan&subject=Germany&subject=India")
    years: dict[str, set[int]] = {}
    for row in found["tables"]["measures"]["rows"]:
        years.setdefault(row["measure"], set()).add(row["year"])
    assert len(years) >= 5 and all(len(one) == 1 for one in years.values())


@pytest.mark.parametrize("subject", ["Japan", "Australia–Indonesia", "NATO"])
def test_counts_are_those_of_the_dossier(full: TestClient, full_home: Path, subject: str) -> None:
    counts = {
        row["figure"]: row["number"] for row in told(full, f"/compare?subject={subject}")["tables"]["counts"]["rows"]
    }
    figures = {one.id: one.value for section in brief(subject, home=full_home).sections for one in section.figures}
    assert {name: figures[name] for name in counts} == counts
    assert len(counts) == 4


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/compare?subject=Japan–United+States&subject=Germany–United+States", "pair"),
        ("/compare?subject=NATO&subject=ASEAN", "group"),
        ("/compare?subject=Eastern+Asia&subject=Northern+Europe", "region"),
    ],
)
def test_each_kind_has_its_measures(full: TestClient, address: str, kind: str) -> None:
    found = told(full, address)
    assert found["kind"] == kind
    assert any(row["value"] is not None for row in found["tables"]["measures"]["rows"])
    page = full.get(address, headers={"accept": "text/html"}).text
    assert 'class="draw series"' in page


def test_what_is_long_is_offered_and_not_awaited(full: TestClient) -> None:
    address = "/compare?subject=Eastern+Asia&measure=stability.regional"
    assert told(full, address)["not_computed"] == ["stability.regional"]
    page = full.get(address, headers={"accept": "text/html"}).text
    assert 'action="/jobs"' in page and 'value="stability.regional"' in page


def test_what_the_record_lacks_is_not_known(almanac: TestClient) -> None:
    found = told(almanac, "/compare?subject=Japan&subject=Germany")
    assert "capability.cinc" in found["lacking"]
    page = almanac.get("/compare?subject=Japan&subject=Germany", headers={"accept": "text/html"}).text
    assert "is not known here" in page and "comity pull" in page


def test_who_is_named_twice_stands_once(almanac: TestClient) -> None:
    assert told(almanac, "/compare?subject=Japan&subject=JPN&subject=&subject=Chile")["names"] == ["Japan", "Chile"]


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        (
            "/compare?" + "&".join(f"subject={one}" for one in ("JPN", "USA", "DEU", "FRA", "GBR", "IND", "BRA")),
            400,
            "at most 6",
        ),
        ("/compare?subject=Japan&subject=NATO", 400, "NATO is a pact or an organisation."),
        ("/compare?subject=Japn", 404, "Japn"),
        ("/compare?subject=Japan&topic=nonsense", 404, "There is no topic"),
        ("/compare?subject=Japan&measure=nonsense", 404, "There is no measure"),
        ("/compare?subject=Japan&measure=ties.exercises", 400, "not of these subjects"),
        ("/compare?subject=Japan&year=99999", 400, "Write a year"),
        ("/compare?subject=Japan&since=x", 400, "Write a year"),
    ],
)
def test_what_is_said_wrongly_is_mendable(almanac: TestClient, address: str, status: int, word: str) -> None:
    answer = almanac.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert word in answer.text and "Traceback" not in answer.text


def test_of_several_kinds_each_is_said_in_french_too(almanac: TestClient) -> None:
    page = almanac.get("/compare?subject=Japan&subject=Eastern+Asia&lang=fr", headers={"accept": "text/html"}).text
    assert "Japon : un État." in page and "Asie orientale : une région." in page
    assert "is a state" not in page and "is a region" not in page


def test_a_share_is_read_in_per_cent_and_kept_as_it_is(full: TestClient) -> None:
    address = "/compare?subject=Japan&subject=Germany&measure=capability.cinc&year=2010"
    found = told(full, address)
    value = next(row["value"] for row in found["tables"]["measures"]["rows"] if row["name"] == "Japan")
    assert 0.03 < value < 0.05
    assert {row["unit"] for row in found["tables"]["measures"]["rows"] + found["tables"]["series"]["rows"]} == {
        "share of the system"
    }
    for page in (
        address,
        "/measures/capability.cinc?year=2010",
        "/measures/capability.cinc/series?subject=Japan",
        "/scatter?x=capability.cinc&y=position.pacts_degree&year=2010",
    ):
        text = full.get(page, headers={"accept": "text/html"}).text
        assert f">{100 * value:.2f}</a>" in text, page
        assert "% of the system" in text and ">share of the system" not in text, page
