"""The pages of people: what the list says, what the buttons do, and what is shown of what was refused."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from comity.oversight.people import listing
from oversight.world import World

Clients = Callable[..., TestClient]


def test_the_list_says_who_is_here(clients: Clients) -> None:
    found = clients("anna").get("/people", params={"format": "json"}).json()
    rows = {row["name"]: row for row in found["tables"]["people"]["rows"]}
    assert set(rows) == {"Olga Owner", "Anna Example", "Carl Example", "Mike Example"}
    assert rows["Mike Example"]["side"] == "military"
    assert rows["Mike Example"]["vouched"] is True
    assert rows["Anna Example"]["vouched"] is False
    assert rows["Anna Example"]["roles"] == ["author, 2027-03-02 09:00"]
    # By which name somebody signs in is told to nobody who does not manage people.
    assert "login" not in rows["Anna Example"]
    assert "login" in clients("olga").get("/people", params={"format": "json"}).json()["tables"]["people"]["columns"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"role": "military-key"}, ["Mike Example"]),
        ({"q": "ANNA"}, ["Anna Example"]),
        ({"q": "joint staff"}, ["Mike Example"]),
        ({"status": "suspended"}, []),
        ({"q": "anna", "role": "owner"}, []),
    ],
)
def test_the_list_is_filtered(clients: Clients, filters: dict[str, str], names: list[str]) -> None:
    rows = clients("carl").get("/people", params={"format": "json", **filters}).json()["tables"]["people"]["rows"]
    assert [row["name"] for row in rows] == names


def test_the_list_asks_as_often_for_many_as_for_few(office_world: World) -> None:
    def asked() -> int:
        with office_world.look("carl") as look:
            seen: list[str] = []
            event.listen(look.con, "before_cursor_execute", lambda *told: seen.append(told[2]))
            listing.people(look)
            return len(seen)

    few = asked()
    for number in range(6):
        office_world.add(f"more{number}", "ministry", "author")
    assert asked() == few <= 4


def test_a_person_is_invited_and_the_code_is_shown_once(office_world: World, clients: Clients) -> None:
    olga = clients("olga")
    of = office_world.organisations["staff"]
    answer = olga.post("/people/invite", data={"organisation": of, "login": "nora", "name": "Nora New"})
    assert answer.status_code == 200
    code = re.search(r'id="the-code">([^<]+)<', answer.text)
    assert code
    from comity.oversight.people import accounts
    from oversight.world import PASSWORD

    who = accounts.join(office_world.office, "nora", code[1], PASSWORD)
    assert code[1] not in olga.get(f"/people/{who}").text


def test_what_was_typed_survives_a_refusal(office_world: World, clients: Clients) -> None:
    olga = clients("olga")
    of = office_world.organisations["staff"]
    answer = olga.post("/people/invite", data={"organisation": of, "login": "X", "name": "Nora <New>", "email": "n@x"})
    assert answer.status_code == 400
    assert 'value="Nora &lt;New&gt;"' in answer.text and 'value="n@x"' in answer.text and 'role="alert"' in answer.text
    assert f'value="{of}" selected' in answer.text
    anna = office_world.people["anna"].person
    answer = olga.post(f"/people/{anna}/roles", data={"role": "attache", "post": "", "end": "2027-01-01"})
    assert answer.status_code == 400
    assert 'value="2027-01-01"' in answer.text and "An attaché has a post" in answer.text
    answer = olga.post(f"/people/{anna}/roles", data={"role": "attache", "post": "Tokyo", "end": "2027-02-30"})
    assert answer.status_code == 400 and 'value="Tokyo"' in answer.text
    answer = olga.post("/people/organisations", data={"name": "Joint Staff", "side": "partner", "actor": "JPN"})
    assert answer.status_code == 400 and 'value="JPN"' in answer.text and 'value="partner" selected' in answer.text


def test_roles_are_granted_and_ended(office_world: World, clients: Clients) -> None:
    olga, anna = clients("olga"), office_world.people["anna"].person
    answer = olga.post(f"/people/{anna}/roles", data={"role": "attache", "post": "Tokyo", "end": "2027-01-31"})
    assert answer.status_code == 303
    found = olga.get(f"/people/{anna}", params={"format": "json"}).json()
    (held,) = [row for row in found["tables"]["roles"]["rows"] if row["post"] == "Tokyo"]
    assert held["end"] == "2027-01-31 23:59"
    assert olga.post(f"/people/{anna}/roles/{held['grant']}/end").status_code == 303
    assert "Tokyo" not in olga.get(f"/people/{anna}").text


def test_a_person_is_suspended_restored_and_let_in_anew(office_world: World, clients: Clients) -> None:
    olga, anna = clients("olga"), office_world.people["anna"].person
    hers = clients("anna")
    assert hers.get("/people").status_code == 200
    olga.post(f"/people/{anna}/suspend")
    assert hers.get("/people").headers["location"].startswith("/signin")
    assert olga.post(f"/people/{anna}/suspend").status_code == 403
    olga.post(f"/people/{anna}/restore")
    assert clients("anna").get("/people").status_code == 200
    answer = olga.post(f"/people/{anna}/reissue")
    assert 'id="the-code"' in answer.text
    assert olga.post(f"/people/{office_world.people['olga'].person}/suspend").status_code == 403


def test_erasing_asks_for_the_name_and_leaves_an_identity(office_world: World, clients: Clients) -> None:
    olga, anna = clients("olga"), office_world.people["anna"].person
    answer = olga.post(f"/people/{anna}/erase", data={"login": "ana"})
    assert answer.status_code == 400 and 'value="ana"' in answer.text
    assert "Anna Example" in olga.get("/people").text
    assert olga.post(f"/people/{anna}/erase", data={"login": " Anna "}).status_code == 303
    told = olga.get("/people").text + olga.get(f"/people/{anna}").text
    assert "Anna" not in told and "anna" not in told.replace(anna, "") and "(erased)" in told
    assert olga.post(f"/people/{anna}/erase", data={"login": ""}).status_code == 400


def test_buttons_are_where_the_policy_lets(office_world: World, clients: Clients) -> None:
    mike = office_world.people["mike"].person
    hers = clients("anna").get(f"/people/{mike}").text
    assert f'action="/people/{mike}/' not in hers and "/why?action=managePeople" in hers
    assert "/records/new?kind=appointment" in hers
    owners = clients("olga").get(f"/people/{mike}").text
    assert f'action="/people/{mike}/suspend"' in owners and "kind=appointment" not in owners
    assert 'value="system"' not in owners and 'value="author"' in owners  # whoever holds a key does not run the machine
    assert 'value="military-key"' not in owners and "/why?action=grantKeyRole" in owners
    (asked,) = re.findall(r'href="(/why\?action=grantKeyRole[^"]*)"', owners)
    assert clients("olga").get(html.unescape(asked)).status_code == 200  # the question is whole: it names a role
    assert 'action="/people/invite"' not in clients("anna").get("/people").text


def test_while_it_is_being_founded_the_owner_vouches(new_world: World) -> None:
    """Of an office with one key alone; `clients` are of one that has both."""
    from comity.oversight import founding
    from comity.oversight.people import accounts, sessions
    from comity.web.office.app import create_office_app
    from oversight.world import PASSWORD, Someone

    owner = founding.first_owner(new_world.office, new_world.code, organisation="Ministry", side="civilian", name="Olga Owner", login="olga", password=PASSWORD)  # fmt: skip
    new_world.people["olga"] = Someone(owner, "olga")
    with new_world.act("olga") as act:
        new_world.organisations["ministry"] = accounts.facts_of(act, owner).organisation
    carl = new_world.add("carl", "ministry")
    new_world.enrol("carl")
    with new_world.office.act() as act:
        token = sessions.begin(act, owner, 2, "", "")
    session = sessions.find(new_world.office, token)
    assert session
    olga = TestClient(create_office_app(new_world.office, hosts=["localhost"]), base_url="http://localhost", follow_redirects=False, headers={"accept": "text/html", "x-comity-form": session.form}, cookies={"comity-office": token})  # fmt: skip
    page = olga.get(f"/people/{carl.person}").text
    assert f"/keys/{carl.key}/vouch" in page and 'value="civilian-key"' in page and 'value="military-key"' not in page
    assert olga.post(f"/people/{carl.person}/keys/{carl.key}/vouch").status_code == 303
    answer = olga.post(f"/people/{carl.person}/roles", data={"role": "civilian-key", "end": "2027-01-01"})
    assert answer.status_code == 303
    assert new_world.acts()[-1] == "role.granted"
