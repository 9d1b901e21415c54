"""Dossiers in two languages at once: nobody is answered in the language of another, and programs read English."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import docx
import pytest
from starlette.testclient import TestClient

from comity.web.app import create_app
from comity.web.briefs import _held

HEADINGS = {"en": "What binds it", "fr": "Ce qui le lie"}


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


def _page(client: TestClient, key: str, on: str) -> str:
    return client.get("/dossier", params={"subject": "Japan", "on": on, "lang": key}, headers={"accept": "text/html"}).text  # fmt: skip


def test_those_who_ask_at_once_are_each_answered_in_their_language(client: TestClient) -> None:
    asked = [(key, str(year)) for year in range(2012, 2018) for key in HEADINGS]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda one: _page(client, *one), asked))
    for (key, _on), page in zip(asked, pages, strict=True):
        other = next(one for one in HEADINGS if one != key)
        assert f"<h2>{HEADINGS[key]}</h2>" in page and f"<h2>{HEADINGS[other]}</h2>" not in page
        assert f'<html lang="{key}">' in page


def test_a_brief_that_is_kept_in_one_language_is_not_told_in_another(client: TestClient) -> None:
    _held.clear()
    for key in ("fr", "en", "fr"):
        page = _page(client, key, "2019")
        assert f"<h2>{HEADINGS[key]}</h2>" in page
    assert len(_held) == 2


@pytest.mark.parametrize("form", ["json", "csv"])
def test_programs_read_english_in_every_language(client: TestClient, form: str) -> None:
    asked = {"subject": "Japan", "format": form}
    plain, french = (client.get("/dossier", params=asked | {"lang": key}) for key in ("en", "fr"))
    if form == "csv":
        assert plain.text == french.text
    else:
        assert plain.json()["sentences"] == french.json()["sentences"]
        rows = [answer.json()["tables"]["bonds.agreements"]["rows"] for answer in (plain, french)]
        assert rows[0] == rows[1]


def test_the_whole_brief_as_json_is_english_and_as_html_french(client: TestClient) -> None:
    asked = {"subject": "Japan", "lang": "fr"}
    told = client.get("/dossier/brief.json", params=asked).json()
    assert "What binds it" in [section["title"] for section in told["sections"]]
    page = client.get("/dossier/brief.html", params=asked).text
    assert '<html lang="fr">' in page and "<h2>Ce qui le lie</h2>" in page


def test_a_document_is_in_the_language_of_who_asks(client: TestClient) -> None:
    for key, heading in (("fr", "Chiffres clés"), ("en", "Key figures")):
        data = client.get("/documents/brief.docx", params={"subject": "Japan", "lang": key}).content
        document = docx.Document(BytesIO(data))
        assert heading in [paragraph.text for paragraph in document.paragraphs]
        assert document.core_properties.language == {"fr": "fr-FR", "en": "en-GB"}[key]
