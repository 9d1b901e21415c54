"""What is the same as what: chains lead to one thing, circles are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import pytest

from comity.catalogue.build import _tidy_same_as
from comity.model.errors import BadFile
from comity.store.record import create_tables


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a record in memory with three incidents of three sources."""
    with duckdb.connect() as made:
        create_tables(made, "0")
        made.execute("create temp table source as select unnest(['a', 'b', 'c']) as source")
        made.execute("create temp table incident as select unnest(['a:1', 'b:1', 'c:1']) as incident")
        yield made


def _say(con: duckdb.DuckDBPyConnection, same: Mapping[str, str]) -> None:
    for one, other in same.items():
        con.execute("insert into same_as values ('incident', ?, ?, 'invented')", [one, other])


def test_a_chain_leads_to_its_end(con: duckdb.DuckDBPyConnection) -> None:
    _say(con, {"c:1": "b:1", "b:1": "a:1"})
    _tidy_same_as(con)
    assert con.execute("select id, canonical from same_as order by id").fetchall() == [("b:1", "a:1"), ("c:1", "a:1")]


@pytest.mark.parametrize("circle", [{"a:1": "a:1"}, {"a:1": "b:1", "b:1": "a:1"}, {"a:1": "b:1", "b:1": "c:1", "c:1": "a:1"}])  # fmt: skip
def test_a_circle_is_refused(con: duckdb.DuckDBPyConnection, circle: Mapping[str, str]) -> None:
    _say(con, circle)
    with pytest.raises(BadFile, match="circle"):
        _tidy_same_as(con)
