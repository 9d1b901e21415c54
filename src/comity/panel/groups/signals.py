"""Signals of support from a major power to a state, by McManus and Nieman.

In panels of states the columns bear the publisher's own names: ``us_pact`` is the United States' pact with the state of the
row. In dyads they are of the ordered pair: ``signal_pact1`` is what state 1, where it is one of the five powers, signals
to state 2. Pairs without one of the five are unknown, and so are troops before 1981, exercises before 1974 and after
2010, and words after 2010, where the file has zeros that nobody had looked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Group, Type, Values
from comity.panel.look import Entries, Look

#: Prefix of the publisher's columns → key.
PATRONS = {"us": "USA", "uk": "GBR", "fra": "FRA", "rus": "RUS", "chi": "CHN"}
_ALL = tuple(PATRONS)
#: Signal → who has it, the type, whether it is yes or no, and what it is.
SIGNALS: dict[str, tuple[tuple[str, ...], Type, bool, str]] = {
    "pact": (_ALL, "int8", True, "defence pact in force"),
    "ex": (_ALL, "int8", True, "joint exercise in the year (1974–2010)"),
    "vis": (_ALL, "int8", True, "visit by the leader in the year"),
    "arms": (_ALL, "float64", False, "arms transfers, million TIV"),
    "troops": (_ALL, "float64", False, "troops in the state, persons (1981–2012)"),
    "nukes": (("us", "rus", "uk"), "int8", True, "nuclear weapons deployed"),
    "words": (("us",), "int16", False, "supportive statements (to 2010)"),
    "econaid": (("us",), "float64", False, "economic aid, USD"),
    "bit": (_ALL, "int8", True, "bilateral investment treaty"),
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the signals that are wanted, of the pair or of the state that receives them."""
    found: dict[tuple[str, str], Values] = {}
    for signal, (patrons, *_) in SIGNALS.items():
        rows = f"from pair_figure where source = 'major-power-signals' and indicator = 'signals-{signal}'"
        if ("pair", f"signal_{signal}") in look.wanted:
            pairs = look.pairs(f'select a, b, "start", "end", value {rows}')
            found["pair", f"signal_{signal}"] = look.runs(pairs, zero=False)
        if any(("alone", f"{patron}_{signal}") in look.wanted for patron in patrons):
            entries, who = look.states(
                f'select b as actor, "start", "end", value, a as label {rows}',
                labels=[PATRONS[each] for each in patrons],
            )
            for number, patron in enumerate(patrons):
                found["alone", f"{patron}_{signal}"] = look.grid(_of(entries, who == number))
    return found


def _of(entries: Entries, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Entries:
    return Entries(
        entries.a[chosen], entries.b, entries.first[chosen], entries.last[chosen], entries.begin[chosen],
        entries.end[chosen], entries.value[chosen],
    )  # fmt: skip


GROUP = Group(
    title="Signals of major power support (McManus and Nieman)",
    sources=("major-power-signals",),
    columns=(
        *(
            Column(f"{patron}_{signal}", f"{PATRONS[patron]}: {label}", "alone", kind, binary=binary)
            for signal, (patrons, kind, binary, label) in SIGNALS.items()
            for patron in patrons
        ),
        *(
            Column(f"signal_{signal}", f"signalled to the other: {label}", "pair", kind, sided=True, binary=binary)
            for signal, (_, kind, binary, label) in SIGNALS.items()
        ),
    ),
    load=load,
    about="Five patrons: the United States, Britain, France, Russia and China, 1950–2012. Troops before 1981, exercises "
    "outside 1974–2010 and words after 2010 are 0 in the publisher's file and unknown here: nobody had looked.",
)
