"""ATOP 5.1 in the record against its files, read anew with plain Python, and against known treaties."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

DUTIES = {
    "defense": "atop_defense",
    "offense": "atop_offense",
    "neutral": "atop_neutral",
    "nonagg": "atop_nonagg",
    "consul": "atop_consul",
}
Pair = tuple[int, int, int]


def members(mirror: Path) -> list[dict[str, str]]:
    with gzip.open(mirror / "atop" / "atop5_1m.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@cache
def dyad_years(mirror: Path) -> dict[Pair, tuple[int, ...]]:
    table = pq.read_table(mirror / "atop" / "atop_alliance.parquet").to_pydict()
    keys = zip(table["ccode1"], table["ccode2"], table["year"], strict=True)
    return dict(zip(keys, zip(*(table[column] for column in DUTIES.values()), strict=True), strict=True))


@cache
def derived_from_members(mirror: Path) -> dict[Pair, dict[str, set[tuple[str, str]]]]:
    """Say for each directed dyad-year which alliances make a member owe which duty, by the member file alone."""
    phases: dict[tuple[str, str], list[tuple[dict[str, str], tuple[int, ...], tuple[int, ...]]]] = defaultdict(list)
    for row in members(mirror):
        start: tuple[int, ...] = (int(row["yrent"]), int(row["moent"]), int(row["dayent"] or 1))
        end: tuple[int, ...] = (
            (9999,) if row["yrexit"] == "0" else (int(row["yrexit"]), int(row["moexit"]), int(row["dayexit"] or 31))
        )
        phases[row["atopid"], row["phase"]].append((row, start, end))
    found: dict[Pair, dict[str, set[tuple[str, str]]]] = {}
    for (alliance, _), rows in phases.items():
        for one, start_one, end_one in rows:
            owed = [duty for duty in DUTIES if one[duty] == "1"]
            for other, start_other, end_other in rows:
                start, end = max(start_one, start_other), min(end_one, end_other)
                if one["member"] != other["member"] and start <= end:
                    for year in range(start[0], min(end[0], 2018) + 1):
                        known = found.setdefault((int(one["member"]), int(other["member"]), year), {})
                        for duty in owed:
                            known.setdefault(duty, set()).add((alliance, one["obvary"]))
    return found


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    assert len(members(mirror)) == 2510
    counts = {
        table: (built.execute(f"select count(*) from {table} where source = 'atop'").fetchone() or (None,))[0]
        for table in ("agreement", "agreement_party", "agreement_figure", "obligation", "pair_figure", "rejected")
    }
    assert counts == {
        "agreement": 789,
        "agreement_party": 2273,
        "agreement_figure": 794 + 289,
        "obligation": 31611,
        "pair_figure": 62999,
        "rejected": 7,
    }


def test_zero_is_still_in_force_and_not_the_year_zero(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    with gzip.open(mirror / "atop" / "atop5_1a.csv.gz", "rt", encoding="utf-8") as lines:
        in_force = [row["atopid"] for row in csv.DictReader(lines) if row["endyr"] == "0"]
    assert len(in_force) == 372
    found = built.execute("select agreement from agreement where source = 'atop' and \"end\" is null").fetchall()
    assert {agreement for (agreement,) in found} == {f"atop:{number}" for number in in_force}
    assert sum(row["yrexit"] == "0" for row in members(mirror)) == 1146
    assert built.execute("select min(start) >= '1815-01-01' from agreement_party where source = 'atop'").fetchone() == (
        True,
    )


def test_members_of_nato(built: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        built.execute("select actor, (start, \"end\") from agreement_party where agreement = 'atop:3180'").fetchall()
    )
    assert len(found) == 29  # as at the end of 2018; both German codes are one
    founders = {actor for actor, (start, _) in found.items() if start == date(1949, 4, 4)}
    assert founders == {"BEL", "CAN", "DNK", "FRA", "GBR", "ISL", "ITA", "LUX", "NLD", "NOR", "PRT", "USA"}
    assert found["DEU"] == (date(1954, 10, 23), None)
    assert found["ESP"][0].year == 1981 and found["MNE"][0] == date(2016, 5, 19)
    assert all(end is None for _, end in found.values())
    defence = built.execute(
        "select count(*), min(condition) from obligation where agreement = 'atop:3180' and duty = 'defense'"
    ).fetchone()
    assert defence == (29 * 28, "in named areas")  # each toward each other, within the treaty area of article 6


def test_japan_and_the_united_states(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select agreement, start, \"end\" from agreement where agreement in ('atop:3220', 'atop:3375') order by 1"
    ).fetchall() == [
        ("atop:3220", date(1951, 9, 8), date(1960, 1, 19)),
        ("atop:3375", date(1960, 1, 19), None),
    ]
    one_sided = built.execute(
        "select actor, toward from obligation where agreement = 'atop:3375' and duty = 'defense'"
    ).fetchall()
    assert one_sided == [("USA", "JPN")]


def test_who_left_and_came_back_has_two_spells(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        "select start, \"end\" from agreement_party where agreement = 'atop:3015' and actor = 'EGY' order by 1"
    ).fetchall() == [(date(1945, 3, 22), date(1979, 3, 31)), (date(1989, 5, 22), None)]


def test_the_czech_republic_and_slovakia_owe_each_other_nothing_by_france_s_treaty(
    built: duckdb.DuckDBPyConnection,
) -> None:
    pairs = built.execute("select distinct actor, toward from obligation where agreement = 'atop:4070'").fetchall()
    assert ("FRA", "CZE") in pairs and ("FRA", "SVK") in pairs
    assert ("CZE", "SVK") not in pairs and ("SVK", "CZE") not in pairs


def test_a_duty_that_varies_by_partner_is_owed_to_the_right_ones(built: duckdb.DuckDBPyConnection) -> None:
    """Found as a mistake: the member file alone had France defend Britain at Locarno."""
    found = built.execute(
        "select actor, toward from obligation where agreement = 'atop:2130' and duty = 'defense'"
    ).fetchall()
    assert sorted(found) == sorted(
        [(guarantor, other) for guarantor in ("GBR", "ITA") for other in ("BEL", "FRA", "DEU")]
        + [("BEL", "FRA"), ("BEL", "DEU"), ("FRA", "BEL"), ("FRA", "DEU")]
    )


def test_a_spell_passes_from_yugoslavia_to_serbia(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select actor, start, "end" from agreement_party where agreement = 'atop:4750' and actor in ('YUG', 'SRB')
        order by 2"""
    ).fetchall() == [
        ("YUG", date(1995, 11, 21), date(2006, 6, 4)),
        ("SRB", date(2006, 6, 5), None),
    ]


def test_the_member_and_the_dyad_year_file_differ_as_reviewed(mirror: Path) -> None:
    """Recompute every difference and hold it against the reviewed list.

    In all five duties 436 cells differ. Of them 213 are cells of defence in which duties vary by partner; one more of
    defence is a phase that ended within a year (Brazil and Uruguay in 1857).
    """
    dyads, derived = dyad_years(mirror), derived_from_members(mirror)
    with (resources.files("comity.sources.atop") / "dyad_differences.csv").open(encoding="utf-8") as lines:
        reviewed = list(csv.DictReader(lines))
    assert not set(dyads) - set(derived)
    cells: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for place, duty in enumerate(DUTIES):
        for pair, shown in dyads.items():
            owed = derived[pair].get(duty, set())
            if bool(owed) != bool(shown[place]):
                assert owed, f"{pair} {duty}: in the dyad-year file alone"
                (alliance,) = {name for name, _ in owed}
                why = "varies" if any(varies == "1" for _, varies in owed) else "phase"
                cells[alliance, duty, why].append(pair)
    found = {
        (alliance, duty, why, len(pairs), len({pair[:2] for pair in pairs}),
         min(pair[2] for pair in pairs), max(pair[2] for pair in pairs))
        for (alliance, duty, why), pairs in cells.items()
    }  # fmt: skip
    numbers = ("cells", "pairs", "first_year", "last_year")
    assert found == {
        (row["alliance"], row["duty"], row["why"], *(int(row[number]) for number in numbers))
        for row in reviewed
        if row["duty"]
    }
    assert sum(len(pairs) for pairs in cells.values()) == 436
    assert sum(len(pairs) for (_, duty, why), pairs in cells.items() if (duty, why) == ("defense", "varies")) == 213
    absent = set(derived) - set(dyads)
    assert len(absent) == sum(int(row["cells"]) for row in reviewed if not row["duty"]) == 28
    assert all(8152 in pair or pair[2] == 1990 for pair in absent)


def test_the_record_s_duties_agree_with_the_dyad_year_file_but_for_phases_and_unifications(
    built: duckdb.DuckDBPyConnection,
) -> None:
    left = built.execute(
        """
        with owed as (
            select distinct actor as a, toward as b, 'atop-' || duty as indicator, year
            from obligation, unnest(range(year(start), least(coalesce(year("end"), 2018), 2018) + 1)) as t(year)
            where source = 'atop'
        ), shown as (
            select a, b, indicator, year, max(value) as value
            from pair_figure, unnest(range(year(start), year("end") + 1)) as t(year) where source = 'atop' group by all
        )
        select a, b, year from owed full join shown using (a, b, indicator, year)
        where (owed.a is not null) <> (coalesce(value, 0) = 1)
        """
    ).fetchall()
    phases = [row for row in left if row[2] in (1857, 1888, 1905)]
    assert len(phases) == 15
    # In the years in which code 345 passes from one key to another the columns know the year, the duties the day.
    passed = [row for row in left if row[2] not in (1857, 1888, 1905)]
    assert len(passed) == 10
    assert all(year in (1918, 2006) and {"SRB", "YUG"} & {a, b} for a, b, year in passed)


def test_the_columns_for_panels_are_the_dyad_year_file_s(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    dyads = dyad_years(mirror)
    for place, indicator in enumerate(("defense", "offense", "neutrality", "nonaggression", "consultation")):
        found = dict(
            built.execute(
                """select value, count(*) from (
                select a, b, year, max(value) as value
                from pair_figure, unnest(range(year(start), year("end") + 1)) as t(year)
                where source = 'atop' and indicator = ? group by all) group by 1""",
                [f"atop-{indicator}"],
            ).fetchall()
        )
        ones = sum(shown[place] for shown in dyads.values())
        # Germany's two codes are one key, and so are Yemen's: their rows of 1990 with the same partner count once.
        twice = [pair for pair in dyads if _twin(pair) != pair and _twin(pair) in dyads]
        # Code 345 passes from one key to another in 1918 and in 2006: a row of that year is of the one, and then of the other.
        passed = [pair for pair in dyads if 345 in pair[:2] and pair[2] in (1918, 2006)]
        assert found[0] + found[1] == len(dyads) - len(twice) + len(passed)
        assert found[1] == ones - sum(min(dyads[pair][place], dyads[_twin(pair)][place]) for pair in twice) + sum(
            dyads[pair][place] for pair in passed
        )
    assert len(dyads) == 273_296


def _twin(pair: Pair) -> Pair:
    later = {260: 255, 678: 679}
    return later.get(pair[0], pair[0]), later.get(pair[1], pair[1]), pair[2]


def test_a_pact_is_called_by_the_most_it_promises(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    expected: dict[str, int] = {}
    with gzip.open(mirror / "atop" / "atop5_1a.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        kind = (
            "alliance"
            if "1" in (row["defense"], row["offense"])
            else "neutrality-pact"
            if row["neutral"] == "1"
            else "nonaggression-pact"
            if row["nonagg"] == "1"
            else "consultation-pact"
        )
        expected[kind] = expected.get(kind, 0) + 1
    found = built.execute("select kind, count(*) from agreement where source = 'atop' group by 1").fetchall()
    assert dict(found) == expected
    assert expected["alliance"] == 294
    for name, kind in (
        ("atop:3705", "nonaggression-pact"),
        ("atop:3740", "nonaggression-pact"),
        ("atop:3180", "alliance"),
    ):
        assert built.execute("select kind from agreement where agreement = ?", [name]).fetchall() == [(kind,)]


def _of_file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "atop" / name, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_institutionalisation_is_that_of_the_phase_in_force(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    """On the day on which each phase begins, and on the last of which nothing is followed, stands its value."""
    phases: dict[tuple[str, int], list[date]] = defaultdict(list)
    for row in members(mirror):
        phases[row["atopid"], int(row["phase"])].append(
            date(int(row["yrent"]), int(row["moent"]), int(row["dayent"] or 1))
        )
    rows = built.execute(
        """select agreement, start, coalesce("end", date '2018-12-31'), value, source_row from agreement_figure
        where source = 'atop' and indicator = 'military-institutionalisation'"""
    ).fetchall()
    held: dict[str, list[tuple[date, date, float]]] = defaultdict(list)
    for agreement, start, end, value, source_row in rows:
        assert source_row.startswith("atopinst5_1.csv.gz:")
        held[agreement].append((start, end, value))
    coded = 0
    for row in _of_file(mirror, "atopinst5_1.csv.gz"):
        phase = round(10 * (float(row["atopidphase"]) - float(row["atopid"])))  # 4100.2998 is phase 3
        begins = min(phases[row["atopid"], phase])
        found = [value for start, end, value in held[f"atop:{row['atopid']}"] if start <= begins <= end]
        # Two successors of Czechoslovakia, each with a phase of its own, share their first day and the value.
        assert found == ([float(row["milinst"])] if row["milinst"] else []), row
        coded += bool(row["milinst"])
    assert coded == 849 - 6
    assert sum(len(entries) for entries in held.values()) == 794
    assert sum(len(entries) > 1 for entries in held.values()) == 11
    assert held["atop:3180"] == [
        (date(1949, 4, 4), date(1951, 6, 18), 1.0),
        (date(1951, 6, 19), date(2018, 12, 31), 2.0),
    ]


def test_a_treaty_that_is_not_coded_has_no_figure(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    blank = {row["atopid"] for row in _of_file(mirror, "atopinst5_1.csv.gz") if not row["milinst"]}
    assert blank == {"3485", "3700", "3748", "3843", "3975", "4915"}
    without = built.execute(
        """select agreement from agreement where source = 'atop' and agreement not in (
        select agreement from agreement_figure where indicator = 'military-institutionalisation')"""
    ).fetchall()
    assert {agreement for (agreement,) in without} == {f"atop:{number}" for number in blank}


def test_latent_depth_is_the_publisher_s(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = {
        agreement: cells
        for agreement, *cells in built.execute(
            """select agreement, value, low, high, start, "end", source_row from agreement_figure
            where source = 'atop' and indicator = 'latent-depth'"""
        ).fetchall()
    }
    days = {
        agreement: (start, end)
        for agreement, start, end in built.execute(
            "select agreement, start, \"end\" from agreement where source = 'atop'"
        ).fetchall()
    }
    rows = _of_file(mirror, "atop-milsup-latent-depth.csv.gz")
    assert set(found) == {f"atop:{row['atopid']}" for row in rows} and len(rows) == 289
    for line, row in enumerate(rows, 2):
        value, low, high, start, end, source_row = found[f"atop:{row['atopid']}"]
        mean, error = float(row["latent.depth.mean"]), float(row["latent.depth.sd"])
        assert value == mean and abs(float(row["latent.depth.var"]) - error**2) < 1e-12
        assert abs(low - (mean - 1.645 * error)) < 1e-12 and abs(high - (mean + 1.645 * error)) < 1e-12
        assert (start, end) == days[f"atop:{row['atopid']}"]
        assert source_row == f"atop-milsup-latent-depth.csv.gz:{line}"


def test_latent_depth_is_of_treaties_with_military_support(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    without = built.execute(
        """select agreement from agreement where source = 'atop' and kind = 'alliance' and agreement not in (
        select agreement from agreement_figure where indicator = 'latent-depth') order by 1"""
    ).fetchall()
    assert [agreement for (agreement,) in without] == [f"atop:{number}" for number in (1323, 1358, 1362, 4392, 4678)]
    kinds = built.execute(
        """select distinct kind from agreement join agreement_figure using (agreement)
        where indicator = 'latent-depth'"""
    ).fetchall()
    assert kinds == [("alliance",)]


@pytest.mark.parametrize(
    ("agreement", "name"),
    [
        ("atop:2005", "ATOP 2005: Germany, Ottoman Empire"),
        ("atop:3180", "ATOP 3180: Belgium, Canada, Denmark and 26 more"),
        ("atop:3285", "ATOP 3285: Albania, Bulgaria, Czechoslovakia and 5 more"),
    ],
)
def test_a_name_is_made_of_the_parties_as_they_were_called_then(
    built: duckdb.DuckDBPyConnection, agreement: str, name: str
) -> None:
    assert built.execute("select name from agreement where agreement = $1", [agreement]).fetchall() == [(name,)]
