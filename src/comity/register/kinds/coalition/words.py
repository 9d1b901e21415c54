"""The words of coalitions."""

from __future__ import annotations

from comity.model.errors import N_

TYPES = {
    "coalition": N_("coalition of the willing"),
    "framework-nation": N_("group of a framework nation"),
    "peace-operation": N_("peace operation"),
    "training-mission": N_("training mission"),
    "maritime-operation": N_("maritime operation"),
    "relief-operation": N_("relief operation"),
    "standing-force": N_("standing multinational force"),
    "donors": N_("group of donors"),
}
ROLES = {
    "lead": N_("lead or framework nation"),
    "contributor": N_("contributor"),
    "host": N_("host"),
    "supporter": N_("supporter without forces"),
    "observer": N_("observer"),
}
PRIORITIES = {"essential": N_("essential"), "important": N_("important"), "desirable": N_("desirable")}
#: From the widest to the narrowest.
RELATIONS = {
    "full-command": N_("full command"),
    "opcom": N_("operational command (OPCOM)"),
    "opcon": N_("operational control (OPCON)"),
    "tacom": N_("tactical command (TACOM)"),
    "tacon": N_("tactical control (TACON)"),
    "adcon": N_("administrative control (ADCON)"),
    "support": N_("in support"),
    "coordination": N_("coordination alone"),
}
#: What one headquarters alone can have of a force at a time.
SOLE = ("full-command", "opcom", "opcon", "tacom", "tacon")
#: From what frees most to what binds most.
CAVEATS = {
    "none": N_("no caveat"),
    "ask": N_("the capital is asked first"),
    "barred": N_("not allowed"),
}
UNTOLD = N_("not told")
