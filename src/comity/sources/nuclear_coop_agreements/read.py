"""Civil nuclear cooperation: how many agreements a supplier signed with a state in a year.

Judgements
----------
- *Counts, not agreements*: a row has no title and no day, so rows of the same pair and year are told apart only by their
  type (3,152 rows are 2,586 pairs and years). The figure is how many there were, in all and of each type.
- *Directed as in the file*: the first state is one of 24 suppliers; an agreement of two suppliers stands in both directions.
- *Names against codes.* Rows whose name and code mean two states are set aside, since either may be the slip: 17 of them,
  Ireland with the code of Greece and Romania with Switzerland's more than once. Every pair that such a row may mean is
  marked for its year (``-unclear``): how many agreements the two signed is then not known, and least of all none.
- *The year of a union*: rows of 1990 with the code of the Federal Republic of Germany (260) stand for its own days, those
  of united Germany (255) for the rest of the year, as both are one key; other years have the one or the other.
- *States of 31 December*: 345 is Yugoslavia; a row from before a state was one (the Ukraine of 1990) is set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from comity.catalogue.raw import Part, Raw
from comity.model.states import actor_of, state_spells

_FILE = "nca_dataset.csv.gz"
_UNION = date(1990, 10, 3)


def read(raw: Raw) -> Iterator[Part]:
    """Yield the counts by pair and year."""
    lived: dict[str, list[tuple[date, date]]] = {}
    for spell in state_spells():
        lived.setdefault(spell.state, []).append((spell.start, spell.end or date.max))
    counts: dict[tuple[str, str, date, date, str], int] = {}
    places: dict[tuple[str, str, date, date, str], list[int]] = {}
    for row in raw.rows(_FILE):
        year = int(row["year"])
        day = date(year, 12, 31)
        if any(_disagree(row[f"country{number}"], row[f"ccode{number}"], day) for number in "12"):
            raw.leave_out("name-and-code-disagree", row["source_row"])
            one, other = (
                {actor_of("cow", row[f"ccode{number}"], day), _key(row[f"country{number}"], day)} for number in "12"
            )
            for a, b in sorted((a, b) for a in one - {None} for b in other - {None} if a and b and a != b):
                entry = a, b, date(year, 1, 1), day, "-unclear"
                counts[entry] = counts.get(entry, 0) + 1
                places.setdefault(entry, []).append(int(row["source_row"].rpartition(":")[2]))
            continue
        pair = [actor_of("cow", row[f"ccode{number}"], day) or f"cow:{row[f'ccode{number}']}" for number in "12"]
        if not all(_lived(lived.get(key, []), year) for key in pair):
            raw.leave_out("not-a-state-then", row["source_row"])
            continue
        first, last = date(year, 1, 1), day
        if year == _UNION.year and "255" in (row["ccode1"], row["ccode2"]):
            first = _UNION
        elif year == _UNION.year and "260" in (row["ccode1"], row["ccode2"]):
            last = _UNION - timedelta(days=1)
        for ending in ("", f"-type-{row['nca_type']}"):
            entry = pair[0], pair[1], first, last, ending
            counts[entry] = counts.get(entry, 0) + 1
            places.setdefault(entry, []).append(int(row["source_row"].rpartition(":")[2]))
    yield Part(
        "pair_figure",
        rows=[
            {
                "a": f"state:{a}",
                "b": f"state:{b}",
                "indicator": f"nuclear-cooperation-agreements{ending}",
                "start": first,
                "end": last,
                "value": count,
                "unit": "agreements signed",
                "source_row": _span(places[a, b, first, last, ending]),
            }
            for (a, b, first, last, ending), count in counts.items()
        ],
    )


def _lived(spells: list[tuple[date, date]], year: int) -> bool:
    return any(first <= date(year, 12, 31) and date(year, 1, 1) <= last for first, last in spells)


def _disagree(name: str, code: str, day: date) -> bool:
    """Say whether the name means a state other than the code's; a name that means none is no witness."""
    by_name, by_code = _key(name, day), actor_of("cow", code, day)
    return by_name is not None and by_name != by_code


def _key(name: str, day: date) -> str | None:
    return "DEU" if name == "Germany" else actor_of("name", name, day)  # before 1990 the bare name is ambiguous


def _span(lines: list[int]) -> str:
    return f"{_FILE}:{min(lines)}" + (f"-{max(lines)}" if len(lines) > 1 else "")
