"""Drawings for paper: with colours written out, as SVG and as PNG."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from types import ModuleType

from comity.dossier.draw.style import CSS, LIGHT
from comity.model.errors import NotHere

#: The typeface that comes with typst: a document is set in it on every machine alike.
TYPEFACE = "Libertinus Serif"
DOTS_PER_INCH = 220


@cache
def printed_style() -> str:
    """Give the style of drawings without variables and themes, which renderers of SVG do not know: as on paper."""
    rules = [rule for rule in CSS.splitlines() if not rule.startswith(("@media", ":root"))]
    text = re.sub(r"--[a-z0-9]+:[^;]+;", "", "\n".join(rules))
    text = re.sub(r"var\(--([a-z0-9]+)\)", lambda found: LIGHT[found[1]], text)
    text = re.sub(r"font-family:[^;}]+", f'font-family:"{TYPEFACE}"', text)
    # Letters are set one by one: the stroke around each would eat into the one before.
    return f"{text}\n.draw .label{{stroke:none}}.draw .halo{{display:inline;fill:{LIGHT['paper']};opacity:.75}}"


def for_print(svg: str) -> str:
    """Give a drawing that carries its own style, for paper."""
    head, _, rest = svg.partition("<title")
    return f"{head}<style>{printed_style()}</style><title{rest}"


def in_words(svg: str) -> str:
    """Give the description that a drawing carries, for those who do not see it."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    return unescape(found[1]).strip() if found else ""


def as_png(svg: str, width: float) -> bytes:
    """Draw a picture of a width in centimetres, for files that hold no SVG."""
    source = f'#set page(width: {width}cm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    made = typesetter().compile(
        source.encode(), format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": for_print(svg)}, ignore_system_fonts=True
    )
    assert isinstance(made, bytes)
    return made


def typesetter() -> ModuleType:
    """Give typst.

    Raises
    ------
    NotHere
        When it is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise lacking("typst") from error
    return typst


def lacking(name: str) -> NotHere:
    """Say what documents need that is not installed."""
    return NotHere(
        "PDF and DOCX are made by the package %(name)s, which is not installed.",
        remedy='Install it: pip install "comity[documents]".',
        name=name,
    )


__all__ = ["TYPEFACE", "as_png", "for_print", "in_words", "lacking", "printed_style", "typesetter"]
