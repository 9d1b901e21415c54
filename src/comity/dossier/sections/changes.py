"""What changed in the last five years that the record reaches."""

from __future__ import annotations

from datetime import date

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import count, sentence
from comity.model.organisations import organisations

YEARS = 5
LINES = 40

#: What may have happened on a day: the table, the column that holds the day, what to call it, and the ends of it.
#: Who is suspended has not left, and who is let in again has not joined.
CHANGES = """
    with spell as (
        select *, lag(status) over w as before, lag("end") over w as before_end, lead("start") over w as after_start
        from membership where status in ('member', 'suspended')
        window w as (partition by actor, organisation order by "start")
    )
    select distinct day, what, name, source, source_row from (
        select a.signed as day, 'signed' as what, a.name, a.agreement as thing, a.source, a.source_row from one_agreement a where {agreement}
        union all select a."start", 'in force', a.name, a.agreement, a.source, a.source_row from one_agreement a
            where a."start" is distinct from a.signed and {agreement}
        union all select a."end", 'ended', a.name, a.agreement, a.source, a.source_row from one_agreement a where {agreement}
        union all select p."start", n.name || ' joined', a.name, a.agreement, p.source, p.source_row from one_agreement_party p
            join one_agreement a using (agreement) join names n on n.actor = p.actor
            where p."start" > a."start" and list_contains($states, p.actor)
        union all select p."end", n.name || ' left', a.name, a.agreement, p.source, p.source_row from one_agreement_party p
            join one_agreement a using (agreement) join names n on n.actor = p.actor
            where p."end" is distinct from a."end" and list_contains($states, p.actor)
        union all select m."start", case
                when m.status = 'suspended' then s.name || ' suspended'
                when m.before = 'suspended' and m.before_end + 1 = m."start" then 'suspension of ' || s.name || ' lifted'
                else s.name || ' joined' end, o.name, m.organisation, m.source, m.source_row from spell m
            join names s on s.actor = m.actor join names o on o.actor = m.organisation
            where list_contains($states, m.actor)
                and (m.status = 'suspended' or m.before = 'suspended' or not list_contains($told, m.organisation))
        union all select m."end", s.name || ' left', o.name, m.organisation, m.source, m.source_row from spell m
            join names s on s.actor = m.actor join names o on o.actor = m.organisation
            where m.after_start is distinct from m."end" + 1 and list_contains($states, m.actor)
                and not list_contains($told, m.organisation)
        union all select m."start", 'begun', m.name, m.activity, m.source, m.source_row from one_activity m where m.kind not in ('exercise', 'visit') and {activity}
        union all select m."end", 'ended', m.name, m.activity, m.source, m.source_row from one_activity m where m.kind not in ('exercise', 'visit') and {activity}
        union all select i."start", 'begun', i.name, i.incident, i.source, i.source_row from one_incident i where {incident}
        union all select i."end", 'ended', i.name, i.incident, i.source, i.source_row from one_incident i where {incident}
    ) where day between $since and $on
    order by day desc, what, name
"""


def write(evidence: Evidence, subject: Subject) -> Section:
    """Write the section for any subject."""
    least = 1 if subject.kind == "state" else 2
    since = _years_before(subject.on, YEARS)
    evidence.con.execute(
        "create or replace temp view names as select actor, min(name) as name from actor group by actor"
    )

    # Who joins a treaty's organisation joins the treaty: that is told once, by the agreement's own row.
    present = {row["agreement"] for row in evidence.rows("select agreement from agreement where source = 'almanac'")}
    told = [entry.key for entry in organisations() if entry.treaty and f"almanac:{entry.treaty}" in present]

    def ours(thing: str, letter: str) -> str:
        return (
            f"{letter}.{thing} in (select {thing} from one_{thing}_party where list_contains($states, actor) "
            f"group by 1 having count(distinct actor) >= {least})"
        )

    sql = CHANGES.format(
        agreement=ours("agreement", "a"), activity=ours("activity", "m"), incident=ours("incident", "i")
    )
    rows = [
        row
        for row in evidence.evidence(
            sql, {"states": list(subject.states), "since": since, "on": subject.on, "told": told}
        )
        if _fits(row)
    ]
    section = Section("changes", f"What changed since {since}")
    section.figures.append(
        Figure("changes.recorded", "changes on record", len(rows), period=f"{since} to {subject.on}",
               rule="agreements signed, in force, ended, joined or left; organisations joined or left; operations and incidents begun or ended",
               rows=tuple(rows))
    )  # fmt: skip
    if rows:
        section.sentences.append(
            sentence(f"{count(len(rows), 'change')} on record in {YEARS} years{_from_a_selection(rows)}")
        )
        lines = tuple(
            (str(row.cells["day"]), row.cells["name"], row.cells["what"], row.source, row.mark) for row in rows[:LINES]
        )
        section.listings.append(
            Listing(
                "changes.latest",
                "Changes, the latest first",
                ("day", "what", "", "source", "checked"),
                lines,
                more=max(0, len(rows) - LINES),
            )
        )
    else:
        section.sentences.append("No change is in the record. That is no proof that there was none.")
    return section


def _from_a_selection(rows: list[Row]) -> str:
    chosen = sum(1 for row in rows if row.source == "almanac")
    if not chosen:
        return ""
    return f", {'all' if chosen == len(rows) else chosen} of them from the almanac, a selection"


def _fits(row: Row) -> bool:
    """Leave out what a source's last look would make look like an event: everything on its last day."""
    return row.cells["day"] is not None


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
