"""What a request asks of the network: layers, year, around whom, by what size and hue; each said wrongly is refused with a remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comity.measures.contract import find
from comity.measures.subject import find_subject
from comity.model.errors import BadRequest, UnknownName
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.asked import Asked
from comity.web.pages.network.layers import LAYERS, USUAL
from comity.web.pages.network.ties import Ties, ties, usual_year, world

#: Places are stable within an era: states of 1816 would else crowd the picture of today.
LATER = 1945
COLOURS = ("community", "region", "layer")
#: So many lines are drawn, the strongest first.
MOST, FEWEST, LIMIT = 500, 20, 3000


@dataclass(frozen=True)
class Choices:
    """What is shown."""

    layers: tuple[str, ...]
    year: int
    ego: str | None = None
    depth: int = 1
    size: str = ""
    colour: str = "community"
    most: int = MOST

    @property
    def era(self) -> tuple[int, int]:
        """Give the first and the last year in which places are the same."""
        return (LATER, LAST_YEAR) if self.year >= LATER else (FIRST_YEAR, LATER - 1)


def choose(
    ask: Asked,
    layer: Sequence[str],
    year: str,
    ego: str = "",
    depth: str = "",
    size: str = "",
    colour: str = "",
    most: str = "",
) -> Choices:
    """Read what is asked for.

    Raises
    ------
    UnknownName, BadRequest
        With what can be asked for.
    """
    layers = read_layers(layer) or USUAL
    when = read_year(year) if year.strip() else usual_year([ties(ask, name) for name in layers])
    if size:
        measure = find(size)
        if measure.subject != "state":
            raise BadRequest(
                "%(size)s is not of states.",
                remedy="The size of a disc is by a measure of states; /measures lists them.",
                size=size,
            )
    if colour and colour not in COLOURS:
        raise BadRequest(
            "“%(colour)s” is no way to colour the network.",
            remedy="Choose one of %(colours)s.",
            colour=colour,
            colours=", ".join(COLOURS),
        )
    return Choices(
        layers,
        when,
        read_state(ask, ego, when) if ego.strip() else None,
        _number(depth, "depth", 1, 2, 1),
        size,
        colour or "community",
        _number(most, "most", FEWEST, LIMIT, MOST),
    )


def read_layers(said: Sequence[str]) -> tuple[str, ...]:
    """Read names of layers, in the order in which they are offered."""
    for name in said:
        if name not in LAYERS:
            raise UnknownName(
                "There is no layer “%(name)s”.", remedy="Choose among %(layers)s.", name=name, layers=", ".join(LAYERS)
            )
    return tuple(name for name in LAYERS if name in said)


def read_year(said: str) -> int:
    """Read a year."""
    try:
        year = int(said)
    except ValueError:
        raise BadRequest(
            "“%(said)s” is no year.",
            remedy="Write a year from %(first_year)s to %(last_year)s.",
            said=said,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        ) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadRequest(
            "%(year)s is out of range.",
            remedy="Write a year from %(first_year)s to %(last_year)s.",
            year=year,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    return year


def read_state(ask: Asked, said: str, year: int) -> str:
    """Read a state, by key or by name, as of a year."""
    if said.strip().upper() in world(ask).keys:
        return said.strip().upper()
    found = find_subject(ask.con, said, date(year, 12, 31))
    if found.kind != "state":
        raise BadRequest("“%(said)s” is no single state.", remedy="Name one state, such as Japan.", said=said)
    return found.states[0]


def _number(said: str, name: str, least: int, most: int, usual: int) -> int:
    if not said.strip():
        return usual
    try:
        found = int(said)
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        raise BadRequest(
            "“%(said)s” is no %(name)s.",
            remedy="Write a number from %(least)s to %(most)s.",
            said=said,
            name=name,
            least=least,
            most=most,
        )
    return found


def chosen_ties(ask: Asked, layers: Sequence[str]) -> list[Ties]:
    """Give the ties of some layers."""
    return [ties(ask, name) for name in layers]


__all__ = ["COLOURS", "LATER", "MOST", "Choices", "choose", "chosen_ties", "read_layers", "read_state", "read_year"]
