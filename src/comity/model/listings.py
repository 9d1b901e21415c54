"""The table of states: what of them does not change, and their spells in the two lists.

Facts stand in ``data/``, arranged by our own keys:

``states.csv``
    one row a state: key, name, ISO codes, subregion, and its spells in the Correlates of War list (``cow``) and in the
    Gleditsch–Ward list (``gw``), written ``code abbreviation start/end start/end; code …``. An open end is in force: the
    published lists end on 2016-12-31 (COW) and 2020-12-31 (G-W), and a spell open then goes on. ``known`` gives the time
    of the two UN observer states, Palestine and the Holy See, which are in neither list.
``names.csv``, ``capitals.csv``, ``links.csv``, ``iso_other.csv``
    dated names, seats of government, predecessors and successors, and ISO codes besides:
    withdrawn ones, and Kosovo's of the user-assigned range.

A key is the ISO 3166-1 alpha-3 code of the state, or of the state that carries on its place in the lists (the USSR is RUS,
West Germany DEU, North Yemen YEM, Prussia DEU, Sardinia ITA); else the withdrawn ISO code (CSK, DDR, YUG, YMD); else the COW
or G-W abbreviation. Three keys are of ISO's user-assigned range: XKX Kosovo, and, since the lists' abbreviations KOR and VNM
mean other states in ISO, XKO for Korea to 1910 (730) and XVN for Viet Nam to 1893 (815). COW 345 is SRB before
1918-12-01 and from 2006-06-05, YUG between. Being in a list is that list's coding, not recognition.

Codes that trap: ``data/collisions.csv`` lists every abbreviation of the lists that is another state's or territory's code in
ISO (COW's AUS is Austria, CZE Czechoslovakia, SWZ Switzerland). RVN (817) was the Republic of Viet Nam in the south; ISO's
withdrawn VDR was the Democratic Republic in the north and here is VNM, though some data sets write VDR for the south.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from comity.model.errors import BadRequest
from comity.model.names import FIRST_DAY, LAST_DAY, day, read_table

System = Literal["cow", "gw"]


@dataclass(frozen=True, slots=True)
class Listing:
    """One spell in one list, both days inclusive; an open end is ``LAST_DAY``."""

    system: str
    code: int
    abbreviation: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Entity:
    """What of a state does not change with time, and its spells in the lists."""

    key: str
    name: str
    iso3: str | None
    iso2: str | None
    iso_numeric: int | None
    iso3166_3: str | None
    region: str
    subregion: str
    microstate: bool
    listings: tuple[Listing, ...]
    known: tuple[tuple[date, date], ...]


def _read_listings(system: str, cell: str) -> Iterator[Listing]:
    for part in filter(None, cell.split("; ")):
        code, abbreviation, *spells = part.split(" ")
        for spell in spells:
            start, end = spell.split("/")
            yield Listing(system, int(code), abbreviation, day(start, FIRST_DAY), day(end, LAST_DAY))


@cache
def entities() -> dict[str, Entity]:
    """Return every known state by key, in the order of the keys."""
    regions = {row["name"]: row["of"] for row in read_table("regions.csv") if row["kind"] == "subregion"}
    found = {}
    for row in read_table("states.csv"):
        known = tuple((day(s, FIRST_DAY), day(e, LAST_DAY)) for s, e in (t.split("/") for t in row["known"].split()))
        found[row["key"]] = Entity(
            key=row["key"],
            name=row["name"],
            iso3=row["iso3"] or None,
            iso2=row["iso2"] or None,
            iso_numeric=int(row["iso_numeric"]) if row["iso_numeric"] else None,
            iso3166_3=row["iso3166_3"] or None,
            region=regions[row["subregion"]],
            subregion=row["subregion"],
            microstate=row["microstate"] == "yes",
            listings=(*_read_listings("cow", row["cow"]), *_read_listings("gw", row["gw"])),
            known=known,
        )
    return found


def check_system(system: str) -> None:
    """Refuse any list but ``cow`` and ``gw``.

    Raises
    ------
    BadRequest
        If it is another.
    """
    if system not in ("cow", "gw"):
        raise BadRequest(
            "There is no list of states called %(system)r.",
            remedy="Use cow (Correlates of War) or gw (Gleditsch–Ward).",
            system=system,
        )


def stateyears(start: int, end: int, system: System) -> list[tuple[int, int]]:
    """List the state-years of a list of states.

    Parameters
    ----------
    start, end
        First and last year, inclusive.
    system
        ``cow`` or ``gw``.

    Returns
    -------
    list of tuple
        (code, year), by code and year. A year counts when the state is in the list on any of its days; a spell that was
        open at the end of the published list goes on.

    Raises
    ------
    BadRequest
        If the years are no range or there is no such list.
    """
    check_system(system)
    if start > end:
        raise BadRequest(
            "The years %(start)s to %(end)s are no range.", remedy="Give the earlier year first.", start=start, end=end
        )
    found = {
        (listing.code, year)
        for entity in entities().values()
        for listing in entity.listings
        if listing.system == system
        for year in range(max(start, listing.start.year), min(end, listing.end.year) + 1)
    }
    return sorted(found)


def key_names() -> dict[str, str]:
    """Return every key with the name under which the state is shown today."""
    return {key: entity.name for key, entity in entities().items()}
