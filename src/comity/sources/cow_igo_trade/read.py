"""Shared organisations by pair, memberships and trade by state.

Judgements
----------
- *A pair stands once*, from the lower code to the higher, as in the file: the number holds both ways. Years in which it
  stays the same are one row (917,695 dyad-years become 443,331 rows); a year without a row ends the run.
- *Zeros are the publisher's*: the file writes 0 for pairs that share none, so a missing pair is unknown (the Federal
  Republic of Germany and North Yemen have no row for 1990).
- *Trade stays in millions of US dollars*: a million times over, 196 values would not come back to the last digit.
- *West Germany's trade* of 1960 to 1989 stands under 255 in the file, where 260 is empty (10,013 million of imports in 1960,
  after 8,370 under 260 in 1959); both codes are one key, so the series is whole.
- *Codes* mean the state of 31 December (COW 345 is Yugoslavia in 1918 and Serbia in 2006). For 1990 255 and 679 stand
  from the day of their unions, 260 and 678 to the day before.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_PAIRS = "cow_igo_ndy.parquet"
_ORGANISATIONS = "cow_igo_sy.csv.gz"
_TRADE = "cow_trade_sy.csv.gz"

#: File, column, indicator, unit.
_FIGURES = (
    (_ORGANISATIONS, "sum_igo_full", "cow-igo-full-memberships", "organisations"),
    (_ORGANISATIONS, "sum_igo_associate", "cow-igo-associate-memberships", "organisations"),
    (_ORGANISATIONS, "sum_igo_observer", "cow-igo-observerships", "organisations"),
    (_ORGANISATIONS, "sum_igo_anytype", "cow-igo-memberships-of-any-type", "organisations"),
    (_TRADE, "imports", "cow-imports", "USD million, current"),
    (_TRADE, "exports", "cow-exports", "USD million, current"),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the pairs as runs of years and the figures year by year."""
    yield Part("pair_figure", sql=_runs(raw.table(_PAIRS)))
    for file, column, indicator, unit in _FIGURES:
        yield Part(
            "figure",
            sql=f"""
            select 'cow:' || ccode as actor, '{indicator}' as indicator,
                case ccode || ' ' || year when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
                    else make_date(cast(year as integer), 1, 1) end as start,
                case ccode || ' ' || year when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
                    else make_date(cast(year as integer), 12, 31) end as "end",
                make_date(cast(year as integer), 12, 31) as on_date,
                cast({column} as double) as value, '{unit}' as unit, source_row
            from {raw.table(file)} where {column} is not null""",
        )


def _runs(table: str) -> str:
    return f"""
    with yearly as (
        select cast(ccode1 as integer) as a, cast(ccode2 as integer) as b, cast(year as integer) as year,
        cast(dyadigos as integer) as value, line,
        case when '345' in (cast(ccode1 as varchar), cast(ccode2 as varchar))
            then (cast(year as integer) >= 1918)::integer + (cast(year as integer) >= 2006)::integer else 0 end as era
        from {table}
    ), placed as (
        select *, year - row_number() over (partition by a, b, value, era order by year) as run from yearly
    ), run as (
        select a, b, value, min(year) as first, max(year) as last, min(line) as line, max(line) as to_line
        from placed group by a, b, value, era, run
    )
    select 'cow:' || a as a, 'cow:' || b as b, 'cow-shared-igos' as indicator, make_date(first, 12, 31) as on_date,
    case when first <> 1990 then make_date(first, 1, 1) when 255 in (a, b) then date '1990-10-03'
        when 679 in (a, b) then date '1990-05-22' else date '1990-01-01' end as start,
    case when last <> 1990 then make_date(last, 12, 31) when 678 in (a, b) then date '1990-05-21'
        when 260 in (a, b) then date '1990-10-02' else date '1990-12-31' end as "end",
    value, 'organisations, full members' as unit,
    '{_PAIRS}:' || line || case when to_line > line then '-' || to_line else '' end as source_row
    from run"""
