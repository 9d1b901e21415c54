"""The column group of arms transfers, cell by cell against the slice of the register, summed up with plain Python."""

from __future__ import annotations

import csv
import gzip
import io
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest

from comity.catalogue.bring import bring
from comity.catalogue.build import build
from comity.model.states import state_spells
from comity.panel import dyads, stateyears

NAME = "sipri-arms-transfers"
FIRST, LAST = 1995, 2025
#: The recipients of the slice, by their code, which is the same in both lists.
RECIPIENTS = {"Japan": 740, "Kenya": 501, "Norway": 385, "Philippines": 840, "Poland": 290, "Rwanda": 517}
#: How the register calls a supplier where comity's table of states calls it otherwise, by code (cow, gw).
SUPPLIERS: dict[str, tuple[int, int]] = {"Turkiye": (640, 640), "UAE": (696, 696)}
UNKNOWN = "unknown supplier(s)"
System = Literal["cow", "gw"]


@pytest.fixture(scope="module")
def slice_(mirror: Path) -> Path:
    (path,) = (mirror / NAME).glob("*.csv.gz")
    return path


@pytest.fixture(scope="module")
def theirs(slice_: Path) -> list[dict[str, str]]:
    lines = gzip.decompress(slice_.read_bytes()).decode("latin-1").split("\r\n")[11:]
    return list(csv.DictReader(io.StringIO("\n".join(line.removesuffix(";") for line in lines))))


@pytest.fixture(scope="module")
def home(slice_: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bring the slice as a user would bring an export, and build the record of it alone."""
    place = tmp_path_factory.mktemp("home")
    bring(NAME, slice_, home=place)
    build([NAME], home=place)
    return place


def code_of(name: str, system: System) -> int:
    """Give the code of a supplier."""
    if name in SUPPLIERS:
        return SUPPLIERS[name][system == "gw"]
    codes = {
        spell.cow if system == "cow" else spell.gw
        for spell in state_spells()
        if spell.name == name and (spell.end is None or spell.end.year >= FIRST)
    } - {None}
    (code,) = codes
    assert code is not None
    return code


def sums(theirs: list[dict[str, str]], system: System) -> dict[tuple[int, int, int], Decimal]:
    """Add up the register by supplier, recipient and year of delivery; who the supplier was is known in all that count."""
    found: dict[tuple[int, int, int], Decimal] = defaultdict(Decimal)
    for row in theirs:
        if row["Supplier"] != UNKNOWN:
            key = code_of(row["Supplier"], system), RECIPIENTS[row["Recipient"]], int(row["Delivery year"])
            found[key] += Decimal(row["TIV delivery values"])
    return found


@pytest.mark.parametrize(("system", "code"), [("cow", "ccode"), ("gw", "gwcode")])
def test_every_cell_is_the_sum_of_the_register_or_a_zero_or_unknown(
    theirs: list[dict[str, str]], home: Path, system: Any, code: str
) -> None:
    expected = sums(theirs, system)
    assert len(expected) > 250
    table = dyads(FIRST - 3, LAST, system, directed=True, home=home).add("arms").to_pandas()
    one, other, year = (table[name] for name in (f"{code}1", f"{code}2", "year"))
    covered = other.isin(RECIPIENTS.values()) & (year >= FIRST)
    assert table.loc[~covered, "tiv1"].isna().all()
    assert table.loc[covered, "tiv1"].notna().all()
    turned = one.isin(RECIPIENTS.values()) & (year >= FIRST)
    assert table["tiv2"].notna().equals(turned)
    for column, supplier, recipient in (("tiv1", one, other), ("tiv2", other, one)):
        keys = zip(supplier, recipient, year, strict=True)
        found = {key: cell for key, cell in zip(keys, table[column], strict=True) if cell > 0}
        assert found == {key: pytest.approx(float(value), abs=1e-9) for key, value in expected.items() if value}
    # What is received from the six by one another stands in both columns; nothing is lost on the way.
    assert table["tiv1"].sum() == pytest.approx(float(sum(expected.values())))
    assert (table.loc[covered, "tiv1"] == 0).sum() == covered.sum() - sum(1 for value in expected.values() if value)


@pytest.mark.parametrize(("system", "code"), [("cow", "ccode"), ("gw", "gwcode")])
def test_non_directed_pairs_hold_the_same(theirs: list[dict[str, str]], home: Path, system: Any, code: str) -> None:
    table = dyads(FIRST, LAST, system, home=home).add("arms").to_pandas()
    found: dict[tuple[int, int, int], float] = {}
    for column, supplier, recipient in (("tiv1", "1", "2"), ("tiv2", "2", "1")):
        part = table[table[column] > 0]
        keys = zip(part[f"{code}{supplier}"], part[f"{code}{recipient}"], part["year"], strict=True)
        found |= dict(zip(keys, part[column], strict=True))
    expected = sums(theirs, system)
    assert found == {key: pytest.approx(float(value), abs=1e-9) for key, value in expected.items() if value}


@pytest.mark.parametrize(("system", "code"), [("cow", "ccode"), ("gw", "gwcode")])
def test_what_each_recipient_received(theirs: list[dict[str, str]], home: Path, system: Any, code: str) -> None:
    received: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for (_, recipient, year), value in sums(theirs, system).items():
        received[recipient, year] += value
    table = stateyears(FIRST - 3, LAST, system, home=home).add("arms").to_pandas()
    known = table[table["tiv_received"].notna()]
    found = dict(zip(zip(known[code], known["year"], strict=True), known["tiv_received"], strict=True))
    years = range(FIRST, LAST + 1)
    assert found == {
        (recipient, year): pytest.approx(float(received[recipient, year]), abs=1e-9)
        for recipient in RECIPIENTS.values()
        for year in years
    }
    assert any(value == 0 for value in found.values())


def test_what_came_from_nobody_known_is_left_out(theirs: list[dict[str, str]], home: Path) -> None:
    lost = {(row["Recipient"], row["Delivery year"]): row["TIV delivery values"] for row in theirs if row["Supplier"] == UNKNOWN}  # fmt: skip
    assert lost == {("Rwanda", "2022"): "2.65", ("Philippines", "2004"): "0.08"}
    codebook = stateyears(2022, 2022, home=home).add("arms").codebook()
    assert "leaves out what came from suppliers that SIPRI does not know" in codebook


def test_the_usual_partners(home: Path) -> None:
    table = dyads(FIRST, LAST, directed=True, home=home).add("arms").to_pandas()
    to_japan = table[table["ccode2"] == 740].groupby("ccode1")["tiv1"].sum()
    assert to_japan.idxmax() == 2
    assert to_japan[2] / to_japan.sum() > 0.9
    assert to_japan[20] >= 0
    frigates = table[(table["ccode2"] == 385) & table["year"].between(2006, 2011)].groupby("ccode1")["tiv1"].sum()
    assert frigates.idxmax() == 230, "five of Spain's for Norway"
    assert table[(table["ccode1"] == 365) & (table["ccode2"] == 385)]["tiv1"].eq(0).all()
