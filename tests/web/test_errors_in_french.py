"""Every error that an address can meet, in French: no sentence of it stays English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.web.app import create_app

WRONG = (
    "/agreements/no-such-thing", "/agreements?page=x", "/agreements?sort=x", "/agreements?party=Korea", "/agreements?party=Atlantis",
    "/agreements?kind=x", "/agreements?page=99999", "/agreements?on=x", "/agreements/almanac:anzus?months=0", "/exercises/series?page=0",
    "/exercises/series?sort=x", "/exercises/series/No%20such", "/compare?subject=Japan&subject=NATO", "/compare?subject=Japan&year=9",
    "/compare?subject=Japan&topic=x", "/compare?" + "&".join(f"subject=s{n}" for n in range(9)), "/dossier?subject=Korea",
    "/dossier?subject=Jpan", "/dossier?subject=Japan–Japan", "/dossier?subject=Xyzzy", "/dossier?subject=NATO–Japan",
    "/dossier?subject=USSR&on=2020", "/dossier?subject=Kosovo&on=1990", "/dossier?subject=Japan&on=x",
    "/dossier?subject=Japan&on=1500", "/dossier?subject=NATO&on=1900", "/dossier?subject=EU&on=1900", "/dossier?subject=Macao",
    "/dossier/timeline?subject=Japan&sort=x", "/dossier/timeline?subject=Japan&year=x", "/dossier/timeline?subject=Japan&page=x",
    "/dossier/brief.xyz?subject=Japan", "/documents/brief.pdf?subject=", "/documents/visit.pdf?subject=Japan", "/evidence/figure",
    "/evidence/figure?subject=Japan&figure=x", "/evidence/figure?subject=Japan&figure=bonds.x", "/evidence/measure?measure=x&subject=Japan",
    "/evidence/measure?measure=ties.pacts_degree&subject=Japan&year=x", "/evidence/row?source=x&row=y", "/evidence/row?source=almanac&row=y",
    "/map?measure=x", "/map?layer=x", "/map?year=x", "/map?region=x", "/map?measure=alignment.kappa_votes",
    "/measures/x",
    "/network?layer=x", "/network?year=x", "/network?year=1500", "/network?ego=NATO", "/network?ego=Korea", "/network?depth=9",
    "/network?colour=x", "/network?size=x", "/network/path?a=Japan", "/network/path?a=Japan&b=Japan", "/network/ties?first=2000&last=1990",
    "/panels?unit=x", "/panels?from=x", "/panels?from=2000&to=1990", "/panels?from=1500&to=1600", "/panels?with=x", "/panels?with=nmc&set=x",
    "/panels?with=nmc&set=nmc.x=y", "/panels?unit=kad-year&k=9", "/panels.xyz", "/panels.csv?with=nmc&where=x", "/panels?with=spells:x:y",
    "/scatter?x=x&y=y", "/sources/x", "/sql?q=" + "x" * 30000, "/watch?since=x", "/watch?since=1500", "/watch?what=x",
    "/watch?" + "&".join(f"subject=s{n}" for n in range(99)), "/nothing", "/jobs/99", "/map?year=1&year=2",
)  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|of|is|are|no|not|nothing|there|which|with|has|have|from|to|and|or|you|did|mean|choose|write|name|give|ask|say|try|it|an?)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def client(almanac_home: Path) -> TestClient:
    return TestClient(create_app(almanac_home, ["testserver"]))


@pytest.mark.parametrize("address", WRONG)
def test_an_error_is_wholly_french(client: TestClient, address: str) -> None:
    mark = "&" if "?" in address else "?"
    answers = {
        key: client.get(f"{address}{mark}lang={key}", headers={"accept": "application/json"}) for key in ("en", "fr")
    }
    assert answers["fr"].status_code == answers["en"].status_code >= 400
    told = {key: answer.json() for key, answer in answers.items()}
    assert told["fr"]["error"] != told["en"]["error"]
    for text in (told["fr"]["error"], told["fr"]["remedy"]):
        # Names of the record and codes stand as they are.
        bare = re.sub(
            r"« [^»]* »|\S*[/=_.:][\w/]\S*|“[^”]*”|Il y a .*|^from :|\(to 1910\)|Correlates of War", " ", text
        )
        assert not [word for word in ENGLISH.findall(bare) if word.lower() not in ("an", "on", "a")], text


def test_no_error_speaks_of_options_or_code() -> None:
    """What a page says is read by those who have neither a command line nor Python before them."""
    texts = (Path(__file__).parents[2] / "src/comity/web/languages/errors.fr.po").read_text(encoding="utf-8")
    assert texts.count("msgid") > 100
    assert re.findall(r"[^\n]* --[a-z][^\n]*|[^\n]*\.(?:add|where)\([^\n]*", texts) == []
