"""GDP per capita, GDP and population with their standard deviations: six figures a state and year.

Judgements
----------
- *The uncertainty is an indicator of its own* (``…-sd``), so that it comes back to the digit. No interval of it is made:
  the simulations are in logarithms, and mean ± 1.645 standard deviations would reach below zero for poor states.
- *Two files, one state-year.* They agree in every value of every state-year that both have, told by state and not by
  number (970 is Nauru in one list and Kiribati in the other): the COW file's row stands, and the Gleditsch–Ward file adds
  the state-years that COW does not list.
- *Scale.* Values stay in the file's units (GDP and population in millions): a million times over they would not come
  back to the last digit in 735 rows.
- *Codes* mean the state of 31 December (COW 345 is Yugoslavia in 1918 and Serbia in 2006). For 1990 COW has 260 beside 255
  and 678 beside 679, one key each in the record: each row stands for its own days.
- A row without values (43, of Serbia, Morocco, Egypt, Saudi Arabia and Laos) yields nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_eras

_COW = "cw_gdppop.parquet"
_GW = "gw_gdppop.parquet"

#: Indicator, column and unit.
_FIGURES = (
    ("afm-gdp-per-capita", "mrgdppc", "USD, constant, a person"),
    ("afm-gdp-real", "pwtrgdp", "USD million, constant"),
    ("afm-population", "pwtpop", "million persons"),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures of each state-year once, the COW file first."""
    _make_rows(raw)
    for indicator, column, unit in _FIGURES:
        for name, cell in ((indicator, column), (f"{indicator}-sd", f"sd_{column}")):
            yield Part(
                "figure",
                sql=f"""
                select 'state:' || key as actor, '{name}' as indicator, start, "end", cast({cell} as double) as value,
                    '{unit}' as unit, source_row
                from gdp_row where {cell} is not null""",
            )


def _make_rows(raw: Raw) -> None:
    eras = [(scheme, era) for scheme in ("cow", "gw") for borne in code_eras(scheme).values() for era in borne]
    con = raw.connection
    raw.make_table(
        "gdp_era",
        {
            "scheme": [scheme for scheme, _ in eras],
            "code": [era.code for _, era in eras],
            "key": [era.actor for _, era in eras],
            "first": [era.start for _, era in eras],
            "last": [era.end for _, era in eras],
        },
    )
    con.execute(
        f"""
        create or replace temp table gdp_row as
        with era as (
            select scheme, cast(code as integer) as code, key, coalesce(cast(first as date), date '0001-01-01') as first,
            coalesce(cast(last as date), date '9999-12-31') as last from gdp_era
        ), given as (
            select 'cow' as scheme, cast(ccode as integer) as code, * exclude (ccode) from {raw.table(_COW)}
            union all select 'gw', cast(gwcode as integer), * exclude (gwcode) from {raw.table(_GW)}
        ), keyed as (
            select given.*, coalesce(key, given.scheme || ':' || given.code) as key from given left join era
            on era.scheme = given.scheme and era.code = given.code
            and make_date(cast(year as integer), 12, 31) between first and last
        )
        select *,
        case when scheme = 'cow' and year = 1990 and code = 255 then date '1990-10-03'
            when scheme = 'cow' and year = 1990 and code = 679 then date '1990-05-22'
            else make_date(cast(year as integer), 1, 1) end as start,
        case when scheme = 'cow' and year = 1990 and code = 260 then date '1990-10-02'
            when scheme = 'cow' and year = 1990 and code = 678 then date '1990-05-21'
            else make_date(cast(year as integer), 12, 31) end as "end"
        from keyed where scheme = 'cow'
        or (key, cast(year as integer)) not in (select key, cast(year as integer) from keyed where scheme = 'cow')"""
    )
