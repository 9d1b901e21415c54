"""Journeys of China's president and premiers that CEIAS's list does not have, from a file that merges three lists.

Judgements
----------
- *What is a source of its own is not taken twice.* The file's first 595 rows are CEIAS's workbook, cell by cell.
- *The ministry's rows are no visits of a leader*: 101 items of news from 2023 to 2025 about envoys, vice-ministers and
  meetings in Beijing, all but three under Xi Jinping's name. They would make him the most travelled man of the decade.
- *One visit once.* Of Wikipedia's 64 rows to 2020, 61 have their leader, state and year among CEIAS's; they are set
  aside. The other three (Li Keqiang in Thailand, Uzbekistan and Vietnam, autumn 2013) CEIAS lacks, and are taken.
- *What is left is a selection.* The compiler read one row of each journey: Xi's journeys of 2022 lack Uzbekistan and
  Thailand, those of 2024 Serbia, Hungary, Tajikistan and Brazil. Coverage is therefore ``selected``.
- *Days* are unknown, as in CEIAS: from 1 January to 31 December of the year.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "china_leader_visits_AllData.csv.gz"

_OFFICE = """case when "Level" like 'President%' then 'President' when "Level" like '%Premier%' then 'Premier' end"""

_CEIAS = """"Original Source" like 'Central European Institute of Asian Studies%'"""
#: CEIAS writes "Korea, South" where Wikipedia has "South Korea".
_IN_CEIAS = """("Year", "Name", "Country") in (select ("Year", "Name",
    case "Country" when 'Korea, South' then 'South Korea' else "Country" end) from {table} where {ceias})"""


def read(raw: Raw) -> Iterator[Part]:
    """Yield the visits, then who visited whom."""
    everything = raw.table(_FILE)
    known = _IN_CEIAS.format(table=everything, ceias=_CEIAS)
    for exception, where in (("copied-from-ceias", _CEIAS), ("in-ceias-too", f"not {_CEIAS} and {known}")):
        for (source_row,) in raw.connection.execute(
            f"select source_row from {everything} where {where} order by line"
        ).fetchall():
            raw.leave_out(exception, source_row)
    table = f"(select * from {everything} where not {_CEIAS} and not {known})"
    about = """'china-leader-visits-2025:' || line as activity, make_date(cast("Year" as integer), 1, 1) as start,
        make_date(cast("Year" as integer), 12, 31) as "end", source_row"""
    yield Part(
        "activity",
        sql=f"""select {about}, 'visit' as kind, "Name" || ' (' || {_OFFICE} || ') in ' || "Country" || ', ' || "Year" as name,
        'Journeys of Chinese leaders' as series from {table}""",
    )
    yield Part("activity_party", sql=f"select {about}, 'state:CHN' as actor, 'visitor' as role from {table}")
    yield Part("activity_party", sql=f"""select {about}, 'name:' || "Country" as actor, 'host' as role from {table}""")
