"""A node's own convention on borders: what it changes, that the map says so, and that a wrong file is refused whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comity.dossier.draw.convention import CONVENTION, FILE, STANDARD, convention_of
from comity.dossier.draw.frame import Fit
from comity.dossier.draw.geometry import areas
from comity.dossier.draw.map import Living, draw_map
from comity.model.errors import BadFile


def write(home: Path, text: str) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    (home / FILE).write_text(text, encoding="utf-8")
    return home


def printed(svg: str) -> str:
    return " ".join(re.findall(r'<text[^>]*class="note"[^>]*>([^<]*)<', svg))


def test_the_areas_that_the_convention_is_about_are_all_reviewed() -> None:
    ids = {area.id for area in areas()}
    assert {
        "crimea", "western-sahara", "golan", "kashmir", "kosovo", "northern-cyprus", "abkhazia", "south-ossetia", "taiwan",
        "palestine", "transnistria", "somaliland", "southern-kurils", "spratly", "paracel", "senkaku", "liancourt", "falklands",
        "gibraltar", "chagos", "arunachal", "halaib", "abyei", "ukraine-south-east",
    } <= ids  # fmt: skip


def test_a_home_without_a_file_has_comitys_own(tmp_path: Path) -> None:
    assert convention_of(tmp_path) is STANDARD
    assert convention_of(write(tmp_path, "# nothing said\n")) is STANDARD
    assert STANDARD.said() == CONVENTION


def test_an_area_that_is_assigned_has_its_claimants_colour_and_no_hatching(tmp_path: Path) -> None:
    own = convention_of(write(tmp_path, '[assign]\ncrimea = "UKR"\nsenkaku = "JPN"\n'))
    view, fill = Fit(("UKR", "ROU")), {"UKR": "one", "RUS": "another"}
    ours, theirs = draw_map(fill, view=view, convention=STANDARD), draw_map(fill, view=view, convention=own)
    assert "Crimea: contested" in ours and "Crimea: contested" not in theirs
    assert re.search(r'class="shape c1"[^>]*><title>Crimea \(this node', theirs)
    # What the file does not name stays as it was.
    assert "Donetsk, Kherson, Luhansk and Zaporizhzhia oblasts: contested" in theirs
    said = " ".join(printed(theirs).split()).replace("&#x27;", "'")
    assert said.startswith("This node's own convention, not comity's.")
    assert "Crimea: with Ukraine" in said and "Diaoyu" in said
    assert "This node" not in printed(ours)


def test_an_assigned_area_with_a_key_of_its_own_is_drawn_as_any_other_state(tmp_path: Path) -> None:
    own = convention_of(write(tmp_path, '[assign]\nkosovo = "XKX"\n'))
    svg = draw_map({"XKX": 1.0, "ALB": 2.0}, view=Fit(("ALB", "XKX")), convention=own)
    assert "<title>Kosovo: 1</title>" in svg
    assert "Kosovo: 1; contested" not in svg


def test_a_text_of_its_own_is_printed_beside_the_warning(tmp_path: Path) -> None:
    own = convention_of(write(tmp_path, 'text = """Borders as\n  the ministry draws them."""\n'))
    assert own.own and own.said() == "This node's own convention, not comity's. Borders as the ministry draws them."


def test_the_node_of_this_process_speaks_on_every_map(own_home: Path) -> None:
    write(own_home, '[assign]\ntaiwan = "TWN"\n')
    assert "This node" in printed(draw_map({"TWN": 1.0}))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[assign]\natlantis = 'GRC'", "assign.atlantis: no contested area is called so"),
        ("[assign]\ncrimea = 'TUR'", "its claimants are RUS, UKR"),
        ("[assign]\nbir-tawil = 'EGY'", "no state claims it"),
        ("assign = 'crimea'", "assign is not a table"),
        ("colour = 'red'", "“colour” is not known here"),
        ("text = ''", "text is not a sentence"),
        (f"text = '{'x' * 700}'", "700 characters"),
    ],
)
def test_a_wrong_file_is_refused_with_every_problem(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(BadFile) as told:
        convention_of(write(tmp_path, text))
    assert any(problem in one for one in told.value.problems)
    with pytest.raises(BadFile, match="cannot be read"):
        convention_of(write(tmp_path, "assign = ["))


def test_shapes_that_a_page_colours_anew_carry_their_key_and_the_pattern() -> None:
    svg = draw_map(
        {"FRA": 1.0},
        view=Fit(("FRA", "ESP", "GRC")),
        places={"YUG": (20.4, 44.8)},
        living=Living(keyed=("FRA", "ESP", "YUG"), hidden=("YUG",), over=(1.0, 2.0, None, 0.0)),
    )
    assert re.search(r'<path class="shape land" d="[^"]*" data-key="ESP" fill="url\(#\w+-unknown\)"><title>Spain<', svg)
    # The scale is that of all values: 1 is not the darkest.
    assert re.search(r'<path class="shape v1" d="[^"]*" data-key="FRA"', svg)
    assert re.search(r'<circle class="dot absent"[^>]*data-gone=""[^>]*data-key="YUG"', svg)
    assert "not known" in svg and "none (the source looked)" in svg
