"""Flags of defence cooperation between the United States and a partner, as runs of years.

Judgements
----------
- *Flags, not agreements*: ``dca`` (one was signed in the year) and ``dca_ongoing`` (one was in force) are pair figures of 0 and
  1, so that no agreement of the source dcad counts twice. ``ambassador`` is the third.
- *From the United States to the partner* is how a row is written; the flags themselves have no direction.
- *Runs.* Years that follow each other with the same value are one row.
- *Code 345* is Serbia and Montenegro to 2005, Serbia from 2006: a run is cut there.
- *Not taken*: arms imports (of SIPRI, unit unsaid), distance of ideal points and NATO, which are other sources' own.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "kinne_dca_us_partner_country_year.csv.gz"
_FLAGS = {
    "dca": "us-partner-dca-signed",
    "dca_ongoing": "us-partner-dca-ongoing",
    "ambassador": "us-partner-ambassador",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the three flags."""
    for column, indicator in _FLAGS.items():
        yield Part(
            "pair_figure",
            sql=f"""
            with given as (
                select ccode, cast(year as integer) as year, ccode = '345' and cast(year as integer) >= 2006 as later, cast({column} as integer) as value, line
                from {raw.table(_FILE)} where {column} is not null
            ), marked as (
                select *, year - row_number() over (partition by ccode, later, value order by year) as run from given
            )
            select 'state:USA' as a, 'cow:' || ccode as b, '{indicator}' as indicator,
                make_date(min(year), 1, 1) as start, make_date(max(year), 12, 31) as "end",
                make_date(max(year), 12, 31) as on_date, value, 'yes/no' as unit,
                '{_FILE}:' || min(line) || case when count(*) > 1 then '-' || max(line) else '' end as source_row
            from marked group by ccode, later, value, run""",
        )
