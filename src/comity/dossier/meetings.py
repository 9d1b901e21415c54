"""The meetings of a visit pack: when two states last met, as far as the record has it, and who looked for their visits at all."""

from __future__ import annotations

from datetime import date

from comity.dossier.contents import Listing, Subject
from comity.dossier.evidence import Evidence, Looked
from comity.dossier.handout import Part
from comity.dossier.language import N_, _
from comity.dossier.words import day as told_day
from comity.dossier.words import listed, number, sentence

#: The latest so many are told.
MEETINGS = 10
#: Figures of one toward the other in a year, in which a visit shows: the indicator and what it says.
VISITED = {
    "us-president-visited": N_("the President of the United States in %(host)s"),
    "us-secretary-of-state-visited": N_("the Secretary of State of the United States in %(host)s"),
    "china-elite-visits": N_("visits of the elite between %(visitor)s and %(host)s, %(number)s in the year"),
    "china-military-visits": N_("military visits between %(visitor)s and %(host)s, %(number)s in the year"),
}

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
#: Whose visits each source tells.
TELLS = """
    select a.source, 'activity.visit', list(distinct v.actor) from activity a
    join activity_party v on v.activity = a.activity and v.role = 'visitor' where a.kind = 'visit' group by a.source
    union all select source, 'pair_figure.' || indicator, list(distinct a) from pair_figure
    where indicator in (select unnest($indicators)) group by source, indicator
"""


def tell_meetings(evidence: Evidence, subject: Subject) -> Part:
    """Tell the last visits on record, and where somebody looked for them at all."""
    names = evidence.names
    dated: list[tuple[str, tuple[str, str, str, str, str]]] = []

    def guest(visitor: str, host: str) -> str:
        return _("%(visitor)s in %(host)s") % {"visitor": visitor, "host": host}

    for row in evidence.rows(MET, {"states": list(subject.states), "on": subject.on}):
        who = guest(names.get(row["visitor"], row["visitor"]), names.get(row["host"], row["host"]))
        place = row["place"] or ""
        when = _when(row["start"], row["end"])
        dated.append((_sorted_by(row["start"], row["end"]), (when, row["name"], who, place, row["source"])))
    for row in evidence.rows(
        YEARS_OF_VISITS, {"states": list(subject.states), "on": subject.on, "indicators": list(VISITED)}
    ):
        visitor, host = (names.get(row[end], row[end]) for end in ("visitor", "host"))
        text = VISITED[row["indicator"]]
        told = _(text) % {"visitor": visitor, "host": host, "number": number(row["value"])}
        years = str(row["last"]) if row["last"] == row["first"] else f"{row['first']}–{row['last']}"
        dated.append((years, (years, sentence(told).removesuffix("."), guest(visitor, host), "", row["source"])))
    dated.sort(key=lambda entry: entry[0][:10], reverse=True)
    lines = [line for _key, line in dated]
    said = []
    if not lines:
        two = listed([names.get(key, key) for key in subject.states])
        text = _("No visit between %(states)s is in the record. That is no proof that there was none.")
        said.append(text % {"states": two})
    looks = _looks(evidence, subject)
    if looks:
        by = [f"{look.source} ({look.start.year if look.start else ''}–{look.end.year}, {_scope(look.scope)})" for look in looks]  # fmt: skip
        said.append(
            _("Who looked for visits: %(sources)s. Of what they did not look at nothing is known.")
            % {"sources": listed(list(dict.fromkeys(by)))}
        )
    else:
        said.append(_("No source in this record looked for visits of these two."))
    listing = Listing("visit.meetings", _("Visits, the latest first"), (N_("when"), N_("what"), N_("who in which state"), N_("place"), N_("source")), tuple(lines))  # fmt: skip
    return Part("meetings", _("Last meetings and visits on record"), tuple(said), listing if lines else None).cut(
        MEETINGS
    )


def _looks(evidence: Evidence, subject: Subject) -> list[Looked]:
    """Give who looked for visits of one of the two: a source tells those of some states alone."""
    told = evidence.con.execute(TELLS, {"indicators": list(VISITED)}).fetchall()
    of = {(source, layer): set(who) for source, layer, who in told}
    return [look for look in evidence.looked if of.get((look.source, look.layer), set()) & {*subject.states}]


def _scope(scope: str) -> str:
    if scope == "selected":
        return _("a selection")
    word, _space, names = scope.partition(" ")
    text = {"with": _("with %(states)s"), "among": _("among %(states)s")}.get(word)
    return text % {"states": names} if text else _(scope)


#: A source that has looked at all.
ALL = N_("all states")


def _when(start: date | None, end: date | None) -> str:
    """Write a day or, where a source knows the year alone, the year."""
    if start is None:
        return _("not known")
    if years := _in_years(start, end):
        return years
    if end is None or end == start:
        return told_day(start)
    return _("%(start)s to %(end)s") % {"start": told_day(start), "end": told_day(end)}


def _sorted_by(start: date | None, end: date | None) -> str:
    """Give that by which meetings stand in order: the day, or the years where no more is known."""
    return "not known" if start is None else _in_years(start, end) or str(start)


def _in_years(start: date, end: date | None) -> str:
    """Write what is known by the year alone; nothing where more is known."""
    if not end or start.timetuple().tm_yday != 1 or (end.month, end.day) != (12, 31):
        return ""
    return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"


__all__ = ["tell_meetings"]
