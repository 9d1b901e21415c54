"""Evidence: rows, contributions that add up, lines of a source."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.web.app import create_app


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def told(client: TestClient, path: str, **choices: Any) -> dict[str, Any]:
    answer = client.get(f"{path}?{urlencode(choices)}", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_rows_of_a_figure_are_paged_and_whole_in_the_file(client: TestClient) -> None:
    choices = {"subject": "NATO", "figure": "bonds.nonaggression"}
    rows = told(client, "/evidence/figure", **choices)["tables"]["rows"]["rows"]
    assert len(rows) > 100
    lines = list(
        csv.reader(io.StringIO(client.get(f"/evidence/figure?{urlencode({**choices, 'format': 'csv'})}").text))
    )
    assert len(lines) == len(rows) + 1
    pages = -(-len(rows) // 50)
    shown = []
    for page in (1, 2, pages):
        answer = client.get("/evidence/figure", params={**choices, "page": page}, headers={"accept": "text/html"}).text
        shown.append(re.findall(r"<tr>(<td.*?)</tr>", answer))
    assert [len(one) for one in shown] == [50, 50, len(rows) - 50 * (pages - 1)]
    assert not set(shown[0]) & set(shown[1])


def test_evidence_cites_comity_and_the_sources_of_its_rows(client: TestClient) -> None:
    data = told(client, "/evidence/figure", subject="NATO", figure="bonds.in-force")
    assert list(data["sources"]) == ["almanac"]
    assert data["cite"].count("@") >= 2
    assert "@misc{comity," in data["cite"]


def test_the_link_to_exactly_this_view_says_the_day(client: TestClient) -> None:
    data = told(client, "/evidence/figure", subject="NATO", figure="overview.members", on="1990")
    assert "on=1990-12-31" in data["address"]
    assert client.get(data["address"], headers={"accept": "application/json"}).json() == data
    assert data["value"] == 16


def test_contributions_add_up_to_the_estimate(client: TestClient) -> None:
    data = told(client, "/evidence/measure", measure="voting.banzhaf", subject="NATO")
    estimates = data["tables"]["estimates"]["rows"]
    data = data if estimates else told(client, "/evidence/measure", measure="ties.bases", subject="Japan-USA")
    checked = 0
    for one in data["tables"]["estimates"]["rows"]:
        parts = [part["amount"] for part in data["tables"]["contributions"]["rows"] if part["subject"] == one["name"]]
        if parts:
            assert sum(parts) == pytest.approx(one["value"])
            checked += 1
    assert checked


def test_a_measure_that_lacks_its_sources_says_what_to_bring(client: TestClient) -> None:
    answer = client.get("/evidence/measure?measure=capability.cinc&subject=Japan", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "cow-nmc" in answer.text
    assert told(client, "/evidence/measure", measure="capability.cinc", subject="Japan")["state"] == "lacking"


def test_a_figure_that_is_a_measure_leads_to_the_measure(client: TestClient) -> None:
    answer = client.get("/evidence/figure?subject=AUS-IDN&figure=deterrence.commitment.idn-aus", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/evidence/measure?measure=deterrence.commitment&subject=IDN%E2%80%93AUS"


def test_a_line_has_all_that_the_record_has_of_it(client: TestClient, almanac_home: Path) -> None:
    with duckdb.connect(str(record_path(almanac_home)), read_only=True) as con:
        places = con.execute("select source, source_row from agreement order by source_row limit 40").fetchall()[::13]
        for source, row in places:
            data = told(client, "/evidence/row", source=source, row=row)["tables"]
            for table in ("agreement", "obligation", "mark", "agreement_party"):
                wanted = con.execute(f"select count(*) from {table} where source = ? and source_row = ?", [source, row]).fetchall()[0][0]  # fmt: skip
                assert len(data.get(table, {"rows": []})["rows"]) == wanted, (table, row)


def test_a_line_that_was_set_aside_is_told_with_its_reason(full_home: Path) -> None:
    client = TestClient(create_app(full_home, ["testserver"]))
    with duckdb.connect(str(record_path(full_home)), read_only=True) as con:
        source, file, line, reason = con.execute(
            "from rejected where source = 'atop' order by file, line limit 1"
        ).fetchall()[0]
    data = told(client, "/evidence/row", source=source, row=f"{file}:{line}")["tables"]["set-aside-near"]["rows"]
    assert {"file": file, "line": line, "reason": reason} in data


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/evidence/figure", 400),
        ("/evidence/figure?subject=Japan&figure=bonds.nothing", 404),
        ("/evidence/figure?subject=Japan&figure=nothing", 404),
        ("/evidence/figure?subject=Japan&figure=bonds.in-force&page=x", 400),
        ("/evidence/measure?measure=no.such&subject=Japan", 404),
        ("/evidence/measure?measure=ties.bases&subject=Atlantis", 404),
        ("/evidence/measure?measure=ties.bases&subject=Japan-USA&year=soon", 400),
        ("/evidence/measure?measure=ties.bases&subject=Japan-USA&year=9999", 400),
        ("/evidence/row?source=almanac", 400),
        ("/evidence/row?source=nobody&row=x:1", 404),
        ("/evidence/row?source=almanac&row=agreements.csv:99999999999999999999", 404),
        ("/evidence/row?source=almanac&row=%27%20or%201=1", 404),
    ],
)
def test_what_is_not_there_is_said_in_words(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status, answer.text[:500]
    assert "<h1>" in answer.text


def test_code_in_what_is_told_of_columns_is_set_as_code(client: TestClient) -> None:
    page = client.get("/evidence/row?source=almanac&row=agreements.csv:10", headers={"accept": "text/html"}).text
    assert "<code>source:id</code>" in page and "`" not in page
