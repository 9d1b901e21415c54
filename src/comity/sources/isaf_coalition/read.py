"""The International Security Assistance Force: one contributor row a state and year.

Judgements
----------
- *The mean of a year.* A placemat's date is not in the file, so a state's counts of one year cannot be told apart in time;
  their mean stands for the year. Where all are zero the number is unknown: Jordan and Bahrain had units there.
- *One operation.* It is the almanac's too, and identified with it.
- *"Yugoslavia, Federal Republic of (Serbia-Montenegro)"*, 2010 to 2014 with 4 to 45 soldiers, is Montenegro: Serbia sent
  none, and Montenegro's own name is on none of the rows.
- *Names.* Two misspellings of the United Arab Emirates; "Federation of Bosnia and Herzegovina" is the state.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw

_FILE = "nato_placemats.csv.gz"
_ACTIVITY = "isaf-coalition:isaf"
_ACTORS = {
    "Federation of Bosnia and Herzegovina": "state:BIH",
    "United Arab Emrates": "name:United Arab Emirates",
    "United Arab Erimates": "name:United Arab Emirates",
    "Yugoslavia, Federal Republic of (Serbia-Montenegro)": "state:MNE",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the operation, its contributors by year, and whose it is."""
    counts: dict[tuple[str, int], list[int]] = {}
    places: dict[tuple[str, int], list[int]] = {}
    for row in raw.rows(_FILE):
        key = _ACTORS.get(row["country"], f"name:{row['country']}"), int(row["year"])
        counts.setdefault(key, []).append(int(row["count_total"]))
        places.setdefault(key, []).append(int(row["source_row"].rpartition(":")[2]))
    if not places:
        return
    yield Part(
        "activity",
        rows=[
            {
                "activity": _ACTIVITY,
                "kind": "stabilisation",
                "name": "International Security Assistance Force",
                "source_row": f"{_FILE}:{min(min(lines) for lines in places.values())}",
            }
        ],
    )
    yield Part(
        "activity_party",
        rows=[
            {
                "activity": _ACTIVITY,
                "actor": actor,
                "role": "contributor",
                "personnel": sum(found) / len(found) if any(found) else None,
                "start": date(year, 1, 1),
                "end": date(year, 12, 31),
                "source_row": _span(places[actor, year]),
            }
            for (actor, year), found in counts.items()
        ],
    )
    yield Part(
        "same_as",
        rows=[
            {
                "kind": "activity",
                "id": _ACTIVITY,
                "canonical": "almanac:isaf",
                "evidence": "the same operation, by its name",
            }
        ],
    )


def _span(lines: list[int]) -> str:
    return f"{_FILE}:{min(lines)}" + (f"-{max(lines)}" if len(lines) > 1 else "")
