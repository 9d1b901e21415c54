"""Attacks by people of the office: rights that one lends oneself, content that one reads past one's role, and acts on what is another's."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from comity.model.errors import BadRequest, ComityError, NotAllowed, UnknownName
from comity.oversight import records
from comity.oversight.identity import new_id
from comity.oversight.people import accounts, factors, roles, sessions
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import record, role, session, submission
from oversight.world import World

Clients = Callable[..., TestClient]


def grant_of(world: World, login: str, name: str) -> str:
    with world.office.database.read(Scope.SYSTEM) as con:
        return str(con.scalars(select(role.c.grant).where(role.c.person == world.people[login].person, role.c.role == name)).one())  # fmt: skip


def lend(world: World, giver: str, receiver: str, grant: str, *, days: float = 10, start: float = 0) -> str:
    with world.act(giver) as act:
        begin = act.now + timedelta(days=start)
        return roles.delegate(act, grant, world.people[receiver].person, begin, begin + timedelta(days=days), "leave")


def with_key(world: World, login: str, organisation: str, *held: str) -> None:
    """Add a person whose key is vouched for by an appointment, as it is after the founding."""
    one = world.add(login, organisation, *held)
    world.enrol(login)
    digest = world.submit(world.write(kind="appointment", content={"title": "Key", "person": one.person, "key": one.key}))  # fmt: skip
    world.approve("mike", digest)
    assert world.approve("carl", digest)


@pytest.fixture
def lent(office_world: World) -> World:
    """Give an office in which mike has lent the military key to nora of the staff, whose own key is vouched for."""
    with_key(office_world, "nora", "staff")
    lend(office_world, "mike", "nora", grant_of(office_world, "mike", "military-key"))
    return office_world


# ------------------------------------------------------------------------------------------- what one lends, or takes


def test_nobody_lends_what_they_do_not_hold(lent: World) -> None:
    with pytest.raises(NotAllowed):
        lend(lent, "anna", "carl", grant_of(lent, "mike", "military-key"))
    with pytest.raises(NotAllowed):
        lend(lent, "anna", "carl", "g_nothing")
    grant = grant_of(lent, "anna", "author")
    with lent.act("anna") as act:
        roles.end_grant(act, grant)
    with pytest.raises(NotAllowed):
        lend(lent, "anna", "carl", grant)


def test_what_was_lent_is_not_lent_on(lent: World) -> None:
    lent.add("omar", "staff")
    with pytest.raises(NotAllowed):
        lend(lent, "nora", "omar", grant_of(lent, "mike", "military-key"))


@pytest.mark.parametrize(("start", "days"), [(0, 366), (300, 90), (-1, 2)])
def test_nothing_is_lent_beyond_ones_own_days(lent: World, start: float, days: float) -> None:
    lent.add("omar", "staff")
    with pytest.raises((NotAllowed, BadRequest)):
        lend(lent, "mike", "omar", grant_of(lent, "mike", "military-key"), start=start, days=days)


def test_nothing_is_lent_to_another_organisation_or_to_oneself(lent: World) -> None:
    grant = grant_of(lent, "mike", "military-key")
    for receiver in ("carl", "anna", "olga", "mike"):
        with pytest.raises(NotAllowed):
            lend(lent, "mike", receiver, grant)


@pytest.mark.parametrize("how", ["lender suspended", "role ended", "delegation ended", "time over", "organisation ended"])  # fmt: skip
def test_what_was_lent_is_gone_at_once(lent: World, how: str) -> None:
    digest = lent.submit(lent.write())
    grant = grant_of(lent, "mike", "military-key")
    if how == "time over":
        lent.clock.on(days=11)
    elif how == "role ended":
        with lent.act("mike") as act:
            roles.end_grant(act, grant)
    elif how == "delegation ended":
        from comity.oversight.people import listing

        with lent.act("nora") as act:
            (one,) = listing.delegations(act, act.seat.person)
            roles.end_delegation(act, one["delegation"])
    else:
        # Nobody undoes the founding: another holder, of another military organisation, stays.
        with lent.act("olga") as act:
            lent.organisations["navy"] = accounts.add_organisation(act, "Navy", "military")
        with_key(lent, "max", "navy")
        end = int((lent.clock() + timedelta(days=90)).timestamp() * 1000)
        digest = lent.submit(lent.write(kind="appointment", content={"title": "Key", "person": lent.people["max"].person, "role": "military-key", "end": end}))  # fmt: skip
        lent.approve("mike", digest)
        assert lent.approve("carl", digest)
        digest = lent.submit(lent.write())
        with lent.act("olga") as act:
            if how == "lender suspended":
                accounts.suspend(act, lent.people["mike"].person)
            else:
                accounts.end_organisation(act, lent.organisations["staff"])
    with pytest.raises(ComityError):
        lent.approve("nora", digest, "military")


def test_a_delegate_approves_nothing_that_the_lender_wrote(lent: World) -> None:
    with lent.act("olga") as act:
        roles.grant(act, lent.people["mike"].person, "author", act.now + timedelta(days=90))
    digest = lent.submit(lent.write("mike"), "mike")
    with pytest.raises(NotAllowed, match=r"wrote|delegation"):
        lent.approve("nora", digest, "military")


def test_lender_and_delegate_are_not_the_two_keys(lent: World) -> None:
    digest = lent.submit(lent.write())
    lent.approve("mike", digest)
    for side in ("military", "civilian"):
        with pytest.raises(NotAllowed):
            lent.approve("nora", digest, side)
    assert lent.approve("carl", digest)


def test_owners_give_themselves_no_content_and_no_key(office_world: World) -> None:
    olga = office_world.people["olga"].person
    for name in ("author", "military-key", "civilian-key", "attache", "partner", "overseer", "system", "owner"):
        with pytest.raises(NotAllowed), office_world.act("olga") as act:
            roles.grant(act, olga, name, act.now + timedelta(days=9), post="Tokyo" if name == "attache" else None)
    # Nor a key to a friend, now that both keys exist; nor to one who runs the office content.
    for who, name in (("anna", "civilian-key"), ("mike", "owner")):
        with pytest.raises(NotAllowed), office_world.act("olga") as act:
            roles.grant(act, office_world.people[who].person, name, act.now + timedelta(days=9))
    office_world.add("sys", "ministry", "system")
    with pytest.raises(NotAllowed), office_world.act("olga") as act:
        roles.grant(act, office_world.people["sys"].person, "author", act.now + timedelta(days=9))


def test_an_owner_with_content_in_the_database_still_has_none(office_world: World) -> None:
    """Somebody with access to the database adds a row: the policy's forbid beats what the row permits."""
    which = office_world.write()
    office_world.submit(which)
    with office_world.office.database.write(Scope.SYSTEM) as con:
        now = office_world.clock()
        con.execute(insert(role).values(grant=new_id("g"), person=office_world.people["olga"].person, role="author", start=now, end=now + timedelta(days=9)))  # fmt: skip
    with office_world.look("olga") as look:
        assert records.listed(look) == []
        with pytest.raises(UnknownName):
            records.read(look, which)
    with pytest.raises((NotAllowed, UnknownName)):
        office_world.write("olga")


# ------------------------------------------------------------------------------------------------- what one may not read

WORDS = ("XYZZYTITLE", "XYZZYTEXT", "XYZZYLABEL", "XYZZYREASON")


def needles() -> list[str]:
    """Give the words, also as base64 has them at each of its three offsets."""
    packed = [base64.b64encode(b"\0" * by + word.encode())[4:-4].decode() for word in WORDS for by in range(3)]
    return [*WORDS, *packed]


@pytest.fixture
def stocked(office_world: World) -> World:
    """Give an office with a record in every state, all with words that are looked for; none names a partner or is of Seoul."""
    world = office_world
    world.add("sys", "ministry", "system")
    world.add("olav", "ministry", "overseer")
    world.add("taro", "japan", "partner")
    world.add("seoul", "ministry", "attache", post="Seoul")
    content = {"title": "XYZZYTITLE", "text": "XYZZYTEXT", "label": "XYZZYLABEL"}
    world.write(content=content)
    world.submit(world.write(content=content))
    digest = world.submit(world.write(content=content, post="Tokyo"))
    world.approve("mike", digest)
    world.approve("carl", digest)
    digest = world.submit(world.write(content=content), emergency="XYZZYREASON")
    world.approve("mike", digest)
    which = world.write(content=content)
    world.approve("mike", world.submit(which))
    world.write(which=which, saw=1, content=content)
    return world


def calm(client: TestClient, counter: Iterator[int]) -> TestClient:
    """Ask from another address: an address is let ask so often only."""
    client._transport.client = (f"10.0.{next(counter)}", 1)  # type: ignore[attr-defined]
    return client


def every_get(client: TestClient, world: World) -> Iterator[str]:
    """Give every address that answers a GET, with every identity there is in every place."""
    with world.office.database.read(Scope.SYSTEM) as con:
        known = {
            "record": list(con.scalars(select(record.c.record))),
            "digest": list(con.scalars(select(submission.c.digest))),
            "person": [one.person for one in world.people.values()],
            "organisation": list(world.organisations.values()),
        }
    everything = [*known["record"], *known["digest"], *known["person"][:2], *map(str, range(3))]
    app: Any = client.app
    for path, methods in app.openapi()["paths"].items():
        if "get" in methods:
            names = re.findall(r"{(\w+)}", path)
            choices = [known.get(name, ["1", "2"] if name in ("number", "version") else everything) for name in names]
            for said in itertools.product(*choices):
                yield path.format(**dict(zip(names, said, strict=True)))


@pytest.mark.parametrize("login", ["olga", "sys", "taro", "olav", "seoul"])
def test_no_page_tells_a_word_of_content_to_whoever_has_none(stocked: World, clients: Clients, login: str) -> None:
    client, counter = clients(login), itertools.count()
    walked = 0
    extra = ["/records?format=csv", "/why?action=readRecord", "/records?q=XYZZY", "/records?state=submitted"]
    for address in [*every_get(client, stocked), *extra]:
        for form in ("text/html", "application/json"):
            answer = calm(client, counter).get(address, headers={"accept": form})
            assert answer.status_code not in (429, 500), address
            said = answer.text.replace("q=XYZZY", "").replace('value="XYZZY"', "")
            assert not [word for word in needles() if word in said], (address, login)
            walked += 1
    assert walked > 60
    assert calm(client, counter).get("/why").status_code == 200


def test_the_same_walk_finds_the_words_for_whoever_has_them(stocked: World, clients: Clients) -> None:
    client, counter = clients("anna"), itertools.count()
    said = "".join(calm(client, counter).get(one).text for one in every_get(client, stocked))
    assert all(word in said for word in WORDS)


def test_a_partner_reads_what_names_them_and_none_of_its_drafts(office_world: World, clients: Clients) -> None:
    world = office_world
    world.add("taro", "japan", "partner")
    japan = [world.organisations["japan"]]
    first = world.write(content={"title": "Shared", "text": "DRAFTWORD"}, partners=japan)
    client = clients("taro")
    assert client.get(f"/records/{first}").status_code == 404
    world.write(which=first, saw=1, content={"title": "Shared", "text": "final"}, partners=japan)
    world.submit(first, saw=2)
    other = world.write(content={"title": "Not theirs", "text": "x"})
    world.submit(other)
    assert client.get(f"/records/{first}").status_code == 200
    assert client.get(f"/records/{other}").status_code == 404
    # What is submitted now, was a draft before: that draft they do not read, nor what changed since it.
    for address in (f"/records/{first}/versions/1", f"/records/{first}/versions/2?against=1"):
        assert client.get(address).status_code == 404
    for address in (f"/records/{first}", f"/records/{first}/versions/2", "/records"):
        answer = client.get(address)
        assert "DRAFTWORD" not in answer.text and "Not theirs" not in answer.text and "Anna" not in answer.text
    # A record that names them no more is none of theirs.
    world.write(which=first, saw=2, content={"title": "Shared", "text": "final"})
    world.submit(first, saw=3)
    assert client.get(f"/records/{first}").status_code == 404


def test_an_attache_sees_their_post_and_none_of_what_it_was_before(office_world: World, clients: Clients) -> None:
    world = office_world
    world.add("tom", "ministry", "attache", post="Tokyo")
    which = world.write(content={"title": "Moved", "text": "SEOULWORD"}, post="Seoul")
    client = clients("tom")
    assert client.get(f"/records/{which}").status_code == 404
    world.write(which=which, saw=1, content={"title": "Moved", "text": "Tokyo's"}, post="Tokyo")
    assert client.get(f"/records/{which}").status_code == 200
    assert client.get(f"/records/{which}/versions/1").status_code == 404
    assert "SEOULWORD" not in client.get(f"/records/{which}/versions/2").text
    # And an attaché sends nothing into another's post.
    answer = client.post(f"/records/{which}/edit", data={"saw": "2", "title": "Moved", "post": "Seoul"})
    assert answer.status_code == 403


# --------------------------------------------------------------------------------------- what is not there, and what is another's


def same(real: Any, none: Any, ids: tuple[str, str]) -> None:
    """Two answers that differ in the identity alone."""
    assert real.status_code == none.status_code
    assert real.text.replace(ids[0], "x") == none.text.replace(ids[1], "x")


@pytest.mark.parametrize("login", ["mike", "olga", "taro"])
def test_a_record_that_one_may_not_know_of_is_answered_as_none(
    office_world: World, clients: Clients, login: str
) -> None:
    office_world.add("taro", "japan", "partner")
    which = office_world.write()
    ids = which, which[:-6] + "aaaaaa"
    client = clients(login)
    for path in ("", "/edit", "/versions/1"):
        same(client.get(f"/records/{ids[0]}{path}"), client.get(f"/records/{ids[1]}{path}"), ids)
    for path, said in (("/edit", {"saw": "1", "title": "T"}), ("/submit", {"saw": "1"})):
        before = office_world.state(which)
        same(client.post(f"/records/{ids[0]}{path}", data=said), client.post(f"/records/{ids[1]}{path}", data=said), ids)  # fmt: skip
        assert client.post(f"/records/{ids[0]}{path}", data=said).status_code == 404
        assert office_world.state(which) == before


def test_a_person_whom_one_may_not_know_of_is_answered_as_none(office_world: World, clients: Clients) -> None:
    office_world.add("taro", "japan", "partner")
    anna = office_world.people["anna"].person
    ids = anna, anna[:-6] + "aaaaaa"
    client = clients("taro")
    same(client.get(f"/people/{ids[0]}"), client.get(f"/people/{ids[1]}"), ids)
    posts = {"suspend": {}, "restore": {}, "reissue": {}, "erase": {"login": "anna"}, "roles": {"role": "author", "end": "2026-12-31"}}  # fmt: skip
    for path, said in posts.items():
        real, none = (client.post(f"/people/{one}/{path}", data=said) for one in ids)
        same(real, none, ids)
        assert real.status_code == 404, path
    grant, key = grant_of(office_world, "anna", "author"), office_world.people["mike"].key
    same(client.post(f"/people/{anna}/roles/{grant}/end"), client.post(f"/people/{anna}/roles/g_none/end"), (grant, "g_none"))  # fmt: skip
    same(client.post(f"/people/{anna}/keys/{key}/revoke"), client.post(f"/people/{anna}/keys/{'0' * 64}/revoke"), (key, "0" * 64))  # fmt: skip
    same(client.post(f"/people/{anna}/keys/{key}/vouch"), client.post(f"/people/{anna}/keys/{'0' * 64}/vouch"), (key, "0" * 64))  # fmt: skip
    assert office_world.acts().count("act.denied") >= 8


@pytest.mark.parametrize("login", ["anna", "mike", "sys", "taro"])
def test_whoever_does_not_manage_people_changes_nothing_of_others(stocked: World, clients: Clients, login: str) -> None:
    client = clients(login)
    carl, grant = stocked.people["carl"], grant_of(stocked, "carl", "civilian-key")
    lent = lend(stocked, "carl", "anna", grant) if login not in ("anna",) else "d_none"
    with stocked.office.database.read(Scope.SYSTEM) as con:
        rows = [con.execute(select(table)).all() for table in (role, accounts.person, accounts.organisation, factors.key)]  # fmt: skip
    posts: list[tuple[str, dict[str, str]]] = [
        ("/people/invite", {"organisation": stocked.organisations["staff"], "login": "evil", "name": "Evil"}),
        ("/people/organisations", {"name": "Evil", "side": "military"}),
        (f"/people/organisations/{stocked.organisations['staff']}/end", {}),
        *((f"/people/{carl.person}/{what}", {"login": "carl"}) for what in ("suspend", "restore", "reissue", "erase")),
        (f"/people/{carl.person}/roles", {"role": "author", "end": "2026-12-31"}),
        (f"/people/{stocked.people[login].person}/roles", {"role": "author", "end": "2026-12-31"}),
        # Under one's own name, what is another's.
        (f"/people/{stocked.people[login].person}/roles/{grant}/end", {}),
        (f"/people/{stocked.people[login].person}/keys/{carl.key}/revoke", {}),
        (f"/people/{stocked.people[login].person}/keys/{carl.key}/vouch", {}),
        (f"/people/delegations/{lent}/end", {}),
    ]
    for address, said in posts:
        assert client.post(address, data=said).status_code in (400, 403, 404), address
    with stocked.office.database.read(Scope.SYSTEM) as con:
        assert rows == [con.execute(select(table)).all() for table in (role, accounts.person, accounts.organisation, factors.key)]  # fmt: skip


def test_nobody_ends_the_session_of_another(office_world: World, clients: Clients) -> None:
    clients("mike")
    with office_world.office.database.read(Scope.SYSTEM) as con:
        name = con.scalars(select(session.c.name).where(session.c.person == office_world.people["mike"].person)).one()
    told = []
    for one in (name, "s_none"):
        with pytest.raises(UnknownName) as caught, office_world.act("anna") as act:
            sessions.end_named(act, one)
        told.append(str(caught.value))
    assert told[0] == told[1]
    with office_world.office.database.read(Scope.SYSTEM) as con:
        assert con.scalars(select(session.c.ended).where(session.c.name == name)).one() is None
