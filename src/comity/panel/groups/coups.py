"""Coups, by Powell and Thyne: whether there was one in the year, and how many.

The zeros are the publisher's: its country-years say which states it looked at, and microstates are not among them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

SUCCESSFUL, FAILED = "powell-thyne-coups", "powell-thyne-failed-coups"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the numbers, and whether they are above 0."""
    found = look.figures("coups", [SUCCESSFUL, FAILED])
    good, bad = found[SUCCESSFUL], found[FAILED]
    numbers = {
        "pt_attempt": Grid(good.value + bad.value, good.known & bad.known),
        "pt_coup": good,
        "pt_failed": bad,
    }
    whether = {name: Grid((number.value > 0).astype(np.float64), number.known) for name, number in numbers.items()}
    return {("state", name): grid for name, grid in whether.items()} | {
        ("state", f"{name}_num"): grid for name, grid in numbers.items()
    }


GROUP = Group(
    title="Coups (Powell and Thyne)",
    sources=("coups",),
    columns=(
        Column("pt_attempt", "a coup was attempted, whatever came of it", type="int8", binary=True),
        Column("pt_coup", "a coup succeeded", type="int8", binary=True),
        Column("pt_failed", "an attempted coup failed", type="int8", binary=True),
        Column("pt_attempt_num", "coups attempted, whatever came of them", type="int8"),
        Column("pt_coup_num", "coups that succeeded", type="int8"),
        Column("pt_failed_num", "attempted coups that failed", type="int8"),
    ),
    load=load,
    coded_in="gw",
    about="1950 to 2023. A state that the publisher's country-years do not have, such as a microstate, is null.",
)
