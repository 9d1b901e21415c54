"""The start and the search over HTTP."""

from __future__ import annotations

import csv
import io
import shutil
import threading
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.app import create_app
from comity.web.seen import kept_in

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def results(client: TestClient, **query: str) -> list[dict[str, object]]:
    told = client.get("/search", params={**query, "format": "json"}).json()
    found: list[dict[str, object]] = told["tables"]["results"]["rows"]
    return found


@pytest.mark.parametrize(
    ("typed", "kind", "address"),
    [
        ("jap aus", "pair", "/dossier?subject=Australia%E2%80%93Japan"),
        ("cinc", "measure", "/measures/capability.cinc"),
        ("nato", "organisation", "/dossier?subject=NATO"),
        ("cobra gold", "series of exercises", "/exercises?series=Cobra+Gold"),
        ("auk", "organisation", "/dossier?subject=AUKUS"),
        ("northern europe", "region", "/dossier?subject=Northern+Europe"),
        ("unifil", "mission", None),
        ("Indnesia", "state", "/dossier?subject=Indonesia"),
        ("Allemagne", "state", "/dossier?subject=Germany"),
    ],
)
def test_what_one_types_leads_there(client: TestClient, typed: str, kind: str, address: str | None) -> None:
    first = results(client, q=typed)[0]
    assert first["kind"] == kind
    assert address in (None, first["address"])


def test_the_numbers_are_those_of_the_record(client: TestClient, almanac_home: Path) -> None:
    counts = client.get("/?format=json").json()["counts"]
    with open_record(record_path(almanac_home)) as con:
        told = con.execute(
            "select (select count(distinct state) from state), (select count(*) from agreement), "
            "(select count(*) from activity where kind = 'exercise')"
        ).fetchall()[0]
    # The almanac alone has everything once.
    assert (counts["states"], counts["agreements"], counts["exercises"]) == told


def test_how_far_each_layer_reaches_is_what_the_sources_say(client: TestClient, almanac_home: Path) -> None:
    rows = {row["layer"]: row for row in client.get("/?format=json").json()["tables"]["layers"]["rows"]}
    with open_record(record_path(almanac_home)) as con:
        (last,) = con.execute("select max(\"end\")::varchar from coverage where layer = 'agreement'").fetchall()[0]
    assert rows["pacts and alliances"]["last"] == last
    assert rows["pacts and alliances"]["last_all"] is None, "the almanac is a selection"
    assert "leaders" not in rows, "nobody has looked for them here"


def test_a_line_claims_all_states_only_for_all_its_layers(full_home: Path) -> None:
    """One figure that is known of all states to 2025 says nothing of the 138 others."""
    full = TestClient(create_app(full_home, ["testserver"]))
    rows = {row["layer"]: row for row in full.get("/?format=json").json()["tables"]["layers"]["rows"]}
    with open_record(record_path(full_home)) as con:
        ends = con.execute(
            "select max(\"end\")::varchar as e, count(*) filter (scope = 'all states') > 0 from coverage where layer = 'figure' or layer like 'figure.%' group by layer"
        ).fetchall()
    figures = rows["figures of states"]
    assert figures["number"] == len(ends) > 100
    assert figures["every"] == min(end for end, _ in ends) < figures["last"] == max(end for end, _ in ends)
    assert figures["last_all"] is None, "some are of a selection alone"
    assert (
        rows["pacts and alliances"]["last_all"] == "2018-12-31"
        and rows["defence cooperation agreements"]["last_all"] == "2010-12-31"
    )
    assert rows["exercises"]["last_all"] == "2010-12-31" and rows["wars"]["last_all"] == "2007-12-31"
    page = full.get("/", headers=HTML).text
    assert "Sources have looked for agreements up to" not in page


def test_the_latest_are_the_latest(client: TestClient, almanac_home: Path) -> None:
    rows = client.get("/?format=json").json()["tables"]["latest"]["rows"]
    with open_record(record_path(almanac_home)) as con:
        (latest,) = con.execute("select max(\"start\")::varchar from activity where kind <> 'visit'").fetchall()[0]
    assert latest in {row["day"] for row in rows}


def test_a_search_is_html_json_and_csv(client: TestClient) -> None:
    page = client.get("/search?q=nato", headers=HTML)
    assert page.status_code == 200 and "/dossier?subject=NATO" in page.text
    lines = list(csv.DictReader(io.StringIO(client.get("/search?q=nato&format=csv").text.removeprefix("\ufeff"))))
    assert [line["name"] for line in lines] == [str(row["name"]) for row in results(client, q="nato")]


def test_one_kind_can_be_chosen_and_has_pages(client: TestClient) -> None:
    told = client.get("/search?q=agreement&kind=agreement&format=json").json()
    assert set(told["by_kind"]) == {"agreement"} and told["found"] > 50
    first, second = (
        results(client, q="agreement", kind="agreement"),
        results(client, q="agreement", kind="agreement", page="2"),
    )
    assert len(first) == 50 and second and not {row["key"] for row in first} & {row["key"] for row in second}


@pytest.mark.parametrize(
    "query",
    [
        "q=%3Cscript%3Ealert(1)%3C/script%3E",
        "q=" + "x" * 5000,
        "q=&kind=nothing",
        "q=%00",
        "page=-3&q=a&kind=state",
        "page=99999&q=a&kind=state",
    ],
)
def test_whatever_is_typed_is_answered(client: TestClient, query: str) -> None:
    answer = client.get(f"/search?{query}", headers=HTML)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_words_sent_to_the_start_are_searched(client: TestClient) -> None:
    answer = client.get("/?q=jap%20aus", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/search?q=jap+aus"


def test_without_a_record_the_start_says_how_to_build_one(tmp_path: Path) -> None:
    empty = TestClient(create_app(tmp_path / "none", ["testserver"]))
    answer = empty.get("/", headers=HTML)
    assert answer.status_code == 200 and "comity build" in answer.text
    assert "comity build" in empty.get("/?lang=fr", headers=HTML).text
    assert empty.get("/?format=json").json()["record"] is None
    assert empty.get("/search?q=japan", headers=HTML).status_code == 503
    assert not (tmp_path / "none").exists(), "nothing is written by looking"


def test_once_built_the_start_shows_the_record(almanac_home: Path, tmp_path: Path) -> None:
    client = TestClient(create_app(tmp_path, ["testserver"]))
    assert "comity build" in client.get("/", headers=HTML).text
    shutil.copy(record_path(almanac_home), record_path(tmp_path))
    assert client.get("/?format=json").json()["record"]["comity"]


def test_a_record_of_another_form_is_named_with_what_to_do(almanac_home: Path, tmp_path: Path) -> None:
    shutil.copy(record_path(almanac_home), record_path(tmp_path))
    with duckdb.connect(str(record_path(tmp_path))) as con:
        con.execute("update version set schema_version = 1")
    page = TestClient(create_app(tmp_path, ["testserver"])).get("/", headers=HTML)
    assert page.status_code == 200
    assert str(record_path(tmp_path)) in page.text and "comity build" in page.text


def test_what_the_record_holds_is_noted_for_the_next_build(almanac_home: Path, tmp_path: Path) -> None:
    shutil.copy(record_path(almanac_home), record_path(tmp_path))
    TestClient(create_app(tmp_path, ["testserver"])).get("/", headers=HTML)
    for thread in threading.enumerate():
        if thread.name == "search index":
            thread.join()
    assert kept_in(tmp_path).is_file()
