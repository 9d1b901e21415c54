"""Military equipment: pieces of a class that a state held, one row a run of years with the same number.

Judgements
----------
- *Classes keep the publisher's words*: "armoured fighting vehicles_attack" is
  ``rdmc-armoured-fighting-vehicles-attack``. All 69 are taken.
- *Empty is unknown, zero is zero*: the empty cell yields no row; a run of years goes on only while the number stays.
- *Nothing is mended.* Some classes are counted twice in some years (the United States' ballistic-missile submarines from 2002),
  and no rule tells where: the publisher's numbers stand, under a warning that names cases.
- *Code 345* is Yugoslavia to 2005 and Serbia from 2006: a run is cut there. The file's other codes are one key throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "rDMC_wide_v1.csv.gz"
_KEYS = ("_1", "year", "country", "stateabb", "ccode")


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures of all classes at once."""
    columns = [column for column in raw.source.files[0].columns if column not in _KEYS]
    named = "map([" + ", ".join(f"'{column}'" for column in columns) + "], ["
    named += ", ".join(f"'{indicator(column)}'" for column in columns) + "])"
    listed = ", ".join(f'"{column}"' for column in columns)
    yield Part(
        "figure",
        sql=f"""
        with cell as (
            select ccode, ccode = '345' and cast(year as integer) >= 2006 as later, cast(year as integer) as year,
                class, cast(pieces as double) as value, line
            from (unpivot {raw.table(_FILE)} on {listed} into name class value pieces)
        ), marked as (
            select *, year - row_number() over (partition by class, ccode, later, value order by year) as run from cell
        )
        select 'cow:' || ccode as actor, {named}[class] as indicator, make_date(min(year), 1, 1) as start,
            make_date(max(year), 12, 31) as "end", make_date(max(year), 12, 31) as on_date, value, 'pieces' as unit,
            '{_FILE}:' || min(line) || case when count(*) > 1 then '-' || max(line) else '' end as source_row
        from marked group by class, ccode, later, value, run""",
    )


def indicator(column: str) -> str:
    """Give the indicator's name for a column: small letters and digits, the rest as hyphens."""
    return "rdmc-" + re.sub(r"[^a-z0-9]+", "-", column.lower()).strip("-")
