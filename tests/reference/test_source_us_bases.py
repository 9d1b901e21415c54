"""United States sites abroad against the list, the construction file, and against where bases are known to be."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "us-bases" / name, "rt", encoding="latin-1", newline="") as handle:
        return list(csv.DictReader(handle))


def _sites(built: Any, host: str) -> dict[str, float]:
    return dict(built.execute("select unit, value from tie where layer = 'us-site' and b = ?", [host]).fetchall())


def test_every_site_is_a_place_or_set_aside(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "basedata.csv.gz")
    ((places,),) = built.execute("select count(*) from place where source = 'us-bases'").fetchall()
    ((aside,),) = built.execute(
        "select count(*) from rejected where source = 'us-bases' and file = 'basedata.csv.gz'"
    ).fetchall()
    assert (len(rows), places, aside) == (414, 382, 32)
    assert built.execute("select count(*) from place where source = 'us-bases' and state = 'USA'").fetchone() == (0,)


def test_counts_by_host_are_the_lists(mirror: Path, built: Any) -> None:
    rows = [row for row in _file(mirror, "basedata.csv.gz") if row["ccode"] not in ("2", "920")]
    bases = Counter(row["iso3c"] for row in rows if row["base"] == "1")
    for host in ("DEU", "JPN", "KOR", "ITA", "GBR", "TUR"):
        assert _sites(built, host)["bases"] == bases[host]
    for unit, column in (("bases", "base"), ("lilypads", "lilypad"), ("funded sites", "fundedsite")):
        ((total,),) = built.execute(
            "select sum(value) from tie where layer = 'us-site' and unit = ?", [unit]
        ).fetchall()
        assert total == sum(row[column] == "1" for row in rows)


def test_where_bases_are_known_to_be(built: Any) -> None:
    most = built.execute(
        "select b from tie where layer = 'us-site' and unit = 'bases' order by value desc limit 3"
    ).fetchall()
    assert {host for (host,) in most} == {"DEU", "JPN", "KOR"}
    (((lat, lon)),) = built.execute(
        "select lat, lon from place where source = 'us-bases' and name like 'Bagram%'"
    ).fetchall()
    assert (lat, lon) == (pytest.approx(34.95, abs=0.05), pytest.approx(69.26, abs=0.05))
    assert built.execute("select state from place where source = 'us-bases' and name like 'Incirlik%'").fetchall() == [
        ("TUR",)
    ]


def test_dungu_is_in_the_congo_that_it_is_in(built: Any) -> None:
    assert built.execute("select state from place where source = 'us-bases' and name = 'Dungu'").fetchall() == [
        ("COD",)
    ]
    assert _sites(built, "COG") == {}


def test_latin_1_names_are_whole(built: Any) -> None:
    assert built.execute(
        "select count(*) from place where source = 'us-bases' and name = 'Fuerte Aguayo NB, Concón'"
    ).fetchone() == (1,)


def test_the_list_has_no_beginning_and_no_second_layer_of_bases(built: Any) -> None:
    assert built.execute(
        "select count(*) from tie where source = 'us-bases' and (\"start\" is not null or layer = 'base')"
    ).fetchone() == (0,)


def test_construction_by_state_and_year(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "builddata.csv.gz")
    sums: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        if row["ccode"] not in ("2", "NA"):
            sums[row["iso3c"], int(row["year"])] += 1000 * float(row["spend_construction"])
    found = {
        (host, year): value
        for host, year, value in built.execute(
            "select b, year(\"start\"), value from pair_figure where indicator = 'us-construction'"
        ).fetchall()
    }
    assert {key: value for key, value in found.items() if key[0] != "MHL"} == pytest.approx(dict(sums))
    ((aside,),) = built.execute(
        "select count(*) from rejected where source = 'us-bases' and file = 'builddata.csv.gz'"
    ).fetchall()
    assert len(rows) == 5_532
    assert aside == 5_082 == sum(row["ccode"] in ("2", "NA") and row["countryname"] != "Kwajalein" for row in rows)
