"""Databases for the tests of oversight: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from comity.oversight.people import accounts, sessions, signin
from comity.oversight.storage.engine import Database, open_database
from oversight import postgres
from oversight.browsing import Served, serving
from oversight.world import World, world
from silence import Watch, watched

ABSENT = "not here: "


@dataclass(frozen=True)
class Founded:
    """An office with its people, and the file or the name of its database."""

    world: World
    held: str


def _root(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """Give a server of PostgreSQL, one for all workers of a run; it has a database `template` with the office's tables."""
    if postgres.programs() is None:
        pytest.skip(ABSENT + "PostgreSQL (Debian's package postgresql)")
    root = _root(tmp_path_factory)
    with FileLock(root / "postgresql.lock"):
        server, used = postgres.shared(root)
        made = root / f"template-{server.port}.made"
        if not made.exists():
            server.as_admin("drop database if exists template with (force)", "create database template owner office")
            open_database(server.url("template"), create=True).close()
            made.touch()
    yield server
    used.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file with the office's tables."""
    place = tmp_path_factory.mktemp("template") / "office.db"
    open_database(str(place), create=True).close()
    return place


@pytest.fixture(scope="session")
def founded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Founded]:
    """Give what makes, once for each kind of database, an office with its people that nobody uses: tests have copies of it."""

    @cache
    def make(dialect: str) -> Founded:
        place = tmp_path_factory.mktemp("founded")
        if dialect == "sqlite":
            held = str(shutil.copy(request.getfixturevalue("sqlite_template"), place / "office.db"))
            url = f"sqlite:///{held}"
        else:
            server: postgres.Server = request.getfixturevalue("postgresql")
            held = f"founded_{secrets.token_hex(6)}"
            server.as_admin(f"create database {held} owner office template template")
            url = server.url(held)
        made = world(url, place / "office-home").found()
        made.office.close()
        return Founded(made, held)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Give each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Give what makes databases: ``new_url("sqlite")``; with ``empty=True`` one without tables, with ``of`` a copy of another."""
    made: list[str] = []

    def make(dialect: str, *, empty: bool = False, of: str = "") -> str:
        name = f"office_{secrets.token_hex(6)}"
        if dialect == "sqlite":
            place = tmp_path / f"{name}.db"
            if not empty:
                shutil.copy(of or request.getfixturevalue("sqlite_template"), place)
            return f"sqlite:///{place}"
        server: postgres.Server = request.getfixturevalue("postgresql")
        server.as_admin(f"create database {name} owner office" + ("" if empty else f" template {of or 'template'}"))
        made.append(name)
        return server.url(name)

    yield make
    if made:
        request.getfixturevalue("postgresql").as_admin(*(f"drop database {name} with (force)" for name in made))


@pytest.fixture
def office_url(
    request: pytest.FixtureRequest, dialect: str, new_url: Callable[..., str], founded: Callable[[str], Founded]
) -> str:
    """Give the URL of a database on each kind: with the office's tables and nothing in them, or that of ``office_world``."""
    return new_url(dialect, of=founded(dialect).held if "office_world" in request.fixturenames else "")


@pytest.fixture
def database(office_url: str) -> Iterator[Database]:
    """Give that database, opened."""
    with open_database(office_url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with one pass over little memory: slow on purpose is tested once, not everywhere."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "hasher", lambda: quick)
    monkeypatch.setattr(signin, "hasher", lambda: quick)
    signin._nobody.cache_clear()


@pytest.fixture(autouse=True)
def nothing_is_silent() -> Iterator[Watch]:
    """Fail a test in which a room writes without an entry of the log."""
    with watched() as watch:
        yield watch
    assert watch.silent == []


@pytest.fixture
def new_world(office_url: str, tmp_path: Path) -> Iterator[World]:
    """Give an office that nobody has come into, on each kind of database."""
    made = world(office_url, tmp_path / "office-home")
    yield made
    made.office.close()


@pytest.fixture
def clients(office_world: World) -> Callable[..., TestClient]:
    """Give what makes browsers: ``clients("anna")`` has signed in as she with both factors, ``clients()`` as nobody."""
    from comity.web.office.app import create_office_app

    app = create_office_app(office_world.office, hosts=["testserver", "localhost"])

    def make(login: str | None = None, factors: int = 2) -> TestClient:
        made = TestClient(app, base_url="http://localhost", follow_redirects=False, headers={"accept": "text/html"})
        if login:
            with office_world.office.act() as act:
                token = sessions.begin(act, office_world.people[login].person, factors, "", "test")
            made.cookies.set("comity-office", token)
            session = sessions.find(office_world.office, token)
            assert session
            made.headers["x-comity-form"] = session.form
        return made

    return make


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def served(browser: Browser, founded: Callable[[str], Founded], tmp_path: Path) -> Iterator[Served]:
    """Give an office with its people, served to browsers; nothing goes wrong in a page, and none asks elsewhere."""
    shutil.copy(founded("sqlite").held, tmp_path / "office.db")
    made = founded("sqlite").world.copy(f"sqlite:///{tmp_path}/office.db", tmp_path / "office-home")
    with serving(made.office) as address:
        found = Served(made, address, browser)
        yield found
        for context in found.contexts:
            context.close()
    made.office.close()
    assert found.troubles == []


@pytest.fixture
def office_world(office_url: str, dialect: str, founded: Callable[[str], Founded], tmp_path: Path) -> Iterator[World]:
    """Give an office with its people: olga owns, anna writes, carl and mike hold the keys."""
    made = founded(dialect).world.copy(office_url, tmp_path / "office-home")
    yield made
    made.office.close()
