"""The drawing of a scene, and of the shortest ways between two states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.dossier.draw.legend import Entry, hue_of
from comity.dossier.draw.placed import Disc, Line, draw_placed
from comity.dossier.measured import amount, titled
from comity.measures.contract import find
from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.pages.network.choices import Choices
from comity.web.pages.network.scene import HEIGHT, NAMED, WIDTH, Scene, Sized, named, radii
from comity.web.templates import link

#: The regions of UN M49, in the order of their hues.
REGIONS = (N_("Africa"), N_("Americas"), N_("Asia"), N_("Europe"), N_("Oceania"))
_UNKNOWN = 4.0


def draw_scene(
    ask: Asked,
    chosen: Choices,
    scene: Scene,
    drawn: Sequence[tuple[int, int]],
    size: Sized | None,
    title: str,
    note: str,
) -> str:
    """Draw the network of a year."""
    _ = ask.language.gettext
    names, keys = ask.evidence.names, scene.world.keys
    shown = set(scene.seen.tolist())
    partners = {place: int((scene.strength[place, scene.seen] > 0).sum()) for place in shown}
    value = {keys[place]: float(number) for place, number in partners.items()} if size is None else size.value
    radius = radii({key: number for key, number in value.items() if scene.world.place(key) in shown})
    region = _regions(ask)
    discs = []
    for place, (x, y) in zip(scene.stay.tolist(), scene.spots.tolist(), strict=True):
        key = keys[place]
        here = place in shown
        hue = _hue(chosen, scene, place, region.get(key, ""))
        known = key in radius or not here
        tip = ""
        if here:
            count = partners[place]
            tip = ask.language.ngettext("one partner", "%(number)s partners", count) % {
                "number": ask.language.number(count)
            }
        if here and size is not None:
            tip = f"{tip}; {titled(find(chosen.size))}: {amount(value.get(key), find(chosen.size))}"
        discs.append(
            Disc(
                key, names.get(key, key), x, y, radius.get(key, _UNKNOWN), hue if known else "unknown",
                link("/dossier", subject=key), tip, here, key == chosen.ego,
            )
        )  # fmt: skip
    top = max((scene.strength[a, b] for a, b in drawn), default=1.0)
    lines = [
        Line(
            keys[a], keys[b], _line_hue(chosen, scene, a, b), round(0.5 + 3.2 * float(scene.strength[a, b] / top) ** 1.5, 1),
            link("/network/tie", a=keys[a], b=keys[b], year=chosen.year, layer=chosen.layers),
            f"{names.get(keys[a], keys[a])}–{names.get(keys[b], keys[b])}: {_told(ask, scene, a, b)}",
        )
        for a, b in drawn
    ]  # fmt: skip
    entries = _entries(ask, chosen, scene, names, size)
    about = _("States: %(states)s. Ties drawn: %(ties)s of %(all)s.") % {
        "states": ask.language.number(len(shown)),
        "ties": ask.language.number(len(drawn)),
        "all": ask.language.number(int((scene.strength[scene.seen][:, scene.seen] > 0).sum()) // 2),
    }
    return draw_placed(
        discs, lines, title=title, description=about, entries=entries, note=note, width=WIDTH, height=HEIGHT
    )


def _told(ask: Asked, scene: Scene, a: int, b: int) -> str:
    return ", ".join(
        f"{ask.language.gettext(one.layer.title)} ({ask.language.number(float(weight[a, b]))})"
        for one, weight in zip(scene.found, scene.weights, strict=True)
        if weight[a, b] > 0
    )


def _hue(chosen: Choices, scene: Scene, place: int, region: str) -> str:
    if chosen.colour == "region":
        return hue_of(REGIONS.index(region)) if region in REGIONS else "other"
    if chosen.colour == "layer":
        return "other"
    return hue_of(scene.hue.get(int(scene.communities.of[place]), 99))


def _line_hue(chosen: Choices, scene: Scene, a: int, b: int) -> str:
    if chosen.colour != "layer":
        return ""
    here = [number for number, weight in enumerate(scene.weights) if weight[a, b] > 0]
    return f"l{hue_of(here[0])}" if len(here) == 1 else "several"


def _entries(ask: Asked, chosen: Choices, scene: Scene, names: Mapping[str, str], size: Sized | None) -> list[Entry]:
    _ = ask.language.gettext
    found: list[Entry] = []
    if chosen.colour == "region":
        found = [Entry(hue_of(number), _(name)) for number, name in enumerate(REGIONS)]
    elif chosen.colour == "layer":
        found = [Entry(hue_of(number), _(one.layer.title)) for number, one in enumerate(scene.found)]
        if len(scene.found) > 1:
            found.append(Entry("several", _("several layers")))
    else:
        called = named(scene, dict(names))
        size_of = {one: int((scene.communities.of == one).sum()) for one in called}
        small = [one for one in called if one not in scene.hue]
        found = [
            Entry(hue_of(scene.hue[one]), f"{one + 1}: {text}{' …' if size_of[one] > NAMED else ''} ({size_of[one]})")
            for one, text in called.items()
            if one not in small
        ]
        if small:
            found.append(Entry("other", _("smaller communities")))
    if size is not None and any(scene.world.keys[place] not in size.value for place in scene.seen):
        found.append(Entry("unknown", _("size not known")))
    return found


def _regions(ask: Asked) -> dict[str, str]:
    return dict(ask.con.execute("select state, max(region) from state group by state").fetchall())


def draw_paths(ask: Asked, scene: Scene, ways: Sequence[Sequence[int]], chosen: Choices, title: str) -> str:
    """Draw shortest ways from left to right: who is so many steps away stands in one column."""
    names, keys = ask.evidence.names, scene.world.keys
    columns: list[list[int]] = [sorted({way[step] for way in ways}) for step in range(len(ways[0]))]
    width, height = 900.0, max(120.0, 44.0 * max(len(column) for column in columns) + 40)
    spot: dict[int, tuple[float, float]] = {}
    for step, column in enumerate(columns):
        for number, place in enumerate(column):
            x = 90 + step * (width - 180) / (len(columns) - 1)
            spot[place] = (x, height * (number + 0.5) / len(column))
    steps = dict.fromkeys((way[step], way[step + 1]) for way in ways for step in range(len(way) - 1))
    discs = [
        Disc(keys[place], names.get(keys[place], keys[place]), x, y, 8.0, "c1" if place in (ways[0][0], ways[0][-1]) else "other",
             link("/dossier", subject=keys[place]), subject=True)
        for place, (x, y) in spot.items()
    ]  # fmt: skip
    lines = [
        Line(keys[a], keys[b], "", 2.0, link("/network/tie", a=keys[a], b=keys[b], year=chosen.year, layer=chosen.layers), _told(ask, scene, a, b))
        for a, b in steps
    ]  # fmt: skip
    return draw_placed(discs, lines, title=title, description=title, width=width, height=height)


__all__ = ["draw_paths", "draw_scene"]
