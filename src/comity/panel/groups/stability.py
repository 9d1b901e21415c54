"""Political stability and the other dimensions of governance, each with its published standard error."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: The publisher's letters for a dimension → indicator, and what it is.
DIMENSIONS = {
    "pv": ("wgi-political-stability", "political stability and absence of violence"),
    "va": ("wgi-voice-accountability", "voice and accountability"),
    "ge": ("wgi-government-effectiveness", "government effectiveness"),
    "rq": ("wgi-regulatory-quality", "regulatory quality"),
    "rl": ("wgi-rule-of-law", "rule of law"),
    "cc": ("wgi-control-of-corruption", "control of corruption"),
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give estimates and standard errors."""
    names = {
        f"{letters}{ending}": f"{indicator}{suffix}"
        for letters, (indicator, _) in DIMENSIONS.items()
        for ending, suffix in (("e", ""), ("s", "-se"))
        if ("state", f"{letters}{ending}") in look.wanted
    }
    found = look.figures("wgi", list(names.values()))
    return {("state", name): found[indicator] for name, indicator in names.items()}


GROUP = Group(
    title="Political stability and governance (WGI)",
    sources=("wgi",),
    columns=tuple(
        Column(f"{letters}{ending}", f"{what}{words}", keep=letters == "pv")
        for letters, (_, about) in DIMENSIONS.items()
        for ending, what, words in (
            ("e", about, ", standard deviations"),
            ("s", "standard error of ", about if len(about) < 50 else "political stability"),
        )
    ),
    load=load,
    coded_in=None,
    about="1996 to 2023 without 1997, 1999 and 2001. Each year is scaled to mean 0 over the world: the estimates show no "
    "trend of the world. With keep=all also the other five dimensions.",
)
