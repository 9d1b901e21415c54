"""Dyadic trade: imports of a from b, as published and smoothed, in runs of years of the same value.

Judgements
----------
- *One direction is enough.* The file has every pair both ways and flow1 of (a, b) is flow2 of (b, a) in all 1,347,308 rows,
  so only flow1, the imports of the first from the second, is taken, for each ordered pair.
- *Years of the same value are one row*, as most are 0 to the whole million to which this copy is rounded; a missing value
  (50,833 rows) ends the run and yields nothing: missing is not 0.
- *Values stay in millions of dollars*, which is all that the copy knows of them.
- *Codes* mean the state of 31 December (COW 345 is Yugoslavia from 1918). For 1990 255 and 679 stand from the day of
  their unions, 260 and 678 to the day before.
- *West Germany* (260) is all but missing from 1960 to 1989; the state-year file of the project has its sums under 255.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "cow_trade_ddy.parquet"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the two series, each as runs of years."""
    for column, indicator in (("flow1", "cow-trade-imports"), ("smoothflow1", "cow-trade-imports-smoothed")):
        yield Part("pair_figure", sql=_runs(raw.table(_FILE), column, indicator))


def _runs(table: str, column: str, indicator: str) -> str:
    return f"""
    with yearly as (
        select cast(ccode1 as integer) as a, cast(ccode2 as integer) as b, cast(year as integer) as year,
        cast({column} as double) as value, line,
        case when '345' in (cast(ccode1 as varchar), cast(ccode2 as varchar))
            then (cast(year as integer) >= 1918)::integer + (cast(year as integer) >= 2006)::integer else 0 end as era
        from {table} where {column} is not null
    ), placed as (
        select *, year - row_number() over (partition by a, b, value, era order by year) as run from yearly
    ), run as (
        select a, b, value, min(year) as first, max(year) as last, min(line) as line, max(line) as to_line
        from placed group by a, b, value, era, run
    )
    select 'cow:' || a as a, 'cow:' || b as b, '{indicator}' as indicator, make_date(first, 12, 31) as on_date,
    case when first <> 1990 then make_date(first, 1, 1) when 255 in (a, b) then date '1990-10-03'
        when 679 in (a, b) then date '1990-05-22' else date '1990-01-01' end as start,
    case when last <> 1990 then make_date(last, 12, 31) when 678 in (a, b) then date '1990-05-21'
        when 260 in (a, b) then date '1990-10-02' else date '1990-12-31' end as "end",
    value, 'USD million, current, a year' as unit,
    '{_FILE}:' || line || case when to_line > line then '-' || to_line else '' end as source_row
    from run"""
