"""Lists and things as a person goes through them: narrowing down, back and forward, to the row behind."""

from __future__ import annotations

from playwright.sync_api import Browser, expect


def test_a_list_answers_as_one_types_and_the_address_is_the_state(browser: Browser, base: str) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{base}/agreements")
    everything = page.locator("#results .found b").inner_text()
    page.get_by_label("Text").fill("north atlantic")
    expect(page.locator("#agreements tbody tr").first).to_contain_text("North Atlantic")
    page.wait_for_url("**q=north+atlantic**")
    assert page.locator("#results .found b").inner_text() != everything
    page.go_back()
    expect(page.locator("#results .found b")).to_have_text(everything)
    page.go_forward()
    expect(page.locator("#results .found b")).not_to_have_text(everything)
    page.reload()
    assert page.get_by_label("Text").input_value() == "north atlantic"
    assert wrong == []
    page.close()


def test_a_choice_of_the_list_stays_when_one_then_types(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}/agreements")
    page.locator(".facets a", has_text="hotline").first.click()
    page.wait_for_url("**kind=hotline**")
    page.get_by_label("Party").first.fill("Russia")
    page.get_by_label("Party").first.press("Enter")
    page.wait_for_url("**party=Russia**")
    assert "kind=hotline" in page.url
    rows = page.locator("#agreements tbody tr")
    expect(rows.first).to_contain_text("Russia")
    assert rows.count() >= 1
    page.close()


def test_from_a_list_to_a_thing_and_its_neighbour(browser: Browser, base: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{base}/agreements?q=aukus+security")
    page.get_by_role("link", name="AUKUS security partnership").click()
    assert page.locator("h1").inner_text() == "AUKUS security partnership"
    page.get_by_role("link", name="Talisman Sabre 2021").click()
    assert page.locator("h1").inner_text() == "Talisman Sabre 2021"
    page.get_by_role("link", name="All ").first.click()
    assert page.locator("h1").inner_text() == "Talisman Sabre"
    page.close()


def test_a_column_sorts(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}/exercises")
    page.locator("thead").get_by_role("link", name="name").click()
    page.wait_for_url("**sort=name**")
    assert page.locator("th[aria-sort=ascending]").count() == 1
    names = [text.casefold() for text in page.locator("#exercises tbody th").all_inner_texts()]
    assert names[0] <= names[-1]
    page.close()
