"""What can go wrong, and what to do about it.

::

    ComityError
     ├── UnknownName      a state, organisation, pact, region, figure or source that nothing here is called
     ├── AmbiguousName    a name that several things bear; the candidates are listed
     ├── BadRequest       an option or a date that makes no sense
     ├── NoRecord         there is no record yet
     ├── WrongRecord      the record was made by another version, or cannot be read
     ├── BadFile          a file that is not what its source says; every problem is listed
     ├── BadSource        a source folder whose own facts are wrong
     ├── NotHere          a file, mirror or snapshot that cannot be found
     ├── FetchFailed      a transfer that did not succeed
     ├── NotAllowed       something that a licence, a rule or the policy forbids
     ├── Busy             another is at work on the same data, or changed it in between
     └── CannotWrite      no room, or no right to write

Each says what was wrong, where, and what to do. ``exit_code`` is 2 for what the user can mend; anything that is not a
``ComityError`` is a fault of ours and exits with 1.

What they say is English. A sentence with something in it is given as a template and values, and keeps both, so that whoever
shows it can tell it in another language::

    raise BadRequest("“%(said)s” is no year.", remedy="Write a year from %(first)s on.", said=said, first=FIRST_YEAR)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType


class Count(int):
    """A number of things, written with marks between its thousands; a year is none."""

    def __str__(self) -> str:
        return format(int(self), ",")


class Told(str):
    """A sentence that knows its template and what stands in it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Told:
        """Fill a template."""
        self = super().__new__(cls, template % values)
        self.template, self.values = template, MappingProxyType(dict(values))
        return self

    def __getnewargs__(self) -> tuple[str, dict[str, object]]:  # type: ignore[override]
        return self.template, dict(self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return Told, self.__getnewargs__()


def N_(text: str) -> str:
    """Mark a sentence that is told elsewhere."""
    return text


def told(template: str, /, **values: object) -> Told:
    """Tell something that stands within a sentence; what is told already stays as it is.

    Examples
    --------
    >>> told("from %(first)s to %(last)s", first=1990, last=2000)
    'from 1990 to 2000'
    """
    return template if isinstance(template, Told) and not values else Told(template, values)


def several(parts: Iterable[object], mark: str = ", ") -> Told:
    """Tell several things one after another.

    Examples
    --------
    >>> several(["cow", "gw"])
    'cow, gw'
    """
    values = {str(number): part for number, part in enumerate(parts)}
    return Told(mark.join(f"%({number})s" for number in values), values)


def any_of(parts: Iterable[object]) -> object:
    """Tell several things of which one is to be chosen; nothing of none.

    Examples
    --------
    >>> any_of(["cow", "gw", "none"])
    'cow or gw or none'
    """
    return _joined(N_("%(one)s or %(other)s"), parts)


def _joined(template: str, parts: Iterable[object]) -> object:
    found = list(parts)
    return reduce(lambda one, other: Told(template, {"one": one, "other": other}), found) if found else ""


def all_of(parts: Iterable[object]) -> object:
    """Tell several things that all hold; nothing of none."""
    return _joined(N_("%(one)s and %(other)s"), parts)


class ComityError(Exception):
    """The root of every error that comity raises on purpose.

    Parameters
    ----------
    what
        One sentence: what was wrong.
    where
        File, line and field, as far as they are known.
    remedy
        What the user can do.
    problems
        Every single problem, where a whole input was refused.
    values
        What stands in `what` and `remedy` at ``%(name)s``.
    """

    exit_code = 2

    def __init__(
        self, what: str, /, *, where: str = "", remedy: str = "", problems: Sequence[str] = (), **values: object
    ) -> None:
        self.what = Told(what, values) if values and "%(" in what else what
        self.where = where
        self.remedy = Told(remedy, values) if values and "%(" in remedy else remedy
        self.problems = tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.remedy:
            text = f"{text} {self.remedy}"
        return text

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.remedy, self.problems))


def _rebuild(kind: type[ComityError], what: str, where: str, remedy: str, problems: tuple[str, ...]) -> ComityError:
    return kind(what, where=where, remedy=remedy, problems=problems)


class UnknownName(ComityError):
    """Nothing here is called that; the remedy names what is close."""


class AmbiguousName(ComityError):
    """Several things are called that; the remedy lists them."""


class BadRequest(ComityError):
    """An option, date or combination that makes no sense."""


class NoRecord(ComityError):
    """There is no record yet."""


class WrongRecord(ComityError):
    """The record was made by another version of comity, or cannot be read."""


class BadFile(ComityError):
    """A file that is not what its source says it is; refused whole."""


class BadSource(ComityError):
    """A source folder whose own facts are wrong or incomplete."""


class NotHere(ComityError):
    """A file, a mirror or a snapshot that cannot be found."""


class FetchFailed(ComityError):
    """A transfer that did not succeed."""


class NotAllowed(ComityError):
    """Something that a licence, a rule or the policy forbids."""


class Busy(ComityError):
    """Another is at work on the same data, or changed it in between."""


class CannotWrite(ComityError):
    """No room left, or no right to write there."""
