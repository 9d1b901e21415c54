"""How 37 publics saw the United States and trusted its president, from two wide tables of the same shape.

Judgements
----------
- *A blank is no figure*: Pew asked in some countries a year only. 325 and 289 of the cells are filled.
- *Two questions, two indicators.* The file on the president asks for confidence in whoever was president, so the series
  is of the office: it jumps in 2009 and in 2017 with the person.
- *The average* over the countries asked is left out: they are others every year, so that it moves with the list.
- *Columns are countries* in everyday names ("UK", "South Korea"); each is resolved like any other name.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

#: File → indicator.
INDICATORS = {
    "TRUMPWORLD-us.csv.gz": "pew538-us-favourable",
    "TRUMPWORLD-pres.csv.gz": "pew538-us-president-confidence",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the shares, file by file."""
    for file, indicator in INDICATORS.items():
        yield Part(
            "pair_figure",
            sql=f"""select 'name:' || country as a, 'state:USA' as b, '{indicator}' as indicator,
            make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
            cast(share as double) as value, 'per cent of respondents' as unit, source_row
            from (unpivot {raw.table(file)} on columns(* exclude (line, source_row, year, avg))
                into name country value share)""",
        )
