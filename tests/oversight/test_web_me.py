"""What is one's own: sessions, keys, the password, what one lends; and what an owner still has to do."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable

from starlette.testclient import TestClient

from comity.oversight.keys import software
from comity.oversight.keys.statement import KEY, key_payload, pae
from comity.oversight.people import accounts, factors, roles, signin
from comity.oversight.people.listing import founding_steps
from invented_passkeys import Passkey
from oversight.world import PASSWORD, WRAPPED, YEAR, World

Clients = Callable[..., TestClient]


def test_one_ends_a_session_or_all_others(office_world: World, clients: Clients) -> None:
    one, two, three = clients("carl"), clients("carl"), clients("carl")
    rows = one.get("/me?format=json").json()["tables"]["sessions"]["rows"]
    assert [row["current"] for row in rows].count(True) == 1 and len(rows) == 3
    other = next(row["name"] for row in rows if not row["current"])
    assert one.post(f"/me/sessions/{other}/end").headers["location"] == "/me#sessions"
    assert sorted(client.get("/me").status_code for client in (two, three)) == [200, 303]
    assert one.post("/me/sessions/end").status_code == 303
    assert [client.get("/me").status_code for client in (one, two, three)] == [200, 303, 303]


def test_nobody_ends_the_session_of_another(office_world: World, clients: Clients) -> None:
    of_mike = clients("mike").get("/me?format=json").json()["tables"]["sessions"]["rows"][0]["name"]
    assert clients("carl").post(f"/me/sessions/{of_mike}/end").status_code in (403, 404)
    assert clients("carl").post("/me/sessions/s_none/end").status_code == 404


def test_a_password_changes_by_the_old_one_and_other_sessions_end(office_world: World, clients: Clients) -> None:
    one, other = clients("carl"), clients("carl")
    new = "another sentence altogether"
    wrong = one.post("/me/password", data={"old": "not that one", "new": new})
    assert wrong.status_code == 403 and new not in wrong.text and "not that one" not in wrong.text
    assert one.post("/me/password", data={"old": PASSWORD, "new": "short"}).status_code == 400
    assert other.get("/me").status_code == 200
    assert one.post("/me/password", data={"old": PASSWORD, "new": new}).status_code == 303
    assert one.get("/me").status_code == 200 and other.get("/me").status_code == 303
    assert signin.by_password(office_world.office, "carl", new)
    assert "password.changed" in office_world.acts()


def test_the_old_password_is_not_guessed_from_a_session(office_world: World, clients: Clients) -> None:
    one = clients("carl")
    for _ in range(signin.OF_NAME):
        one.post("/me/password", data={"old": "guess", "new": "another sentence altogether"})
    assert one.post("/me/password", data={"old": PASSWORD, "new": "another sentence altogether"}).status_code == 403


def software_key(world: World, login: str, of: str | None = None) -> dict[str, str]:
    seed = secrets.token_bytes(32)
    public = software.public_of(seed)
    with world.look(login) as look:
        organisation = accounts.facts_of(look, world.people[login].person).organisation
    payload = key_payload(office=world.office.name, person=of or world.people[login].person, key=software.keyid(public), organisation=organisation)  # fmt: skip
    return {"public": base64.b64encode(public).decode(), "wrapped": json.dumps(WRAPPED), "proof": json.dumps(software.sign(seed, pae(KEY, payload)))}  # fmt: skip


def test_a_software_key_is_enrolled_and_revoked(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    assert anna.post("/me/keys", data={**software_key(office_world, "anna"), "name": "desk"}).status_code == 303
    found = anna.get("/me?format=json").json()["tables"]["keys"]["rows"]
    assert [(row["name"], row["kind"], row["vouched"]) for row in found] == [("desk", "software", "")]
    assert clients("carl").post(f"/me/keys/{found[0]['key']}/revoke").status_code in (403, 404)
    assert anna.post(f"/me/keys/{found[0]['key']}/revoke").status_code == 303
    assert anna.get("/me?format=json").json()["tables"]["keys"]["rows"][0]["revoked"]


def test_a_key_that_another_signed_for_or_that_is_no_key_is_refused(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    stolen = software_key(office_world, "anna", of=office_world.people["carl"].person)
    for said in (stolen, {}, {"public": "?"}, {**software_key(office_world, "anna"), "proof": "[]"}, {**software_key(office_world, "anna"), "wrapped": "{}"}):  # fmt: skip
        refused = anna.post("/me/keys", data={**said, "name": "kept as typed"})
        assert refused.status_code in (400, 403) and "kept as typed" in refused.text


def enrol_passkey(world: World, login: str) -> tuple[Passkey, str]:
    passkey, who = Passkey("ES256"), world.people[login].person
    with world.act(login) as act:
        asked = factors.passkey_options(act, who, None)
        challenge = base64.urlsafe_b64decode(asked["challenge"] + "=")
        return passkey, factors.enrol_passkey(act, who, None, passkey.attest(challenge), "blue")


def test_nobody_is_left_with_a_password_alone(office_world: World, clients: Clients) -> None:
    _, one = enrol_passkey(office_world, "carl")
    carl = clients("carl")
    assert carl.post(f"/me/keys/{one}/revoke").status_code == 403
    with office_world.act("olga") as act:
        factors.revoke_key(act, one)
    assert carl.get("/me").status_code == 303
    assert clients().post("/signin", data={"login": "carl", "password": PASSWORD}).status_code == 403


def test_a_role_is_lent_to_a_colleague_and_taken_back(office_world: World, clients: Clients) -> None:
    clock = office_world.clock
    office_world.add("cora", "ministry")
    carl, cora = clients("carl"), clients("cora")
    told = carl.get("/me?format=json").json()
    assert [one["role"] for one in told["lendable"]] == ["civilian-key"]
    assert {one["name"] for one in told["colleagues"]} == {"Olga Owner", "Anna Example", "Cora Example"}
    said = {"grant": told["lendable"][0]["grant"], "receiver": office_world.people["cora"].person, "start": "", "end": f"{clock.now + YEAR / 12:%Y-%m-%d}", "reason": "leave"}  # fmt: skip
    no = carl.post("/me/delegations", data={**said, "reason": " "})
    assert no.status_code == 400 and said["end"] in no.text
    assert carl.post("/me/delegations", data={**said, "receiver": office_world.people["mike"].person}).status_code in (403, 404)  # fmt: skip
    assert carl.post("/me/delegations", data={**said, "end": "soon"}).status_code == 400
    assert carl.post("/me/delegations", data=said).headers["location"] == "/me#delegations"
    assert "civilian-key" in cora.get("/?format=json").json()["roles"]
    lent = cora.get("/me?format=json").json()["tables"]["delegations"]["rows"][0]["delegation"]
    # Nothing that was lent is lent on.
    assert cora.get("/me?format=json").json()["lendable"] == []
    assert clients("mike").post(f"/me/delegations/{lent}/end").status_code in (403, 404)
    assert carl.post(f"/me/delegations/{lent}/end").status_code == 303
    assert cora.get("/?format=json").json()["roles"] == []


def test_the_owner_is_told_what_is_left_to_found_the_office(new_world: World) -> None:
    world = new_world
    from comity.oversight import founding

    world.people["olga"] = type("One", (), {"person": founding.first_owner(world.office, world.code, organisation="Ministry", side="civilian", name="Olga", login="olga", password=PASSWORD)})  # fmt: skip

    def steps() -> list[str]:
        with world.look("olga") as look:
            return [name for name, done in founding_steps(look).items() if done]

    assert steps() == []
    with world.act("olga") as act:
        world.organisations["ministry"] = accounts.facts_of(act, world.people["olga"].person).organisation
        world.organisations["staff"] = accounts.add_organisation(act, "Staff", "military")
    assert steps() == ["organisations"]
    world.add("mike", "staff")
    assert steps() == ["organisations"]
    world.add("carl", "ministry")
    assert steps() == ["organisations", "people"]
    for login, role in (("mike", "military-key"), ("carl", "civilian-key")):
        with world.act("olga") as act:
            roles.grant(act, world.people[login].person, role, act.now + YEAR)
    assert steps() == ["organisations", "people", "roles"]
    world.enrol("mike")
    world.enrol("carl")
    assert steps()[-1] == "keys"
    for login in ("mike", "carl"):
        with world.act("olga") as act:
            factors.vouch(act, world.people[login].key)
    assert steps()[-1] == "vouched"


def test_a_role_that_ends_soon_is_told(office_world: World, clients: Clients) -> None:
    assert clients("carl").get("/?format=json").json()["ending"] == []
    office_world.clock.on(days=340)
    assert [one["role"] for one in clients("carl").get("/?format=json").json()["ending"]] == ["civilian-key"]
    assert "Your role “civilian key” ends on" in clients("carl").get("/").text
