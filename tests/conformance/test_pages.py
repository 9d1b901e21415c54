"""What every page of the workbench keeps, on what ships with comity and on the whole mirror."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.web.app import create_app
from comity.web.contract import WORKBENCH, pages

#: What a figure that was never made leaves where a number should stand.
NO_NUMBER = re.compile(r"\b(?:nan|NaN|inf|None|[Uu]ndefined)\b")
GEOMETRY = {"cx", "cy", "d", "dx", "dy", "height", "points", "r", "rx", "ry", "transform", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2"}  # fmt: skip
EXAMPLES = [(name, address) for name, page in pages().items() for address in page.examples]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session", params=["almanac", "mirror"])
def client(request: pytest.FixtureRequest) -> TestClient:
    home: Path = request.getfixturevalue("almanac_home" if request.param == "almanac" else "full_home")
    return TestClient(create_app(home, ["testserver"]))


class Reader(HTMLParser):
    """Collects what a page has that it should not have, or lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.found: dict[str, int] = {}
        self.ids: list[str] = []
        self.own: list[str] = []
        self.words: list[str] = []
        self._in: list[str] = []

    def handle_data(self, data: str) -> None:
        # What is quoted as code may well speak of nan.
        if not {"pre", "code", "script"} & set(self._in):
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._in:
            del self._in[len(self._in) - 1 - self._in[::-1].index(tag) :]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag not in ("br", "hr", "img", "input", "link", "meta", "option", "source", "wbr"):
            self._in.append(tag)
        if "svg" in self._in:
            self.wrong += [f"<{tag}> has no number: {name}={value!r}" for name, value in attrs if name in GEOMETRY and NO_NUMBER.search(value or "")]  # fmt: skip
        self.found[tag] = self.found.get(tag, 0) + 1
        if held.get("id"):
            self.ids.append(str(held["id"]))
        if tag == "style" or "style" in held or any(name.startswith("on") for name in held):
            self.wrong.append(f"<{tag}> has something inline: {attrs}")
        if tag == "script" and "src" not in held:
            self.wrong.append("an inline script")
        for name in ("src", "href", "action", "hx-get"):
            value = held.get(name) or ""
            if value.startswith(("http:", "https:", "//")) and not (
                tag == "a" and "external" in (held.get("rel") or "")
            ):
                self.wrong.append(f"<{tag}> leads elsewhere: {value}")
            if tag in ("script", "link", "img") and value.startswith("/static/"):
                self.own.append(value)
        if tag == "img" and "alt" not in held:
            self.wrong.append("a picture without words")


@pytest.mark.parametrize(("name", "address"), EXAMPLES)
def test_a_page_is_whole_and_has_nothing_inline(client: TestClient, name: str, address: str) -> None:
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text[:2000]
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    reader = Reader()
    reader.feed(answer.text)
    assert not reader.wrong
    assert reader.found["h1"] == 1 and reader.found["title"] >= 1
    assert len(reader.ids) == len(set(reader.ids)), [one for one in reader.ids if reader.ids.count(one) > 1]
    for asset in reader.own:
        assert client.get(asset).status_code == 200
    assert not re.search(r"\bnan\b|\bNone\b|Undefined", " ".join(reader.words))


def test_the_check_sees_what_is_no_number() -> None:
    reader = Reader()
    reader.feed(
        '<svg><rect x="nan" width="3"/><path d="M0 inf"/></svg><p title="nan">1</p><td>nan</td><pre>np.nan</pre>'
    )
    assert len(reader.wrong) == 2
    assert reader.words == ["1", "nan"]


def values(told: object) -> Iterator[object]:
    """Give every single value of what JSON says."""
    if isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from values(one)
    else:
        yield told


@pytest.mark.parametrize(("name", "address"), EXAMPLES)
def test_a_page_is_json_and_csv_at_the_same_address(client: TestClient, name: str, address: str) -> None:
    told = json.loads(client.get(address, headers={"accept": "application/json"}).text)
    assert told["title"]
    assert not [one for one in values(told["tables"]) if isinstance(one, str) and NO_NUMBER.fullmatch(one.strip())]
    joint = "&" if "?" in address else "?"
    assert json.loads(client.get(f"{address}{joint}format=json").text) == told
    answer = client.get(f"{address}{joint}format=csv")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("﻿"))))
    if told["tables"]:
        first = next(iter(told["tables"].values()))
        assert lines[0] == list(first["columns"])
        assert len(lines) == len(first["rows"]) + 1


@pytest.mark.parametrize(("name", "address"), EXAMPLES)
def test_a_page_speaks_french(client: TestClient, name: str, address: str) -> None:
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}lang=fr", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert '<html lang="fr">' in answer.text
    assert "Aller au contenu" in answer.text


@pytest.mark.parametrize(("name", "address"), EXAMPLES)
def test_the_same_is_answered_again_and_by_its_tag(client: TestClient, name: str, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code in (200, 304)
    if again.status_code == 200:  # a page that may change is told anew
        assert again.headers["etag"] != first.headers["etag"] or again.text == first.text


@pytest.mark.parametrize("name", list(pages()))
def test_a_page_is_one_folder(name: str) -> None:
    folder = WORKBENCH.root / "pages" / name
    assert (folder / "fr.po").exists()
    assert list(folder.glob("*.html"))
    assert pages()[name].examples


def test_every_text_has_its_french() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs/messages.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
