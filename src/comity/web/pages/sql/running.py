"""Queries from here: each in a process of its own, few at once, ended when their time is over or nobody waits."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from comity.store.home import record_path
from comity.web.pages.sql.sandbox import LATE, SECONDS

#: So many run at once; so many more wait, each at most so many seconds.
AT_ONCE, WAITING, PATIENCE = 2, 6, 8.0
#: How often one looks whether somebody still waits.
BEAT = 0.1
#: A process that begins needs a while before it can be asked.
BEGINNING = 20.0

#: How a process ends whose time is over.
OVERDUE = (LATE, -int(getattr(signal, "SIGALRM", 0)), -int(getattr(signal, "SIGXCPU", 0)))

Stamp = tuple[int, int, int]


class Runner:
    """Runs queries over the record of a home; one process stands ready, since to begin one takes longer than most queries."""

    def __init__(self, home: Path, seconds: float = SECONDS, patience: float = PATIENCE) -> None:
        self.home, self.seconds, self.patience = home, seconds, patience
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._waiting = 0
        self._lock = threading.Lock()
        self._ready: tuple[Stamp, subprocess.Popen[bytes]] | None = None

    def prepare(self, stamp: Stamp) -> None:
        """Begin a process that stands ready for the next query."""
        with self._lock:
            if self._ready is not None and (self._ready[0] != stamp or self._ready[1].poll() is not None):
                end(self._ready[1])
                self._ready = None
            if self._ready is None:
                self._ready = (stamp, self._begin())

    def run(self, text: str, stamp: Stamp, gone: Callable[[], bool] = lambda: False) -> dict[str, Any]:
        """Run a query and give what the sandbox answers, or ``{"busy": …}``, ``{"late": …}``, ``{"gone": …}``, ``{"broken": …}``.

        Parameters
        ----------
        text
            The query.
        stamp
            Of the record that is meant.
        gone
            Says whether nobody waits for the answer any more.
        """
        with self._lock:
            if self._waiting >= WAITING:
                return {"busy": True}
            self._waiting += 1
        try:
            until = time.monotonic() + self.patience
            while not self._turns.acquire(timeout=BEAT):
                if gone():
                    return {"gone": True}
                if time.monotonic() > until:
                    return {"busy": True}
        finally:
            with self._lock:
                self._waiting -= 1
        try:
            return self._ask(text, stamp, gone)
        finally:
            self._turns.release()

    def close(self) -> None:
        """End what stands ready."""
        with self._lock:
            if self._ready is not None:
                end(self._ready[1])
            self._ready = None

    def _ask(self, text: str, stamp: Stamp, gone: Callable[[], bool]) -> dict[str, Any]:
        with self._lock:
            held, self._ready = self._ready, None
        if held is not None and (held[0] != stamp or held[1].poll() is not None):
            end(held[1])
            held = None
        process = held[1] if held is not None else self._begin()
        # It ends itself in time; this is for one that does not.
        until = time.monotonic() + self.seconds + BEGINNING
        told: bytes | None = text.encode(errors="replace")
        try:
            while True:
                try:
                    out, _ = process.communicate(told, timeout=BEAT)
                    break
                except subprocess.TimeoutExpired:
                    told = None
                    if gone():
                        return {"gone": True}
                    if time.monotonic() > until:
                        return {"late": True}
        finally:
            end(process)
            self.prepare(stamp)
        try:
            found: dict[str, Any] = json.loads(out)
        except ValueError:
            # It was ended by a limit: of time, or of what the system grants.
            return {"late": True} if process.returncode in OVERDUE else {"broken": True}
        return found

    def _begin(self) -> subprocess.Popen[bytes]:
        # Nothing of this process's surroundings goes along: what a query could read there may be secret.
        kept = {
            name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH") if name in os.environ
        }
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "comity.web.pages.sql.sandbox",
                str(record_path(self.home).resolve()),
                str(self.seconds),
            ],
            env=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, whatever it does."""
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None and not stream.closed:
            with suppress(OSError):
                stream.close()
    process.wait()


_runners: dict[Path, Runner] = {}
_making = threading.Lock()


def runner(home: Path) -> Runner:
    """Give the runner of a home."""
    with _making:
        return _runners.setdefault(home, Runner(home))


__all__ = ["AT_ONCE", "Runner", "end", "runner"]
