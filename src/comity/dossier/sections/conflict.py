"""Wars, crises, militarised disputes and armed conflicts. Sides are codings; nobody is said to have started anything."""

from __future__ import annotations

from typing import Any

from comity.dossier.contents import Drawing, Figure, Listing, Section, Subject
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence
from comity.dossier.words import count, listed, sentence, span
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

_KIND = {
    "war": ("war", "wars"),
    "crisis": ("crisis", "crises"),
    "militarised-dispute": ("militarised dispute", "militarised disputes"),
    "armed-conflict": ("armed conflict", "armed conflicts"),
}


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject."""
    least = 1 if subject.kind == "state" else 2
    found = evidence.rows(INCIDENTS, {"states": list(subject.states), "on": subject.on, "least": least})
    section = Section("conflict", "Conflict and crises")
    opposed = [row for row in found if _opposed(row)]
    _figures(evidence, subject, section, found, opposed)
    if not found:
        section.sentences.append("No incident is in the record. That is no proof that there was none.")
        return section
    kinds: dict[str, int] = {}
    for row in found:
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    parts = [count(kinds[kind], *_KIND[kind]) for kind in _KIND if kind in kinds]
    whom = {"state": "it was party to", "pair": "both were party to"}.get(
        subject.kind, "at least two of these states were party to"
    )
    section.sentences.append(
        sentence(f"{whom} {listed(parts)} on record (one war may stand in several sources under several definitions)")
    )
    supporting = sum(1 for row in found if row["supporting"])
    if supporting:
        part = "it was" if subject.kind == "state" else "they were"
        section.sentences.append(
            sentence(f"in {supporting:,} of these {part} coded as supporting a side alone, not as a primary party")
        )
    if subject.kind != "state":
        latest = opposed[0] if opposed else None
        coded = sum(1 for row in found if row["side_a"] or row["side_b"])
        section.sentences.append(
            sentence(
                f"on opposite sides in {len(opposed)} of the {coded} of which a source codes their sides"
                + (f", the latest {latest['name']} ({span(latest['start'], latest['end'])})" if latest else "")
            )
        )
    ends = [
        f"{look.source} {look.end.year}"
        for look in evidence.looked
        if look.layer in COUNTED_LAYERS and look.end < subject.on
    ]
    if ends:
        section.sentences.append(sentence(f"sources end: {listed(sorted(set(ends)))}; later incidents are a selection"))
    chosen = opposed if subject.kind != "state" and opposed else found
    if any(row["start"] for row in chosen):
        section.drawings.append(_timeline(subject, chosen))
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
        "state": "incidents on record to which it was party",
        "pair": "incidents on record to which both were party",
    }.get(subject.kind, "incidents on record to which at least two of these states were party")
    section.figures.append(
        Figure("conflict.recorded", label, len(found), period=f"to {subject.on}",
               rule="what same_as identifies is counted once; definitions differ between sources",
               rows=tuple(evidence.row(row, CELLS) for row in found))
    )  # fmt: skip
    if subject.kind != "state":
        section.figures.append(
            Figure("conflict.opposed", "of these, with them on opposite sides", len(opposed), period=f"to {subject.on}",
                   rule="sides as coded by the source that codes most of these states; incidents without coded sides do not count",
                   rows=tuple(evidence.row(row, CELLS) for row in opposed))
        )  # fmt: skip


def _timeline(subject: Subject, found: list[dict[str, Any]]) -> Drawing:
    chosen = sorted((row for row in found[:BARS] if row["start"]), key=lambda row: (row["start"], row["incident"]))
    spells = [
        Spell(
            label=row["name"],
            start=row["start"],
            end=row["end"],
            kind=row["kind"],
            ongoing=row["end"] is None and row["source"] == "almanac",
            tooltip=f"{row['name']}: {span(row['start'], row['end'])} ({row['source']})",
        )
        for row in chosen
    ]
    opposed = subject.kind != "state" and any(_opposed(row) for row in chosen)
    title = "Incidents with them on opposite sides" if opposed else "Incidents in time"
    note = f"The latest {len(spells)} of {len(found)}." if len(found) > len(spells) else ""
    return Drawing("conflict.timeline", title, draw_timeline(spells, until=subject.on, note=note))


def _list(evidence: Evidence, subject: Subject, found: list[dict[str, Any]]) -> Listing:
    names = evidence.names
    lines = tuple(
        (
            row["name"],
            _KIND[row["kind"]][0],
            span(row["start"], row["end"]),
            _relation(subject, row, names),
            _deaths(row),
            row["source"],
            evidence.mark(row["source"], row["source_row"]),
        )
        for row in found[:LINES]
    )
    columns = (
        "incident",
        "kind",
        "when",
        "parties" if subject.kind == "state" else "where they stood",
        "deaths",
        "source",
        "checked",
    )
    return Listing("conflict.latest", "Incidents, the latest first", columns, lines, more=max(0, len(found) - LINES))


def _relation(subject: Subject, row: dict[str, Any], names: dict[str, str]) -> Any:
    if subject.kind == "state":
        return row["parties"]
    one = listed(sorted(names.get(key, key) for key in row["side_a"] or ()), 3)
    other = listed(sorted(names.get(key, key) for key in row["side_b"] or ()), 3)
    if _opposed(row):
        return f"{one} / {other}"
    if row["side_a"] or row["side_b"]:
        return f"same side: {one if row['side_a'] else other}"
    return f"sides not coded: {listed([names.get(key, key) for key in row['ours']], 3)}"


def _deaths(row: dict[str, Any]) -> str:
    best, low, high = row["deaths"], row["deaths_low"], row["deaths_high"]
    if best is None and low is None and high is None:
        return ""
    ends = (
        f"{low:,.0f}–{high:,.0f}"
        if low is not None and high is not None
        else (f"{low:,.0f} or more" if low is not None else "")
    )
    return f"{best:,.0f}" + (f" ({ends})" if ends and low != high else "") if best is not None else ends
