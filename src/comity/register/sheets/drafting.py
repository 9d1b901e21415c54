"""From the rows of a file to what each record would hold: rows of parts with their record, what is left out as it stands."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.errors import N_, ComityError, Told, told
from comity.model.labels import labels
from comity.model.names import normalise
from comity.model.resolving import resolve
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import item
from comity.register.fitting import Fitted, fit
from comity.register.listing import may_read
from comity.register.shape import Content, Field, Kind, Part, Problem, Type
from comity.register.sheets import reading
from comity.register.sheets.gathering import Going
from comity.register.sheets.layout import CELL, LONG, ROW, WITHHELD, Table, said
from comity.register.sheets.reading import File, Row, Trouble
from comity.register.values import Finder

if TYPE_CHECKING:
    from comity.oversight.desk import Look

IS_ROW = re.compile(r"[a-z0-9]{4,12}").fullmatch
SORTS: Mapping[Type, str] = {
    Type.DAY: reading.DAY, Type.WHOLE: reading.NUMBER, Type.NUMBER: reading.NUMBER, Type.MONEY: reading.NUMBER, Type.CURRENCY: reading.CHOICE, Type.CHOICE: reading.CHOICE,
    Type.SEVERAL: reading.CHOICE, Type.FLAG: reading.CHOICE, Type.LABEL: reading.CHOICE, Type.PERSON: reading.PERSON, Type.RECORD: reading.REFERENCE,
    Type.RECORDS: reading.REFERENCE, Type.STATE: reading.STATE, Type.STATES: reading.STATE,
}  # fmt: skip
#: Names that are compared for one that is near.
NAMES = 5_000


@dataclass
class Draft:
    """What a file says of one record: its row, and those of its parts."""

    kind: Kind
    which: str
    row: Row | None = None
    parts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        """All of its rows."""
        return [*([self.row] if self.row else []), *(row for rows in self.parts.values() for row in rows)]

    @property
    def first(self) -> Row:
        """The row by which people find it."""
        return self.rows[0]


def drafts(file: File) -> list[Draft]:
    """Put the rows of each record together, in the order of the file."""
    found: dict[tuple[str, str], Draft] = {}
    for row in file.rows:
        kind, which = row.table.kind, row.record
        if row.table.part is not None:
            continue
        key = (kind.name, which or f"\0{id(row)}")
        if key in found:
            row.troubles.append(Trouble(reading.TWICE, row.at(), told("“%(which)s” is there twice, also in %(other)s.", which=which[:60], other=found[key].first.at()), N_("Leave one row.")))  # fmt: skip
            key = (kind.name, f"\0{id(row)}")
        found[key] = Draft(kind, which, row)
    for row in file.rows:
        part, which = row.table.part, row.record
        if part is None:
            continue
        if not which:
            row.troubles.append(Trouble(reading.NEEDED, row.at(), N_("This row does not say of which record it is."), N_("Write the record’s identity, or the word that stands there for a new one.")))  # fmt: skip
        key = (row.table.kind.name, which or f"\0{id(row)}")
        found.setdefault(key, Draft(row.table.kind, which)).parts.setdefault(part.name, []).append(row)
    return list(found.values())


class Finding:
    """Finds what a record names: also what it names already, whoever may read that."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.there: set[str] = set()
        self.files: dict[str, Mapping[str, Any]] = {}

    def know(self, kind: Kind, content: Content) -> None:
        """Take what a record names as known."""
        self.there, self.files = set(), {}
        for one, held in _held(kind, content):
            value = held.get(one.name)
            if one.type in (Type.RECORD, Type.RECORDS) and value:
                self.there |= {value} if isinstance(value, str) else set(value)
            elif one.type == Type.FILE and isinstance(value, Mapping):
                self.files[str(value["attachment"])] = value

    def person(self, name: str) -> str | None:
        """Find a person."""
        return self.finder.person(name)

    def record(self, name: str, kinds: Sequence[str]) -> str | None:
        """Find a record."""
        return name if name in self.there else self.finder.record(name, kinds)

    def state(self, name: str) -> str | None:
        """Find a state."""
        return self.finder.state(name)

    def file(self, name: str) -> Mapping[str, Any] | None:
        """Find a file that the record has."""
        return self.files.get(name) or self.finder.file(name)


def _held(kind: Kind, content: Content) -> list[tuple[Field, Mapping[str, Any]]]:
    rows = [(one, row) for part in kind.parts for row in content.get(part.name) or () for one in part.fields]
    return [(one, content) for one in kind.fields] + rows


@dataclass
class Drafted:
    """What a record would hold, and what could not be read of it."""

    content: dict[str, Any]
    troubles: list[Trouble]
    where: Callable[[str], tuple[str, Field | None]]
    """The cell, and the field, of a place within the record as its problems name it."""


class Drafting:
    """Makes content of drafts."""

    def __init__(self, look: Look, file: File, finder: Finder) -> None:
        self.file, self.finding = file, Finding(finder)
        limit = file.about.get("limit", "")
        self.going = Going(look, limit) if limit in labels() else None
        self.near = Near(look)

    def made(self, draft: Draft, before: Content | None) -> Drafted:
        """Read a draft; `before` is what its record holds, None of a new one."""
        held = before or {}
        self.finding.know(draft.kind, held)
        troubles: list[Trouble] = []
        typed, rows = self._said(draft, held, troubles)
        fitted = fit(draft.kind, typed, self.finding)
        where = _places(draft, fitted, rows)
        for one in fitted.problems:
            place, declared = where(one.place)
            troubles.append(self._told(one, place, declared, _raw(typed, one.place)))
        # What a file has no column of stays, also what could not be read anew.
        return Drafted(fitted.content, troubles, _after(draft, fitted, rows, where))

    def _said(self, draft: Draft, held: Content, troubles: list[Trouble]) -> tuple[dict[str, Any], dict[str, list[Row]]]:  # fmt: skip
        typed: dict[str, Any] = {}
        table = Table(draft.kind, None)
        columns = self.file.columns.get(table.name, frozenset()) if draft.row else frozenset[str]()
        for one in draft.kind.fields:
            if draft.row and one.name in columns:
                value = self._value(one, draft.row, held.get(one.name), troubles)
            else:
                value = held.get(one.name)
            if value is not None:
                typed[one.name] = value
        rows: dict[str, list[Row]] = {}
        for part in draft.kind.parts:
            name = Table(draft.kind, part).name
            if name not in self.file.columns:
                typed[part.name] = list(held.get(part.name) or ())
                continue
            typed[part.name], rows[part.name] = self._part(draft, part, self.file.columns[name], held.get(part.name) or (), troubles)  # fmt: skip
        return typed, rows

    def _part(
        self, draft: Draft, part: Part, columns: frozenset[str], held: Sequence[Mapping[str, Any]], troubles: list[Trouble]
    ) -> tuple[list[dict[str, Any]], list[Row]]:  # fmt: skip
        before = {str(row.get("id")): (place, row) for place, row in enumerate(held)}
        found: list[tuple[int, dict[str, Any], Row]] = []
        taken: set[str] = set()
        for number, row in enumerate(draft.parts.get(part.name, ()), len(held)):
            which = str(row.values.get(ROW) or "").strip()
            if which in taken:
                troubles.append(Trouble(reading.TWICE, row.at(ROW), told("The row “%(which)s” is there twice.", which=which), N_("Empty the cell, and it is a new row.")))  # fmt: skip
                which = ""
            elif which and held and which not in before:
                troubles.append(Trouble(reading.REFERENCE, row.at(ROW), told("The record has no row “%(which)s”.", which=which[:60]), N_("Empty the cell, and it is a new row.")))  # fmt: skip
                which = ""
            place, was = before.get(which, (number, {}))
            taken.add(which or "-")
            taken.discard("-")
            made = {one.name: value for one in part.fields if (value := self._value(one, row, was.get(one.name), troubles) if one.name in columns else was.get(one.name)) is not None}  # fmt: skip
            if made:
                made["id"] = which if IS_ROW(which) and which not in ("",) else secrets.token_hex(3)
                found.append((place, made, row))
            elif not row.troubles:
                troubles.append(Trouble(reading.NEEDED, row.at(), N_("Nothing is said in this row."), N_("Fill it in, or take it out.")))  # fmt: skip
        # Who sorts a sheet changes nothing: known rows keep their order, new ones follow.
        found.sort(key=lambda one: one[0])
        return [made for _, made, _ in found], [row for _, _, row in found]

    def _value(self, one: Field, row: Row, was: Any, troubles: list[Trouble]) -> Any:
        raw = row.values.get(one.name)
        value = said(one, raw)
        if one.type in (Type.RECORD, Type.RECORDS) and (value == WITHHELD or (isinstance(value, list) and WITHHELD in value)):  # fmt: skip
            hidden = self._hidden(was)
            if hidden is None or (isinstance(value, str) and not hidden):
                troubles.append(Trouble(reading.REFERENCE, row.at(one.name), N_("Nothing is withheld here that could be kept."), N_("Name the record, or empty the cell.")))  # fmt: skip
                return None
            return _unveiled(value, hidden) if isinstance(value, list) else hidden[0]
        if value == LONG and isinstance(was, str) and len(was.encode("utf-16-le")) // 2 > CELL:
            return was
        return value.isoformat() if one.type == Type.DAY and isinstance(value, datetime) else value

    def _hidden(self, was: Any) -> list[str] | None:
        if self.going is None or not was:
            return None
        return [other for other in (was if isinstance(was, list) else [was]) if self.going.title(other) is None]

    def _told(self, one: Problem, place: str, declared: Field | None, raw: Any) -> Trouble:
        template = one.what.template if isinstance(one.what, Told) else one.what
        if declared is None or template == "%(title)s is missing.":
            return Trouble(reading.NEEDED if declared else reading.RULE, place, one.what, one.remedy)
        if "longer than" in template or "more than" in template:
            return Trouble(reading.LENGTH, place, one.what, one.remedy)
        return Trouble(SORTS.get(declared.type, reading.FORM), place, one.what, self.near.remedy(declared, raw, one) or one.remedy)  # fmt: skip


def _unveiled(value: Sequence[Any], hidden: Sequence[str]) -> list[Any]:
    left = list(hidden)
    shown = [left.pop(0) if one == WITHHELD and left else one for one in value]
    return [one for one in shown if one != WITHHELD] + left


def _raw(typed: Mapping[str, Any], place: str) -> Any:
    name, _, rest = place.partition("/")
    number, _, inner = rest.partition("/")
    if not inner:
        return typed.get(name)
    rows = typed.get(name) or []
    return rows[int(number) - 1].get(inner) if number.isdigit() and 0 < int(number) <= len(rows) else None


def _places(draft: Draft, _: Fitted, rows: Mapping[str, list[Row]]) -> Callable[[str], tuple[str, Field | None]]:
    """Give where a problem stands that names rows as they were said."""
    return lambda place: _cell_of(draft, place, rows)


def _after(
    draft: Draft, fitted: Fitted, rows: Mapping[str, list[Row]], where: Callable[[str], tuple[str, Field | None]]
) -> Callable[[str], tuple[str, Field | None]]:
    """Give where a problem stands that names rows as they were read: without those of which nothing could be."""
    kept = {
        name: rows[name] if len(fitted.content.get(name, ())) == len(rows[name]) else [] for name in rows
    }  # with fewer, the whole row’s own problems are told already
    return lambda place: _cell_of(draft, place, kept) if place.count("/") else where(place)


def _cell_of(draft: Draft, place: str, rows: Mapping[str, list[Row]]) -> tuple[str, Field | None]:
    name, _, rest = place.partition("/")
    number, _, inner = rest.partition("/")
    part = draft.kind.part(name)
    if part is None:
        found = draft.kind.field(name)
        return (draft.row.at(name) if draft.row and found else draft.first.at()), found
    of = rows.get(name) or []
    if number.isdigit() and 0 < int(number) <= len(of):
        row = of[int(number) - 1]
        found = next((one for one in part.fields if one.name == inner), None)
        return row.at(inner) if found else row.at(), found
    return draft.first.at(), None


class Near:
    """Tells what was perhaps meant."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._names: dict[tuple[str, ...], dict[str, str]] = {}

    def remedy(self, one: Field, raw: Any, problem: Problem) -> str:
        """Give a remedy that names what is near; empty where nothing is."""
        wrong = problem.what.values.get("said", raw) if isinstance(problem.what, Told) else raw
        if one.type == Type.DAY:
            return near_day(raw)
        if one.type in (Type.STATE, Type.STATES):
            try:
                resolve(str(wrong))
            except ComityError as error:
                return error.remedy
            return ""
        if one.type in (Type.CHOICE, Type.SEVERAL):
            return _meant(str(wrong), {normalise(name): name for name in one.choices})
        if one.type == Type.PERSON:
            return _meant(str(wrong), self._persons())
        if one.type in (Type.RECORD, Type.RECORDS):
            return _meant(str(wrong), self._titles(one.of))
        return ""

    def _persons(self) -> dict[str, str]:
        if ("",) not in self._names:
            # Whoever may not see the list of people is told no name of one.
            may = self.look.decide("readPeople").allowed
            found = self.look.con.scalars(select(person.c.name).where(person.c.name.is_not(None)).limit(NAMES)) if may else ()  # fmt: skip
            self._names["",] = {normalise(name): name for name in found}
        return self._names["",]

    def _titles(self, kinds: tuple[str, ...]) -> dict[str, str]:
        if kinds not in self._names:
            wanted = select(item.c.title).order_by(item.c.changed.desc()).limit(NAMES)
            wanted = wanted.where(item.c.kind.in_(kinds)) if kinds else wanted
            found = self.look.con.scalars(may_read(self.look, wanted, item.c.record))
            self._names[kinds] = {normalise(title): title for title in found}
        return self._names[kinds]


def _meant(said_: str, names: Mapping[str, str]) -> str:
    near = get_close_matches(normalise(said_), names, 1, 0.75)
    return told("Did you mean “%(near)s”?", near=names[near[0]]) if near else ""


ORIGIN = date(1899, 12, 30)
WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})").fullmatch


def near_day(raw: Any) -> str:
    """Tell which day was perhaps meant.

    Examples
    --------
    >>> near_day("31.03.2027")
    'Did you mean 2027-03-31?'
    >>> near_day(46477)
    'As a number of Excel this is 2027-03-31: give the cell the format of a date.'
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 < raw < 80_000:
        return told("As a number of Excel this is %(day)s: give the cell the format of a date.", day=(ORIGIN + timedelta(days=int(raw))).isoformat())  # fmt: skip
    found = WRITTEN(str(raw).strip())
    if found is None:
        return ""
    day, month, year = map(int, found.groups())
    try:
        meant = date(year, month, day)
    except ValueError:
        return N_("There is no such day. Write it as 2027-03-31.")
    if "/" in str(raw) and day <= 12 and month != day:
        return told("It may be %(one)s or %(other)s: write it so.", one=meant.isoformat(), other=date(year, day, month).isoformat())  # fmt: skip
    return told("Did you mean %(day)s?", day=meant.isoformat())
