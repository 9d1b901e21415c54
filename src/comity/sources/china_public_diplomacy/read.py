"""China's public diplomacy: ten figures between China and a state in a year.

Judgements
----------
- *A missing cell is no row.* "N/A" stands for years outside the publisher's study of a region and, for military visits in
  South and Central Asia, wherever none was found: no zero is made of either.
- *The total of visits* is government and military visits together. Where the military ones are missing the publisher's
  total repeats the government's (120 rows, Afghanistan 2002): that is no total and is left out.
- *Students.* Chinese students abroad are 0 in 252 rows, among them all of Singapore's and Thailand's of 2013 and 2014:
  a year without a report is written like one without a student. Zeros of this series are left out, others are kept.
- *Direction.* What China does or sends is a figure of China toward the state; students in China are one of the state
  toward China.
- Confucius institutes and twinned cities are new ones of the year (Australia 4 in 2011), as they come.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "ChinesePublicDiplomacy.csv.gz"

#: Column → indicator, unit.
INDICATORS = {
    "confucius_institutes": ("china-confucius-institutes-opened", "institutes"),
    "sister_cities_established": ("china-sister-cities-agreed", "agreements"),
    "government_visits": ("china-government-visits", "visits"),
    "military_visits": ("china-military-visits", "visits"),
    "total_elite_visits": ("china-elite-visits", "visits"),
    "ambassador_op_eds": ("china-ambassador-op-eds", "articles"),
    "journalist_visits": ("china-journalist-visits", "visits"),
    "media_partnerships": ("china-media-partnerships", "agreements"),
    "outbound_chinese_students": ("china-students-abroad", "persons"),
    "inbound_students_to_china": ("students-in-china", "persons"),
}

_ASIDE = {
    "total_elite_visits": ("total-of-half", "military_visits is null"),
    "outbound_chinese_students": ("zero-students", "outbound_chinese_students = '0'"),
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, indicator by indicator."""
    table = raw.table(_FILE)
    for column, (exception, doubtful) in _ASIDE.items():
        for (source_row,) in raw.connection.execute(
            f"select source_row from {table} where {column} is not null and {doubtful} order by line"
        ).fetchall():
            raw.leave_out(exception, source_row)
    for column, (indicator, unit) in INDICATORS.items():
        host = "'name:' || receiving_country"
        a, b = (host, "'state:CHN'") if indicator == "students-in-china" else ("'state:CHN'", host)
        sure = f"not ({_ASIDE[column][1]})" if column in _ASIDE else "true"
        yield Part(
            "pair_figure",
            sql=f"""select {a} as a, {b} as b, '{indicator}' as indicator, make_date(cast(year as integer), 1, 1) as start,
            make_date(cast(year as integer), 12, 31) as "end", cast({column} as double) as value, '{unit}' as unit,
            source_row from {table} where {column} is not null and {sure}""",
        )
