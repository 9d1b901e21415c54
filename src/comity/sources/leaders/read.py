"""Leaders with their days in office, and leader changes by state and year.

Judgements
----------
- *Office and dates only.* Birth, sex, health, education and scores of a person's willingness to use force are left out:
  the record says who held the office.
- *The end of the data is an open end*: 166 leaders whose last day is 2015-12-31 were in office then, so their end is that
  day, with which coverage ends too.
- *Names are Archigos's short ones*: family names, with initials where two would be confused (G.W. Bush).
- *The yearly numbers are figures* of their own: whether a leader entered or left in the year, whether by irregular means,
  and how many leaders the year had; they come from the publisher's package and are not derived anew.
- *Codes* are Gleditsch and Ward's (340 is Serbia to 1915 and from 2006, 345 Yugoslavia), resolved on the first day of
  office; for years on 31 December.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_LEADERS = "archigos.csv.gz"
_YEARS = "archigossums.csv.gz"

#: Column, indicator, unit.
_FIGURES = (
    ("leadertransition", "archigos-leader-transition", "yes/no"),
    ("irregular", "archigos-irregular-transition", "yes/no"),
    ("n_leaders", "archigos-leaders", "persons"),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the leaders and the yearly figures."""
    yield Part(
        "leader",
        sql=f"""
        select 'leaders:' || obsid as leader, 'gw:' || gwcode as state, leader as name, cast(startdate as date) as start,
            cast(enddate as date) as "end", source_row
        from {raw.table(_LEADERS)}""",
    )
    for column, indicator, unit in _FIGURES:
        yield Part(
            "figure",
            sql=f"""
            select 'gw:' || gwcode as actor, '{indicator}' as indicator, make_date(cast(year as integer), 1, 1) as start,
                make_date(cast(year as integer), 12, 31) as "end", make_date(cast(year as integer), 12, 31) as on_date,
                cast({column} as double) as value, '{unit}' as unit, source_row
            from {raw.table(_YEARS)}""",
        )
