"""Agreements: from draft to end, with the days that bind, in the words of the public record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model.errors import NotAllowed
from comity.oversight.storage.working import due
from comity.register.kinds.agreement.rules import days
from comity.register.kinds.agreement.words import DUTIES, TYPES
from comity.register.kinds.common import months_before
from comity.store.vocabulary import AGREEMENT_KINDS
from comity.store.vocabulary import DUTIES as RECORD_DUTIES
from oversight.world import World
from register.registry import example, into_force, keep, note, opened, places, refused, rows, tried


@pytest.fixture
def agreement(office_world: World) -> str:
    keep(office_world, "partner")
    return keep(office_world, "agreement")


def fallen(made: World, which: str) -> dict[str, tuple[str, int]]:
    return {one["what"]: (one["day"], one["done"]) for one in rows(made, due) if one["record"] == which}


def advice(made: World, which: str) -> list[str]:
    case = opened(made, which).case
    return [one.what for rule in case.kind.advice for one in rule(case)]


def test_kinds_and_duties_are_those_of_the_public_record() -> None:
    assert set(TYPES) == set(AGREEMENT_KINDS)
    assert set(DUTIES) == set(RECORD_DUTIES)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 240))
def test_months_are_counted_by_the_calendar(end: date, months: int) -> None:
    found = date.fromisoformat(months_before(end.isoformat(), months))
    assert (end.year - found.year) * 12 + end.month - found.month == months
    assert found.day == end.day or (found.day < end.day and date.fromordinal(found.toordinal() + 1).day == 1)


def test_an_agreement_goes_from_draft_to_its_end(office_world: World, agreement: str) -> None:
    made = office_world
    note(made, agreement, "negotiated", {"day": "2026-03-01"})
    with refused("was not approved"):
        note(made, agreement, "signed", {"day": "2026-03-02"})
    into_force(made, agreement)
    with refused("still to come"):
        note(made, agreement, "signed", {"day": "2026-03-03"})
    with refused("The step before it was on 2026-03-01"):
        note(made, agreement, "signed", {"day": "2026-02-28"})
    note(made, agreement, "signed", {"day": "2026-03-02", "signatories": "the ministers of defence"})
    with pytest.raises(NotAllowed, match="another stage"):
        note(made, agreement, "negotiated", {"day": "2026-03-02"})
    assert fallen(made, agreement) == {"review": ("2028-09-01", 0), "last day of notice": ("2031-02-28", 0), "expiry": ("2031-08-31", 0)}  # fmt: skip
    made.clock.on(days=200)
    note(made, agreement, "entered", {"day": "2026-09-10"})
    assert opened(made, agreement).case.stage() == "in-force"
    note(made, agreement, "reviewed", {"day": "2026-09-15", "outcome": "It is kept.", "next": "2030-01-01"})
    with refused("ends on 2031-08-31 already"):
        note(made, agreement, "extended", {"day": "2026-09-15", "end": "2031-08-31"})
    note(made, agreement, "extended", {"day": "2026-09-15", "end": "2036-08-31"})
    assert fallen(made, agreement) == {"review": ("2030-01-01", 0), "last day of notice": ("2036-02-29", 0), "expiry": ("2036-08-31", 0)}  # fmt: skip
    note(made, agreement, "notice", {"day": "2026-09-16", "party": "Government of Norland", "effect": "2027-02-16"})
    assert fallen(made, agreement)["last day of notice"] == ("2036-02-29", 1)
    made.clock.on(days=155)
    note(made, agreement, "terminated", {"day": "2027-02-16", "how": "denounced"})
    found = opened(made, agreement)
    assert found.case.stage() == "terminated" and found.row["state"] == "in force"
    assert days(found.case) == {"signed": "2026-03-02", "start": "2026-09-10", "end": "2027-02-16", "review": "2030-01-01", "notice": "2026-08-16"}  # fmt: skip
    assert all(done for _, done in fallen(made, agreement).values()) and advice(made, agreement) == []


def test_what_was_reviewed_without_a_next_day_has_none(office_world: World) -> None:
    keep(office_world, "partner")
    which = keep(
        office_world, "agreement", example("agreement", signed="2026-03-02", start="2026-03-02", review="2026-10-01")
    )
    into_force(office_world, which)
    note(office_world, which, "signed", {"day": "2026-03-02"})
    note(office_world, which, "entered", {"day": "2026-03-02"})
    office_world.clock.on(days=250)
    assert advice(office_world, which) == ["Its review was due on 2026-10-01."]
    note(office_world, which, "reviewed", {"day": "2026-11-01", "outcome": "Of use."})
    assert "review" not in fallen(office_world, which)
    assert advice(office_world, which) == ["No day of review is set: nobody will look at it again."]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"review": None}, "No day of review is set"),
        ({"end": "2026-08-01", "start": "2026-06-01", "notice_months": "3"}, "notice is possible until 2026-05-01"),
        ({"end": "2026-07-01", "start": "2026-06-01", "notice_months": "6"}, "the last day of notice, 2026-01-01, has passed"),
        ({"end": "2026-07-01", "start": "2026-06-01", "notice_months": None}, "Its term ends on 2026-07-01"),
        ({"end": "2026-02-01", "start": None, "signed": None}, "Its term ended on 2026-02-01"),
        ({"signed": "2026-02-01"}, "By its day (2026-02-01) this has happened"),
        ({"obligations": None}, "not known, not none"),
    ],
)  # fmt: skip
def test_what_is_to_be_looked_at_is_told(looked_at: Any, said: dict[str, Any], told: str) -> None:
    with looked_at.world.look("anna") as look:
        from comity.register import writing

        made, case = writing.fitted(look, "agreement", example("agreement", **said))
        assert made.problems == []
        found = [one.what for rule in case.kind.advice for one in rule(case)]
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"obligations": [{"duty": "training", "owes": "Nobody"}]}, "obligations/1/owes"),
        ({"obligations": [{"duty": "training", "owes": "Government of Norland", "toward": "Government of Norland"}]}, "obligations/1/toward"),
        ({"parties": [{"party": "One", "role": "party"}, {"party": "One", "role": "party"}], "obligations": None}, "parties/2/party"),
        ({"parties": [{"party": "One", "role": "party"}, {"party": "Two", "role": "observer"}], "obligations": None}, "parties"),
        ({"parties": [{"party": "One", "role": "party"}, {"party": "Two", "role": "observer"}], "obligations": [{"duty": "training", "owes": "Two"}]}, "obligations/1/owes"),
        ({"start": "2026-05-31"}, "start"),
        ({"end": None}, "end"),
        ({"renewal": "open"}, "end"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(looked_at: Any, said: dict[str, Any], place: str) -> None:
    assert place in places(tried(looked_at.world, "agreement", example("agreement", **said)))
