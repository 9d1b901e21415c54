"""Watching over HTTP: what happened, what a build changed, and the feed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.web.app import create_app

HTML = {"accept": "text/html"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def home(almanac_home: Path, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    shutil.copy(record_path(almanac_home), record_path(place))
    return place


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(create_app(home, ["testserver"]))


def events(client: TestClient, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/watch?{query}&format=json")
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["tables"]["events"]["rows"]
    return rows


def test_who_joined_nato_since_1999(client: TestClient) -> None:
    began = [
        row
        for row in events(client, "since=1999-01-01&subject=NATO&what=membership")
        if row["what"] == "membership began"
    ]
    joined = {(row["day"], row["parties"][0]) for row in began if row["kind"] == "member"}
    assert {("1999-03-12", "Poland"), ("2023-04-04", "Finland"), ("2024-03-07", "Sweden")} <= joined
    assert len(joined) == 16, "three of 1999, seven of 2004, two of 2009, one each of 2017, 2020, 2023 and 2024"


def test_of_a_pair_stands_what_both_do(client: TestClient) -> None:
    rows = events(client, "since=2020&subject=Australia–Japan&what=agreement")
    assert "Japan–Australia Reciprocal Access Agreement" in {row["name"] for row in rows if row["what"] == "signed"}
    of_japan = events(client, "since=2020&subject=Japan&what=agreement")
    assert {(row["day"], row["name"], row["what"]) for row in rows} < {
        (row["day"], row["name"], row["what"]) for row in of_japan
    }


def test_nothing_is_older_than_the_day_and_the_latest_stands_first(client: TestClient) -> None:
    days = [row["day"] for row in events(client, "since=2015-06-01")]
    assert days == sorted(days, reverse=True)
    assert all(day >= "2015-06-01"[: len(day)] for day in days), "what is known by the year may have been since"
    assert len(days) == len(events(client, "since=2015-06-01&page=7")), "JSON has all of them"


def test_what_is_known_by_the_year_stands_as_the_year(client: TestClient, home: Path) -> None:
    rows = events(client, "since=2018-06-01&what=activity")
    years = [row for row in rows if len(row["day"]) == 4]
    assert years and {row["day"] for row in years} >= {"2018"}, "on which day of 2018 it began nobody knows"
    with duckdb.connect(str(record_path(home)), read_only=True) as con:
        dated = con.execute("select count(*) from activity where \"start\" = date '2018-01-01'").fetchall()[0][0]
    assert dated and not [row for row in rows if row["day"] == "2018-01-01"]
    year = years[-1]
    page = client.get("/watch?since=2018-06-01&what=activity&page=99", headers=HTML)
    assert page.status_code == 200
    feed = client.get("/watch.atom?since=2018-06-01&what=activity").text
    assert "<summary>2018;" in feed or "<summary>2019;" in feed or f"<summary>{year['day']};" in feed
    assert "1 Jan 2018" not in feed and "1 Jan 2019" not in feed


def test_what_is_signed_and_begins_at_once_stands_once(client: TestClient) -> None:
    rows = events(client, "since=1900&what=agreement")

    def told(name: str) -> list[tuple[str, str]]:
        return [(row["day"], row["what"]) for row in rows if name in row["name"] and " by a party" not in row["what"]]

    assert told("ANZUS") == [("1952-04-29", "began to bind"), ("1951-09-01", "signed")]
    assert told("LEMOA") == [("2016-08-29", "signed, and began to bind in the same year")]
    together = {row["name"] for row in rows if row["what"].startswith("signed")} - {row["name"] for row in rows if row["what"] == "signed"}  # fmt: skip
    assert len(together) > 50
    assert not together & {row["name"] for row in rows if row["what"] == "began to bind"}


def test_parties_bear_their_names_of_the_day_and_stand_in_their_order(client: TestClient) -> None:
    rows = events(client, "since=1955&what=agreement&subject=Russia")
    warsaw = next(row for row in rows if row["day"] == "1955-05-14" and "Warsaw" in row["name"])
    assert warsaw["parties"][:3] == ["Albania", "Bulgaria", "Czechoslovakia"]
    told = [party for row in rows if row["day"] < "1990" for party in row["parties"]]
    assert "Soviet Union" in told and "Russia" not in told


def test_many_parties_are_counted_and_one_is_one(client: TestClient) -> None:
    rest = {row["parties"][-1] for row in events(client, "since=1990") if len(row["parties"]) == 7}
    assert {one for one in rest if one.startswith("1 ")} == {"1 other"} and any(one.endswith(" others") for one in rest)


def test_who_only_observes_takes_no_part(client: TestClient) -> None:
    rows = events(client, "since=2025-08-01&subject=NATO&what=activity")
    names = {row["name"]: row["parties"] for row in rows}
    assert "Zapad-2025" not in names, "members of NATO looked on"
    assert "Switzerland" not in names.get("Ulchi Freedom Shield 2025", [])
    assert "Zapad-2025" in {row["name"] for row in events(client, "since=2025-08-01&subject=Russia&what=activity")}


def test_subjects_add_up(client: TestClient) -> None:
    both = {
        (row["day"], row["name"], row["what"], *row["parties"])
        for row in events(client, "since=2010&subject=Japan&subject=India")
    }
    each = [
        {
            (row["day"], row["name"], row["what"], *row["parties"])
            for row in events(client, f"since=2010&subject={name}")
        }
        for name in ("Japan", "India")
    ]
    assert both == each[0] | each[1]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=yesterday", 400),
        ("since=1700", 400),
        ("subject=Atlantis", 404),
        ("what=weather", 400),
        ("&".join(f"subject={place}" for place in range(20)), 400),
        ("subject=&subject=%20&what=", 200),
        ("page=-2", 200),
        ("page=9999", 200),
    ],
)
def test_what_makes_no_sense_is_refused_with_help(client: TestClient, query: str, status: int) -> None:
    for address in (f"/watch?{query}", f"/watch.atom?{query}"):
        answer = client.get(address, headers=HTML)
        assert answer.status_code == status, answer.text[:300]
        assert "Traceback" not in answer.text
    if status != 200:
        page = client.get(f"/watch?{query}", headers=HTML).text
        assert '<div id="results" role="alert">' in page and 'name="subject"' in page, (
            "it can be mended where it stands"
        )


def rebuild(home: Path) -> None:
    target = home / "next.duckdb"
    shutil.copy(record_path(home), target)
    with duckdb.connect(str(target)) as con:
        con.execute(
            "update agreement set name = 'Treaty of Another Name' where agreement = 'almanac:north-atlantic-treaty'"
        )
        con.execute("delete from incident where name = 'India-Pakistan conflict of May 2025'")
        con.execute("delete from incident_party where incident not in (select incident from incident)")
    os.utime(target, (2_000_000_000, 2_000_000_000))
    target.replace(record_path(home))


def test_what_a_build_changed_is_shown_for_whom_one_watches(client: TestClient, home: Path) -> None:
    before = client.get("/watch?format=json").json()
    assert before["built_before"] is None and before["changed"] == {"added": 0, "altered": 0, "removed": 0}
    assert "There is no other to compare it with" in client.get("/watch", headers=HTML).text
    rebuild(home)
    now = client.get("/watch?format=json").json()
    assert now["changed"] == {"added": 0, "altered": 1, "removed": 1}
    assert now["built"].startswith("2033-05-18") and now["built_before"] == before["built"]
    rows = now["tables"]["rows"]["rows"]
    assert {"table": "incident", "source": "almanac"}.items() <= next(
        row for row in rows if row["table"] == "incident"
    ).items()
    names = {
        subject: [
            row["name"]
            for row in client.get(f"/watch?subject={subject}&format=json").json()["tables"]["changed"]["rows"]
        ]
        for subject in ("India", "NATO", "Peru")
    }
    assert names == {"India": ["India-Pakistan conflict of May 2025"], "NATO": ["Treaty of Another Name"], "Peru": []}
    page = client.get("/watch", headers=HTML).text
    assert "Treaty of Another Name" in page and "/agreements/almanac%3Anorth-atlantic-treaty" in page


def test_the_feed_tells_the_same(client: TestClient, home: Path) -> None:
    client.get("/watch")
    rebuild(home)
    answer = client.get("/watch.atom?since=2024-01-01&subject=NATO")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = fromstring(answer.content)
    assert root.findtext("a:updated", namespaces=ATOM) == "2033-05-18T03:33:20Z"
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert links == {
        "self": "http://testserver/watch.atom?since=2024-01-01&subject=NATO",
        "alternate": "http://testserver/watch?since=2024-01-01&subject=NATO",
    }
    assert client.get(str(links["alternate"])).status_code == 200
    entries = root.findall("a:entry", ATOM)
    titles = [str(entry.findtext("a:title", namespaces=ATOM)) for entry in entries]
    assert "In the record, altered: Treaty of Another Name" in titles
    assert any(title.startswith("Sweden – North Atlantic Treaty Organization") for title in titles)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(ids) == len(set(ids)) == 1 + len(events(client, "since=2024-01-01&subject=NATO"))
    assert all(str(entry.find("a:link", ATOM).get("href")).startswith("http://testserver/") for entry in entries)  # type: ignore[union-attr]


def test_the_page_leads_to_its_feed(client: TestClient) -> None:
    page = client.get("/watch?since=2020&subject=Japan&what=agreement", headers=HTML).text
    assert 'type="application/atom+xml"' in page
    assert page.count("/watch.atom?since=2020&amp;subject=Japan&amp;what=agreement") == 2


def test_a_home_that_cannot_be_written_to_is_watched_all_the_same(client: TestClient, home: Path) -> None:
    (home / "watch").write_text("in the way")
    page = client.get("/watch", headers=HTML)
    assert page.status_code == 200 and "cannot be kept for the next comparison" in page.text
