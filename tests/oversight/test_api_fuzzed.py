"""Whatever is sent to the office, it is no fault of ours: every address of the interface, by people of several roles.

Schemathesis makes requests from the interface's own description: values that fit it and values that do not.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode

from comity.oversight.people import sessions
from comity.web.office import app as office_app
from oversight.world import World

#: So many requests to each address, of each kind and by each person.
MANY = 5


@pytest.fixture
def dialect() -> str:
    """One database is enough here: what is sought is a fault of pages."""
    return "sqlite"


@pytest.fixture
def app(office_world: World, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setattr(office_app, "BURST", 1_000_000)
    return office_app.create_office_app(office_world.office, hosts=["testserver", "localhost"])


@pytest.mark.parametrize("login", [None, "olga", "anna", "carl"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
def test_nothing_that_is_sent_is_a_fault(
    app: FastAPI, office_world: World, login: str | None, mode: GenerationMode
) -> None:
    def headers() -> dict[str, str]:
        # Anew for each: some of what is sent signs out, or suspends whoever sends it.
        with office_world.office.act() as act:
            token = sessions.begin(act, office_world.people[str(login)].person, 2, "", "")
        session = sessions.find(office_world.office, token)
        return {"cookie": f"comity-office={token}", "x-comity-form": session.form if session else ""}

    asked = sought = 0
    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        operation = found.ok()
        sought += mode is GenerationMode.POSITIVE

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=MANY, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def send(case: schemathesis.Case) -> None:
            nonlocal asked
            asked += 1
            said = {"accept": "application/json"} | (headers() if login else {})
            case.call_and_validate(headers=said, checks=[not_a_server_error])

        with suppress(Unsatisfiable):  # nothing can be sent to it that does not fit: it takes nothing
            send()
    assert asked >= sought
