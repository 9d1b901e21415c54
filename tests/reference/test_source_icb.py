"""ICB in the record against its files, read anew with plain Python, and against what is known of famous crises."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from comity.sources.icb.read import spell_name


def published(mirror: Path, name: str) -> list[dict[str, str]]:
    text = gzip.decompress((mirror / "icb" / name).read_bytes()).decode("latin-1").removeprefix("ï»¿")
    return list(csv.DictReader(io.StringIO(text)))


def test_rows_in_and_out(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    crises, actors = published(mirror, "icb1v13.csv.gz"), published(mirror, "icb2v13.csv.gz")
    assert (len(crises), len(actors)) == (482, 1065)
    assert built.execute("select count(*) from incident where source = 'icb'").fetchone() == (481,)
    assert built.execute("select count(*) from incident_party where source = 'icb'").fetchone() == (1061,)
    assert built.execute(
        "select file, count(*) from rejected where source = 'icb' group by 1 order by 1"
    ).fetchall() == [
        ("icb1v13.csv.gz", 1),
        ("icb2v13.csv.gz", 4),
    ]


def test_the_byte_order_mark_before_a_latin_1_body_is_no_part_of_a_name(mirror: Path) -> None:
    raw = gzip.decompress((mirror / "icb" / "icb1v13.csv.gz").read_bytes())
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "icb1" in published(mirror, "icb1v13.csv.gz")[0]


def test_cuban_missile_crisis(built: duckdb.DuckDBPyConnection) -> None:
    assert built.execute(
        """select name, start, "end", intensity, scale from incident where incident = 'icb:196'"""
    ).fetchone() == ("Cuban Missiles", date(1962, 10, 16), date(1962, 11, 20), 2, "icb-violence")
    assert built.execute(
        "select actor, start, side from incident_party where incident = 'icb:196' order by actor"
    ).fetchall() == [
        ("CUB", date(1962, 10, 22), None),
        ("RUS", date(1962, 10, 22), None),
        ("USA", date(1962, 10, 16), None),
    ]


def test_levels_of_violence_are_the_publisher_s(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    counted = Counter(row["viol"] for row in published(mirror, "icb1v13.csv.gz") if row["viol"])
    found = built.execute("select intensity, count(*) from incident where source = 'icb' group by 1").fetchall()
    assert {str(int(level)): count for level, count in found} == counted


def test_every_day_lies_within_what_is_coded(mirror: Path, built: duckdb.DuckDBPyConnection) -> None:
    found = dict(built.execute("select incident, (start, \"end\") from incident where source = 'icb'").fetchall())
    partial = 0
    for row in published(mirror, "icb1v13.csv.gz"):
        if row["crisno"] == "474":
            continue
        start, end = found[f"icb:{row['crisno']}"]
        assert (start.year, start.month) == (int(row["yrtrig"]), int(row["motrig"]))
        if row["datrig"] and int(row["datrig"]) <= 31:
            assert start.day == int(row["datrig"])
        else:
            partial += 1
            assert start.day == 1
        if row["daterm"] and int(row["daterm"]) <= 31:
            assert end == date(int(row["yrterm"]), int(row["moterm"]), int(row["daterm"]))
        elif row["yrterm"]:
            assert end.year == int(row["yrterm"])
            assert end > date(end.year, int(row["moterm"] or 12), 27)
        else:
            assert end is None
    assert partial == 3 + 7 + 7 + 2  # blank, 66, 77 and 88; the fourth blank is crisis 474


def test_codes_are_gleditsch_and_ward_s(built: duckdb.DuckDBPyConnection) -> None:
    later = built.execute(
        "select count(*) from incident_party where source = 'icb' and actor = 'DEU' and start >= '1991-01-01'"
    ).fetchone()
    assert later is not None and later[0] > 0  # 260 after 1990, which the COW list does not have
    assert built.execute(
        "select count(*) from incident_party where source = 'icb' and actor = 'YEM' and start between '1994-01-01' and '1995-12-31'"
    ).fetchone() != (0,)


@pytest.mark.parametrize(
    ("capitals", "spelled"),
    [
        ("CUBAN MISSILES", "Cuban Missiles"),
        ("FALL OF ITALY", "Fall of Italy"),
        ("ECUADOR/PERU BDR. III", "Ecuador/Peru Border III"),
        ("ECUADOR/PERUBDR. IV", "Ecuador/Peru Border IV"),
        ("CHINA/INDIA BRD. I", "China/India Border I"),
        ("RHODESIA'S UDI", "Rhodesia's UDI"),
        ("COTE D'IVOIRE PRESIDENTIAL CRISIS", "Cote d'Ivoire Presidential Crisis"),
        ("EC-121 SPY PLANE", "EC-121 Spy Plane"),
        ("FAILED ASS. VENEZUELA", "Failed Assassination Venezuela"),
        ("YUGOSLAVIA II: BOSNIA", "Yugoslavia II: Bosnia"),
    ],
)
def test_names_are_spelled(capitals: str, spelled: str) -> None:
    assert spell_name(capitals) == spelled
