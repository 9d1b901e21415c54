"""The register is tried in the offices of the tests of oversight: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from oversight.conftest import *  # noqa: F403
from oversight.conftest import Founded
from oversight.world import World
from register.examples import EXAMPLES
from register.registry import keep


def writer(kind: str) -> str:
    """Say who writes records of a kind: nobody evaluates what is their own."""
    return "eve" if kind == "evaluation" else "anna"


def stock(made: World) -> dict[str, str]:
    """Have an office keep a record of each kind."""
    made.add("eve", "ministry", "author")
    return {kind: keep(made, kind, login=writer(kind)) for kind in EXAMPLES}


@dataclass
class Stocked:
    """An office with a record of each kind, by kind."""

    world: World
    kept: dict[str, str]


@pytest.fixture(scope="session")
def looked_at(founded: Callable[[str], Founded], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    """Give an office with a record of each kind, for tests that change nothing: one for all of them, on SQLite."""
    place = tmp_path_factory.mktemp("stocked")
    shutil.copy(founded("sqlite").held, place / "office.db")
    made = founded("sqlite").world.copy(f"sqlite:///{place}/office.db", place / "home")
    yield Stocked(made, stock(made))
    made.office.close()
