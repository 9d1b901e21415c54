"""Joint exercises: how many, with whom, in which domains, and up to when anybody has looked."""

from __future__ import annotations

from datetime import date
from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.series import Band, Series, draw_series
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence, at_least
from comity.dossier.language import N_, _, n_
from comity.dossier.words import day, few, listed, month, named, sentence

#: What a reader sees of a row behind a figure.
CELLS = ("activity", "name", "series", "start", "end", "place", "domains")
LINES = 25

#: Exercises in which a state of the subject took part; for a pair both, for a group at least two. Who watched (Zapad 2025
#: had observers from three NATO members) did not exercise together.
JOINT = """
    with ours as (
        select activity, list_sort(list(distinct actor)) as ours from one_activity_party
        where role <> 'observer' and list_contains($states, actor) group by activity having count(distinct actor) >= $least
    ), sizes as (
        select activity, count(distinct actor) as parties from one_activity_party where role <> 'observer' group by activity
    )
    select e.activity, e.name, e.series, e."start", e."end", e.place, e.domains, e.purposes, e.personnel, e.announced,
        e.notified, e.observers, e.source, e.source_row, ours, parties
    from one_activity e join ours using (activity) join sizes using (activity)
    where e.kind = 'exercise' and (e."start" is null or e."start" <= $on)
    order by e."start" desc nulls last, e.activity
"""


def least(subject: Subject) -> int:
    """Give how many of the subject's states must take part for an activity to be joint."""
    return 1 if subject.kind == "state" else 2


def joint_exercises(evidence: Evidence, subject: Subject) -> list[dict[str, Any]]:
    """List the exercises that concern a subject, the latest first."""
    rows = evidence.rows(JOINT, {"states": list(subject.states), "on": subject.on, "least": least(subject)})
    if subject.kind == "state":  # a state alone exercises jointly only with another
        rows = [row for row in rows if row["parties"] > 1]
    return rows


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    section = Section("exercises", _("Joint exercises"))
    found = joint_exercises(evidence, subject)
    full = evidence.last_full_look("activity.exercise")
    first, last = (full.start.year if full and full.start else None), (full.end.year if full else None)
    rows = tuple(evidence.row(row, CELLS) for row in found)
    if full and first and last and subject.on.year < first:
        section.figures.append(
            Figure(
                "exercises.in-coverage",
                _("joint exercises in the years in which a source looked at all states"),
                None,
                period=_("to %(day)s") % {"day": day(subject.on)},
                gap=_("no source here looks at all states before %(year)s (%(source)s)")
                % {"year": first, "source": full.source},
            )
        )
    elif full and first and last:
        inside = [row for row in found if row["start"] and first <= row["start"].year <= min(last, subject.on.year)]
        section.figures.append(
            Figure(
                "exercises.in-coverage",
                _("joint exercises in the years in which a source looked at all states"),
                len(inside),
                period=f"{first}–{min(last, subject.on.year)}",
                rule=_("exercises of all sources that began in these years, one thing counted once"),
                rows=tuple(evidence.row(row, CELLS) for row in inside),
            )
        )
    section.figures.append(
        Figure(
            "exercises.recorded",
            _("joint exercises in the record"),
            len(found),
            period=_("to %(day)s") % {"day": day(subject.on)},
            rule=_("every exercise on record; outside the years of full coverage a selection, hence a lower bound"),
            rows=rows,
        )
    )
    _sentences(evidence, subject, section, found, (first, last))
    if not found:
        return section
    if full and first and subject.on.year >= first:
        section.drawings.append(_chart(evidence, subject, found, full.source, first, last))
    section.listings.append(_list(evidence, found))
    return section


def _sentences(
    evidence: Evidence,
    subject: Subject,
    section: Section,
    found: list[dict[str, Any]],
    looked: tuple[int | None, int | None],
) -> None:
    first, last = looked
    begun = [row["start"].year for row in found if row["start"]]
    empty = bool(first and last and first <= subject.on.year and not any(first <= year <= last for year in begun))
    if empty and first and last:
        until = min(last, subject.on.year)
        section.sentences.append(
            _("None is on record for %(years)s, years in which a source looked at all states.")
            % {"years": f"{first}–{until}"}
        )
    if not found:
        section.sentences.append(
            _("No joint exercise is in the record. That is no proof that there was none in other years.")
            if empty
            else _("No joint exercise is in the record. That is no proof that there was none.")
        )
    else:
        years = sorted(begun)
        text = (
            n_(
                "%(number)s joint exercise on record, %(years)s",
                "%(number)s joint exercises on record, %(years)s",
                len(found),
            )
            if years
            else n_("%(number)s joint exercise on record", "%(number)s joint exercises on record", len(found))
        )
        reach = f"{years[0]}–{years[-1]}" if years else ""
        section.sentences.append(sentence(text % {"number": few(len(found)), "years": reach}))
        domains: dict[str, int] = {}
        for row in found:
            for domain in (row["domains"] or "").split("|"):
                if domain:
                    domains[domain] = domains.get(domain, 0) + 1
        if domains:
            parts = [
                f"{named(domain)} {domains[domain]}" for domain in sorted(domains, key=lambda key: (-domains[key], key))
            ]
            section.sentences.append(
                sentence(_("by domain (one exercise may count in several): %(domains)s") % {"domains": listed(parts)})
            )
        if subject.kind == "state":
            partners = _partners(evidence, subject)
            told = listed([f"{name} ({times})" for name, times in partners[:8]])
            section.sentences.append(sentence(_("most often together with %(states)s") % {"states": told}))
    if last is not None and last < subject.on.year:
        later = [row for row in found if row["start"] and row["start"].year > last]
        tellers = listed(sorted({row["source"] for row in later}))
        text = (
            n_(
                "no source here looks at all states after %(year)s: %(number)s exercise after %(year)s is known from a selection (%(sources)s)",
                "no source here looks at all states after %(year)s: %(number)s exercises after %(year)s are known from a selection (%(sources)s)",
                len(later),
            )
            if later
            else _("no source here looks at all states after %(year)s: none after %(year)s is on record")
        )
        section.sentences.append(sentence(text % {"year": last, "number": few(len(later)), "sources": tellers}))
    if first is not None and subject.on.year < first:
        section.sentences.append(sentence(_("no source here looks at all states before %(year)s") % {"year": first}))


def _partners(evidence: Evidence, subject: Subject) -> list[tuple[str, int]]:
    found = evidence.con.execute(
        """select q.actor, count(distinct e.activity) as n from one_activity e
        join one_activity_party p on p.activity = e.activity and p.actor = $state and p.role <> 'observer'
        join one_activity_party q on q.activity = e.activity and q.actor <> $state and q.role <> 'observer'
        where e.kind = 'exercise' and (e."start" is null or e."start" <= $on) group by 1 order by n desc, 1""",
        {"state": subject.states[0], "on": subject.on},
    ).fetchall()
    return [(evidence.names.get(actor, actor), times) for actor, times in found]


def _first_year(evidence: Evidence, subject: Subject) -> int:
    """Give the year from which on all states of a pair are there: before it there is no number of their exercises."""
    rows = evidence.rows(
        """with run as (
            select state, "start", lag("end") over (partition by state order by "start") as before, lag("start") over
                (partition by state order by "start") as earlier from state where list_contains($states, state) and "start" <= $on
        ) select max(year("start")) as begun from run where earlier is null or before < "start" - 1 group by state""",
        {"states": list(subject.states), "on": subject.on},
    )
    return max(int(row["begun"]) for row in rows)


def _chart(
    evidence: Evidence, subject: Subject, found: list[dict[str, Any]], source: str, first: int | None, last: int | None
) -> Drawing:
    first = first or 1980
    looked = first
    if subject.kind in ("state", "pair"):
        first = max(first, _first_year(evidence, subject))
    last = min(last or subject.on.year, subject.on.year)
    per_year = dict.fromkeys(range(first, last + 1), 0)
    for row in found:
        if row["start"] and row["start"].year in per_year:
            per_year[row["start"].year] += 1
    selected: dict[int, float | None] = {}
    for row in found:
        if row["start"] and not first <= row["start"].year <= last:
            selected[row["start"].year] = (selected.get(row["start"].year) or 0) + 1
    end = max(subject.on.year, last)
    series = [Series(_("begun in the year"), dict(per_year))]
    if selected:
        series.append(Series(_("known from a selection: at least"), dict(sorted(selected.items())), dots=True))
    begin = min([first, *selected])
    bands = [Band(last + 1, end, _("no source looks at all states"))] if end > last else []
    note = _("%(source)s looked at all states in %(years)s.") % {"source": source, "years": f"{looked}–{last}"}
    svg = draw_series(series, first=begin, last=end, unknown=bands, unit=_("exercises a year"), note=note)
    values: list[float | None] = [per_year.get(year) for year in range(first, end + 1)]
    return Drawing("exercises.per-year", _("Joint exercises a year"), svg, f"{first} {sparkline(values)} {end}")


def _begun(start: date | None, end: date | None) -> str:
    """Write the month, or the year alone where a source gives no more: it then spans the year."""
    if start is None:
        return ""
    whole_year = end == date(start.year, 12, 31) and start == date(start.year, 1, 1)
    return str(start.year) if whole_year else month(start)


def _list(evidence: Evidence, found: list[dict[str, Any]]) -> Listing:
    lines = tuple(
        (
            row["name"],
            _begun(row["start"], row["end"]),
            row["place"] or "",
            ", ".join(_(domain) for domain in (row["domains"] or "").split("|")),
            at_least(evidence, row, row["parties"]),
            row["personnel"],
            row["source"],
            _(evidence.mark(row["source"], row["source_row"])),
        )
        for row in found[:LINES]
    )
    columns = (N_("exercise"), N_("begun"), N_("place"), N_("domains"), N_("participants on record"), N_("personnel"), N_("source"), N_("checked"))  # fmt: skip
    leads = tuple({0: ("exercise", row["activity"])} for row in found[:LINES])
    more = max(0, len(found) - LINES)
    return Listing("exercises.latest", _("Exercises, the latest first"), columns, lines, more=more, leads=leads)
