"""How the objectives of a programme stand, indicator by indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from comity.oversight.storage.tables import record, version
from comity.oversight.storage.working import item
from comity.register.kinds import kind_of
from comity.register.kinds.objective.standing import STANDINGS, Standing, standing
from comity.register.listing import may_read
from comity.register.reading import noted
from comity.register.shape import stage_of

if TYPE_CHECKING:
    from comity.oversight.desk import Look


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's row, and how it stands."""

    row: Mapping[str, Any]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective with its indicators.

    Attributes
    ----------
    result
        Of one that is concluded: met, partly, not-met; else empty.
    milestones
        So many are reached, of so many.
    """

    record: str
    title: str
    state: str
    stage: str
    result: str
    indicators: tuple[Indicator, ...]
    milestones: tuple[int, int]


def objectives(look: Look, programme: str) -> tuple[Objective, ...]:
    """Give the objectives of a programme that whoever looks may read, those that end first at the top."""
    current = (version.c.record == record.c.record) & (version.c.version == record.c.version)
    wanted = (
        select(item.c.record, item.c.state, version.c.content)
        .join_from(item, record, record.c.record == item.c.record).join(version, current)
        .where(item.c.programme == programme, item.c.kind == "objective").order_by(item.c.end, item.c.record)
    )  # fmt: skip
    rows = list(look.con.execute(may_read(look, wanted, item.c.record)))
    entries = noted(look.con, [row.record for row in rows])
    today, kind = look.now.date(), kind_of("objective")
    found = []
    for row in rows:
        own = entries.get(row.record, ())
        indicators = tuple(
            Indicator(one, standing(one, [n for n in own if n.kind == "measured" and n.about == one["id"]], today))
            for one in row.content.get("indicators") or ()
        )
        milestones = {one["id"] for one in row.content.get("milestones") or ()}
        reached = {one.about for one in own if one.kind == "reached"} & milestones
        result = next((str(one.values["result"]) for one in own if one.kind == "concluded"), "")
        found.append(Objective(row.record, str(row.content.get("title", "")), row.state, stage_of(kind, own), result, indicators, (len(reached), len(milestones))))  # fmt: skip
    return tuple(found)


def counted(found: tuple[Objective, ...]) -> Mapping[str, int]:
    """Count indicators by how they stand; each standing is there, with 0 where none stands so."""
    counts = Counter(one.standing.level for objective in found for one in objective.indicators)
    return {level: counts[level] for level in STANDINGS}
