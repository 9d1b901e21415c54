"""The inputs of a form, as the template writes them: of each field what was typed, what one may choose, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.model.labels import labels
from comity.model.listings import key_names
from comity.oversight.storage.tables import person
from comity.oversight.storage.working import attachment
from comity.register.listing import Asked as AskedFor
from comity.register.listing import listed
from comity.register.shape import NEVER, Field, Kind, Part, Problem, Type
from comity.register.values import DAY
from comity.web.office.record.filling import MANY, Said

if TYPE_CHECKING:
    from comity.dossier.language import Language
    from comity.oversight.desk import Look

#: So many records are offered while one types; others are found by their title all the same.
OFFERED = 400
#: Empty inputs beside those that are filled, of a field that may be said several times.
SPARE = 2
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "JPY", "KRW", "TRY", "UAH")


@dataclass(frozen=True, slots=True)
class Input:
    """An input.

    Attributes
    ----------
    name, id
        As the form sends it; as the page has it.
    shape
        How it is written: line, prose, day, select, checks, lines.
    value, values
        What was typed: of one, of several.
    options
        What one may choose, with its words.
    offers
        The list of what is offered while one types.
    """

    name: str
    id: str
    title: str
    shape: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    offers: str = ""
    mode: str = "text"
    most: int = 500
    help: str = ""
    needed: str = NEVER
    wrong: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a part in a form."""

    id: str
    at: str
    name: str
    title: str
    inputs: tuple[Input, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A part in a form, with a row that a script copies."""

    name: str
    id: str
    title: str
    help: str
    needed: str
    rows: tuple[Row, ...]
    blank: Row
    wrong: tuple[str, ...] = ()


@dataclass
class Group:
    """Fields and parts under one heading."""

    title: str
    inputs: list[Input] = field(default_factory=list)
    parts: list[Rows] = field(default_factory=list)


class Form:
    """Makes the inputs of a form.

    Parameters
    ----------
    prefix
        Before every identity on the page: empty of the only form of a page.
    which
        The record, whose files may be chosen.
    new
        Of a row that was just added, its identity: it has the focus.
    """

    def __init__(
        self, look: Look, known: Language, problems: Sequence[Problem] = (), *, prefix: str = "", which: str | None = None, new: str = ""
    ) -> None:  # fmt: skip
        self.look, self.known, self.prefix, self.which, self.new = look, known, prefix, which, new
        self.offers: dict[str, tuple[str, ...]] = {}
        self.anchors: dict[str, str] = {}
        self._wrong: dict[str, list[tuple[str, str]]] = {}
        for one in problems:
            self._wrong.setdefault(one.place, []).append((known.tell(one.what), known.tell(one.remedy)))
        self._files: tuple[tuple[str, str], ...] | None = None

    def groups(self, kind: Kind, said: Said) -> list[Group]:
        """Give all inputs of a record, under the headings that the kind declares, in its order."""
        found: dict[str, Group] = {}

        def group(title: str) -> Group:
            return found.setdefault(title, Group(self.known.gettext(title) if title else ""))

        for one in kind.fields:
            group(one.group).inputs.append(self.input(one, said.get(one.name), f"f.{one.name}", one.name))
        for part in kind.parts:
            group(part.group or part.title).parts.append(self.part(part, said.get(part.name) or []))
        return list(found.values())

    def inputs(self, fields: Sequence[Field], said: Mapping[str, Any]) -> list[Input]:
        """Give the inputs of some fields."""
        return [self.input(one, said.get(one.name), f"f.{one.name}", one.name) for one in fields]

    def part(self, part: Part, rows: Sequence[Mapping[str, Any]]) -> Rows:
        """Give the rows of a part."""
        made = tuple(self._row(part, row, str(number), number + 1) for number, row in enumerate(rows))
        anchor = self._anchor(part.name, f"{self.prefix}p-{part.name}")
        tell = self.known.gettext
        blank = self._row(part, {}, "__n__", 0)
        return Rows(part.name, anchor, tell(part.title), tell(part.help), part.needed, made, blank, self._of(part.name))

    def _row(self, part: Part, row: Mapping[str, Any], at: str, number: int) -> Row:
        place = f"{part.name}/{number}"
        anchor = self._anchor(place, f"{self.prefix}p-{part.name}-{at}")
        new = bool(self.new) and row.get("id") == self.new
        inputs = tuple(
            self.input(
                one, row.get(one.name), f"p.{part.name}.{at}.{one.name}", f"{place}/{one.name}", first=new and not index
            )
            for index, one in enumerate(part.fields)
        )
        return Row(str(row.get("id") or ""), at, anchor, str(row.get(part.key) or ""), inputs, self._of(place))

    def input(self, one: Field, said: Any, name: str, place: str, *, first: bool = False) -> Input:
        """Give the input of a field."""
        anchor = self._anchor(place, self.prefix + name.replace(".", "-"))
        tell = self.known.gettext
        values = tuple(map(str, said)) if isinstance(said, list | tuple) else (str(said),) if said else ()
        value = "" if one.type in MANY else (values or ("",))[0]
        shape, options, offers, mode, most = self._shape(one, value, values)
        if shape == "lines":
            values = (*values, *("",) * SPARE)
        return Input(name, anchor, tell(one.title), shape, value, values, options, offers, mode, most, tell(one.help) if one.help else "", one.needed, self._of(place, tell(one.help) if one.help else ""), first)  # fmt: skip

    def _shape(
        self, one: Field, value: str, values: tuple[str, ...]
    ) -> tuple[str, tuple[tuple[str, str], ...], str, str, int]:
        tell = self.known.gettext
        match one.type:
            case Type.PROSE:
                return "prose", (), "", "text", 20_000
            case Type.DAY:
                # An input for days would show nothing of what is none.
                return "day" if not value or DAY(value) else "line", (), "", "text", 40
            case Type.WHOLE:
                return "line", (), "", "numeric", 40
            case Type.NUMBER | Type.MONEY:
                return "line", (), "", "decimal", 40
            case Type.CURRENCY:
                return "line", (), self._offer("currencies"), "text", 3
            case Type.CHOICE:
                return "select", self._options(one.choices, value), "", "text", 0
            case Type.FLAG:
                return "select", self._options({"yes": "yes", "no": "no"}, value), "", "text", 0
            case Type.LABEL:
                return (
                    "select",
                    self._options({name: held.title for name, held in labels().items()}, value),
                    "",
                    "text",
                    0,
                )
            case Type.SEVERAL:
                there = {**one.choices, **{each: each for each in values if each not in one.choices}}
                return "checks", tuple((name, tell(text)) for name, text in there.items()), "", "text", 0
            case Type.PERSON:
                return "line", (), self._offer("people"), "text", 500
            case Type.RECORD:
                return "line", (), self._offer("records", one.of), "text", 500
            case Type.RECORDS:
                return "lines", (), self._offer("records", one.of), "text", 500
            case Type.STATE:
                return "line", (), self._offer("states"), "text", 500
            case Type.STATES:
                return "lines", (), self._offer("states"), "text", 500
            case Type.FILE:
                return "select", (("", ""), *self._attached()), "", "text", 0
        return "line", (), self._offer("posts") if one.name == "post" else "", "text", 500

    def _options(self, choices: Mapping[str, str], value: str) -> tuple[tuple[str, str], ...]:
        there = {"": "", **choices} | ({value: value} if value and value not in choices else {})
        return tuple((name, self.known.gettext(text) if text else "") for name, text in there.items())

    def _offer(self, what: str, of: tuple[str, ...] = ()) -> str:
        """Name a list of what is offered, and make it once."""
        name = f"{self.prefix}offer-{'-'.join((what, *of))}"
        if name not in self.offers:
            self.offers[name] = tuple(dict.fromkeys(self._offered(what, of)))
        return name if self.offers[name] else ""

    def _offered(self, what: str, of: tuple[str, ...]) -> Sequence[str]:
        if what == "currencies":
            return CURRENCIES
        if what == "states":
            return sorted(f"{self.known.name(name)} ({key})" for key, name in key_names().items())
        if what == "posts":
            return sorted(self.look.seat.posts) if self.look.seat else ()
        if what == "people":
            if not self.look.decide("readPeople").allowed:
                return ()
            wanted = select(person.c.name).where(person.c.status != "erased").order_by(person.c.name).limit(2000)
            return [name for name in self.look.con.scalars(wanted) if name]
        found = listed(self.look, AskedFor(kinds=of, order="changed", size=OFFERED))
        return sorted(str(row["title"]) for row in found.rows)

    def _attached(self) -> tuple[tuple[str, str], ...]:
        if self._files is None:
            wanted = select(attachment.c.attachment, attachment.c.name).where(attachment.c.record == (self.which or "")).order_by(attachment.c.at)  # fmt: skip
            self._files = tuple((row.attachment, row.name) for row in self.look.con.execute(wanted))
        return self._files

    def _anchor(self, place: str, anchor: str) -> str:
        self.anchors[place] = anchor
        return anchor

    def _of(self, place: str, told: str = "") -> tuple[str, ...]:
        """Give what is wrong at a place; what to do is left out where it stands there already."""
        return tuple(
            what if remedy == told else f"{what} {remedy}".strip() for what, remedy in self._wrong.get(place, ())
        )


__all__ = ["Form", "Group", "Input", "Row", "Rows"]
