"""What binds whom, since when, by which obligations, in which direction."""

from __future__ import annotations

from datetime import date
from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence, at_least
from comity.dossier.sections.duties import write_duties
from comity.dossier.words import by_kind, count, listed, sentence, span

#: A picture with more bars than this is no picture.
BARS = 24
#: What a reader sees of a row behind a figure.
CELLS = ("agreement", "kind", "name", "signed", "start", "start_said", "end")
LINES = 40
#: Older beginnings are drawn as open to the left: the alliance of 1373 would leave no room for the rest.
DRAWN_YEARS = 90

#: The agreements that concern a subject: one of its states is party to them, or (pairs, groups) two at the same time.
AGREEMENTS = """
    with each as (
        select agreement, actor, max(coalesce("end", date '9999-12-31')) as until, min("start") as begun,
            bool_or(("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound, max(looked) as looked
        from one_agreement_party where list_contains($states, actor) and ("start" is null or "start" <= $on)
        group by agreement, actor
    ), ours as (
        select agreement, list_sort(list(actor)) as ours, max(until) as last_bound,
            list_sort(list(coalesce(begun, date '0001-01-01')))[$least] as joint, count(*) filter (bound) as bound,
            list_reverse_sort(list(looked))[$least] as seen
        from each group by agreement having count(*) >= $least
    ), sizes as (
        select agreement, count(distinct actor) as ever,
            count(distinct actor) filter (("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound_on
        from one_agreement_party group by agreement
    )
    select a.agreement, a.kind, a.name, a.signed, a."start", a.start_said, a."end", a.source, a.source_row, ours, last_bound,
        nullif(greatest(coalesce(a."start", a.signed), joint), date '0001-01-01') as since,
        case when bound_on > 0 then bound_on else ever end as parties,
        least(a.looked, ours.seen) as seen,
        coalesce(bound >= $least and a."start" <= $on and (a."end" is null or a."end" >= $on), false) as in_force,
        a."start" is null and (a."end" is null or a."end" >= $on) as unclear
    from one_agreement a join ours using (agreement) join sizes using (agreement)
    where coalesce(a."start", a.signed, date '1816-01-01') <= $on
    order by in_force desc, case when $pair then parties else -len(ours) end, since, a.agreement
"""


def write(evidence: Evidence, subject: Subject) -> Section:
    """Write the section for any subject."""
    section = Section("bonds", "What binds them" if subject.kind != "state" else "What binds it")
    found = _agreements(evidence, subject)
    live = [row for row in found if row["in_force"]]
    unseen = [row for row in live if row["seen"] and row["seen"] < subject.on]
    section.figures.append(
        Figure(
            "bonds.in-force",
            "agreements in force, or in force when last looked at",
            len(live),
            period=f"on {subject.on}",
            rule=_rule(subject),
            rows=tuple(evidence.row(row, CELLS) for row in live),
        )
    )
    if subject.agreement:
        _founding(evidence, subject, section)
    _sentences(evidence, subject, section, found, live, unseen)
    write_duties(evidence, subject, section)
    _list(evidence, subject, section, found)
    if any(row["since"] for row in found):
        section.drawings.append(_timeline(subject, found))
    return section


def _agreements(evidence: Evidence, subject: Subject) -> list[dict[str, Any]]:
    least = 1 if subject.kind == "state" else 2
    return evidence.rows(
        AGREEMENTS, {"states": list(subject.states), "least": least, "on": subject.on, "pair": subject.kind == "pair"}
    )


def _rule(subject: Subject) -> str:
    who = {
        "state": "agreements to which it is party",
        "pair": "agreements to which both are party",
        "group": "agreements to which at least two of its states are party",
        "region": "agreements to which at least two of its states are party",
    }[subject.kind]
    return f"{who}, begun and not ended on the day; one thing that stands in several sources is counted once"


def _sentences(
    evidence: Evidence,
    subject: Subject,
    section: Section,
    found: list[dict[str, Any]],
    live: list[dict[str, Any]],
    unseen: list[dict[str, Any]],
) -> None:
    if not found:
        section.sentences.append(
            "No agreement is in the record. That is no proof that there is none: see what is not known, below."
        )
        return
    text = f"{count(len(live), 'agreement')} on record in force on {subject.on}" + (
        ", or when last looked at" if unseen else ""
    )
    section.sentences.append(sentence(text + (f", by kind: {by_kind([row['kind'] for row in live])}" if live else "")))
    dated = [row for row in live if row["since"]]
    if dated:
        first = min(dated, key=lambda row: row["since"])
        section.sentences.append(
            sentence(
                f"the one that has bound {'it' if subject.kind == 'state' else 'two of them' if subject.kind != 'pair' else 'them'} "
                f"the longest is {first['name']}, {span(first['since'], None)}"
                + (f" (last looked at in {first['seen'].year})" if first in unseen else "")
            )
        )
    if unseen:
        sources = sorted({f"{row['source']} ({row['seen'].year})" for row in unseen})
        section.sentences.append(
            sentence(
                f"of these, {count(len(unseen), 'agreement')} stood in force when the source last looked: {listed(sources)}; "
                f"what became of {'it' if len(unseen) == 1 else 'them'} since is not known here"
            )
        )
    unclear = [row for row in found if row["unclear"]]
    if unclear:
        section.sentences.append(
            sentence(f"signed, but whether in force is not known: {listed([row['name'] for row in unclear], 6)}")
        )
    rest = [row for row in found if not row["in_force"] and not row["unclear"]]
    ended = [row for row in rest if min(row["end"] or date.max, row["last_bound"]) < subject.on]
    if ended:
        section.sentences.append(
            sentence(f"{count(len(ended), 'earlier agreement')} {'binds' if len(ended) == 1 else 'bind'} no longer")
        )
        section.figures.append(
            Figure(
                "bonds.ended",
                "earlier agreements that bind no longer",
                len(ended),
                period=f"on {subject.on}",
                rule="agreements that ended, or that its last party of the subject left, before the day",
                rows=tuple(evidence.row(row, CELLS) for row in ended),
            )
        )


def _founding(evidence: Evidence, subject: Subject, section: Section) -> None:
    rows = evidence.evidence(
        'select agreement, kind, name, signed, "start", start_said, "end", source, source_row from one_agreement where agreement = ?',
        [subject.agreement],
    )
    if not rows:
        return
    parties = evidence.evidence(
        """select actor, "start", "end", looked, source, source_row from one_agreement_party where agreement = $1
        and ("start" is null or "start" <= $2) and ("end" is null or "end" >= $2) order by "start", actor""",
        [subject.agreement, subject.on],
    )
    cells = rows[0].cells
    aged = [row.cells["looked"] for row in parties if row.cells["looked"] and row.cells["looked"] < subject.on]
    section.figures.append(
        Figure("bonds.parties", f"parties on record to {cells['name']}", len(parties), period=f"on {subject.on}",
               rule="parties whose spell covers the day, or covered it when their source last looked", rows=tuple(parties))
    )  # fmt: skip
    section.sentences.append(
        sentence(
            f"{cells['name']} was signed on {cells['signed'] or 'a day not known'}, "
            + (
                f"is in force {span(cells['start'], cells['end'])}"
                if cells["start"]
                else "whether it is in force is not known"
            )
            + f", and has {count(len(parties), 'party', 'parties')} on record on {subject.on}"
            + (f", of them {len(aged)} known until {min(aged).year} only" if aged else "")
        )
    )


def _list(evidence: Evidence, subject: Subject, section: Section, found: list[dict[str, Any]]) -> None:
    lines = tuple(
        (
            row["name"],
            row["kind"].replace("-", " "),
            span(row["since"], row["end"]) if row["in_force"] or row["end"] else _until(row),
            at_least(evidence, row, row["parties"]),
            _seen(row, subject.on),
            row["source"],
            evidence.mark(row["source"], row["source_row"]),
        )
        for row in found[:LINES]
    )
    if lines:
        section.listings.append(
            Listing(
                "bonds.agreements",
                "Agreements, those in force first",
                ("agreement", "kind", "when", "parties on record", "in force", "source", "checked"),
                lines,
                more=max(0, len(found) - LINES),
            )
        )


def _until(row: dict[str, Any]) -> str:
    last = row["last_bound"]
    return span(row["since"], None if last == date(9999, 12, 31) else last)


def _seen(row: dict[str, Any], on: date) -> str:
    if row["unclear"]:
        return "not known"
    if not row["in_force"]:
        return "no"
    return f"when last seen, {row['seen'].year}" if row["seen"] and row["seen"] < on else "yes"


def _timeline(subject: Subject, found: list[dict[str, Any]]) -> Drawing:
    chosen = sorted(found[:BARS], key=lambda row: (row["since"] or subject.on, row["agreement"]))
    spells = [
        Spell(
            label=row["name"],
            start=row["since"],
            end=row["end"] or (None if row["last_bound"] == date(9999, 12, 31) else row["last_bound"]),
            kind=row["kind"],
            ongoing=bool(row["in_force"]) and not (row["seen"] and row["seen"] < subject.on),
            tooltip=f"{row['name']}: {span(row['start'] or row['signed'], row['end'])} ({row['source']})",
            seen=row["seen"] if row["in_force"] else None,
        )
        for row in chosen
        if row["since"]
    ]
    left_out = len(found) - len(chosen)
    note = f"{count(left_out, 'more agreement')} not drawn." if left_out else ""
    first = min((spell.start for spell in spells if spell.start), default=subject.on)
    span_drawn = (max(first, date(subject.on.year - DRAWN_YEARS, 1, 1)), subject.on)
    return Drawing("bonds.timeline", "Agreements in time", draw_timeline(spells, span=span_drawn, note=note))
