"""An office of the tests with records of the register in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import select

from comity.oversight.storage.tables import record
from comity.register import reading, writing
from comity.register.fitting import Fitted
from comity.register.shape import SUBMITTED
from comity.register.writing import Unfitted
from oversight.world import SYSTEM, World
from register.examples import EXAMPLES


def example(kind: str, **other: Any) -> dict[str, Any]:
    """Give what is typed of a kind, some of it otherwise; None leaves a field out."""
    said = deepcopy(EXAMPLES[kind]) | other
    return {name: value for name, value in said.items() if value is not None}


def keep(made: World, kind: str, said: Mapping[str, Any] | None = None, login: str = "anna", **more: Any) -> str:
    """Save a record, and give its identity."""
    with made.act(login) as act:
        return writing.save(act, kind, said if said is not None else example(kind), **more)[0]


def keep_until(made: World, last: str) -> dict[str, str]:
    """Save the examples up to a kind, and give their identities."""
    kept: dict[str, str] = {}
    for kind in EXAMPLES:
        kept[kind] = keep(made, kind)
        if kind == last:
            break
    return kept


def again(made: World, which: str, said: Mapping[str, Any], login: str = "anna") -> int:
    """Save a further version."""
    with made.act(login) as act:
        row = act.con.execute(select(record.c.kind, record.c.version).where(record.c.record == which)).one()
        return writing.save(act, row.kind, said, which=which, saw=row.version)[1]


def into_force(made: World, which: str) -> None:
    """Submit what was written last, and have both keys approve it."""
    with made.act("anna") as act:
        saw = act.con.scalar(select(record.c.version).where(record.c.record == which))
        digest = writing.submit(act, which, saw)
    made.approve("carl", digest)
    if made.state(which) != "in force":
        made.approve("mike", digest)
    assert made.state(which) == "in force"


def note(made: World, which: str, what: str, said: Mapping[str, Any], about: str | None = None, login: str = "anna") -> str:  # fmt: skip
    """Note what happened."""
    with made.act(login) as act:
        return writing.note(act, which, what, said, about=about)


def tried(made: World, kind: str, said: Mapping[str, Any], which: str | None = None, login: str = "anna", level: str = SUBMITTED) -> Fitted:  # fmt: skip
    """Give what stands against keeping or submitting something."""
    with made.look(login) as look:
        return writing.fitted(look, kind, said, which, level)[0]


@contextmanager
def refused(said: str) -> Iterator[None]:
    """Expect that nothing is written, and that one of the problems says this."""
    with pytest.raises(Unfitted) as caught:
        yield
    assert any(said in one.what for one in caught.value.found), caught.value.problems


def places(found: Fitted) -> set[str]:
    """Give where problems are."""
    return {one.place for one in found.problems}


def opened(made: World, which: str, login: str = "anna") -> reading.Opened:
    """Open a record."""
    with made.look(login) as look:
        return reading.opened(look, which)


def rows(made: World, table: Any) -> list[Mapping[str, Any]]:
    """Give all rows of a table."""
    with made.office.database.read(SYSTEM) as con:
        return [dict(one._mapping) for one in con.execute(select(table))]
