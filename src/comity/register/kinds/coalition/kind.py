"""Coalitions: mandate, parties, what is needed, who may do what, who commands whom."""

from __future__ import annotations

from comity.model.errors import N_
from comity.register.kinds.coalition.rules import advised, dated, names_known, one_commander
from comity.register.kinds.coalition.words import CAVEATS, PRIORITIES, RELATIONS, ROLES, TYPES
from comity.register.kinds.common import (
    AUTHORITY,
    DAY,
    LABEL,
    NOTE,
    OWNER,
    PROGRAMME,
    REASON,
    approved,
    every,
    not_ahead,
    not_before_the_last,
)
from comity.register.shape import KEPT, SUBMITTED, Entry, Field, Kind, Part, Type

KIND = Kind(
    "coalition", N_("Coalition"), N_("Coalitions"), help=N_("Several that act together for a time, under a mandate."),
    fields=(
        Field("title", N_("Name"), needed=KEPT, help=N_("As its members call it.")),
        Field("type", N_("Type"), Type.CHOICE, KEPT, TYPES, help=N_("What it is there for.")),
        OWNER, LABEL, PROGRAMME, AUTHORITY,
        Field("purpose", N_("Purpose"), Type.PROSE, SUBMITTED, help=N_("What is to be reached, and by what one will see that it is.")),
        Field("start", N_("From"), Type.DAY, help=N_("Its first day, as it is planned.")),
        Field("end", N_("Until"), Type.DAY, help=N_("Its last day, as it is planned; what mandates allow stands below.")),
        Field("location", N_("Area"), help=N_("Where it acts, in words.")),
        Field("place", N_("Position"), Type.PLACE, help=N_("Latitude and longitude of its middle.")),
        Field("states", N_("States"), Type.STATES, help=N_("In whose territory it acts.")),
        Field("headquarters", N_("Headquarters"), help=N_("Which leads it, and where.")),
        Field("agreements", N_("Agreements"), Type.RECORDS, of=("agreement",), help=N_("On which it rests: status of forces, support, sharing of costs.")),
        Field("silence_days", N_("Silence, in days"), Type.WHOLE, help=N_("How long its silence procedures run as a rule.")),
    ),
    parts=(
        Part("mandates", N_("Mandates"), key="title", needed=SUBMITTED, help=N_("Under which it acts, one after another; an extension is a row of its own."), fields=(
            Field("title", N_("Mandate"), needed=KEPT, help=N_("As “Resolution 0000 (2027)”, or the host’s request.")),
            Field("source", N_("Given by"), needed=KEPT, help=N_("Who gave it, and where its text is to be read.")),
            Field("text", N_("What it allows"), Type.PROSE, KEPT, help=N_("The operative words.")),
            Field("start", N_("From"), Type.DAY, KEPT, help=N_("Its first day.")),
            Field("end", N_("Until"), Type.DAY, help=N_("Its last day; empty where none is set.")),
        )),
        Part("parties", N_("Parties"), key="party", needed=SUBMITTED, help=N_("Who belongs to it, one’s own side too."), fields=(
            Field("party", N_("Party"), needed=KEPT, help=N_("As it calls itself.")),
            Field("partner", N_("Partner"), Type.RECORD, of=("partner",), help=N_("Its record here; empty of one’s own side.")),
            Field("role", N_("Role"), Type.CHOICE, KEPT, ROLES, help=N_("As what it takes part.")),
            Field("start", N_("Since"), Type.DAY, help=N_("When it joined.")),
            Field("end", N_("Until"), Type.DAY, help=N_("When it left, or will.")),
        )),
        Part("tasks", N_("Tasks"), key="title", help=N_("What its forces do: caveats are told task by task."), fields=(
            Field("title", N_("Task"), needed=KEPT, help=N_("In a few words, as “patrols by night”.")),
            Field("description", N_("Description"), Type.PROSE, help=N_("What belongs to it, and what does not.")),
        )),
        Part("requirements", N_("Requirements"), key="capability", help=N_("What it needs, whoever gives it."), fields=(
            Field("capability", N_("Capability"), needed=KEPT, help=N_("As “role 2 hospital” or “transport aircraft”.")),
            Field("quantity", N_("How much"), Type.WHOLE, help=N_("In the unit beside; empty where it is not known yet.")),
            Field("unit", N_("Unit"), needed=KEPT, help=N_("As “persons”, “aircraft”, “beds”: contributions are counted in the same.")),
            Field("start", N_("From"), Type.DAY, help=N_("Empty: as long as the coalition.")),
            Field("end", N_("Until"), Type.DAY, help=N_("Empty: as long as the coalition.")),
            Field("priority", N_("Priority"), Type.CHOICE, choices=PRIORITIES, help=N_("What fails without it.")),
            Field("description", N_("Standard"), Type.PROSE, help=N_("What it must be able to do, and how soon.")),
        )),
        Part("command", N_("Command relations"), key="force", help=N_("Which force is under which headquarters, how, and when."), fields=(
            Field("force", N_("Force"), needed=KEPT, help=N_("A contingent, unit or headquarters.")),
            Field("under", N_("Under"), needed=KEPT, help=N_("The headquarters, or the capital that keeps it.")),
            Field("relation", N_("Relation"), Type.CHOICE, KEPT, RELATIONS, help=N_("What was transferred, no more.")),
            Field("start", N_("From"), Type.DAY, help=N_("When authority was or will be transferred.")),
            Field("end", N_("Until"), Type.DAY, help=N_("When it goes back.")),
            Field("reference", N_("Reference"), help=N_("Of the message that transferred it.")),
        )),
        Part("caveats", N_("National caveats"), key="contributor", help=N_("What a contributor’s forces may not do, or not without asking. That there is none is told too: silence is no leave."), fields=(
            Field("contributor", N_("Contributor"), needed=KEPT, help=N_("A party by its name above.")),
            Field("task", N_("Task"), help=N_("One of the tasks above; empty: every task.")),
            Field("area", N_("Where"), help=N_("Empty: everywhere.")),
            Field("caveat", N_("Caveat"), Type.CHOICE, KEPT, CAVEATS, help=N_("What holds.")),
            Field("text", N_("Wording"), Type.PROSE, help=N_("As the contributor put it.")),
            Field("source", N_("Told by"), needed=KEPT, help=N_("Which message or meeting, and its day.")),
            Field("start", N_("From"), Type.DAY, help=N_("Empty: from the beginning.")),
            Field("end", N_("Until"), Type.DAY, help=N_("Empty: until it is told otherwise.")),
        )),
    ),
    over=("ended",),
    stages={"planned": N_("planned"), "active": N_("active"), "ended": N_("ended")},
    entries=(
        Entry("constituted", N_("It was constituted"), (DAY, NOTE), stages=("planned",), to="active", check=every(approved, not_ahead), help=N_("Only what was approved as it stands.")),
        Entry("ended", N_("It ended"), (DAY, REASON), stages=("planned", "active"), to="ended", check=every(not_ahead, not_before_the_last)),
    ),
    rules=(names_known, one_commander),
    advice=(advised,),
    dated=dated,
)  # fmt: skip
