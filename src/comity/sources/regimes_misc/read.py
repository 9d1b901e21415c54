"""Polity's scores and the lexical index a state and year, REIGN's regime types by day.

Judgements
----------
- *Polity's -66, -77 and -88 are no scores.* In polity, democ, autoc and xconst they are unknown; in polity2 the publisher
  has dealt with them (its remaining -66 are missing in this copy).
- *Codes* are the carrier's ``cown``, which brings Polity's own (364 USSR, 529 Ethiopia, 769 Pakistan, 818 Vietnam, 347
  Yugoslavia from 1991) and the index's own (300 Austria, 817 Vietnam before 1945) to the list of the Correlates of War;
  each stands for the state of 31 December.
- *Two polities of one state in a year*: the later stands (the USSR in 1922, Serbia in 2006), the earlier is set aside; in
  1990 the two rows of Germany and of Yemen each stand for their own days.
- *States only*: rows of colonies, of years before 1816, and of years in which neither list has the state are set aside.
- *REIGN's types are spells*, one figure of value 1 each, under the type's name; its file repeats a spell for every year. A
  spell of 345 is cut where Yugoslavia's code passes to Serbia.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_eras, code_spells, state_spells

_POLITY = "polity5.parquet"
_LEXICAL = "LIED.parquet"
_REIGN = "REIGN.parquet"
_LAST_YEAR = 2024

#: Column of Polity5, unit, lowest value that is a score.
_SCORES = (
    ("polity", "-10–10", -10),
    ("polity2", "-10–10", -10),
    ("democ", "0–10", 0),
    ("autoc", "0–10", 0),
    ("durable", "years", 0),
    ("xconst", "1–7", 1),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, source by source."""
    con = raw.connection
    listed = _years_of_codes()
    raw.make_table("regime_given", {"code": [code for code, _ in listed], "year": [year for _, year in listed]})
    con.execute(
        "create or replace temp table regime_state as "
        "select cast(code as integer) as code, cast(year as integer) as year from regime_given"
    )
    known = "(cast(cown as integer), cast(year as integer)) in (select code, year from regime_state)"
    for file, exception in ((_POLITY, "not-a-state-then"), (_LEXICAL, "not-a-state-then-lied")):
        for (source_row,) in con.execute(
            f"select source_row from {raw.table(file)} where not {known} order by line"
        ).fetchall():
            raw.leave_out(exception, source_row)
    for column, unit, least in _SCORES:
        yield _yearly(
            raw, _POLITY, column, f"polity5-{column}", unit, f"cast({column} as integer) >= {least} and {known}"
        )
    for column in ("lexical_index", "lexical_index_plus"):
        yield _yearly(raw, _LEXICAL, column, f"lied-{column.replace('_', '-')}", "step", known)
    yield Part("figure", rows=list(_types(raw)))
    con.execute("drop table regime_state")


def _yearly(raw: Raw, file: str, column: str, indicator: str, unit: str, where: str) -> Part:
    own = "polity_annual_ccode" if file == _POLITY else "cown"
    return Part(
        "figure",
        sql=f"""
        select 'cow:' || cown as actor, '{indicator}' as indicator,
            case {own} || ' ' || year when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
                else make_date(cast(year as integer), 1, 1) end as start,
            case {own} || ' ' || year when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
                else make_date(cast(year as integer), 12, 31) end as "end",
            make_date(cast(year as integer), 12, 31) as on_date, cast({column} as double) as value, '{unit}' as unit,
            source_row
        from {raw.table(file)} where {column} is not null and {where}""",
    )


def _types(raw: Raw) -> Iterator[dict[str, object]]:
    for code, kind, start, end, source_row in raw.connection.execute(
        f"""select cast(reign_cowcode as varchar), gwf_regimetype, cast("Start" as date), cast("End" as date),
        '{_REIGN}:' || min(line) from {raw.table(_REIGN)} group by all order by min(line)"""
    ).fetchall():
        for era in code_eras("cow").get(code, ()):
            first, last = max(start, era.start or date.min), min(end, era.end or date.max)
            if first <= last:
                yield {
                    "actor": f"state:{era.actor}",
                    "indicator": f"reign-{kind.replace(' ', '-')}",
                    "start": first,
                    "end": last,
                    "value": 1,
                    "unit": "yes/no",
                    "source_row": source_row,
                }


def _years_of_codes() -> list[tuple[int, int]]:
    """List (COW code, year) for every year in which either list has the state that bears the code on 31 December."""
    years: dict[str, set[int]] = {}
    for spell in state_spells():
        last = spell.end.year if spell.end else _LAST_YEAR
        years.setdefault(spell.state, set()).update(range(spell.start.year, last + 1))
    found = set()
    for code in {entry.code for entry in code_spells() if entry.scheme == "cow"}:
        for era in code_eras("cow")[code]:
            for year in years[era.actor]:
                if (era.start or date.min) <= date(year, 12, 31) <= (era.end or date.max):
                    found.add((int(code), year))
    return sorted(found)
