"""Flags of cooperation with the United States against the extract and against what is well known."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

FLAGS = {"dca": "signed", "dca_ongoing": "ongoing"}


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "dcad-us-partners" / "kinne_dca_us_partner_country_year.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _years(built: Any, indicator: str) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = {}
    for key, first, last, value in built.execute(
        'select b, year("start"), year("end"), value from pair_figure where a = \'USA\' and indicator = ?',
        [f"us-partner-{indicator}"],
    ).fetchall():
        for year in range(first, last + 1):
            assert (key, year) not in found
            found[key, year] = value
    return found


@pytest.mark.parametrize("column", ["dca", "dca_ongoing", "ambassador"])
def test_runs_spread_out_are_the_file(mirror: Path, built: Any, column: str) -> None:
    rows = [row for row in _file(mirror) if row["ccode"] != "2" and row[column]]
    indicator = f"dca-{FLAGS[column]}" if column in FLAGS else column
    found = _years(built, indicator)
    assert len(found) == len(rows)
    for value in ("0", "1"):
        assert sum(entry == float(value) for entry in found.values()) == sum(row[column] == value for row in rows)
    for abbreviation, key in (("GMY", "DEU"), ("IND", "IND"), ("ROK", "KOR"), ("COL", "COL")):
        theirs = {int(row["year"]): float(row[column]) for row in rows if row["stateabb"] == abbreviation}
        assert {year: value for (state, year), value in found.items() if state == key} == theirs


def test_rows_in_and_out(mirror: Path, built: Any) -> None:
    assert len(_file(mirror)) == 1_709
    assert built.execute("select count(*) from rejected where source = 'dcad-us-partners'").fetchone() == (10,)


def test_serbia_is_not_its_predecessor(built: Any) -> None:
    found = _years(built, "dca-ongoing")
    assert {year for state, year in found if state == "YUG"} == set(range(2001, 2006))
    assert {year for state, year in found if state == "SRB"} == set(range(2006, 2011))


def test_what_is_well_known(built: Any) -> None:
    signed, posts = _years(built, "dca-signed"), _years(built, "ambassador")
    assert signed["IND", 2005] == 1  # the framework of 28 June 2005
    assert signed["COL", 2009] == 1  # the agreement on bases of 30 October 2009
    assert posts["GBR", 2004] == 1
    assert [posts[state, 2005] for state in ("IRN", "PRK", "CUB", "BTN")] == [0, 0, 0, 0]


def test_no_agreement_is_added(built: Any) -> None:
    assert built.execute("select count(*) from agreement where source = 'dcad-us-partners'").fetchone() == (0,)
