"""Node-link drawings at places that are given: the same node stands at the same place in every year that is drawn.

A drawing of this kind may be pointed at: each disc is a link, and what a script needs to recolour, to move or to leave out stands in
``data-`` attributes. The scene has its own ``viewBox``, so that one can come nearer while the legend stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.dossier.draw.labels import Box, Wanted, place_labels
from comity.dossier.draw.legend import Entry, draw_legend, patterns
from comity.dossier.draw.svg import element, escape, mark_of, number, words, wrap

_NAME = 10.0
#: Beyond so many names a picture is read no better, and takes longer to make.
_NAMES = 120


@dataclass(frozen=True)
class Disc:
    """A node.

    Attributes
    ----------
    css
        The class of its hue; ``unknown`` has the pattern.
    tip
        What is said of it.
    here
        Whether it is seen; one that is not keeps its place for another year.
    """

    key: str
    label: str
    x: float
    y: float
    radius: float
    css: str
    href: str
    tip: str = ""
    here: bool = True
    subject: bool = False


@dataclass(frozen=True)
class Line:
    """A tie between the discs of two keys."""

    a: str
    b: str
    css: str
    width: float
    href: str
    tip: str = ""


def draw_placed(
    discs: Sequence[Disc],
    lines: Sequence[Line],
    *,
    title: str,
    description: str,
    entries: Sequence[Entry] = (),
    note: str = "",
    width: float = 1100.0,
    height: float = 720.0,
) -> str:
    """Draw a network whose places are given.

    Parameters
    ----------
    lines
        The first lies on top.
    entries
        The legend.
    note
        A sentence under the drawing.
    """
    mark = mark_of(title, description, repr(discs))
    spot = {disc.key: (disc.x, disc.y) for disc in discs}
    drawn = [_line(line, spot) for line in reversed(lines)]
    by_size = sorted(discs, key=lambda disc: (-disc.radius, disc.key))
    shown = [disc for disc in by_size if disc.here]
    taken = [Box(d.x - r, d.y - r, d.x + r, d.y + r) for d in shown for r in [d.radius * 0.8]]
    wanted = [Wanted(d.label, d.x, d.y, d.radius, d.radius + 100 * d.subject) for d in shown[:_NAMES]]
    wanted += [Wanted(d.label, d.x, d.y, d.radius, 200.0) for d in shown[_NAMES:] if d.subject]
    keys = {(d.label, d.x, d.y): d.key for d in shown}
    names = []
    for placed in place_labels(wanted, _NAME, Box(2, 2, width - 2, height - 2), taken):
        one = placed.wanted
        names.append(
            element(
                "text",
                {
                    "x": placed.x,
                    "y": placed.y + 4,
                    "class": "label dense middle",
                    "data-name": keys[one.text, one.x, one.y],
                },
                escape(one.text),
            )
        )
    scene = element(
        "svg",
        {"class": "scene", "width": width, "height": height, "viewBox": f"0 0 {number(width)} {number(height)}"},
        # What lies between the discs can be taken hold of too.
        element("rect", {"x": -width, "y": -height, "width": 3 * width, "height": 3 * height, "fill": "transparent"}),
        element("g", {"class": "edges", "aria-hidden": "true"}, *drawn),
        element("g", {"class": "nodes"}, *[_disc(disc, mark) for disc in by_size]),
        element("g", {"class": "names", "aria-hidden": "true"}, *names),
    )
    key, key_height = draw_legend(entries, height + 10, width, mark)
    y = height + 10 + key_height + 12
    notes = wrap(note, 10.5, width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(notes)]
    bottom = y + 13 * len(notes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="draw placed" viewBox="0 0 {number(width)} {number(bottom)}" '
        f'role="group" aria-labelledby="{mark}-t {mark}-d" data-pattern="{mark}-unknown">'
        f'<title id="{mark}-t">{escape(title)}</title><desc id="{mark}-d">{escape(description)}</desc>'
        f"{patterns(mark)}{scene}{key}{''.join(printed)}</svg>"
    )


def _line(line: Line, spot: dict[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = spot[line.a], spot[line.b]
    path = element(
        "path",
        {
            "class": f"edge {line.css}".rstrip(),
            "d": f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}",
            "stroke-width": line.width,
        },
        element("title", {}, escape(line.tip)) if line.tip else "",
    )
    # By the keyboard one goes from disc to disc, and to the table: hundreds of lines would lie between.
    return element("a", {"href": line.href, "tabindex": "-1", "data-a": line.a, "data-b": line.b}, path)


def _disc(disc: Disc, mark: str) -> str:
    fill = f"url(#{mark}-unknown)" if disc.css == "unknown" else None
    circle = element(
        "circle",
        {"class": f"node {disc.css}", "cx": disc.x, "cy": disc.y, "r": disc.radius, "fill": fill},
        element("title", {}, escape(disc.tip or disc.label)),
    )
    name = f"{disc.label}: {disc.tip}" if disc.tip else disc.label
    css = " ".join(word for word, said in (("spot", True), ("gone", not disc.here), ("subject", disc.subject)) if said)
    return element("a", {"href": disc.href, "class": css, "data-key": disc.key, "aria-label": name}, circle)


__all__ = ["Disc", "Line", "draw_placed"]
