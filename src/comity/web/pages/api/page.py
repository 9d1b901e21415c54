"""For programs: every address with its parameters, in which forms it answers, and how often an answer was at hand."""

from __future__ import annotations

from typing import Any

from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View, pages
from comity.web.contract import router as page_router

PAGE = Page("api", N_("API"), "/api", 95, ("/api",))
router = page_router()


@router.get("/api")
def api(ask: Ask) -> View:
    """List every address with its parameters and examples, and say how programs ask."""
    _ = ask.language.gettext
    document = ask.request.app.openapi()
    operations = [_operation(path, item["get"]) for path, item in document["paths"].items() if "get" in item]
    kept = ask.request.app.state.kept
    view = View(_("API"), "api/page.html", [_addresses(ask, operations), _parameters(ask, operations)])
    view.facts = {
        "openapi": "/openapi.json", "version": document["openapi"], "addresses": len(operations),
    }  # fmt: skip
    held = pages()
    by_page = [(_(held[name].title), [one for one in operations if one["page"] == name]) for name in held]
    view.context = {
        "by_page": [(title, found) for title, found in by_page if found],
        "here_at": _here(ask),
        "asked": kept.asked,
        "share_kept": kept.found / kept.asked if kept.asked else None,
    }
    # How often answers were at hand changes with every answer.
    view.keep = False
    return view


def _here(ask: Asked) -> str:
    return str(ask.request.base_url).rstrip("/")


def _operation(path: str, told: dict[str, Any]) -> dict[str, Any]:
    content = told["responses"]["200"]["content"]
    forms = [form for form, kind in (("html", "text/html"), ("json", "application/json"), ("csv", "text/csv")) if kind in content]  # fmt: skip
    first = next(iter(content.values()))
    return {
        "path": path,
        "page": told["tags"][0],
        "summary": told["summary"],
        "description": told.get("description", ""),
        "forms": forms,
        "examples": [one["summary"] for one in first["examples"].values()],
        "parameters": [_parameter(one) for one in told["parameters"] if one["name"] not in ("format", "lang")],
    }


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    schema = told["schema"]
    kinds = [one.get("type") for one in schema.get("anyOf", [schema])]
    kind = " or ".join(str(one) for one in kinds if one and one != "null") or "string"
    default = schema.get("default")
    return {
        "name": told["name"], "in": told["in"], "type": kind, "required": told.get("required", False),
        "default": None if default in ("", None, []) else str(default), "description": told.get("description", ""),
        "example": told.get("example"),
    }  # fmt: skip


def _addresses(ask: Asked, operations: list[dict[str, Any]]) -> Table:
    _ = ask.language.gettext
    columns = {"path": _("address"), "summary": _("what it answers"), "forms": _("forms"), "examples": _("examples")}
    return Table("addresses", columns, operations)


def _parameters(ask: Asked, operations: list[dict[str, Any]]) -> Table:
    _ = ask.language.gettext
    columns = {
        "path": _("address"), "name": _("parameter"), "in": _("where"), "type": _("type"), "required": _("required"),
        "default": _("by default"), "description": _("what it means"), "example": _("example"),
    }  # fmt: skip
    rows = [{"path": one["path"], **parameter} for one in operations for parameter in one["parameters"]]
    return Table("parameters", columns, rows)
