"""Journeys of China's president and premiers after 2020, from a file that merges three lists.

Judgements
----------
- *What is a source of its own is not taken twice.* The file's first 595 rows are CEIAS's workbook, cell by cell.
- *The ministry's rows are no visits of a leader*: 101 items of news from 2023 to 2025 about envoys, vice-ministers and
  meetings in Beijing, all but three under Xi Jinping's name. They would make him the most travelled man of the decade.
- *Wikipedia's rows to 2020* (63 of Li Keqiang, one of Xi Jinping) name visits that CEIAS has, or stops that it leaves out
  (Li in Ireland 2015, "transit visit"; Portugal 2016, "technical stop"). CEIAS counts for the years at which it looked.
- *What is left is a selection.* The compiler read one row of each journey: Xi's journeys of 2022 lack Uzbekistan and
  Thailand, those of 2024 Serbia, Hungary, Tajikistan and Brazil. Coverage is therefore ``selected``.
- *Days* are unknown, as in CEIAS: from 1 January to 31 December of the year.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "china_leader_visits_AllData.csv.gz"

_OFFICE = """case when "Level" like 'President%' then 'President' when "Level" like '%Premier%' then 'Premier' end"""


def read(raw: Raw) -> Iterator[Part]:
    """Yield the visits, then who visited whom."""
    table = raw.table(_FILE)
    about = """'china-leader-visits-2025:' || line as activity, make_date(cast("Year" as integer), 1, 1) as start,
        make_date(cast("Year" as integer), 12, 31) as "end", source_row"""
    yield Part(
        "activity",
        sql=f"""select {about}, 'visit' as kind, "Name" || ' (' || {_OFFICE} || ') in ' || "Country" || ', ' || "Year" as name,
        'Journeys of Chinese leaders' as series from {table}""",
    )
    yield Part("activity_party", sql=f"select {about}, 'state:CHN' as actor, 'visitor' as role from {table}")
    yield Part("activity_party", sql=f"""select {about}, 'name:' || "Country" as actor, 'host' as role from {table}""")
