"""A paper as HTML in one file: no script, nothing from elsewhere, the label above and below, and on every page that is printed."""

from __future__ import annotations

from html import escape

from comity.register.papers import Paper, Section, Sheet
from comity.web.office.papers.as_docx import printable

STYLE = (
    "body{font:16px/1.45 Georgia,'Times New Roman',serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem;color:#111;background:#fff}"
    "h1{font-size:1.7rem;margin:.4em 0 .1em}h2{font-size:1.15rem;margin:1.6em 0 .4em}.mark{font-weight:bold;text-align:center}"
    ".quiet{color:#57606a}dt{font-weight:bold}dd{margin:0 0 .5em 1.5em}dd,td,p{overflow-wrap:anywhere;white-space:pre-line}"
    "table{border-collapse:collapse;width:100%;font-size:.9em;margin:.8em 0}caption{text-align:left;color:#57606a;padding:.2em 0}"
    "th,td{text-align:left;vertical-align:top;padding:.25em .5em .25em 0;border-bottom:1px solid #b6bdc4}th{border-bottom-color:#57606a}"
    "@media print{.mark.head{position:fixed;top:0;left:0;right:0}body{margin-top:2rem}thead{display:table-header-group}}"
)


def as_html(made: Paper) -> bytes:
    """Write a paper as HTML."""
    mark = _text(made.marking)
    parts = "\n".join(_section(one) for one in made.sections)
    return (
        f'<!doctype html>\n<html lang="{made.language}">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{_text(made.title)}</title><style>{STYLE}</style></head>\n<body>\n"
        f'<p class="mark head">{mark}</p>\n<h1>{_text(made.title)}</h1>\n<p class="quiet">{_text(made.subtitle)}</p>\n{parts}\n<p class="mark">{mark}</p>\n</body>\n</html>\n'
    ).encode()


def _section(one: Section) -> str:
    text = "".join(f"<p>{_text(said)}</p>\n" for said in one.text)
    facts = "".join(f"<dt>{_text(name)}</dt><dd>{_text(said)}</dd>\n" for name, said in one.facts)
    return f"<section>\n<h2>{_text(one.title)}</h2>\n{text}{f'<dl>{facts}</dl>' if facts else ''}{''.join(map(_sheet, one.sheets))}</section>"  # fmt: skip


def _sheet(one: Sheet) -> str:
    heads = "".join(f'<th scope="col">{_text(name)}</th>' for name in one.columns)
    rows = "\n".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in one.rows)
    note = f'<p class="quiet">{_text(one.note)}</p>' if one.note else ""
    return f"<table><caption>{_text(one.caption)}</caption><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>{note}\n"  # fmt: skip


def _text(said: str) -> str:
    return escape(printable(said))


__all__ = ["as_html"]
