"""Multinational military exercises, 1980 to 2010.

Judgements
----------
- *The wide file* is used: 3,707 exercises with the states by name. The long one is made from it; it lacks 78 exercise-state
  pairs, gives no code to 341 rows (microstates, Yemen) and wrong ones to some (Vietnam in 2008 as South Vietnam, 817).
- *Ids.* Three MMEIDs are given to two exercises each (mme3457: Baltic Circle 1996 and Noble Award 2007). All six get the
  year behind the id; every other id is the publisher's.
- *Days.* Three styles of date stand for the same as the columns of year, month and day, which are used. A day "xx" is
  unknown: the exercise then spans from the first or to the last day of its month. Six end before they start; their end is
  left out, the start kept.
- *Participants* named twice in one exercise count once. "-9" is an unnamed participant; it, "Baltic States" and territories
  are set aside, so that an exercise may stand with fewer parties than it had. NATO takes part twice in its own name.
- *Names.* "-9" is no name: the exercise is then called after its place and year. Series likewise.
- *Domains and purposes* that are all zero are not known.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw

_FILE = "mme_v7.csv.gz"
_DOMAINS = {
    "CPX": "command-post", "Air": "air", "Land": "land", "Sea": "sea", "Amphibious": "amphibious", "Cyber": "cyber",
}  # fmt: skip
_PURPOSES = {"Warfighting": "warfighting", "Peacekeeping": "peacekeeping", "Humanitarian": "humanitarian"}
_ACTORS = {"NATO": "org:nato", "st. christopher": "name:St. Kitts & Nevis"}
_TERRITORIES = frozenset({"Hong Kong SAR China", "Bermuda", "Netherlands Antilles", "New Caledonia"})


def read(raw: Raw) -> Iterator[Part]:
    """Yield the exercises, then who took part."""
    rows = list(raw.rows(_FILE))
    given = Counter(row["MMEID"] for row in rows)
    activities, parties = [], []
    for row in rows:
        own = row["MMEID"] if given[row["MMEID"]] == 1 else f"{row['MMEID']}-{row['s.year']}"
        exercise = f"mme-exercises:{own}"
        start, end = _day(row, "s", last=False), _day(row, "e", last=True)
        if end < start:
            raw.leave_out("end-before-start", row["source_row"])
        span = {"start": start, "end": end if end >= start else None}
        activities.append(_activity(row, exercise) | span)
        parties += [
            {"activity": exercise, "actor": actor, "role": "participant", "source_row": row["source_row"]} | span
            for actor in _participants(raw, row)
        ]
    yield Part("activity", rows=activities)
    yield Part("activity_party", rows=parties)


def _known(said: str | None) -> str | None:
    return None if said == "-9" else said


def _activity(row: dict[str, str | None], exercise: str) -> dict[str, object]:
    place = _known(row["Location"])
    return {
        "activity": exercise,
        "kind": "exercise",
        "name": _known(row["Ex_Name"]) or f"Unnamed exercise ({place or 'place not known'}, {row['s.year']})",
        "series": _known(row["Series_Name"]),
        "place": place,
        "lat": row["lat"],
        "lon": row["lon"],
        "domains": "|".join(name for column, name in _DOMAINS.items() if row[column] == "1") or None,
        "purposes": "|".join(name for column, name in _PURPOSES.items() if row[column] == "1") or None,
        "source_row": row["source_row"],
    }


def _participants(raw: Raw, row: dict[str, str | None]) -> Iterator[str]:
    place = row["source_row"] or ""
    seen = set()
    for column, name in row.items():
        if not column.startswith("State") or name is None:
            continue
        if name == "-9":
            raw.leave_out("participant-not-named", place)
        elif name == "Baltic States":
            raw.leave_out("participant-vague", place)
        elif name in _TERRITORIES:
            raw.leave_out("participant-is-a-territory", place)
        elif (actor := _ACTORS.get(name, f"name:{name}")) in seen:
            raw.leave_out("participant-twice", place)
        else:
            seen.add(actor)
            yield actor


def _day(row: dict[str, str | None], which: str, *, last: bool) -> date:
    year, month = int(row[f"{which}.year"] or 0), int(row[f"{which}.month"] or 0)
    said = row[f"{which}.day"]
    if said != "xx":
        return date(year, month, int(said or 0))
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
