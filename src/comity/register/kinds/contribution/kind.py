"""Contributions to a coalition: offered, pledged, confirmed, deployed, and at last withdrawn; nothing of that is forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.errors import N_, any_of, told
from comity.register.kinds.coalition.needs import requirement
from comity.register.kinds.common import (
    DAY,
    LABEL,
    NOTE,
    OWNER,
    REASON,
    approved,
    every,
    not_ahead,
    not_before_the_last,
)
from comity.register.kinds.contribution.stages import STAGES
from comity.register.shape import KEPT, SUBMITTED, Booked, Case, Entry, Field, Kind, Problem, Type

ENDINGS = {
    "planned": N_("at its planned end"),
    "replaced": N_("another replaced it"),
    "national": N_("by national decision"),
    "lost": N_("it was lost or became unfit"),
}
#: Until further notice.
OPEN = "2200-12-31"


def _of_the_coalition(case: Case) -> Iterator[Problem]:
    """Whoever contributes is a party, and what is contributed is asked for; what one may not read is not held against it."""
    content = case.content
    coalition = case.find(content["coalition"]) if "coalition" in content else None
    if coalition is None:
        return
    parties = [row["party"] for row in coalition.content.get("parties") or () if "party" in row]
    if "contributor" in content and content["contributor"] not in parties:
        yield Problem("contributor", told("“%(name)s” is no party of this coalition.", name=content["contributor"]), told("Write %(names)s.", names=any_of(parties)) if parties else N_("Name its parties first."))  # fmt: skip
    if "requirement" in content:
        row = requirement(coalition.content, content["requirement"])
        if row is None:
            yield Problem("requirement", told("The coalition has no requirement “%(name)s”, or two of that name.", name=content["requirement"]), N_("Write the capability as its page has it, or leave this out."))  # fmt: skip
        elif "unit" in content and str(row.get("unit")).casefold() != content["unit"].casefold():
            yield Problem("unit", told("The requirement is counted in “%(unit)s”.", unit=row.get("unit")), N_("Give the amount in that unit: else it does not count toward it."))  # fmt: skip


def _booked(case: Case) -> Iterator[Booked]:
    content = case.content
    if "force" in content and "start" in content and case.stage() != "withdrawn":
        yield Booked("unit", content["force"], content["start"], content.get("end", OPEN))


def _advised(case: Case) -> Iterator[Problem]:
    content, stage = case.content, case.stage()
    if stage == "withdrawn":
        return
    for name, what in (("quantity", N_("How much it is is not known: it counts as not known.")), ("start", N_("From when on it is there is not known: it counts as not known."))):  # fmt: skip
        if name not in content:
            yield Problem(name, what, N_("Ask the contributor."))
    if "requirement" not in content:
        yield Problem("requirement", N_("It meets no requirement of the coalition."), N_("Name the one that it meets, if any."))  # fmt: skip
    today = case.today.isoformat()
    if content.get("end", "9999") < today:
        yield Problem("end", told("Its last day was %(day)s.", day=content["end"]), N_("Note that it was withdrawn, or give a later day."))  # fmt: skip
    elif content.get("start", "9999") <= today and stage != "deployed":
        yield Problem("start", told("It was to be there from %(day)s on, and is “%(stage)s”.", day=content["start"], stage=told(STAGES[stage])), N_("Note how far it has come, or mend the day."))  # fmt: skip


moved = every(approved, not_ahead, not_before_the_last)

KIND = Kind(
    "contribution", N_("Contribution"), N_("Contributions"), help=N_("What somebody gives to a coalition."),
    fields=(
        Field("title", N_("Title"), needed=KEPT, help=N_("As “Field hospital of Norland”.")),
        Field("coalition", N_("Coalition"), Type.RECORD, KEPT, of=("coalition",), help=N_("To which it is given.")),
        Field("contributor", N_("Contributor"), needed=KEPT, help=N_("A party of the coalition, by its name there.")),
        Field("partner", N_("Partner"), Type.RECORD, of=("partner",), help=N_("The contributor’s record; empty of one’s own side.")),
        Field("requirement", N_("Requirement"), help=N_("Which requirement of the coalition it meets: the capability’s name there.")),
        Field("capability", N_("What"), needed=KEPT, help=N_("What is given, in the contributor’s words.")),
        Field("quantity", N_("How much"), Type.WHOLE, help=N_("In the unit beside; empty where it is not known.")),
        Field("unit", N_("Unit"), needed=SUBMITTED, help=N_("The requirement’s unit, as “persons”.")),
        Field("force", N_("Force"), help=N_("The unit that goes: it is booked for these days.")),
        Field("start", N_("From"), Type.DAY, SUBMITTED, help=N_("When it is ready at its place.")),
        Field("end", N_("Until"), Type.DAY, help=N_("Its last day; empty: until further notice.")),
        Field("readiness_days", N_("Notice to move, in days"), Type.WHOLE, help=N_("How soon it can leave once it is called.")),
        Field("lift", N_("Needs transport"), Type.FLAG, help=N_("Yes where others must bring it.")),
        Field("self_sustained", N_("Sustains itself"), Type.FLAG, help=N_("Yes where it brings its own supply.")),
        Field("conditions", N_("Conditions"), Type.PROSE, help=N_("Under which it is given; what its forces may not do stands among the coalition’s caveats.")),
        OWNER, LABEL,
    ),
    over=("withdrawn",),
    stages=STAGES,
    entries=(
        Entry("pledged", N_("It was pledged"), (DAY, NOTE), stages=("offered",), to="pledged", check=moved, help=N_("In writing, by whoever may bind the contributor.")),
        Entry("confirmed", N_("It was confirmed"), (DAY, NOTE), stages=("pledged",), to="confirmed", check=moved, help=N_("The coalition has accepted it, and the contributor’s own procedures are done.")),
        Entry("deployed", N_("It is there"), (DAY, Field("quantity", N_("How much arrived"), Type.WHOLE, help=N_("Empty: what was given above.")), NOTE), stages=("confirmed",), to="deployed", check=moved),
        Entry("withdrawn", N_("It was withdrawn"), (DAY, Field("how", N_("How"), Type.CHOICE, KEPT, ENDINGS, help=N_("Why it is not there any more.")), REASON), stages=("offered", "pledged", "confirmed", "deployed"), to="withdrawn", check=every(not_ahead, not_before_the_last), help=N_("What it was before stays on record.")),
    ),
    rules=(_of_the_coalition,),
    advice=(_advised,),
    booked=_booked,
)  # fmt: skip
