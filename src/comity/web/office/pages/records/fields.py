"""From a form to what a record holds, and back; what the form does not know of stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.model.errors import BadRequest
from comity.oversight.approvals.rules import APPOINTMENT
from comity.oversight.storage.kinds import milliseconds, moment
from comity.web.office.words import OWN_KINDS, end_of

#: Fields of the form that stand in the content as they are.
PLAIN = ("title", "text", "label")
OF_KIND = {APPOINTMENT: ("person", "role", "held_post", "end", "key")}


def content_of(kind: str, said: Mapping[str, str], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Make what a record holds of what was typed.

    Raises
    ------
    BadRequest
        When there is no such kind here, or a day cannot be read.

    Examples
    --------
    >>> content_of("visit", {"title": "Tokyo", "text": " Two days. "})
    {'title': 'Tokyo', 'text': 'Two days.'}
    """
    if kind not in OWN_KINDS:
        raise BadRequest("There is no such kind of record.", remedy="Choose one of the list.")
    known = {*PLAIN, "person", "role", "post", "end", "key"}
    made = {name: value for name, value in (before or {}).items() if name not in known}
    text = {name: said.get(name, "").strip().replace("\r\n", "\n") for name in PLAIN}
    made |= {name: value for name, value in text.items() if value}
    if kind == APPOINTMENT:
        named = {"person": "person", "role": "role", "held_post": "post", "key": "key"}
        made |= {to: said[name].strip() for name, to in named.items() if said.get(name, "").strip()}
        if made.get("role"):
            made["end"] = milliseconds(end_of(said.get("end", "")))
    return made


def said_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Give what the form has of what a record holds."""
    said = {name: str(content[name]) for name in (*PLAIN, "person", "role", "key") if content.get(name) is not None}  # fmt: skip
    if content.get("post"):
        said["held_post"] = str(content["post"])
    if isinstance(content.get("end"), int):
        said["end"] = moment(content["end"]).date().isoformat()
    return said


__all__ = ["OF_KIND", "content_of", "said_of"]
