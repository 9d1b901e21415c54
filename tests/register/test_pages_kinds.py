"""Every kind of record has a list, a view and a form: what a form shows and gets back unchanged is the same content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from comity.dossier.language import language as speak
from comity.register import writing
from comity.register.kinds import kinds
from comity.register.reading import opened
from comity.register.shape import Field, Type
from comity.web.office.record.wording import Words
from oversight.world import World
from register.filled import Filled
from register.forms import form_in
from register.registry import keep

Clients = Callable[..., TestClient]


def everything(filled: Filled, kind: str) -> dict[str, Any]:
    """Give a record with every field and two rows of every part, as far as the kind lets them be kept."""
    said = filled.full(kind)
    for one in kinds()[kind].fields:
        more = said | {one.name: filled.value(kind, one)}
        if one.name not in said and one.type != Type.FILE and not filled.problems(kind, more):
            said = more
    for part in kinds()[kind].parts:
        row = {one.name: filled.value(kind, one, f"{part.name}/") for one in part.fields if one.type != Type.FILE}
        more = said | {part.name: [*said.get(part.name, []), row, dict(row)]}
        if not filled.problems(kind, more):
            said = more
    return said


@pytest.mark.parametrize("kind", kinds())
def test_a_form_that_comes_back_unchanged_changes_nothing(office_world: World, clients: Clients, kind: str) -> None:
    which = Filled(office_world, lambda place: f"<b>“{place}” & (r_x) é").keep(kind)
    anna = clients("anna")
    held = everything(Filled(office_world, lambda place: f"{place}; 'a' \\ {{}}\n\n end"), kind)
    with office_world.act("anna") as act:
        writing.save(act, kind, held, which=which, saw=1)
    page = anna.get(f"/register/{kind}/{which}/edit")
    assert page.status_code == 200
    sent = form_in(page.text)
    answer = anna.post(
        f"/register/{kind}/{which}/edit", data=sent.press("look"), headers={"accept": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    with office_world.look("anna") as look:
        content = opened(look, which).content
    assert answer.json()["preview"]["content"] == content and answer.json()["preview"]["changes"] == []
    assert anna.post(f"/register/{kind}/{which}/edit", data=sent.press("save")).status_code == 303


@pytest.mark.parametrize(("language", "amount", "cents"), [("en", "1,250,000", "9,999.50"), ("fr", "1\u202f250\u202f000", "9\u202f999,50")])  # fmt: skip
def test_a_year_is_no_number_and_an_amount_is_one(office_world: World, language: str, amount: str, cents: str) -> None:
    money, year = Field("amount", "Amount", Type.MONEY), Field("year", "Year", Type.WHOLE)
    with office_world.look("anna") as look:
        words = Words(look, speak(language))
        assert words.text(year, 2027) == words.text(Field("fund_year", "Year", Type.WHOLE), 2027) == "2027"
        assert (words.text(money, "1250000"), words.text(money, "9999.50")) == (amount, cents)


@pytest.mark.parametrize("kind", kinds())
def test_text_is_shown_as_text_everywhere(office_world: World, clients: Clients, kind: str) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    which = Filled(office_world, lambda place: f"{script} {place}").keep(kind)
    anna = clients("anna")
    base = f"/register/{kind}"
    for address in ("/register", base, f"{base}/new", f"{base}/{which}", f"{base}/{which}/edit", f"{base}/{which}/versions/1", f"{base}?words=%3Cscript"):  # fmt: skip
        for language in ("en", "fr"):
            answer = anna.get(address, params={"lang": language} if "?" not in address else None)
            assert answer.status_code == 200, (address, answer.text[:300])
            assert (
                "<script>alert" not in answer.text
                and "<img src=x" not in answer.text
                and "Undefined" not in answer.text
            )


@pytest.mark.parametrize("kind", kinds())
def test_nobody_reads_or_writes_who_may_not(office_world: World, clients: Clients, kind: str) -> None:
    office_world.add("pia", "japan", "partner")
    which = Filled(office_world).keep(kind)
    pia, olga = clients("pia"), clients("olga")
    for client in (pia, olga):
        for address in ("", "/edit", "/versions/1"):
            assert client.get(f"/register/{kind}/{which}{address}").status_code == 404
        for address, sent in (
            ("edit", {"do": "look", "saw": "1"}),
            ("submit", {"saw": "1"}),
            ("note", {"entry": "x"}),
            ("attach", {}),
        ):
            assert client.post(f"/register/{kind}/{which}/{address}", data=sent).status_code in (400, 404), address
            assert "Words of title" not in client.post(f"/register/{kind}/{which}/{address}", data=sent).text
        assert client.get(f"/register/{kind}", params={"format": "json"}).json()["found"] == 0
        assert client.post(f"/register/{kind}/new", data={"do": "save", "f.title": "x"}).status_code in (400, 403)


def test_a_year_has_no_mark_between_thousands(office_world: World, clients: Clients) -> None:
    keep(office_world, "partner")
    which = keep(office_world, "programme")
    shown = clients("anna").get(f"/register/programme/{which}").text
    assert ">2026<" in shown and "2,026" not in shown
