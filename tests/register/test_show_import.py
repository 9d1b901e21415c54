"""As people see it in a browser: a workbook with forty planted errors; a programme edited in Excel, its differences seen before they are taken."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from oversight.browsing import Served, whole
from register.registry import keep_until
from register.sheet_kinds import with_notes
from register.test_sheets_errors import Sheet, forty


@pytest.fixture
def notes() -> Iterator[None]:
    with with_notes():
        yield


@pytest.mark.usefixtures("notes")
def test_forty_planted_errors_are_read_with_cell_and_remedy(served: Served, tmp_path: Path) -> None:
    here = Sheet(served.world)
    planted = forty(here)
    here.book.save(tmp_path / "notes.xlsx")
    page = served.page("anna")
    page.goto(f"{served.address}/import")
    whole(page)
    page.get_by_label("File").set_input_files(tmp_path / "notes.xlsx")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name=f"{len(planted)} problems")).to_be_visible()
    kinds = page.locator("#problems + ul li")
    assert len(planted) >= 40 and kinds.count() == len({sort for sort, _ in planted}) >= 12
    text = page.locator("main").inner_text()
    for _sort, place in planted:
        assert place in text, place
    assert "Did you mean 2027-03-31?" in text
    whole(page)
    with page.expect_download() as got:
        page.get_by_role("link", name="Your workbook with a comment").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
    commented = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert {place for _, place in planted if "!" in place} <= commented
    page.get_by_role("link", name="unknown person").click()
    expect(page.get_by_text("2 rows.")).to_be_visible()


def test_a_programme_is_edited_in_excel_and_its_differences_seen_before_they_are_taken(
    served: Served, tmp_path: Path
) -> None:
    kept = keep_until(served.world, "objective")
    page = served.page("anna")
    page.goto(f"{served.address}/export")
    whole(page)
    page.get_by_label("Of which programme").select_option("")
    with page.expect_download() as got:
        page.get_by_role("button", name="Take it away").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
    cell = next(cell for cell in book["programme"][3] if cell.value == "Norland watches its own coast by 2028.")
    cell.value = "Norland watches its own coast by 2029."
    book.save(tmp_path / "programme.xlsx")
    page.goto(f"{served.address}/import")
    page.get_by_label("File").set_input_files(tmp_path / "programme.xlsx")
    page.get_by_role("button", name="Read it").click()
    row = page.locator("section.wait", has_text="Coast guard of Norland")
    expect(row.locator("del")).to_have_text("Norland watches its own coast by 2028.")
    expect(row.locator("ins")).to_have_text("Norland watches its own coast by 2029.")
    whole(page)
    page.goto(f"{served.address}/register/programme/{kept['programme']}")
    expect(page.get_by_text("by 2028.")).to_be_visible()
    page.go_back()
    row.get_by_label("Take this row").check()
    page.get_by_role("button", name="Take what was chosen").click()
    expect(page.get_by_role("status")).to_contain_text("1 record was written")
    page.get_by_role("link", name="Coast guard of Norland").click()
    expect(page.get_by_text("by 2029.")).to_be_visible()
