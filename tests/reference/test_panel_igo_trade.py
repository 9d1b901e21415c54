"""Organisations and trade in panels, cell by cell against the publishers' files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from comity.panel import dyads, stateyears

#: Pairs of the publishers' files of which one state ended before the other began, so that no panel has them.
NEVER_TOGETHER = {"dyadigos": 22, "flow1": 10}


def _over(mirror: Path, **panels: Any) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for name, panel in panels.items():
        con.register(name, panel.to_arrow())
    con.execute(
        f"""create view igo as from read_parquet('{mirror}/cow-igo-trade/cow_igo_ndy.parquet');
        create view flows as from read_parquet('{mirror}/cow-trade-dyadic/cow_trade_ddy.parquet');
        create view sums as from read_csv('{mirror}/cow-igo-trade/cow_igo_sy.csv.gz', nullstr = ['NA', '']);
        create view totals as from read_csv('{mirror}/cow-igo-trade/cow_trade_sy.csv.gz', nullstr = ['NA', ''])"""
    )
    return con


def test_every_dyad_of_the_files_is_in_the_panel_with_its_values(mirror: Path, full_home: Path) -> None:
    con = _over(mirror, panel=dyads(1816, 2014, "cow", directed=True, home=full_home).add("igo", "trade"))
    keys = "using (ccode1, ccode2, year)"
    differing = con.execute(
        f"""select count(*), count(*) filter (f.flow1 is distinct from p.flow1 or f.flow2 is distinct from p.flow2
        or f.smoothflow1 is distinct from p.smoothflow1 or f.smoothflow2 is distinct from p.smoothflow2)
        from flows f join panel p {keys}"""
    ).fetchone()
    assert differing == (1_347_308 - NEVER_TOGETHER["flow1"], 0)
    shared = con.execute(
        f"""select count(*), count(*) filter (f.dyadigos <> p.dyadigos), count(*) filter (p.dyadigos is null)
        from igo f join panel p {keys}"""
    ).fetchone()
    assert shared is not None
    # One pair of 1990 had no day in common under the codes of the year's end.
    assert shared[:2] == (917_695 - NEVER_TOGETHER["dyadigos"], 0) and shared[2] <= 1
    # What the files do not have is null, and what they have both ways is the same both ways.
    assert con.execute(
        f"select count(*) from panel p anti join flows f {keys} where flow1 is not null or flow2 is not null"
    ).fetchone() == (0,)
    assert con.execute(
        """select count(*) from panel p anti join (select ccode1, ccode2, year from igo union all
        select ccode2, ccode1, year from igo) f using (ccode1, ccode2, year) where dyadigos is not null"""
    ).fetchone() == (0,)


def test_nothing_after_2014(full_home: Path) -> None:
    table = dyads(2015, 2016, "cow", home=full_home).add("igo", "trade").to_arrow()
    for column in ("dyadigos", "flow1", "flow2", "smoothflow1", "smoothflow2"):
        assert table[column].null_count == len(table)


@pytest.mark.parametrize(
    ("view", "columns"),
    [
        ("sums", ("sum_igo_full", "sum_igo_associate", "sum_igo_observer", "sum_igo_anytype")),
        ("totals", ("imports", "exports")),
    ],
)
def test_state_years(mirror: Path, full_home: Path, view: str, columns: tuple[str, ...]) -> None:
    con = _over(mirror, panel=stateyears(1816, 2014, "cow", home=full_home).add("igo", "trade"))
    for column in columns:
        found = con.execute(
            f"""select count(*), count(*) filter (f.{column} is distinct from p.{column})
            from {view} f join panel p using (ccode, year) where f.{column} is not null"""
        ).fetchone()
        assert found is not None
        assert found[0] > 12_500 and found[1] == 0
        added = con.execute(
            f"""select p.ccode, min(p.year), max(p.year), count(*) from panel p left join {view} f using (ccode, year)
            where f.{column} is null and p.{column} is not null group by 1"""
        ).fetchall()
        # The file writes West Germany's trade of these years under 255.
        assert added == ([(260, 1960, 1989, 30)] if view == "totals" else [])


def test_both_lists_show_the_same_flow(full_home: Path) -> None:
    cow, gw = (
        dyads(2000, 2000, system, directed=True, home=full_home).add("trade").to_pandas() for system in ("cow", "gw")
    )
    one = cow[(cow.ccode1 == 255) & (cow.ccode2 == 679)].flow1.tolist()
    other = gw[(gw.gwcode1 == 260) & (gw.gwcode2 == 678)].flow1.tolist()
    assert one == other and len(one) == 1
