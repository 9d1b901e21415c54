"""The pure functions of the measures of interoperability."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from comity.measures.interoperability import _equipment
from comity.measures.interoperability._exercises import PARTS, decayed, split
from comity.measures.interoperability._together import shared
from comity.measures.interoperability.common_suppliers import lesser_shares
from comity.measures.interoperability.group_shared_weapon_types import mean_of_pairs
from comity.measures.interoperability.language import one_of
from comity.measures.interoperability.later_participation import shares_of_chance
from comity.measures.interoperability.shared_weapon_types import LEAST, ruzicka, starts
from comity.sources.rdmc.read import indicator

HELD = arrays(np.float64, (4, 6), elements=st.one_of(st.just(math.nan), st.floats(0, 12)))


def test_the_classes_are_those_of_the_source() -> None:
    from comity.catalogue.facts import discover

    (facts,) = [source for source in discover() if source.name == "rdmc"]
    classes = [column for column in facts.files[0].columns if "_" in column and not column.startswith("_")]
    assert sorted(_equipment.CLASSES) == sorted(indicator(column) for column in classes)
    assert len(_equipment.CLASSES) == len(_equipment.LABELS) == 69
    assert LEAST == 35
    assert [_equipment.CLASSES[place] for place in starts()] == [names[0] for names in _equipment.INDICATORS.values()]


def test_ruzicka_by_hand() -> None:
    found = ruzicka(np.array([[1.0, 2.0, 0.0], [3.0, 1.0, math.nan]]), (0, 1), least=2)
    # Of the two classes that are known of both: (1 + 1) / (3 + 2).
    assert found[0, 1].tolist() == pytest.approx([1 / 5, 1 / 5])


def test_ruzicka_needs_enough_classes_and_anything_at_all() -> None:
    assert np.isnan(ruzicka(np.array([[1.0, math.nan], [math.nan, 1.0]]), least=1)).all()
    assert np.isnan(ruzicka(np.array([[1.0, 2.0], [1.0, math.nan]]), least=2)).all()
    assert np.isnan(ruzicka(np.array([[0.0, 0.0], [0.0, 0.0]]), least=2)).all()


@given(HELD)
def test_ruzicka_of_any_holdings(held: np.ndarray) -> None:
    found = ruzicka(held, (0, 2, 5), least=3)
    for one in range(4):
        for other in range(4):
            both = np.isfinite(held[one]) & np.isfinite(held[other])
            large = np.maximum(held[one], held[other])[both].sum()
            if one == other or both.sum() < 3 or large <= 1e-12:
                continue
            value = found[one, other].sum()
            assert value == pytest.approx(np.minimum(held[one], held[other])[both].sum() / large, abs=1e-9)
            assert -1e-12 <= value <= 1 + 1e-12
            assert found[other, one].tolist() == found[one, other].tolist()


def test_the_mean_of_pairs_is_parted_among_members() -> None:
    likeness = np.array([[9.0, 0.2, math.nan], [0.2, 9.0, 0.8], [math.nan, 0.8, 9.0]])
    value, by_member, number = mean_of_pairs(likeness)
    assert (value, number) == (pytest.approx(0.5), 2)
    assert by_member.tolist() == pytest.approx([0.05, 0.25, 0.2])
    assert math.isnan(mean_of_pairs(np.full((3, 3), math.nan))[0])


@given(st.lists(st.sampled_from(["land", "sea", "air", "amphibious", "cyber", "command-post"]), max_size=4))
def test_an_exercise_is_shared_out_whole(domains: list[str]) -> None:
    share = split("|".join(domains))
    assert share.sum() == pytest.approx(1)
    assert (share[-1] == 1) == (not set(domains) & {"land", "sea", "air", "amphibious"})
    assert len(share) == len(PARTS)


def test_a_history_fades() -> None:
    found = decayed(np.array([2.0, 0.0, 1.0]), 5.0)
    assert found.tolist() == pytest.approx([2, 2 * math.exp(-0.2), 2 * math.exp(-0.4) + 1])


def test_things_in_common() -> None:
    there = np.array([[1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    assert shared(there).tolist() == [[2, 1, 2], [1, 1, 1], [2, 1, 2]]


def test_lesser_shares() -> None:
    received = np.array([[8.0, 2.0, 0.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [math.nan] * 3])
    found = lesser_shares(received)
    assert found[0, 1] == pytest.approx(0.5) and found[0, 0] == pytest.approx(1)
    assert np.isnan(found[2]).all() and np.isnan(found[:, 3]).all()


def test_a_language_counts_once() -> None:
    common, official, spoken = one_of(np.array([1.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]))
    assert (common.tolist(), official.tolist(), spoken.tolist()) == ([1, 1, 0], [1, 0, 0], [0, 1, 0])


@given(
    st.floats(-4, 2),
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-3, 3)),
)
def test_shares_of_a_chance_add_up_and_are_fair(constant: float, effects: np.ndarray) -> None:
    base, parts = shares_of_chance(constant, effects)
    chance = 1 / (1 + np.exp(-constant - effects.sum(axis=1)))
    assert (base + parts.sum(axis=1)).tolist() == pytest.approx(chance.tolist())
    assert (parts * effects >= -1e-12).all()
    assert (parts[effects == 0] == 0).all()
