"""The column group similarity on a small invented record: whose portfolio holds whom, and where nothing is known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from build_world import write_tables
from comity.catalogue.build import build
from comity.model.errors import BadRequest
from comity.panel import dyads, stateyears
from comity.panel.axis import Axis
from comity.panel.similarity import tables

USA, UK, FRANCE, RUSSIA, ITALY = 2, 200, 220, 365, 325


def _covers(layer: str, start: str, end: str, scope: str = "all states") -> str:
    return f'[[coverage]]\nlayer = "{layer}"\nstart = {start}\nend = {end}\nscope = "{scope}"\n'


def _owes(a: int, b: int, duty: str, first: int, last: int) -> dict[str, str]:
    return {
        "a": f"cow:{a}", "b": f"cow:{b}", "indicator": f"atop-{duty}", "start": f"{first}-01-01",
        "end": f"{last}-12-31", "value": "1", "unit": "yes/no",
    }  # fmt: skip


OWED = [
    _owes(USA, UK, "defense", 1949, 1950),
    _owes(USA, UK, "nonaggression", 1949, 1950),
    _owes(UK, USA, "defense", 1949, 1950),
    _owes(USA, FRANCE, "consultation", 1949, 1950),
    _owes(RUSSIA, FRANCE, "nonaggression", 1950, 1951),
    _owes(UK, FRANCE, "neutrality", 1950, 1950),
    # Toward one direction only: France owes Italy, Italy owes France nothing.
    _owes(FRANCE, ITALY, "offense", 1950, 1950),
]

VOTED = {  # roll call: day, votes
    "a": ("1950-03-01", {USA: "yes", UK: "yes", FRANCE: "abstain", RUSSIA: "no"}),
    "b": ("1950-03-02", {USA: "yes", UK: "no", FRANCE: "abstain", RUSSIA: "no"}),
    "c": ("1950-10-01", {USA: "yes", UK: "yes", FRANCE: "yes", RUSSIA: "yes"}),  # not contested
    "d": ("1950-10-02", {USA: "no", UK: "no", RUSSIA: "yes"}),
    "e": ("1951-10-02", {USA: "yes", UK: "yes", RUSSIA: "no"}),
    "f": ("1952-01-10", {USA: "yes", UK: "yes", RUSSIA: "no"}),  # the source looks at January 1952 alone
}


@pytest.fixture
def home(own_home: Path) -> Path:
    """Give a record of a few duties of 1949 to 1951, of weights of all states but Italy, and of six roll calls."""
    write_tables(
        own_home, {"pair_figure": OWED}, name="atop",
        more="".join(_covers(f"pair_figure.atop-{duty}", "1949-01-01", "1951-12-31") for duty in ("defense", "offense")),
    )  # fmt: skip
    axis = Axis("cow", "year", 1949, 1952)
    weights = [
        {
            "actor": f"cow:{code}", "indicator": "cinc", "start": f"{year}-01-01", "end": f"{year}-12-31",
            "value": str(weight_of(int(code))), "unit": "share",
        }
        for code, there in zip(axis.codes, axis.present, strict=True)
        for year in axis.years[there]
        if code != ITALY
    ]  # fmt: skip
    write_tables(own_home, {"figure": weights}, name="cow-nmc", more=_covers("figure.cinc", "1949-01-01", "1952-12-31"))
    write_tables(
        own_home,
        {
            "resolution": [{"resolution": f"unga-votes:{name}", "date": day} for name, (day, _) in VOTED.items()],
            "vote": [
                {"resolution": f"unga-votes:{name}", "actor": f"cow:{state}", "vote": vote}
                for name, (_, votes) in VOTED.items()
                for state, vote in votes.items()
            ],
        },
        name="unga-votes",
        more=_covers("resolution.roll-call", "1949-01-01", "1952-01-31") + _covers("vote.roll-call", "1949-01-01", "1952-01-31", "selected"),
    )  # fmt: skip
    build(["atop", "cow-nmc", "unga-votes"], home=own_home)
    return own_home


def weight_of(code: int) -> float:
    """Invent a state's share."""
    return (code % 37 + 1) / 10_000


def panel(home: Path, first: int = 1949, last: int = 1952, system: Any = "cow", **options: str) -> pd.DataFrame:
    found = dyads(first, last, system, home=home).add("similarity", **{"keep": "all", **options}).to_pandas()
    return found.set_index([found.columns[0], found.columns[1], "year"])


def portfolio(axis: Axis, period: int, state: int, owed: dict[int, int]) -> list[int]:
    """Write down a portfolio by hand: toward all states of that year, oneself 3."""
    there = axis.codes[axis.present[:, period]]
    return [3 if code == state else owed.get(int(code), 0) for code in there]


def test_alliances_of_1950(home: Path) -> None:
    table = panel(home)
    axis = Axis("cow", "year", 1950, 1950)
    usa = portfolio(axis, 0, USA, {UK: 3, FRANCE: 2})
    uk = portfolio(axis, 0, UK, {USA: 3, FRANCE: 2})
    russia = portfolio(axis, 0, RUSSIA, {FRANCE: 1})
    france = portfolio(axis, 0, FRANCE, {ITALY: 3})
    italy = portfolio(axis, 0, ITALY, {})
    weights = np.array([0 if code == ITALY else weight_of(int(code)) for code in axis.codes[axis.present[:, 0]]])
    for one, other, x, y in [
        (USA, UK, usa, uk),
        (USA, RUSSIA, usa, russia),
        (UK, FRANCE, uk, france),
        (FRANCE, ITALY, france, italy),
    ]:
        valued, weighted = (tables(np.array([x, y]), (0, 1, 2, 3), with_) for with_ in (None, weights))
        row = table.loc[one, other, 1950]
        expected = {
            "kappava": valued.kappa(), "piva": valued.pi(), "taub": valued.tau_b(), "srsvas": valued.s_squared(),
            "srsvaa": valued.s_absolute(), "kappaba": valued.binary().kappa(), "piba": valued.binary().pi(),
            "srsba": valued.binary().s_squared(), "taubba": valued.binary().tau_b(), "srswvas": weighted.s_squared(),
            "srswvaa": weighted.s_absolute(), "kappawva": weighted.kappa(), "piwva": weighted.pi(),
            "taubwva": weighted.tau_b(), "srswba": weighted.binary().s_squared(),
            "kappawba": weighted.binary().kappa(), "piwba": weighted.binary().pi(), "taubwba": weighted.binary().tau_b(),
        }  # fmt: skip
        # Italy's own weight is unknown, so that weighted nothing is left of its portfolio but zeros.
        assert np.isnan(expected["taubwva"][0]) == (other == ITALY)
        for name, (value,) in expected.items():
            found = math.nan if pd.isna(row[name]) else row[name]
            assert found == pytest.approx(value, abs=1e-12, nan_ok=True), (one, other, name)
    # Not from our own functions: the United States and the Kingdom are both bound to themselves, each other and France.
    n = len(usa)
    assert table.loc[(USA, UK, 1950), "kappaba"] == 1.0
    assert table.loc[(USA, UK, 1950), "kappava"] == 1.0
    assert table.loc[(USA, RUSSIA, 1950), "srsvaa"] == pytest.approx(1 - 2 * (3 + 3 + 1 + 3) / (3 * n))


def test_outside_coverage_nothing_is_known(home: Path) -> None:
    table = panel(home)
    alliances = [name for name in table if name not in ("kappavv", "pivv", "srsvvs", "srsvva", "agree", "unvotes")]
    after = table[table.index.get_level_values("year") == 1952]
    assert len(after) > 2000
    assert after[alliances].isna().all(axis=None)
    inside = table[table.index.get_level_values("year") < 1952]
    assert inside["kappava"].notna().all()
    # With two portfolios of nothing but oneself kappa is still defined: they differ in two places.
    n = int(Axis("cow", "year", 1951, 1951).present.sum())
    assert table.loc[(USA, UK, 1951), "kappava"] == pytest.approx(1 - 18 / (18 - 2 * 9 / n))


def test_votes(home: Path) -> None:
    table = panel(home)
    pair = table.loc[USA, UK, 1950]  # yes-yes, yes-no, no-no; the uncontested one does not count
    assert pair["unvotes"] == 3
    assert pair["srsvva"] == pytest.approx(1 - 2 * 2 / (2 * 3))
    assert pair["srsvvs"] == pytest.approx(1 - 2 * 4 / (4 * 3))
    assert pair["agree"] == pytest.approx(2 / 3)
    s1, s2, squares, ssd = 5, 7, 11 + 19, 4
    assert pair["kappavv"] == pytest.approx(1 - ssd / (squares - 2 * s1 * s2 / 3))
    assert pair["pivv"] == pytest.approx(1 - ssd / (squares - (s1 + s2) ** 2 / 6))
    assert table.loc[(USA, FRANCE, 1950), "unvotes"] == 2, "France was absent once"
    # Both said the same one thing to the only roll call: undefined, and 0 as in Häge's data; S is 1.
    assert table.loc[(USA, UK, 1951), ["kappavv", "pivv", "srsvva", "unvotes"]].tolist() == [0, 0, 1, 1]
    # Who never voted, a year without roll calls, and one into which the source looks for a part only.
    votes = ["kappavv", "pivv", "srsvvs", "srsvva", "agree", "unvotes"]
    assert table.loc[(USA, ITALY, 1950), votes].isna().all()
    assert table.loc[(USA, UK, 1949), votes].isna().all()
    assert table.loc[(USA, UK, 1952), votes].isna().all()


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_windows_and_directions_agree(home: Path, system: Any) -> None:
    whole = panel(home, system=system)
    one = panel(home, 1950, 1950, system)
    pd.testing.assert_frame_equal(one, whole[whole.index.get_level_values("year") == 1950])
    both = dyads(1950, 1950, system, directed=True, home=home).add("similarity", keep="all").to_pandas()
    code = both.columns[0][:-1]
    turned = both.rename(columns={f"{code}1": f"{code}2", f"{code}2": f"{code}1"})
    turned = turned[both.columns].sort_values([f"{code}1", f"{code}2", "year"], ignore_index=True)
    pd.testing.assert_frame_equal(both, turned)
    forward = both[both[f"{code}1"] < both[f"{code}2"]].set_index([f"{code}1", f"{code}2", "year"])
    pd.testing.assert_frame_equal(forward, one)


def test_another_list_is_another_system(home: Path) -> None:
    """In a Gleditsch–Ward panel a state that the other list does not have has no portfolio and is in none."""
    axis = Axis("gw", "year", 1950, 1950)
    gw, cow = panel(home, 1950, 1950, "gw"), panel(home, 1950, 1950)
    there = set(axis.codes[axis.present[:, 0]].tolist())
    known = {code for pair in gw.index[gw["kappava"].notna()] for code in pair[:2]}
    listed = set(Axis("cow", "year", 1950, 1950).codes[Axis("cow", "year", 1950, 1950).present[:, 0]].tolist())
    assert there - known, "there is no state to try this with"
    assert known <= there
    n = len(known)
    assert gw.loc[(USA, RUSSIA, 1950), "srsvaa"] == pytest.approx(1 - 2 * 10 / (3 * n))
    assert cow.loc[(USA, RUSSIA, 1950), "srsvaa"] == pytest.approx(1 - 2 * 10 / (3 * len(listed)))


def test_weights_are_chosen(home: Path) -> None:
    """Of personnel this record knows nothing: weighted measures are unknown then, the others as before."""
    other = panel(home, 1950, 1950, weights="milper")
    usual = panel(home, 1950, 1950)
    weighted = [name for name in other if name.startswith(("srsw", "kappaw", "piw", "taubw"))]
    assert len(weighted) == 9
    assert other[weighted].isna().all(axis=None)
    pd.testing.assert_frame_equal(other.drop(columns=weighted), usual.drop(columns=weighted))
    with pytest.raises(BadRequest):
        dyads(1950, 1950, home=home).add("similarity", weights="height")


def test_only_where_it_belongs(home: Path) -> None:
    with pytest.raises(BadRequest, match="not given for months"):
        dyads(1950, 1950, by="month", home=home).add("similarity")
    with pytest.raises(BadRequest):
        stateyears(1950, 1950, home=home).add("similarity")


def test_usual_columns(home: Path) -> None:
    names = dyads(1950, 1950, home=home).add("similarity").names[3:]
    assert names[0] == "kappava"
    assert len(names) == 13
    table = dyads(1950, 1950, home=home).add("similarity").to_pandas()
    for name in names:
        known = table[name].dropna()
        assert not math.isnan(known.sum())
        assert known.between(-1, 1).all()
