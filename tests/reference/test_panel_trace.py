"""From a cell of a panel back to the publisher's lines."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path

import pytest

from comity.model.errors import BadRequest
from comity.panel import dyads, stateyears


def test_an_obligation_leads_to_its_treaty(full_home: Path) -> None:
    plan = dyads(1945, 1960, directed=True, home=full_home).add("atop", "nmc")
    found = plan.trace("atop", ccode1=2, ccode2=200, year=1950)
    assert {row.source for row in found} == {"atop"}
    assert {row.cells.get("agreement") for row in found if row.table == "obligation"} == {"atop:3180"}  # NATO
    assert {row.cells["value"] for row in found if row.cells.get("indicator") == "atop-defense"} == {1.0}
    # In 1948 Britain was in the Brussels Pact, which the United States never joined.
    assert "atop:3130" not in {row.cells.get("agreement") for row in found}


def test_a_figure_leads_to_its_line(full_home: Path, mirror: Path) -> None:
    found = stateyears(1990, 1990, home=full_home).add("nmc").trace("nmc", ccode=2, year=1990)
    (cinc,) = [row for row in found if row.cells["indicator"] == "cinc"]
    match = re.fullmatch(r"(.+):(\d+)", cinc.source_row)
    assert match
    with gzip.open(mirror / "cow-nmc" / match[1], "rt", encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle))
    line = dict(zip(lines[0], lines[int(match[2]) - 1], strict=True))
    assert (line["ccode"], line["year"], float(line["cinc"])) == ("2", "1990", cinc.cells["value"])


def test_of_germany_in_1990_each_code_has_its_own(full_home: Path) -> None:
    plan = stateyears(1990, 1990, home=full_home).add("nmc")
    rows = {code: plan.trace("nmc", ccode=code, year=1990) for code in (255, 260)}
    assert [len(found) for found in rows.values()] == [6, 7]  # of 255 the file has no spending then
    assert not {row.source_row for row in rows[255]} & {row.source_row for row in rows[260]}
    assert plan.to_pandas().set_index("ccode").loc[[255, 260], "cinc"].nunique() == 2


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"ccode1": 2, "year": 1950}, "ccode1, ccode2, year"),
        ({"ccode1": 2, "ccode2": 1, "year": 1950}, "1 is no code"),
        ({"ccode1": 2, "ccode2": 200, "year": 1850}, "1850"),
    ],
)
def test_wrong_keys_are_refused(full_home: Path, keys: dict[str, int], said: str) -> None:
    plan = dyads(1945, 1960, directed=True, home=full_home).add("atop")
    with pytest.raises(BadRequest, match=said):
        plan.trace("atop", **keys)


def test_a_group_that_was_not_added_is_refused(full_home: Path) -> None:
    with pytest.raises(BadRequest, match="not in the panel"):
        dyads(1945, 1960, home=full_home).add("atop").trace("nmc", ccode1=2, ccode2=200, year=1950)
