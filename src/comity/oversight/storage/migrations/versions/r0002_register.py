"""What the office notes and attaches, its contacts, and what is looked up of its records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = WHOLE
#: Of the guards that it puts in place.
GUARDS = "5068d84f097247340741f996c2d7505b0e4223a1364d7d6641397583d5645719"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "item_class",
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("class", name=op.f("pk_item_class")),
        sqlite_strict=True,
    )
    op.create_table(
        "feed",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_feed_person")),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_feed")),
        sa.UniqueConstraint("name", name=op.f("uq_feed_name")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_feed_person"), "feed", ["person"], unique=False)

    op.create_table(
        "typed",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_typed_person")),
        sa.PrimaryKeyConstraint("person", "path", name=op.f("pk_typed")),
        sqlite_strict=True,
    )
    op.create_table(
        "upload",
        sa.Column("upload", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_upload_person")),
        sa.PrimaryKeyConstraint("upload", name=op.f("pk_upload")),
        sqlite_strict=True,
    )
    op.create_table(
        "attachment",
        sa.Column("attachment", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_attachment_person")),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_attachment_record")),
        sa.PrimaryKeyConstraint("attachment", name=op.f("pk_attachment")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_record"), "attachment", ["record"], unique=False)

    op.create_table(
        "booking",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("end", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_booking_record")),
        sa.PrimaryKeyConstraint("record", "number", name=op.f("pk_booking")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_booking_kind_resource_start"), "booking", ["kind", "resource", "start"], unique=False)

    op.create_table(
        "contact",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("function", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("added", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("erased", MOMENT, nullable=True),
        sa.CheckConstraint(
            "erased is null or (name is null and function is null and email is null and phone is null)",
            name=op.f("ck_contact_erased"),
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.organisation"], name=op.f("fk_contact_organisation")),
        sa.ForeignKeyConstraint(["owner"], ["person.person"], name=op.f("fk_contact_owner")),
        sa.ForeignKeyConstraint(["partner"], ["record.record"], name=op.f("fk_contact_partner")),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_contact")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_contact_organisation"), "contact", ["organisation"], unique=False)

    op.create_table(
        "due",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("fixed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_due_record")),
        sa.PrimaryKeyConstraint("record", "number", name=op.f("pk_due")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_due_day_until_class_what"), "due", ["day", "until", "class", "what"], unique=False)
    op.create_index(op.f("ix_due_person_day_record_number"), "due", ["person", "day", "record", "number"], unique=False)
    op.create_index(op.f("ix_due_person_what_day"), "due", ["person", "what", "day"], unique=False)

    op.create_table(
        "entry",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name=op.f("fk_entry_person")),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_entry_record")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entry_record"), "entry", ["record"], unique=False)

    op.create_table(
        "item",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("start", sa.Text(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("changed", MOMENT, nullable=False),
        sa.Column("complete", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_item_record")),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_item")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_changed"), "item", ["changed"], unique=False)
    op.create_index(op.f("ix_item_kind_class"), "item", ["kind", "class"], unique=False)
    op.create_index(op.f("ix_item_kind_end_start"), "item", ["kind", "end", "start"], unique=False)
    for column in ("changed", "complete", "title"):
        op.create_index(op.f(f"ix_item_kind_{column}"), "item", ["kind", column], unique=False)
    op.create_index(op.f("ix_item_kind_start_record"), "item", ["kind", "start", "record"], unique=False)
    op.create_index(op.f("ix_item_owner_kind_start"), "item", ["owner", "kind", "start"], unique=False)
    op.create_index(op.f("ix_item_programme"), "item", ["programme"], unique=False)

    op.create_table(
        "item_link",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_item_link_record")),
        sa.PrimaryKeyConstraint("record", "number", name=op.f("pk_item_link")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_link_other_role"), "item_link", ["other", "role"], unique=False)

    op.create_table(
        "money",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("cents", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.record"], name=op.f("fk_money_record")),
        sa.PrimaryKeyConstraint("record", "number", name=op.f("pk_money")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_money_programme_line_year"), "money", ["programme", "line", "year"], unique=False)
