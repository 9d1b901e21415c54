"""Planning on a page: worked back, looked at before it is taken, slipped, done; conflicts, thresholds and lessons beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from comity.register import writing
from oversight.world import World
from register.examples import EXAMPLES

Clients = Callable[..., TestClient]


def keep(world: World, kind: str, login: str = "anna", **said: Any) -> str:
    with world.act(login) as act:
        return writing.save(act, kind, said)[0]


def exercise(world: World, title: str = "Northern Bridge 2027", **said: Any) -> str:
    """Keep an exercise of the next year: the office's day is 2026-03-02."""
    held = {
        "title": title,
        "type": "exercise",
        "owner": "anna",
        "label": "internal",
        "start": "2027-09-06",
        "end": "2027-09-17",
    }
    return keep(world, "activity", **(held | said))


def data(client: TestClient, address: str, **params: str) -> Any:
    answer = client.get(address, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def days(client: TestClient, which: str, **params: str) -> dict[str, str]:
    return {
        row["key"]: row["day"] for row in data(client, f"/planning/{which}", **params)["tables"]["milestones"]["rows"]
    }


def take(client: TestClient, which: str, saw: int = 1, **said: str) -> Any:
    return client.post(f"/planning/{which}/take", data={"saw": str(saw), "template": "joint_exercise", **said})


def test_a_plan_is_worked_back_shown_with_what_it_changes_and_only_then_taken(
    office_world: World, clients: Clients
) -> None:
    anna, which = clients("anna"), exercise(office_world)
    page = anna.get(f"/planning/{which}", params={"template": "joint_exercise"})
    assert page.status_code == 200 and "It is not in the activity yet." in page.text and "<svg" in page.text
    assert (
        "Tasks, conditions and standards of each training objective." in page.text
        and "The concept is approved." in page.text
    )
    # Ten months and two weeks before 6 September is 23 October.
    assert days(anna, which, template="joint_exercise")["ipc"] == "2026-10-23"
    assert data(anna, f"/register/activity/{which}")["version"] == 1
    assert take(anna, which).status_code == 303
    kept = data(anna, f"/register/activity/{which}")["content"]
    assert kept["template"] == "joint_exercise"
    assert {row["event"]: row["day"] for row in kept["milestones"]}["ipc"] == "2026-10-23"
    assert not {"startex", "endex"} & {row["event"] for row in kept["milestones"]}
    shown = data(anna, f"/planning/{which}")
    assert shown["taken"] and shown["would_change"] is None
    # Taken twice from the same page, the second is told that it is too late.
    assert take(anna, which).status_code == 409


def test_what_is_too_late_already_is_told(office_world: World, clients: Clients) -> None:
    anna, which = clients("anna"), exercise(office_world, start="2026-06-15", end="2026-06-19")
    late = {
        row["key"]: row["late"]
        for row in data(anna, f"/planning/{which}", template="joint_exercise")["tables"]["milestones"]["rows"]
    }
    assert late["cdc"] and late["ipc"] and late["mpc"] and late["fpc"] is None
    assert "days too late for" in anna.get(f"/planning/{which}", params={"template": "joint_exercise"}).text


def test_a_slip_is_shown_before_and_after_and_what_is_done_stays(office_world: World, clients: Clients) -> None:
    anna, which = clients("anna"), exercise(office_world)
    take(anna, which)
    before = days(anna, which)
    tried = {"event": "ipc", "day": "2026-12-15"}
    after = data(anna, f"/planning/{which}", **tried)
    moved = {row["key"]: (row["was"], row["day"]) for row in after["tables"]["milestones"]["rows"] if row["was"]}
    assert (
        moved["ipc"] == (before["ipc"], "2026-12-15")
        and moved["mpc"][1] > moved["mpc"][0]
        and "startex" not in moved
        and "cdc" not in moved
    )
    assert any(row["new"] for row in after["tables"]["warnings"]["rows"])
    assert days(anna, which) == before and data(anna, f"/register/activity/{which}")["version"] == 2
    ids = {row["event"]: row["id"] for row in data(anna, f"/register/activity/{which}")["content"]["milestones"]}
    assert take(anna, which, 2, template="", **tried).status_code == 303
    kept = data(anna, f"/register/activity/{which}")["content"]["milestones"]
    assert {row["event"]: row["id"] for row in kept} == ids and {row["event"]: row["day"] for row in kept}[
        "ipc"
    ] == "2026-12-15"
    # With another first day all is worked back anew.
    moved = data(anna, f"/planning/{which}", event="startex", day="2027-10-04")
    assert {row["key"]: row["was"] for row in moved["tables"]["milestones"]["rows"]}["startex"] == "2027-09-06"


def test_what_an_approval_loses_is_said_before_a_plan_is_taken(office_world: World, clients: Clients) -> None:
    anna, which = clients("anna"), None
    for kind in ("partner", "programme", "objective"):
        keep(office_world, kind, **EXAMPLES[kind])
    which = keep(office_world, "activity", **EXAMPLES["activity"])
    with office_world.act("anna") as act:
        digest = writing.submit(act, which, 1)
    assert "this takes it back" in anna.get(f"/planning/{which}").text
    office_world.approve("carl", digest)
    page = anna.get(f"/planning/{which}").text
    assert "The approval of version 1 is void then." in page
    office_world.approve("mike", digest)
    assert "It is in force: with this it is a draft" in anna.get(f"/planning/{which}").text
    assert take(anna, which).status_code == 303 and office_world.state(which) == "draft"


def test_a_day_that_is_none_and_one_before_what_it_depends_on_are_told(office_world: World, clients: Clients) -> None:
    anna, which = clients("anna"), exercise(office_world)
    take(anna, which)
    for day, told in (("2026-02-31", "is no day"), ("2026-01-05", "on which it depends"), ("", "")):
        page = anna.get(f"/planning/{which}", params={"event": "mpc", "day": day})
        assert page.status_code == (400), page.text
        assert told in page.text and "Milestones" in page.text
    assert anna.get(f"/planning/{which}", params={"template": "nothing"}).status_code == 404
    assert anna.get("/planning/r_nothing").status_code == 404
    assert anna.get(f"/planning/{keep(office_world, 'partner', **EXAMPLES['partner'])}").status_code == 404


def test_a_milestone_is_noted_as_done_where_it_is_shown(office_world: World, clients: Clients) -> None:
    anna, which = clients("anna"), exercise(office_world, start="2026-12-07", end="2026-12-18")
    assert anna.post(f"/planning/{which}/take", data={"saw": "1", "template": "joint_exercise"}).status_code == 303
    row = {row["event"]: row["id"] for row in data(anna, f"/register/activity/{which}")["content"]["milestones"]}
    wrong = anna.post(f"/planning/{which}/done", data={"about": row["cdc"], "day": "2026-12-24"})
    assert wrong.status_code == 400 and "This day has not come yet." in wrong.text
    assert anna.post(f"/planning/{which}/done", data={"about": row["cdc"], "day": "2026-02-20"}).status_code == 303
    rows = data(anna, f"/planning/{which}")["tables"]["milestones"]["rows"]
    assert {one["key"]: one["done"] for one in rows}["cdc"] == "2026-02-20"
    # It does not slip any more.
    assert anna.get(f"/planning/{which}", params={"event": "cdc", "day": "2026-04-01"}).status_code == 400


def test_people_places_and_money_that_two_need_are_told_to_both(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    for kind in ("partner", "programme", "objective"):
        keep(office_world, kind, **EXAMPLES[kind])
    booked = [
        {"kind": "person", "person": "carl"},
        {"kind": "place", "resource": "Southern range"},
        {"kind": "unit", "resource": "First company"},
    ]
    paid = {"programme": "Coast guard of Norland", "fund_line": "1402-687", "currency": "EUR", "cost": "200000"}
    one = exercise(office_world, bookings=booked, **paid)
    two = exercise(office_world, "Other", start="2027-09-17", end="2027-09-20", bookings=booked, **paid)
    for mine, other in ((one, two), (two, one)):
        found = data(anna, f"/planning/{mine}")
        rows = found["tables"]["conflicts"]["rows"]
        assert {(row["resource"], row["start"], row["end"]) for row in rows} == {
            ("Carl Example", "2027-09-17", "2027-09-17"),
            ("First company", "2027-09-17", "2027-09-17"),
        }
        assert {row["record"] for row in rows} == {other}
        assert found["budget"]["level"] == "exceeded" and found["budget"]["needed"] in ("400000", "400000.00")
        page = anna.get(f"/planning/{mine}").text
        assert "whether it holds them all is not known" in page and "does not hold what is planned" in page
    # What slips out of the other's days is out of conflict with it.
    assert data(anna, f"/planning/{two}", event="startex", day="2027-09-20")["tables"]["conflicts"]["rows"] == []
    (office_world.home / "planning.toml").write_text('[capacity]\n"Southern range" = 5\n')
    assert "whether it holds them all is not known" in anna.get(f"/planning/{one}").text


def test_two_linked_exercises_cross_a_threshold_that_neither_reaches(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    one = exercise(
        office_world,
        troops="7000",
        landing_troops="0",
        command="Fleet command",
        tanks="0",
        acvs="0",
        artillery="0",
        sorties="0",
    )
    assert data(anna, f"/planning/{one}")["tables"]["findings"]["rows"] == []
    two = exercise(
        office_world,
        "Southern Bridge 2027",
        start="2027-09-20",
        end="2027-09-24",
        troops="6500",
        command="Fleet command",
        tanks="0",
        acvs="0",
        artillery="0",
        landing_troops="0",
        sorties="0",
    )
    for which in (one, two):
        found = data(anna, f"/planning/{which}")["tables"]["findings"]["rows"]
        reached = [row for row in found if row["level"] == "reached" and row["value"] == 9000]
        assert reached and reached[0]["sum"] == 13500 and sorted(reached[0]["records"]) == sorted([one, two])
        assert reached[0]["notify_by"] and reached[0]["notice"] and reached[0]["advisory"]
    page = anna.get(f"/planning/{one}").text
    assert "advisory: to confirm" in page and "of one command" in page
    year = data(anna, "/thresholds", year="2027")
    assert year["counted"] == 2 and year["tables"]["findings"]["rows"][0]["level"] == "reached"
    assert data(anna, "/thresholds", year="2030")["counted"] == 0
    assert "13500" in anna.get("/thresholds", params={"year": "2027", "format": "csv"}).text


def test_an_unknown_number_is_told_as_such_and_eighty_per_cent_is_an_alarm(
    office_world: World, clients: Clients
) -> None:
    anna = clients("anna")
    known = {"tanks": "0", "acvs": "0", "artillery": "0", "landing_troops": "0", "sorties": "0"}
    alarm = exercise(office_world, troops="7200", **known)
    assert {row["level"] for row in data(anna, f"/planning/{alarm}")["tables"]["findings"]["rows"]} == {"alarm"}
    unknown = exercise(office_world, "Unknown", start="2028-03-01", end="2028-03-04", **known)
    assert {row["level"] for row in data(anna, f"/planning/{unknown}")["tables"]["findings"]["rows"]} == {"not known"}
    assert "not all figures are known" in anna.get(f"/planning/{unknown}").text


def test_what_follows_is_told_in_the_form_before_it_is_kept(office_world: World, clients: Clients) -> None:
    from register.forms import form_in

    anna = clients("anna")
    exercise(
        office_world,
        "Southern Bridge 2027",
        troops="7000",
        command="Fleet command",
        bookings=[{"kind": "unit", "resource": "First company"}],
    )
    which = exercise(
        office_world,
        start="2027-03-01",
        end="2027-03-12",
        troops="8000",
        command="Fleet command",
        bookings=[{"kind": "unit", "resource": "First company"}],
    )
    take(anna, which)
    sent = form_in(anna.get(f"/register/activity/{which}/edit").text)
    page = anna.post(
        f"/register/activity/{which}/edit",
        data=sent.set("f.start", "2027-09-06").set("f.end", "2027-09-17").press("look"),
    ).text
    assert (
        "The first day moves by 189 days" in page
        and "is needed by “Southern Bridge 2027” as well" in page
        and "counted together" in page
    )


def test_a_lesson_is_answered_before_the_initial_conference_is_done(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    for kind in ("partner", "programme", "objective", "activity"):
        keep(office_world, kind, **EXAMPLES[kind])
    learnt = keep(office_world, "lesson", **EXAMPLES["lesson"])
    which = exercise(office_world, start="2026-12-07", end="2026-12-18", task="amphibious landing by night")
    take(anna, which)
    ipc = {row["event"]: row["id"] for row in data(anna, f"/register/activity/{which}")["content"]["milestones"]}["ipc"]
    page = anna.get(f"/planning/{which}").text
    assert (
        "Radios fail by night" in page
        and "The same kind of activity: exercise." in page
        and "A similar task: amphibious, landing." in page
    )
    assert "Nobody has validated it yet." in page
    refused = anna.post(f"/planning/{which}/done", data={"about": ipc, "day": "2026-02-20"})
    assert (
        refused.status_code == 400
        and "Radios fail by night” was put before this conference and has no answer" in refused.text
    )
    # The same where it is noted elsewhere.
    assert (
        anna.post(
            f"/register/activity/{which}/note", data={"entry": "done", "about": ipc, "f.day": "2026-02-20"}
        ).status_code
        == 400
    )
    bare = anna.post(f"/planning/{which}/lesson", data={"lesson": learnt, "answer": "taken", "reason": ""})
    assert bare.status_code == 400
    assert (
        anna.post(
            f"/planning/{which}/lesson",
            data={"lesson": learnt, "answer": "taken", "reason": "Spares go with the first boat."},
        ).status_code
        == 303
    )
    row = data(anna, f"/planning/{which}")["tables"]["lessons"]["rows"][0]
    assert row["answer"] == "the plan follows it" and row["reason"] == "Spares go with the first boat."
    assert anna.post(f"/planning/{which}/done", data={"about": ipc, "day": "2026-02-20"}).status_code == 303


def test_the_offices_own_leads_and_holidays_hold_and_a_wrong_file_is_told(
    office_world: World, clients: Clients
) -> None:
    anna, which = clients("anna"), exercise(office_world)
    place = office_world.home / "planning.toml"
    place.write_text('holidays = [2026-10-06]\n[leads.joint_exercise]\nipc = "11 months"\n')
    # Eleven months before is 6 October, on which nobody works.
    assert days(anna, which, template="joint_exercise")["ipc"] == "2026-10-05"
    assert "the office’s own" in anna.get(f"/planning/{which}", params={"template": "joint_exercise"}).text
    for text in (
        "leads = 3\n",
        "colour = 1\n",
        "weekend = [0, 1, 2, 3, 4, 5, 6]\n",
        '[leads.joint_exercise]\nnone = "3 days"\n',
        '[leads.joint_exercise]\nipc = "soon"\n',
        "= ",
        "[leads]\njoint_exercise = 3\n",
        'regimes = ["none"]\n',
        "holidays = [3]\n",
    ):
        place.write_text(text)
        answer = anna.get(f"/planning/{which}")
        assert answer.status_code == 400 and "planning.toml" in answer.text, text


def test_what_comes_is_listed_with_what_is_late(office_world: World, clients: Clients) -> None:
    anna = clients("anna")
    which = exercise(office_world, start="2026-06-15", end="2026-06-19")
    other = exercise(office_world, "Later")
    take(anna, which)
    rows = data(anna, "/planning")["tables"]["activities"]["rows"]
    assert [row["record"] for row in rows] == [which, other] and rows[0]["late"] >= 3 and rows[1]["next"] is None
    assert [row["record"] for row in data(anna, "/planning", late="1")["tables"]["activities"]["rows"]] == [which]
    assert anna.get("/planning").status_code == 200
