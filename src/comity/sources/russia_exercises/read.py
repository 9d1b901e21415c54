"""Exercises of Russia with others: what took place in a year, and who took part.

Judgements
----------
- *A year and no day*: an exercise spans its year.
- *Russia* takes part in each, unnamed in the file.
- *One row, one exercise.* Two exercises of one name in one year stand as two (Joint Sea 2015), as in the list.
- *Identities* with the almanac and, for 2009 and 2010, with MME are reviewed one by one in ``same_as.csv`` beside this file.
- *Bold Monarch 2011* is set aside: its row names every member of NATO, whoever came.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

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
    with (Path(__file__).parent / "same_as.csv").open(encoding="utf-8", newline="") as handle:
        reviewed = list(csv.DictReader(handle))
    known = {exercise["activity"] for exercise in exercises}
    yield Part("same_as", rows=[row for row in reviewed if row["id"] in known])
