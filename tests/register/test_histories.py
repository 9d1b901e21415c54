"""Whatever is written, noted, approved and waited for: what is looked up of records is what versions and entries say."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.model.errors import ComityError
from comity.oversight.storage.working import entry
from comity.register import checking
from comity.register.kinds import kinds
from comity.register.shape import Type
from oversight.world import World
from register.conftest import stock, writer
from register.registry import again, example, into_force, note, opened, rows

STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(sorted(kinds())), st.integers(0, 20), st.integers(0, 3)), min_size=4, max_size=12)  # fmt: skip


def values(made: World, which: str, entry_: Any) -> dict[str, Any]:
    """Give what may be typed for an entry: of each field something of its type, the days today's."""
    today = made.clock.now.date().isoformat()
    by_type: dict[Type, Any] = {Type.DAY: today, Type.WHOLE: "1", Type.NUMBER: "1", Type.MONEY: "1", Type.CURRENCY: "EUR", Type.FLAG: "yes", Type.PERSON: "anna", Type.PROSE: "As told.", Type.TEXT: "Norland", Type.STATE: "JPN"}  # fmt: skip
    return {one.name: next(iter(one.choices), None) or by_type.get(one.type) for one in entry_.fields if one.choices or one.type in by_type}  # fmt: skip


def test_what_is_looked_up_follows_whatever_happens(office_world: World) -> None:
    kept = stock(office_world)

    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def happens(steps: list[tuple[int, str, int, int]]) -> None:
        for what, kind, which, days in steps:
            office_world.clock.on(days=days)
            try:
                if what == 0:
                    again(office_world, kept[kind], example(kind), writer(kind))
                elif what == 1:
                    into_force(office_world, kept[kind])
                elif entries := kinds()[kind].entries:
                    one = entries[which % len(entries)]
                    found = opened(office_world, kept[kind], writer(kind)).case.rows(one.part) if one.part else []
                    about = found[which % len(found)]["id"] if found else None
                    note(office_world, kept[kind], one.name, values(office_world, kept[kind], one), about, writer(kind))
            except ComityError:
                continue
        assert checking.differences(office_world.office) == []

    happens()
    assert len(rows(office_world, entry)) > 5
