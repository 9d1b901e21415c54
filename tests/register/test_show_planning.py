"""As people see it in a browser: an exercise back-planned, slipped, its conflicts and its alarm; a threshold crossed by two; a lesson answered."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from oversight.browsing import Served, whole
from oversight.world import World
from register.registry import example, keep, keep_until

NONE = {"tanks": "0", "acvs": "0", "artillery": "0", "landing_troops": "0", "sorties": "0"}


def exercise(world: World, title: str, start: str, end: str, **said: Any) -> str:
    return keep(world, "activity", {"title": title, "type": "exercise", "owner": "anna", "label": "internal", "start": start, "end": end} | said)  # fmt: skip


def day(page: Page, milestone: str) -> str:
    return page.locator("#milestones tbody tr", has_text=milestone).locator("td.day").last.inner_text()


def test_an_exercise_is_worked_back_slipped_and_its_conflicts_and_alarm_are_seen(served: Served) -> None:
    world = served.world
    booked = [{"kind": "unit", "resource": "First company"}, {"kind": "person", "person": "carl"}]
    exercise(world, "Winter Shield 2027", "2027-09-15", "2027-09-24", bookings=booked)
    exercise(world, "Northern Bridge 2027", "2027-09-06", "2027-09-17", troops="7300", bookings=booked, **NONE)
    page = served.page("anna")
    page.goto(f"{served.address}/planning")
    page.get_by_role("link", name="Northern Bridge 2027").click()
    page.get_by_label("Template").select_option("joint_exercise")
    page.get_by_role("button", name="Work it back").click()
    expect(page.get_by_text("It is not in the activity yet.")).to_be_visible()
    assert day(page, "(IPC)") == "2026-10-23" and page.locator("svg.gantt").is_visible()
    whole(page)
    page.get_by_role("button", name="Take it into the activity").click()
    expect(page.get_by_text("It is not in the activity yet.")).to_have_count(0)
    page.get_by_label("What slips").select_option("ipc")
    page.get_by_label("To which day").fill("2026-12-15")
    page.get_by_role("button", name="See what follows").click()
    expect(page.locator("#moved")).to_contain_text("Nothing is kept yet.")
    assert day(page, "(IPC)") == "2026-12-15"
    expect(page.locator("#moved")).to_contain_text("lie")
    whole(page)
    page.get_by_role("button", name="Take it into the activity").click()
    expect(page.locator("#moved")).to_have_count(0)
    assert day(page, "(IPC)") == "2026-12-15"
    conflicts = page.get_by_role("group", name="Needed by two on the same days")
    expect(conflicts).to_contain_text("First company")
    expect(conflicts).to_contain_text("Carl Example")
    expect(conflicts).to_contain_text("Winter Shield 2027")
    finding = page.locator("section.wait", has_text="Prior notification of an exercise").first
    expect(finding).to_contain_text("81.1 per cent")
    expect(finding).to_contain_text("alarm")
    # The figure itself is confirmed, its paragraph is not; that one figure beside it is not is told with it.
    expect(finding).to_contain_text("paragraph 40.1.1 (to confirm)")


def test_two_linked_exercises_together_cross_a_threshold(served: Served) -> None:
    world = served.world
    exercise(world, "Northern Bridge 2027", "2027-09-06", "2027-09-17", troops="6900", command="Fleet command", **NONE)
    page = served.page("anna")
    page.goto(f"{served.address}/thresholds?year=2027")
    expect(page.get_by_text("None of them comes near a threshold.")).to_be_visible()
    two = exercise(
        world, "Southern Bridge 2027", "2027-09-20", "2027-09-24", troops="6200", command="Fleet command", **NONE
    )
    page.reload()
    finding = page.locator("section.wait").first
    expect(finding).to_contain_text(
        "13,100 troops of 9,000" if "13,100" in finding.inner_text() else "13100 troops of 9000"
    )
    expect(finding).to_contain_text("reached")
    expect(finding).to_contain_text("of one command")
    whole(page)
    finding.get_by_role("link", name="Southern Bridge 2027").click()
    assert page.url.endswith(two)
    expect(page.locator("#thresholds ~ section").first).to_contain_text("with 2 activities counted together")


def test_a_lesson_comes_up_in_the_next_exercises_initial_conference_without_a_script(served: Served) -> None:
    world = served.world
    keep_until(world, "lesson")
    which = exercise(
        world, "Northern Bridge 2027", "2026-12-07", "2026-12-18", domains="sea", task="amphibious landing"
    )
    page = served.page("anna", java_script_enabled=False)
    page.goto(f"{served.address}/planning/{which}?template=joint_exercise")
    page.get_by_role("button", name="Take it into the activity").click()
    page.locator("select[name=about]").select_option("Initial planning conference")
    page.get_by_label("On which day").fill("2026-03-01")
    page.get_by_role("button", name="Note it as done").click()
    expect(page.get_by_role("alert")).to_contain_text("Radios fail by night")
    assert page.get_by_label("On which day").input_value() == "2026-03-01"
    lesson = page.locator("section", has_text="Radios fail by night")
    expect(lesson).to_contain_text("A similar task: amphibious, landing.")
    lesson.get_by_label("the plan follows it").check()
    lesson.get_by_label("How, or why not").fill("Spares go with the first boat.")
    lesson.get_by_role("button", name="Answer it").click()
    expect(page.get_by_text("Each has its answer.")).to_be_visible()
    page.locator("select[name=about]").select_option("Initial planning conference")
    page.get_by_label("On which day").fill("2026-03-01")
    page.get_by_role("button", name="Note it as done").click()
    expect(page.locator("#milestones tbody tr", has_text="(IPC)")).to_contain_text("done on 2026-03-01")
    seen = served.page("anna")
    for path in (f"/planning/{which}", "/planning", "/lessons", "/quality"):
        seen.goto(served.address + path)
        whole(seen)


def test_an_evaluation_is_refused_to_the_owner(served: Served) -> None:
    kept = keep_until(served.world, "objective")
    page = served.page("anna")
    said = example("evaluation")
    page.goto(
        f"{served.address}/register/evaluation/new?title={said['title'].replace(' ', '+')}&evaluates=Boats+at+sea&evaluator=Anna+Example&owner=Olga+Owner&label=internal&type=mid-term&start=2026-01-01&end=2026-02-28&deadline=2026-06-30&method=Logs"
    )
    page.locator("button[value=save], button.main").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("You are its owner: others write its evaluation.")
    expect(page.get_by_role("alert")).to_contain_text("2 things are to be mended")
    assert kept
