"""What a panel is written as: read back by others it is the same, whole or not there, and the same bytes each time."""

from __future__ import annotations

import json
import os
import re
import shlex
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from comity.cli.panels import make_plan
from comity.model.errors import BadRequest, CannotWrite, NoRecord, NotHere
from comity.panel import Panel, dyads, kads, leaderyears, stateyears
from comity.panel.citing import held
from comity.panel.codebook import codebook, count_rows, label
from comity.panel.command import command
from comity.panel.group import Column, Computed, Cover, Filled, Grid, Group, Runs, Values, groups
from comity.panel.look import Look
from comity.panel.outputs import together
from comity.panel.rows import Rows
from comity.panel.sheet import MOST_ROWS, _letters
from comity.panel.stata import stata_names
from full_disk import small_files

ENDINGS = (".parquet", ".csv", ".dta", ".xlsx", ".zip", ".dta.zip", ".csv.zip")
KINDS = {2: "two & “more”", 5: "five", 120: "beyond a byte"}
TEXTS = ("=1+1", 'a "quoted", <b>&</b> text', "Ελλάδα", " spaces ")


def load(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
    """Give cells of every type, with gaps, that differ from state to state."""
    axis = look.axis
    place, period = np.indices((axis.states, axis.periods))
    known = ((place + period) % 3 > 0) & axis.present
    pairs = np.flatnonzero(axis.present.all(axis=1))[:4].astype(np.int32)
    a, b = (array.ravel() for array in np.meshgrid(pairs, pairs))
    apart = a != b
    a, b = a[apart], b[apart]
    first, last = np.zeros(len(a), np.int32), np.full(len(a), axis.periods - 1, np.int32)

    def make(rows: Rows, *sides: int) -> Filled:
        return (rows.flat[sides[0]] * 1000.0 + rows.flat[sides[1]]) / 7, None

    return {
        ("state", "real"): Grid(place * 1.25 + period / 3, known),
        ("state", "whole"): Grid(place * 1_000_003.0, known),
        ("state", "code"): Grid(np.take([2, 5, 120], place % 3).astype(float), known),
        ("state", "yes"): Grid((place % 2).astype(float), axis.present),
        ("state", "word"): Grid((place % 4).astype(float), known, TEXTS),
        ("state", "small"): Grid(place * 37 % 128 * 1.0, axis.present),
        ("pair", "sent"): Runs(a, b, first, last, (a * 10 + b).astype(float), Cover(axis.present)),
        ("pair", "tied"): Runs(a, b, first, last, np.ones(len(a)), None),
        ("pair", "made"): Computed(make),
    }


INVENTED = Group(
    title="Invented",
    sources=("almanac",),
    columns=(
        Column("real", "a real number, km"),
        Column("whole", "a whole number", type="int32"),
        Column("code", "a code", type="int8", values=KINDS),
        Column("yes", "yes or no", type="int8", binary=True, zero=True),
        Column("word", "a text", type="text"),
        Column("small", "a small number that ends beyond Stata's bytes", type="int8"),
        Column("sent", "sent by 1 to 2", "pair", "int16", sided=True),
        Column("tied", "tied", "pair", "int8", binary=True, zero=True),
        Column("made", "made for the row", "pair", keep=False),
    ),
    load=load,
    options={"order": ("one,two,three",), "way": ("this", "that")},
    about="A judgement.",
)
PARTLY = Group(
    title="Partly there",
    sources=("almanac", "atop"),
    columns=(Column("real", "the same name again"),),
    load=lambda look, options: {("state", "real"): load(look, options)["state", "real"]},
    any_of=True,
)


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    real = groups()
    monkeypatch.setattr("comity.panel.group.groups", lambda: {**real, "invented": INVENTED, "partly": PARTLY})


@pytest.fixture
def plan(almanac_home: Path) -> Panel:
    return stateyears(2000, 2003, home=almanac_home).add("invented")


@pytest.fixture
def pairs(almanac_home: Path) -> Panel:
    return dyads(1900, 1901, directed=True, home=almanac_home).add("invented", keep="all")


def plain(table: pa.Table) -> pd.DataFrame:
    """Give what must come back: texts as texts, and everything else as a float with its gaps."""
    found = {}
    for name in table.column_names:
        column = table.column(name)
        text = pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
        found[name] = column.cast(pa.string() if text else pa.float64()).to_pandas()
    return pd.DataFrame(found)


def as_read(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Bring what was read to the types of what must come back; an empty text is none."""
    found = {}
    for name in frame.columns:
        if like[name].dtype.kind == "f":
            found[name] = frame[name].astype("float64")
        else:
            found[name] = frame[name].astype(like[name].dtype).where(frame[name].notna() & (frame[name] != ""))
    return pd.DataFrame(found)


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return duckdb.sql(f"select * from '{path}'").df()
    if path.suffix == ".csv":
        return pd.read_csv(path)
    if path.suffix == ".dta":
        return pd.read_stata(path, convert_categoricals=False)
    return pd.read_excel(path, sheet_name="panel", engine="openpyxl")


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".dta", ".xlsx"])
@pytest.mark.parametrize("unit", ["plan", "pairs"])
def test_what_is_read_back_is_what_was_there(
    ending: str, unit: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    panel = request.getfixturevalue(unit)
    path = tmp_path / f"x{ending}"
    assert panel.write(path) == [path, tmp_path / f"x{ending}.codebook.md", tmp_path / f"x{ending}.bib"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(
        [path.name, f"{path.name}.bib", f"{path.name}.codebook.md"]
    )
    like = plain(panel.to_arrow())
    assert like.isna().any().any() and like["real" if unit == "plan" else "real1"].notna().any()
    pd.testing.assert_frame_equal(as_read(read(path), like), like, check_exact=True)


def test_panels_in_several_batches(pairs: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    like = plain(pairs.to_arrow())
    monkeypatch.setattr("comity.panel.outputs.AT_ONCE", 500)
    monkeypatch.setattr("comity.panel.sheet.AT_ONCE", 77)
    assert len(list(pairs.batches(500))) > 5
    for ending in (".parquet", ".csv", ".dta", ".xlsx"):
        path = tmp_path / f"x{ending}"
        pairs.write(path)
        pd.testing.assert_frame_equal(as_read(read(path), like), like, check_exact=True)


def test_asked_twice_it_is_the_same_bytes(plan: Panel, pairs: Panel, tmp_path: Path) -> None:
    made: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for ending in ENDINGS:
            plan.write(folder / f"s{ending}")
        for ending in (".parquet", ".dta", ".zip"):
            pairs.write(folder / f"d{ending}")
        made.append({entry.name: entry.read_bytes() for entry in folder.iterdir()})
        time.sleep(2.1)  # a zip tells times by two seconds
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


# -- Stata


def test_stata_has_labels_types_and_missing_values(pairs: Panel, tmp_path: Path) -> None:
    pairs.write(tmp_path / "x.dta")
    with pd.io.stata.StataReader(tmp_path / "x.dta") as reader:
        frame = reader.read(convert_categoricals=False, preserve_dtypes=True)
        labels, values = reader.variable_labels(), reader.value_labels()
        assert "dyad-year" in reader.data_label
    assert labels["ccode1"] == "Correlates of War code of state 1"
    assert labels["real2"] == "a real number, km (state 2)"
    assert labels["sent2"] == "sent by 1 to 2 (2 to 1)"
    assert max(len(text) for text in labels.values()) <= 80
    assert values == {"code1": KINDS, "code2": KINDS}
    table = pairs.to_arrow()
    for name in ("whole1", "code2", "tied", "real1"):
        assert frame[name].isna().sum() == table.column(name).null_count > 0, name
    assert frame["small1"].max() == table.to_pandas()["small1"].max() > 100, (
        "Stata takes 101 to 127 of a byte for missing"
    )
    categories = pd.read_stata(tmp_path / "x.dta")["code1"].dropna().unique()
    assert set(categories) == set(KINDS.values())


def test_stata_finds_every_part_where_the_map_says(plan: Panel, tmp_path: Path) -> None:
    plan.write(tmp_path / "x.dta")
    data = (tmp_path / "x.dta").read_bytes()
    begun = data.index(b"<map>") + 5
    places = struct.unpack("<14Q", data[begun : begun + 14 * 8])
    tags = (
        "stata_dta", "map", "variable_types", "varnames", "sortlist", "formats", "value_label_names", "variable_labels",
        "characteristics", "data", "strls", "value_labels", "/stata_dta",
    )  # fmt: skip
    for tag, place in zip(tags, places, strict=False):
        assert data[place:].startswith(f"<{tag}>".encode()), tag
    assert places[-1] == len(data)
    count = struct.unpack("<Q", data[data.index(b"<N>") + 3 :][:8])
    assert count == (plan.to_arrow().num_rows,)


def test_a_panel_without_rows(plan: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = plan.where("yes")
    assert 0 < kept.to_arrow().num_rows < plan.to_arrow().num_rows
    nothing = plan.to_arrow().slice(0, 0)
    monkeypatch.setattr(Panel, "batches", lambda self, at_most=0: iter([nothing]))
    for ending in (".parquet", ".csv", ".dta", ".xlsx"):
        plan.write(tmp_path / f"x{ending}")
        found = read(tmp_path / f"x{ending}")
        assert list(found.columns) == plan.names
        assert len(found) == 0


def test_values_that_stata_takes_for_missing_are_refused(
    plan: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beyond(look: Look, options: Mapping[str, str]) -> Mapping[tuple[str, str], Values]:
        found = dict(load(look, options))
        grid = found["state", "code"]
        assert isinstance(grid, Grid)
        found["state", "yes"] = Grid(np.full_like(grid.value, 101.0), look.axis.present)
        return found

    real = groups()
    monkeypatch.setattr("comity.panel.group.groups", lambda: {**real, "invented": replace(INVENTED, load=beyond)})
    with pytest.raises(BadRequest, match="“yes” has a value that Stata takes for missing"):
        plan.write(tmp_path / "x.dta")
    assert list(tmp_path.iterdir()) == []


def test_names_that_stata_does_not_take() -> None:
    long = "a" * 40
    found = stata_names(["cinc1", long, long + "b", "if", "two words", "9th", "str12", "_all", "A-b"])
    assert found["cinc1"] == "cinc1"
    assert found[long] == "a" * 32
    assert found[long + "b"] == "a" * 30 + "_2"
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,31}", name) for name in found.values())
    assert not {"if", "str12", "_all"} & set(found.values())


# -- Excel


def test_excel_has_a_sheet_of_what_the_columns_are(plan: Panel, tmp_path: Path) -> None:
    plan.write(tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["panel", "columns"]
    assert [cell.value for cell in book["columns"][5]] == ["whole", "a whole number", "int32", "invented"]
    cells = {cell.data_type for row in book["panel"].iter_rows(min_row=2) for cell in row}
    assert "f" not in cells, "a text has become a formula"
    assert cells >= {"n", "s"} or cells >= {"n", "inlineStr"}
    raw = ZipFile(tmp_path / "x.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="A2"><v>2</v></c>' in raw


def test_letters_of_columns() -> None:
    assert [_letters(place) for place in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_what_no_sheet_holds_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """There is no record at all: whoever began to compute would say so."""
    large = dyads(1816, 2020, directed=True, home=tmp_path / "nowhere")
    for name in ("x.xlsx", "x.xlsx.zip"):
        with pytest.raises(BadRequest, match=r"has 2,063,610 rows, and a sheet of Excel takes 1,048,575"):
            large.write(tmp_path / name)
    with pytest.raises(NoRecord):
        dyads(2019, 2020, home=tmp_path / "nowhere").write(tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_rows_beyond_the_sheet_that_nobody_could_foresee(
    plan: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.panel.sheet.MOST_ROWS", 10)
    with pytest.raises(BadRequest, match="a sheet of Excel takes 10"):
        plan.where("yes").write(tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
    assert MOST_ROWS == 2**20 - 1


# -- rows are counted without being made


@pytest.mark.parametrize("system", ["cow", "gw"])
@pytest.mark.parametrize(("first", "last"), [(1816, 1817), (1859, 1872), (1989, 1993), (2025, 2025)])
def test_rows_are_counted(system: Any, first: int, last: int, almanac_home: Path) -> None:
    for panel in (
        stateyears(first, last, system, home=almanac_home),
        stateyears(first, last, system, by="month", home=almanac_home),
        dyads(first, last, system, home=almanac_home),
        dyads(first, last, system, directed=True, home=almanac_home),
        kads(first, first, 3, system, among=("Italy", "France", "Russia", "United Kingdom"), home=almanac_home),
        kads(first, last, 3, system, sample=50, home=almanac_home),
    ):
        assert count_rows(panel) == panel.to_arrow().num_rows, panel.unit
    assert (
        count_rows(dyads(1990, 1990, system, by="month"))
        == dyads(1990, 1990, system, by="month", home=almanac_home).to_arrow().num_rows
    )
    assert count_rows(stateyears(first, last).add("invented").where("yes")) is None
    assert count_rows(leaderyears(1990, 1991)) is None


# -- whole or not at all


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_disk_that_is_full_leaves_what_was_there(ending: str, plan: Panel, tmp_path: Path) -> None:
    path = tmp_path / f"x{ending}"
    path.write_bytes(b"old")
    with pytest.raises(CannotWrite) as caught, small_files():
        plan.write(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_fault_in_the_middle_leaves_what_was_there(
    ending: str, pairs: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Panel.batches

    def breaks(self: Panel, at_most: int = 0) -> Iterator[pa.Table]:
        yield next(iter(real(self, 200)))
        raise KeyboardInterrupt

    monkeypatch.setattr(Panel, "batches", breaks)
    path = tmp_path / f"x{ending}"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        pairs.write(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_of_several_files_all_appear_or_none(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("old")
    with pytest.raises(ZeroDivisionError), together(one, two) as (first, second):
        first.write_text("new")
        second.write_text("new")
        raise ZeroDivisionError
    assert one.read_text() == "old"
    assert list(tmp_path.iterdir()) == [one]
    with together(one, two) as (first, second):
        first.write_text("new")
        second.write_text("new")
        assert one.read_text() == "old"
        assert not two.exists()
    assert [one.read_text(), two.read_text()] == ["new", "new"]
    assert sorted(tmp_path.iterdir()) == [one, two]


def test_what_one_that_was_killed_left_goes_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x[1].csv"
    left, quick, other = (tmp_path / name for name in (".x[1].csv.0a.tmp", ".x[1].csv.0b.tmp", ".x1.csv.0c.tmp"))
    for folder in (left, quick, other):
        folder.mkdir()
        (folder / "x.csv").write_text("half")
    with together(path) as (made,):
        live = made.parent
        for folder in (left, other, live):
            os.utime(folder, (0, 0))
        with together(path) as (again,):
            assert not left.exists(), "nobody holds it"
            assert live.is_dir(), "another is at work on it"
            assert quick.is_dir(), "it may just have begun"
            again.write_text("second")
        made.write_text("first")
    assert path.read_text() == "first"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted([quick.name, other.name, path.name])


def test_places_that_cannot_be_written(plan: Panel, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="Make the folder first"):
        plan.write(tmp_path / "nowhere" / "x.csv")
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(CannotWrite, match="is a folder where a file is needed"):
        plan.write(tmp_path / "x.csv")
    (tmp_path / "y.csv.bib").mkdir()
    with pytest.raises(CannotWrite, match="is a folder where a file is needed"):
        plan.write(tmp_path / "y.csv")
    with pytest.raises(CannotWrite, match=r"y\.csv\.bib is a folder where a file is needed"):
        plan.write(tmp_path / "y.csv")
    for name in ("n" * 250 + ".csv", "日本" * 60 + ".zip"):
        with pytest.raises(BadRequest, match="is too long"):
            plan.write(tmp_path / name)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["x.csv", "y.csv.bib"]
    if Path("/proc/self").is_dir():
        with pytest.raises(CannotWrite, match="may not be written to"):
            plan.write(Path("/proc/x.csv"))


def test_endings(plan: Panel, tmp_path: Path) -> None:
    for name in ("x", "x.sav", "x.parquet.gz", ".csv"):
        with pytest.raises(BadRequest, match=r"ends in none of \.parquet, \.csv"):
            plan.write(tmp_path / name)
    assert plan.write(tmp_path / "X.CSV")[0].name == "X.CSV"


# -- in one


def test_a_zip_has_all_that_belongs_to_it(plan: Panel, tmp_path: Path) -> None:
    assert plan.write(tmp_path / "x.zip") == [tmp_path / "x.zip"]
    plan.write(tmp_path / "x.parquet")
    with ZipFile(tmp_path / "x.zip") as archive:
        assert archive.namelist() == ["panel.parquet", "codebook.md", "citation.bib", "versions.json", "command.txt"]
        assert archive.testzip() is None
        assert archive.read("panel.parquet") == (tmp_path / "x.parquet").read_bytes()
        assert archive.read("codebook.md") == (tmp_path / "x.parquet.codebook.md").read_bytes()
        assert archive.read("citation.bib") == (tmp_path / "x.parquet.bib").read_bytes()
        assert json.loads(archive.read("versions.json")) == plan.versions()
        assert archive.read("command.txt").decode().startswith("comity panel state-year --from 2000 --to 2003")
    plan.write(tmp_path / "x.dta.zip")
    with ZipFile(tmp_path / "x.dta.zip") as archive:
        assert "panel.dta" in archive.namelist()


# -- codebook, citation, versions, command


def test_the_codebook_says_all_of_it(plan: Panel, tmp_path: Path) -> None:
    plan.add("invented", assume_zero=True, way="that", order="three,one").where("yes").write(tmp_path / "x.csv")
    text = (tmp_path / "x.csv.codebook.md").read_text(encoding="utf-8")
    rows = len(read(tmp_path / "x.csv"))
    for said in (
        "# Codebook: state-year panel, 2000 to 2003",
        "the Correlates of War list (cow)",
        f"**Rows**: {rows:,}",
        "`invented.way` = that (by default this)",
        "`invented.order` = three,one (by default one,two,three)",
        "**0 was assumed where nobody looked** (`assume_zero`) in `yes` of invented",
        "`yes` is known to be 1",
        "| `code` | a code | int8 | 2 two & “more”; 5 five; 120 beyond a byte | invented |",
        "| `yes` | yes or no | int8 | 0 no; 1 yes | invented | all |",
        "## Group invented: Invented",
        "A judgement.",
        "### almanac: ",
        "**Licence**",
        "It has looked at:",
        "Warnings:",
    ):
        assert said in text, said
    known = re.search(r"\| `real` \| .* \| ([\d,]+) \|$", text, re.MULTILINE)
    assert known is not None
    assert int(known[1].replace(",", "")) == read(tmp_path / "x.csv")["real"].notna().sum()


def test_the_codebook_of_a_plan_that_was_not_written(plan: Panel) -> None:
    text = plan.codebook()
    assert f"**Rows**: {plan.to_arrow().num_rows:,}" in text
    assert "by default" in text
    assert "assume" not in text


def test_months_of_an_annual_source_are_said_to_repeat(almanac_home: Path) -> None:
    months = stateyears(2000, 2001, by="month", home=almanac_home).add("invented").codebook()
    assert "**the year's value is repeated in each of its months**" in months
    assert "repeated" not in stateyears(2000, 2001, home=almanac_home).add("invented").codebook()


def test_a_source_that_is_not_in_the_record_is_said_to_be_missing(plan: Panel) -> None:
    both = plan.add("partly")
    assert "atop: **not in the record**" in both.codebook()
    assert "atop" not in both.versions()
    assert "leeds" not in both.cite()
    assert {"invented_real", "partly_real"} <= set(both.names), "one name for two columns"


def test_the_citation_is_bibtex_of_what_was_used(plan: Panel) -> None:
    text = plan.cite()
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)
    assert len(keys) == len(set(keys)) == text.count("\n@") + 1
    assert {"comity", "cow_2017_states"} <= set(keys)
    assert not any("leeds" in key for key in keys)
    assert text.count("{") == text.count("}")


def test_whoever_made_the_list_of_states_is_cited(almanac_home: Path) -> None:
    assert "gleditsch_ward_1999" in stateyears(2000, 2000, "gw", home=almanac_home).cite()
    assert "gleditsch_ward_1999" not in stateyears(2000, 2000, home=almanac_home).cite()


def test_what_is_said_of_two_states_is_true_of_them(almanac_home: Path) -> None:
    def said(panel: Panel) -> dict[str, str]:
        return {entry.name: label(panel, entry) for entry in panel.columns}

    plan = dyads(2000, 2000, directed=True, home=almanac_home).add("atop", "bases", "contiguity")
    directed, either = said(plan), said(replace(plan, directed=False))
    assert directed["atop_defense"] == "1 is obliged to defend 2"
    assert either["atop_defense"] == "1 is obliged to defend 2, or the reverse"
    assert directed["base2"] == either["base2"] == "2 is publicly reported to keep a base in 1"
    assert directed["conttype"] == either["conttype"] == "type of direct contiguity, 1 closest to 5; 0 none"
    three = said(kads(2000, 2000, 3, among=("USA", "China", "Japan"), home=almanac_home).add("atop", "bases"))
    assert three["atop_consul_13"] == "1 is obliged to consult with 3, or the reverse"
    assert three["base_32"] == "3 is publicly reported to keep a base in 2"
    assert all(len(text) <= 80 for text in (*directed.values(), *either.values(), *three.values()))


def test_the_codebook_says_how_spells_are_counted(plan: Panel) -> None:
    text = plan.add("spells:yes").codebook()
    assert "Spells count years: from the first year on" in text
    assert "| `yes_spell` | yes: years without it just before this one | int16 |  | spells |" in text
    assert "Spells" not in plan.codebook()
    months = stateyears(2000, 2001, by="month", home=plan.home).add("invented", "spells:yes").codebook()
    assert "yes: months without it just before this one" in months


def test_the_codebook_says_a_version_once(plan: Panel) -> None:
    book = plan.codebook()
    [source] = [line for line in book.splitlines() if line.startswith("- almanac: ")]
    assert source.count("version") == 1
    found = held(plan)
    once = {"almanac": replace(found["almanac"], title=f"A title, version {found['almanac'].version}")}
    [source] = [line for line in codebook(plan, found=once).splitlines() if line.startswith("- almanac: ")]
    assert source.count("version") == 1


def test_versions(plan: Panel) -> None:
    found = plan.versions()
    assert list(found) == ["comity", "record", "almanac"]
    assert re.search(r"sha256 [0-9a-f]{64}", found["almanac"])


@pytest.mark.parametrize(
    "make",
    [
        lambda: stateyears(1990, 2000),
        lambda: (
            dyads(1816, 2020, "gw", directed=True).add("invented", way="that", order="two").add("spells:yes1", "prd")
        ),
        lambda: (
            dyads(1990, 1990, by="month").add("invented", keep="all", assume_zero=True).add("spells", "spells:tied:in")
        ),
        lambda: kads(2000, 2001, 4, among=("USA", "China", "Russia", "France"), sample=1, seed=9).add("invented"),
        lambda: kads(2000, 2001, 3, among=("USA", "China", "Russia")),
        lambda: leaderyears(1990, 2000).add("invented"),
        lambda: dyads(1990, 1991).add("prd", "invented").where("prd", "tied"),
    ],
)
def test_the_command_makes_the_same_plan(make: Callable[[], Panel]) -> None:
    import typer

    from comity.cli import panels as door

    panel = make()
    words = shlex.split(command(panel))
    assert words[:2] == ["comity", "panel"]
    app = typer.Typer()
    door.register(app)
    made: list[Panel] = []
    parsed: Any = typer.main.get_command(app)
    with parsed.make_context("panel", words[2:]) as context:
        said = dict(context.params)
    made.append(
        make_plan(
            said["unit"], said["first"], said["last"], door._words(said["given"]), system=said["system"],
            directed=said["directed"], only=door._words(said["only"]), chosen=said["chosen"] or (),
            assumed=door._words(said["assumed"]), k=said["k"], among=door._words(said["among"]), sample=said["sample"],
            seed=said["seed"],
        )
    )  # fmt: skip
    assert made == [panel]


# -- pandas


def test_whole_numbers_with_gaps_stay_whole(plan: Panel) -> None:
    frame = plan.to_pandas()
    assert list(frame.columns) == plan.names
    assert frame["whole"].dtype == pd.Int32Dtype()
    assert frame["yes"].dtype == np.dtype("int8")
    assert frame["real"].dtype == np.dtype("float64")
    table = plan.to_arrow()
    assert frame["whole"].isna().sum() == table.column("whole").null_count
    assert frame["whole"].dropna().tolist() == [
        value for value in table.column("whole").to_pylist() if value is not None
    ]
    floats = plan.to_pandas(types_mapper=lambda _: None)
    assert floats["whole"].dtype == np.dtype("float64")
    assert stateyears(2000, 2000, home=plan.home).to_pandas().dtypes.astype(str).tolist() == ["int16", "int16"]


def test_without_pandas_it_says_so(plan: Panel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(NotHere, match=r"pip install 'comity\[pandas\]'"):
        plan.to_pandas()
    assert plan.write(tmp_path / "x.dta")[0].stat().st_size > 1000, "Stata's files need no pandas"


def test_parquet_bears_version_command_and_labels(plan: Panel, tmp_path: Path) -> None:
    plan.write(tmp_path / "x.parquet")
    schema = pq.read_schema(tmp_path / "x.parquet")
    assert schema.metadata[b"comity.command"].decode() == command(plan)
    assert schema.metadata[b"comity"].decode() == plan.versions()["comity"]
    assert schema.field("real").metadata[b"label"] == b"a real number, km"
