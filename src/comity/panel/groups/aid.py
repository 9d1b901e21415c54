"""Aid: United States foreign assistance by fiscal year, and allocations to Ukraine.

A fiscal year of the United States stands in the calendar year that names it (fiscal year 2010 ended in September 2010); the
transition quarter of 1976 is in no year. A year of aid to Ukraine is the sum of its months. Aid booked before a state was
one stands under another name (Montenegro's of fiscal year 2006 under that of the union): of a state that the fiscal year
found unborn, no figure is no zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from comity.panel.axis import Axis, Flags
from comity.panel.group import Column, Cover, Group, Runs, Values
from comity.panel.look import Look

#: Column → indicator, of the United States' file.
AMERICAN = {
    "us_obligations": "us-aid-obligations-current",
    "us_disbursements": "us-aid-disbursements-current",
    "us_obligations_constant": "us-aid-obligations-constant",
    "us_disbursements_constant": "us-aid-disbursements-constant",
}
#: Column → indicator, of the tracker of support for Ukraine.
UKRAINIAN = {
    "ukraine_military": "ukraine-aid-military",
    "ukraine_financial": "ukraine-aid-financial",
    "ukraine_humanitarian": "ukraine-aid-humanitarian",
}
#: Up to this one a fiscal year began in July.
_OCTOBER_FROM = 1976
_FISCAL = """select a, b, make_date(year("end"), 1, 1) as "start", make_date(year("end"), 12, 31) as "end", value
    from pair_figure where source = 'us-foreign-assistance' and indicator = '{}' and datediff('month', "start", "end") > 3
    and year("end") <= 2020"""
_MONTHS = """select a, b, "start", "end", value from pair_figure where source = 'ukraine-support-tracker'
    and indicator = '{}'"""


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give what is wanted: in dyads what each gave the other, in panels of states what a state received of the USA."""
    found: dict[tuple[str, str], Values] = {}
    for name, indicator in (AMERICAN | UKRAINIAN).items():
        layer = f"pair_figure.{indicator}"
        query = (_FISCAL if name in AMERICAN else _MONTHS).format(indicator)
        if ("pair", name) in look.wanted:
            runs = look.runs(look.pairs(query, layer=layer), layer=layer, combine="sum")
            there = _at_its_beginning(look.axis) if name in AMERICAN else look.bearing(["UKR"])
            found["pair", name] = _given(runs, there)
        if ("alone", name) in look.wanted:
            entries, _ = look.states(
                f"""select {"b" if name in AMERICAN else "a"} as actor, "start", "end", value from ({query})""",
                layer=layer,
            )
            found["alone", name] = look.grid(entries, "sum", layer=layer)
    return found


def _given(runs: Runs, takers: Flags) -> Runs:
    """Leave zeros to what the givers of whom the source tells gave to takers: nobody has looked the other way."""
    assert runs.cover is not None
    nobody: Flags = np.zeros(takers.shape, bool)
    toward = tuple((givers, others & takers) for givers, others in runs.cover.anchors)
    return replace(runs, cover=Cover(nobody, (), toward))


def _at_its_beginning(axis: Axis) -> Flags:
    """Say which states were there when the fiscal year began: to others a figure may be booked under another name."""
    months = np.where(axis.years <= _OCTOBER_FROM, 7, 10)
    begun = np.array([date(year - 1, month, 1).toordinal() for year, month in zip(axis.years, months, strict=True)])
    there: Flags = np.zeros(axis.present.shape, bool)
    for spell in axis.spells:
        there[spell.place] |= (spell.first <= begun) & (begun <= spell.last)
    return there


GROUP = Group(
    title="Aid (ForeignAssistance.gov; Ukraine Support Tracker)",
    sources=("us-foreign-assistance", "ukraine-support-tracker"),
    columns=tuple(
        Column(name, label, of, sided=of == "pair", zero=of == "pair")  # type: ignore[arg-type]
        for of, given, made in (("alone", "received from the USA", "made"), ("pair", "given to the other", "made"))
        for name, label in (
            ("us_obligations", f"US aid {given}: obligations, current USD, fiscal year"),
            ("us_disbursements", f"US aid {given}: disbursements, current USD"),
            ("us_obligations_constant", f"US aid {given}: obligations, USD of FY2020"),
            ("us_disbursements_constant", f"US aid {given}: disbursements, USD of FY2020"),
            ("ukraine_military", f"military allocations {made} to Ukraine, EUR"),
            ("ukraine_financial", f"financial allocations {made} to Ukraine, EUR"),
            ("ukraine_humanitarian", f"humanitarian allocations {made} to Ukraine, EUR"),
        )
    ),
    load=load,
    resolution=None,
    coded_in=None,
    any_of=True,
    about="US aid is total aid, economic and military together; a fiscal year stands in the calendar year that names it, the "
    "transition quarter of 1976 in none; a negative figure is money taken back. Fiscal years after 2020 are incomplete "
    "in the file and left out, and in 2020 a pair without a figure is unknown, as it is in the fiscal year in which a state "
    "began. For 1990 both codes of Germany, and of "
    "Yemen, bear the year's figure. Only pairs with the USA, or of a "
    "tracked donor with Ukraine, can be 0.",
)
