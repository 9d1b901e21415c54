"""What records hold in words: names for persons, records and states, and what changed between two contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.labels import labels
from comity.model.listings import key_names
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import item
from comity.register.listing import readable
from comity.register.reading import Finding
from comity.register.shape import Content, Field, Kind, Part, Type

if TYPE_CHECKING:
    from comity.dossier.language import Language
    from comity.oversight.desk import Look


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words, and where it leads; empty where nowhere."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed at a place: before and after in words, None where there was nothing.

    Attributes
    ----------
    place
        A field's name, or ``part/row/field`` with the row's identity.
    row
        Of a field in a row: what the row is called.
    """

    place: str
    title: str
    before: str | None
    after: str | None
    row: str = ""


class Words:
    """Words of one answer: looks up the names of what contents refer to, and keeps them.

    Parameters
    ----------
    look
        Who looks: what they may not know of is not named.
    """

    def __init__(self, look: Look, known: Language) -> None:
        self.look, self.known = look, known
        self._ = known.gettext
        self._people: dict[str, str | None] = {}
        self._records: dict[str, tuple[str, str] | None] = {}
        self._named = look.decide("readPeople").allowed
        self._find = Finding(look)

    def learn(self, kind: Kind, *contents: Content) -> Words:
        """Look up at once all that some contents refer to."""
        people, others = set[str](), set[str]()
        for content in contents:
            for one, held in fields_of(kind, content):
                value = held.get(one.name)
                if one.type == Type.PERSON and value:
                    people.add(value)
                elif one.type in (Type.RECORD, Type.RECORDS) and value:
                    others.update([value] if isinstance(value, str) else value)
        self.learn_people(people)
        self.learn_records(others)
        return self

    def learn_people(self, which: Iterable[str | None]) -> None:
        """Look up names of people."""
        wanted = {one for one in which if one} - self._people.keys()
        if not wanted:
            return
        self._people |= dict.fromkeys(wanted)
        me = self.look.seat.person if self.look.seat else ""
        for row in self.look.con.execute(select(person.c.person, person.c.name).where(person.c.person.in_(wanted))):
            if self._named or row.person == me:
                self._people[row.person] = row.name

    def learn_records(self, which: Iterable[str | None]) -> None:
        """Look up titles of records, as far as they may be read."""
        wanted = sorted({one for one in which if one} - self._records.keys())
        if not wanted:
            return
        self._records |= dict.fromkeys(wanted)
        seen = readable(self.look, wanted)
        for row in self.look.con.execute(
            select(item.c.record, item.c.kind, item.c.title).where(item.c.record.in_(seen))
        ):
            self._records[row.record] = (row.kind, row.title)

    def person(self, which: str | None) -> str:
        """Name a person."""
        if not which:
            return ""
        self.learn_people([which])
        return self._people[which] or self._("somebody of the office")

    def record(self, which: str) -> Said:
        """Name a record, and say where it is."""
        self.learn_records([which])
        found = self._records[which]
        return (
            Said(found[1], f"/register/{found[0]}/{which}") if found else Said(self._("a record that you may not read"))
        )

    def state(self, key: str) -> str:
        """Name a state."""
        return self.known.name(key_names().get(key, key))

    def typed(self, one: Field, value: Any) -> str:
        """Give what one types for a person, a record or a state: its name, with the identity behind it where that alone says which."""
        if one.type in (Type.STATE, Type.STATES):
            return f"{self.state(value)} ({value})"
        if one.type == Type.PERSON:
            self.learn_people([value])
            name, found = self._people[value], self._find.person(self._people[value] or "")
        else:
            self.learn_records([value])
            known = self._records[value]
            name, found = (known[1], self._find.record(known[1], one.of)) if known else (None, None)
        return str(value) if not name else name if found == value else f"{name} ({value})"

    def parts(self, one: Field, value: Any) -> list[Said]:
        """Give a value in words: of a list, each of its members."""
        if one.type in (Type.SEVERAL, Type.RECORDS, Type.STATES):
            single = {Type.SEVERAL: Type.CHOICE, Type.RECORDS: Type.RECORD, Type.STATES: Type.STATE}[one.type]
            return [self._single(single, one, each) for each in value]
        return [self._single(one.type, one, value)]

    def _single(self, kind: Type, one: Field, value: Any) -> Said:
        match kind:
            case Type.CHOICE:
                return Said(self._(one.choices.get(value, str(value))))
            case Type.LABEL:
                return Said(self._(labels()[value].title) if value in labels() else str(value))
            case Type.FLAG:
                return Said(self._("yes") if value else self._("no"))
            case Type.PERSON:
                return Said(self.person(value))
            case Type.RECORD:
                return self.record(value)
            case Type.STATE:
                return Said(self.state(value))
            case Type.PLACE:
                return Said(", ".join(f"{each:g}°" for each in value))
            case Type.FILE:
                return Said(str(value["name"]), str(value["attachment"]))
            # A year is no number of things: it has no mark between thousands.
            case Type.WHOLE if not one.name.endswith("year"):
                return Said(self.known.number(value))
            case Type.MONEY:
                return Said(self.known.number(float(value), 2) if "." in value else self.known.number(int(value)))
        return Said(str(value))

    def text(self, one: Field, value: Any) -> str:
        """Give a value in words, as one text."""
        return ", ".join(each.text for each in self.parts(one, value))

    def row(self, part: Part, row: Mapping[str, Any]) -> str:
        """Name a row as people know it."""
        key = next((one for one in part.fields if one.name == part.key), None)
        if key is not None and key.name in row:
            return self.text(key, row[key.name])
        return next((self.text(one, row[one.name]) for one in part.fields if one.name in row), self._("a row"))

    def changes(self, kind: Kind, before: Content, after: Content) -> list[Change]:
        """Tell field by field, and row by row, what changed."""
        self.learn(kind, before, after)
        _ = self._
        found = [
            self._change(one, one.name, before, after)
            for one in kind.fields
            if before.get(one.name) != after.get(one.name)
        ]
        for part in kind.parts:
            was, will = ({row["id"]: row for row in held.get(part.name) or ()} for held in (before, after))
            title = _(part.title)
            for which in [*was, *(one for one in will if one not in was)]:
                place = f"{part.name}/{which}"
                if which not in will:
                    found.append(Change(place, title, self._row(part, was[which]), None))
                elif which not in was:
                    found.append(Change(place, title, None, self._row(part, will[which])))
                else:
                    named = self.row(part, will[which])
                    found += [
                        self._change(one, f"{place}/{one.name}", was[which], will[which], f"{title}: {named}")
                        for one in part.fields
                        if was[which].get(one.name) != will[which].get(one.name)
                    ]
            if [one for one in was if one in will] != [one for one in will if one in was]:
                found.append(Change(part.name, title, None, _("in another order")))
        return found

    def _row(self, part: Part, row: Mapping[str, Any]) -> str:
        return "; ".join(
            f"{self._(one.title)}: {self.text(one, row[one.name])}" for one in part.fields if one.name in row
        )

    def _change(self, one: Field, place: str, before: Content, after: Content, row: str = "") -> Change:
        was, will = (self.text(one, held[one.name]) if one.name in held else None for held in (before, after))
        return Change(place, self._(one.title), was, will, row)


def fields_of(kind: Kind, content: Content) -> Iterator[tuple[Field, Mapping[str, Any]]]:
    """Give every declared field of a content with what holds it: the content itself, or a row of it."""
    yield from ((one, content) for one in kind.fields)
    for part in kind.parts:
        yield from ((one, row) for row in content.get(part.name) or () for one in part.fields)


__all__ = ["Change", "Said", "Words", "fields_of"]
