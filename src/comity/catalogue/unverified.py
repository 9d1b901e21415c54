"""Data sets of which comity knows, and which nobody could verify against the publisher's file.

Their facts are in ``unverified.toml``. They have no loader: one that was never run on a true file would be believed like
one that was. A user brings such a file as a source of their own.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from comity.model.errors import NotHere

#: What is said of each of them wherever it is listed.
UNVERIFIED = "not verified against the publisher's file"


@dataclass(frozen=True, slots=True)
class Unverified:
    """One data set without a loader.

    ``licence`` says what is known of it, ``years`` what it spans (empty: not known), ``good_for`` what it would add,
    ``why`` what stood in the way of verifying it.
    """

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    good_for: str
    why: str
    years: str = ""


@cache
def unverified() -> dict[str, Unverified]:
    """Give the data sets without a loader, by name, in the order of the names."""
    text = files("comity.catalogue").joinpath("unverified.toml").read_text(encoding="utf-8")
    return {name: _read(name, entry) for name, entry in sorted(tomllib.loads(text).items())}


def _read(name: str, entry: object) -> Unverified:
    known = {field.name for field in fields(Unverified)} - {"name"}
    if not isinstance(entry, dict) or not entry.keys() <= known or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"unverified.toml: [{name}] is not of the form that is described at its top.")
    if not all(isinstance(value, str) and value.strip() == value != "" for value in entry.values()):
        raise ValueError(f"unverified.toml: [{name}] has a field that is empty or no text.")
    parts = urlsplit(entry["url"])
    if parts.scheme != "https" or "." not in parts.netloc:
        raise ValueError(f"unverified.toml: [{name}] url is no https address.")
    return Unverified(name, **entry)


def refusal(entry: Unverified) -> NotHere:
    """Make the sentence for whoever asks for the files of one."""
    return NotHere(
        f"{entry.name} is {UNVERIFIED}, so that comity has no loader for it.",
        remedy=f"It is at {entry.url}; docs/how-to/bring-a-file.md shows how to make such a file a source of your own.",
    )
