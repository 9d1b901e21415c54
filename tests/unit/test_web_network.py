"""The network's own arithmetic: places, communities, hues, ways."""

from __future__ import annotations

import numpy as np
import pytest

from comity.dossier.draw.placed import Disc, Line, draw_placed
from comity.web.pages.network.groups import divide, hues
from comity.web.pages.network.layout import arrange
from comity.web.pages.network.paths import shortest
from comity.web.pages.network.scene import Scene, around, radii, strongest
from comity.web.pages.network.ties import World


def two_cliques() -> np.ndarray:
    near = np.zeros((8, 8))
    near[:4, :4] = near[4:, 4:] = 1.0
    np.fill_diagonal(near, 0)
    near[3, 4] = near[4, 3] = 1.0
    return near


def test_places_are_the_same_each_time_and_keep_their_distance() -> None:
    near = two_cliques()
    spots = arrange(near, 800, 500, 25)
    assert np.array_equal(spots, arrange(near, 800, 500, 25))
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2) + 1e9 * np.eye(8)
    assert gaps.min() >= 24
    assert (spots >= 0).all() and (spots <= [800, 500]).all()


def test_the_tied_stand_nearer_than_the_others() -> None:
    near = two_cliques()
    spots = arrange(near, 800, 500, 25)
    gaps = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    inside = gaps[:4, :4][np.triu_indices(4, 1)].mean()
    assert inside < gaps[:4, 4:].mean()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_few_are_placed_too(number: int) -> None:
    assert arrange(np.zeros((number, number)), 800, 500, 25).shape == (number, 2)


def test_communities_are_found_and_stable() -> None:
    found = divide(two_cliques())
    assert set(found.of[:4]) != set(found.of[4:]) and len(set(found.of)) == 2
    assert np.allclose(found.stability, 1)
    assert found.modularity > 0.3


def test_who_is_alone_is_in_no_community() -> None:
    near = np.zeros((3, 3))
    near[0, 1] = near[1, 0] = 1.0
    found = divide(near)
    assert found.of.tolist() == [0, 0, -1]
    assert np.isnan(found.stability[2])


def test_a_hue_stays_with_those_who_stay_together() -> None:
    lasting = np.array([0, 0, 0, 1, 1, 1])
    # The second community is the larger one in this year, and keeps its hue all the same.
    of = np.array([1, 1, 0, 0, 0, 0])
    assert hues(of, lasting, 8) == {0: 1, 1: 0}


def test_no_two_communities_share_a_hue_and_the_rest_have_none() -> None:
    of = np.array([0, 1, 2])
    found = hues(of, np.array([0, 0, 0]), 2)
    assert sorted(found.values()) == [0, 1]


def test_all_shortest_ways_are_counted_and_the_strongest_come_first() -> None:
    strength = np.zeros((5, 5))
    for a, b, value in ((0, 1, 1.0), (1, 4, 1.0), (0, 2, 3.0), (2, 4, 1.0), (0, 3, 1.0)):
        strength[a, b] = strength[b, a] = value
    found = shortest(strength, 0, 4)
    assert (found.steps, found.number) == (2, 2)
    assert found.told == ((0, 2, 4), (0, 1, 4))
    assert shortest(strength, 0, 4, 1).told == ((0, 2, 4),)


def test_where_there_is_no_way_it_is_said_how_far_one_gets() -> None:
    strength = np.zeros((4, 4))
    strength[0, 1] = strength[1, 0] = 1.0
    found = shortest(strength, 0, 3)
    assert (found.steps, found.number, found.told, found.reached) == (None, 0, (), (1, 0))


def test_around_takes_so_many_steps() -> None:
    near = np.zeros((4, 4), bool)
    for a in range(3):
        near[a, a + 1] = near[a + 1, a] = True
    assert around(near, 0, 1).tolist() == [True, True, False, False]
    assert around(near, 0, 2).tolist() == [True, True, True, False]


def test_discs_grow_with_the_value_also_below_zero() -> None:
    found = radii({"A": -1.0, "B": 0.0, "C": 1.0})
    assert found["A"] < found["B"] < found["C"]
    assert radii({}) == {}
    assert radii({"A": 0.0}) == {"A": 3.0}


def test_a_drawing_at_given_places_hides_who_is_not_here_and_marks_what_is_not_known() -> None:
    discs = [
        Disc("AAA", "Alpha <b>", 10, 20, 5, "c1", "/dossier?subject=AAA"),
        Disc("BBB", "Beta", 60, 20, 5, "unknown", "/b", here=False),
    ]
    svg = draw_placed(discs, [Line("AAA", "BBB", "lc1", 2, "/tie?a=AAA&b=BBB", "pact")], title="T", description="D")
    assert 'data-key="BBB"' in svg and "spot gone" in svg
    assert "Alpha &lt;b&gt;" in svg and "<b>" not in svg
    assert "url(#" in svg and "style=" not in svg
    assert 'href="/tie?a=AAA&amp;b=BBB"' in svg and 'tabindex="-1"' in svg
    assert svg.count("data-name=") == 1


def test_no_more_lines_are_drawn_than_asked_for_and_each_state_comes_first() -> None:
    near = two_cliques() * 2
    near[7, :] = near[:, 7] = 0.0
    near[6, 7] = near[7, 6] = 0.5
    every = np.arange(8)
    scene = Scene(
        World((), np.zeros((0, 0), np.bool_)), [], near[None], near, every, every, np.zeros((8, 2)), divide(near), {}, 0
    )
    whole, left_out = strongest(scene, 99)
    assert left_out == 0 and len(whole) == 11
    for most in (3, 5, 8):
        drawn, left_out = strongest(scene, most)
        assert len(drawn) == most and left_out == 11 - most
    # The weakest tie of all is the only one of its state: with room for all states it is drawn.
    assert (6, 7) in strongest(scene, 7)[0]
