"""The page of documents, and the documents that it offers."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from starlette.testclient import TestClient

from comity.web.app import create_app


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("/documents/brief.pdf?subject=Japan", "application/pdf", "comity-brief-Japan-2025-12-31.pdf"),
        ("/documents/visit.pdf?subject=Australia–Indonesia", "application/pdf", "comity-visit-Australia-Indonesia-2025-12-31.pdf"),
        ("/documents/brief.docx?subject=Türkiye&on=1985", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "comity-brief-Turkiye-1985-12-31.docx"),
        ("/documents/visit.docx?subject=Côte d’Ivoire–France", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "comity-visit-Cote-d-Ivoire-France-2025-12-31.docx"),
    ],
)  # fmt: skip
def test_a_document_has_its_kind_and_a_name(client: TestClient, address: str, kind: str, name: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    assert answer.headers["content-type"] == kind
    said = answer.headers["content-disposition"]
    assert said.startswith(f"attachment; filename=\"{name}\"; filename*=UTF-8''comity%20")
    assert said.isascii()
    if kind == "application/pdf":
        assert answer.content.startswith(b"%PDF-")
    else:
        assert docx.Document(io.BytesIO(answer.content)).core_properties.author == "comity"
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_page_offers_documents_with_their_warning(client: TestClient) -> None:
    text = client.get("/documents?subject=Japan").text
    assert "more sensitive than its parts" in text
    assert "/documents/brief.pdf?subject=Japan" in text and "/documents/brief.docx?subject=Japan" in text
    assert "/documents/visit" not in text
    text = client.get("/documents?subject=Australia–Indonesia&on=2020").text
    for pair in ("Australia%E2%80%93Indonesia", "Indonesia%E2%80%93Australia"):
        for form in ("pdf", "docx"):
            assert f"/documents/visit.{form}?subject={pair}&amp;on=2020" in text


def test_the_addresses_that_it_names_answer(client: TestClient) -> None:
    told = client.get("/documents?subject=Australia–Indonesia&format=json").json()
    assert told["tables"]["figures"]["rows"][0]["id"] == "bonds.in-force"
    for address in [*told["brief"].values(), *told["visit"].values()]:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/documents/brief.pdf", 404, "No subject was named"),
        ("/documents/brief.pdf?subject=Xyzzy", 404, "Nothing here is called"),
        ("/documents/visit.pdf?subject=Japan", 400, "is not a pair"),
        ("/documents/brief.odt?subject=Japan", 400, "form"),
        ("/documents?subject=Japan&on=yesterday", 400, "is no day"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == status
    assert said in answer.text
    assert "Traceback" not in answer.text


def test_on_the_whole_mirror_a_visit_pack_tells_visits_and_votes(full_home: Path) -> None:
    from comity.dossier.documents import make, render

    made = make("United States–Japan", visit=True, home=full_home)
    parts = {part.id: part for part in made.parts}
    visits = parts["meetings"].listing
    assert visits is not None
    assert visits.lines[0] == ("2012-06-18 to 2012-06-19", "Visit of the United States Commander, Strategic Command (June 2012)", "United States in Japan", "", "us-defence-visits")  # fmt: skip
    assert "us-defence-visits (1992–2012" in parts["meetings"].sentences[0]
    assert "china" not in parts["meetings"].sentences[0]
    matters = parts["raise"].listing
    assert matters is not None
    told = [line[1] for line in matters.lines]
    assert "32 of 90 roll calls of the General Assembly in which both voted: one yes, the other no" in told
    assert any("keeps a base in Japan" in text for text in told)
    assert {"us-defence-visits", "unga-votes", "perception-pew-agg"} <= {facts["source"] for facts in made.sources}
    brief = make("NATO", home=full_home)
    assert b"/Type/Pages/Count 2/" in render(brief, "pdf")
