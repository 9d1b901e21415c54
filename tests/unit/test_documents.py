"""Documents to hand over: they quote the brief, fit two pages, are the same twice, and can be read by everybody."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from typer.testing import CliRunner

from comity.cli import app
from comity.dossier import brief
from comity.dossier.as_pdf import PAGES, extent, fitted, widths
from comity.dossier.contents import Brief, Listing
from comity.dossier.documents import FORMS, make, ready, render
from comity.dossier.handout import Handout, Part, handout, warning
from comity.dossier.meetings import _when
from comity.dossier.picture import as_png, for_print, in_words, printed_style
from comity.model.errors import BadRequest, NotHere, UnknownName

SUBJECTS = ("Japan", "Australia–Indonesia", "NATO", "Northern Europe")


@pytest.fixture(scope="module")
def made(almanac_home: Path) -> Callable[[str], Handout]:
    held: dict[str, Handout] = {}

    def give(subject: str) -> Handout:
        if subject not in held:
            visit = subject.startswith("visit ")
            held[subject] = make(subject.removeprefix("visit "), visit=visit, home=almanac_home)
        return held[subject]

    return give


@pytest.fixture(scope="module")
def whole(almanac_home: Path) -> Brief:
    return brief("Japan", home=almanac_home)


def pages(data: bytes) -> int:
    return int(re.findall(rb"/Type/Pages/Count (\d+)", data)[0])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_brief_has_two_pages_and_the_warning_on_the_first(made: Callable[[str], Handout], subject: str) -> None:
    found = made(subject)
    data = render(found, "pdf")
    assert pages(data) == PAGES
    assert extent(found)[0] == PAGES
    assert "more sensitive than its parts" in found.warning
    assert 6 <= len(found.figures) <= 10
    assert all(part.listing and part.listing.lines for part in found.parts)


def test_what_does_not_fit_is_shortened_and_counted(made: Callable[[str], Handout]) -> None:
    found = made("Japan")
    lines = tuple((f"An agreement with a long name, number {number}", "alliance", "since 1950", "yes", "almanac", "") for number in range(60))  # fmt: skip
    listing = Listing("x", "Agreements", ("agreement", "kind", "when", "in force", "source", "checked"), lines)
    long = replace(found, parts=tuple(Part(f"part{number}", "A part", ("A sentence.",) * 6, listing) for number in range(3)))  # fmt: skip
    short = fitted(long)
    assert pages(render(short, "pdf")) == PAGES
    told = short.parts[0].listing
    assert told is not None and 0 < len(told.lines) < 60
    assert len(told.lines) + told.more == 60


def test_every_sentence_and_figure_is_the_briefs(made: Callable[[str], Handout], whole: Brief) -> None:
    found = made("Japan")
    said = [sentence for section in whole.sections for sentence in section.sentences]
    assert set(found.lead) <= set(said)
    bonds = next(part for part in found.parts if part.id == "bonds")
    assert list(bonds.sentences) == next(section.sentences for section in whole.sections if section.id == "bonds")
    by_id = {figure.id: figure for figure in whole.figures}
    for key in found.figures:
        figure = by_id[key.id]
        assert key.period == figure.period
        if isinstance(figure.value, int) and not figure.unit:
            assert key.value == f"{figure.value:,}"
        assert all(row.source in key.sources for row in figure.rows[:1])
    assert bonds.listing is not None
    assert len(bonds.listing.lines) + bonds.listing.more == by_id["bonds.in-force"].value
    assert [gap.what for gap in found.gaps] == [gap.what for gap in whole.gaps]


def test_what_is_not_known_is_said_and_never_zero(made: Callable[[str], Handout]) -> None:
    key = next(key for key in made("Japan").figures if key.id == "capability.military-expenditure")
    assert key.value.startswith("not known; bring") and key.value.count("not known") == 1


def test_the_map_has_the_numbers_of_the_brief(made: Callable[[str], Handout], whole: Brief) -> None:
    ours = made("Japan").drawing
    theirs = next(one for section in whole.sections for one in section.drawings if one.id == "overview.map")
    numbers = [re.search(r"Agreements in force with each state: [^.]+", in_words(svg)) for svg in (ours.svg if ours else "", theirs.svg)]  # fmt: skip
    assert numbers[0] and numbers[1] and numbers[0][0] == numbers[1][0]


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("subject", ["Japan", "visit Australia–Indonesia"])
def test_the_same_record_gives_the_same_bytes(almanac_home: Path, made: Callable[[str], Handout], subject: str, form: str) -> None:  # fmt: skip
    visit = subject.startswith("visit ")
    again = make(subject.removeprefix("visit "), visit=visit, home=almanac_home)
    assert render(made(subject), form) == render(again, form)


def test_the_pdf_is_tagged_and_says_its_title_language_and_day(made: Callable[[str], Handout]) -> None:
    data = render(made("Australia–Indonesia"), "pdf")
    assert b"/StructTreeRoot" in data and b"/Lang(en-GB)" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert "Australia–Indonesia: brief".encode() in data
    assert b"CreateDate>2025-12-31T00:00:00Z" in data


def test_the_docx_has_headings_captions_header_rows_and_words_for_its_drawing(made: Callable[[str], Handout]) -> None:
    found = made("Australia–Indonesia")
    data = render(found, "docx")
    document = docx.Document(io.BytesIO(data))
    styles = [line.style.name for line in document.paragraphs if line.style is not None]
    assert styles[0] == "Title" and styles.count("Title") == 1
    titles = [line.text for line in document.paragraphs if line.style is not None and line.style.name == "Heading 1"]
    assert titles[:2] == ["In brief", "Key figures"] and titles[-2:] == ["What is not known", "Sources"]
    assert "more sensitive than its parts" in document.paragraphs[2].text
    assert document.core_properties.title == "Australia–Indonesia: brief"
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.created is not None
    assert document.core_properties.created.date() == found.day
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(cell.text for cell in table.rows[0].cells)
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    assert len(document.tables) == 1 + sum(1 for part in found.parts if part.listing)
    (shape,) = document.inline_shapes
    assert "Lombok Treaty" in shape._inline.docPr.get("descr")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]
        assert 'w:lang w:val="en-GB"' in packed.read("word/styles.xml").decode()


def test_pdf_and_docx_say_the_same(made: Callable[[str], Handout]) -> None:
    found = made("NATO")
    document = docx.Document(io.BytesIO(render(found, "docx")))
    cells = [cell.text for row in document.tables[0].rows[1:] for cell in row.cells]
    assert cells == [text for key in found.figures for text in (key.label, key.value, key.period, key.sources, key.id)]
    text = "\n".join(line.text for line in document.paragraphs)
    for facts in found.sources:
        assert str(facts["licence"]) in text and str(facts["version"]) in text
    for gap in found.gaps:
        assert gap.why in text


def test_a_visit_pack_has_its_parts_and_what_is_promised(made: Callable[[str], Handout]) -> None:
    found = made("visit Australia–Indonesia")
    parts = {part.id: part for part in found.parts}
    assert list(parts) == ["meetings", "forums", "together", "promises", "open", "raise"]
    assert parts["raise"].title == "What the other side may raise, from the record"
    assert "The other side is Indonesia." in parts["raise"].sentences[0]
    assert "no proof" in parts["meetings"].sentences[0] and parts["meetings"].listing is None
    assert parts["meetings"].sentences[-1] == "No source in this record looked for visits of these two."
    promises = parts["promises"].listing
    assert promises is not None
    lombok = next(line for line in promises.lines if "Lombok Treaty" in line[0] and "Framework" in line[0])
    assert "each the other: consultation" in lombok[3]
    opened = parts["open"].listing
    assert opened is not None
    signed = [line for line in opened.lines if line[2].startswith("signed")]
    assert [(line[0], line[1]) for line in signed] == [("2024-08-29", "Australia–Indonesia Defence Cooperation Agreement")]  # fmt: skip
    told = parts["raise"].listing
    assert told is not None
    assert ("on opposite sides", "East Timor crisis", "1999") in [line[:3] for line in told.lines]
    assert not [line for line in told.lines if "Konfrontasi" in line[1]], "an old one is counted, not told"
    assert "Konfrontasi" in parts["raise"].sentences[1]


def test_the_pack_is_for_the_first_named(almanac_home: Path) -> None:
    found = make("Indonesia–Australia", visit=True, home=almanac_home)
    assert found.title == "Indonesia–Australia"
    assert "The other side is Australia." in next(part for part in found.parts if part.id == "raise").sentences[0]


def test_a_visit_pack_is_of_two_states(almanac_home: Path) -> None:
    with pytest.raises(BadRequest, match="two states, and NATO is not a pair"):
        make("NATO", visit=True, home=almanac_home)


def test_what_nobody_knows_is_refused(almanac_home: Path) -> None:
    with pytest.raises(UnknownName):
        handout("Xyzzy", home=almanac_home)
    with pytest.raises(BadRequest, match="no document of the form"):
        render(make("Japan", home=almanac_home), "odt")


def test_where_typst_is_missing_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("comity.dossier.documents.find_spec", lambda name: None if name == "typst" else found(name))
    with pytest.raises(NotHere, match=r'typst, which is not installed\. .*pip install "comity\[documents\]"'):
        ready()


def test_the_style_of_paper_has_no_variables_and_no_themes() -> None:
    style = printed_style()
    assert "var(" not in style and "@media" not in style and "--" not in style
    assert "#0d5c43" in style and ".draw .v5{fill:#0d5c43}" in style
    assert for_print("<svg><title>x</title></svg>").startswith("<svg><style>")
    # A name has a shape behind it: the stroke around a letter would eat into the one before.
    assert ".draw .label{stroke:none}.draw .halo{display:inline" in printed_style().splitlines()[-1]


def test_a_drawing_becomes_a_picture_of_its_width() -> None:
    data = as_png('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><title>x</title><rect width="9" height="9"/></svg>', 5)  # fmt: skip
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[place : place + 4]) for place in (16, 20))
    assert abs(width / height - 2) < 0.02 and abs(width - 5 / 2.54 * 220) < 2


def test_the_warning_counts() -> None:
    assert "rests on one source" in warning(1)
    assert "combines 17 sources" in warning(17)


def test_columns_that_are_short_take_what_they_need() -> None:
    assert widths(("id", "what"), [("a.b", "x" * 100), ("a.c", "y" * 40)]) == [0.0, 80.0]
    assert widths(("a", "b"), [("1", "2")]) == [1.0, 1.0]


def test_days_of_visits() -> None:
    from datetime import date

    assert _when(date(2012, 6, 18), date(2012, 6, 19)) == "2012-06-18 to 2012-06-19"
    assert _when(date(2024, 1, 1), date(2024, 12, 31)) == "2024"
    assert _when(date(2012, 6, 18), None) == "2012-06-18"
    assert _when(None, None) == "not known"


@pytest.mark.parametrize(("arguments", "name"), [((), "japan.pdf"), ((), "japan.docx")])
def test_the_command_line_writes_documents(almanac_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], name: str) -> None:  # fmt: skip
    monkeypatch.setenv("COMITY_HOME", str(almanac_home))
    result = CliRunner().invoke(app, ["brief", "Japan", "-o", str(tmp_path / name), *arguments])
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_bytes()[:2] in (b"%P", b"PK")
    assert str(tmp_path / name) in result.stdout.replace("\n", "")
    assert "more sensitive" in result.stderr and "more sensitive" not in result.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_command_line_refuses_a_visit_pack_without_a_document(almanac_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("COMITY_HOME", str(almanac_home))
    for more in ([], ["-o", "x.html"]):
        result = CliRunner().invoke(app, ["brief", "Australia–Indonesia", "--visit", *more])
        assert isinstance(result.exception, BadRequest) and "-o visit.docx" in str(result.exception)
