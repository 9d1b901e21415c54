"""Visits abroad of United States defence officials: one activity for each state on a trip.

Judgements
----------
- *One visit a state.* The file has a row for each state on a trip, with the days of the whole trip; two places in one
  state on one trip (Grafenwöhr and Kitzingen, May 2005) are one visit. The first row counts, the other is set aside.
- *Offices, not persons.* The series is the office. "Commandant of the Marine Corps" and "Commandant US Marine Corps"
  are one office, PACOM and STRATCOM are the commanders of Pacific and of Strategic Command.
- *Days.* Where a trip ends before it begins or more than a month later, one date is wrong (Strategic Command's rows
  mix the columns of several trips); such a row is left out whole, for even the year of the visit is in doubt then.
- *Guantánamo.* Journeys to the base are coded as Cuba. They are no visit to that state.
- *Place* is the publisher's city where one is given; it is blank in most rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.catalogue.raw import Part, Raw

_FILE = "visits.xls"

#: The publisher's title → the office.
OFFICES = {
    "Secretary of the Army": "Secretary of the Army",
    "Secretary of the Navy": "Secretary of the Navy",
    "Secretary of the Air Force": "Secretary of the Air Force",
    "Commandant of the Marine Corps": "Commandant of the Marine Corps",
    "Commandant US Marine Corps": "Commandant of the Marine Corps",
    "PACOM": "Commander, Pacific Command",
    "STRATCOM": "Commander, Strategic Command",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the visits, then who visited whom."""
    visits: list[dict[str, Any]] = []
    parties: list[dict[str, Any]] = []
    seen: set[tuple[str, str, date]] = set()
    for row in raw.rows(_FILE):
        office, start, end = OFFICES[row["Title"]], _day(row, "Start"), _day(row, "End")
        if (office, row["State Visit"], start) in seen:
            raw.leave_out("twice", row["source_row"])
            continue
        seen.add((office, row["State Visit"], start))
        visit = f"us-defence-visits:{row['source_row'].rpartition(':')[2]}"
        about = {"activity": visit, "start": start, "end": end, "source_row": row["source_row"]}
        visits.append(
            about
            | {
                "kind": "visit",
                "name": f"Visit of the United States {office} ({start:%B %Y})",
                "series": f"Visits of the United States {office}",
                "place": row["City Visited"],
            }
        )
        host = "name:Kosovo" if row["State Visit"] == "Kosovo" else f"iso3:{row['State Visit']}"
        parties += [about | {"actor": "state:USA", "role": "visitor"}, about | {"actor": host, "role": "host"}]
    yield Part("activity", rows=visits)
    yield Part("activity_party", rows=parties)


def _day(row: dict[str, Any], which: str) -> date:
    return date(int(row[f"{which} Year"]), int(row[f"{which} Month"]), int(row[f"{which} Day"]))
