"""One thing as the record has it: every coding of it, its parties in each, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from comity.web.asked import Asked
from comity.web.pages.things.kinds import OF_KIND, Sort
from comity.web.precision import all_known_to

#: The same thing under all ids: the canonical one first. An id that is none gives no row.
CODINGS = """
    with it as (select coalesce((select canonical from same_as where kind = '{table}' and id = $id), $id) as canonical),
    ids as (
        select canonical as id, null as evidence from it
        union all select s.id, s.evidence from same_as s join it using (canonical) where s.kind = '{table}'
    )
    select t.{table} as id, t.* exclude ({table}), {known}, ids.evidence, m.checked, m.mirror, m.citation, m.note,
        (select max(c."end") from coverage c where c.source = t.source and c.layer in ('{table}', '{table}.' || t.kind)) as seen
    from ids join {table} t on t.{table} = ids.id
    left join mark m on m.source = t.source and m.source_row = t.source_row
    order by ids.evidence is not null, t.source, t.{table}
"""
PARTIES = """
    select p.{table} as id, p.* exclude ({table}), {known}, coalesce(a.name, p.actor) as name, a.kind as sort_of_party
    from {table}_party p left join (select actor, min(name) as name, min(kind) as kind from actor group by actor) a using (actor)
    where list_contains($ids, p.{table}) order by name, p."start" nulls first, p.source_row
"""
CLAUSES = """
    select agreement as id, duty, condition, list(distinct actor order by actor) as owed_by,
        list(distinct toward order by toward) as owed_to, count(distinct (actor, toward)) as directions,
        min("start") as "start", case when bool_and("end" is not null) then max("end") end as "end", any_value(source) as source,
        min(source_row) as source_row
    from obligation where list_contains($ids, agreement) group by agreement, duty, condition order by agreement, duty, condition
"""
BEGAN = 'select "start", start_said from one_agreement where agreement = $1 and start_said is not null'
FIGURES = 'select {table} as id, * exclude ({table}) from {table}_figure where list_contains($ids, {table}) order by id, indicator, "start"'
PAIRS = """
    select incident as id, a, b, "start", "end", onset, side, role, initiator, action, level, fatality, deaths, outcome, source, source_row
    from incident_pair where list_contains($ids, incident) order by source, incident, "start", a, b
"""
SITES = """
    select place, name, state, lat, lon, "start", "end", source, source_row from place
    where kind = 'mission site' and list_contains($ids, split_part(place, '/', 1)) order by "start", name
"""
EDITIONS = """
    select activity as id, kind, name, "start", "end", {known}, place, personnel, source, source_row,
        (select count(distinct actor) from one_activity_party p where p.activity = e.activity and role is distinct from 'observer') as parties
    from one_activity e where series = $series and kind = $kind order by "start" nulls last, activity
""".replace("{known}", all_known_to("activity"))


@dataclass(frozen=True)
class Found:
    """One thing.

    Attributes
    ----------
    asked
        The id that was asked for: any of its ids.
    codings
        Its row in every source that has it, the canonical first.
    parties
        Of every coding, with the coding's ``id``.
    clauses
        Duties with the same wording, each with those who owe and those to whom.
    figures, pairs, sites
        What a source gives of it beside.
    began
        When an agreement began by another source, where the one that counts does not know it: ``start``, ``start_said``.
    editions
        All of the series to which it belongs, itself among them.
    """

    sort: Sort
    asked: str
    codings: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    clauses: list[dict[str, Any]]
    figures: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    editions: list[dict[str, Any]]
    began: dict[str, Any]

    @property
    def took_part(self) -> list[dict[str, Any]]:
        """Give the parties without those who only watched."""
        return [row for row in self.parties if row.get("role") != "observer"]

    @property
    def main(self) -> dict[str, Any]:
        """Give the coding that counts."""
        return self.codings[0]

    @property
    def dated(self) -> dict[str, Any]:
        """Give the coding that counts, with the beginning that only another knows."""
        return self.main | self.began


def read_thing(ask: Asked, table: str, thing: str) -> Found | None:
    """Read a thing from the record; None when there is none of that id."""
    codings = ask.rows(CODINGS.format(table=table, known=all_known_to(table, "t.")), {"id": thing})
    if not codings:
        return None
    main = codings[0]
    ids = {"ids": [row["id"] for row in codings]}
    return Found(
        OF_KIND[main["kind"]],
        thing,
        codings,
        ask.rows(PARTIES.format(table=table, known=all_known_to(f"{table}_party", "p.")), ids),
        ask.rows(CLAUSES, ids) if table == "agreement" else [],
        ask.rows(FIGURES.format(table=table), ids) if table != "activity" else [],
        ask.rows(PAIRS, ids) if table == "incident" else [],
        ask.rows(SITES, ids) if table == "activity" else [],
        ask.rows(EDITIONS, {"series": main["series"], "kind": main["kind"]})
        if main["kind"] == "exercise" and main["series"]
        else [],
        next(iter(ask.rows(BEGAN, [main["id"]])), {}) if table == "agreement" else {},
    )


__all__ = ["EDITIONS", "Found", "read_thing"]
