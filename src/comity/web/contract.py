"""What a page is, and what it answers."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute

if TYPE_CHECKING:
    from comity.dossier.language import Language
    from comity.web.asked import Asked

HERE = Path(__file__).parent


@dataclass(frozen=True)
class House:
    """Which of the two houses a page belongs to: the workbench over the record, or the office.

    Attributes
    ----------
    root
        The folder that has ``pages/`` and ``parts/``.
    module
        Its name as Python has it.
    served
        Where the files stand that it serves as they are, before ``pages/`` and what every page has.
    """

    name: str
    root: Path
    module: str
    served: str


WORKBENCH = House("workbench", HERE, "comity.web", "")
OFFICE = House("office", HERE / "office", "comity.web.office", "office/")


@dataclass(frozen=True)
class Page:
    """A page of the workbench.

    Attributes
    ----------
    name
        The folder's.
    title
        As the navigation has it, in English; its translation stands in the folder's ``fr.po``.
    path
        Where the navigation leads.
    order
        Of the navigation; None of a page that does not stand in it.
    examples
        Addresses that the conformance tests, the benchmark and the pictures ask for; they answer on any record.
    action
        Of the office's: what the policy must let a person do for the navigation to have it; empty where everybody may.
    group
        Of the office's: under which group the navigation has it, as ``plan``; empty of what stands alone.
    """

    name: str
    title: str
    path: str
    order: int | None
    examples: tuple[str, ...]
    action: str = ""
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Rows that a page shows, with the words of their columns.

    Attributes
    ----------
    name
        By which JSON has it.
    columns
        Name → heading. A cell that a row lacks, or that is None, is not known.
    """

    name: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


@dataclass
class View:
    """What a page answers, in whatever form.

    Attributes
    ----------
    title
        Of this very view.
    template
        ``<page>/page.html`` or another of the folder.
    tables
        All data; the first is what CSV has.
    facts
        What JSON says beside the tables: the choices made, and single figures.
    context
        What only the template needs.
    keep
        Whether the same may be answered again as long as the record is the same.
    computing
        Whether it tells what has not been computed yet: then it is kept only until another measure is computed.
    """

    title: str
    template: str
    tables: Sequence[Table] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    keep: bool = True
    computing: bool = False


class Asking(Protocol):
    """What of a request an answer needs, in either house."""

    @property
    def request(self) -> Request:
        """Give the request itself."""
        ...

    @property
    def language(self) -> Language:
        """Give the language in which it is answered."""
        ...

    @property
    def form(self) -> str:
        """Give the form: html, json or csv."""
        ...

    @property
    def house(self) -> House:
        """Give the house it was sent to."""
        ...

    def shown(self) -> Sequence[Page]:
        """Give the pages that the navigation has for whoever asks."""
        ...


class Answering(APIRoute):
    """A route whose function gives a :class:`View`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        options["response_model"] = None
        super().__init__(path, _answered(endpoint), **options)


def _answered(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(endpoint)
    def answer(*args: Any, **named: Any) -> Any:
        from comity.dossier.language import speaking
        from comity.web.answers import respond

        # What a program reads of a dossier is English in every language. A thread that comes back from here speaks as it did before.
        with speaking(named["ask"].language.key if named["ask"].form == "html" else "en"):
            found = endpoint(*args, **named)
            return respond(named["ask"], found) if isinstance(found, View) else found

    answer.__signature__ = inspect.signature(endpoint, eval_str=True)  # type: ignore[attr-defined]
    return answer


def router() -> APIRouter:
    """Make the router of a page."""
    return APIRouter(route_class=Answering)


def _ask(request: Request) -> Asked:
    from comity.web.asked import asked

    return asked(request)


#: The first parameter of every page's functions is ``ask: Ask``.
Ask = Annotated[Any, Depends(_ask)]


@functools.cache
def pages(house: House = WORKBENCH) -> dict[str, Page]:
    """Give every page of a house by name, in the order of the navigation."""
    places = sorted((house.root / "pages").glob("*/page.py"))
    found = [import_module(f"{house.module}.pages.{place.parent.name}.page").PAGE for place in places]
    found.sort(key=lambda page: (page.order is None, page.order or 0, page.name))
    return {page.name: page for page in found}


def N_(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


__all__ = [
    "N_",
    "OFFICE",
    "WORKBENCH",
    "Answering",
    "Ask",
    "Asking",
    "House",
    "Page",
    "Table",
    "View",
    "pages",
    "router",
]
