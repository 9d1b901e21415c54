"""Records of every kind are kept, asked for what they need, and refused what nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest

from comity.model.errors import NotAllowed
from comity.oversight.storage.tables import record, version
from comity.oversight.storage.working import entry
from comity.register import reading, writing
from comity.register.fitting import fit
from comity.register.kinds import kinds
from comity.register.reading import Finding
from comity.register.shape import KEPT, NEVER, SUBMITTED, Field, Kind
from comity.register.writing import Unfitted
from oversight.world import World
from register.conftest import Stocked, stock, writer
from register.examples import EXAMPLES
from register.registry import example, into_force, keep, opened, rows, tried

every_kind = pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
#: What a record has besides content: nobody sets it by writing it.
NOT_CONTENT = (
    "record",
    "version",
    "author",
    "organisation",
    "state_",
    "emergency",
    "complete",
    "class",
    "nonce",
    "__proto__",
    "",
)


@pytest.fixture
def kept(office_world: World) -> dict[str, str]:
    """Give an office that has a record of each kind."""
    return stock(office_world)


@contextmanager
def refused_at(place: str) -> Iterator[None]:
    """Expect that nothing is written, and that this is one of the places where something is wrong."""
    with pytest.raises(Unfitted) as caught:
        yield
    assert place in {one.place for one in caught.value.found}


@every_kind
def test_an_example_is_kept_as_it_was_typed(office_world: World, kept: dict[str, str], kind: Kind) -> None:
    found = opened(office_world, kept[kind.name])
    assert found.row["kind"] == kind.name and found.row["state"] == "draft"
    assert {name for name in EXAMPLES[kind.name] if name in found.content} == set(EXAMPLES[kind.name])
    assert all(row["id"] for part in kind.parts for row in found.case.rows(part.name))
    with office_world.look(writer(kind.name)) as look:
        case = reading.opened(look, kept[kind.name]).case
        assert not [one for rule in kind.advice for one in rule(case) if not one.what or not one.place]
        # What is kept reads as itself: a form that is saved untouched changes nothing.
        again = fit(kind, found.content, Finding(look, kept[kind.name]))
    assert (again.problems, again.content) == ([], found.content)


@every_kind
def test_an_example_lacks_nothing_for_its_submission(office_world: World, kept: dict[str, str], kind: Kind) -> None:
    level = SUBMITTED if kind.binds else KEPT
    assert tried(office_world, kind.name, EXAMPLES[kind.name], kept[kind.name], writer(kind.name), level).problems == []
    if kind.binds:
        into_force(office_world, kept[kind.name])


def needed(kind: Kind) -> list[tuple[str, Field | None, str]]:
    """Give what is asked for: where, and when."""
    found: list[tuple[str, Field | None, str]] = [(one.name, one, one.needed) for one in kind.fields]
    for part in kind.parts:
        found.append((part.name, None, part.needed))
        found += [(f"{part.name}/1/{one.name}", one, one.needed) for one in part.fields]
    return [one for one in found if one[2] != NEVER]


@every_kind
def test_without_what_it_needs_it_is_refused_by_that_name(looked_at: Stocked, kind: Kind) -> None:
    for place, _, when in needed(kind):
        said = deepcopy(EXAMPLES[kind.name])
        part, _, rest = place.partition("/")
        if rest and not said.get(part):
            continue
        (said[part][0] if rest else said).pop(rest.rpartition("/")[2] or part, None)
        if rest and not said[part][0].keys() - {"id"}:
            continue
        for level in (KEPT, SUBMITTED):
            places = {
                one.place
                for one in tried(
                    looked_at.world, kind.name, said, looked_at.kept[kind.name], writer(kind.name), level=level
                ).problems
            }
            assert place in places or (when, level) == (SUBMITTED, KEPT), (place, level)
        before = len(rows(looked_at.world, version))
        if when == KEPT:
            with refused_at(place):
                keep(looked_at.world, kind.name, said, writer(kind.name))
            assert len(rows(looked_at.world, version)) == before


@every_kind
def test_nothing_is_taken_that_nobody_declared(looked_at: Stocked, kind: Kind) -> None:
    declared = {one.name for one in (*kind.fields, *kind.parts)}
    for name in {*NOT_CONTENT, *{one.name for other in kinds().values() for one in other.fields}} - declared:
        said = example(kind.name) | {name: "x"}
        with pytest.raises(Unfitted) as caught:
            keep(looked_at.world, kind.name, said, writer(kind.name))
        assert [one.place for one in caught.value.found] == [name]
    for part in kind.parts:
        said = example(kind.name)
        said[part.name] = [*said.get(part.name, ()), {"record": "r_other"}]
        with refused_at(f"{part.name}/{len(said[part.name])}/record"):
            keep(looked_at.world, kind.name, said, writer(kind.name))
    for one in kind.entries:
        about = (
            opened(looked_at.world, looked_at.kept[kind.name]).case.rows(one.part)[:1] if one.part else [{"id": None}]
        )
        for row in about:
            with pytest.raises((Unfitted, NotAllowed)), looked_at.world.act(writer(kind.name)) as act:
                writing.note(
                    act, looked_at.kept[kind.name], one.name, {"person": "mike", "at": "2020-01-01"}, about=row["id"]
                )
    assert len(rows(looked_at.world, record)) == len(EXAMPLES) and rows(looked_at.world, entry) == []


@every_kind
def test_what_belongs_to_another_stage_is_not_noted(looked_at: Stocked, kind: Kind) -> None:
    first = next(iter(kind.stages), "")
    case = opened(looked_at.world, looked_at.kept[kind.name]).case
    for one in kind.entries:
        for row in case.rows(one.part)[:1] if one.part else [{"id": None}]:
            if one.stages and first not in one.stages:
                with (
                    pytest.raises(NotAllowed, match="noted at another stage"),
                    looked_at.world.act(writer(kind.name)) as act,
                ):
                    writing.note(act, looked_at.kept[kind.name], one.name, {}, about=row["id"])


@every_kind
def test_an_entry_lacks_what_it_needs_and_says_so(looked_at: Stocked, kind: Kind) -> None:
    first = next(iter(kind.stages), "")
    for one in kind.entries:
        asked = {field.name for field in one.fields if field.needed != NEVER}
        about = (
            opened(looked_at.world, looked_at.kept[kind.name]).case.rows(one.part)[:1] if one.part else [{"id": None}]
        )
        if not asked or not about or (one.stages and first not in one.stages):
            continue
        with pytest.raises(Unfitted) as caught, looked_at.world.act(writer(kind.name)) as act:
            writing.note(act, looked_at.kept[kind.name], one.name, {}, about=about[0]["id"])
        assert {problem.place for problem in caught.value.found} == asked


@every_kind
def test_days_and_bookings_of_an_example_have_words_and_days(looked_at: Stocked, kind: Kind) -> None:  # fmt: skip
    case = opened(looked_at.world, looked_at.kept[kind.name]).case
    dated = list(kind.dated(case)) if kind.dated else []
    assert all(one.what and one.title and len(one.day) == 10 for one in dated)
    assert all(one.kind and one.resource and one.start <= one.end for one in (kind.booked(case) if kind.booked else ()))
    assert all(one.line and len(one.currency) == 3 for one in (kind.money(case) if kind.money else ()))


@every_kind
def test_rules_stand_what_is_not_there_yet(looked_at: Stocked, kind: Kind) -> None:
    """A form asks the rules before anything was typed, and after every field alone."""
    with looked_at.world.look(writer(kind.name)) as look:
        for said in ({}, *({name: value} for name, value in EXAMPLES[kind.name].items())):
            made, case = writing.fitted(look, kind.name, said, None, SUBMITTED)
            assert made.problems
            for rule in (*kind.advice, *filter(None, (kind.dated, kind.booked, kind.money))):
                list(rule(case))


def test_whoever_may_not_read_a_record_learns_nothing_of_its_kind(office_world: World, kept: dict[str, str]) -> None:
    office_world.add("jiro", "japan", "partner")
    for which in kept.values():
        for tried_ in (lambda which=which: _read(office_world, which), lambda which=which: _note(office_world, which)):
            with pytest.raises(Exception, match="There is no such record"):
                tried_()


def _read(made: World, which: str) -> Any:
    with made.look("jiro") as look:
        return reading.opened(look, which)


def _note(made: World, which: str) -> Any:
    with made.act("jiro") as act:
        return writing.note(act, which, next((one.name for one in opened(made, which).case.kind.entries), "x"), {})
