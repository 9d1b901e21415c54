"""Each list in memory: its things, each once, and what each can be found by. Made once for a record."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from comity.dossier.evidence import PARTIAL
from comity.dossier.language import LANGUAGES, speaking
from comity.model.listings import entities
from comity.store.once import COUNTED
from comity.web.asked import Asked
from comity.web.listing import Facets, Mask, facet, fold, order
from comity.web.pages.things.kinds import SORTS, Sort
from comity.web.precision import all_known_to

#: What does not last long and has no end on record has ended after so many days.
BRIEF = 366
#: How a facet has what is not known.
UNKNOWN = "not known"

#: Of things in several sources the canonical one stands for all; ``also`` are its other ids. Its parties are those whom any of
#: its sources names; who watched is none.
THINGS = """
    with others as (
        select s.canonical, list(s.id order by s.id) as ids, list(distinct o.source) as sources, string_agg(o.name, ' ') as names
        from same_as s join {table} o on o.{table} = s.id where s.kind = '{table}' group by s.canonical
    )
    select t.{table} as id, t.* exclude ({table}), {known}, coalesce(o.ids, []) as also,
        list_distinct([t.source] || coalesce(o.sources, [])) as sources, o.names as other_names
    from {rows} t left join others o on o.canonical = t.{table}
    where t.{table} not in (select id from same_as where kind = '{table}') and list_contains($kinds, t.kind)
    order by t.{table}
"""
#: Where another source may say what the canonical one does not know: when an agreement began.
SAID = {"agreement": "one_agreement"}
PARTIES = {
    "agreement": "select agreement, list(distinct actor order by actor) from one_agreement_party group by agreement",
    "activity": "select activity, list(distinct actor order by actor) from one_activity_party where role is distinct from 'observer' group by activity",
    "incident": f"""
        select coalesce(s.canonical, p.incident), list(distinct p.actor order by p.actor)
        from incident_party p join incident i using (incident)
        left join same_as s on s.kind = 'incident' and s.id = p.incident
        where s.id is null or i.kind in {COUNTED} group by 1
    """,
}
#: Codings of an incident that give a number of deaths, of each the one first that gives it without bounds.
DEATHS = """
    select s.canonical, o.deaths_low, o.deaths, o.deaths_high, o.source, o.source_row
    from same_as s join incident o on o.incident = s.id
    where s.kind = 'incident' and coalesce(o.deaths, o.deaths_low, o.deaths_high) is not null
    order by s.canonical, o.deaths is null, o.source, o.incident
"""
DUTIES = "select agreement, list(distinct duty order by duty) from one_obligation group by agreement"
REACHES = 'select source, layer, max("end") from coverage where layer like $1 group by all'


@dataclass(frozen=True)
class Index:
    """One list.

    Attributes
    ----------
    rows
        Its things, with ``parties`` (keys) and ``seen``: the last day on which its source has looked.
    facets
        By what they are found.
    begun, ended, seen
        Days as ordinals; 0 where a day is not known.
    """

    sort: Sort
    rows: list[dict[str, Any]]
    facets: Facets
    begun: np.ndarray[Any, np.dtype[np.int64]]
    ended: np.ndarray[Any, np.dtype[np.int64]]
    seen: np.ndarray[Any, np.dtype[np.int64]]
    _orders: dict[tuple[str, bool], np.ndarray[Any, np.dtype[np.int64]]]

    def sorted_by(self, column: str, descending: bool) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Give the places of all rows in the order of a column, kept once it was asked for."""
        if (column, descending) not in self._orders:
            keys = [_key(row, column) for row in self.rows]
            self._orders[column, descending] = order(keys, descending)
        return self._orders[column, descending]

    def on(self, day: date) -> tuple[Mask, Mask]:
        """Mark what held on a day as far as is known: begun, not ended; and of that, what its source last saw before that day."""
        at = day.toordinal()
        open_end = (self.ended == 0) & (not self.sort.brief)
        held = (self.begun > 0) & (self.begun <= at) & (open_end | (self.ended >= at))
        return held, held & (self.ended == 0) & (self.seen > 0) & (self.seen < at)

    def unclear(self, day: date) -> Mask:
        """Mark what may have held on a day: it is not known when it began, or of what does not last long, when it ended."""
        at = day.toordinal()
        unclear: Mask = (self.begun == 0) & ((self.ended == 0) | (self.ended >= at))
        if self.sort.brief:
            unclear |= (self.begun > at - BRIEF) & (self.begun <= at) & (self.ended == 0)
        return unclear


def _key(row: dict[str, Any], column: str) -> Any:
    if column == "parties":
        return len(row["parties"]) or None
    if column == "name":
        return fold(row["name"])
    found = row[column]
    return found.toordinal() if isinstance(found, date) else found


_held: dict[tuple[str, str, bool], tuple[object, Index]] = {}
_lock = threading.Lock()


def index(ask: Asked, sort: Sort, whole: bool = False) -> Index:
    """Give a list; it is read from the record once.

    Parameters
    ----------
    whole
        With the kinds that do not count, such as the 28 thousand events of disputes.
    """
    place, stamp = (str(ask.home), sort.path, whole), ask.stamp
    found = _held.get(place)
    if found is None or found[0] != stamp:
        ask.con  # noqa: B018 - a record that is not there, or of another version, is said before anything is waited for
        with _lock:
            found = _held.get(place)
            if found is None or found[0] != stamp:
                found = stamp, _read(ask, sort, sort.kinds if whole else sort.counted)
                _held[place] = found
    return found[1]


def _read(ask: Asked, sort: Sort, kinds: tuple[str, ...]) -> Index:
    rows = ask.rows(
        THINGS.format(table=sort.table, rows=SAID.get(sort.table, sort.table), known=all_known_to(sort.table, "t.")),
        {"kinds": list(kinds)},
    )
    parties = dict(ask.con.execute(PARTIES[sort.table]).fetchall())
    duties = dict(ask.con.execute(DUTIES).fetchall()) if sort.path == "agreements" else {}
    reaches = {(source, layer): end for source, layer, end in ask.con.execute(REACHES, [f"{sort.table}%"]).fetchall()}
    for row in rows:
        row["parties"] = parties.get(row["id"], [])
        row["partial"] = bool(PARTIAL.search(ask.evidence.note(row["source"], row["source_row"])))
        row["seen"] = reaches.get(
            (row["source"], f"{sort.table}.{row['kind']}"), reaches.get((row["source"], sort.table))
        )
        row["duties"] = duties.get(row["id"], [])
    if sort.table == "incident":
        _tell_deaths(ask, rows)
    known = entities()
    facets = {
        "kind": [[row["kind"]] for row in rows],
        "source": [row["sources"] for row in rows],
        "party": [row["parties"] for row in rows],
        "region": [[known[key].region for key in row["parties"] if key in known] for row in rows],
        "subregion": [[known[key].subregion for key in row["parties"] if key in known] for row in rows],
        "decade": [[_decade(row)] for row in rows],
        "duty": [row["duties"] or [UNKNOWN] for row in rows],
    }
    if sort.table == "activity":
        facets |= {
            "domain": [_parts(row["domains"]) for row in rows],
            "purpose": [_parts(row["purposes"]) for row in rows],
            "series": [[row["series"]] if row["series"] else [] for row in rows],
        }
    texts = [_text(ask, row) for row in rows]
    return Index(
        sort,
        rows,
        Facets(len(rows), {name: facet(facets[name]) for name in sort.facets}, texts),
        _days(rows, "start"),
        _days(rows, "end"),
        _days(rows, "seen"),
        {},
    )


def _tell_deaths(ask: Asked, rows: list[dict[str, Any]]) -> None:
    """Say of each incident how many died: by the coding that counts; where it gives no number, by another, which is named."""
    others: dict[str, dict[str, Any]] = {}
    for other in ask.rows(DEATHS):
        others.setdefault(other["canonical"], other)
    for row in rows:
        told = row if any(row[name] is not None for name in _DEATHS) else others.get(row["id"])
        row |= {name: told[name] if told else None for name in _DEATHS}
        row |= {"deaths_source": told["source"] if told else None, "deaths_row": told["source_row"] if told else None}


_DEATHS = ("deaths_low", "deaths", "deaths_high")


def _text(ask: Asked, row: dict[str, Any]) -> str:
    """Give what a thing is searched by: its names in all sources, ids, series, place, and its parties unless they are many.

    A party is found by its name of today and by those of the time.
    """
    parts = [row["name"], row["other_names"], row["id"], *row["also"], row.get("series"), row.get("place")]
    if len(row["parties"]) <= 4:
        for key in row["parties"]:
            names = set()
            for language in LANGUAGES:
                with speaking(language):
                    names |= {ask.evidence.names.get(key, key), *ask.evidence.called(key, row["start"], row["end"])}
            parts += sorted(names)
    return fold(" ".join(part for part in parts if part))


def _decade(row: dict[str, Any]) -> str:
    begun = row.get("signed") or row["start"]
    return str(begun.year // 10 * 10) if begun else UNKNOWN


def _parts(text: str | None) -> list[str]:
    return text.split("|") if text else [UNKNOWN]


def _days(rows: list[dict[str, Any]], column: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array([row[column].toordinal() if row[column] else 0 for row in rows], dtype=np.int64)


__all__ = ["SORTS", "UNKNOWN", "Index", "index"]
