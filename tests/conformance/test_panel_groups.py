"""Every column group keeps the same promises, whoever wrote it: it is found, loaded and held to them without being named here.

The values themselves are held against the publishers' files in ``tests/reference``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from comity.catalogue.facts import discover
from comity.catalogue.unverified import unverified
from comity.panel import Panel, dyads, kads, leaderyears, stateyears
from comity.panel.axis import FIRST_YEAR, LAST_YEAR, System
from comity.panel.choice import missing, units_of
from comity.panel.group import Group, groups
from comity.panel.layout import Placed, place
from comity.panel.look import OWN
from comity.panel.stata import stata_names
from comity.store.home import record_path
from comity.store.record import open_record

NAMES = sorted(groups())
#: Years in which nearly every source has looked.
FIRST, LAST = 2003, 2004
KEYS = ("ccode", "ccode1", "ccode2", "gwcode", "gwcode1", "gwcode2", "year", "month")


# -- what a group declares


@pytest.mark.parametrize("name", NAMES)
def test_what_is_declared_is_complete(name: str) -> None:
    group = groups()[name]
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name)
    assert 0 < len(group.title) <= 60
    assert not group.title.endswith(".")
    assert not group.about or group.about.strip().endswith(".")
    assert group.sources
    assert len(set(group.sources)) == len(group.sources)
    assert set(group.sources) <= {source.name for source in discover()} | set(unverified()) | {OWN}
    assert any(column.keep for column in group.columns)
    seen = [(column.of, column.name) for column in group.columns]
    assert len(set(seen)) == len(seen)
    for option, choices in group.options.items():
        assert option != "keep" and choices and all(choices), option
        assert len(set(choices)) == len(choices)
    problems = []
    for column in group.columns:
        if not 0 < len(column.label) <= 70 or column.label.endswith("."):
            problems.append(f"{column.name}: its label has {len(column.label)} characters, or ends in a full stop")
        if column.sided and column.of != "pair":
            problems.append(f"{column.name} is of states, and sided")
        if column.binary and (column.type != "int8" or column.values):
            problems.append(f"{column.name} is yes or no, but {column.type}, or has labels")
        if column.values and column.type not in ("int8", "int16", "int32"):
            problems.append(f"{column.name} has labels of codes, but is {column.type}")
        if column.zero and column.type == "text":
            problems.append(f"{column.name} is a text of which absence is zero")
        for sides in (1, 2, 5):
            names = [entry.name for entry in place(name, column, sides)]
            problems += [f"{one} is no name for Stata" for one, given in stata_names(names).items() if one != given]
    assert problems == []


def test_every_group_is_given_for_some_unit() -> None:
    assert [name for name in NAMES if not units_of(name)] == []


# -- what it gives


@pytest.fixture(scope="module")
def shuffled(full_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with the same record, in which the rows of every table stand in another order."""
    home = tmp_path_factory.mktemp("shuffled-home")
    with duckdb.connect(str(record_path(home))) as con:
        con.execute(f"attach '{record_path(full_home)}' as straight (read_only)")
        tables = con.execute("select table_name from duckdb_tables() where database_name = 'straight'").fetchall()
        for (table,) in tables:
            con.execute(f'create table "{table}" as select * from straight."{table}" order by hash(rowid + 7)')
    return home


class Made:
    """One group's columns in several panels, each made when it is first asked for."""

    def __init__(self, name: str, home: Path, shuffled: Path) -> None:
        self.name, self.home, self.other = name, home, shuffled
        self.group: Group = groups()[name]
        self.units = units_of(name)
        self.held: dict[str, pa.Table] = {}

    def plan(self, plan: Panel) -> Panel:
        return plan.add(self.name, keep="all")

    @cached_property
    def years(self) -> tuple[int, int]:
        """Two years of which something is known in every unit: of the time of most sources, or the last of its own."""
        tried = [(FIRST, LAST), *((end - 1, end) for end in self.ends)]
        for first, last in tried:
            self.held.clear()
            if "state-year" in self.units:
                self.held["states"] = self.states(first, last)
            if "dyad-year" in self.units:
                self.held["pairs"] = self.pairs(first, last)
            if all(known(table) for table in self.held.values()):
                return first, last
        raise AssertionError(f"{self.name}: nothing is known in any of {tried}")

    def states(self, first: int, last: int, system: System = "cow", home: Path | None = None) -> pa.Table:
        return self.plan(stateyears(first, last, system, home=home or self.home)).to_arrow()

    def pairs(
        self, first: int, last: int, system: System = "cow", home: Path | None = None, directed: bool = True
    ) -> pa.Table:
        return self.plan(dyads(first, last, system, directed=directed, home=home or self.home)).to_arrow()

    @property
    def of_states(self) -> pa.Table | None:
        return self.held.get("states") if self.years else None

    @property
    def of_pairs(self) -> pa.Table | None:
        return self.held.get("pairs") if self.years else None

    @cached_property
    def undirected(self) -> pa.Table | None:
        return self.pairs(*self.years, directed=False) if "dyad-year" in self.units else None

    @property
    def made(self) -> list[tuple[Panel, pa.Table]]:
        found = []
        if self.of_states is not None:
            found.append((self.plan(stateyears(*self.years)), self.of_states))
        if self.of_pairs is not None:
            found.append((self.plan(dyads(*self.years, directed=True)), self.of_pairs))
        return found

    @cached_property
    def reach(self) -> tuple[int, int]:
        """The first and the last year in which any of its sources has looked."""
        if self.group.sources == (OWN,):
            return FIRST_YEAR, LAST_YEAR
        (found,) = self.ask('min(year(coalesce("start", date \'1816-01-01\'))), max(year("end"))', "coverage")
        return found

    @cached_property
    def ends(self) -> list[int]:
        """The years with which its sources stop looking, the latest first."""
        return [
            min(end, LAST_YEAR)
            for (end,) in self.ask('distinct year("end") as ended', "coverage", "order by ended desc")
        ]

    def first_row(self) -> int:
        """The year with which the rows of its sources begin, if they have looked there at all states or not."""
        found = [self.ask('min(year("start"))', table)[0][0] for table in ("figure", "pair_figure", "tie")]
        return min((year for year in found if year is not None), default=FIRST_YEAR)

    def ask(self, what: str, table: str, more: str = "") -> list[tuple[Any, ...]]:
        listed = ", ".join(f"'{source}'" for source in self.group.sources)
        with open_record(record_path(self.home)) as con:
            return con.execute(f"select {what} from {table} where source in ({listed}) {more}").fetchall()


@pytest.fixture(scope="module", params=NAMES)
def made(request: pytest.FixtureRequest, full_home: Path, shuffled: Path) -> Iterator[Made]:
    with open_record(record_path(full_home)) as con:
        held = frozenset(name for (name,) in con.execute("select source from source").fetchall())
    if absent := missing(groups()[request.param], held):
        pytest.skip(f"not here: {' and '.join(absent)} in the record")
    yield Made(request.param, full_home, shuffled)


def check_values(panel: Panel, table: pa.Table) -> list[str]:
    """Say what is wrong with the values of a table."""
    found = []
    for entry in panel.columns:
        column, values = entry.column, table.column(entry.name).drop_null()
        if not entry.group:
            found += [f"{entry.name} has gaps"] if table.column(entry.name).null_count else []
            continue
        if column.type == "text":
            continue
        numbers = values.to_numpy()
        if not np.isfinite(numbers).all():
            found.append(f"{entry.name} has a value that is no number")
        codes = {0, 1} if column.binary else set(column.values)
        if codes and not set(np.unique(numbers).tolist()) <= codes:
            found.append(f"{entry.name} has codes without a label: {set(np.unique(numbers).tolist()) - codes}")
    return found


def known(table: pa.Table) -> int:
    return sum(len(table) - table.column(name).null_count for name in table.column_names if name not in KEYS)


def differing(one: pa.Table, other: pa.Table) -> list[str]:
    """Name the columns that are not the same in two tables, gaps and all."""
    assert one.column_names == other.column_names
    assert len(one) == len(other)
    return [name for name in one.column_names if not plain(one, name).equals(plain(other, name))]


def plain(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return (column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column).combine_chunks()


def test_values_are_what_the_columns_are_declared_to_hold(made: Made) -> None:
    assert [problem for panel, table in made.made for problem in check_values(panel, table)] == []


def test_something_is_known_in_every_unit(made: Made) -> None:
    assert made.years


@pytest.mark.parametrize("system", ["cow", "gw"])
def test_no_zero_stands_where_nobody_looked(made: Made, system: System) -> None:
    """After the last year of its sources nothing is said to be zero; before the first only what a row says."""
    first, last = made.reach
    problems = []
    for year in (first - 1, last + 1):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        tables = []
        if "state-year" in made.units:
            tables.append((made.plan(stateyears(year, year, system)), made.states(year, year, system)))
        if "dyad-year" in made.units:
            plan = made.plan(dyads(year, year, system, directed=True))
            tables.append((plan, made.pairs(year, year, system)))
        for plan, table in tables:
            for entry in plan.columns:
                if entry.group and (entry.column.zero or entry.column.binary):
                    values = table.column(entry.name).drop_null().to_numpy()
                    if (values == 0).any() and not (year < first and made.first_row() <= year):
                        problems.append(f"{entry.name} has zeros in {year}, outside {first} to {last}")
    assert problems == []


def test_the_other_list_of_states_is_served_too(made: Made) -> None:
    if "state-year" in made.units:
        table = made.states(*made.years, "gw")
        assert known(table)
        assert check_values(made.plan(stateyears(*made.years, "gw")), table) == []
    if "dyad-year" in made.units:
        table = made.pairs(*made.years, "gw")
        assert known(table)
        assert check_values(made.plan(dyads(*made.years, "gw", directed=True)), table) == []


def test_each_side_tells_the_same_of_a_pair_in_both_orders(made: Made) -> None:
    """What is of state 1 in one order is of state 2 in the other; a label that names no sides promises symmetry."""
    if made.of_pairs is None:
        return
    plan = made.plan(dyads(*made.years, directed=True))
    there = frame(made.of_pairs)
    back = there.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    both = there.merge(back, on=["ccode1", "ccode2", "year"], suffixes=("", " back"), validate="one_to_one")
    assert len(both) == len(there)
    problems = []
    for entry in plan.columns:
        if not entry.group:
            continue
        if entry.column.of == "state" or entry.column.sided:
            stem, side = entry.name[:-1], entry.name[-1]
            counterpart = stem + {"1": "2", "2": "1"}[side]
        elif re.search(r"\b[12]\b", entry.column.label):
            continue
        else:
            counterpart = entry.name
        if not same(both[entry.name], both[f"{counterpart} back"]):
            problems.append(entry.name)
    assert problems == []


def test_not_directed_is_the_greater_of_both_directions(made: Made) -> None:
    if made.of_pairs is None or made.undirected is None:
        return
    plan = made.plan(dyads(*made.years))
    there, once = frame(made.of_pairs), frame(made.undirected)
    back = there.rename(columns={"ccode1": "ccode2", "ccode2": "ccode1"})
    all_ = once[["ccode1", "ccode2", "year"]]
    forth = all_.merge(there, on=["ccode1", "ccode2", "year"], how="left", validate="one_to_one")
    turned = all_.merge(back, on=["ccode1", "ccode2", "year"], how="left", validate="one_to_one")
    problems = []
    for entry in plan.columns:
        if not entry.group or entry.column.type == "text":
            continue
        expected = forth[entry.name]
        if entry.column.of == "pair" and not entry.column.sided:
            expected = pd.concat([expected, turned[entry.name]], axis=1).max(axis=1)
        if not same(once[entry.name], expected):
            problems.append(entry.name)
    assert problems == []


def test_the_order_of_the_records_rows_does_not_matter(made: Made) -> None:
    found = []
    if made.of_states is not None:
        found += differing(made.of_states, made.states(*made.years, home=made.other))
    if made.of_pairs is not None:
        found += differing(made.of_pairs, made.pairs(*made.years, home=made.other))
    assert found == []


def test_years_one_by_one_are_the_years_together(made: Made) -> None:
    found = []
    if made.of_states is not None:
        each = pa.concat_tables([without_dictionaries(made.states(year, year)) for year in made.years])
        keys = [("ccode", "ascending"), ("year", "ascending")]
        found += differing(without_dictionaries(made.of_states), each.sort_by(keys))
    if made.undirected is not None:
        each = pa.concat_tables([without_dictionaries(made.pairs(year, year, directed=False)) for year in made.years])
        keys = [("ccode1", "ascending"), ("ccode2", "ascending"), ("year", "ascending")]
        found += differing(without_dictionaries(made.undirected), each.sort_by(keys))
    assert found == []


def test_months_are_given_where_they_are_said_to_be(made: Made) -> None:
    home = made.home
    if "state-month" in made.units:
        plan = made.plan(stateyears(made.years[1], made.years[1], by="month", home=home))
        assert check_values(plan, plan.to_arrow()) == []
    if "dyad-month" in made.units:
        plan = made.plan(dyads(made.years[1], made.years[1], by="month", home=home))
        assert check_values(plan, plan.to_arrow()) == []
    assert ("state-month" in made.units or "dyad-month" in made.units) == (made.group.resolution is not None)


def test_sets_of_three_say_what_their_pairs_and_states_say(made: Made) -> None:
    if "k-ad-year" not in made.units or made.undirected is None:
        return
    plan = made.plan(kads(*made.years, 3, sample=400, seed=5, home=made.home))
    table = frame(plan.to_arrow())
    once = frame(made.undirected)
    assert len(table) == 400
    problems = []
    for entry in plan.columns:
        if not entry.group or entry.column.type == "text":
            continue
        expected = expect_in_set(entry, table, once)
        if not same(table[entry.name], expected):
            problems.append(entry.name)
    assert problems == []


def expect_in_set(entry: Placed, table: pd.DataFrame, once: pd.DataFrame) -> pd.Series[Any]:
    """Give a k-ad's column as the dyads tell it."""
    column = entry.column
    if column.of == "state":
        (side,) = entry.sides
        pair = (side, 2) if side < 2 else (0, 2)
        name = f"{column.name}{pair.index(side) + 1}"
    else:
        pair = (min(entry.sides), max(entry.sides))
        name = f"{column.name}{1 if entry.sides == pair else 2}" if column.sided else column.name
    wanted = table[[f"ccode{pair[0] + 1}", f"ccode{pair[1] + 1}", "year"]].set_axis(
        ["ccode1", "ccode2", "year"], axis=1
    )
    found: pd.Series[Any] = wanted.merge(once, on=["ccode1", "ccode2", "year"], how="left")[name]
    return found


def test_leaders_have_what_their_states_have(made: Made) -> None:
    if "leader-year" not in made.units or made.of_states is None:
        return
    leaders = frame(made.plan(leaderyears(*made.years, "cow", home=made.home)).to_arrow())
    states = frame(made.of_states)
    expected = leaders[["ccode", "year"]].merge(states, on=["ccode", "year"], how="left", validate="many_to_one")
    assert len(expected) == len(leaders) > 150
    assert [name for name in states.columns if not same(leaders[name], expected[name])] == []


def test_it_is_described_and_cited(made: Made) -> None:
    plan = made.plan((dyads if "dyad-year" in made.units else stateyears)(*made.years, home=made.home))
    book, cited = plan.codebook(), plan.cite()
    for entry in plan.columns:
        assert f"| `{entry.name}` | " in book, entry.name
    keys = re.findall(r"^@\w+\{([^,]+),", cited, re.MULTILINE)
    assert len(keys) == len(set(keys)) > 2
    assert cited.count("{") == cited.count("}")


def without_dictionaries(table: pa.Table) -> pa.Table:
    return pa.table({name: plain(table, name) for name in table.column_names})


def frame(table: pa.Table) -> pd.DataFrame:
    """Give a table whose numbers are floats, with NaN for what is not known."""
    found = {}
    for name in table.column_names:
        column = plain(table, name)
        number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
        found[name] = column.cast(pa.float64() if number else pa.string()).to_pandas()
    return pd.DataFrame(found)


def same(one: pd.Series[Any], other: pd.Series[Any]) -> bool:
    """Say whether two columns are the same, gaps included."""
    if one.dtype.kind == "f":
        return bool(np.array_equal(one.to_numpy(), other.to_numpy(), equal_nan=True))
    return bool(((one == other) | (one.isna() & other.isna())).all())


# -- all of them together


def test_neither_order_nor_company_of_groups_matters(full_home: Path, tmp_path: Path) -> None:
    """All groups in one panel, in both orders, and the same file twice."""
    with open_record(record_path(full_home)) as con:
        held = frozenset(name for (name,) in con.execute("select source from source").fetchall())
    chosen = [name for name in NAMES if "dyad-year" in units_of(name) and not missing(groups()[name], held)]
    begun = dyads(FIRST, FIRST, home=full_home)
    forth, back = begun.add(*chosen), begun.add(*reversed(chosen))
    one, other = forth.to_arrow(), back.to_arrow()
    assert sorted(one.column_names) == sorted(other.column_names)
    assert differing(one, other.select(one.column_names)) == []
    forth.write(tmp_path / "a.parquet")
    forth.write(tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert (tmp_path / "a.parquet.codebook.md").read_bytes() == (tmp_path / "b.parquet.codebook.md").read_bytes()
    for name in chosen:
        alone = begun.add(name)
        found = alone.to_arrow()
        names = dict(zip([e.name for e in forth.columns if e.group == name], [e.name for e in alone.columns if e.group], strict=True))  # fmt: skip
        assert [there for there, here in names.items() if not plain(one, there).equals(plain(found, here))] == []
