"""A heat map of where sources have looked, layer by year: darker the more of them did, underlined where one looked at all states."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comity.dossier.draw.svg import drawing, element, escape, words
from comity.dossier.evidence import Looked

ROW, LEFT, WIDTH, TOP, STEPS = 18.0, 250.0, 1100.0, 62.0, 5
#: Families of layers that stand layer by layer among all; of the others the family stands, and leads to its layers.
APART = ("agreement", "activity", "incident", "tie")
#: Families of which a source may have looked for every layer: whoever says ``agreement`` looked for alliances too, while one that
#: says ``figure`` looked for its own figures alone.
WHOLE = ("agreement", "activity", "incident")


@dataclass(frozen=True)
class Line:
    """A layer, or a family of layers, with who has looked for it in which years.

    Attributes
    ----------
    years
        Year → how many sources, and whether one of them looked at all states.
    """

    layer: str
    looks: Sequence[Looked]
    years: Mapping[int, tuple[int, bool]]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Give the stretches of years within its reach in which nobody looked."""
        known = sorted(self.years)
        return [(one + 1, other - 1) for one, other in itertools.pairwise(known) if other > one + 1]

    @property
    def all_states(self) -> tuple[int, int] | None:
        """Give the first and the last year in which a source looked at all states."""
        found = [year for year, (_, full) in self.years.items() if full]
        return (min(found), max(found)) if found else None


def within(looked: str, layer: str) -> bool:
    """Say whether who looked for the one looked for the other, or for a part of it.

    >>> within("agreement", "agreement.alliance"), within("figure.cinc", "figure"), within("figure", "figure.cinc")
    (True, True, False)
    """
    return looked == layer or looked.startswith(f"{layer}.") or (looked in WHOLE and layer.startswith(f"{looked}."))


def lines(looked: Sequence[Looked], layer: str = "", apart: bool = False) -> list[Line]:
    """Part coverage into the lines of the heat map.

    Parameters
    ----------
    layer
        Only its layers; by default all, those of the great families of figures together.
    apart
        Every layer for itself.
    """
    names = set()
    for one in looked:
        if not layer or one.layer == layer or one.layer.startswith(f"{layer}."):
            family = one.layer.partition(".")[0]
            names.add(one.layer if apart or layer or family in APART else family)
    if layer and not names:
        names = {layer}
    if not apart:
        # Who looked for all agreements looked for alliances too: the whole is no further line beside its parts.
        names = {name for name in names if name not in WHOLE or not any(one.startswith(f"{name}.") for one in names)}
    found = []
    for name in sorted(names):
        looks = [one for one in looked if (one.layer == name if apart else within(one.layer, name))]
        sources: dict[int, set[str]] = defaultdict(set)
        full: set[int] = set()
        for one in looks:
            span = range((one.start or one.end).year, one.end.year + 1)
            for year in span:
                sources[year].add(one.source)
            if one.scope == "all states":
                full.update(span)
        found.append(Line(name, looks, {year: (len(held), year in full) for year, held in sources.items()}))
    return found


def draw_reach(
    found: Sequence[Line],
    title: str,
    legend: tuple[Callable[[int], str], str, str],
    address: Callable[[str, int], str],
) -> str:
    """Draw the heat map; nothing where nothing was looked for.

    Parameters
    ----------
    legend
        What a step of colour means, by the number of sources; what the line beneath a cell means; what an empty place means.
    address
        Where the cells of a layer lead that begin in a year.
    """
    years = [year for line in found for year in line.years]
    if not years:
        return ""
    first, last = min(years), max(years)
    across = (WIDTH - LEFT - 10) / (last - first + 1)
    bottom = TOP + len(found) * ROW
    inside = _legend(found, legend)
    for year in range(-(-first // 20) * 20, last + 1, 20):
        x = LEFT + (year - first) * across
        inside += [words(x, TOP - 10, str(year), "note middle"), element("path", {"class": "grid", "d": f"M{x:.1f} {TOP - 6:.0f}V{bottom:.0f}"})]  # fmt: skip
    for place, line in enumerate(found):
        top = TOP + place * ROW
        name = element("text", {"x": LEFT - 8, "y": top + 12.5, "class": "small end"}, escape(_short(line.layer)))
        inside.append(element("a", {"href": address(line.layer, min(line.years)), "tabindex": "-1"}, name))
        for begun, ended, (count, full) in _runs(line.years):
            x, width = LEFT + (begun - first) * across, (ended - begun + 1) * across
            span = str(begun) if begun == ended else f"{begun}–{ended}"
            said = f"{line.layer}, {span}: {legend[0](count)}" + (f"; {legend[1]}" if full else "")
            box: dict[str, str | float | None] = {"x": x, "y": top + 2, "width": width, "height": ROW - 5, "class": f"v{min(count, STEPS)}"}  # fmt: skip
            parts = [element("title", {}, escape(said)), element("rect", box)]
            if full:
                parts.append(element("path", {"class": "axis", "d": f"M{x:.1f} {top + ROW - 2.5:.1f}h{width:.1f}"}))
            inside.append(element("a", {"href": address(line.layer, begun), "tabindex": "-1"}, *parts))
    return drawing("reach", WIDTH, bottom + 8, title, title, *inside, links=True)


def _legend(found: Sequence[Line], legend: tuple[Callable[[int], str], str, str]) -> list[str]:
    step, full, none = legend
    most = max(count for line in found for count, _ in line.years.values())
    out, x = [], 10.0
    for count in range(1, min(most, STEPS) + 1):
        text = step(count) + ("+" if count == STEPS and most > STEPS else "")
        out += [element("rect", {"x": x, "y": 8, "width": 22, "height": 13, "class": f"v{count}"}), words(x + 28, 18.5, text, "small")]  # fmt: skip
        x += 42 + 6.6 * len(text)
    if any(held for line in found for _, held in line.years.values()):
        out += [element("path", {"class": "axis", "d": f"M{x:.0f} 20h22"}), words(x + 28, 18.5, full, "small")]
        x += 42 + 6.6 * len(full)
    return [*out, words(x, 18.5, none, "small")]


def _runs(years: Mapping[int, tuple[int, bool]]) -> list[tuple[int, int, tuple[int, bool]]]:
    found: list[tuple[int, int, tuple[int, bool]]] = []
    for year in sorted(years):
        if found and found[-1][1] == year - 1 and found[-1][2] == years[year]:
            found[-1] = found[-1][0], year, years[year]
        else:
            found.append((year, year, years[year]))
    return found


def _short(layer: str, most: int = 40) -> str:
    return layer if len(layer) <= most else f"{layer[: most - 1]}…"


__all__ = ["Line", "draw_reach", "lines", "within"]
