"""Decisions by silence: adopted only after the last day, with every break lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.storage.working import due
from comity.register.kinds.decision.kind import breaks, deadline
from oversight.world import World
from register.registry import again, example, keep, note, opened, refused, rows

NORLAND = {"day": "2026-03-03", "party": "Norland", "reason": "The text goes beyond the mandate."}


@pytest.fixture
def decision(office_world: World) -> Callable[..., Any]:
    for kind in ("partner", "agreement", "coalition"):
        keep(office_world, kind)
    which = keep(office_world, "decision")
    office_world.clock.on(days=1)

    def noted(what: str, **said: str) -> Any:
        return note(office_world, which, what, said)

    noted.which = which  # type: ignore[attr-defined]
    return noted


def stage(made: World, decision: Any) -> str:
    return opened(made, decision.which).case.stage()


def test_silence_adopts_after_its_last_day_and_not_before(office_world: World, decision: Any) -> None:
    with pytest.raises(NotAllowed, match="another stage"):
        decision("adopted", day="2026-03-03")
    decision("circulated", day="2026-03-03")
    for day in ("2026-03-03", "2026-03-07"):
        with refused("runs to the end of 2026-03-06" if day < "2026-03-06" else "still to come"):
            decision("adopted", day=day)
    office_world.clock.on(days=3)
    with refused("runs to the end of 2026-03-06"):
        decision("adopted", day="2026-03-06")
    office_world.clock.on(days=1)
    with refused("runs to the end of 2026-03-06"):
        decision("adopted", day="2026-03-06")
    decision("adopted", day="2026-03-07")
    assert stage(office_world, decision) == "adopted"
    assert [(one["what"], one["day"], one["done"]) for one in rows(office_world, due) if one["record"] == decision.which] == [("end of silence", "2026-03-06", 1)]  # fmt: skip


def test_a_break_stands_until_the_party_lifts_it_and_the_silence_resumes(office_world: World, decision: Any) -> None:
    decision("circulated", day="2026-03-03")
    decision("broken", **NORLAND)
    decision("broken", **NORLAND | {"party": "Estonia"})
    with refused("has broken the silence already"):
        decision("broken", **NORLAND)
    office_world.clock.on(days=10)
    with pytest.raises(NotAllowed, match="another stage"):
        decision("adopted", day="2026-03-10")
    decision("lifted", day="2026-03-09", party="Norland")
    with refused("No break of “Norland” is open"):
        decision("lifted", day="2026-03-09", party="Norland")
    with refused("These have broken the silence: Estonia"):
        decision("resumed", day="2026-03-10", deadline="2026-03-20")
    decision("lifted", day="2026-03-10", party="Estonia")
    with refused("2026-03-12 has passed"):
        decision("resumed", day="2026-03-10", deadline="2026-03-12")
    decision("resumed", day="2026-03-12", deadline="2026-03-20")
    with refused("runs to the end of 2026-03-20"):
        decision("adopted", day="2026-03-13")
    decision("broken", **NORLAND | {"day": "2026-03-13"})
    case = opened(office_world, decision.which).case
    assert (breaks(case), deadline(case), case.stage()) == (["Norland"], "2026-03-20", "broken")
    decision("lifted", day="2026-03-13", party="Norland")
    decision("resumed", day="2026-03-13", deadline="2026-03-14")
    office_world.clock.on(days=3)
    with refused("The silence ended on 2026-03-14"):
        decision("broken", **NORLAND | {"day": "2026-03-15"})
    decision("adopted", day="2026-03-15")
    assert [one.kind for one in opened(office_world, decision.which).case.entries].count("broken") == 3


def test_only_parties_break_a_silence_and_only_while_it_runs(office_world: World, decision: Any) -> None:
    with pytest.raises(NotAllowed, match="another stage"):
        decision("broken", **NORLAND)
    decision("circulated", day="2026-03-03")
    with refused("no party of this coalition"):
        decision("broken", **NORLAND | {"party": "Westland"})
    with refused("It was not circulated yet"):
        decision("broken", **NORLAND | {"day": "2026-03-01"})


@pytest.mark.parametrize("name", ["text", "deadline"])
def test_what_was_circulated_does_not_change(office_world: World, decision: Any, name: str) -> None:
    said = example("decision", **{name: "2026-03-04"})
    assert again(office_world, decision.which, said) == 2
    again(office_world, decision.which, example("decision"))
    decision("circulated", day="2026-03-03")
    with refused("does not change any more"):
        again(office_world, decision.which, said)
    assert again(office_world, decision.which, example("decision", hour="17:00 UTC")) == 4


def test_it_is_not_circulated_after_its_last_day(office_world: World, decision: Any) -> None:
    office_world.clock.on(days=10)
    with refused("would end (2026-03-06) before it begins"):
        decision("circulated", day="2026-03-10")
