"""Every state of the international system since 1816: names, codes and facts through time.

The one door to it for the other rooms. Nothing is read before the first call; then each table of ``model/data`` is read once.

==========================  ========================================================================================
``resolve``                 a name or code, typed by a person, to one ``State`` on a day; refuses what is ambiguous
``actor_of``                a code in a data file to a key, quick and lenient about dates
``timeless_actor_of``       the same, for codes that mean one state on any day
``territory_of``            whether a code or name means a territory that is known, but a state of neither list
``states``, ``stateyears``  the members of the Correlates of War or the Gleditsch–Ward list
``crosswalk``               codes of one scheme to another's in a year
``state_spells``            the rows of the record's table ``state``
``code_spells``             every code and name with the time in which it meant a state
``code_eras``               whom a list's code means, from when to when
``key_names``               the keys with their names of today
``name_on``                 a state's name on a day
==========================  ========================================================================================

The lists are the Correlates of War state system membership (2016 edition) and the Gleditsch–Ward list with microstates
(to 2020); a spell that was open at the end of its list goes on. Being in a list is that list's coding, not recognition.
"""

from __future__ import annotations

from comity.model.codes import CodeEra, CodeSpell, actor_of, code_eras, code_spells, crosswalk, timeless_actor_of
from comity.model.listings import key_names, stateyears
from comity.model.names import territory_of
from comity.model.resolving import resolve
from comity.model.spells import State, StateSpell, name_on, state_spells, states

__all__ = [
    "CodeEra",
    "CodeSpell",
    "State",
    "StateSpell",
    "actor_of",
    "code_eras",
    "code_spells",
    "crosswalk",
    "key_names",
    "name_on",
    "resolve",
    "state_spells",
    "states",
    "stateyears",
    "territory_of",
    "timeless_actor_of",
]
