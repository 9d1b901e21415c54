"""Node-link drawings: who is tied to whom, with the strongly tied close together.

Positions minimise stress (Gansner, Koren and North 2004, "Graph drawing by stress majorization") from a fixed start, in plain
Python, so that the same ties give the same picture on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

from comity.dossier.draw.frame import stroke_width
from comity.dossier.draw.labels import Box, Wanted, place_labels
from comity.dossier.draw.legend import category_entries, draw_legend, hue_of
from comity.dossier.draw.svg import Attributes, drawing, element, escape, number, words, wrap
from comity.dossier.language import _
from comity.model.errors import BadRequest

_ROUNDS = 90
_NAME = 11.0


@dataclass(frozen=True)
class Node:
    """One actor: its disc grows with the root of its weight; its hue tells the group, or whether it is the subject."""

    key: str
    label: str
    weight: float = 1.0
    subject: bool = False
    group: str = ""


@dataclass(frozen=True)
class Edge:
    """A tie between two nodes, as wide as its weight; directed ones end in an arrow at ``b``."""

    a: str
    b: str
    weight: float = 1.0
    directed: bool = False


def draw_network(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    title: str = "",
    note: str = "",
    most: int | None = None,
    width: float = 900.0,
    height: float = 620.0,
) -> str:
    """Draw a network.

    Parameters
    ----------
    nodes, edges
        At most about 60 nodes stay readable.
    note
        A sentence under the drawing.
    most
        How many ties are drawn, the strongest first and always each node's strongest (default: all); all of them shape
        the positions, and the drawing says how many it leaves out.

    Raises
    ------
    BadRequest
        Two nodes with one key, or a tie to a node that is not given.
    """
    keys = [n.key for n in nodes]
    if len(set(keys)) != len(keys):
        raise BadRequest("two nodes of a network have the same key.")
    missing = sorted({k for e in edges for k in (e.a, e.b)} - set(keys))
    if missing:
        raise BadRequest(
            "a network has ties to %(missing)s, which are not among its nodes.", missing=", ".join(missing)
        )
    ordered = sorted(nodes, key=lambda n: (-n.weight, n.key))
    ties = sorted((e for e in edges if e.a != e.b and e.weight > 0), key=lambda e: (-e.weight, e.a, e.b))
    heaviest = max((n.weight for n in ordered), default=0.0)
    radii = {n.key: stroke_width(n.weight, heaviest, 4.0, 15.0) for n in ordered}
    top = 30.0 if title else 4.0
    area = Box(46, top + 14, width - 46, top + height - 14)
    tied = {k for e in ties for k in (e.a, e.b)}
    alone = [n.key for n in ordered if n.key not in tied]
    across = max(1, int((area.right - area.left) // 104) + 1)
    rows = -(-len(alone) // across) if tied else 0
    net = Box(area.left, area.top, area.right, area.bottom - 52 * rows)
    spots = _arrange([n.key for n in ordered if n.key in tied or not rows], ties, radii, net)
    # Nodes without a tie stand in rows below: round the others they would take most of the page.
    for i, key in enumerate(alone if rows else ()):
        spots[key] = (area.left + 104.0 * (i % across), net.bottom + 34.0 + 52.0 * (i // across))
    drawn = _strongest(ties, len(ties) if most is None else most)
    widest = max((e.weight for e in drawn), default=0.0)
    both_ways = {(e.a, e.b) for e in drawn if e.directed}
    lines = [_edge(e, spots, radii, widest, (e.b, e.a) in both_ways) for e in reversed(drawn)]
    groups = list(dict.fromkeys(n.group for n in nodes if n.group))
    discs = []
    for node in reversed(ordered):
        x, y = spots[node.key]
        hue = hue_of(groups.index(node.group)) if node.group else "c1" if node.subject else "other"
        tip = element("title", {}, escape(node.label))
        discs.append(element("circle", {"class": f"node {hue}", "cx": x, "cy": y, "r": radii[node.key]}, tip))
    taken = [Box(x - r, y - r, x + r, y + r) for (x, y), r in ((spots[k], radii[k] * 0.8) for k in keys)]
    wanted = [Wanted(n.label, *spots[n.key], radius=radii[n.key], weight=n.weight) for n in ordered]
    placed = place_labels(wanted, _NAME, Box(2, top, width - 2, top + height), taken)
    names = [words(p.x, p.y + 4, p.wanted.text, "label small middle") for p in placed]
    entries = category_entries(groups)
    key, key_height = draw_legend(entries, top + height + 8, width, "")
    said = [note] if note else []
    if rows:
        said.append(_("Below: those without a tie here."))
    if len(drawn) < len(ties):
        said.append(
            _("The %(drawn)s strongest of %(all)s ties are drawn; all of them shape the positions.")
            % {"drawn": len(drawn), "all": len(ties)}
        )
    if len(placed) < len(ordered):
        unnamed = sorted({n.label for n in ordered} - {p.wanted.text for p in placed})
        said.append(_("Without room for a name: %(names)s.") % {"names": ", ".join(unnamed)})
    y = top + height + 8 + key_height + 12
    notes = wrap(" ".join(said), 10.5, width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(notes)]
    head = [words(0, 17, title, "head")] if title else []
    heaviest_ties = ", ".join(f"{_called(ordered, e.a)}–{_called(ordered, e.b)} {number(e.weight)}" for e in ties[:12])
    description = _("%(nodes)s nodes and %(ties)s ties. Heaviest: %(heaviest)s") % {
        "nodes": len(ordered), "ties": len(ties), "heaviest": heaviest_ties,
    }  # fmt: skip
    return drawing(
        "network",
        width,
        y + 13 * len(notes),
        title or _("Network"),
        description,
        *head,
        *lines,
        *discs,
        *names,
        key,
        *printed,
    )


def _called(nodes: Sequence[Node], key: str) -> str:
    return next(n.label for n in nodes if n.key == key)


def _strongest(ties: Sequence[Edge], most: int) -> list[Edge]:
    chosen = set(range(min(most, len(ties))))
    reached: set[str] = set()
    for i, tie in enumerate(ties):
        if tie.a not in reached or tie.b not in reached:
            chosen.add(i)
            reached |= {tie.a, tie.b}
    return [ties[i] for i in sorted(chosen)]


def _edge(
    edge: Edge, spots: Mapping[str, tuple[float, float]], radii: Mapping[str, float], widest: float, paired: bool
) -> str:
    (x1, y1), (x2, y2) = spots[edge.a], spots[edge.b]
    length = max(hypot(x2 - x1, y2 - y1), 1e-6)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    stroke = stroke_width(edge.weight, widest, 0.5, 4.0)
    tip = element("title", {}, escape(f"{edge.a}{'→' if edge.directed else '–'}{edge.b}: {number(edge.weight)}"))
    if not edge.directed:
        whole = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        return element("path", {"class": "edge", "d": whole, "stroke-width": stroke}, tip)
    # Two ties in opposite directions lie side by side.
    aside = 2.5 + stroke / 2 if paired else 0.0
    x1, y1, x2, y2 = x1 - uy * aside, y1 + ux * aside, x2 - uy * aside, y2 + ux * aside
    head = 5.0 + stroke
    tip_x, tip_y = x2 - ux * (radii[edge.b] + 1.5), y2 - uy * (radii[edge.b] + 1.5)
    base_x, base_y = tip_x - ux * head, tip_y - uy * head
    half = head * 0.45
    line: Attributes = {
        "class": "edge",
        "d": f"M{number(x1)} {number(y1)}L{number(base_x)} {number(base_y)}",
        "stroke-width": stroke,
    }
    corners = [(tip_x, tip_y), (base_x - uy * half, base_y + ux * half), (base_x + uy * half, base_y - ux * half)]
    arrow = {"class": "edge-head", "d": "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z"}
    return element("g", {}, tip, element("path", line), element("path", arrow))


def _distances(keys: Sequence[str], ties: Sequence[Edge]) -> list[list[float]]:
    """Shortest ways between nodes, where a strong tie is a short one."""
    n = len(keys)
    index = {key: i for i, key in enumerate(keys)}
    together: dict[tuple[int, int], float] = {}
    for tie in ties:
        a, b = sorted((index[tie.a], index[tie.b]))
        together[a, b] = together.get((a, b), 0.0) + tie.weight
    strongest = max(together.values(), default=1.0)
    far = float("inf")
    ways = [[0.0 if i == j else far for j in range(n)] for i in range(n)]
    for (a, b), weight in together.items():
        ways[a][b] = ways[b][a] = 1.0 + 2.0 * (1.0 - sqrt(weight / strongest))
    for k in range(n):
        through = ways[k]
        for i in range(n):
            first = ways[i][k]
            if first < far:
                row = ways[i]
                for j in range(n):
                    if first + through[j] < row[j]:
                        row[j] = first + through[j]
    longest = max((w for row in ways for w in row if w < far), default=1.0)
    return [[w if w < far else max(3.0, longest * 1.1) for w in row] for row in ways]


def _arrange(
    keys: Sequence[str], ties: Sequence[Edge], radii: Mapping[str, float], area: Box
) -> dict[str, tuple[float, float]]:
    n = len(keys)
    if n == 0:
        return {}
    if n == 1:
        return {keys[0]: ((area.left + area.right) / 2, (area.top + area.bottom) / 2)}
    ways = _distances(keys, ties)
    # A sunflower of golden angles starts every node at a place of its own, the heavy ones in the middle.
    xs = [sqrt(i + 0.5) * cos(i * pi * (3 - sqrt(5))) for i in range(n)]
    ys = [sqrt(i + 0.5) * sin(i * pi * (3 - sqrt(5))) for i in range(n)]
    pulls = [[0.0 if i == j else 1.0 / (ways[i][j] ** 2) for j in range(n)] for i in range(n)]
    totals = [sum(row) for row in pulls]
    for _round in range(_ROUNDS):
        for i in range(n):
            x, y, new_x, new_y = xs[i], ys[i], 0.0, 0.0
            for j in range(n):
                if i != j:
                    dx, dy = x - xs[j], y - ys[j]
                    share = ways[i][j] / (hypot(dx, dy) or 1e-9)
                    new_x += pulls[i][j] * (xs[j] + dx * share)
                    new_y += pulls[i][j] * (ys[j] + dy * share)
            xs[i], ys[i] = new_x / totals[i], new_y / totals[i]
    return _spread(keys, xs, ys, radii, area)


def _spread(
    keys: Sequence[str], xs: list[float], ys: list[float], radii: Mapping[str, float], area: Box
) -> dict[str, tuple[float, float]]:
    """Fill the page, and push discs apart that would touch or leave no room for a name."""
    wide, tall = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    if (tall > wide) != (area.bottom - area.top > area.right - area.left):
        xs, ys, wide, tall = ys, xs, tall, wide
    low_x, low_y = min(xs), min(ys)
    px = [area.left + (x - low_x) / wide * (area.right - area.left) for x in xs]
    py = [area.top + (y - low_y) / tall * (area.bottom - area.top) for y in ys]
    for _round in range(60):
        moved = False
        for i in range(len(keys)):
            for j in range(i):
                gap_x, gap_y = px[i] - px[j], (py[i] - py[j]) * 1.5
                distance = hypot(gap_x, gap_y) or 1e-6
                need = radii[keys[i]] + radii[keys[j]] + 26
                if distance < need:
                    push = (need - distance) / distance / 2.2
                    px[i], px[j] = px[i] + gap_x * push, px[j] - gap_x * push
                    py[i], py[j] = py[i] + gap_y * push / 1.5, py[j] - gap_y * push / 1.5
                    moved = True
        for i in range(len(keys)):
            px[i] = min(area.right, max(area.left, px[i]))
            py[i] = min(area.bottom, max(area.top, py[i]))
        if not moved:
            break
    return {key: (round(px[i], 1), round(py[i], 1)) for i, key in enumerate(keys)}


__all__ = ["Edge", "Node", "draw_network"]
