"""Major, global and regional powers: one figure of value 1 a spell.

Judgements
----------
- *The end of the edition is kept as it stands* (2016-12-31 of the major powers, 2019-12-31 of Maoz's): coverage ends on the
  same day, so that a later year is unknown and not zero.
- *Absence is zero*: both lists claim to name every such power of the Correlates of War system in their time.
- *Codes*: 255 is Prussia and Germany to 1945 and from 1990, one key in the record; 365 is Russia and the Soviet Union.
- Maoz's file has two spells to a row, as a regional and as a global power; each is a figure of its own. A spell without
  dates is none (Brazil was never a global power).
- The lists of states in the same folder of the mirror are not read: comity's own table of states has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

_MAJORS = "cow_majors.csv.gz"
_MAOZ = "maoz_powers.csv.gz"


def read(raw: Raw) -> Iterator[Part]:
    """Yield a figure for each spell as a power."""
    first, last = (
        f"make_date(cast({at}year as integer), cast({at}month as integer), cast({at}day as integer))"
        for at in ("st", "end")
    )
    yield Part(
        "figure",
        sql=f"""
        select 'cow:' || ccode as actor, 'cow-major-power' as indicator, {first} as start, {last} as "end",
            1 as value, 'yes/no' as unit, source_row
        from {raw.table(_MAJORS)}""",
    )
    for column, indicator in (("reg", "maoz-regional-power"), ("glob", "maoz-global-power")):
        yield Part(
            "figure",
            sql=f"""
            select 'cow:' || ccode as actor, '{indicator}' as indicator, cast({column}stdate as date) as start,
                cast({column}enddate as date) as "end", 1 as value, 'yes/no' as unit, source_row
            from {raw.table(_MAOZ)} where {column}stdate is not null""",
        )
