"""Activities: whatever is done with partners, from an office call to a peace operation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from comity.model.errors import N_
from comity.register.kinds.activity import lessons, rules
from comity.register.kinds.planned import (  # fmt: skip
    ACTIVITIES,
    AUTHORITY,
    DAY,
    DOMAINS,
    FIXED,
    LABEL,
    MONEY,
    OWNER,
    TITLE,
    WHAT,
    WHEN,
    WHY,
    WITH,
    WORKS,
    happened,
    risks,
)
from comity.register.planning.templates import templates
from comity.register.shape import KEPT, SUBMITTED, Booked, Case, Dated, Entry, Field, Kind, Part, Sum, Type

#: So long after its end an activity is reported.
REPORTED = timedelta(days=30)
FORCES, MEASURED = N_("Forces, for notification"), N_("What is watched")
ROLES = {"host": N_("host"), "participant": N_("participant"), "trainee": N_("trained or equipped"), "observer": N_("observer"), "contributor": N_("contributor")}  # fmt: skip
CLEARANCES = {"overflight": N_("overflight and landing"), "port": N_("port"), "weapons": N_("weapons and ammunition"), "visa": N_("visas"), "customs": N_("customs"), "frequencies": N_("radio frequencies"), "other": N_("another clearance")}  # fmt: skip
ANSWERS = {"obtained": N_("obtained"), "refused": N_("refused")}
VETTINGS = {"cleared": N_("cleared"), "pending": N_("pending"), "not-cleared": N_("not cleared")}
BOOKED = {"person": N_("person"), "unit": N_("unit"), "place": N_("place or range"), "equipment": N_("equipment")}
BENCHMARKS = {"disarmament": N_("disarmament and demobilisation"), "reintegration": N_("reintegration"), "security-sector-reform": N_("security-sector reform"), "elections": N_("elections"), "returns": N_("returns of the displaced"), "other": N_("another benchmark")}  # fmt: skip


def _after(end: str) -> str:
    """Give the day by which a report is due: it is written while it is remembered."""
    return (date.fromisoformat(end) + REPORTED).isoformat()


#: By which an activity is planned back, and the steps of them all.
TEMPLATES = {one.key: one.title for one in templates()}
EVENTS = {event.key: event.title for one in reversed(templates()) for event in one.events}


def _dated(case: Case) -> Iterator[Dated]:
    over = case.stage() in ("closed", "cancelled")
    title = str(case.content.get("title", ""))
    if start := case.content.get("start"):
        yield Dated(N_("activity begins"), title, start, case.content.get("end"), done=case.stage() != "planned")
    if end := case.content.get("end"):
        yield Dated(N_("after-action report"), title, _after(end), done=case.stage() in ("reported", "closed", "cancelled"))  # fmt: skip
    for row in case.rows("clearances"):
        if row.get("deadline"):
            yield Dated(N_("clearance"), str(row.get("authority", "")), row["deadline"], about=row["id"], person=row.get("owner"), done=over or rules.clearance_state(case, row) == "obtained")  # fmt: skip
    for row in case.rows("milestones"):
        yield Dated(N_("milestone"), row["title"], row["day"], about=row["id"], person=row.get("owner"), done=over or bool(case.noted("done", row["id"])))  # fmt: skip
    for row in case.rows("benchmarks"):
        if row.get("due"):
            yield Dated(N_("benchmark"), row["indicator"], row["due"], about=row["id"], done=over or bool(case.noted("benchmark", row["id"])))  # fmt: skip
    if case.stage() in ("planned", "started"):
        for row in case.rows("vetting"):
            if row.get("expires"):
                yield Dated(N_("vetting expires"), row["unit"], row["expires"], about=row["id"], fixed=True)


def _booked(case: Case) -> Iterator[Booked]:
    if case.stage() == "cancelled":
        return
    for row in case.rows("bookings"):
        start, end = row.get("start") or case.content.get("start"), row.get("end") or case.content.get("end")
        resource = row.get("person") or row.get("resource")
        if start and resource:
            yield Booked(row["kind"], resource, start, end or start, row.get("amount"))


def _money(case: Case) -> Iterator[Sum]:
    content, year = case.content, rules.fund_year(case)
    if case.stage() != "cancelled" and year and {"cost", "currency", "fund_line"} <= set(content):
        yield Sum(content["fund_line"], year, "planned", content["currency"], content["cost"])


PLANNED, UNDER_WAY = ("planned",), ("planned", "started")
SEEN = N_("As it was counted; empty where nobody counted.")
REMARK = Field("remark", N_("Remark"), Type.PROSE, help=N_("What one should know of it later."))
TEXT = Field("text", N_("What is said"), Type.PROSE, KEPT, help=N_("In their own words; of the activity, not of a person’s character."))  # fmt: skip


def _whole(name: str, title: str, help_: str) -> Field:
    return Field(name, title, Type.WHOLE, group=FORCES, help=help_)


KIND = Kind(
    "activity", N_("Activity"), N_("Activities"),
    help=N_("Whatever is done with partners, from an office call to an operation, from its first idea to its after-action report."),
    over=("closed", "cancelled"),
    stages={"planned": N_("planned"), "started": N_("under way"), "held": N_("held"), "reported": N_("reported"), "closed": N_("closed"), "cancelled": N_("cancelled")},
    fields=(
        TITLE,
        Field("type", N_("Type"), Type.CHOICE, KEPT, ACTIVITIES, group=WHAT, help=N_("What is done.")),
        Field("domains", N_("Domains"), Type.SEVERAL, choices=DOMAINS, group=WHAT, help=N_("Where forces act, if any do.")),
        OWNER,
        Field("implementer", N_("Who carries it out"), Type.PERSON, group=WHAT, help=N_("Where it is not the owner.")),
        LABEL,
        Field("series", N_("Series"), group=WHAT, help=N_("The name that it has every time, as: Northern Bridge.")),
        Field("post", N_("Post"), group=WHAT, help=N_("The post whose record it is, as: Tokyo.")),
        Field("purpose", N_("Purpose"), Type.PROSE, SUBMITTED, group=WHY, help=N_("What is to be different afterwards.")),
        AUTHORITY,
        Field("agreement", N_("Under which agreement"), Type.RECORD, of=("agreement",), group=WHY, help=N_("Where one on record here covers it.")),
        Field("programme", N_("Programme"), Type.RECORD, SUBMITTED, of=("programme",), group=WHY, help=N_("Which pays for it and whose objectives it serves.")),
        Field("objectives", N_("Objectives"), Type.RECORDS, SUBMITTED, of=("objective",), group=WHY, help=N_("What of the programme it serves: one at least.")),
        Field("fund_line", N_("Fund line"), group=MONEY, help=N_("One that the programme has for that year, in that currency.")),
        Field("fund_year", N_("Year of the budget"), Type.WHOLE, group=MONEY, help=N_("Where it is not the year in which it begins.")),
        Field("cost", N_("Cost"), Type.MONEY, group=MONEY, help=N_("All that the office pays; 0 where it costs nothing.")),
        Field("currency", N_("Currency"), Type.CURRENCY, group=MONEY, help=N_("Three letters, as EUR.")),
        Field("start", N_("Start"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its first day; of an exercise STARTEX.")),
        Field("end", N_("End"), Type.DAY, SUBMITTED, group=WHEN, help=N_("Its last day; of an exercise ENDEX.")),
        Field("location", N_("Where"), group=WHEN, help=N_("As people call it.")),
        Field("place", N_("Latitude and longitude"), Type.PLACE, group=WHEN, help=N_("Of its middle, in degrees, as 59.4 24.7.")),
        Field("radius_km", N_("Radius of the area, in kilometres"), Type.NUMBER, group=WHEN, help=N_("How far it goes around its middle.")),
        Field("states", N_("States in which it takes place"), Type.STATES, group=WHEN, help=N_("All of them, with those that are crossed.")),
        Field("season", N_("Season and climate"), group=WHEN, help=N_("As: winter, arctic; lessons learnt under such conditions are found by it.")),
        _whole("troops", N_("Troops, with support"), N_("All who take part at any one time.")),
        _whole("tanks", N_("Battle tanks"), N_("How many take part.")),
        _whole("acvs", N_("Armoured combat vehicles"), N_("How many take part.")),
        _whole("artillery", N_("Artillery pieces, 100 mm and above"), N_("Guns, mortars and rocket launchers that take part.")),
        _whole("landing_troops", N_("Troops landed or dropped"), N_("By sea, helicopter or parachute.")),
        _whole("sorties", N_("Sorties"), N_("Of aircraft, without helicopters.")),
        Field("command", N_("Command"), group=FORCES, help=N_("Who organises and commands; activities of one command are summed.")),
        Field("no_notice", N_("Without notice to the troops"), Type.FLAG, group=FORCES, help=N_("An alert of which the troops do not know.")),
        Field("in_calendar", N_("In the annual calendar"), Type.FLAG, group=FORCES, help=N_("Whether it was in the calendar that was sent.")),
        Field("notified", N_("Notified on"), Type.DAY, group=FORCES, help=N_("When the notification was sent.")),
        Field("linked", N_("Linked activities"), Type.RECORDS, of=("activity",), group=FORCES, help=N_("That belong to one with this: their forces are summed.")),
        Field("trains_unit", N_("It trains or equips a unit of the partner"), Type.FLAG, group=WITH, help=N_("Then that unit is vetted before it is submitted.")),
        Field("theory_of_change", N_("Theory of change"), Type.PROSE, SUBMITTED, group=WORKS, help=N_("Why this should lead to the objective: if …, then …, because ….")),
        Field("absorptive_capacity", N_("What the partner can absorb"), Type.PROSE, SUBMITTED, group=WORKS, help=N_("Whether they have the people, upkeep and time for it, and how one knows.")),
        Field("task", N_("Task"), group=WORKS, help=N_("What is practised or done, as: evacuation by sea; lessons are found by it.")),
        Field("conditions", N_("Conditions"), Type.PROSE, group=WORKS, help=N_("Under which it is done; lessons are found by them.")),
        Field("template", N_("Template of its planning"), Type.CHOICE, choices=TEMPLATES, group=WORKS, help=N_("By which its milestones were planned back.")),
    ),
    parts=(
        Part(
            "partners", N_("Partners"), key="partner", needed=SUBMITTED, group=WITH, help=N_("With whom it is done: one at least."),
            fields=(
                Field("partner", N_("Partner"), Type.RECORD, KEPT, of=("partner",), help=N_("A partner that is on record here.")),
                Field("role", N_("Role"), Type.CHOICE, SUBMITTED, ROLES, help=N_("What they do in it.")),
                Field("unit", N_("Unit"), help=N_("Which of theirs takes part; of training and equipment, which receives it.")),
                Field("personnel", N_("Personnel"), Type.WHOLE, help=N_("How many people they send.")),
            ),
        ),
        Part(
            "vetting", N_("Vetting for human rights"), key="unit", group=WITH, help=N_("Of every unit that is trained or equipped: valid until the last day."),
            fields=(
                Field("unit", N_("Unit"), needed=KEPT, help=N_("Called as it is beside the partner.")),
                Field("authority", N_("Authority"), needed=KEPT, help=N_("Who has vetted it.")),
                Field("day", N_("Day"), Type.DAY, KEPT, help=N_("Of the result.")),
                Field("result", N_("Result"), Type.CHOICE, KEPT, VETTINGS, help=N_("What was found; the details stay with the authority.")),
                Field("expires", N_("Valid until"), Type.DAY, SUBMITTED, help=N_("Its last day.")),
                Field("reference", N_("Reference"), help=N_("Where the result stands.")),
            ),
        ),
        Part(
            "assumptions", N_("Assumptions"), key="assumption", needed=SUBMITTED, group=WORKS, help=N_("What must hold, and is in nobody’s hands here."),
            fields=(
                Field("assumption", N_("What must hold"), Type.PROSE, KEPT, help=N_("One assumption in a sentence.")),
                Field("signal", N_("How one would see that it fails"), help=N_("What one would see first.")),
            ),
        ),
        Part(
            "training_objectives", N_("Training objectives"), key="task", group=WORKS, help=N_("What is trained: task, conditions and standard."),
            fields=(
                Field("task", N_("Task"), needed=KEPT, help=N_("What is to be done.")),
                Field("condition", N_("Conditions"), Type.PROSE, SUBMITTED, help=N_("With what, where, against whom.")),
                Field("standard", N_("Standard"), Type.PROSE, SUBMITTED, help=N_("How well it is to be done.")),
            ),
        ),
        risks(SUBMITTED), FIXED,
        Part(
            "milestones", N_("Milestones"), key="title", group=WHEN, help=N_("Conferences, reports and other steps; planned back from the start."),
            fields=(
                Field("event", N_("Step of the template"), Type.CHOICE, choices=EVENTS, help=N_("Of the template’s event, where it is one.")),
                Field("title", N_("Milestone"), needed=KEPT, help=N_("As: initial planning conference.")),
                Field("day", N_("Day"), Type.DAY, KEPT, help=N_("When it is to be done.")),
                Field("owner", N_("Who sees to it"), Type.PERSON, help=N_("Who is reminded.")),
            ),
        ),
        Part(
            "clearances", N_("Clearances"), key="authority", group=WHEN, help=N_("Permits of others without which nobody moves."),
            fields=(
                Field("type", N_("For what"), Type.CHOICE, KEPT, CLEARANCES, help=N_("What it permits.")),
                Field("authority", N_("Authority"), needed=KEPT, help=N_("Who gives it.")),
                Field("deadline", N_("Needed by"), Type.DAY, SUBMITTED, help=N_("The last day on which it is of use.")),
                Field("owner", N_("Who asks for it"), Type.PERSON, help=N_("Who is reminded.")),
                Field("reference", N_("Reference"), help=N_("Of the request.")),
            ),
        ),
        Part(
            "bookings", N_("Who and what is taken up"), key="resource", group=WHEN, help=N_("People, units, places and equipment: conflicts are found by these."),
            fields=(
                Field("kind", N_("Kind"), Type.CHOICE, KEPT, BOOKED, help=N_("What is taken up.")),
                Field("resource", N_("Which"), help=N_("A unit, a place or a piece of equipment, called the same every time.")),
                Field("person", N_("Person"), Type.PERSON, help=N_("A person of the office.")),
                Field("start", N_("From"), Type.DAY, help=N_("Where it is not the activity’s own first day.")),
                Field("end", N_("To"), Type.DAY, help=N_("Where it is not the activity’s own last day.")),
                Field("amount", N_("How many"), Type.WHOLE, help=N_("Seats, beds, vehicles: where there are more than one.")),
            ),
        ),
        Part(
            "benchmarks", N_("Benchmarks"), key="indicator", group=MEASURED, help=N_("Of a peace operation: by what one sees that it gets on."),
            fields=(
                Field("kind", N_("Of what"), Type.CHOICE, KEPT, BENCHMARKS, help=N_("What it is about.")),
                Field("indicator", N_("Benchmark"), needed=KEPT, help=N_("What is counted.")),
                Field("unit", N_("Unit"), needed=SUBMITTED, help=N_("As: fighters, per cent.")),
                Field("baseline", N_("Baseline"), Type.NUMBER, help=N_("Where it stood before.")),
                Field("target", N_("Target"), Type.NUMBER, SUBMITTED, help=N_("What is to be reached.")),
                Field("due", N_("By"), Type.DAY, SUBMITTED, help=N_("Until when.")),
            ),
        ),
    ),
    entries=(
        Entry("done", N_("Milestone done"), (DAY, Field("outputs", N_("What came of it"), Type.PROSE, help=N_("Decisions and documents."))), part="milestones", stages=("planned", "started", "held", "reported"), check=lessons.answered_first),
        Entry(
            "considered", N_("Lesson considered"), stages=PLANNED, check=lessons.is_a_lesson, help=N_("What planning makes of a lesson that was put before it."),
            fields=(Field("lesson", N_("Lesson"), Type.RECORD, KEPT, of=("lesson",), help=N_("One that was put before whoever plans.")), Field("answer", N_("What becomes of it"), Type.CHOICE, KEPT, lessons.ANSWERS, help=N_("Whether the plan follows it.")), Field("reason", N_("How, or why not"), Type.PROSE, KEPT, help=N_("What of the plan follows it; or what is different here.")), DAY),
        ),
        Entry(
            "clearance", N_("Clearance answered"), part="clearances", stages=UNDER_WAY, check=happened,
            fields=(DAY, Field("result", N_("Answer"), Type.CHOICE, KEPT, ANSWERS, help=N_("What they answered.")), Field("reference", N_("Number"), help=N_("Of the permit.")), REMARK),
        ),
        Entry("started", N_("It has begun"), (DAY, REMARK), stages=PLANNED, to="started", check=rules.may_begin, help=N_("Only what is in force, vetted and cleared begins.")),
        Entry("held", N_("It was held"), (DAY, Field("attended", N_("How many came"), Type.WHOLE, help=N_("As they were counted.")), REMARK), stages=UNDER_WAY, to="held", check=rules.was_held),
        Entry("cancelled", N_("It is cancelled"), (DAY, Field("reason", N_("Reason"), Type.PROSE, KEPT, help=N_("Why, and who decided."))), stages=UNDER_WAY, to="cancelled", check=happened),
        Entry(
            "observed", N_("Figures observed"), stages=("started", "held", "reported"), check=rules.not_locked,
            help=N_("What was seen, beside what was declared."),
            fields=(DAY, Field("troops", N_("Troops"), Type.WHOLE, help=SEEN), Field("tanks", N_("Battle tanks"), Type.WHOLE, help=SEEN), Field("acvs", N_("Armoured combat vehicles"), Type.WHOLE, help=SEEN), Field("artillery", N_("Artillery pieces"), Type.WHOLE, help=SEEN), Field("landing_troops", N_("Troops landed or dropped"), Type.WHOLE, help=SEEN), Field("sorties", N_("Sorties"), Type.WHOLE, help=SEEN), Field("source", N_("Source"), needed=KEPT, help=N_("Who saw it."))),
        ),
        Entry("benchmark", N_("Benchmark measured"), (DAY, Field("value", N_("Value"), Type.NUMBER, KEPT, help=N_("In the benchmark’s unit.")), Field("source", N_("Source"), needed=KEPT, help=N_("Where it stands, or who counted."))), part="benchmarks", stages=("started", "held", "reported"), check=rules.not_locked),
        Entry("feedback", N_("Feedback"), (DAY, TEXT, Field("rating", N_("Of use, from 1 to 5"), Type.CHOICE, choices={str(one): str(one) for one in range(1, 6)}, help=N_("5 is the best."))), stages=("started", "held", "reported", "closed"), partner=True, check=happened),
        Entry("hotwash", N_("Hotwash"), (DAY, TEXT), stages=("started", "held", "reported"), check=happened, help=N_("What was said when it was fresh; lessons are written from it.")),
        Entry("reported", N_("After-action report"), (DAY, Field("report", N_("Report"), Type.PROSE, KEPT, help=N_("What was planned, what happened, why, and what follows."))), stages=("held",), to="reported", check=happened),
        Entry("closed", N_("It is closed"), (DAY, REMARK), stages=("reported",), to="closed", check=happened),
    ),
    rules=(rules.costs_are_of_a_currency, rules.not_linked_to_itself),
    before_submission=(rules.fund_line, rules.objectives_are_the_programmes, rules.every_risk_is_named, rules.vetted, rules.clearances_are_in_time, rules.operations_have_benchmarks, rules.bookings_name_something),
    advice=(rules.clearances_outstanding, rules.vetting_running_out),
    dated=_dated, booked=_booked, money=_money,
)  # fmt: skip
