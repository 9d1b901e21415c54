"""The transparency report in words."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.errors import N_, told
from comity.register.kinds import kind_of
from comity.register.papers.drafting import KEYS, NOT_KNOWN, PATHS, Tell, marking
from comity.register.papers.paper import Paper, Section, Sheet
from comity.register.papers.programme import STAGES as MONEY
from comity.register.papers.programme import cents
from comity.register.transparency import MET, PUBLIC, Report


def yearly(made: Report, *, tell: Tell = str, language: str = "en") -> Paper:
    """Write the report of a year as a paper."""
    title = tell(told("Defence cooperation in %(year)s: transparency report", year=str(made.year)))
    subtitle = tell(told("As of %(day)s. Made from what is public and was approved; what is withheld is counted, and in no sum.", day=made.day))  # fmt: skip
    return Paper("transparency", "", title, subtitle, PUBLIC, marking(PUBLIC, tell), language, made.day, tuple(_sections(made, tell)))  # fmt: skip


def _sections(made: Report, tell: Tell) -> Iterator[Section]:
    unknown, withheld = tell(NOT_KNOWN), tell(N_("withheld"))

    def heads(*said: str) -> tuple[str, ...]:
        return tuple(map(tell, said))

    rows: tuple[tuple[str, ...], ...] = tuple(
        (tell(kind_of(kind).plural), str(count)) for kind, count in made.withheld.items()
    )
    rows += ((tell(N_("Records with money of the year")), str(made.money_withheld)),)
    yield Section(
        tell(N_("What is withheld")),
        text=(tell(N_("These are on record for the year, and not in this report: they are not public, or were not approved. No sum has them.")),),
        sheets=(Sheet(tell(N_("Withheld")), heads(N_("Of"), N_("How many")), rows),),
    )  # fmt: skip

    def days(count: int | None) -> str:
        return unknown if count is None else str(count)

    sums = [
        Sheet(tell(caption), (tell(name), *heads(N_("Activities"), N_("Days in the year"))), tuple((tell(one) if by_type else one, str(count), days(of)) for one, count, of in found), note)
        for caption, name, found, by_type, note in (
            (N_("Activities by type"), N_("Type"), made.by_type, True, ""),
            (N_("Activities by partner"), N_("Partner"), made.by_partner, False, tell(N_("An activity with several partners counts for each of them."))),
        )
        if found
    ]  # fmt: skip
    listed = tuple(
        (one["title"], tell(one["type"]), one["start"] or unknown, one["end"] or unknown, "; ".join([*one["partners"], *[withheld] * one["partners_withheld"]]) or unknown, ", ".join(one["states"]) or unknown, tell(one["stage"]))
        for one in made.activities
    )  # fmt: skip
    if listed:
        sums.append(Sheet(tell(N_("Activities")), heads(N_("Activity"), N_("Type"), N_("Start"), N_("End"), N_("Partners"), N_("Where"), N_("Stage")), listed))  # fmt: skip
    yield Section(tell(N_("Activities and partners")), text=() if listed else (tell(N_("No activity of the year is released.")),), sheets=tuple(sums))  # fmt: skip

    money = tuple((one["programme"] or withheld, tell(MONEY[one["stage"]]), one["currency"], cents(one["cents"])) for one in made.money)  # fmt: skip
    note = tell(told("Records with money of the year that these sums leave out: %(number)s. What is not listed is not known to be zero.", number=made.money_withheld))  # fmt: skip
    sheets = (Sheet(tell(N_("Money by programme and stage")), heads(N_("Programme"), N_("Stage"), N_("Currency"), N_("Amount")), money, note),)  # fmt: skip
    yield Section(tell(N_("Money")), text=() if money else (tell(N_("No money of the year is released.")), note), sheets=sheets if money else ())  # fmt: skip

    rows = tuple((one["title"], one["programme"] or withheld, one["end"] or unknown, tell(MET[one["result"]]), str(one["without_baseline"])) for one in made.objectives)  # fmt: skip
    note = tell(N_("What was not concluded, or has an indicator without a baseline, is not known to be met, whatever was declared."))  # fmt: skip
    sheets = (Sheet(tell(N_("Objectives of the year")), heads(N_("Objective"), N_("Programme"), N_("To be reached by"), N_("Result"), N_("Indicators without baseline")), rows, note),)  # fmt: skip
    yield Section(tell(N_("Objectives")), text=() if rows else (tell(N_("No objective of the year is released.")),), sheets=sheets if rows else ())  # fmt: skip

    rows = tuple((one["title"], tell(one["kind"]), tell(KEYS[one["side"]]), one["organisation"], one["day"], tell(PATHS[one["path"]])) for one in made.approvals)  # fmt: skip
    sheets = (Sheet(tell(N_("Who approved")), heads(N_("Record"), N_("Kind"), N_("Key"), N_("Organisation"), N_("Day"), N_("Path")), rows, tell(N_("The civilian key is turned by a civil authority; nobody turns both."))),)  # fmt: skip
    yield Section(tell(N_("Approvals")), text=() if rows else (tell(N_("Nothing of the year is released.")),), sheets=sheets if rows else ())  # fmt: skip

    rows = tuple(tuple(one.values()) for one in made.lessons)
    sheets = (Sheet(tell(N_("Lessons, without names")), heads(N_("Lesson"), N_("Observation"), N_("Recommendation")), rows),)  # fmt: skip
    yield Section(tell(N_("Lessons")), text=() if rows else (tell(N_("No lesson of the year is released.")),), sheets=sheets if rows else ())  # fmt: skip

    yield Section(
        tell(N_("What was checked")),
        text=(
            tell(N_("Every record named or summed here bears the label “public”, in the version that is in force, and no version since its last approval by both keys bore a closer one.")),
            tell(N_("No contact and no person stands here by a field of a record. Partners and programmes that are not public are called withheld.")),
            tell(told("Held back because their words have the name of a person known to the office: %(number)s.", number=made.named)),
            tell(N_("Titles and released lessons are what their authors wrote and the keys approved: nothing else in them was checked.")),
        ),
    )  # fmt: skip


__all__ = ["yearly"]
