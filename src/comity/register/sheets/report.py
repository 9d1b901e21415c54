"""What taking a file would do, row by row: new, changed field by field, unchanged, or a problem with its cell and what to do.

Nothing is written. Every rule of the kind and the policy are asked as if it were.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import N_, all_of, told
from comity.model.labels import labels
from comity.oversight.policy.facts import RecordFacts
from comity.oversight.storage.tables import approval, person, record, submission, version
from comity.oversight.storage.working import item
from comity.oversight.together import Asking, Writing, as_it_would_be, facts_of_all, new_facts
from comity.register.fitting import problems
from comity.register.listing import may_read, readable
from comity.register.reading import Finding, case_of, noted
from comity.register.shape import KEPT, Content, Field, Kind, Noted, Problem
from comity.register.sheets import reading
from comity.register.sheets.drafting import Draft, Drafting, drafts
from comity.register.sheets.layout import VERSION, cell
from comity.register.sheets.reading import File, Progress, Trouble, counted

if TYPE_CHECKING:
    from comity.oversight.desk import Look

NEW, CHANGED, UNCHANGED, PROBLEM = N_("new"), N_("changed"), N_("unchanged"), N_("problem")
CHUNK = 400
IS_RECORD = re.compile(r"r_[a-z0-9]{1,40}").fullmatch


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changes: what was and what would be; nothing where nothing stood or is to stand."""

    field: str
    before: str
    after: str


@dataclass
class Line:
    """What would happen with one record.

    Attributes
    ----------
    place
        The cell by which people find it; by it rows are chosen.
    voids
        What approvals would be void, in a sentence; empty of none.
    writing
        What would be written; None of what is unchanged or cannot be.
    """

    place: str
    kind: Kind
    record: str | None
    title: str
    status: str = UNCHANGED
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    voids: str = ""
    writing: Writing | None = None


@dataclass
class Report:
    """All that taking a file would do."""

    file: File
    lines: list[Line] = field(default_factory=list)

    @property
    def troubles(self) -> list[Trouble]:
        """Everything that is wrong: of the file, then row by row."""
        return [*self.file.troubles, *(one for line in self.lines for one in line.troubles)]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged, and problems."""
        return dict.fromkeys((NEW, CHANGED, UNCHANGED, PROBLEM), 0) | Counter(line.status for line in self.lines)

    @property
    def sorts(self) -> dict[str, int]:
        """How many problems there are of each sort, the most frequent first."""
        return dict(Counter(one.sort for one in self.troubles).most_common())


@dataclass(frozen=True, slots=True)
class There:
    """A record as it stands."""

    kind: str
    state: str
    version: int
    content: Content
    label: str | None
    facts: RecordFacts
    entries: tuple[Noted, ...]


def report(look: Look, file: File, progress: Progress | None = None) -> Report:
    """Tell what taking a file would do.

    Parameters
    ----------
    progress
        Told now and then how many records of how many were looked at.
    """
    made = Report(file)
    found = drafts(file)
    wanted = [one.which for one in found if IS_RECORD(one.which)]
    there = _there(look, wanted)
    at = _Looking(look, file, there)
    for draft in counted(found, progress):
        made.lines.append(at.line(draft))
    at.twice(made.lines)
    at.voids(made.lines)
    return made


def _there(look: Look, which: Sequence[str]) -> dict[str, There]:
    """Read the records that a file names, those that whoever looks may read."""
    found: dict[str, There] = {}
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    for start in range(0, len(which), CHUNK):
        some = readable(look, list(dict.fromkeys(which[start : start + CHUNK])))
        facts, entries = facts_of_all(look, some), noted(look.con, some)
        held = dict(look.con.execute(select(item.c.record, item.c.label).where(item.c.record.in_(some))).all())
        rows = look.con.execute(select(record.c.record, record.c.kind, record.c.state, record.c.version, version.c.content).join_from(record, version, current).where(record.c.record.in_(some)))  # fmt: skip
        found |= {row.record: There(row.kind, row.state, row.version, row.content, held.get(row.record), facts[row.record], entries.get(row.record, ())) for row in rows}  # fmt: skip
    return found


class _Looking:
    def __init__(self, look: Look, file: File, there: Mapping[str, There]) -> None:
        self.look, self.file, self.there = look, file, there
        self.drafting = Drafting(look, file, Finding(look))
        self.asking = Asking(look)
        self.names = _Names(look)
        self.digests: dict[str, str] = {}

    def line(self, draft: Draft) -> Line:
        first, known = draft.first, self.there.get(draft.which)
        own = [one for row in draft.rows for one in row.troubles]
        is_known = known is not None and known.kind == draft.kind.name
        if draft.which.startswith("r_") and not is_known:
            own.append(Trouble(reading.REFERENCE, first.at(), told("There is no such record as “%(said)s” that you may read.", said=draft.which[:60]), N_("Empty the cell, and it is a new one.")))  # fmt: skip
        elif draft.which and not draft.row and not is_known:
            own.append(Trouble(reading.REFERENCE, first.at(), told("No row of “%(kind)s” is called “%(said)s”.", kind=draft.kind.name, said=draft.which[:60]), N_("Add its row, or write the record’s identity.")))  # fmt: skip
        if (draft.which.startswith("r_") and not is_known) or (not draft.row and not is_known):
            return Line(first.at(), draft.kind, None, draft.which, PROBLEM, troubles=own)
        before = known if is_known else None
        made = self.drafting.made(draft, before.content if before else None)
        own += made.troubles
        line = Line(first.at(), draft.kind, draft.which if before else None, str(made.content.get("title") or (before.content.get("title") if before else "") or ""), troubles=own)  # fmt: skip
        same = before is not None and dict(before.content) == made.content
        if same and not own:
            return line
        if not same:
            self._hold(draft, line, made.content, made.where, before)
        line.troubles = list(dict.fromkeys(line.troubles))
        if line.troubles:
            line.status = PROBLEM
        else:
            line.status = CHANGED if before else NEW
            post = made.content.get("post")
            line.writing = Writing(draft.kind.name, made.content, draft.which if before else None, before.version if before else None, post if isinstance(post, str) else None, before.facts.partners if before else frozenset())  # fmt: skip
            self._ask(draft, line, before)
        line.changes = list(self._changes(draft.kind, before.content if before else {}, made.content)) if before else []
        return line

    def _hold(self, draft: Draft, line: Line, content: Content, where: Any, before: There | None) -> None:
        """Hold what would be against the rules of its kind, its label, and the version that the file knows."""
        case = case_of(self.look, draft.kind.name, draft.which if before else "", content, before=before.content if before else None, state=before.state if before else "draft", entries=before.entries if before else ())  # fmt: skip
        unread = {one.place for one in line.troubles}
        for one in problems(case, KEPT):
            place, declared = where(one.place)
            missing = declared is not None and declared.needed == KEPT and one.place.split("/")[-1] not in _nearest(content, one.place)  # fmt: skip
            columns = self.file.columns.get(draft.kind.name, frozenset())
            if place in unread or (missing and "/" not in one.place and draft.row and one.place not in columns):
                continue
            line.troubles.append(Trouble(_sort(one, missing), place, one.what, one.remedy))
        if draft.row and (number := draft.row.values.get(VERSION)) is not None and before:
            self._stale(draft, line, content, before, number)
        rank = list(labels())
        said = content.get("label")
        if before and before.label in rank and said in rank and rank.index(said) < rank.index(before.label):
            line.troubles.append(Trouble(reading.LABEL, where("label")[0], told("It bears “%(there)s”: “%(said)s” would let it go further.", there=before.label, said=said), N_("No file takes a label off: edit it in the register, and both keys approve.")))  # fmt: skip

    def _stale(self, draft: Draft, line: Line, content: Content, before: There, number: Any) -> None:
        assert draft.row is not None
        at = draft.row.at(VERSION)
        if not str(number).isdecimal():
            line.troubles.append(Trouble(reading.NUMBER, at, told("“%(said)s” is no version.", said=str(number)[:20]), N_("Leave this column as it was exported.")))  # fmt: skip
        elif int(number) != before.version:
            both = [told("%(field)s: here “%(here)s”, in the file “%(file)s”", field=one.field, here=one.before, file=one.after) for one in self._changes(draft.kind, before.content, content)]  # fmt: skip
            line.troubles.append(Trouble(reading.STALE, at, told("It was changed since it was exported, from version %(said)s to %(now)s; %(both)s.", said=number, now=before.version, both=all_of(both[:5])), N_("Export it anew, and bring your changes into that.")))  # fmt: skip

    def _ask(self, draft: Draft, line: Line, before: There | None) -> None:
        writing = line.writing
        assert writing is not None
        asked = [before.facts, as_it_would_be(before.facts, writing)] if before else [new_facts(self.look, writing)]
        for facts in asked:
            if not self.asking.decide("writeRecord", facts).allowed:
                why = self.look.explain("writeRecord", facts).sentences[1:]
                line.troubles.append(Trouble(reading.POLICY, draft.first.at(), N_("The policy does not allow this."), " ".join(why)))  # fmt: skip
                line.status, line.writing = PROBLEM, None
                return

    def _changes(self, kind: Kind, before: Content, after: Content) -> Iterator[Change]:
        for one in kind.fields:
            yield from self._change(told(one.title), one, before, after)
        for part in kind.parts:
            was = {str(row["id"]): row for row in before.get(part.name) or ()}
            now = {str(row["id"]): row for row in after.get(part.name) or ()}
            for number, which in enumerate(dict.fromkeys([*was, *now]), 1):
                name = str({**now.get(which, {}), **was.get(which, {})}.get(part.key) or number)
                for one in part.fields:
                    title = told("%(part)s, %(row)s: %(field)s", part=told(part.title), row=name[:60], field=told(one.title))  # fmt: skip
                    yield from self._change(title, one, was.get(which, {}), now.get(which, {}))

    def _change(self, title: str, one: Field, before: Content, after: Content) -> Iterator[Change]:
        if before.get(one.name) != after.get(one.name):
            yield Change(title, *(str("" if (shown := cell(one, held.get(one.name), self.names)) is None else shown) for held in (before, after)))  # fmt: skip

    def twice(self, lines: Sequence[Line]) -> None:
        """Tell new rows that stand twice in the file, or in the register already."""
        new = [line for line in lines if line.status == NEW and line.writing]
        seen: dict[str, Line] = {}
        for line in new:
            assert line.writing is not None
            other = seen.setdefault(_same(line.kind.name, line.writing.content), line)
            if other is not line:
                self._is_twice(line, told("It is the same as %(other)s.", other=other.place))
        titles = list({line.title for line in new})
        for start in range(0, len(titles), CHUNK):
            wanted = select(item.c.record, item.c.kind, version.c.content).join_from(item, version, (version.c.record == item.c.record) & (version.c.version == item.c.version)).where(item.c.title.in_(titles[start : start + CHUNK]))  # fmt: skip
            for row in self.look.con.execute(may_read(self.look, wanted, item.c.record)):
                twin = seen.get(_same(row.kind, row.content))
                if twin is not None and twin.status == NEW:
                    self._is_twice(twin, told("It is in the register already, as %(record)s.", record=row.record))

    def _is_twice(self, line: Line, what: str) -> None:
        line.troubles.append(Trouble(reading.TWICE, line.place, what, N_("Leave it out, or give that record’s identity.")))  # fmt: skip
        line.status, line.writing = PROBLEM, None

    def voids(self, lines: Sequence[Line]) -> None:
        """Say which approvals taking a row would void."""
        bound = {line.record: line for line in lines if line.status == CHANGED and line.record and self.there[line.record].state in ("submitted", "in force", "under review")}  # fmt: skip
        which = list(bound)
        keys: dict[str, list[str]] = {}
        for start in range(0, len(which), CHUNK):
            wanted = select(submission.c.record, approval.c.side, approval.c.at, person.c.name).join_from(approval, submission, submission.c.digest == approval.c.digest).join(person, person.c.person == approval.c.person).join(record, (record.c.record == submission.c.record) & (record.c.version == submission.c.version)).where(submission.c.record.in_(which[start : start + CHUNK])).order_by(approval.c.at)  # fmt: skip
            for row in self.look.con.execute(wanted):
                keys.setdefault(row.record, []).append(told("%(side)s, %(name)s, %(day)s", side=row.side, name=row.name or "—", day=row.at.date().isoformat()))  # fmt: skip
        for one, line in bound.items():
            state = told(self.there[str(one)].state)
            if given := keys.get(str(one)):
                line.voids = told("It is %(state)s. Taken, it is a draft again, and these approvals are void: %(keys)s.", state=state, keys=all_of(given))  # fmt: skip
            else:
                line.voids = told("It is %(state)s. Taken, it is a draft again.", state=state)


def _nearest(content: Content, place: str) -> Mapping[str, Any]:
    name, _, rest = place.partition("/")
    number = rest.partition("/")[0]
    rows = content.get(name)
    if isinstance(rows, list) and number.isdigit() and 0 < int(number) <= len(rows):
        return rows[int(number) - 1]  # type: ignore[no-any-return]
    return content


def _sort(one: Problem, missing: bool) -> str:
    if missing:
        return reading.NEEDED
    return reading.SPAN if one.place.rsplit("/", 1)[-1] == "end" else reading.RULE


def _same(kind: str, content: Content) -> str:
    bare = {name: [{key: held for key, held in row.items() if key != "id"} for row in value] if isinstance(value, list) and value and isinstance(value[0], dict) else value for name, value in content.items()}  # fmt: skip
    return json.dumps([kind, bare], sort_keys=True)


class _Names(dict[str, str]):
    """Names of persons and records by identity, looked up when they are asked for."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def get(self, which: str, default: Any = "") -> Any:
        if which not in self:
            con = self.look.con
            if which.startswith("p_"):
                found = con.scalar(select(person.c.name).where(person.c.person == which))
            else:
                found = con.scalar(select(item.c.title).where(item.c.record == which)) if readable(self.look, [which]) else None  # fmt: skip
            self[which] = str(found or default)
        return self[which]
