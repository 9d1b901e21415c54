"""Spells against counting unit by unit, as one does with a finger on the list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.model.errors import BadRequest
from comity.panel import dyads, kads, stateyears
from comity.panel.axis import Axis
from comity.panel.group import Column
from comity.panel.layout import Placed
from comity.panel.rows import Rows
from comity.panel.spells import Clock

#: A unit's history: event, none, or not known.
HISTORY = st.lists(st.sampled_from([0, 0, 0, 1, None]), max_size=15)


def count(history: list[int | None], kind: str) -> list[int | None]:
    """Count one unit's spells from its first period on."""
    found: list[int | None] = []
    since = running = 0
    for event in history:
        if event is None:
            since = running = 0
            found.append(None)
            continue
        running = running + 1 if event else 0
        if kind == "in":
            found.append(running)
        elif kind == "onset" and running > 1:
            found.append(None)
        else:
            found.append(since)
        since = 0 if event else since + 1
    return found


def counted(histories: list[list[int | None]], kind: str, known: bool = True) -> list[list[int | None]]:
    axis = Axis("cow", "year", 1816, 2000)
    flat = [event for history in histories for event in history]
    side = np.repeat(np.arange(len(histories), dtype=np.int32), [len(history) for history in histories])
    period = np.array([at for history in histories for at in range(len(history))], np.int32)
    clock = Clock("x", kind, Placed("x_spell", Column("x_spell", "x", type="int16"), "", (0,)))
    value = np.array([7 if event is None else event for event in flat], np.int8)  # unknown may hold anything
    sure = np.array([event is not None for event in flat], bool) if known else None
    spell, there = clock.count(Rows(axis, (side,), period), value, sure)
    assert spell.dtype == np.int16
    shown = [int(n) if there is None or there[at] else None for at, n in enumerate(spell)]
    found, begun = [], 0
    for history in histories:
        found.append(shown[begun : begun + len(history)])
        begun += len(history)
    return found


@settings(max_examples=300, deadline=None)
@given(histories=st.lists(HISTORY, max_size=8), kind=st.sampled_from(["since", "onset", "in"]))
def test_each_unit_is_counted_by_itself(histories: list[list[int | None]], kind: str) -> None:
    assert counted(histories, kind) == [count(history, kind) for history in histories]


@settings(max_examples=100, deadline=None)
@given(
    histories=st.lists(st.lists(st.integers(0, 1), max_size=10), max_size=6),
    kind=st.sampled_from(["since", "onset", "in"]),
)
def test_where_all_is_known_nothing_need_say_so(histories: list[list[int | None]], kind: str) -> None:
    assert counted(histories, kind, known=False) == counted(histories, kind)


def test_a_unit_without_any_event_counts_on() -> None:
    assert counted([[1] * 3, [0] * 74, [1, 0]], "since")[1] == list(range(74))
    assert counted([[1] * 3, [0] * 74, [1, 0]], "onset")[1] == list(range(74))
    assert counted([[1] * 3, [0] * 74, [1, 0]], "in")[1] == [0] * 74


def test_with_and_without_ongoing_events() -> None:
    history: list[int | None] = [0, 0, 1, 1, 1, 0, 0, 1, None, 0, 1]
    assert counted([history], "since") == [[0, 1, 2, 0, 0, 0, 1, 2, None, 0, 1]]
    assert counted([history], "onset") == [[0, 1, 2, None, None, 0, 1, 2, None, 0, 1]]
    assert counted([history], "in") == [[0, 0, 1, 2, 3, 0, 0, 1, None, 0, 1]]


def test_names_of_the_columns() -> None:
    plan = dyads(1950, 1960).add(
        "atop", "spells:atop_alliance", "spells:atop_alliance:in", "spells:atop_alliance:onset"
    )
    assert plan.names[-3:] == ["atop_alliance_spell", "atop_alliance_duration", "atop_alliance_spell_onset"]
    again = plan.add("spells:atop_alliance")
    assert again.names == plan.names


@pytest.mark.parametrize("token", ["spells:", "spells:x:over", "spells:x:in:y", "spells::in", "spells::onset"])
def test_how_spells_are_not_asked_for(token: str) -> None:
    if token == "spells:":
        assert stateyears(1950, 1960).add("spells").add(token) == stateyears(1950, 1960).add("spells")
        return
    with pytest.raises(BadRequest, match="not how spells are asked for"):
        stateyears(1950, 1960).add(token)


def test_spells_need_a_yes_or_no_column_and_a_history() -> None:
    with pytest.raises(BadRequest, match="cinc1"):
        _ = dyads(1950, 1960).add("nmc", "spells:cinc1").columns
    with pytest.raises(BadRequest, match="No column of the panel"):
        _ = dyads(1950, 1960).add("nmc", "spells").columns
    with pytest.raises(BadRequest, match="k-ad-years"):
        _ = kads(1950, 1960, sample=5).add("atop", "spells:atop_alliance_12").columns
