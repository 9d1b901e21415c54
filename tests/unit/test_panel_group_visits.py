"""The column groups of visits and of opinion on small invented records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears


def _covers(layer: str, first: int, last: int, scope: str) -> str:
    return f'[[coverage]]\nlayer = "{layer}"\nstart = {first}-01-01\nend = {last}-12-31\nscope = "{scope}"\n'


def _visit(number: int, visitor: str, host: str, start: str, end: str, source: str) -> dict[str, list[dict[str, str]]]:
    about = {"activity": f"{source}:{number}", "start": start, "end": end}
    return {
        "activity": [about | {"kind": "visit", "name": "Visit"}],
        "activity_party": [about | {"actor": visitor, "role": "visitor"}, about | {"actor": host, "role": "host"}],
    }


def _figure(a: str, b: str, indicator: str, first: int, last: int, value: float) -> dict[str, str]:
    return {
        "a": a, "b": b, "indicator": indicator, "start": f"{first}-01-01", "end": f"{last}-12-31", "value": str(value),
        "unit": "x",
    }  # fmt: skip


def _joined(*parts: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {table: [row for part in parts for row in part[table]] for table in parts[0]}


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give a record of two visits to Japan and one to France in 1995, a trip over New Year, and what was asked."""
    china = _joined(
        *(
            _visit(number, "cow:710", host, f"{year}-01-01", f"{year}-12-31", "china-leader-travel")
            for number, (host, year) in enumerate([("cow:740", 1995), ("cow:740", 1995), ("cow:220", 1995)])
        )
    )
    write_tables(own_home, china, name="china-leader-travel", more=_covers("activity.visit", 1994, 1996, "with CHN"))
    defence = _visit(1, "cow:2", "cow:740", "1995-12-30", "1996-01-03", "us-defence-visits")
    write_tables(own_home, defence, name="us-defence-visits", more=_covers("activity.visit", 1994, 1996, "selected"))
    answers = [
        _figure("cow:2", "cow:740", "us-president-visited", 1994, 1995, 0),
        _figure("cow:2", "cow:740", "us-president-visited", 1996, 1996, 1),
        _figure("cow:2", "cow:710", "us-president-visited", 1994, 1996, 0),
    ]
    write_tables(
        own_home, {"pair_figure": answers}, name="us-dipl-core",
        more=_covers("pair_figure.us-president-visited", 1994, 1996, "with USA"),
    )  # fmt: skip
    asked = [
        _figure("cow:740", "cow:710", "pew-favourable", 1995, 1995, 27.5),
        _figure("cow:710", "cow:740", "pew-favourable", 1995, 1995, 12.5),
        _figure("cow:740", "org:eu", "pew-favourable", 1995, 1995, 60),
        _figure("cow:740", "cow:2", "pew-favourable", 1995, 1995, 70),
    ]
    write_tables(
        own_home, {"pair_figure": asked}, name="perception-pew-agg",
        more=_covers("pair_figure.pew-favourable", 1994, 1996, "selected"),
    )  # fmt: skip
    build(["china-leader-travel", "us-defence-visits", "us-dipl-core", "perception-pew-agg"], home=own_home)
    return own_home


def _cell(table: Any, column: str, **keys: int) -> Any:
    for key, value in keys.items():
        table = table[table[key] == value]
    (found,) = table[column]
    return None if pd.isna(found) else found


@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize("directed", [True, False])
def test_visits_of_a_pair(home: Path, system: Any, directed: bool) -> None:
    code = "ccode" if system == "cow" else "gwcode"
    table = dyads(1993, 1997, system, directed=directed, home=home).add("visits").to_pandas()

    def cell(column: str, one: int, other: int, year: int) -> Any:
        return _cell(table, column, **{f"{code}1": one, f"{code}2": other, "year": year})

    assert [cell("ceias_visits", 710, 740, year) for year in range(1993, 1998)] == [None, 0, 2, 0, None]
    assert cell("ceias_visits", 220, 710, 1995) == 1
    assert cell("ceias_visits", 2, 740, 1995) is None, "two other states: the source does not look at them"
    if directed:
        assert cell("ceias_visits", 740, 710, 1995) == 2
    assert [cell("usdef_visits", 2, 740, year) for year in (1995, 1996)] == [1, None], "the year in which it began"
    assert [cell("bi_PRE", 2, 740, year) for year in range(1993, 1998)] == [None, 0, 0, 1, None]
    assert cell("bi_PRE", 2, 220, 1996) == 0, "looked at, and no row"
    assert cell("bi_PRE", 710, 740, 1996) is None


def test_visits_received(home: Path) -> None:
    table = stateyears(1993, 1997, home=home).add("visits").to_pandas()
    assert [_cell(table, "ceias_visits", ccode=740, year=year) for year in range(1993, 1998)] == [None, 0, 2, 0, None]
    assert _cell(table, "ceias_visits", ccode=710, year=1995) is None, "nobody visits himself"
    assert _cell(table, "ceias_visits", ccode=2, year=1995) == 0
    assert [_cell(table, "bi_PRE", ccode=740, year=year) for year in (1995, 1996, 1997)] == [0, 1, None]
    assert _cell(table, "bi_PRE", ccode=2, year=1996) is None
    assert _cell(table, "usdef_visits", ccode=710, year=1995) is None, "a selection has no zeros"
    assert table["colt_sent"].isna().all(), "its source is not in the record"


def test_opinion_has_two_sides(home: Path) -> None:
    table = dyads(1994, 1996, home=home).add("opinion").to_pandas()
    keys = {"ccode1": 710, "ccode2": 740, "year": 1995}
    assert (_cell(table, "favorable_wpct1", **keys), _cell(table, "favorable_wpct2", **keys)) == (12.5, 27.5)
    assert _cell(table, "favorable_wpct1", **(keys | {"year": 1996})) is None
    keys = {"ccode1": 2, "ccode2": 740, "year": 1995}
    assert (_cell(table, "favorable_wpct1", **keys), _cell(table, "favorable_wpct2", **keys)) == (None, 70)
    assert (_cell(table, "favorable_eu1", **keys), _cell(table, "favorable_eu2", **keys)) == (None, 60)


def test_opinion_of_one_state(home: Path) -> None:
    table = stateyears(1994, 1996, home=home).add("opinion").to_pandas()
    keys = {"ccode": 740, "year": 1995}
    assert [_cell(table, f"favorable_{target}", **keys) for target in ("usa", "chn", "eu", "un")] == [
        70,
        27.5,
        60,
        None,
    ]
    assert _cell(table, "favorable_usa", ccode=740, year=1994) is None
