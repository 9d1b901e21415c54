"""Bring the catalogues of the texts of dossiers and of the workbench up to date: what is new stands empty, what is gone is left out.

``python docs/messages.py`` writes; ``--check`` only says what is wrong, and ends with 1 if anything is.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from comity.measures.contract import measures
from comity.model import errors
from comity.panel.group import groups

ROOMS = Path(__file__).parent.parent / "src/comity"
DOSSIER, WEB = ROOMS / "dossier", ROOMS / "web"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2), "N_": None}
#: The rooms whose errors a page may show; nobody meets those of the rooms between before a command line.
SPEAKING = [ROOMS / name for name in ("model", "store", "panel", "measures", "dossier", "oversight", "register")]
#: What planning calls its events and rules, in data.
PLANNING = sorted([*(ROOMS / "register/planning/data").glob("*.toml"), *(ROOMS / "model/data/regimes").glob("*.toml")])
ERRORS = {
    name for name in vars(errors) if isinstance(vars(errors)[name], type) and issubclass(vars(errors)[name], Exception)
}


def folders() -> Iterator[tuple[Path, list[Path]]]:
    """Give each catalogue with the files whose texts it holds."""
    yield DOSSIER / "language/measures.fr.po", []
    yield DOSSIER / "language/fr.po", sorted(DOSSIER.rglob("*"))
    pages = [path.parent for path in sorted(WEB.rglob("pages/*/page.py"))]
    own = [path for path in WEB.rglob("*") if not any(page in path.parents for page in pages)]
    spoken = [path for room in SPEAKING for path in sorted(room.rglob("*")) if path.suffix in (".py", ".cedar")]
    yield WEB / "languages/errors.fr.po", [*spoken, *PLANNING]
    yield WEB / "languages/fr.po", sorted(own)
    for page in pages:
        yield page / "fr.po", sorted(page.rglob("*"))


def sentences(path: Path, troubles: list[str]) -> Iterator[str]:
    """Give what the errors of a file say, and note those of which no other language could be made."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id in ERRORS:
                parts = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "remedy")]
            else:
                # What a dossier marks so is in its own catalogue.
                marked = ("told",) if DOSSIER in path.parents else ("told", "N_")
                parts = call.args[:1] if call.func.id in marked else []
            while parts:
                part = parts.pop(0)
                if isinstance(part, ast.Constant) and part.value:
                    yield part.value
                elif isinstance(part, ast.IfExp | ast.BoolOp):
                    parts += part.values if isinstance(part, ast.BoolOp) else [part.body, part.orelse]
                elif isinstance(part, ast.JoinedStr | ast.BinOp):
                    place = f"{path.relative_to(ROOMS) if path.is_relative_to(ROOMS) else path}:{part.lineno}"
                    troubles.append(
                        f"{place}: write an error as “%(name)s …”, name=…: it is told in other languages too"
                    )


def of_measures() -> list[str | tuple[str, ...]]:
    """Give the titles of all measures and of the groups of columns, and units as they are read: a share in per cent."""
    found: dict[str | tuple[str, ...], None] = {}
    for measure in measures().values():
        found[measure.title] = None
        unit = measure.unit
        read = f"%{unit.removeprefix('share')}" if unit.startswith("share") else unit
        found |= {one: None for one in (unit, read) if one.strip("% ")}
        found |= {need.bring: None for need in measure.needs if need.bring}
    found |= {group.title: None for group in groups().values()}
    return list(found)


def messages(paths: list[Path], troubles: list[str], *, only_errors: bool) -> list[str | tuple[str, ...]]:
    """Give the texts of some files, in order, each once."""
    found: dict[str | tuple[str, ...], None] = {}
    for path in paths:
        if path.name == "contested.toml":
            found |= {area["name"]: None for area in tomllib.loads(path.read_text(encoding="utf-8"))["area"]}
        method = {".py": "python", ".html": "jinja2.ext:babel_extract"}.get(path.suffix)
        if method and not only_errors:
            with path.open("rb") as stream:
                options = {"trimmed": "true"} if path.suffix == ".html" else {}
                for _, message, _, _ in extract(method, stream, KEYWORDS, options=options):
                    found[tuple(message) if isinstance(message, list | tuple) else message] = None
        if path.suffix == ".py" and (only_errors or WEB in path.parents):
            found |= dict.fromkeys(sentences(path, troubles))
        if path.suffix == ".cedar":
            # What a policy says, and what each of its clauses needs.
            found |= dict.fromkeys(re.findall(r'@(?:says|needs\d+)\("(.+?)"\)', path.read_text(encoding="utf-8")))
        if path in PLANNING:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            for one in (data, *data.get("event", ()), *data.get("rule", ()), *data.get("value", ())):
                said = (one.get("title"), one.get("suits"), one.get("note"), one.get("zone"))
                found |= dict.fromkeys(text for text in (*said, *one.get("entry", ()), *one.get("outputs", ())) if text)
    return list(found)


def main() -> int:
    """Write, or check, every catalogue."""
    # A text of the shared parts needs no second translation in a page.
    shared: set[str | tuple[str, ...]] = set()
    troubles: list[str] = []
    for path, paths in folders():
        found = (
            of_measures()
            if path.name.startswith("measures")
            else messages(paths, troubles, only_errors=path.name.startswith("errors"))
        )
        wanted = [one for one in found if one not in shared]
        if path.parent.name == "languages":
            shared |= set(wanted)
        held = read_po(BytesIO(path.read_bytes()), locale="fr") if path.exists() else Catalog(locale="fr")
        there = {message.id: message.string for message in held if message.id}
        name = path.relative_to(ROOMS)
        troubles += [f"{name}: no French for “{one}”" for one in wanted if not _told(there.get(one))]
        troubles += [f"{name}: “{one}” is in no page any more" for one in there if one not in wanted]
        if "--check" not in sys.argv[1:] and wanted:
            fresh = Catalog(locale="fr", fuzzy=False)
            for one in wanted:
                fresh.add(one, there.get(one) or "")
            with path.open("wb") as stream:
                write_po(stream, fresh, width=120, omit_header=True)
    print(*troubles, sep="\n")
    return bool(troubles)


def _told(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


if __name__ == "__main__":
    sys.exit(main())
