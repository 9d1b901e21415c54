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
from comity.dossier.evidence import Evidence, Looked, Row
from comity.dossier.handout import (
    FIGURES,
    MOST_LINES,
    Handout,
    Part,
    agreements,
    almanac_marks,
    chosen,
    in_force,
    lead,
    rests_on,
    told_figure,
    warning,
)
from comity.dossier.paper import draw_for_paper
from comity.dossier.sections.conflict import INCIDENTS
from comity.dossier.sections.duties import DUTY
from comity.dossier.words import count, listed, number, sentence, span
from comity.model.errors import BadRequest

#: Which sentences of the brief stand at the head.
LEAD = {"bonds": (0,), "exercises": (0, -1), "missions": (0,), "posts": (0, 1), "conflict": (0, -1), "changes": (0,)}
#: Meetings, incidents, votes and ended agreements: the latest so many.
MEETINGS, INCIDENTS_TOLD, VOTES, ENDED, TOGETHER = 10, 5, 4, 4, 5
#: A year with fewer roll calls of both is the rest of a session.
ENOUGH = 10
#: In years: what ended is told as open for so long, and as something that may be raised for so long.
LATELY, RAISED = 10, 40
#: Figures of one toward the other in a year, in which a visit shows: the indicator and what it says.
VISITED = {
    "us-president-visited": "the President of the United States in {host}",
    "us-secretary-of-state-visited": "the Secretary of State of the United States in {host}",
    "china-elite-visits": "visits of the elite between {visitor} and {host}, {value}",
    "china-military-visits": "military visits between {visitor} and {host}, {value}",
}
#: The figures of a brief that say how one hangs on the other.
DEPENDENCE = ("economy.trade_dependence.", "economy.cost_of_break.", "influence.security_dependence.")
PRESENCE = {"base": "keeps a base in", "nuclear-hosting": "stations nuclear weapons in"}

MET = """
    select a.activity, a.name, a.series, a.place, a."start", a."end", v.actor as visitor, h.actor as host, a.source, a.source_row
    from one_activity a
    join one_activity_party v on v.activity = a.activity and v.role = 'visitor' and list_contains($states, v.actor)
    join one_activity_party h on h.activity = a.activity and h.role = 'host' and list_contains($states, h.actor) and h.actor <> v.actor
    where a.kind = 'visit' and (a."start" is null or a."start" <= $on)
    order by a."start" desc nulls last, a."end" desc, a.activity
"""
YEARS_OF_VISITS = """
    select indicator, a as visitor, b as host, value, source, year("start") as first, least(year("end"), year($on)) as last
    from pair_figure where indicator in (select unnest($indicators)) and list_contains($states, a) and list_contains($states, b)
        and "start" <= $on and value > 0
    qualify row_number() over (partition by indicator, a, b order by "start" desc) <= 2
    order by "start" desc, indicator, a
"""
ROLL_CALLS = """
    select r.date, r.title, r.important, v.vote as mine, w.vote as theirs, r.source from resolution r
    join vote v on v.resolution = r.resolution and v.actor = $states[1]
    join vote w on w.resolution = r.resolution and w.actor = $states[2]
    where r.date <= $on order by r.date desc, r.resolution
"""
#: Whose visits each source tells.
TELLS = """
    select a.source, 'activity.visit', list(distinct v.actor) from activity a
    join activity_party v on v.activity = a.activity and v.role = 'visitor' where a.kind = 'visit' group by a.source
    union all select source, 'pair_figure.' || indicator, list(distinct a) from pair_figure
    where indicator in (select unnest($indicators)) group by source, indicator
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
            _meetings(evidence, what),
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


def _meetings(evidence: Evidence, subject: Subject) -> Part:
    """Tell the last visits on record, and where somebody looked for them at all."""
    names = evidence.names
    lines: list[tuple[str, str, str, str, str]] = []
    for row in evidence.rows(MET, _keys(subject)):
        who = f"{names.get(row['visitor'], row['visitor'])} in {names.get(row['host'], row['host'])}"
        lines.append((_when(row["start"], row["end"]), row["name"], who, row["place"] or "", row["source"]))
    for row in evidence.rows(YEARS_OF_VISITS, {**_keys(subject), "indicators": list(VISITED)}):
        visitor, host = (names.get(row[end], row[end]) for end in ("visitor", "host"))
        told = VISITED[row["indicator"]].format(visitor=visitor, host=host, value=f"{number(row['value'])} in the year")
        years = str(row["last"]) if row["last"] == row["first"] else f"{row['first']}–{row['last']}"
        lines.append((years, sentence(told).removesuffix("."), f"{visitor} in {host}", "", row["source"]))
    lines.sort(key=lambda line: line[0][:10], reverse=True)
    said = []
    if not lines:
        two = listed([names.get(key, key) for key in subject.states])
        said.append(f"No visit between {two} is in the record. That is no proof that there was none.")
    looks = _looks(evidence, subject)
    if looks:
        by = [f"{look.source} ({look.start.year if look.start else ''}–{look.end.year}, {_scope(look.scope)})" for look in looks]  # fmt: skip
        said.append(
            f"Who looked for visits: {listed(list(dict.fromkeys(by)))}. Of what they did not look at nothing is known."
        )
    else:
        said.append("No source in this record looked for visits of these two.")
    listing = Listing("visit.meetings", "Visits, the latest first", ("when", "what", "who in which state", "place", "source"), tuple(lines))  # fmt: skip
    return Part("meetings", "Last meetings and visits on record", tuple(said), listing if lines else None).cut(MEETINGS)


def _looks(evidence: Evidence, subject: Subject) -> list[Looked]:
    """Give who looked for visits of one of the two: a source tells those of some states alone."""
    told = evidence.con.execute(TELLS, {"indicators": list(VISITED)}).fetchall()
    of = {(source, layer): set(who) for source, layer, who in told}
    return [look for look in evidence.looked if of.get((look.source, look.layer), set()) & {*subject.states}]


def _scope(scope: str) -> str:
    return "a selection" if scope == "selected" else scope


def _when(start: date | None, end: date | None) -> str:
    """Write a day or, where a source knows the year alone, the year."""
    if start is None:
        return "not known"
    if end and start.timetuple().tm_yday == 1 and (end.month, end.day) == (12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    return str(start) if end in (None, start) else f"{start} to {end}"


def _forums(evidence: Evidence, subject: Subject, bound: Sequence[dict[str, Any]]) -> list[Part]:
    """Tell where the two sit at one table."""
    lines = tuple(
        (row["name"], span(row["since"], row["end"]), row["parties"], *_said_of(evidence, row))
        for row in bound
        if row["kind"] == "dialogue" and row["in_force"]
    )  # fmt: skip
    if not lines:
        return []
    listing = Listing("visit.forums", "Dialogues in force", ("forum", "when", "parties", "note of the source", "source", "checked"), lines)  # fmt: skip
    return [Part("forums", "Where both sit at one table", (), listing).cut(MOST_LINES)]


def _together(made: Brief) -> list[Part]:
    """Tell what their forces did together lately, as the brief has it."""
    found = []
    for section in made.sections:
        for listing in section.listings:
            if listing.id == "exercises.latest":
                kept = [listing.columns.index(name) for name in ("exercise", "begun", "place", "participants on record", "source")]  # fmt: skip
                lines = tuple(tuple(line[place] for place in kept) for line in listing.lines)
                told = Listing(listing.id, listing.title, tuple(listing.columns[place] for place in kept), lines, more=listing.more)  # fmt: skip
                found.append(Part("together", "What their forces did together", (), told).cut(TOGETHER))
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
    listing = Listing("visit.promises", "Agreements in force, and who owes what to whom by each", ("agreement", "when", "in force", "what it promises", "source", "checked"), lines)  # fmt: skip
    return Part(
        "promises", "Agreements in force and what they promise", tuple(section.sentences[:1]), listing if lines else None
    ).cut(2 * MOST_LINES)  # fmt: skip


def _duties(rows: Sequence[Row], evidence: Evidence) -> str:
    """Write duties; what both owe stands once, and a condition after its duty."""
    directions: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        duty = DUTY.get(str(row.cells["duty"]), str(row.cells["duty"]).replace("-", " "))
        condition = f" ({row.cells['condition']})" if row.cells["condition"] else ""
        directions.setdefault(f"{duty}{condition}", set()).add((row.cells["actor"], row.cells["toward"]))
    by_whom: dict[str, list[str]] = {}
    for duty, ends in sorted(directions.items()):
        whom = "each the other" if len(ends) == 2 else " → ".join(evidence.names.get(key, key) for key in next(iter(ends)))  # fmt: skip
        by_whom.setdefault(whom, []).append(duty)
    return "; ".join(f"{whom}: {listed(duties)}" for whom, duties in by_whom.items()) or "no duty is coded"


def _said_of(evidence: Evidence, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Give what the almanac notes of a row, its source, and how far it was checked."""
    source, place = str(row["source"]), str(row["source_row"])
    return evidence.note(source, place), source, evidence.mark(source, place)


def _open(evidence: Evidence, subject: Subject, bound: Sequence[dict[str, Any]]) -> Part:
    """Tell what was promised and is not known to bind, and what bound until lately."""
    lines: list[tuple[str, ...]] = []
    since = _before(subject.on, LATELY)
    for row in bound:
        if row["unclear"]:
            lines.append((str(row["signed"] or ""), row["name"], "signed; whether in force is not known", *_said_of(evidence, row)))  # fmt: skip
        elif not row["in_force"] and row["end"] and since <= row["end"] < subject.on:
            lines.append((str(row["end"]), row["name"], "ended", *_said_of(evidence, row)))
    lines.sort(reverse=True)
    names = evidence.names
    for row in evidence.rows(PLEDGED, _keys(subject)):
        what = f"Aid committed by {names.get(row['a'], row['a'])} to {names.get(row['b'], row['b'])}"
        told = f"{number(row['value'])} EUR committed; how much of it has arrived is not in the record"
        lines.append((f"{row['first'].year}–{row['last'].year}", what, told, "", row["source"], ""))
    said = []
    if not lines:
        said.append(f"Nothing signed and not in force, and nothing that ended since {since}, is in the record. That is no proof that there is none.")  # fmt: skip
    aged = sum(1 for row in bound if row["in_force"] and in_force(row, subject) != "yes")
    if aged:
        said.append(sentence(f"{count(aged, 'agreement')} stood in force when the source last looked; what became of {'it' if aged == 1 else 'them'} since is not known here"))  # fmt: skip
    columns = ("day", "what", "how it stands", "note of the source", "source", "checked")
    listing = Listing("visit.open", f"Signed and not known to be in force; pledged; ended since {since}", columns, tuple(lines))  # fmt: skip
    return Part("open", "Open promises", tuple(said), listing if lines else None).cut(MOST_LINES)


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
        lines.append(("on opposite sides", row["name"], span(row["start"], row["end"]), *_said_of(evidence, row)[1:]))
    ended = [row for row in bound if not row["in_force"] and row["end"] and since <= row["end"] < subject.on]
    for row in sorted(ended, key=lambda row: row["end"], reverse=True)[:ENDED]:
        note, *where = _said_of(evidence, row)
        lines.append(("agreement ended", f"{row['name']}{f' ({note})' if note else ''}", str(row["end"]), *where))
    for row in bound:
        note, *where = _said_of(evidence, row)
        if row["in_force"] and re.search(r"suspen|\brested\b", note):
            lines.append(("suspension", f"{row['name']}: {note}", span(row["since"], row["end"]), *where))
    lines += _votes(evidence, subject)
    for row in evidence.rows(TIES, _keys(subject)):
        told = f"{names.get(row['a'], row['a'])} {PRESENCE[row['layer']]} {names.get(row['b'], row['b'])}, as publicly reported"  # fmt: skip
        lines.append(("presence", told, span(row["start"], row["end"]), *_said_of(evidence, row)[1:]))
    words = told_figure(made)
    for figure in [*(figure for figure in made.figures if figure.id == "posts.troops"), *_dependence(made)]:
        key = words(figure)
        matter = "presence" if figure.id.startswith("posts.") else "dependence"
        lines.append((matter, f"{key.label}: {key.value}", key.period, key.sources, ""))
    for row in evidence.rows(OPINION, _keys(subject)):
        who, of = names.get(row["a"], row["a"]), names.get(row["b"], row["b"])
        told = f"{number(row['value'])} % of respondents in {who} were favourable to {of}"
        lines.append(("opinion", told, str(row["year"]), row["source"], ""))
    for row in evidence.rows(RIVALRIES, {**_keys(subject), "since": since}):
        scheme = {"rivalry-td": "Thompson and Dreyer", "rivalry-tss": "Thompson, Sakuwa and Suhas"}[row["layer"]]
        lines.append(("rivalry", f"coded as rivals by {scheme}", span(row["start"], row["end"]), row["source"], ""))
    said = [
        f"The other side is {names.get(subject.states[1], subject.states[1])}. These are facts of the record that concern both, not a guess "
        "about what anybody thinks or will say; what is coded by a source is that source's claim."
    ]
    if len(opposed) > len(late):
        last = next(row for row in opposed if row not in late)
        said.append(
            f"Before {since.year} the record has them on opposite sides in {count(len(opposed) - len(late), 'incident')}, "
            f"the latest {last['name']} ({span(last['start'], last['end'])})."
        )
    if not lines:
        said.append("The record has none of late. That is no proof that there is none.")
    columns = ("matter", "what the record says", "when", "source", "checked")
    listing = Listing("visit.raise", "Matters that concern both", columns, tuple(lines))
    return Part("raise", "What the other side may raise, from the record", tuple(said), listing if lines else None)


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
    told = f"{of_year} of {len(by_year[year])} roll calls of the General Assembly in which both voted: one yes, the other no"
    found: list[tuple[str, ...]] = [("votes apart", told, str(year), rows[0]["source"], "")]
    for row in apart[:VOTES]:
        title = " ".join(str(row["title"] or "A resolution without a title").split())
        found.append(("vote", f"{title}: {mine} {row['mine']}, {theirs} {row['theirs']}", str(row["date"]), row["source"], ""))  # fmt: skip
    return found


def _before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


__all__ = ["visit"]
