"""A browser, and the workbench as it is served over what ships with comity and over the whole mirror."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

#: So many milliseconds are waited for.
PATIENCE = 120_000


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        opened.new_context = _patient(opened.new_context)  # type: ignore[method-assign]
        opened.new_page = _patient(opened.new_page)  # type: ignore[method-assign]
        yield opened
        opened.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """Let what is opened wait: on a busy machine the first answer of a page may take longer than the half minute of old."""

    def patient(*args: Any, **named: Any) -> Any:
        made = make(*args, **named)
        made.set_default_timeout(PATIENCE)
        return made

    return patient


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a home, once each, and gives its address."""
    import socket

    import uvicorn

    from comity.web.app import create_app

    served: dict[Path, tuple[uvicorn.Server, threading.Thread, str]] = {}

    def begin(home: Path) -> str:
        if home not in served:
            listener = socket.create_server(("127.0.0.1", 0))
            server = uvicorn.Server(
                uvicorn.Config(create_app(home), log_level="error", access_log=False, timeout_graceful_shutdown=5)
            )
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            while not server.started:
                time.sleep(0.02)
            served[home] = server, thread, f"http://localhost:{listener.getsockname()[1]}"
        return served[home][2]

    yield begin
    # Whoever goes while a thread still reads the record takes the whole process along.
    for server, _, _ in served.values():
        server.should_exit = True
    for _, thread, _ in served.values():
        thread.join()


@pytest.fixture(scope="module", params=["almanac", "mirror"])
def base(request: pytest.FixtureRequest, serve: Callable[[Path], str]) -> str:
    """Give the address of a workbench, over each of the two records."""
    return serve(request.getfixturevalue("almanac_home" if request.param == "almanac" else "full_home"))
