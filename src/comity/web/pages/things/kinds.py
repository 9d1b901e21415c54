"""What the lists hold: in which table each sort of thing stands, and by what it can be narrowed down."""

from __future__ import annotations

from dataclasses import dataclass

from comity.store.once import COUNTED
from comity.store.vocabulary import ACTIVITY_KINDS, AGREEMENT_KINDS, INCIDENT_KINDS
from comity.web.contract import N_


@dataclass(frozen=True)
class Sort:
    """A sort of thing that has a list, and a page for each of its things.

    Attributes
    ----------
    path
        First word of the addresses: ``agreements``.
    table
        Of the record, whose first column is the id; its parties stand in ``<table>_party``.
    title, one
        As they are read, in English.
    kinds
        Those that the list holds.
    counted
        Those that it holds unless a kind is chosen: an event of a dispute is not one more incident.
    facets
        By what the list can be narrowed down, with the words for it.
    columns
        Which hold days and can be sorted by, beside the name, the kind and the number of parties.
    on
        The words before a day on which a thing of the list holds.
    brief
        Whether such a thing lasts days or weeks: one without a known end does not go on.
    """

    path: str
    table: str
    title: str
    one: str
    about: str
    kinds: tuple[str, ...]
    counted: tuple[str, ...]
    facets: dict[str, str]
    columns: dict[str, str]
    on: str
    brief: bool = False


_DATES = {"start": N_("start"), "end": N_("end")}
_WHO = {"source": N_("source"), "party": N_("party"), "region": N_("region of a party"), "subregion": N_("part of that region")}  # fmt: skip
_WHAT = {"kind": N_("kind")}
_WHEN = {"decade": N_("decade")}

SORTS = {
    sort.path: sort
    for sort in (
        Sort(
            "agreements", "agreement", N_("Agreements"), N_("agreement"),
            N_("What states have agreed: alliances, defence agreements, hotlines, regimes. An agreement that several sources have stands once."),
            AGREEMENT_KINDS, AGREEMENT_KINDS,
            _WHAT | {"duty": N_("duty")} | _WHO | _WHEN,
            {"signed": N_("signed")} | _DATES,
            N_("in force on"),
        ),
        Sort(
            "exercises", "activity", N_("Exercises"), N_("exercise"),
            N_("Joint exercises. One that several sources have stands once. Outside the years in which a source looked at all states this is a selection."),
            ("exercise",), ("exercise",),
            {"domain": N_("domain"), "purpose": N_("purpose"), "series": N_("series")} | _WHO | _WHEN,
            _DATES,
            N_("under way on"),
            True,
        ),
        Sort(
            "missions", "activity", N_("Missions"), N_("mission"),
            N_("Peace operations, stabilisation and training missions, maritime operations and coalitions in combat."),
            tuple(kind for kind in ACTIVITY_KINDS if kind not in ("exercise", "visit")),
            tuple(kind for kind in ACTIVITY_KINDS if kind not in ("exercise", "visit")),
            _WHAT | {"domain": N_("domain"), "purpose": N_("purpose")} | _WHO | _WHEN,
            _DATES,
            N_("under way on"),
        ),
        Sort(
            "incidents", "incident", N_("Incidents"), N_("incident"),
            N_("Wars, crises, militarised disputes and armed conflicts. One that several sources have stands once. Coups, single events of disputes and parts of armed conflicts are listed when their kind is chosen; they are no further incidents. Sides are codings, not judgements."),
            INCIDENT_KINDS, COUNTED,
            _WHAT | _WHO | _WHEN,
            _DATES,
            N_("under way on"),
        ),
        Sort(
            "visits", "activity", N_("Visits"), N_("visit"),
            N_("Visits and journeys of office-holders that a source lists. What is not listed may have taken place all the same."),
            ("visit",), ("visit",),
            {"series": N_("list")} | _WHO | _WHEN,
            _DATES,
            N_("under way on"),
            True,
        ),
    )
}  # fmt: skip

#: The sort whose page shows a thing of a kind.
OF_KIND = {kind: sort for sort in SORTS.values() for kind in sort.kinds}


def address(kind: str, thing: str) -> str:
    """Give the address of a thing's page.

    >>> address("alliance", "atop:3180")
    '/agreements/atop%3A3180'
    """
    from urllib.parse import quote

    return f"/{OF_KIND[kind].path}/{quote(thing, safe='')}"


__all__ = ["OF_KIND", "SORTS", "Sort", "address"]
