"""From DCAD's treaty file to the record.

Judgements, with the cases that forced them:

- **Start** is the entry into force, else the signature; of a date known in part, the first day that it allows, but never
  a day before the signature of the same year. ``signed`` is given only where the day is published: 174 agreements
  are known by month or year alone. In five the published entry into force lies before the signature; they start on it.
- **The end is the publisher's estimate** (``endYearEstimate``), as 31 December of its year. The year 2010 is the end of
  observation, not of the agreement, unless ``terminated`` is 1; else the end is null. Where nothing is known of the
  agreement's life the publisher supposes six years (582 of 669 with an earlier end): the warning says so.
- **Negative numbers are codes**, not quantities (-88 and -99 for what is not known, others for kinds of renewal). Only
  ``terminated`` is read of the columns that hold them, and only for whether it is 1.
- **A party whose code passes to another state is cut there**: COW 345 is Yugoslavia to 4 June 2006 and Serbia from the
  next day, so Serbia is party to what Yugoslavia signed from 1996 on.
- **A state that is gone is party to its last day**: five agreements with Czechoslovakia (315) are estimated to outlive
  it, three to 2010; which successor took them over is not coded. The agreement itself keeps the publisher's end.
- **No obligations**: what a party owes is not coded beyond the agreement's general or sectoral type. None here is
  unknown, not none.
- Three rows pair a state with itself and are set aside. One of them is Bolivia with Venezuela by its names, but which
  column errs is the publisher's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from comity.catalogue.raw import Part, Raw
from comity.model.states import CodeEra, actor_of, code_eras, code_spells, name_on

_FILE = "DCAD-v1.0-main.csv.gz"

_SIGNED = "make_date(cast(signYear as integer), cast(signMonth as integer), cast(signDay as integer))"
_FIRST = (
    "make_date(cast({0}Year as integer), coalesce(cast({0}Month as integer), 1), coalesce(cast({0}Day as integer), 1))"
)
_START = f"""case when EIFYear is null then {_FIRST.format("sign")}
    when EIFDay is null and EIFYear = signYear then greatest({_FIRST.format("EIF")}, {_FIRST.format("sign")})
    else {_FIRST.format("EIF")} end"""
_END = """case when endYearEstimate <> '2010' or terminated = '1'
    then make_date(cast(endYearEstimate as integer), 12, 31) end"""


def read(raw: Raw) -> Iterator[Part]:
    """Give the agreements and their two parties."""
    eras, gone = code_eras("cow"), _gone()
    dated = raw.connection.execute(
        f"""select DCAid, ccode1, ccode2, signYear, type, {_SIGNED} as signed, {_START} as start, {_END} as "end",
        source_row from {raw.table(_FILE)} order by line"""
    ).fetchall()
    agreements, parties = [], []
    for number, one, two, year, sort, signed, start, end, source_row in dated:
        keys = [actor_of("cow", code, start) for code in (one, two)]
        pair = "–".join(
            name_on(key, start) if key else f"COW {code}" for key, code in zip(keys, (one, two), strict=True)
        )
        agreement = f"dcad:{number}"
        agreements.append(
            {
                "agreement": agreement,
                "kind": "defence-cooperation",
                "name": f"Defence cooperation agreement, {pair}, {year} ({_SORTS.get(sort, sort)})",
                "signed": signed,
                "start": start,
                "end": end,
                "source_row": source_row,
            }
        )
        parties += [
            {"agreement": agreement, "actor": f"cow:{code}", "start": first, "end": last, "source_row": source_row}
            for code in (one, two)
            for first, last in _cut(eras[code], start, min(filter(None, (end, gone.get(code))), default=None))
        ]
    yield Part("agreement", rows=agreements)
    yield Part("agreement_party", rows=parties)


def _gone() -> dict[str, date]:
    """Say on which day a code's last bearer ceased to be, for the codes of which no bearer lives."""
    spells = [spell for spell in code_spells() if spell.scheme == "cow"]
    living = {spell.actor for spell in spells if spell.end is None}
    borne = {spell.code for spell in spells if spell.actor in living}
    found: dict[str, date] = {}
    for spell in spells:
        if spell.end is not None and spell.code not in borne:
            found[spell.code] = max(spell.end, found.get(spell.code, spell.end))
    return found


def _cut(eras: Sequence[CodeEra], start: date, end: date | None) -> Iterator[tuple[date, date | None]]:
    """Cut a spell where its code passes to another state."""
    for era in eras:
        first, last = max(start, era.start or start), min(end or date.max, era.end or date.max)
        if first <= last:
            yield first, None if last == date.max else last


_SORTS = {"general": "general", "sector": "sectoral"}
