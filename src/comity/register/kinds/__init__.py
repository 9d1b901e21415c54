"""The kinds of records, one folder each: ``kinds/<name>/kind.py`` has ``KIND``; the folder is its name with ``_`` for ``-``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from comity.model.errors import UnknownName, several
from comity.register.shape import Kind


@cache
def kinds() -> Mapping[str, Kind]:
    """Give every kind by its name, in the order in which they are declared to be read."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/kind.py"))
    found = [import_module(f"comity.register.kinds.{name}.kind").KIND for name in folders]
    return {one.name: one for one in found}


def kind_of(name: str) -> Kind:
    """Give a kind by its name.

    Raises
    ------
    UnknownName
        When there is none.
    """
    found = kinds().get(name)
    if found is None:
        raise UnknownName("There is no kind of record called “%(name)s”.", remedy="There are: %(kinds)s.", name=name, kinds=several(kinds()))  # fmt: skip
    return found
