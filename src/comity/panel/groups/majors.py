"""Major powers, as the Correlates of War list has them: a coding, to the end of its edition."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: The source tells of regional powers too, to a later year.
_LAYER = "figure.cow-major-power"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give whether a state was a major power on any day of the period."""
    entries, _ = look.states(
        """select actor, "start", "end", value from figure where source = 'states-cow-gw' and indicator = 'cow-major-power'""",
        layer=_LAYER,
    )
    return {("state", "cowmaj"): look.grid(entries, "greatest", rest=0.0, layer=_LAYER)}


GROUP = Group(
    title="Major powers (COW)",
    sources=("states-cow-gw",),
    columns=(Column("cowmaj", "major power on any day", type="int8", binary=True, zero=True),),
    load=load,
    resolution="day",
    about="The list of major powers ends with its edition of 2016; afterwards nothing is known.",
)
