"""Journeys of China's leaders: one activity for each row, a visit of one leader to one state in one year.

Judgements
----------
- *Days.* The file knows the year alone. A visit stands from 1 January to 31 December of it, so that the year is not lost
  and no day is invented (warning ``days-unknown``); nothing may be read from it about a month.
- *Repeated rows* (Xi Jinping in Russia in 2013: a state visit in March, the G20 in September) are two visits: the file
  has seven such pairs and in each known case there were two.
- *Where absence means none.* From 2014 on the list has every journey of Li Keqiang that Wikipedia's has, and all of Xi
  Jinping's; before, some well-known ones are missing (warning ``journeys-missing-before-2014``). Coverage of all states
  with China is stated from 2014 only.
- *Five visits of Xi Jinping* did not take place in the year given: Egypt, Iran and Saudi Arabia stand under 2015 and 2016,
  of which the second is true, and South Korea under 2015 and 2018. They are set aside.
- *Vietnam.* The six journeys to "Vietnam" from 1956 to 1971 were Zhou Enlai's to Hanoi: the Democratic Republic, which
  the record's key VNM means then. *Germany* in 1979 is the Federal Republic: Hua Guofeng went to Bonn.
- *Names of persons* stand in the name of the visit: who went, in which office, is what the publisher recorded.
- The continent and the three flags of development are the publisher's grouping of states and not of visits: left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "WHO-WHERE-WHEN-dataset-v.1.1.xlsx"

_HOST = """case when "Country" = 'Vietnam' and "Year" < '1976' then 'state:VNM'
    when "Country" = 'Germany' and "Year" < '1990' then 'state:DEU' else 'name:' || "Country" end"""


def read(raw: Raw) -> Iterator[Part]:
    """Yield the visits, then who visited whom."""
    table = raw.table(_FILE)
    about = """'china-leader-travel:' || line as activity, make_date(cast("Year" as integer), 1, 1) as start,
        make_date(cast("Year" as integer), 12, 31) as "end", source_row"""
    yield Part(
        "activity",
        sql=f"""select {about}, 'visit' as kind, "Name" || ' (' || "Level" || ') in ' || "Country" || ', ' || "Year" as name,
        'Journeys of Chinese leaders' as series from {table}""",
    )
    # The names of states are of the end of the year: the Soviet Union had not ended when its leader was visited in 1991.
    yield Part("activity_party", sql=f"select {about}, 'state:CHN' as actor, 'visitor' as role from {table}")
    yield Part("activity_party", sql=f"select {about}, {_HOST} as actor, 'host' as role from {table}")
