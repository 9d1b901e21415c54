"""What the process that runs a query decides before it runs it, and how it tells values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import duckdb
import pytest

from comity.web.pages.sql.sandbox import Refused, names, plain, the_one, volatile


@pytest.mark.parametrize(
    "text",
    ["select 1", "from range(3)", "with a as (select 1) from a", "values (1)", "describe select 1", "show tables", "explain select 1", "summarize select 1", "select 1;", "-- what\nselect ';'"],
)  # fmt: skip
def test_one_statement_that_reads_is_taken(text: str) -> None:
    assert the_one(duckdb.connect(), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no query"),
        ("-- nothing", "no query"),
        ("select 1; select 2", "2 statements"),
        ("copy (select 1) to 'x'", "not copy"),
        ("create table t (a int)", "not create"),
        ("explain analyze select 1", "not explain"),
        ("explain Analyse select 1", "not explain"),
        ("set threads = 1", "not set"),
    ],
)
def test_everything_else_is_refused(text: str, why: str) -> None:
    try:
        the_one(duckdb.connect(), text)
    except Refused as error:
        assert why in str(error)
    except duckdb.Error:
        assert "nalyse" in text  # DuckDB itself does not read it
    else:
        pytest.fail("it was taken")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None), (True, True), (3, 3), (2**60, str(2**60)), (0.5, 0.5), (float("inf"), "inf"), (float("nan"), "nan"), (Decimal("1.10"), 1.1),
        (Decimal("0.12345678901234567890"), "0.12345678901234567890"), (date(1949, 4, 4), "1949-04-04"), (b"\x00\xff", "00ff"),
        ([1, None, float("nan")], [1, None, "nan"]), ({"a": (date(2000, 1, 1),)}, {"a": ["2000-01-01"]}), ({1: 2}, {"1": 2}),
        (timedelta(days=1), "1 day, 0:00:00"), (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)  # fmt: skip
def test_values_become_json(value: object, told: object) -> None:
    assert plain(value) == told


def test_columns_of_one_name_are_told_apart() -> None:
    assert names(["a", "a", "b", "a_2", "a"]) == ["a", "a_2", "b", "a_2_2", "a_3"]


@pytest.mark.parametrize(
    ("text", "changes"),
    [("select random()", True), ("select now()", True), ("select CURRENT_DATE", True), ("from t using sample 3", True), ("select count(*) from state", False), ("select upper(name) from state", False)],
)  # fmt: skip
def test_what_may_change_is_known_by_its_words(text: str, changes: bool) -> None:
    assert volatile(duckdb.connect(), text) is changes
