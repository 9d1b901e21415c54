"""Regions of the world: UN M49's, and a few groupings that have a plain definition.

The table is ``data/regions.csv``: every grouping says by what definition it is one. Words without one common definition
(such as "Middle East" or "Indo-Pacific") are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from comity.model.errors import UnknownName, any_of
from comity.model.listings import entities
from comity.model.names import english_name, normalise, read_table


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the keys of its states.

    Attributes
    ----------
    name
        As in ``data/regions.csv``.
    members
        Keys in alphabetical order; of regions and subregions also the states that are gone, by their territory.
    kind
        ``region``, ``subregion`` (both UN M49) or ``grouping``.
    definition
        Where the borders come from.
    """

    name: str
    members: tuple[str, ...]
    kind: str
    definition: str


@cache
def _regions() -> tuple[dict[str, Region], dict[str, str]]:
    by_place: dict[str, list[str]] = {}
    for key, entity in entities().items():
        by_place.setdefault(entity.subregion, []).append(key)
        by_place.setdefault(entity.region, []).append(key)
    found: dict[str, Region] = {}
    index: dict[str, str] = {}
    for row in read_table("regions.csv"):
        if row["kind"] == "grouping":
            members = [key for part in row["of"].split("|") for key in by_place.get(part, [part])]
        else:
            members = by_place.get(row["name"], [])
        found[row["name"]] = Region(row["name"], tuple(sorted(members)), row["kind"], row["definition"])
        for name in (row["name"], *filter(None, row["aliases"].split("|"))):
            index[normalise(name)] = row["name"]
    return found, index


def region(name: str) -> Region:
    """Find a region by one of its names.

    Parameters
    ----------
    name
        In any case: ``Northern Europe``, ``East Asia``, ``Baltic states``.

    Returns
    -------
    Region
        The region with its members.

    Raises
    ------
    UnknownName
        If no region here is called that.
    """
    import difflib  # only a refusal pays for it

    found, index = _regions()
    wanted = normalise(name)
    if wanted not in index:
        wanted = normalise(english_name(name) or name)
    if wanted in index:
        return found[index[wanted]]
    near = dict.fromkeys(index[match] for match in difflib.get_close_matches(wanted, index, n=3, cutoff=0.7))
    raise UnknownName(
        "No region is called %(name)r.",
        remedy="Did you mean %(near)s?" if near else "comity.model.regions.region_names() lists those known.",
        name=name,
        near=any_of(near),
    )


def region_names() -> list[str]:
    """Return the names of all regions, as in the table."""
    return list(_regions()[0])
