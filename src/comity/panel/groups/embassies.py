"""Embassies on one day, 16 November 2022: whether each side has one in the other.

Volunteers enter them: that none is on record does not mean that there is none, and there are no zeros. Offices that do an
embassy's work without its status, such as those of China and Taiwan in each other, are no embassies and have their own
column.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.panel.group import Column, Group, Values
from comity.panel.look import Look

_OFFICE = "de facto embassy"


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give what is known to be there."""
    found: dict[tuple[str, str], Values] = {}
    for name, layer, which in (
        ("embassy", "embassy", f"unit <> '{_OFFICE}'"),
        ("accredited", "accreditation", f"unit <> '{_OFFICE}'"),
        ("defacto_embassy", "embassy", f"unit = '{_OFFICE}'"),
    ):
        ties = look.pairs(
            f"""select distinct a, b, "start", "end", 1.0 as value from tie
            where source = 'embassies-wikidata' and layer = '{layer}' and {which}""",
            layer=f"tie.{layer}",
        )
        found["pair", name] = look.runs(ties, zero=False, layer=f"tie.{layer}", combine="greatest")
    return found


GROUP = Group(
    title="Embassies on 16 November 2022 (Wikidata)",
    sources=("embassies-wikidata",),
    columns=(
        Column("embassy", "this state has an embassy in the other", "pair", "int8", sided=True, binary=True),
        Column("accredited", "represented there by a mission elsewhere", "pair", "int8", sided=True, binary=True),
        Column(
            "defacto_embassy", "an office there that is no embassy in name", "pair", "int8", sided=True, binary=True
        ),
    ),
    load=load,
    coded_in=None,
    about="A cross-section of one day, of 2022 alone. Offices without diplomatic status (Taiwan's, and those in Taipei) are in "
    "a column of their own. 1 is a mission on record; null is none on record, which is not none.",
)
