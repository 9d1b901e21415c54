"""What binds whom, since when, by which obligations, in which direction."""

from __future__ import annotations

from datetime import date
from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence, at_least
from comity.dossier.language import N_, _, n_
from comity.dossier.sections.duties import write_duties
from comity.dossier.words import by_kind, day, few, listed, named, sentence, span

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
            bool_or(("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound, max(looked) as looked,
            arg_max(source, looked) as teller
        from one_agreement_party where list_contains($states, actor) and ("start" is null or "start" <= $on)
        group by agreement, actor
    ), ours as (
        select agreement, list_sort(list(actor)) as ours, max(until) as last_bound,
            list_sort(list(coalesce(begun, date '0001-01-01')))[$least] as joint, count(*) filter (bound) as bound,
            list_reverse_sort(list(looked))[$least] as seen,
            list(teller order by looked desc nulls last)[$least] as teller
        from each group by agreement having count(*) >= $least
    ), sizes as (
        select agreement, count(distinct actor) as ever,
            count(distinct actor) filter (("start" is null or "start" <= $on) and ("end" is null or "end" >= $on)) as bound_on
        from one_agreement_party group by agreement
    )
    select a.agreement, a.kind, a.name, a.signed, a."start", a.start_said, a."end", a.source, a.source_row, ours, last_bound,
        nullif(greatest(coalesce(a."start", a.signed), joint), date '0001-01-01') as since,
        case when bound_on > 0 then bound_on else ever end as parties,
        least(a.looked, ours.seen) as seen, case when ours.seen < a.looked then ours.teller else a.source end as seen_by,
        coalesce(bound >= $least and a."start" <= $on and (a."end" is null or a."end" >= $on), false) as in_force,
        a."start" is null and (a."end" is null or a."end" >= $on) as unclear
    from one_agreement a join ours using (agreement) join sizes using (agreement)
    where coalesce(a."start", a.signed, date '1816-01-01') <= $on
    order by in_force desc, case when $pair then parties else -len(ours) end, since, a.agreement
"""


def write(evidence: Evidence, subject: Subject) -> Section:
    """Write the section for any subject."""
    section = Section("bonds", _("What binds them") if subject.kind != "state" else _("What binds it"))
    found = _agreements(evidence, subject)
    live = [row for row in found if row["in_force"]]
    unseen = [row for row in live if row["seen"] and row["seen"] < subject.on]
    section.figures.append(
        Figure(
            "bonds.in-force",
            _("agreements on record in force, or in force when last looked at"),
            len(live),
            period=_("on %(day)s") % {"day": day(subject.on)},
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
    if subject.kind == "state":
        return _(
            "agreements to which it is party, begun and not ended on the day; one thing that stands in several sources is counted once"
        )
    if subject.kind == "pair":
        return _(
            "agreements to which both are party, begun and not ended on the day; one thing that stands in several sources is counted once"
        )
    return _(
        "agreements to which at least two of its states are party, begun and not ended on the day; one thing that stands in several sources is counted once"
    )


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
            _("No agreement is in the record. That is no proof that there is none: see what is not known, below.")
        )
        return
    if not live:
        text = n_(
            "%(number)s agreement on record in force on %(day)s",
            "%(number)s agreements on record in force on %(day)s",
            0,
        )
    elif unseen:
        text = n_(
            "%(number)s agreement on record in force on %(day)s, or when last looked at, by kind: %(kinds)s",
            "%(number)s agreements on record in force on %(day)s, or when last looked at, by kind: %(kinds)s",
            len(live),
        )
    else:
        text = n_(
            "%(number)s agreement on record in force on %(day)s, by kind: %(kinds)s",
            "%(number)s agreements on record in force on %(day)s, by kind: %(kinds)s",
            len(live),
        )
    kinds = by_kind([row["kind"] for row in live])
    section.sentences.append(sentence(text % {"number": few(len(live)), "day": day(subject.on), "kinds": kinds}))
    dated = [row for row in live if row["since"]]
    if dated:
        first = min(dated, key=lambda row: row["since"])
        if subject.kind == "state":
            text = _("the one that has bound it the longest is %(name)s, %(since)s")
        elif subject.kind == "pair":
            text = _("the one that has bound them the longest is %(name)s, %(since)s")
        else:
            text = _("the one that has bound two of them the longest is %(name)s, %(since)s")
        told = text % {"name": first["name"], "since": span(first["since"], None)}
        if first in unseen:
            told = _("%(said)s (last looked at in %(year)s)") % {"said": told, "year": first["seen"].year}
        section.sentences.append(sentence(told))
    if unseen:
        sources = sorted({f"{row['seen_by']} ({row['seen'].year})" for row in unseen})
        text = n_(
            "of these, %(number)s agreement stood in force when the source last looked: %(sources)s; what became of it since is not known here",
            "of these, %(number)s agreements stood in force when the source last looked: %(sources)s; what became of them since is not known here",
            len(unseen),
        )
        section.sentences.append(sentence(text % {"number": few(len(unseen)), "sources": listed(sources)}))
    unclear = [row for row in found if row["unclear"]]
    if unclear:
        text = _("signed, but whether in force is not known: %(names)s")
        section.sentences.append(sentence(text % {"names": listed([row["name"] for row in unclear], 6)}))
    rest = [row for row in found if not row["in_force"] and not row["unclear"]]
    ended = [row for row in rest if min(row["end"] or date.max, row["last_bound"]) < subject.on]
    if ended:
        text = n_(
            "%(number)s earlier agreement binds no longer", "%(number)s earlier agreements bind no longer", len(ended)
        )
        section.sentences.append(sentence(text % {"number": few(len(ended))}))
        section.figures.append(
            Figure(
                "bonds.ended",
                _("earlier agreements that bind no longer"),
                len(ended),
                period=_("on %(day)s") % {"day": day(subject.on)},
                rule=_("agreements that ended, or that its last party of the subject left, before the day"),
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
        Figure("bonds.parties", _("parties on record to %(name)s") % {"name": cells["name"]}, len(parties), period=_("on %(day)s") % {"day": day(subject.on)},
               rule=_("parties whose spell covers the day, or covered it when their source last looked"), rows=tuple(parties))
    )  # fmt: skip
    text = _SIGNED[bool(cells["signed"]), bool(cells["start"])]
    told = {
        "name": cells["name"], "signed": day(cells["signed"]), "when": span(cells["start"], cells["end"]), "day": day(subject.on),
        "parties": n_("%(number)s party", "%(number)s parties", len(parties)) % {"number": few(len(parties))},
    }  # fmt: skip
    said = _(text) % told
    if aged:
        known = n_(
            "%(said)s, of them %(number)s known until %(year)s only",
            "%(said)s, of them %(number)s known until %(year)s only",
            len(aged),
        )
        said = known % {"said": said, "number": len(aged), "year": min(aged).year}
    section.sentences.append(sentence(said))


#: What is said of a founding treaty, by whether it is known when it was signed and when it came into force.
_SIGNED = {
    (True, True): N_("%(name)s was signed on %(signed)s, is in force %(when)s, and has %(parties)s on record on %(day)s"),
    (True, False): N_("%(name)s was signed on %(signed)s, whether it is in force is not known, and has %(parties)s on record on %(day)s"),
    (False, True): N_("%(name)s was signed on a day not known, is in force %(when)s, and has %(parties)s on record on %(day)s"),
    (False, False): N_("%(name)s was signed on a day not known, whether it is in force is not known, and has %(parties)s on record on %(day)s"),
}  # fmt: skip


def _list(evidence: Evidence, subject: Subject, section: Section, found: list[dict[str, Any]]) -> None:
    lines = tuple(
        (
            row["name"],
            named(row["kind"]),
            span(row["since"], row["end"]) if row["in_force"] or row["end"] else _until(row),
            at_least(evidence, row, row["parties"]),
            _seen(row, subject.on),
            row["source"],
            _(evidence.mark(row["source"], row["source_row"])),
        )
        for row in found[:LINES]
    )
    if lines:
        section.listings.append(
            Listing(
                "bonds.agreements",
                _("Agreements, those in force first"),
                (
                    N_("agreement"),
                    N_("kind"),
                    N_("when"),
                    N_("parties on record"),
                    N_("in force"),
                    N_("source"),
                    N_("checked"),
                ),
                lines,
                more=max(0, len(found) - LINES),
                leads=tuple({0: ("agreement", row["agreement"])} for row in found[:LINES]),
            )
        )


def _until(row: dict[str, Any]) -> str:
    last = row["last_bound"]
    return span(row["since"], None if last == date(9999, 12, 31) else last)


def _seen(row: dict[str, Any], on: date) -> str:
    if row["unclear"]:
        return _("not known")
    if not row["in_force"]:
        return _("no")
    seen: date | None = row["seen"]
    return _("when last seen, %(year)s") % {"year": seen.year} if seen and seen < on else _("yes")


def _timeline(subject: Subject, found: list[dict[str, Any]]) -> Drawing:
    chosen = sorted(found[:BARS], key=lambda row: (row["since"] or subject.on, row["agreement"]))
    spells = [
        Spell(
            label=row["name"],
            start=row["since"],
            end=row["end"] or (None if row["last_bound"] == date(9999, 12, 31) else row["last_bound"]),
            kind=named(row["kind"]),
            ongoing=bool(row["in_force"]) and not (row["seen"] and row["seen"] < subject.on),
            tooltip=f"{row['name']}: {span(row['start'] or row['signed'], row['end'])} ({row['source']})",
            seen=row["seen"] if row["in_force"] else None,
        )
        for row in chosen
        if row["since"]
    ]
    left_out = len(found) - len(chosen)
    note = (
        n_("%(number)s more agreement not drawn.", "%(number)s more agreements not drawn.", left_out)
        % {"number": few(left_out)}
        if left_out
        else ""
    )
    first = min((spell.start for spell in spells if spell.start), default=subject.on)
    span_drawn = (max(first, date(subject.on.year - DRAWN_YEARS, 1, 1)), subject.on)
    return Drawing("bonds.timeline", _("Agreements in time"), draw_timeline(spells, span=span_drawn, note=note))
