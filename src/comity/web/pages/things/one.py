"""The page of one thing: what it is, who was party, what they owe, how sources differ, what happened before and after."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from starlette.responses import RedirectResponse

from comity.dossier.words import named as worded
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.called import named, named_all
from comity.web.contract import N_, Table, View
from comity.web.listing import fold
from comity.web.pages.things.drawn import draw_parties, draw_strength
from comity.web.pages.things.index import index
from comity.web.pages.things.kinds import SORTS, Sort, address
from comity.web.pages.things.near import neighbours
from comity.web.pages.things.reading import Found, read_thing
from comity.web.pages.things.words import clause_in_words, lasted_until, listed, period, value_in_words
from comity.web.precision import how_known, write_day

#: Longest time around a thing that is looked at, in months.
MONTHS = 60
#: So many rows of what sources say of pairs stand on the page; JSON has all.
PAIRS = 40
SITES = 30
#: So many neighbours in time of each window.
NEAR = 25


def thing_view(ask: Asked, path: str, thing: str, months: int = 12) -> View | RedirectResponse:
    """Show a thing; one of another sort under its own address.

    Raises
    ------
    BadRequest
        When the months are too many, or too few.
    """
    if not 1 <= months <= MONTHS:
        raise BadRequest(
            "Neighbours in time are looked for within 1 to %(months)s months.", remedy="Ask for 12.", months=MONTHS
        )
    sort = SORTS[path]
    found = read_thing(ask, sort.table, thing)
    if found is None:
        return elsewhere(ask, sort, thing) or missing(ask, sort, thing)
    if found.sort is not sort:
        return RedirectResponse(
            address(found.main["kind"], thing) + (f"?{ask.request.url.query}" if ask.request.url.query else ""), 302
        )
    near, more_near = neighbours(ask, found, months)
    return _view(ask, found, near, more_near, months)


def elsewhere(ask: Asked, sort: Sort, thing: str) -> RedirectResponse | None:
    """Lead to the thing if it is one of another sort."""
    for other in {one.table: one for one in SORTS.values()}.values():
        if other.table != sort.table:
            rows = ask.rows(f"select kind from {other.table} where {other.table} = $1", [thing])
            if rows:
                return RedirectResponse(address(rows[0]["kind"], thing), 302)
    return None


def missing(ask: Asked, sort: Sort, thing: str) -> View:
    """Say that there is no such thing, and what has a name near to it."""
    _ = ask.language.gettext
    held = index(ask, sort)
    words = fold(thing.partition(":")[2] or thing)
    by_text = {text: place for place, text in enumerate(held.facets.texts)}
    by_name = {fold(row["name"]): place for place, row in enumerate(held.rows)}
    by_id = {
        fold(one.partition(":")[2]): place for place, row in enumerate(held.rows) for one in (row["id"], *row["also"])
    }
    near = [by_id[one] for one in difflib.get_close_matches(words, by_id, 6, 0.6)] if len(by_id) < 8000 else []
    near += [place for text, place in by_text.items() if words and all(word in text for word in words.split())][:6]
    near += [by_name[one] for one in difflib.get_close_matches(words, by_name, 4, 0.6)] if len(by_name) < 8000 else []
    rows = [held.rows[place] for place in dict.fromkeys(near)][:8]
    what = _("There is no %(sort)s “%(id)s” in this record.") % {"sort": _(sort.one), "id": thing[:120]}
    columns = {"id": _("id"), "name": _("name"), "kind": _("kind"), "start": _("start"), "end": _("end")}
    told = [row | {"address": address(row["kind"], row["id"])} for row in rows]
    facts = {
        "error": what,
        "remedy": _("It may stand in a source that this record was built without. Close to it:") if rows else "",
    }
    return View(
        what,
        "things/missing.html",
        [Table("near", columns, told)],
        facts,
        {"sort": sort, "sorts": SORTS, "words": words},
        status=404,
        keep=False,
    )


def _view(ask: Asked, found: Found, near: list[dict[str, Any]], more_near: bool, months: int) -> View:
    _ = ask.language.gettext
    main = found.main
    _name(ask, found)
    tables = _tables(ask, found, near)
    sources = list(
        dict.fromkeys(
            row["source"] for row in [*found.codings, *found.clauses, *found.figures, *found.pairs, *found.sites]
        )
    )
    picture, followed, left_out = draw_parties(found, ask.evidence.reach, _("side %(side)s"))
    strength, counted_by = draw_strength(found, _("persons"))
    facts = {
        "id": main["id"], "asked": found.asked, "name": main["name"], "kind": main["kind"],
        **{name: found.dated.get(name) for name in _SAID[found.sort.table]},
        "last_looked": main["seen"], "source": main["source"], "source_row": main["source_row"],
        "checked": main["checked"], "note": main["note"], "also": [row["id"] for row in found.codings[1:]],
        "months": months, "more_neighbours": more_near,
        "cite": {name: ask.evidence.sources[name]["citation"] for name in sources if name in ask.evidence.sources},
    }  # fmt: skip
    around = tables[-1].rows
    by_window = {
        when: [row for row in around if row["when"] == when]
        for when in ("before", "during", "first", "after", "unclear")
    }
    view = View(main["name"], "things/one.html", tables, facts)
    view.context = {
        "sort": found.sort, "sorts": SORTS, "main": main, "found": found, "matrices": _matrices(ask, found),
        "picture": picture, "followed": followed, "left_out": left_out, "strength": strength, "counted_by": counted_by,
        "near": by_window, "near_shown": {when: _widest(rows) for when, rows in by_window.items()},
        "plain": worded, "listed": listed, "in_words": lambda name, value: value_in_words(ask, name, value), "address": address,
        "names": ask.evidence.names, "between": lambda row: named_all(ask, row["between"], row["day"]),
        "written": lambda row, name, known="": write_day(ask, row[name], row[known] if known else how_known(row, name)), "span": lambda row: span(ask, found, row), "sources": sources,
        "clauses": [_marked(ask, row) | {"words": clause_in_words(ask, row)} for row in found.clauses],
        "pairs_shown": PAIRS, "sites_shown": SITES, "pact": _pact(found), "keys": _keys(found),
    }  # fmt: skip
    return view


_SAID = {
    "agreement": ("signed", "start", "end"),
    "activity": ("start", "end", "series", "place", "lat", "lon", "domains", "purposes", "personnel", "announced", "notified", "observers", "mandate"),
    "incident": ("start", "end", "intensity", "scale", "deaths_low", "deaths", "deaths_high"),
}  # fmt: skip


def span(ask: Asked, found: Found, row: Any) -> str:
    """Write the period of a row; what an end that is not known means, depends on what it is a row of."""
    _ = ask.language.gettext
    if row["start"] is None and row["end"] is None:
        return _("dates not known")
    held = found.sort.table == "agreement"
    return period(ask, row, _("no end known") if not held else _("no end on record"))


def _name(ask: Asked, found: Found) -> None:
    """Name each party as it was called while it took part, the same in every coding."""
    by_actor: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found.parties:
        by_actor[row["actor"]].append(row)
    main = found.dated
    last = lasted_until(main, found.sort.brief)
    for actor, rows in by_actor.items():
        starts, ends = [row["start"] for row in rows if row["start"]], [row["end"] for row in rows]
        end = last if None in ends else max(ends)
        start = min(starts, default=main.get("signed") or main["start"])
        now = ask.evidence.names.get(actor, actor)
        told = {
            "name": named(ask, actor, start, end),
            "today": None if now in ask.evidence.called(actor, start, end) else now,
        }
        for row in rows:
            row |= told


def _tables(ask: Asked, found: Found, near: list[dict[str, Any]]) -> list[Table]:
    _ = ask.language.gettext
    lineage = {"source": _("source"), "source_row": _("row"), "checked": _("checked")}
    dates = {"start": _("start"), "end": _("end")}
    own = {
        "activity": {"role": _("role"), "personnel": _("persons")},
        "incident": {"side": _("side"), "role": _("role")},
    }.get(found.sort.table, {})
    parties = {"actor": _("key"), "name": _("party"), **own, **dates, "id": _("coding"), **lineage, "note": _("note")}
    codings = {"id": _("id"), "source": _("source"), "name": _("name"), "kind": _("kind")}
    codings |= {name: _HEADINGS[name] for name in _SAID[found.sort.table]}
    codings |= {
        "parties": _("parties listed"),
        "seen": _("source looked until"),
        "evidence": _("why it is the same"),
        "source_row": _("row"),
        "checked": _("checked"),
        "note": _("note"),
    }
    counts: dict[str, set[str]] = defaultdict(set)
    for row in found.took_part:
        counts[row["id"]].add(row["actor"])
    made = [
        Table("parties", parties, [_marked(ask, row) for row in found.parties]),
        Table("codings", {name: _(words) for name, words in codings.items()}, [row | {"parties": len(counts[row["id"]]) or None} for row in found.codings]),
    ]  # fmt: skip
    if found.clauses:
        columns = {
            "duty": _("duty"),
            "condition": _("condition"),
            "owed_by": _("owed by"),
            "owed_to": _("owed to"),
            "directions": _("pairs"),
            **dates,
            "id": _("coding"),
            **lineage,
        }
        made.append(Table("clauses", columns, [_marked(ask, row) for row in found.clauses]))
    if found.figures:
        columns = {
            "indicator": _("figure"),
            **dates,
            "value": _("value"),
            "low": _("low"),
            "high": _("high"),
            "unit": _("unit"),
            "id": _("coding"),
            **lineage,
        }
        made.append(Table("figures", columns, [_marked(ask, row) for row in found.figures]))
    if found.pairs:
        columns = {
            "a": _("who"), "b": _("facing whom"), **dates, "side": _("side"), "role": _("role"), "initiator": _("coded as the one that began"),
            "onset": _("began between the two"), "action": _("highest action"), "level": _("highest hostility"), "fatality": _("level of deaths"),
            "deaths": _("deaths"), "outcome": _("outcome, the source's code"),
        }  # fmt: skip
        columns = {name: words for name, words in columns.items() if any(row[name] is not None for row in found.pairs)}
        rows = [
            _marked(ask, row) | {side: named(ask, row[side], row["start"], row["end"]) for side in ("a", "b")}
            for row in found.pairs
        ]
        made.append(Table("pairs", columns | {"id": _("coding"), **lineage}, rows))
    if found.sites:
        columns = {"name": _("place"), "state": _("state"), "lat": _("north"), "lon": _("east"), **dates, **lineage}
        made.append(Table("sites", columns, [_marked(ask, row) for row in found.sites]))
    if found.editions:
        columns = {"id": _("id"), "name": _("name"), **dates, "place": _("place"), "parties": _("parties"), **lineage}
        made.append(Table("editions", columns, [_marked(ask, row) for row in found.editions]))
    columns = {
        "when": _("when"),
        "id": _("id"),
        "kind": _("kind"),
        "name": _("name"),
        "day": _("day"),
        "known": _("%(day)s: known to the day, month or year") % {"day": _("day")},
        "between": _("between"),
        "facing": _("sides, as coded"),
        **lineage,
    }
    return [*made, Table("neighbours", columns, [_marked(ask, row) for row in near])]


_HEADINGS = {
    "signed": N_("signed"), "start": N_("start"), "end": N_("end"), "series": N_("series"), "place": N_("place"), "lat": N_("north"), "lon": N_("east"), "domains": N_("domains"),
    "purposes": N_("purposes"), "personnel": N_("persons"), "announced": N_("announced"), "notified": N_("notified"), "observers": N_("observers"), "mandate": N_("mandate"),
    "intensity": N_("intensity"), "scale": N_("scale"), "deaths_low": N_("deaths, low"), "deaths": N_("deaths"), "deaths_high": N_("deaths, high"),
}  # fmt: skip


def _marked(ask: Asked, row: dict[str, Any]) -> dict[str, Any]:
    place = row["source"], row["source_row"]
    return row | {"checked": ask.evidence.mark(*place) or None, "note": ask.evidence.note(*place) or None}


def _matrices(ask: Asked, found: Found) -> list[list[tuple[str, str, str | None, list[dict[str, Any]]]]]:
    """Give, for each party, then for each of those who only watched, what every coding says of it: where they differ one sees it."""
    by_party: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, str] = {}
    today: dict[str, str | None] = {}
    for row in found.parties:
        by_party[row["actor"]][row["id"]].append(row)
        names[row["actor"]], today[row["actor"]] = row["name"], row["today"]
    listed = [row["id"] for row in found.codings]
    took_part = {row["actor"] for row in found.took_part}
    matrices: list[list[tuple[str, str, str | None, list[dict[str, Any]]]]] = [[], []]
    for actor in sorted(by_party, key=lambda key: fold(names[key])):
        cells = [_cell(ask, found, by_party[actor].get(one, [])) for one in listed]
        matrices[actor not in took_part].append((actor, names[actor], today[actor], cells))
    return matrices


def _cell(ask: Asked, found: Found, rows: list[dict[str, Any]]) -> dict[str, Any]:
    _ = ask.language.gettext
    if not rows:
        return {"spells": [], "more": 0}
    roles = list(dict.fromkeys(_role(ask, row) for row in rows))
    # Who took part, or watched, stands in the table of those who did.
    expected = {row.get("role") for row in rows} - {None} in ({"participant"}, {"observer"}) and not any(
        row.get("side") for row in rows
    )
    words = "" if expected else ", ".join(one for one in roles if one)
    most = max((row["personnel"] for row in rows if row.get("personnel") is not None), default=None)
    if len(rows) <= 2:
        told = [(span(ask, found, row) if row["start"] or row["end"] else "", row) for row in rows]
    else:
        starts, ends = [row["start"] for row in rows if row["start"]], [row["end"] for row in rows]
        whole = {"start": min(starts, default=None), "end": None if None in ends else max(ends)}
        told = [(span(ask, found, whole), rows[0])]
    marks = {ask.evidence.mark(row["source"], row["source_row"]) for row in rows} - {""}
    return {
        "words": words, "personnel": most, "spells": told, "more": len(rows) - len(told),
        "notes": [note for row in rows if (note := ask.evidence.note(row["source"], row["source_row"]))], "marks": [worded(mark) for mark in sorted(marks)],
    }  # fmt: skip


def _role(ask: Asked, row: dict[str, Any]) -> str:
    parts = [ask.language.gettext("side %(side)s") % {"side": row["side"]}] if row.get("side") else []
    return " ".join([*parts, *([worded(row["role"])] if row.get("role") else [])])


def _keys(found: Found) -> list[str]:
    return list(dict.fromkeys(row["actor"] for row in found.took_part if row["sort_of_party"] == "state"))


def _widest(rows: Sequence[Any]) -> list[Any]:
    """Give the neighbours that stand on the page: where there are too many, those with most of the parties, in order of time."""
    kept = sorted(rows, key=lambda row: -len(row["between"]))[:NEAR]
    return sorted(kept, key=lambda row: (row["day"], row["id"]))


def _pact(found: Found) -> str:
    """Give the subject of a brief on all the parties: the pair, or the agreement by its name."""
    keys = _keys(found)
    if len(keys) == 2:
        return "–".join(keys)
    return str(found.main["name"]) if found.sort.table == "agreement" and len(keys) > 2 else ""


__all__ = ["missing", "thing_view"]
