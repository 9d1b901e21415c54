"""Reading the log from the database: entries, proofs, checkpoints, and the file that leaves the office.

Whoever reads the log sees every act, by and on whom, and what its leaf says openly; that is its purpose. Of the sealed words an
overseer sees those that tell what was done (the reasons of refusals, reviews and delegations, names of organisations); a key holder
sees none. Content is in none of them: of what was written they hold the digest alone. Who somebody is whom a leaf names, the page of
people tells, as long as they are not erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from comity.model.errors import BadRequest, UnknownName
from comity.oversight.log.export import Entry, write_export
from comity.oversight.log.leaf import Leaf, read_leaf
from comity.oversight.log.merkle import Node, consistency_proof, inclusion_proof
from comity.oversight.log.proof import write_proof
from comity.oversight.storage.engine import Scope
from comity.oversight.storage.tables import checkpoint, log_entry, log_head, log_node, submission

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Look, Office

#: So many entries a page has at most.
PAGE = 500
#: Whose words name people who tried to come in: nobody reads them by searching.
UNREAD = ("person.invited", "signin.refused")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read: its leaf, and the words that whoever looks may see."""

    leaf: Leaf
    words: str | None
    erased: bool


def entries(
    look: Look,
    *,
    act: str = "",
    by: str = "",
    on: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    count: int = 50,
) -> list[Line]:
    """List entries of the log, the latest first.

    Parameters
    ----------
    act
        What was done, as ``approval.given``, or its beginning, as ``approval``.
    by, on
        Who did it, and to whom or what; identities.
    since, until
        From when on, and before when.
    before
        Only entries before that place: the next page of a list.
    count
        How many at most.

    Raises
    ------
    NotAllowed
        When the policy does not let whoever looks read the log.
    """
    look.require("readLog")
    if not 0 < count <= PAGE:
        raise BadRequest("A page has from 1 to %(most)s entries.", most=PAGE)
    wanted = select(log_entry.c.leaf, log_entry.c.sealed).order_by(log_entry.c.seq.desc()).limit(count)
    if act:
        column = log_entry.c.act
        wanted = wanted.where(column == act if "." in act else column.startswith(f"{act}.", autoescape=True))
    conditions = {
        log_entry.c.by: by or None,
        log_entry.c.on: on or None,
    }
    wanted = wanted.where(*(column == value for column, value in conditions.items() if value is not None))
    if since is not None:
        wanted = wanted.where(log_entry.c.at >= since)
    if until is not None:
        wanted = wanted.where(log_entry.c.at < until)
    if before is not None:
        wanted = wanted.where(log_entry.c.seq < before)
    words = sees_words(look)
    return [_line(row, words) for row in look.con.execute(wanted)]


def entry(look: Look, seq: int) -> Line:
    """Give one entry.

    Raises
    ------
    UnknownName
        When the log has none at that place.
    """
    look.require("readLog")
    return _line(_row(look.con, seq), sees_words(look))


def sees_words(look: Look) -> bool:
    """Say whether whoever looks may see sealed words: who may take the log away."""
    return look.decide("exportLog").allowed


def _row(con: Connection, seq: int) -> Any:
    found = con.execute(select(log_entry.c.leaf, log_entry.c.salt, log_entry.c.sealed).where(log_entry.c.seq == seq)).first()  # fmt: skip
    if found is None:
        raise UnknownName("The log has no entry %(seq)s.", remedy="Its entries are numbered from 0.", seq=seq)
    return found


def _line(row: Any, words: bool) -> Line:
    leaf = read_leaf(row.leaf)
    shown = row.sealed if words and leaf.act not in UNREAD else None
    return Line(leaf, shown, leaf.sealed is not None and row.sealed is None)


def get_nodes(con: Connection, nodes: Sequence[Node]) -> Mapping[Node, bytes]:
    """Give the hashes of nodes, in one query."""
    wanted: dict[int, list[int]] = {}
    for level, place in nodes:
        wanted.setdefault(level, []).append(place)
    places = or_(*(and_(log_node.c.level == level, log_node.c.place.in_(found)) for level, found in wanted.items()))
    return {(row.level, row.place): bytes(row.hash) for row in con.execute(select(log_node).where(places))}


def proof(office: Office, seq: int, *, words: bool = False) -> str:
    """Prove one entry: give the file that is verified offline, under the latest checkpoint.

    Parameters
    ----------
    words
        Whether its sealed words go with it.

    Raises
    ------
    UnknownName
        When the log has no such entry.
    """
    note, size = latest(office)
    with office.database.read(Scope.SYSTEM) as con:
        found = _row(con, seq)
        path = inclusion_proof(seq, size, lambda nodes: get_nodes(con, nodes))
    bare = Entry(found.leaf, found.salt, found.sealed) if words else Entry(found.leaf, None, None)
    return write_proof(bare, seq, size, path, note)


def consistency(office: Office, first: int, second: int) -> list[bytes]:
    """Prove that the log of the second size only adds to that of the first.

    Raises
    ------
    BadRequest
        When the log never had such sizes.
    """
    with office.database.read(Scope.SYSTEM) as con:
        size = int(con.scalar(select(log_head.c.size)) or 0)
        if second > size:
            raise BadRequest("The log has %(size)s entries.", size=size)
        return consistency_proof(first, second, lambda nodes: get_nodes(con, nodes))


def latest(office: Office) -> tuple[str, int]:
    """Give a checkpoint of the log as it stands, and its size; it is signed where that was not done yet."""
    with office.database.read(Scope.SYSTEM) as con:
        size = con.scalar(select(log_head.c.size))
        note = con.scalar(select(checkpoint.c.note).where(checkpoint.c.size == size))
    if note is None:
        note = office.note()
    return str(note), int(note.split("\n")[1])


def history(con: Connection) -> Iterator[tuple[Leaf, str | None]]:
    """Give all leaves with their sealed words, as a replay takes them."""
    for one in _all(con):
        yield read_leaf(one.leaf), one.sealed


def payloads(con: Connection) -> Iterator[tuple[str, bytes]]:
    """Give what was submitted, with its digest."""
    wanted = select(submission.c.digest, submission.c.payload).order_by(submission.c.digest)
    for row in con.execution_options(yield_per=500).execute(wanted):
        yield row.digest, bytes(row.payload)


def _all(con: Connection) -> Iterator[Entry]:
    wanted = select(log_entry.c.leaf, log_entry.c.salt, log_entry.c.sealed).order_by(log_entry.c.seq)
    for row in con.execution_options(yield_per=5000).execute(wanted):
        yield Entry(row.leaf, None if row.salt is None else bytes(row.salt), row.sealed)


def export(office: Office, path: Path, *, content: bool) -> int:
    """Write the whole log into the file that is verified offline, from one snapshot.

    Parameters
    ----------
    content
        Whether the bytes that were signed go with it. Without them signatures cannot be checked there.

    Returns
    -------
    int
        How many entries it has.

    Raises
    ------
    CannotWrite
        No room or no right; then nothing is there.
    """
    while True:
        office.note()
        with office.database.read(Scope.SYSTEM) as con:
            signed = con.scalar(select(checkpoint.c.size).order_by(checkpoint.c.size.desc()).limit(1))
            if signed != con.scalar(select(log_head.c.size)):
                continue  # somebody acted in between: the last entries would stand there unsigned
            notes = con.scalars(select(checkpoint.c.note).order_by(checkpoint.c.size))
            return write_export(path, _all(con), notes, payloads(con) if content else None, office=office.name)
