"""Each thing once: views of the record in which what several sources tell of one thing is one thing."""

from __future__ import annotations

import duckdb

#: Tables in which one thing may stand in several sources.
THINGS = ("agreement", "activity", "incident")

#: The kinds of incident that are counted: an event of a dispute, or one pair of an armed conflict, is not one more.
COUNTED = ("war", "crisis", "militarised-dispute", "armed-conflict")

#: Until when each source has looked for agreements of a kind.
LOOKS = """(select a.source, a.kind, max(c."end") as looked from (select distinct source, kind from agreement) a
    join coverage c on c.source = a.source and (c.layer = 'agreement' or c.layer = 'agreement.' || a.kind) group by all)"""
#: Another source's day of beginning stands where the canonical one knows none, unless it is before the signature.
AGREEMENTS = f"""select a.* replace (coalesce(a."start", b."start") as "start"), b.said as start_said, l.looked
    from agreement a left join {LOOKS} l on l.source = a.source and l.kind = a.kind left join (
        select s.canonical, min(o."start") as "start", arg_min(o.agreement, o."start") as said
        from same_as s join agreement o on o.agreement = s.id join agreement c on c.agreement = s.canonical
        where s.kind = 'agreement' and c."start" is null and o."start" >= coalesce(c.signed, o."start")
        group by all
    ) b on b.canonical = a.agreement
    where a.agreement not in (select id from same_as where kind = 'agreement')"""
#: Of a party that the canonical source does not list, the row of the source that does, under the canonical id.
PARTIES = f"""select p.* replace (coalesce(s.canonical, p.agreement) as agreement), p.agreement as said, l.looked
    from agreement_party p join agreement a using (agreement)
    left join {LOOKS} l on l.source = a.source and l.kind = a.kind
    left join same_as s on s.kind = 'agreement' and s.id = p.agreement
    where s.id is null or (s.canonical, p.actor) not in (select (agreement, actor) from agreement_party)"""
OBLIGATIONS = f"""select o.* replace (coalesce(s.canonical, o.agreement) as agreement), o.agreement as said, l.looked
    from obligation o join agreement a using (agreement)
    left join {LOOKS} l on l.source = a.source and l.kind = a.kind
    left join same_as s on s.kind = 'agreement' and s.id = o.agreement
    where s.id is null or (s.canonical, o.actor) not in (select (agreement, actor) from agreement_party)
        or (s.canonical, o.toward) not in (select (agreement, actor) from agreement_party)"""


def see_once(con: duckdb.DuckDBPyConnection) -> None:
    """Make, on a connection, the temporary views in which one thing stands once.

    ``one_agreement`` leaves out what ``same_as`` identifies with a canonical agreement. Where the canonical source knows
    no beginning and another does, that one stands, and ``start_said`` has the id under which it is told (else null).
    ``one_agreement_party`` and ``one_obligation`` unite: of the parties that the canonical source lists it speaks alone,
    and who is listed by another source only is taken with its spell and duties from there, each row with its own
    source. ``looked`` is the last day into which the source of a row has looked for agreements of its kind: what binds
    without an end is known until then. ``one_activity_party`` and ``one_incident_party`` unite
    the parties that any source names. All are under the canonical id; ``said`` keeps the id under which the source
    itself has it, since what one source calls side a another calls side b. Of the incidents only those of ``COUNTED`` are
    taken.
    """
    told = f" and kind in {COUNTED}"
    con.execute(f"create or replace temp view one_agreement as {AGREEMENTS}")
    for thing in ("activity", "incident"):
        con.execute(
            f"create or replace temp view one_{thing} as from {thing} "
            f"where {thing} not in (select id from same_as where kind = '{thing}'){told if thing == 'incident' else ''}"
        )
    con.execute(f"create or replace temp view one_agreement_party as {PARTIES}")
    con.execute(f"create or replace temp view one_obligation as {OBLIGATIONS}")
    for thing in ("activity", "incident"):
        con.execute(
            f"create or replace temp view one_{thing}_party as select coalesce(s.canonical, p.{thing}) as {thing}, "
            f"p.{thing} as said, p.* exclude ({thing}) from {thing}_party p "
            f"left join same_as s on s.kind = '{thing}' and s.id = p.{thing}"
            + (f" where p.incident in (select incident from incident where true{told})" if thing == "incident" else "")
        )
