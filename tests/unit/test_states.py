"""States through time: what resolves, what is refused, and what must hold of every row."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import comity.model
from comity.model.codes import code_index
from comity.model.errors import AmbiguousName, BadRequest, UnknownName
from comity.model.names import read_table
from comity.model.resolving import suggestions
from comity.model.spells import read_when
from comity.model.states import (
    actor_of,
    code_eras,
    code_spells,
    crosswalk,
    name_on,
    resolve,
    states,
    stateyears,
    territory_of,
)

DATA = Path(comity.model.__file__).parent / "data"


def codes(name: str | int, scheme: str | None = None, on: date | int | str | None = None) -> tuple[object, ...]:
    state = resolve(name, scheme, on)
    return state.key, state.cow, state.gw


# --- published counts -------------------------------------------------------------------------------------------------


def test_state_years_of_the_published_lists() -> None:
    assert len(stateyears(1816, 2020, "cow")) == 16_731
    assert len(stateyears(1816, 2020, "gw")) == 19_864
    assert len(stateyears(1991, 2001, "gw")) == 2_091


def test_state_years_and_members_of_a_year_say_the_same() -> None:
    for year in (1816, 1861, 1918, 1945, 1960, 1990, 2006, 2020):
        for system in ("cow", "gw"):
            keys = {actor_of(system, code, date(year, 12, 31)) for code, _ in stateyears(year, year, system)}
            members = {s.key for s in states(year, system)}
            assert keys - {None} <= members
            # Only states whose code another bore later in the year may be missing (345 and 255 do so).
            assert len(members) - len(keys) <= 1


def test_united_nations_era_sizes() -> None:
    # COW: 195 members from 2011 on (South Sudan); G-W adds Abkhazia and South Ossetia.
    assert len(states(2012, "cow")) == 195
    assert {s.key for s in states(2012, "gw")} - {s.key for s in states(2012, "cow")} == {"ABK", "SOT"}
    assert {s.key for s in states()} == {s.key for s in states(2021)}


# --- the hard cases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "scheme", "on", "expected"),
    [
        ("Germany", None, 1900, ("DEU", 255, 255)),
        ("Germany", None, None, ("DEU", 255, 260)),
        ("West Germany", None, None, ("DEU", 260, 260)),
        ("West Germany", None, 1950, ("DEU", None, 260)),
        ("East Germany", None, None, ("DDR", 265, 265)),
        (260, "cow", 1980, ("DEU", 260, 260)),
        (260, "gw", 2010, ("DEU", 255, 260)),
        (255, "cow", "1990-10-03", ("DEU", 255, 260)),
        (255, None, 1930, ("DEU", 255, 255)),
        ("Prussia", None, 1860, ("DEU", 255, 255)),
        ("YUG", None, 1950, ("YUG", 345, 345)),
        (345, "cow", 1900, ("SRB", 345, 340)),
        (345, "cow", 1917, ("SRB", 345, None)),
        (345, "cow", 1970, ("YUG", 345, 345)),
        (345, "cow", 2010, ("SRB", 345, 340)),
        (340, "gw", None, ("SRB", 345, 340)),
        ("Serbia", None, None, ("SRB", 345, 340)),
        ("Serbia and Montenegro", None, 2004, ("YUG", 345, 345)),
        ("Yugoslavia", None, 1930, ("YUG", 345, 345)),
        ("Yugoslavia", "cow", 2010, ("SRB", 345, 340)),
        ("Yemen", None, None, ("YEM", 679, 678)),
        ("Yemen", "cow", 2000, ("YEM", 679, 678)),
        ("North Yemen", None, None, ("YEM", 678, 678)),
        (678, "gw", 2005, ("YEM", 679, 678)),
        (678, "cow", 1980, ("YEM", 678, 678)),
        ("South Yemen", None, None, ("YMD", 680, 680)),
        ("Vietnam", None, None, ("VNM", 816, 816)),
        ("South Vietnam", None, None, ("RVN", 817, 817)),
        ("Republic of Vietnam", "cow", 1960, ("RVN", 817, 817)),
        ("Vietnam", "cow", 1960, ("VNM", 816, 816)),
        ("Vietnam (Annam/Cochin China/Tonkin)", "gw", 1850, ("XVN", None, 815)),
        ("Korea", "cow", 1890, ("XKO", 730, 730)),
        ("Korea", None, 1890, ("XKO", 730, 730)),
        ("Korea, Rep.", None, None, ("KOR", 732, 732)),
        ("Congo", "cow", 1960, ("COG", 484, 484)),
        ("Congo", "gw", 1960, ("COG", 484, 484)),
        (490, None, 1960, ("COD", 490, 490)),
        ("Zaire", None, 1980, ("COD", 490, 490)),
        ("Kosovo", None, None, ("XKX", 347, 347)),
        ("Taiwan", None, None, ("TWN", 713, 713)),
        ("Republic of China", None, 1930, ("CHN", 710, 710)),
        ("Republic of China", None, 1980, ("TWN", 713, 713)),
        ("China", None, 1980, ("CHN", 710, 710)),
        ("Palestine", None, None, ("PSE", None, None)),
        ("Holy See", None, None, ("VAT", None, None)),
        ("Czechoslovakia", None, None, ("CSK", 315, 315)),
        ("Czechoslovakia", None, 1968, ("CSK", 315, 315)),
        ("Czech Republic", None, None, ("CZE", 316, 316)),
        ("USSR", None, None, ("RUS", 365, 365)),
        ("Soviet Union", None, 1962, ("RUS", 365, 365)),
        ("Russia (Soviet Union)", "gw", 2000, ("RUS", 365, 365)),
        ("Austria", None, 1900, ("AUH", 300, 300)),
        ("Austria", None, None, ("AUT", 305, 305)),
        ("Austria-Hungary", None, None, ("AUH", 300, 300)),
        (300, None, None, ("AUH", 300, 300)),
        ("Hanover", None, None, ("HAN", 240, 240)),
        ("Congo, Dem. Rep.", None, None, ("COD", 490, 490)),
        ("Burma", None, 1960, ("MMR", 775, 775)),
        ("St Vincent & the Grenadines", None, None, ("VCT", 57, 57)),
        ("COTE D'IVOIRE", None, None, ("CIV", 437, 437)),
        ("us", None, None, ("USA", 2, 2)),
    ],
)
def test_resolves(
    name: str | int, scheme: str | None, on: date | int | str | None, expected: tuple[object, ...]
) -> None:
    assert codes(name, scheme, on) == expected


@pytest.mark.parametrize(
    ("name", "scheme", "on", "keys"),
    [
        ("Korea", None, None, {"KOR", "PRK", "XKO"}),
        ("Korea", None, 1980, {"KOR", "PRK"}),
        ("Congo", None, None, {"COG", "COD"}),
        ("Congo", None, 1960, {"COG", "COD"}),
        ("Yemen", None, 1980, {"YEM", "YMD"}),
        ("Germany", None, 1955, {"DEU", "DDR"}),
        ("Germany", None, 1990, {"DEU", "DDR"}),
        ("Vietnam", None, 1960, {"VNM", "RVN"}),
        (345, None, None, {"SRB", "YUG"}),
        (345, "cow", 2006, {"SRB", "YUG"}),
        (970, None, None, {"NRU", "KIR"}),
        ("CS", None, None, {"CSK", "YUG"}),
    ],
)
def test_refuses_the_ambiguous_with_its_candidates(
    name: str | int, scheme: str | None, on: int | None, keys: set[str]
) -> None:
    with pytest.raises(AmbiguousName) as caught:
        resolve(name, scheme, on)
    assert len(caught.value.problems) == len(keys)
    for key in keys:
        assert f"({key}:" in caught.value.what and key in caught.value.remedy


def test_a_misspelling_is_answered_with_the_name() -> None:
    for wrong, right in (("Germnay", "Germany"), ("Phillipine Islands", "Philippine"), ("Kazakstahn", "Kazak")):
        with pytest.raises(UnknownName, match="Did you mean") as caught:
            resolve(wrong)
        assert right in caught.value.remedy
    assert suggestions("qqqqqq") == []


def test_a_date_outside_says_when_it_was_valid() -> None:
    for name, scheme, on, told in (
        (260, "cow", 2000, "1955-05-05 to 1990-10-02"),
        ("Ukraine", None, 1980, "1991-12-01 to now"),
        ("Haiti", None, 1920, "1816-01-01 to 1915-07-28, 1934-08-15 to now"),
        ("Yugoslavia", "gw", 2010, "1918-12-01 to 2006-06-04"),
        ("Yemen", "cow", 1980, "1990-05-22 to now"),
    ):
        with pytest.raises(UnknownName) as caught:
            resolve(name, scheme, on)
        assert told in caught.value.what


def test_three_letters_that_two_schemes_claim_never_slip_into_another_state() -> None:
    assert resolve("SWZ").key == "SWZ"
    assert resolve("SWZ", "cow", 1900).key == "CHE"
    with pytest.raises(UnknownName, match="cow-abb"):
        resolve("SWZ", on=1900)  # Eswatini was no member; Switzerland was, but ISO does not call it so
    with pytest.raises(UnknownName, match="Macao"):
        resolve("MAC")
    assert resolve("MAC", "cow-abb").key == "MKD"


def test_the_list_of_collisions_is_complete() -> None:
    found = set()
    for scheme in ("cow-abb", "gw-abb"):
        for code, spells in code_index(scheme).items():
            iso = {s.actor for s in (*code_index("key").get(code, ()), *code_index("iso3").get(code, ()))}
            reading = territory_of("iso3", code) or next(iter(iso), None)
            found |= {(code, reading, scheme, s.actor) for s in spells if reading and s.actor not in iso}
    with (DATA / "collisions.csv").open(encoding="utf-8", newline="") as file:
        listed = {(r["code"], r["read_as"], s, r["other"]) for r in csv.DictReader(file) for s in r["schemes"].split()}
    assert found == listed
    assert ("AUS", "AUS", "cow-abb", "AUT") in listed
    assert ("CZE", "CZE", "cow-abb", "CSK") in listed


@pytest.mark.parametrize(
    ("name", "scheme", "on"),
    [
        (True, None, None),
        (2.0, None, None),
        ("Mali", "fips", None),
        ("Mali", None, "soon"),
        ("Mali", None, "1980-02-30"),
    ],
)
def test_a_request_that_makes_no_sense(name: object, scheme: str | None, on: str | None) -> None:
    with pytest.raises(BadRequest):
        resolve(name, scheme, on)  # type: ignore[arg-type]


def test_lists_and_ranges_that_make_no_sense() -> None:
    with pytest.raises(BadRequest):
        stateyears(2000, 1990, "cow")
    with pytest.raises(BadRequest):
        stateyears(1990, 2000, "polity")  # type: ignore[arg-type]
    with pytest.raises(BadRequest):
        states(1990, "un")
    with pytest.raises(BadRequest):
        crosswalk("cow", "name", 1990)
    with pytest.raises(BadRequest):
        actor_of("fips", "US")
    with pytest.raises(UnknownName):
        resolve("  ")


def test_a_territory_is_known_and_is_no_state() -> None:
    assert territory_of("iso3", "GRL") == "Greenland"
    assert territory_of("name", "western sahara") == "Western Sahara"
    assert territory_of("iso-numeric", "016") == "American Samoa"
    assert territory_of("iso3", "FRA") is None
    with pytest.raises(UnknownName, match="neither the COW nor the G-W"):
        resolve("Greenland")
    with pytest.raises(UnknownName, match="neither the COW nor the G-W"):
        resolve("HKG")


def test_no_code_or_name_means_both_a_territory_and_a_state() -> None:
    for row in read_table("territories.csv"):
        for scheme, code in (("iso3", row["iso3"]), ("iso2", row["iso2"]), ("iso-numeric", row["iso_numeric"])):
            if code:
                assert territory_of(scheme, code) == row["name"]
                assert actor_of(scheme, code) is None, row
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            assert territory_of("name", name) == row["name"]
            assert actor_of("name", name) is None, name


# --- facts of a state -------------------------------------------------------------------------------------------------


def test_a_state_as_it_was() -> None:
    then = resolve("DEU", on="1980-06-01")
    assert (then.name, then.capital, then.cow_abb, then.iso3) == ("West Germany", "Bonn", "GFR", "DEU")
    assert (then.start, then.end) == (date(1949, 9, 21), None)
    assert resolve("RUS", on=1962).name == "Soviet Union"
    assert resolve("BRA", on=1959).capital == "Rio de Janeiro"
    assert resolve("BRA", on=1961).capital == "Brasília"
    assert resolve("KAZ").capital == "Astana"
    assert set(resolve("CSK").successors) == {"CZE", "SVK"}
    assert resolve("SVK").predecessors == ("CSK",)
    assert (resolve("Taiwan").subregion, resolve("Kosovo").subregion) == ("Eastern Asia", "Southern Europe")
    assert resolve("Liechtenstein").microstate and not resolve("Luxembourg").microstate
    assert resolve("Kosovo").iso3 is None and actor_of("iso3", "XKX") == "XKX"
    assert (resolve("Czechoslovakia").iso3166_3, resolve("Kenya").iso_numeric) == ("CSHH", 404)
    assert resolve("Estonia", on=1930).end == date(1940, 6, 16)


def test_on_takes_days_months_and_years() -> None:
    assert read_when(date(1990, 5, 1)) == (date(1990, 5, 1), date(1990, 5, 1))
    assert read_when("1990-12") == (date(1990, 12, 1), date(1990, 12, 31))
    assert read_when("1990-02") == (date(1990, 2, 1), date(1990, 2, 28))
    assert read_when(1990) == read_when("1990") == (date(1990, 1, 1), date(1990, 12, 31))
    assert resolve("Yemen", on="1990-05-22").cow == 679


# --- the quick way for sources ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "code", "on", "key"),
    [
        ("cow", "260", date(2005, 1, 1), "DEU"),
        ("cow", 345, date(1900, 1, 1), "SRB"),
        ("cow", "345", date(1943, 1, 1), "YUG"),
        ("cow", "345", date(2006, 6, 4), "YUG"),
        ("cow", "345", date(2006, 6, 5), "SRB"),
        ("cow", "345", None, "SRB"),
        ("cow", "020", None, "CAN"),
        ("gw", "970", None, "KIR"),
        ("cow", "970", None, "NRU"),
        ("cow", "1012", None, None),
        ("iso3", "ROM", None, "ROU"),
        ("iso3", "ZAR", None, "COD"),
        ("iso3", "TMP", None, "TLS"),
        ("iso3", "SCG", None, "YUG"),
        ("iso3", "BUR", None, "MMR"),
        ("iso3", "SUN", None, "RUS"),
        ("iso3", "CSK", None, "CSK"),
        ("iso3", "DDR", date(1970, 1, 1), "DDR"),
        ("iso3", "VDR", None, "VNM"),
        ("iso3", "UKR", date(1950, 1, 1), "UKR"),
        ("iso3", "WLD", None, None),
        ("iso2", "CS", date(1980, 1, 1), "CSK"),
        ("iso2", "CS", date(2005, 1, 1), "YUG"),
        ("iso2", "NA", None, "NAM"),
        ("iso-numeric", "004", None, "AFG"),
        ("name", "Korea", None, None),
        ("name", "Korea", date(1900, 1, 1), "XKO"),
        ("name", "Congo", date(1980, 1, 1), None),
        ("name", "Germany", None, "DEU"),
        ("name", "Germany", date(1970, 1, 1), None),
        ("name", "germany", date(2005, 1, 1), "DEU"),
        ("name", "CÔTE d’IVOIRE", date(1950, 1, 1), "CIV"),
        ("name", "Yemen, Rep.", date(1980, 1, 1), "YEM"),
        ("name", "Serbia", date(1999, 1, 1), "YUG"),
        ("name", "NATO", None, None),
    ],
)
def test_actor_of(scheme: str, code: str, on: date | None, key: str | None) -> None:
    assert actor_of(scheme, code, on) == key


def test_crosswalk_between_the_lists() -> None:
    germany = {pair for pair in crosswalk("gw", "cow", 1990) if pair[0] in ("260", "265")}
    assert germany == {("260", "255"), ("260", "260"), ("265", "265")}
    assert ("255", "260") in crosswalk("cow", "gw", 2000)
    assert ("345", None) in crosswalk("cow", "gw", 1917)
    assert ("20", None) in crosswalk("gw", "cow", 1900)
    assert ("678", "YEM") in crosswalk("gw", "iso3", 1995)
    assert ("817", None) in crosswalk("cow", "iso3", 1960)


def test_eras_of_a_code_leave_no_day_out_and_none_twice() -> None:
    for scheme in ("cow", "gw"):
        for code, eras in code_eras(scheme).items():
            assert eras[0].start is None
            assert eras[-1].end is None
            for one, following in pairwise(eras):
                assert one.end is not None and following.start == one.end + timedelta(days=1)
                assert one.actor != following.actor
            for spell in code_spells():
                if spell.scheme == scheme and spell.code == code:
                    bearers = [
                        era.actor
                        for era in eras
                        if (era.start is None or era.start <= spell.start)
                        and (era.end is None or spell.start <= era.end)
                    ]
                    assert bearers == [spell.actor]


def test_345_is_serbia_then_yugoslavia_then_serbia_again() -> None:
    assert [(era.actor, era.start) for era in code_eras("cow")["345"]] == [
        ("SRB", None),
        ("YUG", date(1918, 12, 1)),
        ("SRB", date(2006, 6, 5)),
    ]
    assert [era.actor for era in code_eras("gw")["345"]] == ["YUG"]


@pytest.mark.parametrize(
    ("key", "day", "name"),
    [
        ("TUR", date(1914, 8, 2), "Ottoman Empire"),
        ("RUS", date(1955, 5, 14), "Soviet Union"),
        ("DEU", date(1815, 6, 8), "Prussia"),
        ("DEU", date(1947, 1, 1), "Germany"),
        ("DEU", date(1955, 5, 6), "West Germany"),
        ("JPN", date(1900, 1, 1), "Japan"),
    ],
)
def test_a_state_is_named_as_on_the_day(key: str, day: date, name: str) -> None:
    """Before its first spell by its first name, between two by the last before."""
    assert name_on(key, day) == name
