"""Pages in French: names, titles and units; what programs read keeps its English names."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.web.app import create_app


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def test_states_are_named_in_the_language_of_the_page_and_in_english_in_what_programs_read(client: TestClient) -> None:
    treaty = "/agreements/almanac:north-atlantic-treaty"
    page = client.get(f"{treaty}?lang=fr").text
    assert "Belgique" in page
    assert "Allemagne de l’Ouest" in page
    assert "Belgium" not in page
    assert "Belgium" in client.get(f"{treaty}?lang=en").text
    assert "Belgique" not in client.get(f"{treaty}?lang=fr&format=json").text
    assert "Belgique" not in client.get(f"{treaty}?lang=fr&format=csv").text


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Allemagne", "Allemagne"),
        ("Japon–Australie", "Japon–Australie"),
        ("OTAN", "OTAN"),
        ("Asie occidentale", "Asie occidentale"),
    ],
)
def test_a_dossier_is_asked_for_by_a_french_name(client: TestClient, said: str, name: str) -> None:
    assert f"<h1>{name}</h1>" in client.get("/dossier", params={"subject": said, "lang": "fr"}).text


@pytest.mark.parametrize("typed", ["allem", "Etats-Unis", "japon austral", "otan", "indice composite"])
def test_the_search_finds_french_names_without_their_accents_and_shows_them(client: TestClient, typed: str) -> None:
    first = {
        "allem": "Allemagne", "Etats-Unis": "États-Unis", "japon austral": "Australie–Japon",
        "otan": "OTAN (Organisation du traité de l’Atlantique nord)", "indice composite": "Indice composite de capacité nationale (CINC)",
    }[typed]  # fmt: skip
    found = client.get("/search", params={"q": typed, "lang": "fr", "format": "json"}).json()
    assert (
        found["tables"]["results" if "results" in found["tables"] else next(iter(found["tables"]))]["rows"][0]["name"]
        == first
    )


def test_measures_are_called_by_french_titles_and_units(client: TestClient) -> None:
    page = client.get("/measures?lang=fr").text
    assert "Indice composite de capacité nationale (CINC)" in page
    assert "% du système" in page
    assert "Composite Index of National Capability" not in page
    told = client.get("/measures?lang=fr&format=json").text
    assert "Composite Index of National Capability" in told
