"""The one style of all drawings: colours, type, light and dark and print.

The hues are distinguishable with the common colour-vision deficiencies (after Okabe and Ito 2008) and every text colour has a contrast of
at least 4.5 to 1 on what it stands on (WCAG 2.2 AA); ``tests/unit/test_draw_style.py`` computes both themes.
"""

from __future__ import annotations

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
CLASSES = 5
"""Steps of the scale from light to dark."""
CATEGORIES = 8
"""Hues for named categories; what comes after them is grey, and said to be "other"."""

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "quiet": "#57606a",
    "rule": "#d0d5da",
    "sea": "#e9f0f5",
    "land": "#d6d4cd",
    "line": "#ffffff",
    "unknown": "#c6c3ba",
    "dots": "#6f6a5d",
    "hatch": "#7a6f80",
    "zero": "#fbf8ec",
    "tie": "#a3123f",
    "v1": "#d3eadb",
    "v2": "#a3d2b8",
    "v3": "#68b292",
    "v4": "#2f8a69",
    "v5": "#0d5c43",
    "c1": "#0b5c9e",
    "c2": "#b5540b",
    "c3": "#93447f",
    "c4": "#6b6200",
    "c5": "#8b1e3f",
    "c6": "#0a7457",
    "c7": "#5b4bb5",
    "c8": "#0e6c7d",
    "other": "#4d5a66",
}
DARK = {
    "paper": "#14181d",
    "ink": "#eceff2",
    "quiet": "#a9b2bb",
    "rule": "#3b444d",
    "sea": "#1a2129",
    "land": "#3a4047",
    "line": "#14181d",
    "unknown": "#53565a",
    "dots": "#b0aa99",
    "hatch": "#b9adc0",
    "zero": "#2b2c27",
    "tie": "#ff8fa6",
    "v1": "#2b5c4a",
    "v2": "#367a61",
    "v3": "#4a9c7f",
    "v4": "#7cc4a4",
    "v5": "#c2ebd6",
    "c1": "#5fb0e8",
    "c2": "#f0954a",
    "c3": "#d78cc3",
    "c4": "#d6c94a",
    "c5": "#f08a9c",
    "c6": "#3fbf97",
    "c7": "#a99df5",
    "c8": "#5cc4d6",
    "other": "#a7b4c0",
}


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _fills() -> str:
    names = [f"v{i}" for i in range(1, CLASSES + 1)] + [f"c{i}" for i in range(1, CATEGORIES + 1)] + ["other"]
    return "".join(f".draw .{name}{{fill:var(--{name})}}.draw .l{name}{{stroke:var(--{name})}}" for name in names)


CSS = f"""
.draw{{{_variables(LIGHT)}font-family:{FONT};font-size:12px;max-width:100%;height:auto;background:var(--paper)}}
@media (prefers-color-scheme:dark){{:root:not([data-theme=light]) .draw{{{_variables(DARK)}}}}}
:root[data-theme=dark] .draw{{{_variables(DARK)}}}
@media print{{:root .draw,:root[data-theme] .draw,:root:not([data-theme=light]) .draw{{{_variables(LIGHT)}\
print-color-adjust:exact;-webkit-print-color-adjust:exact;break-inside:avoid}}\
.draw .label.label{{stroke:none}}.draw .halo.halo{{display:inline;fill:var(--paper);opacity:.75}}}}
{_fills()}
.draw text{{fill:var(--ink)}}
.draw .quiet{{fill:var(--quiet)}}
.draw .label{{font-size:12px}}
.draw .small{{font-size:11px}}
.draw .note{{font-size:10.5px;fill:var(--quiet)}}
.draw .head{{font-size:13px;font-weight:600}}
.draw .halo{{display:none}}
.draw .label{{font-weight:600;paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}}
.draw .dense{{font-size:10px}}
.draw .end{{text-anchor:end}}
.draw .middle{{text-anchor:middle}}
.draw .sea{{fill:var(--sea)}}
.draw .grid{{fill:none;stroke:var(--rule);stroke-width:.5px;opacity:.7}}
.draw .rule{{fill:none;stroke:var(--rule);stroke-width:1px}}
.draw .axis{{fill:none;stroke:var(--quiet);stroke-width:1px}}
.draw .land{{fill:var(--land)}}
.draw .shape{{stroke:var(--line);stroke-width:.6px;stroke-linejoin:round;fill-rule:evenodd}}
.draw .zero{{fill:var(--zero)}}
.draw .zero.shape,.draw .zero.swatch{{stroke:var(--quiet);stroke-width:.6px}}
.draw .unknown-base{{fill:var(--unknown)}}
.draw .unknown-dot{{fill:var(--dots)}}
.draw .hatch-line{{stroke:var(--hatch);stroke-width:1.1px;fill:none}}
.draw .contested{{stroke:var(--hatch);stroke-width:.7px;stroke-dasharray:2 1.5;fill-rule:evenodd}}
.draw .contested-dot{{fill:var(--land);stroke:var(--hatch);stroke-width:1px}}
.draw .contested-dot.around{{fill:none;stroke-width:1.2px}}
.draw .dot{{stroke:var(--line);stroke-width:.8px}}
.draw .tie{{fill:none;stroke:var(--tie);stroke-linecap:round}}
.draw .tie-edge{{fill:none;stroke:var(--paper);stroke-linecap:round;opacity:.8}}
.draw .place{{fill:var(--tie);stroke:var(--paper);stroke-width:1px;fill-opacity:.8}}
.draw .edge{{fill:none;stroke:var(--quiet);opacity:.45;stroke-linecap:round}}
.draw .edge-head{{fill:var(--quiet)}}
.draw .node{{stroke:var(--paper);stroke-width:1.5px}}
.draw .line{{fill:none;stroke-width:2px;stroke-linejoin:round}}
.draw .wrong{{fill:none;stroke:var(--c2);stroke-width:2px;stroke-linejoin:round}}
.draw .band{{opacity:.14}}
""".strip()


def with_style(svg: str) -> str:
    """Return a drawing that carries its own style, for a file of its own."""
    head, _, rest = svg.partition("<title")
    return f"{head}<style>{CSS}</style><title{rest}"
