"""Lists of agreements, exercises, missions, incidents and visits; a page for each thing; series of exercises."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.testclient import TestClient

from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from comity.web.app import create_app


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def con(almanac_home: Path) -> duckdb.DuckDBPyConnection:
    opened = open_record(record_path(almanac_home))
    see_once(opened)
    return opened


@pytest.fixture(scope="module")
def full(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def told(client: TestClient, address: str, status: int = 200) -> dict[str, Any]:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status, answer.text[:500]
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any], name: str) -> set[str]:
    return {row["id"] for row in found["tables"][name]["rows"]}


@pytest.mark.parametrize(
    ("path", "sql"),
    [
        ("agreements", "select count(*) from one_agreement"),
        ("exercises", "select count(*) from one_activity where kind = 'exercise'"),
        ("missions", "select count(*) from one_activity where kind not in ('exercise', 'visit')"),
        ("incidents", "select count(*) from one_incident"),
    ],
)
def test_a_list_holds_each_thing_once_and_a_download_all_of_it(
    client: TestClient, con: duckdb.DuckDBPyConnection, path: str, sql: str
) -> None:
    expected = con.execute(sql).fetchall()[0][0]
    found = told(client, f"/{path}")
    assert found["found"] == expected == len(found["tables"][path]["rows"])
    page = client.get(f"/{path}", headers={"accept": "text/html"}).text
    assert page.count('<th scope="row">') == min(50, expected)
    assert len(list(csv.reader(io.StringIO(client.get(f"/{path}?format=csv").text)))) == expected + 1


def test_facets_narrow_and_count_what_the_record_has(client: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    sql = """select count(*) from one_agreement where kind = 'alliance' and agreement in
        (select agreement from one_agreement_party where actor = 'USA')"""
    found = told(client, "/agreements?kind=alliance&party=United+States")
    assert found["found"] == con.execute(sql).fetchall()[0][0] == found["counts"]["kind"]["alliance"]
    assert found["narrowed"] == {"kind": ["alliance"], "party": ["USA"]}
    assert len(found["counts"]["kind"]) > 1, "other kinds stay on offer"
    both = told(client, "/agreements?party=Japan&party=aus")
    assert both["narrowed"]["party"] == ["JPN", "AUS"]
    assert all({"JPN", "AUS"} <= set(row["parties"]) for row in both["tables"]["agreements"]["rows"])
    assert 0 < both["found"] < told(client, "/agreements?party=JPN")["found"]
    assert told(client, "/agreements?party=Japan%E2%80%93Australia")["found"] == both["found"]


def test_text_is_found_without_accents_and_case(client: TestClient) -> None:
    assert "almanac:falklands-war" in ids(told(client, "/incidents?q=MALVINAS"), "incidents")
    assert told(client, "/agreements?q=turkiye")["found"] == told(client, "/agreements?q=T%C3%BCrkiye")["found"] > 0


def test_a_day_finds_what_was_in_force_on_it(client: TestClient) -> None:
    rows = told(client, "/agreements?q=panama+canal")["tables"]["agreements"]["rows"]
    panama = next(row["id"] for row in rows if row["end"] == "1999-12-31")
    assert panama in ids(told(client, "/agreements?on=1990-06-01"), "agreements")
    assert panama not in ids(told(client, "/agreements?on=2001"), "agreements")
    treaty = "almanac:north-atlantic-treaty"
    assert treaty not in ids(told(client, "/agreements?on=1949-08-23"), "agreements")
    assert treaty in ids(told(client, "/agreements?on=1949-08-24"), "agreements")


def test_what_a_source_saw_last_before_the_day_is_said_to_be_so(full: TestClient) -> None:
    found = told(full, "/agreements?on=2024&source=atop&kind=nonaggression-pact")
    rows = [row for row in found["tables"]["agreements"]["rows"] if row["source"] == "atop" and row["end"] is None]
    assert rows and all(row["on_that_day"].startswith("yes, when last looked at: 2018") for row in rows)
    assert found["last_seen_before_that_day"] >= len(rows)


def test_an_exercise_without_an_end_does_not_go_on_for_ever(full: TestClient) -> None:
    rows = told(full, "/exercises?on=2010-06-01")["tables"]["exercises"]["rows"]
    assert rows and all(row["end"] and row["start"] <= "2010-06-01" <= row["end"] for row in rows)


@pytest.mark.parametrize("sort", ["name", "-name", "start", "-end", "-parties"])
def test_a_list_is_sorted_by_the_column_and_what_is_not_known_is_last(client: TestClient, sort: str) -> None:
    rows = told(client, f"/agreements?sort={sort}")["tables"]["agreements"]["rows"]
    name = sort.removeprefix("-")
    if name == "name":
        from comity.web.listing import fold

        keys = [fold(row["name"]) for row in rows]
    else:
        keys = [row["number" if name == "parties" else name] for row in rows]
    known = [key for key in keys if key is not None]
    assert keys[: len(known)] == sorted(known, reverse=sort.startswith("-"))


def test_pages_of_a_list_hold_every_thing_once(client: TestClient) -> None:
    import re

    total = told(client, "/agreements")["found"]
    seen: list[str] = []
    for page in range(1, -(-total // 50) + 1):
        text = client.get(f"/agreements?page={page}", headers={"accept": "text/html"}).text
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', text)
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/agreements?page=999", 400),
        ("/agreements?page=zero", 400),
        ("/agreements?sort=colour", 400),
        ("/agreements?on=yesterday", 400),
        ("/agreements?kind=alliancee", 404),
        ("/agreements?party=Jpan", 404),
        ("/incidents/almanac:gulf-war?months=0", 400),
        ("/exercises/series?sort=colour", 400),
        ("/exercises/series?page=99", 400),
    ],
)
def test_what_makes_no_sense_is_said_with_a_remedy(client: TestClient, address: str, status: int) -> None:
    found = told(client, address, status)
    assert found["error"] and (found["remedy"] or found["problems"])


def test_kinds_that_do_not_count_are_listed_when_they_are_chosen(full: TestClient) -> None:
    plain = told(full, "/incidents")
    assert not {"coup", "militarised-event", "conflict-dyad"} & {
        row["kind"] for row in plain["tables"]["incidents"]["rows"]
    }
    coups = told(full, "/incidents?kind=coup")
    assert coups["found"] == coups["of"] > 1000
    assert {row["kind"] for row in coups["tables"]["incidents"]["rows"]} == {"coup"}
    assert "kind=coup" in full.get("/incidents", headers={"accept": "text/html"}).text


def test_the_page_of_the_north_atlantic_treaty(full: TestClient) -> None:
    found = told(full, "/agreements/almanac:north-atlantic-treaty")
    assert (found["signed"], found["start"], found["end"]) == ("1949-04-04", "1949-08-24", None)
    assert found["also"] == ["atop:3180"]
    rows = found["tables"]["parties"]["rows"]
    spain = {row["source"]: row["start"] for row in rows if row["actor"] == "ESP"}
    assert spain == {"almanac": "1982-05-30", "atop": "1981-12-10"}, "codings stand side by side"
    assert {row["actor"] for row in rows if row["source"] == "almanac"} >= {"FIN", "SWE"}
    assert "SWE" not in {row["actor"] for row in rows if row["source"] == "atop"}, "that source ends in 2018"
    figures = {row["indicator"] for row in found["tables"]["figures"]["rows"]}
    assert figures == {"latent-depth", "military-institutionalisation"}
    clause = next(
        row for row in found["tables"]["clauses"]["rows"] if row["duty"] == "defense" and row["source"] == "almanac"
    )
    assert clause["directions"] == 32 * 31
    assert set(found["cite"]) == {"almanac", "atop"}
    other = told(full, "/agreements/atop:3180")
    assert other["id"] == found["id"] and other["asked"] == "atop:3180"


def test_neighbours_in_time_are_between_its_parties(full: TestClient) -> None:
    rows = told(full, "/agreements/almanac:aukus")["tables"]["neighbours"]["rows"]
    assert {"almanac:talisman-sabre-2021", "almanac:rimpac-2022"} <= {row["id"] for row in rows}
    for row in rows:
        assert len(row["between"]) > 1 and set(row["between"]) <= {"AUS", "GBR", "USA"}
        assert "2020-09-15" <= row["day"] <= "2022-09-15"
        assert (row["when"] == "before") == (row["day"] < "2021-09-15")
        assert row["source"] and row["source_row"]
    more = told(full, "/agreements/almanac:aukus?months=36")["tables"]["neighbours"]["rows"]
    assert {row["id"] for row in rows} < {row["id"] for row in more}


def test_what_is_known_by_the_year_is_said_to_be_neither_before_nor_after(client: TestClient) -> None:
    rows = {row["id"]: row for row in told(client, "/exercises/almanac:balikatan-2024")["tables"]["neighbours"]["rows"]}
    of_2024 = rows["almanac:bhakti-kanyini-2024"]
    assert (of_2024["day"], of_2024["when"]) == ("2024-01-01", "unclear"), "on which day of 2024 it began nobody knows"
    assert rows["almanac:rimpac-2024"]["when"] == "after"
    page = client.get("/exercises/almanac:balikatan-2024", headers={"accept": "text/html"}).text
    unclear = page.partition('id="near-unclear"')[2].partition("</table>")[0]
    assert "Bhakti Kanyini AusIndo 2024" in unclear and '<td class="day">2024</td>' in unclear


def test_sides_and_who_began_stand_as_each_source_codes_them(full: TestClient) -> None:
    found = told(full, "/incidents/almanac:falklands-war")
    sides = {(row["id"], row["actor"]): row["side"] for row in found["tables"]["parties"]["rows"]}
    assert sides["almanac:falklands-war", "ARG"] == "a" and sides["cow-wars:202", "ARG"] == "b"
    text = full.get("/incidents/almanac:falklands-war", headers={"accept": "text/html"}).text
    assert "coded as the one that began" in text and "not judgements" in text
    assert {row["deaths"] for row in found["tables"]["codings"]["rows"]} == {907.0, 1001.0, None}


def test_contributors_to_a_mission_in_every_source(full: TestClient) -> None:
    found = told(full, "/missions/almanac:isaf")
    sources = {row["source"] for row in found["tables"]["parties"]["rows"]}
    assert sources == {"almanac", "isaf-coalition"}
    page = full.get("/missions/almanac:isaf", headers={"accept": "text/html"}).text
    assert "as isaf-coalition has them" in page, "the almanac dates too few of them to be drawn"
    sites = told(full, "/missions/almanac:unmiss")["tables"]["sites"]["rows"]
    assert sites and all(row["source_row"] for row in sites)


def test_a_series_with_its_editions(client: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    found = told(client, "/exercises/series/Cobra%20Gold")
    expected = con.execute(
        "select count(*) from one_activity where kind = 'exercise' and series = 'Cobra Gold'"
    ).fetchall()[0][0]
    assert found["editions"] == expected == len(found["tables"]["editions"]["rows"])
    assert {row["actor"] for row in found["tables"]["who"]["rows"]} >= {"THA", "USA"}
    edition = found["tables"]["editions"]["rows"][0]["id"]
    assert ids(told(client, f"/exercises/{edition}"), "editions") == ids(found, "editions")
    everything = told(client, "/exercises/series")["tables"]["series"]["rows"]
    assert next(row for row in everything if row["name"] == "Cobra Gold")["editions"] == expected


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/agreements/almanac:north-atlantic-treat", "North Atlantic Treaty"),
        ("/agreements/aukus", "AUKUS security partnership"),
        ("/exercises/series/Cobra Golf", "Cobra Gold"),
    ],
)
def test_what_is_not_there_is_said_with_names_close_to_it(client: TestClient, address: str, near: str) -> None:
    found = told(client, address, 404)
    assert near in {row["name"] for row in found["tables"]["near"]["rows"]}
    page = client.get(address, headers={"accept": "text/html"})
    assert page.status_code == 404 and near in page.text


def test_a_thing_under_the_wrong_list_is_led_to_its_own(client: TestClient) -> None:
    for wrong in ("/exercises/almanac:isaf", "/incidents/almanac:isaf"):
        answer = client.get(f"{wrong}?format=json", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (302, "/missions/almanac%3Aisaf")


def test_marks_and_notes_of_the_almanac_are_shown(client: TestClient) -> None:
    found = told(client, "/agreements/almanac:aukus")
    assert found["checked"] == "from knowledge" and "not a treaty" in found["note"]
    page = client.get("/agreements/almanac:aukus", headers={"accept": "text/html"}).text
    assert "from knowledge" in page and "not a treaty" in page
    assert "/evidence/row?source=almanac&amp;row=agreements.csv" in page


def test_who_only_watched_is_no_party(client: TestClient, con: duckdb.DuckDBPyConnection) -> None:
    rows = {row["id"]: row for row in told(client, "/exercises")["tables"]["exercises"]["rows"]}
    watched = con.execute("select activity, actor from one_activity_party where role = 'observer'").fetchall()
    assert watched
    for activity, actor in watched:
        if activity in rows:
            assert actor not in rows[activity]["parties"], activity
    balikatan = rows["almanac:balikatan-2024"]
    assert balikatan["number"] == 4 and "JPN" not in balikatan["parties"]
    assert balikatan["id"] not in ids(told(client, "/exercises?party=JPN"), "exercises")
    page = client.get("/exercises/almanac:balikatan-2024", headers={"accept": "text/html"}).text
    parties, _, observers = page.partition('<h2 id="observers">')
    assert "Japan" not in parties.partition('<h2 id="who">')[2] and ">Japan</a>" in observers


def test_deaths_are_those_of_another_coding_where_the_one_that_counts_has_none(full: TestClient) -> None:
    rows = {row["id"]: row for row in told(full, "/incidents")["tables"]["incidents"]["rows"]}
    football = rows["almanac:football-war"]
    assert (football["deaths"], football["deaths_source"]) == (1900.0, "cow-wars")
    falklands = rows["almanac:falklands-war"]
    assert (falklands["deaths"], falklands["deaths_source"]) == (907.0, "almanac"), "its own, where it has one"
    with open_record(record_path(full.app.state.record.home)) as opened:  # type: ignore[attr-defined]
        told_by_any = {
            row[0]
            for row in opened.execute(
                "select distinct coalesce(s.canonical, i.incident) from incident i left join same_as s on s.kind = 'incident' "
                "and s.id = i.incident where coalesce(deaths_low, deaths, deaths_high) is not null"
            ).fetchall()
        }
    assert {key for key, row in rows.items() if row["deaths_source"]} == told_by_any & rows.keys()
    page = full.get("/incidents/almanac:football-war", headers={"accept": "text/html"}).text
    listed = page.partition("<dl")[2].partition("</dl>")[0]
    assert "at least 1,000" in listed and listed.count("1,900") == 2 and "do not add up" in listed
    assert "4,800" not in listed, "codings of one thing are no sum"


def test_parties_stand_in_the_order_of_their_names(client: TestClient) -> None:
    page = client.get("/agreements?q=north+atlantic+treaty", headers={"accept": "text/html"}).text
    row = page[page.index(">North Atlantic Treaty<") :].partition("</tr>")[0]
    assert "Albania, Belgium, Bulgaria" in row


def test_parties_bear_their_names_of_the_time(full: TestClient) -> None:
    """What was agreed in 1914 was agreed by the Ottoman Empire."""
    page = full.get("/agreements/atop:2005", headers={"accept": "text/html"}).text
    who = page.partition('id="who-table"')[2].partition("</table>")[0]
    assert "Ottoman Empire" in who and "today Türkiye" in who
    rows = told(full, "/agreements/atop:2005")["tables"]["parties"]["rows"]
    assert {row["name"] for row in rows} == {"Germany", "Ottoman Empire"}
    assert "atop:2005" in ids(told(full, "/agreements?q=ottoman+germany"), "agreements")
    nato = {row["actor"]: row["name"] for row in told(full, "/agreements/atop:3180")["tables"]["parties"]["rows"]}
    assert nato["DEU"] == "West Germany (later Germany)"
    listed = full.get("/incidents?decade=1970&party=RUS", headers={"accept": "text/html"}).text
    assert "Soviet Union" in listed.partition("<tbody>")[2]


def test_what_is_known_by_the_year_or_the_month_is_written_so(full: TestClient) -> None:
    rows = {row["id"]: row for row in told(full, "/incidents?source=cow-wars&decade=1910")["tables"]["incidents"]["rows"]}  # fmt: skip
    finnish = next(row for row in rows.values() if "Finnish" in row["name"])
    assert (finnish["start"], finnish["start_known"], finnish["end_known"]) == ("1918-01-01", "year", "year")
    dispute = next(row for row in told(full, "/incidents?q=cow-mid")["tables"]["incidents"]["rows"] if row["source"] == "cow-mid")  # fmt: skip
    assert dispute["start_known"] == "month"
    page = full.get("/incidents?source=cow-wars&decade=1910", headers={"accept": "text/html"}).text
    assert '<td class="day">1918</td>' in page[page.index("Finnish") :].partition("</tr>")[0]
    dated = {row["id"]: row["start_known"] for row in told(full, "/incidents?source=almanac")["tables"]["incidents"]["rows"]}  # fmt: skip
    assert dated["almanac:falklands-war"] == "day"


@pytest.mark.parametrize(
    ("address", "french", "english"),
    [
        ("/agreements/almanac:north-atlantic-treaty", ("vérifié : miroir", ">partie<"), (">party<", "vérifié : mirror", "<small>opened")),
        ("/missions/almanac:isaf", ("terre, air", "contributeur"), (">contributor", "land, air")),
        ("/incidents/almanac:falklands-war", (">guerre<", "camp a"), (">war<", "<td>crisis", "camp a primary")),
        ("/incidents?decade=1980", ("différend militarisé", "Asie"), ("militarised dispute", ">Asia<")),
        ("/watch?since=2015-01-01&subject=Australia-Indonesia", ("coopération de défense", ">Australie–Indonésie<"), ("defence-cooperation", ">Australia–Indonesia<")),
        ("/compare?subject=Japan&subject=Germany", ("<h2>États :",), ("États:",)),
        ("/evidence/figure?subject=Japan&figure=bonds.in-force", ("observation : Japon",), ("observation: Japon",)),
    ],
)  # fmt: skip
def test_words_of_the_record_are_those_of_the_language(full: TestClient, address: str, french: tuple[str, ...], english: tuple[str, ...]) -> None:  # fmt: skip
    page = full.get(address, headers={"accept": "text/html", "accept-language": "fr"}).text
    told = page.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert not [word for word in french if word not in told]
    assert not [word for word in english if word in told]


def test_a_visit_pack_is_offered_where_there_is_one(client: TestClient) -> None:
    for subject, offered in (("NATO", False), ("Japan", False), ("AUS-IDN", True)):
        page = client.get("/dossier", params={"subject": subject}, headers={"accept": "text/html"}).text
        assert ("/documents/visit.docx" in page) is offered, subject
