"""From the crisis and the actor file of International Crisis Behavior to the record.

Judgements, with the cases that forced them:

- **The codes are Gleditsch and Ward's**, not those of Correlates of War, for all that most are the same: Germany is 260
  in 2015 and Yemen 678 in 1995.
- **A date that is known in part becomes the widest spell it allows**: a trigger without a day begins on the first of its
  month, a termination without one ends on the last. The days 66, 77 and 88 are codes and no days of a month (early,
  middle and late, as it seems), so they are read as "no day". Crisis 139 has only a year of termination: it ends
  on its 31 December. Crisis 161 has none at all: its end is null.
- **The actors of a crisis are on no sides** in this coding; ``side`` is null. An actor can be in one crisis more than
  once (Romania three times in crisis 80, over Bessarabia, Transylvania and Dobruja in 1940): each row is a spell
  of its own.
- **The crisis as a whole is dated and graded by the crisis file**, each actor's part by the actor file; an actor can
  come later than the crisis, and its crisis can be over earlier.
- Names are the publisher's in title case, with a few shortenings that read badly written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.catalogue.raw import Part, Raw

#: Words that stay as they are in capitals: numerals, initials and types of aircraft.
_CAPITALS = frozenset(
    ["II", "III", "IV", "VI", "VII", "VIII", "US", "UAR", "UDI", "PLO", "WWII", "DRC", "EC", "UNSCOM"]
)
_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)?|[\W\d_]+"
_SMALL = frozenset(["OF", "IN", "ON", "INTO", "OVER", "THE", "AND"])
#: Shortenings that read badly, and a space that is missing, as (pattern, in place of it).
_WRITTEN_OUT = (
    (r"PERUBDR\.", "PERU BORDER"),
    (r"\b(BDR|BRD)\b\.?", "BORDER"),
    (r"\bASS\.", "ASSASSINATION"),
    (r"\bOPTN\.", "OPERATION"),
)


def read(raw: Raw) -> Iterator[Part]:
    """Give the crises and their actors."""
    crises, actors = raw.table("icb1v13.csv.gz"), raw.table("icb2v13.csv.gz")
    dated = f'{_first("trig")} as start, {_last("term")} as "end"'
    selected = raw.connection.execute(
        f"select crisno, crisname, {dated}, viol, source_row from {crises} order by line"
    ).fetchall()
    yield Part(
        "incident",
        rows=[
            {
                "incident": f"icb:{number}",
                "kind": "crisis",
                "name": spell_name(name),
                "start": start,
                "end": end,
                "intensity": violence,
                "scale": "icb-violence",
                "source_row": source_row,
            }
            for number, name, start, end, violence, source_row in selected
        ],
    )
    yield Part(
        "incident_party",
        sql=f"""select 'icb:' || crisno as incident, 'gw:' || cast(cracid as integer) as actor, 'crisis actor' as role,
        {dated}, source_row from {actors}""",
    )


def _first(event: str) -> str:
    """Write the first day on which something can have been."""
    return (
        f"make_date(cast(yr{event} as integer), coalesce(cast(mo{event} as integer), 1), "
        f"case when cast(da{event} as integer) <= 31 then cast(da{event} as integer) else 1 end)"
    )


def _last(event: str) -> str:
    """Write the last day on which something can have been."""
    month = f"make_date(cast(yr{event} as integer), coalesce(cast(mo{event} as integer), 12), 1)"
    return (
        f"case when cast(da{event} as integer) <= 31 then {month} + (cast(da{event} as integer) - 1) "
        f"else last_day({month}) end"
    )


def spell_name(capitals: str) -> str:
    """Spell a crisis's name, which the file has in capitals.

    Examples
    --------
    >>> spell_name("CUBAN MISSILES")
    'Cuban Missiles'
    >>> spell_name("ECUADOR/PERU BDR. III")
    'Ecuador/Peru Border III'
    """
    written = capitals
    for pattern, instead in _WRITTEN_OUT:
        written = re.sub(pattern, instead, written)
    words = (_spell_word(found.group(), found.start()) for found in re.finditer(_WORD, written))
    return "".join(words)


def _spell_word(word: str, place: int) -> str:
    if word in _CAPITALS or not word[0].isalpha():
        return word
    if word in _SMALL and place > 0:
        return word.lower()
    if word.startswith("D'"):
        return "d'" + word[2:].capitalize()
    return word.capitalize()
