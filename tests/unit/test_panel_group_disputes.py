"""Which dispute stands for a pair and year, and what is known of states, on a small invented record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.model.errors import BadRequest
from comity.panel import dyads, stateyears
from comity.panel.disputes import FIGURES, RULES

KINDS = ("incident.militarised-dispute", "incident_pair.militarised-dispute")
#: Number → level of deaths (None: unknown), hostility, least and greatest days, answered, month.
DISPUTES: dict[int, tuple[int | None, int, int, int, int, int]] = {
    1: (0, 4, 10, 10, 0, 6),
    2: (None, 3, 20, 20, 1, 9),
    3: (1, 2, 5, 40, 0, 3),
    4: (6, 5, 900, 900, 1, 1),
}


def _pair(number: int, a: str, b: str, year: int, onset: bool, side: str, role: str) -> dict[str, str]:
    return {
        "incident": f"gml-mid:{number}", "a": a, "b": b, "start": f"{year}-01-01", "end": f"{year}-12-31",
        "onset": str(onset).lower(), "side": side, "role": role, "action": "7", "level": "3", "fatality": "0", "deaths": "0",
    }  # fmt: skip


def _both(number: int, year: int, onset: bool, side: str = "a") -> list[dict[str, str]]:
    other = {"a": "b", "b": "a"}[side]
    return [
        _pair(number, "cow:2", "cow:200", year, onset, side, "primary"),
        _pair(number, "cow:200", "cow:2", year, onset, other, "supporting" if number == 3 else "primary"),
    ]


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give a record in which three disputes begin in 1995, beside one that goes on from 1994."""
    pairs = [
        *_both(1, 1995, onset=True), *_both(2, 1995, onset=True), *_both(3, 1995, onset=True, side="b"),
        *_both(4, 1994, onset=True), *_both(4, 1995, onset=False),
    ]  # fmt: skip
    parties = [
        {
            "incident": f"gml-mid:{number}", "actor": actor, "side": side, "role": role,
            "start": f"{first}-03-01", "end": f"{last}-10-01",
        }
        for number, actor, side, role, first, last in (
            (4, "cow:2", "a", "primary", 1994, 1995), (4, "cow:200", "b", "primary", 1994, 1995),
            (3, "cow:20", "a", "supporting", 1996, 1996), (3, "cow:40", "b", "supporting", 1996, 1996),
        )
    ]  # fmt: skip
    figures = [
        {"incident": f"gml-mid:{number}", "indicator": indicator, "value": str(value), "unit": "x"}
        for number, values in DISPUTES.items()
        for indicator, value in zip(FIGURES.values(), values, strict=True)
        if value is not None
    ]
    incidents = [
        {
            "incident": f"gml-mid:{number}", "kind": "militarised-dispute", "name": "Dispute", "start": "1994-01-01",
            "end": "1996-12-31",
        }
        for number in DISPUTES
    ]  # fmt: skip
    covers = "".join(
        f'[[coverage]]\nlayer = "{layer}"\nstart = 1990-01-01\nend = 1996-12-31\nscope = "all states"\n'
        for layer in KINDS
    )
    write_tables(
        own_home,
        {"incident": incidents, "incident_pair": pairs, "incident_party": parties, "incident_figure": figures},
        name="gml-mid",
        more=covers,
    )
    build(["gml-mid"], home=own_home)
    return own_home


def _cells(home: Path, year: int = 1995, *, directed: bool = True, whittle: str = ",".join(RULES)) -> Any:
    table = dyads(year, year, directed=directed, home=home).add("gml-mid", keep="all", whittle=whittle).to_pandas()
    return table.set_index(["ccode1", "ccode2"])


@pytest.mark.parametrize(
    ("whittle", "number"),
    [
        (",".join(RULES), 3),  # deaths; unknown ones rank between none and some
        ("onset,hostility", 1), ("onset,least-duration", 2), ("onset,greatest-duration", 3), ("onset,reciprocation", 2),
        ("onset,start-month", 3), ("start-month", 4), ("fatality", 4), ("onset", 1), ("hostility,onset", 4),
        ("", 1),  # without a rule the lowest number stands
    ],
)  # fmt: skip
def test_each_rule_chooses(home: Path, whittle: str, number: int) -> None:
    table = _cells(home, whittle=whittle)
    assert table.at[(2, 200), "dispnum"] == number
    assert table.at[(200, 2), "dispnum"] == number, "both directions have the same dispute"
    assert table.at[(2, 200), "gmlmidonset"] == (number != 4)


def test_unknown_deaths_rank_above_none(home: Path) -> None:
    table = _cells(home, whittle="onset,fatality")
    assert table.at[(2, 200), "dispnum"] == 3
    table = _cells(home, whittle="onset,reciprocation,fatality")
    assert table.at[(2, 200), "dispnum"] == 2
    assert pd.isna(table.at[(2, 200), "dispfatality"])


def test_a_rule_that_is_none(home: Path) -> None:
    with pytest.raises(BadRequest):
        dyads(1995, 1995, home=home).add("gml-mid", whittle="onset,luck")


def test_sides_are_of_the_chosen_dispute(home: Path) -> None:
    table = _cells(home)  # in the third, 200 is on side a and joined
    assert table.loc[(2, 200), ["sidea1", "sidea2", "orig1", "orig2", "init1", "init2"]].tolist() == [0, 1, 1, 0, 0, 0]
    assert table.loc[(200, 2), ["sidea1", "sidea2", "orig1", "orig2"]].tolist() == [1, 0, 0, 1]
    joined = dyads(1995, 1995, home=home).add("gml-mid", init="sidea-all-joiners").to_pandas()
    joined = joined.set_index(["ccode1", "ccode2"])
    assert joined.loc[(2, 200), ["init1", "init2"]].tolist() == [0, 1]
    one_way: Any = _cells(home, directed=False)
    assert one_way.loc[(2, 200)].to_dict() == table.loc[(2, 200)].to_dict()


def test_zero_only_where_it_was_looked(home: Path) -> None:
    table = _cells(home)
    assert table.loc[(2, 20), ["gmlmidonset", "gmlmidongoing", "init1"]].tolist() == [0, 0, 0]
    assert table.loc[(2, 20), ["sidea1", "orig1", "dispnum"]].isna().all()
    after = _cells(home, 1997)
    assert after[["gmlmidonset", "gmlmidongoing", "init1"]].isna().all(axis=None)


def test_states(home: Path) -> None:
    table: Any = stateyears(1993, 1997, home=home).add("gml-mid").to_pandas().set_index(["ccode", "year"])

    def row(code: int, year: int) -> list[Any]:
        return [None if pd.isna(cell) else int(cell) for cell in table.loc[(code, year)]]

    names = ["gmlmidongoing", "gmlmidonset", "gmlmidongoing_init", "gmlmidonset_init"]
    assert list(table) == names
    assert row(2, 1993) == [0, 0, 0, 0]
    assert row(2, 1994) == [1, 1, 1, 1]
    assert row(2, 1995) == [1, 0, 1, 0]
    assert row(200, 1994) == [1, 1, 0, 0], "on the other side"
    assert row(20, 1996) == [1, 1, 0, 0], "joined side a, and did not begin it"
    assert row(2, 1997) == [None] * 4
    joiners = stateyears(1996, 1996, home=home).add("gml-mid", init="sidea-with-joiners").to_pandas()
    began = dict(zip(joiners["ccode"], joiners["gmlmidonset_init"], strict=True))
    assert (began[20], began[40]) == (1, 0)
