"""Alignment in the United Nations General Assembly, with the intervals that its authors publish."""

from __future__ import annotations

from comity.dossier.contents import Drawing, Figure, Section, Subject
from comity.dossier.draw.series import Band, Series, draw_series
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence, Row
from comity.dossier.words import listed, sentence

INDICATOR = "unga-ideal-point"
#: Columns of a terminal: of a longer series the last years are drawn.
TERMINAL = 100


def write(evidence: Evidence, subject: Subject) -> Section | None:
    """Write the section for any subject; None where nobody has looked."""
    looks = evidence.layer(f"figure.{INDICATOR}")
    if not looks:
        return None
    rows = evidence.evidence(
        """select actor, year("start") as year, value, low, high, source, source_row from figure
        where indicator = $indicator and list_contains($states, actor) and "start" <= $on order by actor, year""",
        {"indicator": INDICATOR, "states": list(subject.states), "on": subject.on},
    )
    if not rows:
        return None
    section = Section("alignment", "Alignment in the General Assembly")
    last = max(row.cells["year"] for row in rows)
    now = [row for row in rows if row.cells["year"] == last]
    if len(subject.states) <= 2:
        _few(evidence, subject, section, rows, now, last)
    else:
        _many(evidence, subject, section, now, last)
    return section


def _interval(row: Row) -> str:
    low, high = row.cells["low"], row.cells["high"]
    return (
        f"{row.cells['value']:.2f} [{low:.2f}, {high:.2f}]"
        if low is not None and high is not None
        else f"{row.cells['value']:.2f}"
    )


def _few(evidence: Evidence, subject: Subject, section: Section, rows: list[Row], now: list[Row], last: int) -> None:
    names = evidence.names
    for row in now:
        name = names.get(row.cells["actor"], "")
        section.figures.append(
            Figure(f"alignment.ideal-point-{row.cells['actor'].lower()}", f"ideal point of {name}", _interval(row), period=str(last),
                   rule="as published; in brackets the published 90 % interval; the scale has no unit and is centred near 0", rows=(row,))
        )  # fmt: skip
        section.sentences.append(sentence(f"ideal point of {name}, {last}: {_interval(row)}"))
    known = {row.cells["actor"] for row in now}
    lack = [names.get(key, key) for key in subject.states if key not in known]
    if lack:
        section.sentences.append(sentence(f"for {last} it is not known for {listed(lack)}"))
    if len(now) == 2:
        one, two = now
        gap = abs(one.cells["value"] - two.cells["value"])
        apart = one.cells["low"] is not None and (
            one.cells["high"] < two.cells["low"] or two.cells["high"] < one.cells["low"]
        )
        section.figures.append(
            Figure("alignment.distance", "distance between the two ideal points", round(gap, 3), period=str(last),
                   rule="difference of the published points; its interval is not published and is not made up", rows=tuple(now))
        )  # fmt: skip
        section.sentences.append(
            sentence(f"the points are {gap:.2f} apart; their 90 % intervals {'do not overlap' if apart else 'overlap'}")
        )
    first = min(row.cells["year"] for row in rows)
    end = max(last, subject.on.year)
    series, texts = [], []
    for key in subject.states:
        mine = [row.cells for row in rows if row.cells["actor"] == key]
        points, low, high = ({cells["year"]: cells[name] for cells in mine} for name in ("value", "low", "high"))
        series.append(Series(names.get(key, key), points, low=low, high=high))
        name = names.get(key, key)
        begin = max(first, end + 1 - (TERMINAL - len(name) - len(": 1946  2025")))
        texts.append(f"{name}: {begin} {sparkline([points.get(year) for year in range(begin, end + 1)])} {end}")
    bands = [Band(last + 1, end)] if end > last else []
    svg = draw_series(
        series,
        first=first,
        last=end,
        unknown=bands,
        unit="ideal point",
        from_zero=False,
        note="Bands: the published 90 % intervals. Session 19 (1964) had no votes.",
    )
    section.drawings.append(
        Drawing("alignment.ideal-points", "Ideal points in the General Assembly", svg, "\n".join(texts))
    )


def _many(evidence: Evidence, subject: Subject, section: Section, now: list[Row], last: int) -> None:
    points = sorted((row.cells["value"], row.cells["actor"]) for row in now)
    names = evidence.names
    if len(now) == 1:
        only = names.get(points[0][1], "")
        section.sentences.append(
            sentence(
                f"in {last} the ideal point of one of these {len(subject.states)} states is known: {only}, {_interval(now[0])}"
            )
        )
        return
    width = points[-1][0] - points[0][0]
    section.figures.append(
        Figure("alignment.spread", "distance between the outermost ideal points", round(width, 3), period=str(last),
               rule=f"difference of the published points over the {len(now)} states for which they are known; its interval is not published", rows=tuple(now))
    )  # fmt: skip
    whole = len(subject.states)
    some = f" of these {whole} states" if len(now) == whole else f", known for {len(now)} of these {whole} states,"
    section.sentences.append(
        sentence(
            f"in {last} the ideal points{some} reach from {points[0][0]:.2f} ({names.get(points[0][1], '')}) "
            f"to {points[-1][0]:.2f} ({names.get(points[-1][1], '')})"
        )
    )
