"""Panels in a browser: choosing changes page and address, and a file is taken away and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def page(browser: Browser, serve: Callable[[Path], str], almanac_home: Path) -> Page:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened.goto(serve(almanac_home) + "/panels?unit=state-year&from=2000&to=2002&with=exercises")
    opened.wait_for_load_state("networkidle")
    return opened


def test_choosing_changes_the_page_and_its_address(page: Page) -> None:
    page.locator("#with-bases").check()
    expect(page.locator("#results .code pre").first).to_contain_text('panel.add("bases")')
    assert "with=exercises&with=bases" in page.url
    page.locator("#unit").select_option("dyad-year")
    expect(page.locator("#directed")).to_be_visible()
    expect(page.locator("#results .code pre").first).to_contain_text("comity.dyads(2000, 2002")
    page.go_back()
    expect(page.locator("#results .code pre").first).to_contain_text("comity.stateyears(2000, 2002")
    expect(page.locator("#unit")).to_have_value("state-year")


def test_what_is_wrong_leaves_the_choices_where_they_are(page: Page) -> None:
    page.locator("#unit").select_option("leader-year")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#with-exercises")).to_be_checked()
    page.locator("#unit").select_option("state-year")
    expect(page.locator("#preview tbody tr")).to_have_count(20)


def test_a_file_is_taken_away_and_opened_again(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.locator("a[download]", has_text=".parquet").click()
    assert download.value.suggested_filename == "state-year-2000-2002.parquet"
    download.value.save_as(tmp_path / "x.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "x.parquet")
    first = page.locator("#preview tbody tr").first.locator("td").first.inner_text()
    assert first.split()[0] == str(table["ccode"][0])
    assert f"{table.num_rows:,} rows" in page.locator(".size").inner_text()


def test_a_figure_leads_to_its_source_line(page: Page) -> None:
    page.goto(page.url.partition("?")[0] + "?unit=dyad-year&from=2000&to=2001&with=exercises&where=exercised")
    link = page.locator("#preview a[data-drawer]").first
    link.click()
    expect(page.locator("#drawer")).to_be_visible()
    expect(page.locator("#drawer-content h1")).to_contain_text("Joint exercises")
    expect(page.locator("#drawer-content td a[data-drawer]").first).to_contain_text(".csv:")
