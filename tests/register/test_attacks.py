"""The register under attack: other people's records, fields that nobody asked for, scripts in every text, labels talked down.

Files are attacked in `test_pages_files`, spreadsheets in the tests of sheets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from comity.model.errors import ComityError, UnknownName
from comity.model.labels import labels, within
from comity.oversight import records
from comity.oversight.people import accounts
from comity.oversight.storage.tables import record, submission, version
from comity.oversight.storage.working import attachment, entry, item, typed
from comity.register import attachments, calendar, listing, reading, writing
from comity.register.kinds import kinds
from comity.register.writing import Unfitted
from oversight.world import SYSTEM, World
from register.filled import Filled

Clients = Callable[..., TestClient]
SECRET = "Xylographie"
PDF = b"%PDF-1.7 of an annex"


@dataclass
class Secret:
    """A draft of Anna's that nobody else may know of, and what belongs to it."""

    record: str
    kind: str
    file: str

    def ghost(self) -> Secret:
        """Give what was never there."""
        return Secret(self.record[:-4] + "aaaa", self.kind, self.file[:-4] + "aaaa")


#: Who tries: an author and an attaché of another organisation, a key, the owner, an overseer, partners who are and are not named, nobody.
PEOPLE = ("bob", "otto", "mike", "olga", "vera", "taro", "kim", None)


@pytest.fixture
def people(office_world: World) -> World:
    made = office_world
    made.add("bob", "staff", "author")
    made.add("otto", "staff", "attache", post="Oslo")
    made.add("vera", "staff", "overseer")
    made.add("taro", "japan", "partner")
    with made.act("olga") as act:
        made.organisations["korea"] = accounts.add_organisation(act, "Ministry of Defence of Korea", "partner", "KOR")
    made.add("kim", "korea", "partner")
    return made


@pytest.fixture
def secret(people: World) -> Secret:
    """Keep a draft with a file; a partner whom it names may not know of it before it is submitted."""
    filled = Filled(people, lambda place: f"{SECRET} of {place}")
    with people.act("anna") as act:
        which = writing.save(act, "agreement", filled.said("agreement") | {"label": "restricted"}, partners=[people.organisations["japan"]])[0]  # fmt: skip
        file = attachments.attach(act, which, f"{SECRET}.pdf", PDF)
    return Secret(which, "agreement", file)


GET = (
    "/register/{kind}/{record}", "/register/{kind}/{record}?format=json", "/register/{kind}/{record}/edit", "/register/{kind}/{record}/versions/1",
    "/register/{kind}/{record}/versions/1?against=1", "/register/{kind}/{record}/file/{file}", "/records/{record}", "/records/{record}?format=json",
    "/why?action=readRecord&on={record}", "/register/partner/{record}", "/register/{kind}/{record}/nothing",
)  # fmt: skip
POST: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/register/{kind}/{record}/edit", {"f.title": "Mine now", "saw": "1", "do": "save"}),
    ("/register/{kind}/{record}/submit", {"saw": "1"}),
    ("/register/{kind}/{record}/submit", {"saw": "1", "path": "emergency", "reason": "Now."}),
    ("/register/{kind}/{record}/note", {"entry": "negotiated", "f.day": "2026-03-01", "do": "note"}),
)


def _plain(text: str, one: Secret) -> str:
    """Give an answer without what differs by itself: the identities asked for, and what is new in each answer."""
    for held in (one.record, one.file):
        text = text.replace(held, "x")
    return re.sub(r'(nonce|value|content)="[\w-]{16,}"', "", text)


@pytest.mark.parametrize("login", PEOPLE)
def test_what_one_may_not_know_of_is_answered_as_what_is_not_there(
    people: World, clients: Clients, secret: Secret, login: str | None
) -> None:
    client, ghost = clients(login), secret.ghost()
    for address in GET:
        real, none = (client.get(address.format(**vars(one))) for one in (secret, ghost))
        assert real.status_code == none.status_code, address
        assert SECRET not in real.text, address
        assert _plain(real.text, secret) == _plain(none.text, ghost), address
        assert real.status_code in (303, 307, 401, 403, 404), (address, real.status_code)
    for address, fields in POST:
        real, none = (client.post(address.format(**vars(one)), data=fields) for one in (secret, ghost))
        assert real.status_code == none.status_code and SECRET not in real.text, address
        assert _plain(real.text, secret) == _plain(none.text, ghost), address
        if real.status_code == 303:
            assert real.headers["location"].startswith(("/signin", "/?", "/first")), (address, real.headers["location"])
    real, none = (client.post(f"/register/{one.kind}/{one.record}/attach", files={"file": ("a.pdf", PDF, "")}) for one in (secret, ghost))  # fmt: skip
    assert real.status_code == none.status_code and _plain(real.text, secret) == _plain(none.text, ghost)
    for address in ("/register", "/register/agreement", "/register/agreement?format=json", "/register/agreement?format=csv", "/register/agreement?order=title&state=draft", "/records?format=json", "/"):  # fmt: skip
        answer = client.get(address)
        assert SECRET not in answer.text and secret.record not in answer.text, address
    found = client.get("/register/agreement", params={"words": SECRET, "format": "json"})
    assert secret.record not in found.text and (login is None or found.json()["found"] == 0)
    with people.office.database.read(SYSTEM) as con:
        assert con.scalars(select(version.c.version).where(version.c.record == secret.record)).all() == [1]
        assert con.scalar(select(record.c.state).where(record.c.record == secret.record)) == "draft"
        assert con.scalars(select(attachment.c.attachment)).all() == [secret.file]
        assert con.scalar(select(entry.c.entry)) is None and con.scalar(select(submission.c.digest)) is None


@pytest.mark.parametrize("login", [one for one in PEOPLE if one])
def test_services_give_no_more_than_pages(people: World, secret: Secret, login: str) -> None:
    said = {"title": "Mine now"}
    reads: tuple[Callable[[Any], Any], ...] = (
        lambda look: reading.opened(look, secret.record),
        lambda look: reading.opened(look, secret.record, 1),
        lambda look: attachments.listed(look, secret.record),
        lambda look: attachments.read(look, secret.record, secret.file),
    )
    for read in reads:
        with people.look(login) as look, pytest.raises(UnknownName):
            read(look)
    writes: tuple[Callable[[Any], Any], ...] = (
        lambda act: writing.save(act, "agreement", said, which=secret.record, saw=1),
        lambda act: writing.submit(act, secret.record, 1),
        lambda act: writing.note(act, secret.record, "negotiated", {"day": "2026-03-01"}),
        lambda act: attachments.attach(act, secret.record, "a.pdf", PDF),
    )
    for write in writes:
        with pytest.raises(ComityError) as refused, people.act(login) as act:
            write(act)
        assert SECRET not in str(refused.value)
    with people.look(login) as look:
        find = reading.Finding(look)
        assert find.record(secret.record, ("agreement",)) is None
        assert find.record(f"{SECRET} of agreement/title", ()) is None
        assert find.file(secret.file) is None
        assert listing.readable(look, [secret.record]) == []


def test_a_file_of_one_record_is_not_named_in_another(people: World, secret: Secret) -> None:
    """Whoever may read both would sign one file, and show another."""
    filled = Filled(people)
    other = filled.keep("coalition")
    with people.look("anna") as look:
        assert reading.Finding(look, secret.record).file(secret.file)
        assert reading.Finding(look, other).file(secret.file) is None
        assert reading.Finding(look).file(secret.file) is None
        with pytest.raises(UnknownName):
            attachments.read(look, other, secret.file)


def test_lists_show_just_what_the_policy_lets_each_one_read(people: World) -> None:
    """For everyone, list by list, against the policy asked of each record by itself."""
    filled = Filled(people)
    every = {filled.keep(kind) for kind in kinds()}
    every |= {filled.keep("coalition", login="bob", title=f"Of Bob {number}") for number in range(3)}
    with people.act("bob") as act:
        partner = filled.said("agreement") | {"title": "Shared"}
        shared = writing.save(act, "agreement", partner, partners=[people.organisations["japan"]])[0]
    every.add(shared)
    people.submit(shared, "bob")
    with people.office.database.read(SYSTEM) as con:
        every |= set(con.scalars(select(record.c.record)))
    seen: dict[str, set[str]] = {}
    for login in ("anna", *(one for one in PEOPLE if one)):
        with people.look(login) as look:
            listed = {row["record"] for row in listing.listed(look, listing.Asked(size=1000)).rows}
            counted = listing.listed(look, listing.Asked(size=1)).found
            may = set()
            for which in every:
                try:
                    records.read(look, which)
                    may.add(which)
                except UnknownName:
                    pass
            assert listed == may and counted == len(may), login
            narrowed = listing.may_read(look, select(item.c.record), item.c.record)
            assert set(look.con.scalars(narrowed)) == may
            days = calendar.agenda(look, people.clock.now.date().replace(year=2000), people.clock.now.date().replace(year=2100), kinds=tuple(kinds()))  # fmt: skip
            assert {one.record for one in days} <= may
            seen[login] = may
    assert shared in seen["taro"] and seen["anna"] != seen["bob"] and seen["olga"] == seen["vera"] == set()


MORE = {
    "state": "in force", "author": "p_other", "organisation": "o_other", "version": "9", "record": "r_other", "approvals": "2", "made": "0",
    "f.state_": "in force", "f.author": "p_other", "f.organisation": "o_other", "f.version": "9", "f.record": "r_other", "f.approval": "x", "f.class": "k",
    "f.emergency": "Now.", "f.partners": "o_other", "f.id": "r_other", "f.stage": "signed", "f.complete": "100", "f.changed": "1", "post": "Tokyo",
    "kind": "coalition", "person": "p_other", "f.__proto__": "x", "f.title.x": "y", "which": "r_other", "login": "olga",
}  # fmt: skip


def test_fields_that_nobody_declared_change_nothing(people: World, clients: Clients) -> None:
    anna = clients("anna")
    fields = {"f.title": "Sea", "f.type": "research", "f.owner": "anna", "f.label": "internal"}
    for more in ({name: value} for name, value in MORE.items()):
        answer = anna.post("/register/partner/new", data=fields | more | {"do": "save"})
        assert answer.status_code in (303, 400), (more, answer.text[:300])
    with people.office.database.read(SYSTEM) as con:
        kept = con.execute(select(record, version.c.content).join_from(record, version)).all()
        assert kept
        for row in kept:
            assert (row.kind, row.state, row.version, row.post) == ("partner", "draft", 1, None)
            assert row.author == people.people["anna"].person
            assert row.organisation == people.organisations["ministry"]
            assert set(row.content) <= {"title", "type", "owner", "label"}
        assert set(con.scalars(select(item.c.stage))) == {None}


@pytest.mark.parametrize("kind", kinds())
def test_services_take_no_field_that_nobody_declared(people: World, kind: str) -> None:
    filled = Filled(people)
    said = filled.said(kind)
    declared = kinds()[kind]
    for name in ("state", "author", "organisation", "approvals", "emergency", "record", "class", "__proto__"):
        if declared.field(name) or declared.part(name):
            continue
        with pytest.raises(Unfitted) as refused, people.act("anna") as act:
            writing.save(act, kind, said | {name: "x"})
        assert [one.place for one in refused.value.found] == [name]
    for part in declared.parts:
        with pytest.raises(Unfitted) as refused, people.act("anna") as act:
            writing.save(act, kind, said | {part.name: [{"author": "x"}]})
        assert f"{part.name}/1/author" in [one.place for one in refused.value.found] or part.name == "authors"


MARK = "<script>alert(1)</script>"
SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{7*7}}",
    "</textarea><svg onload=alert(1)>",
)


@pytest.mark.parametrize("kind", kinds())
def test_script_in_every_field_of_text_is_shown_as_text(people: World, clients: Clients, kind: str) -> None:
    """In the record, its form, its versions, lists and the records of oversight, in each field that takes words."""
    filled = Filled(people, lambda place: f"{MARK}{''.join(SCRIPTS[1:])}{place}")
    said = filled.full(kind)
    anna, carl = clients("anna"), clients("carl")
    with people.act("anna") as act:
        which = writing.save(act, kind, said)[0]
        writing.save(act, kind, said, which=which, saw=1)
        attachments.attach(act, which, "<b onmouseover=alert(1)>.pdf", PDF)
    at = f"/register/{kind}/{which}"
    pages = (at, f"{at}/edit", f"{at}/versions/1", f"{at}/versions/2?against=1", f"/register/{kind}", f"/register/{kind}?words=script", f"/records/{which}", "/records", "/", "/register")  # fmt: skip
    for address in pages:
        for client in (anna, carl):
            answer = client.get(address)
            _inert(answer.text, address)
            if answer.status_code == 200:
                policy = answer.headers["content-security-policy"]
                assert "default-src 'self'" in policy and "unsafe" not in policy, address
    for form in ("json", "csv"):
        answer = anna.get(f"/register/{kind}", params={"format": form})
        assert answer.headers["content-type"].startswith(("application/json", "text/csv"))
        assert answer.headers["x-content-type-options"] == "nosniff"


def _inert(text: str, where: str) -> None:
    """Hold that nothing of what was typed is markup: each script, image and handler of a page is one of ours."""
    assert MARK not in text, where
    assert not re.search(r"<(img|svg|script|b|textarea)[^>]*\son\w+\s*=", text, re.IGNORECASE), where
    assert not re.search(r"<img src=x|<svg onload|href=\"javascript:", text, re.IGNORECASE), where


def _label(world: World, which: str) -> str | None:
    with world.office.database.read(SYSTEM) as con:
        return con.scalar(select(item.c.label).where(item.c.record == which))


def _again(world: World, which: str, said: dict[str, Any], saw: int) -> None:
    with world.act("anna") as act:
        writing.save(act, "agreement", said, which=which, saw=saw)


def test_no_edit_lowers_a_label_and_both_keys_do(people: World) -> None:
    filled = Filled(people)
    said = filled.full("agreement")
    which = filled.keep("agreement", **(said | {"label": "restricted"}))
    assert _label(people, which) == "restricted"
    for saw, label in enumerate(("public", "partners", "internal", "public"), 1):
        _again(people, which, said | {"label": label}, saw)
        assert _label(people, which) == "restricted", label
    # Neither the submission nor one key lowers it.
    with people.act("anna") as act:
        digest = records.submit(act, which, 5)
    assert _label(people, which) == "restricted"
    people.approve("mike", digest)
    assert _label(people, which) == "restricted"
    people.approve("carl", digest)
    assert _label(people, which) == "public"
    # A draft after that raises it at once, and cannot bring it back.
    _again(people, which, said | {"label": "internal"}, 5)
    _again(people, which, said | {"label": "public"}, 6)
    assert _label(people, which) == "internal"


def test_an_emergency_lowers_a_label_when_it_was_confirmed_and_not_before(people: World) -> None:
    filled = Filled(people)
    said = filled.full("agreement")
    which = filled.keep("agreement", **(said | {"label": "restricted"}))
    _again(people, which, said | {"label": "public"}, 1)
    with people.act("anna") as act:
        digest = records.submit(act, which, 2, emergency="It cannot wait.")
    people.approve("mike", digest)
    assert people.state(which) == "under review" and _label(people, which) == "restricted"
    people.review("carl", digest, "confirmed")
    assert _label(people, which) == "public"


def test_a_label_that_is_none_goes_nowhere() -> None:
    for limit in labels():
        assert not within(None, limit) and not within("", limit) and not within("Public", limit)
        assert not within("public ", limit)


def test_what_somebody_typed_is_nobody_elses(people: World, clients: Clients) -> None:
    with people.office.database.write(SYSTEM) as con:
        con.execute(typed.insert().values(person=people.people["anna"].person, path="/register/partner/new", fields={"fields": [["f.title", SECRET]]}, at=people.clock.now))  # fmt: skip
    assert SECRET in clients("anna").get("/register/partner/new").text
    assert SECRET not in clients("bob").get("/register/partner/new").text
