"""Workbooks, GeoJSON and text with a preamble: the same cells, the same checks and the same errors as a plain CSV."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from build_world import as_csv, build_mine, content, write_source
from comity.catalogue.facts import File, read_facts
from comity.catalogue.formats import load_file, read_cells
from comity.catalogue.raw import open_sample, sample_name
from comity.model.errors import BadFile
from comity.store.home import record_path
from comity.store.schema import BY_NAME

ROWS: list[list[Any]] = [
    ["id", "day", "much", "yes"],
    ["a", datetime.date(2012, 4, 21), 3.0, True],
    ["b", datetime.datetime(2012, 4, 21, 13, 5), 0.1, False],
    ["NA", None, -12.5, None],
]


def workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "Data", before: int = 0) -> bytes:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.title = "Cover"
    page = book.create_sheet(sheet)
    for number, row in enumerate(rows, before + 1):
        for place, cell in enumerate(row, 1):
            page.cell(number, place, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def features(*properties: Mapping[str, Any]) -> bytes:
    point = {"type": "Point", "coordinates": [13.4, 52.5]}
    listed = [{"type": "Feature", "properties": entry, "geometry": point} for entry in properties]
    return json.dumps({"type": "FeatureCollection", "features": listed}, ensure_ascii=False).encode()


def loaded(tmp_path: Path, data: bytes, name: str, columns: Sequence[str], **told: Any) -> list[tuple[Any, ...]]:
    (tmp_path / name).write_bytes(data)
    with duckdb.connect() as con:
        load_file(File(name, tuple(columns), **told), tmp_path / name, "raw", con)
        assert {kind for _, kind, *_ in con.execute("describe raw").fetchall()[1:]} == {"VARCHAR"}
        return con.execute("from raw order by line").fetchall()


def problems(tmp_path: Path, data: bytes, name: str, columns: Sequence[str], **told: Any) -> list[str]:
    with pytest.raises(BadFile) as caught:
        loaded(tmp_path, data, name, columns, **told)
    return list(caught.value.problems) or [str(caught.value)]


def test_a_sheet_is_text_with_the_rows_numbers(tmp_path: Path) -> None:
    rows = loaded(tmp_path, workbook(ROWS), "a.xlsx", ROWS[0], format="xlsx", sheet="Data", na=("NA",), rows=3)
    assert rows == [
        (2, "a.xlsx:2", "a", "2012-04-21", "3", "true"),
        (3, "a.xlsx:3", "b", "2012-04-21 13:05:00", "0.1", "false"),
        (4, "a.xlsx:4", None, None, "-12.5", None),
    ]


def test_rows_before_the_header_and_empty_ones_keep_the_numbers(tmp_path: Path) -> None:
    spread = [["A title"], [], ROWS[0], ROWS[1], [], ROWS[2], [], []]
    rows = loaded(tmp_path, workbook(spread), "a.xlsx", ROWS[0], format="xlsx", sheet="Data", skip=2, rows=2)
    assert [row[:3] for row in rows] == [(4, "a.xlsx:4", "a"), (6, "a.xlsx:6", "b")]
    below = workbook(ROWS[:3], before=5)  # the first rows of the sheet are not in the file at all
    rows = loaded(tmp_path, below, "a.xlsx", ROWS[0], format="xlsx", sheet="Data", skip=5)
    assert [row[:3] for row in rows] == [(7, "a.xlsx:7", "a"), (8, "a.xlsx:8", "b")]


def test_columns_that_are_only_formatted_are_none_and_filled_ones_without_a_name_are_numbered(tmp_path: Path) -> None:
    wide = [[*ROWS[0], None, " "], [*ROWS[1], None, None]]
    assert len(loaded(tmp_path, workbook(wide), "a.xlsx", ROWS[0], format="xlsx", sheet="Data")) == 1
    wide = [ROWS[0], [*ROWS[1], "a note"]]
    assert len(loaded(tmp_path, workbook(wide), "a.xlsx", [*ROWS[0], "_5"], format="xlsx", sheet="Data")) == 1
    found = problems(tmp_path, workbook(wide), "a.xlsx", ROWS[0], format="xlsx", sheet="Data")
    assert found == ["a.xlsx, line 1: has an unknown column “_5”."]


def test_the_first_sheet_unless_one_is_named(tmp_path: Path) -> None:
    told = {"format": "xlsx"}
    assert problems(tmp_path, workbook(ROWS), "a.xlsx", ROWS[0], **told) == ["a.xlsx, sheet Cover: is empty."]
    found = problems(tmp_path, workbook(ROWS), "a.xlsx", ROWS[0], sheet="data", **told)
    assert found == ["a.xlsx: has no sheet “data”; it has “Cover”, “Data”."]


def test_a_sheet_with_other_columns_or_rows(tmp_path: Path) -> None:
    told = {"format": "xlsx", "sheet": "Data"}
    assert problems(tmp_path, workbook(ROWS), "a.xlsx", ["id", "day", "many", "yes"], **told) == [
        "a.xlsx, line 1: lacks the column “many”.",
        "a.xlsx, line 1: has an unknown column “much”.",
    ]
    assert problems(tmp_path, workbook(ROWS), "a.xlsx", ROWS[0], rows=4, **told) == [
        "a.xlsx: has 3 rows where 4 are expected; it looks cut short."
    ]
    twice = [["id", "id"], [1, 2]]
    assert problems(tmp_path, workbook(twice), "a.xlsx", ["id"], **told) == [
        "a.xlsx, line 1: has the column “id” twice."
    ]


@pytest.mark.parametrize("left", [0, 20, 2_000, -1])
def test_a_workbook_that_is_cut_short(tmp_path: Path, left: int) -> None:
    (problem,) = problems(tmp_path, workbook(ROWS)[:left], "a.xlsx", ROWS[0], format="xlsx", sheet="Data")
    assert problem.startswith("a.xlsx: is cut short or damaged, or no xlsx file: ")


@pytest.mark.parametrize("left", [100, 5_000, -100])
def test_an_old_workbook_that_is_cut_short(tmp_path: Path, mirror: Path, left: int) -> None:
    """At the last one the library does not raise an Exception at all."""
    data = (mirror / "us-defence-visits" / "visits.xls").read_bytes()[:left]
    (problem,) = problems(tmp_path, data, "a.xls", ROWS[0], format="xls")
    assert problem.startswith("a.xls: is cut short or damaged, or no xls file: ")


def test_an_old_workbook(mirror: Path) -> None:
    columns = ("Title", "Name", "Start Day", "Start Month", "Start Year", "City Visited", "State Visit", "End Day",
               "End Month", "End Year")  # fmt: skip
    file = File("visits.xls", columns, format="xls", rows=377)
    cells = read_cells(file, mirror / "us-defence-visits" / "visits.xls")
    assert cells.lines == list(range(2, 379))
    assert cells.rows[0] == [
        "Secretary of the Air Force", "Michael B. Donley", "21", "4", "2012", "", "JPN", "28", "4", "2012",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["geojson", "geojson.gz"])
def test_features_are_rows(tmp_path: Path, suffix: str) -> None:
    data = features({"name": "Åland", "n": 3.0, "b": True}, {"name": "B", "n": 0.5, "list": [1, "é"]})
    packed = gzip.compress(data) if suffix.endswith("gz") else data
    columns = ["name", "n", "b", "list", "geometry"]
    point = '{"type":"Point","coordinates":[13.4,52.5]}'
    place = f"a.{suffix}"
    assert loaded(tmp_path, packed, place, columns, format="geojson", rows=2) == [
        (1, f"{place}:1", "Åland", "3", "true", point, None),
        (2, f"{place}:2", "B", "0.5", None, point, '[1,"é"]'),
    ]


def test_features_with_other_columns_or_rows_or_cut_short(tmp_path: Path) -> None:
    data = features({"name": "A"}, {"name": "B", "more": 1})
    told = {"format": "geojson"}
    assert problems(tmp_path, data, "a.geojson", ["name", "geometry"], **told) == [
        "a.geojson: has an unknown column “more”."
    ]
    assert problems(tmp_path, data, "a.geojson", ["name", "more", "geometry"], rows=3, **told) == [
        "a.geojson: has 2 rows where 3 are expected; it looks cut short."
    ]
    (problem,) = problems(tmp_path, data[:-5], "a.geojson", ["name", "geometry"], **told)
    assert problem.startswith("a.geojson: is cut short or no GeoJSON collection of features (")
    (problem,) = problems(tmp_path, b'{"type": "Topology"}', "a.geojson", ["name"], **told)
    assert problem.startswith("a.geojson: is cut short or no GeoJSON collection of features (")


EXPORT = (
    'An export of \'1995\';\r\nA "?" means doubt;\r\nid,name,local;\r\n1,Æthelred,No;\r\n2,"B, the\r\nsecond",Yes;\r\n'
)
TOLD: dict[str, Any] = {"encoding": "latin-1", "skip": 2, "line_end": ";", "na": ("",)}


def test_text_with_a_preamble_and_an_end_to_every_line(tmp_path: Path) -> None:
    rows = loaded(tmp_path, EXPORT.encode("latin-1"), "a.csv", ["id", "name", "local"], rows=2, **TOLD)
    assert rows == [(4, "a.csv:4", "1", "Æthelred", "No"), (5, "a.csv:5", "2", "B, the\r\nsecond", "Yes")]


def test_text_with_a_preamble_that_is_cut_short(tmp_path: Path) -> None:
    data = (EXPORT + "3,C,N").encode("latin-1")
    assert problems(tmp_path, data, "a.csv", ["id", "name", "local"], **TOLD) == [
        "a.csv, line 7: does not end in “;”; the file looks cut short."
    ]
    assert problems(tmp_path, data, "a.csv", ["id", "local"], **TOLD) == [
        "a.csv, line 3: has an unknown column “name”."
    ]
    short = (EXPORT + "3,C;\r\n").encode("latin-1")
    assert problems(tmp_path, short, "a.csv", ["id", "name", "local"], **TOLD) == [
        "a.csv, line 7: has 2 fields where the header has 3."
    ]
    assert problems(tmp_path, b"An export;\r\n", "a.csv", ["id"], **TOLD) == ["a.csv: is empty."]


def test_an_arms_transfer_export_as_it_comes(mirror: Path) -> None:
    columns = (
        "SIPRI AT Database ID", "Supplier", "Recipient", "Designation", "Description", "Armament category",
        "Order date", "Order date is estimate", "Numbers delivered", "Numbers delivered is estimate", "Delivery year",
        "Delivery year is estimate", "Status", "SIPRI estimate", "TIV deal unit", "TIV delivery values",
        "Local production",
    )  # fmt: skip
    name = "trade_register_slice.csv.gz"
    file = File(name, columns, encoding="latin-1", skip=11, line_end=";")
    path = mirror / "sipri-arms-transfers" / name
    cells = read_cells(file, path)
    text = gzip.decompress(path.read_bytes()).decode("latin-1")
    assert len(cells.rows) == len(text.splitlines()) - 12
    assert cells.lines[0] == 13
    assert {row[-1] for row in cells.rows} <= {"Yes", "No"}
    assert text.splitlines()[12].startswith(",".join(cells.rows[0][:3]))


def test_tabs_and_line_ends_of_windows(tmp_path: Path) -> None:
    data = b'id\tname\r\n1\tA, "so called"\r\n2\t\r\n'
    assert problems(tmp_path, data, "a.tsv", ["id", "name"]) == [
        'a.tsv, line 1: the columns look separated by tabs: state delimiter = "\\t" in source.toml.'
    ]
    rows = loaded(tmp_path, b"id\tname\r\n1\tA, b\r\n2\t\r\n", "a.tsv", ["id", "name"], delimiter="\t", rows=2)
    assert rows == [(2, "a.tsv:2", "1", "A, b"), (3, "a.tsv:3", "2", None)]


@pytest.mark.parametrize(
    ("file", "sample"),
    [
        ("a.csv.gz", "a.csv"), ("a.b.parquet", "a.b.csv"), ("a-v.1.1.xlsx", "a-v.1.1.csv"), ("a.xls", "a.csv"),
        ("a.geojson.gz", "a.csv"), ("a.tsv.gz", "a.csv"), ("a.txt", "a.csv"),
    ],
)  # fmt: skip
def test_a_sample_is_a_csv(file: str, sample: str) -> None:
    assert sample_name(file) == sample


def test_a_sample_of_a_sheet_is_plain_and_one_of_an_export_keeps_its_shape(own_home: Path) -> None:
    columns = [column.name for column in BY_NAME["agreement"].columns]
    plain = as_csv(columns, [{"agreement": "mine:1", "kind": "alliance", "name": "Pact"}])
    told = {
        "agreement.xlsx": {"format": "xlsx", "sheet": "Data", "skip": 3, "rows": 9, "columns": columns},
        "place.csv": {"skip": 1, "line_end": ";", "encoding": "latin-1", "columns": ["place"]},
    }
    folder = write_source(own_home, {"agreement.xlsx": b"", "place.csv": b""}, facts=told)
    (folder / "sample").mkdir()
    (folder / "sample" / "agreement.csv").write_bytes(plain)
    (folder / "sample" / "place.csv").write_bytes("Été;\nplace;\nmine:é;\n".encode("latin-1"))
    with duckdb.connect() as con:
        raw = open_sample(read_facts(folder, own=True), con)
        assert con.execute(f"select source_row, name from {raw.table('agreement.xlsx')}").fetchall() == [
            ("agreement.csv:2", "Pact")
        ]
        assert con.execute(f"select source_row, place from {raw.table('place.csv')}").fetchall() == [
            ("place.csv:3", "mine:é")
        ]


def test_a_sheet_is_built_into_the_record(own_home: Path) -> None:
    columns = [column.name for column in BY_NAME["agreement"].columns]
    day = datetime.date(1990, 1, 2)
    rows = [columns, *([f"mine:{n}", "alliance", f"Pact {n}", day, day, None] for n in range(3))]
    told = {"agreement.xlsx": {"format": "xlsx", "sheet": "Data", "rows": 3}}
    write_source(own_home, {"agreement.xlsx": workbook(rows)}, facts=told)
    build_mine(own_home)
    found = content(record_path(own_home))["agreement"]
    assert [(row[0], row[3], row[-1]) for row in found] == [
        (f"mine:{n}", day, f"agreement.xlsx:{n + 2}") for n in range(3)
    ]


PLAIN = [
    b"a,b\n1,x\n2,y\n",
    b"a,b\r\n1,x\r\n2,\xc3\xa9\r\n",
    b"\xef\xbb\xbfa,b\n1,NA\n 2 ,y",
    b"b,a\nNA,\n,z\n",
    b"a , b\n1,2\n3,'\n",
]
LEFT = [
    b'a,b\n"1",x\n',
    b"a,b\n1,x\n\n2,y\n",
    b"a,b\n1,x\n,\n",
    b"a,b\n1,x\r2,y\n",
    b"a,b\n",
    b"a,b\n1,x\n  \n",
    b"a,b\n1\n",
]


@pytest.mark.parametrize("data", PLAIN + LEFT)
def test_the_quick_reading_gives_what_the_patient_one_gives(tmp_path: Path, data: bytes) -> None:
    from comity.catalogue import formats

    (tmp_path / "f.csv").write_bytes(data)
    file = File("f.csv", ("a", "b"), na=("NA",))
    quick = formats._read_plainly(file, tmp_path / "f.csv")
    assert (quick is not None) == (data in PLAIN)
    if quick is not None:
        cells = formats.read_cells(file, tmp_path / "f.csv")
        assert quick.column_names == ["line", *cells.header]
        assert [list(row.values()) for row in quick.to_pylist()] == [
            [line, *(None if cell in ("NA", "") else cell for cell in row)]
            for line, row in zip(cells.lines, cells.rows, strict=True)
        ]
