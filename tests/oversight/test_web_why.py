"""The page that explains: what it says of oneself and of others, and that it tells nobody of what they may not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from comity.web.office.pages.why.page import ACTIONS, WITH_ROLE
from oversight.world import World

Clients = Callable[..., TestClient]


def told(client: TestClient, **asked: str) -> dict[str, Any]:
    """Ask as a program."""
    return dict(client.get("/why", params={"format": "json", **asked}).json())


def test_it_says_what_forbids_with_its_text(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    office_world.submit(which)
    found = told(clients("anna"), action="approveCivilian", on=which)
    assert found["allowed"] is False
    assert "Nobody approves or reviews what they wrote or submitted." in found["says"]
    policies = {row["policy"]: row for row in found["tables"]["policies"]["rows"]}
    assert 'Action::"approve"' in policies["nobody-approves-their-own"]["text"]
    assert found["policy"] == office_world.office.policy.digest


def test_it_says_what_is_missing_and_what_is_held_until_when(clients: Clients) -> None:
    found = told(clients("mike"), action="managePeople")
    assert found["allowed"] is False
    assert any("Missing here: the role owner" in one for one in found["says"])
    assert found["says"][-1] == "Held: military-key (until 2027-03-02 09:00)."


def test_the_rules_are_told_where_the_policy_allows(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    digest = office_world.submit(which)
    assert told(clients("mike"), action="approveMilitary", on=which)["allowed"] is True
    office_world.approve("mike", digest)
    found = told(clients("mike"), action="approveMilitary", on=which)
    assert found["allowed"] is False and found["rule"] == "the same person has turned a key already"
    assert "The policy allows it; the rules of the two keys do not:" in clients("mike").get("/why", params={"action": "approveMilitary", "on": which}).text  # fmt: skip


def test_it_explains_others_to_whoever_may_see_them(office_world: World, clients: Clients) -> None:
    which = office_world.write()
    office_world.submit(which)
    anna, carl = office_world.people["anna"].person, office_world.people["carl"].person
    assert told(clients("carl"), action="approveCivilian", on=which, who=anna)["allowed"] is False
    assert told(clients("anna"), action="approveCivilian", on=which, who=carl)["allowed"] is True


def test_what_one_may_not_know_is_answered_as_what_is_not_there(office_world: World, clients: Clients) -> None:
    secret = office_world.write(content={"title": "A secret", "text": "Words."})
    ghost = secret[:-4] + "aaaa"
    office_world.add("taro", "japan", "partner")
    for login in ("mike", "olga", "taro"):
        client = clients(login)
        for action in ("readRecord", "approveMilitary", "submitRecord"):
            real, none = (client.get("/why", params={"action": action, "on": one}) for one in (secret, ghost))
            assert real.status_code == none.status_code == 404
            assert real.text.replace(secret, "x") == none.text.replace(ghost, "x")
    anna, nobody = office_world.people["anna"].person, office_world.people["anna"].person[:-4] + "aaaa"
    client = clients("taro")
    for asked in ("on", "who"):
        real, none = (client.get("/why", params={"action": "managePeople", asked: one}) for one in (anna, nobody))
        assert real.status_code == none.status_code == 404
        assert real.text.replace(anna, "x") == none.text.replace(nobody, "x")


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_act_is_explained_in_both_languages(office_world: World, clients: Clients, action: str) -> None:
    which = office_world.write()
    office_world.submit(which)
    client = clients("carl")
    on = {"Record": which, "Emergency": which, "Military": which, "Civilian": which, "Alone": which}
    target = next((one for word, one in on.items() if action.endswith(word)), office_world.people["anna"].person)
    for language in ("en", "fr"):
        answer = client.get("/why", params={"action": action, "on": target, "lang": language, "role": "author" if action in WITH_ROLE else ""})  # fmt: skip
        assert answer.status_code == 200, answer.text
        assert "None" not in answer.text


def test_all_actions_of_the_schema_can_be_asked_about() -> None:
    import re
    from importlib.resources import files

    schema = (files("comity.oversight.policy") / "office.cedarschema").read_text(encoding="utf-8")
    lines = re.findall(r"^action ([^{;]+?)(?: in \[\w+\])? appliesTo", schema, re.MULTILINE)
    assert {one.strip() for line in lines for one in line.split(",")} - {"ownSession", "signIn"} == set(ACTIONS)


def test_the_whole_policy_is_readable(office_world: World, clients: Clients) -> None:
    found = clients("anna").get("/why/policy", params={"format": "json"}).json()
    assert {row["policy"] for row in found["tables"]["policies"]["rows"]} == set(office_world.office.policy.rules)
    assert found["own"] == [] and "adds no file" in clients("anna").get("/why/policy").text
