"""From whom and when a user asks to the estimates that answer."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from comity.measures.answer import Computed, computed, span
from comity.measures.contract import Measure
from comity.measures.estimates import Estimates, Subjects
from comity.measures.explaining import Explanation, contributions, keys
from comity.measures.reading import Reading
from comity.measures.subject import APART, JOINED, Subject, find_subject
from comity.measures.tabulation import to_table
from comity.model import states
from comity.model.errors import AmbiguousName, BadRequest, Count, UnknownName, told
from comity.model.regions import region, region_names
from comity.panel.axis import FIRST_YEAR, LAST_YEAR, Axis
from comity.store.home import home as default_home
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record

#: Of whom a measure is, in words.
WHOM = {
    "state": told("states"),
    "pair": told("pairs of states"),
    "member": told("members of a pact, an organisation or a mission"),
    "pact": told("pacts, organisations and missions"),
    "region": told("regions"),
}
#: So many groups of a measure are all named where none of them was.
FEW = 12


@contextmanager
def opened(home: Path | None) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Open the record of a home, each thing seen once."""
    place = home or default_home()
    with open_record(record_path(place)) as con:
        see_once(con)
        yield con, place


def ask(
    con: duckdb.DuckDBPyConnection, home: Path, name: str, subject: str | None, year: int | tuple[int, int] | None
) -> tuple[Computed, npt.NDArray[np.intp]]:
    """Give a measure's estimates, and the places of those that answer, ordered by subject and year."""
    return choose(con, computed(con, home, name), subject, year)


def choose(
    con: duckdb.DuckDBPyConnection, made: Computed, subject: str | None, year: int | tuple[int, int] | None
) -> tuple[Computed, npt.NDArray[np.intp]]:
    """Give what :func:`ask` gives, of estimates that are at hand."""
    measure = made.measure
    first, last = read_years(year)
    if first is not None and last is not None and (last < made.axis.first_year or first > made.axis.last_year):
        made = unknown(made, first, last)
    estimates = made.estimates
    chosen = np.ones(len(estimates), bool)
    if first is not None and last is not None:
        years = np.take(made.axis.years, estimates.subjects.period)
        chosen &= (years >= first) & (years <= last)
    if subject is not None and (groups := _called(made, subject)):
        chosen &= np.isin(estimates.subjects.a, groups)
    elif subject is not None and (member := _member(made, subject)):
        group, state = member
        chosen &= estimates.subjects.a == group
        chosen &= _bears(made, estimates.subjects.b, (state,), chosen)
    elif subject is not None:
        begin, end = span(con, measure)
        whom, since, until = _subject(con, made, subject, first or begin, last or end)
        # What was called so from 1922 to 1991 is not shown as it was before and is today.
        years = np.take(made.axis.years, estimates.subjects.period)
        chosen &= (years >= since) & (years <= until)
        chosen &= about(made, whom, chosen)
    rows = np.flatnonzero(chosen)
    return made, rows


def read_years(year: int | tuple[int, int] | None) -> tuple[int | None, int | None]:
    """Read a year, or first and last.

    Raises
    ------
    BadRequest
        When they are no years, the wrong way round, or outside the lists of states.
    """
    if year is None:
        return None, None
    both = (year, year) if isinstance(year, int | np.integer) else tuple(year) if isinstance(year, tuple | list) else ()
    if len(both) != 2 or not all(isinstance(one, int | np.integer) for one in both):
        raise BadRequest(
            "%(year)r is no year.", remedy="Give a year (1990), or the first and the last ((1990, 2000)).", year=year
        )
    first, last = both
    if first > last:
        raise BadRequest(
            "The years %(first)s to %(last)s are the wrong way round.",
            remedy="Say %(last)s to %(first)s.",
            first=first,
            last=last,
        )
    if first < FIRST_YEAR or last > LAST_YEAR:
        raise BadRequest(
            "%(year)s is out of range.",
            remedy="Ask for years from %(first)s to %(last)s.",
            year=first if first < FIRST_YEAR else last,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    return int(first), int(last)


def unknown(made: Computed, first: int, last: int) -> Computed:
    """Give estimates, none of them known, of years at which no source of a measure has looked."""
    measure = made.measure
    axis = Axis(measure.system, "year", first, last)
    reading = Reading.__new__(Reading)
    reading.axis, reading.measure = axis, measure
    if measure.subject == "state":
        subjects = reading.states
    elif measure.subject == "pair":
        subjects = reading.pairs
    else:
        held = made.estimates.subjects
        pairs = np.unique(np.column_stack([held.a, held.b if len(held.b) else held.a]), axis=0)
        period = np.tile(np.arange(axis.periods, dtype=np.int32), len(pairs))
        one, other = (np.repeat(pairs[:, side].astype(np.int32), axis.periods) for side in (0, 1))
        subjects = Subjects(axis, period, one, other if len(held.b) else held.b, held.groups)
    nothing = np.full(len(subjects), np.nan)
    return Computed(made.name, measure, Estimates(subjects, nothing, coverage=np.zeros(len(subjects))))


def about(made: Computed, subject: Subject, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say which estimates, of those ``among`` which it is asked, are about a subject.

    Raises
    ------
    BadRequest
        When the measure has nothing to say of such a subject.
    """
    measure, subjects = made.measure, made.estimates.subjects
    if measure.subject in ("pact", "region"):
        fits = [place for place, (key, _) in enumerate(subjects.groups) if key in _groups_of(measure, subject)]
        found = np.isin(subjects.a, fits)
        if not fits:
            raise _nothing(made, subject)
        return found
    if measure.subject == "member":
        groups = [place for place, (key, _) in enumerate(subjects.groups) if key in _groups_of(measure, subject)]
        if subject.kind == "group" and groups:
            return np.isin(subjects.a, groups)
        return _bears(made, subjects.b, subject.states, among)
    one = _bears(made, subjects.a, subject.states, among)
    if measure.subject == "state":
        return one
    if subject.kind == "state":
        return one | _bears(made, subjects.b, subject.states, among)
    if subject.kind == "pair" and measure.directed:
        first, second = subject.states
        return _bears(made, subjects.a, (first,), among) & _bears(made, subjects.b, (second,), among)
    return one & _bears(made, subjects.b, subject.states, among)


def _subject(
    con: duckdb.DuckDBPyConnection, made: Computed, said: str, first: int, last: int
) -> tuple[Subject, int, int]:
    """Find whom a user means, and the years asked for in which they are called so: "USSR" is a name of 1923 to 1991.

    Raises
    ------
    UnknownName
        When nothing is called that, with the measure's own groups that come close.
    """
    text = re.sub(r"(?i)^\s*atop[\s:]+(\d+)\s*$", r"atop:\1", said)
    try:
        return find_subject(con, text, date(last, 12, 31)), FIRST_YEAR, LAST_YEAR
    except (BadRequest, UnknownName) as error:
        trouble = error
    if _was_ever(text):
        found: tuple[Subject, int] | None = None
        for year in range(last, first - 1, -1):
            # A name that was borne for most of a year, as the Soviet Union's in 1991, is one of that year.
            try:
                whom = find_subject(con, text, date(year, 7, 1))
            except (AmbiguousName, BadRequest, UnknownName):
                if found is not None:
                    return found[0], year + 1, found[1]
                continue
            found = found or (whom, year)
        if found is not None:
            return found[0], first, found[1]
    if isinstance(trouble, UnknownName) and (close := _close(made, said)):
        raise UnknownName(trouble.what, remedy="%(name)s knows %(close)s.", name=made.name, close=close) from trouble
    raise trouble


def _was_ever(text: str) -> bool:
    """Say whether a text, or each half of it, is a state's name at any time."""
    halves = [text, *(text.split(mark) for mark in (*APART, *JOINED) if text.count(mark) == 1)]
    for parts in halves:
        try:
            for part in [parts] if isinstance(parts, str) else parts:
                states.resolve(part.strip())
        except AmbiguousName:
            return True
        except (BadRequest, UnknownName):
            continue
        return True
    return False


def _called(made: Computed, said: str) -> list[int]:
    """Give the groups of a measure that bear a name or an id: a body under its rule is no organisation's name.

    What is called exactly that comes first, then what is called that in other letters, by the end of its id ("ISAF"), by
    its name in full or without what stands in brackets.
    """
    groups = made.estimates.subjects.groups
    wanted = said.strip().casefold()
    if exact := [place for place, names in enumerate(groups) if wanted in (name.casefold() for name in names)]:
        return exact
    bare = _plain(said)
    return [place for place, (key, name) in enumerate(groups) if bare and bare in _names(key, name)]


def _member(made: Computed, said: str) -> tuple[int, str] | None:
    """Give group and state of a member as a table calls it, by both their keys: "nato/USA"."""
    key, _, state = said.strip().rpartition("/")
    if made.measure.subject != "member" or not key:
        return None
    groups = [place for place, (known, _) in enumerate(made.estimates.subjects.groups) if known == key]
    return (groups[0], state) if groups and state in states.key_names() else None


def _names(key: str, name: str) -> set[str]:
    """Give what a group is called, in plain letters.

    >>> sorted(_names("isaf-coalition:isaf", "International Security Assistance Force"))
    ['international security assistance force', 'isaf', 'isaf coalition isaf']
    """
    return {_plain(one) for one in (key, key.rpartition(":")[2], name, name.partition(" (")[0])}


def _plain(text: str) -> str:
    """Give a name without capitals, marks and little words.

    >>> _plain("The U.N. Peacekeeping"), _plain("Support for Ukraine")
    ('un peacekeeping', 'support ukraine')
    """
    bare = unicodedata.normalize("NFKD", text.casefold().replace(".", ""))
    words = re.findall(r"[a-z0-9]+", "".join(char for char in bare if not unicodedata.combining(char)))
    return " ".join(word for word in words if word not in ("the", "of", "for", "and"))


def _close(made: Computed, said: str) -> str:
    """Give the names of a measure's groups that come close to what was said, or all where they are few."""
    groups = made.estimates.subjects.groups
    if len(groups) <= FEW:
        return _listed(groups)
    wanted = set(_plain(said).split())
    holding = [group for group in groups if wanted and wanted <= set(" ".join(_names(*group)).split())]
    names = {one: group for group in groups for one in _names(*group)}
    similar = [names[one] for one in difflib.get_close_matches(_plain(said), names, 3, 0.7)]
    return _listed(list(dict.fromkeys((*holding[:5], *similar))))


def _listed(groups: Sequence[tuple[str, str]]) -> str:
    """Write groups by name, with the id by which each can be asked for."""
    return "; ".join(f"“{name}”" if name == key else f"“{name}” ({key})" for key, name in groups)


def _groups_of(measure: Measure, subject: Subject) -> set[str]:
    if measure.subject == "region" and subject.kind == "state":
        return {name for name in region_names() if subject.states[0] in region(name).members}
    return {key for key in (subject.organisation, subject.agreement, subject.name) if key}


def _nothing(made: Computed, subject: Subject) -> BadRequest:
    groups = made.estimates.subjects.groups
    close = _close(made, subject.name) or told(
        "%(some)s and %(more)s more", some=_listed(groups[:5]), more=Count(len(groups) - 5)
    )
    return BadRequest(
        "%(name)s has nothing to say of %(subject)s: it is of %(whom)s.",
        remedy="It knows %(close)s." if groups else "Ask for another measure.",
        name=made.name,
        subject=subject.name,
        whom=WHOM[made.measure.subject],
        close=close,
    )


def _bears(
    made: Computed, places: npt.NDArray[Any], states: tuple[str, ...], among: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Say where a place on the axis means one of some states in the estimate's period."""
    codes = {spell.place for spell in made.axis.spells if spell.key in states}
    found = among & np.isin(places, list(codes))
    rows = np.flatnonzero(found)
    found[rows] = np.isin(keys(made.axis)[places[rows], made.estimates.subjects.period[rows]], states)
    return found


#: So many estimates of one year are explained at most, and of so many the courses are told.
MOST, LONGEST = 60, 60_000
#: What to ask for where a subject has more.
ONE_OF = {
    "state": told("Name one state."),
    "pair": told("It is of pairs: name one, such as “Australia–Indonesia”."),
    "member": told("It is of members: name one group, or one state."),
    "pact": told("Name one of its groups."),
    "region": told("Name one region."),
}


def explanations(
    con: duckdb.DuckDBPyConnection, home: Path, name: str, subject: str, year: int | None
) -> list[Explanation]:
    """Explain every estimate that a subject has in a year: without one, in the last of which something is known.

    Raises
    ------
    BadRequest
        When there are too many of them.
    """
    made, rows = ask(con, home, name, subject, year)
    period = made.estimates.subjects.period
    if year is None and len(rows):
        known = rows[np.isfinite(made.estimates.value[rows])]
        rows = rows[period[rows] == (period[known].max() if len(known) else period[rows].max())]
    if len(rows) > MOST:
        raise BadRequest(
            "%(subject)s has %(number)s estimates of %(name)s in that year.",
            remedy=ONE_OF[made.measure.subject],
            subject=subject,
            number=Count(len(rows)),
            name=name,
        )
    told = to_table(made, rows).to_pylist()
    found = []
    for row, line in zip(rows.tolist(), told, strict=True):
        parts = contributions(con, made, row) if line["value"] is not None else ()
        value, low, high = (float("nan") if line[word] is None else line[word] for word in ("value", "low", "high"))
        found.append(Explanation(name, line["name"], line["period"], value, low, high, parts))
    return found


__all__ = [
    "about",
    "ask",
    "choose",
    "explanations",
    "opened",
    "read_years",
    "unknown",
]
