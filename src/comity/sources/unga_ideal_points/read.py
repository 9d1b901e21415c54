"""The General Assembly: where a member stands, and how often it votes with six others.

Judgements
----------
- *The year* of a session is the one in which it began: session + 1945. Session 19 (1964) is not in the file.
- *Actors* are taken by the file's COW codes, not its ISO codes: those call North and South Yemen both YAR. Members that
  no list of states has in that year (Ukraine and Belarus to 1990, India in 1946, Ghana in the session of 1956) are
  members of the Assembly and stay.
- *The interval* is the 5th to 95th percentile of the posterior: the 90 % that the record asks for.
- *Agreement* is the share of common votes cast alike. A member's agreement with itself is always one and is no row.
- Brazil, India and China name their columns; "RUSSAgree" is the Soviet Union to 1991 and Russia after. China's column is
  whoever held China's seat; the file has it from the session of 1971 (the People's Republic).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "IdealpointestimatesAll_Jun2024.csv.gz"
_WITH = (
    ("USAgree", "USA", "2"),
    ("RUSSAgree", "RUS", "365"),
    ("BrazilAgree", "BRA", "140"),
    ("ChinaAgree", "CHN", "710"),
    ("IndiaAgree", "IND", "750"),
    ("IsraelAgree", "ISR", "666"),
)
_YEAR = """make_date(cast(session as integer) + 1945, 1, 1) as start,
    make_date(cast(session as integer) + 1945, 12, 31) as "end" """


def read(raw: Raw) -> Iterator[Part]:
    """Yield the ideal points, then the agreement with each of the six."""
    table = raw.table(_FILE)
    yield Part(
        "figure",
        sql=f"""
        select 'cow:' || ccode as actor, 'unga-ideal-point' as indicator, {_YEAR},
            cast(IdealPointAll as double) as value, cast("Q5%All" as double) as low, cast("Q95%All" as double) as high,
            'ideal point' as unit, source_row
        from {table} where IdealPointAll is not null""",
    )
    for column, key, code in _WITH:
        yield Part(
            "pair_figure",
            sql=f"""
            select 'cow:' || ccode as a, 'state:{key}' as b, 'unga-agreement' as indicator, {_YEAR},
                cast("{column}" as double) as value, 'share' as unit, source_row
            from {table} where "{column}" is not null and ccode <> '{code}'""",
        )
