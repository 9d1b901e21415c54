"""The pages of one's work, the calendar, a programme and a post in a browser: for everybody, with the keyboard, without a script."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from oversight.browsing import Served, whole
from register.registry import keep, keep_until


def filled(served: Served) -> list[str]:
    """Keep what the pages show, and give their addresses."""
    made = served.world
    kept = keep_until(made, "commitment")
    booked = {"bookings": [{"kind": "unit", "resource": "1st Battalion"}]}
    for title, start, end in (
        ("Port call", "2026-03-09", "2026-03-14"),
        ("Northern Bridge", "2026-03-12", "2026-04-20"),
    ):
        more = {"fixed": [{"what": "Election in Norland", "day": "2026-04-12"}], "milestones": [{"title": "Final conference", "day": "2026-03-05"}]}  # fmt: skip
        keep(made, "activity", {"title": title, "type": "exercise", "owner": "anna", "label": "internal", "start": start, "end": end, **booked, **more})  # fmt: skip
    post = keep(made, "post", {
        "title": "Defence attaché, Tokyo", "type": "defence-attache", "post": "Tokyo", "state": "JPN", "owner": "anna", "label": "internal",
        "accreditation": [{"title": "Japan", "state": "JPN", "sort": "resident", "start": "2025-01-01"}], "tours": [{"person": "anna", "function": "defence attaché", "start": "2025-01-01", "end": "2026-07-01"}],
    })  # fmt: skip
    keep(made, "report", {"title": "Ships in the strait", "type": "incident", "post": "Tokyo", "start": "2026-03-01", "owner": "anna", "label": "internal", "text": "Three ships.", "flash": "yes", "flash_of": ["sea-air"], "states": ["JPN"]})  # fmt: skip
    calendar = [f"/calendar?view={view}&from=2026-03-10" for view in ("month", "day", "year", "gantt")]
    return ["/work", *calendar, f"/programme/{kept['programme']}", f"/post/{post}"]


def test_the_pages_are_fit_for_everybody(served: Served) -> None:
    addresses = filled(served)
    page = served.page("anna")
    for address in [*addresses, f"{addresses[5]}/money?line=1402-687&year=2026&currency=EUR"]:
        page.goto(served.address + address)
        whole(page)
        assert page.locator("h1").count() == 1
    # Nothing is there yet for whoever has just come.
    other = served.page("carl")
    for address in ("/work", *addresses[1:5]):
        other.goto(served.address + address)
        whole(other)


def test_every_day_of_a_month_is_reached_by_the_keyboard(served: Served) -> None:
    page = served.page("anna")
    page.goto(served.address + "/calendar?from=2026-03-10")
    days = page.locator("table.month a.number")
    expect(days).to_have_count(31)
    days.first.focus()
    for number in range(2, 32):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").endswith(str(number))
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_have_text("31 March 2026")


def test_the_calendar_works_without_a_script(served: Served) -> None:
    filled(served)
    page = served.page("anna", java_script_enabled=False)
    page.goto(served.address + "/calendar?view=gantt&from=2026-03-01")
    page.get_by_label("Months").select_option("3")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#shown")).to_contain_text("31 May 2026")
    expect(page.locator("#entries tbody tr")).to_have_count(2)
    page.get_by_role("link", name="After").click()
    expect(page.locator("#shown")).to_contain_text("1 Jun 2026")
    page.get_by_role("link", name="month", exact=True).click()
    expect(page.locator("#shown")).to_have_text("June 2026")


def test_a_line_of_work_leads_to_where_it_is_done(served: Served) -> None:
    filled(served)
    page = served.page("anna")
    page.goto(served.address + "/")
    page.get_by_role("link", name=re.compile("^My work:")).click()
    page.locator("h2#flash + div a").first.click()
    expect(page.locator("h1")).to_have_text("Ships in the strait")
    note = page.locator("details.note", has_text="It was read")
    note.locator("summary").click()
    note.get_by_role("button", name="Note it").click()
    page.goto(served.address + "/work")
    expect(page.locator("li#flash")).to_contain_text("Every report that was flagged has been read.")
