"""Representation, embassies and the General Assembly in panels, against the publishers' files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from comity.panel import dyads, stateyears


def test_representation(mirror: Path, full_home: Path) -> None:
    con = duckdb.connect()
    con.register("panel", dyads(1816, 2005, "cow", home=full_home).add("representation").to_arrow())
    con.execute(
        f"create view told as from read_csv('{mirror}/cow-diplomatic-exchange-part/diprep_nextSym.csv.gz', nullstr = 'NA')"
    )
    assert con.execute(
        """select count(*), count(*) filter (t.DR_at_1 is distinct from p.DR_at_1 or t.DR_at_2 is distinct from p.DR_at_2)
        from told t join panel p using (ccode1, ccode2, year)"""
    ).fetchone() == (46_365, 0)
    assert con.execute(
        "select count(*) from panel anti join told using (ccode1, ccode2, year) where DR_at_1 is not null"
    ).fetchone() == (0,)


def test_embassies_have_one_year_and_no_zero(full_home: Path) -> None:
    table = dyads(2020, 2023, "cow", home=full_home).add("embassies").to_pandas()
    assert set(table[table.embassy1.notna()].year) == {2022}
    assert set(table.embassy1.dropna()) == {1}
    one = table[(table.ccode1 == 2) & (table.ccode2 == 740) & (table.year == 2022)]
    assert one[["embassy1", "embassy2"]].values.tolist() == [[1, 1]]


def test_an_office_without_status_is_no_embassy(full_home: Path) -> None:
    table: Any = dyads(2022, 2022, home=full_home).add("embassies").to_pandas().set_index(["ccode1", "ccode2"])
    for pair in ((710, 713), (2, 713)):
        row = table.loc[pair]
        assert pd.isna(row["embassy1"]) and pd.isna(row["embassy2"])
        assert row["defacto_embassy1"] == row["defacto_embassy2"] == 1
    assert table.at[(2, 710), "embassy1"] == table.at[(2, 200), "embassy2"] == 1
    assert table.at[(150, 713), "embassy2"] == 1  # Paraguay is one of the few in which Taiwan has one


def test_ideal_points(mirror: Path, full_home: Path) -> None:
    con = duckdb.connect()
    con.register("panel", stateyears(1946, 2024, "cow", home=full_home).add("unga").to_arrow())
    con.register("pairs", dyads(1990, 2023, "cow", home=full_home).add("unga").to_arrow())
    con.execute(
        f"""create view told as select ccode, session + 1945 as year, IdealPointAll, "Q5%All" as low, "Q95%All" as high,
        USAgree from read_csv('{mirror}/unga-ideal-points/IdealpointestimatesAll_Jun2024.csv.gz', nullstr = 'NA')"""
    )
    found = con.execute(
        """select count(*), count(*) filter (t.IdealPointAll <> p.IdealPointAll or low <> p.Q5All or high <> p.Q95All)
        from told t join panel p using (ccode, year) where p.IdealPointAll is not null"""
    ).fetchone()
    assert found is not None
    assert found[0] > 11_000 and found[1] == 0
    compared = con.execute(
        """select count(*), max(abs(p.IdealPointDistance - abs(a.IdealPointAll - b.IdealPointAll))),
        count(*) filter (p.ccode1 = 2), count(*) filter (p.ccode1 = 2 and p.agree is distinct from b.USAgree)
        from pairs p join told a on a.ccode = p.ccode1 and a.year = p.year
        join told b on b.ccode = p.ccode2 and b.year = p.year"""
    ).fetchone()
    assert compared is not None
    assert compared[0] > 500_000 and compared[1] < 1e-12
    assert compared[2] > 5_000 and compared[3] == 0
    # The published agreement is with six states only.
    assert con.execute(
        """select count(*) from pairs where agree is not null
        and not list_has_any([ccode1, ccode2], [2, 365, 140, 710, 750, 666])"""
    ).fetchone() == (0,)


def test_nothing_of_1964(full_home: Path) -> None:
    table = stateyears(1964, 1964, "cow", home=full_home).add("unga").to_arrow()
    assert table["IdealPointAll"].null_count == len(table)
