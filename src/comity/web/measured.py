"""Measures for pages: what is at hand, what has to be computed first, what the record lacks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Literal

import numpy as np

from comity.measures.answer import Computed, computed, is_kept, lacking
from comity.measures.contract import find
from comity.web.asked import Asked

#: So many bytes of estimates are held in memory, over all measures.
ROOM = 96 * 2**20

_held: OrderedDict[tuple[object, ...], Computed] = OrderedDict()
_lock = threading.Lock()
#: One of them computes or reads a measure; who wants the same meanwhile waits for it, who wants another is the next.
_making: dict[tuple[object, ...], threading.Lock] = {}
#: What was computed here and may not be kept by a file.
_computed: set[tuple[object, ...]] = set()


def state(ask: Asked, name: str) -> Literal["ready", "long", "lacking"]:
    """Say whether a measure can be shown at once, has to be computed first (:mod:`comity.web.jobs`), or lacks its sources.

    Raises
    ------
    UnknownName
        When there is no such measure.
    """
    measure = find(name)
    if lacking(ask.con, name):
        return "lacking"
    return "long" if measure.heavy and not is_kept(ask.con, ask.home, name) else "ready"


def measured(ask: Asked, name: str) -> Computed:
    """Give all estimates of a measure; what was shown lately is at hand.

    Raises
    ------
    NotHere
        When the record lacks what it needs; the remedy says what to bring.
    """
    key = (name, ask.stamp, str(ask.home))
    with _lock:
        making = _making.setdefault(key, threading.Lock())
    with making:
        with _lock:
            if key in _held:
                _held.move_to_end(key)
                return _held[key]
        fresh = not is_kept(ask.con, ask.home, name)
        try:
            made = computed(ask.con, ask.home, name)
        except BaseException:
            with _lock:
                _making.pop(key, None)
            raise
        with _lock:
            if fresh:
                _computed.add(key)
            _held[key] = made
            while len(_held) > 1 and sum(_size(one) for one in _held.values()) > ROOM:
                _held.popitem(last=False)
            _making.pop(key, None)
    return made


def computed_stamp(home: Path) -> tuple[int, int]:
    """Give what changes when a measure is computed: in the folder where they are kept, or here where it cannot be written to."""
    try:
        changed = (home / "measures").stat().st_mtime_ns
    except OSError:
        changed = 0
    return changed, len(_computed)


def _size(made: Computed) -> int:
    estimates, subjects = made.estimates, made.estimates.subjects
    arrays = (
        subjects.period, subjects.a, subjects.b, estimates.value, estimates.low, estimates.high, estimates.inputs,
        estimates.coverage, estimates.ranks, *estimates.parts.values(),
    )  # fmt: skip
    return sum(np.asarray(one).nbytes for one in arrays if one is not None)


__all__ = ["computed_stamp", "measured", "state"]
