"""Distances and dummies of pairs: what is symmetric once, the rest both ways.

Judgements
----------
- *No years in the file.* Rows start in 2004, the time of its codes, and have no end; earlier years are unknown to it.
- *Once or twice.* Nine of the twelve columns are the same both ways in all rows and stand once for each pair. ``smctry``
  differs in 66 rows and the weighted distances in about 3,000 (in the last digits), so these stand both ways.
- *Old codes*: ROM, ZAR and TMP are known as withdrawn codes; PAL is the file's own for Palestine (PSE); YUG means Serbia and
  Montenegro, in the record the Yugoslavia that ended in 2006.
- *Zeros are the publisher's*: the file has every pair of its 224 countries, so a missing pair is unknown.
- The distance of a country within itself, and rows with a territory, are set aside.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_FILE = "dist_cepii.csv.gz"

#: Column, indicator, unit, whether it is the same both ways.
_FIGURES = (
    ("contig", "cepii-contiguous", "yes/no", True),
    ("comlang_off", "cepii-common-official-language", "yes/no", True),
    ("comlang_ethno", "cepii-common-spoken-language", "yes/no", True),
    ("colony", "cepii-ever-colonial", "yes/no", True),
    ("comcol", "cepii-common-coloniser-after-1945", "yes/no", True),
    ("curcol", "cepii-currently-colonial", "yes/no", True),
    ("col45", "cepii-colonial-after-1945", "yes/no", True),
    ("dist", "cepii-distance-main-cities", "km", True),
    ("distcap", "cepii-distance-capitals", "km", True),
    ("smctry", "cepii-once-one-country", "yes/no", False),
    ("distw", "cepii-distance-weighted", "km", False),
    ("distwces", "cepii-distance-weighted-ces", "km", False),
)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the figures, column by column."""
    for column, indicator, unit, symmetric in _FIGURES:
        once = "and iso_o < iso_d" if symmetric else ""
        yield Part(
            "pair_figure",
            sql=f"""
            select 'iso3:' || replace(iso_o, 'PAL', 'PSE') as a, 'iso3:' || replace(iso_d, 'PAL', 'PSE') as b,
                '{indicator}' as indicator, date '2004-01-01' as start, cast({column} as double) as value,
                '{unit}' as unit, source_row
            from {raw.table(_FILE)} where {column} is not null {once}""",
        )
