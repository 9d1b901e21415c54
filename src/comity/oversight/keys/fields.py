"""A payload as people read it: field by field, and nothing in it that does not show.

The page that asks for a signature shows these fields, and its script makes them anew from the bytes that are to be signed: what is
read is what is signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from comity.oversight.keys.statement import canonical

#: What a page shows as nothing, or by which it shows the rest in another order: controls but for tabs and ends of lines, separators
#: of lines, and what Unicode lets a page ignore (Default_Ignorable_Code_Point), the marks of direction with it. The page's script
#: has the same.
HIDDEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    """Write a text so that nothing in it is hidden.

    Examples
    --------
    >>> visible("100\\u200b000 EUR")
    '100⟨U+200B⟩000 EUR'
    """
    return HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def fields(payload: bytes) -> dict[str, str]:
    """Give every field of a payload by its place (RFC 6901), as it is shown.

    Examples
    --------
    >>> fields(b'{"act":"approve","content":{"days":[1,true],"title":"Call"}}')
    {'/act': 'approve', '/content/days/0': '1', '/content/days/1': 'true', '/content/title': 'Call'}
    """
    return dict(_flat(json.loads(payload), ""))


def _flat(value: Any, place: str) -> Iterator[tuple[str, str]]:
    parts: Mapping[Any, Any] = {}
    if isinstance(value, dict):
        parts = {name.replace("~", "~0").replace("/", "~1"): part for name, part in value.items()}
    elif isinstance(value, list):
        parts = dict(enumerate(value))
    if parts:
        for name, part in parts.items():
            yield from _flat(part, f"{place}/{name}")
    else:
        yield place, visible(value if isinstance(value, str) else canonical(value).decode())
