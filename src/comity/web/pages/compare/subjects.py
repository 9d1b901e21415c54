"""Whom one compares: up to six subjects of one kind, and how often each stands in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from comity.dossier.language import spoken
from comity.dossier.sections.bonds import AGREEMENTS
from comity.dossier.sections.conflict import INCIDENTS
from comity.dossier.sections.exercises import joint_exercises, least
from comity.dossier.sections.missions import MISSIONS
from comity.measures.subject import Subject, find_subject
from comity.model.errors import BadRequest, told
from comity.model.organisations import organisations
from comity.model.regions import region_names
from comity.web.asked import Asked
from comity.web.contract import N_
from comity.web.templates import link

#: So many stand side by side.
MOST = 6
KINDS = {
    "state": N_("States"),
    "pair": N_("Pairs of states"),
    "group": N_("Pacts and organisations"),
    "region": N_("Regions"),
}
_WHAT = {
    "state": N_("%(name)s is a state."),
    "pair": N_("%(name)s is a pair of states."),
    "group": N_("%(name)s is a pact or an organisation."),
    "region": N_("%(name)s is a region."),
}
#: Figures of a dossier that are compared, each with what it counts.
COUNTS = {
    "bonds.in-force": N_("agreements on record in force, or in force when last looked at"),
    "exercises.recorded": N_("joint exercises on record"),
    "missions.recorded": N_("operations on record"),
    "conflict.recorded": N_("incidents on record"),
}


@dataclass(frozen=True)
class Compared:
    """One of those who are compared: as it was said, and who it is."""

    said: str
    subject: Subject

    @property
    def name(self) -> str:
        """Give its name."""
        return spoken().name(self.subject.name)


def find_all(ask: Asked, said: Sequence[str]) -> list[Compared]:
    """Find whom one compares; who is named twice stands once.

    Raises
    ------
    BadRequest
        When there are more than six, or they are of several kinds.
    UnknownName, AmbiguousName
        When nothing, or more than one thing, is called that.
    """
    wanted = list(dict.fromkeys(one.strip() for one in said if one.strip()))
    if len(wanted) > MOST:
        raise BadRequest(
            "%(number)s subjects are too many to stand side by side.",
            remedy="Name at most %(most)s; leave out %(wanted)s.",
            number=len(wanted),
            most=MOST,
            wanted=", ".join(wanted[MOST:]),
        )
    found: dict[tuple[str, str], Compared] = {}
    for one in wanted:
        subject = find_subject(ask.con, one, ask.evidence.reach)
        found.setdefault((subject.kind, subject.name), Compared(one, subject))
    all_of_them = list(found.values())
    kinds = {each.subject.kind for each in all_of_them}
    if len(kinds) > 1:
        raise BadRequest(
            "Only subjects of one kind can stand side by side.",
            remedy="Compare states with states, pairs with pairs, pacts with pacts, regions with regions.",
            problems=[told(_WHAT[each.subject.kind], name=each.subject.name) for each in all_of_them],
        )
    return all_of_them


def known_names(ask: Asked) -> list[str]:
    """Give names that one may choose among: states, organisations, regions."""
    names = ask.evidence.names
    found = {names[key] for key in ask.evidence.actors_with_shape if key in names}
    found |= {spoken().name(one.short or one.name) for one in organisations()}
    return sorted(found, key=spoken().place) + [spoken().name(name) for name in region_names()]


def count_all(ask: Asked, compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """Count what the record has of each: of a pair what both have part in, of a pact or a region what two of its states have."""
    rows: list[dict[str, Any]] = []
    _ = ask.language.gettext
    for figure, title in COUNTS.items():
        for each in compared:
            rows.append(
                {
                    "figure": figure, "what": _(title), "subject": each.said, "name": each.name, "on": each.subject.on,
                    "number": _count(ask, figure, each.subject),
                    "evidence": link("/evidence/figure", subject=each.said, figure=figure, on=each.subject.on),
                }
            )  # fmt: skip
    return rows


def _count(ask: Asked, figure: str, subject: Subject) -> int:
    if figure == "exercises.recorded":
        return len(joint_exercises(ask.evidence, subject))
    asked: dict[str, Any] = {"states": list(subject.states), "least": least(subject), "on": subject.on}
    if figure == "bonds.in-force":
        return sum(row["in_force"] for row in ask.rows(AGREEMENTS, asked | {"pair": subject.kind == "pair"}))
    return len(ask.rows(MISSIONS if figure == "missions.recorded" else INCIDENTS, asked))


__all__ = ["COUNTS", "KINDS", "MOST", "Compared", "count_all", "find_all", "known_names"]
