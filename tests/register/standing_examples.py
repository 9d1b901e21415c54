"""Of agreements, posts, coalitions and what belongs to them a record each, as somebody of the office would type it."""

from __future__ import annotations

from typing import Any

STANDING: dict[str, dict[str, Any]] = {
    "agreement": {
        "title": "Agreement on the status of visiting forces", "type": "status-of-forces", "instrument": "intergovernmental-agreement", "binding": "yes",
        "owner": "anna", "label": "internal", "authority": "Constitution, article 59; cabinet decision of 3 February 2026",
        "subject": "Which law holds for visiting forces, and who answers for damage.", "reference": "AG-2026-04", "languages": "Norlandic and English, both authentic",
        "signed": "2026-06-01", "start": "2026-09-01", "renewal": "tacit", "end": "2031-08-31", "notice_months": "6", "review": "2028-09-01",
        "parties": [
            {"id": "home", "party": "Government of Estonia", "state": "EST", "role": "depositary"},
            {"id": "norland", "party": "Government of Norland", "partner": "Navy of Norland", "role": "party"},
        ],
        "obligations": [
            {"duty": "status-of-forces", "condition": "while on the other's territory with its consent", "article": "2"},
            {"owes": "Government of Norland", "toward": "Government of Estonia", "duty": "notification", "article": "7"},
        ],
        "annexes": [{"title": "Claims procedure", "reference": "Annex A"}],
    },
    "post": {
        "title": "Defence attaché, Tokyo", "type": "defence-attache", "post": "Tokyo", "state": "JPN", "partner": "Navy of Norland", "owner": "anna", "label": "internal",
        "start": "2019-09-01", "location": "Tokyo", "place": "35.68 139.77", "domains": "sea; joint", "languages": "Japanese 3/3", "tasks": "Staff talks twice a year.", "report_days": "30",
        "accreditation": [
            {"id": "japan", "title": "Japan", "state": "JPN", "sort": "resident", "start": "2024-08-01", "end": "2027-07-31", "reference": "Note 114"},
            {"id": "korea", "title": "Republic of Korea", "state": "KOR", "sort": "non-resident", "start": "2024-10-01", "end": "2026-09-30"},
        ],
        "tours": [{"id": "first", "person": "anna", "function": "defence attaché", "start": "2024-08-01", "end": "2027-07-31"}],
    },
    "report": {
        "title": "Patrol boat held off the southern coast", "type": "incident", "post": "Tokyo", "station": "Defence attaché, Tokyo", "start": "2026-03-01", "owner": "anna", "label": "restricted",
        "text": "A patrol boat was held for two hours. The post takes it for a mistake.", "states": "Japan; KOR", "partner": "Navy of Norland", "location": "Off the southern coast", "place": "34.1 129.9",
        "flash": "yes", "flash_of": "sea-air; detention", "reliability": "B", "credibility": "2", "action": "Say whether the navy was told.", "action_by": "2026-03-09", "action_person": "carl",
    },
    "coalition": {
        "title": "Southern Watch", "type": "maritime-operation", "owner": "anna", "label": "partners", "authority": "Act on operations abroad, section 4",
        "purpose": "Ships pass the strait unharmed; incidents a month are counted.", "start": "2026-04-01", "end": "2027-03-31", "location": "Southern strait", "place": "12.5 43.3",
        "states": "YEM", "headquarters": "Maritime headquarters, Rota", "agreements": ["Agreement on the status of visiting forces"], "silence_days": "5",
        "mandates": [{"id": "first", "title": "Resolution 0000 (2026)", "source": "Security Council, S/RES/0000", "text": "To protect shipping.", "start": "2026-04-01", "end": "2027-03-31"}],
        "parties": [
            {"id": "home", "party": "Estonia", "role": "lead"},
            {"id": "norland", "party": "Norland", "partner": "Navy of Norland", "role": "contributor"},
            {"id": "southland", "party": "Southland", "role": "observer"},
        ],
        "tasks": [{"title": "escort", "description": "Within the corridor."}, {"title": "boarding"}],
        "requirements": [
            {"id": "ships", "capability": "frigates", "quantity": "3", "unit": "ships", "priority": "essential"},
            {"id": "beds", "capability": "hospital afloat", "quantity": "20", "unit": "beds", "start": "2026-05-01", "end": "2026-12-31"},
            {"id": "drones", "capability": "surveillance", "unit": "flying hours"},
        ],
        "command": [
            {"force": "Norland’s frigate", "under": "Maritime headquarters, Rota", "relation": "tacon", "start": "2026-04-10"},
            {"force": "Norland’s frigate", "under": "Fleet command of Norland", "relation": "full-command"},
        ],
        "caveats": [
            {"contributor": "Estonia", "caveat": "none", "source": "Letter of 1 March 2026"},
            {"contributor": "Norland", "task": "boarding", "caveat": "ask", "text": "Opposed boardings.", "source": "Force generation conference, 2 March 2026"},
        ],
    },
    "contribution": {
        "title": "Frigate of Norland", "coalition": "Southern Watch", "contributor": "Norland", "partner": "Navy of Norland", "requirement": "frigates",
        "capability": "one frigate with helicopter", "quantity": "1", "unit": "ships", "force": "Frigate 07 of Norland", "start": "2026-04-10", "end": "2026-10-09", "readiness_days": "20",
        "lift": "no", "self_sustained": "yes", "conditions": "Fuel is paid by the lead nation.", "owner": "anna", "label": "partners",
    },
    "decision": {
        "title": "Rules for escort at night", "coalition": "Southern Watch", "text": "Escorts sail darkened from dusk to dawn.", "deadline": "2026-03-06", "hour": "16:00 UTC",
        "reference": "SW(2026)0007", "owner": "anna", "label": "partners",
    },
}  # fmt: skip
