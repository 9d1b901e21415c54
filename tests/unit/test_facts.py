"""The facts of a source: complete, or every problem is named; and readers that cannot be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_world import GOOD, build_mine, refused, write_tables
from comity.catalogue.facts import discover, find, read_facts
from comity.model.errors import BadSource, UnknownName


def facts(home: Path, *changes: tuple[str, str]) -> Path:
    folder = write_tables(home, {"agreement": GOOD["agreement"]})
    place = folder / "source.toml"
    text = place.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    place.write_text(text, encoding="utf-8")
    return folder


CHANGES = [
    (('title = "Invented"', ""), "“title” is missing or empty"),
    (('title = "Invented"', 'title = "  "'), "“title” is missing or empty"),
    (('publisher = "Nobody"', "publisher = 3"), "“publisher” is missing or empty"),
    (('version = "1"', "version = 1"), "“version” is missing or empty"),
    (('scheme = "cow"', 'skeme = "cow"'), "“skeme” is not a field of source.toml"),
    (("redistribute = true", 'redistribute = "yes"'), "[licence] needs name and redistribute"),
    (("redistribute = true", ""), "[licence] needs name and redistribute"),
    (("@misc", "misc"), "citation is BibTeX and begins with @"),
    (("[[file]]", "[file]"), "“file” is to be written as [[file]]"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nrow = 3'), "“row” is not a field of a file"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nrows = "3"'), "rows is a whole number"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nsha256 = "abc"'), "sha256 is 64 hexadecimal digits"),
    (
        ('name = "agreement.csv"', 'name = "agreement.csv"\nformat = "ods"'),
        "format is csv, parquet, xls, xlsx or geojson",
    ),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nsheet = "Data"'), "“sheet” is for xls and xlsx only"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nformat = "xls"\nencoding = "utf-8"'), "“encoding” is for csv"),
    (
        ('name = "agreement.csv"', 'name = "agreement.csv"\nformat = "geojson"\nskip = 1'),
        "“skip” is for csv and xls and",
    ),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nskip = -1'), "skip is a whole number"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nline_end = 3'), "line_end is a text"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nencoding = "klingon"'), "“klingon” is no encoding"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\ndelimiter = ";;"'), "delimiter is one character"),
    (('name = "agreement.csv"', 'name = "agreement.csv"\nna = "NA"'), "na is a list of texts"),
    (('"kind", ', '"kind", "Kind", '), "column “Kind” is taken"),
    (('"kind", ', '"kind", "line", '), "column “line” is taken"),
    (('layer = "agreement.alliance"', 'layer = "pact.alliance"'), "“pact” is not a table of the record"),
    (("start = 1990-01-01", 'start = "1990-01-01"'), "start and end are dates"),
    (("end = 2000-12-31", "end = 1989-12-31"), "begins on 1990-01-01, after its end on 1989-12-31"),
    (("end = 2000-12-31", ""), "start and end are dates"),
    (('scope = "all states"', ""), "“scope” is missing or empty"),
    (
        ('scope = "all states"', 'scope = "all states"\n[[exception]]\nid = "x"\nfile = "y.csv"\nreason = "z"'),
        "“y.csv” is none of the files",
    ),
    (
        ('scope = "all states"', 'scope = "all states"\n[[exception]]\nid = "x"\nfile = "agreement.csv"'),
        "“reason” is missing or empty",
    ),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[said for _, said in CHANGES])
def test_one_wrong_fact_gives_one_problem(own_home: Path, change: tuple[str, str], said: str) -> None:
    folder = facts(own_home, change)
    with pytest.raises(BadSource) as caught:
        read_facts(folder, own=True)
    if change[0] not in ("[[file]]", 'scheme = "cow"'):
        assert len(caught.value.problems) == 1
    assert any(said in problem for problem in caught.value.problems)
    assert str(folder / "source.toml") in str(caught.value)
    assert caught.value.remedy


def test_all_wrong_facts_are_listed(own_home: Path) -> None:
    folder = facts(own_home, *(change for change, _ in (CHANGES[0], CHANGES[2], CHANGES[5], CHANGES[18])))
    with pytest.raises(BadSource) as caught:
        read_facts(folder, own=True)
    assert len(caught.value.problems) == 4
    assert "4 problems: " in str(caught.value)


@pytest.mark.parametrize("data", [b"title = ", b"title = 'caf\xe9'", b"\xff\xfe"])
def test_facts_that_cannot_be_read(own_home: Path, data: bytes) -> None:
    folder = write_tables(own_home, {"agreement": GOOD["agreement"]})
    (folder / "source.toml").write_bytes(data)
    assert "source.toml: cannot be read" in str(refused(own_home, BadSource))


@pytest.mark.parametrize("name", ["My data", "o'brien", "données", "_x"])
def test_a_folder_whose_name_cannot_be_an_id(own_home: Path, name: str) -> None:
    folder = write_tables(own_home, {"agreement": GOOD["agreement"]}, name=name)
    with pytest.raises(BadSource, match="small letters"):
        read_facts(folder, own=True)


def test_an_own_source_takes_the_place_of_a_built_in(own_home: Path) -> None:
    write_tables(own_home, {"agreement": GOOD["agreement"]}, name="cow_nmc")
    (found,) = [source for source in discover(own_home / "sources") if source.name == "cow-nmc"]
    assert found.own
    assert found.title == "Invented"


def test_a_misspelt_source(own_home: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean atop"):
        find(["attop"])
    with pytest.raises(UnknownName, match="comity sources"):
        find(["qqqqqqq"])
    assert [source.name for source in find(["DCAD", "cow_nmc"])] == ["dcad", "cow-nmc"]


READERS = [
    ("def read(raw)\n    pass", "read.py: cannot be run: SyntaxError"),
    ("import nothing_of_that_name", "read.py: cannot be run: ModuleNotFoundError"),
    ("x = 1", "has no function read(raw)"),
]


@pytest.mark.parametrize(("text", "said"), READERS)
def test_a_reader_that_cannot_be_run(own_home: Path, text: str, said: str) -> None:
    good = write_tables(own_home, {"agreement": GOOD["agreement"]})
    error = refused(own_home, BadSource, change=lambda: (good / "read.py").write_text(text, encoding="utf-8"))
    assert said in str(error)


def test_a_source_without_a_reader(own_home: Path) -> None:
    folder = write_tables(own_home, {"agreement": GOOD["agreement"]})
    (folder / "read.py").unlink()
    assert "has no reader. Add read.py" in str(refused(own_home, BadSource))


def test_the_good_facts_are_good(own_home: Path) -> None:
    facts(own_home)
    build_mine(own_home)
