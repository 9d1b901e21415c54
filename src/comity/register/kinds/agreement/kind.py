"""Agreements: from the draft to their end, with parties, what they owe each other, annexes, and the days that bind."""

from __future__ import annotations

from comity.model.errors import N_
from comity.register.kinds.agreement.rules import (
    advised,
    dated,
    in_order,
    later_than_start,
    parties_named,
    two_parties,
)
from comity.register.kinds.agreement.words import DUTIES, ENDINGS, INSTRUMENTS, RENEWALS, ROLES, TYPES
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

TERM, TEXT = N_("Term"), N_("Text")
happened = every(not_ahead, not_before_the_last)

KIND = Kind(
    "agreement", N_("Agreement"), N_("Agreements"), help=N_("What was agreed with others, from the first draft to its end."),
    fields=(
        Field("title", N_("Title"), needed=KEPT, help=N_("As on its first page.")),
        Field("type", N_("What it is about"), Type.CHOICE, KEPT, TYPES, help=N_("Its main subject, in the words of the public record.")),
        Field("instrument", N_("Form"), Type.CHOICE, SUBMITTED, INSTRUMENTS, help=N_("How it is concluded: by whom it binds follows from that.")),
        Field("binding", N_("Binding in international law"), Type.FLAG, SUBMITTED, help=N_("No for political commitments; where the parties differ, say so under the subject.")),
        OWNER, LABEL, PROGRAMME, AUTHORITY,
        Field("subject", N_("Subject and purpose"), Type.PROSE, SUBMITTED, help=N_("What it lets both sides do that they could not do without it."), group=TEXT),
        Field("reference", N_("Reference"), help=N_("The number under which it is filed here."), group=TEXT),
        Field("registered", N_("Registered"), help=N_("Its number in a collection, as with the United Nations under Article 102."), group=TEXT),
        Field("languages", N_("Authentic languages"), help=N_("Which of them prevails, if one does."), group=TEXT),
        Field("file", N_("Text of the agreement"), Type.FILE, help=N_("The latest text; its digest is signed with the record."), group=TEXT),
        Field("follows", N_("Under which agreement"), Type.RECORDS, of=("agreement",), help=N_("What it implements, amends or replaces."), group=TEXT),
        Field("signed", N_("Signature"), Type.DAY, help=N_("The day that is planned, or on which it was signed."), group=TERM),
        Field("start", N_("Entry into force"), Type.DAY, help=N_("The day that is planned, or since when it binds."), group=TERM),
        Field("renewal", N_("Duration"), Type.CHOICE, SUBMITTED, RENEWALS, help=N_("What happens at the end of its term."), group=TERM),
        Field("end", N_("End of its term"), Type.DAY, help=N_("The last day on which it is in force as things stand."), group=TERM),
        Field("notice_months", N_("Notice, in months"), Type.WHOLE, help=N_("How long before the end notice is to be given; the last day for it is counted from this."), group=TERM),
        Field("review", N_("Next review"), Type.DAY, help=N_("When the office looks whether it is kept and still of use."), group=TERM),
    ),
    parts=(
        Part("parties", N_("Parties"), key="party", needed=SUBMITTED, help=N_("Each party, one’s own side too."), fields=(
            Field("party", N_("Party"), needed=KEPT, help=N_("As it calls itself in the agreement.")),
            Field("state", N_("State"), Type.STATE, help=N_("Which state that is in the public record; empty of an organisation.")),
            Field("partner", N_("Partner"), Type.RECORD, of=("partner",), help=N_("Its record here; empty of one’s own side.")),
            Field("role", N_("Role"), Type.CHOICE, KEPT, ROLES, help=N_("Whether it is bound.")),
            Field("start", N_("Bound since"), Type.DAY, help=N_("Where it joined later than the agreement began.")),
            Field("end", N_("Bound until"), Type.DAY, help=N_("Where it is bound for a shorter time than the others.")),
        )),
        Part("obligations", N_("Obligations"), key="duty", help=N_("Who owes what to whom: each direction is a row."), fields=(
            Field("owes", N_("Who owes"), help=N_("A party by its name above; empty: every party.")),
            Field("toward", N_("To whom"), help=N_("A party by its name above; empty: every other party.")),
            Field("duty", N_("What"), Type.CHOICE, KEPT, DUTIES, help=N_("In the words of the public record.")),
            Field("condition", N_("On which condition"), help=N_("As the text has it; empty where none is known.")),
            Field("article", N_("Article"), help=N_("Where it stands.")),
        )),
        Part("annexes", N_("Annexes"), key="title", help=N_("What belongs to the agreement."), fields=(
            Field("title", N_("Title"), needed=KEPT, help=N_("As on its first page.")),
            Field("reference", N_("Reference"), help=N_("Its number or letter.")),
            Field("file", N_("File"), Type.FILE, help=N_("Its digest is signed with the record.")),
        )),
    ),
    over=("terminated", "abandoned"),
    stages={
        "draft": N_("draft"), "negotiated": N_("negotiated"), "signed": N_("signed"), "in-force": N_("in force between the parties"),
        "terminated": N_("terminated"), "abandoned": N_("given up"),
    },
    entries=(
        Entry("negotiated", N_("The text is negotiated"), (DAY, NOTE), stages=("draft",), to="negotiated", check=happened, help=N_("Both sides stand by one text; it is not signed yet.")),
        Entry("signed", N_("It was signed"), (
            DAY,
            Field("location", N_("Where"), help=N_("The town, or both where letters were exchanged.")),
            Field("signatories", N_("Who signed"), help=N_("By office, as “the ministers of defence”; no names.")),
            NOTE,
        ), stages=("draft", "negotiated"), to="signed", check=every(approved, happened), help=N_("Only what was approved as it stands is signed.")),
        Entry("entered", N_("It entered into force"), (DAY, NOTE), stages=("signed",), to="in-force", check=every(approved, happened), help=N_("The day from which it binds, as the parties notified each other.")),
        Entry("reviewed", N_("It was reviewed"), (
            DAY,
            Field("outcome", N_("Outcome"), Type.PROSE, KEPT, help=N_("Is it kept by all, and of use? What is to change?")),
            Field("next", N_("Next review"), Type.DAY, help=N_("Empty where there is to be none.")),
        ), stages=("signed", "in-force"), check=not_ahead),
        Entry("extended", N_("Its term was extended"), (DAY, Field("end", N_("New end of its term"), Type.DAY, KEPT, help=N_("The last day on which it is in force now.")), NOTE), stages=("in-force",), check=every(approved, not_ahead, later_than_start), help=N_("By notes, or because nobody gave notice.")),
        Entry("notice", N_("Notice was given"), (DAY, Field("party", N_("By whom"), needed=KEPT, help=N_("The party, as it stands above.")), Field("effect", N_("With effect on"), Type.DAY, KEPT, help=N_("The day on which it will end.")), NOTE), stages=("in-force",), check=not_ahead),
        Entry("left", N_("A party left"), (DAY, NOTE), part="parties", stages=("in-force",), check=not_ahead, help=N_("It stays in force between the others.")),
        Entry("terminated", N_("It ended"), (DAY, Field("how", N_("How"), Type.CHOICE, KEPT, ENDINGS, help=N_("Why it is not in force any more.")), Field("successor", N_("What replaced it"), Type.RECORD, of=("agreement",), help=N_("Its record here, if any.")), NOTE), stages=("signed", "in-force"), to="terminated", check=happened),
        Entry("abandoned", N_("It was given up"), (DAY, REASON), stages=("draft", "negotiated", "signed"), to="abandoned", check=happened, help=N_("It never entered into force, and will not.")),
    ),
    rules=(parties_named, in_order),
    before_submission=(two_parties,),
    advice=(advised,),
    dated=dated,
)  # fmt: skip
