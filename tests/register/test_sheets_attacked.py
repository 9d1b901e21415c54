"""Files that mean harm, or are none: each is refused in a sentence, and none is computed, followed or unpacked without end."""

from __future__ import annotations

import io
import json
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import pytest

from comity.model.errors import BadFile
from comity.register.sheets import opening
from comity.register.sheets.gathering import Gathered
from comity.register.sheets.opening import COMPUTED, open_workbook
from comity.register.sheets.reading import decoded, read
from comity.register.sheets.workbook import as_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def good() -> bytes:
    return as_workbook(Gathered("o_x", "p_x", datetime(2026, 3, 2, tzinfo=UTC), "internal", ("partner",)))


def with_member(change: dict[str, bytes | None], data: bytes | None = None) -> bytes:
    """Give a workbook with members changed, added or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or good())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *change]):
            body = change.get(name, b"") if name in change else old.read(name)
            if body is not None:
                new.writestr(name, body)
    return stream.getvalue()


def sheet(rows: str, head: str = "") -> bytes:
    return with_member({"xl/worksheets/sheet2.xml": f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()})  # fmt: skip


def cells(data: bytes) -> list[object]:
    return [value for _, row in open_workbook(data)[1].rows for value in row.values()]


def test_a_computed_cell_is_told_and_its_last_value_is_not_taken() -> None:
    found = cells(sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>HYPERLINK("http://x.example")</f><v>click</v></c><x:c xmlns:x="' + MAIN + '" r="C1"><x:f>1</x:f><x:v>9</x:v></x:c><c r="D1"><v>3</v></c></row>'))  # fmt: skip
    assert found == [COMPUTED, COMPUTED, COMPUTED, 3]


def test_a_workbook_that_another_programme_wrote_reads_the_same() -> None:
    book = openpyxl.Workbook()
    at = book.active
    values = ["text", "=1+1", 12, 12.5, True, datetime(2027, 3, 31), datetime(2027, 3, 31, 14, 30), "_x0041_", "a\nb"]
    for place, value in enumerate(values, 1):
        at.cell(1, place).value = value
    at.cell(2, 1).value = "#REF!"
    stream = io.BytesIO()
    book.save(stream)
    (grid,) = open_workbook(stream.getvalue())
    # That programme escapes no signs: what reads as an escape is one, as in Excel.
    expected = ["text", COMPUTED, 12, 12.5, True, datetime(2027, 3, 31).date(), datetime(2027, 3, 31, 14, 30), "A", "a\nb"]  # fmt: skip
    assert list(grid.rows[0][1].values()) == expected
    assert type(grid.rows[0][1][2]) is int


def bomb(size: int) -> bytes:
    return with_member({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>'.encode() + b"a" * size + b"</t></si></sst>"})  # fmt: skip


def lying() -> bytes:
    """Give a bomb whose directory says that it is small."""
    data = bytearray(bomb(60_000_000))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        for found in re.finditer(re.escape(signature), bytes(data)):
            at = found.start()
            (size,) = struct.unpack_from("<I", data, at + place)
            if size > 1_000_000:
                struct.pack_into("<I", data, at + place, 1000)
    return bytes(data)


def twice() -> bytes:
    stream = io.BytesIO(good())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return stream.getvalue()


DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">%s]>'
HARM: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: bomb(60_000_000), "unpacks to far more"),
    "bomb whose directory lies": (lying, "damaged|far more"),
    "many members": (lambda: with_member({f"x{number}": b"" for number in range(3000)}), "more members"),
    "a member twice": (twice, "twice"),
    "entities": (lambda: sheet("<row><c t='inlineStr'><is><t>&b;</t></is></c></row>", DTD % ""), "document type"),
    "a file of the machine": (lambda: sheet("<row><c t='inlineStr'><is><t>&c;</t></is></c></row>", DTD % '<!ENTITY c SYSTEM "file:///etc/passwd">'), "document type"),
    "entities among the strings": (lambda: with_member({"xl/sharedStrings.xml": (DTD % "" + "<sst/>").encode()}), "document type"),
    "macros": (lambda: with_member({"xl/vbaProject.bin": b"x"}), "macros"),
    "macros by their type": (lambda: with_member({"[Content_Types].xml": b'<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'}), "macros"),
    "an old workbook": (lambda: opening.OLD + bytes(600), "before 2007"),
    "locked": (lambda: opening.OLD + bytes(600) + opening.ENCRYPTED, "password"),
    "binary": (lambda: with_member({"xl/workbook.xml": None, "xl/workbook.bin": b"x"}), "binary"),
    "OpenDocument": (lambda: with_member({"xl/workbook.xml": None, "content.xml": b"x"}), "OpenDocument"),
    "cut short": (lambda: good()[:-200], "damaged"),
    "no zip": (lambda: b"%PDF-1.7 " + bytes(100), "damaged"),
    "nothing": (lambda: b"", "damaged"),
    "a sheet that is missing": (lambda: with_member({"xl/worksheets/sheet2.xml": None}), "missing"),
    "XML that ends too soon": (lambda: with_member({"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row>"}), "cannot be read"),
    "a number that is none": (lambda: sheet("<row><c><v>twelve</v></c></row>"), "cannot be read"),
    "a row beyond all": (lambda: sheet('<row r="99999999999"><c><v>1</v></c></row>'), "cannot be read"),
    "a style that is none": (lambda: with_member({"xl/styles.xml": b'<styleSheet><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>'}), "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("what", HARM)
def test_it_is_refused_in_a_sentence_and_costs_little(what: str) -> None:
    make, sentence = HARM[what]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(BadFile, match=sentence) as refused:
            read("a.xlsx", data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.where == "a.xlsx" and refused.value.remedy
    assert peak < 60_000_000


def test_two_cells_at_the_ends_of_a_sheet_take_no_memory() -> None:
    data = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')
    tracemalloc.start()
    assert cells(data) == [1, 2]
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_one_long_string_in_many_cells_is_kept_once() -> None:
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(20_000))
    data = with_member({"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{"ab" * 15_000}</t></si></sst>'.encode()}, sheet(rows))  # fmt: skip
    tracemalloc.start()
    assert len(cells(data)) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


def test_more_cells_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CELLS", 10)
    with pytest.raises(BadFile, match="more than 10 cells"):
        open_workbook(sheet("<row><c/><c/><c/><c/><c/><c/><c/><c/><c/><c/><c/></row>"))


def test_a_link_to_another_workbook_is_not_followed() -> None:
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/../../../../etc/passwd"/><Relationship Id="rId2" TargetMode="External" Type="x/worksheet" Target="http://x.example/worksheets/a.xml"/></Relationships>'
    assert open_workbook(with_member({"xl/_rels/workbook.xml.rels": rels})) == []


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_as_spreadsheets_write_it_in_europe_and_elsewhere(code: str, mark: str) -> None:
    text = f'title{mark}type{mark}body\r\nMinistère{mark}industry{mark}"a\r\nb{mark}c"\r\n'
    (row,) = read("partner.csv", text.encode(code)).rows
    assert {name: row.values[name] for name in ("title", "body")} == {"title": "Ministère", "body": f"a\nb{mark}c"}
    assert row.at("type") == "partner!B2"


def test_csv_that_says_what_stands_between_its_cells() -> None:
    file = read("partner.csv", b"sep=;\r\ntitle;type\r\nOne, two;industry\r\n")
    assert file.rows[0].values["title"] == "One, two" and file.rows[0].at("title") == "partner!A2"


@pytest.mark.parametrize(("name", "data", "sentence"), [
    ("a.csv", b"title\n\x00\x00", "no text"), ("a.csv", b"\xff\xfet\x00\x00", "no text"), ("a.csv", b'title\n"open', "cannot be read"),
    ("a.zip", b"no zip", "damaged"), ("a.json", b"[", "no JSON"), ("a.json", b'{"a": 1, "a": 2}', "twice"), ("a.json", b'{"a": NaN}', "no JSON"), ("a.json", b"[" * 100_000, "no JSON"), ("a.json", b'{"a": "\\ud800"}', "no JSON"),
    ("a.json", b'{"format": "other"}', "no document"), ("a.json", b'{"format": "comity register", "schema": 2, "records": []}', "schema 2"), ("a.json", b'{"format": "comity register", "schema": 1, "records": {}}', "no list"),
    ("a.pdf", b"%PDF", "none of the files"), ("a.xls", good(), ""),
])  # fmt: skip
def test_other_files(name: str, data: bytes, sentence: str) -> None:
    if not sentence:
        # The name alone is no harm.
        assert read(name, data).troubles == []
        return
    with pytest.raises(BadFile, match=sentence):
        read(name, data)


def test_json_of_wrong_types_is_told_and_breaks_nothing() -> None:
    odd = [None, 3, [], {"kind": "partner"}, {"kind": "nothing", "content": {}}, {"kind": "partner", "content": {"title": {"a": 1}, "type": ["state"], "owner": 3, "label": True, "secret": 1}},
           {"kind": ["partner"], "content": {}}, {"kind": "partner", "record": ["r_x"], "version": {}, "content": {"title": "x" * 600}}]  # fmt: skip
    file = read("a.json", json.dumps({"format": "comity register", "schema": 1, "records": odd}).encode())
    assert [one.place for one in file.troubles] == ["/records/0", "/records/1", "/records/2", "/records/3", "/records/4/kind", "/records/6/kind"]  # fmt: skip
    assert [one.place for one in file.rows[0].troubles] == ["/records/5/content/secret"]


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BadFile):
        decoded("a.csv", b"\x81\x8d\x00")


def test_signs_that_are_none_come_in_by_no_escape() -> None:
    text = "".join(f'<c t="inlineStr"><is><t>{said}</t></is></c>' for said in ("_x0000_", "_xD800_", "_x0009_"))
    assert cells(sheet(f"<row>{text}</row>")) == ["\ufffd", "\ufffd", "\t"]
