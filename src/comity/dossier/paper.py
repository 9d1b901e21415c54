"""The one drawing of a handout: narrower than that of the brief, so that its words are large enough on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from comity.dossier.contents import Drawing, Subject
from comity.dossier.draw.frame import Fit, World
from comity.dossier.draw.map import draw_map
from comity.dossier.draw.timeline import Spell, draw_timeline
from comity.dossier.evidence import Evidence
from comity.dossier.language import _, n_
from comity.dossier.words import day, few, listed, named, sentence, span

#: A drawing is as wide as the page, but not higher than this, in centimetres.
PAGE_WIDTH, HIGHEST = 17.6, 7.2
#: So many units of a drawing are a centimetre on paper, so that its words have about the size of those of a table.
UNITS = 45.0
BARS = 12
#: Older beginnings are drawn as open to the left.
DRAWN_YEARS = 60

#: With how many of the agreements known to be in force each other state is bound, on the day.
PARTNERS = """
    select actor, count(distinct agreement) from one_agreement_party
    where list_contains($agreements, agreement) and actor <> $state and actor in (select state from state)
        and ("start" is null or "start" <= $on) and ("end" is null or "end" >= $on) and (looked is null or looked >= $on)
    group by actor order by actor
"""


def draw_for_paper(evidence: Evidence, subject: Subject, bound: Sequence[Mapping[str, Any]]) -> Drawing | None:
    """Draw whom a state is bound to, where a group or region lies, or what binds a pair.

    Parameters
    ----------
    bound
        The agreements of the subject, as :func:`comity.dossier.handout.agreements` gives them.
    """
    if subject.kind == "pair":
        return _timeline(subject, bound)
    names = evidence.names
    if subject.kind == "state":
        mine = subject.states[0]
        known = [row["agreement"] for row in bound if row["in_force"] and row["seen"] and row["seen"] >= subject.on]
        partners = evidence.con.execute(PARTNERS, {"agreements": known, "state": mine, "on": subject.on}).fetchall()
        fill: dict[str, str | float | None] = {actor: float(times) for actor, times in partners}
        fill[mine] = names.get(mine, mine)
        title = _("States bound to %(state)s by agreements known to be in force, %(day)s") % {
            "state": names.get(mine, mine),
            "day": day(subject.on),
        }
        note = _("Plain land: no agreement known to be in force on the day, which does not prove that there is none.")
        legend = _("Agreements in force with each state")
        svg = _to_size(
            lambda width: draw_map(
                fill,
                view=World(),
                legend=legend,
                plain=_("none known to be in force"),
                names=names,
                note=note,
                width=width,
            )
        )
    else:
        word = _("state") if subject.kind == "region" else _("member")
        title = _("%(name)s on %(day)s") % {"name": subject.name, "day": day(subject.on)}
        places: dict[str, str | float | None] = dict.fromkeys(subject.states, word)
        svg = _to_size(lambda width: draw_map(places, view=Fit(subject.states), names=names, width=width))
    return Drawing("handout.map", title, svg)


def size_on_paper(svg: str) -> tuple[float, float]:
    """Give the width and the height of a drawing on paper, in centimetres."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    across, down = float(box[1]), float(box[2])
    height = min(PAGE_WIDTH * down / across, HIGHEST)
    return height * across / down, height


def _to_size(draw: Callable[[float], str]) -> str:
    """Draw once to learn the shape, and then with so many units as the paper has room for."""
    width, _ = size_on_paper(draw(PAGE_WIDTH * UNITS))
    return draw(width * UNITS)


def _timeline(subject: Subject, bound: Sequence[Mapping[str, Any]]) -> Drawing | None:
    dated = [row for row in bound if row["since"]]
    chosen = sorted(dated[:BARS], key=lambda row: (row["since"], row["agreement"]))
    if not chosen:
        return None
    spells = [
        Spell(
            label=row["name"],
            start=row["since"],
            end=row["end"] or (None if row["last_bound"] == date(9999, 12, 31) else row["last_bound"]),
            kind=named(row["kind"]),
            ongoing=bool(row["in_force"]) and not (row["seen"] and row["seen"] < subject.on),
            tooltip=f"{row['name']}: {span(row['start'] or row['signed'], row['end'])} ({row['source']})",
            seen=row["seen"] if row["in_force"] else None,
        )
        for row in chosen
    ]
    left_out = len(bound) - len(chosen)
    text = n_("%(number)s more agreement not drawn.", "%(number)s more agreements not drawn.", left_out)
    note = sentence(text % {"number": few(left_out)}) if left_out else ""
    begun = max(chosen[0]["since"], date(subject.on.year - DRAWN_YEARS, 1, 1))
    svg = draw_timeline(spells, span=(begun, subject.on), note=note, width=PAGE_WIDTH * UNITS)
    return Drawing(
        "handout.timeline",
        _("Agreements between %(states)s in time") % {"states": listed(subject.name.split("–"))},
        svg,
    )


__all__ = ["draw_for_paper", "size_on_paper"]
