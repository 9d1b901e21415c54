"""From what was typed, or stands in a file, to what a record holds: every field is read by its type, and what does not fit is told.

What cannot be read is told and left out; the form has it still. Names of fields that the kind does not declare are told too: nothing is
taken that nobody declared.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from comity.model.errors import N_, any_of, told
from comity.model.labels import labels
from comity.register.shape import KEPT, SUBMITTED, Case, Field, Kind, Part, Problem, Type

LINE, PROSE, ROWS, LIST = 500, 20_000, 2_000, 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
#: Spaces and signs that people write between thousands.
SPACES = re.compile(r"[\s\u00a0\u202f'’]")
FIRST_YEAR, LAST_YEAR = 1900, 2200
YES, NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")
#: Content of every kind may have these besides.
ROW = "id"


class Finder(Protocol):
    """Finds what fields refer to, by identity or by name; None of what is not there, or is there twice by that name."""

    def person(self, said: str) -> str | None:
        """Find a person of the office."""

    def record(self, said: str, kinds: Sequence[str]) -> str | None:
        """Find a record of one of the kinds."""

    def state(self, said: str) -> str | None:
        """Find a state's key."""

    def file(self, said: str) -> Mapping[str, Any] | None:
        """Find an attached file: its identity, name, size and SHA-256."""


@dataclass
class Fitted:
    """What could be read, and what could not."""

    content: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def fit(kind: Kind, said: Mapping[str, Any], find: Finder) -> Fitted:
    """Read all of a record.

    Parameters
    ----------
    said
        By name of field what was typed (strings, lists of strings) or what JSON has; of a part a list of such mappings.
    find
        Finds persons, records, states and files.
    """
    made = Fitted()
    known = {one.name for one in kind.fields} | {one.name for one in kind.parts}
    for name in said:
        if name not in known:
            made.problems.append(
                Problem(str(name)[:60], told("A record of this kind has no such field."), N_("Leave it out."))
            )
    for one in kind.fields:
        _take(made, one, said.get(one.name), one.name, made.content, find)
    for part in kind.parts:
        rows = said.get(part.name) or []
        if not isinstance(rows, list | tuple) or len(rows) > ROWS:
            made.problems.append(
                Problem(
                    part.name, told("These are no rows, or more than %(most)s.", most=ROWS), N_("Give a list of rows.")
                )
            )
            continue
        if found := [row for number, raw in enumerate(rows, 1) if (row := _row(made, part, raw, number, find))]:
            _name(found)
            made.content[part.name] = found
    return made


def _row(made: Fitted, part: Part, raw: Any, number: int, find: Finder) -> dict[str, Any]:
    """Read a row; nothing of one in which nothing was said."""
    place = f"{part.name}/{number}"
    if not isinstance(raw, Mapping):
        made.problems.append(Problem(place, told("This is no row."), N_("Give its fields by name.")))
        return {}
    known = {one.name for one in part.fields}
    for name in raw:
        if name != ROW and name not in known:
            made.problems.append(
                Problem(f"{place}/{str(name)[:60]}", told("A row of this part has no such field."), N_("Leave it out."))
            )
    row: dict[str, Any] = {}
    for one in part.fields:
        _take(made, one, raw.get(one.name), f"{place}/{one.name}", row, find)
    if not row:
        return {}
    which = raw.get(ROW)
    if isinstance(which, str) and re.fullmatch(r"[a-z0-9]{4,12}", which):
        row = {ROW: which} | row
    for one in part.fields:
        if one.needed == KEPT and one.name not in row:
            made.problems.append(
                Problem(
                    f"{place}/{one.name}",
                    told("%(title)s is missing.", title=told(one.title)),
                    one.help or N_("Fill it in."),
                )
            )
    return row


def _name(rows: list[dict[str, Any]]) -> None:
    """Give every row an identity of its own within the record, by which entries and spreadsheets know it."""
    taken: set[str] = set()
    for row in rows:
        while row.get(ROW) is None or row[ROW] in taken:
            row[ROW] = secrets.token_hex(3)
        taken.add(row[ROW])


def _take(made: Fitted, one: Field, raw: Any, place: str, into: dict[str, Any], find: Finder) -> None:
    if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return
    try:
        value = READ[one.type](one, raw, find)
    except Unfit as unfit:
        made.problems.append(Problem(place, unfit.what, unfit.remedy))
        return
    if value is not None and value != [] and value != "":
        into[one.name] = value


class Unfit(Exception):
    """What was said is not of the field's type."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def _shown(raw: Any) -> str:
    return str(raw)[:60]


def _string(raw: Any, most: int) -> str:
    if isinstance(raw, bool | list | dict):
        raise Unfit(told("This is no text."), N_("Write it as text."))
    text = unicodedata.normalize("NFC", str(raw)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > most:
        raise Unfit(told("This is longer than %(most)s signs.", most=most), N_("Shorten it, or attach it as a file."))
    # U+FFFE and U+FFFF stand in no XML file, and so in no workbook or Word document. What is printable has none of either.
    if not text.replace("\n", " ").replace("\t", " ").isprintable() and any(map(_untyped, text)):
        raise Unfit(told("There are signs in it that nobody types."), N_("Write it anew without them."))
    return text


def _untyped(sign: str) -> bool:
    return sign in "\ufffe\uffff" or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t")


def _text(_: Field, raw: Any, __: Finder) -> str:
    text = _string(raw, LINE)
    if "\n" in text or "\t" in text:
        text = " ".join(text.split())
    return text


def _prose(_: Field, raw: Any, __: Finder) -> str:
    return _string(raw, PROSE)


def read_day(raw: Any) -> str:
    """Read a day.

    Raises
    ------
    Unfit
        When it is none.
    """
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day).isoformat()
    said = str(raw).strip()
    try:
        found = date.fromisoformat(said) if DAY(said) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unfit(told("“%(said)s” is no day.", said=_shown(raw)), N_("Write it as 2027-03-31."))
    return said


def _whole(_: Field, raw: Any, __: Finder) -> int:
    number = _decimal(raw)
    if number != number.to_integral_value() or not 0 <= number < 2**53:
        raise Unfit(told("“%(said)s” is no whole number.", said=_shown(raw)), N_("Write digits alone, as 1200."))
    return int(number)


def _number(_: Field, raw: Any, __: Finder) -> int | float:
    number = _decimal(raw)
    whole = int(number)
    return whole if number == whole and abs(whole) < 2**53 else float(number)


def _decimal(raw: Any) -> Decimal:
    said = SPACES.sub("", str(raw))
    # One comma is a decimal mark; several are marks between thousands, and so is one beside a point.
    said = (
        said.replace(",", ".") if said.count(",") == 1 and "." not in said and not re.search(r",\d{3}$", said) else said
    )
    try:
        if isinstance(raw, bool | list | dict) or not re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,2})?", said):
            raise InvalidOperation
        number = Decimal(said)
    except InvalidOperation:
        raise Unfit(
            told("“%(said)s” is no number.", said=_shown(raw)),
            N_("Write it without marks between thousands, as 1200 or 12.5."),
        ) from None
    if not math.isfinite(float(number)) or abs(number) > 10**15:
        raise Unfit(told("“%(said)s” is too large a number.", said=_shown(raw)), N_("Write it in a larger unit."))
    return number


def _money(_: Field, raw: Any, __: Finder) -> str:
    number = _decimal(raw)
    if number < 0 or number != round(number, 2):
        raise Unfit(told("“%(said)s” is no amount.", said=_shown(raw)), N_("Write it as 250000 or 9999.50."))
    return str(
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.quantize(Decimal("0.01"))
    )


def _currency(_: Field, raw: Any, __: Finder) -> str:
    from babel.numbers import list_currencies

    said = str(raw).strip().upper()
    if said not in list_currencies():
        raise Unfit(told("“%(said)s” is no currency.", said=_shown(raw)), N_("Write three letters, as EUR."))
    return said


def _choice(one: Field, raw: Any, _: Finder) -> str:
    said = " ".join(str(raw).split())
    for name, title in one.choices.items():
        if said.casefold() in (name.casefold(), title.casefold()):
            return name
    raise Unfit(
        told("“%(said)s” is none of the choices.", said=_shown(raw)),
        told("Choose %(choices)s.", choices=any_of(map(told, one.choices.values()))),
    )


def _list(raw: Any) -> list[Any]:
    found = (
        list(raw) if isinstance(raw, list | tuple) else [part for part in re.split(r"[;\n]", str(raw)) if part.strip()]
    )
    if len(found) > LIST:
        raise Unfit(told("These are more than %(most)s.", most=LIST), N_("Name fewer."))
    return list(dict.fromkeys(str(part).strip() for part in found if str(part).strip()))


def _several(one: Field, raw: Any, find: Finder) -> list[str]:
    return list(dict.fromkeys(_choice(one, part, find) for part in _list(raw)))


def _flag(_: Field, raw: Any, __: Finder) -> bool:
    said = str(raw).strip().casefold()
    if said in YES or said in NO:
        return said in YES
    raise Unfit(told("“%(said)s” is neither yes nor no.", said=_shown(raw)), N_("Write yes or no."))


def _person(_: Field, raw: Any, find: Finder) -> str:
    found = find.person(_string(raw, LINE))
    if found is None:
        raise Unfit(
            told("Nobody here is called “%(said)s”.", said=_shown(raw)), N_("The page of people lists everyone.")
        )
    return found


def _record(one: Field, raw: Any, find: Finder) -> str:
    found = find.record(_string(raw, LINE), one.of)
    if found is None:
        raise Unfit(
            told("There is no such record as “%(said)s” that you may read.", said=_shown(raw)),
            told("It is one of these kinds: %(kinds)s.", kinds=any_of(one.of)),
        )
    return found


def _records(one: Field, raw: Any, find: Finder) -> list[str]:
    return list(dict.fromkeys(_record(one, part, find) for part in _list(raw)))


def _state(_: Field, raw: Any, find: Finder) -> str:
    found = find.state(_string(raw, LINE))
    if found is None:
        raise Unfit(
            told("No state is called “%(said)s”.", said=_shown(raw)), N_("Write its name or its code, as Japan or JPN.")
        )
    return found


def _states(one: Field, raw: Any, find: Finder) -> list[str]:
    return list(dict.fromkeys(_state(one, part, find) for part in _list(raw)))


def _label(_: Field, raw: Any, __: Finder) -> str:
    said = " ".join(str(raw).split()).casefold()
    for one in labels().values():
        if said in (one.name, one.title.casefold()):
            return one.name
    raise Unfit(
        told("“%(said)s” is no label.", said=_shown(raw)), told("Choose %(choices)s.", choices=any_of(labels()))
    )


def _place(_: Field, raw: Any, __: Finder) -> list[float]:
    parts = list(raw) if isinstance(raw, list | tuple) else str(raw).replace(";", " ").replace(",", " ").split()
    try:
        latitude, longitude = (float(part) for part in parts)
    except (TypeError, ValueError):
        raise Unfit(
            told("“%(said)s” is no place.", said=_shown(raw)),
            N_("Write latitude and longitude in degrees, as 59.4 24.7."),
        ) from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Unfit(
            told("“%(said)s” is no place.", said=_shown(raw)), N_("Latitudes go to 90 degrees, longitudes to 180.")
        )
    return [latitude, longitude]


def _file(_: Field, raw: Any, find: Finder) -> Mapping[str, Any]:
    which = raw.get("attachment", "") if isinstance(raw, Mapping) else raw
    found = find.file(_string(which, LINE))
    if found is None:
        raise Unfit(told("There is no such file attached."), N_("Attach it first."))
    return dict(found)


READ: Mapping[Type, Callable[[Field, Any, Finder], Any]] = {
    Type.TEXT: _text, Type.PROSE: _prose, Type.DAY: lambda _, raw, __: read_day(raw), Type.WHOLE: _whole, Type.NUMBER: _number,
    Type.MONEY: _money, Type.CURRENCY: _currency, Type.CHOICE: _choice, Type.SEVERAL: _several, Type.FLAG: _flag, Type.PERSON: _person,
    Type.RECORD: _record, Type.RECORDS: _records, Type.STATE: _state, Type.STATES: _states, Type.LABEL: _label, Type.PLACE: _place,
    Type.FILE: _file,
}  # fmt: skip


def missing(kind: Kind, content: Mapping[str, Any], level: str) -> list[Problem]:
    """Tell the fields and parts that are asked for at a level, and that are not there."""
    asked = (KEPT,) if level == KEPT else (KEPT, SUBMITTED)
    found = [
        Problem(one.name, told("%(title)s is missing.", title=told(one.title)), one.help or N_("Fill it in."))
        for one in kind.fields
        if one.needed in asked and one.name not in content
    ]
    for part in kind.parts:
        rows = content.get(part.name) or []
        if part.needed in asked and not rows:
            found.append(
                Problem(
                    part.name,
                    told("%(title)s: there is none yet.", title=told(part.title)),
                    part.help or N_("Add one at least."),
                )
            )
        for number, row in enumerate(rows, 1):
            found += [
                Problem(
                    f"{part.name}/{number}/{one.name}",
                    told("%(title)s is missing.", title=told(one.title)),
                    one.help or N_("Fill it in."),
                )
                for one in part.fields
                if one.needed in asked and one.name not in row
            ]
    return found


def problems(case: Case, level: str) -> list[Problem]:
    """Tell all that stands against keeping a record (``KEPT``), or against submitting it (``SUBMITTED``)."""
    found = missing(case.kind, case.content, level)
    found += _backwards(case)
    for rule in (*case.kind.rules, *(case.kind.before_submission if level == SUBMITTED else ())):
        found += rule(case)
    return found


def _backwards(case: Case) -> list[Problem]:
    """Tell the spans that end before they begin."""
    spans = [
        ("", case.content),
        *(
            (f"{part.name}/{number}/", row)
            for part in case.kind.parts
            for number, row in enumerate(case.rows(part.name), 1)
        ),
    ]
    return [
        Problem(
            f"{at}end",
            told("It ends (%(end)s) before it begins (%(start)s).", end=held["end"], start=held["start"]),
            N_("Mend one of the two days."),
        )
        for at, held in spans
        if str(held.get("start") or "") > str(held.get("end") or "9999")
    ]
