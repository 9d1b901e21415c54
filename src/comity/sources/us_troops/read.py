"""United States forces abroad: one tie a host state and year.

Judgements
----------
- *The yearly file* is used. The quarterly one reaches a year further but counts about a fifth of its cells twice or three
  times (South Korea 1953: 980,589 against 326,863; Germany in June 2014: 75,323 against about 37,000); its publisher says
  so and corrected it in a later release.
- *What is known to be wrong here too* is set aside, not scaled: the year 2008 (two September reports added up: Germany
  110,855 between 72,880 and 46,411), Iraq 2006 and 2007 (three times 141,100 and 170,000), Afghanistan 2019 and 2020 (twice
  13,000 and 8,600), Afghanistan 2014 to 2017 and Iraq 2015 to 2017 (the June report and an older figure of the same June
  added up: Afghanistan 25,291 in 2017, of which the other quarters show 12,163 and 15,298), and 1951 and 1952 (no reports; the
  mean of 1950 and 1953, or 1953 again).
- *Zeros and near-zeros of the war zones* are no counts: the reports stop showing forces deployed to Afghanistan, Iraq and
  Syria after 2017, and to Kuwait in 2003 to 2005. Where the publisher has no outside estimate the cell is unknown.
- *Other zeros* are the publisher's: the report shows none, or does not list the state.
- *Codes* are COW's with three oddities. 816 is used for South Vietnam too (537,377 in 1968), so it is RVN to 1975.
  327, the Papal States, is the Holy See. 255 is Germany throughout, East Germany apart.
- *Territories* under codes of the publisher's own, and places that neither list of states has in that year (Bahrain in
  1960, Kosovo in 1999), are set aside: their forces are real but no state hosts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_spells, state_spells

_FILE = "troopdata-rebuild-country-year.csv.gz"
_LAST_YEAR_OF_SOUTH_VIETNAM = 1975


def read(raw: Raw) -> Iterator[Part]:
    """Yield a tie for every host and year that stands."""
    yield Part("tie", rows=list(_ties(raw)))


def _ties(raw: Raw) -> Iterator[dict[str, object]]:
    keys: dict[str, set[str]] = {"327": {"VAT"}}
    for entry in code_spells():
        if entry.scheme == "cow" and entry.code != "327":
            keys.setdefault(entry.code, set()).add(entry.actor)
    times: dict[str, list[tuple[date, date]]] = {}
    for spell in state_spells():
        times.setdefault(spell.state, []).append((spell.start, spell.end or date.max))
    rows = list(raw.rows(_FILE, ("ccode", "year", "troops_ad")))
    named = Counter((row["ccode"], row["year"]) for row in rows)
    for row in rows:
        if named[row["ccode"], row["year"]] > 1 and row["troops_ad"] == "0":
            raw.leave_out("second-name", row["source_row"])
            continue
        year = int(row["year"])
        first, last = date(year, 1, 1), date(year, 12, 31)
        meant = keys.get(row["ccode"], set())
        if row["ccode"] == "816" and year <= _LAST_YEAR_OF_SOUTH_VIETNAM:
            meant = {"RVN"}
        lived = {
            key: max(start for start, end in times[key] if start <= last and first <= end)
            for key in meant
            if any(start <= last and first <= end for start, end in times[key])
        }
        if meant and not lived:
            raw.leave_out("not-a-state-then", row["source_row"])
            continue
        host = max(lived, key=lambda key: lived[key]) if lived else None
        yield {
            "layer": "troops",
            "a": "state:USA",
            "b": f"state:{host}" if host else f"cow:{row['ccode']}",
            "directed": True,
            "start": first,
            "end": last,
            "value": row["troops_ad"],
            "unit": "persons",
            "source_row": row["source_row"],
        }
