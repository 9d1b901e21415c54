"""Partners: states, organisations, industry and research bodies with whom the office works."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.errors import N_
from comity.register.shape import KEPT, Case, Field, Kind, Problem, Type

TYPES = {
    "state": N_("state"),
    "organisation": N_("international organisation"),
    "industry": N_("industry"),
    "research": N_("research body"),
}


def _a_state_is_named(case: Case) -> Iterator[Problem]:
    if case.content.get("type") == "state" and "state" not in case.content:
        yield Problem(
            "state", N_("A partner that is a state says which."), N_("Write its name or its code, as Japan or JPN.")
        )


KIND = Kind(
    "partner", N_("Partner"), N_("Partners"), binds=False,
    fields=(
        Field("title", N_("Name"), needed=KEPT),
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES),
        Field("state", N_("State"), Type.STATE, help=N_("Of a state, or where an organisation has its seat.")),
        Field("owner", N_("Who is responsible"), Type.PERSON, KEPT, help=N_("One person of the office answers for every entry.")),
        Field("body", N_("Ministry, staff or department"), help=N_("With whom one deals there.")),
        Field("aims", N_("What both want"), Type.PROSE),
        Field("sensitivities", N_("What to mind"), Type.PROSE, help=N_("Of the relation, never of a person’s character.")),
        Field("label", N_("Label"), Type.LABEL, KEPT),
    ),
    rules=(_a_state_is_named,),
)  # fmt: skip
