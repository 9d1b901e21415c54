"""Posts: attachés, liaison officers and offices abroad, with accreditation, tours, and what they cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, told
from comity.register.kinds.common import (
    DAY,
    LABEL,
    NOTE,
    OWNER,
    PROGRAMME,
    REASON,
    days_until,
    every,
    holds,
    in_days,
    latest,
    not_ahead,
)
from comity.register.shape import KEPT, Case, Dated, Entry, Field, Kind, Part, Problem, Type

TYPES = {
    "defence-attache": N_("defence attaché"),
    "service-attache": N_("service attaché"),
    "military-adviser": N_("military adviser"),
    "liaison-officer": N_("liaison officer"),
    "cooperation-office": N_("security-cooperation office"),
    "military-representative": N_("military representative at an organisation"),
    "observer": N_("military observer"),
    "other": N_("other"),
}
DOMAINS = {
    "land": N_("land"), "sea": N_("sea"), "air": N_("air"), "cyber": N_("cyber"), "space": N_("space"), "joint": N_("joint"),
    "armaments": N_("armaments"),
}  # fmt: skip
SORTS = {
    "resident": N_("resident"),
    "non-resident": N_("non-resident, from this post"),
    "liaison": N_("liaison without diplomatic list"),
}
ACCREDITATION, TOUR = 90, 180


def accredited_until(case: Case, row: Mapping[str, Any]) -> str | None:
    """Give the last day of an accreditation, as it was renewed or ended last; None where none is known."""
    ended = latest(case, "ended", "day", row["id"])
    return ended or latest(case, "renewed", "end", row["id"]) or row.get("end")


def tour_until(case: Case, row: Mapping[str, Any]) -> str:
    """Give the last day of a tour: as it was handed over, extended, or planned."""
    handed = latest(case, "handed-over", "day", row["id"])
    return str(handed or latest(case, "extended", "end", row["id"]) or row.get("end") or "")


def covered(case: Case, day: str) -> list[str]:
    """Give the states to which the post is accredited on a day, by their keys."""
    rows = (row | {"end": accredited_until(case, row) or "9999"} for row in case.rows("accreditation"))
    return sorted({row["state"] for row in rows if "state" in row and holds(row, day)})


def _dated(case: Case) -> Iterator[Dated]:
    closed = case.stage() == "closed"
    for row in case.rows("accreditation"):
        if until := accredited_until(case, row):
            done = closed or bool(case.noted("ended", row["id"]))
            yield Dated(N_("end of accreditation"), row.get("title", ""), until, about=row["id"], done=done)
    for row in case.rows("tours"):
        if until := tour_until(case, row):
            done = closed or bool(case.noted("handed-over", row["id"]))
            yield Dated(N_("end of tour"), row.get("function", ""), until, about=row["id"], person=row.get("person"), done=done)  # fmt: skip


def _longer(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    row = values["about"]
    last = max(filter(None, (accredited_until(case, row), tour_until(case, row) or None)), default="")
    if values["end"] <= last:
        yield Problem("end", told("It ends on %(day)s already.", day=last), N_("Give a later day."))


def _advised(case: Case) -> Iterator[Problem]:
    if case.stage() == "closed":
        return
    today = case.today.isoformat()
    if not case.rows("accreditation"):
        yield Problem("accreditation", N_("To whom the post is accredited is not recorded."), N_("Add a row for each state or organisation."))  # fmt: skip
    for number, row in enumerate(case.rows("accreditation"), 1):
        until = accredited_until(case, row)
        if case.noted("ended", row["id"]):
            continue
        if until is None:
            yield Problem(f"accreditation/{number}/end", N_("Until when this accreditation holds is not known."), N_("Ask the host’s ministry, and note it."))  # fmt: skip
        elif until < today:
            yield Problem(f"accreditation/{number}/end", told("This accreditation ended on %(day)s.", day=until), N_("Have it renewed, and note that; until then nothing is signed there."))  # fmt: skip
        elif days_until(case, until) <= ACCREDITATION:
            yield Problem(f"accreditation/{number}/end", told("This accreditation ends on %(day)s.", day=until), N_("Ask for its renewal now."))  # fmt: skip
    tours = [row | {"end": tour_until(case, row)} for row in case.rows("tours")]
    if not any(holds(row, today) for row in tours):
        yield Problem("tours", N_("Nobody holds the post today."), N_("Add the tour of whoever stands in."))
    for number, row in enumerate(tours, 1):
        follows = any(other["id"] != row["id"] and other["end"] > row["end"] for other in tours)
        if holds(row, today) and row["end"] <= in_days(case, TOUR) and not follows and "successor" not in row:
            yield Problem(f"tours/{number}/successor", told("This tour ends on %(day)s, and no successor is named.", day=row["end"]), N_("Name one, so that both can hand over."))  # fmt: skip


KIND = Kind(
    "post", N_("Post"), N_("Posts"), binds=False, help=N_("Where somebody stands for the office abroad, and for whom."),
    fields=(
        Field("title", N_("Title"), needed=KEPT, help=N_("As “Defence attaché, Tokyo”.")),
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES, help=N_("What the post is.")),
        Field("post", N_("Name among the roles"), needed=KEPT, help=N_("As the role of attaché has it, “Tokyo”: whoever holds it reads and writes what belongs to the post.")),
        Field("state", N_("Host state"), Type.STATE, help=N_("Where it stands.")),
        Field("partner", N_("Host"), Type.RECORD, of=("partner",), help=N_("The ministry, organisation or headquarters to which it belongs.")),
        OWNER, LABEL, PROGRAMME,
        Field("start", N_("Opened"), Type.DAY, help=N_("Since when it is manned.")),
        Field("end", N_("To be closed"), Type.DAY, help=N_("Empty where that is not planned.")),
        Field("location", N_("Where"), help=N_("Town and house, no more.")),
        Field("place", N_("Position"), Type.PLACE, help=N_("Latitude and longitude of the town.")),
        Field("domains", N_("For"), Type.SEVERAL, choices=DOMAINS, help=N_("Which services and matters it stands for.")),
        Field("languages", N_("Languages asked for"), help=N_("With their levels, as “Japanese 3/3”.")),
        Field("tasks", N_("Tasks"), Type.PROSE, help=N_("What the post is there for this year.")),
        Field("report_days", N_("Reports, every so many days"), Type.WHOLE, help=N_("How often it reports at the least.")),
    ),
    parts=(
        Part("accreditation", N_("Accreditation"), key="title", help=N_("To whom, since when, until when."), fields=(
            Field("title", N_("To whom"), needed=KEPT, help=N_("The state or organisation, as it calls itself.")),
            Field("state", N_("State"), Type.STATE, help=N_("Which state that is; empty of an organisation.")),
            Field("sort", N_("How"), Type.CHOICE, KEPT, SORTS, help=N_("Whether the post stands there.")),
            Field("start", N_("Since"), Type.DAY, KEPT, help=N_("When the host accepted it.")),
            Field("end", N_("Until"), Type.DAY, help=N_("Its last day, as far as the host has set one.")),
            Field("reference", N_("Reference"), help=N_("Of the host’s note.")),
        )),
        Part("tours", N_("Tours"), key="function", help=N_("Who holds the post, one after another."), fields=(
            Field("person", N_("Who"), Type.PERSON, KEPT, help=N_("A person of the office.")),
            Field("function", N_("Function"), needed=KEPT, help=N_("As “defence attaché” or “deputy”.")),
            Field("start", N_("From"), Type.DAY, KEPT, help=N_("The first day at the post.")),
            Field("end", N_("Until"), Type.DAY, KEPT, help=N_("The last day, as it is planned.")),
            Field("successor", N_("Successor"), Type.PERSON, help=N_("Who follows.")),
        )),
    ),
    over=("closed",),
    stages={"open": N_("open"), "closed": N_("closed")},
    entries=(
        Entry("renewed", N_("Its accreditation was renewed"), (DAY, Field("end", N_("Until"), Type.DAY, KEPT, help=N_("Its last day now.")), NOTE), part="accreditation", stages=("open",), check=every(not_ahead, _longer)),
        Entry("ended", N_("Its accreditation ended"), (DAY, NOTE), part="accreditation", check=not_ahead),
        Entry("extended", N_("The tour was extended"), (DAY, Field("end", N_("Until"), Type.DAY, KEPT, help=N_("The last day now.")), NOTE), part="tours", stages=("open",), check=every(not_ahead, _longer)),
        Entry("handed-over", N_("The post was handed over"), (DAY, NOTE), part="tours", check=not_ahead, help=N_("To the successor, with contacts, keys and what is under way.")),
        Entry("closed", N_("The post was closed"), (DAY, REASON), stages=("open",), to="closed", check=not_ahead),
        Entry("reopened", N_("The post was opened again"), (DAY, NOTE), stages=("closed",), to="open", check=not_ahead),
    ),
    advice=(_advised,),
    dated=_dated,
)  # fmt: skip
