"""The people of the fictitious ministry, and what they do: each acts under the policy, as anybody would."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from comity.model.errors import NotAllowed, NotHere, WrongRecord
from comity.oversight import approving, founding, records
from comity.oversight.keys import software
from comity.oversight.keys.statement import KEY, RECORD, key_payload, pae
from comity.oversight.people import accounts, codes, factors, roles
from comity.oversight.storage.engine import Scope, open_database
from comity.oversight.storage.kinds import milliseconds
from comity.oversight.storage.tables import setting, submission
from comity.register import writing

if TYPE_CHECKING:
    from comity.oversight.desk import Office

ORGANISATIONS = {
    "ministry": ("Ministry of Defence of Norland", "civilian"),
    "staff": ("Joint Staff of Norland", "military"),
    "audit": ("Evaluation Office of Norland", "civilian"),
    "parliament": ("Parliament of Norland", "civilian"),
    "watch": ("Northern Sea Watch, secretariat", "partner"),
}
#: Login, name, organisation, roles; whoever holds a key has one of their own.
PEOPLE: Sequence[tuple[str, str, str, tuple[str, ...]]] = (
    ("anna", "Anna Author", "ministry", ("author",)),
    ("nils", "Nils Planner", "staff", ("author",)),
    ("tove", "Tove Attaché", "staff", ("attache",)),
    ("carla", "Carla Civilian", "ministry", ("civilian-key",)),
    ("mikael", "Mikael Military", "staff", ("military-key",)),
    ("eva", "Eva Evaluator", "audit", ("author",)),
    ("ove", "Ove Overseer", "parliament", ("overseer",)),
    ("petra", "Petra Partner", "watch", ("partner",)),
)
POST = "Northport"
#: As long as a role lasts at most.
TERM = timedelta(days=3 * 365)


@dataclass
class Person:
    """Somebody of the fictitious ministry, and what they need to come in."""

    login: str
    name: str
    person: str = ""
    # Digits and letters to f: by chance, other letters spell the name of somebody, and such a password is refused.
    password: str = field(default_factory=lambda: secrets.token_hex(12))
    secret: str = ""
    passphrase: str = ""
    seed: bytes = b""
    key: str = ""


@dataclass
class Demo:
    """The office while it is filled: its clock goes from day to day, and never past today.

    Attributes
    ----------
    named
        Records of the story, by what it calls them.
    """

    office: Office
    today: date
    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """Give the year in which the office was founded: three years before this one."""
        return self.today.year - 3

    def day(self, year: int, month_day: str) -> str:
        """Give a day of the story: its year from 1 on, month and day."""
        return f"{self.year + year - 1}-{month_day}"

    def on(self, day: str) -> None:
        """Let it be nine in the morning of a day, if that is not past already."""
        self.now = max(self.now + timedelta(minutes=7), datetime.combine(date.fromisoformat(day), time(9), UTC))

    def act(self, login: str) -> Any:
        """Act as somebody, some minutes later."""
        self.now += timedelta(minutes=3)
        return self.office.act(self.people[login].person, factors=2)

    def keep(self, login: str, kind: str, said: Mapping[str, Any], *, partners: Sequence[str] = ()) -> str:
        """Keep a record."""
        with self.act(login) as act:
            return writing.save(act, kind, said, partners=[self.organisations[one] for one in partners])[0]

    def approve(self, login: str, which: str, saw: int = 1) -> None:
        """Submit a record, and have both keys turned."""
        with self.act(login) as act:
            digest = writing.submit(act, which, saw)
        self._turn(digest)

    def _turn(self, digest: str) -> None:
        for side, holder in (("military", "mikael"), ("civilian", "carla")):
            one = self.people[holder]
            with self.act(holder) as act:
                payload = bytes(
                    act.con.scalars(select(submission.c.payload).where(submission.c.digest == digest)).one()
                )
                approving.approve(act, digest, side, one.key, software.sign(one.seed, pae(RECORD, payload)))

    def agreed(self, login: str, kind: str, said: Mapping[str, Any], *, partners: Sequence[str] = ()) -> str:
        """Keep a record, and have it approved by both keys."""
        which = self.keep(login, kind, said, partners=partners)
        self.approve(login, which)
        return which

    def noted(
        self, login: str, which: str, what: str, day: str, about: str | None = None, **said: Any
    ) -> Iterator[str]:
        """Wait for a day, and note what happened on it."""
        yield day
        with self.act(login) as act:
            writing.note(act, which, what, {"day": day} | said, about=about)

    def renewed(self) -> Iterator[str]:
        """Have roles go on before they end: an owner's first term is a year; three years are the longest."""
        yield self.day(2, "09-01")
        self._appoint("olga", "owner")
        yield self.day(4, "08-20")
        for login, _, _, held in PEOPLE:
            for role in held:
                if role.endswith("-key"):
                    self._appoint(login, role)
                    continue
                with self.act("olga") as act:
                    roles.grant(
                        act, self.people[login].person, role, act.now + TERM, post=POST if role == "attache" else None
                    )
        self._appoint("olga", "owner")

    def _appoint(self, login: str, role: str) -> None:
        one = self.people[login]
        with self.act("anna") as act:
            content = {
                "title": f"{one.name} stays {role}",
                "person": one.person,
                "role": role,
                "end": milliseconds(act.now + TERM),
            }
            approving.check_appointment(act, content)
            digest = records.submit(act, *records.write(act, "appointment", content))
        self._turn(digest)

    def play(self, parts: Iterable[Iterator[str]]) -> None:
        """Let all parts of a story go on together, everything on its day, and none beyond today.

        A part says of each thing on which day it is by yielding that day.
        """
        waiting = [(next(part), number, part) for number, part in enumerate((self.renewed(), *parts))]
        heapify(waiting)
        while waiting and waiting[0][0] <= self.today.isoformat():
            day, number, part = heappop(waiting)
            self.on(day)
            if (then := next(part, None)) is not None:
                heappush(waiting, (max(then, day), number, part))


def stage(url: str, home: Path, tell: Callable[[Demo], None], now: Callable[[], datetime]) -> Demo:
    """Found the fictitious ministry in an empty database, and have its story told.

    Raises
    ------
    NotAllowed
        When there is an office already: nothing of it is touched.
    """
    until = now()
    made: Demo | None = None

    def clock() -> datetime:
        return min(made.now, until) if made else datetime(until.year - 3, 11, 20, 8, tzinfo=UTC)

    if _there(url):
        raise NotAllowed(
            "There is an office here already.", remedy="Name another place: the fictitious one stays by itself."
        )
    office, code = founding.found(url, home, clock=clock)
    assert code
    made = Demo(office, until.date(), clock())
    with office.system() as act:
        act.con.execute(insert(setting).values(name="fictitious", value="Norland"))
        act.log("office.fictitious", open={"state": "Norland"})
    office.settings["fictitious"] = "Norland"
    _found(made, code)
    tell(made)
    made.now = until
    return made


def _there(url: str) -> bool:
    """Say whether there is an office; nothing is made where there is none."""
    try:
        with open_database(url) as database, database.read(Scope.SYSTEM) as con:
            return con.scalar(select(setting.c.value).where(setting.c.name == "office")) is not None
    except (NotHere, WrongRecord):
        # An empty database of PostgreSQL, or one of something else: founding tells them apart.
        return False


def _found(made: Demo, code: str) -> None:
    olga = made.people["olga"] = Person("olga", "Olga Owner")
    name, side = ORGANISATIONS["ministry"]
    olga.person = founding.first_owner(
        made.office, code, organisation=name, side=side, name=olga.name, login=olga.login, password=olga.password
    )
    with made.act("olga") as act:
        made.organisations["ministry"] = accounts.facts_of(act, olga.person).organisation
        for key, (name, side) in ORGANISATIONS.items():
            if key != "ministry":
                made.organisations[key] = accounts.add_organisation(act, name, side)
    _second_factor(made, olga)
    end = made.now + TERM
    for login, name, of, held in PEOPLE:
        one = made.people[login] = Person(login, name)
        with made.act("olga") as act:
            one.person, invitation = accounts.invite(act, made.organisations[of], login, name)
        accounts.join(made.office, login, invitation, one.password)
        _second_factor(made, one)
        if any(role.endswith("-key") for role in held):
            _enrol(made, one)
        for role in held:
            with made.act("olga") as act:
                roles.grant(act, one.person, role, end, post=POST if role == "attache" else None)


def _second_factor(made: Demo, one: Person) -> None:
    import pyotp

    with made.office.act(one.person, factors=1) as act:
        one.secret = codes.offer(act, one.person)
    with made.office.act(one.person, factors=1) as act:
        codes.accept(act, one.person, pyotp.TOTP(one.secret).at(act.now))


def _enrol(made: Demo, one: Person) -> None:
    one.passphrase = " ".join(secrets.choice(WORDS) for _ in range(5))
    public, wrapped = software.make(one.passphrase)
    one.seed, one.key = software.unseal(wrapped, one.passphrase), software.keyid(public)
    with made.act(one.login) as act:
        of = accounts.facts_of(act, one.person).organisation
        payload = key_payload(office=made.office.name, person=one.person, key=one.key, organisation=of)
        factors.enrol_software(
            act, one.person, public, wrapped, software.sign(one.seed, pae(KEY, payload)), "key of the fictitious office"
        )
    with made.act("olga") as act:
        factors.vouch(act, one.key)


#: Of which passphrases are made: five of these 64 are 30 bits, enough where there is nothing to protect.
WORDS = (
    "anchor",
    "amber",
    "arrow",
    "barley",
    "basin",
    "beacon",
    "birch",
    "bridge",
    "candle",
    "canvas",
    "cedar",
    "chalk",
    "cliff",
    "clover",
    "copper",
    "cove",
    "crane",
    "delta",
    "dune",
    "ember",
    "falcon",
    "fern",
    "ferry",
    "fjord",
    "flint",
    "forest",
    "garden",
    "granite",
    "grove",
    "harbour",
    "hazel",
    "heron",
    "island",
    "ivory",
    "kelp",
    "lantern",
    "larch",
    "ledger",
    "linen",
    "maple",
    "marble",
    "meadow",
    "mosaic",
    "oak",
    "orchard",
    "otter",
    "pebble",
    "pine",
    "quarry",
    "reef",
    "ridge",
    "river",
    "rowan",
    "saddle",
    "sail",
    "sparrow",
    "spruce",
    "stone",
    "thistle",
    "timber",
    "valley",
    "walnut",
    "willow",
)
