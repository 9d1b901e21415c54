"""The trade register that a user brings, against an independent reading of the slice that is there for its tests."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from build_world import open_empty
from comity.catalogue.bring import Brought, bring
from comity.catalogue.build import build
from comity.catalogue.facts import find
from comity.catalogue.raw import open_raw
from comity.catalogue.staging import stage

NAME = "sipri-arms-transfers"


@pytest.fixture(scope="module")
def slice_(mirror: Path) -> Path:
    (path,) = (mirror / NAME).glob("*.csv.gz")
    return path


@pytest.fixture(scope="module")
def theirs(slice_: Path) -> list[dict[str, str]]:
    lines = gzip.decompress(slice_.read_bytes()).decode("latin-1").split("\r\n")[11:]
    return list(csv.DictReader(io.StringIO("\n".join(line.removesuffix(";") for line in lines))))


@pytest.fixture(scope="module")
def home(slice_: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Brought]:
    place = tmp_path_factory.mktemp("home")
    brought = bring(NAME, slice_, home=place)
    build([NAME], home=place)
    return place, brought


@pytest.fixture(scope="module")
def con(home: tuple[Path, Brought]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(home[0] / "record.duckdb"), read_only=True) as con:
        yield con


STATES = {"Japan": "JPN", "Kenya": "KEN", "Norway": "NOR", "Philippines": "PHL", "Poland": "POL", "Rwanda": "RWA"}


def test_its_version_is_the_day_of_the_export(home: tuple[Path, Brought], con: duckdb.DuckDBPyConnection) -> None:
    assert home[1].version == "12 Feb 2026"
    assert con.execute("select version, rows from source where source = $1", [NAME]).fetchall() == [
        ("12 Feb 2026", 2237)
    ]


def test_sums_are_those_of_the_file(theirs: list[dict[str, str]], con: duckdb.DuckDBPyConnection) -> None:
    assert len(theirs) == 1598
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in theirs:
        if row["Supplier"] != "unknown supplier(s)":
            sums[STATES[row["Recipient"]], int(row["Delivery year"])] += Decimal(row["TIV delivery values"])
    mine = {
        (state, year): value
        for state, year, value in con.execute(
            "select b, year(start), sum(value) from pair_figure where indicator = 'sipri-tiv' group by all"
        ).fetchall()
    }
    assert mine.keys() == sums.keys()
    assert {key: round(value, 6) for key, value in mine.items()} == {key: float(value) for key, value in sums.items()}
    ((total, rows),) = con.execute("select sum(value), count(*) from tie where layer = 'arms-delivery'").fetchall()
    assert (round(total, 6), rows) == (float(sum(sums.values())), 1596)


def test_each_figure_is_the_sum_of_its_deals(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        """select f.a, f.b, f.start, f.value, sum(t.value) from pair_figure f left join tie t using (a, b, start)
        group by all having abs(f.value - coalesce(sum(t.value), -1)) > 1e-9"""
    ).fetchall()
    assert wrong == []


def test_a_deal_is_found_by_its_line(slice_: Path, con: duckdb.DuckDBPyConnection) -> None:
    lines = gzip.decompress(slice_.read_bytes()).decode("latin-1").splitlines()
    rows = con.execute("select source_row, unit, a, b from tie order by source_row limit 300").fetchall()
    for place, unit, _, b in rows:
        cells = next(csv.reader([lines[int(place.rpartition(":")[2]) - 1]]))
        assert cells[0] == unit.removeprefix("million TIV, deal ")
        assert STATES[cells[2]] == b


def test_what_is_known_of_the_world(con: duckdb.DuckDBPyConnection) -> None:
    def total(a: str, b: str, first: int, last: int) -> float:
        ((value,),) = con.execute(
            "select coalesce(sum(value), 0) from pair_figure where a = $1 and b = $2 and year(start) between $3 and $4",
            [a, b, first, last],
        ).fetchall()
        return float(value)

    ((every,),) = con.execute("select sum(value) from pair_figure where b = 'JPN'").fetchall()
    assert total("USA", "JPN", 1995, 2025) / every > 0.9  # Japan buys from its ally
    assert total("KOR", "POL", 1995, 2015) == 0  # then chassis of the Krab; K2 and K9 from 2022
    assert total("KOR", "POL", 2016, 2021) * 10 < total("KOR", "POL", 2022, 2025)
    assert max((total(a, "NOR", 2006, 2011), a) for a in ("ESP", "DEU", "GBR", "SWE"))[1] == "ESP"  # five frigates
    assert total("RUS", "NOR", 1995, 2025) == 0
    assert total("USA", "NOR", 2017, 2025) > total("USA", "NOR", 2000, 2008)  # the F-35


def test_it_covers_the_recipients_that_occur_and_the_years_of_its_first_line(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        """select layer, cast(start as varchar), cast("end" as varchar), scope from coverage"""
    ).fetchall()
    assert sorted(rows) == [
        (layer, "1995-01-01", "2025-12-31", "to JPN KEN NOR PHL POL RWA")
        for layer in ("pair_figure.sipri-tiv", "tie.arms-delivery")
    ]


def test_only_the_unknown_suppliers_are_set_aside(theirs: list[dict[str, str]], con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select reason, count(*) from rejected group by 1").fetchall() == [
        ("SIPRI does not know the supplier or the recipient.", 2)
    ]
    assert sum(row["Supplier"] == "unknown supplier(s)" for row in theirs) == 2


def read(data: bytes, folder: Path) -> tuple[list[str], dict[str, list[tuple[object, ...]]], list[str]]:
    """Read an export as the build does; give problems, rows by table, and the reasons of what was set aside."""
    (source,) = find([NAME])
    (folder / "trade_register.csv").write_bytes(data)
    with open_empty() as con:
        raw = open_raw(source, {"trade_register.csv": folder / "trade_register.csv"}, con)
        staged, problems = stage(raw, source.reader(raw))
        rows = {entry.table.name: con.execute(f"from {entry.name} order by all").fetchall() for entry in staged}
        return problems, rows, sorted(entry.reason for entry in raw.set_aside)


def sample() -> bytes:
    (source,) = find([NAME])
    return (source.folder / "sample" / "trade_register.csv").read_bytes()


def test_armed_groups_organisations_and_strangers(tmp_path: Path) -> None:
    problems, rows, reasons = read(sample(), tmp_path)
    assert problems == []
    assert [row[:3] for row in rows["actor"]] == [
        ("group:sipri-invented-front-lebanon", "armed group", "Invented Front (Lebanon)")
    ]
    pairs = {(row[0], row[1], str(row[3]), row[5]) for row in rows["pair_figure"]}
    assert pairs == {
        ("FRA", "GHA", "2001-01-01", 3.5),
        ("FRA", "GHA", "2002-01-01", 0.5),
        ("DEU", "nato", "2002-01-01", 4.0),
        ("IRN", "group:sipri-invented-front-lebanon", "2003-01-01", 0.25),
    }
    ((value,),) = {(row[6],) for row in rows["tie"] if row[1] == "TUR"}
    assert value is None  # not identified is not zero
    assert len(reasons) == 4
    assert {row[4] for row in rows["coverage"]} == {"to GHA"}
    assert {str(row[2]) for row in rows["coverage"]} == {"2001-01-01"}


@pytest.mark.parametrize(
    ("was", "now", "scope", "end"),
    [
        (b"from All countries  to", b"from France  to", "selected", "2004-12-31"),
        (b"Transfers of major conventional arms", b"Something else", "to GHA", "2004-12-31"),
        (b"'2001' to '2004'", b"'1950' to '2024'", "to GHA", "2024-12-31"),
        (b"Deals with deliveries", b"Orders", "selected", "2004-12-31"),
    ],
)
def test_what_the_first_line_says_is_what_is_covered(
    tmp_path: Path, was: bytes, now: bytes, scope: str, end: str
) -> None:
    assert was in sample()
    _, rows, _ = read(sample().replace(was, now), tmp_path)
    assert {(row[4], str(row[3])) for row in rows["coverage"]} == {(scope, end)}
