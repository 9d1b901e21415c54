"""Spells of membership in the two lists of states: one figure of value 1 a spell, and whether it is a microstate's.

Judgements
----------
- comity's own table ``state`` unites the two lists; this is what their publishers wrote, spell by spell, each with its line.
- *The end of the edition is kept as it stands* (2016-12-31, 2020-12-31): coverage ends on the same day.
- *Two codes, one key*: 255 and 260 are Germany, 678 and 679 Yemen; their spells follow each other and stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_LISTS = (("cow", "cw_system.csv.gz", "ccode"), ("gw", "gw_system.csv.gz", "gwcode"))


def read(raw: Raw) -> Iterator[Part]:
    """Yield a figure for each spell in a list, and one for each that says whether it is a microstate's."""
    for scheme, file, code in _LISTS:
        yield Part("figure", sql=_figure(raw, scheme, file, code, f"{scheme}-system-member", "1"))
    yield Part("figure", sql=_figure(raw, "gw", "gw_system.csv.gz", "gwcode", "gw-microstate", "microstate"))


def _figure(raw: Raw, scheme: str, file: str, code: str, indicator: str, value: str) -> str:
    return f"""
    select '{scheme}:' || "{code}" as actor, '{indicator}' as indicator, cast(start as date) as start,
        cast("end" as date) as "end", cast({value} as double) as value, 'yes/no' as unit, source_row
    from {raw.table(file)}"""
