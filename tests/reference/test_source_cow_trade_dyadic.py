"""Dyadic trade against the publisher's file, read anew, and against published magnitudes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from comity.model.states import actor_of


def _file(mirror: Path) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = pq.read_table(
        mirror / "cow-trade-dyadic" / "cow_trade_ddy.parquet"
    ).to_pydict()
    return found


def _value(built: duckdb.DuckDBPyConnection, a: str, b: str, year: int, indicator: str = "cow-trade-imports") -> object:
    return built.execute(
        'select value from pair_figure where indicator = ? and a = ? and b = ? and ? between start and "end"',
        [indicator, a, b, date(year, 12, 31)],
    ).fetchall()


@pytest.mark.parametrize(
    ("column", "indicator"), [("flow1", "cow-trade-imports"), ("smoothflow1", "cow-trade-imports-smoothed")]
)
def test_the_flows_come_back_year_by_year(
    mirror: Path, built: duckdb.DuckDBPyConnection, column: str, indicator: str
) -> None:
    """Unfold the runs of every pair of twelve states by Python, and the sums of all years of all pairs."""
    table = _file(mirror)
    some = {2, 20, 200, 220, 255, 260, 345, 365, 390, 678, 679, 710, 740}
    expected = []
    sums: dict[int, float] = defaultdict(float)
    known = 0
    for one, other, when, value in zip(table["ccode1"], table["ccode2"], table["year"], table[column], strict=True):
        assert one is not None and other is not None and when is not None
        if value is not None:
            year = int(when)
            known += 1
            sums[year] += value
            if one in some and other in some:
                day = date(year, 12, 31)
                expected.append((actor_of("cow", str(one), day), actor_of("cow", str(other), day), year, value))
    assert known == 1_296_475
    keys = ("USA", "CAN", "GBR", "FRA", "DEU", "SRB", "YUG", "RUS", "DNK", "YEM", "CHN", "JPN")
    found = built.execute(
        f"""select a, b, year, value from pair_figure, unnest(range(year(start), year("end") + 1)) as t(year)
        where indicator = ? and a in {keys} and b in {keys}""",
        [indicator],
    ).fetchall()
    assert len(found) > 5000
    assert sorted(found) == sorted(expected)
    totals = dict(
        built.execute(
            """select year, sum(value) from pair_figure, unnest(range(year(start), year("end") + 1)) as t(year)
            where indicator = ? group by 1""",
            [indicator],
        ).fetchall()
    )
    assert totals == pytest.approx(dict(sums))


def test_each_pair_stands_both_ways_and_one_flow_says_all(mirror: Path) -> None:
    table = _file(mirror)
    flows = {
        (one, other, year): (first, second)
        for one, other, year, first, second in zip(
            table["ccode1"], table["ccode2"], table["year"], table["flow1"], table["flow2"], strict=True
        )
    }
    assert len(flows) == 1_347_308
    assert all(flows[other, one, year] == (second, first) for (one, other, year), (first, second) in flows.items())


def test_known_magnitudes(built: duckdb.DuckDBPyConnection) -> None:
    # The United States' goods imports of 2014 by the Census Bureau: 468 billion dollars from China, 349 from Canada.
    assert _value(built, "USA", "CHN", 2014) == [(472_525.0,)]
    assert _value(built, "CHN", "USA", 2014) == [(183_283.0,)]
    assert _value(built, "USA", "CAN", 2014) == [(346_063.0,)]
    assert _value(built, "USA", "CAN", 1920) == [(612.0,)]


def test_missing_is_not_zero(built: duckdb.DuckDBPyConnection) -> None:
    assert _value(built, "DEU", "USA", 1975) == []  # West Germany is all but absent from this copy
    assert _value(built, "DEU", "BEL", 1975) != []
    assert _value(built, "USA", "DEU", 2015) == []
    assert built.execute(
        "select scope, \"end\" from coverage where layer = 'pair_figure.cow-trade-imports'"
    ).fetchall() == [("selected", date(2014, 12, 31))]
