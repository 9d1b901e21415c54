"""Strategic rivalries and what they are about, arms races, and territorial threat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from comity.panel.group import Column, Grid, Group, Values
from comity.panel.look import Look

#: Column → layer of ties.
PAIRS = {
    "ongoingrivalry": "rivalry-tss",
    "ideological": "rivalry-tss-ideological",
    "interventionary": "rivalry-tss-interventionary",
    "positional": "rivalry-tss-positional",
    "spatial": "rivalry-tss-spatial",
    "principal": "rivalry-tss-principal",
    "aprin": "rivalry-tss-asymmetric-principal",
    "tdrivalry": "rivalry-td",
    "armsrace": "arms-race-grh",
}
#: Column → layer whose ties of a state are counted.
COUNTED = {f"n_{name}": PAIRS[name] for name in ("ideological", "interventionary", "positional", "spatial")}
THREAT = {"lterrthreat": ("latent-territorial-threat", ""), "m_lterrthreat": ("latent-territorial-threat-by-distance", "m_")}  # fmt: skip


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give the ties of pairs, their numbers by state, and the threat to a state."""
    found: dict[tuple[str, str], Values] = {}
    ties = """select a, b, "start", "end", 1.0 as value, source_row as label from tie where source = 'rivalries' and layer = '{}'"""
    for name, layer in PAIRS.items():
        if ("pair", name) in look.wanted:
            entries = look.pairs(ties.format(layer), both_ways=True, layer=f"tie.{layer}")
            found["pair", name] = look.runs(entries, layer=f"tie.{layer}", combine="greatest")
    for name, layer in COUNTED.items():
        if ("alone", name) in look.wanted:
            found["alone", name] = _count(look, ties.format(layer), f"tie.{layer}")
    for name, (indicator, prefix) in THREAT.items():
        for column, cell in ((name, "value"), (f"{prefix}lwr", "low"), (f"{prefix}upr", "high")):
            if ("state", column) in look.wanted:
                entries, _ = look.states(
                    f"""select actor, "start", "end", {cell} as value from figure
                    where source = 'rivalries' and indicator = '{indicator}'""",
                    layer=f"figure.{indicator}",
                )
                found["state", column] = look.grid(entries)
    return found


def _count(look: Look, ties: str, layer: str) -> Grid:
    """Count the rivalries of a state: one that passes to another key within a period, as Serbia's in 1918, is one."""
    rows = look.con.execute(f"select distinct label from ({ties}) order by all").fetchall()
    entries, which = look.states(
        f"""select a as actor, "start", "end", value, label from ({ties})
        union all select b, "start", "end", value, label from ({ties})""",
        labels=[row for (row,) in rows],
        layer=layer,
    )
    entries.value[:] = which
    place, period, _, rivalry = look.expand(entries)
    state, when, _ = np.unique(np.stack([place, period, rivalry.astype(np.int32)]), axis=1)
    total = np.zeros(look.axis.present.shape)
    np.add.at(total, (state, when), 1)
    return Grid(total, look.covered(layer) | (total > 0))


def _yes(name: str, label: str, *, keep: bool = True, zero: bool = True) -> Column:
    return Column(name, label, "pair", "int8", binary=True, zero=zero, keep=keep)


GROUP = Group(
    title="Rivalries, arms races, territorial threat",
    sources=("rivalries",),
    columns=(
        _yes("ongoingrivalry", "strategic rivals (Thompson, Sakuwa and Suhas)"),
        _yes("ideological", "rivals over ideology"),
        _yes("interventionary", "rivals that intervene in each other's affairs"),
        _yes("positional", "rivals over position"),
        _yes("spatial", "rivals over territory"),
        _yes("principal", "each other's principal rivals", keep=False),
        _yes("aprin", "the principal rival of one of the two", keep=False),
        _yes("tdrivalry", "strategic rivals (Thompson and Dreyer, to 2010)", keep=False),
        _yes("armsrace", "arms race (Gibler, Rider and Hutchison); never 0", keep=False, zero=False),
        Column("n_ideological", "its rivalries over ideology", "alone", "int16", zero=True),
        Column("n_interventionary", "its rivalries with intervention", "alone", "int16", zero=True),
        Column("n_positional", "its rivalries over position", "alone", "int16", zero=True),
        Column("n_spatial", "its rivalries over territory", "alone", "int16", zero=True),
        Column("lterrthreat", "latent territorial threat, standard deviations"),
        Column("lwr", "latent territorial threat, lower bound", keep=False),
        Column("upr", "latent territorial threat, upper bound", keep=False),
        Column("m_lterrthreat", "the same, pairs weighted by distance (from 1885)", keep=False),
        Column("m_lwr", "the same, pairs weighted by distance, lower bound", keep=False),
        Column("m_upr", "the same, pairs weighted by distance, upper bound", keep=False),
    ),
    load=load,
    about="Rivalries to 2020, threat to 2010. Arms races were looked for among rivals only: a pair without one is unknown. "
    "Threat is the mean of a model's simulations; its bounds are those of a 90 % interval.",
)
