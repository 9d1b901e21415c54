"""What each measure is, how far it reaches in this record, and what to bring where it is not known here."""

from __future__ import annotations

import threading
from importlib import import_module
from typing import Any

from comity.dossier.language import spoken
from comity.dossier.measured import titled, unit
from comity.measures.answer import how_to_bring, lacking, looked, reach, years_kept
from comity.measures.contract import Measure, measures
from comity.web import written
from comity.web.asked import Asked
from comity.web.contract import N_

#: Of whom a measure is, and where its intervals come from, for readers.
WHOM = {
    "state": N_("states"),
    "pair": N_("pairs of states"),
    "member": N_("members of a pact, an organisation or a mission"),
    "pact": N_("pacts, organisations and missions"),
    "region": N_("regions"),
}
INTERVALS = {
    "none": N_("none claimed"),
    "published error": N_("published error"),
    "sampling": N_("sampling"),
    "Monte Carlo": N_("Monte Carlo of its choices"),
}

_held: dict[tuple[object, ...], list[dict[str, Any]]] = {}
_lock = threading.Lock()


def every(ask: Asked) -> list[dict[str, Any]]:
    """Give a line for each measure, by id, with the years known of those that have been computed of this record."""
    known = years_kept(ask.con, ask.home)
    return [
        line | {"years": written.spans(known[name]), "missing": len(written.missing(known[name]))}
        if known.get(name := line["measure"])
        else line
        for line in _lines(ask)
    ]


def _lines(ask: Asked) -> list[dict[str, Any]]:
    """Give what is the same as long as the record is, found once for a language."""
    key = (str(ask.home), ask.stamp, spoken().key)
    with _lock:
        if key not in _held:
            among, sources = looked(ask.con), set(ask.evidence.sources)
            for old in [one for one in _held if one[:2] != key[:2]]:
                del _held[old]
            _held[key] = [_line(ask, name, measure, among, sources) for name, measure in measures().items()]
        return _held[key]


def _line(ask: Asked, name: str, measure: Measure, among: Any, sources: set[str]) -> dict[str, Any]:
    absent = lacking(ask.con, name, sources)
    first, last = spanned(reach(ask.con, measure, among)) if not absent else (None, None)
    return {
        "measure": name, "topic": name.partition(".")[0], "title": titled(measure), "subject": measure.subject,
        "unit": unit(measure), "from": first, "to": last, "years": None, "missing": 0, "here": not absent, "bring": how_to_bring(absent) if absent else "",
        "interval": measure.interval, "heavy": measure.heavy, "directed": measure.directed,
    }  # fmt: skip


def spanned(found: Any) -> tuple[int | None, int | None]:
    """Give the years at which all sources have looked that a measure cannot do without, of what they are found to reach."""
    spans = [years for need, years in found.items() if not need.optional] or list(found.values())
    if not spans:
        return None, None
    return max(first for first, _ in spans), min(last for _, last in spans)


def topics() -> dict[str, str]:
    """Give each topic with the sentence that says what it is about."""
    names = dict.fromkeys(name.partition(".")[0] for name in measures())
    return {name: (import_module(f"comity.measures.{name}").__doc__ or "").partition("\n\n")[0].strip() for name in names}  # fmt: skip


def matching(lines: list[dict[str, Any]], sought: str) -> list[dict[str, Any]]:
    """Give the lines that hold every word that is sought, wherever."""
    words = sought.casefold().split()
    fields = ("measure", "title", "topic", "subject", "unit")
    return [
        line
        for line in lines
        if all(any(word in str(line[name]).casefold().replace("_", " ") for name in fields) for word in words)
    ]
