"""How far a contribution has come."""

from __future__ import annotations

from collections.abc import Sequence

from comity.model.errors import N_
from comity.register.shape import Noted

STAGES = {
    "offered": N_("offered"),
    "pledged": N_("pledged"),
    "confirmed": N_("confirmed"),
    "deployed": N_("deployed"),
    "withdrawn": N_("withdrawn"),
}
#: Those that count toward a requirement, each with what has gone further.
COUNTED = ("offered", "pledged", "confirmed", "deployed")


def stage(entries: Sequence[Noted]) -> str:
    """Give the stage to which entries have taken a contribution."""
    return next((one.kind for one in reversed(entries) if one.kind in STAGES), "offered")
