"""How a name is compared, and the names by which states and territories are known.

The names stand in ``data/names.csv``, one row a name, a state and a time of use. Column ``used_in`` says whose name it is:
``cow:260`` and ``gw:260`` are the spelling of that list for that code, ``general`` is any other use, ``display`` the name
under which comity shows the state in that time (default: column ``name`` of ``data/states.csv``). What states, regions and
organisations are called in French stands in ``data/names.fr.csv``.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

FIRST_DAY = date.min
LAST_DAY = date.max

_DATA = Path(__file__).parent / "data"
_UNDECOMPOSED = str.maketrans(
    {"đ": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ʻ": "", "'": "", "’": "", ".": ""}
)


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of the model's own CSV files.

    Parameters
    ----------
    name
        File name in ``model/data``, such as ``states.csv``.

    Returns
    -------
    list of dict
        One dict a row, every value a string as it stands.
    """
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def normalise(name: str) -> str:
    """Reduce a name to what is compared: no case, accents, punctuation, "the" or "&"; "St." is "Saint".

    Examples
    --------
    >>> normalise("St. Vincent & the Grenadines") == normalise("SAINT VINCENT AND GRENADINES")
    True
    """
    text = name.casefold().translate(_UNDECOMPOSED)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " and " if c == "&" else " " for c in text).split()
    return " ".join("saint" if word == "st" else word for word in words if word != "the")


@dataclass(frozen=True, slots=True)
class StateName:
    """One name of a state in a time of use; ``used_in`` as in the table."""

    state: str
    name: str
    start: date
    end: date
    used_in: frozenset[str]


def day(text: str, default: date) -> date:
    """Read an ISO date of the model's tables; an empty cell is `default`."""
    return date.fromisoformat(text) if text else default


@cache
def state_names() -> tuple[StateName, ...]:
    """Return every row of ``data/names.csv``."""
    return tuple(
        StateName(
            row["state"],
            row["name"],
            day(row["start"], FIRST_DAY),
            day(row["end"], LAST_DAY),
            frozenset(row["used_in"].split()),
        )
        for row in read_table("names.csv")
    )


@cache
def names_index() -> dict[str, tuple[StateName, ...]]:
    """Return the rows of the table of names by their normal form."""
    found: dict[str, list[StateName]] = {}
    for row in state_names():
        found.setdefault(normalise(row.name), []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def names_in(language: str) -> Mapping[str, str]:
    """Give the names of states, regions and organisations in another language, by those in English.

    ``data/names.fr.csv`` has what Unicode's CLDR calls the states of today, reviewed: where CLDR's name would take a side, or
    is none that the state or the United Nations use, it is another (``tests/unit/test_names_in_french.py`` lists these).
    """
    if not (_DATA / f"names.{language}.csv").exists():
        return MappingProxyType({})
    return MappingProxyType({row["name"]: row["there"] for row in read_table(f"names.{language}.csv")})


@cache
def _elsewhere() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    names: dict[str, tuple[str, ...]] = {}
    english: dict[str, str] = {}
    for path in sorted(_DATA.glob("names.*.csv")):
        for row in read_table(path.name):
            there = (row["there"], *filter(None, row["also"].split("|")))
            names[row["name"]] = (*names.get(row["name"], ()), *there)
            english |= {normalise(name): row["name"] for name in there}
    return names, english


def names_elsewhere(name: str) -> tuple[str, ...]:
    """Give what a state, a region or an organisation is called in other languages, by its English name."""
    return _elsewhere()[0].get(name, ())


def english_name(name: str) -> str | None:
    """Give the English name of what a name of another language means; None where it is none."""
    return _elsewhere()[1].get(normalise(name))


@cache
def _territories() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {"name": {}, "iso3": {}, "iso2": {}, "iso-numeric": {}}
    for row in read_table("territories.csv"):
        for column in ("iso3", "iso2"):
            if row[column]:
                tables[column][row[column]] = row["name"]
        if row["iso_numeric"]:
            tables["iso-numeric"][str(int(row["iso_numeric"]))] = row["name"]
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            tables["name"][normalise(name)] = row["name"]
    return tables


@cache
def iso_territories() -> frozenset[str]:
    """Return the names of the territories that ISO 3166-1 codes, or once coded."""
    return frozenset(row["name"] for row in read_table("territories.csv") if row["iso3"])


def territory_of(scheme: str, code: str) -> str | None:
    """Name the territory that a code or name means: known, but a member of neither list of states.

    Parameters
    ----------
    scheme
        ``iso3``, ``iso2``, ``iso-numeric`` or ``name``; in any other scheme nothing is found.
    code
        The code or name.

    Returns
    -------
    str or None
        The territory's name in ``data/territories.csv``: present ISO 3166-1 entities that are in neither list, and some
        further names that data files use. It says nothing about status or sovereignty.
    """
    table = _territories().get(scheme)
    if table is None:
        return None
    if scheme == "name":
        return table.get(normalise(code))
    text = str(code).strip().upper()
    return table.get(str(int(text)) if scheme == "iso-numeric" and text.isdecimal() else text)
