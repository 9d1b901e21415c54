"""Nuclear cooperation agreements against the publisher's file and against what is well known."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

#: Name in the file and the code it bears there, where the two mean different states.
SLIPS = {
    ("Canada", "365"), ("France", "260"), ("Germany", "200"), ("Ireland", "350"), ("Romania", "225"), ("Russia", "20"),
    ("Spain", "380"), ("UK", "20"),
}  # fmt: skip


def _file(mirror: Path) -> list[dict[str, str]]:
    path = mirror / "nuclear-coop-agreements" / "nca_dataset.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _signed(built: Any, a: str, b: str, ending: str = "") -> dict[int, float]:
    return dict(
        built.execute(
            'select year("start"), value from pair_figure where a = ? and b = ? and indicator = ?',
            [a, b, f"nuclear-cooperation-agreements{ending}"],
        ).fetchall()
    )


def test_agreements_in_are_agreements_out_and_what_was_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror)
    slips = [row for row in rows if any((row[f"country{n}"], row[f"ccode{n}"]) in SLIPS for n in "12")]
    reasons = dict(
        built.execute(
            "select reason, count(*) from rejected where source = 'nuclear-coop-agreements' group by 1"
        ).fetchall()
    )
    assert len(rows) == 3_152
    assert sorted(reasons.values()) == [2, len(slips)] == [2, 17]
    ((total,),) = built.execute(
        "select sum(value) from pair_figure where indicator = 'nuclear-cooperation-agreements'"
    ).fetchall()
    ((typed,),) = built.execute(
        "select sum(value) from pair_figure where indicator like 'nuclear-cooperation-agreements-type-%'"
    ).fetchall()
    assert total == typed == 3_152 - 19


@pytest.mark.parametrize(("codes", "keys"), [(("2", "20"), ("USA", "CAN")), (("220", "740"), ("FRA", "JPN"))])
def test_a_pair_year_by_year(mirror: Path, built: Any, codes: tuple[str, str], keys: tuple[str, str]) -> None:
    rows = [row for row in _file(mirror) if (row["ccode1"], row["ccode2"]) == codes]
    assert _signed(built, *keys) == Counter(int(row["year"]) for row in rows)
    second = [row for row in rows if row["nca_type"] == "2"]
    assert _signed(built, *keys, "-type-2") == Counter(int(row["year"]) for row in second)


def test_germany_is_one_under_both_codes(mirror: Path, built: Any) -> None:
    theirs = [
        row
        for row in _file(mirror)
        if row["ccode1"] == "2" and row["ccode2"] in ("255", "260") and row["country2"] == "Germany"
    ]
    assert sum(_signed(built, "USA", "DEU").values()) == len(theirs)


def test_what_is_well_known(built: Any) -> None:
    assert 1963 in _signed(built, "USA", "IND")  # Tarapur
    assert 1955 in _signed(built, "USA", "TUR")  # the first under Atoms for Peace
    assert 1985 in _signed(built, "USA", "CHN")
    assert _signed(built, "USA", "PRK") == {1994: 1}  # the Agreed Framework


def test_the_ukraine_of_before_its_independence_is_not_there(built: Any) -> None:
    ((first,),) = built.execute(
        "select min(year(\"start\")) from pair_figure where source = 'nuclear-coop-agreements' and 'UKR' in (a, b)"
    ).fetchall()
    assert first >= 1991


def test_every_pair_that_a_contradictory_row_may_mean_is_marked(built: Any) -> None:
    unclear = _signed(built, "NLD", "IRL", "-unclear"), _signed(built, "NLD", "GRC", "-unclear")
    assert unclear == ({1972: 1}, {1972: 1})
    assert _signed(built, "GBR", "CHE", "-unclear") == _signed(built, "GBR", "ROU", "-unclear") == {1990: 1}
