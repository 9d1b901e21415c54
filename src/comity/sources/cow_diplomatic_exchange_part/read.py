"""Diplomatic representation: two directed figures a pair and round.

Judgements
----------
- *Direction*: ``DR_at_1`` is the rank of the second state's diplomats hosted at the first, so it is the figure of the
  second (a, who sends) toward the first (b, who hosts); ``DR_at_2`` the other way about.
- *A round is a year*: a row stands for its own year and no other.
- *Zero is known only beside another's representation*: the extract leaves out pairs without any, so coverage is of
  selected pairs.
- *9 stays 9*: it is "other" and no rank; a warning says so.
- *Codes* mean the state of 31 December. For 1990 255 and 679 stand from the day of their unions, 260 and 678 to the day
  before. The extract's own columns (period, symmetry now and next, regions) follow from the others and are left.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "diprep_nextSym.csv.gz"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, one direction after the other."""
    for sender, host in ((2, 1), (1, 2)):
        yield Part(
            "pair_figure",
            sql=f"""
            select 'cow:' || ccode{sender} as a, 'cow:' || ccode{host} as b,
                'cow-diplomatic-representation' as indicator,
                case when year <> '1990' then make_date(cast(year as integer), 1, 1)
                    when '255' in (ccode1, ccode2) then date '1990-10-03'
                    when '679' in (ccode1, ccode2) then date '1990-05-22' else date '1990-01-01' end as start,
                case when year <> '1990' then make_date(cast(year as integer), 12, 31)
                    when '678' in (ccode1, ccode2) then date '1990-05-21'
                    when '260' in (ccode1, ccode2) then date '1990-10-02' else date '1990-12-31' end as "end",
                make_date(cast(year as integer), 12, 31) as on_date, cast(DR_at_{host} as double) as value,
                'rank 0–3; 9 other' as unit, source_row
            from {raw.table(_FILE)}""",
        )
