"""V-Dem's five indices of democracy: one figure each a state and year.

Judgements
----------
- *Codes.* V-Dem's own COW code (``vdem_cowcode``) is used, by the state of 31 December. The letters of
  ``country_text_id`` keep one unit through history: there Czechoslovakia is CZE, Yugoslavia SRB, Austria-Hungary AUT. The
  columns GWn, cown and in_GW_system, which the carrier of the file added, go by those letters too (Czechoslovakia is not
  "in the system" by them).
- *States only.* V-Dem also rates colonies, parts of states and the years before a state was one; where neither list of
  states has the unit in that year, or V-Dem gives no code, the row is set aside.
- *No interval.* V-Dem's codelow and codehigh are about one standard deviation either way, some 68 %, and the record's low
  and high are 90 %. An interval is not stretched by a factor, so both are null.
- The additive and multiplicative polyarchy indices (api, mpi) are steps toward v2x_polyarchy and are left.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_spells, state_spells

_FILE = "vdem_simple.parquet"
_INDICES = ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem")
_LAST_YEAR = 2024


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, index by index."""
    table, con = raw.table(_FILE), raw.connection
    listed = _years_of_codes()
    raw.make_table("vdem_given", {"code": [code for code, _ in listed], "year": [year for _, year in listed]})
    con.execute(
        "create or replace temp table vdem_states as "
        "select cast(code as integer) as code, cast(year as integer) as year from vdem_given"
    )
    known = "(cast(vdem_cowcode as integer), cast(year as integer)) in (select code, year from vdem_states)"
    for (source_row,) in con.execute(
        f"select source_row from {table} where vdem_cowcode is not null and not {known} order by line"
    ).fetchall():
        raw.leave_out("not-a-state-then", source_row)
    for index in _INDICES:
        yield Part(
            "figure",
            sql=f"""
            select 'cow:' || vdem_cowcode as actor, '{index}' as indicator,
                make_date(cast(year as integer), 1, 1) as start, make_date(cast(year as integer), 12, 31) as "end",
                make_date(cast(year as integer), 12, 31) as on_date,
                cast({index} as double) as value, '0–1' as unit, source_row
            from {table} where {index} is not null and {known}""",
        )
    con.execute("drop table vdem_states")


def _years_of_codes() -> list[tuple[int, int]]:
    """List (COW code, year) for every year in which either list has the state that bears the code."""
    years: dict[str, set[int]] = {}
    for spell in state_spells():
        last = spell.end.year if spell.end else _LAST_YEAR
        years.setdefault(spell.state, set()).update(range(spell.start.year, last + 1))
    found = {(int(x.code), year) for x in code_spells() if x.scheme == "cow" for year in years[x.actor]}
    return sorted(found)
