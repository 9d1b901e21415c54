"""What changed in the last five years that the record reaches."""

from __future__ import annotations

from datetime import date

from comity.dossier.contents import Figure, Listing, Section, Subject
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import N_, _, n_, spoken
from comity.dossier.words import day as told_day
from comity.dossier.words import few, sentence
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
    select distinct day, what, name, sort, thing, source, source_row from (
        select a.signed as day, 'signed' as what, a.name, 'agreement' as sort, a.agreement as thing, a.source, a.source_row from one_agreement a where {agreement}
        union all select a."start", 'in force', a.name, 'agreement', a.agreement, a.source, a.source_row from one_agreement a
            where a."start" is distinct from a.signed and {agreement}
        union all select a."end", 'ended', a.name, 'agreement', a.agreement, a.source, a.source_row from one_agreement a where {agreement}
        union all select p."start", n.name || ' joined', a.name, 'agreement', a.agreement, p.source, p.source_row from one_agreement_party p
            join one_agreement a using (agreement) join names n on n.actor = p.actor
            where p."start" > a."start" and list_contains($states, p.actor)
        union all select p."end", n.name || ' left', a.name, 'agreement', a.agreement, p.source, p.source_row from one_agreement_party p
            join one_agreement a using (agreement) join names n on n.actor = p.actor
            where p."end" is distinct from a."end" and list_contains($states, p.actor)
        union all select m."start", case
                when m.status = 'suspended' then s.name || ' suspended'
                when m.before = 'suspended' and m.before_end + 1 = m."start" then 'suspension of ' || s.name || ' lifted'
                else s.name || ' joined' end, o.name, 'subject', m.organisation, m.source, m.source_row from spell m
            join names s on s.actor = m.actor join names o on o.actor = m.organisation
            where list_contains($states, m.actor)
                and (m.status = 'suspended' or m.before = 'suspended' or not list_contains($told, m.organisation))
        union all select m."end", s.name || ' left', o.name, 'subject', m.organisation, m.source, m.source_row from spell m
            join names s on s.actor = m.actor join names o on o.actor = m.organisation
            where m.after_start is distinct from m."end" + 1 and list_contains($states, m.actor)
                and not list_contains($told, m.organisation)
        union all select m."start", 'begun', m.name, 'mission', m.activity, m.source, m.source_row from one_activity m where m.kind not in ('exercise', 'visit') and {activity}
        union all select m."end", 'ended', m.name, 'mission', m.activity, m.source, m.source_row from one_activity m where m.kind not in ('exercise', 'visit') and {activity}
        union all select i."start", 'begun', i.name, 'incident', i.incident, i.source, i.source_row from one_incident i where {incident}
        union all select i."end", 'ended', i.name, 'incident', i.incident, i.source, i.source_row from one_incident i where {incident}
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
    found = evidence.rows(sql, {"states": list(subject.states), "since": since, "on": subject.on, "told": told})
    rows = [evidence.row(row, ("day", "what", "name")) for row in found]
    section = Section("changes", _("What changed since %(day)s") % {"day": told_day(since)})
    section.figures.append(
        Figure("changes.recorded", _("changes on record"), len(rows), period=_("%(start)s to %(end)s") % {"start": told_day(since), "end": told_day(subject.on)},
               rule=_("agreements signed, in force, ended, joined or left; organisations joined or left; operations and incidents begun or ended"),
               rows=tuple(rows))
    )  # fmt: skip
    if rows:
        section.sentences.append(sentence(_counted(rows)))
        lines = tuple(
            (told_day(row.cells["day"]), row.cells["name"], told_change(row.cells["what"]), row.source, _(row.mark))
            for row in rows[:LINES]
        )
        section.listings.append(
            Listing(
                "changes.latest",
                _("Changes, the latest first"),
                (N_("day"), N_("what"), "", N_("source"), N_("checked")),
                lines,
                more=max(0, len(rows) - LINES),
                leads=tuple({1: (row["sort"], row["thing"])} for row in found[:LINES]),
            )
        )
    else:
        section.sentences.append(_("No change is in the record. That is no proof that there was none."))
    if evidence.reach < subject.on:
        section.sentences.append(
            sentence(
                _("no source here looked at agreements after %(day)s: what changed since is not known")
                % {"day": told_day(evidence.reach)}
            )
        )
    return section


def _counted(rows: list[Row]) -> str:
    """Count changes, and those of a selection."""
    chosen = sum(1 for row in rows if row.source == "almanac")
    told = {"number": few(len(rows)), "years": YEARS, "chosen": chosen}
    if not chosen:
        return (
            n_(
                "%(number)s change on record in %(years)s years",
                "%(number)s changes on record in %(years)s years",
                len(rows),
            )
            % told
        )
    if chosen == len(rows):
        return (
            n_(
                "%(number)s change on record in %(years)s years, all of them from the almanac, a selection",
                "%(number)s changes on record in %(years)s years, all of them from the almanac, a selection",
                len(rows),
            )
            % told
        )
    return (
        n_(
            "%(number)s change on record in %(years)s years, %(chosen)s of them from the almanac, a selection",
            "%(number)s changes on record in %(years)s years, %(chosen)s of them from the almanac, a selection",
            len(rows),
        )
        % told
    )


#: What may have happened, as the query says it; ``%(who)s`` is the name of a state or an organisation.
_WHATS = (
    N_("signed"), N_("in force"), N_("ended"), N_("begun"), N_("%(who)s joined"), N_("%(who)s left"), N_("%(who)s suspended"),
    N_("suspension of %(who)s lifted"),
)  # fmt: skip


def told_change(what: str) -> str:
    """Write what happened in the language that is spoken.

    >>> told_change("Finland joined")
    'Finland joined'
    """
    for text in _WHATS:
        before, named, after = text.partition("%(who)s")
        if named and what.startswith(before) and what.endswith(after):
            return _(text) % {"who": spoken().name(what[len(before) : len(what) - len(after)])}
    return _(what)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
