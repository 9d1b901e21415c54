"""How closely days are known."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from comity.store.home import record_path
from comity.store.record import open_record
from comity.web.precision import OWN, all_known_to, known_to


@pytest.mark.parametrize("table", sorted(OWN))
def test_what_our_own_files_write_as_a_year_or_a_month_is_known_to_that(almanac_home: Path, table: str) -> None:
    """Compared by what the rows say, not by their lines: years and months of a table, as its file has them."""
    source, package, name = OWN[table]
    lines = list(csv.DictReader((files(package) / name).read_text("utf-8").splitlines()))
    with open_record(record_path(almanac_home)) as con:
        for column in ("start", "end"):
            expected = sorted(row[column] for row in lines if len(row.get(column) or "") in (4, 7))
            found = con.execute(
                f"select said[:case known when 'year' then 4 else 7 end] from (select \"{column}\"::varchar as said, "
                f"{known_to(table, column)} as known from {table} where source = '{source}') where known <> 'day' order by 1"
            ).fetchall()
            assert [text for (text,) in found] == expected


def known(row: str, table: str = "incident") -> tuple[str, ...]:
    with duckdb.connect() as con:
        con.execute(f"create table {table} as select {row}")
        found: tuple[str, ...] = con.execute(f"select {all_known_to(table)} from {table}").fetchall()[0]
        return found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("""'coups' as source, 'x:1' as source_row, date '1962-01-01' as "start", date '1962-11-20' as "end" """, ("day", "day")),
        ("""'icb' as source, 'x:1' as source_row, date '1962-01-01' as "start", date '1963-12-31' as "end" """, ("year", "year")),
        ("""'cow-wars' as source, 'x:1' as source_row, date '1962-01-01' as "start", null::date as "end" """, ("year", "year")),
        ("""'cow-mid' as source, 'x:1' as source_row, date '1962-03-01' as "start", date '1962-03-09' as "end" """, ("month", "month")),
    ],
)  # fmt: skip
def test_sources_that_know_no_days(row: str, expected: tuple[str, ...]) -> None:
    assert known(row) == expected


@pytest.mark.parametrize(
    ("source", "start", "end", "expected"),
    [
        # Crisis 11 has no day of its trigger, crisis 139 no month of its end; 64 ends in a day "66" of October.
        ("icb", "1919-11-01", "1921-10-20", ("month", "day")),
        ("icb", "1953-03-24", "1953-12-31", ("day", "year")),
        ("icb", "1938-09-07", "1938-10-31", ("day", "month")),
        # A start of UCDP's precision 4 or 5 is a month's last day.
        ("ucdp-acd", "1946-03-31", "1949-10-16", ("year", "day")),
        ("ucdp-acd", "1946-12-31", None, ("year", "day")),
        ("ucdp-acd", "1946-07-21", "1967-10-16", ("day", "day")),
        ("gml-mid", "1902-05-01", "1902-05-31", ("month", "month")),
        ("gml-mid", "1942-05-13", "1942-06-30", ("day", "month")),
        # mme104 begins on 28 June and ends on "xx"; mme140 begins on "xx" and ends on 29 October.
        ("mme-exercises", "1980-06-28", "1980-06-30", ("day", "month")),
        ("mme-exercises", "1980-10-01", "1980-10-29", ("month", "day")),
        ("mme-exercises", "1980-10-02", "1980-10-29", ("day", "day")),
    ],
)
def test_a_day_that_stands_for_one_that_is_not_known_is_told_less_closely(
    source: str, start: str, end: str | None, expected: tuple[str, str]
) -> None:
    last = "null::date" if end is None else f"date '{end}'"
    row = f"""'{source}' as source, 'x:1' as source_row, date '{start}' as "start", {last} as "end" """
    assert known(row) == expected


def test_a_pact_of_which_no_day_is_known() -> None:
    row = """'atop' as source, 'x:1' as source_row, 'atop:{}' as agreement, null::date as signed, date '1844-06-01' as "start", date '1847-08-31' as "end" """
    assert known(row.format(1115), "agreement") == ("day", "month", "month")
    assert known(row.format(1120), "agreement") == ("day", "day", "month")


@pytest.mark.parametrize(
    ("signed", "start", "expected"),
    [
        ("null::date", "1994-01-01", ("year", "year")),
        ("null::date", "1994-05-01", ("month", "year")),
        ("date '1994-01-01'", "1994-01-01", ("day", "year")),
        ("date '1994-05-01'", "1994-05-01", ("day", "year")),
    ],
)
def test_a_defence_agreement_without_a_day_of_signature(signed: str, start: str, expected: tuple[str, str]) -> None:
    row = f"""'dcad' as source, 'x:1' as source_row, {signed} as signed, date '{start}' as "start", date '2000-12-31' as "end" """
    assert known(row, "agreement") == ("day", *expected)
