"""The tables held against the log: whether what the office works with is what its log says has been done.

Whoever may write to the database can change a row and leave the log alone. The log's replay says how every row must stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from comity.model.errors import WrongRecord, told
from comity.oversight import reading
from comity.oversight.approvals.replay import History
from comity.oversight.keys.statement import canonical
from comity.oversight.log.merkle import Peaks
from comity.oversight.storage.backup import verify_log
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import (  # fmt: skip
    approval,
    authorisation,
    delegation,
    key,
    log_head,
    organisation,
    person,
    record,
    record_partner,
    role,
    submission,
    version,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Office


def differences(office: Office) -> list[str]:
    """Give every row that stands otherwise than the log says, and what the rules did not allow.

    Returns
    -------
    list of str
        Empty where all is as it must be.
    """
    with office.database.read(Scope.SYSTEM) as con:
        history = History(dict(reading.payloads(con)))
        found = [problem for leaf, sealed in reading.history(con) for problem in history.take(leaf, sealed)]
        head = con.execute(select(log_head.c.size, log_head.c.peaks)).one()
        try:
            verify_log(con, head.size, Peaks.parse(head.size, bytes(head.peaks)).root())
        except WrongRecord as error:
            found.append(error.what)
        for table, name, said in _said(history):
            found += _held(con, table, name, said)
        return [*found, *_contents(con, history)]


def _said(history: History) -> Iterator[tuple[Table, str, Mapping[str, tuple[object, ...]]]]:
    """Give, of each table, its key and how its rows must stand."""
    one = history.standing
    yield organisation, "organisation", {name: (side, name in one.gone) for name, side in one.sides.items()}
    yield person, "person", {name: (who.organisation, who.status) for name, who in one.people.items()}
    yield key, "key", {name: (held.person, held.public.public, held.vouched, held.revoked) for name, held in one.keys.items()}  # fmt: skip
    yield role, "grant", {name: (held.person, held.role, held.post, held.start, held.end, held.ended) for name, held in one.grants.items()}  # fmt: skip
    yield delegation, "delegation", {name: (lent.giver, lent.receiver, lent.grant, lent.start, lent.end, lent.ended) for name, lent in one.delegations.items()}  # fmt: skip
    yield (
        record,
        "record",
        {name: (kept.kind, kept.version, kept.state, kept.concerned["post"]) for name, kept in history.records.items()},
    )
    yield submission, "digest", {name: (sent.record, sent.version, sent.path, sent.expires, name) for name, sent in history.sent.items()}  # fmt: skip
    turned = {made: (digest, side, by.person, by.organisation) for digest, sent in history.sent.items() for side, (made, by) in sent.turned.items()}  # fmt: skip
    yield approval, "approval", turned
    bound = {name: sent for name, sent in history.sent.items() if sent.authorised}
    yield authorisation, "digest", {name: (sent.path, sent.review_until, sent.reviewed, *(sent.turned[side][0] if side in sent.turned else None for side in ("military", "civilian"))) for name, sent in bound.items()}  # fmt: skip


_ROWS: dict[str, Callable[[Any], tuple[object, ...]]] = {
    "organisation": lambda row: (row.side, row.ended is not None),
    "person": lambda row: (row.organisation, row.status),
    "key": lambda row: (row.person, bytes(row.public), row.vouched, row.revoked),
    "role": lambda row: (row.person, row.role, row.post, row.start, row.end, row.ended),
    "delegation": lambda row: (row.giver, row.receiver, row.grant, row.start, row.end, row.ended is not None),
    "record": lambda row: (row.kind, row.version, row.state, row.post),
    "submission": lambda row: (row.record, row.version, row.path, row.expires, hashlib.sha256(row.payload).hexdigest()),
    "approval": lambda row: (row.digest, row.side, row.person, row.organisation),
    "authorisation": lambda row: (row.path, row.review_until, row.reviewer is not None, row.military, row.civilian),
}


def _held(con: Connection, table: Table, name: str, said: Mapping[str, tuple[object, ...]]) -> Iterator[str]:
    rows = {row._mapping[name]: _ROWS[table.name](row) for row in con.execute(select(table))}
    for one in sorted(rows.keys() | said.keys()):
        if one not in said:
            yield told("Table %(table)s has %(row)s, of which the log knows nothing.", table=table.name, row=one)
        elif one not in rows:
            yield told("Table %(table)s lacks %(row)s, which the log tells of.", table=table.name, row=one)
        elif rows[one] != said[one]:
            yield told("Table %(table)s has %(row)s otherwise than the log tells.", table=table.name, row=one)


def _contents(con: Connection, history: History) -> Iterator[str]:
    said = {(which, number): one for which, kept in history.records.items() for number, one in kept.written.items()}
    for row in con.execution_options(yield_per=500).execute(select(version)):
        author, _concerned, digest = said.pop((row.record, row.version), (None, {}, None))
        of = hashlib.sha256(canonical(row.content)).hexdigest()
        if author != row.author or (digest is not None and digest != of):
            yield told("Version %(number)s of %(record)s is not what the log tells was written.", number=row.version, record=row.record)  # fmt: skip
    for which, number in said:
        yield told("Table %(table)s lacks %(row)s, which the log tells of.", table="version", row=f"{which} {number}")
    partners: dict[str, set[str]] = {}
    for which, one in con.execute(select(record_partner.c.record, record_partner.c.organisation)):
        partners.setdefault(which, set()).add(one)
    for which, kept in history.records.items():
        if partners.pop(which, set()) != set(kept.concerned["partners"]):
            yield told("Table %(table)s has %(row)s otherwise than the log tells.", table="record_partner", row=which)
    for which in partners:
        yield told("Table %(table)s has %(row)s, of which the log knows nothing.", table="record_partner", row=which)
