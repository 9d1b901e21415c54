"""The pages of contacts: nobody is shown without the log, nothing personal stands in a list or an address, and what is erased is gone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect
from starlette.testclient import TestClient

from oversight.browsing import Served, whole
from oversight.world import World
from register.filled import Filled
from register.forms import form_in

Clients = Callable[..., TestClient]
PERSON = {"f.name": "Captain <b>Aoi</b> Example", "f.function": "Head of protocol", "f.email": "aoi@example.org", "f.phone": "+81 3 1234 5678", "f.purpose": "visits", "f.until": "2026-12-31"}  # fmt: skip


def contact(office: World, client: TestClient) -> str:
    answer = client.post("/contacts/new", data=PERSON | {"f.partner": Filled(office).keep("partner")})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


def test_a_contact_is_seen_by_an_act_alone(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = contact(office_world, anna)
    before = office_world.acts()
    for address in ("/contacts", f"/contacts/{which}"):
        for form in ("html", "json", "csv"):
            answer = anna.get(address, params={"format": form})
            assert answer.status_code == 200 and "Aoi" not in answer.text and "aoi@example.org" not in answer.text
    assert office_world.acts() == before
    shown = anna.post(f"/contacts/{which}/see")
    assert "Captain &lt;b&gt;Aoi" in shown.text and "aoi@example.org" in shown.text
    assert office_world.acts()[len(before) :] == ["contact.read"]
    assert "Anna Example" in anna.get(f"/contacts/{which}").text
    assert (
        "Aoi" in anna.post("/contacts/find", data={"words": "protocol"}).text
        and office_world.acts()[-1] == "contact.read"
    )
    assert "Aoi" not in anna.post("/contacts/find", data={"words": "ao"}).text.replace('value="ao"', "")


def test_a_contact_is_changed_and_erased(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = contact(office_world, anna)
    sent = form_in_contact(anna.post(f"/contacts/{which}/see").text)
    wrong = anna.post(f"/contacts/{which}/change", data=sent | {"f.email": "no address", "f.function": "Kept function"})
    assert wrong.status_code == 400 and 'href="#f-email"' in wrong.text and "no address" in wrong.text and "Kept function" in wrong.text  # fmt: skip
    assert anna.post(f"/contacts/{which}/change", data=sent | {"f.function": "Deputy"}).status_code == 303
    stale = anna.post(f"/contacts/{which}/change", data=sent | {"f.function": "Third"})
    assert stale.status_code == 409 and "Third" in stale.text
    assert anna.post(f"/contacts/{which}/erase", data={}).status_code == 400
    assert anna.post(f"/contacts/{which}/erase", data={"sure": "yes"}).status_code == 303
    assert "It was erased" in anna.get(f"/contacts/{which}").text
    assert "Aoi" not in anna.post(f"/contacts/{which}/see").text and which not in anna.get("/contacts").text


def form_in_contact(page: str) -> dict[str, str]:
    """Read the form by which a contact is changed."""
    page = page.replace('class="record">', 'id="record-form">')
    return {name: value for name, value in form_in(page).fields if name != "form"}


def test_nobody_else_learns_of_a_contact(office_world: World, clients: Clients) -> None:
    office_world.add("pia", "japan", "partner")
    office_world.add("sven", "staff", "author")
    which = contact(office_world, clients("anna"))
    for login in ("pia", "sven", "olga", "mike"):
        client = clients(login)
        assert which not in client.get("/contacts").text
        assert client.get(f"/contacts/{which}").status_code == 404, login
        for what in ("see", "change", "erase"):
            answer = client.post(f"/contacts/{which}/{what}", data={"sure": "yes", "saw": "x"})
            assert answer.status_code == 404 and "Aoi" not in answer.text, (login, what)
        assert "Captain" not in client.post("/contacts/find", data={"words": "captain"}).text.replace(
            'value="captain"', ""
        )
    assert clients("pia").get("/contacts/new").status_code == 403


def test_the_pages_of_contacts_are_fit_for_everybody(served: Served) -> None:
    page = served.page("anna")
    partner = Filled(served.world).keep("partner")
    page.goto(f"{served.address}/contacts/new")
    whole(page)
    page.get_by_label("Name").fill("Captain Aoi Example")
    page.get_by_label("Partner").fill(partner)
    page.get_by_label("Purpose").select_option("visits")
    page.get_by_label("Kept until").fill("2026-12-31")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="A contact", exact=True)).to_be_visible()
    whole(page)
    page.get_by_role("button", name="Show who it is").click()
    expect(page.get_by_role("heading", name="Captain Aoi Example")).to_be_visible()
    whole(page)
    page.get_by_label("I know that it does not come back.").check()
    page.get_by_role("button", name="Erase it").click()
    expect(page.get_by_text("It was erased")).to_be_visible()
    page.goto(f"{served.address}/contacts")
    whole(page)
