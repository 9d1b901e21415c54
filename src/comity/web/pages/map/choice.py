"""What one chose to see on the map, read from the address: figures, lines, year and region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from comity.dossier.draw.borders import Borders, borders_of
from comity.dossier.draw.convention import convention_of
from comity.measures.answer import how_to_bring, lacking
from comity.measures.contract import find, ids
from comity.model.errors import BadRequest
from comity.model.regions import region, region_names
from comity.panel.axis import FIRST_YEAR, LAST_YEAR
from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.measured import measured, state
from comity.web.pages.map import layers
from comity.web.pages.map.values import (
    Said,
    Values,
    names_in,
    nothing,
    of_measure,
    of_partners,
    on_borders,
    on_lines,
    on_partners,
    on_values,
    spells,
)
from comity.web.written import Written

#: What is shown where nothing is chosen; where the record lacks it, the partners by these lines.
MEASURE, LAYER = "capability.cinc", "pact.defense"
#: No measure, and the number of partners by the lines that are shown.
BARE, PARTNERS = "none", "partners"


@dataclass
class Choice:
    """One map."""

    ask: Asked
    measure: str
    layer: str
    place: str
    asked_year: int | None

    @cached_property
    def state(self) -> str:
        """Say whether the measure is ready, has to be computed first (long), or lacks its sources."""
        return "ready" if self.measure in (BARE, PARTNERS) else state(self.ask, self.measure)

    @cached_property
    def lines(self) -> layers.Lines | None:
        """Give the lines, where any are shown."""
        return layers.lines(self.ask, self.layer) if self.layer else None

    @cached_property
    def values(self) -> Values:
        """Give the figures; the number of partners stands in for what is not known here."""
        lines = self.lines
        if self.shown == PARTNERS and lines:
            return layers.held(self.ask, ("partners", self.layer), lambda: of_partners(lines))
        if self.shown in (BARE, PARTNERS):
            return nothing()
        return layers.held(self.ask, ("figures", self.measure), lambda: of_measure(measured(self.ask, self.measure)))

    @cached_property
    def shown(self) -> str:
        """Give which figures colour the map."""
        if self.state == "ready":
            return self.measure
        return PARTNERS if self.layer else BARE

    @cached_property
    def known(self) -> tuple[int, int]:
        """Give the first and the last year of which anything is known."""
        known = [self.values.known] if self.values.known else []
        known += [self.lines.span] if self.lines and self.lines.runs else []
        return min((one[0] for one in known), default=1945), max((one[1] for one in known), default=LAST_YEAR)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Give the first and the last year of the slider: the year asked for is within it."""
        year = self.asked_year or self.known[0]
        return min(self.known[0], year), max(self.known[1], year)

    @cached_property
    def year(self) -> int:
        """Give the year: the one asked for, else the last of which the figures are known."""
        if self.asked_year is not None:
            return self.asked_year
        return self.values.known[1] if self.values.known else self.span[1]

    @cached_property
    def members(self) -> frozenset[str] | None:
        """Give the states of the region; None for the whole world."""
        return frozenset(region(self.place).members) if self.place else None

    def inside(self, key: str) -> bool:
        """Say whether a state is of the region."""
        return self.members is None or key in self.members

    @cached_property
    def pairs(self) -> list[layers.Pair]:
        """Give the pairs that have a line in any year, of which one is of the region."""
        return [pair for pair in self.lines.runs if self.inside(pair[0]) or self.inside(pair[1])] if self.lines else []

    def links(self, year: int) -> dict[layers.Pair, layers.Run]:
        """Give the lines of a year."""
        held = set(self.pairs)
        return {pair: run for pair, run in self.lines.of(year).items() if pair in held} if self.lines else {}

    @cached_property
    def spelled(self) -> Mapping[str, list[tuple[int, int, str]]]:
        """Give the names of all states with their years."""
        return layers.held(self.ask, ("names",), lambda: spells(self.ask))

    def names(self, year: int) -> dict[str, str]:
        """Give the names of a year."""
        return names_in(year, self.ask.evidence.names, self.spelled)

    def convention(self, year: int) -> str:
        """Say by which borders the map of a year is drawn."""
        brought = self.borders if self.borders and self.borders.of(year) else None
        return convention_of(self.ask.home).said(brought, year)

    @cached_property
    def borders(self) -> Borders | None:
        """Give the set of borders that this node has brought, if it has."""
        return borders_of(self.ask.home)

    def said(self, year: int) -> list[str]:
        """Give what has to be said of a year, translated."""
        found = [*on_values(self.values, year), *(on_lines(self.lines, year) if self.lines else [])]
        found += on_partners(self.lines, year) if self.lines and self.shown == PARTNERS else []
        found += on_borders(year, self.names(year), self.borders.of(year) if self.borders else None)
        return [self._told(one) for one in found]

    def _told(self, one: Said) -> str:
        language = self.ask.language
        values = {
            name: language.number(value) if isinstance(value, int) else value for name, value in one.names.items()
        }
        return language.gettext(one.text) % values

    @property
    def title(self) -> str:
        """Give what the map shows, without the year."""
        _ = self.ask.language.gettext
        told = [self.legend] if self.shown != BARE else []
        if self.layer and self.shown != PARTNERS:
            told.append(_(layers.layer_named(self.layer).title))
        if self.place:
            told.append(self.place)
        return "; ".join(told) or _("States")

    @property
    def legend(self) -> str:
        """Give what the figures are."""
        _ = self.ask.language.gettext
        if self.shown == BARE:
            return ""
        if self.shown == PARTNERS:
            return _("Partners (%(layer)s)") % {"layer": _(layers.layer_named(self.layer).title)}
        return self.ask.language.gettext(find(self.measure).title)

    @property
    def unit(self) -> str:
        """Give the unit of the figures as JSON and CSV have them."""
        if self.shown == BARE:
            return ""
        return self.ask.language.gettext("states" if self.shown == PARTNERS else find(self.measure).unit)

    @cached_property
    def written(self) -> Written | None:
        """Give how the figures are read, where they are a measure's."""
        return None if self.shown in (BARE, PARTNERS) else Written(self.ask, find(self.measure))

    @property
    def read_unit(self) -> str:
        """Give the unit of the figures as they are read."""
        return self.written.unit if self.written else self.unit

    def read(self, value: float | None) -> float | None:
        """Give a figure as it is read: a share in per cent."""
        return value if value is None or self.written is None else value * self.written.scale

    @property
    def needs(self) -> str:
        """Say what to bring for a measure that is not known here."""
        return how_to_bring(lacking(self.ask.con, self.measure)) if self.state == "lacking" else ""


def choose(ask: Asked, measure: str, layer: str | None, year: str, place: str) -> Choice:
    """Read what one chose.

    Raises
    ------
    UnknownName
        When there is no such measure, layer or region.
    BadRequest
        When the year is none of the lists of states, or the measure is not of states.
    """
    name = measure or _known(ask, layer)
    if name not in (BARE, PARTNERS) and find(name).subject != "state":
        raise BadRequest(
            "%(name)s is of a %(subject)s, and a map colours states.",
            remedy="Choose a measure of states, such as %(measure)s.",
            name=name,
            subject=find(name).subject,
            measure=MEASURE,
        )
    if layer is None:
        # Nothing was asked for: where the figures are not known here, the lines that every record has are shown.
        held = layers.here(ask)
        bare = name == PARTNERS or (name != BARE and state(ask, name) != "ready")
        layer = LAYER if bare and LAYER in held else ""
    if layer:
        layers.layer_named(layer)
    if name == PARTNERS and not layer:
        raise BadRequest(
            "Partners are counted by lines, and no lines are chosen.", remedy="Add layer=%(layer)s.", layer=LAYER
        )
    if year and not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise BadRequest(
            "“%(year)s” is no year of the map.",
            remedy="Give one from %(first_year)s to %(last_year)s, such as 1960.",
            year=year,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
        )
    found = region(place).name if place else ""
    return Choice(ask, name, layer, found, int(year) if year else None)


def _known(ask: Asked, layer: str | None) -> str:
    """Give what colours a map for which nothing was chosen: something that is known here."""
    if state(ask, MEASURE) == "ready":
        return MEASURE
    return PARTNERS if layer or (layer is None and LAYER in layers.here(ask)) else BARE


def measures(ask: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the measures of states by topic, for a choice."""
    _ = ask.language.gettext
    found: dict[str, list[tuple[str, str]]] = {}
    for name in ids():
        if find(name).subject == "state":
            found.setdefault(name.partition(".")[0].replace("_", " "), []).append(
                (name, ask.language.gettext(find(name).title))
            )
    head = [(BARE, _("no figures")), (PARTNERS, _("number of partners by the lines"))]
    return [(_("Without a measure"), head), *found.items()]


def layer_choices(ask: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the layers of which the record has rows, by group, for a choice."""
    _ = ask.language.gettext
    found: dict[str, list[tuple[str, str]]] = {}
    for name in layers.here(ask):
        one = layers.LAYERS[name]
        found.setdefault(_(one.group), []).append((name, _(one.title)))
    return list(found.items())


def region_choices(ask: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the regions by kind, for a choice."""
    _ = ask.language.gettext
    kinds: Sequence[tuple[str, str]] = (
        ("region", N_("Regions")),
        ("subregion", N_("Subregions")),
        ("grouping", N_("Groupings")),
    )
    return [
        (_(title), [(name, ask.language.name(name)) for name in region_names() if region(name).kind == kind])
        for kind, title in kinds
    ]


__all__ = ["BARE", "LAYER", "MEASURE", "PARTNERS", "Choice", "choose", "layer_choices", "measures", "region_choices"]
