"""Spells of membership in the two lists of states: one figure of value 1 a spell, and whether it is a microstate's.

Judgements
----------
- comity's own table ``state`` unites the two lists; this is what their publishers wrote, spell by spell, each with its line.
- *The end of the edition is kept as it stands* (2016-12-31, 2020-12-31): coverage ends on the same day.
- *Two codes, one key*: 255 and 260 are Germany, 678 and 679 Yemen; their spells follow each other and stay apart.
- *One code, two keys*: a spell of 345 is Serbia's, then Yugoslavia's; it is cut where the code changes its state.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_eras

_LISTS = (("cow", "cw_system.csv.gz", "ccode"), ("gw", "gw_system.csv.gz", "gwcode"))
_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


def read(raw: Raw) -> Iterator[Part]:
    """Yield a figure for each spell in a list, and one for each that says whether it is a microstate's."""
    eras = [(scheme, era) for scheme in ("cow", "gw") for found in code_eras(scheme).values() for era in found]
    raw.make_table(
        "isard_era",
        {
            "scheme": [scheme for scheme, _ in eras],
            "code": [era.code for _, era in eras],
            "key": [era.actor for _, era in eras],
            "since": [era.start or _FIRST for _, era in eras],
            "until": [era.end or _LAST for _, era in eras],
        },
    )
    for scheme, file, code in _LISTS:
        yield Part("figure", sql=_figure(raw, scheme, file, code, f"{scheme}-system-member", "1"))
    yield Part("figure", sql=_figure(raw, "gw", "gw_system.csv.gz", "gwcode", "gw-microstate", "microstate"))


def _figure(raw: Raw, scheme: str, file: str, code: str, indicator: str, value: str) -> str:
    return f"""
    select 'state:' || e.key as actor, '{indicator}' as indicator, greatest(cast(f.start as date), cast(e.since as date)) as start,
        least(cast(f."end" as date), cast(e.until as date)) as "end", cast({value} as double) as value, 'yes/no' as unit, source_row
    from {raw.table(file)} f join isard_era e on e.scheme = '{scheme}' and e.code = f."{code}"
        and cast(e.since as date) <= cast(f."end" as date) and cast(e.until as date) >= cast(f.start as date)"""
