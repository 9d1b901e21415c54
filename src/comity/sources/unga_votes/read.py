"""Roll calls of the General Assembly: what was voted on, and who voted how.

Judgements
----------
- *NA is Namibia.* In the votes the code NA is text and means Namibia; a missing code is null (Federal Republic of Germany,
  Yemen Arab Republic, Zanzibar), and the name says who voted.
- *Codes are of today*, but a row is read on the day of the vote: the Soviet Union's votes stand under Russia's key, as in the
  lists of states.
- *Absence yields nothing*: it is neither an abstention nor proof of membership.
- *The title* is the publisher's short one, or its description where that is missing (all but one of 573 votes).
- *Important* is the State Department's mark; missing is unknown.
- *Issues* are the publisher's six, which overlap; a vote without one has none of the six.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_VOTES = "un_votes.parquet"
_CALLS = "un_roll_calls.csv.gz"
_ISSUES = "un_roll_call_issues.csv.gz"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the roll calls and the votes."""
    yield Part(
        "resolution",
        sql=f"""
        select 'unga-votes:' || rcid as resolution, cast(date as date) as date, coalesce(short, descr) as title,
            cast(importantvote as integer) = 1 as important, issues, source_row
        from {raw.table(_CALLS)} left join (
            select rcid, string_agg(distinct issue, '|' order by issue) as issues from {raw.table(_ISSUES)} group by rcid
        ) using (rcid)""",
    )
    yield Part(
        "vote",
        sql=f"""
        select resolution, coalesce('iso2:' || country_code, 'name:' || country) as actor, vote, on_date, v.source_row
        from {raw.table(_VOTES)} v join (
            select cast(rcid as bigint) as rcid, 'unga-votes:' || rcid as resolution, cast(date as date) as on_date
            from {raw.table(_CALLS)}
        ) c on c.rcid = cast(v.rcid as bigint)""",
    )
