"""Measures as pages: none is left out, no rank stands alone, and what is not known is never zero."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from comity.measures.answer import computed
from comity.measures.asking import opened
from comity.measures.contract import ids
from comity.measures.tabulation import to_table
from comity.web.app import create_app
from comity.web.written import spans


@pytest.fixture(scope="session")
def almanac(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="session")
def whole(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def told(client: TestClient, address: str, status: int = 200) -> Any:
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == status, answer.text[:500]
    return answer.json()


def page(client: TestClient, address: str) -> str:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def test_every_measure_is_listed_with_what_to_bring_where_it_is_not_known(almanac: TestClient) -> None:
    rows = told(almanac, "/measures")["tables"]["measures"]["rows"]
    assert [row["measure"] for row in rows] == list(ids())
    assert all(bool(row["bring"]) != row["here"] for row in rows)
    text = page(almanac, "/measures")
    assert all(f'href="/measures/{name}"' in text for name in ids())


def test_the_list_is_narrowed_by_every_word(almanac: TestClient) -> None:
    rows = told(almanac, "/measures?q=betweenness exercises")["tables"]["measures"]["rows"]
    assert {row["measure"] for row in rows} == {"position.exercises_betweenness", "position.exercises_betweenness_z"}
    assert "No measure is called that." in page(almanac, "/measures?q=phlogiston")


def test_csv_and_json_have_the_whole_year(almanac: TestClient, almanac_home: Path) -> None:
    address = "/measures/voting.banzhaf?year=2020"
    rows = told(almanac, address)["tables"]["estimates"]["rows"]
    with opened(almanac_home) as (con, home):
        made = computed(con, home, "voting.banzhaf")
    expected = [line for line in to_table(made).to_pylist() if line["period"] == 2020]
    assert len(rows) == len(expected) > 60
    assert {(row["subject"], row["value"]) for row in rows} == {(line["subject"], line["value"]) for line in expected}
    lines = list(csv.reader(io.StringIO(almanac.get(f"{address}&format=csv").text.removeprefix("﻿"))))
    assert len(lines) == len(rows) + 1
    values = [row["value"] for row in rows if row["value"] is not None]
    assert values == sorted(values, reverse=True)
    low = [row["value"] for row in told(almanac, f"{address}&order=lowest")["tables"]["estimates"]["rows"]]
    assert [value for value in low if value is not None] == values[::-1]


def test_without_an_interval_no_rank_is_claimed(almanac: TestClient) -> None:
    facts = told(almanac, "/measures/voting.banzhaf")
    assert facts["rank_claimed"] is False
    text = page(almanac, "/measures/voting.banzhaf")
    assert "No interval is claimed, and so no rank is" in text and "rank (90 %)" not in text


def test_a_rank_stands_with_its_interval(whole: TestClient) -> None:
    rows = told(whole, "/measures/alignment.ideal_point?year=2020")["tables"]["estimates"]["rows"]
    for row in rows:
        assert (row["rank"] is None) == (row["low"] is None or row["rank_low"] is None)
    best = next(row for row in rows if row["rank"])
    assert f"{best['rank']} ({best['rank_low']}–{best['rank_high']})" in page(
        whole, "/measures/alignment.ideal_point?year=2020"
    )


def test_a_year_and_a_subject_of_which_nothing_is_known_are_said(almanac: TestClient) -> None:
    for address, status in (
        ("/measures/voting.banzhaf?year=1066", 400),
        ("/measures/voting.banzhaf?year=soon", 400),
        ("/measures/voting.banzhaf?page=999", 400),
        ("/measures/voting.banzhaf?order=beautiful", 400),
        ("/measures/voting.banzhaf?subject=Atlantis", 404),
        ("/measures/voting.banzhaf/series?subject=Atlantis", 404),
        ("/measures/voting.tarot", 404),
        ("/measures/voting.tarot/method", 404),
    ):
        answer = told(almanac, address, status)
        assert answer["error"].endswith((".", "?")) and answer["remedy"]


def test_what_the_record_lacks_is_said_with_what_to_bring(almanac: TestClient) -> None:
    for address in ("/measures/capability.cinc", "/measures/capability.cinc/series?subject=Japan"):
        assert told(almanac, address)["state"] == "lacking"
        assert "is not known here." in page(almanac, address)
        assert "cow-nmc" in page(almanac, address)


def test_a_long_measure_is_offered_as_a_job(whole: TestClient) -> None:
    if told(whole, "/measures/position.pacts_brokerage_z").get("state") == "long":
        assert 'action="/jobs"' in page(whole, "/measures/position.pacts_brokerage_z")


def test_pairs_are_narrowed_to_one_state_and_paged(whole: TestClient) -> None:
    every = told(whole, "/measures/ties.pact_depth?year=2010")
    some = told(whole, "/measures/ties.pact_depth?year=2010&subject=Japan")
    assert every["subjects"] > 10_000 and 100 < some["subjects"] < 200
    assert all("JPN" in row["subject"] for row in some["tables"]["estimates"]["rows"])
    text = page(whole, "/measures/ties.pact_depth?year=2010&page=2")
    assert 'rel="prev"' in text and 'rel="next"' in text
    assert text.count('href="/evidence/measure?measure=ties.pact_depth&amp;') <= 60


def test_a_series_has_gaps_where_nobody_looked(whole: TestClient) -> None:
    found = told(whole, "/measures/capability.cinc/series?subject=Japan&subject=Germany")
    by_year = {(row["subject"], row["period"]): row["value"] for row in found["tables"]["estimates"]["rows"]}
    assert by_year["JPN", 2000] > 0
    assert by_year.get(("JPN", 1948)) is None and by_year.get(("DEU", 1950)) is None
    assert [row["name"] for row in found["tables"]["courses"]["rows"]] == ["Japan", "Germany"]
    text = page(whole, "/measures/capability.cinc/series?subject=Japan&subject=Germany")
    assert "not known" in text and "A new level began in" in text


def test_a_member_is_found_by_the_key_of_its_table(almanac: TestClient) -> None:
    row = told(almanac, "/measures/voting.banzhaf?year=2020&subject=Security Council")["tables"]["estimates"]["rows"][0]
    found = told(almanac, f"/measures/voting.banzhaf/series?subject={row['subject']}")
    assert found["subjects"] == [row["subject"]]
    evidence = told(almanac, f"/evidence/measure?measure=voting.banzhaf&subject={row['subject']}&year=2020")
    assert evidence["subject"] == row["subject"]


def test_a_method_has_formula_pitfalls_references_and_needs(almanac: TestClient) -> None:
    found = told(almanac, "/measures/capability.cinc/method")
    assert list(found["sections"]) == ["Formula", "Pitfalls", "References", "Examples"]
    assert len(found["sections"]["References"]) == 2
    assert {row["source"] for row in found["tables"]["needs"]["rows"]} == {"cow-nmc"}
    text = page(almanac, "/measures/capability.cinc/method")
    assert re.search(r'<pre class="formula">CINC_it = mean over c of', text)
    assert "<em>Peace, War, and Numbers</em>" in text


def test_every_method_page_can_be_read(almanac: TestClient) -> None:
    from comity.web.pages.measures.method import told as read

    for name in ids():
        summary, sections = read(name)
        assert summary.endswith("."), name
        assert list(sections)[:3] == ["Formula", "Pitfalls", "References"], name
        assert not any("::" in block.text or block.text.startswith("---") for one in ("Formula", "Pitfalls") for block in sections[one] if block.kind == "text"), name  # fmt: skip
        for reference in sections["References"]:
            assert re.match(r"[^\W\d_]", reference.text), (name, reference.text)


def test_it_is_french_throughout(almanac: TestClient) -> None:
    text = page(almanac, "/measures/voting.banzhaf?lang=fr")
    assert "Aucun intervalle n’est avancé, donc aucun rang" in text and "More means" not in text


def test_of_too_many_subjects_no_series_are_looked_for(almanac: TestClient) -> None:
    """A page that was asked for hundreds would keep everyone waiting; the same one again is one."""
    address = "/measures/voting.banzhaf/series"
    many = almanac.get(address, params=[("subject", f"state {number}") for number in range(13)])
    assert many.status_code == 400 and "at most 12" in many.text
    assert almanac.get(address, params=[("subject", "China")] * 300).status_code == 200


def test_the_years_of_a_measure_are_those_known_and_not_those_its_sources_reach(
    almanac: TestClient, almanac_home: Path
) -> None:
    with opened(almanac_home) as (con, home):
        made = computed(con, home, "voting.banzhaf")
    estimates = made.estimates
    years = sorted({int(year) for year in made.axis.years[estimates.subjects.period[np.isfinite(estimates.value)]]})
    assert years[0] > 1816, "a list that reaches further than what is known of it"
    line = next(
        row for row in told(almanac, "/measures")["tables"]["measures"]["rows"] if row["measure"] == "voting.banzhaf"
    )
    assert line["years"] == spans(years) == f"{years[0]}–{years[-1]}" and line["from"] < years[0]
    assert f"<td>{years[0]}–{years[-1]}" in page(almanac, "/measures?q=banzhaf")
    facts = told(almanac, "/measures/voting.banzhaf")
    assert facts["years_known"] == line["years"] and facts["year"] in years


def test_the_list_says_what_is_known_as_soon_as_it_is_computed(almanac_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "record.duckdb").symlink_to(almanac_home / "record.duckdb")
    client = TestClient(create_app(home, ["testserver"]))
    address = "/measures?q=banzhaf"
    assert told(client, address)["tables"]["measures"]["rows"][0]["years"] is None
    assert "at most 1816–" in page(client, address)
    told(client, "/measures/voting.banzhaf")
    assert told(client, address)["tables"]["measures"]["rows"][0]["years"]
    assert "at most 1816–" not in page(client, address)


def test_years_missing_inside_a_series_are_said_and_break_its_line(whole: TestClient) -> None:
    address = "/measures/alignment.ideal_point/series?subject=Japan&subject=South Africa"
    found = told(whole, address)
    courses = {row["name"]: row for row in found["tables"]["courses"]["rows"]}
    lines = found["tables"]["estimates"]["rows"]
    assert 1964 in courses["South Africa"]["without"], "the General Assembly of 1964 did not vote"
    for name, course in courses.items():
        known = {row["period"] for row in lines if row["name"] == name and row["value"] is not None}
        assert course["without"] == [year for year in range(course["first"], course["last"]) if year not in known]
    text = page(whole, address)
    assert f"Not known between them: {spans(courses['South Africa']['without'])}." in text
    assert re.search(
        r'<tr><th scope="row">1964</th><td class="n">not known</td><td class="n">not known</td></tr>', text
    )
    parts = [path.count("M") for path in re.findall(r'class="line l[^"]*" d="([^"]*)"', text)]
    assert sum(parts) >= sum(len(spans(course["without"], 99).split(", ")) + 1 for course in courses.values()) - 2


def test_past_what_all_sources_reach_a_ranking_says_so(whole: TestClient) -> None:
    facts = told(whole, "/measures/reliability.defense")
    assert facts["year"] == facts["all_looked_to"] == 2018
    later = "/measures/reliability.defense?year=2020"
    assert told(whole, later)["known"] < told(whole, later)["subjects"]
    assert "have looked past 2018" in page(whole, later) and "have looked past" not in page(
        whole, "/measures/reliability.defense"
    )


def test_an_axis_is_marked_without_noughts_that_say_nothing(whole: TestClient) -> None:
    page = whole.get("/measures/capability.cinc?year=2010", headers={"accept": "text/html"}).text
    drawn = page.partition('class="drawing')[2] or page
    marks = set(re.findall(r'class="small quiet middle"[^>]*>([^<]+)</text>', drawn))
    assert {"0", "5", "10"} <= marks and not {"5.00", "10.0"} & marks


def test_what_a_share_is_made_of_and_its_course_are_in_the_unit_of_its_value(whole: TestClient) -> None:
    address = "/evidence/measure?measure=capability.cinc&subject=Japan&year=2010"
    together = whole.get(f"{address}&format=json").json()["tables"]["estimates"]["rows"][0]["together"]
    page = whole.get(address, headers={"accept": "text/html"}).text
    assert 0.03 < together < 0.05
    assert f"<b>{100 * together:.2f}</b>" in page and "amount (% of the system)" in page
    told = whole.get("/dossier/measures?subject=Japan", headers={"accept": "text/html"}).text
    drawn = told.partition('<div class="courses">')[2].partition("<caption>Alignment")[0]
    assert ">share of" not in drawn
    french = whole.get("/dossier/measures?subject=Japan&lang=fr", headers={"accept": "text/html"}).text
    assert "published error" not in french and "trend unclear" not in french
    assert ">Alignement<" in whole.get("/measures?lang=fr", headers={"accept": "text/html"}).text
