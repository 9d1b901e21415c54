"""Regional stability on made-up regions: sums, fixed goalposts, what stands for the unknown, draws, and what moves it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from comity.measures.stability._answers import levers, reference
from comity.measures.stability._draws import NUMBER as DRAWN
from comity.measures.stability._draws import drawn, evaluate, nominal, ranking, sizes, sobol, window
from comity.measures.stability._indicators import BASES, BREAK, CHANGE, INDICATORS, NUMBER, PILLAR, Inputs, Raw
from comity.measures.stability._places import Pairs, Places, recently
from comity.measures.stability._scores import SCALE, Panel, nearest, of_raw
from comity.measures.stability._validation import later, spearman
from comity.measures.stability.battle_deaths_per_head import per_million
from comity.measures.stability.dispute_rate import rate
from comity.measures.stability.perceived_security import weighed
from comity.measures.stability.regional import share_known, stability
from comity.panel.axis import Axis

FIRST, LAST, REGIONS, STATES = 1946, 2015, 6, 4
AT = {one.name: place for place, one in enumerate(INDICATORS)}
Floats = npt.NDArray[np.float64]


def _places(ranked: bool = True) -> Places:
    axis = Axis("cow", "year", FIRST, LAST)
    members = np.zeros((REGIONS, axis.states, axis.periods), bool)
    for region in range(REGIONS):
        members[region, STATES * region : STATES * (region + 1)] = True
    people = np.full((axis.states, axis.periods), 1e6)
    names = tuple(f"Region {number}" for number in range(REGIONS))
    return Places(axis, names, members, np.full((REGIONS, axis.periods), ranked), people)


def _raws(seed: int = 0) -> list[Raw]:
    """Draw indicators with a level of each region, known in all years but of felt security."""
    rng = np.random.default_rng(seed)
    shape = (REGIONS, LAST - FIRST + 1)
    found = []
    for one in INDICATORS:
        level = rng.random((REGIONS, 1))
        value = np.clip(level + 0.1 * rng.normal(size=shape), 0, None)
        found.append(Raw(value, 0.9 * value, 1.2 * value) if one.name in ("deaths", "between") else Raw(value))
    found[AT["felt"]] = Raw(np.full(shape, np.nan))
    return found


def _panel(raws: list[Raw] | None = None) -> Panel:
    raws = raws or _raws()
    return of_raw(_places(), raws, [raws[CHANGE]] * len(BASES))


def _nominal_point(panel: Panel) -> tuple[Floats, dict[str, slice]]:
    """Give the point that stands for the nominal choices."""
    columns, at = {}, 0
    for name, size in sizes(REGIONS).items():
        columns[name] = slice(at, at + size)
        at += size
    point = np.full((1, at), 0.5)
    for name in ("normalisation", "break of 1989", "aggregation", "imputation"):
        point[0, columns[name].start] = 0.0
    point[0, columns["indicator left out"]] = 0.9999
    return point, columns


# -- sums over states and pairs


def test_a_total_needs_nearly_all_of_the_people() -> None:
    where = _places()
    values = np.full((where.axis.states, where.axis.periods), 2.0)
    values[0, 5] = np.nan
    found = where.total(values)
    assert found[0, 4] == 8.0 and np.isnan(found[0, 5]) and found[1, 5] == 8.0
    few = replace(where, people=where.people.copy())
    few.people[0] = 1e5
    assert few.total(values)[0, 5] == 6.0


def test_a_region_of_two_states_has_no_figures() -> None:
    where = _places()
    where.members[0, 2:4] = False
    assert np.isnan(where.number[0]).all() and where.number[1, 0] == STATES
    assert np.isnan(where.total(np.ones(where.people.shape))[0]).all()


def test_a_mean_over_pairs() -> None:
    where = _places()
    pairs = Pairs(where, np.array([0, 0, 1, 1], np.int32), np.array([3, 3, 3, 3], np.int32), np.array([0, 1, 2, 3], np.int32))  # fmt: skip
    found = pairs.mean(np.array([1.0, 0.0, 1.0, np.nan]))
    assert found[0, 3] == 0.5
    assert np.isnan(found[1, 3]), "half of the pairs is not enough"
    assert np.isnan(found[0, 4]), "no pair is no zero"
    assert pairs.total(np.array([3.0, 4.0, 0.0, 0.0]))[0, 3] == 7.0


def test_what_was_recent() -> None:
    pair = np.array([0, 0, 0, 1, 1], np.int64)
    year = np.array([0, 1, 2, 0, 2], np.int32)
    assert recently(np.array([1.0, 0, 0, 1, 0]), pair, year, 2).tolist() == [1, 1, 0, 1, 0]
    unknown = recently(np.array([np.nan, 0, 0, 0, 0]), pair, year, 2)
    assert np.isnan(unknown[:2]).all() and unknown[2:].tolist() == [0, 0, 0]


def test_a_base_does_not_reach_across_the_break() -> None:
    inputs = Inputs.__new__(Inputs)
    inputs.reading = type("Reading", (), {"axis": Axis("cow", "year", FIRST, LAST)})()  # type: ignore[assignment]
    years = np.arange(FIRST, LAST + 1)
    deaths = np.where(years < BREAK, 100.0, 1.0)[None, :]
    base = inputs.base(deaths, 5)[0]
    assert np.isnan(base[years < FIRST + 3]).all()
    assert (base[(years >= FIRST + 3) & (years < BREAK)] == 100).all()
    assert np.isnan(base[(years >= BREAK) & (years < BREAK + 3)]).all()
    assert (base[years >= BREAK + 3] == 1).all()


# -- scores


def test_goalposts_are_those_of_all_years() -> None:
    raws = _raws()
    trend = np.linspace(0, 1, LAST - FIRST + 1) * np.ones((REGIONS, 1))
    raws[AT["pacts"]] = Raw(trend)
    score = _panel(raws).nominal.value[AT["pacts"], 0]
    assert (np.diff(score) > 0).all(), "a trend that all regions share is seen"
    assert (score[0], score[-1]) == SCALE


def test_more_conflict_is_a_lower_score() -> None:
    panel = _panel()
    for name, sign in (("disputes", -1), ("pacts", 1)):
        raw, score = panel.raw[AT[name]].ravel(), panel.nominal.value[AT[name]].ravel()
        assert spearman(raw, score) == pytest.approx(sign, abs=0.01)


def test_deaths_have_goalposts_on_each_side_of_the_break() -> None:
    raws, years = _raws(), np.arange(FIRST, LAST + 1)
    value = raws[AT["deaths"]].value * np.where(years < BREAK, 10.0, 1.0)
    raws[AT["deaths"]] = Raw(value)
    panel = _panel(raws)
    own = panel.nominal.value[AT["deaths"]]
    together = panel.scores[0, 1, 1, 0].value[AT["deaths"]]
    late = years >= BREAK
    assert own[:, late].min() == pytest.approx(SCALE[0])
    assert together[:, late].min() > 60


def test_the_nearest_known_years() -> None:
    known = np.zeros((2, 10), bool)
    known[0, [2, 3, 4, 8]] = True
    years, some = nearest(known)
    assert sorted(years[0, 9].tolist()) == [3, 4, 8] and sorted(years[0, 0].tolist()) == [2, 3, 4]
    assert some.tolist() == [[True], [False]]


def test_an_indicator_that_ends_makes_no_step_and_is_never_0() -> None:
    raws, years = _raws(), np.arange(FIRST, LAST + 1)
    flat = np.array([0.2, 0.4, 0.5, 0.6, 0.8, 0.9])[:, None] * np.ones(len(years))
    for name in ("pacts", "defence", "agreements", "exercises", "peacekeeping"):
        raws[AT[name]] = Raw(flat.copy())
    raws[AT["exercises"]] = Raw(np.where(years <= 2010, flat[::-1], np.nan))
    panel = _panel(raws)
    pillar = nominal(panel).pillars[0]
    np.testing.assert_allclose(pillar, pillar[:, :1] * np.ones(len(years)), rtol=1e-9)
    place, late = AT["exercises"], years > 2010
    assert panel.nominal.filled[place][:, late].all() and not panel.nominal.filled[place][:, ~late].any()
    assert not panel.known[place][:, late].any()
    left_out = nominal(panel, panel.scores[0, 0, 1, 2]).pillars[0]
    assert np.abs(left_out[:, -1] - pillar[:, -1]).max() > 2, "left out, it would have made a step"
    share = share_known(panel)
    assert share[0, -1] == pytest.approx((4 / 5 + 1) / 3) and share[0, 0] == pytest.approx(2 / 3)


def test_without_its_core_there_is_no_index() -> None:
    raws, years = _raws(), np.arange(FIRST, LAST + 1)
    for name in ("pacts", "defence"):
        raws[AT[name]] = Raw(np.where(years <= 2010, raws[AT[name]].value, np.nan))
    panel = _panel(raws)
    plain = nominal(panel)
    assert np.isfinite(plain.index[:, years <= 2010]).all() and np.isnan(plain.index[:, years > 2010]).all()
    assert np.isfinite(plain.pillars[1]).all()
    batch = next(drawn(panel, np.random.default_rng(0), 20))
    assert np.isnan(batch.index[:, :, years > 2010]).all()


def test_felt_security_counts_only_in_years_in_which_all_ranked_regions_have_it() -> None:
    raws = _raws()
    felt = np.full((REGIONS, LAST - FIRST + 1), np.nan)
    felt[:, 50], felt[:-1, 51] = 0.5, 0.5
    felt[0, 50] = 0.9
    raws[AT["felt"]] = Raw(felt)
    panel = _panel(raws)
    assert panel.counts[2][:, 50].all() and not panel.counts[2][:, 51].any() and not panel.counts[2][:, 49].any()
    plain = nominal(panel)
    assert plain.outer[:, 0, 50].tolist() == pytest.approx([1 / 3] * 3)
    assert plain.outer[:, 0, 51].tolist() == [0.5, 0.5, 0.0]


# -- index and draws


def test_the_index_is_the_geometric_mean_of_its_pillars() -> None:
    plain = nominal(_panel())
    np.testing.assert_allclose(plain.index, np.sqrt(plain.pillars[0] * plain.pillars[1]), rtol=1e-12)
    np.testing.assert_allclose(stability(plain.pillars.transpose(1, 2, 0)), plain.index, rtol=1e-12)


def test_the_nominal_point_gives_the_nominal_index() -> None:
    raws, years = _raws(), np.arange(FIRST, LAST + 1)
    raws[AT["exercises"]] = Raw(np.where(years <= 2010, raws[AT["exercises"]].value, np.nan))
    panel = _panel(raws)
    batch = evaluate(panel, *_nominal_point(panel))
    np.testing.assert_allclose(batch.index[:, 0], nominal(panel).index[:, window(panel)], rtol=1e-5)


def test_points_that_turn_one_choice() -> None:
    panel = _panel()
    point, columns = _nominal_point(panel)
    plain = nominal(panel)
    point[0, columns["aggregation"]] = 0.9
    found = evaluate(panel, point, columns).index[:, 0]
    np.testing.assert_allclose(found, plain.pillars[:2].mean(axis=0), rtol=1e-5)
    point, _ = _nominal_point(panel)
    point[0, columns["indicator left out"]] = 0.0
    found = evaluate(panel, point, columns).pillars[0][:, 0]
    mine = np.flatnonzero(PILLAR == 0)[1:]
    np.testing.assert_allclose(found, panel.nominal.value[mine].mean(axis=0), rtol=1e-5)
    point, _ = _nominal_point(panel)
    point[0, columns["counts of deaths"]] = 1.0
    found = evaluate(panel, point, columns).pillars[1][:, 0]
    assert (found <= plain.pillars[1] + 1e-3).all() and (found < plain.pillars[1] - 1e-3).any()


def test_batches_say_which_points_they_are_of() -> None:
    panel = _panel()
    point, columns = _nominal_point(panel)
    points = np.random.default_rng(0).random((40, point.shape[1]))
    batch = evaluate(panel, points, columns)
    for place in (0, 7):
        alone = evaluate(panel, points[batch.order[place]][None], columns)
        np.testing.assert_allclose(alone.index[:, 0], batch.index[:, place], rtol=2e-5)


def test_the_same_seed_gives_the_same_draws() -> None:
    panel = _panel()
    one, other = (next(drawn(panel, np.random.default_rng(5), 30)).index for _ in range(2))
    assert one.tobytes() == other.tobytes()


def test_a_choice_without_effect_has_no_index() -> None:
    raws = _raws()
    panel = of_raw(_places(), raws, [raws[CHANGE]] * len(BASES))
    found = sobol(panel, np.random.default_rng(0), 128)
    assert set(found.choices) == set(sizes(REGIONS)) and DRAWN == NUMBER
    totals = dict(zip(found.choices, found.total[:, 0].tolist(), strict=True))
    assert totals["length of the base"] == 0, "all bases are the same here"
    assert totals["imputation"] < 1e-9, "nothing is unknown here"
    assert totals["weights"] > 0.02
    assert ranking(panel).all()


# -- what would change it


def test_levers_are_what_the_index_would_gain() -> None:
    panel = _panel()
    region, period = 2, 30
    before = nominal(panel).index[region, period]
    gain = levers(panel, region, period)
    for place in (AT["pacts"], AT["deaths"]):
        value = panel.nominal.value.copy()
        value[place, region, period] = min(value[place, region, period] + 10, SCALE[1])
        after = nominal(panel, replace(panel.nominal, value=value)).index[region, period]
        assert gain[place] == pytest.approx(after - before, rel=1e-9)
    assert gain[AT["felt"]] == 0


def test_the_reference_is_the_mean_region_year() -> None:
    panel = _panel()
    assert reference(panel)[AT["pacts"]] == pytest.approx(panel.nominal.value[AT["pacts"]].mean())


# -- small ones


def test_rates() -> None:
    assert rate(3, 3) == 100.0
    assert per_million(np.array([5.0]), np.array([5e6])).tolist() == [1.0]
    assert np.isnan(weighed(np.array([0.5, np.nan]), np.array([1.0, 2.0])))


def test_the_years_that_follow() -> None:
    found = later(np.arange(8.0)[None, :], 3)
    assert found[0, :5].tolist() == [2.0, 3.0, 4.0, 5.0, 6.0] and np.isnan(found[0, 5:]).all()


def test_rank_correlation() -> None:
    from scipy.stats import spearmanr

    rng = np.random.default_rng(0)
    one, other = rng.integers(0, 5, 40).astype(float), rng.normal(size=40)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)
    assert np.isnan(spearman(np.ones(4), np.arange(4.0)))
