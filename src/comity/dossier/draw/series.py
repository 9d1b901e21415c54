"""Charts of figures per year. A line ends where its source ends; it never falls to zero there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from comity.dossier.draw.axis import Across, ticks
from comity.dossier.draw.legend import Entry, category_entries, draw_legend, hue_of, patterns
from comity.dossier.draw.scale import spell
from comity.dossier.draw.svg import drawing, element, escape, mark_of, number, path, text_width, words, wrap
from comity.dossier.language import _
from comity.model.errors import BadRequest

Years = tuple[int, int]
_SMALL = 11.0
#: A range below this cannot be divided.
TINY = 1e-300


@dataclass(frozen=True)
class Series:
    """Figures per year; a year that is None or not there is not known.

    Attributes
    ----------
    low, high
        The interval around each figure, drawn as a band.
    dots
        Draw single dots and no line: a selection ("at least"), which says nothing about the years between.
    """

    label: str
    values: Mapping[int, float | None]
    low: Mapping[int, float | None] | None = None
    high: Mapping[int, float | None] | None = None
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """First and last year, inclusive, of a stretch where nobody looked, with what is written into it in place of "not known"."""

    first: int
    last: int
    label: str = ""


def count_within(counts: Mapping[int, float], coverage: Sequence[Years], span: Years) -> dict[int, float | None]:
    """Return a figure for each year of a span: 0 for no rows inside the coverage, None outside it."""
    return {
        year: counts.get(year, 0.0) if any(low <= year <= high for low, high in coverage) else None
        for year in range(span[0], span[1] + 1)
    }


def draw_series(
    series: Sequence[Series],
    *,
    first: int,
    last: int,
    unknown: Sequence[Band] = (),
    title: str = "",
    unit: str = "",
    note: str = "",
    from_zero: bool = True,
    width: float = 900.0,
    height: float = 220.0,
) -> str:
    """Draw one line per series, broken where it is not known.

    Parameters
    ----------
    series
        The figures.
    first, last
        Years shown, inclusive.
    unknown
        Stretches to shade and name; years that no line knows are shaded in any case.
    title
        Printed above, unless the page does that.
    from_zero
        Whether the axis includes zero, as it must for counts and amounts.

    Raises
    ------
    BadRequest
        The span ends before it begins.
    """
    span = (first, last)
    mark = mark_of(title, repr(span), repr(series))
    top = (24.0 if title else 2.0) + (12.0 if unit else 0.0)
    panel = _panel(series, span, 0.0, top, width, height, unit, mark, unknown=unknown, from_zero=from_zero)
    entries = category_entries([s.label for s in series]) if any(s.label for s in series) else []
    if panel.shaded:
        entries.append(Entry("unknown", _("not known")))
    key, key_height = draw_legend(entries, top + height + 10, width, mark)
    y = top + height + 10 + key_height + 12
    notes = wrap(note, 10.5, width - 4)
    printed = [words(0, y + 13 * i, line, "note") for i, line in enumerate(notes)]
    head = [words(0, 17, title, "head")] if title else []
    told = "; ".join(describe(s, span) for s in series)
    bottom = y + 13 * len(notes)
    return drawing(
        "series", width, bottom, title or _("Chart"), told, patterns(mark), *head, panel.drawn, key, *printed
    )


def draw_naive_and_honest(
    counts: Mapping[int, float],
    coverage: Sequence[Years],
    *,
    span: Years,
    title: str,
    unit: str = "",
    width: float = 900.0,
    height: float = 200.0,
) -> str:
    """Draw one layer twice: as if no row meant none, and as it is known.

    Parameters
    ----------
    counts
        Rows per year; a year inside the coverage that is not there is a known 0.
    coverage
        First and last years, inclusive, where the source looked; rows outside it are dots ("at least").
    """
    mark = mark_of(title, repr(span), repr(sorted(counts.items())))
    naive = Series(_("as if no row meant none"), count_within(counts, [span], span))
    honest = Series(_("as it is known"), count_within(counts, coverage, span))
    half = (width - 30) / 2
    top = 64.0 if unit else 52.0
    beyond = {year: float(n) for year, n in counts.items() if honest.values.get(year) is None and n}
    least = [Series(_("at least"), beyond, dots=True)] if any(span[0] <= year <= span[1] for year in beyond) else []
    left = _panel([naive], span, 0.0, top, half, height, unit, mark, css="wrong")
    right = _panel([honest, *least], span, half + 30, top, half, height, unit, mark)
    said = ", ".join(f"{a}–{b}" if b > a else str(a) for a, b in right.shaded)
    texts = [
        words(0, 17, title, "head"),
        words(0, 40, _("Naive: no row is taken for none"), "small"),
        words(half + 30, 40, _("Honest: the line ends where the source ends"), "small"),
    ]
    y = top + height + 22
    reason = (
        _("The same rows twice. The source did not look in %(years)s; absence there is not known, not zero.")
        % {"years": said}
        if said
        else _("The source looked in every year shown; the two are the same.")
    )
    if least:
        reason += " " + _("Dots: rows from there all the same; at least so many.")
    notes = [words(0, y + 13 * i, line, "note") for i, line in enumerate(wrap(reason, 10.5, width - 4))]
    bottom = y + 13 * len(notes)
    return drawing("pair", width, bottom, title, reason, patterns(mark), *texts, left.drawn, right.drawn, *notes)


def describe(series: Series, span: Years) -> str:
    """Say a series in words: its first, highest and last known figure, and in how many years it is not known."""
    known = _known(series.values, span)
    name = series.label or _("figures")
    if not known:
        return _("%(name)s: not known in %(years)s") % {"name": name, "years": f"{span[0]}–{span[1]}"}
    years = sorted(known)
    peak = max(years, key=lambda year: (known[year], -year))
    gaps = span[1] - span[0] + 1 - len(known)
    told = {
        "name": name, "first": years[0], "at_first": spell(known[years[0]]), "peak": peak, "highest": spell(known[peak]),
        "last": years[-1], "at_last": spell(known[years[-1]]), "gaps": gaps, "years": span[1] - span[0] + 1,
    }  # fmt: skip
    if not gaps:
        return _("%(name)s: %(at_first)s in %(first)s, highest %(highest)s in %(peak)s, %(at_last)s in %(last)s") % told
    return (
        _(
            "%(name)s: %(at_first)s in %(first)s, highest %(highest)s in %(peak)s, %(at_last)s in %(last)s, not known in %(gaps)s of %(years)s years"
        )
        % told
    )


def _known(values: Mapping[int, float | None] | None, span: Years) -> dict[int, float]:
    return {y: v for y in range(span[0], span[1] + 1) if values and (v := values.get(y)) is not None}


@dataclass(frozen=True)
class _Panel:
    drawn: str
    shaded: list[Years]


def _panel(
    series: Sequence[Series],
    span: Years,
    x: float,
    y: float,
    width: float,
    height: float,
    unit: str,
    mark: str,
    *,
    css: str = "",
    unknown: Sequence[Band] = (),
    from_zero: bool = True,
) -> _Panel:
    if span[1] < span[0]:
        raise BadRequest("a chart's span ends before it begins.", where=f"{span[0]}–{span[1]}")
    figures = [v for s in series for part in (s.values, s.low, s.high) for v in _known(part, span).values()]
    low, high, steps = _axis(figures, from_zero)
    left = x + max(text_width(spell(t), _SMALL) for t in steps) + 10
    right, bottom = x + width - 16, y + height - 20
    first, last = span[0] - 0.5, span[1] + 0.5

    def across(year: float) -> float:
        return left + (year - first) / (last - first) * (right - left)

    def up(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - y - 12)

    out: list[str] = []
    dark = {year for band in unknown for year in range(band.first, band.last + 1)}
    lines = [_known(s.values, span) for s in series if not s.dots]
    shaded = _runs([year for year in range(span[0], span[1] + 1) if year in dark or not any(year in k for k in lines)])
    for a, b in shaded:
        wide = across(b + 0.5) - across(a - 0.5)
        box = {"x": across(a - 0.5), "y": y + 6, "width": wide, "height": bottom - y - 6}
        out.append(element("rect", {**box, "fill": f"url(#{mark}-unknown)", "opacity": "0.6"}))
        named = next(
            (band.label for band in unknown if band.label and band.first <= b and a <= band.last), _("not known")
        )
        text = named if text_width(named, _SMALL) * 1.08 + 6 < wide else _("not known")
        if text_width(text, _SMALL) * 1.08 + 6 < wide:
            out.append(words((across(a - 0.5) + across(b + 0.5)) / 2, (y + bottom) / 2, text, "label small middle"))
    for step in steps:
        rule = "axis" if step == low else "rule"
        out.append(element("path", {"class": rule, "d": f"M{number(left)} {number(up(step))}H{number(right)}"}))
        out.append(words(left - 5, up(step) + 4, spell(step), "small quiet end"))
    if unit:
        out.append(words(x, y, unit, "small quiet"))
    for year in ticks(span[0], span[1], max(2, int((right - left) / 60))):
        out.append(words(across(year), bottom + 15, str(year), "small quiet middle"))
    for i, one in enumerate(series):
        out += _line(one, span, across, up, hue_of(i), css)
    return _Panel(element("g", {}, *out), shaded)


def _line(series: Series, span: Years, across: Across, up: Across, hue: str, css: str) -> list[str]:
    known = _known(series.values, span)
    out: list[str] = []
    low, high = _known(series.low, span), _known(series.high, span)
    for a, b in _runs(sorted(low.keys() & high.keys())):
        if b > a:
            edge = [(across(y), up(high[y])) for y in range(a, b + 1)]
            edge += [(across(y), up(low[y])) for y in range(b, a - 1, -1)]
            out.append(element("path", {"class": f"band {hue}", "d": path([edge])}))
    for a, b in _runs(sorted(known)):
        spots = [(across(year), up(known[year])) for year in range(a, b + 1)]
        if series.dots or len(spots) == 1:
            out += [element("circle", {"class": hue, "cx": px, "cy": py, "r": 2.8}) for px, py in spots]
        else:
            tip = element("title", {}, escape(describe(series, span)))
            out.append(element("path", {"class": css or f"line l{hue}", "d": path([spots], closed=False)}, tip))
    return out


def _runs(years: Sequence[int]) -> list[Years]:
    out: list[Years] = []
    for year in years:
        if out and year == out[-1][1] + 1:
            out[-1] = out[-1][0], year
        else:
            out.append((year, year))
    return out


def _axis(figures: Sequence[float], from_zero: bool) -> tuple[float, float, list[float]]:
    """Return a round lowest and highest value and the steps between; zero is among them if it must be."""
    zero = [0.0] if from_zero or not figures else []
    low, high = min([*zero, *figures]), max([*zero, *figures])
    # What is too small to be parted into steps is drawn as 0.
    if high - low < TINY:
        low, high = (0.0, 1.0) if abs(high) < TINY else (min(0.0, low), max(0.0, high))
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999999)
    start, stop = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    steps = [float(f"{i * step:.12g}") for i in range(start, stop + 1)]
    return steps[0], steps[-1], steps
