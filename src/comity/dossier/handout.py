"""The handout: what of a brief fits two pages, for somebody who has to decide and not to read all.

It is the one source of the PDF and of the DOCX. It quotes the brief: every sentence, every number and every figure's id
is the brief's own, so that whoever asks how something is known finds it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from comity.dossier.compose import brief, record
from comity.dossier.contents import Brief, Drawing, Figure, Gap, Listing, Subject
from comity.dossier.evidence import Evidence
from comity.dossier.language import N_, _
from comity.dossier.paper import draw_for_paper
from comity.dossier.sections.bonds import AGREEMENTS
from comity.dossier.words import few, listed, named, quantity, sentence, span, whole

#: So many figures are as many as somebody takes in.
MOST_FIGURES = 10
#: So many lines a table of a handout has at most, before it is cut to fit.
MOST_LINES = 12
CHANGES = 6

#: The figures that are told, by kind of subject, the foremost first; of a line with several the first that is there, and
#: by a star all that begin so.
FIGURES: Mapping[str, Sequence[str]] = {
    "state": (
        "bonds.in-force", "bonds.defended-by", "bonds.defends", "exercises.in-coverage exercises.recorded", "missions.recorded",
        "posts.troops posts.base", "capability.military-expenditure", "economy.military_burden", "capability.personnel",
        "alignment.ideal_point", "conflict.recorded", "situation.regime", "changes.recorded",
    ),
    "pair": (
        "bonds.in-force", "bonds.obligations", "exercises.in-coverage exercises.recorded", "posts.troops", "missions.recorded",
        "economy.trade_dependence.*", "alignment.ideal_point_distance alignment.distance", "alignment.s_votes", "conflict.recorded",
        "conflict.opposed", "interoperability.enabling_agreements", "capability.military-expenditure", "changes.recorded",
    ),
    "group": (
        "overview.members", "bonds.in-force", "bonds.defense", "exercises.in-coverage exercises.recorded", "missions.recorded",
        "posts.troops", "capability.military-expenditure", "burden.exploitation", "cohesion.preference_spread alignment.spread",
        "interoperability.group_shared_weapon_types", "conflict.recorded", "changes.recorded",
    ),
    "region": (
        "overview.members", "bonds.in-force", "bonds.defense", "exercises.in-coverage exercises.recorded", "missions.recorded",
        "posts.troops", "capability.military-expenditure", "stability.*", "alignment.spread", "conflict.recorded", "changes.recorded",
    ),
}  # fmt: skip
#: Which sentences of a section stand at the head: the first, and the last, which says how far the sources reach.
LEAD = {"overview": (0, 1), "exercises": (0, -1), "missions": (0,), "posts": (0, 1), "conflict": (0, -1)}
#: The sections that the parts of the handout tell in full.
TOLD = ("bonds", "changes")
#: Kinds of agreement, those that bind the most first.
KINDS = (
    "alliance", "defence-cooperation", "basing", "status-of-forces", "intelligence-sharing", "logistics", "nonaggression-pact",
    "neutrality-pact", "consultation-pact", "arms-control", "notification", "incidents-at-sea", "conduct", "hotline", "dialogue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A figure of the brief as a handout shows it: in words, with its interval where one is claimed."""

    id: str
    label: str
    value: str
    period: str
    sources: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a handout: sentences, and a table."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    listing: Listing | None = None

    def cut(self, lines: int) -> Part:
        """Give the part with at most so many lines; what is left out is counted."""
        if self.listing is None or len(self.listing.lines) <= lines:
            return self
        more = self.listing.more + len(self.listing.lines) - lines
        return replace(self, listing=replace(self.listing, lines=self.listing.lines[:lines], more=more))


@dataclass(frozen=True, slots=True)
class Handout:
    """What is handed over, whatever the form of the file.

    Attributes
    ----------
    kind
        ``brief`` or ``visit``.
    lead
        The key sentences.
    drawing
        One, or None where the record has nothing to draw.
    warning
        Stands on the first page.
    note
        Follows the sources.
    size
        Of its type, in points.
    """

    kind: str
    title: str
    subject: Subject
    lead: tuple[str, ...]
    figures: tuple[Key, ...]
    drawing: Drawing | None
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[Mapping[str, Any], ...]
    warning: str
    note: str = ""
    size: float = 9.5

    @property
    def day(self) -> date:
        """Give the day on which it stands."""
        return self.subject.on

    def cut(self, lines: int) -> Handout:
        """Give the handout with at most so many lines in each table."""
        return replace(self, parts=tuple(part.cut(lines) for part in self.parts))


def handout(subject: str, on: date | int | str | None = None, *, home: Path | None = None) -> Handout:
    """Make the handout of a brief.

    Parameters
    ----------
    subject, on, home
        As for :func:`comity.dossier.brief`, with its errors.
    """
    made = brief(subject, on, home=home)
    with record(home) as con:
        evidence = Evidence(con)
        evidence.on = made.subject.on
        bound = agreements(evidence, made.subject)
        parts = [_bonds(made, evidence, bound), *_changes(made)]
        drawing = draw_for_paper(evidence, made.subject, bound)
        figures = chosen(made, FIGURES[made.subject.kind])
        facts = rests_on(made, evidence, {*LEAD, *TOLD}, figures, parts)
    return Handout(
        "brief", made.subject.name, made.subject, lead(made), tuple(map(told_figure(made), figures)), drawing, tuple(parts), tuple(made.gaps),
        facts, warning(len(facts)), almanac_marks(made),
    )  # fmt: skip


def warning(sources: int) -> str:
    """Write the warning that stands on the first page."""
    text = (
        _(
            "This document rests on one source. The whole may be more sensitive than its parts: consider to whom it goes before you pass it on."
        )
        if sources == 1
        else _(
            "This document combines %(number)s sources. The whole may be more sensitive than its parts: consider to whom it goes before you pass it on."
        )
    )
    return text % {"number": few(sources)}


def agreements(evidence: Evidence, subject: Subject) -> list[dict[str, Any]]:
    """Give the agreements that the brief counts, with whether they are in force; those that bind the most first."""
    least = 1 if subject.kind == "state" else 2
    found = evidence.rows(
        AGREEMENTS, {"states": list(subject.states), "least": least, "on": subject.on, "pair": subject.kind == "pair"}
    )
    founding = subject.agreement

    def weight(row: dict[str, Any]) -> tuple[Any, ...]:
        kind = KINDS.index(row["kind"]) if row["kind"] in KINDS else len(KINDS)
        return not row["in_force"], row["agreement"] != founding, aged(row, subject), kind, -len(row["ours"])

    return sorted(found, key=weight)


def aged(row: Mapping[str, Any], subject: Subject) -> bool:
    """Say whether no source of an agreement has looked up to the day."""
    return bool(row["seen"] and row["seen"] < subject.on)


def in_force(row: Mapping[str, Any], subject: Subject) -> str:
    """Say whether an agreement is in force, in the words of the brief."""
    if row["unclear"]:
        return _("not known")
    if not row["in_force"]:
        return _("no")
    return _("when last seen, %(year)s") % {"year": row["seen"].year} if aged(row, subject) else _("yes")


def _bonds(made: Brief, evidence: Evidence, bound: Sequence[dict[str, Any]]) -> Part:
    section = next(section for section in made.sections if section.id == "bonds")
    live = [row for row in bound if row["in_force"]]
    lines = tuple(
        (
            row["name"],
            named(row["kind"]),
            span(row["since"], row["end"]),
            in_force(row, made.subject),
            row["source"],
            _(evidence.mark(row["source"], row["source_row"])),
        )
        for row in live
    )
    listing = Listing("handout.agreements", _("Agreements in force"), (N_("agreement"), N_("kind"), N_("when"), N_("in force"), N_("source"), N_("checked")), lines)  # fmt: skip
    return Part("bonds", section.title, tuple(section.sentences), listing if lines else None).cut(MOST_LINES)


def _changes(made: Brief) -> list[Part]:
    section = next((section for section in made.sections if section.id == "changes"), None)
    if section is None:
        return []
    listing = next(iter(section.listings), None)
    if listing is not None:
        # A heading that says nothing helps nobody who has the table read to them.
        listing = replace(listing, columns=tuple(name or N_("change") for name in listing.columns))
    return [Part("changes", section.title, tuple(section.sentences), listing).cut(CHANGES)]


def lead(made: Brief, wanted: Mapping[str, Sequence[int]] = LEAD) -> tuple[str, ...]:
    """Choose the key sentences of a brief: by section, their places in it."""
    said: dict[str, None] = {}
    for section in made.sections:
        for place in wanted.get(section.id, ()):
            if -len(section.sentences) <= place < len(section.sentences):
                said[section.sentences[place]] = None
    return tuple(said)


def chosen(made: Brief, wanted: Iterable[str], most: int = MOST_FIGURES) -> list[Figure]:
    """Choose figures of a brief by id; one that rests on no row is told only where the brief says why."""
    by_id = {figure.id: figure for figure in made.figures if figure.rows or figure.gap}
    found: list[Figure] = []
    for line in wanted:
        alternatives = [_named(by_id, name) for name in line.split()]
        found += next((fits for fits in alternatives if fits), [])
    return found[:most]


def _named(by_id: Mapping[str, Figure], name: str) -> list[Figure]:
    if name.endswith("*"):
        return [figure for key, figure in by_id.items() if key.startswith(name[:-1])]
    return [by_id[name]] if name in by_id else []


def told_figure(made: Brief) -> Callable[[Figure], Key]:
    """Give what turns a figure of this brief into words: a measure in those of the brief's table, interval and all."""
    words = {
        str(line[-1]): str(line[1])
        for section in made.sections
        if section.id == "measures"
        for listing in section.listings
        if listing.columns[-1] == "explain by"
        for line in listing.lines
    }

    def told(figure: Figure) -> Key:
        if figure.id in words:
            value = words[figure.id].removeprefix(f"{figure.period}: ").removesuffix(".")
        elif figure.value is None:
            unknown = _("not known")
            value = (
                figure.gap
                if figure.gap.startswith(unknown)
                else _("not known: %(why)s") % {"why": figure.gap}
                if figure.gap
                else unknown
            )
        else:
            value = figure.value if isinstance(figure.value, str) else quantity(figure.value, figure.unit)
        sources = listed(sorted({row.source for row in figure.rows}), 3) if figure.rows else ""
        return Key(figure.id, sentence(figure.label).removesuffix("."), value, figure.period, sources)

    return told


def rests_on(
    made: Brief, evidence: Evidence, sections: Iterable[str], figures: Iterable[Figure], parts: Iterable[Part]
) -> tuple[Mapping[str, Any], ...]:
    """Give the facts of the sources on which these sections of the brief, these figures and these tables rest."""
    told = set(sections)
    used = {row.source for figure in figures for row in figure.rows}
    for section in made.sections:
        if section.id in told:
            used |= {row.source for figure in section.figures for row in figure.rows}
    used |= {source for part in parts if part.listing for source in part.listing.sources}
    return tuple(facts for name, facts in evidence.sources.items() if name in used)


def almanac_marks(made: Brief) -> str:
    """Say how far the rows of the almanac behind the brief were checked."""
    if not made.marks:
        return ""
    text = _(
        "Rows of the almanac behind the full brief, by how far they were checked: %(marks)s. Mirror: agrees with a published data set; "
        "opened: the cited text was read; from knowledge: neither."
    )
    return text % {"marks": listed([f"{_(mark)} {whole(number)}" for mark, number in made.marks.items()])}


__all__ = [
    "Handout", "Key", "Part", "aged", "agreements", "almanac_marks", "chosen", "handout", "in_force", "lead", "rests_on", "told_figure", "warning",
]  # fmt: skip
