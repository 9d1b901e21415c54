"""Dossiers: what the page says is what the brief says, and every figure leads to its rows."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from comity.dossier import brief
from comity.dossier.compose import SECTIONS
from comity.web.app import create_app
from comity.web.briefs import PLAIN

SUBJECTS = ("Japan", "AUS-IDN", "NATO", "Northern Europe")


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def told(client: TestClient, path: str, **choices: Any) -> dict[str, Any]:
    answer = client.get(f"{path}?{urlencode(choices)}", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_page_has_all_of_the_brief_but_the_measures(client: TestClient, almanac_home: Path, subject: str) -> None:
    made = brief(subject, home=almanac_home)
    page = client.get("/dossier", params={"subject": subject}, headers={"accept": "text/html"}).text
    text = html.unescape(page)
    for section in made.sections:
        if section.id == "measures":
            continue
        assert f'id="{section.id}"' in page
        assert all(sentence in text for sentence in section.sentences)
        assert all(listing.title in text for listing in section.listings)
    data = told(client, "/dossier", subject=subject)["tables"]
    wanted = [figure for section in made.sections if section.id != "measures" for figure in section.figures]
    assert [row["figure"] for row in data["figures"]["rows"]] == [figure.id for figure in wanted]
    assert [row["value"] for row in data["figures"]["rows"]] == [figure.value for figure in wanted]
    assert [row["what"] for row in data["not-known"]["rows"]] == [gap.what for gap in made.gaps]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_figure_with_rows_leads_to_exactly_those(client: TestClient, subject: str) -> None:
    figures = told(client, "/dossier", subject=subject)["tables"]["figures"]["rows"]
    assert sum(bool(row["evidence"]) for row in figures) >= 5
    for figure in figures:
        if not figure["rows"]:
            assert figure["evidence"] is None
            continue
        answer = client.get(figure["evidence"], headers={"accept": "application/json"}).json()
        assert answer["value"] == figure["value"]
        assert len(answer["tables"]["rows"]["rows"]) == figure["rows"]


def test_the_axis_has_what_the_sections_count(client: TestClient) -> None:
    page = told(client, "/dossier", subject="Japan")
    figures = {row["figure"]: row["value"] for row in page["tables"]["figures"]["rows"]}
    sorts = [row["sort"] for row in page["tables"]["in-time"]["rows"]]
    assert sorts.count("exercise") == figures["exercises.recorded"]
    assert sorts.count("mission") == figures["missions.recorded"]
    assert sorts.count("incident") == figures["conflict.recorded"]
    assert sorts.count("agreement") >= figures["bonds.in-force"] > 0


def test_a_list_of_one_year_is_what_the_table_of_years_counts(client: TestClient) -> None:
    page = client.get("/dossier?subject=United+States", headers={"accept": "text/html"}).text
    cells = re.findall(r'<a href="(/dossier/timeline\?[^"]+)" data-drawer>(\d+)</a>', page)
    assert len(cells) > 50
    for address, count in cells[:: len(cells) // 12]:
        answer = client.get(html.unescape(address), headers={"accept": "application/json"}).json()
        assert answer["count"] == int(count) == len(answer["tables"]["in-time"]["rows"])


def test_the_brief_of_an_earlier_day_knows_nothing_later(client: TestClient) -> None:
    page = told(client, "/dossier", subject="NATO", on="1960")
    assert page["on"] == "1960-12-31"
    assert "ESP" not in page["states"]
    starts = [row["start"] for row in page["tables"]["in-time"]["rows"] if row["start"]]
    assert starts
    assert max(starts) <= "1960-12-31"


def test_the_files_are_the_whole_brief(client: TestClient, almanac_home: Path) -> None:
    answer = client.get("/dossier/brief.html?subject=Japan")
    assert answer.headers["content-disposition"].startswith('attachment; filename="japan-')
    assert "What it amounts to" in answer.text
    whole = json.loads(client.get("/dossier/brief.json?subject=Japan").text)
    assert [section["id"] for section in whole["sections"]] == [
        one.id for one in brief("Japan", home=almanac_home).sections
    ]
    assert client.get("/dossier/brief.exe?subject=Japan").status_code == 400


def test_measures_come_by_an_address_of_their_own(client: TestClient) -> None:
    page = client.get("/dossier?subject=AUS-IDN", headers={"accept": "text/html"}).text
    address = html.unescape(re.findall(r'hx-get="([^"]+)"', page)[0])
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert '<section id="measures"' in answer.text
    rows = told(client, "/dossier/measures", subject="AUS-IDN")["tables"]["measures"]["rows"]
    assert rows
    assert all(row["rank"] is None for row in rows if row["low"] is None)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dossier?subject=Atlantis", 404),
        ("/dossier?subject=Korea", 404),
        ("/dossier?subject=Japan&on=2999", 400),
        ("/dossier?subject=Japan&on=soon", 400),
        ("/dossier/measures", 400),
        ("/dossier/timeline?subject=Japan&sort=party", 400),
        ("/dossier/timeline?subject=Japan&year=MM", 400),
        ("/dossier/timeline?subject=Japan&page=-1", 400),
        ("/dossier?subject=%3Cscript%3Ealert(1)%3C/script%3E", 404),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "<script>alert" not in answer.text
    assert "Traceback" not in answer.text


def test_the_page_writes_no_measures_by_itself() -> None:
    assert set(SECTIONS) - set(PLAIN) == {"measures"}


def test_visits_are_no_operations(full_home: Path) -> None:
    made = brief("China", home=full_home)
    recorded = next(figure for figure in made.figures if figure.id == "missions.recorded")
    assert recorded.rows
    assert {row.cells["kind"] for row in recorded.rows} <= {
        "peace-operation", "stabilisation", "combat-coalition", "maritime-operation", "training-mission",
    }  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_a_table_tells_of_leads_to_its_page(client: TestClient, subject: str) -> None:
    page = client.get("/dossier", params={"subject": subject}, headers={"accept": "text/html"}).text
    led = 0
    for table, column in (("bonds.agreements", 0), ("exercises.latest", 0), ("missions.latest", 0), ("conflict.latest", 0), ("changes.latest", 1)):  # fmt: skip
        body = re.search(rf'<table id="{re.escape(table)}">.*?<tbody>(.*?)</tbody>', page, re.S)
        for line in re.findall(r"<tr>(.*?)</tr>", body.group(1), re.S) if body else ():
            cell = re.findall(r"<td[^>]*>(.*?)</td>", line, re.S)[column]
            found = re.fullmatch(r'<a href="([^"]+)">(.*?)</a>', cell)
            assert found, cell
            led += 1
            if led % 5 == 1:
                answer = client.get(html.unescape(found.group(1)), headers={"accept": "application/json"})
                assert answer.status_code == 200, found.group(1)
                # A thing has its own name; a brief's subject may be said otherwise than the table says it.
                assert "/dossier" in found.group(1) or answer.json()["title"] == html.unescape(found.group(2))
    assert led > 5


def test_a_partner_of_the_table_of_duties_leads_to_the_pair(client: TestClient) -> None:
    page = html.unescape(client.get("/dossier?subject=Japan", headers={"accept": "text/html"}).text)
    assert re.search(r'<a href="/dossier\?subject=JPN%E2%80%93USA&on=[-\d]+">United States</a>', page)
    assert client.get("/dossier?subject=JPN%E2%80%93USA").status_code == 200
