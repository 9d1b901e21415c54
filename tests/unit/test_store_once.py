"""Agreements that several sources tell: what stands once, by whom, and until when it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from comity.store.once import see_once
from comity.store.record import create_tables


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a record in memory: ``ours`` is canonical and looks to 2026, ``theirs`` to 2018."""
    with duckdb.connect() as made:
        create_tables(made, "0")

        def add(table: str, **values: object) -> None:
            values |= {"source_row": "line"} if table not in ("coverage", "same_as") else {}
            columns = ", ".join(f'"{name}"' for name in values)
            made.execute(f"insert into {table} ({columns}) values ({', '.join('?' * len(values))})", [*values.values()])

        for source, last in (("ours", date(2026, 1, 1)), ("theirs", date(2018, 12, 31))):
            add("coverage", source=source, layer="agreement", end=last, scope="all states")
        for source, start in (("ours", None), ("theirs", date(2001, 3, 1))):
            for number, signed in ((1, date(2001, 1, 1)), (2, date(2001, 6, 1))):
                name = f"{source}:{number}"
                add("agreement", agreement=name, kind="alliance", name=name, signed=signed, start=start, source=source)
        add("agreement", agreement="theirs:3", kind="alliance", name="Three", start=date(1990, 1, 1), source="theirs")
        for source, actors in (("ours", "AB"), ("theirs", "ABC")):
            for actor in actors:
                add("agreement_party", agreement=f"{source}:1", actor=actor, source=source)
        duties = (("ours", "AB", "defense"), ("theirs", "AB", "defense"), ("theirs", "BA", "defense"), ("theirs", "AC", "defense"), ("theirs", "CB", "consultation"))  # fmt: skip
        for source, (actor, toward), duty in duties:
            add("obligation", agreement=f"{source}:1", actor=actor, toward=toward, duty=duty, source=source)
        for number in (1, 2):
            add("same_as", kind="agreement", id=f"theirs:{number}", canonical=f"ours:{number}", evidence="invented")
        see_once(made)
        yield made


def test_each_agreement_stands_once(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("select agreement from one_agreement order by all").fetchall()
    assert [name for (name,) in found] == ["ours:1", "ours:2", "theirs:3"]


def test_a_beginning_that_the_canonical_source_does_not_know_is_the_others_and_says_so(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select agreement, \"start\", start_said, source from one_agreement where source = 'ours' order by all"
    ).fetchall()
    # What began before it was signed is not believed.
    assert found == [("ours:1", date(2001, 3, 1), "theirs:1", "ours"), ("ours:2", None, None, "ours")]


def test_who_stands_in_another_source_only_is_a_party_by_that_source_and_as_far_as_it_looked(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select agreement, actor, said, source, looked from one_agreement_party order by all"
    ).fetchall()
    ours, theirs = date(2026, 1, 1), date(2018, 12, 31)
    assert found == [
        ("ours:1", "A", "ours:1", "ours", ours),
        ("ours:1", "B", "ours:1", "ours", ours),
        ("ours:1", "C", "theirs:1", "theirs", theirs),
    ]


def test_between_its_own_parties_the_canonical_source_speaks_alone(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute("select actor, toward, duty, source from one_obligation order by all").fetchall()
    assert found == [
        ("A", "B", "defense", "ours"),
        ("A", "C", "defense", "theirs"),
        ("C", "B", "consultation", "theirs"),
    ]
