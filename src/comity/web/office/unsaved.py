"""What somebody typed is kept when their session has ended while they typed."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from comity.model.errors import ComityError
from comity.oversight.people import sessions
from comity.register import typed
from comity.web.office.asked import token_of

if TYPE_CHECKING:
    from fastapi import Request

#: Where a page's script sends what is typed, with the path of the form in its field ``path``.
SENT = "/typed"


def form_of(path: str, sent: Sequence[tuple[str, Any]]) -> str:
    """Give the path of the form from which something was sent."""
    return next((str(value) for name, value in sent if name == "path"), "") if path == SENT else path


def keep(request: Request, sent: Sequence[tuple[str, Any]], said: str) -> str | None:
    """Keep what was sent with an expired session for its person, when the form was of that very session.

    Parameters
    ----------
    said
        The token that the form carried.

    Returns
    -------
    str or None
        The page on which the form opens with it; None where nothing was kept.
    """
    office, path = request.app.state.office, form_of(request.url.path, sent)
    if request.method != "POST" or not typed.keeps(path):
        return None
    with office.look() as look:
        one = sessions.lapsed(look, token_of(request), typed.LASTS)
        now = look.now
    if one is None or not hmac.compare_digest(said.encode(), one.form.encode()):
        return None
    try:
        with office.database.write() as con:
            typed.keep(con, one.person, path, sent, now)
    except ComityError:
        return None
    return path.removesuffix("/note")


__all__ = ["SENT", "form_of", "keep"]
