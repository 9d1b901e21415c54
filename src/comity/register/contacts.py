"""Contacts: people of partners, kept for a purpose and until a day, and no longer.

They are no records: what is erased is gone, from the table and from the words of the log, and every proof still holds. Whoever sees
one is noted. There is no field for remarks on a person: what they are like is nobody's business here. No export, snapshot, calendar or
report of the office asks this module.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from comity.model.errors import N_, Busy, NotAllowed, UnknownName, told
from comity.model.names import normalise
from comity.oversight.identity import new_id
from comity.oversight.keys.statement import canonical
from comity.oversight.people.accounts import facts_of as person_facts
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.kinds import written
from comity.oversight.storage.tables import log_entry
from comity.oversight.storage.working import contact
from comity.register.fitting import fit, missing
from comity.register.reading import Finding
from comity.register.shape import KEPT, Field, Kind, Problem, Type
from comity.register.writing import Unfitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comity.oversight.desk import Act, Look, Office
    from comity.oversight.policy.engine import Decision

PURPOSES = {
    "visits": N_("to arrange visits and talks"),
    "activities": N_("to plan and hold activities"),
    "agreements": N_("to negotiate and keep agreements"),
    "notifications": N_("to send and receive notifications"),
    "emergencies": N_("to be reached in an emergency"),
    "education": N_("to arrange training and education"),
    "other": N_("for something else, told beside"),
}
#: What is personal, and goes when a contact is erased.
PERSONAL = ("name", "function", "email", "phone")
SHORT, YEARS, FOUND = 200, 3, 20
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+").fullmatch
PHONE = re.compile(r"\+?[0-9 ()/.-]{3,40}(?: ?(?:x|ext\.?) ?[0-9]{1,8})?").fullmatch

#: How a contact is declared: forms are made of it, and what is typed is read by it, as of a record.
CONTACT = Kind(
    "contact", N_("Contact"), N_("Contacts"), binds=False, help=N_("People of partners. Kept for a purpose, until a day; whoever sees one is noted."),
    fields=(
        Field("name", N_("Name"), needed=KEPT, help=N_("As they want to be called, with their rank.")),
        Field("function", N_("Function"), help=N_("Their office, as “head of protocol”. Nothing on character: there is no field for it.")),
        Field("email", N_("E-mail"), help=N_("Of their office.")),
        Field("phone", N_("Telephone"), help=N_("Of their office, with the state’s code.")),
        Field("partner", N_("Partner"), Type.RECORD, KEPT, of=("partner",), help=N_("For whom they work.")),
        Field("purpose", N_("Purpose"), Type.CHOICE, KEPT, PURPOSES, help=N_("What they are kept for; they are used for nothing else.")),
        Field("detail", N_("What exactly"), help=N_("In 200 signs at most, as the activity’s name: it is erased with the rest.")),
        Field("until", N_("Kept until"), Type.DAY, KEPT, help=N_("At most three years from now. On the day after they are erased by themselves.")),
        Field("owner", N_("Who is responsible"), Type.PERSON, help=N_("A person of one’s own organisation; else whoever writes this.")),
        Field("post", N_("Post"), help=N_("The post that deals with them, as it is called among the roles.")),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact. Of an erased one what is personal is None; :attr:`erased` says when it went.

    Attributes
    ----------
    saw
        Which state of it this is: whoever changes it says what they saw.
    """

    contact: str
    organisation: str
    owner: str
    post: str | None
    partner: str | None
    name: str | None
    function: str | None
    email: str | None
    phone: str | None
    purpose: str
    detail: str
    until: str
    added: datetime
    erased: datetime | None
    saw: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a list tells of a contact: nothing by which a person is known."""

    contact: str
    owner: str
    post: str | None
    partner: str | None
    purpose: str
    until: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen a contact, and when."""

    person: str | None
    at: datetime


def gone() -> UnknownName:
    """Give what is said of a contact that is not there, and to whoever may not know of one."""
    return UnknownName("There is no such contact.", remedy="The list of contacts has all that concern you.")


def _facts(row: Mapping[str, Any]) -> RecordFacts:
    return RecordFacts(row["contact"], "contact", "draft", row["organisation"], row["owner"], row["post"])


def _row(look: Look, which: str) -> Mapping[str, Any]:
    """Give a row that whoever looks may read."""
    found = look.con.execute(select(contact).where(contact.c.contact == which)).first()
    if found is None or not _reads(look, row := dict(found._mapping)):
        raise gone()
    return row


def _reads(look: Look, row: Mapping[str, Any]) -> bool:
    # Nobody sees one whose last day has passed, swept or not; and contacts are of the office, not of its partners' people.
    over = row["erased"] is None and row["until"] < look.now.date().isoformat()
    staff = look.seat is not None and look.seat.side != "partner"
    return staff and not over and look.decide("readRecord", _facts(row)).allowed


def _contact(row: Mapping[str, Any]) -> Contact:
    purpose, _, detail = str(row["purpose"]).partition("\n")
    more = {"purpose": purpose, "detail": detail, "saw": written(row["changed"])}
    return Contact(**{one.name: more.get(one.name, row.get(one.name)) for one in fields(Contact)})  # type: ignore[arg-type]


def listed(look: Look) -> list[Kept]:
    """List the contacts that whoever looks may read, the first to be erased first; whom they are, each one's own page tells."""
    rows = look.con.execute(select(contact).where(contact.c.erased.is_(None)).order_by(contact.c.until, contact.c.contact))  # fmt: skip
    found = [_contact(row) for one in rows if _reads(look, row := dict(one._mapping))]
    return [Kept(one.contact, one.owner, one.post, one.partner, one.purpose, one.until) for one in found]


def read(act: Act, which: str) -> Contact:
    """See a contact: that is an act, and the log has it.

    Raises
    ------
    UnknownName
        When there is none that one may see.
    """
    row = _row(act, which)
    if row["erased"] is None:
        _note_reading(act, row)
    return _contact(row)


def _note_reading(act: Act, row: Mapping[str, Any]) -> None:
    act.log("contact.read", on=row["contact"], decision=act.require("readRecord", _facts(row)))


def find(act: Act, words: str) -> list[Contact]:
    """Search contacts by name, function or address; each that is found is seen, and noted as such.

    Returns
    -------
    list of Contact
        Twenty at most; none for less than three signs, as one does not browse through people.
    """
    said = normalise(words).split()
    if sum(map(len, said)) < 3:
        return []
    found = []
    for one in act.con.execute(select(contact).where(contact.c.erased.is_(None)).order_by(contact.c.name)):
        row = dict(one._mapping)
        text = normalise(" ".join(row[name] or "" for name in PERSONAL))
        if all(word in text for word in said) and _reads(act, row):
            _note_reading(act, row)
            found.append(_contact(row))
        if len(found) == FOUND:
            break
    return found


def seen_by(look: Look, which: str) -> list[Seen]:
    """List who has seen a contact, the latest first: whoever may see the contact may ask.

    Raises
    ------
    UnknownName
        When there is none that one may see.
    """
    _row(look, which)
    wanted = select(log_entry.c.by, log_entry.c.at).where(log_entry.c.on == which, log_entry.c.act == "contact.read")
    return [Seen(row.by, row.at) for row in look.con.execute(wanted.order_by(log_entry.c.seq.desc()))]


def add(act: Act, said: Mapping[str, Any]) -> str:
    """Keep a contact.

    Parameters
    ----------
    said
        The fields of :data:`CONTACT`, as they were typed.

    Returns
    -------
    str
        Its identity.

    Raises
    ------
    Unfitted
        With every problem.
    NotAllowed
        When the policy does not let whoever acts.
    """
    if act.seat is None or act.seat.side == "partner":
        raise NotAllowed("Contacts are kept by people of the office.", remedy="Sign in as one of them.")
    values = _fitted(act, said, act.seat.organisation)
    which = new_id("c")
    row = values | {"contact": which, "organisation": act.seat.organisation}
    row.setdefault("owner", act.seat.person)
    decision = act.require("writeRecord", _facts(row))
    act.con.execute(insert(contact).values(**row, added=act.now, changed=act.now))
    _note_writing(act, row, decision)
    return which


def change(act: Act, which: str, said: Mapping[str, Any], saw: str) -> None:
    """Change a contact: correct it, or keep it longer or less long.

    Parameters
    ----------
    said
        All fields; what is not said is not there any more.
    saw
        :attr:`Contact.saw` of what whoever changes it had before them.

    Raises
    ------
    Busy
        When somebody else has changed it in between, or it was erased.
    Unfitted
        With every problem.
    """
    before = _row(act, which)
    act.require("writeRecord", _facts(before), gone=gone())
    values = _fitted(act, said, before["organisation"])
    row = {**before, **values, "owner": values.get("owner", before["owner"])}
    # What it would become must be allowed too: else an attaché could send it to another's post.
    decision = act.require("writeRecord", _facts(row))
    if before["erased"] is not None or written(before["changed"]) != saw:
        raise Busy("Somebody else has changed this in between, or it was erased.", remedy="Look at it anew; nothing of yours was taken.")  # fmt: skip
    # Two changes within one millisecond are two states still.
    changed = max(act.now, before["changed"] + before["changed"].resolution * 1000)
    act.con.execute(update(contact).where(contact.c.contact == which).values(**values | {"owner": row["owner"]}, changed=changed))  # fmt: skip
    _note_writing(act, row, decision)


def _note_writing(act: Act, row: Mapping[str, Any], decision: Decision) -> None:
    personal = {name: row[name] for name in (*PERSONAL, "purpose")}
    act.log(
        "contact.written", on=row["contact"],
        open={"organisation": row["organisation"], "post": row["post"], "purpose": row["purpose"].partition("\n")[0], "until": row["until"]},
        sealed={"fields": hashlib.sha256(canonical(personal)).hexdigest()}, decision=decision,
    )  # fmt: skip


def _fitted(act: Act, said: Mapping[str, Any], organisation: str) -> dict[str, Any]:
    made = fit(CONTACT, said, Finding(act))
    content = made.content
    unread = {one.place for one in made.problems}
    made.problems += [one for one in missing(CONTACT, content, KEPT) if one.place not in unread]
    made.problems += _problems(act, content, organisation)
    if made.problems:
        raise Unfitted("This cannot be kept as it is.", made.problems)
    purpose = "\n".join(filter(None, (content["purpose"], content.get("detail"))))
    row = {name: content.get(name) for name in (*PERSONAL, "partner", "post", "until")} | {"purpose": purpose}
    return row | ({"owner": content["owner"]} if "owner" in content else {})


def _problems(act: Act, content: Mapping[str, Any], organisation: str) -> Iterator[Problem]:
    today = act.now.date()
    if "until" in content and not today.isoformat() <= content["until"] <= _years_on(today).isoformat():
        yield Problem("until", told("A contact is kept from today to %(day)s at most.", day=_years_on(today).isoformat()), N_("Keep it longer when that day comes near, if it is still needed."))  # fmt: skip
    for name, most in (("name", 120), ("function", 120), ("detail", SHORT)):
        if len(content.get(name, "")) > most:
            yield Problem(name, told("This is longer than %(most)s signs.", most=most), N_("Shorten it."))
    if "email" in content and not EMAIL(content["email"]):
        yield Problem("email", N_("This is no e-mail address."), N_("Write one, as protocol@example.org."))
    if "phone" in content and not PHONE(content["phone"]):
        yield Problem("phone", N_("This is no telephone number."), N_("Write it as +00 1 234 567."))
    if content.get("purpose") == "other" and "detail" not in content:
        yield Problem("detail", N_("For what else they are kept is not said."), N_("Say it in a few words."))
    if "owner" in content and person_facts(act, content["owner"]).organisation != organisation:
        yield Problem("owner", N_("They belong to another organisation."), N_("Name somebody of the contact’s own."))


def _years_on(today: date) -> date:
    """Give the day so many years on; of 29 February the day after."""
    try:
        return today.replace(year=today.year + YEARS)
    except ValueError:
        return date(today.year + YEARS, 3, 1)


def erase(act: Act, which: str) -> None:
    """Erase a contact: what is personal of it, in the table and in the words of the log.

    That there was one, who kept it, who saw it and that it was erased stays; every proof still holds.

    Raises
    ------
    UnknownName
        When there is none that one may see.
    """
    row = _row(act, which)
    decision = act.require("writeRecord", _facts(row), gone=gone())
    if row["erased"] is None:
        _erase(act, [row], decision)


def sweep(office: Office) -> int:
    """Erase the contacts whose last day has passed: the office itself does it, whoever is there.

    Returns
    -------
    int
        How many were erased.
    """
    # Nothing is written where nothing is to be erased: this is asked often.
    passed = contact.c.erased.is_(None) & (contact.c.until < office.clock().date().isoformat())
    with office.database.read(Scope.SYSTEM) as con:
        if con.scalar(select(contact.c.contact).where(passed).limit(1)) is None:
            return 0
    with office.system() as act:
        rows = [dict(row._mapping) for row in act.con.execute(select(contact).where(passed))]
        _erase(act, rows, None)
    return len(rows)


def _erase(act: Act, rows: Sequence[Mapping[str, Any]], decision: Decision | None) -> None:
    for row in rows:
        which = row["contact"]
        blank = dict.fromkeys(PERSONAL) | {"purpose": row["purpose"].partition("\n")[0]}
        act.con.execute(update(contact).where(contact.c.contact == which).values(**blank, erased=act.now))
        act.log("contact.erased", on=which, decision=decision)
        named = (log_entry.c.on == which) & log_entry.c.sealed.is_not(None)
        seqs = list(act.con.scalars(select(log_entry.c.seq).where(named).order_by(log_entry.c.seq)))
        act.con.execute(update(log_entry).where(named).values(salt=None, sealed=None))
        act.log("personal.erased", on=which, open={"seqs": seqs}, decision=decision)
