"""The column groups of aid, troops, signals, peacekeeping and the like on small invented records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.panel import dyads, stateyears
from comity.panel.group import find


def _covers(layer: str, first: str, last: str, scope: str) -> str:
    return f'[[coverage]]\nlayer = "{layer}"\nstart = {first}\nend = {last}\nscope = "{scope}"\n'


def _pair(a: str, b: str, indicator: str, start: str, end: str, value: float) -> dict[str, str]:
    return {"a": a, "b": b, "indicator": indicator, "start": start, "end": end, "value": str(value), "unit": "x"}


def _exercise(source: str, number: int, start: str, *parties: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
    about = {"activity": f"{source}:{number}", "start": start, "end": start}
    return {
        "activity": [about | {"kind": "exercise", "name": "Exercise"}],
        "activity_party": [about | {"actor": actor, "role": role} for actor, role in parties],
    }


def _joined(*parts: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {table: [row for part in parts for row in part[table]] for table in parts[0]}


def _cell(table: Any, column: str, **keys: int) -> Any:
    for key, value in keys.items():
        table = table[table[key] == value]
    (found,) = table[column]
    return None if pd.isna(found) else found


def _months(actor: str, indicator: str, year: int, values: dict[int, float]) -> list[dict[str, str]]:
    return [
        {
            "actor": actor, "indicator": indicator, "start": f"{year}-{month:02}-01", "end": f"{year}-{month:02}-28",
            "value": str(value), "unit": "persons",
        }
        for month, value in values.items()
    ]  # fmt: skip


def test_peacekeepers_of_a_year_are_the_mean_of_twelve_months(own_home: Path) -> None:
    rows = _months("cow:740", "un-peacekeeping-troops", 2001, {1: 600, 2: 600})
    rows += _months("cow:740", "un-peacekeeping-troops", 2002, {1: 600})
    cover = _covers("figure.un-peacekeeping-troops", "2001-01-01", "2002-03-31", "all states")
    write_tables(own_home, {"figure": rows}, name="ipi-peacekeeping", more=cover)
    build(["ipi-peacekeeping"], home=own_home)
    found = stateyears(2000, 2003, home=own_home).add("peacekeeping").to_pandas()
    assert _cell(found, "pko_troops", ccode=740, year=2001) == 100
    assert _cell(found, "pko_troops", ccode=2, year=2001) == 0
    assert [_cell(found, "pko_troops", ccode=740, year=year) for year in (2000, 2002, 2003)] == [None] * 3
    assert _cell(found, "pko_police", ccode=740, year=2001) is None  # nothing is known of police here


def test_aid_of_a_fiscal_year_stands_in_the_year_that_names_it(own_home: Path) -> None:
    name = "us-aid-obligations-current"
    rows = [
        _pair("cow:2", "cow:666", name, "1975-07-01", "1976-06-30", 100),
        _pair("cow:2", "cow:666", name, "1976-07-01", "1976-09-30", 40),
        _pair("cow:2", "cow:666", name, "1976-10-01", "1977-09-30", -5),
    ]
    cover = _covers(f"pair_figure.{name}", "1970-07-01", "1979-09-30", "with USA")
    write_tables(own_home, {"pair_figure": rows}, name="us-foreign-assistance", more=cover)
    build(["us-foreign-assistance"], home=own_home)
    found = dyads(1975, 1980, directed=True, home=own_home).add("aid").to_pandas()
    israel = [_cell(found, "us_obligations1", ccode1=2, ccode2=666, year=year) for year in range(1975, 1981)]
    assert israel == [0, 100, -5, 0, None, None]  # fiscal 1979 ends with September: the year is not seen whole
    assert _cell(found, "us_obligations1", ccode1=20, ccode2=666, year=1976) is None
    assert _cell(found, "us_obligations2", ccode1=666, ccode2=2, year=1976) == 100


def test_absent_troops_are_unknown_and_a_written_zero_is_zero(own_home: Path) -> None:
    rows = [
        {
            "layer": "troops", "a": "cow:2", "b": host, "directed": "true", "start": "2000-01-01", "end": "2000-12-31",
            "value": value, "unit": "persons",
        }
        for host, value in (("cow:740", "40000"), ("cow:750", "0"))
    ]  # fmt: skip
    write_tables(
        own_home, {"tie": rows}, name="us-troops", more=_covers("tie.troops", "2000-01-01", "2001-12-31", "with USA")
    )
    build(["us-troops"], home=own_home)
    found = stateyears(2000, 2001, home=own_home).add("troops").to_pandas()
    assert [_cell(found, "troops_ad", ccode=code, year=2000) for code in (740, 750, 700)] == [40_000, 0, None]
    assert _cell(found, "troops_ad", ccode=740, year=2001) is None


def test_signals_are_of_the_patron_toward_the_protege(own_home: Path) -> None:
    rows = [
        _pair("cow:2", "cow:740", "signals-pact", "1960-01-01", "1962-12-31", 1),
        _pair("cow:365", "cow:740", "signals-pact", "1960-01-01", "1962-12-31", 0),
    ]
    cover = _covers("pair_figure", "1960-01-01", "1963-12-31", "selected")
    write_tables(own_home, {"pair_figure": rows}, name="major-power-signals", more=cover)
    build(["major-power-signals"], home=own_home)
    alone = stateyears(1960, 1963, home=own_home).add("signals").to_pandas()
    assert [_cell(alone, name, ccode=740, year=1961) for name in ("us_pact", "rus_pact", "uk_pact")] == [1, 0, None]
    assert _cell(alone, "us_pact", ccode=740, year=1963) is None
    pairs = dyads(1961, 1961, directed=True, home=own_home).add("signals").to_pandas()
    assert _cell(pairs, "signal_pact1", ccode1=2, ccode2=740, year=1961) == 1
    assert _cell(pairs, "signal_pact2", ccode1=2, ccode2=740, year=1961) is None


@pytest.fixture
def exercised(own_home: Path) -> Path:
    """Give exercises of a source that looks at all states and of one that does not."""
    whole = _joined(
        _exercise("mme-exercises", 1, "1990-03-05", ("cow:2", "participant"), ("cow:260", "participant")),
        _exercise("mme-exercises", 2, "1990-11-05", ("cow:2", "participant"), ("cow:255", "participant")),
        _exercise("mme-exercises", 3, "1991-05-05", ("cow:2", "participant"), ("cow:740", "participant"), ("cow:710", "observer")),
        _exercise("mme-exercises", 4, "1991-06-05", ("cow:2", "participant")),
    )  # fmt: skip
    write_tables(
        own_home,
        whole,
        name="mme-exercises",
        more=_covers("activity.exercise", "1990-01-01", "1991-12-31", "all states"),
    )
    some = _exercise("russia-exercises", 1, "1992-01-01", ("cow:365", "participant"), ("cow:710", "participant"))
    write_tables(
        own_home,
        some,
        name="russia-exercises",
        more=_covers("activity.exercise", "1990-01-01", "1994-12-31", "selected"),
    )
    build(["mme-exercises", "russia-exercises"], home=own_home)
    return own_home


def test_exercises_count_on_the_day_on_which_they_began(exercised: Path) -> None:
    found = dyads(1990, 1993, home=exercised).add("exercises").to_pandas()
    assert _cell(found, "mme", ccode1=2, ccode2=260, year=1990) == 1
    assert _cell(found, "mme", ccode1=2, ccode2=255, year=1990) == 1
    assert _cell(found, "mme", ccode1=2, ccode2=740, year=1991) == 1
    assert _cell(found, "mme", ccode1=2, ccode2=710, year=1991) == 0  # an observer takes no part
    assert _cell(found, "mme", ccode1=365, ccode2=710, year=1992) is None
    alone = stateyears(1990, 1993, home=exercised).add("exercises").to_pandas()
    assert [_cell(alone, "mme", ccode=2, year=year) for year in (1990, 1991, 1992)] == [2, 1, None]


def test_what_a_selection_knows_is_never_none(exercised: Path) -> None:
    found = dyads(1990, 1993, home=exercised).add("exercises").to_pandas()
    assert _cell(found, "exercised", ccode1=365, ccode2=710, year=1992) == 1
    assert _cell(found, "exercised", ccode1=365, ccode2=740, year=1992) is None
    assert _cell(found, "exercised", ccode1=365, ccode2=740, year=1991) == 0


@pytest.mark.parametrize(
    "group", ["aid", "bases", "dca", "exercises", "nuclear-cooperation", "peacekeeping", "signals", "troops"]
)
def test_labels_fit_into_stata(group: str) -> None:
    assert [column.name for column in find(group).columns if len(column.label) > 70] == []
