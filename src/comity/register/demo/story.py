"""Three years of one programme of the fictitious ministry: what was wanted, paid, done, learnt and judged, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comity.register.demo.cast import POST, Demo

LINE = "1402-687"
WATCH, INSTITUTE, YARD = "Northern Sea Watch", "Institute for Cold Seas", "Skerry Boatworks"
AUTHORITY = "Defence Cooperation Act of Norland, section 12"


def tell(made: Demo) -> None:
    """Tell the story up to today, everything on its day."""
    made.play([
        partners(made), attache(made), agreement(made), plan(made), learnt(made), menu(made), coalition(made), reports(made), figures(made), judged(made), ahead(made), drafts(made),
        *(exercise(made, year) for year in (2, 3, 4)), *(course(made, year) for year in (2, 3, 4)),
        money(made, 2, "Charter of two boats", "exercise", "120000", "118500.50", "118500.50"), money(made, 3, "Fuel and port dues", "exercise", "90000", "86000", "61250.25"), money(made, 4, "Fees of the ice course", "course", "72000", "72000", "36000"),
    ])  # fmt: skip


def partners(made: Demo) -> Iterator[str]:
    """Put on record with whom the office works."""
    yield made.day(1, "12-04")
    for title, sort, body, aims in (
        (
            WATCH,
            "organisation",
            "Secretariat, operations section",
            "A common picture of the northern sea, and boats that can be at sea on any day.",
        ),
        (INSTITUTE, "research", "Department of sea ice", "Forecasts of ice that patrols can plan with."),
        (YARD, "industry", "Service department", "Boats that are kept up where they are used."),
    ):
        made.keep("anna", "partner", {"title": title, "type": sort, "owner": "anna", "label": "public", "post": POST, "body": body, "aims": aims, "sensitivities": "Budgets are decided in spring; nothing is promised before."})  # fmt: skip


def attache(made: Demo) -> Iterator[str]:
    """Open the post at the watch's secretariat."""
    yield made.day(1, "12-05")
    made.named["post"] = made.keep("tove", "post", {
        "title": "Liaison officer, Northport", "type": "liaison-officer", "post": POST, "owner": "tove", "label": "internal", "partner": WATCH, "location": "Northport, secretariat",
        "start": made.day(1, "09-01"), "report_days": "60", "tasks": "Keeps the programme’s partners told, and its dates firm.",
        "accreditation": [{"title": WATCH, "sort": "resident", "start": made.day(1, "09-01"), "end": made.day(5, "08-31")}],
        "tours": [{"person": "tove", "function": "liaison officer", "start": made.day(1, "09-01"), "end": made.day(5, "08-31")}],
    })  # fmt: skip


def agreement(made: Demo) -> Iterator[str]:
    """Conclude the arrangement on which the exercises rest."""
    yield made.day(1, "12-08")
    which = made.agreed("anna", "agreement", {
        "title": "Arrangement on exercises in the northern sea", "type": "defence-cooperation", "instrument": "memorandum", "binding": "no", "owner": "anna", "label": "public",
        "authority": AUTHORITY, "subject": "Lets both sides use each other’s ranges and ports for exercises, and says who pays what.", "renewal": "ends",
        "signed": made.day(2, "01-20"), "start": made.day(2, "02-01"), "end": made.day(6, "01-31"), "notice_months": "6", "review": made.day(5, "02-01"), "languages": "English",
        "parties": [{"party": "Ministry of Defence of Norland", "role": "party"}, {"party": WATCH, "partner": WATCH, "role": "party"}],
        "obligations": [
            {"owes": "Ministry of Defence of Norland", "toward": WATCH, "duty": "training", "condition": "as the year’s programme says", "article": "3"},
            {"duty": "logistics", "condition": "against reimbursement", "article": "5"},
        ],
        "annexes": [{"title": "Ports and ranges", "reference": "A"}],
    }, partners=["watch"])  # fmt: skip
    yield from made.noted("anna", which, "negotiated", made.day(1, "12-18"))
    yield from made.noted(
        "anna",
        which,
        "signed",
        made.day(2, "01-20"),
        location="Northport",
        signatories="The head of defence cooperation and the head of the secretariat",
    )
    yield from made.noted("anna", which, "entered", made.day(2, "02-01"))


def plan(made: Demo) -> Iterator[str]:
    """Set up the programme and what it is to reach."""
    yield made.day(2, "01-05")
    programme = made.agreed("anna", "programme", {
        "title": "Boats at sea", "owner": "anna", "label": "public", "purpose": "By the end of its fourth year the Northern Sea Watch has boats and crews at sea on four days of five.",
        "authority": AUTHORITY, "problem": "Boats lie idle for want of crews that are trained for ice.", "assessed": made.day(1, "11-10"), "partners": [WATCH, INSTITUTE], "region": "Northern sea",
        "start": made.day(2, "01-01"), "end": made.day(5, "12-31"), "currency": "EUR",
        "theory_of_change": "If crews are trained in ice and boats are kept up at their own quays, then they are at sea more often, because crews and repairs are what is wanting today.",
        "absorptive_capacity": "Two crews a year can be spared for training; one quay has a crane.", "political_will": "The secretariat has asked for it in writing.", "sustainability": "From the fifth year on the watch pays its own instructors.",
        "lines": [
            {"code": LINE, "title": "Training and exercises abroad", "source": "Defence budget", "year": str(made.year + year - 1), "currency": "EUR", "amount": amount, "expires": made.day(year, "12-31")}
            for year, amount in ((2, "420000"), (3, "380000"), (4, "360000"), (5, "300000"))
        ],
        "rates": [{"currency": "USD", "to": "EUR", "rate": "0.92", "day": made.day(2, "01-02"), "source": "Treasury of Norland, monthly rate"}],
        "risks": [risk for risk in RISKS if risk["kind"] in ("dependence", "cost")],
        "fixed": [{"what": "Budget vote of the Northern Sea Watch", "day": made.day(5, "05-15"), "source": "Calendar of its assembly"}],
        "assumptions": [{"assumption": "Crews stay for two years after training.", "signal": "More than one in four leaves within a year."}],
    })  # fmt: skip
    objective = made.agreed("anna", "objective", {
        "title": "Crews are at sea in winter", "programme": programme, "owner": "anna", "label": "public",
        "specific": "The watch’s six boats sail in the three winter months with crews of their own.", "measurable": "Days at sea of each boat, from its log.",
        "achievable": "Two crews a year are trained; the yard keeps two boats at a time.", "relevant": "It is what the arrangement of both sides was made for.",
        "start": made.day(2, "01-01"), "end": made.day(5, "03-31"),
        "indicators": [
            {"id": "days", "name": "Days at sea in winter, all boats", "type": "outcome", "unit": "days", "baseline": "96", "baseline_day": made.day(2, "01-05"), "target": "300", "target_day": made.day(5, "03-31"), "source": "Logs of the boats", "frequency": "quarterly", "collector": "anna"},
            {"id": "crews", "name": "Crews certified for ice", "type": "output", "unit": "crews", "baseline": "0", "baseline_day": made.day(2, "01-05"), "target": "6", "target_day": made.day(4, "12-31"), "source": "School’s register", "frequency": "quarterly", "collector": "anna"},
            {"id": "trust", "name": "Skippers who would sail under the other’s command", "type": "outcome", "unit": "per cent", "target": "80", "target_day": made.day(5, "03-31"), "source": "Yearly survey", "frequency": "yearly"},
        ],
        "milestones": [{"id": "crew1", "title": "First two crews certified", "day": made.day(2, "10-31"), "owner": "anna"}, {"id": "quay", "title": "Crane at the second quay", "day": made.day(4, "09-30"), "owner": "anna"}],
    })  # fmt: skip
    made.named |= {"programme": programme, "objective": objective}
    yield from made.noted("anna", programme, "started", made.day(2, "02-01"))


RISKS: list[dict[str, str]] = [
    {
        "kind": "escalation",
        "description": "A neighbour takes the landing for a threat.",
        "owner": "nils",
        "trigger": "Its ministry asks for an explanation.",
        "likelihood": "low",
    },
    {
        "kind": "dependence",
        "description": "The watch does not sail without our instructors.",
        "owner": "anna",
        "trigger": "Their own posts for instructors stay empty.",
        "likelihood": "medium",
    },
    {
        "kind": "backlash-here",
        "description": "Parliament asks why money goes abroad.",
        "owner": "anna",
        "trigger": "A question is put to the minister.",
        "likelihood": "low",
    },
    {
        "kind": "backlash-there",
        "description": "Fishermen lose their grounds for a week.",
        "owner": "tove",
        "trigger": "The harbour master warns.",
        "likelihood": "medium",
    },
    {
        "kind": "cost",
        "description": "Fuel costs a third more.",
        "owner": "anna",
        "trigger": "The price passes 900 EUR a tonne.",
        "likelihood": "medium",
    },
]


def _activity(made: Demo, title: str, sort: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title, "type": sort, "owner": "nils", "implementer": "nils", "label": "public", "authority": AUTHORITY, "programme": made.named["programme"], "objectives": [made.named["objective"]],
        "fund_line": LINE, "currency": "EUR", "start": start, "end": end, "location": "Northern sea", "trains_unit": "no", "risks": RISKS,
        "purpose": "Crews of both sides do together what neither can do alone.",
        "theory_of_change": "If both sides do it together once a year they keep what they learnt, because it is tried under load.",
        "absorptive_capacity": "Three boats are free in that month; their crews are paid for the time.",
        "assumptions": [{"assumption": "The ice allows it.", "signal": "The institute’s forecast says no."}],
        "partners": [{"partner": WATCH, "role": "participant", "personnel": "180"}],
    } | more  # fmt: skip


def exercise(made: Demo, year: int) -> Iterator[str]:
    """Plan an exercise, hold it, and report."""
    start, end = made.day(year, "09-07"), made.day(year, "09-18")
    yield made.day(year, "02-10" if year == 2 else "01-15")
    bound = {
        "id": f"port{year}",
        "type": "port",
        "authority": "Harbour master of Northport",
        "deadline": made.day(year, "08-15"),
        "owner": "nils",
    }
    which = made.agreed("nils", "activity", _activity(
        made, f"Cold Anchor {made.year + year - 1}", "exercise", start, end, series="Cold Anchor", domains=["sea", "air"], cost="160000",
        place="66.4 5.2", radius_km="60", troops=str(1400 * (year - 1)), landing_troops="0", sorties="40", tanks="0", acvs="0", artillery="0", command="Joint Staff of Norland", no_notice="no", in_calendar="yes",
        task="search and rescue in ice", conditions="Cold, short days, mixed crews.", template="joint_exercise",
        milestones=[
            {"id": f"ipc{year}", "event": "ipc", "title": "Initial planning conference", "day": made.day(year, "02-16"), "owner": "nils"}, {"id": f"mpc{year}", "event": "mpc", "title": "Main planning conference", "day": made.day(year, "04-20"), "owner": "nils"},
            {"id": f"fpc{year}", "event": "fpc", "title": "Final planning conference", "day": made.day(year, "06-29"), "owner": "nils"}, {"id": f"aar{year}", "event": "aar", "title": "After-action report", "day": made.day(year, "10-19"), "owner": "nils"},
        ],
        training_objectives=[{"task": "Find and lift a crew from ice", "condition": "By night, two boats of two sides", "standard": "Within three hours of the alarm"}],
        clearances=[bound], bookings=[{"kind": "place", "resource": "Range north", "start": start, "end": end}, {"kind": "person", "person": "nils"}],
        fixed=[{"what": "Herring season opens", "day": made.day(year, "09-14"), "source": "Fisheries board"}],
    ), partners=["watch"])  # fmt: skip
    made.named[f"exercise {year}"] = which
    if year > 2:
        yield from made.noted("nils", which, "considered", made.day(year, "02-09"), lesson=made.named["lesson"], answer="taken", reason="The list of frequencies is tried on the first day.")  # fmt: skip
    for event, day in (("ipc", "02-16"), ("mpc", "04-20"), ("fpc", "06-29")):
        yield from made.noted("nils", which, "done", made.day(year, day), f"{event}{year}")
    yield from made.noted("nils", which, "clearance", made.day(year, "08-03"), bound["id"], result="obtained")
    yield from made.noted("nils", which, "started", start)
    yield from made.noted("nils", which, "held", end, attended=str(1400 * (year - 1) - 20))
    yield from made.noted(
        "nils", which, "hotwash", end, text="Alarms came by three ways; the boats went to two places."
    )
    yield from made.noted(
        "nils",
        which,
        "reported",
        made.day(year, "10-16"),
        report="The standard was met in two of three trials. Alarms must go by one way.",
    )
    yield from made.noted("nils", which, "done", made.day(year, "10-16"), f"aar{year}")


def learnt(made: Demo) -> Iterator[str]:
    """Observe something, and carry it as far as it goes."""
    yield made.day(2, "09-20")
    which = made.keep("nils", "lesson", {
        "title": "One way for alarms between mixed crews", "owner": "anna", "label": "internal", "observer": "nils", "day": made.day(2, "09-18"), "activity": made.named["exercise 2"],
        "observation": "Alarms reached the boats by three ways, and two of them went to the wrong place.", "discussion": "Each side had its own list of frequencies.",
        "conclusion": "Mixed crews need one list, and one who keeps it.", "recommendation": "The host’s operations room keeps one list and tries it on the first day.",
        "type": "exercise", "task": "search and rescue in ice", "conditions": "Mixed crews, short days.", "domains": ["sea"], "partners": [WATCH], "season": "autumn",
        "released_title": "One way for alarms", "released_observation": "Alarms reached boats by several ways.", "released_recommendation": "One list, tried on the first day.",
    })  # fmt: skip
    made.named["lesson"] = which
    yield from made.noted("anna", which, "validated", made.day(2, "10-05"), basis="Logs of four boats.")
    yield from made.noted("mikael", which, "endorsed", made.day(2, "10-20"))
    yield from made.noted(
        "anna",
        which,
        "tasked",
        made.day(2, "11-02"),
        body="Operations room, Joint Staff",
        plan="One list of frequencies, kept by the operations room and tried on the first day.",
        responsible="nils",
        due=made.day(3, "05-31"),
    )
    yield from made.noted(
        "nils", which, "implemented", made.day(3, "05-11"), how="One list is kept, and was sent to all boats."
    )
    yield from made.noted(
        "anna",
        which,
        "verified",
        made.day(3, "10-20"),
        activity=made.named["exercise 3"],
        how="All alarms of the exercise came by one way.",
    )


def course(made: Demo, year: int) -> Iterator[str]:
    """Train crews, whose unit was vetted first."""
    yield made.day(year, "03-02")
    which = made.agreed("nils", "activity", _activity(
        made, f"Ice course for boat crews {made.year + year - 1}", "training-course", made.day(year, "04-13"), made.day(year, "05-08"), cost="90000", trains_unit="yes", task="boat handling in ice",
        partners=[{"partner": WATCH, "role": "trainee", "unit": "Boat group two", "personnel": "24"}],
        vetting=[{"unit": "Boat group two", "authority": "Foreign Ministry of Norland", "day": made.day(year, "02-20"), "result": "cleared", "expires": made.day(year + 1, "02-19"), "reference": f"V-{year}07"}],
    ))  # fmt: skip
    made.named[f"course {year}"] = which
    yield from made.noted("nils", which, "started", made.day(year, "04-13"))
    yield from made.noted("nils", which, "held", made.day(year, "05-08"), attended="23")
    yield from made.noted(
        "nils", which, "reported", made.day(year, "06-01"), report="Two crews of eleven and twelve were certified."
    )
    yield from made.noted("nils", which, "closed", made.day(year, "06-30"))


def menu(made: Demo) -> Iterator[str]:
    """Offer places, and have a partner choose and nominate."""
    yield made.day(4, "01-20")
    which = made.agreed("anna", "offer", {
        "title": "Places on the navigators’ course", "code": "N-03", "type": "education-place", "owner": "anna", "label": "partners", "programme": made.named["programme"], "authority": AUTHORITY, "content": "For navigators who will lead a boat in ice.",
        "partners": [WATCH], "seats": "4", "languages": "English, level 2222", "start": made.day(4, "10-05"), "end": made.day(4, "11-27"), "deadline": made.day(4, "06-30"), "answer_by": made.day(4, "07-31"), "location": "Naval school", "paid": "Tuition and quarters, no travel.",
    }, partners=["watch"])  # fmt: skip
    yield from made.noted("petra", which, "chosen", made.day(4, "02-10"), priority="1", seats="2")
    yield from made.noted(
        "petra",
        which,
        "nominated",
        made.day(4, "05-18"),
        seats="2",
        rank="Lieutenant",
        function="navigator, boat group two",
    )


def coalition(made: Demo) -> Iterator[str]:
    """Gather a small patrol, with what it needs, who gives it, and what nobody may do."""
    yield made.day(4, "02-23")
    which = made.agreed("anna", "coalition", {
        "title": "Winter patrol", "type": "maritime-operation", "owner": "anna", "label": "partners", "purpose": "Two boats at sea on every day of the winter.", "authority": AUTHORITY, "start": made.day(4, "12-01"), "end": made.day(5, "03-31"), "silence_days": "7",
        "mandates": [{"title": "Decision 4 of the watch’s assembly", "source": "Assembly of the Northern Sea Watch", "text": "To search, to rescue, and to warn of ice.", "start": made.day(4, "12-01"), "end": made.day(5, "03-31")}],
        "parties": [{"party": "Norland", "role": "lead"}, {"party": WATCH, "partner": WATCH, "role": "contributor"}],
        "tasks": [{"title": "Patrols by night"}, {"title": "Boarding"}],
        "requirements": [{"capability": "Patrol boats", "quantity": "4", "unit": "boats", "priority": "essential"}, {"capability": "Helicopters", "quantity": "2", "unit": "aircraft"}],
        "command": [{"force": "Boat group two", "under": "Operations room, Joint Staff", "relation": "tacon", "start": made.day(4, "12-01"), "end": made.day(5, "03-31")}],
        "caveats": [{"contributor": WATCH, "task": "Boarding", "caveat": "barred", "text": "Its crews board no vessel.", "source": f"Letter of {made.day(4, '01-30')}"}],
    }, partners=["watch"])  # fmt: skip
    for title, who, capability, quantity, unit, steps in (
        ("Two patrol boats of Norland", "Norland", "Patrol boats", "2", "boats", ("pledged", "confirmed")),
        ("One patrol boat of the watch", WATCH, "Patrol boats", "1", "boats", ("pledged",)),
        ("Helicopter of Norland", "Norland", "Helicopters", "1", "aircraft", ()),
    ):
        given = made.agreed("anna", "contribution", {
            "title": title, "owner": "anna", "label": "partners", "coalition": which, "contributor": who, "requirement": capability, "capability": capability, "quantity": quantity, "unit": unit, "start": made.day(4, "12-01"), "end": made.day(5, "03-31"),
        } | ({"partner": WATCH} if who == WATCH else {}))  # fmt: skip
        for number, step in enumerate(steps):
            yield from made.noted("anna", given, step, made.day(4, f"0{4 + number}-15"))
    decision = made.keep("anna", "decision", {"title": "Bases for fuel", "owner": "anna", "label": "partners", "coalition": which, "text": "Boats take fuel at Northport and at the second quay.", "deadline": made.day(4, "05-20")})  # fmt: skip
    yield from made.noted("anna", decision, "circulated", made.day(4, "05-11"))
    yield from made.noted(
        "anna",
        decision,
        "broken",
        made.day(4, "05-18"),
        party=WATCH,
        reason="The second quay has no fire brigade at night.",
    )
    yield from made.noted("anna", decision, "lifted", made.day(4, "06-02"), party=WATCH)
    yield from made.noted("anna", decision, "resumed", made.day(4, "06-03"), deadline=made.day(4, "06-10"))
    yield from made.noted("anna", decision, "adopted", made.day(4, "06-12"))


def reports(made: Demo) -> Iterator[str]:
    """Have the post report, and once flag what may flare up."""
    for day, title, text, more in (
        (made.day(2, "06-10"), "Crews and their pay", "Pay is in time again; two crews have asked for the ice course.", {}),
        (made.day(3, "03-18"), "The budget vote is near", "The secretariat expects a cut of a tenth; boats would stay, one quay would wait.", {}),
        (made.day(4, "02-24"), "Two trawlers detained", "Both were boarded outside the agreed line; their owners speak of force.", {"flash": "yes", "flash_of": "detention", "states": ["ISL"]}),
    ):  # fmt: skip
        yield day
        said = {
            "title": title,
            "type": "routine",
            "owner": "tove",
            "label": "internal",
            "post": POST,
            "station": made.named["post"],
            "start": day,
            "text": text,
            "flash": "no",
        }
        made.keep("tove", "report", said | more)


def figures(made: Demo) -> Iterator[str]:
    """Measure what is to be reached."""
    yield made.day(2, "03-31")
    objective = made.named["objective"]
    for about, day, value in (
        ("days", made.day(2, "03-31"), "118"), ("crews", made.day(2, "10-30"), "2"), ("trust", made.day(3, "02-27"), "61"), ("days", made.day(3, "03-31"), "164"), ("crews", made.day(3, "06-30"), "3"), ("days", made.day(4, "03-31"), "231"), ("crews", made.day(4, "06-30"), "4"),
    ):  # fmt: skip
        yield from made.noted(
            "anna", objective, "measured", day, about, value=value, source="As the objective names it"
        )
        if about == "crews" and value == "2":
            yield from made.noted("anna", objective, "reached", made.day(2, "10-31"), "crew1")


def money(made: Demo, year: int, title: str, of: str, amount: str, obligated: str, spent: str) -> Iterator[str]:
    """Commit, obligate and spend."""
    yield made.day(year, "03-16")
    which = made.agreed("anna", "commitment", {
        "title": title, "owner": "anna", "label": "internal", "programme": made.named["programme"], "activity": made.named[f"{of} {year}"], "authority": AUTHORITY, "fund_line": LINE, "currency": "EUR", "amount": amount, "payee": YARD,
        "years": [{"year": str(made.year + year - 1), "amount": amount}],
    })  # fmt: skip
    yield from made.noted(
        "anna", which, "obligated", made.day(year, "03-30"), amount=obligated, document=f"O-{year}-03"
    )
    yield from made.noted("anna", which, "spent", made.day(year, "10-05"), amount=spent, document=f"P-{year}-10")


def judged(made: Demo) -> Iterator[str]:
    """Have somebody else evaluate the first half."""
    yield made.day(4, "03-01")
    which = made.keep("eva", "evaluation", {
        "title": "Boats at sea, at half its time", "type": "mid-term", "owner": "eva", "label": "public", "evaluates": made.named["programme"], "objectives": [made.named["objective"]], "evaluator": "eva", "start": made.day(2, "01-01"), "end": made.day(3, "12-31"), "deadline": made.day(4, "04-30"),
        "method": "Logs of the boats, talks with eleven skippers, the school’s register.", "findings": "Days at sea rose, mostly by better upkeep; crews certified are behind the plan.", "summary": "Boats are at sea more often; fewer crews are certified than was planned.",
        "questions": [{"question": "Are boats at sea more often because of the programme?", "criterion": "effectiveness", "answer": "In part: upkeep explains more than training.", "confidence": "medium"}],
        "recommendations": [
            {"id": "crews", "recommendation": "Certify crews at their own quay, not at the school alone.", "priority": "high", "addressee": "anna"}, {"id": "trust", "recommendation": "Measure trust before the next exercise: it has no baseline.", "priority": "medium", "addressee": "anna"},
        ],
    })  # fmt: skip
    yield from made.noted("eva", which, "closed", made.day(4, "04-30"), respond_by=made.day(4, "06-30"))
    yield from made.noted(
        "anna",
        which,
        "responded",
        made.day(4, "06-15"),
        "crews",
        answer="accepted",
        action="Two instructors go to the second quay.",
        due=made.day(4, "12-15"),
        responsible="nils",
    )


def ahead(made: Demo) -> Iterator[str]:
    """Plan what is to come: two linked exercises that together cross a threshold, and a visit."""
    yield made.day(4, "06-20")
    common: dict[str, Any] = {
        "domains": ["land", "sea"], "place": "66.6 13.6", "radius_km": "40", "landing_troops": "400", "sorties": "20", "tanks": "0", "acvs": "120", "artillery": "24", "command": "Joint Staff of Norland", "no_notice": "no", "in_calendar": "no",
        "task": "landing in cold weather", "conditions": "Cold, mixed crews.", "cost": "110000", "fund_line": LINE,
    }  # fmt: skip
    one = made.agreed(
        "nils",
        "activity",
        _activity(
            made,
            f"Cold Shore {made.year + 4}",
            "exercise",
            made.day(5, "05-04"),
            made.day(5, "05-15"),
            troops="5200",
            **common,
        ),
    )
    made.keep("nils", "activity", _activity(made, f"Cold Bridge {made.year + 4}", "exercise", made.day(5, "05-08"), made.day(5, "05-20"), troops="4600", linked=[one], **common))  # fmt: skip
    made.keep("anna", "activity", _activity(made, "Visit of the watch’s secretariat", "visit", made.day(5, "02-09"), made.day(5, "02-11"), cost="4000", owner="anna"))  # fmt: skip


def drafts(made: Demo) -> Iterator[str]:
    """Leave some things undone, as they are in any office."""
    yield made.day(4, "01-12")
    made.keep(
        "anna",
        "activity",
        {
            "title": "Staff talks, no date yet",
            "type": "staff-talk",
            "owner": "anna",
            "label": "internal",
            "programme": made.named["programme"],
        },
    )
    made.keep(
        "anna",
        "agreement",
        {"title": "Arrangement on the second quay", "type": "logistics", "owner": "anna", "label": "internal"},
    )
