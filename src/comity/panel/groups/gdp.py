"""GDP per capita, GDP and population since 1816, simulated, each with its published standard deviation."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

#: Column → indicator.
INDICATORS = {
    "mrgdppc": "afm-gdp-per-capita",
    "sd_mrgdppc": "afm-gdp-per-capita-sd",
    "pwtrgdp": "afm-gdp-real",
    "sd_pwtrgdp": "afm-gdp-real-sd",
    "pwtpop": "afm-population",
    "sd_pwtpop": "afm-population-sd",
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the six figures."""
    found = look.figures("gdp-pop-isard", list(INDICATORS.values()))
    return {("state", name): found[indicator] for name, indicator in INDICATORS.items()}


GROUP = Group(
    title="GDP and population, simulated",
    sources=("gdp-pop-isard",),
    columns=(
        Column("mrgdppc", "GDP per capita, constant USD"),
        Column("sd_mrgdppc", "standard deviation of GDP per capita, constant USD"),
        Column("pwtrgdp", "GDP, million constant USD"),
        Column("sd_pwtrgdp", "standard deviation of GDP, million constant USD"),
        Column("pwtpop", "population, millions"),
        Column("sd_pwtpop", "standard deviation of population, millions"),
    ),
    load=load,
    coded_in=None,
    about="1816 to 2019, levels and not logarithms; the publisher's files for the two lists agree.",
)
