"""The map over HTTP: figures and lines are those of the record, and bad addresses help."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.dossier.draw.bringing import bring
from comity.sources import almanac
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from comity.web.app import create_app
from invented_borders import invented_borders

HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.fixture(scope="module")
def whole(full_home: Path) -> TestClient:
    return TestClient(create_app(full_home, ["testserver"]))


def test_what_ships_opens_with_what_is_known_there(client: TestClient) -> None:
    told = client.get("/map?format=json").json()
    assert (told["state"], told["shown"], told["layer"]) == ("ready", "partners", "pact.defense")
    assert any(row["value"] for row in told["tables"]["states"]["rows"])
    page = client.get("/map", headers=HTML).text
    assert 'class="error"' not in page and "is not known here" not in page
    assert "No line or name here is a judgement" in re.sub(r"</text><text[^>]*>", " ", page)
    assert client.get("/map?layer=bases&format=json").json()["shown"] == "partners"
    assert client.get("/map?layer=&format=json").json()["shown"] == "none"


def test_a_measure_that_is_asked_for_and_not_known_here_says_what_to_bring(client: TestClient) -> None:
    told = client.get("/map?measure=capability.cinc&format=json").json()
    assert (told["state"], told["shown"], told["layer"]) == ("lacking", "partners", "pact.defense")
    assert "comity pull cow-nmc" in told["needs"]
    assert "is not known here" in client.get("/map?measure=capability.cinc", headers=HTML).text


def test_a_line_began_when_it_began_and_not_with_the_map(client: TestClient) -> None:
    rows = client.get("/map?measure=none&layer=pact.defense&year=1816&format=json").json()["tables"]["lines"]["rows"]
    assert ({"United Kingdom", "Portugal"}, "1373") in [({row["a"], row["b"]}, row["since"]) for row in rows]
    assert client.get("/map?measure=none&layer=pact.defense&format=json").json()["first"] == 1816


def test_a_line_that_is_there_when_its_list_begins_may_be_older(whole: TestClient) -> None:
    rows = whole.get("/map?measure=none&layer=neighbours&year=1816&format=json").json()["tables"]["lines"]["rows"]
    assert {row["since"] for row in rows} == {"1816 or before"}
    rows = whole.get("/map?measure=none&layer=rivalries&year=1816&format=json").json()["tables"]["lines"]["rows"]
    assert {"1494", "1816"} <= {row["since"] for row in rows}


def test_a_list_that_begins_late_knows_nothing_of_what_is_older(whole: TestClient) -> None:
    told = whole.get("/map?measure=partners&layer=agreement.defence-cooperation&year=1985&format=json").json()
    assert (
        "agreements of 1980 and after (dcad)" in told["said"][0] and "there may be one all the same" in told["said"][0]
    )
    values = {row["value"] for row in told["tables"]["states"]["rows"]}
    assert None in values and 0 not in values
    told = whole.get("/map?measure=partners&layer=pact.defense&year=1985&format=json").json()
    assert told["said"][0] == "Lines: all states were looked at (atop)."
    values = {row["value"] for row in told["tables"]["states"]["rows"]}
    assert 0 in values and None not in values
    # A dialogue may promise to consult too, and of dialogues only a selection is known.
    told = whole.get("/map?measure=partners&layer=pact.consultation&year=1985&format=json").json()
    assert 0 not in {row["value"] for row in told["tables"]["states"]["rows"]}


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
    held = {
        row["key"]: row["value"] for row in whole.get("/map?year=1985&format=json").json()["tables"]["states"]["rows"]
    }
    assert f"Soviet Union: {100 * held['RUS']:.1f}" in page


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
    finally:
        file.unlink()


@pytest.mark.parametrize("address", ["/map?year=1998", "/dossier?subject=NATO"])
def test_a_change_of_the_convention_is_taken_up_at_once(
    client: TestClient, almanac_home: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("COMITY_HOME", str(almanac_home))

    def said() -> str:
        return re.sub(r"</text><text[^>]*>", " ", client.get(address, headers=HTML).text)

    file = almanac_home / "map.toml"
    assert "own convention" not in said()
    file.write_text("[assign]\ncrimea = 'UKR'\n", encoding="utf-8")
    try:
        assert "Crimea: with Ukraine" in said()
        file.write_text("[assign]\ncrimea = 'RUS'\n", encoding="utf-8")
        assert "Crimea: with Russia" in said()
    finally:
        file.unlink()
    assert "own convention" not in said()


def test_all_years_in_french(client: TestClient) -> None:
    told = client.get("/map/all?measure=none&layer=bases&format=json&lang=fr").json()
    assert "une sélection" in told["said"][-1][1][0]
    assert len(told["paths"]) == len(told["pairs"]) > 20
    told = client.get("/map/all?measure=none&layer=pact.defense&format=json&lang=fr").json()
    assert "Tchécoslovaquie" in next(" ".join(said) for year, said in reversed(told["said"]) if year <= 1960)


def test_no_defence_pact_of_atop_is_missing_but_where_a_review_says_why(whole: TestClient, full_home: Path) -> None:
    """The almanac names fewer parties of some pacts than ATOP, and the map says that all states were looked at.

    ATOP dates a pact by its signature, and its end by the last day or the one after; of what the almanac has too, years before its entry into force are not asked for.
    """
    told = whole.get("/map/all?measure=none&layer=pact.defense&format=json").json()
    drawn = {
        (*sorted((a, b)), year)
        for a, b, runs in told["pairs"]
        for first, last in zip(runs[::3], runs[1::3], strict=True)
        for year in range(first, last + 1)
    }
    with (Path(almanac.__file__).parent / "review.csv").open(encoding="utf-8", newline="") as handle:
        reviewed = {
            (row["source"], actor)
            for row in csv.DictReader(handle)
            if row["table"] in ("agreements", "parties", "obligations")
            for actor in row["actors"].split("|")
        }
    with open_record(record_path(full_home)) as con:
        published = con.execute(
            """with begun as (
                select s.id, p.actor, greatest(coalesce(p."start", c."start"), c."start") as "start" from same_as s
                join agreement c on c.agreement = s.canonical join agreement_party p on p.agreement = s.canonical
            )
            select o.agreement, least(o.actor, o.toward), greatest(o.actor, o.toward),
                year(greatest(coalesce(o."start", g."start"), x."start", y."start")),
                year(coalesce(o."end", g."end", date '2018-12-31') - interval 1 day)
            from obligation o join agreement g using (agreement)
            left join begun x on x.id = o.agreement and x.actor = o.actor
            left join begun y on y.id = o.agreement and y.actor = o.toward
            where o.source = 'atop' and o.duty = 'defense'
            and o.actor in (select state from state) and o.toward in (select state from state)"""
        ).fetchall()
    missing = {
        (agreement, a, b)
        for agreement, a, b, first, last in published
        for year in range(max(first, 1816), last + 1)
        if (a, b, year) not in drawn
    }
    assert len(published) > 6000
    assert not {one for one in missing if not {(one[0], actor) for actor in ("", *one[1:])} & reviewed}


@pytest.fixture
def bordered(almanac_home: Path, tmp_path: Path) -> Path:
    """Give a home with the record of what ships, and with borders in which two states of today are one until 1992."""
    home = tmp_path / "bordered"
    home.mkdir()
    (home / "record.duckdb").symlink_to(record_path(almanac_home))
    bring(home, invented_borders(tmp_path), "Invented", "invented terms")
    return home


def test_a_year_is_drawn_in_the_borders_that_the_node_brought(bordered: Path) -> None:
    client = TestClient(create_app(bordered, ["testserver"]))
    told = client.get("/map?year=1985&format=json").json()
    assert "Borders of 31 Dec 1985 as in “Invented” (licence: invented terms)" in told["convention"]
    assert not any("Borders are today's" in one for one in told["said"])
    assert any("Without a shape in these borders" in one for one in told["said"])
    page = client.get("/map?year=1985", headers=HTML).text
    assert re.search(r'<path class="shape v\d"[^>]*data-key="CSK"', page)
    assert re.search(r'<path class="shape \w+"[^>]*data-key="CZE"', client.get("/map?year=1995", headers=HTML).text)
    # Outside the set's years, today's borders and what has to be said of them.
    told = client.get("/map?year=1900&format=json").json()
    assert told["convention"].startswith("Today's borders") and any(
        "Borders are today's" in one for one in told["said"]
    )
    packed = client.get("/map/all?format=json").json()
    assert [entry for entry in packed["borders"] if 1980 < entry[0] < 2000] == [[1992, 2]]
    (bordered / "borders" / "kept.json").unlink()
    assert client.get("/map?year=1985&format=json").json()["convention"].startswith("Today's borders")


def test_a_share_is_read_in_per_cent_and_given_to_programs_as_it_is(whole: TestClient) -> None:
    address = "/map?measure=capability.cinc&year=2010"
    told = whole.get(f"{address}&format=json").json()
    value = next(row["value"] for row in told["tables"]["states"]["rows"] if row["key"] == "USA")
    assert 0.1 < value < 0.2 and told["unit"] == "share of the system"
    page = whole.get(address, headers=HTML).text
    assert "% of the system" in page and "share of the system" not in page
    assert f">{100 * value:.1f}</a>" in page
    packed = whole.get("/map/all?measure=capability.cinc&format=json").json()
    assert (packed["scale"], packed["unit"]) == (100, "% of the system")
    assert 0.1 < packed["figures"]["USA"][0][-1] < 0.2
    counted = whole.get("/map/all?measure=partners&layer=pact.defense&format=json").json()
    assert (counted["scale"], counted["unit"]) == (1, "states")
