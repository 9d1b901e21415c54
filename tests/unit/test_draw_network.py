"""Networks: the same picture every time, nothing on top of anything else, nothing silently left out."""

from __future__ import annotations

import random
import re
from math import hypot
from xml.etree import ElementTree

import pytest

from comity.dossier.draw.network import Edge, Node, draw_network
from comity.model.errors import BadRequest

SVG = "{http://www.w3.org/2000/svg}"


def _example(size: int, seed: int = 4) -> tuple[list[Node], list[Edge]]:
    chance = random.Random(seed)
    nodes = [Node(f"N{i:02d}", f"State number {i}", chance.randint(0, 60), subject=i < 2) for i in range(size)]
    edges = [
        Edge(nodes[i].key, nodes[j].key, chance.randint(1, 30), directed=chance.random() < 0.3)
        for i in range(size)
        for j in range(i)
        if chance.random() < 0.35
    ]
    return nodes, edges


def _discs(svg: str) -> dict[str, tuple[float, float, float]]:
    found = {}
    for e in ElementTree.fromstring(svg).iter(f"{SVG}circle"):
        found[e.findtext(f"{SVG}title") or ""] = (float(e.get("cx", 0)), float(e.get("cy", 0)), float(e.get("r", 0)))
    return found


@pytest.mark.parametrize("size", [0, 1, 2, 3, 12, 40, 60])
def test_discs_do_not_touch_and_stay_on_the_page(size: int) -> None:
    nodes, edges = _example(size)
    discs = list(_discs(draw_network(nodes, edges, title="t")).values())
    assert len(discs) == size
    for i, (x, y, r) in enumerate(discs):
        assert r <= x <= 900 - r
        assert 30 <= y <= 650
        assert all(hypot(x - a, y - b) >= r + s for a, b, s in discs[:i])


def test_the_order_of_nodes_and_ties_does_not_matter() -> None:
    nodes, edges = _example(25)
    shuffled = list(edges)
    random.Random(1).shuffle(shuffled)
    assert draw_network(nodes, edges) == draw_network(nodes, shuffled)
    assert _discs(draw_network(nodes, edges)) == _discs(draw_network(list(reversed(nodes)), edges))


def test_the_strongly_tied_stand_closer_than_the_weakly_tied() -> None:
    names = "ABCDEFGH"
    edges = [Edge(a, b, 30 if (a < "E") == (b < "E") else 1) for i, a in enumerate(names) for b in names[:i]]
    discs = _discs(draw_network([Node(n, n) for n in names], edges))

    def apart(pairs: list[tuple[str, str]]) -> float:
        return sum(hypot(discs[a][0] - discs[b][0], discs[a][1] - discs[b][1]) for a, b in pairs) / len(pairs)

    within = [(a, b) for a in names for b in names if a < b and (a < "E") == (b < "E")]
    across = [(a, b) for a in names for b in names if a < "E" <= b]
    assert apart(within) < 0.8 * apart(across)


def test_left_out_ties_are_counted_and_every_node_keeps_its_strongest() -> None:
    nodes, edges = _example(30)
    svg = draw_network(nodes, edges, most=10)
    drawn = len(re.findall(r'class="edge"', svg))
    assert f"The {drawn} strongest of {len(edges)} ties are drawn" in svg
    tips = [
        e.findtext(f"{SVG}title") or ""
        for e in ElementTree.fromstring(svg).iter()
        if e.tag in (f"{SVG}g", f"{SVG}path")
    ]
    reached = {key for tip in tips for key in re.findall(r"N\d\d", tip)}
    assert reached == {k for e in edges for k in (e.a, e.b)}
    assert "strongest of" not in draw_network(nodes, edges)


def test_unnamed_nodes_are_listed() -> None:
    long = [Node(str(i), f"A very long name of an organisation, with a number: {i}") for i in range(40)]
    svg = draw_network(long, [Edge("0", str(i)) for i in range(1, 40)])
    root = ElementTree.fromstring(svg)
    printed = " ".join("".join(e.itertext()) for e in root.iter(f"{SVG}text"))
    assert all(node.label in printed for node in long)


def test_directed_ties_have_heads_and_opposite_ones_lie_apart() -> None:
    svg = draw_network([Node("a", "A"), Node("b", "B")], [Edge("a", "b", 2, True), Edge("b", "a", 2, True)])
    heads = [e.get("d") for e in ElementTree.fromstring(svg).iter(f"{SVG}path") if e.get("class") == "edge-head"]
    assert len(set(heads)) == 2


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadRequest, match="same key"):
        draw_network([Node("a", "A"), Node("a", "B")], [])
    with pytest.raises(BadRequest, match="z"):
        draw_network([Node("a", "A")], [Edge("a", "z")])


def test_text_is_escaped() -> None:
    svg = draw_network([Node("<a>", "<b>&"), Node("c", "d")], [Edge("<a>", "c")], title="<i>", note="&")
    ElementTree.fromstring(svg)
    assert "<b>" not in svg


def test_nodes_without_a_tie_stand_below_the_others() -> None:
    nodes = [Node(f"n{i}", f"Node {i}") for i in range(30)]
    svg = draw_network(nodes, [Edge(f"n{i}", f"n{i + 1}") for i in range(12)])
    discs = _discs(svg)
    tied = [discs[f"Node {i}"][1] for i in range(13)]
    alone = [discs[f"Node {i}"][1] for i in range(13, 30)]
    assert max(tied) < min(alone)
    assert max(tied) - min(tied) > 250
    assert "Below: those without a tie here." in svg
