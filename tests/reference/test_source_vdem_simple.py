"""V-Dem's indices against the publisher's file, read by another way, and against published ratings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

_INDICES = ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem")


def _file(mirror: Path) -> list[dict[str, Any]]:
    columns = ["country_text_id", "year", "vdem_cowcode", *_INDICES]
    rows: list[dict[str, Any]] = pq.read_table(
        mirror / "vdem-simple" / "vdem_simple.parquet", columns=columns
    ).to_pylist()
    return rows


def _rating(built: Any, actor: str, year: int, index: str = "v2x_polyarchy") -> list[float]:
    return [row[0] for row in built.execute(
        "select value from figure where source = 'vdem-simple' and actor = ? and year(start) = ? and indicator = ?",
        [actor, year, index],
    ).fetchall()]  # fmt: skip


def test_every_row_is_taken_or_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    aside = {row[0] for row in built.execute("select line from rejected where source = 'vdem-simple'").fetchall()}
    assert len(rows) == 27_913
    assert len(aside) == 9_262
    assert {n for n, row in enumerate(rows, 1) if row["vdem_cowcode"] is None} <= aside
    for index in _INDICES:
        values = [row[index] for n, row in enumerate(rows, 1) if n not in aside and row[index] is not None]
        count, total = built.execute(
            "select count(*), sum(value) from figure where source = 'vdem-simple' and indicator = ?", [index]
        ).fetchone()
        assert (count, total) == (len(values), pytest.approx(sum(values)))


def test_what_is_set_aside_is_no_state_then(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    aside = {row[0] for row in built.execute("select line from rejected where source = 'vdem-simple'").fetchall()}
    out = {(row["country_text_id"], row["year"]) for n, row in enumerate(rows, 1) if n in aside}
    assert {("DZA", 1930), ("IND", 1900), ("HKG", 2020), ("PSG", 2020), ("POL", 1850), ("KOR", 1930)} <= out
    assert all(
        (unit, year) not in out for unit in ("USA", "FRA", "GBR", "RUS", "TUR", "CHN") for year in range(1816, 2025)
    )
    assert not {("JPN", 1948), ("POL", 1942), ("DEU", 1950), ("SYR", 1959), ("TWN", 1960), ("XKX", 2010)} & out


def test_letters_of_a_unit_are_not_taken_for_the_state(built: Any) -> None:
    assert _rating(built, "CSK", 1937) == [0.758]
    assert _rating(built, "CZE", 1937) == []
    assert len(_rating(built, "YUG", 1985)) == 1
    assert _rating(built, "SRB", 1985) == []
    assert len(_rating(built, "AUH", 1900)) == 1
    assert len(_rating(built, "RVN", 1960)) == len(_rating(built, "VNM", 1960)) == 1
    assert len(_rating(built, "DEU", 1985)) == len(_rating(built, "DDR", 1985)) == 1


@pytest.mark.parametrize(("actor", "rating"), [("USA", 0.84), ("DNK", 0.916), ("CHN", 0.073), ("CZE", 0.87)])
def test_published_ratings_of_2024(built: Any, actor: str, rating: float) -> None:
    assert _rating(built, actor, 2024) == [pytest.approx(rating, abs=0.001)]


def test_no_bounds_since_they_are_not_90_per_cent(mirror: Path, built: Any) -> None:
    assert built.execute(
        "select count(*) from figure where source = 'vdem-simple' and (low is not null or high is not null)"
    ).fetchone() == (0,)
    table = pq.read_table(
        mirror / "vdem-simple" / "vdem_simple.parquet",
        columns=["v2x_polyarchy", "v2x_polyarchy_codelow", "v2x_polyarchy_codehigh", "v2x_polyarchy_sd"],
    ).to_pylist()
    known = [row for row in table if row["v2x_polyarchy"] is not None and row["v2x_polyarchy_sd"]]
    half = sum(row["v2x_polyarchy_codehigh"] - row["v2x_polyarchy_codelow"] for row in known) / 2
    # Half the published interval is about one standard deviation, where 90 % would be 1.64.
    assert half / sum(row["v2x_polyarchy_sd"] for row in known) == pytest.approx(1, abs=0.15)


def test_all_ratings_lie_between_zero_and_one(built: Any) -> None:
    lowest, highest = built.execute("select min(value), max(value) from figure where source = 'vdem-simple'").fetchone()
    assert 0 <= lowest < highest <= 1
