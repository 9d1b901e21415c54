"""The navigation's groups: kinds of records, and pages that say they belong there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.register.kinds import kinds
from comity.web.contract import N_


@dataclass(frozen=True)
class Group:
    """A group of the navigation: its title, and the kinds of records in it."""

    title: str
    kinds: tuple[str, ...]


GROUPS: Mapping[str, Group] = {
    "plan": Group(N_("Plan"), ("programme", "objective", "activity", "commitment")),
    "partners": Group(N_("Partners"), ("partner", "agreement", "post", "report", "offer")),
    "coalitions": Group(N_("Coalitions"), ("coalition", "contribution", "decision")),
    "learn": Group(N_("Learn"), ("lesson", "evaluation")),
}


def grouped() -> dict[str, list[str]]:
    """Give the kinds that there are, by group; what no group names stands in the first."""
    there = kinds()
    named = {one for group in GROUPS.values() for one in group.kinds}
    found = {name: [one for one in group.kinds if one in there] for name, group in GROUPS.items()}
    found[next(iter(GROUPS))] += [one for one in there if one not in named]
    return found


__all__ = ["GROUPS", "Group", "grouped"]
