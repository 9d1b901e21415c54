"""United Nations missions against the publisher's files and against what is known of them."""

from __future__ import annotations

import csv
import gzip
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from comity.model.states import actor_of


def _file(mirror: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(mirror / "geo-pko" / name, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _party(built: Any, mission: str, year: int) -> dict[str, float | None]:
    return dict(built.execute(
        """select actor, personnel from activity_party where source = 'geo-pko' and activity = 'geo-pko:' || ?
        and year(start) = ?""",
        [mission, year],
    ).fetchall())  # fmt: skip


def test_missions(mirror: Path, built: Any) -> None:
    located = {row["mission"] for row in _file(mirror, "FrontMap_v.2.3.csv.gz")}
    manned = {row["mission"] for row in _file(mirror, "TCCMap_v.2.3.csv.gz")}
    found = {row[0] for row in built.execute("select name from activity where source = 'geo-pko'").fetchall()}
    assert found == located | manned
    assert (len(located), len(manned)) == (52, 34)
    contributed = built.execute(
        "select count(distinct activity) from activity_party where source = 'geo-pko'"
    ).fetchone()
    assert contributed == (34,)
    assert not {"AMISOM", "EUFOR", "KFOR", "ISAF", "AMIS", "ECOMOG", "UNITAF"} & found


def test_contributors_against_a_plain_count(mirror: Path, built: Any) -> None:
    """Counted by brackets instead of the reader's pattern: as many contributors as ``No.TCC`` says."""
    rows = _file(mirror, "TCCMap_v.2.3.csv.gz")
    nobody = italians = 0
    for row in rows:
        names = [part.rpartition(" (")[0] for part in re.split(r"\), ", row["year.overview"])]
        assert len(names) == int(row["No.TCC"])
        nobody += sum(name in ("TCC name unknown", "Multinational", "Un") for name in names)
        if row["mission"] == "UNIFIL" and row["year"] == "2007":
            for size in re.findall(r"Italy \((\d+)\)", row["year.overview"]):
                italians += int(size)
    assert built.execute("select count(*) from rejected where source = 'geo-pko'").fetchone() == (nobody,) == (232,)
    assert _party(built, "UNIFIL", 2007)["ITA"] == italians == 35


def test_minusma_2018(built: Any) -> None:
    party = _party(built, "MINUSMA", 2018)
    known = sorted((actor for actor, size in party.items() if size), key=lambda actor: -(party[actor] or 0))
    assert set(known[:3]) == {"BFA", "BGD", "TCD"}
    assert party["BFA"] == 150 + 1100 + 150 + 150 + 1100
    assert 10_000 < sum(size for size in party.values() if size) < 20_000


def test_an_unknown_size_makes_the_sum_unknown(mirror: Path, built: Any) -> None:
    rows = _file(mirror, "TCCMap_v.2.3.csv.gz")
    overview = "; ".join(r["year.overview"] for r in rows if r["mission"] == "MINUSCA" and r["year"] == "2017")
    assert "Rwanda (1100)" in overview
    assert "Rwanda (size unknown)" in overview
    assert _party(built, "MINUSCA", 2017)["RWA"] is None


def test_sizes_are_as_far_from_the_counts_of_the_un_as_the_warning_says(mirror: Path, built: Any) -> None:
    counted: dict[tuple[str, int], float] = {}
    path = mirror / "ipi-peacekeeping" / "ipi_contributor_month.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            year = int(row["Date"][:4])
            actor = actor_of("name", row["Contributor"], date(year, 12, 31))
            if actor and row["Troops"] not in ("", "NA"):
                counted[actor, year] = max(counted.get((actor, year), 0), float(row["Troops"]))
    summed = built.execute(
        """select actor, year(start), sum(personnel) from activity_party where source = 'geo-pko'
        group by all having count(*) = count(personnel) and year(start) <= 2013"""
    ).fetchall()
    ratios = sorted(size / counted[actor, year] for actor, year, size in summed if counted.get((actor, year), 0) >= 300)
    assert len(ratios) > 400
    low, middle, high = (ratios[int(len(ratios) * share)] for share in (0.05, 0.5, 0.95))
    assert (low, middle, high) == (
        pytest.approx(0.25, abs=0.03),
        pytest.approx(1.1, abs=0.1),
        pytest.approx(2.5, abs=0.2),
    )
    assert counted["ITA", 2007] == 2_533


def test_short_names(built: Any) -> None:
    assert _party(built, "MINUSCA", 2015) | {"COG": 800, "COD": 800} == _party(built, "MINUSCA", 2015)
    assert "caricom" in _party(built, "UNMIH", 1995)
    assert "GBR" in _party(built, "UNPROFOR", 1995)
    korea = built.execute("select count(*) from activity_party where source = 'geo-pko' and actor = 'KOR'").fetchone()[
        0
    ]
    assert korea > 20


def test_the_span_is_that_of_the_data(built: Any) -> None:
    found = built.execute("""select name, start, "end" from activity where source = 'geo-pko'""").fetchall()
    span = {name: (start, end) for name, start, end in found}
    assert span["UNFICYP"] == (None, None)
    assert span["UNMIL"] == (date(2003, 1, 1), date(2018, 12, 31))
    assert span["MINUSCA"] == (date(2014, 1, 1), None)


@pytest.mark.parametrize(
    ("place", "state"), [("MINUSMA/Kidal", "MLI"), ("UNIFIL/Naqoura", "LBN"), ("MONUSCO/Goma", "COD")]
)
def test_sites(built: Any, place: str, state: str) -> None:
    found = built.execute("select state, lat, lon from place where place = 'geo-pko:' || ?", [place]).fetchall()
    assert [row[0] for row in found] == [state]


def test_every_located_point_is_one_site(mirror: Path, built: Any) -> None:
    points = {
        (row["mission"], row["location"], row["latitude"], row["longitude"])
        for row in _file(mirror, "FrontMap_v.2.3.csv.gz")
    }
    count = built.execute("select count(*) from place where source = 'geo-pko' and kind = 'mission site'").fetchone()
    assert count == (len(points),)
