"""What is kept of answers: for how long, by what it is known, and that it is made once for all who ask."""

from __future__ import annotations

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

import comity.web.answers
from comity.catalogue.build import build
from comity.cli.serving import open_workbench
from comity.store.home import record_path
from comity.web.app import create_app

OFFERED = "/measures/position.pacts_betweenness_z"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is made anew."""
    found: list[str] = []
    respond = comity.web.answers.respond

    def noticed(ask: Any, view: Any) -> Any:
        found.append(ask.request.url.path)
        return respond(ask, view)

    monkeypatch.setattr(comity.web.answers, "respond", noticed)
    return found


def test_what_several_ask_for_at_once_is_made_once(
    almanac_home: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = 6
    app = create_app(almanac_home, ["testserver"])
    kept = app.state.kept
    get = kept.get
    all_have_asked = threading.Event()
    as_json = comity.web.answers.as_json

    def counted(*keys: Any) -> Any:
        found = get(*keys)
        if kept.asked == clients:
            all_have_asked.set()
        return found

    def slowly(view: Any) -> str:
        assert all_have_asked.wait(60)
        return as_json(view)

    monkeypatch.setattr(kept, "get", counted)
    monkeypatch.setattr(comity.web.answers, "as_json", slowly)
    with TestClient(app) as client, ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(lambda _: client.get("/sources?format=json"), range(clients)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert made == ["/sources"]


def test_what_is_not_kept_is_made_for_each(almanac_home: Path, made: list[str]) -> None:
    with TestClient(create_app(almanac_home, ["testserver"])) as client, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.get("/no/such/page"), range(4)))
    assert [answer.status_code for answer in answers] == [404] * 4


def test_what_offers_to_compute_is_kept_until_something_is_computed(own_home: Path, made: list[str]) -> None:
    build(home=own_home)
    (own_home / "measures").mkdir(exist_ok=True)
    client = TestClient(create_app(own_home, ["testserver"]))
    first = client.get(OFFERED).text
    assert client.get(OFFERED).text == first
    assert made == [OFFERED]
    (own_home / "measures" / "another.parquet").write_bytes(b"")
    assert client.get(OFFERED).status_code == 200
    assert made == [OFFERED, OFFERED]


def test_what_was_made_while_the_record_changed_is_not_given_for_the_new_one(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(home=own_home)
    client = TestClient(create_app(own_home, ["testserver"]))
    as_json = comity.web.answers.as_json

    def while_it_changes(view: Any) -> str:
        os.utime(record_path(own_home), ns=(1, 1))
        return as_json(view).replace("almanac", "the old almanac")

    monkeypatch.setattr(comity.web.answers, "as_json", while_it_changes)
    assert "the old almanac" in client.get("/sources?format=json").text
    monkeypatch.setattr(comity.web.answers, "as_json", as_json)
    assert "the old almanac" not in client.get("/sources?format=json").text


def test_packed_or_plain_it_is_the_same(almanac_home: Path) -> None:
    client = TestClient(create_app(almanac_home, ["testserver"]))
    for _ in range(2):
        packed = client.get("/sources", headers={"accept-encoding": "gzip"})
        plain = client.get("/sources", headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content and plain.headers["content-length"] == str(len(plain.content))


def test_head_and_body_of_an_answer_leave_at_once(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the body waits until the reader has confirmed the head: 40 ms for each answer."""
    listening: list[int] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        with socket.create_connection(sockets[0].getsockname()):
            accepted, _from = sockets[0].accept()
            listening.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            accepted.close()
        sockets[0].close()

    monkeypatch.setattr(uvicorn.Server, "run", run)
    open_workbench("127.0.0.1", 0)
    assert listening and listening[0]
