"""Peace operations, coalitions and other missions: where these states stood side by side."""

from __future__ import annotations

from typing import Any

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence, at_least
from comity.dossier.language import N_, _, n_
from comity.dossier.sections.exercises import least
from comity.dossier.words import by_kind, day, few, listed, named, sentence, span, when_seen

#: What a reader sees of a row behind a figure.
CELLS = ("activity", "kind", "name", "start", "end", "mandate")
LINES = 30

MISSIONS = """
    with ours as (
        select activity, list_sort(list(distinct actor)) as ours, min("start") as since,
            bool_or("end" is null or "end" >= $on) as stays
        from one_activity_party where role <> 'host' and list_contains($states, actor)
            and ("start" is null or "start" <= $on)
        group by activity having count(distinct actor) >= $least
    ), sizes as (
        select activity, count(distinct actor) as parties from one_activity_party where role <> 'host' group by activity
    )
    select m.activity, m.kind, m.name, m."start", m."end", m.place, m.mandate, m.source, m.source_row, ours, since, stays, parties
    from one_activity m join ours using (activity) join sizes using (activity)
    where m.kind not in ('exercise', 'visit') and (m."start" is null or m."start" <= $on)
    order by coalesce(m."start", since) desc nulls last, m.activity
"""


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    found = evidence.rows(MISSIONS, {"states": list(subject.states), "on": subject.on, "least": least(subject)})
    section = Section("missions", _("Peace operations and coalitions"))
    section.figures.append(
        Figure(
            "missions.recorded",
            _("operations in the record in which it took part")
            if subject.kind == "state"
            else _("operations in the record in which at least two of these states took part"),
            len(found),
            period=_("to %(day)s") % {"day": day(subject.on)},
            rule=_(
                "peace, stabilisation, maritime and combat operations and training missions; one thing counted once; hosts do not count as contributors"
            ),
            rows=tuple(evidence.row(row, CELLS) for row in found),
        )
    )
    if not found:
        section.sentences.append(_("No such operation is in the record. That is no proof that there was none."))
        return section
    kinds = by_kind([row["kind"] for row in found])
    text = n_(
        "%(number)s operation on record, by kind: %(kinds)s",
        "%(number)s operations on record, by kind: %(kinds)s",
        len(found),
    )
    section.sentences.append(sentence(text % {"number": few(len(found)), "kinds": kinds}))
    ongoing = [
        row for row in found if row["start"] and row["end"] is None and row["stays"] and row["source"] == "almanac"
    ]
    if ongoing:
        section.sentences.append(
            sentence(
                when_seen(
                    _("begun and not ended in the record, nor its part in them: %(names)s")
                    % {"names": listed([row["name"] for row in ongoing], 8)},
                    evidence.seen("almanac", "activity", subject.on),
                    subject.on,
                )
            )
        )
    full = evidence.last_full_look("activity.peace-operation")
    if full and full.start:
        # Sizes are not shown: those that Geo-PKO reads off deployment maps are from a quarter to two and a half times the UN's.
        section.sentences.append(
            sentence(
                _(
                    "UN missions are known with their contributors for %(years)s (%(source)s); other operations are a selection"
                )
                % {"years": f"{full.start.year}–{full.end.year}", "source": full.source}
            )
        )
    section.listings.append(_list(evidence, subject, found))
    return section


def _list(evidence: Evidence, subject: Subject, found: list[dict[str, Any]]) -> Listing:
    names = evidence.names
    lines = tuple(
        (
            row["name"],
            named(row["kind"]),
            span(row["start"] or row["since"], row["end"]),
            at_least(evidence, row, row["parties"]),
            (row["place"] or "") if subject.kind == "state" else len(row["ours"]),
            listed(sorted(names.get(key, key) for key in row["ours"]), 4)
            if subject.kind in ("group", "region")
            else (row["mandate"] or ""),
            row["source"],
            _(evidence.mark(row["source"], row["source_row"])),
        )
        for row in found[:LINES]
    )
    columns = (
        N_("operation"),
        N_("kind"),
        N_("when"),
        N_("contributors on record"),
        N_("place") if subject.kind == "state" else N_("of these states"),
        N_("which") if subject.kind in ("group", "region") else N_("mandate"),
        N_("source"),
        N_("checked"),
    )
    leads = tuple({0: ("mission", row["activity"])} for row in found[:LINES])
    more = max(0, len(found) - LINES)
    return Listing("missions.latest", _("Operations, the latest first"), columns, lines, more=more, leads=leads)
