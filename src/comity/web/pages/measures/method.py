"""A measure's docstring as a page has it: formula and code as they are set, paragraphs, references one by one."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from markupsafe import Markup, escape

Kind = Literal["text", "formula", "reference", "code"]

_HEAD = re.compile(r"^(?P<title>\S.*)\n-{3,}\n", re.MULTILINE)
_MARKS = re.compile(r"``(?P<code>.+?)``|\*\*(?P<strong>.+?)\*\*|\*(?P<em>[^*\s](?:.*?[^*\s])?)\*")
#: A reference begins with a name and has its year in brackets.
_REFERENCE = re.compile(r"^[^\W\d_].*\((?:\d{4}|in press|forthcoming|n\.d\.)", re.UNICODE)


@dataclass(frozen=True)
class Block:
    """A paragraph, a formula, a reference or code."""

    kind: Kind
    text: str

    @property
    def marked(self) -> Markup:
        """The text with what numpydoc sets apart."""
        return inline(self.text)


def told(name: str) -> tuple[str, dict[str, list[Block]]]:
    """Give the sentence that a measure's file begins with, and its sections."""
    text = inspect.cleandoc(import_module(f"comity.measures.{name}").__doc__ or "")
    heads = list(_HEAD.finditer(text))
    summary = text[: heads[0].start()] if heads else text
    found = {}
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : after.start() if after else None]
        title = head["title"]
        found[title] = references(body) if title == "References" else blocks(body)
    return " ".join(summary.split()), found


def blocks(body: str) -> list[Block]:
    """Part a section into paragraphs, formulas (indented) and code.

    >>> [(one.kind, one.text) for one in blocks("It is::\\n\\n    a = b / c\\n\\nwith b.\\n\\n>>> 1\\n1")]
    [('text', 'It is:'), ('formula', 'a = b / c'), ('text', 'with b.'), ('code', '>>> 1\\n1')]
    """
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", body.strip("\n")):
        if not part.strip():
            continue
        if part.startswith("    "):
            text = inspect.cleandoc(part)
            if found and found[-1].kind == "formula":
                found[-1] = Block("formula", f"{found[-1].text}\n\n{text}")
            else:
                found.append(Block("formula", text))
        elif part.startswith(">>>"):
            found.append(Block("code", part))
        else:
            text = " ".join(part.split())
            found.append(Block("text", re.sub(r"\s*::$", ":", text)))
    return found


def references(body: str) -> list[Block]:
    """Part references, which stand under each other without a line between.

    >>> [one.text for one in references("A, B. (1999). Title. *Journal*\\n1, 2.\\nC, D. (2001). Other.")]
    ['A, B. (1999). Title. *Journal* 1, 2.', 'C, D. (2001). Other.']
    """
    found: list[str] = []
    fresh = True
    for line in body.splitlines():
        if not line.strip():
            fresh = True
            continue
        if fresh or (_REFERENCE.match(line) and found[-1].endswith((".", ")"))):
            found.append(line.strip())
        else:
            found[-1] += f" {line.strip()}"
        fresh = False
    return [Block("reference", text) for text in found]


def inline(text: str) -> Markup:
    """Write emphasis and code.

    >>> str(inline("*A* <b> ``x``"))
    '<em>A</em> &lt;b&gt; <code>x</code>'
    """
    out, at = [], 0
    for found in _MARKS.finditer(text):
        out.append(escape(text[at : found.start()]))
        tag = found.lastgroup or "em"
        out.append(Markup("<{0}>{1}</{0}>").format(tag, found[tag]))
        at = found.end()
    return Markup("").join([*out, escape(text[at:])])
