"""The application around the pages: forms, languages, what is kept, who may ask, errors that help."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.catalogue.build import build
from comity.store.home import record_path
from comity.web.answers import Kept, as_csv, as_json
from comity.web.app import create_app
from comity.web.contract import Table, View
from comity.web.guard import POLICY
from comity.web.jobs import Jobs
from comity.web.languages import language


@pytest.fixture
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def test_another_name_is_refused(client: TestClient) -> None:
    """A page of elsewhere whose name was made to lead to this machine reads nothing."""
    assert client.get("/sources", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver:81"},
    ],
)
def test_a_page_of_elsewhere_begins_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/jobs", data={"measure": "position.pacts_betweenness_z"}, headers=headers)
    assert answer.status_code == 403
    assert client.get("/jobs/1").status_code == 404


def test_a_form_and_a_language_are_chosen_by_the_address_or_by_what_the_client_accepts(client: TestClient) -> None:
    assert client.get("/sources", headers={"accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    assert client.get("/sources", headers={"accept": "text/html,*/*"}).text.startswith("<!doctype html>")
    assert client.get("/sources?format=json", headers={"accept": "text/html"}).json()["title"] == "Sources"
    french = client.get("/sources", headers={"accept-language": "fr-CH, en;q=0.5"}).text
    assert '<html lang="fr">' in french
    assert '<html lang="en">' in client.get("/sources", headers={"accept-language": "de, ja;q=0.5"}).text
    client.cookies.set("comity-language", "fr")
    assert '<html lang="fr">' in client.get("/sources").text


def test_what_was_answered_is_known_by_its_tag(client: TestClient) -> None:
    first = client.get("/sources")
    assert client.get("/sources", headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get("/sources?format=csv", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_record_that_was_built_anew_is_read_anew(own_home: Path) -> None:
    client = TestClient(create_app(own_home, ["testserver"]))
    absent = client.get("/sources")
    assert absent.status_code == 503
    assert "comity build" in absent.text
    build(home=own_home)
    there = client.get("/sources", headers={"accept": "application/json"})
    assert there.status_code == 200
    assert [row["source"] for row in there.json()["tables"]["sources"]["rows"] if row["here"]] == [
        "comity-model",
        "almanac",
    ]


def test_a_record_that_takes_the_place_of_another_is_read(own_home: Path) -> None:
    build(home=own_home)
    client = TestClient(create_app(own_home, ["testserver"]))
    address = "/incidents/almanac:falklands-war"
    assert client.get(address).status_code == 200
    fresh = own_home / "fresh.duckdb"
    shutil.copy(record_path(own_home), fresh)
    with duckdb.connect(str(fresh)) as con:
        con.execute("delete from incident where incident = 'almanac:falklands-war'")
    fresh.replace(record_path(own_home))
    assert client.get(address).status_code == 404


def test_errors_help_in_the_form_that_was_asked_for(client: TestClient) -> None:
    page = client.get("/sources/nothing", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "<h1>There is no source “nothing”.</h1>" in page.text
    told = client.get("/sources/nothing?format=csv")
    assert told.status_code == 404 and told.json()["remedy"]
    assert client.get("/no/such/page").status_code == 404
    assert client.get("/jobs/soon").status_code == 400
    assert client.get("/static/x/../app.py").status_code == 404
    assert client.get("/static/x/%2e%2e/app.py").status_code == 404


def test_a_job_is_begun_watched_and_ended(client: TestClient) -> None:
    begun = client.post(
        "/jobs", data={"measure": "reliability.defense", "back": "//evil.example"}, follow_redirects=False
    )
    assert begun.status_code == 303
    assert begun.headers["location"] == "/jobs/1?back=%2Fmeasures"
    client.post("/jobs/1/cancel", data={})
    told = client.get("/jobs/1?format=json").json()
    assert told["state"] in ("cancelled", "failed", "done")
    assert client.post("/jobs", data={"measure": "no.measure"}).status_code == 404


@pytest.mark.parametrize(
    ("back", "shown"),
    [
        ("/map?measure=capability.cinc&year=1990#legend", "/map?measure=capability.cinc&amp;year=1990#legend"),
        ("/\t/evil.example", "/measures"),
        ("/\\evil.example", "/measures"),
        ("https://evil.example", "/measures"),
    ],
)
def test_who_comes_back_from_a_job_finds_what_was_chosen(client: TestClient, back: str, shown: str) -> None:
    """All of the address is kept, and it never leads elsewhere, whatever a browser makes of it."""
    begun = client.post("/jobs", data={"measure": "reliability.defense", "back": back}, follow_redirects=False)
    client.post("/jobs/1/cancel", data={})
    told = client.get(begun.headers["location"], headers={"accept": "text/html"}).text
    assert f'<a href="{shown}">' in told


def test_what_waits_is_not_begun_when_the_workbench_ends(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []

    class Running:
        def __init__(self, command: list[str], **_: object) -> None:
            begun.append(command)
            self.ended: int | None = None

        def poll(self) -> int | None:
            return self.ended

        def terminate(self) -> None:
            self.ended = -15

    monkeypatch.setattr("comity.web.jobs.subprocess.Popen", Running)
    jobs = Jobs(own_home)
    started = [jobs.start(name) for name in ("a.a", "b.b", "c.c")]
    assert [job.state for job in started] == ["running", "running", "waiting"]
    jobs.close()
    assert [job.state for job in started] == ["cancelled"] * 3
    assert len(begun) == 2


def test_a_page_leads_nowhere_else_whatever_its_address(client: TestClient) -> None:
    told = client.get("http://testserver//evil.example/x", headers={"accept": "text/html"})
    assert told.status_code == 404
    assert 'href="/evil.example/x?lang=fr"' in told.text
    assert 'href="//' not in told.text
    assert 'href="/agreements/a%3Fb%23c?lang=fr"' in client.get("/agreements/a%3Fb%23c").text


def test_the_order_of_choices_of_one_name_counts(client: TestClient) -> None:
    """The answer to one order is not given to the other: subjects stand side by side as they were named."""

    def subjects(*named: str) -> list[str]:
        told = client.get("/compare", params=[("subject", name) for name in named] + [("format", "json")]).json()
        return list(told["subjects"])

    one = subjects("Japan", "Australia")
    assert subjects("Australia", "Japan") == one[::-1] != one


def test_an_answer_of_an_older_record_is_not_kept_for_a_newer(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home=own_home)
    address = "/incidents/almanac:falklands-war?format=json"

    def written_slowly(view: View) -> str:
        """Let another record take the place of the one that was read."""
        fresh = own_home / "fresh.duckdb"
        shutil.copy(record_path(own_home), fresh)
        with duckdb.connect(str(fresh)) as con:
            con.execute("delete from incident where incident = 'almanac:falklands-war'")
        fresh.replace(record_path(own_home))
        return as_json(view)

    client = TestClient(create_app(own_home, ["testserver"]))
    with monkeypatch.context() as patched:
        patched.setattr("comity.web.answers.as_json", written_slowly)
        assert client.get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_a_fault_of_ours_is_a_page_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr("comity.web.answers.as_csv", fails)
    told = TestClient(client.app, raise_server_exceptions=False).get("/sources?format=csv")
    assert told.status_code == 500
    assert told.headers["content-security-policy"] == POLICY
    assert "comity's" in told.json()["error"] and "secret" not in told.text


def test_the_head_of_a_page_is_given_alone(client: TestClient) -> None:
    whole, head = client.get("/sources"), client.head("/sources")
    assert head.status_code == 200 and head.content == b"" and whole.content
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-security-policy"] == POLICY


def test_what_a_cell_holds_of_several_is_written_out() -> None:
    table = Table("t", {"a": "a", "b": "b"}, [{"a": [1, None, 3], "b": {"é": date(2020, 2, 29), "n": None}}])
    assert list(csv.reader(io.StringIO(as_csv(table))))[1] == ["1; ; 3", '{"é": "2020-02-29", "n": null}']


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    table = Table("t", {"a": "a", "b": "b"}, [{"a": "=1+1", "b": -1.5}, {"a": None, "b": ["x", "y"]}])
    listed = Table("t", {"a": "a"}, [{"a": ["=1+1", "y"]}])
    assert as_csv(listed) == "﻿a\r\n'=1+1; y\r\n"
    assert as_csv(table) == "﻿a,b\r\n'=1+1,-1.5\r\n,x; y\r\n"


def test_what_is_kept_has_its_room() -> None:
    from comity.web.answers import Answer

    kept = Kept(room=1000)
    for number in range(10):
        kept.put((number,), Answer(b"x" * 200, False, "", "", ""))
    assert [number for number in range(10) if kept.get((number,))] == [5, 6, 7, 8, 9]
    kept.put(("large",), Answer(b"x" * 500, False, "", "", ""))
    assert kept.get(("large",)) is None


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("en", 1234567, "1,234,567"),
        ("fr", 1234567, "1 234 567"),
        ("fr", 0.012345, "0,0123"),
        ("en", -1.5, "-1.5"),
        ("en", None, "not known"),
        ("fr", None, "inconnu"),
    ],
)
def test_numbers_are_written_as_where_one_reads(key: str, value: float | None, told: str) -> None:
    assert language(key).number(value).replace("\u202f", " ") == told
