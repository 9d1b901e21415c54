"""A small world for the tests of the catalogue: own sources under a home, mirrors, and a server that misbehaves on order."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def add_source(
    home: Path,
    name: str,
    files: Mapping[str, Mapping[str, Any]],
    *,
    redistribute: bool = True,
    version: str = "1.0",
    ships: bool = False,
) -> Path:
    """Write the facts of an own source; ``files`` are name → its other fields."""
    folder = home / "sources" / name
    folder.mkdir(parents=True, exist_ok=True)
    entries = "\n".join(
        "[[file]]\n"
        + "\n".join(
            f"{key} = {json.dumps(value)}" for key, value in ({"name": file, "columns": ["a"]} | {**more}).items()
        )
        for file, more in files.items()
    )
    (folder / "source.toml").write_text(
        f'''title = "The {name} data"
publisher = "Nobody"
version = "{version}"
citation = "@misc{{{name}}}"
scheme = "cow"
good_for = "tests"
ships = {json.dumps(ships)}
[licence]
name = "CC0"
redistribute = {json.dumps(redistribute)}
{entries}
[[coverage]]
layer = "activity.exercise"
start = 2000-01-01
end = 2001-12-31
scope = "all states"
''',
        encoding="utf-8",
    )
    (folder / "read.py").write_text("def read(raw):\n    return iter(())\n", encoding="utf-8")
    return folder


def add_mirror(folder: Path, files: Mapping[str, bytes], *, index: bool = True) -> Path:
    """Lay out a mirror; ``files`` are ``source/file`` → content."""
    entries = []
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        dataset, _, file = name.partition("/")
        entries.append({"dataset": dataset, "file": file, "bytes": len(data), "sha256": sha256(data), "rows": 1})
    if index:
        (folder / "index.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder


@dataclass
class Server:
    """Serves ``files`` by path. Each request takes the next of ``script``; after the last all goes well.

    Tricks: ``ok``, ``cut N`` (the connection breaks after N bytes), ``503 WAIT``, ``whole`` (ranges are ignored),
    ``shifted`` (another range than asked for), ``wrong`` (other bytes), ``404``, ``to URL``, ``short N`` (N bytes, and no
    length is told).
    """

    files: dict[str, bytes]
    script: list[str] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""
    etag: str = ""


@contextmanager
def serving(files: Mapping[str, bytes], *script: str) -> Iterator[Server]:
    server = Server(dict(files), list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            server.asked.append((self.path, wanted))
            data = server.files.get(self.path)
            trick, _, more = (server.script.pop(0) if server.script and data is not None else "ok").partition(" ")
            if data is None or trick == "404":
                self.answer(404, b"none")
                return
            if trick == "503":
                self.answer(503, b"busy", {"Retry-After": more} if more else {})
                return
            if trick == "to":
                self.answer(302, b"", {"Location": more})
                return
            if trick == "wrong":
                data = bytes(reversed(data))
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and trick != "whole" else 0
            if self.headers.get("If-Range", server.etag) != server.etag:
                start = 0
            headers = {"ETag": server.etag} if server.etag else {}
            if start >= len(data) > 0:
                self.answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
                return
            if trick == "shifted":
                start = max(0, start - 1)
            if start or (wanted and trick == "shifted"):
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            body = data[start:]
            if trick == "short":
                self.send_response(200)
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body[: int(more)])
                self.close_connection = True
                return
            self.answer(
                206 if "Content-Range" in headers else 200, body, headers, int(more) if trick == "cut" else None
            )

        def answer(self, status: int, body: bytes, headers: Mapping[str, str] = {}, cut: int | None = None) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if cut is None else body[:cut])
            if cut is not None:
                self.wfile.flush()
                self.close_connection = True

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{listening.server_port}"
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
