"""comity: see, measure, plan, run and learn from military diplomacy.

The Python interface is what stands here; everything is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from comity.catalogue.build import build
    from comity.catalogue.fetch import pull
    from comity.dossier import brief, explain, record
    from comity.measures import measure
    from comity.model.states import resolve, states
    from comity.panel import dyads, kads, leaderyears, stateyears

#: Where each public name lives.
_HOMES = {
    "resolve": "comity.model.states",
    "states": "comity.model.states",
    "pull": "comity.catalogue.fetch",
    "build": "comity.catalogue.build",
    "brief": "comity.dossier",
    "explain": "comity.dossier",
    "record": "comity.dossier",
    "measure": "comity.measures",
    "stateyears": "comity.panel",
    "dyads": "comity.panel",
    "kads": "comity.panel",
    "leaderyears": "comity.panel",
}

__all__ = [
    "brief",
    "build",
    "dyads",
    "explain",
    "kads",
    "leaderyears",
    "measure",
    "pull",
    "record",
    "resolve",
    "states",
    "stateyears",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("comity")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'comity' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
