"""What an office sets for its own planning, in ``planning.toml`` of its home::

    state = "NLD"                     # whose forces its own are
    holidays = [2027-04-27, 2027-12-25]
    weekend = [5, 6]                  # Monday is 0
    around = 7                        # days to keep free around an election or another day outside one's hands
    alarm_percent = 80
    regimes = ["vienna_document"]     # those that bind; all where none is named

    [leads.joint_exercise]
    ipc = "11 months"

    [capacity]
    "Southern range" = 2

It stands beside the policy, as what whoever runs the machine decides; every plan says by which leads it was worked out. A change of it
changes no plan that was taken: those days stand in their records.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.model.errors import BadSource, ComityError
from comity.model.regimes import Regime, regime, regimes
from comity.register.planning.plan import SATURDAY, SUNDAY
from comity.register.planning.templates import read_lead, template

NAME = "planning.toml"


@dataclass(frozen=True, slots=True)
class Own:
    """An office's own choices; the defaults are those of one that has made none."""

    state: str = ""
    holidays: frozenset[date] = frozenset()
    weekend: tuple[int, ...] = (SATURDAY, SUNDAY)
    around: int = 7
    alarm_percent: int = 80
    regimes: tuple[str, ...] = ()
    leads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    capacity: Mapping[str, int] = field(default_factory=dict)

    def binding(self) -> tuple[Regime, ...]:
        """Give the regimes that bind."""
        return tuple(regime(one) for one in self.regimes) if self.regimes else regimes()


def own(home: Path | None) -> Own:
    """Read an office's own choices; of an office without a file the defaults.

    Raises
    ------
    BadSource
        When the file is none, or names what there is not.
    """
    place = home / NAME if home else None
    if place is None or not place.is_file():
        return Own()
    return _read(place, place.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(place: Path, _changed: int) -> Own:
    return read_own(place.read_text(encoding="utf-8"), str(place.name))


_SHAPES: Mapping[str, type] = {
    "state": str, "holidays": list, "weekend": list, "around": int, "alarm_percent": int, "regimes": list, "leads": dict, "capacity": dict,
}  # fmt: skip


def read_own(text: str, where: str = NAME) -> Own:
    """Read what such a file says.

    Raises
    ------
    BadSource
        When it is no TOML, a key is unknown, or a value does not fit.
    """
    try:
        said: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSource("This is no TOML: %(why)s.", where=where, why=error) from None
    for name, value in said.items():
        if name not in _SHAPES:
            raise BadSource("“%(name)s” is no key here.", where=where, remedy="Remove or mend it.", name=name)
        if type(value) is not _SHAPES[name]:
            raise BadSource("“%(name)s” is not of the right form.", where=where, name=name)
    try:
        for key, leads in said.get("leads", {}).items():
            for event, lead in leads.items():
                template(key).event(event)
                read_lead(lead)
        for key in said.get("regimes", ()):
            regime(key)
    except (ComityError, AttributeError, TypeError) as error:
        raise BadSource("“%(name)s” does not fit: %(why)s", where=where, name="leads, regimes", why=error) from None
    days, numbers = said.get("holidays", ()), [*said.get("weekend", ()), *said.get("capacity", {}).values()]
    if any(type(one) is not date or isinstance(one, datetime) for one in days):
        raise BadSource("“%(name)s” is not of the right form.", where=where, name="holidays")
    if any(type(one) is not int or one < 0 for one in numbers) or not 0 <= said.get("around", 0) <= 366:
        raise BadSource("“%(name)s” is not of the right form.", where=where, name="weekend, capacity, around")
    if set(range(7)) <= set(said.get("weekend", ())) or not 1 <= said.get("alarm_percent", 80) <= 100:
        raise BadSource("“%(name)s” is not of the right form.", where=where, name="weekend, alarm_percent")
    shaped = {"holidays": frozenset(days), "weekend": tuple(said.get("weekend", (SATURDAY, SUNDAY))), "regimes": tuple(said.get("regimes", ()))}  # fmt: skip
    return Own(**(said | shaped))


__all__ = ["NAME", "Own", "own", "read_own"]
