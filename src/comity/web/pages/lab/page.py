"""The weights lab: move the weights of regional stability, leave an indicator out, and see which ranks are left to choice."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from comity.dossier.language import spoken
from comity.measures.answer import how_to_bring, lacking
from comity.measures.contract import find
from comity.measures.stability._indicators import PILLARS
from comity.measures.stability._lab import (
    AGGREGATIONS,
    DRAWS,
    NAME,
    NORMALISATIONS,
    Choices,
    Lab,
    Outcome,
    lab,
)
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.pages.lab.chances import draw_chances

PAGE = Page(
    "lab",
    N_("Weights lab"),
    "/lab",
    62,
    ("/lab", "/lab?pillar.conflict=200&deaths=50&without=peacekeeping&aggregation=arithmetic&year=2010"),
)
router = page_router()
#: A weight in the address is relative to this, of which each has one at first; it is at most so much.
EVEN, GREATEST = 100, 300
#: How far weights are drawn from the chosen ones, in per cent.
NOISES = (0, 25, 50)
WORDS = {
    "geometric": N_("geometric: a low pillar is not made up for"),
    "arithmetic": N_("arithmetic: a low pillar can be made up for"),
    NORMALISATIONS[0]: N_("goalposts, from 10 to 100"),
    NORMALISATIONS[1]: N_("goalposts, from 1 to 100"),
    NORMALISATIONS[2]: N_("standard deviations"),
}

_held: dict[tuple[object, ...], Lab] = {}
_lock = threading.Lock()


def laboratory(ask: Asked) -> Lab:
    """Give the inputs, read once for a record: it takes some seconds."""
    key = (str(ask.home), ask.stamp)
    with _lock:
        if key not in _held:
            found = lab(ask.con)
            _held.clear()
            _held[key] = found
        return _held[key]


@lru_cache(maxsize=80)
def alike(held: Lab, year: int) -> Outcome:
    """Give the ranks under weights that are all alike, beside which others are shown."""
    return held.outcome(Choices(), year)


@dataclass(frozen=True)
class Slider:
    """A weight that one can move."""

    field: str
    label: str
    value: int
    indicator: bool


@router.get("/lab")
def weights(
    ask: Ask, year: str = "", without: str = "", normalisation: str = "", aggregation: str = "", noise: str = ""
) -> View:
    """Rank regions under weights of one's own, with the ranks' intervals and the chance of each rank.

    Weights stand in the address by the names of indicators (``deaths=50``) and of pillars (``pillar.conflict=200``); 100
    where nothing is said.
    """
    _ = ask.language.gettext
    if absent := lacking(ask.con, NAME):
        facts = {"measure": NAME, "draws": DRAWS}
        return View(_("Weights lab"), "lab/lacking.html", [], facts, {"needs": how_to_bring(absent), "title": find(NAME).title})  # fmt: skip
    held = laboratory(ask)
    when = _whole(year, "year", held.usual)
    spread = _whole(noise, "noise", 25, GREATEST) if noise else 25
    if spread not in NOISES:
        raise BadRequest(
            "Weights are not drawn %(spread)s %% off.",
            remedy="Choose one of %(noises)s.",
            spread=spread,
            noises=", ".join(map(str, NOISES)),
        )
    names = {one.name: one.label for one in held.indicators}
    if without and without not in names:
        raise BadRequest(
            "There is no indicator “%(without)s”.",
            remedy="Leave out one of: %(names)s.",
            without=without,
            names=", ".join(names),
        )
    inner = {name: _weight(ask, name) for name in names}
    outer = {name: _weight(ask, _field(name)) for name in held.pillars}
    said = Choices(
        {name: 0.0 if name == without else value / EVEN for name, value in inner.items()},
        {name: value / EVEN for name, value in outer.items()},
        normalisation or None,
        aggregation or None,
        spread / 100,
    )
    found, even = held.outcome(said, when), alike(held, when)
    parts = _parts(ask, held, said, when)
    chosen = {
        "year": when, "without": without, "normalisation": normalisation, "aggregation": aggregation, "noise": spread,
        "indicators": inner, "pillars": outer,
    }  # fmt: skip
    facts = {
        "measure": NAME, "draws": found.draws, "choices": chosen, "filled_always": found.follows,
        "not_known": list(found.unknown), "nominal_choices_only": not _moved(ask),
        "indicators_known": held.told[when], "indicators": len(names),
    }  # fmt: skip
    tables = [_ranking(ask, found, even), _chances(ask, found), parts]
    return View(_("Weights lab"), "lab/page.html", tables, facts, _context(ask, held, found, chosen, names, outer))


def _context(
    ask: Asked, held: Lab, found: Outcome, chosen: dict[str, Any], names: dict[str, str], outer: dict[str, int]
) -> dict[str, Any]:
    _ = ask.language.gettext
    by_pillar = [
        (
            Slider(_field(pillar), pillar, outer[pillar], False),
            [Slider(one.name, one.label, chosen["indicators"][one.name], True) for one in held.indicators if PILLARS[one.pillar] == pillar],
        )
        for pillar in held.pillars
    ]  # fmt: skip
    picture = ""
    if ask.form == "html":
        cell = _("%(region)s, rank %(place)s: %(chance)s")
        picture = draw_chances(
            [spoken().name(name) for name in found.regions], found.chances, found.ranks, title=_("Chance of each rank, %(year)s") % {"year": chosen["year"]},
            across=_("rank; in a cell the chance of it in per cent, where it is 5 or more"),
            note=_("A frame holds the 90 % interval of a region's rank. Where nothing stands the rank came up in no draw."),
            told=lambda region, place, chance: cell % {"region": region, "place": place, "chance": ask.language.percent(chance)},
        )  # fmt: skip
    return {
        "by_pillar": by_pillar, "picture": picture, "years": _years(ask, held),
        "indicators": [("", _("none")), *names.items()],
        "normalisations": [("", _("any of the three, by lot")), *((one, _(WORDS[one])) for one in NORMALISATIONS)],
        "aggregations": [("", _("either, by lot")), *((one, _(WORDS[one])) for one in AGGREGATIONS)],
        "noises": [(str(one), _("up to %(share)s %% off") % {"share": one} if one else _("exactly these")) for one in NOISES],
        "greatest": GREATEST,
    }  # fmt: skip


def _years(ask: Asked, held: Lab) -> list[tuple[str, str]]:
    """Give the years that one can choose, the last first, each with how much is known of it."""
    text, of = ask.language.gettext("%(year)s (%(known)s of %(all)s indicators)"), len(held.indicators)
    return [(str(year), text % {"year": year, "known": held.told[year], "all": of}) for year in reversed(held.years)]


def _ranking(ask: Asked, found: Outcome, even: Outcome) -> Table:
    _ = ask.language.gettext
    before = {name: place for place, name in enumerate(even.regions)}
    rows = []
    for place, name in enumerate(found.regions):
        rank, low, high = (int(one) for one in found.ranks[place])
        at = before.get(name)
        rows.append(
            {
                "region": spoken().name(name), "index": round(float(found.index[place]), 2), "low": round(float(found.low[place]), 2),
                "high": round(float(found.high[place]), 2), "rank": rank, "rank_low": low, "rank_high": high,
                "index_even": None if at is None else round(float(even.index[at]), 2),
                "rank_even": None if at is None else int(even.ranks[at, 0]),
                "rank_even_low": None if at is None else int(even.ranks[at, 1]),
                "rank_even_high": None if at is None else int(even.ranks[at, 2]),
            }
        )  # fmt: skip
    columns = {
        "region": _("region"), "index": _("index"), "low": _("low"), "high": _("high"), "rank": _("median rank"),
        "rank_low": _("best rank"), "rank_high": _("worst rank"), "index_even": _("index, all weights alike"),
        "rank_even": _("median rank, all weights alike"), "rank_even_low": _("best rank, all weights alike"),
        "rank_even_high": _("worst rank, all weights alike"),
    }  # fmt: skip
    return Table("ranks", columns, rows)


def _chances(ask: Asked, found: Outcome) -> Table:
    _ = ask.language.gettext
    columns = {"region": _("region")} | {f"rank_{place + 1}": _("rank %(place)s") % {"place": place + 1} for place in range(len(found.regions))}  # fmt: skip
    rows = [
        {"region": spoken().name(name)} | {f"rank_{place + 1}": round(float(chance), 4) for place, chance in enumerate(found.chances[row])}
        for row, name in enumerate(found.regions)
    ]  # fmt: skip
    return Table("chances", columns, rows)


def _parts(ask: Asked, held: Lab, said: Choices, year: int) -> Table:
    _ = ask.language.gettext
    known = held.known(year)
    rows = [
        {
            "part": one.label, "pillar": one.pillar, "nominal": round(one.nominal, 4),
            "effective": None if math.isnan(one.effective) else round(one.effective, 4),
            "known": known[one.name][0] if one.name in known else None,
            "of": known[one.name][1] if one.name in known else None, "is_pillar": one.name == one.pillar,
        }
        for one in held.weights(said)
    ]  # fmt: skip
    columns = {
        "part": _("part"), "pillar": _("pillar"), "nominal": _("nominal weight"), "effective": _("effective: share of the variance"),
        "known": _("regions of which it is known"), "of": _("of"),
    }  # fmt: skip
    return Table("weights", columns, rows)


def _field(pillar: str) -> str:
    return f"pillar.{pillar.replace(' ', '_')}"


def _weight(ask: Asked, field: str) -> int:
    said = ask.request.query_params.get(field)
    return EVEN if not said else _whole(said, field, EVEN, GREATEST)


def _whole(said: str, field: str, usual: int, greatest: int = 9999) -> int:
    """Read a whole number.

    Raises
    ------
    BadRequest
        When it is none, or below 0, or too great.
    """
    text = said.strip()
    if not text:
        return usual
    if not text.isdigit() or not text.isascii() or int(text) > greatest:
        raise BadRequest(
            "“%(said)s” is no number for %(field)s.",
            remedy="Give a whole number from 0 to %(greatest)s.",
            said=said,
            field=field,
            greatest=greatest,
        )
    return int(text)


def _moved(ask: Asked) -> bool:
    """Say whether anything but the year is chosen."""
    return any(
        value and name not in ("year", "lang", "format") for name, value in ask.request.query_params.multi_items()
    )
