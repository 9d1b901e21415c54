"""Of each kind a record as somebody of the office would type it, whole enough to be submitted. Norland is invented, and so are its people.

Records name each other by title and people by login, so that they are saved in the order in which they stand here.
"""

from __future__ import annotations

from typing import Any

from register.standing_examples import STANDING

RISKS = [
    {"kind": kind, "description": said, "owner": "anna", "trigger": trigger, "likelihood": "low"}
    for kind, said, trigger in (
        ("escalation", "The neighbour takes the landing for a threat.", "Their ministry asks for an explanation."),
        ("dependence", "The navy cannot run its boats without our instructors.", "Own instructors stay unfilled."),
        ("backlash-here", "Parliament asks why this partner.", "A question is put to the minister."),
        ("backlash-there", "Fishermen block the harbour.", "The harbour master warns."),
        ("cost", "Fuel costs a third more.", "The price passes 900 EUR a tonne."),
    )
]

#: By kind what is typed; in the order in which one can be saved after the other.
EXAMPLES: dict[str, dict[str, Any]] = {
    "partner": {"title": "Navy of Norland", "type": "organisation", "owner": "anna", "label": "internal", "body": "Naval staff"},
    "programme": {
        "title": "Coast guard of Norland", "owner": "anna", "label": "internal", "purpose": "Norland watches its own coast by 2028.",
        "authority": "Defence Cooperation Act, section 12", "partners": ["Navy of Norland"], "region": "southern coast",
        "start": "2026-01-01", "end": "2028-12-31", "currency": "EUR",
        "theory_of_change": "If crews are trained and boats are kept up, then the coast is watched, because boats lie idle for want of crews today.",
        "lines": [
            {"id": "line26", "code": "1402-687", "title": "Training abroad", "source": "Defence budget", "year": "2026", "currency": "EUR", "amount": "400000", "expires": "2026-12-31"},
            {"id": "line27", "code": "1402-687", "title": "Training abroad", "source": "Defence budget", "year": "2027", "currency": "EUR", "amount": "350000.50", "expires": "2027-12-31"},
        ],
        "rates": [{"currency": "USD", "to": "EUR", "rate": "0.92", "day": "2026-01-02", "source": "Treasury, monthly rate"}],
        "risks": RISKS[:1],
        "fixed": [{"what": "Parliamentary election in Norland", "day": "2026-09-13", "source": "Electoral commission of Norland"}],
        "assumptions": [{"assumption": "Norland goes on paying its crews.", "signal": "Pay is two months late."}],
    },
    "objective": {
        "title": "Boats at sea", "programme": "Coast guard of Norland", "owner": "anna", "label": "internal",
        "specific": "The third squadron sails its six boats with its own crews.", "measurable": "Days at sea of each boat, from its log.",
        "achievable": "Two crews a year can be trained with the places that are paid.", "relevant": "It serves the common watch on the southern coast.",
        "start": "2026-01-01", "end": "2028-06-30",
        "indicators": [
            {"id": "days", "name": "Days at sea", "type": "outcome", "unit": "days a month", "baseline": "20", "baseline_day": "2026-01-01", "target": "120", "target_day": "2028-01-01", "source": "Logs of the boats", "frequency": "quarterly", "collector": "anna"},
        ],
        "milestones": [{"id": "crew1", "title": "First crew trained", "day": "2026-10-01", "owner": "anna"}],
    },
    "activity": {
        "title": "Northern Bridge 2026", "type": "exercise", "domains": "sea; air", "owner": "anna", "label": "internal", "series": "Northern Bridge",
        "purpose": "Crews land a company from the sea by night.", "authority": "Exchange of notes of 3 May 2024, article 4",
        "programme": "Coast guard of Norland", "objectives": ["Boats at sea"], "fund_line": "1402-687", "cost": "120000", "currency": "EUR",
        "start": "2026-09-01", "end": "2026-09-14", "location": "Southern coast", "place": "57.1 11.4", "radius_km": "30",
        "troops": "1200", "landing_troops": "300", "command": "Fleet command", "no_notice": "no", "in_calendar": "no", "trains_unit": "yes",
        "theory_of_change": "If crews land by night once a year, they keep what they learnt, because it is drilled under load.",
        "absorptive_capacity": "Two of the six boats are free; crews are paid for the time.", "task": "amphibious landing", "conditions": "By night, calm sea.",
        "partners": [{"partner": "Navy of Norland", "role": "participant", "unit": "Third squadron", "personnel": "240"}],
        "vetting": [{"unit": "Third squadron", "authority": "Foreign ministry", "day": "2026-02-10", "result": "cleared", "expires": "2027-02-09", "reference": "V-26-114"}],
        "assumptions": [{"assumption": "The range is free.", "signal": "The range officer says no."}],
        "training_objectives": [{"task": "Land a company", "condition": "By night, without opposition", "standard": "Ashore within 40 minutes"}],
        "risks": RISKS,
        "fixed": [{"what": "Parliamentary election in Norland", "day": "2026-09-13", "source": "Electoral commission of Norland"}],
        "milestones": [{"id": "ipc0", "event": "ipc", "title": "Initial planning conference", "day": "2026-03-10", "owner": "anna"}],
        "clearances": [{"id": "port", "type": "port", "authority": "Harbour master of Norland", "deadline": "2026-08-01", "owner": "anna"}],
        "bookings": [{"kind": "place", "resource": "Southern range", "start": "2026-09-02", "end": "2026-09-10"}, {"kind": "person", "person": "anna"}],
    },
    "commitment": {
        "title": "Charter of a landing craft", "owner": "anna", "label": "internal", "programme": "Coast guard of Norland", "activity": "Northern Bridge 2026",
        "authority": "Defence Cooperation Act, section 12", "payee": "Northern Shipping", "start": "2026-03-01", "end": "2027-03-31",
        "fund_line": "1402-687", "currency": "EUR", "amount": "60001", "exact": "60000.50",
        "years": [{"id": "y2026", "year": "2026", "amount": "40000"}, {"id": "y2027", "year": "2027", "amount": "20000.50"}],
    },
    "lesson": {
        "title": "Radios fail by night", "owner": "anna", "label": "internal", "observer": "anna", "day": "2026-03-01", "activity": "Northern Bridge 2026",
        "observation": "Three of five radios lost the beach by night.", "discussion": "Batteries were cold; spares were in the last boat.",
        "conclusion": "Spares go with the first boat.", "recommendation": "The landing order puts spare batteries into the first boat.",
        "type": "exercise", "task": "amphibious landing", "conditions": "By night, cold.", "domains": ["sea"], "partners": ["Navy of Norland"], "season": "autumn",
        "released_title": "Radios in the cold", "released_observation": "Radios failed a landing force by night.",
    },
    "evaluation": {
        "title": "Boats at sea, first half", "type": "mid-term", "evaluates": "Boats at sea", "evaluator": "carl", "owner": "olga", "label": "internal",
        "start": "2026-01-01", "end": "2026-02-28", "deadline": "2026-06-30", "method": "Logs of all boats were read; crews were asked.",
        "questions": [{"id": "quest1", "question": "Do the boats sail more?", "criterion": "effectiveness"}],
    },
    "offer": {
        "title": "Staff course for partners", "code": "M-014", "type": "education-place", "owner": "anna", "label": "partners", "content": "Four weeks for officers who will plan.",
        "authority": "Defence Cooperation Act, section 12", "partners": ["Navy of Norland"], "seats": "4", "prerequisites": "Major or above.", "languages": "English, level 2222",
        "start": "2026-10-05", "end": "2026-10-30", "location": "Staff college", "deadline": "2026-06-30", "answer_by": "2026-07-31", "paid": "Tuition and quarters, no travel.",
    },
    **STANDING,
}  # fmt: skip
