"""The steps of a composite indicator against every stage of COINr's example, with its uncertainty and its sensitivity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from comity.statistics.composite import Level, climb, denominate, impute_by_group, min_max, z_score
from comity.statistics.sensitivity import Design, design, indices, mean_rank_shift, ranks
from comity.statistics.treatment import treat

Floats = npt.NDArray[np.float64]


@dataclass
class Asem:
    """The example's files, in one order of units and indicators."""

    place: Path
    meta: pd.DataFrame
    raw: pd.DataFrame
    units: list[str]
    indicators: list[str]

    def stage(self, name: str) -> Floats:
        """Give a stage's table, shape (units, indicators)."""
        table = pd.read_csv(self.place / f"asem_{name}.csv").set_index("uCode")
        return table.loc[self.units, self.indicators].to_numpy(float)

    @property
    def direction(self) -> Floats:
        """Give each indicator's direction."""
        return self.meta.loc[self.indicators, "Direction"].to_numpy(float)

    @property
    def levels(self) -> list[Level]:
        """Give the steps from indicators to the index."""
        found, below = [], self.indicators
        while below != ["Index"]:
            parents = list(dict.fromkeys(self.meta.loc[below, "Parent"]))
            found.append(
                Level(
                    np.array([parents.index(parent) for parent in self.meta.loc[below, "Parent"]]),
                    self.meta.loc[below, "Weight"].to_numpy(float),
                )
            )
            below = parents
        return found


@pytest.fixture(scope="module")
def asem(reference: Path) -> Asem:
    place = reference / "coinr_asem"
    meta = pd.read_csv(place / "asem_iMeta.csv").set_index("iCode")
    order = pd.read_csv(place / "asem_Denominated.csv").set_index("uCode")
    raw = pd.read_csv(place / "asem_iData.csv").set_index("uCode").loc[order.index]
    return Asem(place, meta, raw, list(order.index), list(order.columns))


def test_denominated(asem: Asem) -> None:
    by = [asem.meta.loc[name, "Denominator"] for name in asem.indicators]
    sizes = np.column_stack(
        [asem.raw[name].to_numpy(float) if isinstance(name, str) else np.ones(len(asem.raw)) for name in by]
    )
    made = denominate(asem.raw[asem.indicators].to_numpy(float), sizes)
    assert np.isnan(made).sum() == 65
    np.testing.assert_allclose(made, asem.stage("Denominated"), rtol=1e-12)


def test_imputed(asem: Asem) -> None:
    made = impute_by_group(asem.stage("Denominated"), asem.raw["EurAsia_group"].to_numpy())
    np.testing.assert_allclose(made, asem.stage("Imputed"), rtol=1e-12)


def test_treated(asem: Asem) -> None:
    done = {name: treat(column) for name, column in zip(asem.indicators, asem.stage("Imputed").T, strict=True)}
    np.testing.assert_allclose(
        np.column_stack([one.values for one in done.values()]), asem.stage("Treated"), rtol=1e-12
    )
    drawn_in = {name: one.points for name, one in done.items() if one.how != "nothing"}
    assert len(drawn_in) == 15
    assert (drawn_in["Services"], drawn_in["FemLab"], drawn_in["ForPort"]) == (4, 1, 3)
    assert {one.how for one in done.values()} == {"nothing", "winsorised"}


def test_normalised(asem: Asem) -> None:
    treated = asem.stage("Treated")
    made = min_max(treated, treated.min(axis=0), treated.max(axis=0), asem.direction)
    np.testing.assert_allclose(made, asem.stage("Normalised"), rtol=1e-9, atol=1e-11)


def test_aggregated(asem: Asem) -> None:
    pillars, halves, index = climb(asem.stage("Normalised"), asem.levels)
    table = pd.read_csv(asem.place / "asem_aggregated.csv").set_index("uCode")
    names = ["Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin"]
    told = table.loc[asem.units]
    np.testing.assert_allclose(pillars, told[names].to_numpy(float), atol=6e-9)
    np.testing.assert_allclose(halves, told[["Conn", "Sust"]].to_numpy(float), atol=6e-9)
    np.testing.assert_allclose(index[:, 0], told["Index"].to_numpy(float), atol=6e-9)
    assert ranks(index[:, 0]).tolist() == told["Rank"].tolist()


def test_all_stages_in_a_row(asem: Asem) -> None:
    index, expected = _index(asem), json.loads((asem.place / "expected.json").read_text())
    assert len(index) == expected["n"] == 51
    order = sorted(index, key=lambda unit: -index[unit])
    assert [[unit, round(index[unit], 5)] for unit in order[:8]] == expected["top"]
    assert [[unit, round(index[unit], 5)] for unit in order[-3:]] == expected["bottom"]
    assert round(index["CHE"], 5) == 68.38372
    assert round(index["RUS"], 5) == 35.65554


def _index(asem: Asem) -> dict[str, float]:
    """Go from raw figures to the index."""
    by = [asem.meta.loc[name, "Denominator"] for name in asem.indicators]
    sizes = np.column_stack(
        [asem.raw[name].to_numpy(float) if isinstance(name, str) else np.ones(len(asem.raw)) for name in by]
    )
    given = denominate(asem.raw[asem.indicators].to_numpy(float), sizes)
    whole = impute_by_group(given, asem.raw["EurAsia_group"].to_numpy())
    treated = np.column_stack([treat(column).values for column in whole.T])
    scores = min_max(treated, treated.min(axis=0), treated.max(axis=0), asem.direction)
    return dict(zip(asem.units, climb(scores, asem.levels)[-1][:, 0].tolist(), strict=True))


# -- what its choices do: the vignette's four


@pytest.fixture(scope="module")
def analysed(asem: Asem) -> tuple[Design, Floats, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Vary winsorisation, normalisation, weights and aggregation together; give design, shifts and ranks."""
    rng = np.random.default_rng(20)
    made = design(rng, {"Winmax": 1, "Normalisation": 1, "Weights": 1, "Aggregation": 1}, 1024)
    imputed, direction, levels = asem.stage("Imputed"), asem.direction, asem.levels
    pillars: dict[tuple[int, int, int], Floats] = {}
    for points in range(1, 6):
        x = np.column_stack([treat(column, points).values for column in imputed.T])
        scaled = (
            min_max(x, x.min(axis=0), x.max(axis=0), direction, (1.0, 100.0)),
            z_score(x, x.mean(axis=0), x.std(axis=0, ddof=1), direction, (10.0, 2.0)),
        )
        for kind, scores in enumerate(scaled):
            for how, name in enumerate(("arithmetic", "geometric")):
                pillars[points, kind, how] = climb(scores, levels[:1], name)[0]  # type: ignore[arg-type]
    # A hundred sets of weights of the two upper levels, each weight off by up to a quarter.
    noise = [1 + 0.25 * (2 * rng.random((100, len(level.weight))) - 1) for level in levels[1:]]
    drawn = []
    for winmax, kind, which, how in made.points:
        upper = [
            Level(level.parent, level.weight * noise[step][int(100 * which)]) for step, level in enumerate(levels[1:])
        ]
        base = pillars[1 + int(5 * winmax), int(2 * kind), int(2 * how)]
        drawn.append(climb(base, upper, "geometric" if how >= 0.5 else "arithmetic")[-1][:, 0])
    ranked = ranks(np.array(drawn))
    nominal = ranks(climb(asem.stage("Normalised"), levels)[-1][:, 0])
    return made, mean_rank_shift(ranked, nominal), ranked, nominal


def test_sensitivity_is_within_the_published_intervals(
    asem: Asem, analysed: tuple[Design, Floats, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]
) -> None:
    made, shift, _, _ = analysed
    found = indices(made, shift, np.random.default_rng(3))
    for file in ("asem_sa.csv", "asem_sa_vignette.csv"):
        told = pd.read_csv(asem.place / file).set_index("Variable").loc[list(found.choices)]
        total, first = found.total[:, 0], found.first[:, 0]
        assert (total >= told["STi_q5"]).all() and (total <= told["STi_q95"]).all()
        assert (first >= told["Si_q5"] - 0.02).all() and (first <= told["Si_q95"] + 0.02).all()
    expected = json.loads((asem.place / "expected.json").read_text())["sobol_STi_vignette"]
    order = sorted(expected, key=lambda name: -expected[name])
    assert sorted(found.choices, key=lambda name: -found.total[found.choices.index(name), 0]) == order
    assert (found.total[:, 1] < found.total[:, 0]).all() and (found.total[:, 0] < found.total[:, 2]).all()


def test_rank_intervals_are_near_the_published_ones(
    asem: Asem, analysed: tuple[Design, Floats, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]
) -> None:
    made, _, ranked, nominal = analysed
    whole = ranked[: 2 * made.draws]
    low, middle, high = np.quantile(whole, (0.05, 0.5, 0.95), axis=0)
    for file in ("asem_ua_vignette.csv", "asem_ua_rankstats.csv"):
        told = pd.read_csv(asem.place / file).set_index("uCode").loc[asem.units]
        assert told["Nominal"].tolist() == nominal.tolist()
        assert np.abs(middle - told["Median"]).max() <= 3 and np.abs(middle - told["Median"]).mean() < 0.6
        assert np.abs(low - told["Q5"]).max() <= 2 and np.abs(low - told["Q5"]).mean() < 0.5
        assert np.abs(high - told["Q95"]).max() <= 2 and np.abs(high - told["Q95"]).mean() < 0.5
    place = asem.units.index("CHE")
    assert (low[place], high[place]) == (1, 1)
