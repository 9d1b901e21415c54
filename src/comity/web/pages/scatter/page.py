"""Two measures of the same kind of subject against each other, in one year."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from comity.dossier.draw.scatter import CROWD, Point, Side, draw_scatter
from comity.dossier.measured import named, titled
from comity.measures.answer import Computed, how_to_bring, known_to, lacking
from comity.measures.asking import about
from comity.measures.contract import Measure, find, measures
from comity.measures.subject import find_subject
from comity.measures.tabulation import to_table
from comity.model.errors import BadRequest
from comity.web.asked import Asked
from comity.web.contract import N_, Ask, Page, Table, View
from comity.web.contract import router as page_router
from comity.web.measured import measured, state
from comity.web.pages.scatter.correlation import rank_correlation
from comity.web.templates import link
from comity.web.written import Written

PAGE = Page(
    "scatter",
    N_("Two measures"),
    "/scatter",
    None,
    (
        "/scatter",
        "/scatter?x=voting.banzhaf&y=voting.blocking",
        "/scatter?x=capability.cinc&y=position.pacts_degree&year=2012&logx=yes",
    ),
)
router = page_router()
#: So many lines of the table stand on the page; CSV and JSON have all.
LINES = 400
#: What is offered first, where the record has it.
FIRST = (("capability.cinc", "position.pacts_degree"), ("voting.banzhaf", "voting.shapley_shubik"))
KINDS = {
    "state": N_("states"),
    "pair": N_("pairs of states"),
    "member": N_("members of a pact, an organisation or a mission"),
    "pact": N_("pacts, organisations and missions"),
    "region": N_("regions"),
}


@router.get("/scatter")
def scatter(
    ask: Ask, x: str = "", y: str = "", year: str = "", subject: str = "", logx: str = "", logy: str = ""
) -> View:
    """Draw two measures against each other: a point for each subject of which both are known in the year."""
    _ = ask.language.gettext
    x, y = _chosen(ask, x, y)
    one, other = find(x), find(y)
    facts: dict[str, Any] = {
        "x": x, "y": y, "x_title": titled(one), "y_title": titled(other), "x_unit": one.unit, "y_unit": other.unit, "of": one.subject,
        "year": None, "subject": subject, "logx": bool(logx), "logy": bool(logy),
    }  # fmt: skip
    context: dict[str, Any] = {
        "choices": _choices(),
        "kinds": KINDS,
        "one": one,
        "other": other,
        "years": [],
        "why": "",
        "unready": (),
    }
    title = _("%(x)s and %(y)s") % {"x": titled(one), "y": titled(other)}
    if one.subject != other.subject:
        what = _("One is of %(one)s, the other of %(other)s: a point needs both of the same subject.")
        context["why"] = what % {"one": _(KINDS[one.subject]), "other": _(KINDS[other.subject])}
        return View(title, "scatter/page.html", [], facts, context)
    if unready := [_unready(ask, name) for name in dict.fromkeys((x, y)) if state(ask, name) != "ready"]:
        context["unready"] = unready
        return View(title, "scatter/page.html", [], facts, context, computing=True)  # fmt: skip
    across, up = measured(ask, x), measured(ask, y)
    years = sorted(_years(across) & _years(up), reverse=True)
    if not years:
        context["why"] = _("There is no year of which both are known.")
        return View(title, "scatter/page.html", [], facts, context)
    end = min(known_to(ask.con, one), known_to(ask.con, other))
    when = _read_year(year, years, next((found for found in years if found <= end), years[0]))
    facts["year"], context["years"] = when, [(str(found), str(found)) for found in years]
    lines = _joined(across, up, when)
    marked = _marked(ask, across, when, subject)
    for line in lines:
        line["marked"] = line["subject"] in marked
    if marked and one.subject == "pair":
        lines = [line for line in lines if line["marked"]]
        for line in lines:
            line["marked"] = False
    return _shown(ask, title, lines, (one, other), facts, context)


def _shown(
    ask: Asked,
    title: str,
    lines: list[dict[str, Any]],
    both: tuple[Measure, Measure],
    facts: dict[str, Any],
    context: dict[str, Any],
) -> View:
    _ = ask.language.gettext
    one, other = both
    found = rank_correlation([line["x"] for line in lines], [line["y"] for line in lines])
    facts["n"] = len(lines)
    facts["rank_correlation"] = found and {"rho": found.rho, "low": found.low, "high": found.high, "n": found.n}
    off = sum((facts["logx"] and line["x"] <= 0) or (facts["logy"] and line["y"] <= 0) for line in lines)
    facts["without_a_place"] = off
    columns = {
        "subject": _("key"), "name": _("subject"), "x": titled(one), "x_low": _("low"), "x_high": _("high"),
        "y": titled(other), "y_low": _("low"), "y_high": _("high"),
    }  # fmt: skip
    for line in lines[:LINES] if ask.form == "html" else ():
        for side in ("x", "y"):
            line[f"{side}_evidence"] = link("/evidence/measure", measure=facts[side], subject=line[f"{side}_key"], year=facts["year"])  # fmt: skip
    context |= {"correlation": found, "lines": lines[:LINES], "more": max(0, len(lines) - LINES), "picture": ""}
    context |= {
        "across": Written(ask, one),
        "up": Written(ask, other),
    }
    if ask.form == "html" and lines:
        context["picture"] = _drawn(ask, title, lines, both, facts)
    return View(f"{title}, {facts['year']}", "scatter/page.html", [Table("points", columns, lines)], facts, context)


def _drawn(ask: Asked, title: str, lines: list[dict[str, Any]], both: tuple[Measure, Measure], facts: dict[str, Any]) -> str:  # fmt: skip
    _ = ask.language.gettext

    def interval(line: dict[str, Any], side: str) -> tuple[float, float] | None:
        low, high = line[f"{side}_low"], line[f"{side}_high"]
        return None if low is None or high is None else (low, high)

    def side(measure: Measure, logarithmic: bool) -> Side:
        written = Written(ask, measure)
        title = titled(measure)
        heading = f"{title} ({written.unit})" if written.unit else title
        return Side(heading, logarithmic, written.mark)

    points = [
        Point(line["name"], line["x"], line["y"], interval(line, "x"), interval(line, "y"), line["marked"])
        for line in lines
    ]
    crosses = any(point.x_interval or point.y_interval for point in points)
    note = _("Lines through a point are its 90 % intervals.") if crosses and len(points) <= CROWD else ""
    return draw_scatter(
        points, side(both[0], facts["logx"]), side(both[1], facts["logy"]), title=f"{title}, {facts['year']}",
        note=note, squares=_("so many in a square:"),
    )  # fmt: skip


def _chosen(ask: Asked, x: str, y: str) -> tuple[str, str]:
    """Give the measures asked for; of what is not said something that the record has."""
    offered = next((pair for pair in FIRST if all(state(ask, name) == "ready" for name in pair)), FIRST[-1])
    if not x and not y:
        return offered
    said = x or y
    kind = find(said).subject
    same = [name for pair in FIRST for name in pair if find(name).subject == kind and name != said]
    same += [name for name, measure in measures().items() if measure.subject == kind and name != said]
    fill = next((name for name in same if state(ask, name) == "ready"), said)
    return x or fill, y or fill


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Give all measures by kind of subject, as ids and titles."""
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    for name, measure in measures().items():
        found[measure.subject].append((name, f"{titled(measure)} ({name.partition('.')[0].replace('_', ' ')})"))
    return {kind: sorted(entries, key=lambda entry: entry[1]) for kind, entries in found.items()}


def _unready(ask: Asked, name: str) -> dict[str, str]:
    how = state(ask, name)
    needs = how_to_bring(lacking(ask.con, name)) if how == "lacking" else ""
    return {"name": name, "title": titled(find(name)), "state": how, "needs": needs}


def _years(made: Computed) -> set[int]:
    known = np.unique(made.estimates.subjects.period[np.isfinite(made.estimates.value)])
    return {int(made.axis.years[period]) for period in known}


def _read_year(said: str, years: list[int], default: int) -> int:
    if not said.strip():
        return default
    if not said.strip().isdigit() or int(said) not in years:
        raise BadRequest("Of the year “%(said)s” both are not known.", remedy="Both are known from %(first)s to %(last)s.", said=said, first=years[-1], last=years[0])  # fmt: skip
    return int(said)


def _of_year(made: Computed, year: int) -> dict[str, dict[str, Any]]:
    """Give the known estimates of a year by subject; of a pair without direction under both its names."""
    here = np.take(made.axis.years, made.estimates.subjects.period) == year
    rows = np.flatnonzero(here & np.isfinite(made.estimates.value))
    words = ["subject", "name", "value", "low", "high", *(["a", "b"] if made.measure.subject == "pair" else [])]
    return {line["subject"]: line for line in named(to_table(made, rows).select(words).to_pylist())}


def _joined(across: Computed, up: Computed, year: int) -> list[dict[str, Any]]:
    """Give a line for each subject of which both measures are known in a year, the highest across first.

    Where one of two measures of pairs has a direction and the other has none, each direction is a point.
    """
    left, right = _of_year(across, year), _of_year(up, year)
    if across.measure.subject == "pair" and across.measure.directed != up.measure.directed:
        undirected = right if across.measure.directed else left
        for line in list(undirected.values()):
            undirected.setdefault(f"{line['b']}–{line['a']}", line)
    found = [
        {
            "subject": key, "name": (left[key] if across.measure.directed else right[key])["name"],
            "x": left[key]["value"], "x_low": left[key]["low"], "x_high": left[key]["high"],
            "y": right[key]["value"], "y_low": right[key]["low"], "y_high": right[key]["high"],
            "x_key": left[key]["subject"], "y_key": right[key]["subject"],
        }
        for key in left
        if key in right
    ]  # fmt: skip
    return sorted(found, key=lambda line: (-line["x"], line["name"]))


def _marked(ask: Asked, made: Computed, year: int, subject: str) -> set[str]:
    """Give the keys of those that are to be set apart."""
    if not subject.strip():
        return set()
    here = np.take(made.axis.years, made.estimates.subjects.period) == year
    groups = [
        place
        for place, names in enumerate(made.estimates.subjects.groups)
        if any(subject.strip().casefold() in name.casefold() for name in names)
    ]
    if groups:
        mine = here & np.isin(made.estimates.subjects.a, groups)
    else:
        mine = about(made, find_subject(ask.con, subject, date(year, 12, 31)), here)
    keys = to_table(made, np.flatnonzero(mine)).column("subject").to_pylist()
    return set(keys) | {"–".join(reversed(key.split("–"))) for key in keys if made.measure.subject == "pair"}
