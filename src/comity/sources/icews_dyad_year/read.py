"""From yearly counts of coded news events between 152 countries to the record.

Judgements, with the cases that forced them:

- **All ordered pairs of the 152 countries stand in the file in every year**, zeros included (58 % of the counts of verbal
  cooperation), so a zero is a count. It stands as a row too: nothing depends on absence.
- **Years with the same count are one row**, from 1 January of the first to 31 December of the last; the value holds for each
  of them. 1.2 million counts become 346 thousand rows. ``source_row`` names the first and the last of its rows.
- **Codes are ISO's**, read on the first day of the run. Sudan is one country throughout.
- **Four classes** are all that this copy has: verbal and material cooperation, verbal and material conflict.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "icews_dyad_year_quad.parquet"

#: Figure of a pair → column of the file.
FIGURES = {
    "icews-verbal-cooperation": "verbCoop",
    "icews-material-cooperation": "matlCoop",
    "icews-verbal-conflict": "verbConf",
    "icews-material-conflict": "matlConf",
}


def read(raw: Raw) -> Iterator[Part]:
    """Give the four counts for every ordered pair, as runs of years with one count."""
    for indicator, column in FIGURES.items():
        yield Part(
            "pair_figure",
            sql=f"""
            with yearly as (
                select i_iso3c as one, j_iso3c as other, cast(year as integer) as year, cast({column} as double) as value, line
                from {raw.table(_FILE)}
            ), run as (
                select *, year - row_number() over (partition by one, other, value order by year) as run from yearly
            )
            select 'iso3:' || one as a, 'iso3:' || other as b, '{indicator}' as indicator, make_date(min(year), 1, 1) as start,
            make_date(max(year), 12, 31) as "end", value, 'events a year' as unit,
            '{_FILE}:' || min(line) || case when max(line) > min(line) then '-' || max(line) else '' end as source_row
            from run group by one, other, value, run""",
        )
