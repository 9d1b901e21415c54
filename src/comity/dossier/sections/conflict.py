"""Wars, crises, militarised disputes and armed conflicts. Sides are codings; nobody is said to have started anything."""

from __future__ import annotations

from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence
from comity.dossier.language import N_, _, n_
from comity.dossier.words import day, few, listed, named, sentence, span, whole
from comity.store.once import COUNTED

#: What a reader sees of a row behind a figure.
CELLS = ("incident", "kind", "name", "start", "end", "intensity", "scale")
LINES = 30
COUNTED_LAYERS = tuple(f"incident.{kind}" for kind in COUNTED)
BARS = 24

#: Who was in it by the day, and on which side. Sides are read off one source alone, the one that codes most of these
#: states (the Korean War has side a in the almanac where the militarised disputes have side b). Who entered later does
#: not count: in a brief on 1950 Belgium is not yet in Korea. Who left before the other came did not meet it: Ukraine's contingent in Mali
#: had gone home when Russia's came.
INCIDENTS = """
    with entered as (
        select incident, actor from one_incident_party group by all having min("start") is null or min("start") <= $on
    ), ours as (
        select incident, list_sort(list(actor) filter (list_contains($states, actor))) as ours, count(*) as parties
        from entered group by incident having count(*) filter (list_contains($states, actor)) >= $least
    ), met as (
        select distinct p.incident from one_incident_party p join one_incident_party q on q.incident = p.incident and q.actor > p.actor
        where list_contains($states, p.actor) and list_contains($states, q.actor)
            and coalesce(p."start", date '0001-01-01') <= least(coalesce(q."end", date '9999-12-31'), $on)
            and coalesce(q."start", date '0001-01-01') <= least(coalesce(p."end", date '9999-12-31'), $on)
    ), sides as (
        select p.incident, list_sort(list(distinct actor) filter (side = 'a')) as side_a,
            list_sort(list(distinct actor) filter (side = 'b')) as side_b
        from one_incident_party p join entered using (incident, actor) where list_contains($states, actor)
        group by p.incident, p.said
        qualify row_number() over (partition by p.incident
            order by count(distinct actor) filter (side is not null) desc, p.said = p.incident desc, p.said) = 1
    )
    select i.incident, i.kind, i.name, i."start", i."end", i.intensity, i.scale, i.deaths_low, i.deaths, i.deaths_high,
        i.source, i.source_row, ours, side_a, side_b, parties, (
            select bool_and(role = 'supporting') from one_incident_party x
            where x.incident = i.incident and list_contains($states, x.actor) and role is not null
        ) as supporting
    from one_incident i join ours using (incident) join sides using (incident)
    where (i."start" is null or i."start" <= $on) and ($least = 1 or i.incident in (from met))
    order by i."start" desc nulls last, i.incident
"""


def _of_kind(kind: str, number: int) -> str:
    """Write how many incidents of a kind there are."""
    text = {
        "war": n_("%(number)s war", "%(number)s wars", number),
        "crisis": n_("%(number)s crisis", "%(number)s crises", number),
        "militarised-dispute": n_("%(number)s militarised dispute", "%(number)s militarised disputes", number),
        "armed-conflict": n_("%(number)s armed conflict", "%(number)s armed conflicts", number),
    }[kind]
    return text % {"number": few(number)}


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    least = 1 if subject.kind == "state" else 2
    found = evidence.rows(INCIDENTS, {"states": list(subject.states), "on": subject.on, "least": least})
    section = Section("conflict", _("Conflict and crises"))
    opposed = [row for row in found if _opposed(row)]
    _figures(evidence, subject, section, found, opposed)
    if not found:
        section.sentences.append(_("No incident is in the record. That is no proof that there was none."))
        return section
    kinds: dict[str, int] = {}
    for row in found:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    parts = [_of_kind(kind, kinds[kind]) for kind in COUNTED if kind in kinds]
    text = {
        "state": _(
            "it was party to %(incidents)s on record (one war may stand in several sources under several definitions)"
        ),
        "pair": _(
            "both were party to %(incidents)s on record (one war may stand in several sources under several definitions)"
        ),
    }.get(
        subject.kind,
        _(
            "at least two of these states were party to %(incidents)s on record (one war may stand in several sources under several definitions)"
        ),
    )
    section.sentences.append(sentence(text % {"incidents": listed(parts)}))
    supporting = sum(1 for row in found if row["supporting"])
    if supporting:
        text = (
            _("in %(number)s of these it was coded as supporting a side alone, not as a primary party")
            if subject.kind == "state"
            else _("in %(number)s of these they were coded as supporting a side alone, not as a primary party")
        )
        section.sentences.append(sentence(text % {"number": whole(supporting)}))
    if subject.kind != "state":
        latest = opposed[0] if opposed else None
        coded = sum(1 for row in found if row["side_a"] or row["side_b"])
        text = (
            _(
                "on opposite sides in %(number)s of the %(coded)s of which a source codes their sides, the latest %(name)s (%(when)s)"
            )
            if latest
            else _("on opposite sides in %(number)s of the %(coded)s of which a source codes their sides")
        )
        told: dict[str, Any] = {"number": len(opposed), "coded": coded}
        if latest:
            told |= {"name": latest["name"], "when": span(latest["start"], latest["end"])}
        section.sentences.append(sentence(text % told))
    ends = [
        f"{look.source} {look.end.year}"
        for look in evidence.looked
        if look.layer in COUNTED_LAYERS and look.end < subject.on
    ]
    if ends:
        section.sentences.append(
            sentence(
                _("sources end: %(sources)s; later incidents are a selection") % {"sources": listed(sorted(set(ends)))}
            )
        )
    chosen = opposed if subject.kind != "state" and opposed else found
    if any(row["start"] for row in chosen):
        section.drawings.append(_timeline(evidence, subject, chosen))
    section.listings.append(_list(evidence, subject, found))
    return section


def _opposed(row: dict[str, Any]) -> bool:
    """Say whether states of the subject stand on both sides, different ones."""
    one, other = set(row["side_a"] or ()), set(row["side_b"] or ())
    return bool(one and other and len(one | other) > 1)


def _figures(
    evidence: Evidence, subject: Subject, section: Section, found: list[dict[str, Any]], opposed: list[dict[str, Any]]
) -> None:
    label = {
        "state": _("incidents on record to which it was party"),
        "pair": _("incidents on record to which both were party"),
    }.get(subject.kind, _("incidents on record to which at least two of these states were party"))
    section.figures.append(
        Figure("conflict.recorded", label, len(found), period=_("to %(day)s") % {"day": day(subject.on)},
               rule=_("what same_as identifies is counted once; definitions differ between sources"),
               rows=tuple(evidence.row(row, CELLS) for row in found))
    )  # fmt: skip
    if subject.kind != "state":
        section.figures.append(
            Figure("conflict.opposed", _("of these, with them on opposite sides"), len(opposed), period=_("to %(day)s") % {"day": day(subject.on)},
                   rule=_("sides as coded by the source that codes most of these states; incidents without coded sides do not count"),
                   rows=tuple(evidence.row(row, CELLS) for row in opposed))
        )  # fmt: skip


def _timeline(evidence: Evidence, subject: Subject, found: list[dict[str, Any]]) -> Drawing:
    chosen = sorted((row for row in found[:BARS] if row["start"]), key=lambda row: (row["start"], row["incident"]))
    seen = evidence.seen("almanac", "incident", subject.on)
    spells = [
        Spell(
            label=row["name"],
            start=row["start"],
            end=row["end"],
            kind=named(row["kind"]),
            ongoing=row["end"] is None and row["source"] == "almanac" and seen >= subject.on,
            seen=seen if row["end"] is None and row["source"] == "almanac" else None,
            tooltip=f"{row['name']}: {span(row['start'], row['end'])} ({row['source']})",
        )
        for row in chosen
    ]
    opposed = subject.kind != "state" and any(_opposed(row) for row in chosen)
    title = _("Incidents with them on opposite sides") if opposed else _("Incidents in time")
    note = (
        _("The latest %(some)s of %(all)s.") % {"some": len(spells), "all": len(found)}
        if len(found) > len(spells)
        else ""
    )
    return Drawing("conflict.timeline", title, draw_timeline(spells, until=subject.on, note=note))


def _list(evidence: Evidence, subject: Subject, found: list[dict[str, Any]]) -> Listing:
    names = evidence.names
    lines = tuple(
        (
            row["name"],
            named(row["kind"]),
            span(row["start"], row["end"]),
            _relation(subject, row, names),
            _deaths(row),
            row["source"],
            _(evidence.mark(row["source"], row["source_row"])),
        )
        for row in found[:LINES]
    )
    columns = (
        N_("incident"),
        N_("kind"),
        N_("when"),
        N_("parties") if subject.kind == "state" else N_("where they stood"),
        N_("deaths"),
        N_("source"),
        N_("checked"),
    )
    leads = tuple({0: ("incident", row["incident"])} for row in found[:LINES])
    more = max(0, len(found) - LINES)
    return Listing("conflict.latest", _("Incidents, the latest first"), columns, lines, more=more, leads=leads)


def _relation(subject: Subject, row: dict[str, Any], names: dict[str, str]) -> Any:
    if subject.kind == "state":
        return row["parties"]
    one = listed(sorted(names.get(key, key) for key in row["side_a"] or ()), 3)
    other = listed(sorted(names.get(key, key) for key in row["side_b"] or ()), 3)
    if _opposed(row):
        return f"{one} / {other}"
    if row["side_a"] or row["side_b"]:
        return _("same side: %(names)s") % {"names": one if row["side_a"] else other}
    return _("sides not coded: %(names)s") % {"names": listed([names.get(key, key) for key in row["ours"]], 3)}


def _deaths(row: dict[str, Any]) -> str:
    best, low, high = row["deaths"], row["deaths_low"], row["deaths_high"]
    if best is None and low is None and high is None:
        return ""
    ends = (
        f"{whole(low)}–{whole(high)}"
        if low is not None and high is not None
        else (_("%(number)s or more") % {"number": whole(low)} if low is not None else "")
    )
    # Where a number is all that a source has, it is no bound of itself.
    return (
        whole(best) + (f" ({ends})" if ends and low != (best if high is None else high) else "")
        if best is not None
        else ends
    )
