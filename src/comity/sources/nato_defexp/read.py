"""NATO's defence expenditure: one figure a member, year and column.

Judgements
----------
- *Names of their own* (``nato-…``), since NATO's definition is no other source's: nothing here is drawn as one line with the
  military expenditure of the Correlates of War.
- *Real change* is of expenditure at constant prices, though the carrier's label says "% GDP".
- *GDP* is NATO's denominator and stays, for with it alone can the shares be recomputed.
- *A cell that is missing yields no row* (Iceland but for its GDP; some shares of 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "nato_defence_expenditure_2012_2019.csv.gz"

#: Column → indicator and unit.
FIGURES = {
    "Defense expenditure (USD, current prices)": ("nato-defence-expenditure-current", "USD, current"),
    "Defense expenditure (USD, 2015 prices)": ("nato-defence-expenditure-constant", "USD of 2015"),
    "Defense expenditure (% real GDP)": ("nato-defence-expenditure-share", "% of GDP"),
    "Defense expenditure annual real change (% GDP)": ("nato-defence-expenditure-real-change", "% a year"),
    "Real GDP (2015 prices)": ("nato-gdp-constant", "USD of 2015"),
    "GDP per capita (USD)": ("nato-gdp-per-head", "USD of 2015"),
    "Defence expenditure per capita (USD)": ("nato-defence-expenditure-per-head", "USD of 2015"),
    "Military personnel": ("nato-military-personnel", "persons"),
    "Equipment expenditure (%)": ("nato-equipment-share", "% of defence expenditure"),
    "Personnel expenditure (%)": ("nato-personnel-share", "% of defence expenditure"),
    "Infrastructure expenditure (%)": ("nato-infrastructure-share", "% of defence expenditure"),
    "Other expenditure (%)": ("nato-other-share", "% of defence expenditure"),
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, column by column."""
    for column, (indicator, unit) in FIGURES.items():
        yield Part(
            "figure",
            sql=f"""
            select 'iso3:' || country_stanag as actor, '{indicator}' as indicator,
                make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
                cast("{column}" as double) as value, '{unit}' as unit, source_row
            from {raw.table(_FILE)} where "{column}" is not null""",
        )
