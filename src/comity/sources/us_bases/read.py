"""United States sites abroad as places, how many a state, and construction there.

Judgements
----------
- *No dates.* The list was closed in 2018 and says of no site when it opened or closed. A place has neither start nor end, and
  the count of sites is a tie that ends with 2018 and whose beginning is unknown.
- *A layer of its own* (``us-site``): the layer ``base`` is for foreign bases as the almanac knows them, one a pair, and this
  list would stand beside it as a second.
- *Three kinds of site*: base, lilypad, and site of the host that was paid for; the one row that is both of the latter (in
  the file's flags) counts in both.
- *Names without an accent table.* The file is in Latin-1. A site without a name is called after its state.
- *Dungu* lies in the Democratic Republic of the Congo, as its row's name says; its codes are Congo's.
- *Construction* is summed by state and year; Kwajalein is in the Marshall Islands, Guantánamo in Cuba, and both rows of
  Korea and of Bahrain are their states'.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_BASES = "basedata.csv.gz"
_BUILDING = "builddata.csv.gz"
_KINDS = {"base": "bases", "lilypad": "lilypads", "fundedsite": "funded sites"}
_HOST = "case when countryname = 'Congo, Democratic Republic' then 'state:COD' else 'cow:' || ccode end"
#: The list's states are those of its last year.
_DAY = "date '2018-12-31'"


def read(raw: Raw) -> Iterator[Part]:
    """Yield the sites, how many of each kind a state has, and construction by year."""
    bases = raw.table(_BASES)
    yield Part(
        "place",
        sql=f"""
        select 'us-bases:' || line as place, 'base' as kind, coalesce(basename, 'unnamed site in ' || countryname) as name,
            {_HOST} as state, cast(lat as double) as lat, cast(lon as double) as lon, {_DAY} as on_date, source_row
        from {bases}""",
    )
    for column, unit in _KINDS.items():
        yield Part(
            "tie",
            sql=f"""
            select 'us-site' as layer, 'state:USA' as a, {_HOST} as b, true as directed, {_DAY} as "end", {_DAY} as on_date,
                count(*) as value, '{unit}' as unit, {_span(_BASES)} as source_row
            from {bases} where {column} = '1' group by {_HOST}""",
        )
    yield Part(
        "pair_figure",
        sql=f"""
        select 'state:USA' as a, case countryname when 'Kwajalein' then 'state:MHL' else 'cow:' || ccode end as b,
            'us-construction' as indicator, make_date(cast(year as integer), 1, 1) as start,
            make_date(cast(year as integer), 12, 31) as "end", sum(cast(spend_construction as double)) * 1000 as value,
            'USD, current' as unit, {_span(_BUILDING)} as source_row
        from {raw.table(_BUILDING)} group by 2, year""",
    )


def _span(file: str) -> str:
    return f"'{file}:' || min(line) || case when count(*) > 1 then '-' || max(line) else '' end"
