"""Exercises of Russia with others: what took place in a year, and who took part.

Judgements
----------
- *A year and no day*: an exercise spans its year.
- *Russia* takes part in each, unnamed in the file.
- *One row, one exercise.* Two exercises of one name in one year stand as two (Joint Sea 2015), as in the list.
- *Bold Monarch 2011* is set aside: its row names every member of NATO, whoever came.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw

_FILE = "jme_russia_2009_2018.csv.gz"
_PLACES = tuple(f"part{number}" for number in range(1, 29))


def read(raw: Raw) -> Iterator[Part]:
    """Yield the exercises, then who took part."""
    exercises, parties = [], []
    for row in raw.rows(_FILE):
        own = {"activity": f"russia-exercises:{row['id']}", "source_row": row["source_row"]}
        span = {"start": date(int(row["yr"]), 1, 1), "end": date(int(row["yr"]), 12, 31)}
        exercises.append(own | span | {"kind": "exercise", "name": row["name"]})
        named = {f"name:{row[place].strip()}": None for place in _PLACES if row[place]}
        parties += [own | span | {"actor": actor, "role": "participant"} for actor in ("state:RUS", *named)]
    yield Part("activity", rows=exercises)
    yield Part("activity_party", rows=parties)
