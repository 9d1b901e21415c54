"""From two lists of rivalries, a list of arms races and a table of territorial threat to the record.

Judgements, with the cases that forced them:

- **A rivalry is an undirected tie** from 1 January of its first year to 31 December of its last. Those that end in the list's
  own last year (2020; 2010 in the older list) were going on then and have no end.
- **What it was about are ties of their own** (``rivalry-tss-spatial`` …) over the same time. The list of 2021 marks each type
  with 1 and leaves others empty, which is no. The older list ranks up to three: their value is the rank.
- **A code that passes from key to key is cut there**: COW 345 is Serbia, Yugoslavia, Serbia (Bulgaria's rival from 1878 to
  1955). Rivalries from before 1816 stand with the key that the code bears first (France and Spain, 1494).
- **Austria-Hungary's rivals are Austria's after its end**: the rivalry with Serbia goes on to 1920 under its code (300).
- **Venice** is on neither list of states: two rivalries of each list are set aside.
- **An arms race** is a tie with its years. It was looked for only among rivals, so its coverage is a selection.
- **Territorial threat**: mean, and the published bounds as low and high. They lie 3.3 standard deviations apart, as those of a
  90 % interval do. The rows of Germany (255 and 260) and Yemen (679 and 678) in 1990 stand for their own days, and 345 is the
  state of 31 December, as with the capabilities. The second series weights pairs of states by their distance and begins in 1885.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from comity.catalogue.raw import Part, Raw
from comity.model.states import code_eras

_TSS = "tss_rivalries.csv.gz"
_TD = "td_rivalries.csv.gz"
_RACES = "grh_arms_races.csv.gz"
_THREAT = "terrthreat.csv.gz"
_TSS_LAST, _TD_LAST = 2020, 2010
#: Its last year counts as its own throughout.
_AUSTRIA_HUNGARY, _ITS_LAST_DAY = "300", date(1918, 12, 31)

#: Column of the list of 2021 → what its layer is called.
TYPES = {
    "positional": "positional",
    "spatial": "spatial",
    "ideological": "ideological",
    "interventionary": "interventionary",
    "principal": "principal",
    "aprin": "asymmetric-principal",
}

#: Figure of a state → what the columns of the table of threat begin with.
FIGURES = {"latent-territorial-threat": "", "latent-territorial-threat-by-distance": "m_"}


def read(raw: Raw) -> Iterator[Part]:
    """Give rivalries with their types, arms races, and territorial threat."""
    yield Part("tie", rows=list(_rivalries(raw)))
    for indicator, prefix in FIGURES.items():
        yield Part(
            "figure",
            sql=f"""select 'cow:' || ccode as actor, '{indicator}' as indicator,
            case ccode || ' ' || year when '255 1990' then date '1990-10-03' when '679 1990' then date '1990-05-22'
            else make_date(cast(year as integer), 1, 1) end as start,
            case ccode || ' ' || year when '260 1990' then date '1990-10-02' when '678 1990' then date '1990-05-21'
            else make_date(cast(year as integer), 12, 31) end as "end",
            case when ccode = '345' then make_date(cast(year as integer), 12, 31) end as on_date,
            {prefix}lterrthreat as value, {prefix}lwr as low, {prefix}upr as high, 'standard deviations' as unit, source_row
            from {raw.table(_THREAT)} where {prefix}lterrthreat is not null""",
        )


def _rivalries(raw: Raw) -> Iterator[dict[str, object]]:
    for row in raw.rows(_TSS):
        layers: dict[str, int | None] = {"rivalry-tss": None}
        layers |= {f"rivalry-tss-{name}": None for column, name in TYPES.items() if row[column] == "1"}
        yield from _ties(row, layers, int(row["start"]), int(row["end"]), _TSS_LAST)
    for row in raw.rows(_TD):
        layers = {"rivalry-td": None}
        for rank in (1, 2, 3):
            if row[f"type{rank}"]:
                layers[f"rivalry-td-{row[f'type{rank}']}"] = rank
        yield from _ties(row, layers, int(row["styear"]), int(row["endyear"]), _TD_LAST)
    for row in raw.rows(_RACES):
        yield from _ties(row, {"arms-race-grh": None}, int(row["styear"]), int(row["endyear"]), 9999)


def _ties(
    row: dict[str, str], layers: dict[str, int | None], first: int, last: int, still: int
) -> Iterator[dict[str, object]]:
    """Give the ties of one rivalry, one for each time in which both codes mean the same states throughout."""
    start, end = date(first, 1, 1), date(last, 12, 31) if last < still else date.max
    for one, one_first, one_last in _meant(row["ccode1"]):
        for other, other_first, other_last in _meant(row["ccode2"]):
            begun, ended = max(start, one_first, other_first), min(end, one_last, other_last)
            if begun <= ended:
                for layer, rank in layers.items():
                    yield {
                        "layer": layer,
                        "a": f"state:{min(one, other)}",
                        "b": f"state:{max(one, other)}",
                        "directed": False,
                        "start": begun,
                        "end": None if ended == date.max else ended,
                        "value": rank,
                        "unit": "rank among types" if rank else None,
                        "source_row": row["source_row"],
                    }


def _meant(code: str) -> list[tuple[str, date, date]]:
    """Give which keys a code means from when to when."""
    if code == _AUSTRIA_HUNGARY:
        return [("AUH", date.min, _ITS_LAST_DAY), ("AUT", _ITS_LAST_DAY + timedelta(1), date.max)]
    return [(era.actor, era.start or date.min, era.end or date.max) for era in code_eras("cow")[code]]
