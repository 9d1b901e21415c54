"""Who was in a militarised dispute with whom in a year, by the Correlates of War project."""

from __future__ import annotations

from comity.measures.cohesion._pairs import Ties, ties
from comity.measures.contract import Need
from comity.measures.reading import Reading
from comity.panel.group import Runs

DISPUTES = Need("cow-mid", "incident_pair.militarised-dispute")


def disputes(reading: Reading) -> tuple[Runs, Ties]:
    """Give the pairs on opposite sides of a dispute on any day of a year, as runs, and each in both orders."""
    look = reading.look(DISPUTES.source)
    entries = look.pairs(
        f"""select a, b, "start", "end", 1.0 as value from incident_pair where source = '{DISPUTES.source}'""",
        both_ways=True,
        layer=DISPUTES.layer,
    )
    runs = look.runs(entries, layer=DISPUTES.layer, combine="greatest")
    return runs, ties(runs).both_ways()


__all__ = ["DISPUTES", "disputes"]
