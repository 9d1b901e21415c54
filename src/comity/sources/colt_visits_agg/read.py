"""Journeys of leaders, added up by year: made by a state or organisation, received by a state.

Judgements
----------
- *Rows of one key are added.* Within a year the publisher splits the Soviet Union and Russia, the two Germanies of 1990,
  Zaire and Congo-Kinshasa, Serbia and its union with Montenegro; "SIngapore" is Singapore. Where such names are one key
  of the record in that year, the journeys are one figure, with the first row as its place.
- *Only states of the time.* What was in neither list on any day of the year is set aside: Kosovo before 2008, the Baltic
  states in 1990, one journey to "Czechoslovakia" in 2009. The list is a coding, not recognition.
- *Organisations.* NATO, the United Nations, ASEAN, the African Union and its forerunner made journeys as such; the
  European Commission's are the European Union's. The World Bank and the International Monetary Fund have no key.
- *No zeros.* The totals list only who had at least one journey. COLT means to code every state, but whether these totals
  dropped any is not known: coverage is ``selected``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, state_spells

#: File → column of the name, indicator, the exception for whom no list has then.
FILES = {
    "colt_top_sent.parquet": ("LeaderCountryOrIGO", "colt-leader-journeys-made", "sent-by-no-state-then"),
    "colt_top_received.parquet": ("CountryVisited", "colt-leader-journeys-received", "not-a-state-then"),
}

ORGANISATIONS = {
    "European Commission (EC)": "org:eu",
    "North Atlantic Treaty Organization (NATO)": "org:nato",
    "United Nations (UN)": "org:un",
    "Association of Southeast Asian Nations (ASEAN)": "org:asean",
    "African Union (AU)": "org:au",
    "Organisation of African Unity (OAU)": "org:oau",
}


def read(raw: Raw) -> Iterator[Part]:
    """Yield the journeys made, then those received."""
    lived = _years_of_states()
    for file, (column, indicator, exception) in FILES.items():
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for row in raw.rows(file):
            name, year = row[column], int(row["TripYear"])
            actor = ORGANISATIONS.get(name) or _state(name, year, lived)
            if actor is None:
                raw.leave_out(exception, row["source_row"])
                continue
            figure = found.setdefault(
                (actor, year),
                {
                    "actor": actor, "indicator": indicator, "start": date(year, 1, 1), "end": date(year, 12, 31),
                    "value": 0, "unit": "journeys", "source_row": row["source_row"],
                },
            )  # fmt: skip
            figure["value"] += int(row["count"])
        yield Part("figure", rows=list(found.values()))


def _state(name: str, year: int, lived: set[tuple[str, int]]) -> str | None:
    """Give the key that a name meant last in a year, of a state that was in a list then."""
    for day in (date(year, 12, 31), date(year, 1, 1)):
        key = actor_of("name", name, day)
        if key is not None and (key, year) in lived:
            return f"state:{key}"
    return None


def _years_of_states() -> set[tuple[str, int]]:
    last = date(2024, 12, 31)
    return {
        (spell.state, year)
        for spell in state_spells()
        for year in range(max(1990, spell.start.year), (spell.end or last).year + 1)
    }
