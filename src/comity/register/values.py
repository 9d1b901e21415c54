"""One value after another, read by the type of its field: what was typed, or stands in a file, becomes what content holds."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from comity.model.errors import N_, any_of, told
from comity.model.labels import labels
from comity.register.shape import Field, Type

LINE, PROSE, LIST = 500, 20_000, 200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch
#: Spaces and signs that people write between thousands.
SPACES = re.compile(r"[\s\u00a0\u202f'’]")
FIRST_YEAR, LAST_YEAR = 1900, 2200
YES, NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")


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
