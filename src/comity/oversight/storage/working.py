"""The tables of the rooms above: what the office notes beside its records, and what is looked up of them.

They stand here because one database is brought forward, guarded and copied as one. What is noted (:data:`entry`) and attached is
fixed; ``item``, ``item_link``, ``booking``, ``money`` and ``due`` only repeat what records and entries say, so that lists, calendars and
sums are quick: they are written anew with every act that touches a record, and can be made again at any time.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text

from comity.oversight.storage.kinds import Canonical, Instant, Whole
from comity.oversight.storage.tables import make_table

entry = make_table(
    "entry",
    Column("entry", Text, primary_key=True),
    Column("record", Text, ForeignKey("record.record"), nullable=False),
    # What was noted, as `spent`; what it is about within the record, as a milestone's identity.
    Column("kind", Text, nullable=False),
    Column("about", Text),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("values", Canonical, nullable=False),
    Index(None, "record"),
)

attachment = make_table(
    "attachment",
    Column("attachment", Text, primary_key=True),
    Column("record", Text, ForeignKey("record.record"), nullable=False),
    Column("name", Text, nullable=False),
    Column("media", Text, nullable=False),
    # SHA-256 of the bytes, in hexadecimal.
    Column("digest", Text, nullable=False),
    Column("size", Whole, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "record"),
)

contact = make_table(
    "contact",
    Column("contact", Text, primary_key=True),
    Column("organisation", Text, ForeignKey("organisation.organisation"), nullable=False),
    Column("owner", Text, ForeignKey("person.person"), nullable=False),
    Column("post", Text),
    # The partner's record for whom they work.
    Column("partner", Text, ForeignKey("record.record")),
    # Of an erased contact these are null.
    Column("name", Text),
    Column("function", Text),
    Column("email", Text),
    Column("phone", Text),
    # What they are kept for, and until which day.
    Column("purpose", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("added", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("erased", Instant),
    CheckConstraint(
        "erased is null or (name is null and function is null and email is null and phone is null)", name="erased"
    ),
    Index(None, "organisation"),
)

feed = make_table(
    "feed",
    # SHA-256 of the address's token, in hexadecimal.
    Column("feed", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    # The programme whose calendar it is; null of one's own.
    Column("programme", Text),
    Column("made", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended", Instant),
    Index(None, "person"),
)

typed = make_table(
    "typed",
    # What somebody typed into a form and has not saved: kept for them alone, and for a few days.
    Column("person", Text, ForeignKey("person.person"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("fields", Canonical, nullable=False),
    Column("at", Instant, nullable=False),
)

upload = make_table(
    "upload",
    # A spreadsheet whose report is being read; taken or not, it goes after a day.
    Column("upload", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)


def _whose() -> tuple[Column[object], ...]:
    """Give what row-level security asks of a row, as `record` has it, and its item's class: rows are sifted where they lie."""
    return (
        Column("record", Text, ForeignKey("record.record"), primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("organisation", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("post", Text),
        Column("class", Text, nullable=False),
    )


item = make_table(
    "item",
    Column("record", Text, ForeignKey("record.record"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("organisation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("post", Text),
    # All that the policy may ask of it for reading, as a digest: of two items of one class it says the same.
    Column("class", Text, nullable=False),
    Column("title", Text, nullable=False),
    # In lower case without accents: what is searched.
    Column("words", Text, nullable=False),
    # How far it has come by its kind's own account, as `deployed`.
    Column("stage", Text),
    Column("type", Text),
    Column("owner", Text),
    Column("programme", Text),
    Column("start", Text),
    Column("end", Text),
    Column("place", Text),
    # The highest label since the version last in force by both keys.
    Column("label", Text),
    Column("changed", Instant, nullable=False),
    # Of a hundred, what the next step asks for is there.
    Column("complete", Integer, nullable=False),
    Index(None, "kind", "start", "record"),
    # What began before a day and goes on.
    Index(None, "kind", "end", "start"),
    Index(None, "kind", "class"),
    Index(None, "kind", "title"),
    Index(None, "kind", "changed"),
    Index(None, "kind", "complete"),
    Index(None, "owner", "kind", "start"),
    Index(None, "programme"),
    Index(None, "changed"),
)

item_class = make_table(
    "item_class",
    Column("class", Text, primary_key=True),
    Column("facts", Canonical, nullable=False),
)

item_link = make_table(
    "item_link",
    *_whose(),
    # The field that names the other, as `objective`.
    Column("role", Text, nullable=False),
    # A record, a state's key, a person.
    Column("other", Text, nullable=False),
    Index(None, "other", "role"),
)

booking = make_table(
    "booking",
    *_whose(),
    Column("kind", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    # Seats, beds, vehicles: of a resource that has more than one.
    Column("amount", Integer),
    Index(None, "kind", "resource", "start"),
)

money = make_table(
    "money",
    *_whose(),
    Column("programme", Text),
    Column("line", Text, nullable=False),
    Column("year", Integer, nullable=False),
    # planned, committed, obligated or spent.
    Column("stage", Text, nullable=False),
    Column("currency", Text, nullable=False),
    # Hundredths of the currency's unit, so that sums are exact.
    Column("cents", Whole, nullable=False),
    Index(None, "programme", "line", "year"),
)

due = make_table(
    "due",
    *_whose(),
    # What falls due, as the kind's declaration calls it; about which part of it.
    Column("what", Text, nullable=False),
    Column("about", Text),
    Column("title", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("until", Text),
    # Who is to see to it.
    Column("person", Text),
    Column("done", Integer, nullable=False),
    # A day that is in nobody's hands here.
    Column("fixed", Integer, nullable=False),
    Index(None, "day", "until", "class", "what"),
    Index(None, "person", "day", "record", "number"),
    Index(None, "person", "what", "day"),
)
