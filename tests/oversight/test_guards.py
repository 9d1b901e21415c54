"""What the database refuses by itself: each trigger, and on PostgreSQL each policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from comity.oversight.storage import guards
from comity.oversight.storage.engine import Database, Scope, open_database
from comity.oversight.storage.tables import metadata
from oversight import rows

SYSTEM = Scope.SYSTEM


@pytest.fixture
def full(database: Database) -> Database:
    """Give a database with rows in every table."""
    with database.write(SYSTEM) as con:
        rows.fill(con)
    return database


def _refused(database: Database, statement: str, **given: object) -> str:
    with database.read(SYSTEM) as con:
        before = rows.everything(con)
    with pytest.raises(IntegrityError) as refused, database.write(SYSTEM) as con:
        con.execute(text(statement), given)
    with database.read(SYSTEM) as con:
        assert rows.everything(con) == before
    return str(refused.value.orig)


def test_rows_are_not_removed(full: Database) -> None:
    for table in guards.KEPT:
        assert f"rows of {table} are never removed" in _refused(full, f'delete from "{table}"')
        if full.dialect == "postgresql":
            with pytest.raises(DBAPIError, match="never removed"), full.write(SYSTEM) as con:
                con.execute(text(f'truncate "{table}" cascade'))


def test_rows_do_not_change(full: Database) -> None:
    for table in guards.FIXED:
        for column in metadata.tables[table].columns:
            assert f"rows of {table} never change" in _refused(
                full, f'update "{table}" set "{column.name}" = "{column.name}"'
            )


def test_columns_do_not_change(full: Database) -> None:
    for table in guards.FROZEN:
        for column in guards.FROZEN[table]:
            kind = str(metadata.tables[table].columns[column].type.compile(full.engine.dialect))
            other = {"BIGINT": 7, "INTEGER": 7, "TEXT": "other", "BLOB": b"o", "BYTEA": b"o"}[kind]
            told = _refused(full, f'update "{table}" set "{column}" = :other', other=other)
            assert f"what stands in {table} does not change so" in told


#: What stands in columns that change once: first this, then no longer that.
CHANGES = {
    "authorisation": ("digest = 'x_r_tyo'", {"reviewer": ("'p_dora'", "'p_cleo'"), "reviewed": ("1", "2"), "verdict": ("'revoked'", "'confirmed'"), "review": ("'[]'", "'{}'")}),
    "key": ("key = 'k_dora'", {"vouched": ("vouched", "2"), "voucher": ("'k_anna'", "'k_bert'"), "revoked": ("1", "2")}),
    "role": ("true", {"ended": ("1", "2")}),
    "delegation": ("true", {"ended": ("1", "2")}),
    "session": ("true", {"ended": ("1", "2")}),
    "feed": ("true", {"ended": ("1", "2")}),
    "contact": ("contact = 'c_gone'", {"erased": ("1", "2")}),
}  # fmt: skip


def test_columns_change_once(full: Database) -> None:
    for table in guards.ONCE:
        where, columns = CHANGES[table]
        assert tuple(columns) == guards.ONCE[table]
        with full.write(SYSTEM) as con:
            con.execute(
                text(
                    f"update {table} set {', '.join(f'{name} = {first}' for name, (first, _) in columns.items())} where {where}"
                )
            )
        for name, (_, second) in columns.items():
            for later in ("null", second):
                assert "does not change so" in _refused(full, f"update {table} set {name} = {later} where {where}")


def test_words_of_the_log_may_go_and_none_may_come(full: Database) -> None:
    assert "does not change so" in _refused(full, "update log_entry set sealed = 'words' where seq = 1")
    _refused(full, "update log_entry set sealed = null where seq = 1")
    with full.write(SYSTEM) as con:
        con.execute(text("update log_entry set salt = null, sealed = null where seq = 1"))
    assert "does not change so" in _refused(
        full, "update log_entry set salt = :salt, sealed = '{}' where seq = 1", salt=b"1"
    )


def test_the_log_does_not_shrink(full: Database) -> None:
    assert "does not change so" in _refused(full, "update log_head set size = 4")


def test_rows_are_not_replaced(new_url: Callable[..., str]) -> None:
    """SQLite's INSERT OR REPLACE removes what is there without asking the trigger that refuses to remove."""
    with open_database(new_url("sqlite")) as database:
        with database.write(SYSTEM) as con:
            rows.fill(con)
        for table in (*guards.FIXED, "log_entry", "authorisation"):
            assert "never replaced" in _refused(database, f'insert or replace into "{table}" select * from "{table}"')


def test_a_further_key_of_the_same_side_is_not_slipped_in(full: Database) -> None:
    """Replacing by another constraint than the primary key is refused as well."""
    if full.dialect == "sqlite":
        assert "never removed" in _refused(
            full,
            "insert or replace into approval select 'a_9', digest, side, person, organisation, key, delegation, at, signature "
            "from approval where approval = 'a_1'",
        )


def test_whoever_has_the_database_and_takes_the_guards_away_is_seen(full: Database) -> None:
    """An administrator can alter what is there only after removing a guard, and its absence shows; the log shows the rest."""
    with full.write(SYSTEM) as con:
        if full.dialect == "sqlite":
            con.exec_driver_sql("drop trigger guard_log_entry_update")
        else:
            con.exec_driver_sql("alter table log_entry disable trigger guard_log_entry_update")
        con.execute(text("update log_entry set leaf = 'altered' where seq = 2"))
        assert guards.missing(con) == ("guard_log_entry_update",)


def test_whoever_weakens_a_guard_is_seen(full: Database) -> None:
    with full.write(SYSTEM) as con:
        if full.dialect == "sqlite":
            con.exec_driver_sql("drop trigger guard_log_entry_update")
            con.exec_driver_sql(
                "create trigger guard_log_entry_update before update on log_entry when false begin select raise(abort, ''); end"
            )
            assert guards.missing(con) == ("guard_log_entry_update",)
        else:
            con.exec_driver_sql("alter table record no force row level security")
            con.exec_driver_sql(
                "create or replace function guard_refuse() returns trigger language plpgsql as $$ begin return new; end $$"
            )
            assert guards.missing(con) == ("guard_refuse", "guard_scope on record")


# Rows as the scopes see them, on PostgreSQL.

STAFF = {"person": "p_bert", "organisation": "o_mil", "side": "military"}
JAPAN = {"person": "p_emil", "organisation": "o_jpn", "side": "partner"}
ALL = {"r_open", "r_tyo", "r_par", "r_draft", "r_jpn"}
SEEN: list[tuple[str, Scope | None, set[str]]] = [
    ("nobody", None, set()),
    ("an empty scope", Scope(), set()),
    ("the system", SYSTEM, ALL),
    ("an author", Scope(**STAFF, roles=("author",)), ALL),
    ("a military key", Scope(**STAFF, roles=("military-key",)), ALL),
    ("a civilian key", Scope("p_cleo", "o_civ", "civilian", ("civilian-key",)), ALL),
    ("an owner", Scope(**STAFF, roles=("owner",)), set()),
    ("who runs the machine", Scope(**STAFF, roles=("system",)), set()),
    ("an overseer", Scope(**STAFF, roles=("overseer",)), set()),
    ("no role", Scope(**STAFF), set()),
    ("an attaché", Scope(**STAFF, roles=("attache",), posts=("TYO",)), {"r_tyo"}),
    ("an attaché without a post", Scope(**STAFF, roles=("attache",)), set()),
    ("an attaché who also writes", Scope(**STAFF, roles=("attache", "author"), posts=("TYO",)), ALL),
    ("an owner who also writes", Scope(**STAFF, roles=("author", "owner")), set()),
    ("who runs the machine and holds a key", Scope(**STAFF, roles=("military-key", "system")), set()),
    ("a partner's owner", Scope(**JAPAN, roles=("partner", "owner")), set()),
    (
        "a post that looks like two",
        Scope(**STAFF, roles=("attache",), posts=("TYO,PAR", '"TYO","PAR"', "{TYO}")),
        set(),
    ),
    ("a post without the role", Scope(**STAFF, posts=("TYO",)), set()),
    ("a partner", Scope(**JAPAN, roles=("partner",)), {"r_open", "r_tyo", "r_jpn"}),
    ("another partner", Scope("p_fred", "o_fra", "partner", ("partner",)), {"r_par"}),
    ("a partner without a role", Scope(**JAPAN), set()),
    ("a partner who says they are staff's", Scope(**JAPAN, roles=("military-key", "attache"), posts=("TYO",)), set()),
    ("roles without a side", Scope("p_bert", "o_mil", None, ("author",)), set()),
]


@pytest.fixture
def guarded(new_url: Callable[..., str]) -> Iterator[Database]:
    """Give a database of PostgreSQL with rows in every table."""
    with open_database(new_url("postgresql")) as database:
        with database.write(SYSTEM) as con:
            rows.fill(con)
        yield database


def test_each_scope_sees_what_it_may(guarded: Database) -> None:
    tables = metadata.tables
    digests = {row["digest"]: row["record"] for row in rows.rows()["submission"]}
    for who, scope, seen in SEEN:
        with guarded.read(scope) as con:
            assert set(con.execute(select(tables["record"].c.record)).scalars()) == seen, who
            assert set(con.execute(select(tables["version"].c.record)).scalars()) == seen, who
            assert set(con.execute(select(tables["submission"].c.record)).scalars()) == seen & set(digests.values()), (
                who
            )
            for table in ("entry", "attachment", "item", "item_link", "booking", "money", "due"):
                assert set(con.execute(select(tables[table].c.record)).scalars()) == seen, (who, table)
            for table in ("approval", "refusal", "authorisation"):
                found = set(con.execute(select(tables[table].c.digest)).scalars())
                overseen = table != "refusal" and scope is not None and "overseer" in scope.roles
                expected = {row["digest"] for row in rows.rows()[table] if overseen or digests[row["digest"]] in seen}
                assert found == expected, (who, table)
            partners = {
                (row["record"], row["organisation"]) for row in rows.rows()["record_partner"] if row["record"] in seen
            }
            if scope and scope.side == "partner":
                named = {(row["record"], row["organisation"]) for row in rows.rows()["record_partner"]}
                partners = {pair for pair in named if pair[1] == scope.organisation and seen}
            assert {tuple(row) for row in con.execute(select(tables["record_partner"]))} == partners, who


CONTACTS: list[tuple[str, Scope | None, set[str]]] = [
    ("nobody", None, set()),
    ("the system", SYSTEM, {"c_mil", "c_tyo", "c_civ", "c_jpn", "c_gone"}),
    ("an author", Scope(**STAFF, roles=("author",)), {"c_mil", "c_tyo"}),
    ("another organisation's", Scope("p_cleo", "o_civ", "civilian", ("civilian-key",)), {"c_civ"}),
    ("an attaché", Scope("p_x", "o_civ2", "civilian", ("attache",), ("TYO",)), {"c_tyo"}),
    ("an attaché elsewhere", Scope("p_x", "o_civ2", "civilian", ("attache",), ("PAR",)), set()),
    ("an owner who also writes", Scope(**STAFF, roles=("author", "owner")), set()),
    ("an overseer", Scope(**STAFF, roles=("overseer",)), set()),
    ("no role", Scope(**STAFF), set()),
    ("a partner", Scope(**JAPAN, roles=("partner",)), set()),
    ("a partner's author", Scope(**JAPAN, roles=("author",), posts=("TYO",)), set()),
]


def test_contacts_are_seen_by_their_own_organisation_and_post_alone(guarded: Database) -> None:
    for who, scope, seen in CONTACTS:
        with guarded.read(scope) as con:
            found = set(con.execute(select(metadata.tables["contact"].c.contact)).scalars())
        assert found == seen, who


def test_every_table_that_belongs_to_a_record_is_guarded() -> None:
    """A table that is added later and leads to a record comes under the policies, or this fails."""
    leads = {"record"}
    while more := {
        table.name
        for table in metadata.tables.values()
        if table.name not in leads and any(key.column.table.name in leads for key in table.foreign_keys)
    }:
        leads |= more
    assert leads == set(guards.SCOPED)


def test_the_scope_ends_with_the_transaction(guarded: Database) -> None:
    for _ in range(3):
        with guarded.read(SYSTEM) as con:
            assert con.execute(text("select count(*) from record")).scalar() == len(ALL)
        with guarded.read() as con:
            assert con.execute(text("select count(*) from record")).scalar() == 0


SCOPES = {
    "nobody": None,
    "owner": Scope(**STAFF, roles=("owner", "system")),
    "overseer": Scope(**STAFF, roles=("overseer",)),
    "attache": Scope(**STAFF, roles=("attache",), posts=("TYO",)),
    "partner": Scope(**JAPAN, roles=("partner",)),
}
REFUSED = [
    (
        "overseer",
        "update authorisation set reviewer = 'p_dora', reviewed = 1, verdict = 'revoked', review = '[]' where digest = 'x_r_tyo'",
    ),
    ("nobody", "insert into record values ('r_new', 'k', 'o_mil', 'p_anna', null, 'draft', 1, 0)"),
    ("owner", "insert into record values ('r_new', 'k', 'o_mil', 'p_anna', null, 'draft', 1, 0)"),
    ("attache", "insert into record values ('r_new', 'k', 'o_mil', 'p_anna', 'PAR', 'draft', 1, 0)"),
    ("attache", "update record set post = 'PAR' where record = 'r_tyo'"),
    ("attache", "insert into version values ('r_par', 2, 'p_anna', 0, '{}')"),
    ("attache", "insert into record_partner values ('r_par', 'o_jpn')"),
    ("partner", "update record set state = 'void' where record = 'r_open'"),
    ("partner", "insert into record values ('r_new', 'k', 'o_mil', 'p_anna', null, 'draft', 1, 0)"),
    ("partner", "insert into version values ('r_open', 2, 'p_anna', 0, '{}')"),
    ("partner", "insert into record_partner values ('r_par', 'o_jpn')"),
    ("partner", "insert into entry values ('e_9', 'r_open', 'chosen', null, 'p_anna', 0, '{}')"),
    ("partner", "insert into entry values ('e_9', 'r_draft', 'chosen', null, 'p_emil', 0, '{}')"),
    ("attache", "insert into entry values ('e_9', 'r_par', 'spent', null, 'p_anna', 0, '{}')"),
    ("owner", "insert into entry values ('e_9', 'r_open', 'spent', null, 'p_anna', 0, '{}')"),
    ("partner", "insert into attachment values ('f_9', 'r_open', 'a', 'm', 'd', 0, '', 'p_emil', 0)"),
    (
        "partner",
        "insert into money values ('r_open', 9, 'o_mil', 'in force', null, 'k', null, 'A', 2026, 'spent', 'EUR', 1)",
    ),
    ("partner", "update item set title = 'x' where record = 'r_open'"),
    (
        "partner",
        "insert into contact values ('c_9', 'o_jpn', 'p_emil', null, null, 'n', null, null, null, 'p', '2027-01-01', 0, 0, null)",
    ),
    (
        "owner",
        "insert into contact values ('c_9', 'o_mil', 'p_anna', null, null, 'n', null, null, null, 'p', '2027-01-01', 0, 0, null)",
    ),
    ("partner", "insert into refusal values ('x_r_tyo', 'p_emil', 0, 'no')"),
]
HIDDEN = [
    ("nobody", "update record set state = 'void'"),
    ("attache", "update record set state = 'void' where record = 'r_par'"),
    ("partner", "update record set state = 'void' where record = 'r_draft'"),
    ("partner", "delete from record_partner where record = 'r_par'"),
    ("attache", "update item set title = 'x' where record = 'r_par'"),
    ("owner", "delete from money"),
    ("partner", "update contact set name = 'x'"),
    ("attache", "update contact set name = 'x' where contact = 'c_civ'"),
]


def test_nobody_writes_what_they_may_not(guarded: Database) -> None:
    for who, statement in REFUSED:
        with pytest.raises(ProgrammingError, match="row-level security"), guarded.write(SCOPES[who]) as con:
            con.exec_driver_sql(statement)


def test_what_is_not_seen_is_not_reached(guarded: Database) -> None:
    for who, statement in HIDDEN:
        with guarded.write(SCOPES[who]) as con:
            assert con.exec_driver_sql(statement).rowcount == 0, (who, statement)


def test_a_partner_answers_in_their_own_name_what_is_in_force_and_names_them(guarded: Database) -> None:
    with guarded.write(SCOPES["partner"]) as con:
        con.exec_driver_sql("insert into entry values ('e_9', 'r_open', 'chosen', null, 'p_emil', 0, '{}')")
    with guarded.read(SYSTEM) as con:
        assert con.execute(text("select count(*) from entry where entry = 'e_9'")).scalar() == 1


def test_staff_write_within_their_scope(guarded: Database) -> None:
    with guarded.write(Scope(**STAFF, roles=("attache",), posts=("TYO",))) as con:
        con.exec_driver_sql("insert into record values ('r_new', 'k', 'o_mil', 'p_anna', 'TYO', 'draft', 1, 0)")
        con.exec_driver_sql("insert into version values ('r_new', 1, 'p_anna', 0, '{}')")
        con.exec_driver_sql("insert into record_partner values ('r_new', 'o_jpn'), ('r_new', 'o_fra')")
        con.exec_driver_sql("delete from record_partner where record = 'r_new' and organisation = 'o_fra'")
    with guarded.write(Scope(**JAPAN, roles=("partner", "author"))) as con:
        con.exec_driver_sql("insert into record values ('r_own', 'k', 'o_jpn', 'p_emil', null, 'draft', 1, 0)")
        con.exec_driver_sql("insert into version values ('r_own', 1, 'p_emil', 0, '{}')")
        con.exec_driver_sql("insert into record_partner values ('r_own', 'o_fra')")
        con.exec_driver_sql("update record set state = 'submitted' where record = 'r_own'")


def test_functions_reveal_nothing_that_policies_hide(guarded: Database) -> None:
    """A function of the user's that tells what it is given is not asked before the policy."""
    with guarded.write() as con:
        con.exec_driver_sql(
            "create function tell(text) returns boolean cost 0.0001 language plpgsql as $$ begin raise '%%', $1; end $$"
        )
        assert con.exec_driver_sql("select count(*) from version where tell(content)").scalar() == 0


def test_many_records_are_read_quickly_enough_to_use_an_index(guarded: Database) -> None:
    """The settings are read once for a query: the plan asks for them before the rows."""
    with guarded.read(Scope(**STAFF, roles=("author",))) as con:
        plan = "\n".join(
            con.execute(text("explain select * from record where record = :id"), {"id": "r_open"}).scalars()
        )
    assert "InitPlan" in plan


def test_a_milliseconds_column_holds_a_moment(full: Database) -> None:
    with full.read(SYSTEM) as con:
        table = metadata.tables["record"]
        at = con.execute(select(table.c.made).where(table.c.record == bindparam("id")), {"id": "r_open"}).scalar_one()
        assert at == rows.T and at.utcoffset() == timedelta(0)
