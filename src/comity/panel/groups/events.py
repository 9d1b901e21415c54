"""Cooperation and conflict in the news (ICEWS), counted by year, 2002 to 2014, among 152 states."""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

COUNTS = {
    "verbCoop": ("icews-verbal-cooperation", "cooperation in words of it toward the other, events"),
    "matlCoop": ("icews-material-cooperation", "cooperation in deeds of it toward the other, events"),
    "verbConf": ("icews-verbal-conflict", "conflict in words of it toward the other, events"),
    "matlConf": ("icews-material-conflict", "conflict in deeds of it toward the other, events"),
}


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the four counts."""
    return {
        ("pair", name): look.runs(
            look.pairs(
                f"""select a, b, "start", "end", value from pair_figure
                where source = 'icews-dyad-year' and indicator = '{indicator}'""",
                layer=f"pair_figure.{indicator}",
            ),
            zero=False,
        )
        for name, (indicator, _) in COUNTS.items()
        if ("pair", name) in look.wanted
    }


GROUP = Group(
    title="Events in the news (ICEWS)",
    sources=("icews-dyad-year",),
    columns=tuple(Column(name, label, "pair", "int32", sided=True) for name, (_, label) in COUNTS.items()),
    load=load,
    coded_in=None,
    about="Counts of machine-coded events in news reports, 2002 to 2014, between 152 states; a zero is a count. They grow with how "
    "much is written: compare shares, or states within a year.",
)
