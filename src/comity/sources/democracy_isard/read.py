"""Unified democracy scores, Polity2 and polyarchy: one figure each a state and year.

Judgements
----------
- *Polity2 and polyarchy are the COW file's.* They do not depend on the list of states: told by state, the Gleditsch–Ward
  file has the same values, none for a state-year that COW does not list, and no polyarchy for 2025, so that nothing is
  lost by taking each once.
- *The unified scores are two series.* They are standardised over the rows of each file: the United States of 1816 have
  0.288 in one and 0.396 in the other. Mixing them would draw a step where none was, so ``euds`` and ``aeuds`` are the COW
  file's and ``euds-gw`` and ``aeuds-gw`` the other's, each complete.
- *Codes* mean the state of 31 December (COW 345 is Yugoslavia in 1918 and Serbia in 2006). For 1990 COW has 260 beside 255
  and 678 beside 679, one key each in the record: each row stands for its own days.
- *polyarchy* is V-Dem 16's v2x_polyarchy under a name of its own, as other sources carry other releases.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_COW = "cw_democracy.csv.gz"
_GW = "gw_democracy.csv.gz"

#: Indicator, column and unit of what is the same whatever the list of states.
_SHARED = (("polity2", "polity2", "-10–10"), ("polyarchy-v16", "v2x_polyarchy", "0–1"))


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, indicator by indicator."""
    cow, gw = raw.table(_COW), raw.table(_GW)
    for column in ("euds", "aeuds"):
        yield Part("figure", sql=_figures(cow, "cow:' || ccode", column, column, "standard deviations"))
        yield Part("figure", sql=_figures(gw, "gw:' || gwcode", column, f"{column}-gw", "standard deviations"))
    for indicator, column, unit in _SHARED:
        yield Part("figure", sql=_figures(cow, "cow:' || ccode", column, indicator, unit))


def _figures(table: str, actor: str, column: str, indicator: str, unit: str) -> str:
    unions = "ccode || ' ' || year" if "ccode" in actor else "''"
    return f"""
    select '{actor} as actor, '{indicator}' as indicator,
        case {unions} when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
            else make_date(cast(year as integer), 1, 1) end as start,
        case {unions} when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
            else make_date(cast(year as integer), 12, 31) end as "end",
        make_date(cast(year as integer), 12, 31) as on_date, cast({column} as double) as value, '{unit}' as unit, source_row
    from {table} where {column} is not null"""
