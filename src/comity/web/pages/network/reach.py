"""How far each layer is known: in words, as a table, and as a chart whose lines end where the sources end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.dossier.draw.series import Series, draw_series
from comity.web.asked import Asked
from comity.web.contract import Table
from comity.web.pages.network.layers import LAYERS
from comity.web.pages.network.ties import NOBODY, PARTLY, SINCE, WHOLLY, Ties, ties
from comity.web.templates import link


def layer_rows(ask: Asked, found: Sequence[Ties], year: int) -> Table:
    """Say of each layer how far it is known in a year, by which sources, and how many pairs are tied."""
    _ = ask.language.gettext
    words = {
        NOBODY: _("not known: nobody looked"), PARTLY: _("known in part: what is not here is not known"),
        SINCE: _("known of all states if signed since %(since)s; what is older is known in part"), WHOLLY: _("known of all states"),
    }  # fmt: skip
    held = ask.evidence.sources
    rows: list[dict[str, Any]] = []
    for one in found:
        knows = one.knows(year)
        number = int(((one.first <= year) & (one.last >= year)).sum())
        absent = [source for source in dict.fromkeys(source for source, _what in one.layer.looks) if source not in held]
        rows.append(
            {
                "layer": _(one.layer.title), "unit": _(one.layer.unit), "known": words[knows] % {"since": one.layer.since},
                "tied": number if number or knows == WHOLLY else None, "whole": _spans(one.reach(WHOLLY)), "part": _spans(one.reach()),
                "sources": [source for source in dict.fromkeys(source for source, _what in one.layer.looks) if source in held],
                "bring": absent, "address": link("/network/ties", layer=one.layer.name),
            }
        )  # fmt: skip
    columns = {
        "layer": _("layer"), "unit": _("strength in"), "known": _("in %(year)s") % {"year": year}, "tied": _("pairs tied"),
        "whole": _("known of all states"), "part": _("known in part"), "sources": _("sources"), "bring": _("sources not here"),
    }  # fmt: skip
    return Table("layers", columns, rows)


def _spans(years: Sequence[tuple[int, int]]) -> str:
    """Write stretches of years: what lies between them is not known.

    >>> _spans([(1816, 2018)]), _spans([(1950, 1950), (1953, 2007)]), _spans([])
    ('1816–2018', '1950, 1953–2007', '')
    """
    return ", ".join(f"{first}–{last}" if first < last else str(first) for first, last in years)


def offered(ask: Asked) -> list[tuple[str, str, str]]:
    """Give every layer with its title and how far it is known, for the form."""
    _ = ask.language.gettext
    found = []
    for name, layer in LAYERS.items():
        one = ties(ask, name)
        whole, some = _spans(one.reach(SINCE)), _spans(one.reach())
        if not some:
            told = _("not here")
        elif whole and layer.since:
            told = _("of all states %(years)s, if signed since %(since)s") % {"years": whole, "since": layer.since}
        elif whole:
            told = _("of all states %(years)s") % {"years": whole}
        else:
            told = _("in part %(years)s") % {"years": some}
        found.append((name, _(layer.title), told))
    return found


def not_known(found: Sequence[Ties], year: int) -> dict[str, list[str]]:
    """Name the layers that are not known in a year, and those known in part."""
    return {
        "nobody looked": [one.layer.name for one in found if one.knows(year) == NOBODY],
        "in part": [one.layer.name for one in found if one.knows(year) in (PARTLY, SINCE)],
    }


def draw_counts(
    ask: Asked, found: Sequence[Ties], counts: Mapping[str, Mapping[int, int | None]], span: tuple[int, int]
) -> str:
    """Draw the number of pairs tied in each layer; dots where only some states were looked at."""
    _ = ask.language.gettext
    series: list[Series] = []
    for one in found[:8]:
        count = counts[one.layer.name]
        whole = {year: float(value) for year, value in count.items() if value is not None and one.knows(year) == WHOLLY}
        some = {year: float(value) for year, value in count.items() if value is not None and one.knows(year) < WHOLLY}
        if whole:
            series.append(Series(_(one.layer.title), whole))
        if some:
            series.append(Series(_("%(layer)s, at least") % {"layer": _(one.layer.title)}, some, dots=True))
    note = _(
        "A dot is what is on record where only some states were looked at: at least so many. Each pair is counted once."
    )
    title = _("Pairs tied, by year")
    return (
        draw_series(series[:8], first=span[0], last=span[1], title=title, unit=_("pairs"), note=note) if series else ""
    )


__all__ = ["draw_counts", "layer_rows", "not_known", "offered"]
