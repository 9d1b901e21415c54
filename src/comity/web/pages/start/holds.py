"""What the record holds: its tables, how far each layer reaches, and the latest things in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from comity.dossier.evidence import Looked
from comity.measures.contract import ids
from comity.store.home import record_path
from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.pages.start.picture import common
from comity.web.precision import all_known_to, how_known, said, write_day
from comity.web.templates import link

#: Table → what its rows are. What is only about other rows (marks, corrections) is not listed.
TABLES = {
    "state": N_("spells of states"), "membership": N_("memberships"), "agreement": N_("agreements"),
    "agreement_party": N_("parties of agreements"), "obligation": N_("obligations"), "activity": N_("exercises, missions, visits"),
    "activity_party": N_("participants"), "incident": N_("wars, crises, disputes and their parts"),
    "incident_party": N_("parties of incidents"), "tie": N_("ties: troops, bases, embassies, rivalries"),
    "figure": N_("figures of states"), "pair_figure": N_("figures of pairs"), "leader": N_("leaders"),
    "resolution": N_("resolutions of the General Assembly"), "vote": N_("votes"), "place": N_("places"),
    "rejected": N_("rows of the sources that were set aside"),
}  # fmt: skip

#: What a reader calls a layer → the beginnings of the layers in which sources have looked for it.
LAYERS = {
    N_("pacts and alliances"): ("agreement.alliance", "agreement.consultation", "agreement.neutrality", "agreement.nonaggression", "agreement"),
    N_("defence cooperation agreements"): ("agreement.defence-cooperation", "agreement"),
    N_("exercises"): ("activity.exercise", "activity"),
    N_("missions"): ("activity.peace-operation", "activity.stabilisation", "activity"),
    N_("visits"): ("activity.visit",),
    N_("wars"): ("incident.war", "incident"),
    N_("armed conflicts"): ("incident.armed-conflict", "incident"),
    N_("crises"): ("incident.crisis", "incident"),
    N_("militarised disputes"): ("incident.militarised-dispute", "incident"),
    N_("coups"): ("incident.coup",),
    N_("troops abroad"): ("tie.troops",),
    N_("bases"): ("tie.base", "tie.us-site"),
    N_("nuclear weapons hosted"): ("tie.nuclear-hosting",),
    N_("embassies"): ("tie.embassy", "tie.accreditation"),
    N_("rivalries"): ("tie.rivalry", "tie.arms-race"),
    N_("votes in the General Assembly"): ("vote", "resolution"),
    N_("leaders"): ("leader",),
    N_("figures of states"): ("figure",),
    N_("figures of pairs"): ("pair_figure",),
}  # fmt: skip
#: Families of which a source may have looked for every layer; whoever says ``figure`` looked for its own figures alone.
SPREAD = ("agreement", "activity", "incident")
#: So many of the latest things of each kind.
LATEST = 8


def built(ask: Asked) -> dict[str, Any]:
    """Say when and by what the record was built, and how large it is."""
    path = record_path(ask.home).stat()
    version = ask.rows("select comity, schema_version from version")[0]
    return {
        "built": datetime.fromtimestamp(path.st_mtime, UTC).date(), "comity": version["comity"], "bytes": path.st_size,
        "reach": ask.evidence.reach,
    }  # fmt: skip


def cards(ask: Asked) -> list[dict[str, Any]]:
    """Count things, each once, with where each is listed."""
    row = ask.rows(
        "select (select count(distinct state) from state) as states, (select count(*) from one_agreement) as agreements, "
        "(select count(*) from one_activity where kind = 'exercise') as exercises, "
        "(select count(*) from one_activity where kind not in ('exercise', 'visit')) as missions, "
        "(select count(*) from one_activity where kind = 'visit') as visits, "
        "(select count(*) from one_incident) as incidents, (select count(*) from source) as sources"
    )[0]
    row["measures"] = len(ids())
    return [
        {"key": key, "count": row[key], "words": words, "address": address}
        for key, words, address in (
            ("states", N_("states since 1816"), "/map"),
            ("agreements", N_("agreements"), "/agreements"),
            ("exercises", N_("exercises"), "/exercises"),
            ("missions", N_("missions"), "/missions"),
            ("visits", N_("visits and journeys"), "/visits"),
            ("incidents", N_("wars, crises, disputes and armed conflicts"), "/incidents"),
            ("measures", N_("measures"), "/measures"),
            ("sources", N_("sources"), "/sources"),
        )
        if row[key]
    ]


def holds(ask: Asked) -> list[dict[str, Any]]:
    """Count the rows of each table, and the sources they are from."""
    sql = " union all ".join(
        f"select {place} as place, '{table}' as \"table\", count(*) as rows, count(distinct source) as sources from {table}"
        for place, table in enumerate(TABLES)
    )
    gettext = ask.language.gettext
    return [{**row, "what": gettext(TABLES[row["table"]])} for row in ask.rows(f"{sql} order by place") if row["rows"]]


def reaches(ask: Asked) -> list[dict[str, Any]]:
    """Say how far each line reaches: where sources have looked at all states for every layer of it, and at some for any of them.

    Of what unites layers ``every`` is the day until which all of them were looked for, ``last`` the one until which any was.
    """
    gettext = ask.language.gettext
    looks: dict[str, list[Looked]] = defaultdict(list)
    for entry in ask.evidence.looked:
        for name in layers_of(entry.layer):
            looks[name].append(entry)
    rows = []
    for name in (name for name in LAYERS if name in looks):
        found = looks[name]
        # Who looked for all agreements looked for alliances: the whole is no layer beside its parts.
        every = {one.layer for one in found}
        parts = sorted({layer for layer in every if layer not in SPREAD} or every)
        of_part = {part: [one for one in found if one.layer == part or one.layer in SPREAD] for part in parts}
        full = common([[_span(one) for one in of_part[part] if one.scope == "all states"] for part in parts])
        ends = [max(one.end for one in of_part[part]) for part in parts]
        rows.append(
            {
                "layer": gettext(name), "number": len(parts), "first": min(_span(one)[0] for one in found),
                "last_all": max((end for _, end in full), default=None), "every": min(ends), "last": max(ends),
                "sources": len({one.source for one in found}), "spans": {True: full, False: [_span(one) for one in found]},
                "address": link("/sources", layer=parts[0] if len(parts) == 1 else parts[0].partition(".")[0]),
            }
        )  # fmt: skip
    return rows


def _span(one: Looked) -> tuple[date, date]:
    return one.start or one.end, one.end


@cache
def layers_of(layer: str) -> list[str]:
    """Give under which names of ``LAYERS`` a layer of the record stands.

    >>> layers_of("tie.rivalry-tss"), layers_of("place.base")
    (['rivalries'], [])
    """
    return [
        name
        for name, begins in LAYERS.items()
        if any(
            layer == begin or ("." in begin and layer.startswith(begin)) or (begin in _WHOLE and layer.startswith(f"{begin}."))
            for begin in begins
        )
    ]  # fmt: skip


#: Families of which every layer is taken.
_WHOLE = frozenset({"vote", "resolution", "leader", "figure", "pair_figure"})


def latest(ask: Asked) -> list[dict[str, Any]]:
    """Give the latest dated things of each kind in the record, as far as they have begun, the latest first."""
    rows = ask.rows(
        " union all by name ".join(
            f"""(select '{table}' as what, {table} as id, name, kind, {"signed, " * (table == "agreement")}"start", "end", {day} as day, {all_known_to(table)}, source
            from one_{table} where {day} <= $today and kind <> 'visit' order by day desc, {table} limit {LATEST})"""
            for table, day in (
                ("agreement", 'coalesce(signed, "start")'),
                ("activity", '"start"'),
                ("incident", '"start"'),
            )
        ),
        {"today": ask.evidence.on or date.today()},
    )
    for row in rows:
        page = {"agreement": "agreements", "incident": "incidents"}.get(row["what"])
        page = page or ("exercises" if row["kind"] == "exercise" else "missions")
        row["address"] = f"/{page}/{quote(row['id'], safe='')}"
        known = how_known(row, "signed" if row["what"] == "agreement" and row["signed"] else "start")
        row["written"], row["day"] = write_day(ask, row["day"], known), said(row["day"], known)
    rows.sort(key=lambda row: row["id"])
    rows.sort(key=lambda row: row["day"], reverse=True)
    return sorted(rows, key=lambda row: row["what"])
