"""Ordering what :mod:`comity.web.pages.panels.making` makes, and sending a file that is gone when it was sent."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from comity.model.errors import BadRequest, Busy
from comity.web.pages.panels.asking import Asking

#: So many are made at once; who comes then waits at most so many seconds; none takes longer than that.
AT_ONCE, PATIENCE, LONGEST = 2, 30.0, 600.0
BEAT, PORTION = 0.1, 2**18

_turns = threading.BoundedSemaphore(AT_ONCE)


def order(asking: Asking, home: Path, gone: Callable[[], bool], **what: Any) -> dict[str, Any]:
    """Have a process make what is ordered of a panel (:func:`comity.web.pages.panels.making.make`), and give what it tells.

    Raises
    ------
    Busy
        When others are being made for longer than one waits.
    BadRequest
        When it cannot be made, or nobody waits for it any more.
    """
    until = time.monotonic() + PATIENCE
    while not _turns.acquire(timeout=BEAT):
        if gone() or time.monotonic() > until:
            raise Busy("Other panels are being made.", remedy="Try again in a while, or take the command line.")
    try:
        told = _run({"asking": asdict(asking), "home": str(home), "file": "", **what}, gone)
    finally:
        _turns.release()
    if "what" in told:
        raise BadRequest(told["what"], remedy=told["remedy"], problems=told["problems"])
    return told


def _run(what: dict[str, Any], gone: Callable[[], bool]) -> dict[str, Any]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "comity.web.pages.panels.making"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + LONGEST
    said: bytes | None = json.dumps(what).encode()
    try:
        while True:
            try:
                out, _ = process.communicate(said, timeout=BEAT)
                break
            except subprocess.TimeoutExpired:
                said = None
                if gone() or time.monotonic() > until:
                    raise BadRequest(
                        "The panel was not made in time.", remedy="Ask for less, or take the command line."
                    ) from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    with suppress(ValueError):
        found: dict[str, Any] = json.loads(out)
        return found
    raise BadRequest("The panel could not be made.", remedy="The command line says why.")


def file(
    asking: Asking, home: Path, name: str, gone: Callable[[], bool], language: str = "en"
) -> tuple[int, Iterator[bytes]]:
    """Have a file made and give its size and its bytes; it is removed, whether they are all taken or not."""
    folder = Path(tempfile.mkdtemp(prefix="comity-panel-"))
    try:
        order(asking, home, gone, file=str(folder / name), language=language)
        stream = (folder / name).open("rb")
    finally:
        # Where the system allows it the file goes now already, and lives on in the open stream alone.
        if os.name != "nt" or not (folder / name).exists():
            shutil.rmtree(folder, ignore_errors=True)
    size = os.fstat(stream.fileno()).st_size
    return size, _portions(stream, folder)


def _portions(stream: BinaryIO, folder: Path) -> Iterator[bytes]:
    try:
        with stream:
            while portion := stream.read(PORTION):
                yield portion
    finally:
        shutil.rmtree(folder, ignore_errors=True)


__all__ = ["file", "order"]
