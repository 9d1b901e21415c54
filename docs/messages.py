"""Bring the catalogues of the texts of dossiers and of the workbench up to date: what is new stands empty, what is gone is left out.

``python docs/messages.py`` writes; ``--check`` only says what is wrong, and ends with 1 if anything is.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOMS = Path(__file__).parent.parent / "src/comity"
DOSSIER, WEB = ROOMS / "dossier", ROOMS / "web"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2), "N_": None}


def folders() -> Iterator[tuple[Path, list[Path]]]:
    """Give each catalogue with the files whose texts it holds."""
    yield DOSSIER / "language/fr.po", sorted(DOSSIER.rglob("*"))
    pages = [path for path in sorted((WEB / "pages").iterdir()) if (path / "page.py").exists()]
    own = [path for path in WEB.rglob("*") if not any(page in path.parents for page in pages)]
    yield WEB / "languages/fr.po", sorted(own)
    for page in pages:
        yield page / "fr.po", sorted(page.rglob("*"))


def messages(paths: list[Path]) -> list[str | tuple[str, ...]]:
    """Give the texts of some files, in order, each once."""
    found: dict[str | tuple[str, ...], None] = {}
    for path in paths:
        if path.name == "contested.toml":
            found |= {area["name"]: None for area in tomllib.loads(path.read_text(encoding="utf-8"))["area"]}
        method = {".py": "python", ".html": "jinja2.ext:babel_extract"}.get(path.suffix)
        if method:
            with path.open("rb") as stream:
                options = {"trimmed": "true"} if path.suffix == ".html" else {}
                for _, message, _, _ in extract(method, stream, KEYWORDS, options=options):
                    found[tuple(message) if isinstance(message, list | tuple) else message] = None
    return list(found)


def main() -> int:
    """Write, or check, every catalogue."""
    # A text of the shared parts needs no second translation in a page.
    shared: set[str | tuple[str, ...]] = set()
    troubles = []
    for path, paths in folders():
        wanted = [one for one in messages(paths) if one not in shared]
        if path.parent.name == "languages":
            shared = set(wanted)
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
