"""The tables of oversight. The rules that a database can hold stand here as constraints, a second line behind the code.

Identities are random (``p_…``, ``o_…``), so that what must stay in the log for ever names nobody. Moments are UTC. Nothing that was
signed or logged is ever changed: triggers refuse it (:mod:`comity.oversight.storage.guards`).
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from comity.oversight.approvals.rules import PATHS, SIDES
from comity.oversight.storage.kinds import Canonical, Instant, Whole

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: The two keys of an act that binds.
KEYS = ("military", "civilian")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=column)


def make_table(
    name: str, *parts: Column[object] | CheckConstraint | UniqueConstraint | ForeignKeyConstraint | Index
) -> Table:
    """Make a table of the office's database."""
    return Table(name, metadata, *parts, sqlite_strict=True)


setting = make_table("setting", Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

organisation = make_table(
    "organisation",
    Column("organisation", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("side", Text, nullable=False),
    # The state or organisation of the record that a partner speaks for, as `JPN`.
    Column("actor", Text),
    Column("added", Instant, nullable=False),
    Column("ended", Instant),
    _one_of("side", SIDES),
)

person = make_table(
    "person",
    Column("person", Text, primary_key=True),
    # Of an erased person these are null.
    Column("login", Text, unique=True),
    Column("name", Text),
    Column("email", Text),
    Column("organisation", Text, ForeignKey("organisation.organisation"), nullable=False),
    Column("status", Text, nullable=False),
    Column("password", Text),
    # Sealed by the office's own key file: a copy of the database alone makes no codes.
    Column("totp", Text),
    # The last time step whose code was taken: no code serves twice.
    Column("totp_step", Whole),
    Column("code", Text),
    Column("code_until", Instant),
    Column("issuer", Text),
    Column("subject", Text),
    Column("added", Instant, nullable=False),
    _one_of("status", ("invited", "active", "suspended", "erased")),
    UniqueConstraint("issuer", "subject"),
)

key = make_table(
    "key",
    # SHA-256 of the public key, in hexadecimal.
    Column("key", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("kind", Text, nullable=False),
    # COSE of a passkey, 32 bytes of Ed25519 of a software key.
    Column("public", LargeBinary, nullable=False),
    Column("credential", Text, unique=True),
    Column("count", Whole, nullable=False, server_default="0"),
    # The private key of a software key, sealed by a passphrase that never comes here.
    Column("wrapped", Canonical),
    Column("name", Text, nullable=False),
    Column("enrolled", Instant, nullable=False),
    # Whoever holds a vouched key has said that this is that person's; until then it signs in, but signs nothing.
    Column("vouched", Instant),
    Column("voucher", Text, ForeignKey("key.key")),
    Column("revoked", Instant),
    _one_of("kind", ("passkey", "software")),
    CheckConstraint("(kind = 'passkey') = (credential is not null)", name="credential"),
    CheckConstraint("(kind = 'software') = (wrapped is not null)", name="wrapped"),
    Index(None, "person"),
)

role = make_table(
    "role",
    Column("grant", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("role", Text, nullable=False),
    Column("post", Text),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("giver", Text, ForeignKey("person.person")),
    Column("ended", Instant),
    CheckConstraint('start < "end"', name="end"),
    Index(None, "person"),
)

delegation = make_table(
    "delegation",
    Column("delegation", Text, primary_key=True),
    Column("giver", Text, ForeignKey("person.person"), nullable=False),
    Column("receiver", Text, ForeignKey("person.person"), nullable=False),
    Column("grant", Text, ForeignKey("role.grant"), nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Column("ended", Instant),
    CheckConstraint('start < "end"', name="end"),
    CheckConstraint("giver <> receiver", name="other"),
    Index(None, "receiver"),
)

session = make_table(
    "session",
    # SHA-256 of the cookie's token, in hexadecimal: a copy of the database opens no session.
    Column("session", Text, primary_key=True),
    # A name by which its owner ends it.
    Column("name", Text, nullable=False, unique=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    # How far it got: the first factor alone opens nothing.
    Column("factors", Text, nullable=False),
    # What forms carry, against requests that another page forges.
    Column("form", Text, nullable=False),
    Column("started", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("proved", Instant),
    Column("address", Text),
    Column("agent", Text),
    Column("ended", Instant),
    _one_of("factors", ("one", "two")),
    Index(None, "person"),
)

challenge = make_table(
    "challenge",
    Column("challenge", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("person", Text, ForeignKey("person.person")),
    Column("session", Text),
    Column("until", Instant, nullable=False),
    Column("facts", Canonical),
)

throttle = make_table(
    "throttle",
    # Of whom or what: `login:anna`, `address:192.0.2.1`; kept as a digest.
    Column("bucket", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
)

record = make_table(
    "record",
    Column("record", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("organisation", Text, ForeignKey("organisation.organisation"), nullable=False),
    Column("author", Text, ForeignKey("person.person"), nullable=False),
    Column("post", Text),
    Column("state", Text, nullable=False),
    # The latest; whoever edits says which one they saw, so that no edit is lost.
    Column("version", Integer, nullable=False),
    Column("made", Instant, nullable=False),
    _one_of("state", ("draft", "submitted", "in force", "refused", "void", "under review", "lapsed")),
    Index(None, "post"),
)

record_partner = make_table(
    "record_partner",
    Column("record", Text, ForeignKey("record.record"), primary_key=True),
    Column("organisation", Text, ForeignKey("organisation.organisation"), primary_key=True),
    Index(None, "organisation"),
)

version = make_table(
    "version",
    Column("record", Text, ForeignKey("record.record"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("author", Text, ForeignKey("person.person"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("content", Canonical, nullable=False),
)

submission = make_table(
    "submission",
    # SHA-256 of the payload, in hexadecimal.
    Column("digest", Text, primary_key=True),
    Column("record", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Text, ForeignKey("person.person"), nullable=False),
    Column("by", Text, ForeignKey("person.person"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    # The very bytes that are signed.
    Column("payload", LargeBinary, nullable=False),
    # Which keys it needs.
    Column("path", Text, nullable=False),
    ForeignKeyConstraint(["record", "version"], ["version.record", "version.version"]),
    _one_of("path", PATHS),
    UniqueConstraint("digest", "author", "path"),
    Index(None, "record", "version"),
)

approval = make_table(
    "approval",
    Column("approval", Text, primary_key=True),
    Column("digest", Text, ForeignKey("submission.digest"), nullable=False),
    # Which of the two keys it is.
    Column("side", Text, nullable=False),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("organisation", Text, ForeignKey("organisation.organisation"), nullable=False),
    Column("key", Text, ForeignKey("key.key"), nullable=False),
    Column("delegation", Text, ForeignKey("delegation.delegation")),
    Column("at", Instant, nullable=False),
    # As DSSE has it; of a passkey with authenticatorData and clientDataJSON.
    Column("signature", Canonical, nullable=False),
    _one_of("side", KEYS),
    # A key is turned once, and no person and no organisation turns both.
    UniqueConstraint("digest", "side"),
    UniqueConstraint("digest", "person"),
    UniqueConstraint("digest", "organisation"),
    UniqueConstraint("approval", "digest", "side", "person", "organisation"),
)

refusal = make_table(
    "refusal",
    Column("digest", Text, ForeignKey("submission.digest"), primary_key=True),
    Column("person", Text, ForeignKey("person.person"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("length(reason) > 0", name="reason"),
)

authorisation = make_table(
    "authorisation",
    Column("digest", Text, ForeignKey("submission.digest"), primary_key=True),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("path", Text, nullable=False),
    Column("military", Text),
    Column("military_side", Text),
    Column("military_person", Text),
    Column("military_organisation", Text),
    Column("civilian", Text),
    Column("civilian_side", Text),
    Column("civilian_person", Text),
    Column("civilian_organisation", Text),
    # Of the emergency path: until when a civilian must have looked, who did, and what came of it.
    Column("review_until", Instant),
    Column("reviewer", Text, ForeignKey("person.person")),
    Column("reviewed", Instant),
    Column("verdict", Text),
    Column("review", Canonical),
    ForeignKeyConstraint(["digest", "author", "path"], ["submission.digest", "submission.author", "submission.path"]),
    *(
        ForeignKeyConstraint(
            [side, "digest", f"{side}_side", f"{side}_person", f"{side}_organisation"],
            ["approval.approval", "approval.digest", "approval.side", "approval.person", "approval.organisation"],
            name=f"fk_authorisation_{side}",
        )
        for side in KEYS
    ),
    _one_of("path", PATHS),
    *(
        CheckConstraint(
            f"({side} is null) = ({side}_side is null) and ({side} is null) = ({side}_person is null) "
            f"and ({side} is null) = ({side}_organisation is null) "
            f"and ({side} is null or ({side}_side = '{side}' and {side}_person <> author))",
            name=side,
        )
        for side in KEYS
    ),
    CheckConstraint("military is not null or civilian is not null", name="key"),
    CheckConstraint(
        "path <> 'two keys' or (military is not null and civilian is not null "
        "and military_person <> civilian_person and military_organisation <> civilian_organisation)",
        name="two",
    ),
    CheckConstraint("(path = 'emergency') = (review_until is not null)", name="review_until"),
    CheckConstraint(
        "(reviewer is null) = (reviewed is null) and (reviewer is null) = (verdict is null) and (reviewer is null) = (review is null)",
        name="reviewed",
    ),
    CheckConstraint(
        "reviewer is null or (reviewer <> author and reviewer <> coalesce(military_person, '') and reviewer <> coalesce(civilian_person, ''))",
        name="reviewer",
    ),
    CheckConstraint("verdict is null or verdict in ('confirmed', 'revoked')", name="verdict"),
)

log_entry = make_table(
    "log_entry",
    # Its place in the log, from 0.
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("act", Text, nullable=False),
    Column("by", Text),
    Column("on", Text),
    # The leaf's very bytes; they hold no personal data.
    Column("leaf", Text, nullable=False),
    # What may be erased: the words, and the salt without which they cannot be guessed.
    Column("salt", LargeBinary),
    Column("sealed", Text),
    CheckConstraint("(salt is null) = (sealed is null)", name="sealed"),
    Index(None, "on"),
    Index(None, "by"),
)

log_node = make_table(
    "log_node",
    # Level 0 has the leaves' hashes; node `place` of a level covers 2^level leaves and is there once all of them are.
    Column("level", Integer, primary_key=True),
    Column("place", Whole, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

log_head = make_table(
    "log_head",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Whole, nullable=False),
    Column("at", Instant, nullable=False),
    # The roots of the complete subtrees, the largest first, 32 bytes each.
    Column("peaks", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="id"),
)

checkpoint = make_table(
    "checkpoint",
    Column("size", Whole, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    # The signed note, as the overseer keeps it.
    Column("note", Text, nullable=False),
)
