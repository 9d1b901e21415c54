"""A list of things: what is shown of it, and what it can still be narrowed down to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.contract import Table, View
from comity.web.listing import Mask, fold
from comity.web.pages.things.choices import TOGETHER, Choices, read_choices
from comity.web.pages.things.index import UNKNOWN, Index, index
from comity.web.pages.things.kinds import SORTS, Sort, address
from comity.web.pages.things.words import days, parties_in_short, value_in_words

#: So many things stand on a page of a list.
PAGE = 50
#: So many values of a facet are shown; the others are found by the text, or by the address.
VALUES = 14


@dataclass(frozen=True)
class Value:
    """One value by which a list can be narrowed down."""

    value: str
    text: str
    count: int | None
    chosen: bool
    address: str


def list_view(ask: Asked, path: str) -> View:
    """Show a list."""
    _ = ask.language.gettext
    sort = SORTS[path]
    kinds = set(ask.request.query_params.getlist("kind"))
    beyond = [kind for kind in sort.kinds if kind not in sort.counted]
    whole_list = bool(kinds & set(beyond))
    held = index(ask, sort, whole_list)
    chosen = read_choices(ask, held)
    mask, counts, stale, unclear = _narrow(held, chosen)
    places = held.sorted_by(chosen.column, chosen.descending)
    found = places[mask[places]]
    pages = max(1, -(-len(found) // PAGE))
    if chosen.page > pages:
        raise BadRequest("The list ends with page %(pages)s.", remedy="Ask for an earlier page.", pages=pages)
    shown = found[(chosen.page - 1) * PAGE : chosen.page * PAGE]
    whole = ask.form != "html"
    # What is downloaded is the whole list, not the page that one happened to look at.
    rows = [_row(ask, held, int(place), stale if chosen.on else None) for place in (found if whole else shown)]
    facts = {
        "sort_of_thing": path,
        "found": len(found),
        "of": sum(row["kind"] in kinds for row in held.rows) if whole_list else len(held.rows),
        "q": chosen.text,
        "on": chosen.on,
        "narrowed": {name: values for name, values in chosen.facets.items() if values},
        "sorted_by": ("-" if chosen.descending else "") + chosen.column,
        "last_seen_before_that_day": int((mask & stale).sum()) if chosen.on else None,
        "begin_not_known": unclear if chosen.on else None,
    }
    if whole:
        facts["counts"] = counts
    view = View(_(sort.title), "things/list.html", [Table(path, _columns(ask, sort, chosen), rows)], facts)
    view.context = {
        "sort": sort, "sorts": SORTS, "names": ask.evidence.names, "chosen": chosen, "pages_of_list": pages, "days": lambda row: days(ask, row),
        "facets": [] if whole else _facets(ask, held, chosen, counts), "narrowed": [] if whole else _narrowed(ask, chosen),
        "orders": {name: _other_order(ask, name, chosen) for name in ("name", "kind", "parties", *sort.columns)},
        "who": lambda row: parties_in_short(ask, row, sort.brief), "kind_in_words": lambda kind: value_in_words(ask, "kind", kind),
        "parties": parties_of(ask) if not whole else [],
    }  # fmt: skip
    return view


def _narrow(held: Index, chosen: Choices) -> tuple[Mask, dict[str, dict[str, int]], Mask, int]:
    others = held.facets.matching(chosen.text)
    stale = np.zeros(len(held.rows), dtype=bool)
    maybe = stale
    if chosen.on:
        on, stale = held.on(chosen.on)
        maybe = others & held.unclear(chosen.on)
        others &= on
    mask, counts = held.facets.narrow(chosen.facets, others, TOGETHER)
    unclear = 0
    if maybe.any():
        unclear = int(held.facets.narrow(chosen.facets, maybe, TOGETHER)[0].sum())
    return mask, counts, stale, unclear


def _columns(ask: Asked, sort: Sort, chosen: Choices) -> dict[str, str]:
    _ = ask.language.gettext
    columns = {"id": _("id"), "name": _("name"), "kind": _("kind")}
    columns |= {name: _(words) for name, words in sort.columns.items()}
    columns |= {f"{name}_known": _("%(day)s: known to the day, month or year") % {"day": _(words)} for name, words in sort.columns.items()}  # fmt: skip
    if chosen.on:
        columns["on_that_day"] = _("on that day")
    if sort.table == "activity":
        columns |= {"series": _("series"), "place": _("place"), "domains": _("domains"), "purposes": _("purposes"), "personnel": _("persons")}  # fmt: skip
    if sort.table == "incident":
        columns |= {"intensity": _("intensity"), "scale": _("scale"), "deaths_low": _("deaths, low"), "deaths": _("deaths"), "deaths_high": _("deaths, high"), "deaths_source": _("source of the deaths")}  # fmt: skip
    if sort.path == "agreements":
        columns["duties"] = _("duties")
    return columns | {
        "number": _("number of parties"), "partial": _("more parties than are listed"), "parties": _("parties"), "also": _("also under"),
        "source": _("source"), "source_row": _("row"), "checked": _("checked"),
    }  # fmt: skip


def _row(ask: Asked, held: Index, place: int, stale: Mask | None) -> dict[str, Any]:
    row = held.rows[place]
    found = row | {
        "number": len(row["parties"]) or None,
        "checked": ask.evidence.mark(row["source"], row["source_row"]) or None,
        "address": address(row["kind"], row["id"]),
    }
    if stale is not None:
        found["on_that_day"] = f"yes, when last looked at: {row['seen']}" if stale[place] else "yes"
    return found


def _facets(
    ask: Asked, held: Index, chosen: Choices, counts: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, str, list[Value], int]]:
    _ = ask.language.gettext
    found = []
    for name, words in held.sort.facets.items():
        if name == "subregion" and not chosen.facets["region"] and not chosen.facets["subregion"]:
            continue
        values = dict(counts[name]) | {value: counts[name].get(value, 0) for value in chosen.facets[name]}
        if name == "decade":
            ordered = sorted(values.items(), key=lambda one: "" if one[0] == UNKNOWN else one[0], reverse=True)
        else:
            ordered = sorted(values.items(), key=lambda one: (one[0] not in chosen.facets[name], -one[1], fold(value_in_words(ask, name, one[0]))))  # fmt: skip
        most = len(ordered) if name == "decade" else VALUES
        shown = [_value(ask, name, value, count, chosen) for value, count in ordered[:most]]
        if name == "kind":  # what does not count is found by its kind alone
            shown += [
                _value(ask, name, kind, None, chosen)
                for kind in held.sort.kinds
                if kind not in values and kind not in held.sort.counted
            ]
        if len(ordered) > 1 or any(value.chosen for value in shown):
            found.append((name, _(words), shown, max(0, len(ordered) - most)))
    return found


def _value(ask: Asked, name: str, value: str, count: int | None, chosen: Choices) -> Value:
    held = chosen.facets[name]
    taken = value in held
    rest = [one for one in held if one != value] if taken else [*held, value] if name in TOGETHER else [value]
    return Value(value, value_in_words(ask, name, value), count, taken, _address(ask, name, rest))


def _address(ask: Asked, name: str, values: list[str]) -> str:
    changes: dict[str, Any] = {name: values, "page": None, "format": None}
    if name == "region":
        changes["subregion"] = None
    return ask.address(**changes)


def _narrowed(ask: Asked, chosen: Choices) -> list[tuple[str, str]]:
    """Give every choice in words, with the address of the list without it."""
    found = [
        (value_in_words(ask, name, value), _address(ask, name, [one for one in values if one != value]))
        for name, values in chosen.facets.items()
        for value in values
    ]
    if chosen.on:
        found.append((ask.language.day(chosen.on), ask.address(on=None, page=None)))
    if chosen.text:
        found.append((f"“{chosen.text}”", ask.address(q=None, page=None)))
    return found


def _other_order(ask: Asked, name: str, chosen: Choices) -> tuple[str, str]:
    """Give the address of the list in the order of a column, and how it is ordered by that column now."""
    downward = name in ("signed", "start", "end", "parties")
    if name == chosen.column:
        now, said = ("descending" if chosen.descending else "ascending"), ("" if chosen.descending else "-") + name
    else:
        now, said = "none", ("-" if downward else "") + name
    return ask.address(sort=said, page=None), now


def parties_of(ask: Asked) -> list[str]:
    """Give the names that are offered where a party is typed: the states and the organisations."""
    found = ask.rows("select distinct name from actor where kind in ('state', 'organisation') order by name")
    return sorted((ask.language.name(row["name"]) for row in found), key=ask.language.place)


__all__ = ["list_view"]
