"""The words of agreements: what they are about and what is owed by them, as the public record has them."""

from __future__ import annotations

from comity.model.errors import N_

#: What an agreement is about.
TYPES = {
    "defence-cooperation": N_("defence cooperation"),
    "status-of-forces": N_("status of forces"),
    "logistics": N_("logistics and mutual support"),
    "intelligence-sharing": N_("exchange of intelligence and security of information"),
    "basing": N_("bases and access"),
    "attache": N_("exchange of attachés"),
    "alliance": N_("alliance: defence or offensive help is owed"),
    "consultation-pact": N_("consultation pact"),
    "neutrality-pact": N_("neutrality pact"),
    "nonaggression-pact": N_("non-aggression pact"),
    "hotline": N_("hotline"),
    "incidents-at-sea": N_("incidents at sea"),
    "notification": N_("notification of activities"),
    "arms-control": N_("arms control"),
    "conduct": N_("code of conduct"),
    "dialogue": N_("dialogue"),
    "nuclear-hosting": N_("hosting of nuclear weapons"),
}

#: What is owed.
DUTIES = {
    "defense": N_("defence if attacked"),
    "offense": N_("offensive help"),
    "neutrality": N_("neutrality"),
    "nonaggression": N_("non-aggression"),
    "consultation": N_("consultation"),
    "basing": N_("bases and access"),
    "logistics": N_("logistic support"),
    "status-of-forces": N_("status for visiting forces"),
    "intelligence-sharing": N_("sharing of intelligence"),
    "notification": N_("prior notification"),
    "observation": N_("letting observers in"),
    "communication": N_("a line of communication"),
    "restraint": N_("restraint"),
    "training": N_("training and education"),
}

INSTRUMENTS = {
    "treaty": N_("treaty"),
    "intergovernmental-agreement": N_("intergovernmental agreement"),
    "ministerial-agreement": N_("agreement between ministries"),
    "memorandum": N_("memorandum of understanding"),
    "implementing-arrangement": N_("implementing or technical arrangement"),
    "exchange-of-notes": N_("exchange of notes or letters"),
    "letter-of-intent": N_("letter of intent"),
    "declaration": N_("joint declaration"),
    "other": N_("other"),
}

RENEWALS = {
    "ends": N_("it ends unless it is extended"),
    "tacit": N_("it is renewed unless notice is given"),
    "open": N_("it is in force until notice is given"),
}

ENDINGS = {
    "expired": N_("it expired"),
    "denounced": N_("notice was given"),
    "consent": N_("the parties agreed to end it"),
    "replaced": N_("another replaced it"),
}

ROLES = {
    "party": N_("party"),
    "depositary": N_("party and depositary"),
    "observer": N_("observer: it is not bound"),
}
