"""Every measure keeps the same promises, whoever wrote it: it is found, computed on invented rows and held to them.

The values themselves are held against published numbers in ``tests/reference``.
"""

from __future__ import annotations

import doctest
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from comity.catalogue.facts import discover
from comity.catalogue.unverified import unverified
from comity.measures.answer import Computed, compute
from comity.measures.contract import Need, find, ids, measures
from comity.measures.explaining import contributions, keys
from comity.measures.tabulation import to_table
from comity.model.errors import NotHere
from comity.panel.axis import Axis
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from invented import FIRST, LAST, REGIONS, STATES, make

NAMES = ids()
#: A permutation of the invented states, each within its region.
RENAMED = {key: region[(place + 1) % len(region)] for region in REGIONS for place, key in enumerate(region)}
SECTIONS = ("Formula", "Pitfalls", "References", "Examples")


def _needs() -> list[Need]:
    return [need for measure in measures().values() for need in measure.needs]


@pytest.fixture(scope="module")
def invented_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("invented"), _needs())


@pytest.fixture(scope="module")
def invented(invented_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _open(invented_home)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _open(make(tmp_path_factory.mktemp("empty"), []))


@pytest.fixture(scope="module")
def reordered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _open(make(tmp_path_factory.mktemp("reordered"), _needs(), shuffle=7))


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    yield from _open(make(tmp_path_factory.mktemp("renamed"), _needs(), rename=RENAMED))


def _open(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_record(record_path(home)) as con:
        see_once(con)
        yield con


@lru_cache(maxsize=9)
def _computed(con: duckdb.DuckDBPyConnection, name: str) -> Computed:
    """Compute once for the tests of a measure, which stand together, to two years after the last into which any source has looked."""
    measure = find(name)
    made = compute(con, name) if measure.whole else compute(con, name, FIRST, LAST + 2)
    estimates = made.estimates
    for held in (estimates.value, estimates.low, estimates.high, *estimates.parts.values()):
        assert held is None or held.shape == (len(estimates.subjects),)
    return made


def _by_subject(made: Computed, rename: Mapping[str, str]) -> dict[tuple[object, ...], tuple[float, float, float]]:
    """Give value, low and high by whom and when, of what is known of groups and invented states, who get other names."""
    estimates, subjects = made.estimates, made.estimates.subjects
    rows = _invented(made)
    every, period = keys(made.axis), subjects.period[rows]
    whose = {
        side: [rename.get(key, key) for key in every[places[rows], period].tolist()]
        for side, places in _sides(made).items()
    }
    groups = [subjects.groups[place][0] for place in subjects.a[rows]] if "a" not in whose else []
    found: dict[tuple[object, ...], tuple[float, float, float]] = {}
    for place, row in enumerate(rows.tolist()):
        who: tuple[object, ...] = tuple(names[place] for names in whose.values())
        if made.measure.subject == "pair" and not made.measure.directed:
            who = tuple(sorted(map(str, who)))
        if groups:
            who = (groups[place], *who)
        low, high = (np.nan if held is None else float(held[row]) for held in (estimates.low, estimates.high))
        found[*who, int(made.axis.years[period[place]])] = (float(estimates.value[row]), low, high)
    return found


def _sides(made: Computed) -> dict[str, np.ndarray]:
    """Give the places of the states of each estimate: none of groups as a whole."""
    subjects = made.estimates.subjects
    return {"state": {"a": subjects.a}, "pair": {"a": subjects.a, "b": subjects.b}, "member": {"b": subjects.b}}.get(
        made.measure.subject, {}
    )


def _invented(made: Computed) -> np.ndarray:
    """Give the places of what is known of groups and of invented states: of all others only zeros can be known."""
    chosen = np.isfinite(made.estimates.value)
    if made.measure.subject in ("pact", "region", "member"):
        return np.flatnonzero(chosen)
    every, period = keys(made.axis), made.estimates.subjects.period
    mine = np.isin(every.astype(str), STATES)
    for places in _sides(made).values():
        chosen = chosen & mine[places, period]
    return np.flatnonzero(chosen)


def _same(
    name: str,
    one: Mapping[tuple[object, ...], tuple[float, ...]],
    other: Mapping[tuple[object, ...], tuple[float, ...]],
) -> None:
    """Hold two sets of estimates against each other: what was drawn by chance within half of its interval."""
    assert set(one) == set(other)
    chance = find(name).interval in ("sampling", "Monte Carlo")
    wrong = []
    for key, (value, low, high) in one.items():
        near = 0.5 * (high - low) if chance and np.isfinite(high - low) else 0.0
        if not np.allclose(other[key][0], value, rtol=1e-7, atol=1e-9 + near):
            wrong.append((key, value, other[key][0]))
        if not chance and not np.allclose(other[key][1:], (low, high), rtol=1e-7, atol=1e-9, equal_nan=True):
            wrong.append((key, (low, high), other[key][1:]))
    assert wrong[:5] == []


# -- what a measure declares


@pytest.mark.parametrize("name", NAMES)
def test_what_is_declared_is_complete(name: str) -> None:
    measure = find(name)
    assert re.fullmatch(r"[a-z][a-z_0-9]*\.[a-z][a-z_0-9]*", name)
    assert 0 < len(measure.title) <= 60
    assert not measure.title.endswith(".")
    assert measure.unit and measure.direction and measure.method and re.search(r"\d{4}|comity", measure.reference)
    assert not measure.direction.endswith(".")
    assert measure.needs
    known = {source.name for source in discover()} | set(unverified())
    assert [need for need in measure.needs if need.source not in known and not need.bring] == []
    assert bool(measure.parts) != (measure.explain is not None), "either parts or explain"
    assert {need for needs in measure.parts.values() for need in needs} <= set(measure.needs)
    assert set(measure.monotone) <= {need.layer for need in measure.needs}
    assert measure.bounds[0] < measure.bounds[1]
    assert not measure.symmetric or measure.directed


@pytest.mark.parametrize("name", NAMES)
def test_its_docstring_is_complete_and_its_example_runs(name: str) -> None:
    module = import_module(f"comity.measures.{name}")
    told = module.__doc__ or ""
    assert re.match(r"[A-Z“][^\n]*\.\n", told), "a first line that is a sentence"
    places = [told.find(f"\n{section}\n{'-' * len(section)}\n") for section in SECTIONS]
    assert -1 not in places and places == sorted(places), f"sections {SECTIONS}, in this order"
    test = doctest.DocTestFinder().find(module, name, globs=vars(module))
    asked = [example for one in test if one.name == name for example in one.examples]
    assert asked, "an example that runs"
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for one in test:
        runner.run(one)
    assert runner.failures == 0


# -- what it gives


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_its_bounds(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    measure, estimates = find(name), _computed(invented, name).estimates
    known = np.isfinite(estimates.value)
    assert known.any(), "nothing is known even of invented rows: say in tests/invented.py how they are drawn"
    assert not np.isinf(estimates.value).any()
    least, greatest = measure.bounds
    slack = 1e-9 * max(1.0, *(abs(bound) for bound in measure.bounds if np.isfinite(bound)), 0.0)
    for held in (estimates.value, estimates.low, estimates.high):
        if held is not None:
            inside = held[np.isfinite(held)]
            assert (inside >= least - slack).all() and (inside <= greatest + slack).all()
    assert (estimates.low is None) == (estimates.high is None)
    assert (estimates.low is not None) == (measure.interval != "none"), "an interval has a source, and is given"
    if estimates.low is not None and estimates.high is not None:
        has = np.isfinite(estimates.low) & np.isfinite(estimates.high)
        assert not (has & ~known).any(), "an interval of what is not known"
        assert (estimates.low[has] <= estimates.value[has] + 1e-9).all()
        assert (estimates.value[has] <= estimates.high[has] + 1e-9).all()
    if estimates.coverage is not None:
        assert ((estimates.coverage >= 0) & (estimates.coverage <= 1 + 1e-12) | ~known).all()
        assert (estimates.coverage[known] > 0).all()
    if estimates.inputs is not None:
        assert (estimates.inputs[known] >= 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_subject_has_one_estimate_a_year(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    made = _computed(invented, name)
    subjects = made.estimates.subjects
    other = subjects.b if len(subjects.b) else np.zeros(len(subjects), np.int32)
    rows = np.column_stack([subjects.a, other, subjects.period])
    assert len(np.unique(rows, axis=0)) == len(rows)
    if made.measure.subject == "pair":
        assert (subjects.a != subjects.b).all()
        if not made.measure.directed:
            assert (subjects.a < subjects.b).all()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_known_outside_coverage(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    made = _computed(invented, name)
    years = np.take(made.axis.years, made.estimates.subjects.period)
    late = (years > LAST) | (years < FIRST)
    if not made.measure.whole:
        assert late.any()
    assert np.isnan(made.estimates.value[late]).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_makes_no_difference(
    name: str, invented: duckdb.DuckDBPyConnection, reordered: duckdb.DuckDBPyConnection
) -> None:
    _same(name, _by_subject(_computed(invented, name), {}), _by_subject(_computed(reordered, name), {}))


@pytest.mark.parametrize("name", [name for name in NAMES if not find(name).names_states])
def test_it_does_not_know_states_by_name(
    name: str, invented: duckdb.DuckDBPyConnection, renamed: duckdb.DuckDBPyConnection
) -> None:
    _same(name, _by_subject(_computed(invented, name), RENAMED), _by_subject(_computed(renamed, name), {}))


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_give_the_same_bytes(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    again = compute(invented, name) if find(name).whole else compute(invented, name, FIRST, LAST + 2)
    tables = []
    for made in (_computed(invented, name), again):
        sink = pa.BufferOutputStream()
        known = np.flatnonzero(np.isfinite(made.estimates.value))
        with pa.ipc.new_stream(sink, (table := to_table(made, known)).schema) as stream:
            stream.write_table(table)
        tables.append(sink.getvalue().to_pybytes())
    assert tables[0] == tables[1]


@pytest.mark.parametrize("name", [name for name in NAMES if find(name).directed])
def test_what_is_declared_symmetric_is(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    found = {key: value for key, (value, _, _) in _by_subject(_computed(invented, name), {}).items()}
    turned = {(b, a, year): value for (a, b, year), value in found.items()}
    equal = all(key in turned and np.isclose(value, turned[key], rtol=1e-9, atol=1e-12) for key, value in found.items())
    assert equal == find(name).symmetric, "symmetric, or directed: it cannot be both, and must be one"


@pytest.mark.parametrize("name", NAMES)
def test_contributions_add_up(name: str, invented: duckdb.DuckDBPyConnection) -> None:
    made = _computed(invented, name)
    estimates = made.estimates
    known = np.flatnonzero(np.isfinite(estimates.value))
    if made.measure.parts:
        assert set(estimates.parts) == set(made.measure.parts)
        total = np.nansum(np.stack(list(estimates.parts.values())), axis=0)
        assert np.allclose(total[known], estimates.value[known], rtol=1e-9, atol=1e-9)
    rng = np.random.default_rng(1)
    some = rng.choice(known, min(2, len(known)), replace=False)
    telling = [row for row in _invented(made) if estimates.value[row] != 0]
    some = np.concatenate([some, rng.choice(telling, min(3, len(telling)), replace=False)]).astype(int)
    behind = 0
    for row in some.tolist():
        parts = contributions(invented, made, row)
        assert np.isclose(sum(part.amount for part in parts), estimates.value[row], rtol=1e-9, atol=1e-9)
        assert all(part.label for part in parts)
        behind += sum(len(part.behind) for part in parts)
    assert behind, "no rows are given behind any of them"


MONOTONE = [(name, layer, sign) for name in NAMES for layer, sign in find(name).monotone.items()]


@pytest.mark.parametrize(("name", "layer", "sign"), MONOTONE)
def test_what_is_declared_monotone_is(
    name: str, layer: str, sign: int, invented: duckdb.DuckDBPyConnection, invented_home: Path, tmp_path: Path
) -> None:
    """Raise what a layer holds of one state by half, and see where its estimates go."""
    measure = find(name)
    table, _, kind = layer.partition(".")
    who, column = {"figure": ("actor", "indicator"), "pair_figure": ("a", "indicator"), "tie": ("a", "layer")}[table]
    raised_path = Path(shutil.copy(record_path(invented_home), tmp_path))
    held = {need.layer: need.source for need in measure.needs}
    some = STATES[1]
    with duckdb.connect(str(raised_path)) as con:
        con.execute(
            f'update "{table}" set value = value + 0.5 * abs(value) where "{who}" = ? and "{column}" = ? and source = ?',
            [some, kind, held[layer]],
        )
    before = _by_subject(_computed(invented, name), {})
    with open_record(raised_path) as con:
        see_once(con)
        raised = compute(con, name) if measure.whole else compute(con, name, FIRST, LAST + 2)
    after = _by_subject(raised, {})
    mine = [key for key in before if key in after and (measure.subject in ("pact", "region") or key[0] == some or (measure.subject == "member" and key[1] == some))]  # fmt: skip
    assert mine
    wrong = [(key, before[key][0], after[key][0]) for key in mine if sign * (after[key][0] - before[key][0]) < -1e-9]
    assert wrong[:5] == []
    assert any(abs(after[key][0] - before[key][0]) > 1e-12 for key in mine), "raising it makes no difference at all"


# -- what it lacks


@pytest.mark.parametrize("name", NAMES)
def test_without_its_layers_it_says_what_to_bring(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotHere, match="is not known here") as caught:
        compute(empty, name)
    assert caught.value.remedy


def test_an_axis_of_the_invented_years_is_within_the_lists() -> None:
    axis = Axis("cow", "year", FIRST, LAST + 2)
    here = {spell.key for spell in axis.spells if axis.present[spell.place].all()}
    assert set(STATES) <= here
