"""The style: contrast in both themes, and nothing that loads from elsewhere."""

from __future__ import annotations

from itertools import pairwise

import pytest

from comity.dossier.draw.style import CATEGORIES, CLASSES, CSS, DARK, LIGHT
from comity.dossier.draw.svg import escape, number, path, shorten, text_width, wrap


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_hues_have_enough_contrast(theme: dict[str, str]) -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for text in ("ink", "quiet"):
        assert contrast(theme[text], theme["paper"]) >= 4.5, text
    assert contrast(theme["ink"], theme["sea"]) >= 4.5
    for i in range(1, CATEGORIES + 1):
        assert contrast(theme[f"c{i}"], theme["paper"]) >= 4.5, i
    assert contrast(theme["tie"], theme["sea"]) >= 3
    assert contrast(theme["hatch"], theme["land"]) >= 3
    assert contrast(theme["dots"], theme["unknown"]) >= 2.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_classes_go_one_way_from_light_to_dark(theme: dict[str, str]) -> None:
    steps = [_luminance(theme[f"v{i}"]) for i in range(1, CLASSES + 1)]
    falling = theme is LIGHT
    assert all((a > b) is falling for a, b in pairwise(steps))
    assert all(contrast(theme[f"v{i}"], theme[f"v{i + 1}"]) >= 1.25 for i in range(1, CLASSES))


def test_the_style_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert "<" not in CSS
    assert CSS.count("{") == CSS.count("}")
    assert set(LIGHT) == set(DARK)


def test_paths_are_written_in_tenths_and_close() -> None:
    assert path([[(0, 0), (10.04, 0), (10.04, 5.52), (0, 5.48)]]) == "M0 0l10 0 0 5.5-10 0z"
    assert path([[(0, 0), (0.01, 0.01), (0.02, 0)]]) == ""
    assert path([[(1, 1), (2.25, -0.5)]], closed=False) == "M1 1l1.2-1.5"


def test_words_are_measured_wrapped_and_shortened() -> None:
    assert text_width("WWW", 10) > text_width("iii", 10)
    for line in wrap("a sentence that is long enough to be broken more than once", 10, 120):
        assert text_width(line, 10) <= 120
    assert shorten("short", 10, 500) == "short"
    assert shorten("a very long name", 10, 60).endswith("…")
    assert escape("<a href=\"x\" b='y'>\x00&") == "&lt;a href=&quot;x&quot; b=&#x27;y&#x27;&gt;&amp;"
    assert (number(2.0), number(2.25), number(-0.04)) == ("2", "2.2", "0")
