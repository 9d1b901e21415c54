"""From a question to an answer: the cache, subjects, years, ranks, files, and what is said when something is lacking."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import comity
from comity.cli import app
from comity.measures import answer as answers
from comity.measures import explain, measure, ranked, table
from comity.measures.answer import compute, computed, known_to, record_digest, span
from comity.measures.contract import Need, find, ids
from comity.measures.courses import courses
from comity.measures.estimates import Estimates, Subjects
from comity.measures.ranking import chance_above, of_draws, ranks
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest, NotHere, UnknownName
from comity.panel.axis import Axis
from comity.statistics.trend import trend
from comity.store.home import record_path
from comity.store.once import see_once
from comity.store.record import open_record
from invented import FIRST, LAST, make

CINC = "capability.cinc"


@pytest.fixture
def home(own_home: Path) -> Path:
    return make(own_home, find(CINC).needs)


@pytest.fixture
def con(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_record(record_path(home)) as opened:
        see_once(opened)
        yield opened


# -- finding


def test_a_measure_is_found_by_its_place() -> None:
    assert CINC in ids()
    assert find(" Capability.CINC ") is find(CINC)
    with pytest.raises(UnknownName, match="no measure “capability") as caught:
        find("capability.cink")
    assert "capability.cinc" in (caught.value.remedy or "")
    with pytest.raises(UnknownName) as caught:
        find("cinc")
    assert "capability.cinc" in (caught.value.remedy or "")


# -- the cache


def test_what_was_computed_once_is_read(
    con: duckdb.DuckDBPyConnection, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = computed(con, home, CINC)
    kept = list((home / "measures").iterdir())
    assert [path.name for path in kept] == [f"{CINC}.{record_digest(con)}.parquet"]
    monkeypatch.setattr(answers, "compute", lambda *_: pytest.fail("computed anew"))
    again = computed(con, home, CINC)
    for field in dataclasses.fields(Estimates):
        one, other = getattr(made.estimates, field.name), getattr(again.estimates, field.name)
        if isinstance(one, np.ndarray):
            assert np.array_equal(one, other, equal_nan=True), field.name
    assert {name: part.tolist() for name, part in made.estimates.parts.items() if not np.isnan(part).any()} == {
        name: part.tolist() for name, part in again.estimates.parts.items() if not np.isnan(part).any()
    }
    assert np.array_equal(made.estimates.subjects.a, again.estimates.subjects.a)
    assert (again.axis.first_year, again.axis.last_year) == (made.axis.first_year, made.axis.last_year)


def test_what_is_read_without_its_parts_is_otherwise_the_same(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    made = computed(con, home, CINC)
    assert made.estimates.parts
    fewer = computed(con, home, CINC, parts=False).estimates
    assert not fewer.parts
    for field in {field.name for field in dataclasses.fields(Estimates)} - {"parts", "subjects"}:
        one, other = getattr(made.estimates, field), getattr(fewer, field)
        assert (one is None) == (other is None), field
        assert one is None or np.array_equal(one, other, equal_nan=True), field


def test_another_record_is_computed_anew_and_the_old_file_goes(home: Path) -> None:
    before = table(CINC, "France", FIRST).to_pylist()[0]["value"]
    old = next((home / "measures").iterdir())
    with duckdb.connect(str(record_path(home))) as opened:
        opened.execute("update figure set value = value * 2 where actor = 'FRA' and indicator = 'total-population'")
        opened.execute("update source set version = '2' where source = 'cow-nmc'")
    after = table(CINC, "France", FIRST).to_pylist()[0]["value"]
    assert after > before
    assert not old.exists() and len(list((home / "measures").iterdir())) == 1


def test_a_spoilt_cache_is_no_answer(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    made = computed(con, home, CINC)
    path = next((home / "measures").iterdir())
    path.write_bytes(path.read_bytes()[:100])
    again = computed(con, home, CINC)
    assert np.array_equal(made.estimates.value, again.estimates.value, equal_nan=True)
    assert pq.read_table(path).num_rows == len(made.estimates)


@pytest.mark.skipif(os.name == "nt", reason="not here: rights as POSIX has them")
def test_where_nothing_can_be_kept_the_answer_is_the_same(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    (home / "measures").write_text("a file in the way")
    assert np.isfinite(computed(con, home, CINC).estimates.value).any()
    assert (home / "measures").read_text() == "a file in the way"


# -- years and subjects


def test_the_span_is_that_of_the_sources(con: duckdb.DuckDBPyConnection) -> None:
    assert span(con, find(CINC)) == (FIRST, LAST)
    assert known_to(con, find(CINC)) == LAST
    made = compute(con, CINC, 1990, 1991)
    assert made.axis.years.tolist() == [1990, 1991]


def test_what_no_source_has_looked_at_is_null(home: Path) -> None:
    found = table(CINC, "France", (LAST + 5, LAST + 6)).to_pylist()
    assert [line["period"] for line in found] == [LAST + 5, LAST + 6]
    for line in found:
        assert line["subject"] == "FRA" and line["unit"] == "share of the system"
        assert line["value"] is line["low"] is line["inputs"] is line["rank"] is None
        assert line["coverage"] == 0 and line["interval_kind"] == "none"


def test_of_what_is_not_known_nothing_is_said_to_be_known(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    """A measure that does not say how much of what it needs was known says so of its values alone."""
    made = computed(con, home, CINC)
    value = made.estimates.value.copy()
    value[::2] = np.nan
    estimates = dataclasses.replace(made.estimates, value=value, coverage=None)
    found = to_table(dataclasses.replace(made, estimates=estimates)).to_pylist()
    assert {line["coverage"] for line in found if line["value"] is None} == {None}
    assert {line["coverage"] for line in found if line["value"] is not None} == {1.0}


@pytest.mark.parametrize("year", [1700, 3000, (2000, 1990), (1500, 1990)])
def test_years_that_make_no_sense_are_refused(home: Path, year: int | tuple[int, int]) -> None:
    with pytest.raises(BadRequest):
        table(CINC, None, year)


def test_a_group_stands_for_its_states(home: Path) -> None:
    found = {line["subject"] for line in table(CINC, "Western Europe", 2000).to_pylist()}
    assert {"FRA", "BEL", "NLD", "CHE"} <= found
    assert "ARG" not in found
    whole = table(CINC, None, 2000).to_pylist()
    assert len(whole) > 150 and sum(line["value"] is not None for line in whole) == 12


def test_how_a_series_went(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    found = courses(con, home, CINC, "Western Europe", (1990, 2000))
    assert {"FRA", "BEL"} <= {one.subject for one in found}
    assert all(one.first >= 1990 and one.last <= 2000 for one in found)
    frame = table(CINC, "France", (1990, 2000)).to_pylist()
    mine = next(one for one in found if one.subject == "FRA")
    assert mine.trend == trend([line["period"] for line in frame], [line["value"] for line in frame])


def test_of_a_year_with_two_codes_each_has_its_own_rows(full_home: Path) -> None:
    found = explain(CINC, "Germany", 1990, home=full_home)
    assert len(found) == 2
    rows = [{row.source_row for part in one.contributions for row in part.behind} for one in found]
    assert rows[0] and rows[1] and not rows[0] & rows[1]


def test_an_explanation_adds_up_and_has_its_rows(home: Path) -> None:
    (one,) = explain(CINC, "Chile", 2001)
    assert one.value == pytest.approx(sum(part.amount for part in one.contributions), abs=1e-12)
    for part in one.contributions:
        assert {row.cells["actor"] for row in part.behind} == {"CHL"}
        assert all(row.cells["start"].year == 2001 for row in part.behind)
    same = comity.explain("Chile", CINC, 2001)
    assert isinstance(same, list) and same[0].value == one.value
    (last,) = comity.explain("Chile", CINC)
    assert last.year == LAST


def test_without_its_source_it_says_what_to_bring(own_home: Path) -> None:
    make(own_home, [Need("gdp-worldbank", "figure.gdp-current")])
    with pytest.raises(NotHere) as caught:
        measure(CINC, "Japan")
    assert "comity pull cow-nmc" in (caught.value.remedy or "")


def test_a_frame_keeps_unknown_apart_from_zero(home: Path) -> None:
    frame = comity.measure(CINC, "France", (LAST, LAST + 0))
    assert list(frame.columns[:2]) == ["subject", "name"]
    assert frame["rank"].isna().all() and frame["value"].notna().all()
    assert isinstance(frame, pd.DataFrame)


# -- ranks


def _estimates(value: list[float], low: list[float] | None, high: list[float] | None) -> Estimates:
    axis = Axis("cow", "year", 2000, 2000)
    places = np.arange(len(value), dtype=np.int32)
    bounds = [None if held is None else np.array(held, float) for held in (low, high)]
    return Estimates(Subjects(axis, np.zeros(len(value), np.int32), places), np.array(value), *bounds)


def test_ranks_are_bounded_by_the_intervals() -> None:
    made = _estimates([5, 4, 1, np.nan], [4.5, 3, 0, np.nan], [6, 4.6, 1.5, np.nan])
    found = ranks(made, np.arange(4))
    assert found[:3].tolist() == [[1, 1, 2], [2, 1, 2], [3, 3, 3]]
    assert np.isnan(found[3]).all()
    assert ranks(made, np.array([2])).tolist() == [[3, 3, 3]]


def test_without_intervals_no_rank_is_claimed(home: Path) -> None:
    assert np.isnan(ranks(_estimates([3, 2, 1], None, None), np.arange(3))).all()
    lines = ranked(CINC, 2000).to_pylist()
    values = [line["value"] for line in lines]
    assert values == sorted(values, reverse=True) and len(values) == 12
    assert {line["rank"] for line in lines} == {None}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 3), st.floats(0, 3)), min_size=1, max_size=12))
def test_a_rank_lies_within_its_bounds_and_ties_share_it(rows: list[tuple[float, float, float]]) -> None:
    value = [row[0] for row in rows]
    made = _estimates(value, [row[0] - row[1] for row in rows], [row[0] + row[2] for row in rows])
    found = ranks(made, np.arange(len(rows)))
    assert (found[:, 1] <= found[:, 0]).all() and (found[:, 0] <= found[:, 2]).all()
    assert (found >= 1).all() and (found <= len(rows)).all()
    for one, other in zip(found, value, strict=True):
        assert one[0] == 1 + sum(held > other for held in value)


def test_ranks_of_draws() -> None:
    rng = np.random.default_rng(1)
    draws = np.column_stack(
        [rng.normal(9, 0.1, 500), rng.normal(0, 1, 500), rng.normal(0, 1, 500), np.full(500, np.nan)]
    )
    found = of_draws(draws)
    assert found[0].tolist() == [1, 1, 1]
    assert found[1, 1:].tolist() == [2, 3] and np.isnan(found[3]).all()
    above = chance_above(draws[:, :3])
    assert above[0, 1] == 1 and above[1, 0] == 0
    assert above[1, 2] + above[2, 1] == pytest.approx(1)


# -- the command line


def _run(*words: str) -> str:
    result = CliRunner().invoke(app, ["measure", *words])
    assert result.exit_code == 0, f"{result.output}{result.exception!r}"
    return result.output


def test_the_list_has_one_measure_a_line() -> None:
    lines = _run("--list").splitlines()
    assert [line.split()[0] for line in lines] == list(ids())


def test_an_answer_on_the_terminal(home: Path) -> None:
    told = _run(CINC, "--subject", "Chile", "--year", "2000-2002")
    assert "Chile" in told and "2001" in told and "no interval is claimed" in told
    assert f"cow-nmc looked from {FIRST} to {LAST}" in " ".join(told.split())
    assert "Not known" in _run(CINC, "--subject", "Chile", "--year", str(LAST + 3))
    ranking = _run(CINC, "--rank", "--year", "2000")
    assert "France" in ranking and "(" in ranking
    course = _run(CINC, "--subject", "Chile", "--trend")
    assert f"{FIRST}–{LAST}" in course and "Theil–Sen" in course
    assert "Formula" in _run(CINC, "--about")
    assert CINC in _run("--all")


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "dta", "json"])
def test_a_file_has_its_measure_and_its_citation_beside_it(home: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x.{ending}"
    _run(CINC, "--subject", "Chile", "-o", str(path))
    expected = table(CINC, "Chile").to_pylist()
    if ending == "csv":
        found = pd.read_csv(path)
    elif ending == "parquet":
        found = pd.read_parquet(path)
    elif ending == "dta":
        found = pd.read_stata(path)
    elif ending == "json":
        found = pd.DataFrame(json.loads(path.read_text()))
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        head, *rows = list(sheet.iter_rows(values_only=True))
        found = pd.DataFrame(rows, columns=list(head))
    assert list(found.columns) == list(expected[0])
    assert found["value"].astype(float).tolist() == pytest.approx(
        [np.nan if line["value"] is None else line["value"] for line in expected], nan_ok=True
    )
    assert found["rank"].isna().all()
    about = path.with_name(path.name + ".about.md").read_text()
    assert "Formula" in about and f"looked from {FIRST} to {LAST}" in about
    assert "@misc{comity" in path.with_name(path.name + ".bib").read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "The measure is missing"),
        (("capability.nothing",), "There is no measure"),
        ((CINC, "--year", "soon"), "is no year"),
        ((CINC, "--year", "1700"), "out of range"),
        ((CINC, "--rank"), "of one year"),
        ((CINC, "--trend", "-o", "x.csv"), "shown on the terminal"),
        ((CINC, "--rank", "--year", "1999-2000", "--subject", "Chile"), "of one year"),
        ((CINC, "Japan"), "--subject “Japan”"),
        ((CINC, "-o", "x.doc"), "ends in none of"),
        ((CINC, "--subject", "Atlantis"), "Nothing here is called"),
        ((CINC, "--validate"), "nothing that it could be held against"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    from comity.cli import main

    monkeypatch.setattr("sys.argv", ["comity", "measure", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 2
    told = capsys.readouterr().err
    assert says in told and len(told.splitlines()) <= 3
