"""Parties by the names that they bore at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.web.asked import Asked
from comity.web.listing import fold


def named(ask: Asked, key: str, start: date | None, end: date | None = None) -> str:
    """Name a party as it was called then, and how it was called later in that time."""
    first, *later = ask.evidence.called(key, start, end)
    if not later:
        return first
    return ask.language.gettext("%(then)s (later %(later)s)") % {"then": first, "later": ", ".join(later)}


def named_all(ask: Asked, keys: Iterable[str], start: date | None, end: date | None = None) -> list[str]:
    """Name parties as they were called then, in the order of the alphabet."""
    return sorted((named(ask, key, start, end) for key in keys), key=fold)


__all__ = ["named", "named_all"]
