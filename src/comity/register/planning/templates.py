"""Templates of plans: the events of an activity with their leads, what each needs and what it yields.

A template is a file in ``planning/data/``, with a version. An event stands ``before`` STARTEX or after ENDEX by its lead; ``after``
names the events it depends on, which stand above it in the file, and ``gap`` is the least number of days between it and them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comity.model.errors import BadRequest, BadSource, Told, UnknownName, any_of

#: Keys of the first and the last day of execution; every template has both.
STARTEX, ENDEX = "startex", "endex"


@dataclass(frozen=True, slots=True)
class Lead:
    """A time before STARTEX or after ENDEX; months are counted in the calendar, then weeks and days."""

    months: int = 0
    weeks: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a plan puts on a day.

    Attributes
    ----------
    key, title, short
        Its name, what it is called, and the field's abbreviation (``IPC``), which may be empty.
    before
        Whether it stands before STARTEX; otherwise after ENDEX.
    lead
        By how much.
    after
        Keys of the events it depends on.
    gap
        Least number of days between each of them and it.
    entry
        What must be there before it is held.
    outputs
        What it yields.
    """

    key: str
    title: str
    short: str
    before: bool
    lead: Lead
    after: tuple[str, ...]
    gap: int
    entry: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def told(self) -> Told:
        """Give the title so that a sentence with it is told in another language whole."""
        return Told(self.title.replace("%", "%%"), {})


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of plan, its events in an order in which each stands behind what it depends on."""

    key: str
    version: str
    title: str
    suits: str
    source: str
    events: tuple[Event, ...]

    def event(self, key: str) -> Event:
        """Find an event.

        Raises
        ------
        UnknownName
            If the template has none of this key.
        """
        for one in self.events:
            if one.key == key:
                return one
        raise UnknownName("“%(template)s” has no event “%(key)s”.", template=self.title, key=key)


def read_lead(said: str) -> Lead:
    """Read a lead as an office writes it.

    Parameters
    ----------
    said
        Numbers with ``months``, ``weeks`` and ``days``, in this order: ``5 months 2 weeks``, ``30 days``, ``0 days``.

    Raises
    ------
    BadRequest
        If it is written otherwise or is longer than ten years.

    Examples
    --------
    >>> read_lead("5 months 2 weeks")
    Lead(months=5, weeks=2, days=0)
    """
    found = _LEAD.fullmatch(said.strip()) if isinstance(said, str) else None
    if not found or not any(found.groups()):
        raise BadRequest("“%(said)s” is no lead.", remedy="Write it as “5 months 2 weeks” or “30 days”.", said=said)
    lead = Lead(*(int(number or 0) for number in found.groups()))
    if lead.months * 31 + lead.weeks * 7 + lead.days > 3660:
        raise BadRequest("“%(said)s” is longer than ten years.", said=said)
    return lead


_LEAD = re.compile(r"(?:(\d{1,4}) months?)? ?(?:(\d{1,4}) weeks?)? ?(?:(\d{1,4}) days?)?", re.ASCII)


def template(key: str) -> Template:
    """Find a template, in its newest version.

    Raises
    ------
    UnknownName
        If there is none of this key.
    """
    found = [one for one in templates() if one.key == key]
    if not found:
        keys = any_of(one.key for one in templates())
        raise UnknownName("No template is called “%(key)s”.", remedy="There are %(keys)s.", key=key, keys=keys)
    return found[-1]


@cache
def templates() -> tuple[Template, ...]:
    """List every template and version, by key and version."""
    folder = files("comity.register.planning").joinpath("data")
    texts = [(one.name, one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name.endswith(".toml")]
    return tuple(sorted((read_template(text, name) for name, text in texts), key=lambda one: (one.key, one.version)))


def read_template(text: str, where: str) -> Template:
    """Read a template from its file.

    Raises
    ------
    BadSource
        If a key is unknown or missing, a lead is none, an event depends on one that does not stand above it, or STARTEX or ENDEX
        is not there.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSource("This is no TOML: %(why)s.", where=where, why=error) from None
    _check(told, {"key": str, "version": str, "title": str, "suits": str, "source": str, "event": list}, {}, where)
    events: list[Event] = []
    for number, one in enumerate(told.pop("event"), start=1):
        place = f"{where}, event {one.get('key', number) if isinstance(one, dict) else number}"
        events.append(_event(one, [event.key for event in events], place))
    for key, before in ((STARTEX, True), (ENDEX, False)):
        if not any(event.key == key and event.before == before and event.lead == Lead() for event in events):
            raise BadSource("There is no event “%(key)s” without a lead.", where=where, key=key)
    return Template(**told, events=tuple(events))


_MUST: Mapping[str, type] = {"key": str, "title": str}
_MAY: Mapping[str, type] = {
    "short": str,
    "before": str,
    "later": str,
    "after": list,
    "gap": int,
    "entry": list,
    "outputs": list,
}


def _check(told: Mapping[str, Any], must: Mapping[str, type], may: Mapping[str, type], where: str) -> None:
    for name, value in told.items():
        kind = must.get(name) or may.get(name)
        if kind is None:
            raise BadSource("“%(name)s” is no key here.", where=where, remedy="Remove or mend it.", name=name)
        words = value if isinstance(value, list) and name != "event" else []
        if not isinstance(value, kind) or not all(type(word) is str for word in words):
            raise BadSource("“%(name)s” is not of the right form.", where=where, name=name)
    for name in must:
        if not told.get(name):
            raise BadSource("“%(name)s” is missing.", where=where, remedy="Write it.", name=name)


def _event(told: Mapping[str, Any], above: list[str], where: str) -> Event:
    _check(told, _MUST, _MAY, where)
    after = tuple(told.get("after", ()))
    if told["key"] in above or not set(after) <= set(above) or told.get("gap", 0) < 0:
        raise BadSource("An event stands once, below all that it depends on, with no gap below nothing.", where=where)
    if ("before" in told) == ("later" in told):
        raise BadSource("An event is either before STARTEX or later than ENDEX.", where=where)
    try:
        lead = read_lead(told.get("before", told.get("later")))
    except BadRequest as error:
        raise BadSource("“%(said)s” is no lead.", where=where, said=told.get("before", told.get("later"))) from error
    return Event(
        key=told["key"],
        title=told["title"],
        short=told.get("short", ""),
        before="before" in told,
        lead=lead,
        after=after,
        gap=told.get("gap", 0),
        entry=tuple(told.get("entry", ())),
        outputs=tuple(told.get("outputs", ())),
    )
