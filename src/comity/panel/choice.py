"""What there is to choose from: which groups are given for which unit, and whether the record has what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from comity.model.errors import BadRequest, ComityError, told
from comity.panel.group import Group, groups
from comity.panel.layout import UNITS
from comity.panel.plan import make


def units_of(name: str) -> tuple[str, ...]:
    """Give the units for which a group is given."""
    found = []
    for unit, (_, step) in UNITS.items():
        rest = {"k": 3} if unit == "k-ad-year" else {}
        try:
            make(unit, 2000, 2000, "cow", "month" if step == "month" else "year", **rest).add(name)
        except BadRequest:
            continue
        found.append(unit)
    return tuple(found)


def given_for(unit: str) -> dict[str, Group]:
    """Give the groups that can be added to a unit, by id."""
    return {name: group for name, group in groups().items() if unit in units_of(name)}


def missing(group: Group, held: frozenset[str]) -> list[str]:
    """Give the sources that a group cannot be had without, and that are not among those held."""
    absent = [source for source in group.sources if source not in held]
    return [] if group.any_of and len(absent) < len(group.sources) else absent


def how_to_get(sources: Sequence[str]) -> str:
    """Say how sources come into the record: what comity fetches, and what only the user can bring."""
    yours = _brought()
    fetched = [name for name in sources if name not in yours]
    steps = [f"comity pull {' '.join(fetched)}"] if fetched else []
    steps += [f"comity bring {name} FILE" for name in sources if name in yours]
    return told("Bring it: %(steps)s", steps=" && ".join([*steps, "comity build"]))


@cache
def _brought() -> frozenset[str]:
    """Give the sources whose file only the user can bring."""
    from comity.catalogue.facts import discover

    return frozenset(source.name for source in discover() if source.brought)


def held_sources() -> frozenset[str] | None:
    """Give the sources in the record of this user; None when there is none to be read."""
    from comity.store.home import home, record_path
    from comity.store.record import open_record

    try:
        with open_record(record_path(home())) as con:
            return frozenset(name for (name,) in con.execute("select source from source").fetchall())
    except ComityError:
        return None
