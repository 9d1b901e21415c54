"""What happened since a day: agreements, activities, incidents and memberships that began or ended, of whom one watches."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from comity.web.asked import Asked
from comity.web.called import named, named_all
from comity.web.contract import N_
from comity.web.pages.watch.chosen import Choices
from comity.web.precision import all_known_to, known_to, write_day

#: What can have happened, as a reader is told it.
HAPPENED = {
    "signed": N_("signed"), "signed-began": N_("signed and began to bind"),
    "signed-began-month": N_("signed, and began to bind in the same month"), "signed-began-year": N_("signed, and began to bind in the same year"),
    "began": N_("began to bind"), "ended": N_("ceased to bind"),
    "joined": N_("joined by a party"), "left": N_("left by a party"),
    "exercise": N_("exercise began"), "mission": N_("mission began"), "visit": N_("visit began"), "mission-ended": N_("mission ended"),
    "incident": N_("began"), "incident-ended": N_("ended"),
    "member": N_("membership began"), "member-ended": N_("membership ended"),
}  # fmt: skip
#: So many parties are named; of more, how many more.
NAMED = 6


def _known(table: str, column: str, at: str = "") -> str:
    """Write a day and how closely it is known, as columns of :data:`_EVENTS`."""
    return f'{at}"{column}" as day, {known_to(table, column, at)} as known'


def _event(happened: str, table: str, column: str, key: str | None = None, of: str = "null") -> str:
    """Write the query of what happened to each row of a table on one of its days."""
    return f"select {happened} as happened, {key or table} as id, {_known(table, column)}, {of} as of, source, source_row from one_{table}"


#: Of a signature and a beginning that fall together, as far as each is known, how closely they do.
_TOGETHER = """case when signed is null or "start" is null then null when "start" = signed then 'day'
    when 'year' in (signed_known, start_known) and year("start") = year(signed) then 'year'
    when 'month' in (signed_known, start_known) and date_trunc('month', "start") = date_trunc('month', signed) then 'month' end"""

#: Thing → what happened to it, when and how closely that is known, to whom beside its parties (``of``), and in which row it stands.
_EVENTS = {
    "agreement": f"""
        with dated as (select *, {all_known_to("agreement")} from one_agreement), told as (select *, {_TOGETHER} as together from dated)
        select case together when 'day' then 'signed-began' when 'month' then 'signed-began-month' when 'year' then 'signed-began-year' else 'signed' end as happened,
            agreement as id, signed as day, signed_known as known, null as of, source, source_row from told
        union all select 'began', agreement, "start", start_known, null, source, source_row from told where together is null
        union all {_event("'ended'", "agreement", "end")}
        union all select 'joined', p.agreement, {_known("agreement_party", "start", "p.")}, p.actor, p.source, p.source_row
            from one_agreement_party p join one_agreement a using (agreement) where p."start" > coalesce(a."start", a.signed)
        union all select 'left', p.agreement, {_known("agreement_party", "end", "p.")}, p.actor, p.source, p.source_row
            from one_agreement_party p join one_agreement a using (agreement) where a."end" is null or p."end" < a."end"
    """,
    "activity": f"""
        {_event("case when kind in ('exercise', 'visit') then kind else 'mission' end", "activity", "start")}
        union all {_event("'mission-ended'", "activity", "end")} where kind not in ('exercise', 'visit')
    """,
    "incident": f"""{_event("'incident'", "incident", "start")} union all {_event("'incident-ended'", "incident", "end")}""",
    "membership": f"""
        select 'member' as happened, organisation || ':' || actor as id, {_known("membership", "start")}, status as of, source, source_row from membership
        union all select 'member-ended', organisation || ':' || actor, {_known("membership", "end")}, status, source, source_row from membership
    """,
}  # fmt: skip
#: What is known by the year happened in it, nobody knows on which day: it counts as long as that may have been since the day asked for.
_LAST = "case known when 'year' then make_date(year(day), 12, 31) when 'month' then last_day(day) else day end"
_SAID = "left(day::varchar, case known when 'year' then 4 when 'month' then 7 else 10 end)"


def events(ask: Asked, chosen: Choices, most: int, page: int = 1) -> tuple[int, list[dict[str, Any]]]:
    """Give how much happened, and so many of it, the latest first; what is known by the year stands behind the days of that year.

    Parameters
    ----------
    most
        How many to give; of the further ones ``page`` gives the next.
    """
    parts, given = [], {"since": chosen.since, "most": most, "skip": (page - 1) * most}
    for thing in chosen.things:
        here = f"(select '{thing}' as thing, * from ({_EVENTS[thing]}) where day is not null and {_LAST} >= $since"
        if chosen.watched:
            conditions = [_concerned(thing, place, given, chosen) for place in range(len(chosen.watched))]
            here += f" and ({' or '.join(conditions)})"
        parts.append(here + ")")
    rows = ask.rows(
        f"select *, {_SAID} as said, count(*) over () as found from ({' union all '.join(parts)}) "
        "order by said desc, thing, id, happened, of limit $most offset $skip",
        given,
    )
    _tell(ask, rows)
    return (rows[0]["found"] if rows else 0), rows


def _concerned(thing: str, place: int, given: dict[str, Any], chosen: Choices) -> str:
    """Write the condition that a thing concerns a subject, as :meth:`Watched.concerns` has it."""
    one = chosen.watched[place]
    actors, held = f"actors{place}", f"organisation{place}"
    if one.organisations:
        given[held] = sorted(one.organisations)
    if thing == "membership":
        if one.organisations:
            return f"list_contains(${held}, split_part(id, ':', 1))"
        if one.least > 1:
            return "false"
        given[actors] = sorted(one.actors)
        return f"list_contains(${actors}, split_part(id, ':', 2))"
    given[actors] = sorted(one.actors)
    # Who only looked on did not take part.
    took_part = "and role is distinct from 'observer'" if thing == "activity" else ""
    inside = f"select {thing} from one_{thing}_party where actor in (select unnest(${actors})) {took_part} group by {thing} having count(distinct actor) >= {one.least}"
    conditions = [f"id in ({inside})"]
    if one.organisations:
        conditions.append(
            f"id in (select {thing} from one_{thing}_party where actor in (select unnest(${held})) {took_part})"
        )
    if one.agreement and thing == "agreement":
        given[f"agreement{place}"] = one.agreement
        conditions.append(f"id = $agreement{place}")
    return f"({' or '.join(conditions)})"


def _tell(ask: Asked, rows: list[dict[str, Any]]) -> None:
    """Add to each row what a reader is told: name, parties, where it leads, and whether its source merely stopped looking."""
    gettext, names = ask.language.gettext, ask.evidence.names
    known: dict[tuple[str, str], dict[str, Any]] = {}
    looks = {(entry.source, entry.layer.partition(".")[0], entry.end) for entry in ask.evidence.looked}
    for thing in ("agreement", "activity", "incident"):
        wanted = sorted({row["id"] for row in rows if row["thing"] == thing})
        took_part = "and role is distinct from 'observer'" if thing == "activity" else ""
        if wanted:
            for row in ask.rows(
                f"select t.{thing} as id, any_value(name) as name, any_value(kind) as kind, list(distinct actor order by actor) filter (actor is not null {took_part}) as parties "
                f"from one_{thing} t left join one_{thing}_party p on p.{thing} = t.{thing} where t.{thing} in (select unnest($1)) group by t.{thing}",
                [wanted],
            ):
                known[thing, row["id"]] = row
    for row in rows:
        if row["thing"] == "membership":
            organisation, _, actor = row["id"].partition(":")
            called = named(ask, actor, row["day"])
            row |= {
                "name": f"{called} – {names.get(organisation, organisation)}", "kind": row["of"],
                "parties": [called], "address": f"/dossier?{urlencode({'subject': organisation})}",
            }  # fmt: skip
        else:
            told = known[row["thing"], row["id"]]
            parties = [row["of"]] if row["of"] else told["parties"] or []
            row |= {"name": told["name"], "kind": told["kind"], "parties": _named(ask, parties, row["day"]), "address": address(row["thing"], row["id"], told["kind"])}  # fmt: skip
        happened = HAPPENED[row["happened"]]
        row["what"] = gettext(happened)
        row["written"] = write_day(ask, row["day"], row["known"])
        row["evidence"] = f"/evidence/row?{urlencode({'source': row['source'], 'row': row['source_row']})}"
        ended = row["happened"] in ("ended", "left", "mission-ended", "incident-ended")
        unseen = ended and (row["source"], row["thing"], row["day"]) in looks
        row["beware"] = gettext("its source looked no further") if unseen else None


def address(thing: str, key: str, kind: str) -> str:
    """Give where a thing has its page."""
    of_activity = f"{kind}s" if kind in ("exercise", "visit") else "missions"
    page = of_activity if thing == "activity" else f"{thing}s"
    return f"/{page}/{quote(key, safe='')}"


def _named(ask: Asked, parties: list[str], on: date) -> list[str]:
    names = named_all(ask, parties, on)[:NAMED]
    if len(parties) > NAMED:
        more = len(parties) - NAMED
        told = ask.language.ngettext("%(number)s other", "%(number)s others", more)
        names.append(told % {"number": ask.language.number(more)})
    return names
