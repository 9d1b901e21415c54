"""The forms of a brief: terminal, HTML and JSON tell the same, hold together and let nothing hostile through."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from build_world import GOOD, build_mine, write_tables
from comity.dossier import brief, explain
from comity.dossier.as_html import render_html
from comity.dossier.as_json import render_json
from comity.dossier.as_text import print_brief, print_figure
from comity.dossier.contents import Brief
from comity.model.errors import UnknownName

SUBJECTS = [
    ("Japan", None),
    ("Japan", 1950),
    ("Australia–Indonesia", None),
    ("NATO", None),
    ("NATO", 1985),
    ("ASEAN", None),
    ("AUKUS", None),
    ("Northern Europe", None),
    ("East Asia", 1950),
    ("Czechoslovakia", None),
    ("Warsaw Pact", None),
    ("African Union", None),
    ("Antigua and Barbuda–Saint Vincent and the Grenadines", None),
    ("UN", None),
]

Make = Callable[[str, int | None], Brief]


@pytest.fixture(scope="module")
def make(almanac_home: Path) -> Make:
    """Give briefs on what ships with comity, each made once."""
    return cache(lambda subject, on: brief(subject, on, home=almanac_home))


@pytest.fixture(scope="module")
def make_full(full_home: Path) -> Make:
    """Give briefs on the record of the whole mirror, each made once."""
    return cache(lambda subject, on: brief(subject, on, home=full_home))


class _Page(HTMLParser):
    """What a page asks for, and what it is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.asked: list[str] = []
        self.targets: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name in ("src", "srcset", "data", "poster", "action") or (name == "href" and tag != "a"):
                self.asked.append(value or "")
            if name in ("href", "xlink:href") and tag == "a":
                self.targets.append(value or "")


def _text(made: Brief) -> str:
    out = io.StringIO()
    print_brief(made, Console(file=out, width=100, highlight=False))
    return out.getvalue()


def _check(made: Brief) -> None:
    """Hold one brief against all that must be so in any."""
    ids = [figure.id for figure in made.figures]
    assert len(ids) == len(set(ids))
    listings = [listing for section in made.sections for listing in section.listings]
    drawings = [drawing for section in made.sections for drawing in section.drawings]
    assert len({listing.id for listing in listings}) == len(listings)
    assert len({drawing.id for drawing in drawings}) == len(drawings)
    used = {row.source for figure in made.figures for row in figure.rows}
    listed = {facts["source"] for facts in made.sources}
    assert used <= listed
    assert listed == used | {source for listing in listings for source in listing.sources}
    for section in made.sections:
        for figure in section.figures:
            # Of measures the first word is their topic.
            assert figure.id.partition(".")[0] == section.id or (
                section.id == "measures" and figure.id.count(".") in (1, 2)
            )
    for figure in made.figures:
        assert figure.value is not None or figure.gap, figure.id
        for row in figure.rows:
            assert row.source
            assert row.source_row
    for listing in listings:
        assert all(len(line) == len(listing.columns) for line in listing.lines)
        assert listing.more >= 0
        if "source" in listing.columns:
            place = listing.columns.index("source")
            assert {line[place] for line in listing.lines} <= listed
    _check_counts(made)
    for section in made.sections:
        for sentence in section.sentences:
            assert sentence[0] == sentence[0].upper()
            assert sentence.endswith(".")
            assert not re.search(r"\b(None|nan|inf)\b(?! is on record)", sentence), sentence
            assert not re.search(r"\b1 (alliances|states|agreements|parties)\b|\bone \w+s are\b", sentence), sentence
            assert not re.search(r"\d{4}–\d{4}", sentence) or all(
                int(first) <= int(last) for first, last in re.findall(r"\b(\d{4})–(\d{4})\b", sentence)
            ), sentence
    for figure in made.figures:
        for first, last in re.findall(r"\b(\d{4})–(\d{4})\b", figure.period):
            assert int(first) <= int(last), figure.id


#: Figures that are the number of distinct things in their rows, and what tells one thing from another.
COUNTS: dict[str, tuple[str, ...]] = {
    "bonds.in-force": ("agreement",),
    "bonds.ended": ("agreement",),
    "bonds.parties": ("actor",),
    "bonds.defense": ("actor", "toward"),
    "bonds.consultation": ("actor", "toward"),
    "bonds.nonaggression": ("actor", "toward"),
    "bonds.defends": ("toward",),
    "bonds.defended-by": ("actor",),
    "exercises.recorded": ("activity",),
    "exercises.in-coverage": ("activity",),
    "missions.recorded": ("activity",),
    "centrality.exercises": ("activity",),
    "posts.embassies": ("a", "b"),
    "posts.sent": ("b",),
    "posts.hosted": ("a",),
    "posts.nuclear-hosting": ("a", "b"),
    "posts.base": ("a", "b"),
    "conflict.recorded": ("incident",),
    "conflict.opposed": ("incident",),
}


def _check_counts(made: Brief) -> None:
    # Of measures the rows are what a value was computed of, and need not add up to it.
    told = [figure for section in made.sections if section.id != "measures" for figure in section.figures]
    for figure in made.figures:
        if figure.id in COUNTS and figure.value is not None:
            things = {tuple(row.cells[column] for column in COUNTS[figure.id]) for row in figure.rows}
            assert figure.value == len(things), figure.id
        if figure.id in ("bonds.obligations", "changes.recorded"):
            assert figure.value == len(figure.rows), figure.id
        if figure in told and figure.id.startswith("capability.") and isinstance(figure.value, float):
            assert figure.value == pytest.approx(sum(row.cells["value"] for row in figure.rows))
        if figure.id == "posts.troops":
            assert figure.value == sum(row.cells["persons"] for row in figure.rows)
    by_id = {figure.id: figure.value for figure in made.figures}
    for part, whole in (("exercises.in-coverage", "exercises.recorded"), ("conflict.opposed", "conflict.recorded")):
        if by_id.get(part) is not None:
            assert int(by_id[part] or 0) <= int(by_id[whole] or 0)


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_a_brief_holds_together(make: Make, subject: str, on: int | None) -> None:
    _check(make(subject, on))


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_a_brief_on_the_whole_mirror_holds_together(make_full: Make, subject: str, on: int | None) -> None:
    _check(make_full(subject, on))


def _width(made: Brief) -> int:
    out = io.StringIO()
    console = Console(file=out, width=100, highlight=False)
    print_brief(made, console)
    for figure in made.figures[:6]:
        print_figure(dataclasses.replace(figure, rows=figure.rows[:50]), console)
    return max(cell_len(line) for line in out.getvalue().splitlines())


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_the_terminal_is_never_wider_than_100_columns(make: Make, subject: str, on: int | None) -> None:
    assert _width(make(subject, on)) <= 100


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_nor_on_the_whole_mirror(make_full: Make, subject: str, on: int | None) -> None:
    made = make_full(subject, on)
    assert _width(made) <= 100
    # What a terminal draws fits, so that its right end, the last year, is not cut off.
    for drawing in (drawing for section in made.sections for drawing in section.drawings):
        assert all(cell_len(line) <= 100 for line in drawing.text.splitlines()), drawing.id


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_json_has_every_figure_with_its_rows(make: Make, subject: str, on: int | None) -> None:
    made = make(subject, on)
    read: dict[str, Any] = json.loads(render_json(made))
    figures = {figure["id"]: figure for section in read["sections"] for figure in section["figures"]}
    assert list(figures) == [figure.id for figure in made.figures]
    for figure in made.figures:
        assert figures[figure.id]["value"] == figure.value
        rows = figures[figure.id]["rows"]
        assert len(rows) == len(figure.rows)
        assert all(row["source"] and row["source_row"] for row in rows)
    assert {facts["source"] for facts in read["sources"]} == {facts["source"] for facts in made.sources}
    assert all(facts["licence"] and facts["citation"] for facts in read["sources"])
    assert len(read["not_known"]) == len(made.gaps)


@pytest.mark.parametrize(("subject", "on"), SUBJECTS)
def test_html_needs_nothing_else_and_its_links_lead_somewhere(make: Make, subject: str, on: int | None) -> None:
    made = make(subject, on)
    page = _Page(render_html(made))
    assert page.asked == []
    assert not {"script", "link", "iframe", "img", "object", "embed"} & set(page.tags)
    assert page.handlers == []
    assert len(page.ids) == len(set(page.ids))
    for target in page.targets:
        if target.startswith("#"):
            assert target[1:] in page.ids, target
        else:
            assert target.startswith(("https://", "http://")), target
    for figure in made.figures:
        assert f"figure-{figure.id}" in page.ids
        if figure.rows:
            assert f"rows-{figure.id}" in page.ids
    text = render_html(made)
    assert "url(" not in re.sub(r"url\(#[\w.-]+\)", "", text)
    assert "@import" not in text


@pytest.mark.parametrize("subject", ["Japan", "AUKUS", "Australia–Indonesia"])
def test_explain_gives_the_same_rows(make: Make, almanac_home: Path, subject: str) -> None:
    made = make(subject, None)
    for figure in made.figures:
        if figure.rows:
            found = explain(subject, figure.id, home=almanac_home)
            assert found == figure
            break
    assert explain(subject, "changes.recorded", home=almanac_home) == made.figures[-1]
    with pytest.raises(UnknownName) as caught:
        explain(subject, "bonds.nothing", home=almanac_home)
    assert "bonds.in-force" in str(caught.value.remedy)


_WRITE = """
import sys
from comity.dossier import brief
from comity.dossier.as_html import render_html
from comity.dossier.as_json import render_json
for subject in ("NATO", "Japan", "France–Germany", "East Asia"):
    made = brief(subject)
    sys.stdout.write(render_html(made) + render_json(made))
"""


def _in_a_process_of_its_own(home: Path, seed: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", _WRITE],
        env={**os.environ, "COMITY_HOME": str(home), "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_the_same_record_gives_the_same_bytes(full_home: Path) -> None:
    first = _in_a_process_of_its_own(full_home, "1")
    assert len(first) > 100_000
    assert first == _in_a_process_of_its_own(full_home, "2")


HOSTILE = "<script>alert(1)</script>\"'&[bold]x[/bold]"


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home whose own source has names that are no names."""
    home = tmp_path_factory.mktemp("hostile")
    tables = {table: [dict(row) for row in rows] for table, rows in GOOD.items() if table != "mark"}
    for table in ("agreement", "activity", "incident"):
        tables[table][0]["name"] = HOSTILE
    tables["actor"][0]["name"] = HOSTILE
    tables["activity"][0] |= {"place": HOSTILE, "series": HOSTILE, "mandate": HOSTILE}
    tables["activity_party"] += [
        {"activity": "mine:e", "actor": f"iso3:{state}", "role": "participant", "start": "2001-05-01"}
        for state in ("USA", "JPN")
    ]
    tables["obligation"][0]["condition"] = HOSTILE
    tables["incident_party"] += [
        {"incident": "mine:w", "actor": f"iso3:{state}", "side": side, "role": "primary", "start": "1991-01-01"}
        for state, side in (("USA", "a"), ("JPN", "b"))
    ]
    folder = write_tables(home, tables)
    facts = (folder / "source.toml").read_text(encoding="utf-8")
    facts = facts.replace('title = "Invented"', f"title = '''{HOSTILE}'''", 1)
    facts = facts.replace('publisher = "Nobody"', f"publisher = '''{HOSTILE}'''", 1)
    (folder / "source.toml").write_text(facts, encoding="utf-8")
    build_mine(home)
    return home


@pytest.mark.parametrize("subject", ["USA", "USA–Japan", HOSTILE])
def test_hostile_names_are_text_and_nothing_else(hostile_home: Path, subject: str) -> None:
    made = brief(subject, home=hostile_home)
    text = render_html(made)
    assert "&lt;script&gt;alert(1)" in text
    page = _Page(text)
    assert "script" not in page.tags
    assert page.handlers == []
    assert not any("alert" in target for target in page.targets)
    assert json.loads(render_json(made))["sections"]
    shown = re.sub(r"\s+", "", _text(made))
    assert "[bold]x[/bold]" in shown  # markup of the terminal is text there too
