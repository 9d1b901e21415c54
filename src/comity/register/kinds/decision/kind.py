"""Decisions of a coalition by silence: circulated until a day, broken or not, adopted only when nobody objects any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from comity.model.errors import N_, any_of, several, told
from comity.register.kinds.common import DAY, LABEL, NOTE, OWNER, REASON, not_ahead
from comity.register.shape import KEPT, Case, Dated, Entry, Field, Kind, Problem, Type

#: What does not change once it was circulated.
FIXED = ("text", "deadline", "coalition")
PARTY = Field("party", N_("Party"), needed=KEPT, help=N_("A party of the coalition, by its name there."))


def deadline(case: Case) -> str:
    """Give the last day of the silence, as it was set last."""
    again = [one.values["deadline"] for one in case.noted("resumed")]
    return str(again[-1] if again else case.content.get("deadline", ""))


def breaks(case: Case) -> list[str]:
    """Give the parties whose break of silence is open, in the order in which they broke it."""
    found: list[str] = []
    for one in case.entries:
        if one.kind == "broken" and one.values["party"] not in found:
            found.append(one.values["party"])
        elif one.kind == "lifted" and one.values["party"] in found:
            found.remove(one.values["party"])
    return found


def _as_circulated(case: Case) -> Iterator[Problem]:
    if not case.noted("circulated") or case.before is None:
        return
    for name in FIXED:
        if case.content.get(name) != case.before.get(name):
            yield Problem(name, N_("This was circulated, and does not change any more."), N_("Withdraw the decision, and circulate another."))  # fmt: skip


def _may_be_circulated(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from not_ahead(case, values)
    if values["day"] > case.content["deadline"]:
        yield Problem("day", told("Its silence would end (%(day)s) before it begins.", day=case.content["deadline"]), N_("Set a later last day first."))  # fmt: skip


def _breaks(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from not_ahead(case, values)
    coalition = case.find(case.content["coalition"])
    parties = [row["party"] for row in (coalition.content.get("parties") or () if coalition else ()) if "party" in row]
    if coalition and values["party"] not in parties:
        yield Problem("party", told("“%(name)s” is no party of this coalition.", name=values["party"]), told("Write %(names)s.", names=any_of(parties)) if parties else N_("Name its parties first."))  # fmt: skip
    if values["party"] in breaks(case):
        yield Problem("party", told("“%(name)s” has broken the silence already.", name=values["party"]), N_("That break is open."))  # fmt: skip
    if values["day"] > deadline(case):
        yield Problem("day", told("The silence ended on %(day)s.", day=deadline(case)), N_("What comes later is an objection to what was decided: circulate another decision."))  # fmt: skip
    if values["day"] < case.noted("circulated")[0].values["day"]:
        yield Problem("day", N_("It was not circulated yet."), N_("Mend the day."))


def _lifts(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from not_ahead(case, values)
    if values["party"] not in breaks(case):
        yield Problem("party", told("No break of “%(name)s” is open.", name=values["party"]), N_("Its page has those that are."))  # fmt: skip


def _none_is_open(case: Case) -> Iterator[Problem]:
    if left := breaks(case):
        yield Problem("breaks", told("These have broken the silence: %(names)s.", names=several(left)), N_("Each lifts its break first, or the decision is withdrawn."))  # fmt: skip


def _resumes(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from not_ahead(case, values)
    yield from _none_is_open(case)
    if values["deadline"] < case.today.isoformat():
        yield Problem("deadline", told("%(day)s has passed.", day=values["deadline"]), N_("Leave the parties time to look."))  # fmt: skip


def _is_adopted(case: Case, values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from not_ahead(case, values)
    yield from _none_is_open(case)
    last = deadline(case)
    if values["day"] <= last or case.today.isoformat() <= last:
        yield Problem("day", told("The silence runs to the end of %(day)s.", day=last), N_("It is adopted on the day after at the earliest."))  # fmt: skip


def _dated(case: Case) -> Iterator[Dated]:
    if last := deadline(case):
        yield Dated(N_("end of silence"), str(case.content.get("title", "")), last, done=case.stage() in ("adopted", "withdrawn"))  # fmt: skip


def _advised(case: Case) -> Iterator[Problem]:
    last, today = deadline(case), case.today.isoformat()
    if case.stage() == "draft" and "" < last < today:
        yield Problem("deadline", told("The last day (%(day)s) has passed, and it was never circulated.", day=last), N_("Circulate it with a later day."))  # fmt: skip
    if case.stage() == "silence" and last < today:
        yield Problem("deadline", told("The silence ended on %(day)s, and nobody broke it.", day=last), N_("Note that it was adopted."))  # fmt: skip
    if case.stage() == "broken":
        left = breaks(case)
        yield Problem("breaks", told("These have broken the silence: %(names)s.", names=several(left)), N_("Speak with them.")) if left else Problem("breaks", N_("Every break was lifted."), N_("Resume the silence with a new last day."))  # fmt: skip


KIND = Kind(
    "decision", N_("Decision"), N_("Decisions"), binds=False, help=N_("What a coalition decides by silence: whoever does not object by the last day agrees."),
    fields=(
        Field("title", N_("Title"), needed=KEPT, help=N_("What is decided, in a line.")),
        Field("coalition", N_("Coalition"), Type.RECORD, KEPT, of=("coalition",), help=N_("Which decides.")),
        Field("text", N_("Text"), Type.PROSE, KEPT, help=N_("The words that are decided. They do not change once they were circulated.")),
        Field("deadline", N_("Last day of the silence"), Type.DAY, KEPT, help=N_("To its end objections break the silence.")),
        Field("hour", N_("Hour"), help=N_("Where the silence ends within that day: the hour with its zone, as it was circulated.")),
        Field("reference", N_("Reference"), help=N_("The number under which it is circulated.")),
        OWNER, LABEL,
    ),
    over=("adopted", "withdrawn"),
    stages={"draft": N_("draft"), "silence": N_("under silence"), "broken": N_("silence broken"), "adopted": N_("adopted"), "withdrawn": N_("withdrawn")},
    entries=(
        Entry("circulated", N_("It was circulated"), (DAY, NOTE), stages=("draft",), to="silence", check=_may_be_circulated, help=N_("To every party; from now on the words stand.")),
        Entry("broken", N_("The silence was broken"), (DAY, PARTY, Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("As the party gave it."))), stages=("silence", "broken"), to="broken", check=_breaks),
        Entry("lifted", N_("A break was lifted"), (DAY, PARTY, NOTE), stages=("broken",), check=_lifts, help=N_("By the party that broke the silence.")),
        Entry("resumed", N_("The silence goes on"), (DAY, Field("deadline", N_("Last day of the silence"), Type.DAY, KEPT, help=N_("The new one, to its end.")), NOTE), stages=("broken",), to="silence", check=_resumes, help=N_("When every break was lifted.")),
        Entry("adopted", N_("It was adopted"), (DAY, NOTE), stages=("silence",), to="adopted", check=_is_adopted, help=N_("After the last day, with no break open.")),
        Entry("withdrawn", N_("It was withdrawn"), (DAY, REASON), stages=("draft", "silence", "broken"), to="withdrawn", check=not_ahead),
    ),
    rules=(_as_circulated,),
    advice=(_advised,),
    dated=_dated,
)  # fmt: skip
