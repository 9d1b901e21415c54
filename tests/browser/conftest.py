"""A browser, and the workbench as it is served over what ships with comity and over the whole mirror."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a home, once each, and gives its address."""
    import socket

    import uvicorn

    from comity.web.app import create_app

    served: dict[Path, tuple[uvicorn.Server, str]] = {}

    def begin(home: Path) -> str:
        if home not in served:
            listener = socket.create_server(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="error", access_log=False))
            threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
            while not server.started:
                time.sleep(0.02)
            served[home] = server, f"http://localhost:{listener.getsockname()[1]}"
        return served[home][1]

    yield begin
    for server, _ in served.values():
        server.should_exit = True


@pytest.fixture(scope="module", params=["almanac", "mirror"])
def base(request: pytest.FixtureRequest, serve: Callable[[Path], str]) -> str:
    """Give the address of a workbench, over each of the two records."""
    return serve(request.getfixturevalue("almanac_home" if request.param == "almanac" else "full_home"))
