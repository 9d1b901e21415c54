"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = WHOLE
#: Of the guards that it puts in place.
GUARDS = "b7b304dd2c8ff5dd352ee7a661dabaadba36a928483274d13b5506f4d669318c"


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "checkpoint",
        sa.Column("size", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoint")),
        sqlite_strict=True,
    )
    op.create_table(
        "log_entry",
        sa.Column("seq", WHOLE, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("on", sa.Text(), nullable=True),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.CheckConstraint("(salt is null) = (sealed is null)", name=op.f("ck_log_entry_sealed")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_log_entry_by"), "log_entry", ["by"], unique=False)
    op.create_index(op.f("ix_log_entry_on"), "log_entry", ["on"], unique=False)
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("place", WHOLE, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_log_node")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.CheckConstraint("side in ('military', 'civilian', 'partner')", name=op.f("ck_organisation_side")),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
        sqlite_strict=True,
    )
    op.create_table(
        "throttle",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttle")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("totp_step", WHOLE, nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("code_until", MOMENT, nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("added", MOMENT, nullable=False),
        sa.CheckConstraint("status in ('invited', 'active', 'suspended', 'erased')", name=op.f("ck_person_status")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.organisation"], name=op.f("fk_person_organisation")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_person")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_person_issuer_subject")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sqlite_strict=True,
    )
    op.create_table(
        "challenge",
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_challenge_person")),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_challenge")),
        sqlite_strict=True,
    )
    op.create_table(
        "key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("credential", sa.Text(), nullable=True),
        sa.Column("count", WHOLE, server_default="0", nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("enrolled", MOMENT, nullable=False),
        sa.Column("vouched", MOMENT, nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("revoked", MOMENT, nullable=True),
        sa.CheckConstraint("(kind = 'passkey') = (credential is not null)", name=op.f("ck_key_credential")),
        sa.CheckConstraint("(kind = 'software') = (wrapped is not null)", name=op.f("ck_key_wrapped")),
        sa.CheckConstraint("kind in ('passkey', 'software')", name=op.f("ck_key_kind")),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_key_person")),
        sa.ForeignKeyConstraint(["voucher"], ["key.key"], name=op.f("fk_key_voucher")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_key")),
        sa.UniqueConstraint("credential", name=op.f("uq_key_credential")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_key_person"), "key", ["person"], unique=False)
    op.create_table(
        "record",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'in force', 'refused', 'void', 'under review', 'lapsed')",
            name=op.f("ck_record_state"),
        ),
        sa.ForeignKeyConstraint(["author"], ["person.person"], name=op.f("fk_record_author")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.organisation"], name=op.f("fk_record_organisation")),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_record")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_record_post"), "record", ["post"], unique=False)
    op.create_table(
        "role",
        sa.Column("grant", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("start", MOMENT, nullable=False),
        sa.Column("end", MOMENT, nullable=False),
        sa.Column("giver", sa.Text(), nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.CheckConstraint('start < "end"', name=op.f("ck_role_end")),
        sa.ForeignKeyConstraint(["giver"], ["person.person"], name=op.f("fk_role_giver")),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_role_person")),
        sa.PrimaryKeyConstraint("grant", name=op.f("pk_role")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_role_person"), "role", ["person"], unique=False)
    op.create_table(
        "session",
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("factors", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("proved", MOMENT, nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("ended", MOMENT, nullable=True),
        sa.CheckConstraint("factors in ('one', 'two')", name=op.f("ck_session_factors")),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_session_person")),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_session")),
        sa.UniqueConstraint("name", name=op.f("uq_session_name")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_session_person"), "session", ["person"], unique=False)
    op.create_table(
        "delegation",
        sa.Column("delegation", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("grant", sa.Text(), nullable=False),
        sa.Column("start", MOMENT, nullable=False),
        sa.Column("end", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.CheckConstraint("giver <> receiver", name=op.f("ck_delegation_other")),
        sa.CheckConstraint('start < "end"', name=op.f("ck_delegation_end")),
        sa.ForeignKeyConstraint(["giver"], ["person.person"], name=op.f("fk_delegation_giver")),
        sa.ForeignKeyConstraint(["grant"], ["role.grant"], name=op.f("fk_delegation_grant")),
        sa.ForeignKeyConstraint(["receiver"], ["person.person"], name=op.f("fk_delegation_receiver")),
        sa.PrimaryKeyConstraint("delegation", name=op.f("pk_delegation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_delegation_receiver"), "delegation", ["receiver"], unique=False)
    op.create_table(
        "record_partner",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisation.organisation"], name=op.f("fk_record_partner_organisation")
        ),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_record_partner_record")),
        sa.PrimaryKeyConstraint("record", "organisation", name=op.f("pk_record_partner")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_record_partner_organisation"), "record_partner", ["organisation"], unique=False)
    op.create_table(
        "version",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.person"], name=op.f("fk_version_author")),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_version_record")),
        sa.PrimaryKeyConstraint("record", "version", name=op.f("pk_version")),
        sqlite_strict=True,
    )
    op.create_table(
        "submission",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.CheckConstraint("path in ('two keys', 'one key', 'emergency')", name=op.f("ck_submission_path")),
        sa.ForeignKeyConstraint(["author"], ["person.person"], name=op.f("fk_submission_author")),
        sa.ForeignKeyConstraint(["by"], ["person.person"], name=op.f("fk_submission_by")),
        sa.ForeignKeyConstraint(
            ["record", "version"], ["version.record", "version.version"], name=op.f("fk_submission_record_version")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_submission")),
        sa.UniqueConstraint("digest", "author", "path", name=op.f("uq_submission_digest_author_path")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_submission_record_version"), "submission", ["record", "version"], unique=False)
    op.create_table(
        "approval",
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("delegation", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.CheckConstraint("side in ('military', 'civilian')", name=op.f("ck_approval_side")),
        sa.ForeignKeyConstraint(["delegation"], ["delegation.delegation"], name=op.f("fk_approval_delegation")),
        sa.ForeignKeyConstraint(["digest"], ["submission.digest"], name=op.f("fk_approval_digest")),
        sa.ForeignKeyConstraint(["key"], ["key.key"], name=op.f("fk_approval_key")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.organisation"], name=op.f("fk_approval_organisation")),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_approval_person")),
        sa.PrimaryKeyConstraint("approval", name=op.f("pk_approval")),
        sa.UniqueConstraint(
            "approval",
            "digest",
            "side",
            "person",
            "organisation",
            name=op.f("uq_approval_approval_digest_side_person_organisation"),
        ),
        sa.UniqueConstraint("digest", "organisation", name=op.f("uq_approval_digest_organisation")),
        sa.UniqueConstraint("digest", "person", name=op.f("uq_approval_digest_person")),
        sa.UniqueConstraint("digest", "side", name=op.f("uq_approval_digest_side")),
        sqlite_strict=True,
    )
    op.create_table(
        "refusal",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_refusal_reason")),
        sa.ForeignKeyConstraint(["digest"], ["submission.digest"], name=op.f("fk_refusal_digest")),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_refusal_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_refusal")),
        sqlite_strict=True,
    )
    op.create_table(
        "authorisation",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("military", sa.Text(), nullable=True),
        sa.Column("military_side", sa.Text(), nullable=True),
        sa.Column("military_person", sa.Text(), nullable=True),
        sa.Column("military_organisation", sa.Text(), nullable=True),
        sa.Column("civilian", sa.Text(), nullable=True),
        sa.Column("civilian_side", sa.Text(), nullable=True),
        sa.Column("civilian_person", sa.Text(), nullable=True),
        sa.Column("civilian_organisation", sa.Text(), nullable=True),
        sa.Column("review_until", MOMENT, nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("reviewed", MOMENT, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(civilian is null) = (civilian_side is null) and (civilian is null) = (civilian_person is null) and (civilian is null) = (civilian_organisation is null) and (civilian is null or (civilian_side = 'civilian' and civilian_person <> author))",
            name=op.f("ck_authorisation_civilian"),
        ),
        sa.CheckConstraint(
            "(military is null) = (military_side is null) and (military is null) = (military_person is null) and (military is null) = (military_organisation is null) and (military is null or (military_side = 'military' and military_person <> author))",
            name=op.f("ck_authorisation_military"),
        ),
        sa.CheckConstraint(
            "(path = 'emergency') = (review_until is not null)", name=op.f("ck_authorisation_review_until")
        ),
        sa.CheckConstraint(
            "path <> 'two keys' or (military is not null and civilian is not null and military_person <> civilian_person and military_organisation <> civilian_organisation)",
            name=op.f("ck_authorisation_two"),
        ),
        sa.CheckConstraint("path in ('two keys', 'one key', 'emergency')", name=op.f("ck_authorisation_path")),
        sa.CheckConstraint(
            "reviewer is null or (reviewer <> author and reviewer <> coalesce(military_person, '') and reviewer <> coalesce(civilian_person, ''))",
            name=op.f("ck_authorisation_reviewer"),
        ),
        sa.CheckConstraint(
            "verdict is null or verdict in ('confirmed', 'revoked')", name=op.f("ck_authorisation_verdict")
        ),
        sa.CheckConstraint(
            "(reviewer is null) = (reviewed is null) and (reviewer is null) = (verdict is null) and (reviewer is null) = (review is null)",
            name=op.f("ck_authorisation_reviewed"),
        ),
        sa.CheckConstraint("military is not null or civilian is not null", name=op.f("ck_authorisation_key")),
        sa.ForeignKeyConstraint(
            ["civilian", "digest", "civilian_side", "civilian_person", "civilian_organisation"],
            ["approval.approval", "approval.digest", "approval.side", "approval.person", "approval.organisation"],
            name="fk_authorisation_civilian",
        ),
        sa.ForeignKeyConstraint(
            ["digest", "author", "path"],
            ["submission.digest", "submission.author", "submission.path"],
            name=op.f("fk_authorisation_digest_author_path"),
        ),
        sa.ForeignKeyConstraint(["digest"], ["submission.digest"], name=op.f("fk_authorisation_digest")),
        sa.ForeignKeyConstraint(
            ["military", "digest", "military_side", "military_person", "military_organisation"],
            ["approval.approval", "approval.digest", "approval.side", "approval.person", "approval.organisation"],
            name="fk_authorisation_military",
        ),
        sa.ForeignKeyConstraint(["reviewer"], ["person.person"], name=op.f("fk_authorisation_reviewer")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_authorisation")),
        sqlite_strict=True,
    )
