"""Pages as HTML: the templates, what they may call, and the addresses of scripts and styles."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from markupsafe import Markup

from comity.dossier.draw.style import CSS
from comity.dossier.language import _ as recorded
from comity.web.contract import HERE, OFFICE, WORKBENCH, Asking, View
from comity.web.languages import LANGUAGES, Language, environment_texts, language

#: Address → file, of all that is not an answer: our own scripts and styles, those of pages, what npm brought, the office's.
FOLDERS = {
    house.served + place: house.root / folder
    for house in (WORKBENCH, OFFICE)
    for place, folder in (("", "static"), ("pages/", "pages"))
}
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".md": "text/plain"}


@cache
def files() -> dict[str, tuple[bytes, str]]:
    """Give every file that is served as it is: its bytes and its kind."""
    found = {}
    for prefix, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*")):
            if path.suffix in KINDS and path.is_file():
                name = prefix + path.relative_to(folder).as_posix()
                found[name] = path.read_bytes(), f"{KINDS[path.suffix]}; charset=utf-8"
    found["css/draw.css"] = CSS.encode(), "text/css; charset=utf-8"
    return found


@cache
def digest() -> str:
    """Give a digest of all those files: it stands in their addresses, so that a browser keeps them as long as they last."""
    all_of_them = hashlib.sha256()
    for name, (body, _) in files().items():
        all_of_them.update(name.encode() + b"\0" + body)
    return all_of_them.hexdigest()[:12]


def asset(name: str) -> str:
    """Give the address of a file that is served as it is.

    Raises
    ------
    KeyError
        When there is none.
    """
    if name not in files():
        raise KeyError(name)
    return f"/static/{digest()}/{name}"


class _Compiled(BytecodeCache):
    """What templates were compiled to, for all languages and pages: each has surroundings of its own."""

    held: ClassVar[dict[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same text."""
        bucket.code = self.held.get(f"{bucket.key} {bucket.checksum}")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.held[f"{bucket.key} {bucket.checksum}"] = bucket.code


def compile_all() -> None:
    """Compile every template: the first answer of a page takes twice as long where it has to."""
    made = environment(LANGUAGES[0])
    for name in made.list_templates(extensions=["html"]):
        made.get_template(name)


@cache
def environment(key: str, page: str = "", house: str = WORKBENCH.name) -> Environment:
    """Give the templates of a house in a language, with the words of a page."""
    of = OFFICE if house == OFFICE.name else WORKBENCH
    made = Environment(
        loader=FileSystemLoader([of.root / "parts", HERE / "parts", of.root / "pages"]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_Compiled(),
    )
    known = language(key, page, house)
    made.install_gettext_callables(known.gettext, known.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {
        **environment_texts(known),
        "asset": asset,
        "scripts": files,
        "languages": LANGUAGES,
        "link": link,
        "recorded": recorded,
    }
    made.filters |= {
        "svg": Markup,
        "code": code,
        # What has the context is not called while a template is compiled, which is done once for all languages.
        "cell": pass_context(lambda _context, value: cell(known, value)),
        "called": pass_context(lambda _context, *said: known.name(*said)),
        "quoted": lambda text: quote(str(text), safe=""),
    }
    return made


def link(path: str, **choices: Any) -> str:
    """Give an address with choices; one that is None is left out.

    >>> link("/map", measure="capability.cinc", year=None)
    '/map?measure=capability.cinc'
    """
    query = urlencode({name: value for name, value in choices.items() if value is not None}, doseq=True)
    return f"{path}?{query}" if query else path


def code(text: str) -> Markup:
    """Write a text in which code stands between backticks.

    >>> code("`file:line` of <the> file")
    Markup('<code>file:line</code> of &lt;the&gt; file')
    """
    parts = re.split("`+", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )


def cell(known: Language, value: Any) -> str:
    """Write a cell of a table: what is not known as such."""
    from datetime import date

    if value is None:
        return known.gettext("not known")
    if isinstance(value, bool):
        return known.gettext("yes") if value else known.gettext("no")
    if isinstance(value, int | float):
        return known.number(value)
    if isinstance(value, date):
        return known.day(value)
    if isinstance(value, list | tuple):
        return ", ".join(cell(known, one) for one in value)
    return str(value)


def render(ask: Asking, view: View) -> str:
    """Write a view as HTML."""
    name = Path(view.template).parts[0]
    template = environment(ask.language.key, ask.language.page, ask.house.name).get_template(view.template)
    tables = {table.name: table for table in view.tables}
    text: str = template.render(
        {**view.context, "view": view, "ask": ask, "tables": tables, "here": name, "facts": view.facts}
    )
    return text


__all__ = ["asset", "code", "digest", "environment", "files", "link", "render"]
