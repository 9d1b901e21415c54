"""Reports of posts: what was seen and heard, whether it may flare up, and what is asked of the office."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.errors import N_, told
from comity.register.kinds.common import DAY, LABEL, NOTE, OWNER, days_until, not_ahead
from comity.register.shape import KEPT, Case, Dated, Entry, Field, Kind, Problem, Type

TYPES = {
    "routine": N_("routine"),
    "incident": N_("incident"),
    "visit": N_("visit"),
    "conversation": N_("conversation"),
    "observation": N_("observation of an activity"),
    "assessment": N_("assessment"),
}
FLASH = {
    "border": N_("incident at a border"),
    "sea-air": N_("incident at sea or in the air"),
    "concentration": N_("concentration of forces"),
    "detention": N_("people or vessels detained"),
    "unrest": N_("unrest"),
    "election": N_("contested election or succession"),
    "cyber": N_("attack on networks"),
    "disinformation": N_("false reports that inflame"),
    "disaster": N_("disaster"),
    "other": N_("other"),
}
#: The grading that armed forces share: of the source, and of what it says.
RELIABILITY = {
    "A": N_("A: completely reliable"),
    "B": N_("B: usually reliable"),
    "C": N_("C: fairly reliable"),
    "D": N_("D: not usually reliable"),
    "E": N_("E: unreliable"),
    "F": N_("F: cannot be judged"),
}
CREDIBILITY = {
    "1": N_("1: confirmed by others"),
    "2": N_("2: probably true"),
    "3": N_("3: possibly true"),
    "4": N_("4: doubtful"),
    "5": N_("5: improbable"),
    "6": N_("6: cannot be judged"),
}


def _a_flash_point_is_told(case: Case) -> Iterator[Problem]:
    content = case.content
    if content.get("flash"):
        for name, what in (("flash_of", N_("What may flare up is not said.")), ("states", N_("Whom it concerns is not said."))):  # fmt: skip
            if not content.get(name):
                yield Problem(name, what, N_("A report that is flagged says both, so that the right people look."))
    elif content.get("flash_of"):
        yield Problem("flash", N_("It says what may flare up, and yet is not flagged."), N_("Flag it, or leave that out."))  # fmt: skip


def _has_happened(case: Case) -> Iterator[Problem]:
    if (content_day := case.content.get("start")) and content_day > case.today.isoformat():
        yield Problem("start", told("%(day)s is still to come.", day=content_day), N_("Report what has happened."))


def _of_its_post(case: Case) -> Iterator[Problem]:
    station = case.find(case.content["station"]) if "station" in case.content else None
    if station and station.content.get("post") != case.content.get("post"):
        yield Problem("post", told("The record of the post calls it “%(name)s”.", name=station.content.get("post")), N_("Write the same name."))  # fmt: skip


def _dated(case: Case) -> Iterator[Dated]:
    if case.content.get("flash") and "start" in case.content:
        yield Dated(N_("flash report to be read"), str(case.content.get("title", "")), case.content["start"], done=case.stage() != "new")  # fmt: skip
    if "action_by" in case.content:
        yield Dated(N_("action asked by a post"), str(case.content.get("title", "")), case.content["action_by"], person=case.content.get("action_person"), done=case.stage() == "acted")  # fmt: skip


def _advised(case: Case) -> Iterator[Problem]:
    content, stage = case.content, case.stage()
    if content.get("flash") and stage == "new":
        yield Problem("flash", N_("It is flagged, and nobody has noted having read it."), N_("Read it, and note that."))
    if "action" in content and "action_by" not in content and stage != "acted":
        yield Problem("action_by", N_("Something is asked, and by when is not said."), N_("Set a day."))
    if "action_by" in content and stage != "acted" and days_until(case, content["action_by"]) < 0:
        yield Problem("action_by", told("What it asks was due on %(day)s.", day=content["action_by"]), N_("Answer it, and note that."))  # fmt: skip


KIND = Kind(
    "report", N_("Report"), N_("Reports"), binds=False, help=N_("What a post saw and heard. Persons are named by their office alone."),
    fields=(
        Field("title", N_("Title"), needed=KEPT, help=N_("What it says, in a line.")),
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES, help=N_("Why it was written.")),
        Field("post", N_("Post"), needed=KEPT, help=N_("Which post reports, as it is called among the roles.")),
        Field("station", N_("Record of the post"), Type.RECORD, of=("post",), help=N_("The post’s own page.")),
        Field("start", N_("Day"), Type.DAY, KEPT, help=N_("When it happened, or the last day that it covers.")),
        OWNER, LABEL,
        Field("text", N_("Report"), Type.PROSE, KEPT, help=N_("What happened, and apart from it what the post makes of it. Offices, no names of persons.")),
        Field("states", N_("States"), Type.STATES, help=N_("Whom it concerns.")),
        Field("partner", N_("Partner"), Type.RECORD, of=("partner",), help=N_("With whom the office works there.")),
        Field("location", N_("Where"), help=N_("The place in words.")),
        Field("place", N_("Position"), Type.PLACE, help=N_("Latitude and longitude.")),
        Field("flash", N_("Flash point"), Type.FLAG, KEPT, help=N_("Yes where it may flare up, and somebody should look today.")),
        Field("flash_of", N_("What may flare up"), Type.SEVERAL, choices=FLASH, help=N_("Of a flash point: one at least.")),
        Field("reliability", N_("Source"), Type.CHOICE, choices=RELIABILITY, help=N_("How far whoever told it can be relied on; empty of what the post saw itself.")),
        Field("credibility", N_("What it says"), Type.CHOICE, choices=CREDIBILITY, help=N_("How far it agrees with what others say.")),
        Field("action", N_("What is asked"), Type.PROSE, help=N_("Of the office; empty where nothing is.")),
        Field("action_by", N_("Until"), Type.DAY, help=N_("By when an answer is needed.")),
        Field("action_person", N_("Of whom"), Type.PERSON, help=N_("Who is to answer; else whoever is responsible.")),
    ),
    over=("read", "acted"),
    stages={"new": N_("new"), "read": N_("read"), "acted": N_("answered")},
    entries=(
        Entry("read", N_("It was read"), (NOTE,), stages=("new",), to="read", help=N_("By somebody who can decide what follows.")),
        Entry("acted", N_("It was answered"), (DAY, Field("answer", N_("Answer"), Type.PROSE, KEPT, help=N_("What was decided and done.")),), stages=("new", "read"), to="acted", check=not_ahead),
    ),
    rules=(_a_flash_point_is_told, _has_happened, _of_its_post),
    advice=(_advised,),
    dated=_dated,
)  # fmt: skip
