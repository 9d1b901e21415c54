"""United Nations missions, who contributed troops to them, and where.

Judgements
----------
- *United Nations missions only*, which is all that the data set has: 34 with troop contributors, and 18 (observers, police,
  political offices) that stand in the file of locations without any. Missions of the African Union, the European Union,
  NATO or ECOWAS are not in it; absence here says nothing about them.
- *One activity a mission.* Its start is 1 January of the first year with rows and its end 31 December of the last: the data's
  time, not the mandate's. It is null where the mission stands in the first (1994) or last (2024) year of the data.
- *Contributors* are read from ``year.overview``: "Finland (300), Ireland (size unknown)". One row a mission, state and
  year. The personnel is the sum over the mission's locations, and unknown where any of them is: a sum of the known part
  would pass for the whole.
- *Sizes are estimates* from deployment maps, by type of unit (35, 150, 650 …); locations of one year may come from maps of
  different months, and a map may show a part of the units only (UNIFIL in 2007 has 10 locations, in 2014 it has 35). They
  tell who was where; for how many, the UN's monthly counts are better by far.
- *"Congo"* beside "Drc" in the same mission (MINUSCA) is the Republic of the Congo.
- *CARICOM* is a contributor in its own name (UNMIH 1995) and is not expanded. "Multinational", "Un" and "TCC name unknown"
  name nobody and are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.errors import BadFile

_CONTRIBUTORS = "TCCMap_v.2.3.csv.gz"
_LOCATIONS = "FrontMap_v.2.3.csv.gz"
_FIRST_YEAR, _LAST_YEAR = 1994, 2024
_CONTRIBUTOR = re.compile(r"(?P<name>.+) \((?:(?P<size>\d+)|size unknown)\)")
_NOBODY = frozenset({"TCC name unknown", "Multinational", "Un"})
_ACTORS = {
    "CARICOM": "org:caricom",
    "UK": "state:GBR",
    "Britain": "state:GBR",
    "USA": "state:USA",
    "Us": "state:USA",
    "Korea (ROK)": "state:KOR",
    "Congo": "state:COG",
    "Drc": "state:COD",
}
#: Countries of locations that lie in no state of either list, or in two.
_NO_STATE = frozenset({"Western Sahara", "Ethiopia/Eritrea"})


def read(raw: Raw) -> Iterator[Part]:
    """Yield the missions, their contributors by year, and their sites."""
    located = list(raw.rows(_LOCATIONS, ("mission", "year", "country", "location", "latitude", "longitude")))
    yield Part("activity", rows=list(_missions(located)))
    yield Part("activity_party", rows=list(_contributors(raw)))
    yield Part("place", rows=list(_sites(located)))


def _missions(located: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    missions: dict[str, list[dict[str, str]]] = {}
    for row in located:
        missions.setdefault(row["mission"], []).append(row)
    for mission, rows in missions.items():
        first, last = min(int(row["year"]) for row in rows), max(int(row["year"]) for row in rows)
        yield {
            "activity": f"geo-pko:{mission}",
            "kind": "peace-operation",
            "name": mission,
            "start": date(first, 1, 1) if first > _FIRST_YEAR else None,
            "end": date(last, 12, 31) if last < _LAST_YEAR else None,
            "mandate": "United Nations",
            "source_row": rows[0]["source_row"],
        }


def _contributors(raw: Raw) -> Iterator[dict[str, object]]:
    sizes: dict[tuple[str, int, str], list[int | None]] = {}
    places: dict[tuple[str, int, str], list[str]] = {}
    problems = []
    for row in raw.rows(_CONTRIBUTORS, ("mission", "year", "year.overview")):
        # A name may hold brackets itself, "Korea (ROK) (650)": only what follows a size parts two contributors.
        for part in re.split(r"(?<=[\dn]\)), ", row["year.overview"]):
            found = _CONTRIBUTOR.fullmatch(part)
            if found is None:
                problems.append(f"{row['source_row']}: year.overview “{part}” is not of the form “name (size)”.")
                continue
            if found["name"] in _NOBODY:
                raw.leave_out("contributor-not-named", row["source_row"])
                continue
            actor = _ACTORS.get(found["name"], f"name:{found['name']}")
            key = (row["mission"], int(row["year"]), actor)
            sizes.setdefault(key, []).append(int(found["size"]) if found["size"] else None)
            places.setdefault(key, []).append(row["source_row"])
    if problems:
        raise BadFile(problems[0], where=_CONTRIBUTORS, problems=problems)
    for (mission, year, actor), known in sizes.items():
        lines = [int(place.rpartition(":")[2]) for place in places[mission, year, actor]]
        yield {
            "activity": f"geo-pko:{mission}",
            "actor": actor,
            "role": "contributor",
            "personnel": None if None in known else sum(size for size in known if size is not None),
            "start": date(year, 1, 1),
            "end": date(year, 12, 31),
            "source_row": f"{_CONTRIBUTORS}:{min(lines)}" + (f"-{max(lines)}" if len(lines) > 1 else ""),
        }


def _sites(located: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    sites: dict[tuple[str, str, str, str], list[dict[str, str]]] = {}
    for row in located:
        sites.setdefault((row["mission"], row["location"], row["latitude"], row["longitude"]), []).append(row)
    named: dict[tuple[str, str], int] = {}
    for (mission, location, lat, lon), rows in sites.items():
        number = named[mission, location] = named.get((mission, location), 0) + 1
        last = max(int(row["year"]) for row in rows)
        country = rows[0]["country"]
        yield {
            "place": f"geo-pko:{mission}/{location}" + (f"/{number}" if number > 1 else ""),
            "kind": "mission site",
            "name": f"{location} ({mission})",
            "state": None if country in _NO_STATE else "state:COD" if country == "DRC" else f"name:{country}",
            "lat": lat,
            "lon": lon,
            "start": date(min(int(row["year"]) for row in rows), 1, 1),
            "end": date(last, 12, 31),
            # The file uses today's names for its whole time.
            "on_date": date(_LAST_YEAR, 12, 31),
            "source_row": rows[0]["source_row"],
        }
