"""A handout as PDF: tagged, with title and language, the same bytes for the same record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from comity.dossier.contents import Listing
from comity.dossier.handout import MOST_LINES, Handout, Key
from comity.dossier.language import N_, _, n_, spoken
from comity.dossier.paper import size_on_paper
from comity.dossier.picture import for_print, in_words, typesetter
from comity.dossier.words import day as told_day
from comity.dossier.words import number, whole

#: The PDF keeps what readers who do not see it need.
STANDARD = "ua-1"
#: A brief has two pages. The second is not filled to its end, as DOCX is set in the reader's own type, which may be wider.
PAGES, FILLED = 2, 730.0
#: Sizes of type in points, each with the fewest lines that a table is to have.
SIZES = ((9.5, 6), (9.0, 5), (8.5, 2))
#: Cells of a column up to so many characters do not break; wider columns share the rest by what they hold, within limits.
SHORT, LEAST, WIDE = 20, 34.0, 80.0


#: What documents say wherever they are about: the fixed words of their templates.
SAID = {
    "warning": N_("Before you pass this on."),
    "brief": N_("In brief"),
    "figures": N_("Key figures"),
    "gaps": N_("What is not known"),
    "sources": N_("Sources"),
    "colon": N_(":"),
}


def render_pdf(made: Handout) -> bytes:
    """Write a handout as PDF.

    Raises
    ------
    NotHere
        When typst is not installed.
    """
    found = typesetter().compile(_template(), format="pdf", pdf_standards=[STANDARD], **_input(made))
    assert isinstance(found, bytes)
    return found


def fitted(made: Handout) -> Handout:
    """Shorten the tables of a brief's handout until it fits its two pages; where they would become too short, set it smaller."""
    if made.kind != "brief":
        return made
    for size, least in SIZES:
        for lines in range(MOST_LINES, least - 1, -1):
            short = replace(made.cut(lines), size=size)
            page, down = extent(short)
            if page < PAGES or (page == PAGES and down <= FILLED):
                return short
    return short


def extent(made: Handout) -> tuple[int, float]:
    """Give the page on which a handout ends, and how far down it, in points."""
    end = json.loads(typesetter().query(_template(), "<end>", field="value", one=True, **_input(made)))
    return int(end["page"]), float(end["y"])


def _template() -> bytes:
    return files("comity.dossier").joinpath("templates/handout.typ").read_bytes()


def _input(made: Handout) -> dict[str, Any]:
    drawing = for_print(made.drawing.svg) if made.drawing else ""
    return {
        "sys_inputs": {"handout": json.dumps(mapping(made), ensure_ascii=False), "drawing": drawing},
        "ignore_system_fonts": True,
    }


def mapping(made: Handout) -> dict[str, Any]:
    """Give a handout in words alone, as its templates set it."""
    day = made.day
    return {
        "title": heading(made),
        "subtitle": subtitle(made),
        "running": _("comity · %(title)s · as of %(day)s") % {"title": heading(made), "day": told_day(day)},
        "language": spoken().key,
        "said": {name: _(text) for name, text in SAID.items()},
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "size": made.size,
        "warning": made.warning,
        "lead": list(made.lead),
        "figures": sheet(figures(made), how_to_explain(made)),
        "drawing": picture(made),
        "parts": [
            {
                "title": part.title,
                "sentences": list(part.sentences),
                "table": sheet(part.listing) if part.listing else None,
            }
            for part in made.parts
        ],
        "gaps": [(capital(gap.what), why(gap.why, gap.bring)) for gap in made.gaps],
        "sources": [(str(facts["source"]), cited(facts)) for facts in made.sources],
        "notes": [made.note] if made.note else [],
    }  # fmt: skip


def heading(made: Handout) -> str:
    """Give the title as it stands on the first page."""
    text = _("%(subject)s: visit pack") if made.kind == "visit" else _("%(subject)s: brief")
    return text % {"subject": made.title}


def subtitle(made: Handout) -> str:
    """Say for what the handout is, on which day it stands and of what it is made."""
    told = {"day": told_day(made.day)}
    if made.kind != "visit":
        return _("As of %(day)s. Made by comity from its record.") % told
    guest, _dash, host = made.title.partition("–")
    told |= {"guest": guest, "host": host}
    return _("For %(guest)s, on meeting %(host)s. As of %(day)s. Made by comity from its record.") % told


def how_to_explain(made: Handout) -> str:
    """Say how somebody finds the rows behind a figure."""
    text = _("The rows behind a figure: comity explain “%(subject)s” ID --on %(day)s.")
    return text % {"subject": made.subject.name, "day": made.day}


def figures(made: Handout) -> Listing:
    """Give the key figures as a table."""
    columns = (N_("figure"), N_("value; its 90 % interval, where one can be given"), N_("period"), N_("sources"), "id")
    return Listing(
        "handout.figures",
        _("Figures of the full brief, each with the id by which it is explained"),
        columns,
        tuple(_line(key) for key in made.figures),
    )


def _line(key: Key) -> tuple[str, ...]:
    return key.label, key.value, key.period, key.sources, key.id


def picture(made: Handout) -> dict[str, Any] | None:
    """Give the caption, the words and the height in centimetres of the drawing."""
    if made.drawing is None:
        return None
    svg = made.drawing.svg
    width, height = size_on_paper(svg)
    caption = f"{made.drawing.title}. {made.drawing.note}".strip()
    return {"caption": caption, "alt": in_words(svg) or caption, "width": width, "height": height}


def sheet(listing: Listing, note: str = "") -> dict[str, Any]:
    """Give a table in words, with the widths of its columns."""
    lines = [[cell(value) for value in line] for line in listing.lines]
    said = [text for text in (listing.note, _more(listing.more), note) if text]  # fmt: skip
    return {
        "caption": listing.title,
        "columns": list(listing.heads),
        "lines": lines,
        "note": " ".join(said),
        "widths": widths(listing.columns, lines),
    }


def _more(number: int) -> str:
    if not number:
        return ""
    return n_("%(number)s more in the record.", "%(number)s more in the record.", number) % {"number": whole(number)}


def widths(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> list[float]:
    """Give each column's part of the width; nothing for one whose cells do not break and take the room they need."""
    found = []
    for place, name in enumerate(columns):
        lengths = [len(line[place]) for line in lines] or [0]
        longest = max(lengths)
        usual = (longest + sum(lengths) / len(lengths)) / 2
        found.append(0.0 if longest <= SHORT or name == "id" else min(max(usual, LEAST), WIDE))
    return found if any(found) else [1.0] * len(columns)


def cell(value: Any) -> str:
    """Write a cell; of what is not known nothing."""
    if value is None:
        return ""
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def why(reason: str, bring: str) -> str:
    """Say why something is not known, and what would tell."""
    return _("%(reason)s; bring %(source)s.") % {"reason": reason, "source": bring} if bring else f"{reason}."


def cited(facts: Mapping[str, Any]) -> str:
    """Write a source with its version, where its title does not say it, and its licence."""
    title, version = str(facts["title"]), str(facts["version"])
    told = {"title": title, "version": version, "licence": facts["licence"]}
    if version in title:
        return _("%(title)s. Licence: %(licence)s.") % told
    return _("%(title)s, version %(version)s. Licence: %(licence)s.") % told
