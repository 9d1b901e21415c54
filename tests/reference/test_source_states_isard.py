"""The two lists of states against their files, and comity's own table of states against both."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "states-isard" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("name", "code", "indicator", "last"),
    [
        ("cw_system.csv.gz", "ccode", "cow-system-member", date(2016, 12, 31)),
        ("gw_system.csv.gz", "gwcode", "gw-system-member", date(2020, 12, 31)),
    ],
)
def test_every_spell_is_a_figure_and_a_spell_of_comitys_own(
    mirror: Path, built: Any, name: str, code: str, indicator: str, last: date
) -> None:
    rows = _file(mirror, name)
    scheme = "cow" if code == "ccode" else "gw"
    found = built.execute(
        """select actor, start, "end" from figure where source = 'states-isard' and indicator = ?""", [indicator]
    ).fetchall()
    assert len(found) - len(rows) == (sum(row[code] == "345" for row in rows) if scheme == "cow" else 0)
    # On its first and its last day comity's table has the code, under the key that the figure has then.
    for row in rows:
        for day in (date.fromisoformat(row["start"]), date.fromisoformat(row["end"])):
            keys = built.execute(
                f'select state from state where {scheme} = ? and start <= ? and ("end" is null or "end" >= ?)',
                [int(row[code]), day, day],
            ).fetchall()
            assert len(keys) == 1, row
            assert [key for key, start, end in found if key == keys[0][0] and start <= day <= end], row
    days = {date.fromisoformat(row[end]) for row in rows for end in ("start", "end")}
    assert days <= {day for _, start, end in found for day in (start, end)}
    assert max(end for _, _, end in found) == last


def test_microstates(mirror: Path, built: Any) -> None:
    small = sum(row["microstate"] == "1" for row in _file(mirror, "gw_system.csv.gz"))
    told = built.execute(
        "select count(*), sum(value) from figure where source = 'states-isard' and indicator = 'gw-microstate'"
    ).fetchone()
    assert told == (239, small)
    for key, is_one in (("LIE", 1), ("TUV", 1), ("LUX", 0), ("USA", 0)):
        assert built.execute(
            "select max(value) from figure where source = 'states-isard' and indicator = 'gw-microstate' and actor = ?",
            [key],
        ).fetchone() == (is_one,)
