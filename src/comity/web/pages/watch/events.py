"""What happened since a day: agreements, activities, incidents and memberships that began or ended, of whom one watches."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.pages.watch.chosen import Choices

#: What can have happened, as a reader is told it.
HAPPENED = {
    "signed": N_("signed"), "began": N_("began to bind"), "ended": N_("ceased to bind"),
    "joined": N_("joined by a party"), "left": N_("left by a party"),
    "exercise": N_("exercise began"), "mission": N_("mission began"), "visit": N_("visit began"), "mission-ended": N_("mission ended"),
    "incident": N_("began"), "incident-ended": N_("ended"),
    "member": N_("membership began"), "member-ended": N_("membership ended"),
}  # fmt: skip
#: So many parties are named; of more, how many more.
NAMED = 6

#: Thing → what happened to it, when, to whom beside its parties (``of``), and in which row that stands.
_EVENTS = {
    "agreement": """
        select 'signed' as happened, agreement as id, signed as day, null as of, source, source_row from one_agreement
        union all select 'began', agreement, "start", null, source, source_row from one_agreement where "start" is distinct from signed
        union all select 'ended', agreement, "end", null, source, source_row from one_agreement
        union all select 'joined', p.agreement, p."start", p.actor, p.source, p.source_row
            from one_agreement_party p join one_agreement a using (agreement) where p."start" > coalesce(a."start", a.signed)
        union all select 'left', p.agreement, p."end", p.actor, p.source, p.source_row
            from one_agreement_party p join one_agreement a using (agreement) where a."end" is null or p."end" < a."end"
    """,
    "activity": """
        select case when kind in ('exercise', 'visit') then kind else 'mission' end as happened, activity as id, "start" as day, null as of, source, source_row
            from one_activity
        union all select 'mission-ended', activity, "end", null, source, source_row from one_activity where kind not in ('exercise', 'visit')
    """,
    "incident": """
        select 'incident' as happened, incident as id, "start" as day, null as of, source, source_row from one_incident
        union all select 'incident-ended', incident, "end", null, source, source_row from one_incident
    """,
    "membership": """
        select 'member' as happened, organisation || ':' || actor as id, "start" as day, status as of, source, source_row from membership
        union all select 'member-ended', organisation || ':' || actor, "end", status, source, source_row from membership
    """,
}  # fmt: skip


def events(ask: Asked, chosen: Choices, most: int, page: int = 1) -> tuple[int, list[dict[str, Any]]]:
    """Give how much happened, and so many of it, the latest first.

    Parameters
    ----------
    most
        How many to give; of the further ones ``page`` gives the next.
    """
    parts, given = [], {"since": chosen.since, "most": most, "skip": (page - 1) * most}
    for thing in chosen.things:
        here = f"(select '{thing}' as thing, * from ({_EVENTS[thing]}) where day >= $since"
        if chosen.watched:
            conditions = [_concerned(thing, place, given, chosen) for place in range(len(chosen.watched))]
            here += f" and ({' or '.join(conditions)})"
        parts.append(here + ")")
    rows = ask.rows(
        f"select *, count(*) over () as found from ({' union all '.join(parts)}) "
        "order by day desc, thing, id, happened, of limit $most offset $skip",
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
            row |= {
                "name": f"{names.get(actor, actor)} – {names.get(organisation, organisation)}", "kind": row["of"],
                "parties": [names.get(actor, actor)], "address": f"/dossier?{urlencode({'subject': organisation})}",
            }  # fmt: skip
        else:
            told = known[row["thing"], row["id"]]
            parties = [row["of"]] if row["of"] else told["parties"] or []
            row |= {"name": told["name"], "kind": told["kind"], "parties": _named(ask, parties), "address": address(row["thing"], row["id"], told["kind"])}  # fmt: skip
        happened = HAPPENED[row["happened"]]
        row["what"] = gettext(happened)
        row["evidence"] = f"/evidence/row?{urlencode({'source': row['source'], 'row': row['source_row']})}"
        ended = row["happened"] in ("ended", "left", "mission-ended", "incident-ended")
        unseen = ended and (row["source"], row["thing"], row["day"]) in looks
        row["beware"] = gettext("its source looked no further") if unseen else None


def address(thing: str, key: str, kind: str) -> str:
    """Give where a thing has its page."""
    of_activity = f"{kind}s" if kind in ("exercise", "visit") else "missions"
    page = of_activity if thing == "activity" else f"{thing}s"
    return f"/{page}/{quote(key, safe='')}"


def _named(ask: Asked, parties: list[str]) -> list[str]:
    names = [ask.evidence.names.get(actor, actor) for actor in parties[:NAMED]]
    if len(parties) > NAMED:
        names.append(ask.language.gettext("%(number)s more") % {"number": ask.language.number(len(parties) - NAMED)})
    return names
