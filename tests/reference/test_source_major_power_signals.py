"""Signals of major powers against the publisher's file, spread out again, and against what is well known."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

PATRONS = {"us": "USA", "uk": "GBR", "fra": "FRA", "rus": "RUS", "chi": "CHN"}


@pytest.fixture(scope="module")
def rows(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "major-power-signals" / "Individual_Signals_Dataset.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


#: Signals of which the file is full of zeros before the first or after the last year: nobody had looked.
LOOKED = {"troops": (1981, 2012), "ex": (1974, 2010), "words": (1950, 2010)}


def _of(built: Any, patron: str, state: str, signal: str, year: int) -> list[float]:
    return [row[0] for row in built.execute(
        """select value from pair_figure where a = ? and b = ? and indicator = ? and "start" <= make_date($4, 12, 31)
        and "end" >= make_date($4, 1, 1) order by "start" """.replace("$4", str(year)),
        [patron, state, f"signals-{signal}"],
    ).fetchall()]  # fmt: skip


def test_every_cell_of_every_signal_comes_back(rows: list[dict[str, str]], built: Any) -> None:
    codes = {"us": "2", "uk": "200", "fra": "220", "rus": "365", "chi": "710"}
    columns = [name for name in rows[0] if name.split("_")[0] in codes]
    assert len(columns) == 35
    for column in columns:
        patron, signal = column.split("_")
        first, last = LOOKED.get(signal, (1950, 2012))
        outside = [float(row[column]) for row in rows if not first <= int(row["year"]) <= last]
        assert not any(outside)
        theirs = [
            float(row[column]) for row in rows if row["ccode"] != codes[patron] and first <= int(row["year"]) <= last
        ]
        ((count, total),) = built.execute(
            """select sum(year("end") - year("start") + 1), sum(value * (year("end") - year("start") + 1)) from pair_figure
            where a = ? and indicator = ? and source = 'major-power-signals'""",
            [PATRONS[patron], f"signals-{signal}"],
        ).fetchall()
        assert count == len(theirs)
        assert total == pytest.approx(sum(theirs))


@pytest.mark.parametrize(
    ("country", "key"), [("Canada", "CAN"), ("Japan", "JPN"), ("Cuba", "CUB"), ("South Korea", "KOR"), ("India", "IND")]
)
def test_a_states_signals_year_by_year(rows: list[dict[str, str]], built: Any, country: str, key: str) -> None:
    for column in ("us_troops", "us_vis", "rus_arms", "chi_bit", "uk_ex", "us_words", "us_econaid"):
        patron, signal = column.split("_")
        first, last = LOOKED.get(signal, (1950, 2012))
        for row in rows:
            if row["country"] == country and first <= int(row["year"]) <= last:
                assert _of(built, PATRONS[patron], key, signal, int(row["year"])) == [float(row[column])]


def test_no_two_values_of_one_day(built: Any) -> None:
    assert built.execute(
        """select count(*) from (select "start", lag("end") over (partition by a, b, indicator order by "start") as before
        from pair_figure where source = 'major-power-signals') where before >= "start" """
    ).fetchone() == (0,)


def test_a_power_does_not_signal_to_itself(rows: list[dict[str, str]], built: Any) -> None:
    ((aside,),) = built.execute("select count(*) from rejected where source = 'major-power-signals'").fetchall()
    assert len(rows) == 9_266
    assert aside == sum(row["ccode"] in ("2", "200", "220", "365", "710") for row in rows) == 126


def test_the_year_of_a_union_and_the_end_of_yugoslavia(built: Any) -> None:
    assert len(_of(built, "USA", "DEU", "troops", 1990)) == 2
    assert len(_of(built, "USA", "YUG", "words", 2005)) == 1
    assert _of(built, "USA", "SRB", "words", 2005) == []
    assert len(_of(built, "USA", "SRB", "words", 2006)) == 1


def test_a_zero_that_nobody_saw_is_unknown(built: Any) -> None:
    assert _of(built, "USA", "DEU", "troops", 1970) == []  # a quarter of a million, and 0 in the file
    assert _of(built, "USA", "RVN", "troops", 1968) == []
    assert _of(built, "USA", "KOR", "ex", 2012) == []
    assert _of(built, "USA", "ISR", "words", 2012) == []


def test_what_is_well_known(built: Any) -> None:
    assert _of(built, "USA", "JPN", "pact", 1985) == [1]
    assert _of(built, "USA", "TUR", "nukes", 1962) == [1]
    assert _of(built, "USA", "KOR", "nukes", 1985) == [1]
    assert _of(built, "USA", "KOR", "nukes", 1995) == [0]  # withdrawn in 1991
    assert _of(built, "USA", "KOR", "troops", 1985)[0] == pytest.approx(42_000, rel=0.1)
    assert _of(built, "RUS", "DDR", "troops", 1985)[0] > 300_000
