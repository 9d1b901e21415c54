"""Long work: a measure that takes minutes is computed by a process of its own, which can be watched and ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from comity.measures.contract import find
from comity.web.contract import Ask, View
from comity.web.contract import router as page_router
from comity.web.templates import link

#: So many at once: a third would only make the others slower.
AT_ONCE = 2


@dataclass
class Job:
    """Computing one measure."""

    number: int
    measure: str
    process: subprocess.Popen[bytes] | None = None
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    cancelled: bool = False

    @property
    def state(self) -> str:
        """Give ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``."""
        if self.cancelled:
            return "cancelled"
        if self.process is None:
            return "waiting"
        code = self.process.poll()
        if code is None:
            return "running"
        if self.ended is None:
            self.ended = time.monotonic()
        return "failed" if code else "done"

    @property
    def seconds(self) -> float:
        """Give for how long it has run, or ran."""
        return (self.ended or time.monotonic()) - self.begun


class Jobs:
    """All that was begun since the workbench was started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._all: dict[int, Job] = {}
        self._lock = threading.Lock()

    def start(self, measure: str) -> Job:
        """Begin to compute a measure, or give the job that does."""
        with self._lock:
            for job in self._all.values():
                if job.measure == measure and job.state in ("waiting", "running"):
                    return job
            job = Job(len(self._all) + 1, measure)
            self._all[job.number] = job
        self.advance()
        return job

    def advance(self) -> None:
        """Begin what waits, where there is room."""
        with self._lock:
            running = sum(job.state == "running" for job in self._all.values())
            for job in self._all.values():
                if job.state == "waiting" and running < AT_ONCE:
                    command = [sys.executable, "-m", "comity.web.computing", job.measure]
                    environment = {**os.environ, "COMITY_HOME": str(self.home)}
                    job.process = subprocess.Popen(
                        command,
                        env=environment,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                    job.begun = time.monotonic()
                    running += 1

    def get(self, number: int) -> Job | None:
        """Give a job."""
        self.advance()
        return self._all.get(number)

    def cancel(self, number: int) -> None:
        """End a job; nothing that it has not finished is kept."""
        with self._lock:
            _end(self._all.get(number))
        self.advance()

    def close(self) -> None:
        """End all of them, as the workbench ends; none that waits is begun."""
        with self._lock:
            for job in self._all.values():
                _end(job)


def _end(job: Job | None) -> None:
    if job is not None and job.state in ("waiting", "running"):
        job.cancelled = True
        job.ended = time.monotonic()
        if job.process is not None:
            job.process.terminate()


router: APIRouter = page_router()


@router.post("/jobs")
def begin(ask: Ask, measure: str = Form(), back: str = Form("/measures")) -> Response:
    """Begin to compute a measure, and lead to where one sees how far it is."""
    find(measure)
    job = ask.request.app.state.jobs.start(measure)
    return RedirectResponse(link(f"/jobs/{job.number}", back=_safe(back)), 303)


@router.get("/jobs/{number}")
def watch(ask: Ask, number: int, back: str = "/measures") -> View:
    """Say how far a job is."""
    job = ask.request.app.state.jobs.get(number)
    if job is None:
        raise HTTPException(404)
    measure = find(job.measure)
    facts = {"job": number, "measure": job.measure, "state": job.state, "seconds": round(job.seconds, 1)}
    return View(ask.language.gettext(measure.title), "job.html", facts=facts, context={"back": _safe(back)}, keep=False)


@router.post("/jobs/{number}/cancel")
def cancel(ask: Ask, number: int, back: str = Form("/measures")) -> Response:
    """End a job."""
    ask.request.app.state.jobs.cancel(number)
    return RedirectResponse(link(f"/jobs/{number}", back=_safe(back)), 303)


def _safe(back: str) -> str:
    """Lead back only into the workbench; browsers leave out tabs and ends of lines, and take a stroke for the other."""
    return back if re.match(r"/(?![/\\])", back) and back.isprintable() else "/measures"


__all__ = ["Job", "Jobs", "router"]
