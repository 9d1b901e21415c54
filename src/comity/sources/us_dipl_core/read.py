"""Visits by United States presidents and secretaries of state: whether there was one, state by state and year by year.

Judgements
----------
- *Whether, not how often.* ``bi_PRE`` and ``bi_SOS`` are 0 or 1 in every row, so the unit is yes/no. The two ``bi_str_``
  columns are never 1 where these are 0: the same under a stricter rule.
- *States that did not exist.* The file carries most states through all 67 years (South Sudan from 1946). Only rows of a
  state that was in the Correlates of War list on some day of the year are taken; 3,553 others are set aside, six of them
  with a visit (Bonn 1947 and 1953, Pristina 1999).
- *One key a state.* A row stands for the days of the year in which its code meant a state: the Yugoslavia and the Serbia of
  2006 share code 345 and an answer, while the Germanies of 1990 (260, then 255) share a key and have an answer each.
- *Runs of years* with the same answer are one row, which stands for each of its years.
- Not taken: military aid and trade are logarithms in which missing is 0, the rest are inputs of the authors' models.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import state_spells

_FILE = "dipl_core.csv.gz"
_FIRST, _LAST = 1946, 2012

#: Indicator → column of the file.
INDICATORS = {
    "us-president-visited": "bi_PRE",
    "us-president-visited-strict": "bi_str_PRE",
    "us-secretary-of-state-visited": "bi_SOS",
    "us-secretary-of-state-visited-strict": "bi_str_SOS",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the four answers, each as runs of years."""
    _make_states(raw)
    table = raw.table(_FILE)
    for (source_row,) in raw.connection.execute(
        f"""select source_row from {table} where (cowid, year) not in (select code, year from dipl_core_state)
        order by line"""
    ).fetchall():
        raw.leave_out("not-a-state-then", source_row)
    for indicator, column in INDICATORS.items():
        yield Part(
            "pair_figure",
            sql=f"""
            with yearly as (
                select s.key as b, cast(s.first as date) as first, cast(s.last as date) as last,
                cast({column} as integer) as value, d.line
                from {table} d join dipl_core_state s on s.code = d.cowid and s.year = d.year
            ), marked as (
                select *, coalesce(first > lag(last) over state + 1 or value <> lag(value) over state, true) as fresh
                from yearly window state as (partition by b order by first)
            ), run as (
                select *, sum(fresh::integer) over (partition by b order by first) as run from marked
            )
            select 'state:USA' as a, 'state:' || b as b, '{indicator}' as indicator, min(first) as start,
            max(last) as "end", value, 'yes/no a year' as unit, '{_FILE}:' || arg_min(line, first) as source_row
            from run group by b, value, run""",
        )


def _make_states(raw: Raw) -> None:
    """Make the table of the days of each year in which a COW code was in the list, with the key that it then meant."""
    held = [
        (spell.cow, year, spell.state, max(spell.start, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for spell in state_spells()
        if spell.cow is not None
        for last in [spell.end or date.max]
        for year in range(max(_FIRST, spell.start.year), min(_LAST, last.year) + 1)
    ]
    code, year, key, first, last = ([row[place] for row in held] for place in range(5))
    raw.make_table("dipl_core_state", {"code": code, "year": year, "key": key, "first": first, "last": last})
