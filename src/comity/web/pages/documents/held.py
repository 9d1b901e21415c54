"""What documents were made lately, so that the preview, the PDF and the DOCX of a brief are made of it once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from comity.dossier.documents import make
from comity.dossier.handout import Handout
from comity.dossier.language import spoken
from comity.web.asked import Asked

#: So many handouts are held.
ROOM = 16

_held: OrderedDict[tuple[object, ...], Handout] = OrderedDict()
_making: dict[tuple[object, ...], threading.Lock] = {}
_lock = threading.Lock()


def held(ask: Asked, subject: str, on: str, visit: bool) -> Handout:
    """Give a handout; of several who ask for the same at once one makes it, and the others wait.

    Raises
    ------
    ComityError
        As :func:`comity.dossier.documents.make`.
    """
    key = (subject.strip(), on.strip(), visit, ask.told, str(ask.home), spoken().key)
    with _lock:
        mine = _making.setdefault(key, threading.Lock())
    with mine:
        try:
            with _lock:
                if key in _held:
                    _held.move_to_end(key)
                    return _held[key]
            made = make(key[0], key[1] or None, visit=visit, home=ask.home)
            with _lock:
                _held[key] = made
                while len(_held) > ROOM:
                    _held.popitem(last=False)
            return made
        finally:
            with _lock:
                _making.pop(key, None)


__all__ = ["held"]
