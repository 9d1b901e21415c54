"""Attacks through fields that no form has, and by acts at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from comity.model.errors import Busy, ComityError, NotAllowed
from comity.oversight import records
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import approval, record, role, submission, version
from oversight.world import World

Clients = Callable[..., TestClient]


#: What no form of anybody sets by itself: it follows from who acts, and when.
NEVER = {"state", "author", "version", "giver", "founding", "grant", "status", "vouched", "revoked", "at", "now", "factors", "voucher", "by", "issuer", "totp", "side_of", "approved"}  # fmt: skip
#: One lends a role of one's own by its grant; OpenID Connect has a word of its own for what a provider sends back.
MEANT = {"/me/delegations": {"grant"}, "/signin/provider/last": {"state"}}


def test_no_form_takes_what_follows_from_who_acts(clients: Clients) -> None:
    app: Any = clients().app
    found = app.openapi()
    for path, methods in found["paths"].items():
        for kind in methods.get("post", {}).get("requestBody", {}).get("content", {}).values():
            name = kind["schema"].get("$ref", "").rpartition("/")[2]
            fields = set(found["components"]["schemas"].get(name, {}).get("properties", {}))
            assert not fields & NEVER - MEANT.get(path, set()), (path, fields & NEVER)


def test_what_a_form_does_not_have_is_not_taken(office_world: World, clients: Clients) -> None:
    evil = {
        "state": "in force", "author": office_world.people["mike"].person, "organisation": office_world.organisations["staff"], "version": "7", "record": "r_evil",
        "giver": office_world.people["carl"].person, "founding": "true", "status": "active", "factors": "2", "approved": "1",
    }  # fmt: skip
    answer = clients("anna").post("/records/new", data={"kind": "visit", "title": "T", "text": "x", **evil})
    which = answer.headers["location"].rpartition("/")[2]
    clients("anna").post(f"/records/{which}/edit", data={"saw": "1", "title": "T2", **evil, "kind": "office-call"})
    clients("anna").post(f"/records/{which}/submit", data={"saw": "2", "path": "one key", "expires": "2099-01-01", **evil})  # fmt: skip
    anna = office_world.people["anna"].person
    answer = clients("olga").post(f"/people/{anna}/roles", data={"role": "overseer", "end": "2026-12-31", "person": office_world.people["olga"].person, **evil})  # fmt: skip
    assert answer.status_code == 303
    with office_world.office.database.read(Scope.SYSTEM) as con:
        row = con.execute(select(record).where(record.c.record == which)).one()
        assert (row.kind, row.state, row.version, row.author, row.organisation) == ("visit", "submitted", 2, anna, office_world.organisations["ministry"])  # fmt: skip
        assert con.scalars(select(submission.c.path)).one() == "two keys"
        given = con.execute(select(role).where(role.c.role == "overseer")).one()
        assert (given.person, given.giver) == (anna, office_world.people["olga"].person)


def test_a_sign_that_no_text_holds_is_refused_not_choked_on(clients: Clients) -> None:
    for login in ("anna", None):
        client = clients(login)
        for address in ("/people/%00", "/records/%00", "/why?action=readRecord&on=r_%00", "/people?q=%00", "/signin?to=%00"):  # fmt: skip
            assert client.get(address).status_code == 400, address
        for address in ("/records/new", "/people/invite", "/signin"):
            assert client.post(address, data={"kind": "note", "title": "T", "post": "x\0", "login": "a\0"}).status_code == 400  # fmt: skip


def race(*runs: Callable[[], Any]) -> list[Any]:
    """Do several things at once; give what each gave, or its error."""
    begin, found = threading.Barrier(len(runs)), list[Any](itertools.repeat(None, len(runs)))

    def one(place: int, run: Callable[[], Any]) -> None:
        begin.wait()
        try:
            found[place] = run()
        except ComityError as error:
            found[place] = error

    threads = [threading.Thread(target=one, args=(place, run)) for place, run in enumerate(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_edits_at_once_exactly_one_wins_and_none_is_lost_unseen(office_world: World) -> None:
    which = office_world.write()
    for saw in range(1, 5):
        texts = [f"text {saw}.{number}" for number in range(4)]

        def edit(text: str, saw: int = saw) -> Callable[[], Any]:
            return lambda: office_world.write(which=which, saw=saw, content={"title": "T", "text": text})

        found = race(*map(edit, texts))
        won = [place for place, one in enumerate(found) if one == which]
        assert len(won) == 1 and all(isinstance(one, Busy) for place, one in enumerate(found) if place not in won)
        with office_world.office.database.read(Scope.SYSTEM) as con:
            rows = con.scalars(select(version.c.content).where(version.c.record == which, version.c.version == saw + 1)).all()  # fmt: skip
        assert [one["text"] for one in rows] == [texts[won[0]]]


def test_an_edit_and_an_approval_at_once_never_bind_what_was_not_signed(office_world: World) -> None:
    for _ in range(4):
        which = office_world.write()
        digest = office_world.submit(which)
        office_world.approve("mike", digest)
        edited, bound = race(
            lambda which=which: office_world.write(which=which, saw=1, content={"title": "T", "text": "changed"}),  # type: ignore[misc]
            lambda digest=digest: office_world.approve("carl", digest),  # type: ignore[misc]
        )
        state = office_world.state(which)
        if bound is True:
            # The approval came first; what was then edited is a draft again, and not in force.
            assert state == ("draft" if edited == which else "in force")
        else:
            assert isinstance(bound, NotAllowed) and edited == which and state == "draft"


def test_a_key_turned_twice_at_once_is_turned_once(office_world: World) -> None:
    digest = office_world.submit(office_world.write())
    found = race(*(lambda: office_world.approve("mike", digest) for _ in range(4)))
    # The same signature sent again says the same: it is turned, and waits for the other key.
    assert found == [False] * 4
    with office_world.office.database.read(Scope.SYSTEM) as con:
        assert len(con.execute(select(approval).where(approval.c.digest == digest)).all()) == 1
    assert office_world.acts().count("approval.given") == 1
    both = office_world.submit(office_world.write())
    assert sorted(map(str, race(lambda: office_world.approve("mike", both), lambda: office_world.approve("carl", both)))) == ["False", "True"]  # fmt: skip


def test_whoever_saw_an_older_version_submits_none(office_world: World) -> None:
    which = office_world.write()
    office_world.write(which=which, saw=1)
    with pytest.raises(Busy):
        office_world.submit(which, saw=1)
    with pytest.raises(Busy), office_world.act("anna") as act:
        records.submit(act, which, 3)
    assert office_world.state(which) == "draft"
    digest = office_world.submit(which, saw=2)
    office_world.write(which=which, saw=2)
    with pytest.raises(NotAllowed, match=r"edited|Only what is submitted"):
        office_world.approve("mike", digest)
