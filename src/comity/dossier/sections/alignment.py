"""Alignment in the United Nations General Assembly, with the intervals that its authors publish."""

from __future__ import annotations

from comity.dossier.contents import Drawing, Figure, Section, Subject
from comity.dossier.draw.series import Band, Series, draw_series
from comity.dossier.draw.terminal import sparkline
from comity.dossier.evidence import Evidence, Row
from comity.dossier.language import _
from comity.dossier.words import listed, places, sentence

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
    section = Section("alignment", _("Alignment in the General Assembly"))
    last = max(row.cells["year"] for row in rows)
    now = [row for row in rows if row.cells["year"] == last]
    if len(subject.states) <= 2:
        _few(evidence, subject, section, rows, now, last)
    else:
        _many(evidence, subject, section, now, last)
    return section


def _interval(row: Row) -> str:
    low, high = row.cells["low"], row.cells["high"]
    value = places(row.cells["value"])
    if low is None or high is None:
        return value
    return _("%(value)s [%(low)s, %(high)s]") % {"value": value, "low": places(low), "high": places(high)}


def _few(evidence: Evidence, subject: Subject, section: Section, rows: list[Row], now: list[Row], last: int) -> None:
    names = evidence.names
    for row in now:
        name = names.get(row.cells["actor"], "")
        section.figures.append(
            Figure(f"alignment.ideal-point-{row.cells['actor'].lower()}", _("ideal point of %(state)s") % {"state": name}, _interval(row), period=str(last),
                   rule=_("as published; in brackets the published 90 % interval; the scale has no unit and is centred near 0"), rows=(row,))
        )  # fmt: skip
        section.sentences.append(
            sentence(
                _("ideal point of %(state)s, %(year)s: %(value)s")
                % {"state": name, "year": last, "value": _interval(row)}
            )
        )
    known = {row.cells["actor"] for row in now}
    lack = [names.get(key, key) for key in subject.states if key not in known]
    if lack:
        section.sentences.append(
            sentence(_("for %(year)s it is not known for %(states)s") % {"year": last, "states": listed(lack)})
        )
    if len(now) == 2:
        one, two = now
        gap = abs(one.cells["value"] - two.cells["value"])
        apart = one.cells["low"] is not None and (
            one.cells["high"] < two.cells["low"] or two.cells["high"] < one.cells["low"]
        )
        section.figures.append(
            Figure("alignment.distance", _("distance between the two ideal points"), round(gap, 3), period=str(last),
                   rule=_("difference of the published points; its interval is not published and is not made up"), rows=tuple(now))
        )  # fmt: skip
        section.sentences.append(
            sentence(
                (
                    _("the points are %(gap)s apart; their 90 %% intervals do not overlap")
                    if apart
                    else _("the points are %(gap)s apart; their 90 %% intervals overlap")
                )
                % {"gap": places(gap)}
            )
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
        unit=_("ideal point"),
        from_zero=False,
        note=_("Bands: the published 90 % intervals. Session 19 (1964) had no votes."),
    )
    section.drawings.append(
        Drawing("alignment.ideal-points", _("Ideal points in the General Assembly"), svg, "\n".join(texts))
    )


def _many(evidence: Evidence, subject: Subject, section: Section, now: list[Row], last: int) -> None:
    points = sorted((row.cells["value"], row.cells["actor"]) for row in now)
    names = evidence.names
    if len(now) == 1:
        only = names.get(points[0][1], "")
        section.sentences.append(
            sentence(
                _("in %(year)s the ideal point of one of these %(number)s states is known: %(state)s, %(value)s")
                % {"year": last, "number": len(subject.states), "state": only, "value": _interval(now[0])}
            )
        )
        return
    width = points[-1][0] - points[0][0]
    section.figures.append(
        Figure("alignment.spread", _("distance between the outermost ideal points"), round(width, 3), period=str(last),
               rule=_("difference of the published points over the %(number)s states for which they are known; its interval is not published") % {"number": len(now)}, rows=tuple(now))
    )  # fmt: skip
    whole = len(subject.states)
    text = (
        _(
            "in %(year)s the ideal points of these %(all)s states reach from %(low)s (%(lowest)s) to %(high)s (%(highest)s)"
        )
        if len(now) == whole
        else _(
            "in %(year)s the ideal points, known for %(some)s of these %(all)s states, reach from %(low)s (%(lowest)s) to %(high)s (%(highest)s)"
        )
    )
    told = {
        "year": last, "some": len(now), "all": whole, "low": places(points[0][0]), "lowest": names.get(points[0][1], ""),
        "high": places(points[-1][0]), "highest": names.get(points[-1][1], ""),
    }  # fmt: skip
    section.sentences.append(sentence(text % told))
