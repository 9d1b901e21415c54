"""The visit pack: what somebody should know who is about to meet another state, from the record alone.

It tells when the two last met, what they promised each other and what of it is open, what of the record touches them
both, and what is not known. It is facts with their sources: nothing in it is a guess about what anybody thinks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from comity.dossier.compose import brief, record
from comity.dossier.contents import Brief, Figure, Listing, Subject
from comity.dossier.evidence import Evidence, Row
from comity.dossier.handout import (
    FIGURES,
    MOST_LINES,
    Handout,
    Part,
    aged,
    agreements,
    almanac_marks,
    chosen,
    in_force,
    lead,
    rests_on,
    told_figure,
    warning,
)
from comity.dossier.language import N_, _, n_
from comity.dossier.meetings import tell_meetings
from comity.dossier.paper import draw_for_paper
from comity.dossier.sections.conflict import INCIDENTS
from comity.dossier.sections.duties import duty_of
from comity.dossier.words import day as told_day
from comity.dossier.words import few, listed, named, parted, per_hundred, quantity, sentence, span
from comity.model.errors import BadRequest

#: Which sentences of the brief stand at the head.
LEAD = {"bonds": (0,), "exercises": (0, -1), "missions": (0,), "posts": (0, 1), "conflict": (0, -1), "changes": (0,)}
#: Incidents, votes and ended agreements: the latest so many.
INCIDENTS_TOLD, VOTES, ENDED, TOGETHER = 5, 4, 4, 5
#: A year with fewer roll calls of both is the rest of a session.
ENOUGH = 10
#: In years: what ended is told as open for so long, and as something that may be raised for so long.
LATELY, RAISED = 10, 40
#: The figures of a brief that say how one hangs on the other.
DEPENDENCE = ("economy.trade_dependence.", "economy.cost_of_break.", "influence.security_dependence.")
PRESENCE = {
    "base": N_("%(state)s keeps a base in %(host)s, as publicly reported"),
    "nuclear-hosting": N_("%(state)s stations nuclear weapons in %(host)s, as publicly reported"),
}

ROLL_CALLS = """
    select r.date, r.title, r.important, v.vote as mine, w.vote as theirs, r.source from resolution r
    join vote v on v.resolution = r.resolution and v.actor = $states[1]
    join vote w on w.resolution = r.resolution and w.actor = $states[2]
    where r.date <= $on order by r.date desc, r.resolution
"""
RIVALRIES = """
    select layer, "start", "end", source from tie where layer in ('rivalry-td', 'rivalry-tss')
        and list_contains($states, a) and list_contains($states, b) and "start" <= $on and ("end" is null or "end" >= $since)
    order by "start" desc, layer
"""
TIES = """
    select layer, a, b, "start", "end", source, source_row from tie where layer in ('base', 'nuclear-hosting')
        and list_contains($states, a) and list_contains($states, b) and ("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)
    order by layer, a, b, "start"
"""
OPINION = """
    select a, b, year("start") as year, value, source from pair_figure where indicator = 'pew-favourable'
        and list_contains($states, a) and list_contains($states, b) and "start" <= $on
    qualify row_number() over (partition by a, b order by "start" desc) = 1 order by a
"""
PLEDGED = """
    select a, b, sum(value) as value, min("start") as first, max("end") as last, source from pair_figure
    where indicator = 'ukraine-aid-commitments' and list_contains($states, a) and list_contains($states, b) and "start" <= $on
    group by a, b, source having sum(value) > 0
"""


def visit(subject: str, on: date | int | str | None = None, *, home: Path | None = None) -> Handout:
    """Make the visit pack of a pair: for the first named, who meets the second.

    Parameters
    ----------
    subject
        A pair, such as ``Australia–Indonesia``.
    on, home
        As for :func:`comity.dossier.brief`, with its errors.

    Raises
    ------
    BadRequest
        When the subject is no pair.
    """
    made = brief(subject, on, home=home)
    what = made.subject
    if what.kind != "pair":
        raise BadRequest(
            "A visit pack is about two states, and %(name)s is not a pair.",
            remedy="Name who goes and whom they meet: “Australia–Indonesia”.",
            name=what.name,
        )
    with record(home) as con:
        evidence = Evidence(con)
        evidence.on = what.on
        bound = agreements(evidence, what)
        parts = [
            tell_meetings(evidence, what),
            *_forums(evidence, what, bound),
            *_together(made),
            _promises(made, evidence, bound),
            _open(evidence, what, bound),
            _raise(made, evidence, bound),
        ]
        drawing = draw_for_paper(evidence, what, bound)
        figures = chosen(made, FIGURES["pair"])
        facts = rests_on(made, evidence, LEAD, [*figures, *_dependence(made)], parts)
    return Handout(
        "visit", what.name, what, lead(made, LEAD), tuple(map(told_figure(made), figures)), drawing, tuple(parts), tuple(made.gaps),
        facts, warning(len(facts)), almanac_marks(made),
    )  # fmt: skip


def _keys(subject: Subject) -> dict[str, Any]:
    return {"states": list(subject.states), "on": subject.on}


def _forums(evidence: Evidence, subject: Subject, bound: Sequence[dict[str, Any]]) -> list[Part]:
    """Tell where the two sit at one table."""
    lines = tuple(
        (row["name"], span(row["since"], row["end"]), row["parties"], *_said_of(evidence, row))
        for row in bound
        if row["kind"] == "dialogue" and row["in_force"]
    )  # fmt: skip
    if not lines:
        return []
    listing = Listing("visit.forums", _("Dialogues in force"), (N_("forum"), N_("when"), N_("parties"), N_("note of the source"), N_("source"), N_("checked")), lines)  # fmt: skip
    return [Part("forums", _("Where both sit at one table"), (), listing).cut(MOST_LINES)]


def _together(made: Brief) -> list[Part]:
    """Tell what their forces did together lately, as the brief has it."""
    found = []
    for section in made.sections:
        for listing in section.listings:
            if listing.id == "exercises.latest":
                kept = [listing.columns.index(name) for name in ("exercise", "begun", "place", "participants on record", "source")]  # fmt: skip
                lines = tuple(tuple(line[place] for place in kept) for line in listing.lines)
                told = Listing(listing.id, listing.title, tuple(listing.columns[place] for place in kept), lines, more=listing.more)  # fmt: skip
                found.append(Part("together", _("What their forces did together"), (), told).cut(TOGETHER))
    return found


def _promises(made: Brief, evidence: Evidence, bound: Sequence[dict[str, Any]]) -> Part:
    """Tell each agreement in force with what it promises, in both directions."""
    owed: dict[str, list[Row]] = {}
    for figure in made.figures:
        if figure.id in ("bonds.obligations", "bonds.obligations-last-seen"):
            for row in figure.rows:
                owed.setdefault(str(row.cells["agreement"]), []).append(row)
    lines = tuple(
        (
            row["name"],
            span(row["since"], row["end"]),
            in_force(row, made.subject),
            _duties(owed.get(row["name"], []), evidence),
            *_said_of(evidence, row)[1:],
        )
        for row in bound
        if row["in_force"]
    )
    section = next(section for section in made.sections if section.id == "bonds")
    listing = Listing("visit.promises", _("Agreements in force, and who owes what to whom by each"), (N_("agreement"), N_("when"), N_("in force"), N_("what it promises"), N_("source"), N_("checked")), lines)  # fmt: skip
    return Part(
        "promises", _("Agreements in force and what they promise"), tuple(section.sentences[:1]), listing if lines else None
    ).cut(2 * MOST_LINES)  # fmt: skip


def _duties(rows: Sequence[Row], evidence: Evidence) -> str:
    """Write duties; what both owe stands once, and a condition after its duty."""
    directions: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        duty = duty_of(row)
        condition = f" ({row.cells['condition']})" if row.cells["condition"] else ""
        directions.setdefault(f"{duty}{condition}", set()).add((row.cells["actor"], row.cells["toward"]))
    by_whom: dict[str, list[str]] = {}
    for duty, ends in sorted(directions.items()):
        whom = _("each the other") if len(ends) == 2 else " → ".join(evidence.names.get(key, key) for key in next(iter(ends)))  # fmt: skip
        by_whom.setdefault(whom, []).append(duty)
    text = _("%(whom)s: %(duties)s")
    told = [text % {"whom": whom, "duties": listed(duties)} for whom, duties in by_whom.items()]
    return parted(told) or _("no duty is coded")


def _said_of(evidence: Evidence, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Give what the almanac notes of a row, its source, and how far it was checked."""
    source, place = str(row["source"]), str(row["source_row"])
    return evidence.note(source, place), source, _(evidence.mark(source, place))


def _open(evidence: Evidence, subject: Subject, bound: Sequence[dict[str, Any]]) -> Part:
    """Tell what was promised and is not known to bind, and what bound until lately."""
    dated: list[tuple[str, tuple[str, ...]]] = []
    since = _before(subject.on, LATELY)
    for row in bound:
        if row["unclear"]:
            told = (row["name"], _("signed; whether in force is not known"), *_said_of(evidence, row))
            dated.append((str(row["signed"] or ""), (told_day(row["signed"]), *told)))
        elif not row["in_force"] and row["end"] and since <= row["end"] < subject.on:
            dated.append((str(row["end"]), (told_day(row["end"]), row["name"], _("ended"), *_said_of(evidence, row))))
    lines = [line for _day, line in sorted(dated, key=lambda entry: (entry[0], entry[1][1:]), reverse=True)]
    names = evidence.names
    for row in evidence.rows(PLEDGED, _keys(subject)):
        what = _("Aid committed by %(donor)s to %(receiver)s") % {
            "donor": names.get(row["a"], row["a"]),
            "receiver": names.get(row["b"], row["b"]),
        }
        stands = _("%(amount)s committed; how much of it has arrived is not in the record") % {
            "amount": quantity(row["value"], "EUR")
        }
        lines.append((f"{row['first'].year}–{row['last'].year}", what, stands, "", row["source"], ""))
    said = []
    if not lines:
        text = _(
            "Nothing signed and not in force, and nothing that ended since %(day)s, is in the record. That is no proof that there is none."
        )
        said.append(text % {"day": told_day(since)})
    old = sum(1 for row in bound if row["in_force"] and aged(row, subject))
    if old:
        text = n_(
            "%(number)s agreement stood in force when the source last looked; what became of it since is not known here",
            "%(number)s agreements stood in force when the source last looked; what became of them since is not known here",
            old,
        )
        said.append(sentence(text % {"number": few(old)}))
    columns = (N_("day"), N_("what"), N_("how it stands"), N_("note of the source"), N_("source"), N_("checked"))
    title = _("Signed and not known to be in force; pledged; ended since %(day)s") % {"day": told_day(since)}
    listing = Listing("visit.open", title, columns, tuple(lines))
    return Part("open", _("Open promises"), tuple(said), listing if lines else None).cut(MOST_LINES)


def _dependence(made: Brief) -> list[Figure]:
    return [figure for figure in made.figures if figure.id.startswith(DEPENDENCE) and figure.rows]


def _raise(made: Brief, evidence: Evidence, bound: Sequence[dict[str, Any]]) -> Part:
    """Tell what of the record touches both sides: incidents, what ended or was suspended, votes, presence, dependence."""
    subject, names = made.subject, evidence.names
    since = _before(subject.on, RAISED)
    lines: list[tuple[str, ...]] = []
    opposed = [row for row in evidence.rows(INCIDENTS, {**_keys(subject), "least": 2}) if _opposed(row)]
    late = [row for row in opposed if (row["end"] or row["start"] or subject.on) >= since]
    for row in late[:INCIDENTS_TOLD]:
        lines.append(
            (_("on opposite sides"), row["name"], span(row["start"], row["end"]), *_said_of(evidence, row)[1:])
        )
    ended = [row for row in bound if not row["in_force"] and row["end"] and since <= row["end"] < subject.on]
    for row in sorted(ended, key=lambda row: row["end"], reverse=True)[:ENDED]:
        note, *where = _said_of(evidence, row)
        lines.append(
            (_("agreement ended"), f"{row['name']}{f' ({note})' if note else ''}", told_day(row["end"]), *where)
        )
    for row in bound:
        note, *where = _said_of(evidence, row)
        if row["in_force"] and re.search(r"suspen|\brested\b", note):
            lines.append((_("suspension"), f"{row['name']}: {note}", span(row["since"], row["end"]), *where))
    lines += _votes(evidence, subject)
    for row in evidence.rows(TIES, _keys(subject)):
        text = PRESENCE[row["layer"]]
        told = _(text) % {"state": names.get(row["a"], row["a"]), "host": names.get(row["b"], row["b"])}
        lines.append((_("presence"), told, span(row["start"], row["end"]), *_said_of(evidence, row)[1:]))
    words = told_figure(made)
    for figure in [*(figure for figure in made.figures if figure.id == "posts.troops"), *_dependence(made)]:
        key = words(figure)
        matter = _("presence") if figure.id.startswith("posts.") else _("dependence")
        lines.append(
            (
                matter,
                _("%(figure)s: %(value)s") % {"figure": key.label, "value": key.value},
                key.period,
                key.sources,
                "",
            )
        )
    for row in evidence.rows(OPINION, _keys(subject)):
        who, of = names.get(row["a"], row["a"]), names.get(row["b"], row["b"])
        told = _("%(share)s of respondents in %(state)s were favourable to %(other)s") % {
            "share": per_hundred(row["value"]), "state": who, "other": of,
        }  # fmt: skip
        lines.append((_("opinion"), told, str(row["year"]), row["source"], ""))
    for row in evidence.rows(RIVALRIES, {**_keys(subject), "since": since}):
        scheme = listed(
            {"rivalry-td": ["Thompson", "Dreyer"], "rivalry-tss": ["Thompson", "Sakuwa", "Suhas"]}[row["layer"]]
        )
        lines.append(
            (
                _("rivalry"),
                _("coded as rivals by %(authors)s") % {"authors": scheme},
                span(row["start"], row["end"]),
                row["source"],
                "",
            )
        )
    said = [
        _(
            "The other side is %(state)s. These are facts of the record that concern both, not a guess "
            "about what anybody thinks or will say; what is coded by a source is that source's claim."
        )
        % {"state": names.get(subject.states[1], subject.states[1])}
    ]
    if len(opposed) > len(late):
        last = next(row for row in opposed if row not in late)
        before = len(opposed) - len(late)
        text = n_(
            "Before %(year)s the record has them on opposite sides in %(number)s incident, the latest %(name)s (%(when)s).",
            "Before %(year)s the record has them on opposite sides in %(number)s incidents, the latest %(name)s (%(when)s).",
            before,
        )
        told_last = {"name": last["name"], "when": span(last["start"], last["end"])}
        said.append(text % {"year": since.year, "number": few(before), **told_last})
    if not lines:
        said.append(_("The record has none of late. That is no proof that there is none."))
    columns = (N_("matter"), N_("what the record says"), N_("when"), N_("source"), N_("checked"))
    listing = Listing("visit.raise", _("Matters that concern both"), columns, tuple(lines))
    return Part("raise", _("What the other side may raise, from the record"), tuple(said), listing if lines else None)


def _opposed(row: Mapping[str, Any]) -> bool:
    return bool(row["side_a"] and row["side_b"]) and len({*row["side_a"], *row["side_b"]}) == 2


def _votes(evidence: Evidence, subject: Subject) -> list[tuple[str, ...]]:
    """Tell how often the two voted apart in the last year that a source has, and on what lately."""
    rows = evidence.rows(ROLL_CALLS, _keys(subject))
    if not rows:
        return []
    mine, theirs = (evidence.names.get(key, key) for key in subject.states)
    by_year: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_year.setdefault(row["date"].year, []).append(row)
    # A source may end in January, after the rest of a session.
    year = max((year for year, held in by_year.items() if len(held) >= ENOUGH), default=max(by_year))
    apart = [row for row in rows if {row["mine"], row["theirs"]} == {"yes", "no"}]
    of_year = sum(1 for row in apart if row["date"].year == year)
    told = _("%(apart)s of %(all)s roll calls of the General Assembly in which both voted: one yes, the other no") % {
        "apart": of_year, "all": len(by_year[year]),
    }  # fmt: skip
    found: list[tuple[str, ...]] = [(_("votes apart"), told, str(year), rows[0]["source"], "")]
    for row in apart[:VOTES]:
        title = " ".join(str(row["title"] or _("A resolution without a title")).split())
        voted = _("%(title)s: %(state)s %(vote)s, %(other)s %(other_vote)s") % {
            "title": title, "state": mine, "vote": named(row["mine"]), "other": theirs, "other_vote": named(row["theirs"]),
        }  # fmt: skip
        found.append((_("vote"), voted, told_day(row["date"]), row["source"], ""))
    return found


def _before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


__all__ = ["visit"]
