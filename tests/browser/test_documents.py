"""A document as somebody gets it: by a click, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser


@pytest.mark.parametrize(("words", "begins"), [("PDF", b"%PDF-"), ("DOCX", b"PK")])
def test_a_document_is_downloaded_by_a_click(
    browser: Browser, serve: Callable[[Path], str], almanac_home: Path, tmp_path: Path, words: str, begins: bytes
) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{serve(almanac_home)}/documents?subject=Japan")
    with page.expect_download() as waited:
        page.get_by_role("link", name=words).first.click()
    got = tmp_path / waited.value.suggested_filename
    waited.value.save_as(got)
    assert got.name.startswith("comity brief Japan 2025-12-31.")
    assert got.read_bytes().startswith(begins)
    if words == "DOCX":
        assert docx.Document(str(got)).paragraphs[0].text == "Japan: brief"
    assert complaints == []
    page.close()
