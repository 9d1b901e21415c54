"""The fictitious ministry: made whole or not at all, in order, and open to whoever has its ways in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from comity.model.errors import NotAllowed
from comity.oversight.comparing import differences
from comity.oversight.desk import Office
from comity.oversight.storage.tables import log_entry
from comity.oversight.storage.working import contact, due, item
from comity.register import checking, contacts, demo, writing
from comity.register.demo.story import tell
from comity.register.kinds import kinds
from comity.register.listing import Asked, listed
from comity.register.projecting import heal
from comity.web.office.app import create_office_app
from oversight.world import SYSTEM, World

COMITY = Path(sys.executable).with_name("comity")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 23, 10, tzinfo=UTC),
        datetime(2027, 1, 3, 10, tzinfo=UTC),
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    ],
)
def test_it_goes_as_in_any_office(now: datetime, new_url: Callable[..., str], tmp_path: Path) -> None:
    """On whatever day it is made: nothing lies ahead of that day, the log verifies, and every table is as the log says."""
    made = demo.stage(new_url("sqlite", empty=True), tmp_path, tell, lambda: now)
    try:
        assert differences(made.office) == [] and checking.differences(made.office) == [] and heal(made.office) == 0
        with made.office.look(made.people["anna"].person, factors=2) as look:
            assert look.seat and "author" in look.seat.roles
            moments = list(look.con.scalars(select(log_entry.c.at).order_by(log_entry.c.seq)))
            there = set(look.con.scalars(select(item.c.kind)))
            held = due.join(item, item.c.record == due.c.record)
            asked = select(due.c.title).select_from(held).where(item.c.kind == "activity", item.c.stage != "planned", due.c.what == "milestone", due.c.done == 0, due.c.day < now.date().isoformat())  # fmt: skip
            assert not list(look.con.scalars(asked)), "an exercise that was held and reported had its conferences"
        assert moments == sorted(moments) and moments[-1] <= now
        assert (now - moments[0]).days > 2 * 365
        # By summer the third year has come to its coalition, its decision and its evaluation.
        assert there == set(kinds()) or now.month < 7
    finally:
        made.office.close()


def test_no_password_can_be_refused_for_a_name_that_chance_spells(new_url: Callable[..., str], tmp_path: Path) -> None:
    made = demo.stage(
        new_url("sqlite", empty=True), tmp_path, lambda made: None, lambda: datetime(2026, 11, 23, 10, tzinfo=UTC)
    )
    try:
        assert {one.login for one in made.people.values()} >= {"olga", "anna", "eva", "ove"}
        for one in made.people.values():
            assert set(one.password) <= set("0123456789abcdef") and set(one.login) - set("0123456789abcdef")
    finally:
        made.office.close()


def test_on_postgresql_too(new_url: Callable[..., str], tmp_path: Path) -> None:
    made = demo.stage(new_url("postgresql", empty=True), tmp_path, tell, lambda: datetime(2026, 11, 23, 10, tzinfo=UTC))
    try:
        assert differences(made.office) == [] and checking.differences(made.office) == []
    finally:
        made.office.close()


def test_an_office_that_is_there_is_left_alone(office_world: object, office_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="already"):
        demo.stage(office_url, tmp_path / "office-home", tell, lambda: datetime(2026, 11, 23, tzinfo=UTC))


def test_as_a_new_user(tmp_path: Path) -> None:
    """Make it, come in with what its file says, look around; a second one is refused and touches nothing."""
    env = os.environ | {"COMITY_HOME": str(tmp_path)}

    def comity(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMITY, *words], env=env, capture_output=True, text=True, timeout=300, check=False)

    done = comity("office", "demo")
    assert done.returncode == 0, done.stderr
    place = tmp_path / "demo"
    text = (place / "ways-in.txt").read_text()
    assert (place / "ways-in.txt").stat().st_mode & 0o077 == 0
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    again = comity("office", "demo")
    assert (
        again.returncode == 2
        and "already" in again.stderr
        and {path.name: path.read_bytes() for path in place.iterdir()} == before
    )
    password, secret = (
        re.search(r"login +anna\n  password +(\S+)\n  secret +(\S+)", text) or pytest.fail("no way in")
    ).groups()
    office = Office.open(str(place / "office.db"), place)
    try:
        client = TestClient(
            create_office_app(office),
            base_url="http://localhost",
            follow_redirects=True,
            headers={"accept": "text/html"},
        )
        page = client.post("/signin", data={"login": "anna", "password": password})
        form = re.search(r'name="form" value="([^"]+)"', page.text)
        assert form, page.text
        page = client.post("/signin/second", data={"form": form[1], "code": pyotp.TOTP(secret).now()})
        assert page.status_code == 200 and "fictitious" in page.text.lower()
        assert "Cold Anchor" in client.get("/register/activity").text
    finally:
        office.close()


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.cli import main
    from comity.register.demo import story

    def stumble(_: object) -> None:
        raise RuntimeError("it fails")

    monkeypatch.setattr(story, "tell", stumble)
    monkeypatch.setattr(sys, "argv", ["comity", "office", "demo", str(tmp_path / "there")])
    with pytest.raises(RuntimeError):
        main()
    assert list((tmp_path / "there").iterdir()) == []


def test_an_office_that_opens_makes_good_what_is_stale(office_world: World) -> None:
    """As after a restore, or from an older comity: lists are as versions say, and a contact's last day has passed meanwhile."""
    with office_world.act("anna") as act:
        which, _ = writing.save(
            act, "partner", {"title": "Japan", "type": "state", "state": "JPN", "owner": "anna", "label": "public"}
        )
    with office_world.act("anna") as act:
        kept = contacts.add(
            act,
            {
                "name": "A Person",
                "partner": which,
                "purpose": "activities",
                "until": (act.now.date() + timedelta(days=2)).isoformat(),
            },
        )
    with office_world.office.database.write(SYSTEM) as con:
        con.execute(delete(item))
    office_world.clock.on(days=3)
    create_office_app(office_world.office)
    with office_world.look("anna") as look:
        assert [row["record"] for row in listed(look, Asked(kinds=("partner",))).rows] == [which]
        assert look.con.scalar(select(contact.c.name).where(contact.c.contact == kept)) is None


def test_an_office_that_opens_knows_its_indexes(tmp_path: Path, new_url: Callable[..., str]) -> None:
    """SQLite alone takes an index by guess, as long as nobody has let it count."""
    made = demo.stage(new_url("sqlite", empty=True), tmp_path, tell, lambda: datetime(2026, 11, 23, 10, tzinfo=UTC))
    try:
        create_office_app(made.office)
        with made.office.look() as look:
            assert look.con.exec_driver_sql("select count(*) from sqlite_stat1 where tbl = 'due'").scalar()
    finally:
        made.office.close()
