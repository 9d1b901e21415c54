"""National Material Capabilities: eight figures a state and year.

Judgements
----------
- *Units* are brought to persons, tonnes and money: the file counts soldiers, people, tonnes and money in thousands.
- *Military spending* is in pounds sterling up to 1913 and in US dollars from 1914 (the United States' figure is four
  times higher in 1914 than in 1913, Sweden's five). Two units are two indicators, so that nobody draws them as one line.
- *The year of a union*: for 1990 the file has the Federal Republic of Germany (260) beside united Germany (255), and
  North Yemen (678) beside Yemen (679). Each pair is one key in the record, so each row stands for its own days: the two
  figures of a year then never overlap, and none is lost.
- *Code 345* is Serbia, Yugoslavia and Serbia again: the state of 31 December counts (1918 Yugoslavia, 2006 Serbia).
- A cell that is missing yields no row; a zero is the publisher's.
- *Two impossible cells stay* (urban above total population: Sweden 2001, Singapore 1998), with a warning: the published
  index was computed with them, and without them it could not be computed anew from its components.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "cow_nmc_v7.csv.gz"

#: Indicator, expression, unit, and the rows that it is for.
_FIGURES = (
    ("military-expenditure", "cast(milex as double) * 1000", "USD, current", "cast(year as integer) >= 1914"),
    ("military-expenditure-sterling", "cast(milex as double) * 1000", "GBP, current", "cast(year as integer) < 1914"),
    ("military-personnel", "cast(milper as double) * 1000", "persons", "true"),
    ("iron-steel-production", "cast(irst as double) * 1000", "tonnes", "true"),
    ("primary-energy-consumption", "cast(pec as double) * 1000", "tonnes of coal equivalent", "true"),
    ("total-population", "cast(tpop as double) * 1000", "persons", "true"),
    ("urban-population", "cast(upop as double) * 1000", "persons", "true"),
    ("cinc", "cast(cinc as double)", "share", "true"),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, indicator by indicator."""
    table = raw.table(_FILE)
    for indicator, value, unit, where in _FIGURES:
        yield Part(
            "figure",
            sql=f"""
            select 'cow:' || ccode as actor, '{indicator}' as indicator,
                case ccode || ' ' || year when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
                    else make_date(cast(year as integer), 1, 1) end as start,
                case ccode || ' ' || year when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
                    else make_date(cast(year as integer), 12, 31) end as "end",
                case when ccode = '345' then make_date(cast(year as integer), 12, 31) end as on_date,
                {value} as value, '{unit}' as unit, source_row
            from {table} where {value} is not null and {where}""",
        )
