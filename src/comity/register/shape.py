"""How a kind of record is declared: its fields, its rows of parts, what is noted on it, and its own rules.

One declaration makes the form, the checks, the sheet of a spreadsheet, CSV and JSON, the differences between versions, and the rows
that lists, calendars and sums look up. The names of some fields mean the same in every kind, and are looked up under these names:
``title``, ``label``, ``owner`` (a person), ``programme`` (a record), ``type``, ``start``, ``end``, ``place``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

#: What a record holds: fields by name, and of each part a list of rows by name of their fields, each with its ``id``.
Content = Mapping[str, Any]


class Type(StrEnum):
    """What a field holds, and how it stands in content."""

    TEXT = "text"
    """One line: a string."""
    PROSE = "prose"
    """Several lines: a string."""
    DAY = "day"
    """A day: ``2027-03-31``."""
    WHOLE = "whole"
    """A whole number, 0 or more."""
    NUMBER = "number"
    """A number."""
    MONEY = "money"
    """An amount of the currency in the field ``currency`` beside it: a decimal as a string, ``"9999.50"``."""
    CURRENCY = "currency"
    """Three letters of ISO 4217."""
    CHOICE = "choice"
    """One of the declared choices."""
    SEVERAL = "several"
    """Some of the declared choices: a list."""
    FLAG = "flag"
    """True or false; nothing where it was not said."""
    PERSON = "person"
    """A person of the office: their identity."""
    RECORD = "record"
    """Another record: its identity."""
    RECORDS = "records"
    """Other records: a list."""
    STATE = "state"
    """A state: its key, ``JPN``."""
    STATES = "states"
    """States: a list."""
    LABEL = "label"
    """How far it may go."""
    PLACE = "place"
    """Latitude and longitude in degrees: ``[59.4, 24.7]``."""
    FILE = "file"
    """A file that was attached: its identity, name, size and SHA-256."""


#: What is asked for, and when: before it is kept at all, before it is submitted, or never.
KEPT, SUBMITTED, NEVER = "kept", "submitted", "never"


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes
    ----------
    name
        As it stands in content.
    title
        As people read it, in English.
    needed
        ``KEPT``, ``SUBMITTED`` or ``NEVER``.
    choices
        Of a choice: what stands in content, and as people read it.
    of
        Of a record: the kinds that it may be of.
    help
        What belongs here, in a sentence.
    due
        Of a day: what falls due then, as calendars have it; empty where nothing does.
    fixed
        The day is in nobody's hands here.
    group
        Under which heading a form has it.
    """

    name: str
    title: str
    type: Type = Type.TEXT
    needed: str = NEVER
    choices: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    help: str = ""
    due: str = ""
    fixed: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows within a record, as an agreement's parties.

    Attributes
    ----------
    key
        The field that names a row for people, as ``party``.
    needed
        When there must be a row at least.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    key: str
    needed: str = NEVER
    help: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be noted on a record without a new version: what happens, not what was approved.

    Attributes
    ----------
    part
        The part of whose rows it is noted; empty where it is noted of the record.
    stages
        From which stages of the record it may be noted; empty from any. See :attr:`Kind.stages`.
    to
        The stage to which it takes the record; empty where it stays.
    partner
        A partner whom the record names may note it, too.
    check
        What it must keep beyond its fields.
    """

    name: str
    title: str
    fields: tuple[Field, ...] = ()
    part: str = ""
    stages: tuple[str, ...] = ()
    to: str = ""
    partner: bool = False
    check: Callable[[Case, Mapping[str, Any]], Iterator[Problem]] | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry as it was noted."""

    entry: str
    kind: str
    about: str | None
    person: str
    at: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where.

    Attributes
    ----------
    place
        A field's name, a part's, or ``part/number/field`` with the row's number from 1.
    what, remedy
        Sentences, as an error has them.
    """

    place: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Another record, as far as a rule may ask of it."""

    record: str
    kind: str
    state: str
    title: str
    content: Content
    entries: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may ask of a record: it asks nothing else, and reads no clock.

    Attributes
    ----------
    content, entries
        As they are to be.
    before
        The content of the version before; None of a new one.
    actor
        Who writes: a person.
    today
        The office's day.
    find
        Finds another record by its identity; None where there is none that may be seen.
    naming
        Finds the records that name this one in a field: ``naming("objective")``.
    every
        Gives all records of a kind that may be seen: ``every("lesson")``.
    """

    kind: Kind
    record: str
    content: Content
    entries: tuple[Noted, ...]
    before: Content | None
    state: str
    actor: str
    today: date
    find: Callable[[str], Known | None]
    naming: Callable[[str], Sequence[Known]]
    every: Callable[[str], Sequence[Known]] = lambda _kind: ()

    def noted(self, kind: str, about: str | None = None) -> list[Noted]:
        """Give what was noted of a kind, of a row or of all, the first first."""
        return [one for one in self.entries if one.kind == kind and (about is None or one.about == about)]

    def rows(self, part: str) -> list[dict[str, Any]]:
        """Give the rows of a part."""
        return list(self.content.get(part) or ())

    def stage(self) -> str:
        """Give the stage that the record has come to."""
        return stage_of(self.kind, self.entries)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of a record that is no field of its own: what falls due, until when, who sees to it, whether it is done."""

    what: str
    title: str
    day: str
    until: str | None = None
    about: str | None = None
    person: str | None = None
    done: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """What a record takes up: a person, a unit, a place, from a day to a day."""

    kind: str
    resource: str
    start: str
    end: str
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of a record: of which fund line and year, how far it has gone, in which currency."""

    line: str
    year: int
    stage: str
    currency: str
    amount: str
    programme: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record.

    Attributes
    ----------
    name
        As policy and log have it.
    binds
        It comes into force by approval; what does not bind is kept, and read by all of the office.
    stages
        How far it can come by what is noted on it, the first first; empty where nothing moves it.
    over
        Stages in which nothing more is to be done: who answers for it is not reminded, and it grows not stale.
    checks
        Its own rules, beyond fields: problems are told, and forbid saving or submitting by the level of each rule.
    """

    name: str
    title: str
    plural: str
    fields: tuple[Field, ...]
    parts: tuple[Part, ...] = ()
    entries: tuple[Entry, ...] = ()
    stages: Mapping[str, str] = field(default_factory=dict)
    over: tuple[str, ...] = ()
    binds: bool = True
    #: Rules that hold for whatever is kept, and those that hold for whatever is submitted.
    rules: tuple[Callable[[Case], Iterator[Problem]], ...] = ()
    before_submission: tuple[Callable[[Case], Iterator[Problem]], ...] = ()
    #: Rules that tell without forbidding: what is missing for the next step, what is to be looked at.
    advice: tuple[Callable[[Case], Iterator[Problem]], ...] = ()
    dated: Callable[[Case], Iterator[Dated]] | None = None
    booked: Callable[[Case], Iterator[Booked]] | None = None
    money: Callable[[Case], Iterator[Sum]] | None = None
    help: str = ""

    def field(self, name: str) -> Field | None:
        """Give a field by its name."""
        return next((one for one in self.fields if one.name == name), None)

    def part(self, name: str) -> Part | None:
        """Give a part by its name."""
        return next((one for one in self.parts if one.name == name), None)

    def entry(self, name: str) -> Entry | None:
        """Give by its name what may be noted."""
        return next((one for one in self.entries if one.name == name), None)


def stage_of(kind: Kind, entries: Sequence[Noted]) -> str:
    """Give the stage to which entries have taken a record; the first where none has moved it, empty where there are none."""
    found = next(iter(kind.stages), "")
    for one in entries:
        declared = kind.entry(one.kind)
        if declared is not None and declared.to:
            found = declared.to
    return found
