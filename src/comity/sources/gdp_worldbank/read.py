"""Gross domestic product in current US dollars: one figure a state and year.

The file's codes are ISO 3166-1 alpha-3, with XKX for Kosovo and PSE for the West Bank and Gaza. Aggregates and
territories are set aside by name, so that a new one refuses the file instead of passing for a state. Values are the
Bank's own, unrounded.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw


def read(raw: Raw) -> Iterator[Part]:
    """Yield one figure for each row."""
    yield Part(
        "figure",
        sql=f"""
        select 'iso3:' || "Country Code" as actor, 'gdp-current' as indicator,
            make_date(cast("Year" as integer), 1, 1) as start, make_date(cast("Year" as integer), 12, 31) as "end",
            cast("Value" as double) as value, 'USD, current' as unit, source_row
        from {raw.table("gdp.csv.gz")} where "Value" is not null""",
    )
