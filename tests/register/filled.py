"""A record of every kind, made from its declaration alone: whatever kinds there will be, tests of all of them reach the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from comity.register import writing
from comity.register.kinds import kinds
from comity.register.shape import KEPT, Field, Kind, Type
from comity.register.writing import Unfitted
from oversight.world import World

#: The clock of the test's office shows 2026-03-02: what is reported has happened, what is planned ends later.
START, END = "2026-03-02", "2026-09-01"
#: What a text holds, by the place of its field.
Words = Callable[[str], str]
PLAIN: dict[Type, Any] = {
    Type.DAY: "2026-04-15",
    Type.WHOLE: "12",
    Type.NUMBER: "3.5",
    Type.MONEY: "1200",
    Type.CURRENCY: "EUR",
    Type.FLAG: "no",
    Type.STATE: "JPN",
    Type.STATES: ["JPN", "NOR"],
    Type.LABEL: "internal",
    Type.PLACE: "59.4 24.7",
    Type.PERSON: "anna",
}


class Filled:
    """Keeps records that are filled as far as their kind asks for, or in every field."""

    def __init__(self, world: World, words: Words = lambda place: f"Words of {place}") -> None:
        self.world, self.words = world, words
        self.kept: dict[str, str] = {}

    def keep(self, kind: str, *, login: str = "anna", **other: Any) -> str:
        """Keep a record with what its kind asks for before it is kept, and those that it must name."""
        if not other and login == "anna" and kind in self.kept:
            return self.kept[kind]
        said = self.said(kind) | other
        with self.world.act(login) as act:
            which = writing.save(act, kind, said)[0]
        if not other:
            self.kept.setdefault(kind, which)
        return which

    def said(self, kind: str) -> dict[str, Any]:
        """Give what is typed of a kind: what it asks for before it is kept, and what its rules ask for besides."""
        declared = kinds()[kind]
        said: dict[str, Any] = {one.name: self.value(kind, one) for one in declared.fields if one.needed == KEPT}
        # A contributor is a party of its coalition, by its name there.
        if kind == "coalition":
            said["parties"] = [{"party": self.words("coalition/parties/party"), "role": "contributor"}]
        if kind == "contribution":
            said["contributor"] = self.words("coalition/parties/party")
        # The years of a commitment are the whole of it, and nobody evaluates what is their own.
        if kind == "commitment":
            said["amount"] = PLAIN[Type.MONEY]
        if kind == "evaluation":
            said["evaluates"] = self.keep("activity", owner="olga")
        for part in declared.parts:
            if part.needed == KEPT:
                said[part.name] = [{one.name: self.value(kind, one, f"{part.name}/") for one in part.fields if one.needed == KEPT or one.name == part.key}]  # fmt: skip
        for _ in range(8):
            lacking = [one for one in self.problems(kind, said) if not self._add(declared, said, one)]
            if not self.problems(kind, said) or lacking:
                break
        return said

    def problems(self, kind: str, said: Mapping[str, Any]) -> list[str]:
        with self.world.look("anna") as look:
            return [one.place for one in writing.fitted(look, kind, said)[0].problems]

    def _add(self, kind: Kind, said: dict[str, Any], place: str) -> bool:
        """Fill what a rule asks for; false where it is there already."""
        name, *rest = place.split("/")
        if not rest and (one := kind.field(name)) and name not in said:
            said[name] = self.value(kind.name, one)
            return True
        part = kind.part(name)
        if part is not None and not rest and name not in said:
            said[name] = [{one.name: self.value(kind.name, one, f"{name}/") for one in part.fields if one.needed == KEPT or one.name == part.key}]  # fmt: skip
            return True
        if part is not None and len(rest) == 2 and rest[1] not in said[name][int(rest[0]) - 1]:
            one = next(one for one in part.fields if one.name == rest[1])
            said[name][int(rest[0]) - 1][one.name] = self.value(kind.name, one, f"{name}/")
            return True
        return False

    def value(self, kind: str, one: Field, within: str = "") -> Any:
        """Give something of a field's type."""
        if one.type in (Type.TEXT, Type.PROSE):
            return self.words(f"{kind}/{within}{one.name}")
        if one.type == Type.DAY and one.name in ("start", "end"):
            return START if one.name == "start" else END
        if one.type in (Type.CHOICE, Type.SEVERAL):
            return next(iter(one.choices))
        if one.type in (Type.RECORD, Type.RECORDS):
            return self.keep((one.of or ("partner",))[0])
        return PLAIN.get(one.type)

    def texts(self, kind: str) -> Iterator[tuple[str, str]]:
        """Give every field of text of a kind: the part it is of, or nothing, and its name."""
        declared = kinds()[kind]
        yield from (("", one.name) for one in declared.fields if one.type in (Type.TEXT, Type.PROSE))
        for part in declared.parts:
            yield from ((part.name, one.name) for one in part.fields if one.type in (Type.TEXT, Type.PROSE))

    def full(self, kind: str) -> dict[str, Any]:
        """Give a record with words in every field of text, as far as the kind lets it be kept."""
        declared, said = kinds()[kind], self.said(kind)
        for part, name in self.texts(kind):
            more = dict(said)
            if not part:
                one = declared.field(name)
                assert one
                more[name] = self.value(kind, one)
            else:
                of = declared.part(part)
                assert of
                row = dict((said.get(part) or [{}])[0])
                row |= {one.name: self.value(kind, one, f"{part}/") for one in of.fields if one.name == name or (one.needed == KEPT and one.name not in row)}  # fmt: skip
                more[part] = [row, *(said.get(part) or [])[1:]]
            if not self.problems(kind, more):
                said = more
        return said


__all__ = ["Filled", "Unfitted"]
