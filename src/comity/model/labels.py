"""Labels: how far what is written may go."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its name, its title, what it says, and its rank, 0 of the freest."""

    name: str
    title: str
    says: str
    rank: int


@cache
def labels() -> Mapping[str, Label]:
    """Give every label by its name, the freest first."""
    read = tomllib.loads((files("comity.model") / "data/labels.toml").read_text(encoding="utf-8"))
    return {one["name"]: Label(one["name"], one["title"], one["says"], rank) for rank, one in enumerate(read["label"])}


def highest(names: Iterable[str | None]) -> str | None:
    """Give the closest of several labels; one that is not known, or none at all, counts as the closest there is.

    Examples
    --------
    >>> highest(["public", "internal"]), highest(["public", None]), highest([])
    ('internal', 'restricted', None)
    """
    known = labels()
    closest = max(known.values(), key=lambda one: one.rank)
    found = [known.get(name, closest) if name else closest for name in names]
    return max(found, key=lambda one: one.rank).name if found else None


def within(label: str | None, limit: str) -> bool:
    """Say whether what bears a label may go where a limit is set.

    Examples
    --------
    >>> within("public", "internal"), within("restricted", "internal"), within(None, "internal")
    (True, False, False)
    """
    known = labels()
    return label is not None and label in known and known[label].rank <= known[limit].rank
