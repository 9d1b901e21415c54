"""Opinion: what share of a public sees another state favourably, from Pew's surveys.

Publics are asked in some countries a year and about some targets: what was not asked is null. Answers on the European Union
and the United Nations are quantities of the state that was asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column of dyads, of the public of one side toward the other → indicator.
PAIRS = {
    "favorable_wpct": "pew-favourable",
    "very_favorable_wpct": "pew-very-favourable",
    "somewhat_favorable_wpct": "pew-somewhat-favourable",
    "somewhat_unfavorable_wpct": "pew-somewhat-unfavourable",
    "very_unfavorable_wpct": "pew-very-unfavourable",
    "dk_wpct": "pew-dont-know",
    "refused_wpct": "pew-refused",
    "pew_n": "pew-respondents",
    "us538_fav": "pew538-us-favourable",
    "us538_pres": "pew538-us-president-confidence",
}
#: Column → indicator and target: what the public of a state thinks of one target.
TARGETS = {
    "favorable_eu": ("pew-favourable", "eu"),
    "favorable_un": ("pew-favourable", "un"),
    "favorable_usa": ("pew-favourable", "USA"),
    "favorable_chn": ("pew-favourable", "CHN"),
    "favorable_rus": ("pew-favourable", "RUS"),
    "us538_fav": ("pew538-us-favourable", "USA"),
    "us538_pres": ("pew538-us-president-confidence", "USA"),
}
SOURCES = ("perception-pew-agg", "perception-us-pew538")

_QUERY = f"""select a, b, "start", "end", value from pair_figure where source in {SOURCES} and indicator = '{{}}'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the columns that are wanted."""
    found: dict[tuple[str, str], Values] = {}
    for name, indicator in PAIRS.items():
        if ("pair", name) in look.wanted:
            layer = f"pair_figure.{indicator}"
            found["pair", name] = look.runs(look.pairs(_QUERY.format(indicator), layer=layer), zero=False)
    for name, (indicator, target) in TARGETS.items():
        of = "state" if target.islower() else "alone"
        if (of, name) in look.wanted:
            asked = (
                f"""select a as actor, "start", "end", value from ({_QUERY.format(indicator)}) where b = '{target}'"""
            )
            found[of, name] = look.grid(look.states(asked, layer=f"pair_figure.{indicator}")[0])
    return found


def _share(name: str, label: str, *, keep: bool = True) -> Column:
    return Column(name, label, of="pair", sided=True, keep=keep)


GROUP = Group(
    title="Opinion of other states (Pew)",
    sources=SOURCES,
    columns=(
        _share("favorable_wpct", "public favourable to the other state, per cent"),
        Column("pew_n", "respondents", of="pair", type="int16", sided=True),
        _share("very_favorable_wpct", "public very favourable to the other state, per cent", keep=False),
        _share("somewhat_favorable_wpct", "public somewhat favourable to the other, per cent", keep=False),
        _share("somewhat_unfavorable_wpct", "public somewhat unfavourable to the other, per cent", keep=False),
        _share("very_unfavorable_wpct", "public very unfavourable to the other, per cent", keep=False),
        _share("dk_wpct", "public that did not know, per cent", keep=False),
        _share("refused_wpct", "public that did not answer, per cent", keep=False),
        _share("us538_fav", "favourable to the US, per cent, rounded (538)"),
        _share("us538_pres", "confidence in the US president, per cent, rounded (538)"),
        Column("us538_fav", "favourable to the US, per cent, rounded (538)", of="alone"),
        Column("us538_pres", "confidence in the US president, per cent, rounded (538)", of="alone"),
        Column("favorable_usa", "public favourable to the US, per cent", of="alone"),
        Column("favorable_chn", "public favourable to China, per cent", of="alone"),
        Column("favorable_rus", "public favourable to Russia, per cent", of="alone"),
        Column("favorable_eu", "public favourable to the European Union, per cent"),
        Column("favorable_un", "public favourable to the United Nations, per cent"),
    ),
    load=load,
    coded_in=None,
    any_of=True,
    about="Shares are of all respondents, weighted, and have no published interval. favorable_wpct1 is of the public of 1 "
    "toward 2, favorable_wpct2 of that of 2 toward 1. us538_… are the same surveys in another edition. Answers on China in "
    "2013 are missing: the file has those to another question in their place.",
)
