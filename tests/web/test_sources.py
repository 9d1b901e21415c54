"""The catalogue: who has looked for what and when, as a drawing, as a table, and as far as the cells lead."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.app import create_app

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def full(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def tables(client: TestClient, address: str) -> dict[str, Any]:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text[:300]
    found: dict[str, Any] = answer.json()["tables"]
    return found


def test_every_layer_has_a_line_with_a_legend_and_the_same_as_a_table(full: TestClient) -> None:
    page = full.get("/sources", headers=HTML).text
    rows = {row["layer"]: row for row in tables(full, "/sources")["by-layer"]["rows"]}
    assert {"agreement.alliance", "activity.exercise", "figure", "vote"} <= rows.keys()
    for layer in rows:
        assert f">{layer}</text>" in page, layer
    for said in ("1 source<", "5 sources", "line beneath: one looked at all states", "empty: nobody has looked"):
        assert said in page, said
    assert rows["activity.exercise"] | {"address": ""} == {
        "layer": "activity.exercise", "first": 1945, "last": 2025, "sources": 3, "all_first": 1980, "all_last": 2010, "gaps": "—", "address": "",
    }  # fmt: skip
    troops = rows["tie.troops"]
    assert troops["first"] == 1950 and troops["gaps"].startswith("1951"), (
        "years between in which nobody looked are said"
    )


def test_cells_lead_to_who_looked(full: TestClient, full_home: Path) -> None:
    page = full.get("/sources", headers=HTML).text
    cells = {unescape(cell) for cell in re.findall(r'<a href="(/sources\?layer=[^"]+)"', page)}
    assert len(cells) > 60
    with open_record(record_path(full_home)) as con:
        for cell in sorted(cells)[::12]:
            layer, year = re.findall(r"layer=([^&]+)(?:&year=(\d+))?", cell)[0]
            expected = con.execute(
                "select distinct source from coverage where (layer = $1 or starts_with(layer, $1 || '.') "
                "or (starts_with($1, layer || '.') and layer in ('agreement', 'activity', 'incident'))) "
                'and ($2 = \'\' or year("start") <= $2::int and year("end") >= $2::int) order by 1',
                [layer, year],
            ).fetchall()
            found = tables(full, cell)
            assert sorted({row["source"] for row in found["layers"]["rows"]}) == [source for (source,) in expected], (
                cell
            )
            assert {row["source"] for row in found["sources"]["rows"]} == {source for (source,) in expected}, cell


def test_a_family_leads_to_its_layers(full: TestClient) -> None:
    rows = tables(full, "/sources?layer=figure")["by-layer"]["rows"]
    assert len(rows) > 100 and all(row["layer"].partition(".")[0] == "figure" for row in rows)
    assert {row["layer"] for row in tables(full, "/sources/cow-nmc")["layers"]["rows"]} <= {
        row["layer"] for row in rows
    }


@pytest.mark.parametrize(("address", "status"), [("/sources?layer=gossip", 404), ("/sources?layer=tie&year=long", 400)])
def test_what_is_no_layer_or_year_is_said(full: TestClient, address: str, status: int) -> None:
    answer = full.get(address, headers=HTML)
    assert (answer.status_code == status and "gossip" in answer.text) or "long" in answer.text


def test_one_source_has_its_layers_by_year(full: TestClient) -> None:
    page = full.get("/sources/cow-nmc", headers=HTML).text
    for layer in ("figure.cinc", "figure.military-expenditure-sterling"):
        assert f">{layer}</text>" in page and f"/sources?layer={layer}" in page
    assert "it has looked" in page and "line beneath: at all states" in page


def test_what_comity_itself_knows_has_a_page_to_which_the_catalogue_leads(full: TestClient) -> None:
    rows = {row["source"]: row for row in tables(full, "/sources")["sources"]["rows"]}
    assert rows["comity-model"]["here"] is True and rows["comity-model"]["rows"] > 1000
    assert "/sources/comity-model" in full.get("/sources", headers=HTML).text
    page = full.get("/sources/comity-model", headers=HTML)
    assert page.status_code == 200
    for query in re.findall(r'href="(/sql[?]q=[^"]+)"', page.text):
        assert full.get(unescape(query), headers={"accept": "application/json"}).json()["tables"]["result"]["rows"]
    assert full.get("/sources/none-of-these", headers=HTML).status_code == 404
