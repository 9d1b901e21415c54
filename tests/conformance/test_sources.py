"""What every source keeps to, whoever writes it: run for each that is discovered, without being told of it."""

from __future__ import annotations

import ast
import gzip
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from build_world import open_empty
from comity.catalogue.build import _broken
from comity.catalogue.facts import Source, discover
from comity.catalogue.formats import read_cells
from comity.catalogue.raw import Raw, open_sample, sample_name
from comity.catalogue.staging import Staged, stage
from comity.store.schema import BY_NAME

SOURCES = discover()
each = pytest.mark.parametrize("source", SOURCES, ids=[source.name for source in SOURCES])
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(source: Source, con: duckdb.DuckDBPyConnection) -> tuple[Raw, list[Staged], list[str]]:
    """Read the sample as the build reads a snapshot, the record's contracts included."""
    raw = open_sample(source, con)
    staged, problems = stage(raw, source.reader(raw))
    return raw, staged, problems + _broken(con, staged)


def samples(source: Source) -> list[Path]:
    if source.ships:
        return [source.folder / file.name for file in source.files]
    return [source.folder / "sample" / sample_name(file.name) for file in source.files]


def test_there_are_sources() -> None:
    assert {"almanac", "atop", "dcad", "cow-mid", "mme-exercises", "vdem-simple"} <= {entry.name for entry in SOURCES}


@each
def test_its_facts_are_complete(source: Source) -> None:
    assert len(source.title) > 5
    assert len(source.good_for) > 20
    assert source.licence.name
    if not source.ships:
        assert source.url
        assert re.match(r"https?://", source.url)
        assert source.licence.url or source.licence.note, (
            "says neither where the licence stands nor what is known of it"
        )
        for file in source.files if not source.brought else ():  # every export differs
            assert file.sha256, f"{file.name}: no digest"
            assert file.rows, f"{file.name}: no number of rows"


@each
def test_its_citation_is_bibtex(source: Source) -> None:
    assert re.match(r"@[a-z]+\{[\w:.-]+,\s", source.citation)
    assert source.citation.rstrip().endswith("}")
    assert source.citation.count("{") == source.citation.count("}")
    fields = dict(re.findall(r"^\s*(\w+)\s*=\s*[{\"](.+?)[}\"],?\s*$", source.citation, re.MULTILINE))
    fields |= dict(re.findall(r"(\w+)\s*=\s*\{([^{}]+)\}", source.citation))
    assert "title" in fields
    assert "year" in fields or "date" in fields or source.ships, fields


@each
def test_its_coverage_makes_sense(source: Source) -> None:
    assert len({(entry.layer, entry.scope, entry.start) for entry in source.coverage}) == len(source.coverage)
    for entry in source.coverage:
        table, _, kind = entry.layer.partition(".")
        assert table in BY_NAME
        assert kind or entry.scope == "selected", f"{entry.layer}: who has looked everywhere says for what kind"
        assert entry.scope in ("all states", "selected") or re.fullmatch(r"(with|to|among)( [A-Z]{3})+", entry.scope), (
            entry.scope
        )
        assert date(1, 1, 1) < (entry.start or date(1816, 1, 1)) <= entry.end


@each
def test_its_warnings_and_exceptions_have_names(source: Source) -> None:
    names = [entry.name for entry in source.warnings]
    ids = [entry.id for entry in source.exceptions]
    assert len(set(names)) == len(names)
    assert len(set(ids)) == len(ids)
    for name in (*names, *ids):
        assert KEBAB.fullmatch(name), name
    for warning in source.warnings:
        assert len(warning.text) > 30
        assert warning.text.endswith(".")
    for exception in source.exceptions:
        assert len(exception.reason) > 5
        if exception.where is None:  # the reader names the cells: it must know the id
            assert exception.id in (source.folder / "read.py").read_text(encoding="utf-8")


@each
def test_its_sample_is_read_without_a_problem(source: Source) -> None:
    with open_empty() as con:
        raw, staged, problems = read(source, con)
        assert problems == []
        counts = {
            entry.table.name: con.execute(f"select count(*) from {entry.name}").fetchall()[0][0] for entry in staged
        }
        assert sum(counts.values()) > 0
        assert [table for table, count in counts.items() if not count] == []
        places = {path.name for path in samples(source)} | {file.name for file in source.files}
        for entry in staged:
            if entry.table.lineage:
                for (place,) in con.execute(f"select distinct source_row from {entry.name}").fetchall():
                    assert place.rpartition(":")[0] in places, place
        assert raw.source.name == source.name


@each
def test_every_listed_exception_is_in_the_sample(source: Source) -> None:
    with open_empty() as con:
        raw, _, _ = read(source, con)
        set_aside = {entry.reason for entry in raw.set_aside}
        assert {entry.id for entry in source.exceptions if entry.reason not in set_aside} == set()
        assert set_aside == {entry.reason for entry in source.exceptions}


@each
def test_what_it_gives_is_what_it_says_it_covers(source: Source) -> None:
    layers = {"agreement": "kind", "activity": "kind", "incident": "kind", "tie": "layer", "figure": "indicator", "pair_figure": "indicator", "place": "kind"}  # fmt: skip
    stated = {entry.layer for entry in source.coverage}
    with open_empty() as con:
        _, staged, _ = read(source, con)
        given = {
            f"{entry.table.name}.{kind}"
            for entry in staged
            if entry.table.name in layers
            for (kind,) in con.execute(f"select distinct {layers[entry.table.name]} from {entry.name}").fetchall()
        }
    assert {layer for layer in given if not stated & {layer, layer.partition(".")[0]}} == set()


@each
def test_reading_twice_gives_the_same(source: Source) -> None:
    found = []
    for threads in (1, 4):
        with open_empty() as con:
            con.execute(f"set threads = {threads}")
            raw, staged, _ = read(source, con)
            rows = {entry.table.name: con.execute(f"from {entry.name} order by all").fetchall() for entry in staged}
            found.append((rows, sorted((entry.file, entry.line, entry.reason) for entry in raw.set_aside)))
    assert found[0] == found[1]


@each
def test_its_reader_says_how_it_judged(source: Source) -> None:
    tree = ast.parse((source.folder / "read.py").read_text(encoding="utf-8"))
    said = ast.get_docstring(tree)
    assert said
    assert len(said) > 200, "the judgements are missing"
    assert source.reader.__doc__


@each
def test_it_knows_no_other_source(source: Source) -> None:
    own = f"comity.sources.{source.folder.name}"
    for path in source.folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [f"{'.' * node.level}{node.module or ''}"]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in named:
                assert not name.startswith("..")
                assert not name.startswith("comity.sources") or name.startswith(own), f"{path.name} imports {name}"


@each
def test_its_reader_makes_tables_without_pandas(source: Source) -> None:
    """pyarrow imports pandas over a list, which takes longer than most sources: `Raw.make_table` does not."""
    assert "pyarrow" not in (source.folder / "read.py").read_text(encoding="utf-8")


@each
def test_its_sample_is_invented(source: Source, mirror: Path) -> None:
    """No line of it of more than 20 characters, the header aside, is one of the publisher's."""
    if source.ships:
        mine = {line for path in samples(source) for line in path.read_text("utf-8").splitlines()[1:] if len(line) > 20}
        for path in sorted(mirror.glob("*/*.csv")):
            theirs = set(path.read_text("utf-8", errors="replace").splitlines())
            assert not mine & theirs, path.name
        return
    folder = mirror / source.name
    for file, sample in zip(source.files, samples(source), strict=True):
        found = list(mirror.glob(f"*/{file.name}")) if not folder.is_dir() else [folder / file.name]
        if source.brought:
            found = list(folder.glob("*.csv.gz"))
        assert len(found) == 1, f"{file.name} is not in the mirror"
        mine = {line for line in sample.read_text(file.encoding).splitlines()[file.skip + 1 :] if len(line) > 20}
        if file.format == "parquet":
            table = duckdb.execute("select * from read_parquet($1)", [str(found[0])]).fetchall()
            theirs = {",".join("" if cell is None else str(cell) for cell in row) for row in table}
        elif file.format != "csv":
            theirs = {",".join(row) for row in read_cells(file, found[0]).rows}
        else:
            data = found[0].read_bytes()
            text = (gzip.decompress(data) if found[0].name.endswith(".gz") else data).decode(file.encoding)
            theirs = set(text.splitlines())
        assert len(theirs) > 10
        assert sorted(mine & theirs) == []
