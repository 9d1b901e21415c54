"""The application: every page, what is served as it is, errors that help, and nothing that leaves the machine."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response

from comity.measures.contract import measures
from comity.model.errors import AmbiguousName, ComityError, NoRecord, UnknownName, WrongRecord
from comity.web.answers import Again, Kept
from comity.web.asked import Asked, Record, asked
from comity.web.contract import N_, pages
from comity.web.described import describe
from comity.web.faults import Words, answer_faults, told
from comity.web.guard import Guard
from comity.web.jobs import Jobs
from comity.web.jobs import router as jobs
from comity.web.served import LOCAL, file_of
from comity.web.templates import compile_all

#: Seconds after the start, that the first answers need not share the processor.
SOON = 0.5
WORDS = Words(
    lost=N_("Search for what you want, or begin at the start."),
    unread=N_("Something in the address cannot be read."),
    window=N_("The window in which comity serve runs says what went wrong."),
)


def create_app(home: Path, hosts: Sequence[str] = LOCAL) -> FastAPI:
    """Make the workbench over the record of a home.

    Parameters
    ----------
    home
        Where comity's data lie. The record need not be there yet: pages then say how to build it.
    hosts
        The names under which the workbench answers.
    """
    app = FastAPI(
        title="comity workbench",
        description="The record, its measures and its panels. Every address answers as HTML, as JSON (`format=json`) and as CSV (`format=csv`).",
        docs_url=None,
        redoc_url=None,
        version="1",
        lifespan=_while_it_runs,
    )
    app.state.record, app.state.kept, app.state.jobs = Record(home), Kept(), Jobs(home)
    app.add_middleware(Again)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Guard)
    app.add_route("/static/{digest}/{name:path}", file_of, include_in_schema=False)
    for name in pages():
        app.include_router(import_module(f"comity.web.pages.{name}.page").router, tags=[name])
    app.include_router(jobs, include_in_schema=False)
    answer_faults(app, WORDS, asked, _mendable, asked)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _while_it_runs(app: FastAPI) -> AsyncIterator[None]:
    """Prepare what takes a while, soon after the first answers may have gone out; end what was begun when the workbench ends."""
    preparing = threading.Timer(SOON, _prepare, [app.state.record])
    preparing.start()
    yield
    preparing.cancel()
    app.state.jobs.close()


def _prepare(record: Record) -> None:
    """Let pages prepare what is theirs, and make ready what the first answers of any would wait for."""
    for name in pages():
        prepare = getattr(import_module(f"comity.web.pages.{name}.page"), "prepare", None)
        if prepare is not None:
            prepare(record)
    compile_all()
    measures()


def _mendable(ask: Asked, error: ComityError) -> Response:
    status = 404 if isinstance(error, UnknownName | AmbiguousName) else 503 if isinstance(error, NoRecord | WrongRecord) else 400  # fmt: skip
    return told(ask, error, status, error.where)


__all__ = ["create_app"]
