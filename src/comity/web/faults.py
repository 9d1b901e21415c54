"""What went wrong, answered so that it helps, in either house: what it was, where, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from comity.model.errors import ComityError
from comity.web.answers import respond
from comity.web.contract import N_, View
from comity.web.guard import HEADERS

#: What is wanted where something that was sent cannot be read, by the kind of what was wrong.
WANTED = {
    "int_parsing": N_("a whole number is wanted"), "float_parsing": N_("a number is wanted"),
    "bool_parsing": N_("yes or no is wanted"), "missing": N_("this is wanted"),
}  # fmt: skip
UNFIT = N_("this does not fit")


@dataclass(frozen=True)
class Words:
    """What a house says in its own words.

    Attributes
    ----------
    lost
        What to do where there is no such page.
    unread
        That something which was sent cannot be read.
    window
        Where it is said what went wrong when the fault is comity's.
    """

    lost: str
    unread: str
    window: str


def answer_faults(
    app: FastAPI,
    words: Words,
    asked: Callable[[Request], Any],
    mendable: Callable[[Any, ComityError], Response],
    asked_at_fault: Callable[[Request], Any],
) -> None:
    """Have an application answer what goes wrong.

    Parameters
    ----------
    app
        Of either house.
    words
        The house's own.
    asked
        Reads what a request asks for.
    mendable
        Answers what whoever asks can mend: see :func:`told`.
    asked_at_fault
        Reads what a request asks for where the fault is comity's, and less of it may be had.
    """

    def wrong(request: Request, error: Exception) -> Response:
        assert isinstance(error, ComityError)
        return mendable(asked(request), error)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        ask = asked(request)
        gettext = ask.language.gettext
        if error.status_code == 404:
            return _page(ask, 404, gettext("There is no such page."), gettext(words.lost))
        return _page(ask, error.status_code, str(error.detail), "")

    def misread(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        ask = asked(request)
        gettext = ask.language.gettext
        problems = [f"{one['loc'][-1]}: {gettext(WANTED.get(one['type'], UNFIT))}" for one in error.errors()]
        return _page(ask, 400, gettext(words.unread), gettext("Mend it, or go back."), problems)

    def at_fault(request: Request, error: Exception) -> Response:
        ask = asked_at_fault(request)
        gettext = ask.language.gettext
        what = gettext("This page could not be made: the fault is comity's.")
        answer = _page(ask, 500, what, gettext(words.window))
        answer.headers.update(HEADERS)  # such an answer goes out past the guard
        return answer

    app.exception_handler(ComityError)(wrong)
    app.exception_handler(HTTPException)(refused)
    app.exception_handler(RequestValidationError)(misread)
    app.exception_handler(Exception)(at_fault)


def told(ask: Any, error: ComityError, status: int, where: str, **context: Any) -> Response:
    """Answer with an error that whoever asks can mend.

    Parameters
    ----------
    ask
        Who asks, in either house.
    error
        What is told, in their language.
    status
        Of the answer.
    where
        The place that is told before it; empty where none is.
    **context
        What only the house's template needs.
    """
    tell = ask.language.tell
    what = f"{where}: {tell(error.what)}" if where else tell(error.what)
    return _page(ask, status, what, tell(error.remedy), [tell(one) for one in error.problems], **context)


def _page(ask: Any, status: int, what: str, remedy: str, problems: Sequence[str] = (), **context: Any) -> Response:
    facts = {"error": what, "remedy": remedy, "problems": list(problems)}
    # In CSV an error would be taken for data.
    ask.form = "json" if ask.form == "csv" else ask.form
    return respond(ask, View(what, "error.html", facts=facts, context=context, status=status, keep=False))


__all__ = ["Words", "answer_faults", "told"]
