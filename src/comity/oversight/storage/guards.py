"""What the database itself refuses, whoever asks: a second line behind the code.

Triggers keep what was signed or logged as it is. On PostgreSQL, row-level security shows of the records only what the scope of the
transaction allows (:class:`comity.oversight.storage.engine.Scope`), and nothing where there is none; this holds for the owner of
the tables too, though not for a superuser. Whoever may change the schema can take all of it away: that is what the log is for,
whose checkpoints lie with others.

A change here needs a new revision, so that databases that are there get it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection

from comity.oversight.storage import working
from comity.oversight.storage.tables import metadata

#: Rows that are added, and never changed nor removed.
FIXED = ("log_node", "version", "submission", "approval", "refusal", "checkpoint", "entry", "attachment")
#: Rows that are never removed.
KEPT = (
    *FIXED,
    "log_entry",
    "log_head",
    "authorisation",
    "key",
    "role",
    "delegation",
    "organisation",
    "person",
    "record",
    "contact",
)
#: Columns that never change.
FROZEN = {
    "log_entry": ("seq", "at", "act", "by", "on", "leaf"),
    "authorisation": tuple(
        column.name
        for column in metadata.tables["authorisation"].columns
        if column.name not in ("reviewer", "reviewed", "verdict", "review")
    ),
    "key": ("key", "person", "kind", "public", "credential", "enrolled"),
    "role": ("grant", "person", "role", "post", "start", "end", "giver"),
    "delegation": ("delegation", "giver", "receiver", "grant", "start", "end"),
    "organisation": ("organisation", "side"),
    "person": ("person",),
    "record": ("record", "made"),
    "session": ("session", "name", "person", "started"),
    "contact": ("contact", "organisation", "added"),
    "feed": ("feed", "name", "person", "programme", "made", "until"),
}
#: Columns that change once, from null.
ONCE = {
    "authorisation": ("reviewer", "reviewed", "verdict", "review"),
    "key": ("vouched", "voucher", "revoked"),
    "role": ("ended",),
    "delegation": ("ended",),
    "session": ("ended",),
    "feed": ("ended",),
    "contact": ("erased",),
}
#: What else an update may not do. Of an entry of the log, words and salt may go, and nothing may come.
NEVER = {
    "log_entry": "new.salt is not null or new.sealed is not null",
    "log_head": "new.size < old.size",
}

#: Tables with row-level security, and how their rows belong to a record.
_OF_RECORD = {
    "version": ("record", "record"),
    "submission": ("record", "record"),
    "approval": ("submission", "digest"),
    "refusal": ("submission", "digest"),
    "authorisation": ("submission", "digest"),
    "entry": ("record", "record"),
    "attachment": ("record", "record"),
}
#: Tables that repeat what row-level security asks of a record: it need not be sought for each row.
_REPEATING = (working.item, working.item_link, working.booking, working.money, working.due)
SCOPED = ("record", "record_partner", *_OF_RECORD, "contact", *(table.name for table in _REPEATING))


def install(con: Connection) -> None:
    """Put triggers and policies in place."""
    for statement in statements(con.dialect.name):
        con.exec_driver_sql(statement)


def remove(con: Connection) -> None:
    """Take triggers and policies away."""
    if con.dialect.name == "sqlite":
        for name in _present(con):
            con.exec_driver_sql(f'drop trigger "{name}"')
        return
    for table, name in con.exec_driver_sql(
        "select t.tgrelid::regclass::text, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid "
        "where t.tgname like 'guard\\_%%' and c.relnamespace = current_schema()::regnamespace"
    ).all():
        con.exec_driver_sql(f'drop trigger "{name}" on {table}')
    for (table,) in con.exec_driver_sql(
        "select tablename from pg_policies where schemaname = current_schema() and policyname = 'guard_scope'"
    ).all():
        con.exec_driver_sql(f'drop policy guard_scope on "{table}"')
        con.exec_driver_sql(f'alter table "{table}" disable row level security, no force row level security')


def missing(con: Connection) -> tuple[str, ...]:
    """Name the guards that are not in place: somebody has changed the schema by hand.

    On PostgreSQL, which keeps no statement as it was given, a trigger or policy that was written anew under its old name is not
    noticed. What was altered meanwhile is found by the log alone.
    """
    present = _present(con)
    return tuple(sorted(name for name, made in _expected(con.dialect.name) if present.get(name) != made))


def digest() -> str:
    """Give the SHA-256 of all guards, in hexadecimal: the latest revision names the one that it puts in place."""
    return hashlib.sha256("\n".join((*statements("sqlite"), *statements("postgresql"))).encode()).hexdigest()


def statements(dialect: str) -> Iterator[str]:
    """Give the statements that make every guard on a dialect."""
    if dialect == "postgresql":
        yield _REFUSE
    for table, event, condition, told in _rules(dialect):
        if dialect == "sqlite":
            when = f"when {condition} " if condition else ""
            yield f"create trigger guard_{table}_{event} before {event} on \"{table}\" {when}begin select raise(abort, '{told}'); end"
        else:
            each = "statement" if event == "truncate" else "row"
            when = f"when ({condition}) " if condition else ""
            yield f"create trigger guard_{table}_{event} before {event} on \"{table}\" for each {each} {when}execute function guard_refuse('{told}')"
    if dialect == "postgresql":
        yield from _policies()


def _rules(dialect: str) -> Iterator[tuple[str, str, str, str]]:
    differ = "is not" if dialect == "sqlite" else "is distinct from"
    for table in KEPT:
        yield table, "delete", "", f"rows of {table} are never removed"
        if dialect == "postgresql":
            yield table, "truncate", "", f"rows of {table} are never removed"
        elif table in (*FIXED, "log_entry", "authorisation"):
            # INSERT OR REPLACE would remove the row that is there without asking the trigger above.
            same = " and ".join(
                f'"{column.name}" = new."{column.name}"' for column in metadata.tables[table].primary_key
            )
            yield (
                table,
                "insert",
                f'exists (select 1 from "{table}" where {same})',
                f"rows of {table} are never replaced",
            )
    for table in FIXED:
        yield table, "update", "", f"rows of {table} never change"
    for table in sorted({*FROZEN, *NEVER}):
        yield (
            table,
            "update",
            " or ".join(
                (
                    *(f'old."{column}" {differ} new."{column}"' for column in FROZEN.get(table, ())),
                    *(
                        f'(old."{column}" is not null and old."{column}" {differ} new."{column}")'
                        for column in ONCE.get(table, ())
                    ),
                    *((NEVER[table],) if table in NEVER else ()),
                )
            ),
            f"what stands in {table} does not change so",
        )


def _expected(dialect: str) -> Iterator[tuple[str, str]]:
    """Name every guard, with what shows that it is the one that was put there."""
    if dialect == "sqlite":
        yield from ((statement.split()[2], statement) for statement in statements(dialect))
        return
    yield from ((f"guard_{table}_{event}", "O") for table, event, _, _ in _rules(dialect))
    yield from ((f"guard_scope on {table}", "true") for table in SCOPED)
    yield from ((statement.split()[4].partition("(")[0], statement.split("$$")[1]) for statement in (_REFUSE, _NAMED))


def _present(con: Connection) -> dict[str, str]:
    if con.dialect.name == "sqlite":
        found = con.exec_driver_sql(
            "select name, sql from sqlite_master where type = 'trigger' and name like 'guard\\_%' escape '\\'"
        )
    else:
        found = con.exec_driver_sql(
            "select t.tgname::text, t.tgenabled::text from pg_trigger t join pg_class c on c.oid = t.tgrelid "
            "where c.relnamespace = current_schema()::regnamespace "
            "union all select p.polname || ' on ' || c.relname, (c.relrowsecurity and c.relforcerowsecurity)::text "
            "from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace = current_schema()::regnamespace "
            "union all select proname, prosrc from pg_proc where pronamespace = current_schema()::regnamespace"
        )
    # SQLite keeps a statement as it was given, but for its first words.
    return {name: made.replace("CREATE TRIGGER", "create trigger", 1) for name, made in found}


_REFUSE = """create or replace function guard_refuse() returns trigger language plpgsql as $$
begin raise exception using message = tg_argv[0], errcode = 'integrity_constraint_violation'; end $$"""


def _setting(name: str) -> str:
    # As a subselect it is read once for a query, not once for a row.
    return f"(select nullif(current_setting('comity.{name}', true), ''))"


def _has(*roles: str) -> str:
    listed = ", ".join(f"'{role}'" for role in roles)
    return _once(f"coalesce({_setting('roles')}::text[] && array[{listed}], false)")


def _once(asked: str) -> str:
    """Ask once for a query, not once for a row: of many thousand rows this is most of the time."""
    return f"(select {asked})"


_SYSTEM = _once(f"coalesce({_setting('system')} = 'on', false)")
_MINE = f"organisation = {_setting('organisation')}"
_PARTNER = _once(f"coalesce({_setting('side')} = 'partner', false)")
_STAFF = _once(f"coalesce({_setting('side')} in ('military', 'civilian'), false)")
#: Who sees content at most: what the office's policy permits is less, never more.
_CONTENT = f"{_has('author', 'military-key', 'civilian-key')} or {_has('attache')} and coalesce(post = any ({_setting('posts')}::text[]), false)"
_ADMINISTERS = _has("owner", "system")
_AS_STAFF = f"{_STAFF} and not {_ADMINISTERS} and ({_CONTENT})"
_AS_PARTNER = f"{_PARTNER} and not {_ADMINISTERS} and {_has('partner', 'author')}"
#: Overseers see who approved, as in the log, and not what.
_OVERSEES = {"approval": _has("overseer"), "authorisation": _has("overseer")}

# The policy of records asks for partners, and that of partners for records. The function keeps PostgreSQL from taking this for a
# circle; it is none, as a partner sees of the partners only themselves. That a draft names them is therefore not hidden from them,
# its identity alone, of which nothing else can be read.
_NAMED = """create or replace function guard_named(of text) returns boolean language plpgsql stable as $$
begin return exists (select 1 from record_partner p where p.record = of
    and p.organisation = nullif(current_setting('comity.organisation', true), '')); end $$"""


def _policies() -> Iterator[str]:
    yield _NAMED
    seen = f"case when {_SYSTEM} then true when {_AS_STAFF} then true when {_AS_PARTNER} then {_MINE} or (state <> 'draft' and guard_named(record)) else false end"
    written = f"case when {_SYSTEM} then true when {_AS_STAFF} then true when {_AS_PARTNER} then {_MINE} else false end"
    yield from _policy("record", seen, written)
    yield from _policy(
        "record_partner",
        f"case when {_SYSTEM} then true when {_PARTNER} then {_MINE} and {_AS_PARTNER} else exists (select 1 from record r where r.record = record_partner.record) end",
        f"{_SYSTEM} or exists (select 1 from record r where r.record = record_partner.record and (not {_PARTNER} or r.{_MINE}))",
    )
    for table, (above, by) in _OF_RECORD.items():
        own = f" and (not {_PARTNER} or a.{_MINE})" if above == "record" else f" and not {_PARTNER}"
        if table == "entry":
            # A partner answers on a record of others that names them, and in their own name alone.
            own = f" and (not {_PARTNER} or a.{_MINE} or entry.person = {_setting('person')} and a.state = 'in force')"
        there = f'select 1 from "{above}" a where a."{by}" = "{table}"."{by}"'
        overseen = f" or {_OVERSEES[table]}" if table in _OVERSEES else ""
        yield from _policy(table, f"{_SYSTEM} or exists ({there}){overseen}", f"{_SYSTEM} or exists ({there}{own})")

    for one in _REPEATING:
        yield from _policy(one.name, seen, f"{_SYSTEM} or {written}")
    # Contacts are known in their own organisation, or at their post, alone.
    own = f"{_SYSTEM} or ({_STAFF} and not {_ADMINISTERS} and ({_CONTENT}) and ({_MINE} or coalesce(post = any ({_setting('posts')}::text[]), false)))"
    yield from _policy("contact", own, own)


def _policy(table: str, seen: str, written: str) -> Iterator[str]:
    yield f'alter table "{table}" enable row level security'
    yield f'alter table "{table}" force row level security'
    yield f'create policy guard_scope on "{table}" using ({seen}) with check ({written})'
