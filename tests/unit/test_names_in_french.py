"""Names of states, regions and organisations in French: complete, reviewed, and understood wherever a name is asked for."""

from __future__ import annotations

import pytest
from babel.core import Locale

from comity.dossier.language import language
from comity.model import states
from comity.model.errors import ComityError
from comity.model.listings import entities
from comity.model.names import names_elsewhere, names_in, names_index, normalise, read_table
from comity.model.organisations import organisation, organisations
from comity.model.regions import region, region_names

#: Where CLDR would take a side, or its name is not the one that the state or the United Nations use.
NOT_AS_CLDR = {
    "BLR": "Bélarus",  # the United Nations' name; « Biélorussie » is understood
    "COD": "Congo (Kinshasa)",  # as in English: each is told by its capital
    "COG": "Congo (Brazzaville)",
    "CPV": "Cabo Verde",  # the state's own name since 2013
    "FSM": "Micronésie (États fédérés)",  # Micronesia is also a region
    "MMR": "Myanmar",
    "PSE": "Palestine",  # « Territoires palestiniens » would say what it is not
    "TLS": "Timor-Leste",
    "VAT": "Saint-Siège",  # who has relations is the Holy See
}


def test_every_state_region_and_organisation_has_a_french_name() -> None:
    french = names_in("fr")
    wanted = {entity.name for entity in entities().values()} | set(region_names())
    wanted |= {row["name"] for row in read_table("names.csv") if "display" in row["used_in"].split()}
    wanted |= {name for one in organisations() for name in (one.name, one.short) if name}
    assert wanted - set(french) == set()
    assert set(french) - wanted == set()


def test_states_of_today_are_called_as_in_cldr_but_where_that_would_take_a_side() -> None:
    cldr, french = Locale.parse("fr").territories, names_in("fr")
    other = {
        key: french[one.name] for key, one in entities().items() if one.iso2 and french[one.name] != cldr.get(one.iso2)
    }
    gone = {key for key, one in entities().items() if one.iso2 and one.iso2 not in cldr}
    assert {key: name for key, name in other.items() if key not in gone} == NOT_AS_CLDR


@pytest.mark.parametrize("key", ["TWN", "XKX", "PSE", "ABK", "SOT", "PRK", "KOR", "MKD", "CYP", "TBT", "VAT"])
def test_contested_names_say_nothing_of_status(key: str) -> None:
    name = names_in("fr")[entities()[key].name].lower()
    assert not any(word in name for word in ("province", "territoire", "république", "occup", "région", "rép."))


def test_a_french_name_means_what_the_english_means() -> None:
    for english in [entity.name for entity in entities().values()]:
        for name in names_elsewhere(english):
            assert states.resolve(name).key == states.resolve(english).key, name
    for english in region_names():
        assert {region(name).name for name in names_elsewhere(english)} == {english}
    for one in organisations():
        assert {organisation(name).key for english in (one.name, one.short) for name in names_elsewhere(english)} <= {
            one.key
        }


def test_no_french_name_is_the_english_name_of_another_state() -> None:
    for row in read_table("names.fr.csv"):
        own = {one.state for one in names_index().get(normalise(row["name"]), ())}
        for name in (row["there"], *filter(None, row["also"].split("|"))):
            assert {one.state for one in names_index().get(normalise(name), ())} <= own, name


def test_a_name_of_some_years_is_of_those_years_in_french_too() -> None:
    assert states.resolve("Union soviétique", on=1980).key == "RUS"
    with pytest.raises(ComityError):
        states.resolve("Union soviétique", on=2020)


def test_names_are_told_also_in_pairs_and_groups_and_put_in_the_order_of_the_alphabet() -> None:
    french = language("fr")
    assert french.name("Japan–South Korea") == "Japon–Corée du Sud"
    assert french.name("Germany in NATO") == "Allemagne (OTAN)"
    assert french.name("16th Division, Islamic Front") == "16th Division, Islamic Front"
    assert language("en").name("Japan") == "Japan"
    order = ["Égypte", "Zambie", "Émirats arabes unis", "Équateur", "Espagne", "États-Unis", "Albanie"]
    assert sorted(order, key=french.place) == ["Albanie", "Égypte", "Émirats arabes unis", "Équateur", "Espagne", "États-Unis", "Zambie"]  # fmt: skip
