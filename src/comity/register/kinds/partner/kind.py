"""Partners: states, organisations, industry and research bodies with whom the office works."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.errors import N_, told
from comity.register.kinds.common import LABEL, OWNER, days_until
from comity.register.shape import KEPT, Case, Field, Kind, Part, Problem, Type

TYPES = {
    "state": N_("state"),
    "organisation": N_("international organisation"),
    "industry": N_("industry"),
    "research": N_("research body"),
}
AFTER = 365


def _a_state_is_named(case: Case) -> Iterator[Problem]:
    if case.content.get("type") == "state" and "state" not in case.content:
        yield Problem(
            "state", N_("A partner that is a state says which."), N_("Write its name or its code, as Japan or JPN.")
        )


def _advised(case: Case) -> Iterator[Problem]:
    reviewed = case.content.get("reviewed")
    if reviewed is None:
        yield Problem("reviewed", N_("When this was last looked over is not known."), N_("Look it over, and give the day."))  # fmt: skip
    elif days_until(case, reviewed) < -AFTER:
        yield Problem("reviewed", told("This was last looked over on %(day)s.", day=reviewed), N_("Look it over again, and give the day."))  # fmt: skip
    if "aims" not in case.content:
        yield Problem("aims", N_("What both want of each other is not said."), N_("Say it before the next activity is planned."))  # fmt: skip


KIND = Kind(
    "partner", N_("Partner"), N_("Partners"), binds=False, help=N_("With whom the office works; persons stand among the contacts."),
    fields=(
        Field("title", N_("Name"), needed=KEPT, help=N_("As it calls itself, in the office’s language.")),
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES, help=N_("What it is in law.")),
        Field("state", N_("State"), Type.STATE, help=N_("Of a state, or where an organisation has its seat.")),
        OWNER, LABEL,
        Field("post", N_("Post"), help=N_("The post that looks after it, as it is called among the roles: its attaché reads and writes this too.")),
        Field("body", N_("Ministry, staff or department"), help=N_("With whom one deals there.")),
        Field("identifier", N_("Identifier"), help=N_("Of industry and research: the code by which it is registered, with the scheme’s name.")),
        Field("website", N_("Website"), help=N_("Its public address.")),
        Field("languages", N_("Languages"), help=N_("In which one writes to it, the preferred one first.")),
        Field("aims", N_("What both want"), Type.PROSE, help=N_("Of the relation: each side’s aims, as far as it has told them.")),
        Field("absorptive_capacity", N_("Absorptive capacity"), Type.PROSE, help=N_("What it can man, maintain and pay for by itself; say since when this is known.")),
        Field("sensitivities", N_("What to mind"), Type.PROSE, help=N_("Of the relation, never of a person’s character.")),
        Field("reviewed", N_("Last looked over"), Type.DAY, help=N_("When somebody last made sure that all of this holds.")),
    ),
    parts=(
        Part("days", N_("Days outside our hands"), key="title", help=N_("Elections, national days, ends of terms of office: what plans with it must mind."), fields=(
            Field("title", N_("What"), needed=KEPT, help=N_("As “parliamentary elections”.")),
            Field("start", N_("Day"), Type.DAY, KEPT, help=N_("Its first day."), due=N_("partner’s day"), fixed=True),
            Field("end", N_("Until"), Type.DAY, help=N_("Its last day, where it takes more than one.")),
            Field("source", N_("Source"), needed=KEPT, help=N_("Who has set it, and where that is to be read.")),
        )),
    ),
    rules=(_a_state_is_named,),
    advice=(_advised,),
)  # fmt: skip
