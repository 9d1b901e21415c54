"""The OpenAPI document: what every address answers, what each of its parameters means, and an example of each."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import Any, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from comity.web.contract import View, pages
from comity.web.languages import LANGUAGES

#: Parameters that mean the same wherever they stand; a page's own words, in its docstring or by ``Query``, go before these.
WORDS = {
    "q": "Words to search for.",
    "page": "Which page of a long list, from 1.",
    "year": "A year.",
    "on": "A day, as YYYY-MM-DD: as it was then.",
    "subject": "A state, a pair (“A–B”), a pact, an organisation or a region: by name, key or code; again for more.",
    "measure": "A measure, by its id, such as capability.cinc.",
    "layer": "A layer of ties; again for more.",
    "region": "A region of the world.",
    "name": "The id or the name of what is shown.",
    "thing": "The id of what is shown, as its list has it.",
    "source": "A source, by its id.",
    "row": "Where in the source's file the row stands (source_row).",
    "kind": "What sort of thing; again for more.",
    "state": "A state, by its key, name or code; again for more.",
    "party": "A party, by its key; again for more.",
    "a": "One of the two, by key, name or code.",
    "b": "The other of the two, by key, name or code.",
    "ego": "The state in the middle, by its key.",
    "size": "The measure by which dots are large, by its id.",
    "x": "The measure to the right, by its id.",
    "y": "The measure upward, by its id.",
    "figure": "A figure of a brief, by its id.",
    "since": "A day, as YYYY-MM-DD: what changed since then.",
    "from": "The first year.",
    "to": "The last year, inclusive.",
    "first": "The first year.",
    "last": "The last year, inclusive.",
    "most": "So many at most.",
    "months": "How many months after it are looked at for what followed.",
    "topic": "A topic, by its id.",
    "depth": "How many steps away from the state in the middle: 1 or 2.",
    "colour": "What colours tell apart.",
    "order": "Which come first: the highest or the lowest.",
    "every": "Whether all are given, not the first alone.",
    "logx": "Whether the scale to the right is logarithmic.",
    "logy": "Whether the scale upward is logarithmic.",
    "without": "An indicator that is left out.",
    "normalisation": "How indicators are brought to one scale; by lot where it is not said.",
    "aggregation": "How indicators become one figure; by lot where it is not said.",
    "noise": "By how many per cent weights may be off when ranks are drawn.",
    "what": "Which sorts of change; again for more.",
    "form": "The form of the file: pdf or docx.",
    "sort": "Which sort of thing.",
    "/exercises/series sort": "By which column the list is ordered; with - before it the highest first.",
}
#: Examples of what is no page, so that it stands in no page's own, and of what only some records have.
EXAMPLES = {
    "/visits/{thing}": "/visits/china-leader-travel:10",
    "/watch.atom": "/watch.atom?subject=Japan",
    "/documents/brief.{form}": "/documents/brief.pdf?subject=Japan",
    "/documents/visit.{form}": "/documents/visit.docx?subject=Australia%E2%80%93Indonesia",
}
FORMAT = {
    "name": "format", "in": "query", "required": False,
    "description": "The form of the answer. Without it the Accept header decides; a browser gets HTML.",
    "schema": {"type": "string", "enum": ["html", "json", "csv"]},
}  # fmt: skip
LANG = {
    "name": "lang", "in": "query", "required": False,
    "description": "The language of the words around what the record says. Without it the Accept-Language header decides.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}  # fmt: skip

_CELL = {"description": "null: not known, which is never zero", "type": ["string", "number", "boolean", "array", "object", "null"]}  # fmt: skip
SCHEMAS = {
    "View": {
        "type": "object",
        "description": "The title, the choices and single figures of a page, and its tables. CSV has the first of them.",
        "required": ["title", "tables"],
        "properties": {
            "title": {"type": "string"},
            "tables": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Table"}},
        },
        "additionalProperties": True,
    },
    "Table": {
        "type": "object",
        "required": ["columns", "rows"],
        "properties": {
            "columns": {
                "type": "object",
                "description": "The name of each column, and its heading in the language asked for.",
                "additionalProperties": {"type": "string"},
            },
            "rows": {"type": "array", "items": {"type": "object", "additionalProperties": _CELL}},
        },
    },
    "Error": {
        "type": "object",
        "required": ["error", "remedy", "problems"],
        "properties": {
            "error": {"type": "string", "description": "One sentence: what was wrong."},
            "remedy": {"type": "string", "description": "What one can do."},
            "problems": {"type": "array", "items": {"type": "string"}},
        },
        "example": {
            "title": "There is no source “almanak”.",
            "error": "There is no source “almanak”.",
            "remedy": "/sources lists all.",
            "problems": [],
            "tables": {},
        },
    },
}
ERRORS = {
    "400": "Something in the address cannot be read, or makes no sense.",
    "404": "Nothing here is called that.",
    "503": "There is no record yet, or too much is asked for at once.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document of the workbench, made once."""
    if app.openapi_schema is None:
        told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        routes = _routes()
        examples: dict[str, list[str]] = {}
        for address in dict.fromkeys(address for page in pages().values() for address in page.examples):
            path = unquote(urlsplit(address).path)
            # As the workbench itself does it: the first that fits answers.
            fitting = next((route for route in routes.values() if route.path_regex.fullmatch(path)), None)
            if fitting is not None:
                examples.setdefault(fitting.path_format, []).append(address)
        for path, item in told["paths"].items():
            for operation in item.values():
                _describe(routes[path], operation, examples.get(path, []))
        told.setdefault("components", {})["schemas"] = SCHEMAS
        app.openapi_schema = told
    return app.openapi_schema


def _routes() -> dict[str, APIRoute]:
    """Give the routes of all pages by path, in the order in which they are tried."""
    found = [import_module(f"comity.web.pages.{name}.page").router.routes for name in pages()]
    return {route.path_format: route for routes in found for route in routes}


def _describe(route: APIRoute, operation: dict[str, Any], examples: list[str]) -> None:
    first, rest, said = _docstring(route.endpoint)
    operation["summary"] = first
    operation.pop("description", None)
    if rest:
        operation["description"] = rest
    if own := operation.pop("x-example", None) or EXAMPLES.get(route.path_format):
        examples = [own]
    elif not examples and "{" not in route.path_format:
        examples = [route.path_format]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        name = parameter["name"]
        text = (
            parameter.get("description")
            or said.get(name)
            or WORDS.get(f"{route.path_format} {name}")
            or WORDS.get(name)
        )
        if text:
            parameter["description"] = text
        parameter["schema"].pop("title", None)
        values = [value for address in examples if (value := _value(route, address, name))]
        if values:
            parameter["example"] = values[0]
    answers = inspect.signature(route.endpoint).return_annotation
    operation["responses"] = {**_answers(answers, examples), **_errors()}
    if _is_page(answers):
        parameters += [FORMAT, LANG]


def _value(route: APIRoute, address: str, name: str) -> str | None:
    """Give what an address says for a parameter."""
    found = route.path_regex.fullmatch(unquote(urlsplit(address).path))
    said = {**(found.groupdict() if found else {}), **dict(parse_qsl(urlsplit(address).query))}
    return said.get(name)


def _docstring(endpoint: Any) -> tuple[str, str, dict[str, str]]:
    """Give the first sentence, the rest, and what is said of each parameter (numpydoc)."""
    text = inspect.getdoc(endpoint) or ""
    head, _, section = text.partition("\nParameters\n")
    first, _, rest = head.strip().partition("\n")
    said: dict[str, str] = {}
    name = ""
    for line in section.splitlines()[1:]:
        if line and not line.startswith(" "):
            if re.fullmatch(r"-+", line):
                break
            name = line.strip()
        elif name and line.strip():
            said[name] = f"{said.get(name, '')} {line.strip()}".strip()
    return first.rstrip("."), re.sub(r"\s+", " ", rest).strip(), said


def _is_page(kind: Any) -> bool:
    return kind is View or View in get_args(kind)


def _answers(kind: Any, examples: list[str]) -> dict[str, Any]:
    if not _is_page(kind):
        content = {"*/*": {"schema": {"type": "string", "format": "binary"}, "examples": _examples(examples, "")}}
        return {"200": {"description": "The file.", "content": content}}
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/View"}, "examples": _examples(examples, "json")},
        "text/csv": {"schema": {"type": "string"}, "examples": _examples(examples, "csv")},
        "text/html": {"schema": {"type": "string"}, "examples": _examples(examples, "html")},
    }
    headers = {"ETag": {"description": "Sent back as If-None-Match it is answered by 304 as long as nothing has changed.", "schema": {"type": "string"}}}  # fmt: skip
    return {
        "200": {"description": "The page, in the form asked for.", "headers": headers, "content": content},
        "304": {"description": "Nothing has changed."},
    }


def _examples(addresses: list[str], form: str) -> dict[str, Any]:
    """Give the addresses at which example answers stand: on this workbench, over its own record."""
    told = {}
    for number, address in enumerate(addresses, 1):
        joint = "&" if "?" in address else "?"
        told[f"{number}"] = {"summary": address, "externalValue": f"{address}{joint}format={form}" if form else address}
    return told


def _errors() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {code: {"description": text, "content": content} for code, text in ERRORS.items()}


__all__ = ["describe"]
