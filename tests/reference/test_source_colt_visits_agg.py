"""Journeys of leaders a year against the three files of totals, which must agree with each other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
import python_calamine


def _file(mirror: Path, name: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(f"from read_parquet('{mirror}/colt-visits-agg/colt_{name}.parquet')").fetchall()


def _figures(built: Any, which: str) -> dict[tuple[str, int], float]:
    return {(actor, year): value for actor, year, value in built.execute(
        "select actor, year(start), value from figure where source = 'colt-visits-agg' and indicator = ?",
        [f"colt-leader-journeys-{which}"],
    ).fetchall()}  # fmt: skip


def test_what_was_made_was_received_somewhere(mirror: Path) -> None:
    """The three files count the same journeys: by traveller, by host and by region."""
    years: dict[str, Counter[int]] = {name: Counter() for name in ("sent", "received", "regions")}
    for year, _, count, _ in _file(mirror, "top_sent"):
        years["sent"][year] += count
    for year, _, count, _ in _file(mirror, "top_received"):
        years["received"][year] += count
    for year, _, _, count in _file(mirror, "stacked_bar"):
        years["regions"][year] += count
    assert years["sent"] == years["received"] == years["regions"]
    assert years["sent"][2023] == 3_521


@pytest.mark.parametrize(("name", "which", "most"), [("top_sent", "made", 0.03), ("top_received", "received", 0.005)])
def test_no_journey_is_lost_but_those_set_aside(mirror: Path, built: Any, name: str, which: str, most: float) -> None:
    rows = _file(mirror, name)
    lines = {line for (line,) in built.execute(
        "select line from rejected where source = 'colt-visits-agg' and file = ?", [f"colt_{name}.parquet"]
    ).fetchall()}  # fmt: skip
    kept = [row for line, row in enumerate(rows, 1) if line not in lines]
    assert len(lines) + len(kept) == len(rows)
    assert sum(_figures(built, which).values()) == sum(row[2] for row in kept)
    gone = sum(row[2] for row in rows) - sum(row[2] for row in kept)
    assert 0 < gone < most * sum(row[2] for row in rows)


def test_names_of_one_state_are_added(mirror: Path, built: Any) -> None:
    received = _figures(built, "received")
    given = {(name, year): count for year, name, count, _ in _file(mirror, "top_received")}
    assert received["RUS", 1990] == given["Soviet Union", 1990] + given["Russia", 1990] == 42
    assert received["DEU", 1990] == given["West Germany", 1990] + given["Germany", 1990] == 33
    assert received["COD", 1997] == given["Zaire", 1997] + given["Congo-Kinshasa", 1997] == 15
    assert received["SGP", 1994] == given["SIngapore", 1994] + given["Singapore", 1994] == 8
    assert received["YUG", 2005] == given["Serbia", 2005] + given["Serbia and Montenegro", 2005] == 5
    assert received["SRB", 2010] == given["Serbia", 2010]


def test_nobody_travels_before_there_is_a_state(built: Any) -> None:
    assert not built.execute(
        """select f.actor, f.start from figure f join actor a on a.actor = f.actor
        left join state s on s.state = f.actor and s.start <= f."end" and coalesce(s."end", date '9999-12-31') >= f.start
        where f.source = 'colt-visits-agg' and a.kind = 'state' and s.state is null"""
    ).fetchall()
    assert ("XKX", 1999) not in _figures(built, "received")
    assert ("CSK", 2009) not in _figures(built, "received")
    assert ("LTU", 1991) in _figures(built, "made")


def test_organisations_travel_and_host_nobody(built: Any) -> None:
    made = _figures(built, "made")
    assert {actor for actor, _ in made if actor.islower()} == {"eu", "nato", "un", "asean", "au", "oau"}
    assert not [actor for actor, _ in _figures(built, "received") if actor.islower()]
    assert max(year for actor, year in made if actor == "oau") == 2002


def test_figures_that_are_known(built: Any) -> None:
    made, received = _figures(built, "made"), _figures(built, "received")
    totals = Counter(dict.fromkeys(range(2015, 2025), 0.0))
    for (_, year), value in received.items():
        if year >= 2015:
            totals[year] += value
    assert totals.most_common()[-1][0] == 2020, "the pandemic's first year"
    for year in range(1990, 2025):
        most = max((value, actor) for (actor, when), value in received.items() if when == year)
        if year != 2020:
            assert most[1] in {"USA", "FRA", "BEL"}, year
    assert made["VAT", 1990] == 20
    assert ("PRK", 2021) not in made


def test_no_zeros_and_nothing_read_from_absence(built: Any) -> None:
    assert min(_figures(built, "made").values()) >= 1
    assert built.execute("select distinct scope from coverage where source = 'colt-visits-agg'").fetchall() == [
        ("selected",)
    ]


def test_it_counts_too_few_as_its_warning_says(mirror: Path, built: Any) -> None:
    path = mirror / "china-leader-travel" / "WHO-WHERE-WHEN-dataset-v.1.1.xlsx"
    _, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_name("Dataset").to_python()
    other = Counter(int(row[0]) for row in rows)
    made = _figures(built, "made")
    assert [(made["CHN", year], other[year]) for year in (1990, 1991, 1992, 2016)] == [
        (1, 11),
        (1, 5),
        (1, 11),
        (16, 25),
    ]
