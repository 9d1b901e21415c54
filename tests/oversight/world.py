"""An office for tests: a clock that is set, people with software keys, and records."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from comity.oversight import approving, founding, records
from comity.oversight.desk import Office
from comity.oversight.keys import software
from comity.oversight.keys.statement import KEY, RECORD, REVIEW, key_payload, pae
from comity.oversight.people import accounts, factors, roles
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import log_entry, record, submission

PASSWORD = "the quick brown fox jumps"
PASSPHRASE = "over the lazy dog, twice a day"
YEAR = timedelta(days=365)


@dataclass
class Clock:
    """Tells the time that a test sets."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Someone:
    """A person of the test, with a software key."""

    person: str
    login: str
    seed: bytes = b""
    key: str = ""

    def signs(self, payload: bytes, kind: str = RECORD) -> dict[str, str]:
        return software.sign(self.seed, pae(kind, payload))


@dataclass
class World:
    """An office, its clock, and its people by login."""

    office: Office
    clock: Clock
    home: Path
    code: str
    people: dict[str, Someone] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    def found(self) -> World:
        """Let the owner in, and people of two organisations with both keys."""
        owner = founding.first_owner(self.office, self.code, organisation="Ministry of Defence", side="civilian", name="Olga Owner", login="olga", password=PASSWORD)  # fmt: skip
        self.people["olga"] = Someone(owner, "olga")
        with self.act("olga") as act:
            found = accounts.facts_of(act, owner).organisation
            self.organisations["ministry"] = found
            self.organisations["staff"] = accounts.add_organisation(act, "Joint Staff", "military")
            self.organisations["japan"] = accounts.add_organisation(act, "Ministry of Defence of Japan", "partner", "JPN")  # fmt: skip
        self.add("anna", "ministry", "author")
        self.add("carl", "ministry", "civilian-key", key=True)
        self.add("mike", "staff", "military-key", key=True)
        return self

    def copy(self, url: str, home: Path) -> World:
        """Open a copy of this office, of whose database a copy is at ``url``."""
        shutil.copytree(self.home, home)
        clock = Clock(self.clock.now)
        office, _ = founding.found(url, home, clock=clock)
        return World(office, clock, home, self.code, deepcopy(self.people), dict(self.organisations))

    def add(self, login: str, organisation: str, *held: str, key: bool = False, post: str | None = None) -> Someone:
        """Add a person with roles; while the office is being founded with a vouched key, if asked."""
        with self.act("olga") as act:
            who, code = accounts.invite(act, self.organisations[organisation], login, login.title() + " Example")
        accounts.join(self.office, login, code, PASSWORD)
        one = self.people[login] = Someone(who, login)
        if key:
            self.enrol(login)
            with self.act("olga") as act:
                factors.vouch(act, one.key)
        for role in held:
            with self.act("olga") as act:
                roles.grant(act, who, role, act.now + YEAR, post=post if role == "attache" else None)
        return one

    def enrol(self, login: str) -> Someone:
        """Have a person enrol a software key, made with few passes to be quick."""
        one = self.people[login]
        one.seed = secrets.token_bytes(32)
        public = software.public_of(one.seed)
        one.key = software.keyid(public)
        with self.act(login) as act:
            of = accounts.facts_of(act, one.person).organisation
            payload = key_payload(office=self.office.name, person=one.person, key=one.key, organisation=of)
            factors.enrol_software(act, one.person, public, WRAPPED, one.signs(payload, KEY), "software")
        return one

    def act(self, login: str | None, factors_: int = 2) -> Any:
        """Act as somebody."""
        return self.office.act(self.people[login].person if login else None, factors=factors_)

    def look(self, login: str | None, factors_: int = 2) -> Any:
        """Look as somebody."""
        return self.office.look(self.people[login].person if login else None, factors=factors_)

    def write(self, login: str = "anna", kind: str = "visit", content: Mapping[str, Any] | None = None, **more: Any) -> str:  # fmt: skip
        with self.act(login) as act:
            return records.write(act, kind, content or {"title": "Status of forces", "text": "Article 1."}, **more)[0]

    def submit(self, which: str, login: str = "anna", saw: int = 1, **more: Any) -> str:
        with self.act(login) as act:
            return records.submit(act, which, saw, **more)

    def payload(self, digest: str) -> bytes:
        with self.office.database.read(SYSTEM) as con:
            return bytes(con.scalars(select(submission.c.payload).where(submission.c.digest == digest)).one())

    def approve(self, login: str, digest: str, side: str | None = None) -> bool:
        one = self.people[login]
        side = side or {"mike": "military"}.get(login, "civilian")
        with self.act(login) as act:
            return approving.approve(act, digest, side, one.key, one.signs(self.payload(digest)))

    def review(self, login: str, digest: str, verdict: str, reason: str = "It was as told.") -> None:
        one = self.people[login]
        with self.act(login) as act:
            payload = approving.review_bytes(act, digest, verdict, reason)
            approving.review(act, digest, verdict, reason, one.key, one.signs(payload, REVIEW))

    def state(self, which: str) -> str:
        with self.office.database.read(SYSTEM) as con:
            return str(con.scalars(select(record.c.state).where(record.c.record == which)).one())

    def acts(self) -> list[str]:
        with self.office.database.read(SYSTEM) as con:
            return list(con.scalars(select(log_entry.c.act).order_by(log_entry.c.seq)))


def world(url: str, home: Path) -> World:
    """Make an office in an empty database."""
    clock = Clock()
    office, code = founding.found(url, home, clock=clock)
    assert code
    return World(office, clock, home, code)


SYSTEM = Scope.SYSTEM
#: Sealed once: what a passphrase opens is of no matter here, and sealing is slow on purpose.
WRAPPED = software.seal(bytes(32), PASSPHRASE)
