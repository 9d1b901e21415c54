"""The feed (Atom, RFC 4287): what happened, and what a new build changed, as entries that keep their ids for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes
    ----------
    id
        What tells it from every other entry, and never changes.
    link
        Where it leads, as an absolute address.
    updated
        A day, or a time with its zone.
    """

    id: str
    title: str
    link: str
    updated: date | datetime
    summary: str
    category: str


def feed(
    title: str, subtitle: str, own: str, page: str, updated: datetime, entries: Sequence[Entry], lang: str
) -> bytes:
    """Write a feed.

    Parameters
    ----------
    own, page
        The absolute addresses of the feed and of the page of which it is the feed.
    updated
        When the record was built: nothing in the feed changes but by a build.
    """
    root = Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    _text(root, "id", urn(f"feed {own.partition('://')[2].partition('/')[2]}"))
    _text(root, "title", title)
    _text(root, "subtitle", subtitle)
    _text(root, "updated", _time(updated))
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    _text(SubElement(root, "author"), "name", "comity")
    for entry in entries:
        made = SubElement(root, "entry")
        _text(made, "id", urn(entry.id))
        _text(made, "title", entry.title)
        _text(made, "updated", _time(entry.updated))
        SubElement(made, "link", {"rel": "alternate", "type": "text/html", "href": entry.link})
        SubElement(made, "category", {"term": entry.category})
        _text(made, "summary", entry.summary)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def urn(text: str) -> str:
    """Give an id that is the same for the same text, on every machine.

    >>> urn("signed almanac:north-atlantic-treaty 1949-04-04")
    'urn:uuid:42f82a2d-d9e7-522e-8947-82c4feecc4b8'
    """
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'comity {text}')}"


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def _time(when: date | datetime) -> str:
    if isinstance(when, datetime):
        return when.isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{when.isoformat()}T00:00:00Z"
