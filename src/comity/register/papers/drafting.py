"""What every paper of a record needs: words for its fields, other records as far as the paper's label lets, approvals, and sources.

A paper bears the effective label of its record. What bears a closer one is withheld, and the paper says how much. People stand in
papers by their organisation, not by name; what somebody has typed into a text is the author's to answer for. What is not known is
said to be so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import N_, ComityError, several, told
from comity.model.labels import labels, within
from comity.model.resolving import resolve
from comity.oversight.keys.statement import canonical
from comity.oversight.storage.tables import approval, authorisation, organisation, person, record, submission, version
from comity.oversight.storage.working import item
from comity.register.kinds import kind_of
from comity.register.papers.paper import Paper, Section, Sheet, closest
from comity.register.shape import Field, Kind, Known, Part, Type, stage_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from comity.oversight.desk import Look
    from comity.register.reading import Opened

Tell = Callable[[str], str]
NOT_KNOWN = N_("not known")
STATES = {
    "draft": N_("draft"), "submitted": N_("waits for approval"), "in force": N_("in force"), "refused": N_("refused"), "void": N_("void"),
    "under review": N_("in force in an emergency, under review"), "lapsed": N_("lapsed"),
}  # fmt: skip
KEYS = {"military": N_("military key"), "civilian": N_("civilian key")}
PATHS = {"two keys": N_("two keys"), "one key": N_("one key suffices"), "emergency": N_("emergency, one key")}


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that came to bind: of which version, under which digest, by whose keys."""

    record: str
    version: int
    digest: str
    path: str
    day: str
    #: Side of the key, organisation, day.
    keys: tuple[tuple[str, str, str], ...]
    verdict: str | None


def approvals(con: Connection, which: Sequence[str]) -> list[Approved]:
    """Read what came to bind of some records, the latest version first: by organisations and keys, without names of people."""
    wanted = (
        select(submission.c.record, submission.c.version, authorisation.c.digest, authorisation.c.path, authorisation.c.at, authorisation.c.verdict)
        .join_from(authorisation, submission, submission.c.digest == authorisation.c.digest)
        .where(submission.c.record.in_(which))
        .order_by(submission.c.record, submission.c.version.desc(), authorisation.c.at.desc())
    )  # fmt: skip
    rows = con.execute(wanted).all()
    turned: dict[str, list[tuple[str, str, str]]] = {}
    keys = (
        select(approval.c.digest, approval.c.side, approval.c.at, organisation.c.name)
        .join_from(approval, organisation)
        .where(approval.c.digest.in_([row.digest for row in rows]))
        .order_by(approval.c.side, approval.c.at)
    )
    for row in con.execute(keys):
        turned.setdefault(row.digest, []).append((row.side, row.name, row.at.date().isoformat()))
    return [
        Approved(row.record, row.version, row.digest, row.path, row.at.date().isoformat(), tuple(turned.get(row.digest, ())), row.verdict)
        for row in rows
    ]  # fmt: skip


class Draft:
    """A paper that is being written.

    Parameters
    ----------
    one
        The record of which it is.
    tell
        Gives a sentence in the language of the paper.
    """

    def __init__(self, look: Look, one: Opened, tell: Tell = str) -> None:
        self.look, self.one, self.tell = look, one, tell
        self.case = one.case
        self.kind: Kind = one.case.kind
        found = look.con.scalar(select(item.c.label).where(item.c.record == one.case.record))
        self.label = str(found or closest())
        self.withheld: set[str] = set()
        self._used: dict[str, None] = {one.case.record: None}
        self._of: dict[str, str] = {}

    # -- others -------------------------------------------------------------------------------------------------------------

    def others(self, found: Iterable[Known]) -> list[Known]:
        """Keep those that the paper's label lets in; the rest is withheld, and counted."""
        known = list(found)
        said = dict(self.look.con.execute(select(item.c.record, item.c.label).where(item.c.record.in_([one.record for one in known]))).all())  # fmt: skip
        kept = [one for one in known if within(said.get(one.record), self.label)]
        self.withheld |= {one.record for one in known} - {one.record for one in kept}
        self._used |= dict.fromkeys(one.record for one in kept)
        return kept

    def naming(self, role: str, kind: str) -> list[Known]:
        """Give the records of a kind that name this one in a field, by title."""
        found = self.others(one for one in self.case.naming(role) if one.kind == kind)
        return sorted(found, key=lambda one: (str(one.content.get("start") or "9999"), one.title, one.record))

    def other(self, which: str) -> Known | None:
        """Give another record, if the paper may have it."""
        found = self.case.find(which)
        if found is None:
            self.withheld.add(which)
            return None
        return next(iter(self.others([found])), None)

    def stage(self, known: Known) -> str:
        """Say how far another record has come, and how it stands with its approval."""
        kind = kind_of(known.kind)
        stage = stage_of(kind, known.entries)
        return self.tell(kind.stages.get(stage, stage)) if stage else self.state(known.state)

    # -- words --------------------------------------------------------------------------------------------------------------

    def state(self, state: str) -> str:
        """Say how it stands with approval."""
        return self.tell(STATES.get(state, state))

    def stands(self, kind: str, state: str) -> str:
        """Say how a record of a kind stands with approval; what binds nobody needs none."""
        return self.state(state) if kind_of(kind).binds or state != "draft" else self.tell(N_("needs no approval"))

    def unknown(self) -> str:
        """Say that something is not known."""
        return self.tell(NOT_KNOWN)

    def words(self, one: Field, value: Any) -> str:
        """Write a value of a field as people read it."""
        if value is None or value == "" or value == []:
            return self.unknown()
        match one.type:
            case Type.CHOICE:
                return self.tell(one.choices.get(value, str(value)))
            case Type.SEVERAL:
                return ", ".join(self.tell(one.choices.get(entry, str(entry))) for entry in value)
            case Type.FLAG:
                return self.tell(N_("yes") if value else N_("no"))
            case Type.PERSON:
                return self.organisation(value)
            case Type.RECORD:
                return self.title(value)
            case Type.RECORDS:
                return "; ".join(self.title(entry) for entry in value)
            case Type.STATE:
                return state_name(value)
            case Type.STATES:
                return ", ".join(state_name(entry) for entry in value)
            case Type.LABEL:
                return self.tell(labels()[value].title) if value in labels() else str(value)
            case Type.MONEY:
                return amount(value)
            case Type.PLACE:
                return ", ".join(str(part) for part in value)
            case Type.FILE:
                return f"{value.get('name')} · SHA-256 {value.get('sha256')}"
        return str(value)

    def title(self, which: str) -> str:
        """Give another record's title, or say that it is withheld."""
        found = self.other(which)
        return found.title if found else self.tell(N_("withheld"))

    def organisation(self, who: str) -> str:
        """Say for which organisation a person works: their name stays in the office."""
        if who not in self._of:
            wanted = select(organisation.c.name).join_from(person, organisation).where(person.c.person == who)
            self._of[who] = str(self.look.con.scalar(wanted) or self.unknown())
        return self._of[who]

    def fact(self, name: str) -> tuple[str, str]:
        """Give a field with its words; of what is not there it is said that it is not known."""
        one = self.kind.field(name)
        assert one is not None, name
        return self.tell(one.title), self.words(one, self.case.content.get(name))

    def facts(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Give some fields with their words."""
        return tuple(self.fact(name) for name in names)

    def sheet(self, part: str, *names: str, note: str = "", none: str = "") -> tuple[Sheet, ...]:
        """Give the rows of a part as a table; where there are none, none: what that means, the section says."""
        declared = self.kind.part(part)
        assert declared is not None, part
        rows = self.case.rows(part)
        return (self.table(declared, rows, names, note),) if rows else ()

    def table(self, part: Part, rows: Sequence[Mapping[str, Any]], names: Sequence[str], note: str = "") -> Sheet:
        """Give some columns of a part's rows."""
        columns = [one for name in names for one in part.fields if one.name == name]
        return Sheet(
            self.tell(part.title), tuple(self.tell(one.title) for one in columns),
            tuple(tuple(self.words(one, row.get(one.name)) for one in columns) for row in rows), note,
        )  # fmt: skip

    def noted(self, *left_out: str) -> tuple[Sheet, ...]:
        """Give what was noted of the record, in order of its days."""
        rows = []
        for one in sorted(self.case.entries, key=lambda one: (str(one.values.get("day") or one.at[:10]), one.at)):
            declared = self.kind.entry(one.kind)
            if declared is None or one.kind in left_out:
                continue
            said = [(self.tell(entry.title), self.words(entry, one.values[entry.name])) for entry in declared.fields if entry.name in one.values and entry.name != "day"]  # fmt: skip
            what = self.tell(declared.title)
            if declared.part and (
                row := next((row for row in self.case.rows(declared.part) if row.get("id") == one.about), None)
            ):
                named = self.kind.part(declared.part)
                what = f"{what}: {row.get(named.key, '') if named else ''}"
            rows.append((str(one.values.get("day") or one.at[:10]), what, "; ".join(f"{name}: {text}" for name, text in said), self.organisation(one.person)))  # fmt: skip
        if not rows:
            return ()
        heads = (self.tell(N_("Day")), self.tell(N_("What")), self.tell(N_("What is said")), self.tell(N_("Noted by")))
        return (Sheet(self.tell(N_("What was noted")), heads, tuple(rows)),)

    # -- what every paper ends with -----------------------------------------------------------------------------------------

    def approvals(self) -> Section:
        """Say by which keys and organisations it was approved, and whether this is what was approved."""
        tell, row = self.tell, self.one.row
        found = approvals(self.look.con, [self.case.record])
        current = next((one for one in found if one.version == row["version"]), None)
        if row["state"] == "in force" and current is not None:
            text = tell(
                told(
                    "Version %(version)s, of which this paper is, was approved and is in force.", version=row["version"]
                )
            )
        elif found:
            text = tell(told("Version %(version)s, of which this paper is, is not what was approved: it is %(state)s. Version %(approved)s was approved last.", version=row["version"], state=told(STATES[row["state"]]), approved=found[0].version))  # fmt: skip
        elif self.kind.binds:
            text = tell(told("Version %(version)s, of which this paper is, was never approved: it is %(state)s.", version=row["version"], state=told(STATES[row["state"]])))  # fmt: skip
        else:
            text = tell(N_("Records of this kind bind nobody, and are kept without approval."))
        rows = tuple(
            (str(one.version), tell(PATHS[one.path]), tell(KEYS[side]), of, day, one.digest)
            for one in found
            for side, of, day in one.keys
        )  # fmt: skip
        heads = tuple(
            map(
                tell,
                (N_("Version"), N_("Path"), N_("Key"), N_("Organisation"), N_("Day"), N_("SHA-256 of what was signed")),
            )
        )
        reviews = tuple(tell(told("The emergency act on version %(version)s was reviewed: %(verdict)s.", version=one.version, verdict=told(VERDICTS[one.verdict]))) for one in found if one.verdict)  # fmt: skip
        return Section(
            tell(N_("Approvals")),
            text=(text, *reviews),
            sheets=(Sheet(tell(N_("Keys that were turned")), heads, rows),) if rows else (),
        )

    def sources(self) -> Section:
        """Say on which records it rests, in which version and state, and what was withheld."""
        tell = self.tell
        current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
        wanted = select(record.c.record, record.c.kind, record.c.state, version.c.version, version.c.content).join_from(record, version, current).where(record.c.record.in_(list(self._used)))  # fmt: skip
        found = {row.record: row for row in self.look.con.execute(wanted)}
        shown = [self._source(found[one]) for one in self._used if one in found]
        heads = tuple(
            map(tell, (N_("Record"), N_("Kind"), N_("Version"), N_("Approval"), N_("SHA-256 of its content")))
        )
        text = (tell(told("Withheld, because their label is closer than that of this paper or one may not read them: %(number)s records.", number=len(self.withheld))),) if self.withheld else ()  # fmt: skip
        return Section(
            tell(N_("Sources")),
            text=text,
            sheets=(Sheet(tell(N_("Records on which this paper rests")), heads, tuple(shown)),),
        )

    def _source(self, row: Any) -> tuple[str, ...]:
        if row.record == self.case.record:  # of an earlier version, when one was asked for
            content, number = self.case.content, self.one.row["version"]
        else:
            content, number = row.content, row.version
        digest = hashlib.sha256(canonical(dict(content))).hexdigest()
        return (
            f"{content.get('title', '')} ({row.record})",
            self.tell(kind_of(row.kind).title),
            str(number),
            self.state(row.state),
            digest,
        )

    def paper(self, name: str, title: str, sections: Iterable[Section], language: str) -> Paper:
        """Finish it."""
        tell = self.tell
        day = self.case.today.isoformat()
        subtitle = tell(told("%(paper)s. As of %(day)s. Version %(version)s: %(state)s.", paper=told(title), day=day, version=self.one.row["version"], state=told(STATES[self.one.row["state"]])))  # fmt: skip
        held = (*sections, self.approvals(), self.sources())
        return Paper(name, self.case.record, str(self.case.content.get("title", "")), subtitle, self.label, marking(self.label, tell), language, day, held)  # fmt: skip


VERDICTS = {"confirmed": N_("confirmed"), "revoked": N_("revoked")}


def marking(label: str, tell: Tell) -> str:
    """Give the line that every page bears."""
    one = labels()[label]
    return tell(told("%(label)s. %(says)s", label=told(one.title), says=told(one.says)))


def amount(value: object) -> str:
    """Write an amount with marks between its thousands.

    Examples
    --------
    >>> amount("1250000.5"), amount(0)
    ('1,250,000.50', '0.00')
    """
    return f"{Decimal(str(value)):,.2f}"


def state_name(key: str) -> str:
    """Give a state's name; its key where it is not known."""
    try:
        return resolve(key).name
    except ComityError:
        return key


__all__ = [
    "NOT_KNOWN",
    "STATES",
    "Approved",
    "Draft",
    "Tell",
    "amount",
    "approvals",
    "marking",
    "several",
    "state_name",
]
