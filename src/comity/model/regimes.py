"""Confidence-building regimes: their thresholds, days and limits as versioned data, each with its paragraph and source.

A regime is a file in ``data/regimes/``. Nothing that a regime sets stands in code: a figure is a :class:`Value` that tells
chapter, paragraph, unit and source, and whether it was confirmed against its source. What rests on a figure that is not
confirmed is advice, and is to be shown as such.

A file is refused whole where a key is unknown or missing, where a paragraph or a source is empty, or where a value does not
fit its unit; the error names the file and the value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from comity.model.errors import BadSource, UnknownName, any_of

#: What of an activity is counted against a threshold, with the unit in which it is written.
COUNTED = {
    "troops": "persons",
    "tanks": "battle tanks",
    "acvs": "armoured combat vehicles",
    "artillery": "artillery pieces",
    "landing": "persons",
    "sorties": "sorties",
}
#: Units of all other values; a day of the year is written month and day, ``12-15``.
UNITS = ("days", "hours", "calendar years", "day of the year", "activities", "persons", "visits", "units")
#: What follows when an activity reaches the thresholds of a rule.
FOLLOWS = ("notify", "observe", "report air", "constrain", "know")
COMPARED = ("at least", "more than")


@dataclass(frozen=True, slots=True)
class Value:
    """One figure that a regime sets.

    Attributes
    ----------
    regime, version
        Whose it is.
    key
        Its name within the regime.
    rule
        Key of the rule it belongs to.
    counts
        What it is compared with, a key of ``COUNTED``; empty for days, limits and the like.
    chapter, paragraph
        Where it stands in the document.
    paragraph_confirmed
        Whether the paragraph was seen there.
    unit
        One of ``UNITS`` or of the values of ``COUNTED``.
    value
        A whole number; for a day of the year, month and day as ``MM-DD``.
    compared
        ``at least`` or ``more than``: what the text says of the figure itself.
    confirmed
        Whether the figure was confirmed in `source`; False means that it is still to be confirmed.
    source
        Where the figure is from.
    note
        What else is to be known.
    """

    regime: str
    version: str
    key: str
    rule: str
    counts: str
    chapter: str
    paragraph: str
    paragraph_confirmed: bool
    unit: str
    value: int | str
    compared: str
    confirmed: bool
    source: str
    note: str

    @property
    def number(self) -> int:
        """Give the figure of a value that is no day of the year."""
        if isinstance(self.value, str):
            raise BadSource("“%(key)s” is a day of the year, not a number.", where=self.regime, key=self.key)
        return self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """What a regime asks for, in one provision."""

    key: str
    title: str
    chapter: str
    follows: str
    values: tuple[Value, ...]

    @property
    def thresholds(self) -> tuple[Value, ...]:
        """Give the figures against which an activity is counted; one of them is enough to reach the rule."""
        return tuple(value for value in self.values if value.counts)


@dataclass(frozen=True, slots=True)
class Regime:
    """A set of agreed measures of confidence and security.

    Attributes
    ----------
    key, version
        What names it; several versions of a regime may stand side by side.
    title, document
        As it is called and numbered.
    adopted
        Day of adoption; None where it has none that is one.
    organisation
        Key in the table of organisations of the one whose participating states are bound; empty where there is none.
    zone
        Where it applies, in words.
    note
        What else is to be known.
    rules
        In the order of the document.
    """

    key: str
    version: str
    title: str
    document: str
    adopted: date | None
    organisation: str
    zone: str
    note: str
    rules: tuple[Rule, ...]

    def rule(self, key: str) -> Rule:
        """Find a rule.

        Raises
        ------
        UnknownName
            If the regime has no such rule.
        """
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise UnknownName("“%(regime)s” has no rule “%(key)s”.", regime=self.title, key=key)

    def value(self, key: str) -> Value:
        """Find a figure.

        Raises
        ------
        UnknownName
            If the regime has no such figure.
        """
        for rule in self.rules:
            for value in rule.values:
                if value.key == key:
                    return value
        raise UnknownName("“%(regime)s” sets no value “%(key)s”.", regime=self.title, key=key)


def regime(key: str, version: str | None = None) -> Regime:
    """Find a regime.

    Parameters
    ----------
    key
        Such as ``vienna_document``.
    version
        None for the newest.

    Raises
    ------
    UnknownName
        If there is none of this key and version.
    """
    found = [one for one in regimes() if one.key == key and version in (None, one.version)]
    if not found:
        raise UnknownName(
            "No regime is called “%(name)s”.",
            remedy="Known are %(known)s.",
            name=f"{key} {version}" if version else key,
            known=any_of(sorted({one.key for one in regimes()})),
        )
    return max(found, key=lambda one: one.version)


@cache
def regimes() -> tuple[Regime, ...]:
    """List every regime and version, by key and version."""
    folder = files("comity.model").joinpath("data", "regimes")
    texts = [(one.name, one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")]
    found = sorted((read_regime(text, name) for name, text in texts), key=lambda one: (one.key, one.version))
    for one, other in pairwise(found):
        if (one.key, one.version) == (other.key, other.version):
            raise BadSource("Two files give version %(version)s of it.", where=one.key, version=one.version)
    return tuple(found)


def read_regime(text: str, where: str) -> Regime:
    """Read a regime from its file.

    Parameters
    ----------
    text
        TOML, as in ``data/regimes/``.
    where
        Name of the file, for errors.

    Raises
    ------
    BadSource
        If anything in it is unknown, missing or of the wrong form.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSource("This is no TOML: %(why)s.", where=where, why=error) from None
    head = {name: told[name] for name in told if name not in ("rule", "value")}
    _check(head, _HEAD, _HEAD_MAY, where)
    rules = [_check(one, _RULE, {}, f"{where}, rule {one.get('key', '?')}") for one in _tables(told, "rule", where)]
    values = [_value(one, head, where) for one in _tables(told, "value", where)]
    keys = [one["key"] for one in rules]
    for names in (keys, [value.key for value in values]):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise BadSource("“%(key)s” stands there twice.", where=where, key=twice[0])
    for rule in rules:
        if rule["follows"] not in FOLLOWS:
            _wrong(f"{where}, rule {rule['key']}", "follows", rule["follows"], FOLLOWS)
    for value in values:
        if value.rule not in keys:
            _wrong(f"{where}, value {value.key}", "rule", value.rule, keys)
    return Regime(
        **{name: head[name] for name in _HEAD},
        adopted=head.get("adopted"),
        organisation=head.get("organisation", ""),
        note=head.get("note", ""),
        rules=tuple(Rule(**one, values=tuple(v for v in values if v.rule == one["key"])) for one in rules),
    )


_HEAD: Mapping[str, type] = {"key": str, "version": str, "title": str, "document": str, "zone": str}
_HEAD_MAY: Mapping[str, type] = {"adopted": date, "organisation": str, "note": str}
_RULE: Mapping[str, type] = {"key": str, "title": str, "chapter": str, "follows": str}
_VALUE: Mapping[str, type] = {
    "key": str,
    "rule": str,
    "chapter": str,
    "paragraph": str,
    "paragraph_confirmed": bool,
    "unit": str,
    "value": object,
    "confirmed": bool,
    "source": str,
}
_VALUE_MAY: Mapping[str, type] = {"counts": str, "compared": str, "note": str}


def _tables(told: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    found = told.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadSource("There is no table “%(name)s”.", where=where, remedy="Write [[%(name)s]].", name=name)
    return found


def _check(told: dict[str, Any], must: Mapping[str, type], may: Mapping[str, type], where: str) -> dict[str, Any]:
    """Refuse keys that are unknown, missing, empty or of another type."""
    for name, value in told.items():
        kind = must.get(name) or may.get(name)
        if kind is None:
            raise BadSource("“%(name)s” is no key here.", where=where, remedy="Remove or mend it.", name=name)
        if not isinstance(value, kind):
            raise BadSource("“%(name)s” is not of the right form.", where=where, name=name)
    for name in must:
        if name not in told or (isinstance(told[name], str) and not str(told[name]).strip()):
            raise BadSource("“%(name)s” is missing.", where=where, remedy="Write it, with its source.", name=name)
    return told


def _wrong(where: str, name: str, said: object, known: Iterable[object]) -> None:
    raise BadSource(
        "“%(said)s” is no “%(name)s” that is known here.",
        where=where,
        remedy="Known are %(known)s.",
        said=said,
        name=name,
        known=any_of(known),
    )


def _value(told: dict[str, Any], head: Mapping[str, Any], file: str) -> Value:
    where = f"{file}, value {told.get('key', '?')}"
    _check(told, _VALUE, _VALUE_MAY, where)
    full = {"counts": "", "compared": "at least", "note": ""} | told
    counts, unit, value = full["counts"], full["unit"], full["value"]
    if counts and counts not in COUNTED:
        _wrong(where, "counts", counts, COUNTED)
    if unit not in ((COUNTED[counts],) if counts else UNITS):
        _wrong(where, "unit", unit, (COUNTED[counts],) if counts else UNITS)
    if full["compared"] not in COMPARED:
        _wrong(where, "compared", full["compared"], COMPARED)
    if unit == "day of the year":
        try:
            date.fromisoformat(f"2023-{value}")  # a year without a 29 February: the day is there in every year
        except ValueError:
            raise BadSource("%(value)s is no day of every year.", where=where, value=value) from None
    elif type(value) is not int or value <= 0:
        raise BadSource("%(value)s is no whole number above nothing.", where=where, value=value)
    return Value(regime=head["key"], version=head["version"], **full)
