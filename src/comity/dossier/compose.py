"""Making a brief: find the subject, write the sections, say what is not known, list the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import duckdb

from comity.catalogue.facts import discover
from comity.dossier.contents import Brief, Figure, Section, Subject
from comity.dossier.evidence import Evidence
from comity.dossier.gaps import list_gaps
from comity.dossier.language import spoken
from comity.dossier.overview import write_overview
from comity.dossier.sections import ORDER
from comity.measures import explain as explanations_of
from comity.measures.contract import ids
from comity.measures.explaining import Explanation
from comity.measures.subject import find_subject, read_day
from comity.model.errors import UnknownName, any_of
from comity.store.home import home as default_home
from comity.store.home import own_sources_dir, record_path
from comity.store.record import open_record

#: What writes each section, by its name, in order.
SECTIONS: dict[str, Callable[[Evidence, Subject], Section | None]] = {
    write.__module__.rpartition(".")[2]: write for write in (write_overview, *ORDER)
}


def record(home: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open the record for reading.

    Parameters
    ----------
    home
        Where comity's data lie; ``COMITY_HOME`` by default.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Read-only. The tables are described in ``docs/reference/record.md``.

    Raises
    ------
    NoRecord, WrongRecord
        When there is none, or it was made by another version.
    """
    return open_record(record_path(home or default_home()))


def brief(subject: str, on: date | int | str | None = None, *, home: Path | None = None) -> Brief:
    """Make the brief on a state, a pair, a pact, an organisation or a region.

    Parameters
    ----------
    subject
        ``Japan``, ``Australia–Indonesia``, ``NATO``, ``AUKUS``, ``Northern Europe`` …
    on
        The day on which it stands: a date, or a year for its last day; by default the last day on which any source of
        the record has looked.
    home
        Where comity's data lie; ``COMITY_HOME`` by default.

    Returns
    -------
    Brief
        Sections of sentences, figures, listings and drawings; gaps; sources.

    Raises
    ------
    UnknownName, AmbiguousName
        When nothing, or more than one thing, is called that.
    BadRequest
        When the day is out of range.
    NoRecord, WrongRecord
        When there is no record to ask.
    """
    with record(home) as con:
        return compose(con, subject, on, home=home)


def compose(
    con: duckdb.DuckDBPyConnection,
    subject: str,
    on: date | int | str | None = None,
    *,
    home: Path | None = None,
    sections: Collection[str] = tuple(SECTIONS),
) -> Brief:
    """Make a brief, or some sections of it, of a record that is open.

    Parameters
    ----------
    con
        The record. Each thing is seen once on it afterwards.
    subject, on, home
        As for :func:`brief`.
    sections
        Which of ``SECTIONS`` are wanted. What is not known is always told, the sources are those of these sections.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        As :func:`brief`.
    """
    evidence, what = meet(con, subject, on)
    made = [
        section
        for name, write in SECTIONS.items()
        if name in sections and (section := write(evidence, what)) is not None
    ]
    gaps = list_gaps(evidence, what)
    used = {row.source for section in made for figure in section.figures for row in figure.rows}
    used |= {source for section in made for listing in section.listings for source in listing.sources}
    warnings = {source.name: source.warnings for source in discover(own_sources_dir(home or default_home()))}
    sources = [
        facts | {"warnings": [warning.text for warning in warnings.get(name, ())]}
        for name, facts in evidence.sources.items()
        if name in used
    ]
    marks = Counter(
        mark for _, mark in {((row.source, row.source_row), row.mark) for section in made for figure in section.figures for row in figure.rows} if mark
    )  # fmt: skip
    return Brief(what, made, gaps, sources, dict(sorted(marks.items())))


def meet(con: duckdb.DuckDBPyConnection, subject: str, on: date | int | str | None = None) -> tuple[Evidence, Subject]:
    """Find whom a brief is about, and the record as it is seen on that day.

    Raises
    ------
    UnknownName, AmbiguousName, BadRequest
        As :func:`brief`.
    """
    evidence = Evidence(con)
    what = find_subject(con, subject, read_day(on, evidence.reach))
    evidence.on = what.on
    if what.kind in ("state", "pair"):
        return evidence, replace(what, name="–".join(evidence.names[key] for key in what.states))
    return evidence, replace(what, name=spoken().name(what.name))


def explain(
    subject: str, figure: str, on: date | int | str | None = None, *, home: Path | None = None
) -> Figure | list[Explanation]:
    """Give one figure of a brief with all the rows behind it; of a measure, what its estimates are made of.

    Parameters
    ----------
    subject, on, home
        As for ``brief``.
    figure
        The figure's id, such as ``bonds.in-force``, or a measure's, such as ``capability.cinc``.

    Returns
    -------
    Figure or list of Explanation
        The figure, whose ``rows`` each have ``cells``, ``source`` and ``source_row`` (file and line of the publisher's
        file). Of a measure one explanation for each estimate that the subject has in that year (of the last year into which
        its sources have looked, without one): its ``contributions`` add up to its ``value``, each with the rows ``behind`` it.

    Raises
    ------
    UnknownName
        When the brief has no such figure, with those that it has.
    """
    if figure in ids():
        year = None if on is None else read_day(on, date.max).year
        return explanations_of(figure, subject, year, home=home)
    made = brief(subject, on, home=home)
    for entry in made.figures:
        if entry.id == figure:
            return entry
    if near := get_close_matches(figure, ids(), 3, 0.75):
        raise UnknownName(
            "There is no figure and no measure “%(figure)s”.",
            remedy="Did you mean %(near)s?",
            figure=figure,
            near=any_of(near),
        )
    known = ", ".join(entry.id for entry in made.figures)
    raise UnknownName(
        "The brief on %(name)s has no figure “%(figure)s”.",
        remedy="It has: %(known)s; and every measure, by its id.",
        name=made.subject.name,
        figure=figure,
        known=known,
    )
