"""What columns hold: moments, and JSON in one written form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

#: A whole number of 64 bits: STRICT tables of SQLite know it as INTEGER alone.
Whole = BigInteger().with_variant(Integer, "sqlite")
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """A moment, as milliseconds since 1970 in UTC: the same on every database, and compared as numbers."""

    impl = BigInteger().with_variant(Integer, "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a moment."""
        return None if value is None else milliseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read a moment."""
        return None if value is None else moment(value)


class Canonical(TypeDecorator[Any]):
    """JSON as RFC 8785 writes it: the same value has the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write a value."""
        return None if value is None else rfc8785.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read a value."""
        import json

        return None if value is None else json.loads(value)


def milliseconds(value: datetime) -> int:
    """Give a moment as milliseconds since 1970 in UTC.

    Examples
    --------
    >>> milliseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000
    """
    return (value - BEGIN) // timedelta(milliseconds=1)


def moment(value: int) -> datetime:
    """Give the moment of so many milliseconds since 1970 in UTC."""
    return BEGIN + timedelta(milliseconds=value)


def written(value: datetime) -> str:
    """Write a moment as RFC 3339 has it, to the millisecond.

    Examples
    --------
    >>> written(moment(86400123))
    '1970-01-02T00:00:00.123Z'
    """
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
