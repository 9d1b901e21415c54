"""Each thing once: views of the record in which what several sources tell of one thing is one thing."""

from __future__ import annotations

import duckdb

#: Tables in which one thing may stand in several sources.
THINGS = ("agreement", "activity", "incident")

#: The kinds of incident that are counted: an event of a dispute, or one pair of an armed conflict, is not one more.
COUNTED = ("war", "crisis", "militarised-dispute", "armed-conflict")


def see_once(con: duckdb.DuckDBPyConnection) -> None:
    """Make, on a connection, the temporary views in which one thing stands once.

    ``one_agreement`` and ``one_agreement_party``, ``one_obligation`` leave out what ``same_as`` identifies with a
    canonical agreement: the canonical source speaks alone, since parties of two sources with different last looks do
    not add up. ``one_activity_party`` and ``one_incident_party`` unite the parties that any source names, under the
    canonical id; ``said`` keeps the id under which the source itself has it, since what one source calls side a
    another calls side b. Of the incidents only those of ``COUNTED`` are taken.
    """
    told = f" and kind in {COUNTED}"
    for thing in THINGS:
        con.execute(
            f"create or replace temp view one_{thing} as from {thing} "
            f"where {thing} not in (select id from same_as where kind = '{thing}'){told if thing == 'incident' else ''}"
        )
    for table in ("agreement_party", "obligation"):
        con.execute(
            f"create or replace temp view one_{table} as from {table} "
            "where agreement not in (select id from same_as where kind = 'agreement')"
        )
    for thing in ("activity", "incident"):
        con.execute(
            f"create or replace temp view one_{thing}_party as select coalesce(s.canonical, p.{thing}) as {thing}, "
            f"p.{thing} as said, p.* exclude ({thing}) from {thing}_party p "
            f"left join same_as s on s.kind = '{thing}' and s.id = p.{thing}"
            + (f" where p.incident in (select incident from incident where true{told})" if thing == "incident" else "")
        )
