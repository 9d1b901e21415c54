"""A brief in French: of every kind of subject, no English sentence outside what the record itself says; in English nothing changed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import pytest
from rich.console import Console

from comity.dossier.as_html import render_html
from comity.dossier.as_json import render_json
from comity.dossier.as_pdf import mapping
from comity.dossier.as_text import print_brief
from comity.dossier.compose import brief, record
from comity.dossier.contents import Brief
from comity.dossier.handout import handout
from comity.dossier.language import speaking
from comity.dossier.visit import visit

#: Words without which hardly an English sentence is written, and which no French one has.
ENGLISH = re.compile(r"(?<![\w’'-])(the|of|and|is|are|was|were|with|that|which|not|its|from|known|looked)(?![\w’'-])")
KINDS = ("Japan", "Australia–Indonesia", "NATO", "Western Africa")


@pytest.fixture(scope="module")
def said_by_the_record(almanac_home: Path) -> set[str]:
    """Every text of the record: names, conditions, notes, places."""
    found: set[str] = set()
    with record(almanac_home) as con:
        for table, column in con.execute(
            "select table_name, column_name from information_schema.columns where data_type = 'VARCHAR'"
        ).fetchall():
            held = con.execute(f'select distinct "{column}" from "{table}" where "{column}" is not null').fetchall()
            found |= {text for (text,) in held}
    return found


def _written(made: Brief) -> Iterator[str]:
    """Every text of a brief that a reader meets."""
    for section in made.sections:
        yield section.title
        yield from section.sentences
        for figure in section.figures:
            yield from (figure.label, figure.unit, figure.period, figure.gap)
            # How a measure is computed is told in English, as its method is.
            yield figure.rule if section.id != "measures" else ""
            if isinstance(figure.value, str):
                yield figure.value
        for listing in section.listings:
            yield from (listing.title, listing.note, *listing.heads)
            yield from (cell for line in listing.lines for cell in line if isinstance(cell, str))
        for drawing in section.drawings:
            yield from (drawing.title, drawing.note, *re.findall(r">([^<>]+)<", drawing.svg))
    for gap in made.gaps:
        yield from (gap.what, gap.why)


def _english(texts: Iterable[str], record: set[str]) -> list[str]:
    """Give the texts that are English once what the record says is taken out of them."""
    named = sorted((name for name in record if ENGLISH.search(name)), key=len, reverse=True)
    found = []
    for text in dict.fromkeys(texts):
        if ENGLISH.search(text):
            bare = unescape(text)
            for name in named:
                bare = bare.replace(name, "")
            # A long name is shortened in a drawing.
            if ENGLISH.search(bare) and not (
                text.endswith("…") and any(name.startswith(unescape(text)[:-1]) for name in record)
            ):
                found.append(text)
    return found


@pytest.fixture(scope="module", params=KINDS)
def french(request: pytest.FixtureRequest, almanac_home: Path) -> Brief:
    with speaking("fr"):
        return brief(request.param, home=almanac_home)


def test_a_brief_in_french_has_no_english_sentence(french: Brief, said_by_the_record: set[str]) -> None:
    with speaking("fr"):
        texts = list(_written(french))
    assert _english(texts, said_by_the_record) == []


def test_its_forms_add_none(french: Brief, said_by_the_record: set[str]) -> None:
    sources = {str(value) for facts in french.sources for value in facts.values()}
    sources |= {warning for facts in french.sources for warning in facts["warnings"]}
    screen = Console(file=io.StringIO(), width=4000)
    with speaking("fr"):
        page = render_html(french)
        print_brief(french, screen)
    assert '<html lang="fr">' in page
    # Rows are as the record has them, cells of tables were met already.
    around = re.sub(r"<(style|svg|details)\b.*?</\1>|<tbody>.*?</tbody>", "", page, flags=re.DOTALL)
    texts = re.findall(r">([^<>]+)<", around) + re.findall(r'aria-label="([^"]+)"', around)
    assert _english(texts, said_by_the_record | sources) == []
    lines = [line for line in screen.file.getvalue().splitlines() if "  " not in line]  # type: ignore[attr-defined]
    assert _english(lines, said_by_the_record | sources) == []


@pytest.mark.parametrize("pack", [False, True])
def test_what_is_handed_over_adds_none(pack: bool, almanac_home: Path, said_by_the_record: set[str]) -> None:
    with speaking("fr"):
        told = mapping((visit if pack else handout)("Australia–Indonesia", home=almanac_home))
    texts: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            for key, one in value.items():
                if key not in ("sources", "drawing"):
                    walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)

    walk(told)
    assert told["language"] == "fr"
    assert told["said"]["warning"] == "Avant de le transmettre."
    assert _english(texts, said_by_the_record) == []


def test_the_walk_finds_what_was_left_in_english(almanac_home: Path, said_by_the_record: set[str]) -> None:
    assert len(_english(_written(brief("Japan", home=almanac_home)), said_by_the_record)) > 40


def test_figures_are_the_same_in_both_languages(french: Brief, almanac_home: Path) -> None:
    plain = json.loads(render_json(brief("–".join(french.subject.states) if french.subject.kind == "pair" else french.subject.states[0] if french.subject.kind == "state" else french.subject.name, home=almanac_home)))  # fmt: skip
    told = json.loads(render_json(french))
    for one, other in zip(plain["sections"], told["sections"], strict=True):
        assert one["id"] == other["id"]
        values = [[(figure["id"], len(figure["rows"])) for figure in made["figures"]] for made in (one, other)]
        assert values[0] == values[1]
        numbers = [[figure["value"] for figure in made["figures"] if not isinstance(figure["value"], str)] for made in (one, other)]  # fmt: skip
        assert numbers[0] == numbers[1]
