"""The words that a column of the record may hold, where there are only so many."""

from __future__ import annotations

ACTOR_KINDS = ("state", "organisation", "armed group")
AGREEMENT_KINDS = (
    "alliance",
    "neutrality-pact",
    "nonaggression-pact",
    "consultation-pact",
    "defence-cooperation",
    "status-of-forces",
    "logistics",
    "intelligence-sharing",
    "basing",
    "attache",
    "hotline",
    "incidents-at-sea",
    "notification",
    "arms-control",
    "conduct",
    "dialogue",
    "nuclear-hosting",
)
DUTIES = (
    "defense",
    "offense",
    "neutrality",
    "nonaggression",
    "consultation",
    "basing",
    "logistics",
    "status-of-forces",
    "intelligence-sharing",
    "notification",
    "observation",
    "communication",
    "restraint",
    "training",
)
ACTIVITY_KINDS = (
    "exercise",
    "peace-operation",
    "stabilisation",
    "maritime-operation",
    "combat-coalition",
    "training-mission",
    "visit",
)
ACTIVITY_ROLES = ("host", "lead", "participant", "observer", "contributor", "visitor")
INCIDENT_KINDS = (
    "war",
    "crisis",
    "militarised-dispute",
    "militarised-event",
    "armed-conflict",
    "conflict-dyad",
    "conflict-between-groups",
    "coup",
)
DOMAINS = ("land", "sea", "air", "amphibious", "cyber", "space", "command-post")
PURPOSES = ("warfighting", "peacekeeping", "humanitarian", "maritime-security", "counter-terrorism")
