"""Whatever is sent to the office, it is no fault of ours: every address of the interface, by people of several roles.

Schemathesis makes requests from the interface's own description: values that fit it and values that do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, note, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode

from comity.oversight.people import sessions
from comity.web.office import app as office_app
from oversight.world import World, world

#: So many requests to each address, of each kind and by each person.
MANY = 5


@pytest.fixture
def apps(
    new_url: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str | None, tuple[World, FastAPI]]]:
    """Give each of several people an office of their own: what one has done does not stand in another's way."""
    monkeypatch.setattr(office_app, "BURST", 1_000_000)
    made: dict[str | None, tuple[World, FastAPI]] = {}
    for login in (None, "olga", "anna", "carl"):
        one = world(new_url("sqlite"), tmp_path / str(login)).found()
        made[login] = one, office_app.create_office_app(one.office, hosts=["testserver", "localhost"])
    yield made
    for one, _ in made.values():
        one.office.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
def test_nothing_that_is_sent_is_a_fault(apps: dict[str | None, tuple[World, FastAPI]], mode: GenerationMode) -> None:
    """Each request is sent by each of them: to think of one that does not fit takes longer than to answer it four times."""

    def headers(at: World, login: str) -> dict[str, str]:
        # Anew for each: some of what is sent signs out, or suspends whoever sends it.
        with at.office.act() as act:
            token = sessions.begin(act, at.people[login].person, 2, "", "")
        session = sessions.find(at.office, token)
        return {"cookie": f"comity-office={token}", "x-comity-form": session.form if session else ""}

    asked = sought = 0
    for found in schemathesis.openapi.from_asgi("/openapi.json", apps[None][1]).get_all_operations():
        operation = found.ok()
        sought += mode is GenerationMode.POSITIVE

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=MANY, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def send(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            for login, (at, app) in apps.items():
                said = {"accept": "application/json"} | (headers(at, login) if login else {})
                note(f"sent by {login}")
                case.call_and_validate(headers=said, checks=[not_a_server_error], app=app)

        with suppress(Unsatisfiable):  # nothing can be sent to it that does not fit: it takes nothing
            send()
    assert asked >= sought
