"""Offers: what partners choose, who sees it, and how seats and deadlines hold."""

from __future__ import annotations

import pytest

from comity.oversight.people import accounts
from comity.register.reading import opened as read
from comity.register.reading import told_of
from oversight.world import World
from register.registry import example, into_force, keep, keep_until, note, opened, refused

SEAT = {"day": "2026-03-02", "seats": "2", "rank": "Major", "function": "Operations officer"}


@pytest.fixture
def offered(office_world: World) -> tuple[World, str]:
    made = office_world
    with made.act("olga") as act:
        made.organisations["norland"] = accounts.add_organisation(act, "Navy of Norland", "partner")
    made.add("juno", "japan", "partner")
    made.add("nora", "norland", "partner")
    keep_until(made, "partner")
    which = keep(made, "offer", partners=[made.organisations["japan"], made.organisations["norland"]])
    into_force(made, which)
    return made, which


def seen(made: World, which: str, login: str) -> list[tuple[str, str]]:
    with made.look(login) as look:
        return [(one.kind, one.person) for one in told_of(look, read(look, which))]


def test_a_partner_sees_only_its_own_choices_and_the_answers_to_them(offered: tuple[World, str]) -> None:
    made, which = offered
    who = {login: one.person for login, one in made.people.items()}
    note(made, which, "chosen", {"day": "2026-03-02", "priority": "1", "seats": "2"}, login="juno")
    first = note(made, which, "nominated", SEAT, login="juno")
    other = note(made, which, "nominated", SEAT, login="nora")
    note(made, which, "accepted", {"day": "2026-03-02", "nomination": first})
    note(made, which, "declined", {"day": "2026-03-02", "nomination": other, "reason": "Seats are few."})
    assert seen(made, which, "juno") == [("chosen", who["juno"]), ("nominated", who["juno"]), ("accepted", who["anna"])]
    assert seen(made, which, "nora") == [("nominated", who["nora"]), ("declined", who["anna"])]
    assert len(seen(made, which, "anna")) == 5
    with refused("You have made no such nomination"):
        note(made, which, "withdrawn", {"day": "2026-03-02", "nomination": first}, login="nora")
    note(made, which, "withdrawn", {"day": "2026-03-02", "nomination": first}, login="juno")
    note(made, which, "called-off", {"day": "2026-03-02", "reason": "Norland withdrew its money."})
    with made.look("juno") as look:
        assert dict(told_of(look, read(look, which))[-1].values) == {"day": "2026-03-02"}


def test_seats_and_deadlines_hold(offered: tuple[World, str]) -> None:
    made, which = offered
    with refused("There are 4 seats in all"):
        note(made, which, "nominated", SEAT | {"seats": "5"}, login="juno")
    first, second, third = (note(made, which, "nominated", SEAT, login=login) for login in ("juno", "nora", "nora"))
    accepted = {"day": "2026-03-02"}
    note(made, which, "accepted", accepted | {"nomination": first})
    note(made, which, "accepted", accepted | {"nomination": second})
    with refused("Of 4 seats 4 are taken; this asks for 2"):
        note(made, which, "accepted", accepted | {"nomination": third})
    note(made, which, "withdrawn", accepted | {"nomination": first}, login="juno")
    note(made, which, "accepted", accepted | {"nomination": third})
    with refused("There is no such nomination"):
        note(made, which, "accepted", accepted | {"nomination": which})
    made.clock.on(days=121)
    with refused("Registration ended on 2026-06-30"):
        note(made, which, "chosen", {"day": "2026-06-30", "priority": "2", "seats": "1"}, login="nora")


def test_an_offer_asks_for_registration_before_it_begins(office_world: World) -> None:
    keep_until(office_world, "partner")
    with refused("Registration would end after it begins"):
        keep(office_world, "offer", example("offer", deadline="2026-10-06"))
    which = keep(office_world, "offer")
    assert opened(office_world, which).case.stage() == "open"
